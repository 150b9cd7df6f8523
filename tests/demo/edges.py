# SPDX-License-Identifier: Apache-2.0
"""What is refused, in whose words; what an order of the control port changes; what two demos share."""

import os
import subprocess
import sys
import tempfile

from cloud_peer import Cloud
from demo_peer import Demo, answer_of, claims, left_over, request, run
from wiki_peer import Wiki

demo = Demo('--control')
official = demo.issuer().register()
tokens = official.sign_in(demo, 'researcher')
cloud = Cloud(demo, tokens['access_token'], 'ml-infn')


def told(reply, status, error, said=''):
    assert (reply.status, reply.json['error']) == (status, error), (reply.status, reply.text)
    assert said in reply.json.get('error_description', ''), reply.text


# Issuer.

def grants_of_services_are_not_for_a_person_s_client():
    """IAM has them, so that it is this client that may not; strict issuers never heard of them."""
    with Demo('--mode', 'strict') as other:
        strict = other.issuer().register(scope='openid')
        for grant in ('password', 'client_credentials', 'implicit', 'urn:ietf:params:oauth:grant-type:token-exchange'):
            assert grant in official.facts['grant_types_supported'] and grant not in strict.facts['grant_types_supported']
            told(official.token(grant, username='researcher', password='researcher'), 401, 'invalid_client',
                 'Unauthorized grant type: ' + grant)
            told(strict.token(grant), 400, 'unsupported_grant_type')
    for client in 'nosuch', '':
        reply = request(official.facts['token_endpoint'],
                        form={'client_id': client, 'grant_type': 'password', 'username': 'a', 'password': 'b'})
        told(reply, 401, 'invalid_client')
        assert reply.headers['WWW-Authenticate'].startswith('Basic')


def a_token_can_be_for_somebody_in_three_words():
    for name in 'resource', 'aud', 'audience':
        device = official.device(**{name: 'https://cloud.example/'}).json
        demo.control('/device', user_code=device['user_code'], user='researcher')
        session = official.poll(device['device_code']).json
        assert claims(session['access_token'])['aud'] == 'https://cloud.example/', name
        assert claims(session['id_token'])['aud'] == official.client, 'the identity is for the client'
        again = official.refresh(session['refresh_token']).json['access_token']
        assert claims(again)['aud'] == 'https://cloud.example/', 'forgotten by the refresh'
    both = official.device(audience='last', aud='second', resource='first').json
    demo.control('/device', user_code=both['user_code'], user='researcher')
    assert claims(official.poll(both['device_code']).json['access_token'])['aud'] == 'first'


def a_refresh_can_be_for_somebody_once():
    session = official.sign_in(demo, 'researcher')
    for name, value, said in (('audience', 'one', 'one'), ('aud', 'one two', ['one', 'two']), ('resource', 'r', 'r')):
        fresh = official.refresh(session['refresh_token'], **{name: value}).json['access_token']
        assert claims(fresh)['aud'] == said, name
    assert 'aud' not in claims(official.refresh(session['refresh_token']).json['access_token'])


def a_code_carries_whom_it_is_for():
    browser = demo.issuer().register()
    consent = browser.login(browser.authorize(aud='https://cloud.example/'), 'researcher')
    back = browser.submit(consent, decision='approve')
    reply = browser.token('authorization_code', code=answer_of(back)['code'], redirect_uri=browser.redirect,
                          code_verifier=browser.verifier)
    assert claims(reply.json['access_token'])['aud'] == 'https://cloud.example/'


