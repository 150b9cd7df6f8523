#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Which part of each room's lines the tests went through: coverage.py SUMMARY, the JSON summary of gcovr."""

import json
import sys

ROOMS = ("benchmark/program",)  # besides the folders of src/

with open(sys.argv[1], encoding="utf-8") as summary:
    files = json.load(summary)["files"]
lines = {}
for file in files:
    inside = file["filename"].removeprefix("src/")
    room = next((room for room in ROOMS if inside.startswith(room + "/")), inside.split("/")[0])
    for name in (room, "all rooms"):
        covered, total = lines.get(name, (0, 0))
        lines[name] = covered + file["line_covered"], total + file["line_total"]
for room, (covered, total) in sorted(lines.items(), key=lambda item: (item[0] == "all rooms", item[0])):
    print(f"coverage: {100 * covered / max(1, total):5.1f} % of {total:6} lines in {room}")
