# SPDX-License-Identifier: Apache-2.0
"""The demo's machines, through the real OpenSSH: what they are and whom they let in."""

import os
import socket
import time

from cloud_peer import Key, Lab, until_none
from demo_peer import run

lab = Lab()


def in_order(seen, states):
    """A busy computer may miss a state, but never sees another or another order."""
    return [state for state in states if state in seen] == seen and seen[-1] == states[-1]


def a_request_goes_through_nova_s_states_to_a_shell():
    name = f'walk-{os.getpid()}'
    order = lab.cloud.order(name, 'ml.t4', key_name='key', metadata={'note': 'mine'},
                            description='a walk')
    reply = lab.cloud.create(order)
    assert reply.status == 202 and reply.json['server']['adminPass']
    assert reply.headers['Location'].endswith('/servers/' + reply.json['server']['id'])
    seen, server = lab.cloud.watch(reply.json['server']['id'], ['ACTIVE'])
    assert in_order(seen, [('BUILD', 'scheduling'), ('BUILD', None), ('BUILD', 'spawning'),
                           ('ACTIVE', None)]), seen
    assert server['flavor']['original_name'] == 'ml.t4' and server['key_name'] == 'key'
    assert server['metadata']['note'] == 'mine' and server['description'] == 'a walk'
    assert server['addresses']['infn-demo'][0]['addr'] == '127.0.0.1'
    result = lab.key.ssh(server, lab.cloud.host_key(server['id']), 'hostname; whoami; pwd')
    assert result.stdout == f'{name}\nubuntu\n/home/ubuntu\n', result
    listed = lab.cloud.ask('/servers/detail').json['servers']
    assert [item['name'] for item in listed] == [name]
    seen = lab.release(server)
    assert in_order(seen, [('ACTIVE', 'deleting'), ('DELETED', None), (404, None)]), seen
    with socket.socket() as probe:
        assert probe.connect_ex(('127.0.0.1', int(server['metadata']['ssh_port']))) != 0
    assert until_none(name) == []


def a_machine_computes_and_keeps_what_it_is_given():
    server, host_key = lab.boot('keeper')
    ssh = lambda *words, **more: lab.key.ssh(server, host_key, *words, **more)
    assert ssh('python3 -c "import numpy; print(numpy.ones(3).sum())"').stdout == '3.0\n'
    assert ssh('python3 -c "import matplotlib; print(matplotlib.get_backend())"').returncode == 0
    assert ssh('cat > program && chmod +x program', text='#!/bin/sh\necho ran "$@"\n').returncode == 0
    assert ssh('./program', 'twice').stdout == 'ran twice\n'
    with open(os.path.join(lab.key.folder.name, 'data'), 'wb') as file:
        file.write(os.urandom(3 << 20))
    batch = f'put {file.name} there\nget there {file.name}.back\n'
    assert lab.key.sftp(server, host_key, batch).returncode == 0
    with open(file.name, 'rb') as sent, open(file.name + '.back', 'rb') as back:
        assert sent.read() == back.read()
    ssh('nohup sleep 1000 >/dev/null 2>&1 & echo $! > pid')
    assert ssh('kill -0 $(cat pid) && echo alive').stdout == 'alive\n'
    assert ssh('exit 7').returncode == 7
    screen = lab.key.ssh(server, host_key, '-tt', text='tty; exit\n').stdout
    assert 'keeper:~$' in screen and '/dev/pts/' in screen and 'a sandbox of' in screen, screen
    lab.release(server)