def a_device_is_denied_or_runs_out_in_each_mode():
    """IAM 1.12 cannot say that a person said no. A code that ran out is said to have, once; then it is unknown."""
    for mode, denied, gone in (('iam-1.12', ['authorization_pending'] * 2, ['expired_token', 'invalid_grant']),
                               ('iam-1.15', ['access_denied'] * 2, ['expired_token', 'invalid_grant']),
                               ('strict', ['access_denied'] * 2, ['expired_token', 'expired_token'])):
        with Demo('--mode', mode, '--control') as other:
            issuer = other.issuer().register()
            for action, expected in ('deny', denied), ('expire', gone):
                device = issuer.device().json
                assert other.control('/device', user_code=device['user_code'], action=action).status == 200
                said = [issuer.poll(device['device_code']).json['error'] for _ in range(2)]
                assert said == expected, (mode, action, said)
            late = issuer.device().json
            other.control('/device', user_code=late['user_code'], action='expire')
            other.control('/device', user_code=late['user_code'], user='researcher')
            assert 'access_token' not in issuer.poll(late['device_code']).json, mode


def a_code_works_once_and_not_for_long():
    with Demo('--control') as other:
        browser = other.issuer().register()
        consent = browser.login(browser.authorize(), 'researcher')
        back = browser.submit(consent, decision='approve')

        def spend():
            return browser.token('authorization_code', code=answer_of(back)['code'], redirect_uri=browser.redirect,
                                 code_verifier=browser.verifier)

        access = spend().json['access_token']
        told(spend(), 400, 'invalid_grant')
        assert browser.userinfo(access).status == 200
        back = browser.submit(browser.browse(browser.authorize(prompt='consent')), decision='approve')
        other.control('/set', clock=300)
        told(spend(), 400, 'invalid_grant', 'expired')


def who_may_ask_about_a_token():
    other = demo.issuer().register()
    session = official.sign_in(demo, 'researcher')
    check, end = official.facts['introspection_endpoint'], official.facts['revocation_endpoint']

    def active(client):
        return request(check, form={'token': session['access_token'], 'client_id': client}).json['active']

    assert active(official.client) and request(check, form={'token': 'x', 'client_id': official.client}).json == {'active': False}
    for address in check, end:
        told(request(address, form={'token': session['access_token']}), 401, 'invalid_client')
    told(request(end, form={'token': session['refresh_token'], 'client_id': other.client}), 403, 'invalid_client')
    assert request(end, form={'token': 'unknown', 'client_id': other.client}).status == 200
    assert active(official.client), 'ended by somebody else'
    assert request(end, form={'token': session['refresh_token'], 'client_id': official.client}).status == 200
    assert not active(official.client), 'the access token outlived its refresh token'
    told(official.refresh(session['refresh_token']), 401, 'invalid_token')


# Orders.

def an_order_about_a_person_is_all_or_nothing():
    for order in ({'groups': ['ml-infn/admins'], 'end_time': 'soon'}, {'groups': [1]}, {'disabled': 'yes'},
                  {'groups': ['x'], 'disabled': True, 'end_time': {}}, {'groups': ['x'], 'issuer': 'nosuch'},
                  {'groups': ['x'], 'terms_accepted': 'no'}, {'deleted': True, 'groups': 'x'}):
        assert demo.control('/user', username='fpga', **order).status == 400, order
    info = official.userinfo(official.sign_in(demo, 'fpga')['access_token']).json
    assert info['groups'] == ['ml-infn', 'ml-infn/fpga'], info
    for order in {'username': ''}, {'username': 'ghost', 'end_time': 'soon'}, {'username': 'ghost', 'issuer': 'x'}:
        assert demo.control('/user', **order).status == 400, order
    device = official.device().json
    assert demo.control('/device', user_code=device['user_code'], user='ghost').status == 400, 'made by a refused order'


def a_person_ends_and_comes_back():
    session = official.sign_in(demo, 'newcomer')

    def refreshed(**order):
        assert demo.control('/user', username='newcomer', **order).status == 200, order
        return official.refresh(session['refresh_token'])

    for order in {'disabled': True}, {'end_time': '2020-01-01T00:00:00Z'}, {'disabled': False}, {'end_time': 1}:
        told(refreshed(**order), 401, 'unauthorized', 'not active')
    assert refreshed(end_time='2099-01-01T00:00:00Z').status == 200
    assert refreshed(end_time=4000000000).status == 200 and refreshed(end_time=None).status == 200
    assert refreshed(groups=['ml-infn']).status == 200, 'what was not in the order changed'


