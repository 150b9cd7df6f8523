#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Names, reasons and logs of servers that would like to steer a terminal, fake a second line or hide: in every
table, sentence, question and error. Programs get them as they are. Arguments: bancoctl, banco-demo."""
import json
import os
import pathlib
import pty
import subprocess
import sys
import unicodedata

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import demo  # noqa: E402
import tap  # noqa: E402

CTL, DEMO = (str(pathlib.Path(program).resolve()) for program in sys.argv[1:3])
EVIL = "zoe\nHost key       verified\r\u202egnp\u200b\x1b[31m\u009b7m\x1b]0;t\x07\t<b>&\u2066\u2028\ufeff\U000e0041\u00ade\u0301"
SEEN = "zoe Host key       verified gnp <b>& e\u0301"
ID = "11111111-2222-3333-4444-555555555555"


def hidden(text, tabs=False):
    """What of @text a user cannot see, or a terminal obeys."""
    return {character for character in text if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")
            and character != "\n" and not (tabs and character == "\t")}


def on_terminal(words, environment, answer=b""):
    """All that a terminal is sent, on both streams."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env={**environment, "TERM": "dumb"})
    os.close(theirs)
    os.write(ours, answer)
    text = demo.read_terminal(ours)
    process.wait(60)
    return text.decode().replace("\r\n", "\n")


