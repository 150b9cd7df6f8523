#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How long from exec to the first frame, beside a bare window of the same toolkit.

bench-start.py BUILD-FOLDER [ROUNDS]; run it through run-headless.sh. Prints one JSON object; the
ratio is what counts, both sides are measured in turns in the same run.
"""
import json
import os
import statistics
import subprocess
import sys
import time

LIMIT = 1.3


def first_frame(program):
    """Seconds until the program says that its first frame is drawn."""
    start = time.monotonic()
    process = subprocess.Popen([program], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    process.stdout.readline()
    seconds = time.monotonic() - start
    process.kill()
    process.wait()
    return seconds


def main():
    build = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    programs = {name: os.path.join(build, "tests", "desktop", name)
                for name in ("bench-start-bare", "bench-start-banco")}
    times = {name: [] for name in programs}
    for turn in range(rounds + 2):
        for name, program in programs.items():
            seconds = first_frame(program)
            if turn >= 2:  # the first ones fill caches
                times[name].append(seconds)
    bare, banco = (statistics.median(times[name]) for name in programs)
    print(json.dumps({"measure": "first-frame", "bare_ms": round(bare * 1000),
                      "banco_ms": round(banco * 1000), "ratio": round(banco / bare, 2),
                      "limit": LIMIT, "rounds": rounds}))
    return 0 if banco <= LIMIT * bare else 1


if __name__ == "__main__":
    sys.exit(main())
