# SPDX-License-Identifier: Apache-2.0
"""Nova, Glance and Neutron as the demo plays them: what is sold, what is refused, how it fails."""

import json
import random

from cloud_peer import Cloud, Key, federate
from demo_peer import Demo, request, run

demo = Demo('--control')
official = demo.issuer().register()
hackathon = demo.issuer('hackathon').register()
researcher = Cloud(demo, official.sign_in(demo, 'researcher')['access_token'], 'ml-infn')
fpga = Cloud(demo, official.sign_in(demo, 'fpga')['access_token'], 'ml-fpga')
attendee = Cloud(demo, hackathon.sign_in(demo, 'attendee1')['access_token'], 'hackathon',
                 'hackathon')


def refused(reply, status, kind, message):
    assert (reply.status, reply.json) == (status, {kind: {'code': status, 'message': message}}), \
        (reply.status, reply.text)


def microversions_are_negotiated():
    version = request(researcher.endpoints['compute'] + '/').json['version']
    assert (version['min_version'], version['version']) == ('2.1', '2.93')
    for asked, told in (None, '2.1'), ('2.61', '2.61'), ('latest', '2.93'):
        reply = researcher.ask('/flavors', version=asked)
        assert reply.headers['OpenStack-API-Version'] == 'compute ' + told
    for asked in '2.999', '3.1', 'x':
        refused(researcher.ask('/flavors/detail', version=asked), 406, 'computeFault',
                f'Version {asked} is not supported by the API. '
                'Minimum is 2.1 and maximum is 2.93.')


def a_bad_token_is_unauthorized_everywhere():
    for service, path in ('compute', '/flavors'), ('image', '/v2/images'), (
            'network', '/v2.0/networks'):
        reply = request(researcher.endpoints[service] + path, headers={'X-Auth-Token': 'x'})
        assert reply.status == 401 and reply.json['error']['title'] == 'Unauthorized'


def extra_specs_come_with_version_61():
    def detail(version):
        return researcher.ask('/flavors/detail', version=version).json['flavors']
    assert all('extra_specs' not in flavor for flavor in detail('2.60'))
    specs = {flavor['name']: flavor['extra_specs'] for flavor in detail('2.61')}
    assert specs['m1.small'] == {}
    assert specs['ml.t4']['resources:CUSTOM_GPU_T4'] == '1'
    assert specs['ml.a30']['pci_passthrough:alias'] == 'A30:1'
    assert specs['gpu_rtx5000']['gpu_model'] == 'Quadro RTX 5000'
    assert specs['ml.fpga.u250']['ml-infn:accelerator'] == 'Xilinx Alveo U250'
    assert all(spec['banco:simulated'] == 'true' for name, spec in specs.items()
               if not name.startswith('m1.'))
    flavor = researcher.flavor('ml.t4')['id']
    assert researcher.ask(f'/flavors/{flavor}/os-extra_specs').json['extra_specs'] == specs['ml.t4']


def lists_come_in_pages():
    for service, path, member, id_of in (
            ('compute', '/flavors/detail', 'flavors', lambda page: page.get('flavors_links')),
            ('image', '/v2/images', 'images', lambda page: page.get('next'))):
        ids, more = [], path + '?limit=3'
        while more:
            page = researcher.ask(more, service=service).json
            ids += [item['id'] for item in page[member]]
            link = id_of(page)
            link = link[0]['href'] if isinstance(link, list) else link
            more = link and link.replace(researcher.endpoints[service], '')
        whole = researcher.ask(path, service=service).json[member]
        assert ids == [item['id'] for item in whole] and len(ids) > 3


def images_say_who_signs_in_or_leave_it_out():
    image = researcher.image('ubuntu-22.04-cuda-12.2')
    assert (image['os_distro'], image['os_version'], image['os_admin_user'], image['min_disk']) == (
        'ubuntu', '22.04', 'ubuntu', 20)
    assert 'os_admin_user' not in researcher.image('almalinux-9')
    assert researcher.ask('/v2/images/' + image['id'], service='image').json == image
    assert researcher.ask('/v2/images/nosuch', service='image').status == 404


