#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What banco-bench prints and how it ends: lines, ids, exit codes, signals, time."""

import json
import math
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time

import cases
from cases import case, lines, main, of
from cases import run as run_program

PROGRAM, BROKEN, FAKE_DISK = sys.argv[1:4]
# Meson leads to the fake disk, beside which the fake card is: here is none.
os.environ.pop('LD_LIBRARY_PATH', None)
CPU = ['cpu.gemm32', 'cpu.gemm32.one', 'cpu.gemm64', 'cpu.gemm64.one', 'cpu.triad', 'cpu.triad.nt',
       'cpu.triad.one', 'cpu.triad.nt.one']
FLAGS = {'contended', 'on_battery', 'incomplete', 'cache_resident', 'few_threads', 'cache_unknown'}


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
        assert sample['threads'] == 1 or not sample['id'].endswith('.one'), sample
    assert events[-1]['exit'] == 0 and events[-1]['measured'] == len(CPU)
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
                      ['--seed', '18446744073709551616'], ['--seed', '-1'], ['--seed', ''],
                      ['--only'], ['--only', 'cpu.triad,,inv'], ['--only', 'inv,'], ['--json=1'],
                      ['--dir', '/nowhere/at/all'], ['--dir', '/dev/null'], ['--dir', PROGRAM],
                      ['--dir', ''], ['--dir', '/tmp/' + 5000 * 'x'], ['-xy'], ['--', 'x'],
                      ['--mode', 40 * 'é' + 'x'], ['--only', 'x' + 40 * '€'], ['x', '--nonsense']):
        done = run('--json', *arguments)
        assert done.returncode == 5 and done.stdout == '', (arguments, done)
        assert len(done.stderr.splitlines()) == 1 and len(done.stderr) < 200, done.stderr
        # It says which word it was, or as much of it as is worth it.
        word = done.stderr.split('"')[1]
        assert any(argument.startswith(word) for argument in arguments), (arguments, done.stderr)
        assert '--dir' not in arguments or 'folder' in done.stderr, done.stderr


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


def caches(folder, *levels):
    """A folder that stands for a system's processors, two, which share such caches."""
    (folder / 'cpu0/cache').mkdir(parents=True)
    (folder / 'online').write_text('0-1\n')
    for index, (level, size, sharers) in enumerate(levels):
        cache = folder / f'cpu0/cache/index{index}'
        cache.mkdir()
        (cache / 'level').write_text(f'{level}\n')
        (cache / 'size').write_text(f'{size}K\n')
        (cache / 'shared_cpu_list').write_text(f'{sharers}\n')
    return str(folder)


@case
def a_large_cache_does_not_take_all_the_time():
    """Arrays that would leave it are filled for longer than quick mode lasts, on a busy machine."""
    with tempfile.TemporaryDirectory() as top:
        told = caches(pathlib.Path(top) / 'large', (1, 32, '0'), (2, 1024, '0'), (3, 307200, '0-1'))
        sample = of(lines(run('--json', '--only', 'cpu.triad', BANCO_BENCH_AIM='0.2',
                              BANCO_BENCH_CPUS=told).stdout), 'sample')[0]
        assert sample['bytes'] < 800 << 20, sample['bytes']
        assert ('cache_resident' in sample['flags']) == (sample['bytes'] < 4 * 300 << 20), sample
        assert 'cache_unknown' not in sample['flags']


@case
def a_cache_that_is_hidden_is_told():
    hidden = ([], [(1, 32, '0'), (2, 1024, '0')])
    with tempfile.TemporaryDirectory() as top:
        for number, levels in enumerate(hidden):
            told = caches(pathlib.Path(top) / str(number), *levels)
            sample = of(lines(run('--json', '--only', 'cpu.triad.one',
                                  BANCO_BENCH_CPUS=told).stdout), 'sample')[0]
            assert 'cache_unknown' in sample['flags'] and sample['bytes'] > 0, (levels, sample)


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
        while not os.listdir(folder):
            time.sleep(0.001)
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


def run_within(limit, most, *arguments):
    """As run, where the system gives the program no more than so much of something."""
    return subprocess.run([PROGRAM, '--json', '--mode', 'quick', *arguments], capture_output=True,
                          text=True, timeout=170, env=dict(os.environ, BANCO_BENCH_AIM='1'),
                          preexec_fn=lambda: resource.setrlimit(limit, (most, most)))


@case
def little_memory():
    if cases.is_instrumented(PROGRAM):
        raise cases.Skip('a build that finds faults takes all memory there is')
    ids = [*CPU, 'step.mlp.mnist', 'step.cnn', 'infer.b1', 'io.seq.cached', 'io.small-files']
    with tempfile.TemporaryDirectory(dir='.') as folder:
        for most in (8, 24, 48, 96):
            done = run_within(resource.RLIMIT_AS, most << 20, '--only', ','.join(ids), '--dir', folder)
            events = lines(done.stdout)
            right_order(events)
            told = of(events, 'sample') + of(events, 'skipped')
            assert sorted(event['id'] for event in told) == sorted(ids), (most, events)
            assert done.returncode == (0 if of(events, 'sample') else 4), (most, done)
            for event in of(events, 'skipped'):
                assert 'memory' in event['reason'] or 'threads' in event['reason'], event
            assert os.listdir(folder) == []
            assert most > 8 or all(event['id'].startswith('io.') for event in of(events, 'sample')), events


@case
def a_full_disk():
    with tempfile.TemporaryDirectory(dir='.') as folder:
        for most in (500, 4 << 20):
            done = run_within(resource.RLIMIT_FSIZE, most, '--only', 'io.seq.cached,io.small-files',
                              '--dir', folder)
            events = lines(done.stdout)
            skipped = of(events, 'skipped')
            assert [event['id'] for event in skipped] == (
                ['io.seq.cached'] if most > 500 else ['io.seq.cached', 'io.small-files']), done
            assert all('not enough room' in event['reason'] for event in skipped), skipped
            assert done.returncode == events[-1]['exit'] == (0 if most > 500 else 4), done
            assert os.listdir(folder) == []


