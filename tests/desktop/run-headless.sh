#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What services of the bus print is not the program's: only its own output comes through.
# Runs a program with a display, a session bus and a home of its own; the bus is the inner one, so
# that what it starts has the display.
for tool in Xvfb dbus-run-session; do
  if ! command -v "$tool" >/dev/null; then
    echo "1..0 # SKIP $tool is missing"
    exit 0
  fi
done

home=$(mktemp -d) || exit 1
# The server chooses a number that is free, so that several may start at once.
Xvfb -displayfd 3 -screen 0 1280x900x24 -nolisten tcp -noreset 3>"$home/display" 2>/dev/null &
server=$!
trap 'kill $server; wait $server 2>/dev/null; rm -rf "$home"' EXIT
tries=0
while [ ! -s "$home/display" ] && [ $tries -lt 200 ]; do
  sleep 0.05
  tries=$((tries + 1))
done

mkdir -m 700 "$home/run"
DISPLAY=:$(cat "$home/display") HOME=$home XDG_RUNTIME_DIR=$home/run \
XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/config XDG_CACHE_HOME=$home/cache \
GSK_RENDERER=cairo \
  dbus-run-session -- sh -c 'exec "$0" "$@" >&4' "$@" 4>&1 >/dev/null 2>"$home/errors"
status=$?
grep -v -e dbus-daemon "$home/errors" >&2
exit $status