def a_machine_sees_nothing_of_its_host():
    server, host_key = lab.boot('closed', image='almalinux-9')
    ssh = lambda *words: lab.key.ssh(server, host_key, *words, login='almalinux')
    assert ssh('whoami').stdout == 'almalinux\n'
    assert ssh('ls /home').stdout == 'almalinux\n'
    assert ssh('ls -d ' + os.getcwd()).returncode != 0
    assert ssh('touch /usr/x').returncode != 0
    assert ssh('test -w /proc/sys/kernel/core_pattern').returncode == 1
    assert ssh('ls /dev/nvidia*').returncode != 0
    assert ssh('cat /proc/net/route').stdout.count('\n') == 1
    assert int(ssh('ps -e | wc -l').stdout) < 20
    assert ssh('python3 -c "print(\'ß\')"').stdout == 'ß\n'
    lab.release(server)


def a_port_of_a_machine_can_be_forwarded():
    server, host_key = lab.boot('forward')
    lab.key.ssh(server, host_key, 'echo inside > page; nohup python3 -m http.server 8888 '
                '--bind 127.0.0.1 >/dev/null 2>&1 &')
    until = time.monotonic() + 20
    answer = ''
    while 'inside' not in answer:
        assert time.monotonic() < until, answer
        answer = lab.key.ssh(server, host_key, '-W', '127.0.0.1:8888',
                             text='GET /page HTTP/1.0\r\n\r\n').stdout
    lab.release(server)


def only_the_key_of_the_request_opens_it():
    server, host_key = lab.boot('locked')
    stranger = Key()
    result = stranger.ssh(server, host_key, 'true')
    assert result.returncode == 255 and 'Permission denied (publickey)' in result.stderr, result
    assert lab.key.ssh(server, host_key, 'true', login='root').returncode == 255
    lab.release(server)


def two_machines_do_not_see_each_other():
    (one, one_key), (two, two_key) = lab.boot('first'), lab.boot('second')
    assert one_key != two_key
    assert one['metadata']['ssh_port'] != two['metadata']['ssh_port']
    lab.key.ssh(one, one_key, 'touch /tmp/x')
    assert lab.key.ssh(two, two_key, 'ls /tmp').stdout == ''
    assert lab.key.ssh(one, two_key, 'true').returncode == 255
    lab.release(one)
    lab.release(two)


def an_impostor_does_not_have_the_announced_key():
    lab.demo.control('/cloud', fail_next='other-key')
    server, host_key = lab.boot('impostor')
    result = lab.key.ssh(server, host_key, 'true')
    assert result.returncode == 255 and 'Host key verification failed' in result.stderr, result
    lab.release(server)


def a_silent_machine_never_answers():
    lab.demo.control('/cloud', fail_next='silent')
    server = lab.cloud.boot('silent', key_name='key')
    assert lab.cloud.console(server['id']).json == {'output': ''}
    with socket.socket() as probe:
        assert probe.connect_ex(('127.0.0.1', int(server['metadata']['ssh_port']))) != 0
    lab.release(server)


def the_console_log_says_what_it_is():
    server, _ = lab.boot('speaker', flavor='ml.a30')
    until = time.monotonic() + 5
    while 'login: ' not in lab.cloud.console(server['id']).json['output']:
        assert time.monotonic() < until
        time.sleep(0.02)
    whole = lab.cloud.console(server['id']).json['output']
    assert 'simulated' in whole and '-----BEGIN SSH HOST KEY FINGERPRINTS-----' in whole
    assert lab.cloud.console(server['id'], 1).json['output'] == 'speaker login: '
    assert whole.endswith(lab.cloud.console(server['id'], 3).json['output'])
    lab.release(server)


def a_name_becomes_a_host_name():
    for name, hostname in [('My Machine_1', 'my-machine-1'), ('--help', 'help'), ('ß', 'server-')]:
        server = lab.cloud.boot(name, key_name='key')
        assert server['name'] == name
        assert server['OS-EXT-SRV-ATTR:hostname'].startswith(hostname), server
        host_key = lab.cloud.host_key(server['id'])
        result = lab.key.ssh(server, host_key, 'hostname')
        assert result.stdout == server['OS-EXT-SRV-ATTR:hostname'] + '\n'
        lab.release(server)


run(globals())
lab.demo.close()
