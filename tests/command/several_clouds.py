#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Two clouds, of which one is in trouble: what the other has is there, soon; what is missing is said, and never taken
for something that does not exist. Arguments: bancoctl, banco-demo."""
import json
import pathlib
import re
import socket
import sys
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import demo  # noqa: E402
import shapes  # noqa: E402
import tap  # noqa: E402

world = demo.Demo(str(pathlib.Path(sys.argv[2]).resolve()))
person = demo.Person(str(pathlib.Path(sys.argv[1]).resolve()), world.federation)
PLAIN = pathlib.Path(world.federation).read_text()
IMAGE = "ubuntu-22.04-cuda-12.2"
TIME_OUT = 30  # s for which a request to a cloud that does not answer waits

hung = socket.socket()
hung.bind(("127.0.0.1", 0))
hung.listen(64)
with socket.socket() as taken:
    taken.bind(("127.0.0.1", 0))
    closed = taken.getsockname()[1]


def write_federation(port):
    """The demo's, and before its cloud another of the same kind at @port."""
    group = re.search(r"^\[Cloud [^]]*\]\n(?:[^\[\n].*\n)*", PLAIN, re.M)[0]
    other = re.sub(r"^Url=.*$", f"Url=http://127.0.0.1:{port}/v3", re.sub(r"^\[Cloud [^]]*\]", "[Cloud other]", group), flags=re.M)
    path = person.folder / f"two-{port}.federation"
    path.write_text(PLAIN.replace(group, other + group))
    return str(path)


def both(*words):
    """Standard output as JSON, what was said of missing clouds, the exit code and the seconds that it took."""
    begun = time.monotonic()
    process = person.start(*words)
    output, errors = process.communicate(timeout=120)
    missing = [json.loads(line) for line in errors.splitlines()]
    return json.loads(output) if output else None, missing, process.returncode, time.monotonic() - begun


def is_asked():
    """Whether someone has come to the cloud that hangs, since last time."""
    hung.setblocking(False)
    asked = False
    while True:
        try:
            hung.accept()[0].close()
        except BlockingIOError:
            return asked
        asked = True


def set_up(port):
    person.federation = write_federation(port)
    person.sign_in_at_once()


def ask_for_a_machine():
    person.run("request", "--name", "beta", "--offer", "ml.t4", "--image", IMAGE)


def named(missing):
    assert len(missing) == 1, missing
    partial = shapes.check(missing[0], {"partial": shapes.PARTIAL})["partial"]
    assert partial["cloud"] == "other" and partial["code"] == "not-reachable" and partial["as_of"] is None, partial


def one_hangs():
    """a cloud that never answers delays no list, and is named"""
    set_up(hung.getsockname()[1])
    for verb in ("machines", "offers", "images", "limits"):
        items, missing, code, seconds = both(verb)
        assert code == 6 and seconds < TIME_OUT / 2, (verb, code, seconds)
        assert verb == "machines" or items, verb
        named(missing)


def one_hangs_and_a_machine_is_asked_for():
    """nor a request of what the other has, nor what is done to the machine"""
    begun = time.monotonic()
    ask_for_a_machine()
    person.run("log", "beta")
    assert time.monotonic() - begun < TIME_OUT, time.monotonic() - begun


def it_is_known_where_a_machine_is():
    """a command asks only the cloud that had the machine; one that gives it back makes sure that no other is meant"""
    person.federation = world.federation
    both("machines")
    person.federation = write_federation(hung.getsockname()[1])
    is_asked()
    for words in (("machine", "beta"), ("log", "beta"), ("ssh-config", "beta")):
        person.run(*words, json_output=False)
    assert not is_asked()
    person.run("release", "beta", "--yes")
    assert is_asked()
    ask_for_a_machine()


def one_is_asked():
    """--cloud asks that one only"""
    cloud = both("machines")[0][0]["cloud"]
    items, missing, code, _ = both("machines", "--cloud", cloud)
    assert code == 0 and not missing and [item["name"] for item in items] == ["beta"], (code, missing, items)
    begun = time.monotonic()
    key = f"{cloud}/{items[0]['id']}"
    for words in (("machine", "beta", "--cloud", cloud), ("machine", key), ("ssh-config", key)):
        person.run(*words, json_output=False)
    assert time.monotonic() - begun < TIME_OUT / 3, time.monotonic() - begun


def one_cannot_be_reached():
    """a machine that only a missing cloud could have is not said to be missing"""
    person.federation = write_federation(closed)
    person.run("federation", "add", person.federation, "--yes")
    items, missing, code, _ = both("machines")
    assert code == 6 and [item["name"] for item in items] == ["beta"], (code, items)
    named(missing)
    error = person.run("release", "gamma", "--yes", expect=6)
    assert error["code"] == "not-reachable" and "gamma" in error["message"] and "other" in error["message"], error
    person.run("release", "beta", "--yes")


def no_account_at_the_other():
    """that no account is signed in at one cloud says nothing of another, which cannot be reached or is slow"""
    used, unused = re.findall(r"^\[Cloud [^]]*\]\n(?:[^\[\n].*\n)*", PLAIN, re.M)
    path = person.folder / "unused-first.federation"
    for port in (closed, hung.getsockname()[1]):
        path.write_text(PLAIN.replace(unused, "").replace(
            used, unused + re.sub(r"^Url=.*$", f"Url=http://127.0.0.1:{port}/v3", used, flags=re.M)))
        person.federation = str(path)
        for words in (("machines",), ("machine", "gamma")):
            assert person.run(*words, expect=6)["code"] == "not-reachable", words


def in_words():
    """without --json it is a sentence"""
    process = person.start("machines", json_output=False)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 6 and "the list is not complete: cloud other: " in errors and "{" not in errors, errors


def two_ask_at_once():
    """two requests of one name at once make one machine"""
    person.federation = world.federation
    words = ("request", "--name", "gamma", "--offer", "ml.t4", "--image", IMAGE)
    ended = []
    for process in [person.start(*words) for _ in range(3)]:
        _, errors = process.communicate(timeout=120)
        ended.append((process.returncode, "gamma already" in errors))
    assert sorted(ended) == [(0, False), (1, True), (1, True)], ended
    assert [item["name"] for item in both("machines")[0]].count("gamma") == 1
    person.run("release", "gamma", "--yes")
    person.run("request", "--name", "here", *words[3:], expect=2)


def all_answer():
    """a machine that no cloud has does not exist"""
    assert person.run("release", "delta", "--yes", expect=5)["code"] == "not-found"


def close():
    person.close()
    world.close()
    hung.close()


CASES = (one_hangs, one_hangs_and_a_machine_is_asked_for,
         it_is_known_where_a_machine_is, one_is_asked, one_cannot_be_reached, in_words,
         no_account_at_the_other, two_ask_at_once,
         all_answer)
tap.run([(case.__doc__, case) for case in CASES], close)
