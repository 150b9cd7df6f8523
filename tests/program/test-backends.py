#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which back end serves which driver, and the driver back end from end to end, on a libcuda of ours."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

import cases
from cases import case, lines, of

PROGRAM, FAKE = sys.argv[1:3]
FOLDER = str(pathlib.Path(FAKE).resolve().parent)


def run(*arguments, **environment):
    return cases.run(PROGRAM, '--json', *arguments, LD_LIBRARY_PATH=FOLDER,
                     BANCO_BENCH_LIBRARIES='/nowhere', **environment)


def inventory(*arguments, **environment):
    done = run('--only', 'inv', *arguments, **environment)
    assert done.returncode == 0, done
    return of(lines(done.stdout), 'inventory')[0]


def with_runtime():
    return 'runtime' in inventory()['built_with']


@case
def every_driver_gets_its_back_end():
    newest = 'runtime' if with_runtime() else 'driver'
    for version, backend in ((10010, 'cpu'), (10020, 'driver'), (11040, 'driver'), (12020, 'driver'),
                             (12090, 'driver'), (13000, newest), (14000, newest)):
        found = inventory(FAKE_VERSION=str(version))
        assert (found['driver_version'], found['backend']) == (version, backend), found
        assert found['gpus'] == [] if backend == 'cpu' else found['device'] == 0, found
        assert backend == newest == 'runtime' or found['reason'], found


@case
def why_there_is_no_gpu():
    for environment, words in (({'FAKE_INIT': '100'}, 'no card'), ({'FAKE_COUNT': '0'}, 'no card'),
                               ({'FAKE_INIT': '34'}, 'linking only'),
                               ({'FAKE_INIT': '804'}, 'does not start: fake (CUDA error 804)'),
                               ({'FAKE_VERSION': '10010'}, 'for CUDA 10.1, 10.2 is needed'),
                               ({'FAKE_CAPABILITY': '61'}, 'older than Turing')):
        for version in ('12020', '13000'):
            found = inventory(**{'FAKE_VERSION': version, **environment})
            assert found['backend'] == 'cpu' and words in found['reason'], found
            assert 'device' not in found
    assert inventory(FAKE_INIT='34')['driver_version'] == 0


@case
def no_driver_and_a_library_that_is_none():
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, 'libcuda.so.1').write_bytes(b'')
        done = cases.run(PROGRAM, '--json', '--only', 'gemm.fp32,xfer', LD_LIBRARY_PATH=folder)
    events = lines(done.stdout)
    found = of(events, 'inventory')[0]
    assert found['driver_version'] == 0 and found['backend'] == 'cpu', found
    assert 'NVIDIA driver' in found['reason'], found
    assert done.returncode == 4 and events[-1]['exit'] == 4
    assert {event['reason'] for event in of(events, 'skipped')} == {found['reason']}


@case
def what_was_asked_for_is_used_or_explained():
    assert inventory('--backend', 'driver', FAKE_VERSION='13000')['backend'] == 'driver'
    assert inventory('--backend', 'cpu')['backend'] == 'cpu'
    found = inventory('--backend', 'runtime', FAKE_VERSION='12020')
    assert found['backend'] == 'cpu' and 'runtime' in found['reason'], found
    found = inventory('--device', '3', FAKE_COUNT='2')
    assert found['backend'] == 'cpu' and 'no GPU 3' in found['reason'], found
    found = inventory('--device', '1', FAKE_COUNT='2')
    assert found['device'] == 1 and [card['name'] for card in found['gpus']] == [
        'Fake Card 0', 'Fake Card 1']
    assert found['gpus'][1]['pci'] == '0000:02:00.0' and found['gpus'][1]['memory_mib'] == 64


@case
def a_runtime_that_fails_hands_over_to_the_driver():
    if not with_runtime():
        raise cases.Skip('this build has no runtime back end')
    done = run('--only', 'dev.mem.copy', FAKE_VERSION='13000')
    events = lines(done.stdout)
    found = of(events, 'inventory')[0]
    assert found['backend'] == 'driver' and 'runtime' in found['reason'], found
    assert of(events, 'sample')[0]['backend'] == 'driver' and done.returncode == 0
    done = run('--only', 'dev.mem.copy', '--backend', 'runtime', FAKE_VERSION='13000')
    assert done.returncode == 4, done.stdout


