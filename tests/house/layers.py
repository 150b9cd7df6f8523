#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Who may include whom: layers.py SOURCE-ROOT. The table is the one of src/README.md. Speaks TAP."""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

SIBLINGS = {"identity", "knowledge", "machines", "benchmark"}
MAY_INCLUDE = {
    "base": set(),
    "identity": {"base"},
    "knowledge": {"base"},
    "machines": {"base"},
    "benchmark": {"base"},
    "benchmark/program": set(),
    "workspace": {"base"} | SIBLINGS,
    "desktop": {"base", "workspace", "desktop/web"} | SIBLINGS,
    "desktop/web": set(),
    "command": {"base", "workspace"} | SIBLINGS,
    "demo": {"base"},
    "relay": set(),
}
# Libraries by the headers that begin so, and the rooms that may name them.
FOREIGN = {
    "GLib": (r"(glib|gio|gmodule|gobject)([-/.]|$)", set(MAY_INCLUDE) - {"benchmark/program"}),
    "GTK": (r"(gtk|gdk|gsk|graphene|pango|cairo)([-/.]|$)|adwaita\.h", {"desktop", "desktop/web"}),
    "VTE, GtkSourceView, libqrencode": (r"(vte|gtksourceview)/|qrencode\.h", {"desktop"}),
    "WebKit": (r"(webkit|webkit2|jsc)/", {"desktop/web"}),
    "libsecret": (r"libsecret/", {"identity"}),
    "JOSE": (r"(cjose|jose|gnutls|nettle)/|jansson\.h|gcrypt\.h", {"identity", "demo"}),
    "OpenSSL": (r"openssl/", {"base", "identity", "demo"}),
    "libxml2": (r"libxml/", {"knowledge"}),
    "md4c": (r"md4c(-html)?\.h", {"knowledge"}),
    "SQLite": (r"sqlite3\.h", {"base", "knowledge"}),
    "libsoup": (r"libsoup/", {"base", "identity", "demo"}),
    "json-glib": (r"json-glib/", set(MAY_INCLUDE) - {"benchmark/program", "desktop", "desktop/web"}),
    "CUDA": (r"cuda|nv(rtc|ml)|cublas", {"benchmark/program"}),
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
# The main context; a worker may turn one of its own, which it names.
LOOP = re.compile(r"\bg_main_(loop_run\b|context_iteration\s*\(\s*NULL\b)")
# What is printed for users is cleaned in one place; a constant needs no cleaning.
PRINTS = re.compile(r'\b(g_print|g_printerr|v?f?printf|puts|g_?write)\s*\(|\bfputs\s*\((?!")')
SETTINGS = re.compile(r"\bg_settings_\w+")
# A program that we start gets its user's own limits back; these know how.
STARTS = re.compile(r"\b(g_subprocess_(new|launcher_spawn)\w*|g_spawn_\w+|exec[lv]\w*|posix_spawn\w*|vte_terminal_spawn\w*"
                    r"|gtk_show_uri\w*|gtk_\w+_launcher_launch|g_app_info_launch\w*)\s*\(")
STARTERS = {"src/base/process.c", "src/benchmark/watch.c", "src/command/verb-sign-in.c", "src/command/verb-ssh.c",
            "src/desktop/open-uri.c", "src/relay/relay.c", "src/desktop/terminals/terminal-spawn.c"}
# What a library sets for the whole process surprises the program: each main sets it.
PIPE = re.compile(r"\bSIGPIPE\b")
LOOPLESS = {"base", "workspace", "desktop", "desktop/web"} | SIBLINGS

root = pathlib.Path(sys.argv[1])


def room_of(path):
    """The innermost room a path below src/ lies in."""
    for depth in (2, 1):
        name = "/".join(path.parts[:depth])
        if len(path.parts) > depth and name in MAY_INCLUDE:
            return name
    return None


sources = []
for file in tap.files(root):
    if file.parts[0] == "src" and file.suffix in (".c", ".h", ".cu", ".cuh"):
        inside = file.relative_to("src")
        lines = (root / file).read_text(errors="replace").splitlines()
        sources.append((file, room_of(inside), lines))

roomless, strangers, private, missing, loops, settings, prints, starts, pipes = [], [], [], [], [], [], [], [], []
foreign = {name: [] for name in FOREIGN}
for file, room, lines in sources:
    if room is None:
        roomless.append(f"{file}: lies in no room")
        continue
    for number, line in enumerate(lines, 1):
        where = f"{file}:{number}: {line.strip()}"
        if LOOP.search(line) and room in LOOPLESS:
            loops.append(where)
        if PRINTS.search(line) and room == "command" and file.name != "output.c":
            prints.append(where)
        if SETTINGS.search(line) and str(file) != "src/workspace/settings.c":
            settings.append(where)
        if STARTS.search(line) and str(file) not in STARTERS and room not in ("benchmark/program", "demo"):
            starts.append(where)
        if PIPE.search(line) and file.name != "main.c" and "SIG_DFL" not in line:
            pipes.append(where)
        found = INCLUDE.match(line)
        if not found:
            continue
        quote, header = found.groups()
        for name, (pattern, rooms) in FOREIGN.items():
            if re.match(pattern, header) and quote == "<" and room not in rooms:
                foreign[name].append(where)
        if quote == "<":
            continue
        target = pathlib.PurePath(header)
        other = room_of(target)
        if other is None:
            # A header without a folder is generated, or lies beside the file.
            if len(target.parts) > 1:
                missing.append(where)
        elif other != room:
            if other not in MAY_INCLUDE[room]:
                strangers.append(where)
            elif header.endswith("-private.h"):
                private.append(where)

pipes += [f"{file}: does not name SIGPIPE" for file, _, lines in sources
          if file.name == "main.c" and not any(map(PIPE.search, lines))]
tap.report([
    ("every source lies in a room", roomless),
    ("a room includes only the rooms below it", strangers),
    ("private headers stay in their room", private),
    ("a quoted header says its room", missing),
] + [(f"only where the table allows: {name}", problems) for name, problems in foreign.items()] + [
    ("only programs iterate the main context", loops),
    ("only workspace/settings.c knows GSettings", settings),
    ("only command/output.c prints", prints),
    ("each main ignores SIGPIPE, and no library does", pipes),
    ("programs are started with their user's own limits", starts),
])
