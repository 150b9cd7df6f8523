#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Accounts against a certified OpenID provider, in real processes: provider.py PROBE. Speaks TAP."""

import pathlib
import shutil
import subprocess
import time

from peers import (CANCELLED, DENIED, LIMIT, NO_ACCOUNT, NOT_UNDERSTOOD, OTHER, SESSION_OVER, SIGN_IN, SIGNED_IN, SIGNED_OUT,
                   Home, Provider, browse, check, finish, next_event, tap)

steady, rotating = Provider(), Provider("--rotate")
homes = []


def home(**environment):
    homes.append(Home(**environment))
    return homes[-1]


def by_device():
    """device flow: a code is shown, confirmed elsewhere, and the account is known"""
    person = home()
    process = person.start(steady.url, "sign-in", "device")
    pending = next_event(process)
    assert pending["uri"].startswith(steady.url) and pending["user_code"] in pending["complete_uri"], pending
    steady.command("device", user_code=pending["user_code"])
    account = finish(process)
    assert account.code == 0, account
    assert (account.username, account.full_name, account.email) == ("ada", "Ada Lovelace", "ada@example.org"), account
    assert account.groups == "ml-infn ml-infn/admins" and account.admin and account.kept, account
    assert "offline_access" in account.scopes, account
    again = person.run(steady.url, "whoami")
    assert again.state == SIGNED_IN and again.username == "ada", again


def by_browser():
    """browser flow: the page says that it worked, and the token too"""
    person = home()
    process = person.start(steady.url, "sign-in", "browser")
    uri = next_event(process)["uri"]
    assert "code_challenge_method=S256" in uri and "nonce=" in uri, uri
    page = browse(uri)
    assert "You are signed in" in page, page
    account = finish(process)
    assert account.code == 0 and account.username == "ada", account
    used = int(uri.split("127.0.0.1%3A")[1][:5])
    assert used in range(38171, 38176), used
    token = person.run(steady.url, "token")
    assert token.code == 0 and token.expires_at > time.time() + 3000, token
    assert person.run(steady.url, "fetch", f"{steady.url}/me").status == 200


def denied():
    """device flow: who says no leaves a clear sentence and the old account"""
    person = home()
    person.sign_in(steady)
    process = person.start(steady.url, "sign-in", "device")
    steady.command("device", user_code=next_event(process)["user_code"], error="access_denied")
    outcome = finish(process)
    assert outcome.code == DENIED and "said no" in outcome.events[-2]["message"], outcome
    assert person.run(steady.url, "whoami").state == SIGNED_IN


def killed_before_use():
    """kill -9 between refresh and use loses nothing"""
    person = home()
    person.sign_in(rotating)
    for _ in range(3):
        killed = person.run(rotating.url, "token", 999999, PROBE_DIE="1")
        assert killed.code == -9, killed
    after = person.run(rotating.url, "token", 999999)
    assert after.code == 0, after


def killed_before_answer():
    """kill -9 while a rotating issuer answers: sign in again, said clearly and once"""
    person = home()
    provider = Provider("--rotate")
    try:
        person.sign_in(provider)
        provider.command("set", stall=30)
        before = provider.count("/token")
        process = person.start(provider.url, "token", 999999)
        while provider.count("/token") == before:
            time.sleep(0.01)
        time.sleep(0.3)
        process.kill()
        finish(process)
        provider.command("set", stall=0)
        outcome = person.run(provider.url, "token", 999999)
        assert outcome.code == SIGN_IN and "sign in again" in outcome.message, outcome
        state = person.run(provider.url, "whoami")
        assert state.state == SESSION_OVER and state.username == "ada", state
        asked = provider.count("/token")
        assert person.run(provider.url, "token").code == SIGN_IN
        assert provider.count("/token") == asked
        assert person.sign_in(provider).state == SIGNED_IN
    finally:
        provider.close()


def leaks(person, process, secrets):
    """Where any of the secrets lies about."""
    places = {name: pathlib.Path(f"/proc/{process.pid}/{name}").read_bytes() for name in ("cmdline", "environ")}
    places |= {str(file): file.read_bytes() for file in person.folder.rglob("*") if file.is_file()}
    return [place for place, content in places.items() for secret in secrets if secret.encode() in content]


