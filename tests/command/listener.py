# SPDX-License-Identifier: Apache-2.0
"""A host that nobody agreed to: it answers anything and remembers what it was sent."""
import http.server
import threading


class Listener:
    def __init__(self):
        self.requests = []
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                listener.requests.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
                self.send_response(401)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = do_PATCH = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.host}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def secrets(self):
        """What of the requests could have carried a credential."""
        return [request for request in self.requests
                if request[3] or any(name.lower() in ("authorization", "x-auth-token") for name in request[2])]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
