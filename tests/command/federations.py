#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Which hosts a sign-in is sent to: those that the user agreed to, whatever a federation file says.
Arguments: bancoctl, banco-demo."""
import json
import os
import pathlib
import pty
import shutil
import subprocess
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import demo  # noqa: E402
import listener  # noqa: E402
import shapes  # noqa: E402
import tap  # noqa: E402

CTL, DEMO = sys.argv[1:3]


class Suite:
    def __init__(self):
        self.demo = demo.Demo(DEMO)
        self.person = demo.Person(CTL, self.demo.federation)
        self.stranger = listener.Listener()
        self.text = pathlib.Path(self.demo.federation).read_text()
        self.cloud = next(line for line in self.text.splitlines() if line.startswith("Url=") and line.endswith("/v3"))
        self.evil = self._write("evil", self.text.replace(self.cloud, f"Url={self.stranger.url}/v3"))
        self.own = self.person.folder / "home/.config/banco/federations/demo.federation"

    def close(self):
        self.person.close()
        self.demo.close()
        self.stranger.close()

    def _write(self, name, text):
        path = self.person.folder / f"{name}.federation"
        path.write_text(text)
        return str(path)

    def _start(self, *words, **environment):
        return subprocess.run([CTL, "--json", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              env={**self.person.environment, **environment}, timeout=60)

    def _fails(self, code, *words, **environment):
        process = self._start(*words, **environment)
        error = shapes.check(json.loads(process.stderr), {"error": shapes.ERROR})["error"]
        assert error["code"] == code and process.returncode == shapes.EXITS[code], (words, process)
        return error

    def _federation(self, *words):
        process = self._start("federation", *words)
        assert process.returncode == 0, process
        return json.loads(process.stdout)

    # Before any sign-in.

    def the_built_in_one_is_listed(self):
        listed = shapes.check(self._federation("list"), [shapes.FEDERATION])
        assert [(each["id"], each["origin"]) for each in listed] == [("infn-cloud", "built-in")], listed
        assert "keystone.cloud.cnaf.infn.it:5000" in listed[0]["hosts"], listed

    def a_sign_in_shows_the_hosts_first(self):
        pending, _ = self.person.sign_in_at_once()
        hosts = shapes.check(pending, shapes.PENDING_DEVICE)["hosts"]
        assert self.cloud.split("/")[2] in hosts and len(hosts) == 2, hosts
        process = self.person.start("sign-in", "--device", "--no-open", json_output=False)
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0 and all(host in errors for host in hosts), errors

    def a_file_is_shown_and_nothing_is_written(self):
        before = sorted(self.person.files())
        shown = shapes.check(self._federation("show", self.evil), shapes.FEDERATION_SHOWN)
        assert shown["replaces"] is None and shown["origin"] == "file", shown
        assert {change["change"] for change in shown["changes"]} == {"added"}, shown
        assert any(change["kind"] == "cloud" and self.stranger.host in change["value"] for change in shown["changes"])
        assert sorted(self.person.files()) == before

    # Signed in with the demo's own file.

    def another_file_of_that_id_gets_no_token(self):
        self.person.read("machines")
        for words, environment in ((("--federation", self.evil), {}), ((), {"BANCO_FEDERATION": self.evil})):
            for verb in (["machines"], ["offers"], ["limits"], ["machine", "x"], ["release", "x", "--yes"]):
                error = self._fails("sign-in-again", *words, *verb, **environment)
                assert self.stranger.host in error["message"] and "federation add" in error["hint"], error
            clouds = self._start(*words, "clouds", **environment)
            assert json.loads(clouds.stdout)[0]["state"] == "sign-in", clouds
        assert self.stranger.secrets() == [], self.stranger.requests

    def nothing_is_added_without_a_yes(self):
        error = self._fails("usage", "federation", "add", self.evil)
        assert "--yes" in error["message"] and not self.own.exists(), error
        near, far = pty.openpty()
        process = subprocess.Popen([CTL, "federation", "add", self.evil], stdin=far, stdout=far, stderr=far,
                                   env=self.person.environment)
        os.close(far)
        os.write(near, b"n\n")
        seen = demo.read_terminal(near).decode()
        assert process.wait(60) == 0 and self.stranger.host in seen and not self.own.exists(), seen

    def an_added_file_is_agreed_to_and_no_sign_in_is_lost(self):
        token = self.person.read("token")["access_token"]
        added = shapes.check(self._federation("add", self.demo.federation, "--yes"), shapes.FEDERATION_SHOWN)
        assert added["origin"] == "own" and added["path"] == str(self.own) and added["replaces"] is None, added
        assert json.loads(self._start("--federation", "demo", "machines").stdout) == []
        assert self.person.read("token")["access_token"] == token

    def what_a_file_changes_is_said(self):
        shown = self._federation("show", self.evil)
        assert shown["replaces"] == str(self.own)
        changed = [change for change in shown["changes"] if change["change"] != "same"]
        assert {change["kind"] for change in changed} == {"cloud"} and len(changed) == 2, changed
        assert self.stranger.host in changed[0]["value"] and self.cloud.split("/")[2] in changed[0]["before"], changed

    def an_installed_file_that_changed_is_asked_about(self):
        kept = self.own.read_text()
        self.own.write_text(kept.replace(self.cloud, f"Url={self.stranger.url}/v3"))
        self._fails("sign-in-again", "--federation", "demo", "machines")
        self.own.write_text(kept)
        assert self.stranger.secrets() == [], self.stranger.requests

    def another_certificate_authority_gets_no_refresh_token(self):
        roots = self.person.folder / "roots.pem"
        shutil.copy("/etc/ssl/certs/ca-certificates.crt", roots)
        text = self.text.replace("SessionDays=30", f"SessionDays=30\nCaFile={roots}", 1)
        path = self._write("authority", text)
        error = self._fails("sign-in-again", "--federation", path, "token", "--min-valid", "999999")
        assert "certificate authority" in error["message"], error
        self._federation("add", path, "--yes")
        assert self._start("--federation", path, "token", "--min-valid", "999999").returncode == 0
        self._federation("add", self.demo.federation, "--yes")

    def another_authority_of_a_cloud_gets_no_token(self):
        roots = self.person.folder / "cloud-roots.pem"
        shutil.copy("/etc/ssl/certs/ca-certificates.crt", roots)
        text = self.text.replace(self.cloud, f"{self.cloud}\nCaFile={roots}", 1)
        path = self._write("cloud-authority", text)
        changes = self._federation("show", path)["changes"]
        assert any("certificate authority" in change["value"] for change in changes if change["kind"] == "cloud"), changes
        error = self._fails("sign-in-again", "--federation", path, "machines")
        assert "certificate authority" in error["message"], error

    def a_registration_elsewhere_is_a_host(self):
        text = self.text.replace("SessionDays=30", f"SessionDays=30\nRegistrationUrl={self.stranger.url}/register", 1)
        shown = self._federation("show", self._write("registration", text))
        assert self.stranger.host in shown["hosts"], shown

    def a_name_that_only_looks_alike_is_told_apart(self):
        text = self.text.replace(self.cloud, "Url=https://key\u0455tone.example.org/v3")
        shown = self._federation("show", self._write("alike", text))
        assert "xn--keytone-log.example.org" in " ".join(shown["hosts"]), shown["hosts"]

    def the_file_that_was_read_is_the_one_that_is_added(self):
        pipe = self.person.folder / "pipe.federation"
        os.mkfifo(pipe)
        process = subprocess.Popen([CTL, "--json", "federation", "add", str(pipe), "--yes"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, env=self.person.environment)
        pipe.write_text(self.text.replace("Id=demo", "Id=piped"))
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        assert pathlib.Path(json.loads(output)["path"]).read_text().count("Id=piped") == 1

    def agreeing_sends_it_there(self):
        self._federation("add", self.evil, "--yes")
        self._start("--federation", "demo", "machines")
        assert self.stranger.secrets(), self.stranger.requests

    def a_file_is_removed(self):
        assert self._federation("remove", "piped") == {"removed": "piped"}
        self._fails("not-found", "federation", "remove", "piped")
        self._fails("not-found", "federation", "remove", "../demo")
        self._fails("failed", "federation", "remove", "infn-cloud")
        self._federation("remove", "demo")
        assert self._start("federation", "list").stdout.count('"id"') == 1

    def words_that_mean_nothing_are_refused(self):
        for words in (["federation"], ["federation", "list", "x"], ["federation", "show"], ["federation", "burn", "x"]):
            self._fails("usage", *words)
        self._fails("not-found", "federation", "show", "/no/such.federation")

    # A fleet's file.

    def a_file_of_the_system_needs_no_agreement(self):
        if not shutil.which("bwrap"):
            raise tap.Missing("bubblewrap")
        fleet = self.person.folder / "etc/federations"
        fleet.mkdir(parents=True)
        shutil.copy(self.evil, fleet / "demo.federation")
        mounts = [part for name in sorted(os.listdir("/etc")) if name != "banco" and os.path.exists(f"/etc/{name}")
                  for part in ("--ro-bind", f"/etc/{name}", f"/etc/{name}")]
        box = ["bwrap", "--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--tmpfs", "/etc", *mounts,
               "--bind", str(fleet.parent), "/etc/banco", "--", CTL, "--json"]
        self.person.sign_in_at_once()
        self.stranger.requests.clear()

        def run(*words):
            return subprocess.run([*box, *words], capture_output=True, text=True, env=self.person.environment, timeout=60)
        listed = run("federation", "list")
        assert '"system"' in listed.stdout, listed
        run("--federation", "demo", "machines")
        assert self.stranger.secrets(), self.stranger.requests
        removed = run("federation", "remove", "demo")
        assert removed.returncode == 1 and "every user" in removed.stderr, removed


suite = Suite()
tap.run(tap.methods(suite, "close"), suite.close, sys.argv[3:])
