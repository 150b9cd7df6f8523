# SPDX-License-Identifier: Apache-2.0
"""Real processes around the probe: a provider from npm, a person with a browser, a home of its own."""

import concurrent.futures
import http.cookiejar
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import secret_service  # noqa: E402, F401
import tap  # noqa: E402, F401
from secret_service import Keyring  # noqa: E402, F401

PROBE = pathlib.Path(sys.argv[1]).resolve()
LIMIT = 60  # s for anything that a test waits for

# Numbers of BancoIdentityError as the probe's exit status.
(SIGN_IN, DENIED, EXPIRED, TERMS, ENDED, CLIENT, UNREACHABLE, NOT_UNDERSTOOD, NO_SUCH, NOT_AGREED, LOCKED,
 NO_ACCOUNT, FAILED, AUDIENCE, NO_KEYRING) = range(100, 115)
OTHER, CANCELLED = 99, 130
SIGNED_OUT, SIGNED_IN, SESSION_OVER = range(3)


def find_provider():
    """Where npm put oidc-provider, or ends the program with the reason for not trying."""
    given = os.environ.get("BANCO_TEST_NODE_MODULES")
    modules = pathlib.Path(given) if given else PROBE.parents[2] / "provider/node_modules"
    if not shutil.which("node"):
        tap.skip("node is not installed")
    if not (modules / "oidc-provider").is_dir():
        tap.skip(f"oidc-provider is not in {modules}; run npm ci of tests/provider there")
    return modules


class Provider:
    """oidc-provider in a process of its own."""

    def __init__(self, *options):
        environment = {**os.environ, "BANCO_TEST_NODE_MODULES": str(find_provider())}
        self.process = subprocess.Popen(
            ["node", HERE.parent / "provider/provider.mjs", *map(str, options)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True)
        self.url = json.loads(self.process.stdout.readline())["issuer"]

    def command(self, name, **values):
        body = json.dumps(values).encode()
        urllib.request.urlopen(f"{self.url}/test/{name}", body, LIMIT).close()

    def log(self):
        with urllib.request.urlopen(f"{self.url}/test/log", timeout=LIMIT) as answer:
            return json.load(answer)

    def count(self, path):
        return self.log()["counts"].get(path, 0)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(LIMIT)


class Home:
    """A person without anything yet; secrets go to libsecret's test file unless told otherwise."""

    def __init__(self, **environment):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="banco-identity-"))
        for name in ("home", "runtime", "secrets"):
            (self.folder / name).mkdir(mode=0o700)
        self.environment = {
            **{name: value for name, value in os.environ.items()
               if not name.startswith(("XDG_", "DBUS_")) and name not in ("DISPLAY", "WAYLAND_DISPLAY")},
            "HOME": str(self.folder / "home"),
            "XDG_RUNTIME_DIR": str(self.folder / "runtime"),
            **tap.keyring(self.folder / "secrets/keyring"),
            **environment,
        }

    def start(self, url, *words, **environment):
        return subprocess.Popen([PROBE, url, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, env={**self.environment, **environment})

    def run(self, url, *words, **environment):
        return finish(self.start(url, *words, **environment))

    def sign_in(self, provider, **environment):
        """Through the browser, because that is quicker."""
        process = self.start(provider.url, "sign-in", "browser", **environment)
        browse(next_event(process)["uri"])
        return finish(process)

    def close(self):
        """A keyring on its way out may still take its own files away."""
        for _ in range(100):
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists():
                return
            time.sleep(0.05)


class Outcome:
    def __init__(self, code, lines, errors):
        self.code, self.errors = code, errors
        self.events = [json.loads(line) for line in lines]

    def __getattr__(self, name):
        return self.events[-1][name]

    def __repr__(self):
        return f"exit {self.code}, {self.events}, {self.errors!r}"


def next_event(process):
    line = process.stdout.readline()
    assert line, f"the probe ended: {process.communicate()}"
    return json.loads(line)


def finish(process):
    output, errors = process.communicate(timeout=LIMIT)
    return Outcome(process.returncode, output.splitlines(), errors)


def browse(uri):
    """What a browser does with an address; the text of the last page."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    with urllib.request.build_opener(jar).open(uri, timeout=LIMIT) as page:
        return page.read().decode()


def check(*cases, workers=4):
    """Runs functions side by side and reports each under its first line of documentation."""
    def attempt(case):
        try:
            case()
            return []
        except Exception:
            return traceback.format_exc().splitlines()

    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        return list(zip([case.__doc__ for case in cases], pool.map(attempt, cases)))
