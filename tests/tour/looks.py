# SPDX-License-Identifier: Apache-2.0
"""Each page in each look, and one picture a page that shows it in all of them: to be looked at."""
import os
import subprocess
import time

WIDE, NARROW = (1180, 800), (360, 640)

# A folder of settings beside the pictures: text of twice the size.
LARGE = "large-text"
LARGE_TEXT = "[Settings]\ngtk-xft-dpi=196608\n"

# What a person may have set on the desktop: the name, the program's environment, the window's size.
LOOKS = (
    ("light", {}, WIDE),
    ("dark", {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}, WIDE),
    ("high-contrast", {"ADW_DEBUG_HIGH_CONTRAST": "1"}, WIDE),
    ("large-text", {"XDG_CONFIG_DIRS": LARGE}, WIDE),
    ("narrow", {}, NARROW),
)


def entry(window):
    window.key("ctrl+1")
    window.write("Search the library", "chirp")
    window.activate("An autoencoder hears a chirp")
    window.wait("Open on a Machine")
    time.sleep(2)  # the page is drawn by a process of its own


def page(number):
    return lambda window: window.key(f"ctrl+{number}")


def request(window):
    window.key("ctrl+2")
    window.press("Request Machine", last=True)
    window.centre("Request Machine")


def preferences(window):
    window.key("ctrl+comma")
    window.centre("Preferences")


# What is shown, and how to get there from the one before.
PAGES = (("library", page(1)), ("entry", entry), ("machines", page(2)), ("request", request), ("terminals", page(3)),
         ("benchmarks", page(4)), ("account", page(5)), ("preferences", preferences))
DIALOGS = ("request", "preferences")


class Looks:
    """Pictures of one look after the other, in @folder."""

    def __init__(self, folder, stage):
        self.folder, self.stage = folder, stage
        os.makedirs(os.path.join(folder, LARGE, "gtk-4.0"), exist_ok=True)
        with open(os.path.join(folder, LARGE, "gtk-4.0", "settings.ini"), "w") as settings:
            settings.write(LARGE_TEXT)

    def environment(self, look):
        """What the program is started with."""
        return {name: os.path.join(self.folder, value) if value == LARGE else value for name, value in look.items()}

    def path(self, page, look):
        return os.path.join(self.folder, f"{page}-{look}.png")

    def take(self, window, look, size):
        window.wait("Search the library")
        window.resize(*size)
        for name, show in PAGES:
            show(window)
            time.sleep(1.5)  # what moves comes to rest
            place, path = window.place(), self.path(name, look)
            self.stage.picture(path)
            subprocess.run(["mogrify", "-crop", f"{place.width}x{place.height}+{place.x}+{place.y}", "+repage", path],
                           check=True)
            if name in DIALOGS:
                window.key("Escape")
                time.sleep(0.5)

    def finish(self):
        """One sheet a page, the looks in their order. The paths."""
        sheets = []
        for name, _ in PAGES:
            sheets.append(os.path.join(self.folder, f"sheet-{name}.png"))
            pictures = [self.path(name, look) for look, *_ in LOOKS]
            subprocess.run(["montage", *pictures, "-geometry", "780x780>+12+12", "-tile", "2x", sheets[-1]], check=True)
        return sheets
