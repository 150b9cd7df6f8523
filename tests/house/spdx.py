#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Files say their licence: spdx.py SOURCE-ROOT. Speaks TAP."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

LINE = "SPDX-License-Identifier: Apache-2.0"
FIRST_LINES = 12
# Formats without comments, and the licence itself.
MUTE = {".json", ".jsonl", ".ipynb", ".png", ".jpg", ".bin", ".npy", ".gz", ".pub"}
# A reader would show the line to the person who reads the page; data/README.md says it for them.
SHOWN = [("data/library", ".md")]

root = pathlib.Path(sys.argv[1])


def exempt(file):
    if file.suffix in MUTE or file.name in ("LICENSE", "LINGUAS"):
        return True
    if any(str(file).startswith(folder + "/") and file.suffix == suffix for folder, suffix in SHOWN):
        return True
    # What tests feed to parsers is exactly what it must be.
    return file.parts[0] == "tests" and any(part in ("data", "corpus", "seeds") for part in file.parts[1:-1])


def silent(file):
    with open(root / file, encoding="utf-8", errors="replace") as text:
        return not any(LINE in line for _, line in zip(range(FIRST_LINES), text))


by_top = {}
for file in tap.files(root):
    by_top.setdefault(file.parts[0] if len(file.parts) > 1 else "the top folder", []).append(file)
tap.report([(f"every file in {top} says its licence", (f for f in files if not exempt(f) and silent(f)))
            for top, files in sorted(by_top.items())]
           + [("the licence is there", [] if "Apache License" in (root / "LICENSE").read_text() else ["LICENSE"])])
