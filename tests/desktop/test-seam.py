#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The web module speaks GTK and GLib only: it needs nothing of ours."""
import subprocess
import sys

needed = subprocess.run(["nm", "-D", "-u", sys.argv[1]], check=True, capture_output=True,
                        text=True).stdout.split()
ours = [name for name in needed if "banco_" in name]
print("1..1")
for name in ours:
    print(f"# needs {name}")
print("ok 1 - needs nothing of ours" if needed and not ours else "not ok 1 - needs nothing of ours")
sys.exit(bool(ours))
