#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Walks the main job of Banco in the real window, on the demo, and records what was seen.

tour.py --build DIR --out DIR [--wayland | --looks]
"""
import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile

import stage

HERE = os.path.dirname(os.path.abspath(__file__))
FEWEST = 12


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, help="the build folder")
    parser.add_argument("--out", required=True, help="where pictures and transcript go")
    parser.add_argument("--wayland", action="store_true", help="under a Wayland compositor")
    parser.add_argument("--looks", action="store_true", help="instead: each page in each look, a sheet a page")
    parser.add_argument("--home", help=argparse.SUPPRESS)
    parser.add_argument("--stage", nargs="+", help=argparse.SUPPRESS)
    return parser.parse_args()


def on_a_private_display(options):
    """Starts this program again inside a display, a session bus and a home of its own."""
    from scene import environment

    lacking = stage.missing(options.wayland)
    if lacking:
        print(f"tour: missing: {', '.join(lacking)}", file=sys.stderr)
        return 1
    home = tempfile.mkdtemp(prefix="banco-tour-")
    try:
        with stage.stage(options.wayland) as words:
            return subprocess.run(
                ["dbus-run-session", "--", sys.executable, __file__, "--build", os.path.abspath(options.build),
                 "--out", os.path.abspath(options.out), "--home", home,
                 *(["--looks"] if options.looks else []), "--stage", *words],
                env={**environment(home), **stage.at(words).environment()}, check=False).returncode
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def program(options, demo, environment):
    """The desktop, as long as this lasts."""
    banco = subprocess.Popen([os.path.join(options.build, "src", "desktop", "banco"),
                              "--federation", demo.federation], env={**os.environ, **environment})
    try:
        yield
    finally:
        banco.terminate()
        banco.wait(20)


def walk(options):
    import scene
    import steps
    from looks import LOOKS, Looks
    from record import Record
    from window import Missing, Window

    screen = stage.at(options.stage)
    record = Record(options.out, screen)
    scene.unlock_keyring()
    scene.install_browser()
    demo = scene.Demo(options.build, options.home)
    demo.set(interval=300)  # the code is seen before it is asked whether somebody typed it
    screen.point(1, 1)  # where nothing has a tip, which would be in a picture
    window, looks = Window("banco", screen), Looks(options.out, screen)
    try:
        with program(options, demo, {}), record.failures(Missing):
            steps.walk(window, record, steps.BEFORE_LOOKS if options.looks else steps.ALL)
        for look, environment, size in LOOKS if options.looks else ():
            with program(options, demo, looks.environment(environment)), record.failures(Missing):
                looks.take(window, look, size)
    except (Missing, AssertionError, subprocess.CalledProcessError) as problem:
        print(f"tour: {problem}", file=sys.stderr)
        return 1
    finally:
        demo.close()
    if options.looks:
        print("\n".join(["tour: each page in each look:", *looks.finish()]))
        return 0
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