@case
def every_gpu_measure_runs_on_the_driver_back_end():
    for version, capability in (('10020', '75'), ('10020', '80'), ('11000', '80'), ('12090', '90')):
        done = run('--only', 'dev,xfer,lat,peak,gemm', '--backend', 'driver', FAKE_VERSION=version,
                   FAKE_CAPABILITY=capability)
        events = lines(done.stdout)
        too_large = {'dev.mem.sweep.64m', 'dev.mem.sweep.256m', 'dev.mem.sweep.1g'} | {
            id for id in events[0]['measures'] if '.cublas' in id}
        assert done.returncode == 0, done.stdout
        left_out = too_large if capability != '75' and version != '10020' else too_large | {
            f'{what}.{kind}' for what in ('peak', 'gemm') for kind in ('bf16', 'tf32')}
        assert {event['id'] for event in of(events, 'skipped')} == left_out, done.stdout
        assert [sample['id'] for sample in of(events, 'sample')] == [
            id for id in events[0]['measures'] if id not in left_out]
        for sample in of(events, 'sample'):
            assert sample['checked'] and sample['backend'] == 'driver' and sample['device'] == 0
            assert sample['median'] > 0 and sample['count'] > 0


OWN_PRODUCTS = 'gemm.fp32,gemm.fp64,gemm.fp16,gemm.tf32,gemm.bf16,gemm.int8'
STEPS = ('step.mlp.small,step.mlp.medium,step.mlp.mnist,step.cnn,step.ae,infer.b1,infer.b32,'
         'infer.b1024')
MIXED = ('step.mlp.small.mixed,step.mlp.medium.mixed,step.mlp.mnist.mixed,step.cnn.mixed,'
         'step.ae.mixed')


@case
def training_steps_run_on_the_card_where_there_is_one():
    done = run('--only', STEPS, FAKE_MEMORY_MIB='200')
    events = lines(done.stdout)
    assert done.returncode == 0 and not of(events, 'skipped'), done.stdout
    for sample in of(events, 'sample'):
        assert sample['checked'] and sample['backend'] == 'driver' and sample['device'] == 0
        assert sample['launches'] >= 3 and 'threads' not in sample, sample
    cpu = of(lines(run('--only', 'step.mlp.small', '--backend', 'cpu').stdout), 'sample')[0]
    assert cpu['backend'] == 'cpu' and cpu['threads'] > 0 and 'device' not in cpu


@case
def mixed_precision_takes_halves_and_is_held_to_what_they_allow():
    events = lines(run('--only', MIXED, FAKE_MEMORY_MIB='200').stdout)
    assert events[-1]['exit'] == 0 and not of(events, 'skipped'), events
    for sample in of(events, 'sample'):
        layers = 4 if sample['id'] == 'step.ae.mixed' else 3
        assert abs(sample['check']['bound'] - 2 * layers / 1024) < 1e-7, sample
        # Halves it must have been: single precision is nearer.
        assert 1e-5 < sample['check']['error'] <= sample['check']['bound'], sample
        assert sample['backend'] == 'driver' and sample['launches'] > 3, sample
    done = run('--only', MIXED, '--backend', 'cpu')
    events = lines(done.stdout)
    assert done.returncode == 4 and len(of(events, 'skipped')) == 5, events


