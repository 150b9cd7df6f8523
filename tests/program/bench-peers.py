#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""banco-bench beside its peers: OpenBLAS (found by the loader; never linked), with each core type this
processor can run forced in turn, and a STREAM triad compiled here.

usage: bench-peers.py BANCO_BENCH BENCH_PEERS [SECONDS]

Ours and the peer's take turns product by product in one process (bench-peers.c), so whoever else uses the
machine meets both. The ratio is that of the bests; the median of the ratios of neighbours stands beside
it. Then ten whole runs of banco-bench, in turns with the peer's, say how far its best may be
trusted. Exit 1 when a ratio is under its bar, or our best strays beyond its own and further than the
peer's: what a computer shares with others is not ours to steady.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

CORES = ('Haswell', 'Zen', 'SkylakeX')
PRODUCTS = {'cpu.gemm32': 1024, 'cpu.gemm32.one': 1024, 'cpu.gemm64': 1024}
TRIADS = ('cpu.triad', 'cpu.triad.nt')
BAR = 0.95
RUNS, STRAY = 10, 0.03
RUN = 48  # seconds that a run of one measure aims at
# The peers' threads sleep while ours work.
QUIET = {'OPENBLAS_THREAD_TIMEOUT': '4', 'OMP_WAIT_POLICY': 'passive', 'OMP_PROC_BIND': 'true'}


def last_cache():
    sizes = [path.read_text().strip() for path in
             pathlib.Path('/sys/devices/system/cpu/cpu0/cache').glob('index*/size')]
    return max((int(size.rstrip('K')) << 10 for size in sizes), default=0)


def play(*arguments, **environment):
    done = subprocess.run([str(word) for word in arguments], capture_output=True, text=True,
                          env={**os.environ, **QUIET, **environment})
    return tuple(map(float, done.stdout.split())) if done.returncode == 0 else None


def product(peers, measure, seconds):
    """Against the best of the core types; OpenBLAS picks too low a one on some processors."""
    one = {'OPENBLAS_NUM_THREADS': '1'} if measure.endswith('.one') else {}
    found = {core: play(peers, measure, PRODUCTS[measure], seconds, OPENBLAS_CORETYPE=core, **one)
             for core in CORES}
    found = {core: result for core, result in found.items() if result}
    if not found:
        return None, 'OpenBLAS is not here (libopenblas0-pthread)'
    core = max(found, key=lambda core: found[core][1])
    # What ours came to in all its matches stands against the best that OpenBLAS came to.
    return (max(result[0] for result in found.values()), *found[core][1:]), f'OpenBLAS as {core}'


def triad(peers, folder, measure, seconds):
    library = folder / 'stream.so'
    if not library.exists():
        subprocess.run(['cc', '-O3', '-march=native', '-fopenmp', '-fPIC', '-shared', '-o',
                        str(library), str(pathlib.Path(__file__).with_name('stream.c'))], check=True)
    size = 3 * max(2 * last_cache(), 64 << 20)
    kind = 'stores past the caches' if measure.endswith('.nt') else 'ordinary stores'
    return play(peers, measure, size, seconds, library), f'STREAM triad, {kind}'


def best(program, measure):
    text = subprocess.run([program, '--json', '--mode', 'standard', '--only', measure], check=True,
                          capture_output=True, text=True).stdout
    return next(event['best'] for event in map(json.loads, text.splitlines())
                if event['event'] == 'sample')


def against(peers, folder, measure, seconds):
    return (product(peers, measure, seconds) if measure in PRODUCTS else
            triad(peers, folder, measure, seconds))


def compare(peers, seconds):
    below = 0
    with tempfile.TemporaryDirectory() as name:
        for measure in (*PRODUCTS, *TRIADS):
            result, peer = against(peers, pathlib.Path(name), measure, seconds)
            if result is None:
                print(f'{measure:16} no peer: {peer}')
                continue
            ours, theirs, neighbours = result
            below += ours < BAR * theirs
            unit = 'GFLOP/s' if measure in PRODUCTS else 'GB/s'
            print(f'{measure:16} {ours:7.1f} {theirs:7.1f} {unit:8} ratio {ours / theirs:.3f} '
                  f'(bar {BAR}), neighbours {neighbours:.3f}  {peer}', flush=True)
    return below


def stray(bests):
    middle = (max(bests) + min(bests)) / 2
    return middle, (max(bests) - min(bests)) / 2 / middle


def repeat(program, peers):
    beyond = 0
    with tempfile.TemporaryDirectory() as name:
        for measure in ('cpu.gemm32', 'cpu.triad'):
            bests, others = [], []
            for _ in range(RUNS):
                bests.append(best(program, measure))
                result, _ = against(peers, pathlib.Path(name), measure, RUN / 2)
                others += result[1:2] if result else []
            (middle, away), (_, other) = stray(bests), stray(others or [1])
            beyond += away > max(STRAY, other)
            print(f'{measure:16} best of {RUNS} runs: {middle:.1f} ± {100 * away:.1f} % '
                  f'(bar ± {100 * STRAY:.0f} %), the peer in turns with it ± {100 * other:.1f} %',
                  flush=True)
    return beyond


def main():
    program, peers = sys.argv[1:3]
    seconds = sys.argv[3] if len(sys.argv) > 3 else '12'
    below = compare(peers, seconds)
    sys.exit(below + repeat(program, peers) > 0)


main()
