#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What is installed runs from where it was put: test-installed.py BUILD-FOLDER PREFIX.

Installs the build into a folder of its own, as a package's builder does, and starts it there.
Speaks TAP; run it through run-headless.sh.
"""
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

BUILD, PREFIX = os.path.abspath(sys.argv[1]), sys.argv[2]
PATIENCE = 60
HARD = resource.getrlimit(resource.RLIMIT_CORE)[1]
LIMIT = 12345 if HARD == resource.RLIM_INFINITY else min(12345, HARD)
cases = []


def case(title, good, said=""):
    cases.append(good)
    print(f"{'ok' if good else 'not ok'} {len(cases)} - {title}", flush=True)
    if not good:
        for line in str(said).splitlines():
            print(f"# {line}", flush=True)


def run(*words):
    """Whether it went well, and what it said."""
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=PATIENCE)
    return done.returncode == 0, done.stdout + done.stderr


def wait(question):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    return None


def window_of(process):
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(process.pid)],
                           capture_output=True, text=True, check=False)
    return found.stdout.split()[0] if found.stdout.split() else None


def opens_terminals(process, window, module):
    """Asks for that page, as a person would; the first key may come before the window listens."""
    subprocess.run(["xdotool", "windowfocus", "--sync", window, "key", "ctrl+3"], check=True)
    time.sleep(0.5)
    return str(module) in pathlib.Path(f"/proc/{process.pid}/maps").read_text()


def limit_dumps():
    resource.setrlimit(resource.RLIMIT_CORE, (LIMIT, HARD))


def limit_of(pid):
    limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
    return int(re.search(r"Max core file size +(\d+)", limits)[1])


def limits_of_children(process):
    """Those of the shell in its terminal; what else it has started may be gone again."""
    children = " ".join(file.read_text() for file in pathlib.Path(f"/proc/{process.pid}/task").glob("*/children"))
    return {limit_of(pid) for pid in children.split()}


def check_window(root):
    process = subprocess.Popen([root / "bin" / "banco"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True, preexec_fn=limit_dumps)
    try:
        window = wait(lambda: window_of(process))
        case("banco shows its window", window is not None)
        module = root / "libexec" / "banco" / "libbanco-terminals.so"
        case("and has its own terminals", window and wait(lambda: opens_terminals(process, window, module)))
        case("no core dump is written of it", limit_of(process.pid) == 0)
        subprocess.run(["xdotool", "windowfocus", "--sync", window, "key", "ctrl+t"], check=True)
        case("but of a shell in it", wait(lambda: LIMIT in limits_of_children(process)),
             limits_of_children(process))
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=PATIENCE)
    case("without a complaint", not errors.strip(), errors)


def main():
    folder = tempfile.mkdtemp(prefix="banco-installed-")
    root = pathlib.Path(folder + PREFIX)
    try:
        print("1..12")
        _, said = run("meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", folder)
        share = root / "share"
        missing = [path for path in (
            "man/man1/banco.1", "man/man1/bancoctl.1", "icons/hicolor/scalable/apps/it.infn.ml.Banco.svg",
            "applications/it.infn.ml.Banco.desktop", "glib-2.0/schemas/it.infn.ml.Banco.gschema.xml",
            "banco/library/index.json") if not (share / path).exists()]
        case("installed, with pages, icons and settings", not missing, said + "\n".join(missing))
        case("the settings compile",
             *run("glib-compile-schemas", "--strict", str(share / "glib-2.0" / "schemas")))
        for program in ("banco", "bancoctl", "banco-bench", "banco-demo"):
            case(f"{program} starts", *run(str(root / "bin" / program), "--help"))
        good, said = run(str(root / "bin" / "bancoctl"), "search", "autoencoder")
        case("bancoctl finds its library", good and "chirp" in said, said)
        check_window(root)
    finally:
        shutil.rmtree(folder)
    return 0 if all(cases) else 1


if __name__ == "__main__":
    sys.exit(main())
