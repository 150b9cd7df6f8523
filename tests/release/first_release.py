#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A home, a keyring and a library that Banco 0.1 wrote keep working: first_release.py BANCOCTL BANCO-DEMO. Speaks TAP."""
import configparser
import importlib.util
import json
import pathlib
import shutil
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "command")]
import demo  # noqa: E402
import listener  # noqa: E402
import tap  # noqa: E402

CTL, DEMO = sys.argv[1:3]
LEFT = pathlib.Path(__file__).resolve().parent / "data/0.1"
KEYRING = importlib.util.spec_from_file_location("keyring_peers", TESTS / "identity/peers.py")

for program in ("dbus-run-session", "gnome-keyring-daemon", "secret-tool", "gdbus"):
    if not shutil.which(program):
        tap.skip(f"{program} is not installed")


class Suite:
    def __init__(self):
        module = importlib.util.module_from_spec(KEYRING)
        KEYRING.loader.exec_module(module)
        self.demo = demo.Demo(DEMO)
        self.stranger = listener.Listener()
        self.person = demo.Person(CTL, "lab")
        self.keyring = module.Keyring(self.person)
        self.home = self.person.folder / "home"
        self.file = configparser.ConfigParser(interpolation=None)
        self.file.read(self.demo.federation)
        self.facts = {"official": self.file["Issuer official"]["Url"], "cloud": self.file["Cloud demo"]["Url"],
                      "wiki": self.file["Knowledge mlinfn"]["Url"]}

    def close(self):
        self.keyring.close()
        self.person.close()
        self.demo.close()
        self.stranger.close()

    def _secret_tool(self, action, *words, **attributes):
        flat = [part for pair in attributes.items() for part in pair]
        return subprocess.run(["secret-tool", action, *words, *flat], capture_output=True, text=True,
                              env=self.person.environment, timeout=60)

    def _kept(self, kind):
        """The secret of that kind as Banco keeps it now; None when there is none."""
        found = self._secret_tool("lookup", kind=kind, federation="lab")
        return json.loads(found.stdout) if found.returncode == 0 else None

    def _put_back(self):
        """The home of 0.1, with tokens that the demo gave a moment ago."""
        shutil.rmtree(self.home / ".config/banco", ignore_errors=True)
        shutil.copytree(LEFT / "config", self.home / ".config/banco")
        federation = self.home / ".config/banco/federations/lab.federation"
        federation.write_text(federation.read_text().format(**self.facts))
        self.person.sign_in_at_once()
        grant, registration = self._kept("grant"), self._kept("registration")
        for kind in ("grant", "registration"):
            self._secret_tool("clear", kind=kind, federation="lab")
        facts = {**self.facts, "client": grant["client"]["id"], "access": grant["access_token"],
                 "refresh": grant["refresh_token"], "subject": grant["subject"],
                 "management_uri": registration["management_uri"], "management_token": registration["management_token"]}
        item = json.loads((LEFT / "keyring.json").read_text())
        text = json.dumps(item["secret"]).replace('"{expires}"', str(grant["expires_at"]))
        for name, value in facts.items():
            text = text.replace("{" + name + "}", value)
        attributes = {name: value.format(**facts) for name, value in item["attributes"].items()}
        flat = [part for pair in attributes.items() for part in pair]
        subprocess.run(["secret-tool", "store", "--label", item["label"], *flat], input=text, text=True, check=True,
                       env=self.person.environment, timeout=60)
        shutil.rmtree(self.home / ".local/share/banco", ignore_errors=True)
        shutil.copytree(LEFT / "share", self.home / ".local/share/banco")

    def _first_item(self):
        return self._secret_tool("lookup", federation="lab", issuer=self.facts["official"]).stdout

    def a_library_can_be_read_and_synchronised(self):
        self._put_back()
        hits = self.person.read("search", "Virgo")["hits"]
        assert any("Virgo" in hit["title"] for hit in hits), hits
        assert self.person.read("sync")["entries"] > 2

    def results_are_listed(self):
        assert [result["id"] for result in self.person.read("results")] == ["here-20261130-152326"]

    def a_sign_in_goes_on_without_a_question(self):
        assert self.person.read("whoami")["username"] == "researcher"
        assert self.person.read("accounts")[0]["default"] is True
        assert self.person.read("machines") == []
        assert self.person.read("clouds")[0]["state"] == "ready"

    def another_file_of_that_id_gets_nothing(self):
        text = (self.home / ".config/banco/federations/lab.federation").read_text()
        other = self.person.folder / "other.federation"
        other.write_text(text.replace(self.facts["cloud"], self.stranger.url + "/v3"))
        error = json.loads(self._fails("--federation", str(other), "machines"))["error"]
        assert error["exit"] == 3 and self.stranger.host in error["message"], error
        assert self.stranger.secrets() == []

    def _fails(self, *words):
        process = subprocess.run([CTL, "--json", *words], capture_output=True, text=True, env=self.person.environment,
                                 timeout=60)
        assert process.returncode == 3, process
        return process.stderr

    def the_first_refresh_makes_two_items_of_one(self):
        assert self._first_item() != "" and self._kept("grant") is None
        token = self.person.read("token", "--min-valid", "999999")["access_token"]
        grant, registration = self._kept("grant"), self._kept("registration")
        assert self._first_item() == ""
        assert grant["access_token"] == token and registration["management_token"]
        assert "management_token" not in grant["client"], grant["client"]
        hosts = [url.split("/")[2] for url in (self.facts["official"], self.facts["cloud"])]
        assert grant["hosts"] == hosts, grant["hosts"]

    def from_then_on_the_file_does_not_decide(self):
        path = self.home / ".config/banco/federations/lab.federation"
        kept = path.read_text()
        path.write_text(kept.replace(self.facts["cloud"], self.stranger.url + "/v3"))
        error = self.person.run("machines", expect=3)
        assert error["code"] == "sign-in-again" and self.stranger.secrets() == [], error
        path.write_text(kept)
        assert self.person.read("machines") == []

    def signing_out_leaves_nothing(self):
        self._put_back()
        assert self.person.read("sign-out") == {"signed_out": ["official"], "revoked": True}
        assert self._first_item() == "" and self._kept("grant") is None and self._kept("registration") is None

    def a_locked_keyring_is_told_and_nothing_is_written(self):
        self._put_back()
        own = self.home / ".config/banco/federations/locked.federation"
        other = self.person.folder / "locked.federation"
        other.write_text((self.home / ".config/banco/federations/lab.federation").read_text().replace("Id=lab", "Id=locked"))
        subprocess.run(["gdbus", "call", "--session", "--dest", "org.freedesktop.secrets", "--object-path",
                        "/org/freedesktop/secrets", "--method", "org.freedesktop.Secret.Service.Lock",
                        "['/org/freedesktop/secrets/collection/login']"],
                       check=True, stdout=subprocess.DEVNULL, env=self.person.environment, timeout=60)
        for words in (("whoami",), ("token",), ("machines",), ("federation", "add", str(other), "--yes")):
            error = self.person.run(*words, expect=9)
            assert error["code"] == "locked" and "keyring" in error["message"], (words, error)
        assert not own.exists()


suite = Suite()
tap.run(tap.methods(suite, "close"), suite.close, sys.argv[3:])
