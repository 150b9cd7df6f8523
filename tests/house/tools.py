#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What ./dev is made of: how results are counted: tools.py SOURCE-ROOT. Speaks TAP."""

import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

root = pathlib.Path(sys.argv[1])


def run(*words, **more):
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, **more)


# What meson says of a test, and what is counted.
RESULTS = [
    ({"result": "OK", "stdout": "1..2\nok 1 a\nok 2 - b # SKIP no bus\n"}, (1, 0, 1), "skipped: t0: b: no bus"),
    ({"result": "OK", "stdout": "1..0 # SKIP no room\n"}, (0, 0, 1), "skipped: t1: no room"),
    ({"result": "ERROR", "stdout": "ok 1 a\nnot ok 2 - b\n"}, (1, 1, 0), "FAILED: t2: b"),
    ({"result": "TIMEOUT", "stdout": "ok 1 a\n"}, (1, 1, 0), "FAILED: t3: ended with TIMEOUT after 1 cases"),
    ({"result": "ERROR"}, (0, 1, 0), "FAILED: t4: ended with ERROR after 0 cases"),
] + [({"result": "OK", "stdout": "ok 1 a\n"}, (1, 0, 0), None)] * 7


def counted():
    logs = [{**test, "name": f"t{i}", "duration": float(i)} for i, (test, _, _) in enumerate(RESULTS)]
    with tempfile.TemporaryDirectory() as folder:
        files = [pathlib.Path(folder, "one"), pathlib.Path(folder, "two")]
        for file, part in zip(files, (logs[:3], logs[3:])):
            file.write_text("".join(json.dumps(test) + "\n" for test in part))
        done = run(root / "tests/summary.py", *files)
    said = done.stdout.splitlines()
    yield from (f"“{line}” is not said" for _, _, line in RESULTS if line and line not in said)
    passed, failed, skipped = (sum(counts[i] for _, counts, _ in RESULTS) for i in range(3))
    if done.returncode != 1 or said[-1:] != [f"{passed} passed, {failed} failed, {skipped} skipped"]:
        yield f"{done.returncode}: {said[-1:]}{done.stderr}"
    slowest = [line.split()[-1] for line in said if line.startswith("slowest: ")]
    if slowest != [f"t{i}" for i in range(11, 1, -1)]:
        yield f"slowest: {slowest}"


tap.report([("the closing lines count, and name the slowest", counted())])
