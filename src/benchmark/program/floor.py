#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes libraries to link against, so that the program also starts where glibc is old.

usage: floor.py COMPILER FLOOR OUT_FOLDER ARCHIVE…

The linker writes into a program the version of each symbol it finds in libc, and takes the newest.
So it is given a libc.so.6 of our own that has nothing but names, each with the newest version that is
not above FLOOR and that the libc here still offers. Before 2.34 threads and dlopen lived in libraries
beside libc; empty ones of those names make the loader bring them in.
"""

import collections
import pathlib
import re
import subprocess
import sys

EXTRA = {'__libc_start_main'}  # wanted by start.S
LIBRARIES = ('libc.so.6', 'ld-linux-x86-64.so.2')
BESIDE = ('libdl.so.2', 'libpthread.so.0', 'librt.so.1')

Symbol = collections.namedtuple('Symbol', 'numbers version kind size')


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def wanted(archives):
    names = set(EXTRA)
    for archive in archives:
        for line in output_of('nm', '-u', archive).splitlines():
            words = line.split()
            if len(words) == 2 and words[0] in 'Uvw':
                names.add(words[1])
    return names


def offered(path):
    """Every versioned symbol of a library, by name."""
    symbols = collections.defaultdict(list)
    for line in output_of('readelf', '-W', '--dyn-syms', path).splitlines():
        words = line.split()
        if len(words) < 8 or words[6] == 'UND':
            continue
        found = re.fullmatch(r'([^@]+)@+GLIBC_([0-9.]+)', words[7])
        if found:
            numbers = tuple(map(int, found[2].split('.')))
            symbols[found[1]].append(Symbol(numbers, 'GLIBC_' + found[2], words[3], words[2]))
    return symbols


def choose(names, symbols, floor):
    chosen, above = {}, []
    for name in sorted(names & symbols.keys()):
        below = [symbol for symbol in symbols[name] if symbol.numbers <= floor]
        if below:
            chosen[name] = max(below)
        else:
            above.append(f'{name} {symbols[name][0].version}')
    if above:
        sys.exit('above the floor: ' + ', '.join(above))
    return chosen


def assembly_of(name, symbol):
    if symbol.kind == 'OBJECT':
        return (f'.data\n.global {name}\n.type {name},@object\n.size {name},{symbol.size}\n'
                f'{name}: .skip {symbol.size}\n')
    if symbol.kind == 'TLS':
        return (f'.section .tbss,"awT",@nobits\n.global {name}\n.type {name},@object\n'
                f'{name}: .skip 8\n')
    return f'.text\n.global {name}\n.type {name},@function\n{name}: ret\n'


def make_library(compiler, folder, soname, assembly, versions=None):
    source = folder / (soname + '.S')
    source.write_text(assembly + '.section .note.GNU-stack,"",@progbits\n')
    options = ['-nostdlib', '-shared', '-fPIC', '-Wl,-soname,' + soname]
    if versions is not None:
        script = folder / (soname + '.map')
        script.write_text(versions)
        options.append(f'-Wl,--version-script={script}')
    subprocess.run([*compiler, *options, str(source), '-o', str(folder / soname)], check=True)


def main():
    compiler, floor = sys.argv[1].split(), tuple(map(int, sys.argv[2].split('.')))
    folder, archives = pathlib.Path(sys.argv[3]), sys.argv[4:]
    symbols = collections.defaultdict(list)
    for library in LIBRARIES:
        path = output_of(*compiler, '-print-file-name=' + library).strip()
        for name, found in offered(path).items():
            symbols[name] += found
    chosen = choose(wanted(archives), symbols, floor)
    versions = ''
    for version in sorted({symbol.version for symbol in chosen.values()}):
        names = ' '.join(name + ';' for name in chosen if chosen[name].version == version)
        versions += f'{version} {{ global: {names} }};\n'
    assembly = ''.join(assembly_of(name, symbol) for name, symbol in chosen.items())
    make_library(compiler, folder, 'libc.so.6', assembly, versions)
    for soname in BESIDE:
        make_library(compiler, folder, soname, '')


main()
