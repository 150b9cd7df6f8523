#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the modules need of us: test-seam.py PROGRAM TERMINALS [WEB].

The web module speaks GTK and GLib only; what the terminals' module uses is there in the program.
"""
import subprocess
import sys


def names(module, which):
    """The banco_ symbols of a dynamic symbol table, without their versions."""
    lines = subprocess.run(["nm", "-D", which, module], check=True, capture_output=True,
                           text=True).stdout.splitlines()
    return {line.split()[-1] for line in lines if "banco_" in line}


program, terminals = sys.argv[1:3]
needed = names(terminals, "--undefined-only")
cases = [("the program has what the terminals' module needs",
          needed - names(program, "--defined-only") if needed else {"nothing of ours, at all"}),
         ("nothing of the program is in it a second time",
          names(terminals, "--defined-only") & names(program, "--defined-only"))]
for web in sys.argv[3:]:
    cases.append(("the web module needs nothing of ours", names(web, "--undefined-only")))

print(f"1..{len(cases)}")
for number, (title, wrong) in enumerate(cases, 1):
    for name in sorted(wrong):
        print(f"# {name}")
    print(f"{'not ok' if wrong else 'ok'} {number} - {title}")
sys.exit(any(wrong for _, wrong in cases))