def an_order_about_switches_is_all_or_nothing():
    with Demo('--control') as other:
        issuer = other.issuer().register()
        keys = request(issuer.facts['jwks_uri']).json['keys']
        for wrong in ({'nonsense': True}, {'interval': -1}, {'profile': 'saml'}, {'wiki_zone_minutes': 900}, {'clock': 'noon'},
                      {'issuer': 'nosuch'}, {'issuer': 7}):
            order = {'clock': 400 * 86400, 'new_key': True, 'forget_clients': True, 'interval': 7, 'suspend_clients': True,
                     'wiki_zone_minutes': 0, **wrong}
            reply = other.control('/set', **order)
            assert reply.status == 400 and reply.json['error'].startswith(next(iter(wrong))), (wrong, reply.text)
        device = issuer.device()
        assert device.status == 200 and 'interval' not in device.json, 'the client was forgotten, or the interval set'
        assert request(issuer.facts['jwks_uri']).json['keys'] == keys
        other.control('/device', user_code=device.json['user_code'], user='researcher')
        assert issuer.poll(device.json['device_code']).status == 200, 'the clock was set'


def one_issuer_can_be_switched():
    with Demo('--control') as other:
        official, hackathon = (other.issuer(name).register() for name in ('official', 'hackathon'))
        assert other.control('/set', issuer='hackathon', interval=7, issuer_slash=False).status == 200
        assert hackathon.device().json['interval'] == 7 and 'interval' not in official.device().json
        with open(other.ready['federation'], encoding='utf-8') as file:
            text = file.read()
        assert official.url in text and hackathon.url not in text, 'the file does not tell how they are called now'
        assert hackathon.url.rstrip('/') in text
        assert other.control('/set', issuer='official', forget_clients=True).status == 200
        assert official.device().status == 404 and hackathon.device().status == 200


def a_wrong_order_about_a_device_says_why():
    device = official.device().json
    for order, said in (({'action': 'burn'}, 'deny or expire'), ({'user': 'attendee1'}, 'not this user'), ({}, 'not this user'),
                        ({'action': 7}, 'action')):
        reply = demo.control('/device', user_code=device['user_code'], **order)
        assert reply.status == 400 and said in reply.json['error'], (order, reply.text)
    told(official.poll(device['device_code']), 400, 'authorization_pending')


def people_can_be_added_anywhere():
    assert demo.control('/user', username='guest', issuer='hackathon', groups=['hackathon']).status == 200
    hackathon = demo.issuer('hackathon').register()
    assert hackathon.userinfo(hackathon.sign_in(demo, 'guest')['access_token']).json['groups'] == ['hackathon']
    assert demo.control('/user', username='guest', groups=[]).status == 200, 'known people are found where they are'
    assert not hackathon.userinfo(hackathon.sign_in(demo, 'guest')['access_token']).json.get('groups')


def terms_are_accepted_in_the_time_of_the_demo():
    with Demo('--control') as other:
        issuer = other.issuer().register()
        other.control('/set', clock='2031-01-01T00:00:00Z')
        told(issuer.poll(_approved(other, issuer)), 400, 'invalid_grant', 'AUP')
        other.control('/user', username='researcher', terms_accepted=True)
        assert issuer.poll(_approved(other, issuer)).status == 200
        other.control('/user', username='researcher', terms_accepted=False)
        told(issuer.poll(_approved(other, issuer)), 400, 'invalid_grant', 'AUP')


def _approved(other, issuer):
    device = issuer.device().json
    assert other.control('/device', user_code=device['user_code'], user='researcher').status == 200
    return device['device_code']


# Cloud.

