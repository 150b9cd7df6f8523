# SPDX-License-Identifier: Apache-2.0
"""The wiki over REST, with the traps that a real one sets for whoever keeps a copy."""

import random
import re

from demo_peer import Demo, request, run
from wiki_peer import Wiki


def pages(wiki, **query):
    return wiki.everything(f'space = {wiki.space} and type = page order by id', **query)[0]


def an_anonymous_reader_finds_the_space():
    with Demo() as demo:
        wiki = Wiki(demo)
        assert wiki.get('/rest/api/user/current').json['type'] == 'anonymous'
        assert [each['key'] for each in wiki.get('/rest/api/space').json['results']] == ['MLINFN']
        assert wiki.get('/rest/api/space/mlinfn').json['key'] == 'MLINFN'
        assert wiki.get('/rest/api/space/NONE').status == 404


def the_home_page_is_the_table_of_the_knowledge_base():
    with Demo() as demo:
        wiki = Wiki(demo)
        home = wiki.get('/rest/api/space/MLINFN').json['_expandable']['homepage']
        page = wiki.get(home, expand='body.storage').json
        body = page['body']['storage']['value']
        assert page['title'] == 'Machine Learning Knowledge Base'
        for column in ('Name and Link', 'ML Technologies', 'Scientific Field', 'ML Tools',
                       'Comments'):
            assert f'<th>{column}</th>' in body
        assert '1. Btagging in CMS' in body and 'High energy physics' in body


def a_page_has_body_labels_ancestors_and_version():
    with Demo() as demo:
        wiki = Wiki(demo)
        found = wiki.search('title = "1. Btagging in CMS"').json['results']
        assert len(found) == 1 and 'body' in found[0]['_expandable']
        page = wiki.get('/rest/api/content/' + found[0]['id'],
                        expand='body.storage,version,ancestors,metadata.labels,space').json
        assert isinstance(page['id'], str) and page['version']['number'] == 1
        assert page['version']['when'].endswith('.000Z')
        labels = {label['name'] for label in page['metadata']['labels']['results']}
        assert labels == {'cnn', 'lstm', 'hep', 'keras', 'tensorflow'}
        assert [each['title'] for each in page['ancestors']] == ['Machine Learning Knowledge Base']
        assert '<h2>Idea</h2>' in page['body']['storage']['value']
        assert not page['body']['storage']['value'].startswith('<!--')
        assert page['_links']['webui'] == '/display/MLINFN/1.+Btagging+in+CMS'
        assert wiki.get(page['_links']['webui']).status == 200
        assert wiki.get('/pages/viewpage.action', pageId=page['id']).status == 200
        labels = wiki.get(f'/rest/api/content/{page["id"]}/label').json
        assert labels['size'] == 5


def links_between_pages_lead_somewhere():
    with Demo() as demo:
        wiki = Wiki(demo)
        every = pages(wiki, expand='body.storage')
        titles = {page['title'] for page in every}
        for page in every:
            for title in re.findall(r'ri:content-title="([^"]*)"', page['body']['storage']['value']):
                assert title in titles, (page['title'], title)


def lists_are_capped_by_what_is_opened():
    with Demo('--control') as demo:
        wiki = Wiki(demo)
        for number in range(220):
            wiki.edit('add', title=f'Extra {number}')
        cql = f'space = {wiki.space} and type = page order by id'
        for expand, limit, cap in (('body.storage', 1000, 50), ('version', 1000, 200),
                                   ('', 2000, 1000), ('', 10, 10)):
            assert wiki.search(cql, limit=limit, expand=expand).json['limit'] == cap
        found, lists = wiki.everything(cql, limit=200, expand='version,metadata.labels')
        assert lists == 2 and len({page['id'] for page in found}) == len(found) > 220
        assert wiki.search(cql).json['size'] == 25


def restricted_pages_make_lists_short_and_look_removed():
    with Demo('--control') as demo:
        wiki = Wiki(demo)
        before = pages(wiki)
        victim = before[2]
        wiki.edit('restrict', page=victim['id'])
        first = wiki.search(f'space = {wiki.space} and type = page order by id', limit=5).json
        assert first['size'] == 4 and 'next' in first['_links']
        assert len(pages(wiki)) == len(before) - 1
        reply = wiki.get('/rest/api/content/' + victim['id'])
        assert reply.status == 404 and reply.json['statusCode'] == 404
        assert reply.json['data']['authorized'] is False
        wiki.edit('restore', page=victim['id'])
        assert len(pages(wiki)) == len(before)


