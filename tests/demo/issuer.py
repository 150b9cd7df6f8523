# SPDX-License-Identifier: Apache-2.0
"""The issuers, driven over HTTP as a client and a browser do."""

import urllib.parse

from demo_peer import Demo, answer_of, claims, request, run


def discovery_names_everything_and_the_issuer_ends_in_a_slash():
    with Demo() as demo:
        issuer = demo.issuer()
        assert issuer.facts['issuer'] == issuer.url and issuer.url.endswith('/')
        assert 'none' in issuer.facts['id_token_signing_alg_values_supported']
        assert 'authorization_response_iss_parameter_supported' not in issuer.facts
        keys = request(issuer.facts['jwks_uri']).json['keys']
        assert keys[0]['kty'] == 'RSA' and keys[0]['kid'] and 'd' not in keys[0]


def device_flow_by_control_port():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        device = issuer.device().json
        assert 'interval' not in device and len(device['user_code']) == 6
        pending = issuer.poll(device['device_code'])
        assert pending.status == 400 and pending.json['error'] == 'authorization_pending'
        assert device['device_code'] in pending.json['error_description']
        demo.control('/device', user_code=device['user_code'].lower(), user='researcher')
        tokens = issuer.poll(device['device_code']).json
        assert tokens['expires_in'] == 3600 and tokens['refresh_token']
        assert claims(tokens['access_token'])['iss'] == issuer.url
        assert 'groups' not in claims(tokens['access_token'])
        info = issuer.userinfo(tokens['access_token']).json
        assert info['preferred_username'] == 'researcher'
        assert info['groups'] == ['ml-infn', 'ml-infn/gpu']
        assert issuer.poll(device['device_code']).json['error'] == 'invalid_grant'


def code_flow_through_the_pages():
    with Demo() as demo:
        issuer = demo.issuer().register()
        url = issuer.authorize()
        wrong = issuer.submit(issuer.browse(url), username='researcher', password='no')
        assert wrong.status == 401 and 'Invalid username' in wrong.text
        consent = issuer.login(url, 'researcher')
        assert 'Test client' in consent.text
        back = issuer.submit(consent, decision='approve')
        assert back.status == 302 and back.headers['Location'].startswith(issuer.redirect + '?')
        answer = answer_of(back)
        assert answer['state'] == 'a&b' and 'iss' not in answer
        form = {'code': answer['code'], 'redirect_uri': issuer.redirect}
        tokens = issuer.token('authorization_code', code_verifier=issuer.verifier, **form).json
        identity = claims(tokens['id_token'])
        assert identity['nonce'] == 'n' and identity['aud'] == issuer.client
        again = issuer.token('authorization_code', code_verifier=issuer.verifier, **form)
        assert again.json['error'] == 'invalid_grant'


def wrong_verifier_is_invalid_request():
    with Demo('--auto-approve', 'researcher') as demo:
        issuer = demo.issuer().register()
        code = answer_of(issuer.browse(issuer.authorize()))['code']
        reply = issuer.token('authorization_code', code=code, redirect_uri=issuer.redirect,
                             code_verifier='x' * 50)
        assert reply.status == 400 and reply.json['error'] == 'invalid_request'


def denied_in_the_browser():
    with Demo() as demo:
        issuer = demo.issuer('hackathon').register()
        consent = issuer.login(issuer.authorize(), 'attendee7')
        assert answer_of(issuer.submit(consent, decision='deny'))['error'] == 'access_denied'


def device_page_approves_and_denies():
    with Demo() as demo:
        issuer = demo.issuer().register()
        device = issuer.device().json
        page = issuer.login(device['verification_uri_complete'], 'manager')
        assert device['user_code'] in page.text and 'Test client' in page.text
        assert issuer.submit(page, decision='approve').status == 200
        assert 'access_token' in issuer.poll(device['device_code']).json
        device = issuer.device().json
        page = issuer.browse(device['verification_uri_complete'])
        issuer.submit(page, decision='deny')
        assert issuer.poll(device['device_code']).json['error'] == 'authorization_pending'
        assert issuer.browse('/device?user_code=ZZZZZZ').status == 404


