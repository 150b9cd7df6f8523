#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A session that several programs use, at an issuer that takes older access tokens back at each refresh, as
INDIGO IAM does: what a token is for, when there is a new one, and what a cloud that refuses it costs.
Arguments: bancoctl, banco-demo."""
import base64
import json
import pathlib
import re
import shlex
import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import demo  # noqa: E402
import shapes  # noqa: E402
import tap  # noqa: E402

CTL, DEMO = sys.argv[1:3]
OTHER = "https://storage.example/"
AUDIENCES = ["own", "compute", "object", "batch"]


def claims(token):
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


class Suite:
    def __init__(self):
        self.demo = demo.Demo(DEMO)
        self.person = demo.Person(CTL, self.federation())
        self.issuer = next(account["issuer"] for account in self.person.read("accounts") if account["name"] == "official")
        self.person.sign_in_at_once()

    def federation(self):
        """The demo's file, with audiences in a group of each sort."""
        text = pathlib.Path(self.demo.federation).read_text()
        text = text.replace("[Issuer official]\n", "[Issuer official]\nAudience=own;\n")
        text = re.sub(r"^(\[Cloud .*\]\n)", r"\1Audience=compute;\n", text, count=1, flags=re.M)
        path = self.demo.folder / "audiences.federation"
        path.write_text(text + "\n[Storage s3]\nKind=s3\nIssuers=official;\nAudience=object;\n"
                        "[Batch slurm]\nKind=slurm\nAudience=batch;own;\n")
        return str(path)

    def close(self):
        self.person.close()
        self.demo.close()

    def asked(self, path):
        """How often the official issuer, or a cloud, was asked for @path."""
        with urllib.request.urlopen(self.demo.control.rstrip("/") + "/log", timeout=20) as answer:
            return sum(entry["path"] == path for entry in json.load(answer))

    def token(self, *words):
        return self.person.read("token", *words)["access_token"]

    def is_known(self, token):
        """Whether the issuer still knows it."""
        request = urllib.request.Request(f"{self.issuer}userinfo", headers={"Authorization": f"Bearer {token}"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status == 200
        except urllib.error.HTTPError as error:
            assert error.code == 401, error
            return False

    def take_back(self, token):
        """The issuer forgets it, as it does when another program refreshes."""
        body = urllib.parse.urlencode({"token": token, "client_id": claims(token)["client_id"]}).encode()
        urllib.request.urlopen(f"{self.issuer}revoke", body, timeout=20).close()
        assert not self.is_known(token)

    def fails(self, *words, code):
        process = self.person.start(*words)
        output, errors = process.communicate(timeout=60)
        assert (process.returncode, output) == (shapes.EXITS[code], ""), (words, process.returncode, output, errors)
        return shapes.check(json.loads(errors), {"error": shapes.ERROR})["error"]

    def one_token_is_for_all_that_the_federation_names(self):
        for sign_in in (self.person.sign_in_at_once, self.person.sign_in_by_browser):
            sign_in()
            assert claims(self.token())["aud"] == AUDIENCES
        before, refreshes = self.token(), self.asked("/token")
        for audience in AUDIENCES:
            assert self.token("--audience", audience) == before, audience
        assert self.asked("/token") == refreshes
        renewed = self.token("--audience", "object", "--min-valid", "1000000")
        assert renewed != before and claims(renewed)["aud"] == AUDIENCES

    def another_audience_is_a_sign_in_of_its_own(self):
        own, refreshes = self.token(), self.asked("/token")
        error = self.fails("token", "--audience", OTHER, code="sign-in-again")
        command = re.search("“bancoctl (.*)”", error["message"]).group(1)
        assert (self.token(), self.asked("/token")) == (own, refreshes) and self.is_known(own)
        self.person.lines(*shlex.split(command), "--device", "--no-open")
        other = self.token("--audience", OTHER)
        assert claims(other)["aud"] == OTHER and claims(other)["sub"] == claims(own)["sub"]
        assert self.token("--audience", OTHER) == other, "it is kept"
        renewed = self.token("--audience", OTHER, "--min-valid", "1000000")
        assert claims(renewed)["aud"] == OTHER and not self.is_known(other)
        assert self.token() == own and self.is_known(own), "the sign-ins are apart"
        self.fails("token", "--audience", "https://third.example/", code="sign-in-again")
        self.fails("sign-in", "--audience", "two words", code="usage")

    def sign_out_ends_all_of_them(self):
        tokens = [self.token(), self.token("--audience", OTHER)]
        assert all(self.is_known(token) for token in tokens)
        assert self.person.read("sign-out") == {"signed_out": ["official"], "revoked": True}
        assert not any(self.is_known(token) for token in tokens)
        self.fails("token", "--audience", OTHER, code="sign-in-again")
        self.fails("sign-in", "--device", "--audience", OTHER, code="sign-in-again")
        self.person.sign_in_at_once()
        self.fails("token", "--audience", OTHER, code="sign-in-again")

    def a_cloud_that_refuses_costs_no_refresh(self):
        """... and takes no token from another program."""
        held, refreshes = self.token(), self.asked("/token")
        path = "/v3/OS-FEDERATION/identity_providers/infn-iam/protocols/openid/auth"
        self.demo.fault(path, status=401, count=-1)
        for _ in range(3):
            process = self.person.start("machines")
            _, errors = process.communicate(timeout=60)
            assert process.returncode == 3 and "does not accept this sign-in" in errors, (process.returncode, errors)
        assert self.asked(path) >= 3
        self.demo.mend()
        assert self.asked("/token") == refreshes and self.token() == held and self.is_known(held)
        assert self.person.read("machines") == []

    def a_token_that_was_taken_back_is_renewed_once(self):
        for words in (("machines",), ("offers",)):
            held, refreshes = self.token(), self.asked("/token")
            self.take_back(held)
            self.person.read(*words)
            assert self.asked("/token") == refreshes + 1, words
            assert self.token() != held and self.is_known(self.token())

    def a_hanging_refresh_ends_with_ctrl_c(self):
        held = self.token()
        self.demo.fault("/token", delay=30, count=1)
        process = self.person.start("token", "--min-valid", "1000000")
        demo.wait_until_asking(process, self.demo.federation)
        time.sleep(0.5)  # beyond what it asks first
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 130 and time.monotonic() - start < 2, (process.returncode, errors)
        assert self.token() == held
        self.demo.mend()


suite = Suite()
tap.run(tap.methods(suite, "close", "federation", "asked", "token", "is_known", "take_back", "fails"), suite.close, sys.argv[3:])
