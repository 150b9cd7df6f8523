#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The contract of bancoctl to the letter: what every verb prints as JSON, and how every kind of failure ends.
Arguments: bancoctl, banco-demo."""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import demo  # noqa: E402
import shapes  # noqa: E402
import tap  # noqa: E402

CTL, DEMO = sys.argv[1:3]
IMAGE = "ubuntu-22.04-cuda-12.2"
AT_ONCE = {"Retry-After": "0"}


class Suite:
    def __init__(self):
        self.demo = demo.Demo(DEMO, approve=None)
        self.person = demo.Person(CTL, self.demo.federation)
        self.person.environment["BANCO_BENCH_AIM"] = "1"

    def close(self):
        self.person.close()
        self.demo.close()

    def fails(self, *words, code):
        """The error object of a verb that fails, which is all that it prints."""
        process = self.person.start(*words)
        output, errors = process.communicate(timeout=120)
        assert process.returncode == shapes.EXITS[code], (words, process.returncode, errors)
        error = shapes.check(json.loads(errors), {"error": shapes.ERROR})["error"]
        assert (error["code"], error["exit"]) == (code, process.returncode), (words, error)
        assert error["message"] and not error["message"].endswith("\n"), error
        return error, output

    def approve(self, user, *words, action=None):
        """A sign-in by device, and what the issuer's page is told meanwhile; its exit, lines and errors."""
        process = self.person.start("sign-in", *words, "--device", "--no-open")
        pending = shapes.check(json.loads(process.stdout.readline()), shapes.PENDING_DEVICE)
        order = {"action": action} if action else {"user": user}
        self.demo.order("/device", user_code=pending["user_code"], **order)
        output, errors = process.communicate(timeout=60)
        return process.returncode, [json.loads(line) for line in output.splitlines()], errors

    # Signing in.

    def who_denies_is_not_signed_in(self):
        self.demo.order("/set", access_denied=True)  # IAM 1.12 lets who was denied wait until the code is over
        for action in ("deny", "expire"):
            code, lines, errors = self.approve(None, action=action)
            error = shapes.check(json.loads(errors)["error"], shapes.ERROR)
            assert code == 3 and error["code"] == "sign-in-again" and lines == [], (action, code, error)
            assert "sign-in" in error["hint"], error

    def signed_in_is_whoami(self):
        code, lines, errors = self.approve("researcher")
        assert code == 0 and errors == "", errors
        assert len(lines) == 1 and lines[0].pop("event") == "signed-in"
        assert lines[0] == shapes.check(self.person.read("whoami"), shapes.WHOAMI)

    def a_failed_sign_in_keeps_the_account(self):
        before = self.person.read("whoami")
        code, _, _ = self.approve(None, action="deny")
        assert code == 3 and self.person.read("whoami") == before

    def an_interrupted_sign_in_keeps_the_account(self):
        before = self.person.read("whoami")
        for method, pending in (("--device", shapes.PENDING_DEVICE), ("--browser", shapes.PENDING_BROWSER)):
            process = self.person.start("sign-in", method, "--no-open")
            shapes.check(json.loads(process.stdout.readline()), pending)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
            assert process.returncode == 130 and json.loads(errors)["error"]["code"] == "cancelled", errors
        assert self.person.read("whoami") == before

    def an_ended_account_is_told(self):
        code, _, errors = self.approve("ended", "hackathon")
        error = json.loads(errors)["error"]
        assert code == 3 and error["code"] == "sign-in-again", error

    def two_accounts_at_once(self):
        code, lines, errors = self.approve("attendee7", "hackathon")
        assert code == 0 and lines[-1]["username"] == "attendee7", errors
        assert self.person.read("whoami")["username"] == "researcher", "the default account is the first still"
        other = self.person.read("--account", "hackathon", "whoami")
        assert other["username"] == "attendee7" and other["groups"] == ["hackathon"], other
        accounts = self.person.read("accounts", "--default", "hackathon")
        assert [account["name"] for account in accounts if account["default"]] == ["hackathon"], accounts
        assert self.person.read("whoami")["username"] == "attendee7"
        self.person.read("accounts", "--default", "official")
        out = self.person.read("--account", "hackathon", "sign-out")
        assert out == {"signed_out": ["hackathon"], "revoked": True}, out
        assert self.person.read("whoami")["username"] == "researcher", "the other one was signed out too"

    def a_token_lasts_as_long_as_asked(self):
        first = shapes.check(self.person.read("token"), shapes.TOKEN)
        assert self.person.read("token", "--min-valid", "60")["access_token"] == first["access_token"]
        longer = shapes.check(self.person.read("token", "--min-valid", "1000000"), shapes.TOKEN)
        assert longer["access_token"] != first["access_token"], "less was left than asked, yet nothing was refreshed"
        issuer = next(account["issuer"] for account in self.person.read("accounts") if account["default"])
        assert longer["issuer"] == issuer

    def many_may_ask_for_a_token_at_once(self):
        """Each gets one that holds, and the session survives: the refresh token is used by one at a time."""
        processes = [self.person.start("token", "--min-valid", seconds) for seconds in ("1000000", "60") * 4]
        answers = [process.communicate(timeout=120) for process in processes]
        assert [process.returncode for process in processes] == [0] * 8, answers
        for output, errors in answers:
            assert errors == "" and shapes.check(json.loads(output), shapes.TOKEN)["access_token"], answers
        assert self.person.read("whoami")["username"] == "researcher"
        shapes.check(self.person.read("token", "--min-valid", "1000000"), shapes.TOKEN)

    # What each verb prints.

    def a_person_reads_the_same_facts(self):
        """Label, then value, one line a fact; what is not known has no line."""
        def facts(*words):
            text = self.person.run(*words, json_output=False)
            assert "(null)" not in text, text
            return {line[:15].strip(): line[15:] for line in text.splitlines() if line[14:15] == " "}
        who = self.person.read("whoami")
        told = facts("whoami")
        assert (told["User"], told["Name"], told["Issuer"], told["Mail"]) == tuple(
            who[name] for name in ("username", "full_name", "issuer", "email")), told
        assert told["Groups"] == ", ".join(who["groups"]) and told["Session until"] == who["session_until"], told
        assert "Account until" not in told or told["Account until"] == who["account_until"]

    def every_verb_has_a_shape(self):
        assert [verb["name"] for verb in self.person.read("help")] == list(shapes.VERBS)

    def lists_and_objects(self):
        for words in (("accounts",), ("sync",), ("sync", "--full"), ("facets",), ("search", "network"), ("clouds",), ("offers",),
                      ("images",), ("limits",), ("machines",), ("results",), ("help",), ("help", "ssh"), ("--version",),
                      ("compare", "t4", "a30"), ("federation", "list"), ("estimate", "--step", "1s", "--from", "t4"), ("report",)):
            process = self.person.start(*words)
            output, errors = process.communicate(timeout=120)
            assert process.returncode == 0 and errors == "", (words, errors)
            assert output.count("\n") == 1 and output.endswith("\n"), (words, "is not one line")
            if words == ("--version",):
                shapes.check(shapes.read(output), {"version": re.compile(r"\d+\.\d+\.\d+")})
            else:
                shapes.check_verb(words, shapes.read(output))

    def a_report_has_no_secrets(self):
        """A home, an environment and a federation file full of them: the kinds of errors are all that a report tells."""
        secrets = ["hidden-machine", "hidden-value", "hidden.example.org", "hiddenkind", "Hidden Name", "127.0.0.1",
                   self.person.federation, self.person.read("whoami")["email"], "researcher", str(self.person.folder),
                   self.person.read("token")["access_token"]]
        self.fails("machine", "hidden-machine", code="not-found")
        cache = pathlib.Path(self.person.environment["HOME"], ".cache", "banco", "errors")
        with cache.open("a") as file:
            file.write("hidden-value\n2026-01-01T00:00:00Z hidden 1 hidden-value at hidden.example.org\n")
        federation = self.person.folder / "hidden.federation"
        federation.write_text(pathlib.Path(self.person.federation).read_text().replace("\nName=", "\nName=Hidden Name ")
                              + "[Knowledge hidden-value]\nKind=hiddenkind\nUrl=https://hidden.example.org\n")
        environment = dict(self.person.environment)
        try:
            self.person.environment |= {"XDG_CURRENT_DESKTOP": "hidden-value", "XDG_SESSION_TYPE": "hidden-value",
                                        "LANGUAGE": "hidden-value"}
            for name in (self.person.federation, str(federation), "/no/hidden-value.federation"):
                for json_output in (True, False):
                    process = self.person.start("--federation", name, "report", json_output=json_output)
                    output, errors = process.communicate(timeout=60)
                    assert process.returncode == 0, errors
                    assert re.search(r"Z machines \d+ not-found", output), output
                    found = [secret for secret in secrets if secret in output + errors]
                    assert not found, (found, output, errors)
        finally:
            self.person.environment = environment

    def every_hit_can_be_read(self):
        found = self.person.read("search", "", "--limit", "200")
        assert found["total"] == len(found["hits"]) > 20
        for hit in found["hits"]:
            entry = shapes.check(shapes.read(self.person.run("read", hit["id"])), shapes.ENTRY)
            assert {name: entry[name] for name in ("id", "title", "kind", "comment", *shapes.DIMENSIONS)} == {
                name: hit[name] for name in ("id", "title", "kind", "comment", *shapes.DIMENSIONS)}
            assert entry["blocks"], entry["id"]

    def an_address_names_an_entry(self):
        hits = self.person.read("search", "", "--limit", "200")["hits"]
        entries = [self.person.read("read", hit["id"]) for hit in hits]
        addressed = [entry for entry in entries if (entry["url"] or "").startswith("http")]
        assert len(addressed) > 5
        for entry in addressed[:5]:
            assert self.person.read("read", entry["url"])["id"] == entry["id"]

    def facets_narrow_a_search(self):
        facets = self.person.read("facets")
        for dimension, values in facets.items():
            assert values == sorted(values, key=lambda value: -value["count"]), f"{dimension} is not by count"
            value = values[0]
            for spelled in (value["value"], value["value"].lower(), value["value"].upper()):
                found = self.person.read("search", "", f"--{dimension}", spelled, "--limit", "200")
                assert found["total"] == value["count"], (dimension, spelled, found["total"], value)
            assert all(value["value"] in hit[dimension] for hit in found["hits"])
        value = facets["technology"][0]
        for other in facets["technology"][1:4]:
            both = self.person.read("search", "", "--technology", value["value"], "--technology", other["value"])
            assert all({value["value"], other["value"]} <= set(hit["technology"]) for hit in both["hits"]), both

    def kinds_and_limits_narrow_too(self):
        totals = {kind: self.person.read("search", "", "--kind", kind) for kind in ("page", "notebook")}
        everything = self.person.read("search", "")
        assert sum(found["total"] for found in totals.values()) == everything["total"]
        for kind, found in totals.items():
            assert {hit["kind"] for hit in found["hits"]} == {kind}
        few = self.person.read("search", "", "--limit", "3")
        assert len(few["hits"]) == 3 and few["total"] == everything["total"]

    def one_cloud_one_group(self):
        offers = self.person.read("offers", "--cloud", "demo", "--group", "ml-infn")
        assert offers and {offer["cloud"] for offer in offers} == {"demo"}
        none = self.person.read("offers", "--cloud", "demo", "--accelerator", "none")
        assert none and all(offer["accelerator"] is None and offer["allowed"] for offer in none)
        limits = self.person.read("limits", "--cloud", "demo", "--group", "ml-infn")
        limit = {limit["resource"]: limit for limit in limits}
        assert limit["machines"]["limit"] == 6 and limit["vcpus"]["limit"] == 64, limit
        assert {image["cloud"] for image in self.person.read("images", "--cloud", "demo")} == {"demo"}

    # A machine, from the first question to its end.

    def what_would_be_sent(self):
        asked = ("request", "--name", "shape", "--offer", "ml.t4", "--image", IMAGE)
        body = self.person.read(*asked, "--dry-run", "--until", "2031-05-06")
        assert body["server"]["name"] == "shape" and "2031-05-06" in json.dumps(body["server"]["metadata"]), body
        offer = next(offer for offer in self.person.read("offers") if offer["name"] == "ml.t4")
        by_id = self.person.read("request", "--name", "shape", "--offer", offer["id"], "--image", IMAGE, "--dry-run")
        assert by_id["server"]["flavorRef"] == body["server"]["flavorRef"] == offer["id"]
        assert self.person.read("machines") == []

    def a_machine_as_it_is_asked_for(self):
        states = shapes.check(self.person.lines("request", "--name", "shape", "--offer", "ml.t4", "--image", IMAGE,
                                                "--until", "2031-05-06", "--wait"), [shapes.MACHINE])
        machine = states[-1]
        order = ("asked", "building", "ready")
        seen = [state["state"] for state in states]
        assert seen == sorted(seen, key=order.index) and seen[-1] == "ready" and machine["name"] == "shape", seen
        assert machine["until"].startswith("2031-05-0"), machine
        shown = shapes.check(self.person.read("machine", "shape"), shapes.MACHINE)
        assert shown["id"] == machine["id"] == self.person.read("machines")[0]["id"]
        used = {limit["resource"]: limit["used"] for limit in self.person.read("limits", "--cloud", "demo")}
        assert used["machines"] == 1, used

    def a_log_is_text(self):
        log = self.person.run("log", "shape", json_output=False)
        assert "BEGIN SSH HOST KEY" in log and not log.startswith("{")

    def a_host_block_is_for_ssh(self):
        block = self.person.run("ssh-config", json_output=False)
        assert block == self.person.run("ssh-config", "shape", json_output=False)
        words = {line.split()[0]: line.split(None, 1)[1] for line in block.splitlines() if line.strip()}
        assert words["Host"] == "shape" and words["Port"].isdigit() and words["User"], words
        assert pathlib.Path(words["IdentityFile"].strip('"')).stat().st_mode & 0o777 == 0o600, words
        self.fails("ssh-config", "nothing", code="not-found")

        config = self.demo.folder / "ssh_config"
        config.write_text(block)
        said = subprocess.run(["ssh", "-F", str(config), "shape", "echo $((6 * 7))"], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, env=self.person.environment, timeout=60)
        assert (said.returncode, said.stdout) == (0, "42\n"), said
        by_id = self.person.run("ssh-config", self.person.read("machine", "shape")["id"], json_output=False)
        assert by_id == block

    def a_machine_is_told_in_words(self):
        machine = self.person.read("machine", "shape")
        head, *lines = self.person.run("machine", "shape", json_output=False).splitlines()
        told = {line[:15].strip(): line[15:] for line in lines}
        assert head == "shape: ready" and told["Address"] == f"{machine['address']} port {machine['port']}", told
        assert (told["Offer"], told["Image"], told["Cloud"], told["Group"], told["Login"], told["Until"], told["Since"]) == tuple(
            machine[name] for name in ("offer", "image", "cloud", "group", "login", "until", "created")), told
        assert told["Host key"] == machine["host_key"] and "Reason" not in told and "simulated" in told["Accelerator"]

    def words_reach_ssh_as_they_are(self):
        for words, said in ((("printf %s 'a  b'",), "a  b"), (("echo", "a", "b"), "a b\n"), (("echo --help",), "--help\n"),
                            (("echo $((6 * 7))",), "42\n"), (("printf '%s|'", "a b", "c"), "a|b|c|"),
                            (("echo", "--", "-n"), "-- -n\n"), (("echo", "'a  b'", '"c\'d"'), "a  b c'd\n")):
            assert self.person.run("ssh", "shape", "--", *words, json_output=False) == said, words
            assert self.person.run("ssh", "shape", *words, json_output=False) == said, words
        for exit_code in (1, 7, 130):
            self.person.run("ssh", "shape", "--", f"exit {exit_code}", expect=exit_code, json_output=False)

    def every_wait_can_be_interrupted(self):
        """At once, as one object; and what may have happened all the same is not called nothing."""
        asked = ("--offer", "ml.t4", "--image", IMAGE)
        self.demo.fault("/*", delay=120, count=999)
        try:
            for words, said in ((("machines",), ""), (("clouds",), ""), (("offers",), ""), (("images",), ""), (("limits",), ""),
                                (("machine", "shape"), ""), (("log", "shape"), ""), (("ssh", "shape", "--", "true"), ""),
                                (("ssh-config",), ""), (("sync",), ""), (("bench", "--on", "shape"), ""),
                                (("estimate", "--step", "1s", "--from", "t4"), ""), (("token", "--min-valid", "999999"), ""),
                                (("sign-in", "--device", "--no-open"), ""), (("sign-in", "--browser", "--no-open"), ""),
                                (("request", "--name", "late", *asked), "“bancoctl release late”"),
                                (("request", "--name", "late", *asked, "--wait"), "“bancoctl release late”"),
                                (("request", "--name", "late", *asked, "--dry-run"), "nothing was lost")):
                process = self.person.start(*words)
                demo.wait_until_asking(process, self.person.federation)
                process.send_signal(signal.SIGINT)
                output, errors = process.communicate(timeout=60)
                error = shapes.check(json.loads(errors), {"error": shapes.ERROR})["error"]
                assert process.returncode == 130 and error["code"] == "cancelled" and output == "", (words, error, output)
                assert said in error["message"], (words, error)
        finally:
            self.demo.mend()
        assert self.person.read("whoami")["username"] == "researcher", "an interrupt signed out"
        assert [machine["name"] for machine in self.person.read("machines")] == ["shape"]

    def a_release_is_a_machine(self):
        released = shapes.check(self.person.read("release", "shape", "--yes"), shapes.MACHINE)
        assert released["name"] == "shape" and released["state"] == "releasing", released

    # Benchmarks.

    def lines_of_a_benchmark(self):
        lines = self.person.lines("bench", "--only", "cpu.gemm32.one")
        events = [line["event"] for line in lines]
        assert events[0] == "start" and events[-1] == "result" and "inventory" in events and "end" in events, events
        assert lines[0]["schema"] == 1 and lines[events.index("end")]["exit"] == 0
        sample = next(line for line in lines if line["event"] == "sample")
        result = shapes.check(lines[-1], shapes.WHOLE_RESULT)
        assert sample["id"] == result["rows"][0]["id"] == "cpu.gemm32.one" and sample["checked"] is True
        row = result["rows"][0]
        assert row["p5"] <= row["median"] <= row["p95"] <= row["best"] and row["count"] >= 1, row
        listed = shapes.check(self.person.read("results"), [shapes.RESULT])
        assert [one["id"] for one in listed] == [result["id"]] and "rows" not in listed[0]
        whole = shapes.check(self.person.read("result", result["id"]), shapes.WHOLE_RESULT)
        assert whole["rows"] == result["rows"]

    def what_compares(self):
        compared = shapes.check(self.person.read("compare", "a30", "latest:here", "t4"), shapes.COMPARISON)
        for row in compared["rows"]:
            assert len(row["values"]) == 3 and any(row["values"]), row
        for verb_format in ("csv", "markdown", "text", "json"):
            text = self.person.run("compare", "t4", "a30", "--format", verb_format, json_output=False)
            assert text.endswith("\n") and "\033" not in text, verb_format
        assert json.loads(text)["rows"]

    def an_export_goes_to_a_file_or_out(self):
        name = self.person.read("results")[0]["id"]
        shared = self.demo.folder / "out.json"
        self.person.run("export", name, "--output", str(shared), json_output=False)
        assert json.loads(shared.read_text()) == json.loads(self.person.run("export", name, json_output=False))
        assert json.loads(shared.read_text()) == json.loads(self.person.run("export", name))
        assert self.person.read("export", name, "--output", str(shared)) == {"exported": [name]}
        assert self.person.read("import", str(shared)) == {"imported": []}
        self.fails("export", name, "--output", str(self.demo.folder / "no" / "such" / "folder.json"), code="failed")
        self.fails("export", name, "--output", "/dev/null", code="failed")
        assert pathlib.Path("/dev/null").is_char_device(), "a device was replaced by a file"

    # How things fail.

    def a_disk_is_measured_where_a_person_says(self):
        with tempfile.TemporaryDirectory() as folder:
            lines = self.person.lines("bench", "--only", "io.small-files", "--dir", folder)
            assert [row["id"] for row in lines[-1]["rows"]] == ["io.small-files"], lines
            assert os.listdir(folder) == []

    def not_this_person(self):
        _, lines, _ = self.approve("newcomer")
        assert lines[-1]["groups"] == []
        clouds = {cloud["id"]: cloud["state"] for cloud in self.person.read("clouds")}
        assert clouds["demo"] == "no-project", clouds
        error, _ = self.fails("request", "--name", "x", "--cloud", "demo", "--offer", "ml.t4", "--image", IMAGE,
                              code="not-allowed")
        assert "group" in error["message"] + error["hint"], error
        self.approve("fpga")
        offers = {offer["name"]: offer for offer in self.person.read("offers", "--cloud", "demo")}
        assert offers["ml.fpga.u250"]["allowed"] and not offers["ml.t4"]["allowed"] and offers["ml.t4"]["why_not"]
        self.fails("request", "--name", "x", "--offer", "ml.t4", "--image", IMAGE, code="not-allowed")
        self.approve("researcher")

    def a_cloud_in_trouble(self):
        for fault, code in (({"status": 503, "headers": AT_ONCE}, "not-reachable"),
                            ({"status": 500, "headers": AT_ONCE}, "not-reachable"),
                            ({"status": 429, "headers": AT_ONCE}, "not-reachable"),
                            ({"status": 200, "body": "{\"flavors\": 3}", "content_type": "application/json"}, "not-understood"),
                            ({"status": 200, "body": "<html><title>Log in</title></html>", "content_type": "text/html"},
                             "not-understood"),
                            ({"status": 200, "body": "[1, 2", "content_type": "application/json"}, "not-understood"),
                            ({"status": 403}, "not-allowed")):
            self.demo.fault("/v2.1/*/flavors/detail", count=99, **fault)
            self.demo.fault("/v2.1/flavors/detail", count=99, **fault)
            try:
                self.fails("offers", "--cloud", "demo", code=code)
            finally:
                self.demo.mend()
        assert self.person.read("offers", "--cloud", "demo")

    def an_issuer_in_trouble(self):
        for path, fault, code in (("/token", {"status": 500, "count": 99, "headers": AT_ONCE}, "not-reachable"),
                                  ("/token", {"status": 200, "body": "<html>", "content_type": "text/html", "count": 99},
                                   "not-understood"),
                                  ("/token", {"status": 200, "body": "{}", "content_type": "application/json", "count": 99},
                                   "not-understood")):
            self.demo.fault(path, **fault)
            try:
                self.fails("token", "--min-valid", "1000000", code=code)
            finally:
                self.demo.mend()
        assert self.person.read("whoami")["username"] == "researcher", "trouble over there ended the session"

    def a_quota_too_small_for_it(self):
        asked = ("request", "--name", "late", "--offer", "ml.t4", "--image", IMAGE)
        for quota, said in (({"instances": 0}, "no machines"), ({"cores": 1}, "may use 1 in all"), ({"ram": 1024}, "may use 1024 in all")):
            self.demo.order("/cloud", quota={"ml-infn": quota})
            error, _ = self.fails(*asked, code="no-room")
            assert said in error["message"] and "ml-infn" in error["message"] and "limits" in error["hint"], error
            self.demo.order("/cloud", quota={"ml-infn": {"instances": 6, "cores": 64, "ram": 1 << 20}})
        assert self.person.read("machines") == []

    def an_account_that_was_ended_since(self):
        self.demo.order("/user", username="researcher", disabled=True)
        error, _ = self.fails("token", "--min-valid", "1000000", code="sign-in-again")
        self.demo.order("/user", username="researcher", disabled=False)
        assert error["hint"], error

    def signed_out_is_out(self):
        self.approve("researcher")
        assert self.person.read("sign-out", "--all") == {"signed_out": ["official"], "revoked": True}
        self.approve("researcher")
        self.approve("attendee7", "hackathon")
        assert [account["state"] for account in self.person.read("accounts")] == ["signed-in", "signed-in"]
        assert self.person.read("sign-out", "--all") == {"signed_out": ["official", "hackathon"], "revoked": True}
        assert self.person.read("sign-out") == {"signed_out": [], "revoked": False}
        assert {account["state"] for account in self.person.read("accounts")} == {"signed-out"}
        for words in (("whoami",), ("token",), ("machines",), ("offers",), ("images",), ("limits",), ("log", "x"),
                      ("release", "x", "--yes"), ("ssh-config",)):
            self.fails(*words, code="sign-in-again")
        for words in (("results",), ("facets",), ("search", "x"), ("compare", "t4", "a30"), ("clouds",)):
            self.person.read(*words)


suite = Suite()
tap.run(tap.methods(suite, "close", "fails", "approve"), suite.close, sys.argv[3:])