def one_click_is_a_sign_in():
    with Demo() as demo:
        for name, person in (('official', 'manager'), ('hackathon', 'tutor1')):
            issuer = demo.issuer(name).register()
            page = issuer.browse(issuer.authorize())
            assert f"value='{person}'" in page.text
            there = issuer.submit(page, person=person)
            consent = issuer.browse(there.headers['Location'])
            assert 'code' in answer_of(issuer.submit(consent, decision='approve'))


def forms_of_strangers_are_refused():
    with Demo() as demo:
        issuer = demo.issuer().register()
        device = issuer.device().json
        issuer.login(device['verification_uri_complete'], 'manager')
        form = {'user_code': device['user_code'], 'decision': 'approve'}
        assert issuer.browse('/device/approve', form).status == 403
        page = issuer.browse('/login?next=//evil.example/')
        assert 'evil' not in page.text


def auto_approve_asks_nobody():
    with Demo('--auto-approve', 'tutor3') as demo:
        issuer = demo.issuer('hackathon').register()
        device = issuer.device().json
        tokens = issuer.poll(device['device_code']).json
        assert issuer.userinfo(tokens['access_token']).json['groups'] == ['hackathon',
                                                                         'hackathon/tutors']
        assert 'code' in answer_of(issuer.browse(issuer.authorize()))


def redirects_match_exactly():
    with Demo('--auto-approve', 'researcher') as demo:
        issuer = demo.issuer().register()
        for port, status in ((38175, 302), (38176, 400)):
            uri = f'http://127.0.0.1:{port}/banco/official'
            assert issuer.browse(issuer.authorize(redirect_uri=uri)).status == status
        assert issuer.browse(issuer.authorize(redirect_uri=None)).status == 400
        assert answer_of(issuer.browse(issuer.authorize(scope='scim:read')))['error'] == \
            'invalid_scope'


def unknown_clients_get_an_empty_404():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        demo.control('/set', forget_clients=True)
        reply = issuer.device()
        assert (reply.status, reply.body) == (404, b'')
        assert issuer.refresh('x').json['error'] == 'invalid_client'


def expired_once_then_invalid():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        device = issuer.device().json
        demo.control('/device', user_code=device['user_code'], action='expire')
        errors = [issuer.poll(device['device_code']).json['error'] for _ in range(2)]
        assert errors == ['expired_token', 'invalid_grant']


def official_refreshes_without_rotation_and_clears_what_was_before():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        first = issuer.sign_in(demo, 'researcher')
        second = issuer.refresh(first['refresh_token']).json
        assert second['refresh_token'] == first['refresh_token']
        assert issuer.userinfo(first['access_token']).status == 401
        assert issuer.userinfo(second['access_token']).status == 200
        up = issuer.refresh(first['refresh_token'], scope='openid phone')
        assert up.json['error'] == 'invalid_scope'
        bad = issuer.refresh('no-such')
        assert bad.status == 401 and bad.json['error'] == 'invalid_token'
        assert 'no-such' in bad.json['error_description']


def hackathon_rotates_and_a_token_used_twice_ends_the_grant():
    with Demo('--control') as demo:
        issuer = demo.issuer('hackathon').register()
        first = issuer.sign_in(demo, 'attendee1')
        second = issuer.refresh(first['refresh_token']).json
        assert second['refresh_token'] != first['refresh_token']
        assert issuer.refresh(first['refresh_token']).status == 401
        assert issuer.refresh(second['refresh_token']).status == 401
        assert issuer.userinfo(second['access_token']).status == 401


def tokens_end_with_the_clock():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        tokens = issuer.sign_in(demo, 'researcher')
        demo.control('/set', clock=3601)
        assert issuer.userinfo(tokens['access_token']).status == 401
        assert issuer.refresh(tokens['refresh_token']).status == 200
        demo.control('/set', clock=31 * 24 * 3600)
        assert issuer.refresh(tokens['refresh_token']).status == 401


