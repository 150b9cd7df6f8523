# SPDX-License-Identifier: Apache-2.0
"""The two sides of the journey: bancoctl as a person runs it, and the cloud as its own REST shows it."""

import configparser
import http.server
import json
import os
import pathlib
import re
import shlex
import shutil
import socket
import subprocess
import tempfile
import threading
import urllib.request

import tap

LIMIT = 600  # s for anything that a cloud may take


class Person:
    """A home without anything yet; secrets go to libsecret's test file."""

    def __init__(self, program, federation):
        self.program, self.federation = program, federation
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="banco-cloud-"))
        for name in ("home", "run"):
            (self.folder / name).mkdir(mode=0o700)
        self.environment = {
            **{name: value for name, value in os.environ.items()
               if not name.startswith(("XDG_", "DBUS_", "BANCO_")) and name not in ("DISPLAY", "WAYLAND_DISPLAY")},
            "HOME": str(self.folder / "home"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            **tap.keyring(self.folder / "run/keyring"),
        }
        if "ASAN_OPTIONS" in os.environ:
            # libsecret's file, which only tests use, loses a few bytes at every write. Leaks are
            # looked for in the rooms' own tests.
            self.environment["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"] + ":detect_leaks=0"

    def start(self, *words, json_output=True):
        command = [self.program, "--federation", self.federation, *(["--json"] if json_output else []), *words]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, encoding="utf-8", env=self.environment)

    def run(self, *words, expect=0, json_output=True):
        """What it printed, when it ended with the exit code that is expected."""
        process = self.start(*words, json_output=json_output)
        output, errors = process.communicate(timeout=LIMIT)
        assert process.returncode == expect, f"{words[0]}: exit {process.returncode}, not {expect}: {errors.strip()}"
        if expect != 0 and json_output:
            return json.loads(errors)["error"]
        return output

    def read(self, *words):
        return json.loads(self.run(*words))

    def read_list(self, *words):
        """The list, and {cloud: code} of those that are missing from it; exit 6 if any is."""
        process = self.start(*words)
        output, errors = process.communicate(timeout=LIMIT)
        partial = [json.loads(line)["partial"] for line in errors.splitlines()]
        assert process.returncode == (6 if partial else 0), (words, process.returncode, errors)
        return json.loads(output), {one["cloud"]: one["code"] for one in partial}

    def lines(self, *words, **options):
        return [json.loads(line) for line in self.run(*words, **options).splitlines()]

    def sign_in(self, approve):
        """Device flow; @approve is a command in whose words {code} stands for the code."""
        process = self.start("sign-in", "--device", "--no-open")
        try:
            pending = json.loads(process.stdout.readline())
            command = [word.replace("{code}", pending["user_code"]) for word in shlex.split(approve)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60)
            output, errors = process.communicate(timeout=120)
        finally:
            process.kill()
        assert process.returncode == 0, errors.strip()
        return pending, json.loads(output.splitlines()[-1])

    def files(self):
        """Everything that was written, but the test's own keyring."""
        return [path for path in self.folder.rglob("*") if path.is_file() and path.name != "keyring"]

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Demo:
    """The embedded federation, with a researcher who approves everything at once."""

    def __init__(self, program):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="banco-journey-"))
        self.federation = str(self.folder / "demo.federation")
        self.process = subprocess.Popen(
            [program, "--federation", self.federation, "--state", self.folder / "state", "--auto-approve", "researcher",
             "--control"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.address = json.loads(self.process.stdout.readline())["control"]

    def control(self, name, **values):
        request = urllib.request.Request(f"{self.address}/{name}", json.dumps(values).encode(),
                                         {"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=60).close()

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)


class Failing(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_error(503)

    do_POST = do_GET

    def log_message(self, *words):
        pass


class Neighbours:
    """The federation file, and before its first cloud two more of the same kind: one never answers, one always fails."""

    names = ("hung", "failing")

    def __init__(self, federation):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="banco-neighbours-"))
        self.hung = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.failing = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Failing)
        threading.Thread(target=self.failing.serve_forever, daemon=True).start()
        text = pathlib.Path(federation).read_text(encoding="utf-8")
        group = re.search(r"^\[Cloud [^]]*\]\n(?:[^\[\n].*\n)*", text, re.M)[0]
        ports = (self.hung.getsockname()[1], self.failing.server_port)
        others = "".join(self.rename(group, *pair) for pair in zip(self.names, ports))
        self.federation = str(self.folder / "neighbours.federation")
        pathlib.Path(self.federation).write_text(text.replace(group, others + "\n" + group), encoding="utf-8")

    @staticmethod
    def rename(group, name, port):
        group = re.sub(r"^\[Cloud [^]]*\]", f"[Cloud {name}]", group)
        return re.sub(r"^Url=.*$", f"Url=http://127.0.0.1:{port}/v3", group, flags=re.M)

    def close(self):
        self.failing.shutdown()
        self.failing.server_close()
        self.hung.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Cloud:
    """The first cloud of the federation, asked without any of our code."""

    def __init__(self, federation):
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        parser.read(federation)
        name = next(section for section in parser.sections() if section.startswith("Cloud "))
        self.id = name.removeprefix("Cloud ")
        self.group = parser[name]

    def ask(self, url, body=None, headers=None, method=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(url, data, {"Accept": "application/json", "Content-Type": "application/json",
                                                     **(headers or {})}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.headers, json.loads(answer.read() or b"null")

    def servers(self, bearer):
        """{name: status} of the person's servers in every project."""
        url = self.group["Url"].rstrip("/")
        path = f"/OS-FEDERATION/identity_providers/{self.group['IdentityProvider']}/protocols/{self.group['Protocol']}/auth"
        headers, answer = self.ask(url + path, headers={"Authorization": "Bearer " + bearer}, method="POST")
        unscoped, user = headers["X-Subject-Token"], answer["token"]["user"]["id"]
        found = {}
        for project in self.ask(url + "/auth/projects", headers={"X-Auth-Token": unscoped})[1]["projects"]:
            headers, answer = self.ask(url + "/auth/tokens", {"auth": {
                "identity": {"methods": ["token"], "token": {"id": unscoped}}, "scope": {"project": {"id": project["id"]}}}})
            compute = next(endpoint["url"] for service in answer["token"]["catalog"] if service["type"] == "compute"
                           for endpoint in service["endpoints"] if endpoint["interface"] == "public")
            listed = self.ask(compute.rstrip("/") + "/servers/detail",
                              headers={"X-Auth-Token": headers["X-Subject-Token"]})[1]["servers"]
            found |= {server["name"]: server["status"] for server in listed if server["user_id"] == user}
        return found
