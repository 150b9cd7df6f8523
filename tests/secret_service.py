# SPDX-License-Identifier: Apache-2.0
"""A real keyring on a bus of its own."""

import shutil
import subprocess

LIMIT = 60  # s until it has ended
NEEDED = ("dbus-run-session", "gnome-keyring-daemon")


def missing():
    """The first program that is not installed, or None."""
    return next((program for program in NEEDED if not shutil.which(program)), None)


class Keyring:
    """A bus of its own with a real gnome-keyring-daemon, whose files lie in a person's home."""

    PASSWORD = "only for tests"

    def __init__(self, person, unlock=PASSWORD):
        environment = {name: value for name, value in person.environment.items() if not name.startswith("SECRET_")}
        self.process = subprocess.Popen(
            ["dbus-run-session", "--", "sh", "-c",
             'printf %s "$0" | gnome-keyring-daemon --unlock --components=secrets >&2; '
             'echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat', unlock],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            # The daemon's own warnings are no business of ours.
            env={name: value for name, value in environment.items() if name != "G_DEBUG"})
        person.environment = {**environment, "DBUS_SESSION_BUS_ADDRESS": self.process.stdout.readline().strip()}

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(LIMIT)