def accounts_end():
    with Demo('--control') as demo:
        issuer = demo.issuer('hackathon').register()
        tokens = issuer.sign_in(demo, 'attendee2')
        me = request(issuer.url + 'scim/Me', token=tokens['access_token']).json
        assert 'endTime' in me['urn:indigo-dc:scim:schemas:IndigoUser'], 'it is temporary'
        demo.control('/user', username='attendee2', end_time='2999-01-01T00:00:00Z')
        me = request(issuer.url + 'scim/Me', token=tokens['access_token']).json
        assert me['urn:indigo-dc:scim:schemas:IndigoUser']['endTime'].startswith('2999')
        demo.control('/user', username='attendee2', end_time='2020-01-01T00:00:00Z')
        reply = issuer.refresh(tokens['refresh_token'])
        assert reply.status == 401 and reply.json['error'] == 'unauthorized'
        assert reply.json['error_description'] == 'User attendee2 is not active.'
        demo.control('/user', username='attendee2', end_time=None)
        assert issuer.refresh(tokens['refresh_token']).status == 200
        page = issuer.submit(issuer.browse('/login'), username='ended', password='ended')
        assert 'suspended' in page.text


def deleted_accounts_are_as_if_they_never_were():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        tokens = issuer.sign_in(demo, 'fpga')
        demo.control('/user', username='fpga', deleted=True)
        gone = issuer.userinfo(tokens['access_token'])
        assert gone.status == 404 and gone.json['error'] == "User 'fpga' not found"
        assert issuer.refresh(tokens['refresh_token']).json['error'] == 'invalid_token'
        page = issuer.submit(issuer.browse('/login'), username='fpga', password='fpga')
        assert page.status == 401 and 'Invalid username' in page.text


def terms_hold_a_refresh_back_and_let_it_go():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        tokens = issuer.sign_in(demo, 'researcher')
        demo.control('/user', username='researcher', terms_accepted=False)
        reply = issuer.refresh(tokens['refresh_token'])
        assert reply.status == 400 and reply.json['error'] == 'invalid_grant'
        assert 'needs to sign AUP' in reply.json['error_description']
        page = issuer.login('/iam/aup/sign', 'researcher')
        assert 'Terms of use' in page.text
        issuer.submit(page)
        assert issuer.refresh(tokens['refresh_token']).status == 200


def terms_are_public_and_signed_by_token():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        tokens = issuer.sign_in(demo, 'newcomer')
        assert request(issuer.url + 'iam/aup').json['signatureValidityInDays'] == 365
        where = issuer.url + 'iam/aup/signature'
        demo.control('/user', username='newcomer', terms_accepted=False)
        assert request(where, token=tokens['access_token']).status == 404
        signed = request(where, token=tokens['access_token'], method='POST')
        assert signed.status == 201 and signed.json['account']['username'] == 'newcomer'
        assert signed.json['signatureTime'] > signed.json['aup']['lastUpdateTime']
        assert request(where, token='x').status == 401


def audiences_go_into_the_token():
    with Demo('--auto-approve', 'researcher') as demo:
        issuer = demo.issuer().register()
        for audience, claim in (('one', 'one'), ('one two', ['one', 'two'])):
            device = issuer.device(audience=audience).json
            tokens = issuer.poll(device['device_code']).json
            assert claims(tokens['access_token'])['aud'] == claim
        tokens = issuer.poll(issuer.device().json['device_code']).json
        assert 'aud' not in claims(tokens['access_token'])


def groups_in_four_forms():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        for profile, claim, value in (
                ('iam', 'groups', 'ml-infn/fpga'),
                ('wlcg', 'wlcg.groups', '/ml-infn/fpga'),
                ('aarc', 'eduperson_entitlement',
                 'urn:geant:infn.it:demo:group:ml-infn:fpga'),
                ('kc', 'roles', 'ml-infn/fpga')):
            demo.control('/set', profile=profile)
            info = issuer.userinfo(issuer.sign_in(demo, 'fpga')['access_token']).json
            assert value in info[claim], info
            assert sum(name in info for name in
                       ('groups', 'wlcg.groups', 'eduperson_entitlement', 'roles')) == 1


