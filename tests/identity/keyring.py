#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Accounts in a real gnome-keyring-daemon on a private bus: keyring.py PROBE. Speaks TAP."""

import pathlib
import sys
import time

from peers import (AUDIENCE, LOCKED, NO_KEYRING, SIGN_IN, SIGNED_IN, SIGNED_OUT, Home, Keyring, Provider, browse, check, find_provider,
                   finish, next_event, secret_service, tap)

if secret_service.missing():
    tap.skip(f"{secret_service.missing()} is not installed")
find_provider()
steady = Provider()
closed = []


def home():
    person = Home()
    closed.append(person)
    return person


def keyring(person, **options):
    ring = Keyring(person, **options)
    closed.append(ring)
    return ring


def kept():
    """an account outlives its process and its keyring's process, encrypted"""
    person = home()
    ring = keyring(person)
    assert person.sign_in(steady).kept
    assert person.run(steady.url, "whoami").username == "ada"
    token = person.run(steady.url, "token").access_token
    ring.close()
    closed.remove(ring)
    keyring(person)
    assert person.run(steady.url, "token").access_token == token
    secrets = steady.log()["secrets"]
    for file in person.folder.rglob("*"):
        assert not file.is_file() or not any(secret.encode() in file.read_bytes() for secret in secrets), file


def one_refresh():
    """two processes and more: one refresh on an issuer that rotates"""
    person = home()
    keyring(person)
    provider = Provider("--rotate", "--ttl", 2)
    try:
        person.sign_in(provider)
        provider.command("set", ttl=3600)
        time.sleep(2.1)
        before = provider.count("/token")
        processes = [person.start(provider.url, "token") for _ in range(6)]
        outcomes = [finish(process) for process in processes]
        assert all(outcome.code == 0 for outcome in outcomes), outcomes
        assert len({outcome.access_token for outcome in outcomes}) == 1, outcomes
        assert provider.count("/token") == before + 1, provider.log()["counts"]
    finally:
        provider.close()



def lock(person, ring):
    """The keyring of @person, locked from now on, as after a login without its password."""
    ring.close()
    closed.remove(ring)
    return keyring(person, unlock="the wrong one")


def asked_of(provider):
    """How often each of its addresses was asked."""
    return {path: count for path, count in provider.log()["counts"].items() if not path.startswith("/test/")}


def locked():
    """a locked keyring: said so at once, and nothing is asked of the issuer that it cannot keep"""
    person = home()
    provider = Provider()
    try:
        ring = keyring(person)
        assert person.sign_in(provider).kept
        lock(person, ring)
        asked = asked_of(provider)
        for words in (("token",), ("sign-out",), ("sign-in", "browser"), ("sign-in", "device")):
            start = time.monotonic()
            outcome = person.run(provider.url, *words)
            failed = next(event for event in outcome.events if event["event"] == "failed")
            assert outcome.code == LOCKED and "the keyring is locked" in failed["message"], (words, outcome)
            assert time.monotonic() - start < 5, words
        account = person.run(provider.url, "whoami")
        assert account.state == SIGNED_OUT and account.locked and not account.kept, account
        assert asked_of(provider) == asked
        account = person.sign_in(provider, PROBE_UNKEPT="1")
        assert account.code == 0 and account.state == SIGNED_IN and not account.kept, account
    finally:
        provider.close()


def unlocked():
    """a password opens it, and only the right one; what was in it is there"""
    person = home()
    ring = keyring(person)
    person.sign_in(steady)
    token = person.run(steady.url, "token").access_token
    lock(person, ring)
    wrong = person.run(steady.url, "unlock", "the wrong one")
    assert wrong.code == LOCKED and "does not open with that password" in wrong.events[0]["message"], wrong
    assert "the wrong one" not in str(wrong), wrong
    right = person.run(steady.url, "unlock", Keyring.PASSWORD)
    assert right.code == 0 and right.state == SIGNED_IN and right.kept and not right.locked, right
    assert person.run(steady.url, "token").access_token == token
    assert person.run(steady.url, "sign-out").events[0]["revoked"]


def missing():
    """no bus at all: said so first; signed in for this session only where that is wanted; nothing in a file"""
    person = home()
    person.environment = {name: value for name, value in person.environment.items() if not name.startswith("SECRET_")}
    person.environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={person.folder}/nothing"
    refused = person.run(steady.url, "sign-in", "device")
    assert refused.code == NO_KEYRING and "no keyring can keep the sign-in" in refused.events[0]["message"], refused
    account = person.sign_in(steady, PROBE_UNKEPT="1")
    assert account.code == 0 and account.state == SIGNED_IN and not account.kept, account
    secrets = steady.log()["secrets"]
    for file in person.folder.rglob("*"):
        assert not file.is_file() or not any(secret.encode() in file.read_bytes() for secret in secrets), file
    outcome = person.run(steady.url, "token")
    assert outcome.code == SIGN_IN and "keyring" in outcome.message, outcome
    assert person.run(steady.url, "sign-out").code == 0


def signed_out():
    """signing out revokes, and leaves nothing in the keyring, of sign-ins for one service either"""
    person = home()
    keyring(person)
    provider = Provider()
    try:
        own = person.sign_in(provider)
        assert person.sign_in(provider, PROBE_AUDIENCE="one").subject == own.subject
        assert person.run(provider.url, "token", 0, "one").code == 0
        assert person.run(provider.url, "token", 0, "two").code == AUDIENCE
        assert person.run(provider.url, "sign-out").events[0]["revoked"]
        assert provider.count("/token/revocation") == 2, provider.log()["counts"]
        account = person.run(provider.url, "whoami")
        assert account.state == SIGNED_OUT and account.kept, account
        person.sign_in(provider)
        assert person.run(provider.url, "token", 0, "one").code == AUDIENCE
    finally:
        provider.close()


try:
    results = check(kept, one_refresh, locked, unlocked, missing, signed_out)
finally:
    for thing in reversed(closed):
        thing.close()
    steady.close()
tap.report(results)
