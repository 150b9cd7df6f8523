#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every file with a translatable text is in po/POTFILES.in: potfiles.py SOURCE-ROOT [--write]. Speaks TAP."""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

HEAD = ["# SPDX-License-Identifier: Apache-2.0", "# Written by tests/house/potfiles.py . --write"]
IN_C = re.compile(r'(?<![\w"])(N?C?_|ngettext|g_dngettext|g_dpgettext2?)\s*\(\s*(NULL\s*,\s*)?"')
IN_XML = re.compile(r'translatable="(yes|true|1)"|context="[^"]*"\s+translatable')
ALWAYS = (".desktop.in", ".metainfo.xml.in", ".gschema.xml")

root = pathlib.Path(sys.argv[1])


def speaks(file):
    if file.parts[0] == "data":
        return file.name.endswith(ALWAYS)
    if file.parts[0] != "src":
        return False
    text = (root / file).read_text(errors="replace")
    return bool((file.suffix in (".c", ".h") and IN_C.search(text)) or (file.suffix == ".ui" and IN_XML.search(text)))


wanted = [str(f) for f in tap.files(root) if speaks(f)]
listing = root / "po" / "POTFILES.in"
if "--write" in sys.argv:
    listing.write_text("\n".join(HEAD + wanted) + "\n")
    sys.exit(0)
listed = [line for line in listing.read_text().splitlines() if line and not line.startswith("#")]
tap.report([
    ("every file with a text to translate is listed", (
        f"{f}: run tests/house/potfiles.py . --write" for f in wanted if f not in listed)),
    ("nothing else is listed", (f for f in listed if f not in wanted)),
])
