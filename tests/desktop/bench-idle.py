#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How often an idle window wakes up, signed in, page by page, beside a bare window.

bench-idle.py BUILD-FOLDER [SECONDS]; run it through run-headless.sh. Counts how often any thread
gave the processor up of its own will, which it does once for each time that it was woken. Prints
one JSON object. Somebody who looks at machines has them asked after twice a minute, each time some
requests in a worker's thread: that is due, and nothing else is.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tour"))
import scene  # noqa: E402

PAGES = ("knowledge", "machines", "terminals", "benchmarks", "account")
SETTLE = 22  # a cursor blinks for ten seconds, a worker's thread ends after fifteen
LIMIT = 4  # a minute, more than the bare window
LIMIT_ASKING = 200


def wakeups(process):
    """By thread: how often it went to sleep until now."""
    counts = {}
    for task in pathlib.Path(f"/proc/{process.pid}/task").iterdir():
        name = (task / "comm").read_text().strip()
        status = (task / "status").read_text().splitlines()
        counts[f"{name} {task.name}"] = next(
            int(line.split()[1]) for line in status if line.startswith("voluntary"))
    return counts


def per_minute(before, after, seconds):
    """Wake-ups of each thread that had any; one that came or went is not idle, either."""
    moved = {name: after.get(name, 0) - before.get(name, 0) for name in {*before, *after}}
    return {name: round(abs(count) * 60 / seconds, 1) for name, count in moved.items() if count}


def sign_in(build, federation):
    subprocess.run([os.path.join(build, "src", "command", "bancoctl"), "--federation", federation,
                    "sign-in", "--device"], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, timeout=60)


def press(process, key):
    """Into the window of @process, which gets the keyboard as if a person sat there."""
    def xdotool(*words):
        return subprocess.run(["xdotool", *words], check=True, capture_output=True, text=True).stdout

    window = xdotool("search", "--sync", "--onlyvisible", "--pid", str(process.pid)).split()[0]
    xdotool("windowfocus", "--sync", window, "key", key)


def measure(build, federation, seconds):
    bare = subprocess.Popen([os.path.join(build, "tests", "desktop", "bench-start-bare")],
                            stdout=subprocess.DEVNULL)
    banco = subprocess.Popen([os.path.join(build, "src", "desktop", "banco"),
                              "--federation", federation])
    found = {}
    try:
        time.sleep(3)
        for number, page in enumerate(PAGES, 1):
            press(banco, f"ctrl+{number}")
            time.sleep(SETTLE)
            before = wakeups(bare), wakeups(banco)
            time.sleep(seconds)
            after = wakeups(bare), wakeups(banco)
            found[page] = [per_minute(*pair, seconds) for pair in zip(before, after)]
    finally:
        for process in (bare, banco):
            process.terminate()
            process.wait(20)
    return found


def main():
    build = os.path.abspath(sys.argv[1])
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    scene.unlock_keyring()
    demo = scene.Demo(build, os.environ["HOME"])
    try:
        sign_in(build, demo.federation)
        found = measure(build, demo.federation, seconds)
    finally:
        demo.close()
    more = {page: round(sum(banco.values()) - sum(bare.values()), 1)
            for page, (bare, banco) in found.items()}
    limits = {page: LIMIT_ASKING if page == "machines" else LIMIT for page in PAGES}
    print(json.dumps({"measure": "idle-wakeups-a-minute", "seconds": seconds,
                      "more_than_bare": more, "limits": limits,
                      "threads": {page: banco for page, (_, banco) in found.items()}}))
    return 0 if all(more[page] <= limits[page] for page in PAGES) else 1


if __name__ == "__main__":
    sys.exit(main())
