#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Counts TAP cases in meson's testlog.json: names what failed, says why something was skipped,
and ends with the line that people and CI look at."""
import json
import re
import sys

CASE = re.compile(r"^(not )?ok\b\s*\d*\s*-?\s*(.*?)(?:\s*#\s*(SKIP)\b\s*(.*))?$", re.I)


def main():
    passed = failed = skipped = 0
    for line in open(sys.argv[1], encoding="utf-8"):
        test = json.loads(line)
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
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


sys.exit(main())
