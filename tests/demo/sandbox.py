# SPDX-License-Identifier: Apache-2.0
"""The sandboxes of the demo's machines: how they start, and that nothing of them stays."""

import glob
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from cloud_peer import Lab, processes_with, until_none
from demo_peer import run


def a_guest_that_ends_is_shut_off():
    one = Lab()
    server, host_key = one.boot('ending')
    one.key.ssh(server, host_key, 'pkill -9 -x guest')
    _, server = one.cloud.watch(server['id'], ['SHUTOFF'])
    assert server['OS-EXT-STS:vm_state'] == 'stopped'
    one.release(server)
    one.demo.close()


def an_sshd_that_was_only_unpacked_serves_too():
    with tempfile.TemporaryDirectory() as folder:
        system = '/usr/sbin/sshd'
        if os.path.exists(system):
            os.makedirs(folder + '/usr/sbin')
            os.makedirs(folder + '/usr/lib/openssh')
            os.mkdir(folder + '/lib')
            for part in [system, *glob.glob('/usr/lib/openssh/sshd-*')]:
                shutil.copy(part, folder + part)
            os.environ['BANCO_DEMO_SSHD'] = folder
        try:
            one = Lab()
        finally:
            os.environ.pop('BANCO_DEMO_SSHD', None)
        server, host_key = one.boot('unpacked')
        assert one.key.ssh(server, host_key, 'hostname').stdout == 'unpacked\n'
        one.demo.close()


def an_ordinary_user_has_machines_too():
    program = sys.argv[1]
    nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']
    reachable = os.geteuid() == 0 and subprocess.run([*nobody, 'test', '-x', program]).returncode == 0
    with tempfile.TemporaryDirectory() as folder:
        if reachable:
            sys.argv[1] = folder + '/banco-demo'
            with open(sys.argv[1], 'w', encoding='utf-8') as file:
                file.write(f'#!/bin/sh\nexec {shlex.join(nobody)} {shlex.quote(program)} "$@"\n')
            os.chmod(sys.argv[1], 0o755)
        try:
            one = Lab()
        finally:
            sys.argv[1] = program
        assert not reachable or os.stat(f'/proc/{one.demo.process.pid}').st_uid == 65534
        server, host_key = one.boot('ordinary')
        assert one.key.ssh(server, host_key, 'whoami; touch file').stdout == 'ubuntu\n'
        one.demo.close()


def a_sandbox_that_cannot_be_made_is_a_fault():
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + '/bwrap', 'w', encoding='utf-8') as file:
            file.write('#!/bin/sh\necho "bwrap: no namespaces here" >&2; exit 1\n')
        os.chmod(folder + '/bwrap', 0o755)
        os.chmod(folder, 0o755)
        path = os.environ['PATH']
        os.environ['PATH'] = folder + ':' + path
        try:
            one = Lab()
        finally:
            os.environ['PATH'] = path
        server = one.cloud.create(one.cloud.order('none')).json['server']['id']
        _, server = one.cloud.watch(server, ['ERROR'])
        assert server['fault']['message'].endswith('aborted: bwrap: no namespaces here'), server
        one.demo.close()


def until_some(word, limit=20):
    """What ssh left running there has not yet become the program when ssh is back."""
    until = time.monotonic() + limit
    while not processes_with(word) and time.monotonic() < until:
        time.sleep(0.05)
    return processes_with(word)


def nothing_is_left_when_the_demo_ends_or_is_killed():
    for end in None, signal.SIGKILL:
        one = Lab()
        name = f'left-{one.demo.process.pid}'
        duration = str(100000 + one.demo.process.pid)
        server, host_key = one.boot(name)
        one.key.ssh(server, host_key, f'nohup sleep {duration} >/dev/null 2>&1 &')
        assert until_some(name) and until_some('sleep\0' + duration), 'ssh is back before what it started is'
        if end is None:
            one.demo.close()
        else:
            one.demo.process.send_signal(end)
            one.demo.process.wait(10)
        assert until_none(name) == []
        assert until_none('sleep\0' + duration) == []


run(globals())
