# SPDX-License-Identifier: Apache-2.0
"""The edges of the demo: what other clients than ours ask for, in the shapes that they expect."""

import re

from cloud_peer import Cloud, Key, keystone_url
from demo_peer import Demo, claims, request, run
from wiki_peer import Wiki

demo = Demo('--control')
issuer = demo.issuer().register()
tokens = issuer.sign_in(demo, 'researcher')
cloud = Cloud(demo, tokens['access_token'], 'ml-infn')
wiki = Wiki(demo)


def registered(method='GET', token=None, data=None):
    answer = issuer.registration.json
    return request(answer['registration_client_uri'], method=method, data=data,
                   token=token or answer['registration_access_token'])


# Issuer.

def a_client_sees_and_changes_its_own_registration_only():
    answer = issuer.registration.json
    shown = registered().json
    assert shown['client_id'] == answer['client_id'] and shown['client_name'] == 'Test client'
    assert sorted(shown['redirect_uris']) == sorted(answer['redirect_uris'])
    wish = {name: shown[name] for name in ('redirect_uris', 'grant_types', 'scope')}
    changed = registered('PUT', data={**wish, 'client_name': 'Another name',
                                      'token_endpoint_auth_method': 'none'})
    assert changed.status == 200, changed.text
    assert changed.json['client_id'] == answer['client_id']
    assert registered().json['client_name'] == 'Another name'
    assert registered(token='x').status == 401
    assert registered('PUT', data='nonsense').status == 400
    assert registered('PUT', data={**wish, 'redirect_uris': ['http://evil.example/']}).status == 400
    assert registered().json['client_name'] == 'Another name'


def a_removed_client_is_a_stranger():
    other = demo.issuer().register()
    answer = other.registration.json
    assert request(answer['registration_client_uri'], method='DELETE',
                   token=answer['registration_access_token']).status == 204
    assert other.device().status >= 400
    assert request(answer['registration_client_uri'],
                   token=answer['registration_access_token']).status >= 400


def pages_of_the_issuer_are_pages():
    for path, status, words in (('', 200, 'identity provider'), ('about', 200, 'identity provider'),
                                ('device', 200, 'form'), ('login', 200, 'form'),
                                ('nowhere', 404, 'no such page'), ('iam/nowhere', 404, 'no such page')):
        reply = request(issuer.url + path)
        assert reply.status == status and words in reply.text, (path, reply.status)
        assert reply.headers['Content-Type'].startswith('text/html'), path
    assert request(issuer.url + 'actuator/health').json == {'status': 'UP'}
    assert request(issuer.url + 'registration/config').json['defaultGroups'] == []


def what_is_a_persons_own_needs_a_token():
    for path in 'iam/me/authorities', 'scim/Me', 'userinfo':
        assert request(issuer.url + path).status == 401, path
        assert request(issuer.url + path, token='x').status == 401, path
        assert request(issuer.url + path, token=tokens['access_token']).status == 200, path
    assert request(issuer.url + 'iam/me/authorities',
                   token=tokens['access_token']).json == {'authorities': ['ROLE_USER']}


def who_logs_out_is_asked_again():
    browser = demo.issuer().register()
    page = browser.login('/iam/aup/sign', 'researcher')
    assert 'accepted them' in page.text
    assert 'accepted them' in browser.browse('/iam/aup/sign').text
    assert browser.browse('/logout').status == 200
    assert 'password' in browser.browse('/iam/aup/sign').text


def a_form_from_elsewhere_is_refused():
    browser = demo.issuer().register()
    demo.control('/user', username='fpga', terms_accepted=False)
    browser.login('/iam/aup/sign', 'fpga')
    assert browser.browse('/iam/aup/sign', {'next': '/', 'form_token': 'guess'}).status == 403
    assert 'form' in browser.browse('/iam/aup/sign').text, 'accepted without consent'
    demo.control('/user', username='fpga', terms_accepted=True)