def a_rule_is_what_was_ordered():
    def ask(path, method=None, **data):
        return cloud.ask('/v2.0/security-' + path, data=data or None, service='network', method=method)

    group = ask('groups', security_group={'name': 'web', 'description': 'for a notebook'}).json['security_group']
    assert group['description'] == 'for a notebook'
    rule = {'security_group_id': group['id'], 'direction': 'ingress', 'protocol': 'tcp', 'port_range_min': 443,
            'port_range_max': 443, 'remote_ip_prefix': '131.154.0.0/16'}
    made = ask('group-rules', security_group_rule=rule).json['security_group_rule']
    assert {**rule, 'ethertype': 'IPv4', 'remote_group_id': None}.items() <= made.items(), made
    again = ask('group-rules', security_group_rule=rule)
    assert again.status == 409 and again.json['NeutronError']['type'] == 'SecurityGroupRuleExists'
    assert made['id'] in again.json['NeutronError']['message']
    for change in {'remote_ip_prefix': '0.0.0.0/0'}, {'ethertype': 'IPv6'}, {'port_range_max': 444}, {'protocol': 'udp'}:
        assert ask('group-rules', security_group_rule={**rule, **change}).status == 201, change
    shown = ask('groups/' + group['id']).json['security_group']
    assert made in shown['security_group_rules'] and len(shown['security_group_rules']) == 7


def a_group_goes_when_nobody_needs_it():
    def remove(group):
        return cloud.ask('/v2.0/security-groups/' + group, service='network', method='DELETE')

    groups = cloud.ask('/v2.0/security-groups', service='network').json['security_groups']
    default, = (group['id'] for group in groups if group['name'] == 'default')
    assert remove(default).json['NeutronError']['type'] == 'SecurityGroupCannotRemoveDefault'
    mine = cloud.ask('/v2.0/security-groups', service='network',
                     data={'security_group': {'name': 'mine'}}).json['security_group']['id']
    server = cloud.boot('user', security_groups=[{'name': 'mine'}])['id']
    used = remove(mine)
    assert used.status == 409 and used.json['NeutronError']['type'] == 'SecurityGroupInUse', used.text
    cloud.ask('/servers/' + server, method='DELETE')
    cloud.watch(server, [404])
    assert remove(mine).status == 204
    gone = remove(mine)
    assert gone.status == 404 and gone.json['NeutronError']['type'] == 'SecurityGroupNotFound'
    other = Cloud(demo, official.sign_in(demo, 'fpga')['access_token'], 'ml-fpga')
    assert other.ask('/v2.0/security-groups/' + default, service='network').status == 404, 'another project sees it'


def pages_of_servers_say_what_is_wrong_with_them():
    demo.control('/cloud', quota={'ml-infn': {'instances': 10}})
    servers = [cloud.create(cloud.order(name)).json['server']['id'] for name in ('p1', 'p2', 'q1')]
    page = cloud.ask('/servers?limit=2').json
    assert [server['name'] for server in page['servers']] == ['q1', 'p2'], 'newest first'
    marker = page['servers'][-1]['id']
    assert [server['name'] for server in cloud.ask(f'/servers?limit=2&marker={marker}').json['servers']] == ['p1']
    assert [server['name'] for server in cloud.ask('/servers?name=^p').json['servers']] == ['p2', 'p1']
    for query, message in (('limit=x', "'x' does not match"), ('limit=-1', "'-1' does not match"),
                           ('marker=nosuch', 'marker [nosuch] not found')):
        reply = cloud.ask('/servers?' + query)
        assert reply.status == 400 and message in reply.json['badRequest']['message'], (query, reply.text)
    for server in servers:
        cloud.watch(server, ['ACTIVE'])
        cloud.ask('/servers/' + server, method='DELETE')
    for server in servers:
        cloud.watch(server, [404])
    reply = cloud.ask(f'/servers?limit=2&marker={marker}')
    assert reply.status == 400 and 'not found' in reply.text, 'the one before the page was released meanwhile'


