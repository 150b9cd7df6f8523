#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The map is true: readme.py SOURCE-ROOT. Each file that src/README.md or CONTRIBUTING.md names is there, and each room
has a row. Speaks TAP."""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

PAGES = ("src/README.md", "CONTRIBUTING.md")
# Between backticks, with a folder or an ending of ours; "*" stands for any file.
NAMED = re.compile(r"`((?:[\w.*-]+/)+[\w.*-]*|[\w*][\w.*-]*\.(?:c|h|py|sh|ui|md|xml|json|build))`")

root = pathlib.Path(sys.argv[1])
# What is built is not there yet.
BUILT = ("_build",)


def lost(page):
    for name in NAMED.findall((root / page).read_text()):
        if not name.startswith(BUILT) and not any(any(folder.glob(name)) for folder in (root, root / "src")):
            yield f"{page}: `{name}`"


domains = sorted({name for file in root.glob("src/**/meson.build")
                  for name in re.findall(r'G_LOG_DOMAIN="([^"]+)"', file.read_text())})
told = (root / PAGES[1]).read_text()
rows = re.findall(r"^\| `([\w/]+)` \|", (root / PAGES[0]).read_text(), re.M)
rooms = sorted(str(path.parent.relative_to(root / "src")) for path in root.glob("src/*/meson.build"))
tap.report([(f"each file that {page} names is there", lost(page)) for page in PAGES]
           + [("each room has a row", (room for room in rooms if room not in rows)),
              (f"{PAGES[1]} names each domain of G_MESSAGES_DEBUG", (name for name in domains if f"`{name}`" not in told))])
