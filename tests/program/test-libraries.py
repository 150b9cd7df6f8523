#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Products by NVIDIA's libraries, which run in a process of their own: on libraries of ours, that do right,
do wrong, crash, hang, are too new or are not there."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import cases
from cases import case, lines, of

PROGRAM, FAKE = sys.argv[1:3]
FAKE = str(pathlib.Path(FAKE).resolve())
FOLDER = os.path.dirname(FAKE)
CUBLAS = [f'gemm.{kind}.cublas' for kind in ('fp32', 'fp64', 'tf32', 'fp16')] + [
    'gemm.fp16.cublas.narrow', 'gemm.bf16.cublas', 'gemm.int8.cublas']
LIGHT = [f'gemm.{kind}.cublaslt' for kind in ('fp32', 'fp16', 'int8')]


def run(only, **environment):
    return cases.run(PROGRAM, '--json', '--only', only, **{
        'LD_LIBRARY_PATH': FOLDER, 'BANCO_BENCH_LIBRARIES': FOLDER, 'FAKE_CAPABILITY': '80',
        **environment})


def reason(only, **environment):
    done = run(only, **environment)
    events = lines(done.stdout)
    assert done.returncode == 4 and not of(events, 'sample'), done.stdout
    assert events[-1]['measured'] == 0 and events[-1]['exit'] == 4
    return of(events, 'skipped')[0]['reason']


@case
def every_product_stands_beside_ours_with_its_name():
    done = run(','.join(CUBLAS + LIGHT))
    events = lines(done.stdout)
    assert done.returncode == 0 and done.stderr == '', done
    assert [sample['id'] for sample in of(events, 'sample')] == CUBLAS + LIGHT, done.stdout
    for sample in of(events, 'sample'):
        name = 'cuBLASLt 12.4.5' if sample['id'] in LIGHT else 'cuBLAS 12.4.5'
        assert sample['library'] == name and sample['checked'] and sample['median'] > 0, sample
        assert (sample['backend'], sample['device']) == ('driver', 0) and sample['n'] >= 256
        assert sample['check']['kind'] == 'freivalds'
        assert sample['check']['error'] <= sample['check']['bound']
    bounds = {sample['id']: sample['check']['bound'] for sample in of(events, 'sample')}
    assert bounds['gemm.fp64.cublas'] == 1e-13 and bounds['gemm.int8.cublas'] == 0
    assert bounds['gemm.fp16.cublas'] == 1e-4 and bounds['gemm.fp16.cublas.narrow'] == 2e-2
    own = of(lines(run('gemm.fp32').stdout), 'sample')[0]
    assert 'library' not in own


@case
def words_name_the_library():
    done = cases.run(PROGRAM, '--only', 'gemm.fp32.cublas', LD_LIBRARY_PATH=FOLDER,
                     BANCO_BENCH_LIBRARIES=FOLDER)
    assert 'by cuBLAS 12.4.5' in done.stdout, done.stdout


@case
def a_wrong_product_gives_no_number():
    done = run(','.join(CUBLAS + LIGHT), FAKE_LIBRARY='wrong')
    samples = of(lines(done.stdout), 'sample')
    assert done.returncode == 3 and [sample['id'] for sample in samples] == CUBLAS + LIGHT
    for sample in samples:
        assert not sample['checked'] and 'median' not in sample and sample['reason'], sample
        assert sample['library'].startswith('cuBLAS')


@case
def what_a_library_does_costs_its_row_only():
    for trouble, words in (('crash', 'cuBLAS 12.4.5 crashed (signal 11)'),
                           ('abort', 'cuBLAS 12.4.5 crashed (signal 6)'),
                           ('load', 'The library crashed (signal 6)'),
                           ('exit', 'cuBLAS 12.4.5 ended the process in the middle (status 3)'),
                           ('create', 'the library says error 1')):
        done = run('gemm.fp32.cublas,lat.launch.sync', FAKE_LIBRARY=trouble)
        events = lines(done.stdout)
        assert done.returncode == 0, (trouble, done)
        assert [sample['id'] for sample in of(events, 'sample')] == ['lat.launch.sync']
        assert words in of(events, 'skipped')[0]['reason'], (trouble, of(events, 'skipped'))
        assert done.stderr == '', done.stderr
    assert 'no way to do it' in reason('gemm.fp16.cublaslt', FAKE_LIBRARY='no-way')


@case
def a_library_that_hangs_is_ended():
    done = run('gemm.fp32.cublas', FAKE_LIBRARY='hang', BANCO_BENCH_LIMIT='3')
    events = lines(done.stdout)
    assert done.returncode == 124 and 'time' in of(events, 'skipped')[0]['reason'], done.stdout
    assert events[-1]['exit'] == 124 and 'stuck' not in events[-1]


def children_of(pid):
    return [int(child) for child in
            pathlib.Path(f'/proc/{pid}/task/{pid}/children').read_text(encoding='ascii').split()]


