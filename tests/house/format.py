#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""C is laid out as .clang-format says: format.py SOURCE-ROOT. Speaks TAP.

With --write it lays out what git knows as changed, or with --write --all everything."""

import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

# Each version lays out a little differently.
VERSION = "14"


def formatter():
    """The program of our version; without one, the reason."""
    others = []
    for name in (f"clang-format-{VERSION}", "clang-format"):
        program = shutil.which(name)
        if program:
            said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
            others += re.findall(r"version (\d+)", said)
            if others[-1:] == [VERSION]:
                return program, None
    found = f"; version {others[-1]} is, which formats differently" if others else ""
    return None, f"clang-format {VERSION} is not installed{found}"


def changed():
    """The files that differ from the last commit, and those not added yet."""
    for words in (["diff", "--name-only", "--relative", "HEAD"], ["ls-files", "--others", "--exclude-standard"]):
        listed = subprocess.run(["git", *words, "-z"], cwd=root, check=True, capture_output=True, text=True).stdout
        yield from map(pathlib.PurePath, listed.split("\0"))


def write():
    if missing:
        sys.exit(f"Nothing was formatted: {missing}.")
    only = set(files if "--all" in sys.argv else changed())
    chosen = [str(f) for f in files if f in only]
    if chosen:
        subprocess.run([program, "-i", "--style=file", *chosen], cwd=root, check=True)
    print(f"Formatted {len(chosen)} files.", file=sys.stderr)


root = pathlib.Path(sys.argv[1])
program, missing = formatter()
files = [f for f in tap.files(root) if f.parts[0] in ("src", "tests") and f.suffix in (".c", ".h")]
if "--write" in sys.argv:
    write()
    sys.exit(0)
if missing:
    tap.skip(missing)
folders = {}
for file in files:
    folders.setdefault("/".join(file.parts[:2]), []).append(str(file))


def problems(names):
    found = subprocess.run([program, "--dry-run", "-Werror", "--style=file", "--ferror-limit=3", *names],
                           cwd=root, capture_output=True, text=True)
    lines = [line for line in found.stderr.splitlines() if ": error: " in line]
    return lines if lines or found.returncode == 0 else [found.stderr.strip() or f"exit {found.returncode}"]


tap.report([(f"{folder} is formatted", problems(names)) for folder, names in sorted(folders.items())])
