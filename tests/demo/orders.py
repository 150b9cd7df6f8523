# SPDX-License-Identifier: Apache-2.0
"""What is ordered at the control port, and what the log tells of it: whose request a fault takes, what of a request
never happened, and what a reader of the wiki finds of what was hidden."""

import http.client

from cloud_peer import Cloud
from demo_peer import Demo, request, run
from wiki_peer import Wiki

demo = Demo('--control')
issuer = demo.issuer().register()
tokens = issuer.sign_in(demo, 'researcher')
cloud = Cloud(demo, tokens['access_token'], 'ml-infn')
wiki = Wiki(demo)
KEYS = issuer.facts['jwks_uri']
SPACES = wiki.base + '/rest/api/space'


def ordered(**order):
    reply = demo.control('/fault', **order)
    assert reply.status == 200, (order, reply.text)


def mended(of=demo):
    assert of.control('/fault', clear=True).status == 200


def is_cut(url, **more):
    try:
        request(url, **more)
    except (http.client.RemoteDisconnected, ConnectionError):
        return True
    return False


# Faults.

def faults_come_one_after_the_other():
    for order in ({'status': 500}, {'status': 502, 'count': 2}, {'status': 503}):
        ordered(path='/jwk', **order)
    assert [request(KEYS).status for _ in range(5)] == [500, 502, 502, 503, 200]
    ordered(path='/jwk', status=500, count=-1)
    ordered(path='/jwk', status=503)
    assert [request(KEYS).status for _ in range(3)] == [500] * 3, 'one without an end stands before those that follow'
    mended()
    assert request(KEYS).status == 200


def a_fault_takes_only_what_it_was_ordered_for():
    device = issuer.facts['device_authorization_endpoint']
    other = demo.issuer('hackathon').facts['jwks_uri']
    for order, taken, spared in (
            ({'path': '/jwk'}, (('GET', KEYS), ('HEAD', KEYS), ('GET', other)), (('GET', SPACES),)),
            ({'path': '/jwk', 'method': 'HEAD'}, (('HEAD', KEYS),), (('GET', KEYS), ('PATCH', KEYS))),
            ({'path': '/jwk', 'method': 'get'}, (('GET', KEYS),), (('HEAD', KEYS),)),
            ({'path': '/jwk', 'server': 'hackathon'}, (('GET', other),), (('GET', KEYS),)),
            ({'path': '/*', 'server': 'wiki'}, (('GET', SPACES), ('GET', wiki.base + '/')), (('GET', KEYS),)),
            ({'path': '*/space'}, (('GET', SPACES),), (('GET', SPACES + '/MLINFN'),)),
            ({'path': '/rest/api/sp?ce'}, (('GET', SPACES), ('GET', SPACES + '?limit=1')), (('GET', KEYS),)),
            ({'path': '/devicecode', 'method': 'POST'}, (('POST', device),), (('GET', device), ('GET', KEYS))),
            ({'path': '/JWK'}, (), (('GET', KEYS),)), ({'path': ''}, (), (('GET', KEYS), ('GET', wiki.base + '/')))):
        ordered(status=418, count=-1, **order)
        for method, url in taken:
            assert request(url, method=method).status == 418, (order, method, url)
        for method, url in spared:
            assert request(url, method=method).status != 418, (order, method, url)
        mended()


def a_fault_says_what_was_ordered():
    for order, status, kind, body in (
            ({'status': 503}, 503, 'text/plain', ''),
            ({'status': 200, 'body': '<p>é</p>'}, 200, 'text/plain', '<p>é</p>'),
            ({'status': 599, 'body': '{}', 'content_type': 'application/json'}, 599, 'application/json', '{}'),
            ({'status': 302, 'headers': {'Location': '/x', 'Retry-After': '7', 'odd': 7}}, 302, 'text/plain', '')):
        ordered(path='/jwk', **order)
        reply = request(KEYS)
        told = reply.status, reply.headers['Content-Type'], reply.text
        assert told == (status, kind, body), (order, told)
        for name, value in order.get('headers', {}).items():
            assert reply.headers[name] == (value if isinstance(value, str) else None), name


def what_a_fault_takes_did_not_happen():
    device = issuer.device().json
    demo.control('/device', user_code=device['user_code'], user='researcher')
    for status in 500, 0:
        ordered(path='/token', method='POST', status=status)
        if status:
            assert issuer.poll(device['device_code']).status == 500
        else:
            assert is_cut(issuer.facts['token_endpoint'], form={'device_code': device['device_code']})
    assert 'access_token' in issuer.poll(device['device_code']).json, 'the code was spent by a request that failed'
    order = {'server': cloud.order('never')}
    ordered(path='*/servers', method='POST', status=0, count=2)
    for _ in range(2):
        assert is_cut(cloud.endpoints['compute'] + '/servers', data=order, headers={'X-Auth-Token': cloud.token})
    assert cloud.ask('/servers').json == {'servers': []}
    ordered(path='*/keypairs', status=500)
    assert cloud.ask('/os-keypairs').status == 200, 'a star is no part of a word'
    mended()