def key_pairs_are_kept_by_user():
    key = Key()
    made = researcher.add_key(key, 'mine')
    assert made['public_key'] == key.public.strip() and len(made['fingerprint']) == 47
    listed = [item['keypair']['name'] for item in researcher.ask('/os-keypairs').json['keypairs']]
    assert 'mine' in listed
    assert fpga.ask('/os-keypairs/mine').status == 404
    again = {'keypair': {'name': 'mine', 'public_key': key.public}}
    refused(researcher.ask('/os-keypairs', data=again), 409, 'conflictingRequest',
            "Key pair 'mine' already exists.")
    for bad in 'nonsense', 'ssh-ed25519 !!!', 'ssh-rsa ' + key.public.split()[1], \
            key.public.strip() + '\n' + key.public:
        refused(researcher.ask('/os-keypairs', data={'keypair': {'name': 'b', 'public_key': bad}}),
                400, 'badRequest', 'Keypair data is invalid: failed to generate fingerprint')
    assert researcher.ask('/os-keypairs/mine', method='DELETE').status == 204
    assert researcher.ask('/os-keypairs/mine').status == 404


def what_is_wrong_with_a_request_is_said_in_nova_s_words():
    nobody = '00000000-0000-4000-8000-000000000000'
    project = researcher.ask('/v2.0/security-groups', service='network').json['security_groups'][0]['project_id']
    vitis = researcher.image('centos-7-vitis-2020.2')['id']
    for change, message in [
            ({'flavorRef': 'no-such-flavor'}, 'Flavor no-such-flavor could not be found.'),
            ({'imageRef': nobody}, 'Can not find requested image'),
            ({'key_name': 'nokey'}, 'Invalid key_name provided.'),
            ({'networks': [{'uuid': nobody}]}, f'Network {nobody} could not be found.'),
            ({'security_groups': [{'name': 'nosuch'}]},
             f'Security group nosuch not found for project {project}.'),
            ({'name': ''}, "Invalid input for field/attribute name. Value: . '' is too short"),
            ({'user_data': 'not base64!'}, 'Invalid input for field/attribute user_data. Value: '
             "not base64!. 'not base64!' is not a 'base64'"),
            ({'metadata': {'a': 1}}, 'Invalid input for field/attribute metadata.'),
            ({'name': 7}, 'Invalid input for field/attribute server.'),
            ({'imageRef': vitis}, "Flavor's memory is too small for requested image.")]:
        refused(researcher.create({**researcher.order('e'), **change}), 400, 'badRequest', message)
    order = researcher.order('x')
    del order['networks']
    reply = researcher.create(order)
    assert reply.status == 400 and "'networks' is a required property" in reply.text
    assert researcher.ask('/servers', data={'server': None}).status == 400
    assert researcher.ask('/servers/detail').json == {'servers': []}


def security_groups_are_a_project_s_own():
    def ask(path, **data):
        return researcher.ask('/v2.0/security-' + path, data=data or None, service='network')

    assert [one['name'] for one in ask('groups').json['security_groups']] == ['default']
    assert ask('groups', security_group={'name': 'default'}).status == 409
    group = ask('groups', security_group={'name': 'ssh'}).json['security_group']
    rule = {'security_group_id': group['id'], 'direction': 'ingress', 'ethertype': 'IPv4',
            'protocol': 'tcp', 'port_range_min': 22, 'port_range_max': 22}
    assert [ask('group-rules', security_group_rule=rule).status for _ in range(2)] == [201, 409]
    assert ask('group-rules', security_group_rule={**rule, 'security_group_id': 'x'}).status == 404
    assert ask('group-rules', security_group_rule={'direction': 'ingress'}).status == 400
    found = ask('groups?name=ssh').json['security_groups']
    assert [one['direction'] for one in found[0]['security_group_rules']] == ['egress', 'egress', 'ingress']
    order = researcher.order('in', security_groups=[{'name': 'default'}, {'name': 'ssh'}])
    server = researcher.create(order).json['server']['id']
    researcher.watch(server, ['ACTIVE'])
    named = researcher.show(server).json['server']['security_groups']
    assert named == [{'name': 'default'}, {'name': 'ssh'}]
    researcher.ask('/servers/' + server, method='DELETE')
    researcher.watch(server, [404])


