# SPDX-License-Identifier: Apache-2.0
"""What a real OpenStack puts around every answer: headers, media types, and errors in each service's own form."""

import json
import re

from cloud_peer import Cloud, Key, federate
from demo_peer import Demo, request, run

demo = Demo('--control')
bearer = demo.issuer().register().sign_in(demo, 'researcher')['access_token']
cloud = Cloud(demo, bearer, 'ml-infn')
REQUEST_ID = re.compile(r'req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')


def is_of_nova(reply, version='2.90'):
    """What nova-api adds to whatever it says once it knows who asks."""
    assert reply.headers['OpenStack-API-Version'] == 'compute ' + version, reply.headers
    assert reply.headers['X-OpenStack-Nova-API-Version'] == version
    assert set(', '.join(reply.headers.get_all('Vary')).split(', ')) == {'OpenStack-API-Version', 'X-OpenStack-Nova-API-Version'}
    assert REQUEST_ID.fullmatch(reply.headers['X-OpenStack-Request-Id'])
    assert reply.headers['X-Compute-Request-Id'] == reply.headers['X-OpenStack-Request-Id']


def is_refused_by_nova(reply, status, kind):
    is_of_nova(reply)
    assert reply.status == status and reply.headers['Content-Type'] == 'application/json; charset=UTF-8', reply.headers
    assert list(reply.json) == [kind] and set(reply.json[kind]) == {'code', 'message'}, reply.text
    assert reply.json[kind]['code'] == status and reply.json[kind]['message']


def is_refused_by_keystone(reply, status, title):
    assert reply.status == status and reply.headers['Content-Type'] == 'application/json', reply.text
    assert reply.headers['Vary'] == 'X-Auth-Token' and REQUEST_ID.fullmatch(reply.headers['x-openstack-request-id'])
    error = reply.json['error']
    assert set(reply.json) == {'error'} and set(error) == {'code', 'message', 'title'}, reply.text
    assert error['code'] == status and error['title'] == title, reply.text


def nova_says_what_it_speaks_with_every_answer():
    for path in ('/flavors', '/flavors/detail', '/servers', '/servers/detail', '/limits', '/os-keypairs'):
        reply = cloud.ask(path)
        is_of_nova(reply)
        assert reply.status == 200 and reply.headers['Content-Type'] == 'application/json', (path, reply.headers)


def nova_refuses_in_its_own_form():
    for path, status, kind in (('/servers/nope', 404, 'itemNotFound'), ('/flavors/nope', 404, 'itemNotFound'),
                               ('/os-keypairs/nope', 404, 'itemNotFound'), ('/servers?all_tenants=1', 403, 'forbidden')):
        is_refused_by_nova(cloud.ask(path), status, kind)
    is_refused_by_nova(cloud.ask('/servers/nope', method='DELETE'), 404, 'itemNotFound')
    is_refused_by_nova(cloud.ask('/servers', data={'server': {}}), 400, 'badRequest')
    is_refused_by_nova(cloud.ask('/servers', data='{'), 400, 'badRequest')
    is_refused_by_nova(cloud.ask('/servers/nope/action', data={'os-getConsoleOutput': {}}), 404, 'itemNotFound')


def who_brings_no_token_gets_no_version():
    """Nova's doorman answers before Nova does."""
    for token in (None, 'x', '', 'é'.encode().decode('latin-1')):
        reply = request(cloud.endpoints['compute'] + '/servers', headers={} if token is None else {'X-Auth-Token': token})
        assert reply.status == 401 and reply.headers['OpenStack-API-Version'] is None, (token, reply.headers)
        assert reply.headers['WWW-Authenticate'].startswith('Keystone uri="')
        assert reply.json['error'] == {'code': 401, 'title': 'Unauthorized',
                                       'message': 'The request you have made requires authentication.'}


def a_new_server_is_named_and_little_else():
    key = Key()
    cloud.add_key(key, 'head')
    reply = cloud.create(cloud.order('head', key_name='head'))
    is_of_nova(reply)
    server = reply.json['server']
    assert reply.status == 202 and reply.headers['Location'].endswith('/servers/' + server['id'])
    assert set(server) == {'id', 'links', 'OS-DCF:diskConfig', 'security_groups', 'adminPass'}, server
    assert [link['rel'] for link in server['links']] == ['self', 'bookmark']
    whole = cloud.show(server['id']).json['server']
    assert {'id', 'name', 'status', 'tenant_id', 'user_id', 'metadata', 'flavor', 'image', 'addresses', 'created', 'updated',
            'key_name', 'OS-EXT-STS:task_state', 'OS-EXT-STS:vm_state', 'OS-EXT-STS:power_state', 'progress'} <= set(
                whole) | ({'progress'} if whole['status'] != 'ACTIVE' else set()), sorted(whole)
    assert 'adminPass' not in whole and whole['key_name'] == 'head'
    assert {'original_name', 'vcpus', 'ram', 'disk', 'extra_specs'} <= set(whole['flavor']), 'a flavor by name since 2.47'
    old = cloud.ask('/servers/' + server['id'], version='2.46').json['server']
    assert set(old['flavor']) == {'id', 'links'}, 'a flavor by id until 2.46'
    for action, said in (({'os-start': None}, 'start'), ({'nonsense': None}, 'nonsense')):
        refused = cloud.ask(f"/servers/{server['id']}/action", data=action)
        assert refused.status in (400, 409) and said in refused.text, refused.text
    gone = cloud.ask('/servers/' + server['id'], method='DELETE')
    is_of_nova(gone)
    assert gone.status == 204 and gone.body == b''
    cloud.watch(server['id'], [404])


