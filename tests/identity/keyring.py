#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Accounts in a real gnome-keyring-daemon on a private bus: keyring.py PROBE. Speaks TAP."""

import pathlib
import shutil
import sys
import time

from peers import (FAILED, LOCKED, SIGN_IN, SIGNED_IN, SIGNED_OUT, Home, Keyring, Provider, browse, check, find_provider, finish,
                   next_event, tap)

for program in ("dbus-run-session", "gnome-keyring-daemon"):
    if not shutil.which(program):
        tap.skip(f"{program} is not installed")
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



def locked():
    """a locked keyring: signed in for this session only, and said so"""
    person = home()
    ring = keyring(person)
    assert person.sign_in(steady).kept
    ring.close()
    closed.remove(ring)
    keyring(person, unlock="the wrong one")
    before = time.monotonic()
    outcome = person.run(steady.url, "token")
    assert outcome.code == LOCKED and "keyring" in outcome.message and "locked" in outcome.message, outcome
    account = person.run(steady.url, "whoami")
    assert account.state == SIGNED_OUT and not account.kept, account
    account = person.sign_in(steady)
    assert account.code == 0 and account.state == SIGNED_IN and not account.kept, account
    assert time.monotonic() - before < 60


def missing():
    """no bus at all: signed in for this session only, nothing in a file"""
    person = home()
    person.environment = {name: value for name, value in person.environment.items() if not name.startswith("SECRET_")}
    person.environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={person.folder}/nothing"
    account = person.sign_in(steady)
    assert account.code == 0 and account.state == SIGNED_IN and not account.kept, account
    secrets = steady.log()["secrets"]
    for file in person.folder.rglob("*"):
        assert not file.is_file() or not any(secret.encode() in file.read_bytes() for secret in secrets), file
    outcome = person.run(steady.url, "token")
    assert outcome.code == SIGN_IN and "keyring" in outcome.message, outcome
    assert person.run(steady.url, "sign-out").code == 0


def signed_out():
    """signing out leaves nothing in the keyring"""
    person = home()
    keyring(person)
    person.sign_in(steady)
    assert person.run(steady.url, "sign-out").code == 0
    account = person.run(steady.url, "whoami")
    assert account.state == SIGNED_OUT and account.kept, account


try:
    results = check(kept, one_refresh, locked, missing, signed_out)
finally:
    for thing in reversed(closed):
        thing.close()
    steady.close()
tap.report(results)