@case
def a_disk_that_fails_on_the_way():
    if cases.is_instrumented(PROGRAM):
        raise cases.Skip('nothing can be loaded before a build that finds faults')
    with tempfile.TemporaryDirectory(dir='.') as folder:
        for reads in (0, 10, 40):
            done = run('--json', '--mode', 'quick', '--only', 'io.seq.cached', '--dir', folder,
                       LD_PRELOAD=FAKE_DISK, FAKE_READS=str(reads))
            skipped = of(lines(done.stdout), 'skipped')[0]
            assert 'could not be read' in skipped['reason'], skipped
            assert done.returncode == 4 and os.listdir(folder) == []
        done = run('--json', '--mode', 'quick', '--only', 'io.seq', '--dir', folder,
                   LD_PRELOAD=FAKE_DISK, FAKE_NO_DIRECT='1', BANCO_BENCH_LIMIT='100')
        events = lines(done.stdout)
        assert [event['id'] for event in of(events, 'sample')] == ['io.seq.cached'], events
        assert 'past the page cache' in of(events, 'skipped')[0]['reason'], events


@case
def a_slow_disk_is_left_as_it_was():
    """Giving up, three seconds after a signal, waits for what is to be put away."""
    if cases.is_instrumented(PROGRAM):
        raise cases.Skip('nothing can be loaded before a build that finds faults')
    with tempfile.TemporaryDirectory(dir='.') as folder:
        with subprocess.Popen([PROGRAM, '--json', '--only', 'io.small-files', '--dir', folder],
                              stdout=subprocess.PIPE, text=True,
                              env=dict(os.environ, LD_PRELOAD=FAKE_DISK, FAKE_SLOW='4')) as child:
            while not os.listdir(folder):
                time.sleep(0.001)
            child.terminate()
            events = lines(child.stdout.read())
            child.wait()
        assert os.listdir(folder) == []
        assert child.returncode == events[-1]['exit'] and events[-1]['interrupted'], events


@case
def a_folder_where_nothing_can_be_made():
    done = run('--json', '--only', 'io.seq.cached,io.small-files', '--dir', '/proc')
    if done.returncode == 5:  # who is not root is told at once
        assert done.stdout == '' and 'folder' in done.stderr, done
        return
    reasons = [event['reason'] for event in of(lines(done.stdout), 'skipped')]
    assert done.returncode == 4 and len(reasons) == 2, done
    assert all('cannot be made in /proc' in reason for reason in reasons), reasons


@case
def a_signal_before_anything_is_measured():
    for times in (1, 2):
        with subprocess.Popen([PROGRAM, '--json', '--mode', 'thorough', '--only', 'cpu,step.mlp.large'],
                              stdout=subprocess.PIPE, text=True) as child:
            seen = [child.stdout.readline()]
            for _ in range(times):
                child.send_signal(signal.SIGTERM)
            seen += child.stdout.readlines()
            child.wait()
        events = lines(''.join(seen))
        end = events[-1]
        assert end['interrupted'] is True and child.returncode == end['exit'], (end, child)
        right_order(events)
        assert end['exit'] == (0 if of(events, 'sample') else 4), events
        assert {event['reason'] for event in of(events, 'skipped')} <= {
            'The run was stopped.', 'There was no time left for it.'}, events


@case
def power_that_is_unplugged():
    for supplies, unplugged in (
            ({}, False), ({'AC': {'online': '1'}}, False),
            ({'BAT0': {'status': 'Discharging'}}, True), ({'BAT0': {'status': 'Charging'}}, False),
            ({'BAT0': {'status': 'Not charging'}}, False),
            ({'BAT0': {'status': 'Full'}, 'BAT1': {'status': 'Discharging'}}, True),
            ({'mouse': {'status': 'Discharging', 'scope': 'Device'}}, False),
            ({'BAT0': {'status': 'Discharging', 'scope': 'System'}}, True)):
        with tempfile.TemporaryDirectory() as folder:
            for supply, files in supplies.items():
                pathlib.Path(folder, supply).mkdir()
                for name, text in files.items():
                    pathlib.Path(folder, supply, name).write_text(text + '\n', 'utf-8')
            events = lines(run('--json', '--only', 'cpu.triad', BANCO_BENCH_POWER=folder,
                               BANCO_BENCH_AIM='0.2').stdout)
        assert of(events, 'inventory')[0]['on_battery'] is unplugged, (supplies, events)
        assert ('on_battery' in of(events, 'sample')[0]['flags']) is unplugged, (supplies, events)


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
def what_cannot_be_written_is_not_lost_in_silence():
    wanted = (['--list'], ['--help'], ['--list', '--json'], ['--only', 'cpu.triad'],
              ['--json', '--only', 'cpu.triad'])
    for arguments in wanted:
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 4, (arguments, done)
        assert done.stderr == 'What is measured cannot be written (No space left on device).\n', done
        # A file that is opened instead would be taken for it.
        done = subprocess.run(['sh', '-c', 'exec "$0" "$@" >&-', PROGRAM, *arguments], timeout=60,
                              stderr=subprocess.PIPE, text=True)
        assert done.returncode == 4 and 'Bad file' in done.stderr, (arguments, done)


@case
def a_reader_that_left():
    with subprocess.Popen([PROGRAM, '--json', '--mode', 'thorough', '--only', 'cpu.triad'],
                          stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        child.stdout.close()
        child.wait(timeout=60)
    assert child.returncode == 4, child.returncode


main()
