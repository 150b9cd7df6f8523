#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The tests of the house side by side, without a build: lint.py. Those that failed say what is wrong."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import time

import summary

ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(test):
    begin = time.monotonic()
    done = subprocess.run([sys.executable, test, ROOT], capture_output=True, text=True)
    return {"name": f"house / {test.stem}", "result": "OK" if done.returncode == 0 else "ERROR",
            "stdout": done.stdout, "stderr": done.stderr, "duration": time.monotonic() - begin}


with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    tests = list(pool.map(run, sorted((ROOT / "tests/house").glob("*.py"))))
for test in tests:
    if test["result"] != "OK":
        print(test["name"], *(line for line in test["stdout"].splitlines() if line.startswith(("not ok", "#"))),
              *test["stderr"].splitlines(), sep="\n  ", file=sys.stderr)
sys.exit(summary.report(tests))