def what_only_waits_happens():
    ordered(path='/devicecode', delay=0.05, count=2)
    devices = [issuer.device().json for _ in range(2)]
    assert len({device['user_code'] for device in devices}) == 2
    ordered(path='/jwk', delay=0.05, status=503)
    assert [request(KEYS).status for _ in range(2)] == [503, 200]


def a_refused_fault_takes_nothing():
    for order, said in (({}, 'path'), ({'path': 7}, 'path'), ({'path': '/jwk', 'status': 199}, 'status'),
                        ({'path': '/jwk', 'status': 600}, 'status'), ({'path': '/jwk', 'status': -2}, 'status'),
                        ({'path': '/jwk', 'status': 'bad'}, 'status'), ({'path': '/jwk', 'count': 0}, 'count'),
                        ({'path': '/jwk', 'count': -2}, 'count'), ({'path': '/jwk', 'delay': 601}, 'delay'),
                        ({'path': '/jwk', 'delay': -0.1}, 'delay'), ({'path': '/jwk', 'headers': ['x']}, 'headers'),
                        ({'path': '/jwk', 'body': 7}, 'body'), ({'path': '/jwk', 'server': []}, 'server'),
                        ({'path': '/jwk', 'method': 7}, 'method')):
        reply = demo.control('/fault', **{'status': 500, **order})
        assert reply.status == 400 and reply.json['error'].startswith(said), (order, reply.text)
        assert request(KEYS).status == 200, order


def the_control_port_is_not_for_faults():
    mended()
    ordered(path='/*', server='control', status=500, count=-1)
    assert demo.control('/user', username='fpga').status == 200
    ordered(path='/*', status=500, count=-1)
    assert demo.control('/user', username='fpga').status == 200 and request(KEYS).status == 500
    assert request(demo.ready['control'] + '/fault').status == 405
    mended()
    for body in b'', b'[]', b'7', b'{', b'"clear"', b'\xff':
        reply = request(demo.ready['control'] + '/fault', data=body, method='POST')
        assert reply.status == 400 and reply.json['error'], body


# The log.

def each_request_is_one_entry():
    mended()
    key = cloud.token
    for ask, expected in (
            (lambda: request(KEYS), {'server': 'official', 'method': 'GET', 'path': '/jwk', 'status': 200,
                                     'authorization': 'none', 'query': {}, 'form': {}}),
            (lambda: request(KEYS, method='HEAD'), {'method': 'HEAD', 'status': 200}),
            (lambda: request(KEYS, method='PATCH'), {'method': 'PATCH', 'status': 405}),
            (lambda: issuer.userinfo('secret'), {'path': '/userinfo', 'status': 401, 'authorization': 'bearer'}),
            (lambda: request(KEYS, headers={'Authorization': 'BASIC c2VjcmV0'}), {'authorization': 'basic'}),
            (lambda: request(KEYS, headers={'Authorization': 'Digest secret'}), {'authorization': 'other'}),
            (lambda: issuer.poll('secret'), {'path': '/token', 'status': 400, 'form': {
                'client_id': issuer.client, 'device_code': '…',
                'grant_type': 'urn:ietf:params:oauth:grant-type:device_code'}}),
            (lambda: request(issuer.url + 'device?user_code=SECRET&limit=3'),
             {'query': {'limit': '3', 'user_code': '…'}}),
            (lambda: wiki.search('type = page', limit=1), {'server': 'wiki', 'path': '/rest/api/content/search',
                                                           'query': {'cql': 'type = page', 'limit': '1'}}),
            (lambda: request(cloud.keystone + '/auth/projects', headers={'X-Auth-Token': key}),
             {'server': 'keystone', 'authorization': 'none', 'status': 200}),
            (lambda: cloud.ask('/servers/nope'), {'server': 'nova', 'path': '/v2.1/servers/nope', 'status': 404})):
        assert request(demo.ready['control'] + '/log', method='DELETE').status == 200
        ask()
        entry, = demo.log()
        assert expected.items() <= entry.items(), (expected, entry)
        assert set(entry) == {'server', 'when', 'method', 'path', 'status', 'authorization', 'query', 'form'}, entry
        assert 'secret' not in str(entry).lower().replace('/secret', '') and key not in str(entry), entry


def a_fault_is_an_entry_too():
    ordered(path='/jwk', status=503)
    request(demo.ready['control'] + '/log', method='DELETE')
    request(KEYS)
    demo.control('/user', username='fpga')
    assert [(entry['path'], entry['status']) for entry in demo.log()] == [('/jwk', 503)]


# The wiki.

