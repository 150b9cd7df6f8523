#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What ./dev is made of: which tests a name stands for, what is formatted, how results are counted:
tools.py SOURCE-ROOT. Speaks TAP."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

root = pathlib.Path(sys.argv[1])


def run(*words, **more):
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, **more)


# (suite, name, targets that it depends on) of a build, and what is chosen there by names.
TESTS = [("base", "clock", ["clock"]), ("command", "journey", ["bancoctl", "demo"]), ("house", "text", []),
         ("cloud", "journey", ["bancoctl"]), ("base", "http", ["http"]), ("real-cloud", "cloud-journey", ["bancoctl"])]
CHOICES = [
    (["clock"], ["src/clock", "base clock"]),
    (["base"], ["src/clock src/http", "base clock http"]),
    (["http", "base"], ["src/clock src/http", "base http clock"]),
    (["journey"], ["src/bancoctl src/demo", "command journey", "cloud journey"]),
    (["cloud/journey", "text"], ["src/bancoctl", "cloud journey", "house text"]),
    (["house"], ["", "house text"]),
]
UNKNOWN = [("htp", "http"), ("command/journy", "command/journey"), ("qqqq", "base, cloud, command, house"),
           ("cloud-journey", "journey"), ("", "base")]


def choices():
    with tempfile.TemporaryDirectory() as build:
        meson = pathlib.Path(build, "meson")
        meson.write_text(f"#!{sys.executable}\nimport sys\nprint(open(sys.argv[3] + '/' + sys.argv[2][2:]).read())\n")
        meson.chmod(0o755)
        pathlib.Path(build, "tests").write_text(json.dumps(
            [{"name": name, "suite": [f"banco:{suite}"], "depends": depends} for suite, name, depends in TESTS]))
        pathlib.Path(build, "targets").write_text(json.dumps(
            [{"id": name, "filename": [f"{pathlib.Path(build).resolve()}/src/{name}"]}
             for name in ("clock", "http", "bancoctl", "demo", "other")]))

        def choose(*names):
            return run(root / "tests/choose.py", build, *names,
                       env={**os.environ, "PATH": f"{build}:{os.environ['PATH']}"})
        for names, lines in CHOICES:
            done = choose(*names)
            if done.returncode or done.stdout.split("\n") != [*lines, ""]:
                yield f"{names}: {done.returncode}: {done.stdout}{done.stderr}"
        for name, near in UNKNOWN:
            done = choose("base", name)
            if done.returncode != 2 or done.stdout or f"“{name}”" not in done.stderr or near not in done.stderr:
                yield f"{name!r}: {done.returncode}: {done.stdout}{done.stderr}"


def formatted():
    """Of three files the one that changed and the new one are laid out, with --all the third too."""
    if not shutil.which("git"):
        raise tap.Missing("git")
    with tempfile.TemporaryDirectory() as folder:
        files = {name: pathlib.Path(folder, "src", name) for name in ("old.c", "changed.c", "new.h", "data.txt")}
        ugly = "int   x ;\n"
        files["old.c"].parent.mkdir()
        shutil.copy(root / ".clang-format", folder)

        def git(*words):
            subprocess.run(["git", "-C", folder, "-c", "user.name=x", "-c", "user.email=x@example.org", *words],
                           check=True, capture_output=True)
        git("init")
        for name in ("old.c", "changed.c"):
            files[name].write_text(ugly)
        git("add", ".")
        git("commit", "-m", "x")
        files["changed.c"].write_text(ugly * 2)
        files["new.h"].write_text(ugly)
        files["data.txt"].write_text(ugly)
        for words, left in (([], {"old.c", "data.txt"}), (["--all"], {"data.txt"})):
            done = run(root / "tests/house/format.py", folder, "--write", *words)
            if "is not installed" in done.stderr:
                raise tap.Missing(done.stderr.strip().partition("formatted: ")[2].partition(" is not")[0])
            if done.returncode or {name for name, file in files.items() if ugly in file.read_text()} != left:
                yield f"{words}: {done.returncode}: {done.stderr}"


def other_formatter():
    """Another version lays nothing out, and says so."""
    with tempfile.TemporaryDirectory() as folder:
        stub = pathlib.Path(folder, "clang-format")
        stub.write_text("#!/bin/sh\necho clang-format version 99.0.1\n")
        stub.chmod(0o755)
        done = run(root / "tests/house/format.py", root, "--write", env={**os.environ, "PATH": folder})
        if done.returncode != 1 or "version 99 is" not in done.stderr:
            yield f"{done.returncode}: {done.stderr}"


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


def fuzzed():
    """A fuzzer that finds something fails, and keeps what it said; none of that is lost in the counting."""
    with tempfile.TemporaryDirectory() as folder:
        for name, ends, said in (("fuzz-good", 0, "passed: fuzz-good, inputs tried: 7"),
                                 ("fuzz-bad", 77, "FAILED: fuzz-bad found something: ")):
            fuzzer = pathlib.Path(folder, "tests/room", name)
            fuzzer.parent.mkdir(parents=True, exist_ok=True)
            fuzzer.write_text(f"#!/bin/sh\necho \"$@\"\necho stat::number_of_executed_units: 7\nexit {ends}\n")
            fuzzer.chmod(0o755)
            done = subprocess.run([root / "tests/fuzz.sh", "5", fuzzer], capture_output=True, text=True)
            log = pathlib.Path(folder, f"seen/{name}.log")
            if done.returncode != bool(ends) or not done.stdout.startswith(said) or "-max_total_time=5" not in log.read_text():
                yield f"{name}: {done.returncode}: {done.stdout}{done.stderr}"


def parts():
    """What the parts of a longer check come to, and its exit status."""
    for script, last, ends in (
            ("part echo 2 passed, 0 failed, 1 skipped; single b true; left_out c why", "3 passed, 0 failed, 2 skipped", 0),
            ("part sh -c 'echo 2 passed, 1 failed, 0 skipped; exit 1'; part echo 1 passed, 0 failed, 0 skipped",
             "3 passed, 1 failed, 0 skipped", 1),
            ("part sh -c 'echo 4 passed, ; exit 1'; part true", "0 passed, 2 failed, 0 skipped", 1),
            ("single a false; single b true", "1 passed, 1 failed, 0 skipped", 1),
            ("part sh -c 'echo 1 passed, 0 failed, 0 skipped; exit 1'", "1 passed, 0 failed, 0 skipped", 1)):
        done = subprocess.run(["sh", "-uc", f". {root}/tests/parts.sh; {script}; total"], capture_output=True, text=True)
        if done.returncode != ends or done.stdout.splitlines()[-1:] != [last]:
            yield f"{script}: {done.returncode}: {done.stdout}{done.stderr}"


def case(problems):
    try:
        return list(problems)
    except tap.Missing as missing:
        return missing


tap.report([("./dev test takes suites, tests and both", choices()),
            ("./dev format lays out what changed", case(formatted())),
            ("a formatter of another version is not used", other_formatter()),
            ("a fuzzer is a case", fuzzed()),
            ("parts of a check are added up", parts()),
            ("the closing lines count, and name the slowest", counted())])
