#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Walks the main job of Banco in the real window, on the demo, and records what was seen.

tour.py --build DIR --out DIR
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SCREEN = (1180, 800)
FEWEST = 12


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, help="the build folder")
    parser.add_argument("--out", required=True, help="where pictures and transcript go")
    parser.add_argument("--home", help=argparse.SUPPRESS)
    return parser.parse_args()


def start_display():
    """The server chooses a number that is free, so that several may start at once."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24",
         "-nolisten", "tcp", "-noreset"], pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as number:
        return server, ":" + number.readline().strip()


def on_a_private_display(options):
    """Starts this program again inside a display, a session bus and a home of its own."""
    from scene import environment

    missing = [tool for tool in ("Xvfb", "dbus-run-session", "xdotool", "import",
                                 "gnome-keyring-daemon") if shutil.which(tool) is None]
    if missing:
        print(f"tour: missing: {', '.join(missing)}", file=sys.stderr)
        return 1
    home = tempfile.mkdtemp(prefix="banco-tour-")
    server, display = start_display()
    try:
        return subprocess.run(
            ["dbus-run-session", "--", sys.executable, __file__, "--build",
             os.path.abspath(options.build), "--out", os.path.abspath(options.out), "--home", home],
            env={**environment(home), "DISPLAY": display}, check=False).returncode
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(home, ignore_errors=True)


def walk(options):
    import scene
    import steps
    from record import Record
    from window import Missing, Window

    record = Record(options.out)
    scene.unlock_keyring()
    scene.install_browser()
    demo = scene.Demo(options.build, options.home)
    banco = subprocess.Popen([os.path.join(options.build, "src", "desktop", "banco"),
                              "--federation", demo.federation])
    try:
        steps.walk(Window("banco"), record)
    except (Missing, AssertionError, subprocess.CalledProcessError) as problem:
        record.fail(problem)
        print(f"tour: {problem}", file=sys.stderr)
        return 1
    finally:
        banco.terminate()
        banco.wait(20)
        demo.close()
    record.finish()
    if record.different() < FEWEST:
        print(f"tour: only {record.different()} different pictures", file=sys.stderr)
        return 1
    print(f"tour: {len(record.steps)} steps, {record.different()} different pictures: {options.out}/index.html")
    print(scene.AFTER.format(build=os.path.relpath(options.build)))
    return 0


if __name__ == "__main__":
    chosen = arguments()
    sys.exit(walk(chosen) if chosen.home else on_a_private_display(chosen))
