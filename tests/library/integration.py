#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the desktop reads about us is valid: integration.py SOURCE-ROOT BUILT-DATA. Speaks TAP."""

import configparser
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from xml.etree import ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

ID = "it.infn.ml.Banco"
SVG = "{http://www.w3.org/2000/svg}"
PALETTE = set("""99c1f1 62a0ea 3584e4 1c71d8 1a5fb4 8ff0a4 57e389 33d17a 2ec27e 26a269 f9f06b f8e45c f6d32d f5c211 e5a50a
ffbe6f ffa348 ff7800 e66100 c64600 f66151 ed333b e01b24 c01c28 a51d2d dc8add c061cb 9141ac 813d9c 613583 cdab8f b5835a
986a44 865e3c 63452c ffffff f6f5f4 deddda c0bfbc 9a9996 77767b 5e5c64 3d3846 241f31 000000 2e3436""".split())

root, built = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
data = root / "data"
results = []


def case(name, problems):
    results.append((name, problems))


def says(*command, cwd=None, text=None):
    """What a checker complains about: its lines when it fails, or those that hold text."""
    if not shutil.which(command[0]):
        return tap.Missing(command[0])
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    lines = (done.stdout + done.stderr).splitlines()
    if text:
        return [line for line in done.stderr.splitlines() if text in line]
    return (lines or [f"exit {done.returncode}"]) if done.returncode else []


case("the desktop file is valid", says("desktop-file-validate", built / f"{ID}.desktop"))
case("the metainfo is valid", says("appstreamcli", "validate", "--no-net", "--no-color", built / f"{ID}.metainfo.xml"))
case("the metainfo names the version of the project", [] if re.search(
    r'<release version="\d+\.\d+\.\d+"', (built / f"{ID}.metainfo.xml").read_text()) else ["no version"])
case("the settings schema is strict", says("glib-compile-schemas", "--strict", "--dry-run", data))
case("settings are found in the build folder", [] if (built / "gschemas.compiled").is_file() else ["no gschemas.compiled"])
with tempfile.TemporaryDirectory() as folder:
    # It leaves a folder of its own where it runs.
    show = ("flatpak-builder", "--show-manifest", root / "flatpak" / f"{ID}.json")
    case("the flatpak manifest is understood", says(*show, cwd=folder))
    # flatpak-builder only warns, and whatever it does not know is then missing.
    case("the flatpak manifest has no unknown property", says(*show, cwd=folder, text="Unknown property"))

manifest = json.loads((root / "flatpak" / f"{ID}.json").read_text())
case("every foreign source of the manifest is pinned", [
    source["url"] for module in manifest["modules"] for source in module["sources"]
    if source["type"] != "dir" and not source.get("sha256") and not source.get("commit")])

with tempfile.TemporaryDirectory() as folder:
    packages = pathlib.Path(folder) / "packages"
    packages.mkdir()
    shutil.copy(data / f"{ID}.xml", packages)
    problems = says("update-mime-database", folder)
    globs = pathlib.Path(folder) / "globs2"
    if not problems and "application/x-banco-federation:*.federation" not in globs.read_text():
        problems = ["*.federation is not known afterwards"]
    case("the media type is understood", problems)

desktop = configparser.RawConfigParser()
desktop.optionxform = str
desktop.read(data / f"{ID}.desktop.in")
service = configparser.RawConfigParser()
service.read(data / f"{ID}.service.in")
case("desktop file, service and media type name each other", [
    what for what, right in {
        "service name": service["D-BUS Service"]["name"] == ID,
        "service program": "/banco --gapplication-service" in service["D-BUS Service"]["exec"],
        "media type": desktop["Desktop Entry"]["MimeType"] == "application/x-banco-federation;",
        "icon": desktop["Desktop Entry"]["Icon"] == ID,
    }.items() if not right])

for kind, name, size in (("scalable", ID, "128"), ("symbolic", f"{ID}-symbolic", "16")):
    path = data / "icons" / "hicolor" / kind / "apps" / f"{name}.svg"
    image, text = ElementTree.parse(path).getroot(), path.read_text()
    problems = [] if image.get("viewBox") == f"0 0 {size} {size}" else [image.get("viewBox")]
    problems += [f"#{c}" for c in re.findall(r"#([0-9a-f]{6})\b", text) if c not in PALETTE]
    problems += [t.tag for t in image.iter() if t.tag in (SVG + "image", SVG + "text", SVG + "filter", SVG + "script")]
    case(f"the {kind} icon is plain", problems)

for manual in sorted((data / "man").glob("*.1")):
    complaints = tap.Missing("groff")
    if shutil.which("tbl") and shutil.which("groff"):
        page = subprocess.run(["tbl", manual], capture_output=True, text=True).stdout
        done = subprocess.run(["groff", "-ww", "-man", "-Tutf8", "-rLL=78n"], input=page, capture_output=True, text=True)
        complaints = done.stderr.splitlines()
    case(f"{manual.name} is set without a warning", complaints)

tap.report(results)
