#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fetch-sshd.sh BUILD_DIR: unpacks OpenSSH's server into BUILD_DIR/sshd for the machines of
# banco-demo, where the system has none. Nothing is installed and no service starts: the package
# is only downloaded and unpacked. Run again, it does nothing.
set -eu

[ $# -eq 1 ] && [ -d "$1" ] || { echo "usage: fetch-sshd.sh BUILD_DIR" >&2; exit 2; }
[ -z "${BANCO_DEMO_FETCH_ALWAYS:-}" ] && [ -x /usr/sbin/sshd ] && exit 0
folder=$1/sshd
[ -x "$folder/usr/sbin/sshd" ] && exit 0

work=$(mktemp -d "$1/sshd-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/packages" "$work/sshd" "$work/sshd/lib"

# Without root, apt's sandbox user could not write here; with root, it need not.
download () {
  (cd "$work/packages" && apt-get -o APT::Sandbox::User=root -q download "$@") >&2
}

download openssh-server
# Libraries it needs beyond those of openssh-client: those that are not installed come along.
libraries=$(dpkg-deb -f "$work"/packages/openssh-server_*.deb Depends | tr ',' '\n' |
  sed -n 's/^ *\(lib[^ (|]*\).*/\1/p')
for name in $libraries; do
  dpkg-query -W -f '${Status}\n' "$name" 2>/dev/null | grep -q 'ok installed' || download "$name"
done
for package in "$work"/packages/*.deb; do
  dpkg-deb -x "$package" "$work/sshd"
done
find "$work/sshd/usr/lib" "$work/sshd/lib" -name 'lib*.so.*' -exec mv -f {} "$work/sshd/lib/" \; 2>/dev/null || :
rm -rf "$folder"
mv "$work/sshd" "$folder"
