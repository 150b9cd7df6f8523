# SPDX-License-Identifier: Apache-2.0
"""What the tour happens in: a private home, keyring, browser and federation."""
import json
import os
import subprocess
import sys
import urllib.request

PASSWORD = b"tour"

AFTER = """
Everything of this session is gone. To remove what was built: rm -r {build}
Next: ./dev run opens Banco on INFN Cloud; ./dev check runs the tests.
"""

BROWSER = """[Desktop Entry]
Type=Application
Name=Tour Browser
Exec={python} {browser} %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
NoDisplay=true
"""


def environment(home):
    """Nothing of the person's is seen or touched."""
    keep = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    folders = {
        "HOME": home,
        "XDG_DATA_HOME": os.path.join(home, "data"),
        "XDG_CONFIG_HOME": os.path.join(home, "config"),
        "XDG_CACHE_HOME": os.path.join(home, "cache"),
        "XDG_STATE_HOME": os.path.join(home, "state"),
        "XDG_RUNTIME_DIR": os.path.join(home, "run"),
    }
    for folder in folders.values():
        os.makedirs(folder, mode=0o700, exist_ok=True)
    return {
        **keep, **folders,
        "LC_ALL": "C.UTF-8",
        "SHELL": "/bin/bash",
        "PS1": "$ ",
        "GSK_RENDERER": "cairo",
        "GSETTINGS_BACKEND": "memory",
        "GIO_USE_VFS": "local",
        "GIO_USE_PROXY_RESOLVER": "dummy",
        "NO_AT_BRIDGE": "0",
    }


def unlock_keyring():
    subprocess.run(["gnome-keyring-daemon", "--unlock", "--components=secrets"], input=PASSWORD,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def install_browser():
    """Whatever opens an address opens it here: a page is fetched, links are followed."""
    applications = os.path.join(os.environ["XDG_DATA_HOME"], "applications")
    os.makedirs(applications, exist_ok=True)
    with open(os.path.join(applications, "tour-browser.desktop"), "w") as entry:
        entry.write(BROWSER.format(python=sys.executable, browser=os.path.join(
            os.path.dirname(os.path.abspath(__file__)), "browser.py")))
    with open(os.path.join(os.environ["XDG_CONFIG_HOME"], "mimeapps.list"), "w") as defaults:
        defaults.write("[Default Applications]\n"
                       "x-scheme-handler/http=tour-browser.desktop\n"
                       "x-scheme-handler/https=tour-browser.desktop\n")


class Demo:
    """The embedded federation; over when its standard input closes."""

    def __init__(self, build, state):
        self.federation = os.path.join(state, "demo.federation")
        self.process = subprocess.Popen(
            [os.path.join(build, "src", "demo", "banco-demo"), "--federation", self.federation,
             "--state", os.path.join(state, "demo"), "--auto-approve", "researcher", "--control"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the demo did not start")
        self.ready = json.loads(line)

    def set(self, **order):
        request = urllib.request.Request(self.ready["control"] + "/set", json.dumps(order).encode(),
                                         {"Content-Type": "application/json"})
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20).close()

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)
