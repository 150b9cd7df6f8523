#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fetch.sh BUILD_DIR: puts the OpenID provider of the tests, as its lock file pins it, into
# BUILD_DIR/provider. Run again, it does nothing. Without node or network its tests are skipped.
set -eu
[ $# -eq 1 ] && [ -d "$1" ] || { echo "usage: fetch.sh BUILD_DIR" >&2; exit 2; }
folder=$1/provider
here=$(dirname "$0")
if [ -d "$folder/node_modules/oidc-provider" ] && cmp -s "$here/package-lock.json" "$folder/package-lock.json"; then
  exit 0
fi
mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$folder/"
(cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
  { rm -rf "$folder"; echo "The OpenID provider could not be fetched; its tests will be skipped." >&2; }