def registration_says_no_in_its_own_way():
    with Demo('--control') as demo:
        issuer = demo.issuer()
        for wish in ({'client_name': 'ab'}, {'grant_types': ['password']}, {'client_id': 'mine'},
                     {'redirect_uris': ['no scheme']}, {'redirect_uris': 7},
                     {'redirect_uris': ['http://127.0.0.1:38171/\r\nSet-Cookie: a=b']}):
            reply = issuer.register(**wish).registration
            assert reply.status == 400 and list(reply.json) == ['error'], wish
        reply = issuer.register(scope='openid scim:read offline_access').registration
        assert reply.json['scope'] == 'openid offline_access'
        own = request(reply.json['registration_client_uri'],
                      token=reply.json['registration_access_token'])
        assert own.json['client_id'] == issuer.client
        gone = request(reply.json['registration_client_uri'], method='DELETE',
                       token=reply.json['registration_access_token'])
        assert gone.status == 204 and issuer.device().status == 404
        demo.control('/set', registration_closed=True)
        assert issuer.register().registration.status == 403


def introspection_and_revocation():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        tokens = issuer.sign_in(demo, 'researcher')

        def ask(endpoint, token, client=issuer.client):
            return request(issuer.facts[endpoint], form={'client_id': client, 'token': token})

        assert ask('introspection_endpoint', tokens['access_token']).json['active'] is True
        assert ask('revocation_endpoint', 'unknown').status == 200
        assert ask('revocation_endpoint', tokens['refresh_token'], 'nobody').status == 401
        other = demo.issuer().register().client
        assert ask('revocation_endpoint', tokens['refresh_token'], other).status == 403
        assert ask('revocation_endpoint', tokens['refresh_token']).status == 200
        assert ask('introspection_endpoint', tokens['access_token']).json == {'active': False}
        assert issuer.refresh(tokens['refresh_token']).status == 401


def confidential_clients_prove_themselves():
    with Demo() as demo:
        issuer = demo.issuer().register(token_endpoint_auth_method='client_secret_basic')
        assert issuer.refresh('x').json['error'] == 'invalid_client'
        secret = issuer.registration.json['client_secret']
        reply = issuer.refresh('x', client_secret=secret)
        assert reply.json['error'] == 'invalid_token'


def strict_mode_keeps_to_the_standards():
    with Demo('--control', '--mode', 'strict', '--auto-approve', 'researcher') as demo:
        issuer = demo.issuer().register()
        assert not issuer.url.endswith('/')
        device = issuer.device().json
        assert device['interval'] == 5 and len(device['user_code']) == 9
        tokens = issuer.poll(device['device_code']).json
        assert claims(tokens['access_token'])['groups'] == ['ml-infn', 'ml-infn/gpu']
        bad = issuer.refresh('x')
        assert bad.status == 400 and bad.json['error'] == 'invalid_grant'
        plain = answer_of(issuer.browse(issuer.authorize(code_challenge=None)))
        assert plain['error'] == 'invalid_request' and plain['iss'] == issuer.url
        port = 'http://127.0.0.1:5555/banco/official'
        assert issuer.browse(issuer.authorize(redirect_uri=port)).status == 302


def recent_iam_slows_down_and_denies():
    with Demo('--control', '--mode', 'iam-1.15') as demo:
        issuer = demo.issuer().register()
        device = issuer.device().json
        errors = [issuer.poll(device['device_code']).json['error'] for _ in range(2)]
        assert errors == ['authorization_pending', 'slow_down']
        demo.control('/device', user_code=device['user_code'], action='deny')
        assert issuer.poll(device['device_code']).json['error'] == 'access_denied'


def scopes_can_be_withheld_without_a_word():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        demo.control('/set', withhold='offline_access email')
        tokens = issuer.sign_in(demo, 'researcher')
        assert tokens['scope'] == 'openid profile' and 'refresh_token' not in tokens
        assert 'email' not in issuer.userinfo(tokens['access_token']).json