@case
def a_card_without_tensor_cores():
    without = {'peak.fp16', 'peak.int8', 'gemm.fp16', 'gemm.int8', 'step.mlp.small.mixed'}
    wanted = 'peak.fp32,gemm.fp32,gemm.fp64,step.mlp.small,' + ','.join(without)
    for name in ('NVIDIA GeForce GTX 1650', 'NVIDIA GeForce MX550', 'NVIDIA T1000 8GB'):
        events = lines(run('--only', wanted, FAKE_NAME=name).stdout)
        assert {event['id'] for event in of(events, 'skipped')} == without, events
        assert {event['reason'] for event in of(events, 'skipped')} == {
            'This card has no tensor cores.'}
        assert len(of(events, 'sample')) == 4 and events[-1]['exit'] == 0, events
    for name in ('Tesla T4', 'NVIDIA T10', 'Quadro RTX 5000', 'NVIDIA GeForce RTX 2060'):
        events = lines(run('--only', 'peak.fp16', FAKE_NAME=name).stdout)
        assert len(of(events, 'sample')) == 1, (name, events)
    sample = of(lines(run('--only', 'sustain', FAKE_NAME='NVIDIA GeForce GTX 1660 Ti',
                          BANCO_BENCH_AIM='2').stdout), 'sample')[0]
    assert sample['check']['bound'] == 1e-5 and sample['backend'] == 'driver', sample


@case
def a_card_without_enough_memory():
    done = run('--only', 'step.mlp.large,step.mlp.small')
    events = lines(done.stdout)
    assert done.returncode == 0 and 'memory' in of(events, 'skipped')[0]['reason'], done.stdout
    assert of(events, 'sample')[0]['id'] == 'step.mlp.small'


@case
def never_more_than_half_of_the_free_memory_and_nothing_left():
    done = run('--only', 'dev.mem.triad,dev.mem.sweep.16m,xfer.bidir,xfer.h2d.pageable,peak.fp16,'
               'gemm.int8,step.cnn,infer.b32', FAKE_TELL='1', FAKE_CAPABILITY='80')
    assert done.returncode == 0, done.stdout
    left, most = re.search(r'(\d+) left, (\d+) at most', done.stderr).groups()
    assert int(left) == 0 and 10 << 20 < int(most) <= 32 << 20, done.stderr


@case
def a_card_without_any_free_memory():
    done = run('--only', 'dev,xfer,lat,peak,' + OWN_PRODUCTS + ',step.mlp.small,step.mlp.small.mixed,'
               'infer.b1,sustain', FAKE_MEMORY_MIB='0', FAKE_CAPABILITY='80')
    events = lines(done.stdout)
    assert [event['id'] for event in of(events, 'skipped')] == events[0]['measures'], done.stdout
    assert all('memory' in event['reason'] for event in of(events, 'skipped')), done.stdout
    assert done.returncode == 4 and events[-1]['measured'] == 0


@case
def what_a_driver_says_is_not_trusted():
    for count in ('-1', '-2147483648'):
        found = inventory(FAKE_COUNT=count)
        assert found['gpus'] == [] and 'no card' in found['reason'], found
    found = inventory('--device', '15', FAKE_COUNT='1000000')
    assert len(found['gpus']) == 16 and found['device'] == 15, found
    assert 'last one is 15' in inventory('--device', '16', FAKE_COUNT='17')['reason']
    for name, told in (('"x"\\ \t\x7f', '"x"\\ \t\x7f 0'), ('\udcff\udce2\udc82', '??? 0'),
                       (60 * '€', 42 * '€' + '?'), ('', ' 0')):
        assert inventory(FAKE_NAME=name)['gpus'][0]['name'] == told, name
    found = inventory(FAKE_DEVICE='101')
    assert 'does not describe' in found['gpus'][0]['unusable'] and found['backend'] == 'cpu', found
    assert found['reason'], found


@case
def memory_that_ends_on_the_way():
    wanted = 'dev.mem.triad,xfer.bidir,lat.launch.sync,peak.bf16,gemm.fp16,step.mlp.small,infer.b1'
    for allocations in range(3):
        done = run('--only', wanted, FAKE_ALLOCATIONS=str(allocations), FAKE_CAPABILITY='80',
                   FAKE_TELL='1')
        events = lines(done.stdout)
        skipped = of(events, 'skipped')
        assert len(skipped) >= 5 and '0 left' in done.stderr, (done.stdout, done.stderr)
        assert all('out of memory' in event['reason'] for event in skipped), skipped
        assert done.returncode == (0 if of(events, 'sample') else 4)


