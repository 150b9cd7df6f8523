#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A name means one thing: names.py SOURCE-ROOT. Needs universal-ctags. Speaks TAP."""

import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

# Every program has the one, every room may have the other.
SHARED_FILES = {"main.c", "error.c"}
# The enum of an object's properties, and what a library that we load declares.
SHARED_TYPES = {"Property", "NvmlDevice"}
SHARED_FUNCTIONS = {"main"}

root = pathlib.Path(sys.argv[1])
if not shutil.which("ctags"):
    tap.skip("universal-ctags is not installed")
files = [f for f in tap.files(root) if f.parts[0] in ("src", "tests") and f.suffix in (".c", ".h")]


def doubled(pairs):
    """Yields each name that stands in two files; a source and its header are one."""
    places = {}
    for name, file in pairs:
        places.setdefault(name, {})[str(pathlib.PurePath(file).with_suffix("")).removesuffix("-private")] = str(file)
    return (f"{name}: {', '.join(sorted(found.values()))}" for name, found in sorted(places.items()) if len(found) > 1)


def tags():
    """Yields (kind, name, file, whether other files see it) of what the sources define."""
    listed = subprocess.run(
        ["ctags", "-f", "-", "--sort=no", "--languages=C", "--langmap=C:.c.h", "--kinds-C=fstug", "--fields=Kf", "-L", "-"],
        input="\n".join(str(f) for f in files if f.parts[0] == "src"), cwd=root, check=True, capture_output=True,
        text=True).stdout
    for tag in listed.splitlines():
        name, file, *_ = tag.split("\t")
        if f"/^typedef struct _{name} {name};" in tag:  # it is named here, and defined elsewhere
            continue
        kind, *static = tag.rpartition(';"\t')[2].split("\t")
        # Macros that define something, and what they build a name of, look like functions.
        if not name.startswith("__anon") and not name.isupper() and not name.startswith("G_DEFINE"):
            yield kind, name, file, not static
    for file in files:
        if file.parts[0] == "src":
            for name in re.findall(r"^G_DECLARE_\w+ \((\w+),", (root / file).read_text(), re.M):
                yield "typedef", name, str(file), True


known = list(tags())
tap.report([
    ("no two C files have the same name", doubled(
        (f.name, f) for f in files if f.suffix == ".c" and f.name not in SHARED_FILES)),
    ("ctags sees types and functions", [] if known or not files else ["none"]),
    ("no two types have the same name", doubled(
        (name, file) for kind, name, file, _ in known if kind != "function" and name not in SHARED_TYPES)),
    ("no two functions that other files see have the same name", doubled(
        (name, file) for kind, name, file, seen in known if kind == "function" and seen and file.endswith(".c")
        and name not in SHARED_FUNCTIONS)),
])
