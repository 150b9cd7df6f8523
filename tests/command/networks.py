#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Networks as people meet them: nobody answers, another answers, or what answers makes no sense. Every way ends
with the contract's exit code and one sentence, soon, and what is on this computer goes on. Argument: bancoctl."""
import http.server
import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import threading

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import demo  # noqa: E402
import shapes  # noqa: E402
import tap  # noqa: E402

person = demo.Person(str(pathlib.Path(sys.argv[1]).resolve()), "infn-cloud")
PORTAL = b"<html><head><title>Welcome to the hotel</title></head><body>Room number?</body></html>"
LARGE = b"[" + b"1," * 1000


class Answer:
    """A server on loopback that gives every request the same answer: @status (0 cuts), headers and body."""

    def __init__(self, status=200, body=b"", media_type="application/json", length=None, certificate=None,
                 protocol="HTTP/1.1", **headers):
        outer = self
        self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = protocol

            def answer(self):
                outer.asked.append(self.path)
                if status == 0:
                    self.close_connection = True
                    return
                self.send_response(status)
                for name, value in {"Content-Type": media_type, "Content-Length": str(length or len(body)), **headers}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = True

            do_GET = do_POST = answer

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda request, address: None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def self_signed():
    if not shutil.which("openssl"):
        raise tap.Missing("openssl")
    path = person.folder / "certificate.pem"
    done = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                           "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", f"{path}.crt"], capture_output=True)
    assert done.returncode == 0, done.stderr
    path.write_bytes(path.read_bytes() + pathlib.Path(f"{path}.crt").read_bytes())
    return str(path)


def closed_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def federation(url):
    path = person.folder / "network.federation"
    path.write_text(f"[Federation]\nFormat=1\nId=network\nName=Network\n[Issuer one]\nName=The issuer\nUrl={url}/\n"
                    f"[Knowledge k]\nKind=confluence\nUrl={url}\nSpace=S\n")
    return str(path)


def fails(url, code):
    """What needs the network fails with @code; what does not, works."""
    person.federation = federation(url)
    for words in (("sign-in", "--device", "--no-open"), ("sign-in", "--browser", "--no-open"), ("sync",), ("sync", "--full")):
        process = person.start(*words)
        output, errors = process.communicate(timeout=120)
        error = shapes.check(json.loads(errors), {"error": shapes.ERROR})["error"]
        assert error["code"] == code and process.returncode == shapes.EXITS[code] and output == "", (words, error)
        assert "GLib" not in error["message"] and "://" not in error["message"].replace(url, ""), error
        assert code != "not-reachable" or error["hint"], error
        assert "Welcome" not in error["message"] and "Room" not in error["message"], "foreign words are passed on"
    assert person.read("search", "autoencoder")["total"] > 0
    assert {account["state"] for account in person.read("accounts")} == {"signed-out"}


def of_server(code, **answer):
    server = Answer(**answer)
    try:
        fails(server.url, code)
        assert server.asked or answer.get("certificate"), "nobody was asked"
    finally:
        server.close()


def nobody_listens():
    fails(f"http://127.0.0.1:{closed_port()}", "not-reachable")


def a_name_that_does_not_exist():
    fails("https://no-such-host.invalid", "not-reachable")


def a_server_without_tls():
    server = Answer(body=b"{}")
    try:
        fails(server.url.replace("http:", "https:"), "not-reachable")
    finally:
        server.close()


def a_certificate_of_nobody():
    of_server("not-reachable", certificate=self_signed(), body=b"{}")


def a_connection_that_is_cut():
    of_server("not-reachable", status=0)


def half_an_answer():
    for protocol in ("HTTP/1.1", "HTTP/1.0"):
        of_server("not-reachable", body=b'{"issuer"', length=4000, protocol=protocol)
    of_server("not-reachable", body=b"{}", length=4000, Connection="close")


def servers_that_fail():
    for status in (429, 500, 502, 503, 504):
        of_server("not-reachable", status=status, body=b"{}", Retry_After="0")


def a_portal_of_another_origin():
    portal = Answer(body=PORTAL, media_type="text/html")
    try:
        of_server("not-reachable", status=302, Location=portal.url + "/login?from=here")
        assert portal.asked, "the portal was not met"
    finally:
        portal.close()


def a_circle():
    server = Answer(status=302, Location="/again")
    try:
        person.federation = federation(server.url)
        for words in (("sign-in", "--device", "--no-open"), ("sync",)):
            process = person.start(*words)
            _, errors = process.communicate(timeout=120)
            assert process.returncode in (1, 6, 8) and json.loads(errors)["error"]["message"], errors
        assert len(server.asked) < 200, "it goes round and round"
    finally:
        server.close()


def pages_where_data_is_due():
    of_server("not-understood", body=PORTAL, media_type="text/html")


def data_that_is_none():
    for body in (b"", b"{", b"[1, 2", b"null", b"[]", b'"text"', b"\xff\xfe{}", b"{}", LARGE, b"[" * 100000):
        of_server("not-understood", body=body)


CASES = (nobody_listens, a_name_that_does_not_exist, a_server_without_tls, a_certificate_of_nobody, a_connection_that_is_cut,
         half_an_answer, servers_that_fail, a_portal_of_another_origin, a_circle, pages_where_data_is_due, data_that_is_none)


tap.run([(case.__name__, case) for case in CASES], person.close, sys.argv[2:])