def nowhere():
    """no token in a command line, an environment, a file or a log"""
    person = home(G_MESSAGES_DEBUG="all")
    provider = Provider()
    try:
        process = person.start(provider.url, "sign-in", "device", f"{provider.url}/me")
        provider.command("device", user_code=next_event(process)["user_code"])
        assert next_event(process)["status"] == 200
        account = next_event(process)
        assert account["state"] == SIGNED_IN, account
        secrets = provider.log()["secrets"]
        assert len(secrets) >= 5, len(secrets)
        found = leaks(person, process, secrets)
        process.kill()
        output, errors = process.communicate(timeout=LIMIT)
        assert not found, found
        assert not any(secret in output + errors for secret in secrets)
        assert "DEBUG" in errors
        refused = person.run(provider.url, "token", 999999)
        refused.events.clear()
        assert not any(secret in refused.errors for secret in provider.log()["secrets"])
    finally:
        provider.close()


def forgotten_client():
    """an issuer that forgot this program gets a new registration, once"""
    person = home()
    process = person.start(steady.url, "sign-in", "browser")
    uri = next_event(process)["uri"]
    browse(uri)
    finish(process)
    first = uri.split("client_id=")[1].split("&")[0]
    steady.command("forget", client_id=first)
    process = person.start(steady.url, "sign-in", "browser")
    uri = next_event(process)["uri"]
    second = uri.split("client_id=")[1].split("&")[0]
    browse(uri)
    assert finish(process).code == 0 and first != second
    process = person.start(steady.url, "sign-in", "browser")
    assert f"client_id={second}&" in next_event(process)["uri"]
    process.kill()
    finish(process)


def signed_out():
    """signing out revokes, takes the registration back, and forgets"""
    person = home()
    process = person.start(steady.url, "sign-in", "browser")
    uri = next_event(process)["uri"]
    browse(uri)
    finish(process)
    client = uri.split("client_id=")[1].split("&")[0]
    before = steady.count("/token/revocation")
    outcome = person.run(steady.url, "sign-out")
    assert outcome.code == 0 and outcome.events[0]["revoked"] and outcome.state == SIGNED_OUT, outcome
    assert outcome.events[-1]["username"] is None, outcome
    assert steady.count("/token/revocation") > before
    assert steady.count(f"/reg/{client}") == 1
    nobody = person.run(steady.url, "token")
    assert nobody.code == NO_ACCOUNT and "sign in first" in nobody.message, nobody
    again = person.run(steady.url, "sign-out")
    assert again.code == 0 and not again.events[0]["revoked"], again


def somebody_else():
    """an issuer is compared by the letter, the last slash included"""
    outcome = home().run(f"{steady.url}/", "sign-in", "device")
    assert outcome.code == NOT_UNDERSTOOD and "calls itself" in outcome.events[-2]["message"], outcome


def quick_token():
    """a good token needs no network"""
    person = home()
    provider = Provider()
    person.sign_in(provider)
    provider.close()
    token = person.run(provider.url, "token", 60)
    assert token.code == 0, token
    gone = person.run(provider.url, "token", 999999)
    assert gone.code == OTHER and gone.domain == "banco_http_error", gone


def identity_again():
    """asking again who this is keeps the session"""
    person = home()
    person.sign_in(rotating)
    outcome = person.run(rotating.url, "refresh")
    assert outcome.code == 0 and outcome.groups == "ml-infn ml-infn/admins", outcome
    assert person.run(rotating.url, "token", 999999).code == 0


def cancelled():
    """a cancelled sign-in ends soon, early or late, and keeps the old account"""
    person = home()
    person.sign_in(steady)
    for method in ("device", "browser"):
        for after in (0, 30, 1200):
            start = time.monotonic()
            outcome = person.run(steady.url, "sign-in", method, PROBE_CANCEL_AFTER=str(after))
            assert outcome.code == CANCELLED, outcome
            assert time.monotonic() - start < after / 1000 + 5
    assert person.run(steady.url, "whoami").state == SIGNED_IN


def own_authority():
    """https with a certificate authority of its own, and never without"""
    person = home()
    if not shutil.which("openssl"):
        return
    key, certificate = person.folder / "key.pem", person.folder / "ca.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    provider = Provider("--key", key, "--cert", certificate)
    try:
        process = person.start(provider.url, "sign-in", "browser", PROBE_CA_FILE=str(certificate))
        assert next_event(process)["uri"].startswith("https://")
        process.kill()
        finish(process)
        outcome = person.run(provider.url, "sign-in", "device")
        assert outcome.code == OTHER and "secure connection" in outcome.events[-2]["message"], outcome
    finally:
        provider.close()


try:
    results = check(by_device, by_browser, denied, killed_before_use, killed_before_answer, nowhere,
                    forgotten_client, signed_out, somebody_else, quick_token, identity_again, cancelled, own_authority)
finally:
    steady.close()
    rotating.close()
    for used in homes:
        used.close()
tap.report(results)
