#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Opens Banco on the embedded federation for a person at a display: a home, a keyring and a bus of
its own, so that nothing of theirs is touched. Everything is gone when the window closes.

session.py --build DIR
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile

DISPLAY = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP")

BEFORE = """
Banco opens on a federation that runs on this computer only, signed out.
Try: search "autoencoder" and read; Sign In (one click, you are "researcher"); Sync; Machines, Request
Machine, Open Terminal; Benchmarks, Run Benchmark here and there, Compare; Give Back.
"""


def wayland_socket():
    """The socket is named relative to the person's runtime folder, which the session does not see."""
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return {}
    return {"WAYLAND_DISPLAY": os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name)}


def inside(options):
    import scene

    scene.unlock_keyring()
    if not shutil.which("xdg-open"):
        scene.install_browser()
    demo = scene.Demo(options.build, options.home)
    try:
        return subprocess.run([os.path.join(options.build, "src", "desktop", "banco"),
                               "--federation", demo.federation], check=False).returncode
    finally:
        demo.close()


def outside(options):
    from scene import AFTER, environment

    build = os.path.abspath(options.build)
    home = tempfile.mkdtemp(prefix="banco-demo-home-")
    display = {name: os.environ[name] for name in DISPLAY if name in os.environ}
    scene = {name: value for name, value in environment(home).items() if name != "GSK_RENDERER"}
    print(BEFORE, flush=True)
    try:
        return subprocess.run(["dbus-run-session", "--", sys.executable, __file__, "--build", build,
                               "--home", home],
                              env={**scene, **display, **wayland_socket()}, check=False).returncode
    finally:
        shutil.rmtree(home, ignore_errors=True)
        print(AFTER.format(build=options.build), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, help="the build folder")
    parser.add_argument("--home", help=argparse.SUPPRESS)
    options = parser.parse_args()
    try:
        return inside(options) if options.home else outside(options)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
