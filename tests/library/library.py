#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The starter library is whole: library.py LIBRARY-FOLDER. Speaks TAP."""

import configparser
import json
import pathlib
import re
import sys
from html.entities import name2codepoint
from xml.etree import ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

AC = "{urn:ac}"
RI = "{urn:ri}"
ENTRY_SUFFIXES = {".ipynb", ".md", ".xml", ".html", ".xhtml"}
DIMENSIONS = ("technology", "field", "tool")
SECTIONS = ("idea", "data", "model", "how to run", "what to see")
GUIDE = "first-ten-minutes.xml"
FEWEST_WORDS = 250
# Everything that would make a reader fetch something only because a page is shown.
EMBEDDING = re.compile(
    r"<(iframe|script|embed|object|video|audio|link)\b|<img[^>]*src=|!\[[^]]*\]\(\w+:|"
    r"<ac:image[^>]*>\s*<ri:url|ac:name=\"(widget|iframe|html)\"", re.IGNORECASE)

folder = pathlib.Path(sys.argv[1])
results = []


def case(name, problems):
    results.append((name, list(problems)))


def parse(text):
    """A storage-format body as a tree; it is a fragment with prefixes and HTML entities of its own."""
    entities = "".join(f'<!ENTITY {name} "&#{code};">' for name, code in name2codepoint.items()
                       if name not in ("lt", "gt", "amp", "quot"))
    return ElementTree.fromstring(
        f'<!DOCTYPE body [{entities}]><body xmlns:ac="urn:ac" xmlns:ri="urn:ri">{text}</body>')


def headings(path, text):
    if path.suffix == ".md":
        return [line.lstrip("# ").strip().lower() for line in text.splitlines() if re.match("##? ", line)]
    return ["".join(h.itertext()).strip().lower() for h in parse(text).iter("h2")]


def words(path, text):
    if path.suffix == ".md":
        return len(re.sub(r"```.*?```", " ", text, flags=re.DOTALL).split())
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        return len(" ".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown").split())
    tree = parse(text)
    for parent in list(tree.iter()):
        for child in list(parent):
            if child.tag in (AC + "plain-text-body", AC + "parameter"):
                parent.remove(child)
    return len(" ".join(tree.itertext()).split())


def slug(title):
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"^\d+\.\s*", "", title).lower()).strip("-")


def fault(text):
    try:
        parse(text)
    except ElementTree.ParseError as error:
        return str(error)
    return None


index = json.loads((folder / "index.json").read_text())
entries = index["entries"]
texts = {e["path"]: (folder / e["path"]).read_text() for e in entries if (folder / e["path"]).exists()}
pages = {p: t for p, t in texts.items() if not p.endswith(".ipynb")}
malformed = [f"{p}: {fault(t)}" for p, t in pages.items() if p.endswith(".xml") and fault(t)]
pages = {p: t for p, t in pages.items() if not (p.endswith(".xml") and fault(t))}
titles = {e["title"] for e in entries}
names = configparser.ConfigParser()
names.optionxform = str
names.read(folder / "dimensions.ini")

case("the index is of format 1", [] if index["format"] == 1 else [index["format"]])
listed = [e["path"] for e in entries]
present = {str(f.relative_to(folder)) for f in folder.rglob("*") if f.suffix in ENTRY_SUFFIXES}
case("every entry has its file", set(listed) - present)
case("every file has its entry", present - set(listed))
case("nothing is listed twice", {p for p in listed if listed.count(p) > 1})
case("a key is the slug of its title", (f"{e['path']}: {e['key']}" for e in entries if e["key"] != slug(e["title"])))
case("pages are well-formed", malformed)

for dimension in DIMENSIONS:
    used = {label for e in entries for label in e[dimension]}
    case(f"every entry says its {dimension}", (e["path"] for e in entries if not e[dimension]))
    case(f"every {dimension} has a display name, and every name a use", used ^ set(names[dimension]))

case("every entry says its kind", (e["path"] for e in entries if not e.get("comment")))
case("every contact has a name and a role", (
    e["path"] for e in entries
    if not e["contacts"] or not all(c.get("name") and c.get("role") for c in e["contacts"])))
case("every entry has an example that can be followed", (
    e["path"] for e in entries
    if not e["examples"] or not all(
        x["url"].startswith("https://") if x["kind"] == "git" else (folder / x["path"]).exists()
        for x in e["examples"])))
case("every attachment is there", (
    f"{e['path']}: {a}" for e in entries for a in e.get("attachments", []) if not (folder / a).is_file()))
case("every time is a time", (
    e["path"] for e in entries if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", e["updated"])))
case(f"no page has fewer than {FEWEST_WORDS} words", (
    f"{p}: {words(folder / p, t)}" for p, t in pages.items() if words(folder / p, t) < FEWEST_WORDS))
case("every page says who wrote it", (
    p for p, t in texts.items() if p != GUIDE and "Banco team from public" not in t))
case("every page has idea, data, model, how to run, what to see", (
    f"{p}: {s}" for p, t in pages.items() if p != GUIDE for s in SECTIONS if s not in headings(folder / p, t)))
case("no page fetches anything by being shown", (
    f"{p}: {m.group(0)}" for p, t in texts.items() for m in EMBEDDING.finditer(t)))

broken = []
for path, text in pages.items():
    if path.endswith(".xml"):
        attached = next(e for e in entries if e["path"] == path).get("attachments", [])
        tree = parse(text)
        broken += [f"{path}: page {r.get(RI + 'content-title')}" for r in tree.iter(RI + "page")
                   if r.get(RI + "content-title") not in titles]
        broken += [f"{path}: file {r.get(RI + 'filename')}" for r in tree.iter(RI + "attachment")
                   if r.get(RI + "filename") not in attached]
case("every link inside the library leads somewhere", broken)

federation = configparser.ConfigParser()
federation.optionxform = str
federation.read(folder.parent / "federations" / "dimensions.ini")
case("the built-in federation calls the same labels the same", (
    f"{d}: {label}" for d in DIMENSIONS for label, name in names[d].items() if federation[d].get(label) != name))

tap.report(results)
