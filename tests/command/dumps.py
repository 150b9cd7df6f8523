#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What others may see of bancoctl's memory: no core dump is written of it, no other process reads it, and the jobs that
it starts are as free as they were. Argument: bancoctl."""
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import tap  # noqa: E402

program = str(pathlib.Path(sys.argv[1]).resolve())
folder = tempfile.mkdtemp(prefix="banco-dumps-")
os.chmod(folder, 0o777)
GIVEN = 12345
NOBODY = 65534


def set_limit():
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (GIVEN, hard))


def watch(script, **options):
    """What a job prints that bancoctl watches; its parent is bancoctl."""
    environment = {**os.environ, "HOME": folder, "XDG_RUNTIME_DIR": folder}
    done = subprocess.run([program, "estimate", "--from", "T4", "--", "sh", "-c", f"{script}; exit 1"],
                          capture_output=True, text=True, timeout=60, env=environment, cwd="/", **options)
    return done.stdout + done.stderr


def limits():
    """no core dump is written of bancoctl, and one of its job"""
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    if 0 <= hard < GIVEN:
        raise tap.Missing("a hard limit of core dumps that is not zero")
    said = watch("for p in $PPID $$; do sed -n 's/Max core file size */core /p' /proc/$p/limits; done",
                 preexec_fn=set_limit)
    assert re.findall(r"core (\S+)", said) == ["0", str(GIVEN)], said


def memory():
    """no other process of the user reads bancoctl's memory, but that of its job"""
    options = {} if os.geteuid() else {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    if subprocess.run(["test", "-x", program], check=False, **options).returncode:
        raise tap.Missing("another user for root to be")
    said = watch("sleep 5 & for p in $PPID $!; do head -c 1 /proc/$p/mem 2>&1 | sed 's/.*: /got /'; done", **options)
    told = re.findall(r"got (Permission denied|Input/output error)", said)
    assert told == ["Permission denied", "Input/output error"], said


tap.run([(case.__doc__, case) for case in (limits, memory)], lambda: shutil.rmtree(folder, ignore_errors=True))
