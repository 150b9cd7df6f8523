# SPDX-License-Identifier: Apache-2.0
"""The habits of INDIGO IAM that a client must live with, one by one: registration, tokens, refusals."""

import base64
import json
import re
import time

from demo_peer import Demo, answer_of, claims, request, run

demo = Demo('--control')
official = demo.issuer().register()
WISH = {'client_name': 'Test client', 'redirect_uris': [official.redirect], 'token_endpoint_auth_method': 'none',
        'grant_types': ['authorization_code'], 'scope': 'openid profile'}


def header(token):
    part = token.split('.')[0]
    return json.loads(base64.urlsafe_b64decode(part + '=' * (-len(part) % 4)))


def told(reply, status, error, said=''):
    """An OAuth error as JSON that no cache keeps."""
    assert reply.status == status and reply.headers['Content-Type'].startswith('application/json'), (reply.status, reply.text)
    assert reply.json['error'] == error, reply.text
    assert said in reply.json.get('error_description', ''), reply.text
    return reply.json


def registration(**more):
    wish = {name: value for name, value in {**WISH, **more}.items() if value is not None}
    return request(official.facts['registration_endpoint'], data=wish)


def what_cannot_be_registered_is_told_in_free_text():
    for more in ({'client_name': None}, {'client_name': 'abc'}, {'client_name': 'x' * 257}, {'client_id': 'mine'},
                 {'redirect_uris': ['no-scheme']}, {'redirect_uris': [official.redirect + '#part']}, {'redirect_uris': 'x'},
                 {'grant_types': ['password']}, {'grant_types': ['client_credentials']},
                 {'grant_types': ['urn:ietf:params:oauth:grant-type:token-exchange']}, {'grant_types': 'x'},
                 {'scope': 7}, {'client_name': 7}, {'token_endpoint_auth_method': 'magic'}):
        reply = registration(**more)
        assert reply.status == 400 and list(reply.json) == ['error'], (more, reply.status, reply.text)
        assert not re.fullmatch('[a-z_]+', reply.json['error']), 'a code of RFC 7591, which IAM never sends'
    assert request(official.facts['registration_endpoint'], data='[1]').status == 400
    assert request(official.facts['registration_endpoint'], data='{').status == 400
    assert request(official.url + 'register', data=WISH).status == 404, 'the old address answers'


def what_is_registered_comes_back_whole():
    before = time.time() * 1000 - 120e3
    client = registration().json
    assert client['client_name'] == 'Test client' and client['redirect_uris'] == [official.redirect]
    assert 'client_secret' not in client and client['registration_access_token']
    assert client['registration_client_uri'] == official.facts['registration_endpoint'] + '/' + client['client_id']
    assert client['created_at'] > before, 'created_at is in milliseconds'
    assert client['reuse_refresh_token'] is True and client['clear_access_tokens_on_refresh'] is True
    secret = registration(token_endpoint_auth_method=None).json
    assert secret['token_endpoint_auth_method'] == 'client_secret_basic' and secret['client_secret']


def scopes_are_reduced_without_a_word():
    client = registration(scope='openid scim:read ssh-keys registration:write nonsense profile').json
    assert set(client['scope'].split()) == {'openid', 'profile'}, client['scope']
    assert 'refresh_token' in registration(scope='openid offline_access').json['grant_types']
    assert registration(scope='').json['scope'].split(), 'no scope asked means those of the system'


def tokens_look_like_iam_s():
    tokens = official.sign_in(demo, 'researcher')
    assert tokens['token_type'] == 'Bearer' and set(tokens['scope'].split()) >= {'openid', 'offline_access'}
    access, identity, refresh = (tokens[name] for name in ('access_token', 'id_token', 'refresh_token'))
    assert header(access)['alg'] == 'RS256' and header(access)['kid']
    assert header(refresh) == {'alg': 'none'} and refresh.endswith('.'), 'a refresh token has no signature'
    assert claims(refresh)['jti'] and claims(refresh)['exp'] - time.time() > 29 * 86400
    inside = claims(access)
    assert inside['exp'] - inside['iat'] == 3600 and inside['client_id'] == official.client and inside['jti']
    assert not {'scope', 'groups', 'aud'} & set(inside), inside
    inside = claims(identity)
    assert inside['exp'] - inside['iat'] == 600 and inside['aud'] == official.client
    assert inside['sub'] == claims(access)['sub'] and inside['preferred_username'] == 'researcher'
    assert inside['groups'] == ['ml-infn', 'ml-infn/gpu']


def a_refresh_may_ask_for_less_only():
    tokens = official.sign_in(demo, 'researcher')
    less = official.refresh(tokens['refresh_token'], scope='openid')
    assert less.status == 200 and less.json['scope'] == 'openid', less.text
    told(official.refresh(tokens['refresh_token'], scope='openid scim:write'), 400, 'invalid_scope', 'Up-scoping')
    assert official.refresh(tokens['refresh_token']).status == 200, 'asking for too much ended the session'


def a_refresh_token_in_wrong_hands_is_gone():
    tokens = official.sign_in(demo, 'researcher')
    other = demo.issuer().register()
    told(other.refresh(tokens['refresh_token']), 401, 'invalid_client')
    told(official.refresh(tokens['refresh_token']), 401, 'invalid_token', 'not found')


def what_was_refreshed_from_is_closed_to_apis():
    tokens = official.sign_in(demo, 'researcher')
    assert official.userinfo(tokens['access_token']).status == 200
    again = official.refresh(tokens['refresh_token']).json
    assert 'refresh_token' not in again or again['refresh_token'] == tokens['refresh_token'], 'it rotated'
    assert official.userinfo(tokens['access_token']).status == 401
    assert official.userinfo(again['access_token']).status == 200


