# SPDX-License-Identifier: Apache-2.0
"""The embedded federation, and a person in it who has a home of their own."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cloud"))
import peers  # noqa: E402
import shapes  # noqa: E402


def ports_of(federation):
    """Those of the servers that it names."""
    return {int(port) for port in re.findall(r"^Url=https?://[^/:]*:(\d+)", pathlib.Path(federation).read_text(), re.M)}


def wait_until_asking(process, federation):
    """Until @process waits for an answer of a server of @federation; fails when it ends before. What else it has open
    is nobody's to see who is not root."""
    ports = ports_of(federation)
    for _ in range(1200):
        assert process.poll() is None, process.communicate()
        rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
        if any(row[3] == "01" and int(row[2].split(":")[1], 16) in ports for row in rows):
            return
        time.sleep(0.05)
    raise AssertionError("no server was asked")


def read_terminal(terminal):
    """All that comes on the near side of a pseudo-terminal until the far side is closed; closes it."""
    text = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            break
        text += more
    os.close(terminal)
    return text


class Demo:
    def __init__(self, program, approve="researcher"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="banco-command-"))
        self.federation = str(self.folder / "demo.federation")
        self.process = subprocess.Popen(
            [program, "--federation", self.federation, "--state", str(self.folder / "state"), "--control",
             *(("--auto-approve", approve) if approve else ())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.control = json.loads(self.process.stdout.readline())["control"]
        self.order("/set", interval=1)

    def order(self, address, **order):
        request = urllib.request.Request(self.control.rstrip("/") + address, json.dumps(order).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read()

    def fault(self, path, **what):
        self.order("/fault", path=path, **what)

    def mend(self):
        self.order("/fault", clear=True)

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


class Person(peers.Person):
    """Signs in by what the demo approves at once. What is read is as the contract says."""

    def read(self, *words):
        return shapes.check_verb(words, super().read(*words))

    def lines(self, *words, **options):
        return shapes.check_verb(words, super().lines(*words, **options))

    def sign_in_at_once(self, issuer="official"):
        return self.lines("sign-in", issuer, "--device", "--no-open")

    def sign_in_by_browser(self, issuer="official"):
        process = self.start("sign-in", issuer, "--browser", "--no-open")
        pending = json.loads(process.stdout.readline())
        with urllib.request.urlopen(pending["authorization_uri"], timeout=30) as page:
            page.read()
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        return pending, json.loads(output.splitlines()[-1])

    def interrupted(self, number, *words, after=None):
        """Starts a verb, sends a signal once it printed (or after some seconds); its exit and errors."""
        process = self.start(*words)
        if after is None:
            process.stdout.readline()
        else:
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                pass
        process.send_signal(number)
        output, errors = process.communicate(timeout=60)
        return process.returncode, errors
