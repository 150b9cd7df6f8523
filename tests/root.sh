#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# root.sh SUITE COMMAND…: runs a command on a copy of the working tree in a root that debootstrap made of that Debian,
# as an ordinary user who may use sudo (BANCO_ROOT_USER=root: as root). The root stays in the cache folder with what
# the command installed; remove it there for an empty one.
set -eu

say() { printf '%s\n' "$*" >&2; }

if [ $# -lt 2 ] || { [ "$1" != trixie ] && [ "$1" != bookworm ]; }; then
  say "usage: root.sh trixie|bookworm COMMAND…"
  exit 2
fi
suite=$1
shift
[ "$(id -u)" = 0 ] || { say "Only root can make a root of another Debian: run it with sudo."; exit 1; }
command -v debootstrap >/dev/null || { say "debootstrap is missing: install it and try again."; exit 1; }
root=${XDG_CACHE_HOME:-$HOME/.cache}/banco/roots/$suite
mkdir -p "$root.new"
exec 9>"$root.lock"
flock -n 9 || { say "Another run uses $root; try again when it has ended."; exit 1; }

# $1: Debian or Debian-Security. The mirror that this computer's apt uses.
mirror() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' "Label: $1" | head -n 1; }

# A root that was not finished is made again. What apt must know to reach the mirror comes along.
make_root() {
  main=$(mirror Debian)
  security=$(mirror Debian-Security)
  [ -n "$main" ] || { say "apt has no mirror of Debian here: add one to its sources and run apt-get update."; exit 1; }
  say "Making a root of Debian $suite in $root: about 100 MB to load, 2 minutes."
  rm -rf --one-file-system "$root.new"
  debootstrap --variant=minbase --include=sudo "$suite" "$root.new" "$main" >"$root.log" 2>&1 || {
    tail -n 5 "$root.log" >&2
    exit 1
  }
  {
    echo "deb $main $suite main"
    echo "deb $main $suite-updates main"
    [ -z "$security" ] || echo "deb $security $suite-security main"
  } >"$root.new/etc/apt/sources.list"
  apt-config dump | grep -E '^Acquire::(https?|Check-)[^ ]+ "' >"$root.new/etc/apt/apt.conf.d/90outside" || :
  echo force-unsafe-io >"$root.new/etc/dpkg/dpkg.cfg.d/unsafe-io"
  printf 'Defaults !use_pty\nbanco ALL=(ALL) NOPASSWD: ALL\n' >"$root.new/etc/sudoers.d/banco"
  chroot "$root.new" useradd --create-home --shell /bin/bash banco
  mv "$root.new" "$root"
}

[ -d "$root" ] || make_root
rm -rf --one-file-system "$root.new"

# Names and certificates are this computer's, and npm's registry.
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
settings=LANG=C.UTF-8
if [ -f /etc/ssl/certs/ca-certificates.crt ]; then
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/outside.crt"
  settings="$settings SSL_CERT_FILE=/etc/outside.crt NODE_EXTRA_CA_CERTS=/etc/outside.crt"
fi
for name in http_proxy https_proxy no_proxy; do
  eval "value=\${$name:-}"
  [ -z "$value" ] || settings="$settings $name=$value"
done
if registry=$(npm config get registry 2>/dev/null); then
  settings="$settings npm_config_registry=$registry"
fi

tree=$(dirname "$0")/..
copy=$root/home/banco/banco
rm -rf --one-file-system "$copy"
mkdir "$copy"
(cd "$tree" && git -c safe.directory='*' ls-files -z --cached --others --exclude-standard |
  xargs -0 ls -d 2>/dev/null | tar -c -T - | tar -x -C "$copy")
chroot "$root" chown -R "${BANCO_ROOT_USER:-banco}:" /home/banco/banco

# Not a chroot: there the kernel refuses the user namespaces that the demo's machines are made of. What the command
# leaves running ends with it. The shell stays root and the first process: one that becomes a user outlives unshare.
exec unshare --mount --pid --fork --kill-child sh -euc '
  user=$1 settings=$2
  cd "$3"
  shift 3
  mount --bind . .
  cd "$PWD"
  mount -t proc proc proc
  mount --rbind /sys sys
  mount --rbind /dev dev
  mount -t tmpfs -o mode=1777 tmpfs dev/shm
  mount -t tmpfs -o mode=1777 tmpfs tmp
  pivot_root . mnt
  cd /home/banco/banco
  umount -l /mnt
  status=0
  setpriv --reuid="$user" --regid="$user" --init-groups --reset-env env $settings "$@" || status=$?
  exit $status
' root.sh "${BANCO_ROOT_USER:-banco}" "$settings" "$root" "$@"
