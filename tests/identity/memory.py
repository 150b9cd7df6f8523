#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a core dump would hold of an account after a refresh: memory.py PROBE. Speaks TAP.

Counted is what lies in pages that the kernel dumps. Some buffers of libraries are out of our reach and not counted:
libsoup's copy of a request's head, where access tokens are; what it reads of a body together with the head, so this
issuer sends them apart; the records of the TLS library. They are freed as they are, and used again."""

import base64
import http.server
import json
import re
import shutil
import threading
import time

from peers import Home, Keyring, next_event, tap

PIECE = 24  # bytes of a token that count as finding it
LARGEST = 1 << 28  # bytes of a region; a sanitizer reserves far more


def token(name, size):
    """The same in every run, and no piece of it twice."""
    noise = "".join(base64.urlsafe_b64encode(f"{name} {i}".encode()[::-1]).decode().strip("=") for i in range(size))
    return noise[:size]


class Issuer(http.server.ThreadingHTTPServer):
    """Gives new tokens whenever it is asked for some; the first are over at once."""

    daemon_threads = True

    def __init__(self, size):
        super().__init__(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server_port}/"
        self.size, self.given = size, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def answer(self, path):
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.url, "authorization_endpoint": self.url + "authorize",
                    "token_endpoint": self.url + "token", "userinfo_endpoint": self.url + "userinfo",
                    "device_authorization_endpoint": self.url + "devicecode", "jwks_uri": self.url + "jwk",
                    "scopes_supported": ["openid"]}
        if path == "/devicecode":
            return {"device_code": "device", "user_code": "ABC", "verification_uri": self.url + "device",
                    "expires_in": 600, "interval": 1}
        if path == "/token":
            access, refresh = (token(f"{kind}-{len(self.given)}", self.size) for kind in ("access", "refresh"))
            self.given += [access, refresh]
            return {"access_token": access, "refresh_token": refresh, "token_type": "Bearer",
                    "expires_in": 3600 if len(self.given) > 2 else 0}
        return {"sub": "s", "preferred_username": "ada"}


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps(self.server.answer(self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        time.sleep(0.1)
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


def regions(pid):
    """(begin, end, whether a core dump has it, what it is) of all that can be read."""
    with open(f"/proc/{pid}/smaps") as file:
        for line in file:
            match = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)", line)
            if match:
                begin, end, mode, name = match.groups()
            elif line.startswith("VmFlags:") and mode.startswith("r") and int(end, 16) - int(begin, 16) < LARGEST:
                yield int(begin, 16), int(end, 16), "dd" not in line.split(), name


def find(pid, secret, dumped=True):
    """Where pieces of secret are, in what a core dump has or in what it has not."""
    pieces = [secret[i:i + PIECE].encode() for i in range(0, len(secret) - PIECE + 1, 4)]
    found = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for begin, end, is_dumped, name in regions(pid):
            if is_dumped != dumped or name in ("[vvar]", "[vvar_vclock]", "[vsyscall]"):
                continue
            memory.seek(begin)
            content = memory.read(end - begin)
            found += [f"{name or 'anonymous'}+{content.index(piece):#x}" for piece in pieces if piece in content]
    return found


def look(size, *words):
    """Signs in, then does the words in a process of its own and looks at it when all is done. Only a real keyring: the
    file that libsecret can use instead is written from plain memory."""
    person, issuer = Home(PROBE_CLIENT_ID="given"), Issuer(size)
    ring = Keyring(person)
    try:
        assert person.run(issuer.url, "sign-in", "device").code == 0
        process = person.start(issuer.url, *words, PROBE_REST="1")
        try:
            while next_event(process)["event"] != "rest":
                pass
            assert len(issuer.given) == 4, issuer.given
            assert find(process.pid, issuer.url + "userinfo"), "nothing is found of what is no secret"
            assert find(process.pid, issuer.given[3], dumped=False), "the refresh token is not kept apart"
            tokens = issuer.given if words == ("token",) else issuer.given[1::2]
            found = {tokens.index(secret): find(process.pid, secret) for secret in tokens}
            assert not any(found.values()), {number: (len(places), places[:3]) for number, places in found.items()}
        finally:
            process.kill()
            process.communicate()
    finally:
        issuer.shutdown()
        issuer.server_close()
        ring.close()
        person.close()


def short():
    """no token in what is dumped: short ones, in the thread that asks"""
    look(43, "token")


def long():
    """no refresh token in what is dumped: long ones, in a worker"""
    look(1500, "refresh")


for program in ("dbus-run-session", "gnome-keyring-daemon"):
    if not shutil.which(program):
        tap.skip(f"{program} is not installed")
tap.run([(case.__doc__, case) for case in (short, long)], lambda: None)
