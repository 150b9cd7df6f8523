# SPDX-License-Identifier: Apache-2.0
"""A client of the demo's OpenStack, and of its machines through the real OpenSSH."""

import os
import subprocess
import tempfile
import time

from demo_peer import Demo, request


class Cloud:
    """A Keystone token scoped to a project, and what can be asked with it."""

    def __init__(self, demo, token, project, provider='infn-iam'):
        self.keystone = keystone_url(demo)
        reply = self.federate(token, provider)
        assert reply.status == 201, reply.text
        scope = {'project': {'name': project, 'domain': {'id': 'default'}}}
        reply = self.scope(reply.headers['X-Subject-Token'], scope)
        assert reply.status == 201, reply.text
        self.token = reply.headers['X-Subject-Token']
        self.endpoints = {service['type']: service['endpoints'][0]['url']
                          for service in reply.json['token']['catalog']}

    def federate(self, token, provider='infn-iam', method='POST'):
        return federate(self.keystone, token, provider, method)

    def scope(self, token, scope):
        return request(self.keystone + '/auth/tokens', data={'auth': {
            'identity': {'methods': ['token'], 'token': {'id': token}}, 'scope': scope}})

    def ask(self, path, data=None, method=None, service='compute', version='2.90'):
        headers = {'X-Auth-Token': self.token}
        if service == 'compute' and version is not None:
            headers['OpenStack-API-Version'] = 'compute ' + version
        return request(self.endpoints[service] + path, data=data, method=method, headers=headers)

    def flavor(self, name):
        flavors = self.ask('/flavors/detail').json['flavors']
        return next(flavor for flavor in flavors if flavor['name'] == name)

    def image(self, name):
        images = self.ask('/v2/images', service='image').json['images']
        return next(image for image in images if image['name'] == name)

    def order(self, name, flavor='m1.small', image='ubuntu-22.04-cuda-12.2', **more):
        network = self.ask('/v2.0/networks', service='network').json['networks'][0]['id']
        return {'name': name, 'flavorRef': self.flavor(flavor)['id'],
                'imageRef': self.image(image)['id'], 'networks': [{'uuid': network}], **more}

    def create(self, order):
        return self.ask('/servers', data={'server': order})

    def add_key(self, key, name='key'):
        reply = self.ask('/os-keypairs', data={'keypair': {
            'name': name, 'type': 'ssh', 'public_key': key.public}})
        assert reply.status == 201, reply.text
        return reply.json['keypair']

    def show(self, server):
        return self.ask('/servers/' + server)

    def watch(self, server, ends, limit=60):
        """Polls until the status is one of @ends; the states that were seen, and the last one."""
        seen = []
        until = time.monotonic() + limit
        while True:
            reply = self.show(server)
            state = (404, None)
            if reply.status == 200:
                state = (reply.json['server']['status'],
                         reply.json['server']['OS-EXT-STS:task_state'])
            if state not in seen:
                seen.append(state)
            if state[0] in ends:
                return seen, reply.json.get('server')
            assert time.monotonic() < until, seen
            time.sleep(0.03)

    def boot(self, name, **more):
        reply = self.create(self.order(name, **more))
        assert reply.status == 202, reply.text
        return self.watch(reply.json['server']['id'], ['ACTIVE'])[1]

    def console(self, server, length=None):
        order = {} if length is None else {'length': length}
        return self.ask(f'/servers/{server}/action', data={'os-getConsoleOutput': order})

    def host_key(self, server):
        """What the console log announces, waited for."""
        until = time.monotonic() + 10
        while time.monotonic() < until:
            lines = self.console(server).json['output'].splitlines()
            if '-----END SSH HOST KEY KEYS-----' in lines:
                return lines[lines.index('-----BEGIN SSH HOST KEY KEYS-----') + 1]
            time.sleep(0.03)
        raise AssertionError('the console log announces no host key')


def keystone_url(demo):
    with open(demo.ready['federation'], encoding='utf-8') as file:
        for line in file:
            if line.startswith('Url=') and line.rstrip().endswith('/v3'):
                return line[4:].strip()
    raise AssertionError('the federation file names no cloud')


def federate(keystone, token, provider='infn-iam', method='POST'):
    return request(f'{keystone}/OS-FEDERATION/identity_providers/{provider}/protocols/openid/auth',
                   token=token, method=method)


class Key:
    """A key pair in a folder of its own, and ssh with nothing of the person's configuration."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.file = os.path.join(self.folder.name, 'id')
        subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', self.file], check=True)
        with open(self.file + '.pub', encoding='utf-8') as file:
            self.public = file.read()

    def options(self, server, host_key, login):
        known_hosts = os.path.join(self.folder.name, 'known-' + server['id'])
        port = server['metadata']['ssh_port']
        with open(known_hosts, 'w', encoding='utf-8') as file:
            file.write(f'[127.0.0.1]:{port} {host_key}\n')
        return ['-F', 'none', '-i', self.file, '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes',
                '-o', 'StrictHostKeyChecking=yes', '-o', f'UserKnownHostsFile={known_hosts}',
                '-o', f'Port={port}', '-o', f'User={login}', '-o', 'ConnectTimeout=10']

    def ssh(self, server, host_key, *words, login='ubuntu', text=None):
        return subprocess.run(['ssh', *self.options(server, host_key, login), '127.0.0.1', *words],
                              input=text or '', capture_output=True, text=True, timeout=60)

    def sftp(self, server, host_key, batch, login='ubuntu'):
        return subprocess.run(['sftp', *self.options(server, host_key, login), '-b', '-',
                               '127.0.0.1'], input=batch, capture_output=True, text=True,
                              timeout=60)


def processes_with(word):
    """The ids of all processes whose command line holds @word."""
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/cmdline', 'rb') as file:
                if word.encode() in file.read():
                    found.append(int(pid))
        except OSError:
            pass
    return found


def until_none(word):
    """Waits for processes_with(@word) to end; those that do not."""
    end = time.monotonic() + 5
    while processes_with(word) and time.monotonic() < end:
        time.sleep(0.02)
    return processes_with(word)


class Lab:
    """A demo with a researcher and a key pair."""

    def __init__(self):
        self.demo = Demo('--control')
        issuer = self.demo.issuer().register()
        token = issuer.sign_in(self.demo, 'researcher')['access_token']
        self.cloud = Cloud(self.demo, token, 'ml-infn')
        self.key = Key()
        self.cloud.add_key(self.key)

    def boot(self, name, **more):
        server = self.cloud.boot(name, key_name='key', **more)
        return server, self.cloud.host_key(server['id'])

    def release(self, server):
        assert self.cloud.ask('/servers/' + server['id'], method='DELETE').status == 204
        return self.cloud.watch(server['id'], [404])[0]
