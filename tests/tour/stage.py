# SPDX-License-Identifier: Apache-2.0
"""Where the tour plays: a screen in memory, the hands that reach it, and what places windows on it.

A bare screen is X without a window manager. A Wayland stage is the same screen, filled by a compositor: keys, pointer
and pictures go through the screen, as through a real one, and the program sees Wayland only.
"""
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections import namedtuple

SCREEN = (1180, 800)
TOOLS = ("Xvfb", "dbus-run-session", "xdotool", "import", "gnome-keyring-daemon")
COMPOSITOR = ("sway", "swaymsg")
NOBODY = 65534
APPLICATION = "it.infn.ml.Banco"

# As on a desktop, windows float and are as large as they ask for, and a click moves the keyboard.
SWAY = """
output X11-1 mode {}x{} position 0 0
xwayland disable
default_border none
focus_follows_mouse no
for_window [title=".*"] floating enable
"""

Place = namedtuple("Place", "window title x y width height")


def missing(wayland):
    return [tool for tool in TOOLS + (COMPOSITOR if wayland else ()) if shutil.which(tool) is None]


class Bare:
    """X in memory; the tour itself places windows."""

    def __init__(self, display):
        self.display = display

    def run(self, *words):
        return subprocess.run(list(map(str, words)), check=True, capture_output=True, text=True,
                              env={**os.environ, "DISPLAY": self.display}).stdout.strip()

    def environment(self):
        """What a program needs to show itself here."""
        return {"DISPLAY": self.display}

    def picture(self, path):
        self.run("import", "-window", "root", path)

    def give_keyboard(self):
        """To the newest window when the one that had it has gone, as a window manager does: without it GTK 4.18 has an
        active window no more, and names nothing that has the keyboard."""
        windows = self.windows()
        if self.run("xdotool", "getwindowfocus", "-f") not in windows:
            self.run("xdotool", "windowfocus", "--sync", windows[-1])

    def key(self, *keys):
        self.give_keyboard()
        self.run("xdotool", "key", *keys)

    def type(self, text):
        self.give_keyboard()
        self.run("xdotool", "type", "--delay", 15, text)

    def click(self, x, y):
        self.run("xdotool", "mousemove", x, y, "click", 1)

    def point(self, x, y):
        self.run("xdotool", "mousemove", x, y)

    def windows(self):
        """Every window with a title, the newest last."""
        return self.run("xdotool", "search", "--onlyvisible", "--name", ".").split()

    def places(self):
        """Where each is."""
        places = []
        for window in self.windows():
            with contextlib.suppress(subprocess.CalledProcessError):  # it may go meanwhile
                at = dict(line.split("=") for line in
                          self.run("xdotool", "getwindowgeometry", "--shell", window).splitlines())
                places.append(Place(window, self.run("xdotool", "getwindowname", window),
                                    *(int(at[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))))
        return places

    def put(self, place, x, y):
        self.run("xdotool", "windowmove", "--sync", place.window, x, y)

    def resize(self, place, width, height):
        self.run("xdotool", "windowsize", "--sync", place.window, width, height)


class Wayland(Bare):
    """A compositor, which places windows itself."""

    def __init__(self, display, folder):
        super().__init__(display)
        self.folder = folder

    def environment(self):
        return {"WAYLAND_DISPLAY": self.socket("wayland-")}

    def socket(self, start):
        for name in os.listdir(self.folder):
            if name.startswith(start) and not name.endswith(".lock"):
                return os.path.join(self.folder, name)
        return None

    def ask(self, *words):
        return self.run("swaymsg", "-s", self.socket("sway-ipc."), *words)

    def places(self):
        nodes, places = [json.loads(self.ask("-r", "-t", "get_tree"))], []
        for node in nodes:
            nodes += node["nodes"] + node["floating_nodes"]
            if node.get("pid"):
                # By this the desktop finds its name and its icon.
                assert node["app_id"] == APPLICATION, f"{node['name']!r} belongs to {node['app_id']!r}"
                places.append(Place(node["id"], node["name"] or "",
                                    *(node["rect"][side] for side in ("x", "y", "width", "height"))))
        return sorted(places)

    def give_keyboard(self):
        """The compositor does."""

    def put(self, place, x, y):
        """It is already where the compositor wants it."""

    def resize(self, place, width, height):
        self.ask(f"[con_id={place.window}] resize set {width} {height}, move absolute position 0 0")

    def start(self):
        config = os.path.join(self.folder, "config")
        with open(config, "w") as file:
            file.write(SWAY.format(*SCREEN))
        user = {}
        if os.getuid() == 0:  # as which it does not run
            os.chown(self.folder, NOBODY, NOBODY)
            user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        return subprocess.Popen(
            ["sway", "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user,
            env={"PATH": os.environ["PATH"], "HOME": self.folder, "XDG_RUNTIME_DIR": self.folder,
                 **super().environment(), "WLR_BACKENDS": "x11", "WLR_RENDERER": "pixman"})

    def stands(self):
        return self.socket("wayland-") and self.socket("sway-ipc.")


def start_display():
    """The server chooses a number that is free, so that several may start at once."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24",
         "-nolisten", "tcp", "-noreset"], pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as number:
        return server, ":" + number.readline().strip()


def at(words):
    """The stage that stage() made, for another program."""
    return Wayland(*words) if len(words) > 1 else Bare(*words)


@contextlib.contextmanager
def stage(wayland):
    """Its words for at(), as long as it stands."""
    server, display = start_display()
    processes, folder = [server], tempfile.mkdtemp(prefix="banco-stage-")
    try:
        if wayland:
            compositor = Wayland(display, folder)
            processes.append(compositor.start())
            end = time.monotonic() + 60
            while not compositor.stands():
                assert time.monotonic() < end and processes[-1].poll() is None, "sway did not start"
                time.sleep(0.1)
        yield [display, folder] if wayland else [display]
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
