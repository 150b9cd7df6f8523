# SPDX-License-Identifier: Apache-2.0
# For a check in several parts, to be sourced: each part ends with the line "N passed, N failed, N skipped", and
# total with their sum.

parts=$(mktemp)
trap 'rm -f "$parts" "$parts.out"' EXIT
status=0

# The command of a part; one that breaks off before its line has failed, too.
part() {
  "$@" >"$parts.out" || status=1
  cat "$parts.out"
  tail -n 1 "$parts.out" | grep -Ex '[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped' >>"$parts" || {
    status=1
    echo "0 passed, 1 failed, 0 skipped" >>"$parts"
    echo "FAILED: $* broke off"
  }
}

# $1: what is a case of its own, then a command that passes or fails.
single() {
  name=$1
  shift
  if "$@" >"$parts.out" 2>&1; then
    echo "1 passed, 0 failed, 0 skipped" >>"$parts"
    echo "passed: $name"
  else
    status=1
    tail -n 40 "$parts.out" >&2
    echo "0 passed, 1 failed, 0 skipped" >>"$parts"
    echo "FAILED: $name"
  fi
}

# $1: what is not tried, $2: why.
left_out() {
  echo "skipped: $1: $2"
  echo "0 passed, 0 failed, 1 skipped" >>"$parts"
}

total() {
  awk '{ p += $1; f += $3; s += $5 } END { printf "%d passed, %d failed, %d skipped\n", p, f, s }' "$parts"
  return $status
}