def the_way_on_stays_on_the_issuer():
    """next= must not send a person who has just typed a password to somebody else."""
    for next_ in ('https://evil.example/', '//evil.example/', '/\\evil.example/', 'javascript:x'):
        browser = demo.issuer().register()
        page = browser.submit(browser.browse('/login?next=' + next_), username='researcher',
                              password='researcher')
        where = page.headers['Location']
        assert where.startswith(('/', issuer.url)) and 'evil' not in where and 'script' not in where, where
        assert not where.startswith(('//', '/\\')), where


# Keystone, Nova, Glance, Neutron.

def every_service_tells_its_versions():
    root = keystone_url(demo).removesuffix('/v3')
    assert request(root + '/').status == 300 and request(root + '/v3').json['version']['id'].startswith('v3')
    compute = re.match(r'https?://[^/]*', cloud.endpoints['compute'])[0]
    version, = request(compute + '/').json['versions']
    assert version['id'] == 'v2.1' and version['links'][0]['href'].startswith(compute)
    for service, status, id_ in (('image', 300, 'v2.'), ('network', 200, 'v2.0')):
        base = re.match(r'https?://[^/]*', cloud.endpoints[service])[0]
        reply = request(base + '/')
        assert reply.status == status and reply.json['versions'][0]['id'].startswith(id_), service


def the_catalog_can_be_asked_for_again():
    headers = {'X-Auth-Token': cloud.token}
    catalog = request(cloud.keystone + '/auth/catalog', headers=headers).json['catalog']
    assert {service['type']: service['endpoints'][0]['url'] for service in catalog} == cloud.endpoints
    assert request(cloud.keystone + '/auth/catalog', headers={'X-Auth-Token': 'x'}).status == 401


def a_revoked_token_opens_nothing():
    other = Cloud(demo, tokens['access_token'], 'ml-infn')
    headers = {'X-Auth-Token': other.token}
    subject = {**headers, 'X-Subject-Token': other.token}
    shown = request(other.keystone + '/auth/tokens', headers=subject)
    assert shown.status == 200 and shown.json['token']['project']['name'] == 'ml-infn'
    assert request(other.keystone + '/auth/tokens', method='DELETE', headers=subject).status == 204
    assert other.ask('/servers').status == 401
    assert cloud.ask('/servers').status == 200


def quotas_are_a_projects_own():
    headers = {'X-Auth-Token': cloud.token, 'X-Subject-Token': cloud.token}
    project = request(cloud.keystone + '/auth/tokens', headers=headers).json['token']['project']['id']
    quota = cloud.ask(f'/os-quota-sets/{project}/detail').json['quota_set']
    limits = cloud.ask('/limits').json['limits']['absolute']
    assert quota['id'] == project
    assert quota['instances']['limit'] == limits['maxTotalInstances'] == 6
    assert quota['cores']['limit'] == limits['maxTotalCores'] == 64
    assert quota['instances']['in_use'] == limits['totalInstancesUsed'] == 0
    refused = cloud.ask('/os-quota-sets/other/detail')
    assert refused.status == 403 and 'forbidden' in refused.json, refused.text


def key_pairs_are_kept_until_removed():
    key = Key()
    made = cloud.add_key(key, 'mine')
    shown = cloud.ask('/os-keypairs/mine').json['keypair']
    assert shown['fingerprint'] == made['fingerprint']
    assert shown['public_key'].split()[:2] == key.public.split()[:2] and 'private_key' not in shown
    assert cloud.ask('/os-keypairs', data={'keypair': {'name': 'mine', 'type': 'ssh',
                                                       'public_key': key.public}}).status == 409
    assert cloud.ask('/os-keypairs/mine', method='DELETE').status == 204
    assert cloud.ask('/os-keypairs/mine').status == 404
    assert cloud.ask('/os-keypairs/mine', method='DELETE').status == 404