def only_what_was_asked_for_is_listed():
    first = cloud.boot('list-one')['id']
    second = cloud.boot('list-two')['id']
    names = lambda query: [one['name'] for one in cloud.ask('/servers' + query).json['servers']]  # noqa: E731
    assert sorted(names('')) == ['list-one', 'list-two']
    assert names('?limit=1') == names('')[:1]
    following = cloud.ask('/servers?limit=1').json['servers_links']
    assert [link['rel'] for link in following] == ['next'] and 'marker=' in following[0]['href']
    short, = [one for one in cloud.ask('/servers').json['servers'] if one['name'] == 'list-one']
    assert set(short) == {'id', 'name', 'links'}
    for server in (first, second):
        cloud.ask('/servers/' + server, method='DELETE')
    for server in (first, second):
        cloud.watch(server, [404])


def keystone_refuses_in_its_own_form():
    headers = {'X-Auth-Token': cloud.token}
    is_refused_by_keystone(request(cloud.keystone + '/nothing', headers=headers), 404, 'Not Found')
    is_refused_by_keystone(request(cloud.keystone + '/auth/projects', headers={'X-Auth-Token': 'x'}), 401, 'Unauthorized')
    is_refused_by_keystone(request(cloud.keystone + '/auth/tokens', data='{'), 400, 'Bad Request')
    is_refused_by_keystone(federate(cloud.keystone, bearer, 'nosuch'), 404, 'Not Found')
    is_refused_by_keystone(federate(cloud.keystone, bearer, 'hackathon'), 403, 'Forbidden')


def keystone_names_a_person_by_a_hash():
    """The ephemeral user of a federation: no name of the issuer's, but the same in every sign-in."""
    tokens = [federate(cloud.keystone, bearer).json['token'] for _ in range(2)]
    user = tokens[0]['user']
    assert user['id'] == tokens[1]['user']['id'] and re.fullmatch('[0-9a-f]{32,64}', user['id']), user
    federation = user['OS-FEDERATION']
    assert federation['identity_provider'] == {'id': 'infn-iam'} and federation['protocol'] == {'id': 'openid'}
    assert isinstance(federation['groups'], list)
    assert tokens[0]['methods'] == ['openid'] and re.fullmatch(r'\d{4}-.*\.\d{6}Z', tokens[0]['expires_at'])
    listed = request(cloud.keystone + '/auth/projects', headers={'X-Auth-Token': cloud.token})
    assert set(listed.json['links']) == {'next', 'previous', 'self'} and listed.json['projects'][0]['enabled'] is True


def neutron_refuses_in_its_own_form():
    for path, data, status in (('/v2.0/nothing', None, 404), ('/v2.0/security-groups', {'security_group': {'name': 'default'}}, 409),
                               ('/v2.0/security-group-rules', {'security_group_rule': {'security_group_id': 'x'}}, 400),
                               ('/v2.0/security-groups', {'nonsense': 1}, 400), ('/v2.0/security-groups', '[', 400)):
        reply = cloud.ask(path, data=data, service='network')
        assert reply.status == status, (path, reply.status, reply.text)
        assert set(reply.json['NeutronError']) == {'type', 'message', 'detail'}, reply.text
        assert REQUEST_ID.fullmatch(reply.headers['X-OpenStack-Request-Id']), path


def lists_of_the_other_services_are_as_they_send_them():
    for service, path, member, wanted in (
            ('image', '/v2/images', 'images', {'id', 'name', 'status', 'visibility', 'min_disk', 'min_ram', 'size', 'disk_format',
                                               'container_format', 'created_at', 'updated_at', 'owner', 'tags', 'file', 'schema'}),
            ('network', '/v2.0/networks', 'networks', {'id', 'name', 'status', 'admin_state_up', 'shared', 'router:external',
                                                       'subnets', 'project_id', 'tenant_id', 'port_security_enabled'}),
            ('network', '/v2.0/security-groups', 'security_groups', {'id', 'name', 'project_id', 'security_group_rules'})):
        reply = cloud.ask(path, service=service)
        assert reply.status == 200 and reply.headers['Content-Type'].startswith('application/json')
        assert REQUEST_ID.fullmatch(reply.headers['X-OpenStack-Request-Id']), path
        for item in reply.json[member]:
            assert wanted <= set(item), (path, wanted - set(item))
    images = cloud.ask('/v2/images', service='image').json
    assert images['schema'] == '/v2/schemas/images' and images['first'].startswith('/v2/images')


def no_answer_repeats_a_token():
    for service, path in (('compute', '/servers/nope'), ('image', '/v2/images/nope'), ('network', '/v2.0/nope')):
        reply = cloud.ask(path, service=service)
        assert cloud.token not in reply.text + str(reply.headers), service
    assert cloud.token not in json.dumps(demo.log()) and bearer not in json.dumps(demo.log())


run(globals())
demo.close()
