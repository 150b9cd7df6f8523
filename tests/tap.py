# SPDX-License-Identifier: Apache-2.0
"""What our checks share: the files of the tree, and results as TAP."""

import pathlib
import struct
import subprocess
import sys
import traceback

sys.dont_write_bytecode = True


def files(root):
    """Every file that belongs to the project, also those not added yet, relative to root."""
    try:
        listed = subprocess.run(["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
                                check=True, capture_output=True, text=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        made = ("_build", ".git", "node_modules", "__pycache__")
        listed = [str(f.relative_to(root)) for f in pathlib.Path(root).rglob("*")
                  if not any(part.startswith(made) for part in f.relative_to(root).parts[:-1])]
    return sorted(pathlib.PurePath(f) for f in set(listed) if f and (pathlib.Path(root) / f).is_file())


def keyring(path):
    """The environment that makes libsecret keep secrets in the file @path, which is new and empty.
    A keyring that libsecret makes itself derives its key by 100,000 rounds at each use, 0.1 s of work; here by one."""
    salt, rounds = b"only for tests".ljust(32, b"\0"), 1
    # Version 1.0. Salt, rounds, time of the last change, use count; no items; where the salt ends.
    head = struct.pack("<I32sIQIB", len(salt), salt, rounds, 0, 0, 4 + len(salt))
    pathlib.Path(path).write_bytes(b"GnomeKeyring\n\r\0\n\1\0" + head)
    return {"SECRET_BACKEND": "file", "SECRET_FILE_TEST_PASSWORD": "only for tests", "SECRET_FILE_TEST_PATH": str(path)}


def skip(reason):
    """Ends the program, saying why nothing was tried."""
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


class Missing(Exception):
    """A program that a case needs is not installed."""


def report(results):
    """Prints (name, problems) pairs, a case each, and ends the program with 1 when any has a problem.
    Missing in place of the problems is a case that could not be tried."""
    results = [(name, p if isinstance(p, Missing) else list(p)) for name, p in results]
    print(f"1..{len(results)}")
    for number, (name, problems) in enumerate(results, 1):
        if isinstance(problems, Missing):
            print("ok", number, "-", name, "# SKIP", problems, "is not installed")
            continue
        print("not ok" if problems else "ok", number, "-", name)
        for problem in problems:
            print("#", problem)
    sys.exit(any(problems and not isinstance(problems, Missing) for _, problems in results))


def methods(suite, *helpers):
    """The public methods of @suite as cases for run(), in the order in which they are written."""
    return [(name, getattr(suite, name)) for name, value in vars(type(suite)).items()
            if callable(value) and not name.startswith("_") and name not in helpers]


def run(cases, close, wanted=()):
    """Runs (name, function) pairs, only those @wanted where there are such, and reports them, whatever went wrong
    with any; close() comes after the last."""
    results = []
    try:
        for name, case in cases:
            if wanted and name not in wanted:
                continue
            try:
                case()
                problems = []
            except Missing as missing:
                problems = missing
            except Exception:
                problems = traceback.format_exc().strip().splitlines()
            results.append((name.replace("_", " "), problems))
    finally:
        close()
    report(results)
