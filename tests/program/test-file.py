#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the file banco-bench is: what it needs, how old a glibc may be, how large it is, what it carries."""

import json
import os
import pathlib
import re
import subprocess
import sys

import cases
import schema
from cases import case, lines

PROGRAM = os.path.abspath(sys.argv[1])
LINKED_TO_FLOOR, SOURCES, TEXTS, TOOLKIT = sys.argv[2:6]


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def only_when_linked_to_the_floor():
    if LINKED_TO_FLOOR != 'yes':
        raise cases.Skip('this build is linked for this machine only')


@case
def it_needs_libc_only():
    only_when_linked_to_the_floor()
    needed = set(re.findall(r'NEEDED\s+(\S+)', output_of('objdump', '-p', PROGRAM)))
    assert needed == {'libc.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1'}, needed
    loaded = {line.split()[0] for line in output_of('ldd', PROGRAM).splitlines()}
    assert not any(re.search('glib|stdc|gcc|cuda|gobject', name) for name in loaded), loaded


@case
def no_glibc_above_the_floor():
    only_when_linked_to_the_floor()
    versions = {tuple(map(int, found.split('.')))
                for found in re.findall(r'GLIBC_([0-9.]+)', output_of('objdump', '-T', PROGRAM))}
    assert versions and max(versions) <= (2, 17), sorted(versions)


@case
def it_is_small():
    only_when_linked_to_the_floor()
    assert os.path.getsize(PROGRAM) <= 1_300_000, os.path.getsize(PROGRAM)


@case
def it_runs_with_an_empty_environment():
    done = subprocess.run([PROGRAM, '--only', 'inv', '--json'], env={}, capture_output=True,
                          text=True, cwd='/')
    assert done.returncode == 0 and lines(done.stdout)[-1]['exit'] == 0, done


@case
def the_texts_for_old_drivers_have_every_kernel():
    source = ''.join(open(f'{SOURCES}/{name}', encoding='utf-8').read()
                     for name in ('kernels.cu', 'kernels-step.cuh', 'kernels-tensor.cuh'))
    names = set(re.findall(r'extern "C" __global__ [^;{]*?(\w+) \(',
                           source.replace('__launch_bounds__ (', '')))
    assert {'step_product128', 'step_thin','noise', 'copy', 'gemm32', 'gemm16', 'peak16', 'count'} <= names, names
    for capability, version in (('75', '6.5'), ('80', '7.0')):
        text = open(f'{TEXTS}/kernels-{capability}.ptx', encoding='utf-8').read()
        assert f'\n.version {version}\n.target sm_{capability}\n' in text
        assert set(re.findall(r'\.entry (\w+)\(', text)) == names, names


@case
def what_is_read_in_one_go_lies_where_it_can_be():
    """Sixteen bytes of shared memory at once must begin at a multiple of that."""
    for capability in ('75', '80'):
        text = open(f'{TEXTS}/kernels-{capability}.ptx', encoding='utf-8').read()
        kernels = [kernel for kernel in text.split('.entry ')[1:]
                   if re.search(r'shared\.v4\.[bfu]32|shared\.v2\.[bfu]64|ldmatrix|cp\.async', kernel)]
        assert len(kernels) > 6
        for kernel in kernels:
            assert set(re.findall(r'\.shared \.align (\d+)', kernel)) == {'16'}, kernel[:40]


@case
def the_texts_for_old_drivers_are_those_of_the_source():
    if TOOLKIT == '':
        raise cases.Skip('there is no nvcc to make them again')
    subprocess.run([sys.executable, f'{SOURCES}/embed.py', 'check', TOOLKIT,
                    f'{SOURCES}/kernels.cu', TEXTS], check=True)


@case
def the_schema_takes_what_is_right_and_nothing_else():
    vectors = [json.loads(line) for line in
               pathlib.Path(__file__).with_name('data').joinpath('lines.jsonl').read_text('utf-8').splitlines()]
    assert {vector['line']['event'] for vector in vectors if vector['valid']} == {
        one['$ref'].rsplit('/', 1)[1] for one in schema.ROOT['oneOf']}
    for vector in vectors:
        found = list(schema.problems(vector['line']))
        assert vector['valid'] != bool(found), (vector, found)


@case
def people_are_told_of_every_measure():
    """The list that front ends show, and the program's own."""
    listed = lines(output_of(PROGRAM, '--list', '--json'))
    told = re.findall(r'\{ "([^"]+)",\s*N_ \("[^"]+"\),\s*"([^"]+)",', open(
        f'{SOURCES}/../measure-list.c', encoding='utf-8').read())
    told = [one for one in told if not one[0].startswith('net.')]  # the runner's own
    assert sorted(told) == sorted((measure['id'], measure['unit']) for measure in listed), told


cases.main()
