#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The tests that names stand for: choose.py BUILD NAME…, where a name is a suite, a test, or suite/test.
Prints what ninja must build for them on one line, then a line for each suite: its name and those of its tests.
An unknown name ends it with 2. Meson itself builds everything for a test that says no dependency."""

import difflib
import json
import pathlib
import subprocess
import sys

BY_HAND = "real-cloud"  # ./dev check --cloud


def introspect(build, what):
    return json.loads(subprocess.run(["meson", "introspect", f"--{what}", build], check=True, capture_output=True,
                                     text=True).stdout)


def main(build, *names):
    tests = [(test["suite"][0].partition(":")[2], test["name"], test["depends"]) for test in introspect(build, "tests")]
    tests = [test for test in tests if test[0] != BY_HAND]
    chosen = []
    for name in names:
        meant = [test for test in tests if name in (test[0], test[1], f"{test[0]}/{test[1]}")]
        if not meant:
            known = sorted({word for suite, test, _ in tests for word in (suite, test, f"{suite}/{test}")})
            close = ", ".join(difflib.get_close_matches(name, known, 5)) or ", ".join(sorted({suite for suite, _, _ in tests}))
            print(f"There is no suite and no test “{name}”. The closest names: {close}.", file=sys.stderr)
            return 2
        chosen += [test for test in meant if test not in chosen]
    needed = {target for _, _, depends in chosen for target in depends}
    root = pathlib.Path(build).resolve()
    print(*sorted(str(pathlib.Path(file).relative_to(root)) for target in introspect(build, "targets")
                  if target["id"] in needed for file in target["filename"]))
    for suite in dict.fromkeys(suite for suite, _, _ in chosen):
        print(suite, *(test for of, test, _ in chosen if of == suite))
    return 0


sys.exit(main(*sys.argv[1:]))
