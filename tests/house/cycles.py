#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""No file needs one that needs it: cycles.py SOURCE-ROOT. A file needs another of its room when it names a
function, table or class of it. Needs universal-ctags. Speaks TAP."""

import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

NOT_CODE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"|^\s*#\s*include[^\n]*', re.S | re.M)
WORD = re.compile(r"\b[A-Za-z_]\w*\b")
DEFINES_CLASS = re.compile(r"^G_DEFINE_\w*(?:TYPE|INTERFACE)\w*\s*\(\s*(\w+),\s*(\w+)", re.M)
DECLARES_CLASS = re.compile(r"^G_DECLARE_\w+\s*\(\s*(\w+),\s*\w+,\s*(\w+),\s*(\w+)", re.M)
# Files that need each other, and why they may; one that is over has to go from here.
ALLOWED = {
    "an operation enters the list of those that run, which cancels its operations":
        {"src/base/operation.c", "src/base/operations.c"},
    "one walk over a tree in which elements hold macros and tables, and these hold elements":
        {"src/knowledge/storage-macro.c", "src/knowledge/storage-table.c", "src/knowledge/storage-walk.c"},
}

root = pathlib.Path(sys.argv[1])
if not shutil.which("ctags"):
    tap.skip("universal-ctags is not installed")


def room_of(file):
    inner = ("src/benchmark/program", "src/desktop/web")
    return next((room for room in inner if str(file).startswith(room + "/")), "/".join(file.parts[:2]))


files = [f for f in tap.files(root) if f.parts[0] == "src" and f.suffix in (".c", ".h")]
code = {f: NOT_CODE.sub(" ", (root / f).read_text()) for f in files}


def definitions():
    """Yields (name, file) of all that other files can name: a header declares it."""
    declared = {word for file, text in code.items() if file.suffix == ".h"
                for line in re.findall(r"\w+ \(|^extern[^;]*", text, re.M) for word in WORD.findall(line)}
    listed = subprocess.run(
        ["ctags", "-f", "-", "--sort=no", "--languages=C", "--kinds-C=fv", "--fields=f", "-L", "-"],
        input="\n".join(str(f) for f in files if f.suffix == ".c"), cwd=root, check=True, capture_output=True,
        text=True).stdout
    for tag in listed.splitlines():
        name, file, *_ = tag.split("\t")
        if name in declared and not tag.endswith("\tfile:") and not name.startswith("G_DE"):
            yield name, pathlib.PurePath(file)
    classes = {}
    for file, text in code.items():
        for name, prefix in DEFINES_CLASS.findall(text) if file.suffix == ".c" else ():
            classes[name] = file
            yield f"{prefix}_get_type", file
    for text in code.values():
        for name, module, rest in DECLARES_CLASS.findall(text):
            if name in classes:
                yield from ((f"{module}_{part}{rest}", classes[name]) for part in ("", "TYPE_", "IS_"))


places = {}
for name, file in definitions():
    places.setdefault((room_of(file), name), file)
needs = {file: {} for file in code if file.suffix == ".c"}
for file, found in needs.items():
    for name in set(WORD.findall(code[file])):
        other = places.get((room_of(file), name))
        if other not in (None, file):
            found.setdefault(other, []).append(name)


def cycles():
    """Yields each set of files that need one another (Tarjan)."""
    order, low, stack = {}, {}, []

    def visit(file):
        order[file] = low[file] = len(order)
        stack.append(file)
        for other in sorted(needs[file]):
            if other not in order:
                yield from visit(other)
                low[file] = min(low[file], low[other])
            elif other in stack:
                low[file] = min(low[file], order[other])
        if low[file] == order[file]:
            at = stack.index(file)
            found = stack[at:]
            del stack[at:]
            if len(found) > 1:
                yield frozenset(found)

    for file in sorted(needs):
        if file not in order:
            yield from visit(file)


found = [{str(file): file for file in cycle} for cycle in cycles()]


def problems():
    for cycle in found:
        if set(cycle) in ALLOWED.values():
            continue
        yield f"{len(cycle)} files: {', '.join(sorted(cycle))}"
        for file in sorted(cycle.values()):
            for other, names in sorted(needs[file].items()):
                if str(other) in cycle:
                    yield f"  {file.name} → {other.name}: {', '.join(sorted(names)[:6])}"


tap.report([
    ("ctags sees functions", [] if places or not files else ["none"]),
    ("no files of a room need each other", problems()),
    ("what is allowed is still needed", (
        reason for reason, allowed in ALLOWED.items() if files and not any(set(cycle) == allowed for cycle in found))),
])
