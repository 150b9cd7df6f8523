#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""bancoctl beside a real keyring that is locked, and beside none. Arguments: bancoctl, banco-demo."""
import fcntl
import json
import os
import pathlib
import pty
import subprocess
import sys
import termios
import urllib.request

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import demo  # noqa: E402
import secret_service  # noqa: E402
import shapes  # noqa: E402
import tap  # noqa: E402

CTL, DEMO = sys.argv[1:3]
PASSWORD = secret_service.Keyring.PASSWORD
ALL = (("whoami",), ("token",), ("accounts",), ("accounts", "--default", "hackathon"), ("sign-out",), ("sign-out", "--all"),
       ("sign-in", "--device"), ("sign-in", "--browser", "--no-open"), ("clouds",), ("offers",), ("images",), ("limits",),
       ("machines",), ("machine", "m"), ("release", "m", "--yes"), ("log", "m"), ("ssh-config",), ("ssh", "m", "--", "true"),
       ("request", "--name", "m", "--offer", "ml.t4", "--image", "i"), ("bench", "--on", "m", "--mode", "quick"))
if secret_service.missing():
    tap.skip(f"{secret_service.missing()} is not installed")


class Suite:
    def __init__(self):
        self.demo = demo.Demo(DEMO)
        self.person = demo.Person(CTL, self.demo.federation)
        self.ring = secret_service.Keyring(self.person)
        self.person.sign_in_at_once()
        self.token = self.person.read("token")["access_token"]
        self.lock()

    def lock(self):
        self.ring.close()
        self.ring = secret_service.Keyring(self.person, unlock="the wrong one")

    def close(self):
        self.ring.close()
        self.person.close()
        self.demo.close()

    def asked(self):
        """The requests that any server of the federation has seen."""
        with urllib.request.urlopen(self.demo.control.rstrip("/") + "/log", timeout=20) as answer:
            return len(json.load(answer))

    def fails(self, *words, code="locked"):
        process = self.person.start(*words)
        output, errors = process.communicate(timeout=60)
        error = shapes.check(json.loads(errors), {"error": shapes.ERROR})["error"]
        assert (process.returncode, error["code"], output) == (shapes.EXITS[code], code, ""), (words, errors, output)
        return error

    def on_terminal(self, typed, *words):
        """Exit status and all that a terminal of its own shows; @typed is the answer to the question."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen([CTL, "--federation", self.demo.federation, *words], stdin=theirs, stdout=theirs,
                                   stderr=theirs, start_new_session=True, env=self.person.environment,
                                   preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        text = b""
        while b"Password of the keyring: " not in text and process.poll() is None:
            text += os.read(ours, 4096)
        while termios.tcgetattr(theirs)[3] & termios.ECHO and process.poll() is None:
            pass
        os.write(ours, typed)
        code = process.wait(60)
        assert termios.tcgetattr(theirs)[3] & termios.ECHO, "what is typed stays hidden"
        os.close(theirs)
        return code, (text + demo.read_terminal(ours)).decode()

    def every_verb_says_that_it_is_locked(self):
        """... and asks no server for anything: nothing is made that could not be kept."""
        before = self.asked()
        for words in ALL:
            error = self.fails(*words)
            assert "the keyring is locked" in error["message"] and "--unlock" in error["hint"], (words, error)
        assert self.asked() == before

    def what_needs_no_account_goes_on(self):
        self.person.read("search", "network")
        self.person.read("federation", "list")
        self.person.read("estimate", "--step", "1s", "--from", "t4", "--catalogue")

    def a_password_is_read_from_the_terminal(self):
        for typed, code, said in ((b"not this one\n", 9, "does not open with that password"), (b"\x03", 130, "interrupted"),
                                  (b"\x04", 130, "interrupted"), (PASSWORD.encode() + b"\n", 0, "researcher")):
            ended, text = self.on_terminal(typed, "--unlock", "whoami")
            assert (ended, said in text) == (code, True), (typed, ended, text)
            assert typed.decode().strip() not in text or typed in b"\x03\x04", (typed, text)
        assert self.person.read("token")["access_token"] == self.token
        assert "Password" not in self.person.run("--unlock", "whoami", json_output=False), "it is open already"
        self.lock()

    def without_a_terminal_there_is_no_password(self):
        process = subprocess.run([CTL, "--federation", self.demo.federation, "--json", "--unlock", "whoami"], capture_output=True,
                                 stdin=subprocess.DEVNULL, start_new_session=True, env=self.person.environment)
        error = json.loads(process.stderr)["error"]
        assert process.returncode == 9 and "no terminal" in error["message"], error

    def a_federation_is_added_once_it_is_open(self):
        assert "the keyring is locked" in self.fails("federation", "add", self.demo.federation, "--yes")["message"]
        code, text = self.on_terminal(PASSWORD.encode() + b"\n", "--unlock", "federation", "add", self.demo.federation, "--yes")
        assert code == 0 and "was added" in text, text
        self.lock()

    def without_a_keyring_nothing_is_asked_of_the_issuer(self):
        self.person.environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={self.person.folder}/nothing"
        before = self.asked()
        for words in (("sign-in", "--device"), ("sign-in", "--browser", "--no-open")):
            error = self.fails(*words, code="failed")
            assert "no keyring can keep the sign-in" in error["message"] and "Secret Service" in error["hint"], error
        assert "keyring that knows is missing" in self.fails("whoami", code="sign-in-again")["message"]
        assert self.asked() == before


suite = Suite()
tap.run(tap.methods(suite, "close", "lock", "asked", "fails", "on_terminal"), suite.close, sys.argv[3:])