def what_a_service_does_not_have_is_told_in_its_own_way():
    for service, path, member in (('compute', '/nothing', None), ('network', '/v2.0/nothing', 'NeutronError')):
        reply = cloud.ask(path, service=service)
        assert reply.status == 404, (service, reply.status)
        assert member is None or member in reply.json
    image = cloud.ask('/v2/images/%3Cb%3E', service='image')
    assert image.status == 404 and '<b>' not in image.text
    assert request(cloud.keystone + '/nothing').json['error']['code'] == 404


# Wiki.

def queries_mean_what_they_say():
    """Each against the same question asked of the pages themselves."""
    query = {'expand': 'body.storage,metadata.labels,ancestors', 'limit': 50}
    pages, _ = wiki.everything('space = MLINFN and type = page order by id', **query)

    def labels(page):
        return {label['name'] for label in page['metadata']['labels']['results']}

    def text(page):
        return (page['title'] + ' ' + page['body']['storage']['value']).casefold()

    def above(page):
        return [each['id'] for each in page['ancestors']]

    home = next(page for page in pages if not page['ancestors'])['id']
    some = [page['id'] for page in pages[2:5]]
    for cql, fits in (
            ('label = cnn', lambda page: 'cnn' in labels(page)),
            ('label != cnn', lambda page: 'cnn' not in labels(page)),
            ('label in (cnn, "keras")', lambda page: labels(page) & {'cnn', 'keras'}),
            ('label = cnn and label = keras', lambda page: labels(page) >= {'cnn', 'keras'}),
            ('LABEL = cnn AND Label = hep', lambda page: labels(page) >= {'cnn', 'hep'}),
            (f'id in ({", ".join(some)})', lambda page: page['id'] in some),
            (f'id != {home}', lambda page: page['id'] != home),
            ('title ~ autoencoder', lambda page: 'autoencoder' in page['title'].casefold()),
            ('title = "1. btagging in cms"', lambda page: page['title'] == '1. Btagging in CMS'),
            ('text ~ "neural network"', lambda page: 'neural network' in text(page)),
            (f'parent = {home}', lambda page: above(page)[-1:] == [home]),
            (f'ancestor = {home}', lambda page: home in above(page)),
            ('lastmodified > "2000-01-01"', lambda page: True),
            ('lastmodified < "2000-01-01"', lambda page: False),
            ('lastmodified <= "2999/12/31 23:59"', lambda page: True),
            ('lastmodified != "2000-01-01"', lambda page: True),
            ('lastmodified = "2000-01-01"', lambda page: False)):
        found, _ = wiki.everything(f'space = MLINFN and type = page and {cql} order by id', limit=50)
        assert [page['id'] for page in found] == [page['id'] for page in pages if fits(page)], cql
    downward, _ = wiki.everything('space = MLINFN and type = page order by id desc', limit=50)
    assert [page['id'] for page in downward] == [page['id'] for page in reversed(pages)]
    by_title, _ = wiki.everything('space = MLINFN and type = page order by title asc', limit=50)
    titles = [page['title'] for page in by_title]
    assert sorted(titles, key=str.casefold) == sorted(titles, key=titles.index), titles


def children_are_the_pages_below():
    home = wiki.get('/rest/api/space/MLINFN').json['_expandable']['homepage']
    below = wiki.get(home + '/child/page', limit=200).json['results']
    searched, _ = wiki.everything(f'type = page and parent = {home.rsplit("/", 1)[1]}', limit=50)
    assert {page['id'] for page in below} == {page['id'] for page in searched} and below
    assert wiki.get('/rest/api/content/0/child/page').status == 404


def a_token_says_who_it_is_for():
    said = claims(tokens['access_token'])
    assert said['iss'] == issuer.url and said['sub'] == request(
        issuer.facts['userinfo_endpoint'], token=tokens['access_token']).json['sub']
    assert said['exp'] - said['iat'] > 0 and 'password' not in str(said)


run(globals())
