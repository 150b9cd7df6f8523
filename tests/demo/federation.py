# SPDX-License-Identifier: Apache-2.0
"""The program itself: options, ready line, federation file, control port, and what is left."""

import configparser
import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time

from demo_peer import Demo, left_over, request, run


def the_ready_line_leads_to_everything():
    with Demo('--control') as demo:
        assert demo.ready['event'] == 'ready'
        assert set(demo.ready['issuers']) == {'official', 'hackathon'}
        file = configparser.ConfigParser()
        file.optionxform = str
        file.read(demo.ready['federation'])
        assert file['Federation']['Format'] == '1' and file['Federation']['Id'] == 'demo'
        for name, url in demo.ready['issuers'].items():
            assert file['Issuer ' + name]['Url'] == url
        assert file['Issuer official']['AdminGroups'] == 'ml-infn/admins;'
        assert file['Issuer hackathon']['Temporary'] == 'true'
        assert file['Knowledge mlinfn']['Kind'] == 'confluence'
        assert file['Knowledge mlinfn']['Url'].startswith('http://127.0.0.1:')


def the_state_folder_is_private_and_goes():
    with tempfile.TemporaryDirectory() as home:
        folder = os.path.join(home, 'new')
        with Demo('--state', folder) as demo:
            assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
            assert stat.S_IMODE(os.stat(demo.ready['federation']).st_mode) == 0o600
        assert not os.path.exists(folder)


def a_folder_that_was_there_stays():
    with tempfile.TemporaryDirectory() as folder:
        other = os.path.join(folder, 'mine')
        open(other, 'w').close()
        with Demo('--state', folder):
            pass
        assert os.listdir(folder) == ['mine']


def the_federation_file_goes_where_it_was_asked_for():
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, 'try.federation')
        with Demo('--federation', file) as demo:
            assert demo.ready['federation'] == file and os.path.exists(file)
        assert os.listdir(folder) == []


def a_file_of_someone_else_is_left_alone():
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, 'mine.federation')
        text = '[Federation]\nFormat=1\nId=mine\n'
        with open(file, 'w') as mine:
            mine.write(text)
        done = subprocess.run([sys.argv[1], '--federation', file], stdin=subprocess.PIPE,
                              capture_output=True, text=True, timeout=30)
        assert done.returncode == 1 and file in done.stderr and done.stdout == ''
        with open(file) as mine:
            assert mine.read() == text


