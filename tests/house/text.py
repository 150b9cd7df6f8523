#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Text as .editorconfig asks, with nothing left for later: text.py SOURCE-ROOT. Speaks TAP."""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

SPACED = {".c", ".h", ".cu", ".py", ".ui", ".xml", ".build", ".json", ".md", ".css"}
LEFT = re.compile("|".join(rf"\b{a}{b}\b" for a, b in (("TO", "DO"), ("FIX", "ME"), ("X", "XX"))))
MARKER = re.compile(r"(<{7}|>{7}|={7})( |$)")

root = pathlib.Path(sys.argv[1])
found = {what: [] for what in (
    "every file is UTF-8", "lines end with a line feed alone", "files end with a line feed", "no line ends with a blank",
    "no tab where spaces belong", "nothing is left for later", "no merge is left half done")}

for file in tap.files(root):
    # What tests feed to parsers is exactly what it must be.
    if file.parts[0] == "tests" and any(part in ("data", "corpus", "seeds") for part in file.parts[1:-1]):
        continue
    raw = (root / file).read_bytes()
    if b"\0" in raw or file.suffix in (".png", ".ipynb"):
        continue
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        found["every file is UTF-8"].append(f"{file}: {error}")
        continue
    if "\r" in text:
        found["lines end with a line feed alone"].append(file)
    if text and not text.endswith("\n"):
        found["files end with a line feed"].append(file)
    for number, line in enumerate(text.split("\n"), 1):
        where = f"{file}:{number}: {line.strip()}"
        if line != line.rstrip(" \t"):
            found["no line ends with a blank"].append(where)
        if "\t" in line and file.suffix in SPACED:
            found["no tab where spaces belong"].append(where)
        if LEFT.search(line):
            found["nothing is left for later"].append(where)
        if MARKER.match(line):
            found["no merge is left half done"].append(where)

tap.report(found.items())