def nothing_that_is_sent_breaks_it():
    good = json.dumps({'server': researcher.order('x'), 'keypair': {'name': 'n', 'public_key': 'k'},
                       'os-getConsoleOutput': {'length': 3}, 'auth': {'identity': {'token': {}}}})
    luck = random.Random(20261123)
    for _ in range(300):
        text = bytearray(good.encode())
        for _ in range(luck.randrange(1, 6)):
            at = luck.randrange(len(text))
            text[at:at + luck.randrange(3)] = luck.choice(
                [b'', b'[', b'{', b'"', b'null', b'7', b'\xff', b'\0', b'\\u0000', b'1e999'])
        for path in '/servers', '/os-keypairs', '/servers/x/action':
            assert researcher.ask(path, data=bytes(text)).status in (202, 400, 403, 404)
    for path in '/servers/%ff', '/flavors/%ff', '/os-keypairs/%ff', '/servers?name=(', \
            '/servers?limit=-1&marker=%ff', '/servers/%00':
        assert researcher.ask(path).status in (200, 400, 404), path
    assert researcher.ask('/v2/images/%ff<', service='image').status == 404
    assert federate(researcher.keystone, official.sign_in(demo, 'fpga')['access_token'],
                    '%ff').status == 404
    for server in researcher.ask('/servers').json['servers']:
        researcher.ask('/servers/' + server['id'], method='DELETE')
        researcher.watch(server['id'], [404])


def strangers_find_nothing():
    refused(researcher.ask('/servers/nope'), 404, 'itemNotFound',
            'Instance nope could not be found.')
    refused(researcher.ask('/servers?all_tenants=1'), 403, 'forbidden',
            "Policy doesn't allow os_compute_api:servers:index:get_all_tenants to be performed.")
    assert researcher.ask('/nosuch').json['itemNotFound']['code'] == 404
    reply = researcher.ask('/v2.0/nosuch', service='network')
    assert (reply.status, reply.json['NeutronError']['type']) == (404, 'HTTPNotFound')


def accelerators_are_for_their_projects():
    forbidden = "Policy doesn't allow os_compute_api:servers:create to be performed."
    for cloud, flavor in [(researcher, 'ml.fpga.u50'), (fpga, 'ml.t4'), (attendee, 'ml.a30'),
                          (attendee, 'gpu_rtx5000'), (attendee, 'ml.fpga.u250')]:
        refused(cloud.create(cloud.order('x', flavor)), 403, 'forbidden', forbidden)
    may = attendee.flavor('ml.t4')['extra_specs']['ml-infn:projects'].split(',')
    assert may == ['ml-infn', 'hackathon']
    reply = attendee.create(attendee.order('t4', 'ml.t4'))
    assert reply.status == 202
    server = reply.json['server']['id']
    assert attendee.watch(server, ['ACTIVE'])[1]['metadata']['accelerator_simulated'] == 'true'
    attendee.ask('/servers/' + server, method='DELETE')