def requests_for_tokens_that_make_no_sense():
    device = official.device().json
    code = {'code': 'nosuch', 'redirect_uri': official.redirect, 'code_verifier': 'v' * 50}
    for form, status, error in (({}, 400, 'invalid_request'),
                                ({'grant_type': 'magic'}, 400, 'unsupported_grant_type'),
                                ({'grant_type': 'authorization_code', **code}, 400, 'invalid_grant'),
                                ({'grant_type': 'authorization_code'}, 400, 'invalid_request'),
                                ({'grant_type': 'refresh_token'}, 401, 'invalid_token'),
                                ({'grant_type': 'refresh_token', 'refresh_token': 'nonsense'}, 401, 'invalid_token'),
                                ({'grant_type': 'urn:ietf:params:oauth:grant-type:device_code'}, 400, 'invalid_grant'),
                                ({'grant_type': 'urn:ietf:params:oauth:grant-type:device_code', 'device_code': 'nosuch'}, 400,
                                 'invalid_grant')):
        reply = request(official.facts['token_endpoint'], form={'client_id': official.client, **form})
        assert (reply.status, reply.json['error']) == (status, error), (form, reply.status, reply.text)
    assert request(official.facts['token_endpoint']).status == 405
    assert official.poll(device['device_code']).json['error'] == 'authorization_pending', 'a wrong request ended the flow'


def a_grant_that_was_not_registered_is_refused():
    bare = demo.issuer().register(grant_types=['authorization_code'], scope='openid')
    reply = bare.device()
    assert reply.status in (400, 401) and reply.json['error'] == 'invalid_client', reply.text
    assert 'Unauthorized grant type' in reply.json['error_description'], reply.text


def a_scope_that_is_not_the_client_s():
    told(official.device(scope='openid scim:write'), 400, 'invalid_scope')
    there = official.browse(official.authorize(scope='openid scim:write'))
    assert there.status in (302, 303) and answer_of(there)['error'] == 'invalid_scope' and answer_of(there)['state'] == 'a&b'


def requests_to_authorize_that_make_no_sense():
    """What can be told to the client is; what could go to a stranger is shown to the person instead."""
    for more, error in (({'response_type': 'token'}, 'unsupported_response_type'), ({'prompt': 'none'}, 'interaction_required')):
        there = official.browse(official.authorize(**more))
        assert there.status in (302, 303), (more, there.status, there.text)
        assert answer_of(there)['error'] == error, (more, there.headers['Location'])
    for more in ({'client_id': 'nosuch'}, {'client_id': None}, {'redirect_uri': 'https://evil.example/'},
                 {'redirect_uri': official.redirect.replace('38171', '40000')}, {'redirect_uri': official.redirect + '/'}):
        page = official.browse(official.authorize(**more))
        assert page.status in (400, 401, 403) and not page.headers['Location'], (more, page.status)


def a_code_belongs_to_its_request():
    other = demo.issuer().register()
    for change in ({'redirect_uri': official.redirect.replace('38171', '38172')}, {'client_id': other.client},
                   {'code_verifier': None}, {'code_verifier': 'w' * 50}):
        consent = official.login(official.authorize(), 'researcher') if official.cookie is None else official.browse(
            official.authorize())
        back = official.submit(consent, decision='approve') if consent.status == 200 else consent
        form = {'client_id': official.client, 'grant_type': 'authorization_code', 'code': answer_of(back)['code'],
                'redirect_uri': official.redirect, 'code_verifier': official.verifier, **change}
        reply = request(official.facts['token_endpoint'], form={name: value for name, value in form.items() if value})
        assert reply.status in (400, 401) and 'access_token' not in reply.text, (change, reply.text)


def who_has_no_token_is_told_how_to_ask():
    for path in ('userinfo', 'scim/Me', 'iam/aup/signature'):
        for token in (None, 'nonsense', ''):
            reply = request(official.url + path, token=token)
            assert reply.status == 401, (path, token, reply.status)
            assert reply.headers['WWW-Authenticate'].startswith('Bearer'), (path, token)


def a_user_code_can_be_typed():
    codes = {official.device().json['user_code'] for _ in range(20)}
    assert len(codes) == 20 and all(re.fullmatch('[0-9A-Z]{6}', code) for code in codes)
    device = official.device().json
    assert device['verification_uri'] == official.url + 'device'
    assert device['verification_uri_complete'] == f"{official.url}device?user_code={device['user_code']}"
    assert device['expires_in'] == 600
    for code in 'ZZZZZZ', '', "' or 1=1", '<script>', 'é':
        reply = demo.control('/device', user_code=code, user='researcher')
        assert reply.status == 400 and reply.json['error'], code


def switches_take_what_they_are():
    for order in ({'slow_down': 'yes'}, {'interval': -1}, {'interval': 'soon'}, {'nonsense': True}, {'profile': 'saml'},
                  {'clock': 'noon'}):
        reply = demo.control('/set', **order)
        assert reply.status == 400 and next(iter(order)) in reply.json['error'], (order, reply.text)
    for path, order in (('/user', {'groups': ['x']}), ('/user', {'username': 'researcher', 'end_time': 'soon'}),
                        ('/user', {'username': 'researcher', 'groups': 'ml-infn'}), ('/device', {'user': 'researcher'}),
                        ('/fault', {'status': 500}), ('/fault', {'path': '/x', 'status': 'bad'}), ('/wiki', {'action': 'burn'}),
                        ('/cloud', {'fail_next': 'luck'})):
        reply = demo.control(path, **order)
        assert reply.status == 400 and reply.json['error'], (path, order, reply.status, reply.text)
    assert request(demo.ready['control'] + '/nosuch').status == 404
    assert official.sign_in(demo, 'researcher')['access_token'], 'a refused order changed something'


run(globals())
demo.close()
