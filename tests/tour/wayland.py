#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The tour as a test, in the kind of session that Debian starts by default: wayland.py BUILD-DIR. Speaks TAP."""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import stage  # noqa: E402
import tap  # noqa: E402

build = sys.argv[1]
if stage.missing(wayland=True):
    tap.skip(" and ".join(stage.missing(wayland=True)) + " is not installed")
tour = subprocess.run(
    [sys.executable, os.path.join(HERE, "tour.py"), "--wayland", "--build", build, "--out", os.path.join(build, "tour-wayland")],
    check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
said = tour.stdout.splitlines()
steps = [step[1] for line in said if (step := re.match(r"\d\d (.*?): ", line))]
tap.report([(step, []) for step in steps] + [("to the end", said if tour.returncode else [])])