@case
def a_signal_ends_any_measure():
    ids = [measure['id'] for measure in lines(cases.run(PROGRAM, '--list', '--json').stdout)]
    with tempfile.TemporaryDirectory(dir='.') as folder:
        for measure in ids:
            with subprocess.Popen(
                    [PROGRAM, '--json', '--mode', 'thorough', '--only', measure, '--dir', folder],
                    stdout=subprocess.PIPE, text=True,
                    env=dict(os.environ, LD_LIBRARY_PATH=FOLDER, FAKE_MEMORY_MIB='400',
                             FAKE_CAPABILITY='80')) as child:
                seen = [child.stdout.readline()]
                while '"progress"' not in seen[-1]:
                    seen.append(child.stdout.readline())
                child.send_signal(signal.SIGTERM)
                asked = time.monotonic()
                seen += child.stdout.readlines()
                child.wait()
            events = lines(''.join(seen))
            end = events[-1]
            # What cannot be measured here ends by itself.
            assert end['event'] == 'end' and ('interrupted' in end or of(events, 'skipped')), events
            assert child.returncode == end['exit'] and time.monotonic() - asked < 20, (measure, end)
            assert end['exit'] in (0, 4) or end['exit'] == 124 and end['stuck'], (measure, end)
            assert os.listdir(folder) == [], measure


@case
def a_wrong_kernel_gives_no_number():
    done = run('--only', 'dev.mem.copy,dev.mem.read,dev.mem.write,dev.mem.triad,dev.mem.sweep.1m,'
               'lat.launch,peak,' + OWN_PRODUCTS + ',step.mlp.small,step.cnn,infer.b1,step.mlp.small.mixed,step.cnn.mixed',
               FAKE_FAULT='1', FAKE_MEMORY_MIB='128', FAKE_CAPABILITY='80')
    events = lines(done.stdout)
    assert done.returncode == 3 and not of(events, 'skipped'), done.stdout
    assert [sample['id'] for sample in of(events, 'sample')] == events[0]['measures']
    assert all(not sample['checked'] and 'median' not in sample for sample in of(events, 'sample'))


@case
def tensor_cores_that_round_towards_nothing_are_right():
    events = lines(run('--only', 'peak', FAKE_CUT='1', FAKE_CAPABILITY='80').stdout)
    assert events[-1]['exit'] == 0 and len(of(events, 'sample')) == 6, events


@case
def what_holds_a_card_back_is_said():
    for environment, flags in (({}, set()), ({'FAKE_REASONS': '4'}, {'power_capped'}),
                               ({'FAKE_REASONS': '64'}, {'thermal'}),
                               ({'FAKE_REASONS': '136', 'FAKE_MIG': '1'},
                                {'power_capped', 'thermal', 'mig_slice'}),
                               ({'FAKE_WIDTH': '4'}, {'pcie_reduced'}),
                               ({'FAKE_GENERATION': '1'}, {'pcie_reduced'}),
                               ({'FAKE_CLOCK': '900'}, {'clock_low'}),
                               ({'FAKE_SLEEPY': '1'}, set()),
                               ({'FAKE_CLOCK': '1200'}, set()),
                               ({'FAKE_REASONS': '1073742080'}, set()),
                               ({'FAKE_SILENT': '1'}, set()),
                               ({'FAKE_REASONS': '4', 'FAKE_NVML': '9'}, set())):
        done = run('--only', 'lat.launch.sync', BANCO_BENCH_AIM='0.3', **environment)
        found = set(of(lines(done.stdout), 'sample')[0]['flags'])
        assert found - {'contended', 'incomplete', 'on_battery'} == flags, (environment, found)


@case
def a_transfer_says_over_which_link_it_went():
    events = lines(run('--only', 'xfer.h2d.pinned,lat.d2h,dev.mem.copy', FAKE_WIDTH='8').stdout)
    link = {'generation': 3, 'lanes': 8, 'most_generation': 3, 'most_lanes': 16}
    assert [sample.get('pcie') for sample in of(events, 'sample')] == [None, link, link], events
    assert all('pcie' not in sample for environment in ({'FAKE_SILENT': '1'}, {'FAKE_NVML': '9'})
               for sample in of(lines(run('--only', 'lat.d2h', **environment).stdout), 'sample'))


