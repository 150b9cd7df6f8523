#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What ./dev installs for which command, with an apt-get that only says what it was asked for: dev.py SOURCE-ROOT.
Speaks TAP."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

READERS = {"clang-format", "universal-ctags"}
TOOLS = {*READERS, "flatpak-builder", "sway"}
FULL = {*TOOLS, "clang", "clang-tools", "gcovr"}
USED = ("cat", "dirname", "env", "id", "ls", "mkdir", "sed", "sh", "sort", "tr")
root = pathlib.Path(sys.argv[1])


def run(*words, path=None, ids=0):
    """A copy of ./dev, which finds nothing to build. Exit status, what it said, and the packages it asked for."""
    with tempfile.TemporaryDirectory() as folder:
        stubs = pathlib.Path(folder, "stubs")
        stubs.mkdir()
        shutil.copy(root / "dev", folder)
        pathlib.Path(folder, "tests").mkdir()
        shutil.copy(root / "tests/root.sh", pathlib.Path(folder, "tests"))
        for name, text in (("apt-get", f'case " $* " in *" install -y "*) echo "$*" >>{folder}/asked; exit 1; esac'),
                           ("sudo", 'exec "$@"'), ("id", f"echo {ids}")):
            (stubs / name).write_text(f"#!/bin/sh\n{text}\n")
            (stubs / name).chmod(0o755)
        for name in USED:
            if path is None and not (stubs / name).exists():
                (stubs / name).symlink_to(shutil.which(name))
        environment = {**os.environ, "PATH": str(stubs) + (f":{path}" if path else ""), "HOME": folder}
        environment.pop("BANCO_BUILD", None)
        done = subprocess.run([shutil.which("sh"), f"{folder}/dev", *words], env=environment, capture_output=True,
                              text=True, stdin=subprocess.DEVNULL)
        asked = pathlib.Path(folder, "asked")
        words = asked.read_text().split() if asked.exists() else []
        return done.returncode, done.stdout + done.stderr, {word for word in words if not word.startswith("-")} - {"install"}


def tools():
    for words in (["build"], ["demo"], ["run"], ["bench"], ["test", "house"]):
        command = " ".join(words)
        status, said, asked = run(*words)
        if status == 0 or "meson" not in asked:
            yield f"{command}: ended with {status}: {said}"
        yield from (f"{command} installs {name}" for name in asked & TOOLS)
    yield from (f"check does not install {name}" for name in TOOLS - run("check")[2])
    yield from (f"check --full does not install {name}" for name in FULL - run("check", "--full")[2])
    for command in ("lint", "format"):
        asked = run(command)[2]
        if asked - {"git", "python3"} != READERS:
            yield f"{command} installs {asked}"


def wrong():
    """A usage that is wrong is a sentence, and installs nothing."""
    for words in (["test"], ["format", "src"], ["frobnicate"]):
        status, said, asked = run(*words)
        if status != 2 or not said or asked:
            yield f"{words}: {status}: {said}: {asked}"


def installed():
    """A package that is there must not be asked for again, and again."""
    there = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n"], capture_output=True,
                           text=True).stdout
    _, _, asked = run("check", path=os.environ["PATH"])
    yield from (f"{name} is installed, but ./dev does not see it" for name in asked
                if f"installed {name}\n" in there)


def roots():
    status, said, asked = run("check", "--on", "trixie")
    if "git" not in asked or asked - {"debootstrap", "git"}:
        yield f"for a root it installs {asked}"
    for suite in ("", "sid", "../trixie"):
        status, said, asked = run("check", "--on", suite, ids=1000)
        if status != 2 or "trixie|bookworm" not in said or asked:
            yield f"--on {suite!r}: {status}: {said}"
    status, said, asked = run("check", "--on", "trixie", ids=1000)
    if status != 1 or "Only root" not in said or asked:
        yield f"--on trixie for an ordinary user: {status}: {said}"


# The first of two tests is over at once, the second when the test of this file says so.
MESON = """#!/bin/sh
case $* in *"--no-rebuild"*) ;; *) mkdir -p _build/meson-logs && touch _build/build.ninja; exit ;; esac
echo '{"name": "a", "result": "OK", "stdout": "ok 1 a", "duration": 1}' >_build/meson-logs/testlog-house.json
touch started
while [ -e hold ]; do sleep 0.1; done
echo '{"name": "b", "result": "OK", "stdout": "ok 1 b", "duration": 1}' >>_build/meson-logs/testlog-house.json
"""


def counted():
    """A second run at the same time is refused, and takes nothing from what the first counts."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for script, text in (("stubs/meson", MESON), ("stubs/ninja", ""), ("stubs/apt-get", ""), ("stubs/sudo", 'exec "$@"'),
                             ("src/demo/fetch-sshd.sh", ""), ("tests/provider/fetch.sh", ""),
                             ("tests/choose.py", "print('\\nhouse')")):
            (folder / script).parent.mkdir(parents=True, exist_ok=True)
            (folder / script).write_text(text if text.startswith("#!") else f"#!/bin/sh\n{text}\n")
            (folder / script).chmod(0o755)
        shutil.copy(root / "dev", folder)
        shutil.copy(root / "tests/summary.py", folder / "tests")
        (folder / "hold").touch()
        environment = {**os.environ, "PATH": f"{folder}/stubs:{os.environ['PATH']}"}
        environment.pop("BANCO_BUILD", None)

        def start():
            return subprocess.Popen([folder / "dev", "test", "house"], env=environment, text=True, stdin=subprocess.DEVNULL,
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        first = start()
        while first.poll() is None and not (folder / "started").exists():
            time.sleep(0.1)
        second = start()
        try:
            said = second.communicate(timeout=60)[0]
        except subprocess.TimeoutExpired:
            said = "it runs"
        if second.returncode != 1 or "Another ./dev runs tests" not in said:
            yield f"the second: {second.returncode}: {said}"
        (folder / "hold").unlink()
        said = first.communicate()[0]
        second.wait()
        if first.returncode != 0 or "2 passed, 0 failed, 0 skipped" not in said:
            yield f"the first: {first.returncode}: {said}"


if not shutil.which("dpkg-query"):
    tap.skip("this system has no packages of Debian")
tap.report([("only check, lint and format install the tools of developers", tools()),
            ("a wrong usage is said", wrong()),
            ("what is installed is seen", installed()),
            ("two runs of tests at once do not share a log", counted()),
            ("a root of another Debian wants root and debootstrap", roots())])
