# SPDX-License-Identifier: Apache-2.0
"""Keystone as the demo plays it: from a token of an issuer to a project."""

from cloud_peer import Cloud, federate, keystone_url
from demo_peer import Demo, request, run

demo = Demo('--control')
official = demo.issuer().register()
hackathon = demo.issuer('hackathon').register()
keystone = keystone_url(demo)
tokens = {user: issuer.sign_in(demo, user)['access_token'] for user, issuer in [
    ('researcher', official), ('fpga', official), ('manager', official), ('newcomer', official),
    ('attendee1', hackathon)]}
providers = {'attendee1': 'hackathon'}


def projects_of(user):
    reply = federate(keystone, tokens[user], providers.get(user, 'infn-iam'))
    assert reply.status == 201, reply.text
    reply = request(keystone + '/auth/projects',
                    headers={'X-Auth-Token': reply.headers['X-Subject-Token']})
    return sorted(project['name'] for project in reply.json['projects'])


def versions_are_found_from_the_root():
    root = request(keystone[:-2])
    assert root.status == 300 and root.headers['Location'] == keystone + '/'
    version = request(keystone).json['version']
    assert version['id'] == 'v3.14' and version['links'][0]['href'] == keystone + '/'


def a_bearer_becomes_an_unscoped_token_by_get_and_post():
    for method in 'GET', 'POST':
        reply = federate(keystone, tokens['researcher'], method=method)
        assert reply.status == 201 and reply.headers['X-Subject-Token']
        token = reply.json['token']
        assert token['methods'] == ['openid'] and token['user']['name'] == 'researcher'
        assert token['user']['OS-FEDERATION']['identity_provider']['id'] == 'infn-iam'
        assert len(token['user']['id']) == 64
        assert 'project' not in token and 'catalog' not in token


def a_refused_bearer_gets_the_web_server_s_page():
    for bearer, error in (None, 'invalid_request'), ('abc.def.ghi', 'invalid_token'):
        reply = federate(keystone, bearer)
        assert reply.status == 401
        assert reply.headers['Content-Type'] == 'text/html; charset=iso-8859-1'
        assert reply.headers['WWW-Authenticate'].startswith(f'Bearer error="{error}"')
        assert '<title>401 Unauthorized</title>' in reply.text


def a_token_of_the_other_issuer_is_forbidden():
    for user, provider in ('researcher', 'hackathon'), ('attendee1', 'infn-iam'):
        reply = federate(keystone, tokens[user], provider)
        assert reply.status == 403
        assert reply.json['error'] == {
            'code': 403, 'title': 'Forbidden',
            'message': 'You are not authorized to perform the requested action.'}


def an_unknown_provider_is_not_found():
    reply = federate(keystone, tokens['researcher'], 'nosuch')
    assert reply.status == 404
    assert reply.json['error']['message'] == 'Could not find Identity Provider: nosuch.'


def groups_open_projects():
    assert projects_of('researcher') == ['ml-infn']
    assert projects_of('fpga') == ['ml-fpga']
    assert projects_of('manager') == ['ml-fpga', 'ml-infn']
    assert projects_of('newcomer') == []
    assert projects_of('attendee1') == ['hackathon']


def a_scope_brings_the_catalog():
    cloud = Cloud(demo, tokens['researcher'], 'ml-infn')
    assert set(cloud.endpoints) == {'compute', 'identity', 'image', 'network'}
    reply = request(keystone + '/auth/tokens', headers={'X-Auth-Token': cloud.token,
                                                        'X-Subject-Token': cloud.token})
    assert reply.status == 200 and reply.json['token']['project']['name'] == 'ml-infn'
    assert reply.json['token']['methods'] == ['openid', 'token']
    assert [role['name'] for role in reply.json['token']['roles']] == ['reader', 'member']


def a_project_without_a_role_is_unauthorized():
    unscoped = federate(keystone, tokens['researcher']).headers['X-Subject-Token']
    for project in {'name': 'ml-fpga', 'domain': {'id': 'default'}}, {'id': 'nosuch'}:
        reply = request(keystone + '/auth/tokens', data={'auth': {
            'identity': {'methods': ['token'], 'token': {'id': unscoped}},
            'scope': {'project': project}}})
        assert reply.status == 401
        assert reply.headers['WWW-Authenticate'] == f'Keystone uri="{keystone}"'
        assert reply.json['error']['message'] == (
            'The request you have made requires authentication.')


def malformed_requests_are_refused():
    for body in {}, {'auth': {}}, {'auth': {'identity': 7}}, [], 'no json':
        assert request(keystone + '/auth/tokens', data=body).status == 400


def a_token_ends_after_four_hours_or_when_it_is_revoked():
    cloud = Cloud(demo, tokens['researcher'], 'ml-infn')
    assert cloud.ask('/flavors').status == 200
    demo.control('/set', clock=4 * 3600 + 1)
    assert cloud.ask('/flavors').status == 401
    demo.control('/set', clock=0)
    assert cloud.ask('/flavors').status == 200
    reply = request(keystone + '/auth/tokens', method='DELETE',
                    headers={'X-Auth-Token': cloud.token, 'X-Subject-Token': cloud.token})
    assert reply.status == 204
    assert cloud.ask('/flavors').status == 401


def the_log_holds_no_token():
    log = request(demo.ready['control'] + '/log').text
    assert 'keystone' in log
    for secret in [*tokens.values(), 'gAAAAAB']:
        assert secret not in log


run(globals())
demo.close()
