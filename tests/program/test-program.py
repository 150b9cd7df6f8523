#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What banco-bench prints and how it ends: lines, ids, exit codes, signals, time."""

import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import time

from cases import case, lines, main, of
from cases import run as run_program

PROGRAM, BROKEN = sys.argv[1:3]
CPU = ['cpu.gemm32', 'cpu.gemm32.one', 'cpu.gemm64', 'cpu.triad', 'cpu.triad.nt']
FLAGS = {'contended', 'on_battery', 'incomplete', 'cache_resident', 'few_threads'}


def run(*arguments, program=PROGRAM, **more):
    return run_program(program, *arguments, **more)


def right_order(events):
    kinds = [event['event'] for event in events]
    assert kinds[0] == 'start' and kinds[1] == 'inventory' and kinds[-1] == 'end', kinds
    assert set(kinds[2:-1]) <= {'progress', 'sample', 'skipped'}, kinds
    fractions = [event['fraction'] for event in of(events, 'progress')]
    assert fractions == sorted(fractions) and all(0 <= f <= 1 for f in fractions), fractions


def right_sample(sample):
    assert sample['checked'] is True and sample['check']['error'] <= sample['check']['bound']
    assert sample['count'] == len(sample['samples']) > 0
    assert 0 < sample['p5'] <= sample['median'] <= sample['p95']
    assert math.isclose(sample['best'], max(sample['samples']))
    assert sample['better'] == 'higher' and set(sample['flags']) <= FLAGS
    assert sample['count'] >= 15 or 'incomplete' in sample['flags']
    contended = sample['median'] < 0.85 * sample['best']
    assert contended == ('contended' in sample['flags']) or math.isclose(
        sample['median'], 0.85 * sample['best'], rel_tol=1e-4)


@case
def a_whole_run():
    done = run('--json', '--only', 'cpu', '--seed', '18446744073709551615')
    events = lines(done.stdout)
    assert done.returncode == 0, done
    right_order(events)
    assert events[0]['schema'] == 1 and events[0]['mode'] == 'thorough'
    assert events[0]['seed'] == '18446744073709551615'
    assert events[0]['measures'] == CPU
    assert [sample['id'] for sample in of(events, 'sample')] == CPU, done.stdout
    for sample in of(events, 'sample'):
        right_sample(sample)
    assert events[-1]['exit'] == 0 and events[-1]['measured'] == 5
    assert done.stderr == ''


@case
def the_inventory_alone():
    done = run('--json', '--only', 'inv')
    events = lines(done.stdout)
    assert done.returncode == 0 and [event['event'] for event in events] == [
        'start', 'inventory', 'end']
    inventory = events[1]
    assert inventory['host'] == os.uname().nodename and inventory['memory_mib'] > 0
    assert 1 <= inventory['cpu']['cores'] <= inventory['cpu']['threads']
    assert inventory['cpu']['isa'] in ('baseline', 'avx2', 'avx512')
    assert inventory['backend'] in ('cpu', 'driver', 'runtime')
    assert inventory['backend'] != 'cpu' or inventory['reason']


@case
def one_id_is_one_measure():
    events = lines(run('--json', '--only', 'cpu.triad').stdout)
    assert events[0]['measures'] == ['cpu.triad']
    events = lines(run('--list', '--json', '--only', 'cpu.gemm64,cpu.triad.nt').stdout)
    assert [event['id'] for event in events] == ['cpu.gemm64', 'cpu.triad.nt']
    assert all(event['event'] == 'measure' and event['title'] for event in events)


@case
def a_training_step_is_a_time():
    events = lines(run('--json', '--only', 'step.mlp.small,infer.b32').stdout)
    step, answer = of(events, 'sample')
    assert (step['unit'], step['batch'], answer['unit'], answer['batch']) == ('ms', 1024, 'µs', 32)
    for sample in (step, answer):
        assert sample['better'] == 'lower' and math.isclose(sample['best'], min(sample['samples']))
        assert sample['checked'] and sample['check']['kind'] == 'double'
        assert sample['check']['error'] <= sample['check']['bound'] == 1e-4
    done = run('--json', '--only', 'step.mlp.small,infer.b32', program=BROKEN,
               BANCO_BENCH_ISA='baseline')
    assert done.returncode == 3 and not any(
        sample['checked'] for sample in of(lines(done.stdout), 'sample')), done.stdout


@case
def every_level_of_instructions():
    known = {'baseline'}
    for level in ('baseline', 'avx2', 'avx512'):
        sample = of(lines(run('--json', '--only', 'cpu.gemm32.one',
                              BANCO_BENCH_ISA=level).stdout), 'sample')[0]
        assert sample['isa'] == level or level != 'baseline'
        known.add(sample['isa'])
        right_sample(sample)
    flags = of(lines(run('--json', '--only', 'inv').stdout), 'inventory')[0]['cpu']['flags']
    assert ('avx2' in known) == ('avx2' in flags and 'fma' in flags)


@case
def words_without_json():
    done = run('--only', 'cpu.triad')
    assert done.returncode == 0 and 'cpu.triad' in done.stdout and 'GB/s' in done.stdout
    listed = run('--list').stdout
    assert all(id in listed for id in CPU)


