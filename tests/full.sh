#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ./dev check --full: the check, and what is too slow for each change. PART… takes only some: check clang analyzer
# coverage window trixie cloud. Each has a build folder of its own, _build-PART.
set -u
cd "$(dirname "$0")/.."
. tests/parts.sh
[ $# -gt 0 ] || set -- check clang analyzer coverage window trixie cloud

say() { printf '%s\n' "== $*" >&2; }

# $1: build folder, then options of meson.
configure() { [ -f "$1/build.ninja" ] || meson setup "$@" >/dev/null; }

with_clang() { CC=clang CXX=clang++ configure _build-clang -Dwerror=true -Dcuda=disabled && ninja --quiet -C _build-clang; }

# The compiler of the build folder is the analyzer. What is in src/ is compiled, and nothing linked. Two checkers are
# off: they know neither that GObject owns what a constructor returns nor that g_autoptr reads what it frees.
with_analyzer() {
  analyze="scan-build --use-cc=gcc -disable-checker unix.Malloc -disable-checker deadcode.DeadStores"
  [ -f _build-analyzer/build.ninja ] || $analyze meson setup _build-analyzer -Dcuda=disabled >/dev/null
  objects=$(ninja -C _build-analyzer -t targets all | sed -n 's|^\(src/[^:]*\.c\.o\): .*|\1|p')
  # shellcheck disable=SC2086
  ninja -C _build-analyzer -t clean $objects >/dev/null &&
    $analyze --status-bugs -o _build-analyzer/found ninja --quiet -C _build-analyzer $objects
}

coverage() {
  configure _build-coverage -Db_coverage=true -Dcuda=disabled || return
  find _build-coverage -name '*.gcda' -delete
  BANCO_BUILD=_build-coverage ./dev check
}

for part; do
  say "$part"
  case $part in
    check) part ./dev check ;;
    clang) single "clang builds it without a warning" with_clang ;;
    analyzer) single "the analyzer of clang finds nothing" with_analyzer ;;
    coverage)
      part coverage
      gcovr --root . --filter src/ --json-summary _build-coverage/coverage.json _build-coverage >/dev/null 2>&1
      /usr/bin/python3 tests/coverage.py _build-coverage/coverage.json
      ;;
    window)
      configure _build-window -Dwerror=true -Dcuda=disabled -Db_sanitize=address,undefined -Db_lundef=false || status=1
      part env BANCO_BUILD=_build-window UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 \
        ASAN_OPTIONS=fast_unwind_on_malloc=0:detect_stack_use_after_return=0:disable_coredump=0 \
        LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0" ./dev test desktop
      ;;
    trixie)
      if [ "$(id -u)" = 0 ]; then
        part ./dev check --on trixie
      else
        part sudo ./dev check --on trixie
      fi
      ;;
    cloud)
      if [ -n "${BANCO_TEST_CLOUD:-}" ]; then
        part ./dev check --cloud
      else
        left_out "a real cloud" "BANCO_TEST_CLOUD names no federation file"
      fi
      ;;
    *) echo "There is no part “$part”." >&2; exit 2 ;;
  esac
done
total