def quotas_count_and_refuse():
    demo.control('/cloud', quota={'ml-infn': {'cores': 8, 'instances': 1, 'ram': 65536}})
    reply = researcher.create(researcher.order('h1', 'gpu_rtx5000'))
    assert reply.status == 202
    refused(researcher.create(researcher.order('h2', 'gpu_rtx5000')), 403, 'forbidden',
            'Quota exceeded for cores, instances: Requested 8, 1, but already used 8, 1 of 8, 1 '
            'cores, instances')
    limits = researcher.ask('/limits').json['limits']['absolute']
    assert (limits['totalCoresUsed'], limits['maxTotalCores'], limits['totalInstancesUsed'],
            limits['maxTotalInstances'], limits['totalRAMUsed']) == (8, 8, 1, 1, 32768)
    server = reply.json['server']['id']
    researcher.watch(server, ['ACTIVE'])
    researcher.ask('/servers/' + server, method='DELETE')
    researcher.watch(server, [404])
    refused(researcher.create(researcher.order('h3', 'ml.a30')), 403, 'forbidden',
            'Quota exceeded for cores: Requested 16, but already used 0 of 8 cores')
    demo.control('/cloud', quota={'ml-infn': {'cores': 64, 'instances': 6, 'ram': 262144}})


def what_is_full_is_accepted_and_then_fails():
    demo.control('/cloud', capacity={'T4': 1})
    first = researcher.create(researcher.order('one', 'ml.t4')).json['server']['id']
    researcher.watch(first, ['ACTIVE'])
    reply = researcher.create(researcher.order('two', 'ml.t4'))
    assert reply.status == 202
    second = reply.json['server']['id']
    _, server = researcher.watch(second, ['ERROR'])
    assert server['fault']['message'] == 'No valid host was found. '
    assert server['fault']['code'] == 500 and server['addresses'] == {}
    assert researcher.ask('/servers/' + second, method='DELETE').status == 204
    assert researcher.show(second).status == 404
    researcher.ask('/servers/' + first, method='DELETE')
    researcher.watch(first, [404])
    again = researcher.create(researcher.order('three', 'ml.t4')).json['server']['id']
    researcher.watch(again, ['ACTIVE'])
    researcher.ask('/servers/' + again, method='DELETE')
    demo.control('/cloud', capacity={'T4': 8})


def the_next_request_fails_as_ordered():
    demo.control('/cloud', quota={'ml-infn': {'instances': 20}})
    demo.control('/cloud', fail_next=['fault', 'no-fault', 'no-valid-host', 'silent', 'no-console',
                                      'stuck'])
    servers = [researcher.create(researcher.order(f'f{n}')).json['server']['id'] for n in range(6)]
    faults = [researcher.watch(server, ['ERROR'])[1].get('fault') for server in servers[:3]]
    assert faults[0]['message'].startswith('Build of instance')
    assert faults[1] is None
    assert faults[2]['message'] == 'No valid host was found. '
    researcher.watch(servers[3], ['ACTIVE'])
    researcher.watch(servers[4], ['ACTIVE'])
    assert researcher.show(servers[5]).json['server']['status'] == 'BUILD'
    refused(researcher.console(servers[4]), 404, 'itemNotFound', 'Unable to get console')
    for server in servers:
        researcher.ask('/servers/' + server, method='DELETE')
    for server in servers:
        researcher.watch(server, [404])


def the_control_port_takes_all_or_nothing():
    for order in [{'capacity': {'H100': 1}}, {'capacity': {'T4': -1}}, {'quota': {'x': {}}},
                  {'fail_next': 'luck'}, {'fail_next': 7}, {'capacity': {'T4': 0}, 'quota': 7}]:
        reply = demo.control('/cloud', **order)
        assert reply.status == 400 and reply.json['error'], order
    server = researcher.create(researcher.order('t4', 'ml.t4')).json['server']['id']
    researcher.watch(server, ['ACTIVE'])
    ports = researcher.ask('/v2.0/ports?device_id=' + server, service='network').json['ports']
    assert [port['fixed_ips'][0]['ip_address'] for port in ports] == ['127.0.0.1']
    researcher.ask('/servers/' + server, method='DELETE')


run(globals())
demo.close()