@case
def a_signal_ends_the_child_too():
    environment = dict(os.environ, LD_LIBRARY_PATH=FOLDER, BANCO_BENCH_LIBRARIES=FOLDER,
                       FAKE_LIBRARY='hang')
    for number, code in ((signal.SIGTERM, 4), (signal.SIGKILL, -9)):
        with subprocess.Popen([PROGRAM, '--json', '--mode', 'thorough', '--only', 'gemm.fp32.cublas'],
                              stdout=subprocess.PIPE, text=True, env=environment) as parent:
            if not pathlib.Path(f'/proc/{parent.pid}/task/{parent.pid}/children').exists():
                parent.kill()
                raise cases.Skip('this kernel does not tell the children of a process')
            children = []
            while not children:
                children = children_of(parent.pid)
                time.sleep(0.02)
            time.sleep(0.3)
            parent.send_signal(number)
            said = parent.stdout.read()
        assert parent.returncode == code, (parent.returncode, said)
        if code == 4:
            events = lines(said)
            assert 'stopped' in of(events, 'skipped')[0]['reason'] and events[-1]['interrupted']
        for _ in range(500):
            if not any(is_alive(child) for child in children):
                break
            time.sleep(0.02)
        assert not any(is_alive(child) for child in children), children


def is_alive(pid):
    try:
        return ') Z ' not in pathlib.Path(f'/proc/{pid}/stat').read_text(encoding='utf-8')
    except OSError:
        return False


@case
def what_is_not_there_is_said():
    with tempfile.TemporaryDirectory() as folder:
        assert reason('gemm.fp32.cublas', BANCO_BENCH_LIBRARIES=folder) == (
            'cuBLAS is not installed here.')
        assert reason('gemm.fp16.cublaslt', BANCO_BENCH_LIBRARIES=folder) == (
            'cuBLASLt is not installed here.')
        pathlib.Path(folder, 'libcublas.so.12').write_bytes(b'not a library')
        assert 'not installed' in reason('gemm.fp32.cublas', BANCO_BENCH_LIBRARIES=folder)
        pathlib.Path(folder, 'libcublas.so.12').unlink()
        os.symlink(FAKE, f'{folder}/libcublas.so.12')
        assert 'lacks functions' in reason('gemm.fp32.cublas', BANCO_BENCH_LIBRARIES=folder)
    assert reason('gemm.fp32.cublas', FAKE_VERSION='11040') == (
        'cuBLAS 12 is here, but needs a newer driver: this one is for CUDA 11.4.')


@case
def a_framework_s_own_library_is_found():
    """What pip puts beside a framework, in the environment that is active."""
    with tempfile.TemporaryDirectory() as folder:
        inside = pathlib.Path(folder, 'lib/python3.11/site-packages/nvidia/cublas/lib')
        inside.mkdir(parents=True)
        os.symlink(f'{FOLDER}/libcublas.so.12', inside / 'libcublas.so.12')
        os.symlink(FAKE, f'{folder}/libcuda.so.1')
        environment = dict(os.environ, LD_LIBRARY_PATH=folder, VIRTUAL_ENV=folder,
                           BANCO_BENCH_AIM='1')
        environment.pop('BANCO_BENCH_LIBRARIES', None)
        done = subprocess.run([PROGRAM, '--json', '--only', 'gemm.fp32.cublas'], env=environment,
                              capture_output=True, text=True, timeout=170)
        samples = of(lines(done.stdout), 'sample')
        if samples and samples[0]['library'] != 'cuBLAS 12.4.5':
            raise cases.Skip('the machine has a cuBLAS of its own')
        assert samples and samples[0]['checked'], done.stdout


@case
def before_11_sums_were_told_in_another_way():
    for id in ('gemm.fp32.cublas', 'gemm.fp16.cublas', 'gemm.int8.cublas'):
        sample = of(lines(run(id, FAKE_LIBRARY_MAJOR='10').stdout), 'sample')[0]
        assert sample['checked'] and sample['library'] == 'cuBLAS 10.4.5', sample


@case
def a_library_that_talks_is_not_heard():
    done = run('gemm.fp32.cublas', FAKE_LIBRARY='loud')
    events = lines(done.stdout)
    assert len(of(events, 'end')) == 1 and of(events, 'sample')[0]['checked'], done.stdout


@case
def cards_that_have_not_got_it_are_spared():
    assert 'have not got it' in reason('gemm.bf16.cublas', FAKE_CAPABILITY='75')


@case
def a_card_shared_on_purpose_is_marked_and_else_not():
    for busy in ('0', '60'):
        done = cases.run(PROGRAM, '--json', '--only', 'gemm.fp32.cublas', '--device', '0',
                         LD_LIBRARY_PATH=FOLDER, BANCO_BENCH_LIBRARIES=FOLDER, FAKE_UTILISATION=busy)
        flags = of(lines(done.stdout), 'sample')[0]['flags']
        assert ('gpu_busy' in flags) == (busy == '60'), (busy, flags)


@case
def quick_runs_do_without():
    for mode, there in (('quick', False), ('standard', True)):
        done = subprocess.run([PROGRAM, '--json', '--mode', mode, '--backend', 'cpu'],
                              capture_output=True, text=True, timeout=170,
                              env=dict(os.environ, BANCO_BENCH_LIMIT='0.1', BANCO_BENCH_AIM='0.1'))
        measures = lines(done.stdout)[0]['measures']
        assert ('gemm.fp16.cublas' in measures) == there and 'gemm.fp16' in measures


@case
def bytes_that_are_no_answer():
    """The child is this program; asked by a person it says nothing and measures nothing."""
    for arguments in (['--child', '1000'], ['--child', '1000', '--only', 'gemm.fp32'],
                      ['--child', 'x']):
        done = subprocess.run([PROGRAM, *arguments], capture_output=True, timeout=60)
        assert done.returncode == 5 and done.stdout == b'', done


cases.main()