def every_list_comes_in_parts():
    """The parts of each list, put together, are the list; and the way on keeps the question."""
    home = wiki.get('/rest/api/space/MLINFN').json['_expandable']['homepage']
    page = wiki.edit('add', title='Many files & more', body='<p>é</p>')
    for number in range(5):
        wiki.edit('attach', page=page['id'], name=f'{number}.txt', text=str(number))
    files = f'/rest/api/content/{page["id"]}/child/attachment'
    for path, query, most in (
            ('/rest/api/content', {'spaceKey': 'MLINFN', 'type': 'page'}, 7), (home + '/child/page', {}, 4),
            ('/rest/api/space/mlinfn/content/page', {'expand': 'version'}, 9), (files, {'expand': 'version'}, 2),
            ('/rest/api/content/search', {'cql': 'type = attachment and space = MLINFN'}, 3),
            ('/rest/api/content', {'spaceKey': 'mlinfn', 'title': 'Many files & more'}, 1),
            ('/rest/api/content/search', {'cql': 'title ~ "é" or'}, 0),
            ('/rest/api/content/search', {'cql': 'text ~ "é" order by title desc', 'expand': 'body.storage'}, 1)):
        if most == 0:
            assert wiki.get(path, **query).status == 400
            continue
        whole = wiki.get(path, limit=50, **query).json
        assert whole['start'] == 0 and whole['size'] == len(whole['results']) > 0, path
        assert 'next' not in whole['_links'], path
        found, start, reply = [], 0, wiki.get(path, limit=most, **query).json
        while True:
            assert (reply['start'], reply['limit'], reply['size']) == (start, most, len(reply['results'])), reply
            found += reply['results']
            if 'next' not in reply['_links']:
                break
            assert reply['size'] == most, 'a part that is short is not the last'
            start += most
            reply = request(reply['_links']['base'] + reply['_links']['next']).json
        assert found == whole['results'], (path, query)
        assert wiki.get(path, start=500, **query).json['results'] == []
    wiki.edit('remove', page=page['id'])


def a_page_is_added_below_the_page_that_was_named():
    """By its title as by its id."""
    above = wiki.edit('add', title='Above')
    for name in 'Above', 'ABOVE', above['id']:
        page = wiki.edit('add', title='Under ' + name, parent=name)
        found = wiki.get('/rest/api/content/' + page['id'], expand='ancestors').json
        assert found['ancestors'][-1]['id'] == above['id'], (name, found['ancestors'])
        listed = wiki.get(f'/rest/api/content/{above["id"]}/child/page').json['results']
        assert page['id'] in [each['id'] for each in listed], name
        assert wiki.search(f'parent = {above["id"]} and id = {page["id"]}').json['size'] == 1, name


def what_is_hidden_is_hidden_everywhere():
    page = wiki.edit('add', title='Hidden', body='<p>zebra</p>', labels=['zebra'])
    wiki.edit('attach', page=page['id'], name='z.txt', text='zebra')
    below = wiki.edit('add', title='Below', parent='Hidden')
    paths = [f'/rest/api/content/{page["id"]}{part}' for part in ('', '/label', '/child/attachment', '/child/page')]
    paths += [f'/download/attachments/{page["id"]}/z.txt', '/display/MLINFN/Hidden',
              f'/pages/viewpage.action?pageId={page["id"]}']
    searches = ('title = Hidden', 'text ~ zebra', 'label = zebra', f'id = {page["id"]}',
                f'type = attachment and container = {page["id"]}', 'type = attachment and title = Hidden')
    for action in 'restrict', 'remove':
        assert [wiki.get(path).status for path in paths] == [200] * len(paths)
        assert [wiki.search(cql).json['size'] for cql in searches] == [1] * len(searches)
        wiki.edit(action, page=page['id'])
        assert [wiki.get(path).status for path in paths] == [404] * len(paths), action
        assert [wiki.search(cql).json['size'] for cql in searches] == [0] * len(searches), action
        assert wiki.get(f'/rest/api/content/{below["id"]}').status == 200, 'a page below has rights of its own'
        wiki.edit('restore', page=page['id'])
    for text in '<b>&"', '%3Cscript%3E', 'é':
        reply = wiki.get('/rest/api/content/' + text.replace('<', '%3C').replace('"', '%22').replace('é', '%C3%A9'))
        assert reply.status == 404 and reply.headers['Content-Type'].startswith('application/json'), text


def a_reader_changes_nothing():
    page = wiki.get('/rest/api/content', title='About this demo').json['results'][0]['id']
    for path in '/rest/api/content', f'/rest/api/content/{page}', f'/rest/api/content/{page}/child/attachment':
        for method in 'POST', 'PUT', 'DELETE':
            assert request(wiki.base + path, data={'title': 'x'}, method=method).status == 405, (path, method)
    assert wiki.get(f'/rest/api/content/{page}').json['title'] == 'About this demo'
    head = request(f'{wiki.base}/rest/api/content/{page}', method='HEAD')
    assert head.status == 200 and head.body == b'' and int(head.headers['Content-Length']) > 0


def the_time_of_an_answer_is_the_demo_s():
    demo.control('/set', clock='2031-05-06T07:08:09Z')
    for url in KEYS, SPACES, cloud.keystone:
        assert request(url).headers['Date'].startswith('Tue, 06 May 2031 07:08:'), url
    page = wiki.edit('add', title='Of tomorrow')
    when = wiki.get('/rest/api/content/' + page['id'], expand='version').json['version']['when']
    assert when.startswith('2031-05-06T07:08:'), when
    demo.control('/set', clock=0)


run(globals())
demo.close()
