#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""C is laid out as .clang-format says: format.py SOURCE-ROOT CLANG-FORMAT. Speaks TAP."""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

root, program = pathlib.Path(sys.argv[1]), sys.argv[2]
if not program:
    tap.skip("clang-format 14 is not installed")
folders = {}
for file in tap.files(root):
    if file.parts[0] in ("src", "tests") and file.suffix in (".c", ".h"):
        folders.setdefault("/".join(file.parts[:2]), []).append(str(file))


def problems(names):
    found = subprocess.run([program, "--dry-run", "-Werror", "--style=file", "--ferror-limit=3", *names],
                           cwd=root, capture_output=True, text=True)
    lines = [line for line in found.stderr.splitlines() if ": error: " in line]
    return lines if lines or found.returncode == 0 else [found.stderr.strip() or f"exit {found.returncode}"]


tap.report([(f"{folder} is formatted", problems(names)) for folder, names in sorted(folders.items())])
