#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""banco-bench beside its peers, in turns on the same machine: OpenBLAS (found by the loader; never
linked) and a STREAM triad compiled here.

usage: bench-peers.py BANCO_BENCH [ROUNDS]

Prints one line for each, with the ratio of the bests. Best, because on a machine that others use it is
what both can be held to. Exit 1 when a ratio is under its bar.
"""

import ctypes
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

SECONDS = 4
BARS = {'cpu.gemm32': 0.95, 'cpu.gemm32.one': 0.95, 'cpu.gemm64': 0.95, 'cpu.triad': 0.95,
        'cpu.triad.nt': 0.95}
CORES = ('Haswell', 'Zen', 'SkylakeX')


def own(program, measure):
    environment = dict(os.environ, BANCO_BENCH_AIM=str(SECONDS))
    text = subprocess.run([program, '--json', '--mode', 'thorough', '--only', measure],
                          check=True, capture_output=True, text=True, env=environment).stdout
    return next(event for event in map(json.loads, text.splitlines())
                if event['event'] == 'sample')


def blas_here(measure, n):
    """Runs in a process of its own, because OpenBLAS reads its environment once. Prints GFLOP/s."""
    blas = ctypes.CDLL('libopenblas.so.0')
    double = 'gemm64' in measure
    number = ctypes.c_double if double else ctypes.c_float
    a, b, c = ((number * (n * n))(*[random.uniform(-1, 1) for _ in range(n)] * n)
               for _ in range(3))
    product = blas.cblas_dgemm if double else blas.cblas_sgemm
    product.argtypes = [ctypes.c_int] * 6 + [number, ctypes.c_void_p, ctypes.c_int,
                                             ctypes.c_void_p, ctypes.c_int, number,
                                             ctypes.c_void_p, ctypes.c_int]
    begin, best = time.perf_counter(), 0
    while time.perf_counter() - begin < SECONDS:
        since = time.perf_counter()
        product(101, 111, 111, n, n, n, 1, a, n, b, n, 0, c, n)
        best = max(best, 2e-9 * n ** 3 / (time.perf_counter() - since))
    print(best)


def blas(measure, n):
    """The best of the core types that this processor can run; OpenBLAS picks too low a one on some."""
    results = {}
    for core in CORES:
        environment = dict(os.environ, OPENBLAS_CORETYPE=core)
        if measure.endswith('.one'):
            environment['OPENBLAS_NUM_THREADS'] = '1'
        done = subprocess.run([sys.executable, __file__, '--blas', measure, str(n)],
                              capture_output=True, text=True, env=environment)
        if done.returncode == 0:
            results[core] = float(done.stdout)
    if not results:
        return None, 'OpenBLAS is not here (libopenblas0-pthread)'
    core = max(results, key=results.get)
    return results[core], f'OpenBLAS as {core}'


def stream(folder, measure, size):
    kind = 'nt' if measure.endswith('.nt') else 'ordinary'
    done = subprocess.run([str(folder / 'stream'), str(size), str(SECONDS), kind], check=True,
                          capture_output=True, text=True, env=dict(os.environ, OMP_PROC_BIND='true'))
    return float(done.stdout), f'STREAM triad, {kind} stores'


def main():
    program, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    below = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run(['cc', '-O3', '-march=native', '-fopenmp', '-o', str(folder / 'stream'),
                        str(pathlib.Path(__file__).with_name('stream.c'))], check=True)
        for measure, bar in BARS.items():
            ours, theirs, peer = 0, 0, ''
            for _ in range(rounds):
                sample = own(program, measure)
                ours = max(ours, sample['best'])
                rival, peer = (blas(measure, sample['n']) if 'gemm' in measure else
                               stream(folder, measure, sample['bytes']))
                theirs = max(theirs, rival or 0)
            if theirs == 0:
                print(f'{measure:16} {ours:8.1f} {sample["unit"]:8} no peer: {peer}')
                continue
            below += ours < bar * theirs
            print(f'{measure:16} {ours:8.1f} {theirs:8.1f} {sample["unit"]:8} '
                  f'ratio {ours / theirs:.3f} (bar {bar})  {peer}', flush=True)
    sys.exit(below > 0)


if sys.argv[1] == '--blas':
    blas_here(sys.argv[2], int(sys.argv[3]))
else:
    main()