def nothing_is_left_after_the_input_closes_or_a_signal():
    for end in (None, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        demo = Demo()
        file = demo.ready['federation']
        pid = demo.process.pid
        if end is not None:
            demo.process.send_signal(end)
            demo.process.wait(30)
        assert demo.close() == 0
        assert not left_over(pid) and not os.path.exists(os.path.dirname(file)), end


def what_a_killed_demo_left_goes_with_the_next():
    with tempfile.TemporaryDirectory() as place:
        left = os.path.join(place, 'banco-demo-AAAAAA')
        young = os.path.join(place, 'banco-demo-BBBBBB')
        other = os.path.join(place, 'banco-other')
        for folder in (left, young, other):
            os.mkdir(folder)
            open(os.path.join(folder, 'demo.federation'), 'w').close()
        for folder in (left, other):
            os.utime(folder, (0, 0))
        with Demo(environment={'TMPDIR': place}) as living:
            home = os.path.dirname(living.ready['federation'])
            os.utime(home, (0, 0))
            with Demo(environment={'TMPDIR': place}):
                assert os.path.exists(living.ready['federation'])
                assert not os.path.exists(left)
        assert sorted(os.listdir(place)) == ['banco-demo-BBBBBB', 'banco-other']


def it_ends_when_its_parent_is_killed():
    script = ('import subprocess, sys, time; '
              'p = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE); '
              'print(p.pid, flush=True); print(p.stdout.readline().decode(), flush=True); '
              'time.sleep(60)')
    parent = subprocess.Popen([sys.executable, '-c', script, sys.argv[1]],
                              stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    file = json.loads(parent.stdout.readline())['federation']
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while left_over(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left_over(pid) and not os.path.exists(os.path.dirname(file))


def wrong_options_are_a_sentence_and_exit_2():
    for options in (['--mode', 'loose'], ['--auto-approve', 'nobody'], ['--no-such'], ['extra']):
        done = subprocess.run([sys.argv[1], *options], stdin=subprocess.PIPE, capture_output=True,
                              text=True, timeout=30)
        assert done.returncode == 2 and done.stdout == '', options
        assert done.stderr.startswith('banco-demo: ') and done.stderr.count('\n') == 1, done.stderr


def faults_come_as_ordered_and_end():
    with Demo('--control') as demo:
        url = demo.issuer().facts['jwks_uri']
        demo.control('/fault', path='/jwk', status=503, count=2, body='{"a":1}',
                     content_type='application/json', headers={'Retry-After': '7'})
        for _ in range(2):
            reply = request(url)
            assert reply.status == 503 and reply.json == {'a': 1}
            assert reply.headers['Retry-After'] == '7'
        assert request(url).status == 200
        demo.control('/fault', path='/j*', server='hackathon', status=500)
        assert request(url).status == 200
        demo.control('/fault', path='/jwk', count=-1, status=418)
        assert [request(url).status for _ in range(3)] == [418] * 3
        demo.control('/fault', clear=True)
        assert request(url).status == 200


def a_fault_can_wait_or_cut():
    with Demo('--control') as demo:
        url = demo.issuer().facts['jwks_uri']
        demo.control('/fault', path='/jwk', delay=0.4)
        before = time.monotonic()
        assert request(url).status == 200
        assert time.monotonic() - before >= 0.4
        demo.control('/fault', path='/jwk', status=0)
        try:
            request(url)
            assert False, 'an answer came'
        except (http.client.RemoteDisconnected, ConnectionError):
            pass
        assert request(url).status == 200


def who_hangs_up_while_waiting_harms_nothing():
    with Demo('--control') as demo:
        url = demo.issuer().facts['jwks_uri']
        host = url.split('/')[2]
        demo.control('/fault', path='/jwk', delay=0.3, count=3)
        for _ in range(3):
            connection = http.client.HTTPConnection(host)
            connection.request('GET', '/jwk')
            connection.close()
        time.sleep(0.5)
        assert request(url).status == 200
        demo.control('/fault', path='/jwk', delay=60)
        connection = http.client.HTTPConnection(host)
        connection.request('GET', '/jwk')
        time.sleep(0.1)
        assert demo.close() == 0
        connection.close()


def bytes_that_are_no_http_harm_nothing():
    with Demo('--control') as demo:
        url = demo.issuer().facts['jwks_uri']
        place = ('127.0.0.1', int(url.split('/')[2].split(':')[1]))
        for garbage in (b'', b'\x16\x03\x01\x02\x00', b'GET\r\n\r\n', b'\xff' * 70000,
                        b'GET /jwk HTTP/1.1\r\n\r\n', b'POST /token HTTP/1.1\r\nHost: x\r\n'
                        b'Content-Length: 99999999999999999999\r\n\r\n',
                        b'POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
                        b'GET //..//%00 HTTP/1.0\r\n\r\n', b'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
                        b'GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n',
                        b'FR\xc3\x9cH /jwk HTTP/1.1\r\nHost: x\r\n\r\n'):
            with socket.create_connection(place) as raw:
                try:
                    raw.sendall(garbage)
                    raw.shutdown(socket.SHUT_WR)
                    raw.settimeout(5)
                    raw.recv(1000)
                except ConnectionError:
                    pass
        head = request(url, method='HEAD')
        assert head.status == 200 and head.body == b''
        assert request(url, method='PATCH').status == 405
        assert isinstance(demo.log(), list)


def a_client_that_leaves_takes_its_connection_along():
    with Demo() as demo:
        folder = f'/proc/{demo.process.pid}/fd'
        before = len(os.listdir(folder))
        for _ in range(50):
            demo.issuer()
        deadline = time.monotonic() + 20
        while len(os.listdir(folder)) > before + 10:
            assert time.monotonic() < deadline, f'{before} files open before, {len(os.listdir(folder))} after'
            time.sleep(0.05)


def wrong_orders_are_refused_with_a_sentence():
    with Demo('--control') as demo:
        for path, order in (('/fault', {'status': 500}), ('/fault', {'path': '/x', 'count': 0}),
                            ('/fault', {'path': '/x', 'delay': -1}), ('/set', {'no_such': True}),
                            ('/set', {'clock': 'noon'}), ('/set', {'profile': 'x'}),
                            ('/user', {'groups': []}), ('/user', {'username': 'x', 'groups': [1]}),
                            ('/device', {'user_code': 'NONE00', 'user': 'researcher'})):
            reply = demo.control(path, **order)
            assert reply.status == 400 and reply.json['error'], (path, order)
        assert request(demo.ready['control'] + '/set', data='[]').status == 400


def the_log_says_what_was_asked_and_keeps_secrets():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        tokens = issuer.sign_in(demo, 'researcher')
        issuer.refresh(tokens['refresh_token'])
        issuer.userinfo(tokens['access_token'])
        text = json.dumps(demo.log())
        for secret in (tokens['access_token'], tokens['refresh_token'], tokens['id_token'],
                       issuer.registration.json['registration_access_token']):
            assert secret not in text
        entries = [entry for entry in demo.log() if entry['path'] == '/token']
        assert [entry['form']['grant_type'] for entry in entries][-1] == 'refresh_token'
        assert demo.log()[-1]['authorization'] == 'bearer'
        assert request(demo.ready['control'] + '/log', method='DELETE').status == 200
        assert demo.log() == []


def a_seed_repeats_codes():
    codes = []
    for _ in range(2):
        with Demo('--seed', '7') as demo:
            codes.append(demo.issuer().register().device().json['user_code'])
    assert codes[0] == codes[1]


def subjects_are_the_same_in_every_run():
    subjects = set()
    for _ in range(2):
        with Demo('--auto-approve', 'researcher') as demo:
            issuer = demo.issuer().register()
            tokens = issuer.poll(issuer.device().json['device_code']).json
            subjects.add(issuer.userinfo(tokens['access_token']).json['sub'])
    assert len(subjects) == 1


run(globals())