def removed_pages_are_nowhere_but_in_the_bin():
    with Demo('--control') as demo:
        wiki = Wiki(demo)
        victim = pages(wiki)[3]
        wiki.edit('remove', page=victim['title'])
        assert victim['id'] not in [page['id'] for page in pages(wiki)]
        assert wiki.search(f'id in ({victim["id"]})').json['size'] == 0
        assert wiki.get('/rest/api/content/' + victim['id']).status == 404
        bin_ = wiki.get('/rest/api/content', spaceKey='MLINFN', status='trashed').json
        assert [page['id'] for page in bin_['results']] == [victim['id']]


def text_makes_a_version_and_labels_do_not():
    with Demo('--control') as demo:
        wiki = Wiki(demo)
        page = wiki.edit('add', title='News', body='<p>one</p>', labels=['nlp'])
        assert wiki.edit('change', page=page['id'], labels=['cnn', 'hep'])['version'] == 1
        assert wiki.edit('change', page=page['id'], parent='About this demo')['version'] == 1
        assert wiki.edit('change', page=page['id'], body='<p>two</p>')['version'] == 2
        assert wiki.edit('change', page='News', new_title='Old news')['version'] == 3
        now = wiki.get('/rest/api/content/' + page['id'],
                       expand='body.storage,version,metadata.labels,ancestors').json
        assert now['title'] == 'Old news' and now['version']['number'] == 3
        assert now['body']['storage']['value'] == '<p>two</p>'
        assert [label['name'] for label in now['metadata']['labels']['results']] == ['cnn', 'hep']
        assert now['ancestors'][-1]['title'] == 'About this demo'


def attachments_have_versions_of_their_own():
    with Demo('--control') as demo:
        wiki = Wiki(demo)
        page = wiki.edit('add', title='With files')
        for text in ('first', 'second'):
            wiki.edit('attach', page=page['id'], name='a b&c#1.txt', text=text)
        listed = wiki.get(f'/rest/api/content/{page["id"]}/child/attachment', expand='version').json
        one, = listed['results']
        assert one['version']['number'] == 2 and one['title'] == 'a b&c#1.txt'
        assert one['extensions']['fileSize'] == 6
        download = request(wiki.base + one['_links']['download'])
        assert download.text == 'second' and download.headers['Content-Type'] == 'text/plain'
        whole = wiki.get('/rest/api/content/' + page['id'],
                         expand='version,children.attachment.version').json
        assert whole['version']['number'] == 1
        assert whole['children']['attachment']['results'][0]['version']['number'] == 2
        found = wiki.search(f'type = attachment and container = {page["id"]}',
                            expand='version,container').json['results']
        assert found[0]['container']['id'] == page['id']
        wiki.edit('detach', page=page['id'], name='a b&c#1.txt')
        assert request(wiki.base + one['_links']['download']).status == 404


def notebooks_come_as_attachments():
    with Demo() as demo:
        wiki = Wiki(demo)
        found, _ = wiki.everything('type = attachment and space = MLINFN', limit=50)
        notebooks = [each for each in found if each['title'].endswith('.ipynb')]
        assert len(notebooks) >= 5
        for notebook in notebooks:
            assert request(wiki.base + notebook['_links']['download']).json['nbformat'] == 4


def times_of_queries_have_minutes_and_a_zone_of_their_own():
    with Demo('--control') as demo:
        wiki = Wiki(demo)
        demo.control('/set', clock='2027-03-01T12:00:30Z', wiki_zone_minutes=120)
        page = wiki.edit('add', title='Fresh')

        def since(when):
            return [each['id'] for each in
                    wiki.search(f'space = MLINFN and lastmodified >= "{when}"').json['results']]

        assert page['id'] in since('2027-03-01 13:00')
        assert page['id'] in since('2027/03/01 13:00')
        assert page['id'] in since('2027-02-28')
        assert page['id'] not in since('2027-03-01 14:00'), 'the index is behind'
        reply = wiki.search('lastmodified > now("-1h") and space = MLINFN').json
        assert [each['id'] for each in reply['results']] == [page['id']]