@case
def bad_arguments():
    for arguments in (['--mode', 'fast'], ['--only', 'cpu.gem33'], ['--only', ''], ['--nonsense'],
                      ['--backend', 'opencl'], ['--device', '-1'], ['--device', 'x'], ['extra'],
                      ['--seed', '18446744073709551616'], ['--dir', '/nowhere/at/all'], ['--only'],
                      ['--only', 'cpu.triad,,inv']):
        done = run('--json', *arguments)
        assert done.returncode == 5 and done.stdout == '', (arguments, done)
        assert len(done.stderr.splitlines()) == 1, done.stderr


@case
def a_failed_check_withholds_the_number():
    done = run('--json', '--only', 'cpu', program=BROKEN, BANCO_BENCH_ISA='baseline')
    events = lines(done.stdout)
    right_order(events)
    assert done.returncode == 3 and events[-1]['exit'] == 3, done
    for sample in of(events, 'sample'):
        assert sample['checked'] is False and sample['reason'], sample
        assert not {'median', 'best', 'p5', 'p95', 'samples'} & set(sample), sample
    assert len(of(events, 'sample')) == len(CPU)
    words = run('--only', 'cpu.triad', program=BROKEN, BANCO_BENCH_ISA='baseline')
    assert words.returncode == 3 and 'withheld' in words.stdout and 'GB/s' not in words.stdout


@case
def out_of_time():
    done = run('--json', '--only', 'cpu', BANCO_BENCH_LIMIT='0.4', BANCO_BENCH_AIM='10')
    events = lines(done.stdout)
    right_order(events)
    assert done.returncode == 124 and events[-1]['exit'] == 124
    assert of(events, 'skipped') and 'time' in of(events, 'skipped')[-1]['reason']


@case
def a_signal_keeps_what_was_measured():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        with subprocess.Popen([PROGRAM, '--json', '--mode', 'thorough', '--only', 'cpu.gemm32'],
                              stdout=subprocess.PIPE, text=True) as child:
            seen = [child.stdout.readline()]
            while json.loads(seen[-1]).get('fraction', 0) == 0:
                seen.append(child.stdout.readline())
            child.send_signal(number)
            asked = time.monotonic()
            seen += child.stdout.readlines()
            child.wait()
        events = lines(''.join(seen))
        right_order(events)
        assert time.monotonic() - asked < 5
        assert child.returncode == events[-1]['exit'] == 0, events[-1]
        assert events[-1]['interrupted'] is True
        right_sample(of(events, 'sample')[0])


@case
def disks_are_read_where_and_when_a_person_says_so():
    assert not any(id.startswith('io.') for id in lines(run('--json').stdout)[0]['measures'])
    with tempfile.TemporaryDirectory(dir='.') as folder:
        done = run('--json', '--mode', 'quick', '--only', 'io', '--dir', folder,
                   BANCO_BENCH_LIMIT='100')
        assert os.listdir(folder) == []
        child = subprocess.Popen([PROGRAM, '--json', '--mode', 'thorough', '--only',
                                  'io.small-files', '--dir', folder], stdout=subprocess.DEVNULL)
        time.sleep(0.5)
        child.terminate()
        child.wait()
        assert os.listdir(folder) == []
    events = lines(done.stdout)
    assert done.returncode == 0, done
    for sample in of(events, 'sample'):
        right_sample(sample)
    seen = {event['id'] for event in of(events, 'sample') + of(events, 'skipped')}
    assert seen == set(events[0]['measures']) and len(seen) == 7
    for event in of(events, 'skipped'):
        assert 'direct' in event['id'] and 'page cache' in event['reason'], event
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o500)
        done = run('--json', '--only', 'io.seq', '--dir', folder)
        assert done.returncode == (0 if os.geteuid() == 0 else 5), done


@case
def who_else_was_at_work():
    """A busy neighbour is named, with what it took; here other tests may be busier, for a while."""
    name = 'bench (a) 1 2 )'  # as awkward as a name may be
    busy = f'open("/proc/self/comm", "w").write({name!r}); print(flush=True)\nwhile True: pass'
    with subprocess.Popen([sys.executable, '-c', busy], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        for _ in range(20):
            others = lines(run('--json', '--only', 'cpu.triad').stdout)[-1].get('others', [])
            assert len(others) <= 3
            cores = [one['cores'] for one in others]
            assert cores == sorted(cores, reverse=True)
            if name in {one['name'] for one in others}:
                break
        for _ in range(20):
            words = run('--only', 'cpu.triad').stdout
            if name in words:
                break
        other.kill()
    assert name in {one['name'] for one in others}, others
    assert f'Meanwhile {name} kept' in words, words
    assert 'others' not in lines(run('--json', '--only', 'inv').stdout)[-1]


@case
def a_reader_that_left():
    with subprocess.Popen([PROGRAM, '--json', '--mode', 'thorough', '--only', 'cpu.triad'],
                          stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        child.stdout.close()
        child.wait(timeout=60)
    assert child.returncode == 4, child.returncode


main()
