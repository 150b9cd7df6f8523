# SPDX-License-Identifier: Apache-2.0
"""The window as assistive technology sees it, and the hands that use it."""
import itertools
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = 60  # a busy machine is slow
MENU_ITEMS = ("menu item", "check menu item", "radio menu item")
BUTTONS = ("button", "push button", "toggle button", "menu button", "check box", "radio button", *MENU_ITEMS)


class Missing(Exception):
    """Something that should be visible is not."""


def safely(call, otherwise):
    """A widget may go while it is looked at."""
    try:
        value = call()
    except GLib.Error:
        return otherwise
    return otherwise if value is None else value


class Window:
    def __init__(self, name, stage):
        self.name = name
        self.stage = stage

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

    def find_all(self, name, roles=None):
        for node in self.walk():
            if roles and safely(node.get_role_name, "") not in roles:
                continue
            if any(name in said for said in self.words(node)) and self.visible(node):
                yield node

    def find(self, name, roles=None):
        return next(self.find_all(name, roles), None)

    def wait(self, name, roles=None, times=1, patience=PATIENCE):
        """The first of as many as there must be."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            found = list(itertools.islice(self.find_all(name, roles), times))
            if len(found) == times:
                return found[0]
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

    def choose(self, menu, item):
        """The @item-th of a menu, from 1, by keyboard: with GTK 4.18 they have no names."""
        self.press(menu)
        self.wait("", roles=MENU_ITEMS)
        self.key(*["Down"] * (item - 1), "Return")

    def write(self, name, text, roles=("text", "entry")):
        """Replaces what is in the field called @name."""
        node = self.wait(name, roles)
        node.set_text_contents(text)

    def place(self, title="Banco"):
        for place in self.stage.places():
            if place.title == title:
                return place
        raise Missing(f"no window called {title!r}")

    def row(self, name):
        """What has the keyboard where @name is; a label that says no more comes first."""
        for node in sorted(self.find_all(name, roles=("label",)), key=lambda node: name not in self.words(node)):
            while node is not None and not node.get_state_set().contains(Atspi.StateType.FOCUSABLE):
                node = safely(node.get_parent, None)
            if node is not None:
                return node
        raise Missing(f"in no row: {name!r}")

    @staticmethod
    def focused(rows):
        for i in range(safely(rows.get_child_count, 0)):
            row = safely(lambda: rows.get_child_at_index(i), None)
            if row is not None and row.get_state_set().contains(Atspi.StateType.FOCUSED):
                return i
        return None

    def activate(self, name, key="Return"):
        """A row of a list, which has no action of its own, by keyboard: GTK 4.18 says wrongly where things are, so that
        a pointer would miss them. In a dialog Return is for its button, and space for the row."""
        self.wait(name, roles=("label",))
        row = self.row(name)
        rows, wanted = row.get_parent(), row.get_index_in_parent()
        end = time.monotonic() + PATIENCE
        while (at := self.focused(rows)) != wanted:
            if time.monotonic() > end:
                raise Missing(f"the keyboard does not reach {name!r}")
            self.key("Tab" if at is None else "Down" if at < wanted else "Up")
            time.sleep(0.1)
        self.key(key)

    def centre(self, title, patience=PATIENCE):
        """Moves the newest window but the main one over its middle, where nothing else does."""
        main = self.place()
        end = time.monotonic() + patience
        others = []
        while not others and time.monotonic() < end:
            time.sleep(0.3)
            others = [place for place in self.stage.places()
                      if place.window != main.window and title in place.title]
        if not others:
            raise Missing(f"no window called {title!r}")
        self.stage.put(others[-1], main.x + (main.width - others[-1].width) // 2,
                       main.y + (main.height - others[-1].height) // 2)
        time.sleep(0.3)
        return others[-1].title

    def answer(self, title):
        """Clicks the right-hand answer of a message dialog, which assistive technology cannot press:
        below its text, in the middle of the right half."""
        dialog = self.place(title)
        self.stage.click(dialog.x + dialog.width * 3 // 4, dialog.y + dialog.height - 30)

    def key(self, *keys):
        self.stage.key(*keys)

    def type(self, text):
        self.stage.type(text)

    def resize(self, width, height):
        self.stage.resize(self.place(), width, height)
        time.sleep(0.6)
