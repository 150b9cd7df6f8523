#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fetch-sshd.sh BUILD_DIR: unpacks OpenSSH's server into BUILD_DIR/sshd for the machines of
# banco-demo, where the system has none (--always: even where it has one). Nothing is installed and
# no service starts. Run again, it does nothing.
set -eu

always=no
[ "${1:-}" != --always ] || { always=yes; shift; }
[ $# -eq 1 ] && [ -d "$1" ] || { echo "usage: fetch-sshd.sh [--always] BUILD_DIR" >&2; exit 2; }
folder=$1/sshd
[ ! -x "$folder/usr/sbin/sshd" ] || exit 0
[ "$always" = yes ] || [ ! -x /usr/sbin/sshd ] || exit 0

work=$(mktemp -d "$1/sshd-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/packages" "$work/unpacked" "$work/sshd/usr/sbin" "$work/sshd/usr/lib/openssh" "$work/sshd/lib"
cd "$work/packages"
# As root, apt would download as a user that may not write here.
apt-get -q -o APT::Sandbox::User=root download openssh-server >&2
# Its libraries come along where they are not installed.
for name in $(dpkg-deb -f openssh-server_*.deb Depends | tr ',' '\n' |
  sed -n 's/^ *\(lib[^ (|]*\).*/\1/p'); do
  dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' ||
    apt-get -q -o APT::Sandbox::User=root download "$name" >&2
done
for package in *.deb; do
  dpkg-deb -x "$package" ../unpacked
done
cd - >/dev/null
mv "$work/unpacked/usr/sbin/sshd" "$work/sshd/usr/sbin/sshd"
# Since OpenSSH 9.8 a connection is served by programs of their own.
find "$work/unpacked/usr/lib/openssh" -name 'sshd-*' -exec mv {} "$work/sshd/usr/lib/openssh/" \;
find "$work/unpacked" -name 'lib*.so.*' -exec cp -L {} "$work/sshd/lib/" \;
mv "$work/sshd" "$folder"