def suspended_clients_are_told_so():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        tokens = issuer.sign_in(demo, 'researcher')
        demo.control('/set', suspend_clients=True)
        reply = issuer.refresh(tokens['refresh_token'])
        assert reply.status == 401 and 'suspended' in reply.json['error_description']
        demo.control('/set', suspend_clients=False)
        assert issuer.refresh(tokens['refresh_token']).status == 200


def lifetimes_can_be_short():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        demo.control('/set', access_lifetime=60, refresh_lifetime=600, device_lifetime=30)
        device = issuer.device().json
        assert device['expires_in'] == 30
        tokens = issuer.sign_in(demo, 'researcher')
        assert tokens['expires_in'] == 60
        demo.control('/set', clock=601)
        assert issuer.refresh(tokens['refresh_token']).status == 401
        assert demo.control('/set', access_lifetime=-1).status == 400
        assert demo.control('/set', rotate='yes').status == 400


def keys_change_and_old_ones_stay():
    with Demo('--control') as demo:
        issuer = demo.issuer()
        demo.control('/set', new_key=True, issuer='official')
        kids = [key['kid'] for key in request(issuer.facts['jwks_uri']).json['keys']]
        assert kids == ['rsa1', 'rsa2']


def garbage_harms_nothing():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        endpoints = [value for value in issuer.facts.values()
                     if isinstance(value, str) and value.startswith('http')]
        bodies = [b'', b'\x00\xff', b'{', b'[' * 5000, b'{"client_name": 1}', b'a=%zz&=&&',
                  b'grant_type=&client_id=%ff']
        for url in endpoints:
            for body in bodies:
                for kind in ('application/json', 'application/x-www-form-urlencoded'):
                    request(url, data=body, headers={'Content-Type': kind})
            request(url + '/..%2f%00?%ff=%ff&a', token='\x7f',
                    headers={'Cookie': ';;=;banco-demo-official='})
        for header in ('Basic', 'Basic !!', 'Basic Og==', 'Basic ' + 'A' * 4000, 'Bearer', 'Bearer '):
            request(issuer.facts['token_endpoint'], form={}, headers={'Authorization': header})
        for path in ('/fault', '/set', '/user', '/device'):
            for order in ({}, {'path': 1}, {'count': 0}, {'clock': []}, {'username': None},
                          {'user_code': {}}):
                assert demo.control(path, **order).status in (200, 400)
        assert request(issuer.facts['jwks_uri']).status == 200


def text_that_is_no_utf8_harms_nothing():
    with Demo('--control') as demo:
        issuer = demo.issuer().register()
        kind = {'Content-Type': 'application/x-www-form-urlencoded'}
        client = issuer.client.encode()
        for grant in (b'refresh_token', b'authorization_code',
                      b'urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code', b'%ff'):
            body = (b'grant_type=' + grant + b'&client_id=' + client +
                    b'&refresh_token=%ff&code=%ff&device_code=%c3%28&scope=%ff%fe')
            assert request(issuer.facts['token_endpoint'], data=body,
                           headers=kind).status in (400, 401)
        for path, body in (('login', b'username=%ff&password=%ff&next=/%ff'),
                           ('devicecode', b'client_id=' + client + b'&scope=%ff'),
                           ('device/approve', b'form_token=%ff'), ('revoke', b'token=%ff'),
                           ('introspect', b'client_id=' + client + b'&token=%ff')):
            request(issuer.url + path, data=body, headers=kind)
        for path in ('device?user_code=%ff', 'login?next=/%ff', 'authorize?client_id=%ff',
                     'authorize?response_type=code&state=%ff&scope=%ff&client_id=' + issuer.client +
                     '&redirect_uri=' + urllib.parse.quote(issuer.redirect, safe=''),
                     '%ff%fe', 'scim/%ff'):
            request(issuer.url + path)
        assert isinstance(demo.log(), list)
        assert request(issuer.facts['jwks_uri']).status == 200


def long_request_lines_are_survived():
    with Demo() as demo:
        issuer = demo.issuer().register()
        request(issuer.authorize(state='x' * 20000))
        assert request(issuer.url + urllib.parse.quote('é' * 3000)).status == 404


run(globals())
