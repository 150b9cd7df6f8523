#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The budget for size, which polices the tail: sizes.py SOURCE-ROOT. Needs universal-ctags. Speaks TAP."""

import pathlib
import re
import shutil
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

FILE_LINES, MEDIAN_LINES, UI_LINES = 600, 250, 300
FUNCTION_LINES, SWITCH_LINES = 60, 100
# A list of properties or signals, and a test's table of cases, is long without being difficult.
SWITCH = re.compile(r"(class_init|get_property|set_property)$")
C = (".c", ".cu")
CODE, TESTS = (*C, ".h", ".cuh"), (*C, ".h", ".cpp", ".py", ".sh", ".mjs")
TESTS_PER_LINE = 0.6

root = pathlib.Path(sys.argv[1])
if not shutil.which("ctags"):
    tap.skip("universal-ctags is not installed")
files = [f for f in tap.files(root) if f.parts[0] in ("src", "tests")]
code = [f for f in files if f.suffix in C]


def length(file):
    return len((root / file).read_text(errors="replace").splitlines())


def is_list(file, name):
    return bool(SWITCH.search(name)) or file.startswith("tests/")


def functions():
    """Yields (file, line, name, lines) of every C function."""
    listed = subprocess.run(
        ["ctags", "-f", "-", "--sort=no", "--languages=C", "--langmap=C:.c.cu", "--kinds-C=f", "--fields=+ne", "-L", "-"],
        input="\n".join(map(str, code)), cwd=root, check=True, capture_output=True, text=True).stdout
    for tag in listed.splitlines():
        name, file, *fields = tag.split("\t")
        at = {key: int(value) for key, _, value in (f.partition(":") for f in fields) if key in ("line", "end")}
        if len(at) == 2:
            yield file, at["line"], name, at["end"] - at["line"] + 1


lengths = {f: length(f) for f in code}
known = list(functions())
ours = [n for f, n in lengths.items() if f.parts[0] == "src"]
written = sum(length(f) for f in files if f.parts[0] == "src" and f.suffix in CODE)
tested = sum(length(f) for f in files if f.parts[0] == "tests" and f.suffix in TESTS)
middle = statistics.median(ours) if ours else 0
tap.report([
    (f"no C file is over {FILE_LINES} lines", (f"{f}: {n}" for f, n in lengths.items() if n > FILE_LINES)),
    (f"the median C file is at most {MEDIAN_LINES} lines", [middle] if middle > MEDIAN_LINES else []),
    (f"no UI file is over {UI_LINES} lines", (
        f"{f}: {length(f)}" for f in files if f.suffix == ".ui" and length(f) > UI_LINES)),
    (f"tests are at least {TESTS_PER_LINE} of the code", (
        [f"{tested} lines for {written}"] if tested < TESTS_PER_LINE * written else [])),
    ("ctags sees functions", [] if known or not code else ["none"]),
    (f"no other function is over {FUNCTION_LINES} lines", (
        f"{f}:{line}: {name}: {n}" for f, line, name, n in known if n > FUNCTION_LINES and not is_list(f, name))),
    (f"no list of properties or test is over {SWITCH_LINES} lines", (
        f"{f}:{line}: {name}: {n}" for f, line, name, n in known if n > SWITCH_LINES and is_list(f, name))),
])
