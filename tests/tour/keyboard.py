#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The keyboard after a dialog, as the tour on a bare screen needs it: keyboard.py BUILD-DIR. Speaks TAP."""
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import stage  # noqa: E402
import tap  # noqa: E402

if stage.missing(wayland=False):
    tap.skip(" and ".join(stage.missing(wayland=False)) + " is not installed")
from window import Atspi, Window, safely  # noqa: E402


def focused():
    """What assistive technology says has the keyboard."""
    for node in window.walk():
        state = safely(node.get_state_set, None)
        if state is not None and state.contains(Atspi.StateType.FOCUSED):
            return node.get_name()
    return None


def wait_focused(name):
    end = time.monotonic() + 20
    while focused() != name and time.monotonic() < end:
        time.sleep(0.1)
    if focused() != name:
        yield f"{focused()!r} has the keyboard, not {name!r}"


def after_a_dialog():
    search = "Search the library"
    window.wait(search)
    window.key("ctrl+f")
    yield from wait_focused(search)
    window.key("ctrl+comma")
    window.wait("Work With")
    window.key("Escape")
    window.wait_gone("Work With")
    window.key("shift")
    yield from wait_focused(search)


banco = subprocess.Popen([os.path.join(sys.argv[1], "src", "desktop", "banco")], stdout=subprocess.DEVNULL)
window = Window("banco", stage.Bare(os.environ["DISPLAY"]))
try:
    problems = list(after_a_dialog())
finally:
    banco.terminate()
    banco.wait(20)
tap.report([("the field that had the keyboard has it again", problems)])