def a_request_with_a_word_that_nova_does_not_know_is_refused():
    for extra in {'flavour': 'x'}, {'ssh_key': 'x'}, {'until': '2027-01-01'}:
        reply = cloud.create(cloud.order('odd', **extra))
        word, = extra
        assert reply.status == 400, reply.text
        assert f"Additional properties are not allowed ('{word}' was unexpected)" in reply.json['badRequest']['message']
    assert cloud.ask('/servers').json == {'servers': []}


# Wiki.

def not_attachments_are_pages():
    wiki = Wiki(demo)
    pages, _ = wiki.everything('space = MLINFN and type = page order by id', limit=50)
    others, _ = wiki.everything('space = MLINFN and type != attachment order by id', limit=50)
    assert [page['id'] for page in others] == [page['id'] for page in pages] and pages


# Side by side.

def two_demos_do_not_know_each_other():
    with Demo('--control') as other:
        stranger = other.issuer().register()
        assert set(other.ready['issuers'].values()).isdisjoint(demo.ready['issuers'].values())
        assert stranger.userinfo(tokens['access_token']).status == 401, 'a token of another demo opens this one'
        assert cloud.federate(stranger.sign_in(other, 'researcher')['access_token']).status == 401
        told(request(stranger.facts['token_endpoint'], form={'client_id': official.client, 'grant_type': 'refresh_token',
                                                             'refresh_token': tokens['refresh_token']}), 401, 'invalid_client')
        other.control('/user', username='researcher', disabled=True)
    assert os.path.exists(demo.ready['federation'])
    assert official.userinfo(tokens['access_token']).status == 200, 'the end of one is the end of the other'


def a_folder_holds_one_demo():
    with tempfile.TemporaryDirectory() as folder:
        with Demo('--state', folder) as first:
            done = _try('--state', folder)
            assert done.returncode == 1 and 'another demo' in done.stderr and done.stdout == '', done.stderr
            assert os.path.exists(first.ready['federation'])
        with Demo('--state', folder):
            pass
        assert os.listdir(folder) == []


def a_file_goes_with_the_demo_that_wrote_it():
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, 'demo.federation')
        first = Demo('--federation', file)
        with Demo('--federation', file) as second:
            first.close()
            with open(file, encoding='utf-8') as text:
                assert second.ready['issuers']['official'] in text.read(), 'removed by the one before'
        assert not os.path.exists(file)


def _try(*options, **more):
    return subprocess.run([os.path.abspath(sys.argv[1]), *options], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          timeout=60, **{'stdout': subprocess.PIPE, **more})


def what_cannot_be_written_is_a_sentence():
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, 'file')
        open(file, 'w').close()
        for code, options in ((1, ['--state', file]), (1, ['--state', file + '/below']), (2, ['--state', '']),
                              (1, ['--federation', file + '/x']), (1, ['--federation', folder + '/none/x']),
                              (2, ['--federation', '']), (1, ['--federation', file])):
            done = _try(*options, cwd=folder)
            assert done.returncode == code and done.stdout == '', (options, done)
            assert done.stderr.startswith('banco-demo: ') and done.stderr.count('\n') == 1, done.stderr
            assert os.listdir(folder) == ['file'], options
        with open('/dev/full', 'w', encoding='utf-8') as full:
            done = _try('--state', folder, stdout=full)
            assert done.returncode == 1 and 'ready line' in done.stderr, done
        assert os.listdir(folder) == ['file'], 'left behind by a demo that could not say that it is there'


def sentences_keep_their_quotation_marks():
    done = _try('--auto-approve', 'nobody', env={**os.environ, 'LC_ALL': 'C.UTF-8'})
    assert done.returncode == 2 and '“nobody”' in done.stderr, done.stderr


run(globals())
pid = demo.process.pid
demo.close()
assert not left_over(pid)
