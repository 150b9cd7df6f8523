# SPDX-License-Identifier: Apache-2.0
"""A plain client of the demo's wiki."""

import configparser
import urllib.parse

from demo_peer import request


class Wiki:
    def __init__(self, demo):
        file = configparser.ConfigParser()
        file.read(demo.ready['federation'])
        self.demo = demo
        self.base = file['Knowledge mlinfn']['url']
        self.space = file['Knowledge mlinfn']['space']

    def get(self, path, **query):
        query = {name: str(value) for name, value in query.items()}
        return request(self.base + path + ('?' + urllib.parse.urlencode(query) if query else ''))

    def search(self, cql, **query):
        return self.get('/rest/api/content/search', cql=cql, **query)

    def everything(self, cql, **query):
        """All results, by following next; and how many lists that took."""
        found, lists = [], 0
        reply = self.search(cql, **query).json
        while True:
            found += reply['results']
            lists += 1
            following = reply['_links'].get('next')
            if following is None:
                return found, lists
            reply = request(reply['_links']['base'] + following).json

    def edit(self, action, **order):
        reply = self.demo.control('/wiki', action=action, **order)
        assert reply.status == 200, reply.text
        return reply.json
