# SPDX-License-Identifier: Apache-2.0
"""A real banco-demo, and a plain client of it, for the TAP scripts of this folder."""

import base64
import hashlib
import http.client
import inspect
import json
import os
import re
import subprocess
import sys
import traceback
import urllib.parse


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


def request(url, form=None, data=None, token=None, method=None, headers=None):
    """One exchange; redirects are answers."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    target = parts.path + ('?' + parts.query if parts.query else '')
    headers = dict(headers or {})
    body = None
    if form is not None:
        body = urllib.parse.urlencode(form)
        headers['Content-Type'] = 'application/x-www-form-urlencoded'
    elif data is not None:
        body = data if isinstance(data, (bytes, str)) else json.dumps(data)
        headers.setdefault('Content-Type', 'application/json')
    if token is not None:
        headers['Authorization'] = 'Bearer ' + token
    connection.request(method or ('POST' if body is not None else 'GET'), target or '/', body,
                       headers)
    try:
        return Reply(connection.getresponse())
    finally:
        connection.close()


class Demo:
    """Runs the program; leaves it by closing its standard input."""

    def __init__(self, *options, environment=None):
        self.process = subprocess.Popen([sys.argv[1], *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, 'G_DEBUG': 'fatal-warnings',
                                             **(environment or {})})
        self.ready = json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if not self.process.stdin.closed:
            self.process.stdin.close()
        code = self.process.wait(30)
        self.process.stdout.close()
        assert code == 0, f'banco-demo ended with {code}'
        return code

    def control(self, path, /, **order):
        return request(self.ready['control'] + path, data=order)

    def log(self):
        return request(self.ready['control'] + '/log').json

    def issuer(self, name='official'):
        return Issuer(self.ready['issuers'][name], name)


class Issuer:
    """What a client knows of an issuer after discovery and registration."""

    def __init__(self, url, name):
        self.url = url
        self.redirect = 'http://127.0.0.1:38171/banco/' + name
        self.facts = request(url.rstrip('/') + '/.well-known/openid-configuration').json
        self.cookie = None

    def register(self, **more):
        wish = {
            'client_name': 'Test client',
            'redirect_uris': [f'http://127.0.0.1:{port}{urllib.parse.urlsplit(self.redirect).path}'
                              for port in range(38171, 38176)],
            'grant_types': ['authorization_code', 'refresh_token',
                            'urn:ietf:params:oauth:grant-type:device_code'],
            'scope': 'openid profile email offline_access',
            'token_endpoint_auth_method': 'none',
        }
        wish.update(more)
        self.registration = request(self.facts['registration_endpoint'], data=wish)
        if self.registration.status == 201:
            self.client = self.registration.json['client_id']
        return self

    def device(self, **more):
        return request(self.facts['device_authorization_endpoint'],
                       form={'client_id': self.client, 'scope': 'openid profile email offline_access',
                             **more})

    def poll(self, device_code):
        return self.token('urn:ietf:params:oauth:grant-type:device_code', device_code=device_code)

    def token(self, grant_type, **more):
        return request(self.facts['token_endpoint'],
                       form={'client_id': self.client, 'grant_type': grant_type, **more})

    def refresh(self, refresh_token, **more):
        return self.token('refresh_token', refresh_token=refresh_token, **more)

    def sign_in(self, demo, user):
        """Tokens by the device flow, approved through the control port."""
        device = self.device().json
        demo.control('/device', user_code=device['user_code'], user=user)
        return self.poll(device['device_code']).json

    def userinfo(self, token):
        return request(self.facts['userinfo_endpoint'], token=token)

    def authorize(self, **more):
        """The address of an authorization request, with PKCE."""
        self.verifier = 'v' * 50
        challenge = base64.urlsafe_b64encode(
            hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip('=')
        wish = {'response_type': 'code', 'client_id': self.client, 'redirect_uri': self.redirect,
                'scope': 'openid profile email offline_access', 'state': 'a&b', 'nonce': 'n',
                'code_challenge': challenge, 'code_challenge_method': 'S256', **more}
        return (self.facts['authorization_endpoint'] + '?' +
                urllib.parse.urlencode({k: v for k, v in wish.items() if v is not None}))

    # The browser's side: pages, forms, one cookie.
    def browse(self, url, form=None):
        reply = request(urllib.parse.urljoin(self.url, url), form=form,
                        headers={'Cookie': self.cookie} if self.cookie else {})
        if reply.headers['Set-Cookie']:
            self.cookie = reply.headers['Set-Cookie'].split(';')[0]
        return reply

    def submit(self, page, **values):
        action = re.search(r"<form[^>]*action='([^']*)'", page.text).group(1)
        form = dict(re.findall(r"<input type='hidden' name='([^']*)' value='([^']*)'>", page.text))
        form = {name: value.replace('&amp;', '&').replace('&apos;', "'").replace('&#39;', "'")
                for name, value in form.items()}
        return self.browse(action, {**form, **values})

    def login(self, url, user):
        """Signs in on the page that @url shows and returns the page it leads to."""
        page = self.submit(self.browse(url), username=user, password=user)
        return self.browse(page.headers['Location'])


def claims(token):
    part = token.split('.')[1]
    return json.loads(base64.urlsafe_b64decode(part + '=' * (-len(part) % 4)))


def answer_of(redirect):
    """The query of a redirect to the client."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(redirect.headers['Location']).query))


def left_over(pid):
    """Whether the process still runs; an orphan may stay a zombie until someone looks."""
    try:
        with open(f'/proc/{pid}/stat') as status:
            return status.read().rpartition(')')[2].split()[0] != 'Z'
    except FileNotFoundError:
        return False


def run(names):
    """Each function of a script that takes nothing is a case; its name is what it shows."""
    cases = [value for value in names.values()
             if inspect.isfunction(value) and value.__module__ == '__main__'
             and not inspect.signature(value).parameters]
    print(f'1..{len(cases)}')
    for number, case in enumerate(cases, 1):
        try:
            case()
            outcome = 'ok'
        except Exception:  # a failed case must not hide the others
            outcome = 'not ok'
            for line in traceback.format_exc().splitlines():
                print('# ' + line)
        print(f'{outcome} {number} {case.__name__.replace("_", " ")}', flush=True)
