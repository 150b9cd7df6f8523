# SPDX-License-Identifier: Apache-2.0
"""The window as assistive technology sees it, and the hands that use it."""
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = 20
BUTTONS = ("push button", "toggle button", "menu button", "check box", "radio button",
           "menu item", "check menu item", "radio menu item")
FRAMES = ("frame", "dialog", "window", "alert")


class Missing(Exception):
    """Something that should be visible is not."""


def xdotool(*words):
    return subprocess.run(["xdotool", *map(str, words)], check=True, capture_output=True,
                          text=True).stdout.strip()


def safely(call, otherwise):
    """A widget may go while it is looked at."""
    try:
        value = call()
    except GLib.Error:
        return otherwise
    return otherwise if value is None else value


class Window:
    def __init__(self, name):
        self.name = name

    def application(self):
        desktop = Atspi.get_desktop(0)
        for i in range(safely(desktop.get_child_count, 0)):
            child = safely(lambda: desktop.get_child_at_index(i), None)
            if child is not None and safely(child.get_name, "") == self.name:
                return child
        return None

    def walk(self, node=None):
        node = node or self.application()
        if node is None:
            return
        yield node
        for i in range(safely(node.get_child_count, 0)):
            child = safely(lambda: node.get_child_at_index(i), None)
            if child is not None:
                yield from self.walk(child)

    @staticmethod
    def visible(node):
        if "Component" not in safely(node.get_interfaces, []):
            return False
        extents = safely(lambda: node.get_extents(Atspi.CoordType.WINDOW), None)
        return extents is not None and extents.width > 0 and extents.height > 0

    @staticmethod
    def words(node):
        """What a screen reader would say of it."""
        said = [safely(node.get_name, ""), safely(node.get_description, "")]
        if "Text" in safely(node.get_interfaces, []):
            count = safely(node.get_character_count, 0)
            said.append(safely(lambda: Atspi.Text.get_text(node, 0, count), ""))
        return said

    def find(self, name, roles=None, exact=False):
        for node in self.walk():
            if roles and safely(node.get_role_name, "") not in roles:
                continue
            for said in self.words(node):
                if (said == name if exact else name in said) and self.visible(node):
                    return node
        return None

    def wait(self, name, roles=None, exact=False, patience=PATIENCE):
        end = time.monotonic() + patience
        while time.monotonic() < end:
            node = self.find(name, roles, exact)
            if node is not None:
                return node
            time.sleep(0.15)
        raise Missing(f"not visible within {patience} s: {name!r}")

    def wait_gone(self, name, roles=None, patience=PATIENCE):
        end = time.monotonic() + patience
        while self.find(name, roles) is not None:
            if time.monotonic() > end:
                raise Missing(f"still visible after {patience} s: {name!r}")
            time.sleep(0.15)

    def buttons(self, name):
        for node in self.walk():
            if (safely(node.get_role_name, "") in BUTTONS and self.visible(node)
                    and safely(node.get_name, "") == name
                    and safely(node.get_n_actions, 0) > 0
                    and node.get_state_set().contains(Atspi.StateType.SENSITIVE)):
                yield node

    def press(self, name, last=False, patience=PATIENCE):
        """Activates a button or menu item by its name; @last: the one of the newest window."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            found = list(self.buttons(name))
            if found:
                found[-1 if last else 0].do_action(0)
                return
            time.sleep(0.15)
        raise Missing(f"no button to press within {patience} s: {name!r}")

    def write(self, name, text, roles=("text", "entry")):
        """Replaces what is in the field called @name."""
        node = self.wait(name, roles)
        node.set_text_contents(text)

    @staticmethod
    def frame_of(node):
        """The window that @node is in."""
        while node is not None and safely(node.get_role_name, "") not in FRAMES:
            node = safely(node.get_parent, None)
        if node is None:
            raise Missing("it is in no window")
        return node

    @staticmethod
    def x_window(title="Banco"):
        return xdotool("search", "--onlyvisible", "--name", f"^{title}$").split()[0]

    def click(self, node):
        """For what has no action of its own, such as the row of a list."""
        frame = self.frame_of(node)
        window = self.x_window(frame.get_name())
        place = dict(line.split("=") for line in
                     xdotool("getwindowgeometry", "--shell", window).splitlines())
        frame = frame.get_extents(Atspi.CoordType.WINDOW)
        at = node.get_extents(Atspi.CoordType.WINDOW)
        x = int(place["X"]) + (int(place["WIDTH"]) - frame.width) // 2 + at.x + at.width // 2
        y = int(place["Y"]) + (int(place["HEIGHT"]) - frame.height) // 2 + at.y + at.height // 2
        xdotool("mousemove", x, y, "click", 1)
        time.sleep(0.1)
        # Where nothing has a tip, which would be in the next picture.
        xdotool("mousemove", "--window", self.x_window(), 1, 1)

    def centre(self, title, patience=PATIENCE):
        """Moves the newest window but the main one over its middle: no window manager does."""
        main = self.x_window()
        end = time.monotonic() + patience
        others = []
        while not others and time.monotonic() < end:
            time.sleep(0.3)
            found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title or ".*"],
                                   check=False, capture_output=True, text=True).stdout.split()
            others = [window for window in found if window != main]
        if not others:
            raise Missing(f"no window called {title!r}")
        places = [dict(line.split("=") for line in
                       xdotool("getwindowgeometry", "--shell", window).splitlines())
                  for window in (main, others[-1])]
        x, y = (int(places[0][axis]) + (int(places[0][size]) - int(places[1][size])) // 2
                for axis, size in (("X", "WIDTH"), ("Y", "HEIGHT")))
        xdotool("windowmove", "--sync", others[-1], x, y)
        time.sleep(0.3)
        return others[-1]

    @staticmethod
    def answer(dialog):
        """Clicks the right-hand answer of a message dialog, which assistive technology cannot press:
        below its text, in the middle of the right half."""
        size = dict(line.split("=") for line in
                    xdotool("getwindowgeometry", "--shell", dialog).splitlines())
        xdotool("mousemove", "--window", dialog, int(size["WIDTH"]) * 3 // 4, int(size["HEIGHT"]) - 30,
                "click", 1)

    @staticmethod
    def key(*keys):
        xdotool("key", *keys)

    @staticmethod
    def type(text):
        xdotool("type", "--delay", "15", text)

    def resize(self, width, height):
        """And gives it the keyboard, which no window manager does after a dialog."""
        xdotool("windowsize", "--sync", self.x_window(), width, height, "windowfocus", "--sync", self.x_window())
        time.sleep(0.6)
