# SPDX-License-Identifier: Apache-2.0
"""The whole job, from sign-in to giving the machine back: journey.py [--troubled] BANCOCTL [BANCO-DEMO].

With --troubled two more clouds stand beside the one that is used: one never answers, one fails.
On the embedded federation when its program is named, else on a cloud that we did not write:
BANCO_TEST_CLOUD    a federation file; its first cloud is used
BANCO_TEST_APPROVE  a command that approves a device code, {code} standing for it
BANCO_TEST_OFFER    an offer to ask for (else the smallest with a GPU), BANCO_TEST_IMAGE likewise
BANCO_TEST_FULL     an offer that the cloud sells but has no room for (optional)"""

import os
import pathlib
import signal
import subprocess
import sys
import time
import traceback

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import peers  # noqa: E402
import tap  # noqa: E402


class Journey:
    def __init__(self, program, federation, demo=None, neighbours=None):
        self.person = peers.Person(program, neighbours.federation if neighbours else federation)
        self.cloud, self.demo = peers.Cloud(federation), demo
        self.troubled = set(neighbours.names) if neighbours else set()
        self.names = [f"banco-test-{os.getpid()}-{number}" for number in range(3)]
        self.name = self.names[0]
        self.tokens = set()

    def bearer(self):
        token = self.person.read("token", "--min-valid", "60")["access_token"]
        self.tokens.add(token)
        return token

    def status(self, name=None):
        """What the cloud itself says, None when there is no such server."""
        return self.cloud.servers(self.bearer()).get(name or self.name)

    def sign_in(self):
        pending, whoami = self.person.sign_in("true" if self.demo else os.environ["BANCO_TEST_APPROVE"])
        assert pending["event"] == "pending" and pending["verification_uri"]
        assert whoami["event"] == "signed-in" and whoami["username"]
        assert self.person.read("whoami")["username"] == whoami["username"]

    def clouds(self):
        cloud = next(cloud for cloud in self.person.read("clouds") if cloud["id"] == self.cloud.id)
        assert cloud["state"] == "ready" and cloud["groups"], cloud

    def offers(self):
        offers = self.person.read("offers", "--cloud", self.cloud.id, "--accelerator", "gpu")
        wanted = os.environ.get("BANCO_TEST_OFFER")
        allowed = [offer for offer in offers if offer["allowed"] and wanted in (None, offer["name"])]
        self.offer = min(allowed, key=lambda offer: (offer["vcpus"], offer["memory_mib"]))
        assert self.offer["accelerator"]["kind"] == "gpu" and self.offer["accelerator"]["model"]
        images = self.person.read("images", "--cloud", self.cloud.id)
        wanted = os.environ.get("BANCO_TEST_IMAGE")
        self.image = next(image for image in images if (image["name"] == wanted if wanted else image["os"] == "ubuntu"))
        limits = self.person.read("limits", "--cloud", self.cloud.id)
        assert {"machines", "vcpus", "memory_mib"} <= {limit["resource"] for limit in limits}

    def arguments(self, name=None, offer=None):
        return ["request", "--name", name or self.name, "--offer", offer or self.offer["name"], "--image",
                self.image["name"], "--cloud", self.cloud.id]

    def dry_run(self):
        sent = self.person.read(*self.arguments(), "--dry-run")
        assert sent["server"]["name"] == self.name and sent["server"]["flavorRef"] == self.offer["id"]
        assert self.status() is None

    def request(self):
        started = time.monotonic()
        states = self.person.lines(*self.arguments(), "--until", "2099-01-01", "--wait")
        self.machine = states[-1]
        print(f"# ready after {time.monotonic() - started:.0f} s: {' '.join(one['state'] for one in states)}")
        assert states[0]["state"] in ("asked", "building") and self.machine["state"] == "ready"
        assert self.machine["host_key"] == "verified", self.machine["host_key"]
        assert self.machine["until"].startswith("2099-01-01"), self.machine
        assert self.machine["accelerator"]["model"] == self.offer["accelerator"]["model"]
        assert self.status() == "ACTIVE"

    def machines(self):
        """The list, which says what is missing and does not wait for it."""
        started = time.monotonic()
        machines, missing = self.person.read_list("machines")
        assert set(missing) == self.troubled, missing
        print(f"# machines: {time.monotonic() - started:.1f} s, missing {missing}")
        return machines

    def unknown(self, *words, **options):
        """No cloud that answers has that machine; a cloud that does not answer may have it."""
        return self.person.run(*words, expect=6 if self.troubled else 5, **options)

    def lists(self):
        assert self.person.read("machine", self.name) == self.machine
        assert [one["state"] for one in self.machines() if one["name"] == self.name] == ["ready"]
        assert self.person.run(*self.arguments(), expect=1)["code"] == "failed"
        expected = "not-reachable" if self.troubled else "not-found"
        assert self.unknown("machine", "no-such-machine")["code"] == expected

    def log(self):
        text = self.person.run("log", self.name, json_output=False)
        assert "SSH HOST KEY KEYS" in text and "\x1b" not in text

    def ssh(self):
        assert self.person.run("ssh", self.name, "--", "hostname", json_output=False).strip() == self.name
        self.person.run("ssh", self.name, "--", "exit", "7", json_output=False, expect=7)
        assert self.person.run("ssh", self.name, "--", "echo 'two  words'", json_output=False) == "two  words\n"

    def ssh_config(self):
        """A plain ssh with the block that we print, and nothing else of ours."""
        config = self.person.folder / "config"
        config.write_text(self.person.run("ssh-config", self.name, json_output=False))
        done = subprocess.run(["ssh", "-F", config, "-o", "BatchMode=yes", self.name, "hostname"], check=True,
                              capture_output=True, text=True, timeout=120)
        assert done.stdout.strip() == self.name

    def changed_host_key(self):
        """With another key in its place, ssh refuses; with the right one it works again."""
        pins = next(path for path in self.person.files() if path.name == "known_hosts")
        text = pins.read_text()
        other = self.person.folder / "other"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other], check=True)
        host, kind, key, note = text.strip().splitlines()[0].split(" ")
        forged = (self.person.folder / "other.pub").read_text().split(" ")[1]
        config = self.person.folder / "config"
        try:
            pins.write_text(" ".join((host, kind, forged, note)) + "\n")
            done = subprocess.run(["ssh", "-F", config, "-o", "BatchMode=yes", self.name, "true"], capture_output=True,
                                  timeout=120)
            assert done.returncode == 255, done
        finally:
            pins.write_text(text)

    def bench(self):
        self.results = []
        for words in ([], ["--on", self.name]):
            lines = self.person.lines("bench", "--mode", "quick", "--only", "inv,cpu.gemm32.one,cpu.triad", *words)
            result = lines[-1]
            assert lines[0]["event"] == "start" and result["event"] == "result"
            self.results.append(result["id"])
        listed = {result["id"]: result for result in self.person.read("results")}
        assert set(self.results) <= set(listed)
        assert self.name in (listed[self.results[1]]["place"], listed[self.results[1]]["host"])

    def compare(self):
        compared = self.person.read("compare", *self.results)
        row = next(row for row in compared["rows"] if row["id"] == "cpu.gemm32.one")
        assert all(value and value["median"] > 0 for value in row["values"]), row
        print(f"# cpu.gemm32.one here and there: {[value['median'] for value in row['values']]} {row['unit']}")

    def no_room(self):
        name, offer = self.names[1], os.environ.get("BANCO_TEST_FULL")
        if self.demo:
            offer = self.offer["name"]
            self.demo.control("cloud", fail_next="no-valid-host")
        error = self.person.run(*self.arguments(name, offer), "--wait", expect=7)
        assert error["code"] == "no-room" and error["message"], error
        self.person.run("release", name, "--yes")

    def interrupt(self):
        """Ctrl+C ends the waiting; the machine is named, and how to give it back."""
        name = self.names[2]
        process = self.person.start(*self.arguments(name), "--wait", json_output=False)
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 130, (process.returncode, errors)
        assert name in errors and "release" in errors, errors
        assert self.status(name) is not None
        self.person.run("release", name, "--yes")

    def release(self):
        released = self.person.read("release", self.name, "--yes")
        assert released["name"] == self.name and released["state"] == "releasing", released
        for _ in range(60):
            left = self.status()
            if left is None:
                break
            time.sleep(1)
        assert left is None, left
        assert all(one["name"] != self.name for one in self.machines())
        self.unknown("ssh", self.name, "--", "true", json_output=False)
        pins = next(path for path in self.person.files() if path.name == "known_hosts")
        assert self.machine["address"] not in pins.read_text()

    def secrets(self):
        for path in self.person.files():
            text = path.read_bytes().decode(errors="replace")
            assert not any(token in text for token in self.tokens), f"a token is in {path}"

    def sign_out(self):
        assert self.person.read("sign-out")["signed_out"]
        assert self.person.run("machines", expect=3)["code"] == "sign-in-again"

    def clean_up(self):
        for name in self.names:
            try:
                self.person.run("release", name, "--yes")
            except (AssertionError, ValueError, subprocess.TimeoutExpired):
                pass
        self.person.close()


