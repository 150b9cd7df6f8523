#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Our notebooks still run and still print what is stored: notebooks.py NOTEBOOK…. Speaks TAP."""

import os
import pathlib
import re
import resource
import sys
import tempfile

NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
LIMIT_SECONDS = 60  # of a processor: a busy machine takes longer
PATIENCE = 300


def printed(notebook, stream="stdout"):
    return "".join(output.get("text", "") for cell in notebook.cells if cell.cell_type == "code"
                   for output in cell.outputs if output.output_type == "stream" and output.name == stream)


def numbers(text):
    """Each number with the size of its last printed digit: another processor may round the other way."""
    found = NUMBER.findall(text)
    return [(float(n), 10.0 ** -len(n.partition(".")[2]) if "." in n else 0.0) for n in found]


def differences(stored, fresh):
    if len(stored) != len(fresh):
        return [f"{len(stored)} numbers are stored, {len(fresh)} were printed"]
    return [f"stored {a}, printed {b}" for (a, digit), (b, _) in zip(stored, fresh) if abs(a - b) > 1.01 * digit]


def busy():
    """Seconds of a processor that kernels used which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def check(path):
    stored = nbformat.read(path, as_version=4)
    fresh = nbformat.read(path, as_version=4)
    nbformat.validate(stored)
    if (stored.nbformat, stored.nbformat_minor) != (4, 5):
        return ["not nbformat 4.5"]
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    with tempfile.TemporaryDirectory() as folder:
        began = busy()
        nbclient.NotebookClient(fresh, timeout=PATIENCE, kernel_name="python3",
                                resources={"metadata": {"path": folder}}).execute()
        took = busy() - began
        left = os.listdir(folder)
    problems = differences(numbers(printed(stored)), numbers(printed(fresh)))
    # What one NumPy warns of, a later one no longer has.
    problems += [f"warned: {line}" for line in printed(fresh, "stderr").splitlines()]
    if took > LIMIT_SECONDS:
        problems.append(f"took {took:.0f} s")
    if left:
        problems.append(f"left behind {left}")
    if len(numbers(printed(stored))) < 4:
        problems.append("prints fewer than four numbers")
    return problems


paths = [pathlib.Path(p) for p in sys.argv[1:]]
with tempfile.TemporaryDirectory() as home:
    os.environ.update(HOME=home, IPYTHONDIR=home, JUPYTER_RUNTIME_DIR=home, MPLCONFIGDIR=home,
                      OPENBLAS_NUM_THREADS="1", PYDEVD_DISABLE_FILE_VALIDATION="1")
    os.environ.pop("G_DEBUG", None)
    try:
        import nbclient
        import nbformat
        import ipykernel  # noqa: F401
        import matplotlib  # noqa: F401
        import numpy  # noqa: F401
    except ImportError as error:
        print(f"1..0 # SKIP {error.name} is not installed")
        sys.exit(0)
    print(f"1..{len(paths)}", flush=True)
    failed = False
    for number, path in enumerate(paths, 1):
        try:
            problems = check(path)
        except nbclient.exceptions.CellExecutionError as error:
            problems = str(error).splitlines()[-3:]
        failed = failed or bool(problems)
        print("not ok" if problems else "ok", number, "-", path.name, flush=True)
        for problem in problems:
            print("#", problem, flush=True)
sys.exit(failed)
