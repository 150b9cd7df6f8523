#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Counts TAP cases in meson's testlog.json: summary.py LOG… names what failed, says why something was skipped and
which tests took longest, and ends with the line that people and CI look at."""
import json
import re
import sys

CASE = re.compile(r"^(not )?ok\b\s*\d*\s*-?\s*(.*?)(?:\s*#\s*(SKIP)\b\s*(.*))?$", re.I)
SLOWEST = 10


def report(tests):
    """@tests as in meson's log: name, result, stdout, duration. Returns an exit status."""
    passed = failed = skipped = 0
    for test in tests:
        name, ended_well = test["name"], test["result"] in ("OK", "SKIP", "EXPECTEDFAIL")
        bad = cases = 0
        for text in (test.get("stdout") or "").splitlines():
            case = CASE.match(text)
            if re.match(r"^1\.\.0\s*#\s*SKIP", text, re.I):
                skipped, cases = skipped + 1, cases + 1
                print(f"skipped: {name}: {text.split('#', 1)[1].strip()[4:].strip()}")
            if not case:
                continue
            cases += 1
            if case[1]:
                bad += 1
                print(f"FAILED: {name}: {case[2]}")
            elif case[3]:
                skipped += 1
                print(f"skipped: {name}: {case[2]}: {case[4]}")
            else:
                passed += 1
        if not ended_well and not bad:
            bad = 1
            print(f"FAILED: {name}: ended with {test['result']} after {cases} cases")
        failed += bad
    for test in sorted(tests, key=lambda test: -test["duration"])[:SLOWEST]:
        print(f"slowest: {test['duration']:5.1f} s {test['name']}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(report([json.loads(line) for log in sys.argv[1:] for line in open(log, encoding="utf-8")]))
