#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How long from exec to the first frame, beside a bare window of the same toolkit.

bench-start.py BUILD-FOLDER [ROUNDS]; run it through run-headless.sh. Prints one JSON object; the
ratio of the best rounds is what counts: what else runs here can only make a round longer. All
are measured in turns in the same run; the processor's time is their own, of all threads. Where no
device draws, Banco spares itself the GL in software that a bare window loads: "alike" is a bare
window that is spared it, too, so that both do the same.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

LIMIT = 1.3
DEVICES = ("/dev/dri", "/dev/nvidiactl", "/dev/dxg")  # as in desktop/window/application.c


def first_frame(program, **environment):
    """Seconds and processor seconds until the program says that its first frame is drawn."""
    start = time.monotonic()
    process = subprocess.Popen([program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               env=dict(os.environ, **environment))
    process.stdout.readline()
    seconds = time.monotonic() - start
    tasks = pathlib.Path(f"/proc/{process.pid}/task").iterdir()
    busy = sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    process.kill()
    process.wait()
    return seconds, busy


def main():
    folder = os.path.join(os.path.abspath(sys.argv[1]), "tests", "desktop")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    bare_program, banco_program = (os.path.join(folder, f"bench-start-{name}")
                                   for name in ("bare", "banco"))
    spared = {} if any(map(os.path.exists, DEVICES)) else {"GDK_DEBUG": "gl-disable", "GDK_DISABLE": "gl,vulkan"}
    sides = {"bare": (bare_program, {}), "alike": (bare_program, spared),
             "banco": (banco_program, {})}
    times = {name: [] for name in sides}
    for turn in range(rounds + 2):
        for name, (program, environment) in sides.items():
            measured = first_frame(program, **environment)
            if turn >= 2:  # the first ones fill caches
                times[name].append(measured)
    best = {name: [min(column) for column in zip(*times[name])] for name in sides}
    bare, alike, banco = (best[name] for name in sides)
    print(json.dumps({"measure": "first-frame", "ratio": round(banco[0] / bare[0], 2),
                      "ratio_alike": round(banco[0] / alike[0], 2), "limit": LIMIT,
                      **{f"{name}_ms": round(best[name][0] * 1000) for name in sides},
                      **{f"{name}_cpu_ms": round(best[name][1] * 1000) for name in sides},
                      "rounds": rounds}))
    return 0 if banco[0] <= LIMIT * bare[0] else 1


if __name__ == "__main__":
    sys.exit(main())
