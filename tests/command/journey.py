#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The whole job from the command line on the embedded federation, and everything that can go wrong on
the way: the contract's exit codes, one JSON document, nothing lost, no token where it does not belong.
Arguments: bancoctl, banco-demo."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import demo  # noqa: E402
import tap  # noqa: E402

CTL, DEMO = sys.argv[1:3]
IMAGE = "ubuntu-22.04-cuda-12.2"


class Suite:
    def __init__(self):
        self.demo = demo.Demo(DEMO)
        self.person = demo.Person(CTL, self.demo.federation)
        self.token = None

    def close(self):
        self.person.close()
        self.demo.close()

    # Before anybody signed in.

    def knowledge_is_there_at_once(self):
        hits = self.person.read("search", "autoencoder")
        assert hits["total"] >= 2 and any("utoencoder" in hit["title"] for hit in hits["hits"]), hits
        assert self.person.read("facets")["technology"]

    def no_hit_is_no_failure(self):
        assert self.person.read("search", "zzzzqqq")["total"] == 0

    def who_is_not_signed_in_is_told(self):
        for words in (("whoami",), ("token",), ("machines",), ("offers",), ("machine", "x")):
            error = self.person.run(*words, expect=3)
            assert error["code"] == "sign-in-again" and error["exit"] == 3 and error["message"], error

    def sign_in_by_device(self):
        pending, signed_in = self.person.sign_in_at_once()
        assert pending["event"] == "pending" and pending["method"] == "device" and pending["user_code"]
        assert signed_in["event"] == "signed-in" and signed_in["username"] == "researcher", signed_in
        assert signed_in["groups"] == ["ml-infn", "ml-infn/gpu"] and signed_in["admin"] is False

    def sign_in_by_browser(self):
        pending, signed_in = self.person.sign_in_by_browser()
        assert pending["method"] == "browser" and signed_in["username"] == "researcher"

    def token_is_for_use(self):
        token = self.person.read("token", "--min-valid", "100")
        self.token = token["access_token"]
        assert token["expires_at"].endswith("Z") and self.token.count(".") == 2
        assert self.person.run("token", json_output=False).strip() == self.token

    def accounts(self):
        accounts = {account["name"]: account for account in self.person.read("accounts")}
        assert accounts["official"]["state"] == "signed-in" and accounts["official"]["default"]
        assert accounts["hackathon"]["state"] == "signed-out"

    # Knowledge.

    def sync_twice(self):
        first = self.person.read("sync")
        assert first["added"] == first["entries"] > 20 and first["requests"] > 0, first
        second = self.person.read("sync")
        assert second["added"] == second["changed"] == second["removed"] == 0, second

    def read_in_every_format(self):
        hit = self.person.read("search", "autoencoder")["hits"][0]
        entry = self.person.read("read", hit["id"])
        assert entry["title"] == hit["title"] and entry["blocks"] and entry["technology"], entry
        assert "<html" in self.person.run("read", hit["id"], "--format", "html", json_output=False)
        assert entry["title"] in self.person.run("read", hit["id"], json_output=False)

    def programs_read_utf_8_in_every_locale(self):
        hit = next(hit for hit in self.person.read("search", "autoencoder")["hits"] if not hit["snippet"].isascii())
        outputs = {}
        for locale in ("C", "C.UTF-8"):
            self.person.environment["LC_ALL"] = locale
            outputs[locale] = (self.person.run("read", hit["id"]), self.person.run("read", hit["id"], "--format", "html"),
                               self.person.run("read", "ghost–entry", expect=5)["message"])
        assert outputs["C"] == outputs["C.UTF-8"] and "ghost–entry" in outputs["C"][2], outputs["C"][2]

    def a_wiki_in_trouble(self):
        for fault, expected in (({"status": 500}, 6), ({"status": 429, "count": 9}, 6),
                                ({"status": 200, "body": "<html>Log in</html>", "content_type": "text/html"}, 8),
                                ({"status": 200, "body": "{", "content_type": "application/json"}, 8)):
            self.demo.fault("/rest/api/*", **{"count": 99, **fault})
            error = self.person.run("sync", "--full", expect=expected)
            assert error["exit"] == expected and error["message"], error
            self.demo.mend()
            assert self.person.read("search", "autoencoder")["total"] > 0, "what was there is gone"
        assert self.person.read("sync")["entries"] > 20

    def offline(self):
        """No network at all: reading goes on, the rest says so."""
        if subprocess.run(["unshare", "-rn", "true"], stderr=subprocess.DEVNULL).returncode != 0:
            raise tap.Missing("a kernel that lets people unshare the network")
        program, self.person.program = self.person.program, "unshare"
        try:
            def offline(*words, expect=0):
                command = ["unshare", "-rn", program, "--federation", self.demo.federation, "--json", *words]
                done = subprocess.run(command, capture_output=True, text=True, env=self.person.environment, timeout=120)
                assert done.returncode == expect, f"{words}: {done.returncode}: {done.stderr}"
                return json.loads(done.stdout if expect == 0 else done.stderr)
            assert offline("search", "autoencoder")["total"] > 0
            assert offline("sync", expect=6)["error"]["code"] == "not-reachable"
            assert offline("machines", expect=6)["error"]["code"] == "not-reachable"
        finally:
            self.person.program = program

    # Machines.

    def clouds_and_offers(self):
        clouds = {cloud["id"]: cloud for cloud in self.person.read("clouds")}
        assert clouds["demo"]["state"] == "ready" and clouds["demo"]["groups"] == ["ml-infn"], clouds
        offers = self.person.read("offers", "--cloud", "demo", "--accelerator", "gpu")
        models = {offer["accelerator"]["model"] for offer in offers}
        assert {"Tesla T4", "Quadro RTX 5000", "A30"} <= models, models
        assert all(offer["accelerator"]["simulated"] for offer in offers)
        fpga = self.person.read("offers", "--cloud", "demo", "--accelerator", "fpga")
        assert fpga and not any(offer["allowed"] for offer in fpga) and fpga[0]["why_not"]

    def dry_run(self):
        body = self.person.read("request", "--name", "lab", "--offer", "ml.t4", "--image", IMAGE, "--dry-run")
        assert body["server"]["name"] == "lab", body
        assert self.person.read("machines") == []

    def request(self):
        states = self.person.lines("request", "--name", "lab", "--offer", "ml.t4", "--image", IMAGE, "--wait")
        assert states[-1]["state"] == "ready" and states[-1]["host_key"] == "verified", states
        assert states[-1]["accelerator"]["simulated"] is True

    def ssh(self):
        assert self.person.run("ssh", "lab", "--", "hostname", json_output=False).strip() == "lab"
        assert self.person.run("ssh", "lab", "--", "exit 42", expect=42, json_output=False) == ""
        config = self.person.run("ssh-config", "lab", json_output=False)
        assert config.startswith("Host lab\n") and "StrictHostKeyChecking yes" in config

    def name_taken(self):
        error = self.person.run("request", "--name", "lab", "--offer", "ml.t4", "--image", IMAGE, expect=1)
        assert "lab" in error["message"]

    def tables_show_what_json_says(self):
        for words, heading, member in ((("clouds",), "CLOUD", "id"), (("accounts",), "NAME", "name"),
                                       (("offers", "--accelerator", "gpu"), "OFFER", "name"),
                                       (("images",), "IMAGE", "name"), (("limits",), "CLOUD", "cloud"),
                                       (("machines",), "NAME", "name"), (("results",), "RESULT", "id")):
            listed = self.person.read(*words)
            head, *rows = self.person.run(*words, json_output=False).splitlines()
            assert head.startswith(heading), (words, head)
            assert [row.split("  ")[0] for row in rows] == [item[member] for item in listed], (words, rows)
        machine = self.person.run("machines", json_output=False).splitlines()[1]
        assert "1 × Tesla T4 (simulated)" in machine and " ready " in machine, machine
        assert any(" none" in row for row in self.person.run("limits", json_output=False).splitlines()) == any(
            limit["limit"] is None for limit in self.person.read("limits"))

    def log(self):
        assert "SSH HOST KEY" in self.person.run("log", "lab", json_output=False)

    def bench_here_and_there(self):
        for place in ("here", "lab"):
            lines = self.person.lines("bench", "--on", place, "--only", "cpu.gemm32.one")
            result = lines[-1]
            assert lines[0]["event"] == "start" and result["event"] == "result" and result["place"] == place
            assert result["rows"][0]["id"] == "cpu.gemm32.one" and result["rows"][0]["median"] > 0
        assert "simulated" in result["flags"] and result["backend"] == "cpu" and result["reason"], result
        assert len(self.person.read("results")) == 2
        assert self.person.read("result", result["id"])["rows"]

    def compare(self):
        compared = self.person.read("compare", "latest:here", "latest:lab", "t4")
        rows = {row["id"]: row["values"] for row in compared["rows"]}
        here, there, card = rows["cpu.gemm32.one"]
        assert here["source"] == "measured-here" and there["source"] == "measured-there" and card is None
        assert rows["dev.mem.copy"][2]["source"] == "published" and rows["dev.mem.copy"][2]["ratio"] is None
        assert any("simulated" in advice["text"] for advice in compared["advice"]), compared["advice"]

    def measured_twice(self):
        self.person.lines("bench", "--only", "cpu.gemm32.one")
        moments = self.person.read("results", "--measure", "cpu.gemm32.one")
        assert len(moments) == 2 and moments[1]["change"] is None and moments[0]["change"] > 0, moments
        assert len(self.person.read("results", "--on", "here")) == 2
        first, second = moments[1]["id"], moments[0]["id"]
        runs = self.person.read("compare", first, second)
        value = runs["rows"][0]["values"][1]
        assert value["same"] is (value["spread"][0] <= runs["rows"][0]["values"][0]["spread"][1]
                                 and runs["rows"][0]["values"][0]["spread"][0] <= value["spread"][1]), value
        assert any("Two runs of this computer" in advice["text"] for advice in runs["advice"]), runs["advice"]

    def share_results(self):
        shared = self.demo.folder / "shared.json"
        ids = [result["id"] for result in self.person.read("results")]
        self.person.run("export", *ids, "--output", str(shared), json_output=False)
        assert self.person.read("import", str(shared)) == {"imported": []}
        results = pathlib.Path(self.person.environment["HOME"]) / ".local/share/banco/results"
        for result in results.glob("*.json"):
            result.unlink()
        whole = shared.read_text()
        for text in (whole[:len(whole) // 2], whole.replace('"median" : ', '"median" : 1', 1)):
            shared.write_text(text)
            assert self.person.run("import", str(shared), expect=8)["code"] == "not-understood"
            assert self.person.read("results") == []
        shared.write_text(whole)
        assert sorted(self.person.read("import", str(shared))["imported"]) == sorted(ids)
        assert self.person.run("compare", "latest:here", "t4", "--format", "csv",
                               json_output=False).startswith("measure,unit,result,name")
        self.person.run("import", str(self.demo.folder / "nothing.json"), expect=5)
        self.person.run("export", "nothing", expect=5)

    def estimate(self):
        job = ("--step", "120ms", "--network", "cnn", "--steps", "1000", "--data", "2GB", "--upload", "20MB")
        told = self.person.read("estimate", *job, "--from", "rtx-4060-laptop")
        offers = {offer["offer"]: offer for offer in told["offers"]}
        assert offers["ml.t4"]["verdict"] == "same" and "16 GB" in offers["ml.t4"]["text"], offers
        assert offers["ml.t4"]["card"] == "t4" and offers["ml.t4"]["upload_seconds"] == 100
        assert any(offer["verdict"] == "refused" and "FPGA" in offer["text"] for offer in offers.values())
        for offer in offers.values():
            for range_ in (offer["speed"], offer["step_seconds"], offer["job_seconds"]):
                assert range_ is None or 0 < range_[0] <= range_[1], offer
        cards = self.person.read("estimate", *job, "--from", "rtx-4060-laptop", "--catalogue", "--memory", "20GiB")
        fits = {offer["card"]: offer["verdict"] for offer in cards["offers"]}
        assert fits["t4"] == "does-not-fit" and fits["a30"] == "faster", fits
        text = self.person.run("estimate", *job, "--from", "rtx-4060-laptop", json_output=False)
        assert "about as fast as yours" in text and "most likely bound by the arithmetic of the GPU" in text, text
        text = self.person.run("estimate", *job[:2], *job[6:], "--from", "u50", "--catalogue", json_output=False)
        assert "bound" not in text and "not this program" in text, text
        text = self.person.run("estimate", *job[:2], *job[6:], "--from", "t4", "--catalogue", json_output=False)
        assert "before the first the upload: 100 s" in text and "What would change it" in text, text

    def estimate_watches(self):
        steps = "i=0; while [ $i -lt 150 ]; do i=$((i+1)); echo step $i; sleep 0.02; done"
        words = ("estimate", "--from", "rtx-4060-laptop", "--network", "cnn", "--seconds", "20")
        told = self.person.read(*words, "--", "sh", "-c", steps)
        assert told["job"]["bound"] == "data" and told["job"]["watched"]["found"] == "counter", told["job"]
        assert 0.015 < told["job"]["step_seconds"] < 1, told["job"]
        assert {offer["verdict"] for offer in told["offers"]} <= {"data-bound", "refused"}, told["offers"]
        # The same there is set against it, and the next guess knows.
        there = self.person.read(*words, "--on", "lab", "--", "sh", "-c", steps)
        assert there["real_speed"] > 0 and there["expected_speed"] > 0 and there["own_runs"] == 1, there
        assert self.person.read(*words[:3], "--step", "1s", "--took", "t4=500ms")["own_runs"] == 2

    def estimate_interrupted(self):
        steps = "i=0; while :; do i=$((i+1)); echo step $i; sleep 0.02; done"
        process = self.person.start("estimate", "--catalogue", "--from", "t4", "--", "sh", "-c", steps)
        time.sleep(4)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 130, (process.returncode, errors)
        told = json.loads(output)
        assert told["job"]["watched"]["interrupted"] and told["job"]["watched"]["steps_seen"] >= 3, told["job"]

    def estimate_of_nothing(self):
        here = ("estimate", "--catalogue", "--from", "t4")
        self.person.run(*here, "--", "no-such-command", expect=5)
        error = self.person.run(*here, "--", "sh", "-c", "exit 4", expect=1)
        assert "exit status 4" in error["message"], error
        self.person.run(*here, "--seconds", "1", "--", "sleep", "20", expect=1)
        self.person.run("estimate", "--step", "1s", "--from", "no-such-card", expect=5)

    def another_host_key_than_announced(self):
        self.demo.order("/cloud", fail_next="other-key")
        process = self.person.start("request", "--name", "other", "--offer", "ml.t4", "--image", IMAGE, "--wait")
        states = [json.loads(line)["state"] for line in process.communicate(timeout=120)[0].splitlines()]
        assert process.returncode == 1 and "ready" not in states, (process.returncode, states)
        error = self.person.run("ssh", "other", "--", "hostname", expect=1)
        assert "key" in error["message"], error
        self.person.run("release", "other", "--yes")

    def quota(self):
        self.demo.order("/cloud", quota={"ml-infn": {"instances": 1}})
        error = self.person.run("request", "--name", "more", "--offer", "ml.t4", "--image", IMAGE, expect=7)
        assert error["code"] == "no-room", error
        self.demo.order("/cloud", quota={"ml-infn": {"instances": 6}})

    def no_valid_host(self):
        self.demo.order("/cloud", fail_next="no-valid-host")
        command = ("request", "--name", "none", "--offer", "ml.t4", "--image", IMAGE, "--wait")
        error = self.failed_lines(*command, expect=7)
        assert error["code"] == "no-room", error
        self.person.run("release", "none", "--yes")

    def dies_while_building(self):
        for failure in ("fault", "no-fault"):
            self.demo.order("/cloud", fail_next=failure)
            error = self.failed_lines("request", "--name", failure, "--offer", "ml.t4", "--image", IMAGE, "--wait",
                                      expect=1)
            assert failure in error["message"], error
            self.person.run("release", failure, "--yes")

    def failed_lines(self, *words, expect):
        process = self.person.start(*words)
        _, errors = process.communicate(timeout=120)
        assert process.returncode == expect, f"{process.returncode}: {errors}"
        return json.loads(errors)["error"]

    def interrupted_waiting(self):
        code, errors = self.person.interrupted(signal.SIGINT, "request", "--name", "slow", "--offer", "ml.t4",
                                               "--image", IMAGE, "--wait")
        assert code == 130 and "bancoctl release slow" in json.loads(errors)["error"]["message"], (code, errors)
        self.person.run("release", "slow", "--yes")

    def interrupted_elsewhere(self):
        for words, after, said in ((("bench", "--mode", "thorough"), None, "nothing of this run was kept"),
                                   (("log", "lab", "--follow"), 2.0, "")):
            code, errors = self.person.interrupted(signal.SIGINT, *words, after=after)
            assert code == 130 and json.loads(errors)["error"]["code"] == "cancelled", (words, code, errors)
            assert said in json.loads(errors)["error"]["message"], (words, errors)
        self.demo.fault("/rest/api/*", delay=20, count=9)
        code, errors = self.person.interrupted(signal.SIGINT, "sync", "--full", after=1.5)
        self.demo.mend()
        assert code == 130, (code, errors)
        assert self.person.read("search", "autoencoder")["total"] > 0

    def release(self):
        error = self.person.run("release", "lab", expect=2)
        assert "--yes" in error["message"]
        assert self.person.read("release", "lab", "--yes")["name"] == "lab"
        for _ in range(100):
            if self.person.read("machines") == []:
                return
            time.sleep(0.2)
        raise AssertionError("it is still there")

    def no_token_is_left_anywhere(self):
        assert self.token
        for path in self.person.files():
            assert self.token.encode() not in path.read_bytes(), path
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            for name in ("cmdline", "environ"):
                try:
                    assert self.token.encode() not in (process / name).read_bytes(), f"{process}/{name}"
                except OSError:
                    pass
        told = subprocess.run([CTL, "--federation", self.demo.federation, "whoami"], capture_output=True, text=True,
                              env={**self.person.environment, "G_MESSAGES_DEBUG": "all"})
        assert told.returncode == 0 and self.token not in told.stdout + told.stderr

    # Bad input.

    def usage(self):
        for words in (("frobnicate",), ("read",), ("request", "--name", "x"), ("search",), ("bench", "--mode", "slow"),
                      ("offers", "--accelerator", "tpu"), ("compare", "a"), ("export",), ("import",),
                      ("compare", "t4", "a30", "--format", "pdf"), ("estimate",),
                      ("estimate", "--step", "12 parsecs"), ("estimate", "--step", "-1"),
                      ("estimate", "--step", "1s", "--network", "big"), ("estimate", "--step", "1s", "--", "sh"),
                      ("estimate", "--"), ("estimate", "--step-pattern", "(", "--from", "t4", "--", "sh"),
                      ("whoami", "too", "much"),
                      ("search", "x", "--limit", "none"), ("sign-in", "--device", "--browser"), ("--nonsense",)):
            error = self.person.run(*words, expect=2)
            assert error["code"] == "usage" and error["message"], (words, error)

    def no_such_thing(self):
        for words in (("read", "nothing"), ("machine", "nothing"), ("ssh", "nothing"), ("log", "nothing"),
                      ("release", "nothing", "--yes"), ("result", "nothing"), ("compare", "a", "b"),
                      ("bench", "--on", "nothing"), ("offers", "--cloud", "nothing"), ("sign-in", "nothing"),
                      ("--account", "nothing", "whoami"), ("machines", "--cloud", "nothing"),
                      ("request", "--name", "x", "--cloud", "demo", "--offer", "nothing", "--image", IMAGE),
                      ("request", "--name", "x", "--cloud", "demo", "--offer", "ml.t4", "--image", "nothing")):
            error = self.person.run(*words, expect=5)
            assert error["code"] == "not-found", (words, error)

    def federation_files(self):
        for text, code in (("[Federation]\nFormat=9\nId=a\nName=A\n", 1), ("nonsense", 1), (None, 5)):
            path = self.demo.folder / "other.federation"
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(text)
            kept, self.person.federation = self.person.federation, str(path)
            error = self.person.run("facets", expect=code)
            self.person.federation = kept
            assert str(path) in error["message"], error

    def sign_out(self):
        out = self.person.read("sign-out")
        assert out == {"signed_out": ["official"], "revoked": True}, out
        self.person.run("whoami", expect=3)

    def nobody_without_a_group_gets_in(self):
        self.demo.order("/user", username="researcher", groups=[])
        self.person.sign_in_at_once()
        assert {cloud["id"]: cloud["state"] for cloud in self.person.read("clouds")}["demo"] == "no-project"
        self.person.run("request", "--name", "x", "--cloud", "demo", "--offer", "ml.t4", "--image", IMAGE, expect=4)

    def no_toolkit(self):
        linked = subprocess.run(["ldd", CTL], capture_output=True, text=True).stdout
        assert "gtk" not in linked.lower() and "libsoup" in linked


suite = Suite()
tap.run(tap.methods(suite, "close", "failed_lines"), suite.close, sys.argv[3:])
