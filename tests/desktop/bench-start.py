#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How long from exec to the first frame, beside a bare window of the same toolkit.

bench-start.py BUILD-FOLDER [ROUNDS]; run it through run-headless.sh. Prints one JSON object; the
ratio of the best rounds is what counts: what else runs here can only make a round longer. Both
sides are measured in turns in the same run; the processor's time is their own, of all threads.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

LIMIT = 1.3


def first_frame(program):
    """Seconds and processor seconds until the program says that its first frame is drawn."""
    start = time.monotonic()
    process = subprocess.Popen([program], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    process.stdout.readline()
    seconds = time.monotonic() - start
    tasks = pathlib.Path(f"/proc/{process.pid}/task").iterdir()
    busy = sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    process.kill()
    process.wait()
    return seconds, busy


def main():
    build = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    programs = {name: os.path.join(build, "tests", "desktop", name)
                for name in ("bench-start-bare", "bench-start-banco")}
    times = {name: [] for name in programs}
    for turn in range(rounds + 2):
        for name, program in programs.items():
            measured = first_frame(program)
            if turn >= 2:  # the first ones fill caches
                times[name].append(measured)
    best = {name: [min(column) for column in zip(*times[name])] for name in programs}
    bare, banco = (best[name] for name in programs)
    print(json.dumps({"measure": "first-frame", "bare_ms": round(bare[0] * 1000),
                      "banco_ms": round(banco[0] * 1000), "ratio": round(banco[0] / bare[0], 2),
                      "bare_cpu_ms": round(bare[1] * 1000), "banco_cpu_ms": round(banco[1] * 1000),
                      "limit": LIMIT, "rounds": rounds}))
    return 0 if banco[0] <= LIMIT * bare[0] else 1


if __name__ == "__main__":
    sys.exit(main())
