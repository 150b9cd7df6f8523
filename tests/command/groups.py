#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Which account signs in where, and what its groups may do. Arguments: bancoctl, banco-demo."""
import json
import pathlib
import re
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import demo  # noqa: E402
import tap  # noqa: E402

bancoctl, banco_demo = (str(pathlib.Path(program).resolve()) for program in sys.argv[1:3])
open_at_end = []
LISTS = ("machines", "offers", "images", "limits")
JOB = ("request", "--name", "big", "--offer", "ml.t4", "--image", "ubuntu-22.04-cuda-12.2")


def start(user):
    """The demo, where @user approves at once, and a person in it."""
    world = demo.Demo(banco_demo, approve=user)
    person = demo.Person(bancoctl, world.federation)
    open_at_end.extend((person, world))
    return world, person


def knowledge_only():
    """a federation without an issuer has its knowledge base"""
    _, person = start("researcher")
    pages = person.folder / "pages"
    pages.mkdir()
    (pages / "a.md").write_text("# Zebra\n\nText.\n")
    person.federation = str(person.folder / "only.federation")
    pathlib.Path(person.federation).write_text(
        "[Federation]\nFormat=1\nId=only\nName=Only\n\n[Knowledge k]\nKind=folder\nPath=pages\n")
    assert person.read("sync")["added"] == 1
    assert person.read("search", "zebra")["total"] == 1
    for verb in LISTS + ("clouds", "accounts"):
        assert person.read(verb) == [], verb
    for words in (("whoami",), ("sign-in",), ("sign-out",), ("token",), JOB):
        assert person.run(*words, expect=5)["code"] == "not-found", words


def no_group_then_one():
    """who is in no group is told; a new group shows after whoami --refresh; a quota too small is no matter of groups"""
    world, person = start("newcomer")
    person.sign_in_at_once()
    for verb in LISTS:
        error = person.run(verb, expect=4)
        assert "in no group" in error["message"] and "whoami --refresh" in error["hint"], error
    world.order("/user", username="newcomer", groups=["ml-infn", "ml-infn/gpu"])
    assert person.read("whoami")["groups"] == []
    assert person.read("whoami", "--refresh")["groups"] == ["ml-infn", "ml-infn/gpu"]
    world.order("/user", username="newcomer", groups=[])
    person.run("offers", expect=4)
    assert person.read("whoami")["groups"] == [], "a refusal brings the groups up to date"
    world.order("/user", username="newcomer", groups=["ml-infn", "ml-infn/gpu"])
    person.read("whoami", "--refresh")
    assert person.read("whoami")["groups"] == ["ml-infn", "ml-infn/gpu"]
    assert person.read("offers")
    world.order("/cloud", quota={"ml-infn": {"cores": 1}})
    for group in ((), ("--group", "ml-infn")):
        error = person.run(*JOB, *group, expect=7)
        assert error["code"] == "no-room" and "may use 1 in all" in error["message"], error


def every_issuer_counts():
    """a cloud takes the sign-in of each issuer that it names; --account says whose"""
    world, person = start("attendee1")
    text = pathlib.Path(world.federation).read_text()
    cloud = re.search(r"^\[Cloud ([^]]*)\]\n(?:[^\[\n]*\n)*?Issuers=hackathon;", text, re.M)
    person.federation = str(person.folder / "both.federation")
    pathlib.Path(person.federation).write_text(
        text.replace(cloud[0], cloud[0].replace("Issuers=hackathon;", "Issuers=official;hackathon;")))
    person.sign_in_at_once("hackathon")
    assert person.read("offers", "--cloud", cloud[1])
    accounts = {item["id"]: item.get("account") for item in person.read("clouds")}
    assert accounts[cloud[1]] == "hackathon", accounts
    assert json.loads(person.run("--account", "hackathon", "offers"))
    error = person.run("--account", "official", "offers", "--cloud", cloud[1], expect=3)
    assert error["code"] == "sign-in-again", error
    assert person.run("--account", "nobody", "machines", expect=5)["code"] == "not-found"
    for words in (("search", "x"), ("sync",), ("results",), ("compare", "t4", "a30"), ("accounts",)):
        assert person.run("--account", "hackathon", *words, expect=2)["code"] == "usage", words


def close():
    for each in open_at_end:
        each.close()


tap.run([(case.__doc__, case) for case in (knowledge_only, no_group_then_one, every_issuer_counts)], close)
