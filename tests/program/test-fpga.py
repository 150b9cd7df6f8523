#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""FPGAs: what the bus and the tool of XRT say of them, and its own tests, which run only when they are named and
never over a design that somebody has loaded."""

import os
import pathlib
import shutil
import sys
import tempfile

import cases
from cases import case, lines, of

PROGRAM = os.path.abspath(sys.argv[1])
HERE = pathlib.Path(__file__).resolve().parent
TESTS = ('fpga.dma.write', 'fpga.dma.read', 'fpga.memory.channel', 'fpga.commands')


class Machine:
    """A machine with a U50, as the program sees it."""

    def __init__(self, tool='xbutil', driver='xocl', cards=1, **environment):
        self.folder = tempfile.TemporaryDirectory()
        root = pathlib.Path(self.folder.name)
        self.notes = root / 'notes'
        self.notes.touch()
        self.temporary = root / 'tmp'
        self.temporary.mkdir()
        (root / 'bin').mkdir()
        if tool:
            shutil.copy(HERE / 'fake-xbutil.py', root / 'bin' / tool)
            (root / 'bin' / tool).chmod(0o700)
        for name, vendor, kind in (('0000:00:05.0', '0x10de', '0x030200'),
                                   ('0000:00:06.0', '0x10ee', '0x120000'),
                                   ('0000:00:07.0', '0x10ee', '0x020000'))[:cards + 2]:
            device = root / 'bus' / name
            device.mkdir(parents=True)
            (device / 'vendor').write_text(vendor + '\n', encoding='ascii')
            (device / 'class').write_text(kind + '\n', encoding='ascii')
            if driver and vendor == '0x10ee':
                os.symlink(f'/nowhere/drivers/{driver}', device / 'driver')
        self.environment = {'BANCO_BENCH_FPGA': str(root), 'FAKE_XRT_DATA': str(HERE / 'data/xrt'),
                            'FAKE_XRT_NOTES': str(self.notes), 'TMPDIR': str(self.temporary),
                            **environment}

    def run(self, only, *arguments):
        done = cases.run(PROGRAM, '--json', '--only', only, *arguments, **self.environment)
        assert list(self.temporary.iterdir()) == [], 'something was left'
        return done, lines(done.stdout)

    def card(self):
        done, events = self.run('inv')
        assert done.returncode == 0 and done.stderr == '', done
        card, = of(events, 'inventory')[0]['fpgas']
        return card

    def asked(self):
        return [line.split()[0] for line in self.notes.read_text(encoding='utf-8').splitlines()]


@case
def a_card_and_what_it_is_doing():
    machine = Machine()
    assert machine.card() == {
        'pci': '0000:00:06.0', 'name': 'xcu50-fsvh2104-2-e', 'shell': 'xilinx_u50_gen3x16_xdma_base_5',
        'celsius': 39, 'watts': 21.45, 'clock_mhz': 500}
    assert machine.asked() == ['examine']
    assert Machine('xrt-smi').card()['watts'] == 21.45
    done = cases.run(PROGRAM, '--only', 'inv', **machine.environment)
    assert 'FPGA 0000:00:06.0: xcu50' in done.stdout and 'no design is loaded' in done.stdout


@case
def a_design_that_somebody_loaded():
    card = Machine(FAKE_XRT='loaded').card()
    assert card['design'].startswith('5bdf7a9e') and card['units'] == 2, card


@case
def machines_without_one_say_nothing_of_it():
    done = cases.run(PROGRAM, '--json', '--only', 'inv', BANCO_BENCH_FPGA='/nowhere')
    assert 'fpgas' not in of(lines(done.stdout), 'inventory')[0]
    machine = Machine(cards=-1)
    assert 'fpgas' not in of(machine.run('inv')[1], 'inventory')[0] and machine.asked() == []


@case
def why_a_card_cannot_be_used():
    for machine, words in ((Machine(tool=None), 'XRT is not installed'),
                           (Machine(driver='xclmgmt'), 'xocl'), (Machine(driver=None), 'xocl'),
                           (Machine(FAKE_XRT='no-shell'), 'has no shell'),
                           (Machine(FAKE_XRT='cut'), 'can be understood'),
                           (Machine(FAKE_XRT='nothing'), 'can be understood')):
        card = machine.card()
        assert words in card['unusable'], card
        done, events = machine.run('fpga.dma.read')
        assert done.returncode == 4 and of(events, 'skipped')[0]['reason'] == card['unusable'], events
        assert 'validate' not in machine.asked()


@case
def what_the_tool_says_reaches_no_terminal():
    name = Machine(FAKE_XRT='escapes').card()['name']
    assert name == '?[2J?"xcu50-fsvh2104-2-e', name


@case
def tests_run_only_when_they_are_named():
    machine = Machine(BANCO_BENCH_LIMIT='0.1')
    done = cases.run(PROGRAM, '--json', **machine.environment)
    assert not any(id.startswith('fpga') for id in lines(done.stdout)[0]['measures'])
    assert 'validate' not in machine.asked()


@case
def the_tests_of_xrt():
    done, events = Machine().run('fpga')
    samples = {sample['id']: sample for sample in of(events, 'sample')}
    assert done.returncode == 0 and tuple(samples) == TESTS, done.stdout
    assert of(events, 'skipped')[0]['id'] == 'fpga.memory'
    for id, unit, value in (('fpga.dma.write', 'GB/s', 9523.6 * 1048576e-9),
                            ('fpga.dma.read', 'GB/s', 12152.5 * 1048576e-9),
                            ('fpga.memory.channel', 'GB/s', 12383 * 1048576e-9),
                            ('fpga.commands', 'op/s', 482479)):
        sample = samples[id]
        assert abs(sample['median'] / value - 1) < 1e-5 and sample['unit'] == unit, sample
        assert sample['count'] == 1 and 'incomplete' in sample['flags']
        assert sample['backend'] == 'xrt' and sample['check']['kind'] == 'validated'


@case
def never_over_a_design_that_is_loaded():
    machine = Machine(FAKE_XRT='loaded')
    done, events = machine.run('fpga')
    assert done.returncode == 4 and not of(events, 'sample')
    assert all('would replace it' in event['reason'] for event in of(events, 'skipped'))
    assert machine.asked() == ['examine']


@case
def a_test_that_fails_gives_no_number():
    done, events = Machine(FAKE_XRT='failed').run('fpga.dma.write')
    sample, = of(events, 'sample')
    assert done.returncode == 3 and not sample['checked'] and 'median' not in sample, sample


@case
def tests_that_say_nothing():
    for trouble, words in (('skipped', 'left its test out'), ('silent', 'no figure'),
                           ('infinite', 'no figure')):
        done, events = Machine(FAKE_XRT=trouble).run('fpga.dma.write')
        assert done.returncode == 4 and words in of(events, 'skipped')[0]['reason'], (trouble, events)


@case
def a_tool_that_hangs_does_not_hold_the_program():
    card = Machine(FAKE_XRT='hang').card()
    assert 'can be understood' in card['unusable'], card


cases.main()