@case
def a_figure_says_which_code_ran():
    for environment, code in (({'FAKE_CAPABILITY': '75'}, '75'), ({'FAKE_CAPABILITY': '90'}, '80'),
                              ({'FAKE_CAPABILITY': '90', 'FAKE_VERSION': '10020'}, '75'),
                              ({'FAKE_CAPABILITY': '90', 'BANCO_BENCH_TEXT': '75'}, '75')):
        events = lines(run('--only', 'lat.launch.sync,cpu.gemm32.one', **environment).stdout)
        assert [sample.get('code') for sample in of(events, 'sample')] == [
            None, f'compute_{code}'], events


@case
def a_little_that_is_sent_is_a_time():
    for sample in of(lines(run('--only', 'lat.h2d,lat.d2h').stdout), 'sample'):
        assert (sample['unit'], sample['better'], sample['bytes']) == ('µs', 'lower', 65536), sample
        assert sample['checked'] and sample['check']['kind'] == 'elements', sample


@case
def a_fast_card_gets_large_products():
    """These products are not right, but their size is said."""
    for memory, side in (('64', 1024), ('20', 512)):
        sample = of(lines(run('--only', 'gemm.fp32', FAKE_LAZY='1', FAKE_MEMORY_MIB=memory).stdout),
                    'sample')[0]
        assert sample['n'] == side and not sample['checked'], sample


@case
def a_long_measure_tells_its_course():
    done = run('--only', 'sustain', BANCO_BENCH_AIM='3')
    sample = of(lines(done.stdout), 'sample')[0]
    assert done.returncode == 0 and sample['id'] == 'sustain.60s', done.stdout
    assert sample['backend'] == 'driver' and 0 < sample['count'] <= 60
    assert sample['first'] > 0 and sample['last'] > 0 and sample['seconds'] > 0
    card = sample['card']
    assert card == {'mhz': [1500] * sample['count'], 'celsius': [61] * sample['count'],
                    'watts': [69.5] * sample['count']}, card
    for environment, told in (({'FAKE_NO_POWER': '1'}, {'mhz', 'celsius'}), ({'FAKE_SILENT': '1'}, set())):
        sample = of(lines(run('--only', 'sustain', **environment).stdout), 'sample')[0]
        assert set(sample['card']) == told, sample['card']
    sample = of(lines(run('--only', 'sustain', '--backend', 'cpu').stdout), 'sample')[0]
    assert sample['backend'] == 'cpu' and 'card' not in sample and sample['last'] > 0
    assert 'sustain.60s' not in of(lines(run('--mode', 'quick', '--only', 'inv').stdout),
                                   'start')[0]['measures']


@case
def a_card_that_somebody_uses_is_left_alone():
    for environment in ({'FAKE_PROCESSES': '1'}, {'FAKE_UTILISATION': '60'}):
        done = run('--only', 'dev.mem.copy', **environment)
        events = lines(done.stdout)
        assert done.returncode == 4 and 'Somebody' in of(events, 'skipped')[0]['reason']
        done = run('--only', 'lat.launch.sync', '--device', '0', **environment)
        assert 'gpu_busy' in of(lines(done.stdout), 'sample')[0]['flags'], done.stdout
    assert inventory(FAKE_UTILISATION='4')['backend'] != 'cpu'
    # Who has just left is still told of for a moment.
    assert inventory(FAKE_UTILISATION='60', FAKE_UNTIL='2')['backend'] != 'cpu'


@case
def a_card_that_cannot_be_opened():
    done = run('--only', 'dev.mem.copy', FAKE_CONTEXT='2')
    events = lines(done.stdout)
    assert done.returncode == 4, done.stdout
    assert 'out of memory' in of(events, 'skipped')[0]['reason']
    assert of(events, 'inventory')[0]['backend'] == 'cpu'


@case
def a_card_that_cannot_be_left():
    """What was measured is said, once, and how it ended is not changed."""
    done = run('--only', 'dev.mem.copy', FAKE_STUCK='1')
    events = lines(done.stdout)
    assert len(of(events, 'end')) == 1 and 'stuck' not in events[-1], events
    assert done.returncode == 0 and of(events, 'sample')[0]['checked'], done


assert os.path.basename(FAKE).startswith('libcuda.so')
cases.main()
