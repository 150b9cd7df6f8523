#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh SECONDS FUZZER: runs it on from the inputs that led it somewhere before. What it finds is kept as found-…
# beside those, and ends this with 1. The last line says so, and how many inputs it tried.
set -eu
[ $# -eq 2 ] && [ -x "$2" ] || { echo "usage: fuzz.sh SECONDS FUZZER" >&2; exit 2; }
name=$(basename "$2")
seen=$(dirname "$2")/../../seen/$name
mkdir -p "$seen"
status=0
"$2" -max_total_time="$1" -timeout=20 -rss_limit_mb=2048 -artifact_prefix="$seen/found-" -print_final_stats=1 \
  "$seen" >"$seen.log" 2>&1 || status=1
if [ $status -ne 0 ]; then
  tail -n 60 "$seen.log" >&2
  echo "FAILED: $name found something: $seen.log"
else
  sed -n "s/^stat::number_of_executed_units: */passed: $name, inputs tried: /p" "$seen.log"
fi
exit $status