def queries_that_cannot_be_read_are_400():
    with Demo() as demo:
        wiki = Wiki(demo)
        for cql in ('', 'space', 'space =', 'colour = red', 'space = MLINFN or type = page',
                    'lastmodified > "2027-01-01 10:00:00"', 'lastmodified > tomorrow',
                    'id in 1,2', 'id in (1', 'order by id', 'space = MLINFN order by', '"', '((((',
                    'lastmodified > now("x")', 'space < MLINFN'):
            reply = wiki.search(cql)
            assert reply.status == 400 and reply.json['statusCode'] == 400, cql
        assert wiki.get('/rest/api/content/search').status == 400


def no_query_ends_the_wiki():
    words = ['space', '=', 'MLINFN', 'and', 'order', 'by', 'id', 'in', '(', ')', ',', '"', '~', '!=',
             'lastmodified', '>=', 'now', '"-1w"', '2026/02/31', '99999999999', 'label', 'x' * 5000,
             'type', 'attachment', '\x00', 'é', '%', 'container', 'text', 'desc']
    chance = random.Random(5)
    with Demo() as demo:
        wiki = Wiki(demo)
        for _ in range(400):
            cql = ' '.join(chance.choice(words) for _ in range(chance.randint(1, 12)))
            assert wiki.search(cql).status in (200, 400), cql


def what_is_not_there_is_html():
    with Demo() as demo:
        wiki = Wiki(demo)
        for path in ('/rest/api/nothing', '/rest/api/content/scan%2F', '/nowhere',
                     '/download/attachments/1/x', '/display/MLINFN/Nothing'):
            reply = wiki.get(path)
            assert reply.status == 404, path
            assert reply.headers['Content-Type'].startswith(
                'application/json' if path.startswith('/rest/api/content/') else 'text/html'), path


def text_that_is_no_utf8_harms_nothing():
    with Demo('--control') as demo:
        wiki = Wiki(demo)
        for path in ('/rest/api/content/%ff', '/rest/api/space/%ff', '/display/MLINFN/%ff', '/%ff',
                     '/rest/api/content?spaceKey=%ff', '/rest/api/content?title=%ff&expand=%ff',
                     '/rest/api/content/search?cql=%ff', '/pages/viewpage.action?pageId=%ff',
                     '/rest/api/content?limit=1&x=%ff', '/download/attachments/%ff/%ff',
                     f'/rest/api/content/{pages(wiki)[1]["id"]}/child/attachment?filename=%ff'):
            assert request(wiki.base + path).status in (200, 400, 404), path
        assert isinstance(demo.log(), list)


def blocked_readers_get_the_largest_number_there_is():
    with Demo('--control') as demo:
        wiki = Wiki(demo)
        demo.control('/fault', server='wiki', path='/rest/*', status=429,
                     headers={'Retry-After': '9223372036854775807'})
        reply = wiki.get('/rest/api/space')
        assert reply.status == 429 and reply.headers['Retry-After'] == '9223372036854775807'
        assert wiki.get('/rest/api/space').status == 200


def paging_with_odd_numbers_is_answered():
    with Demo() as demo:
        wiki = Wiki(demo)
        for query in ({'limit': 0}, {'limit': -1}, {'start': 'x'}, {'start': 10 ** 30},
                      {'limit': 10 ** 30}, {'start': -5}):
            assert wiki.get('/rest/api/content', spaceKey='MLINFN', **query).status == 200, query


def wrong_edits_are_refused():
    with Demo('--control') as demo:
        for order in ({}, {'action': 'burn'}, {'action': 'add'}, {'action': 'change'},
                      {'action': 'change', 'page': 'none'}, {'action': 'remove', 'page': 1},
                      {'action': 'add', 'title': 'x', 'parent': 'none'},
                      {'action': 'attach', 'page': 'About this demo', 'name': 'x'},
                      {'action': 'detach', 'page': 'About this demo', 'name': 'x'},
                      {'action': 'change', 'page': 'About this demo', 'parent': 'About this demo'}):
            assert demo.control('/wiki', **order).status == 400, order


run(globals())
