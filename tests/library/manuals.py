#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Manuals and programs tell of the same verbs and options: manuals.py MANUALS-FOLDER PROGRAM…. Speaks TAP."""

import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]+")
# What every GLib program has, and nobody needs to be told twice.
OF_THE_TOOLKIT = {"--help", "--help-all", "--help-gapplication", "--help-gtk", "--gapplication-service", "--display"}
# Options of other programs that an example or a file needs.
OF_OTHERS = {"bancoctl": {"--format"}, "banco-bench": {"--on"}, "banco-demo": {"--device"}}


def plain(manual):
    """The source of a manual without its fonts, so that --no\\-color reads --no-color."""
    text = re.sub(r'^\.\\".*$', "", manual.read_text(), flags=re.MULTILINE)
    text = re.sub(r"\\f[A-Z]|\\f\(..|\\&", "", text).replace("\\-", "-")
    return re.sub(r'^(\.B[RI]?|\.RB|\.IR|\.RI)\s+(.*)$', lambda m: re.sub(r'\s*"\s*|\s', " ", m.group(2)),
                  text, flags=re.MULTILINE)


def says(program, *words):
    done = subprocess.run([program, *words], capture_output=True, text=True, timeout=30)
    return done.stdout + done.stderr


results = []
for program in sys.argv[2:]:
    name = pathlib.Path(program).name
    told = plain(pathlib.Path(sys.argv[1]) / f"{name}.1")
    help_text = says(program, "--help")
    if name == "bancoctl":
        verbs = re.findall(r"^  ([a-z][a-z-]+) ", says(program, "help"), flags=re.MULTILINE)
        help_text = says(program, "help") + "".join(says(program, "help", verb) for verb in verbs)
        in_manual = set(re.findall(r"^\.TP\n([a-z][a-z-]+)\b", told, flags=re.MULTILINE))
        results.append((f"{name}: the manual has every verb", set(verbs) - in_manual))
        results.append((f"{name}: every verb of the manual exists", in_manual - set(verbs)))
    offered, told_options = set(OPTION.findall(help_text)), set(OPTION.findall(told))
    results.append((f"{name}: the manual has every option", offered - told_options - OF_THE_TOOLKIT))
    results.append((f"{name}: every option of the manual exists",
                    told_options - offered - OF_THE_TOOLKIT - OF_OTHERS.get(name, set()) - {"--version"}))
tap.report(results)