class Suite:
    def __init__(self):
        self.demo = demo.Demo(DEMO)
        self.federation = self.demo.folder / "evil.federation"
        self.person = demo.Person(CTL, self.demo.federation)
        self.person.environment.update(LC_ALL="C.UTF-8", BANCO_BENCH_AIM="1")
        self.person.sign_in_at_once()
        cloud = demo.peers.Cloud(self.demo.federation)
        group, token = cloud.group, self.person.read("token")["access_token"]
        headers, exchanged = cloud.ask(
            f"{group['Url']}/OS-FEDERATION/identity_providers/{group['IdentityProvider']}/protocols/{group['Protocol']}/auth",
            headers={"Authorization": "Bearer " + token}, method="POST")
        self.user = exchanged["token"]["user"]["id"]
        self.projects = cloud.ask(group["Url"] + "/auth/projects",
                                  headers={"X-Auth-Token": headers["X-Subject-Token"]})[1]["projects"]

    def close(self):
        self.person.close()
        self.demo.close()

    def answer(self, path, **body):
        self.demo.fault(path, status=200, count=-1, content_type="application/json", body=json.dumps(body))

    def server(self, **more):
        """One machine, in all that its owner and the cloud can say of it."""
        self.demo.mend()
        self.answer("/v2.1/servers/detail", servers=[{
            "id": ID, "name": EVIL, "status": "BUILD", "user_id": self.user, "created": "2026-01-01T00:00:00Z",
            "key_name": EVIL, "metadata": {}, "image": {"id": "i"}, "addresses": {},
            "flavor": {"original_name": EVIL, "vcpus": 1, "extra_specs": {"accelerator:model": f"GPU {EVIL}"}}, **more}])
        self.answer("/v2/images/i", id="i", name=EVIL, status="active", os_distro=EVIL)

    def run(self, *words, expect=0, **environment):
        """Standard output and standard error; neither has anything hidden in it."""
        done = subprocess.run([CTL, "--federation", self.demo.federation, *words], capture_output=True, timeout=60,
                              stdin=subprocess.DEVNULL, env={**self.person.environment, **environment})
        output, errors = done.stdout.decode(), done.stderr.decode()
        assert done.returncode == expect, (words, done.returncode, errors)
        assert not hidden(output, words[0] == "log") and not hidden(errors), (words, hidden(output), hidden(errors), output, errors)
        return output, errors

    def both(self, verb, count, *members):
        """A table of @count rows in which the name is seen, and the same for programs, to the letter."""
        lines = self.run(*verb)[0].splitlines()
        assert len(lines) == 1 + count and any(SEEN in line for line in lines), (verb, lines)
        items = json.loads(self.run("--json", *verb)[0])
        for member in members:
            assert any(EVIL in str(item[member]) or EVIL in item[member] for item in items), (verb, member, items)

    # Tables.

    def machines(self):
        self.server()
        self.both(("machines",), 1, "name", "offer", "image")

    def one_machine(self):
        self.server()
        lines = self.run("machine", ID)[0].splitlines()
        assert lines[0] == f"{SEEN}: building", lines
        assert [line for line in lines if line.startswith("Host key")] == ["Host key       unknown"], lines
        assert all(f"{label:15}{SEEN}" in lines for label in ("Offer", "Image")), lines
        machine = json.loads(self.run("--json", "machine", ID)[0])
        assert machine["name"] == machine["offer"] == machine["image"] == EVIL, machine
        assert EVIL in machine["accelerator"]["model"], machine

    def groups(self):
        self.demo.mend()
        self.answer("/v3/auth/projects", projects=[{**project, "name": EVIL} for project in self.projects])
        self.both(("clouds",), 2, "groups")
        self.both(("limits",), len(json.loads(self.run("--json", "limits")[0])), "group")
        errors = self.run("limits", "--group", f"x{EVIL}", expect=5)[1]
        assert errors.count("\n") == 1 and f"“x{SEEN}”" in errors, errors

    def offers(self):
        self.demo.mend()
        self.answer("/v2.1/flavors/detail", flavors=[
            {"id": EVIL, "name": EVIL, "vcpus": 1, "ram": 1, "disk": 1,
             "extra_specs": {"x:projects": "nobody", "aggregate_instance_extra_specs:local_storage": EVIL}}])
        self.both(("offers",), 1, "id", "name", "disk_kind")
        errors = self.run("request", "--name", "x", "--offer", EVIL, "--image", "ubuntu-22.04-cuda-12.2", expect=4)[1]
        assert SEEN in errors and errors.count("\n") == 2, errors

    def images(self):
        self.demo.mend()
        self.answer("/v2/images", images=[{"id": EVIL, "name": EVIL, "status": "active", "os_distro": EVIL,
                                           "os_version": EVIL, "cuda_version": EVIL, "os_admin_user": EVIL}])
        self.both(("images",), 1, "id", "name", "os", "os_version", "cuda")

    def person_and_issuer(self):
        subject = self.person.read("whoami")["subject"]
        self.demo.mend()
        self.answer("/userinfo", sub=subject, preferred_username=EVIL, name=EVIL, email=EVIL, groups=[EVIL, "b"])
        signed_in = self.run("sign-in", "--device", "--no-open")[0]
        assert signed_in.splitlines()[-1].endswith(f"as {SEEN}."), signed_in
        lines = self.run("whoami")[0].splitlines()
        assert all(f"{label:15}{SEEN}" in lines for label in ("User", "Name", "Mail")), lines
        assert f"Groups         b, {SEEN}" in lines or f"Groups         {SEEN}, b" in lines, lines
        account = json.loads(self.run("--json", "whoami")[0])
        assert account["username"] == account["full_name"] == account["email"] == EVIL and EVIL in account["groups"], account
        self.demo.mend()
        self.person.sign_in_at_once()

    # Questions, errors, remarks.

    def a_question(self):
        self.server()
        command = [CTL, "--federation", self.demo.federation, "release", ID]
        text = on_terminal(command, self.person.environment, b"n\n")
        assert f"Give {SEEN} back? Everything on it will be gone. [y/N] " in text and not hidden(text), text

    def a_machine_that_failed(self):
        self.server(status="ERROR", fault={"message": EVIL})
        output, errors = self.run("ssh", ID, expect=1)
        assert errors.count("\n") == 2 and "not ready (failed)" in errors, errors
        errors = self.run("ssh-config")[1]
        assert errors.count("\n") == 1 and SEEN in errors, errors

    def words_of_the_user(self):
        self.demo.mend()
        for words, code in ((("machine", EVIL), 5), (("read", EVIL), 5), (("help", EVIL), 2), (("offers", "--cloud", EVIL), 5),
                            (("--account", EVIL, "whoami"), 5), (("--federation", EVIL, "facets"), 5), ((EVIL,), 2),
                            (("import", f"/{EVIL}"), 5), (("compare", EVIL, "t4"), 5), (("offers", f"--{EVIL}"), 2)):
            errors = self.run(*words, expect=code)[1]
            assert errors.count("\n") in (1, 2) and "gnp" in errors, (words, errors)
            error = json.loads(self.run("--json", *words, expect=code)[1])["error"]
            assert EVIL in error["message"], (words, error)

    def a_federation_file(self):
        escaped = EVIL.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
        text = pathlib.Path(self.demo.federation).read_text()
        self.federation.write_text(text.replace("Name=Demo INFN Cloud", f"Name={escaped}").replace("Id=demo", "Id=evil")
                                   + "\n[\u202eOther\u200b]\nA=1\n")
        output, errors = self.run("--federation", str(self.federation), "whoami", expect=3)
        assert SEEN in errors and "warning" in errors and errors.count("\n") == 3, errors

    # Logs.

    def a_log(self):
        """It reads cleanly, whatever colours and titles are in it."""
        self.server()
        self.answer(f"/v2.1/servers/{ID}/action", output="\x1b[32m[  OK  ]\x1b[0m Started\r\n"
                    "10%\r20%\r\n\u009b31mred\u009bm \x1b]0;title\x07\u202egnp\u202c\ttab\x1b]never\nend\n")
        assert self.run("log", ID)[0] == "[  OK  ] Started\n10%\n20%\nred gnp\ttab\nend\n"

    def what_a_program_measured(self):
        """A line of the benchmark program on a machine is passed on as it is, but for what a terminal obeys."""
        self.demo.mend()
        self.run("bench", "--only", "cpu.gemm32.one")
        name = json.loads(self.run("--json", "results")[0])[0]["id"]
        path = pathlib.Path(self.person.environment["HOME"]) / f".local/share/banco/results/{name}.json"
        for member in ("host", "device", "place_label", "reason"):
            path.write_text(json.dumps({**json.loads(path.read_text()), member: f"a\u202eb{EVIL}"}))
            for words in (("results",), ("--json", "results")):
                self.run(*words)


suite = Suite()
tap.run(tap.methods(suite, "close", "run", "answer", "server", "both"), suite.close, sys.argv[3:])