STEPS = [
    "sign_in", "clouds", "offers", "dry_run", "request", "lists", "log", "ssh", "ssh_config", "changed_host_key",
    "bench", "compare", "no_room", "interrupt", "release", "secrets", "sign_out",
]


def main():
    words = [word for word in sys.argv[1:] if word != "--troubled"]
    demo = peers.Demo(words[1]) if len(words) > 1 else None
    federation = demo.federation if demo else os.environ.get("BANCO_TEST_CLOUD")
    if not federation:
        tap.skip("BANCO_TEST_CLOUD names no federation file")
    neighbours = peers.Neighbours(federation) if "--troubled" in sys.argv else None
    journey = Journey(words[0], os.path.abspath(federation), demo, neighbours)
    steps = [step for step in STEPS if step != "no_room" or demo or "BANCO_TEST_FULL" in os.environ]
    results = []
    try:
        for step in steps:
            problems, started = [], time.monotonic()
            try:
                getattr(journey, step)()
            except Exception:  # whatever goes wrong is a failed step, and the machine is still given back
                problems = traceback.format_exc().splitlines()
            results.append((step.replace("_", " "), problems))
            print(f"# {step}: {problems[-1] if problems else 'done'} after {time.monotonic() - started:.1f} s", flush=True)
    finally:
        journey.clean_up()
        for peer in (neighbours, demo):
            if peer:
                peer.close()
    tap.report(results)


main()
