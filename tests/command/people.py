#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a person reads who types bancoctl on a computer where nothing was set up: no account, no network,
no terminal. Argument: bancoctl."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import demo  # noqa: E402
import tap  # noqa: E402

person = demo.Person(str(pathlib.Path(sys.argv[1]).resolve()), "infn-cloud")


def read(*words, expect=0, **environment):
    """Standard output and standard error of bancoctl, as a person gets them."""
    done = subprocess.run([person.program, *words], capture_output=True, text=True, encoding="utf-8", timeout=60,
                          stdin=subprocess.DEVNULL, env={**person.environment, "LC_ALL": "C.UTF-8", **environment})
    assert done.returncode == expect, (words, done.returncode, done.stderr)
    assert "\033" not in done.stdout, "colours where nobody sees them"
    assert "CRITICAL" not in done.stderr and "WARNING" not in done.stderr, done.stderr
    return done.stdout, done.stderr


def verbs():
    listed, _ = read("help")
    return [line.split()[0] for line in listed.splitlines() if line.startswith("  ")]


def help_tells_every_verb_and_each_verb_tells_itself():
    names = verbs()
    assert len(names) >= 25 and {"sign-in", "search", "request", "ssh", "compare"} <= set(names)
    for name in names:
        text, _ = read("help", name)
        assert text.startswith("Usage: bancoctl " + name) and len(text.splitlines()) >= 3, text
    assert read("--help")[0] == read("help")[0]
    assert "bancoctl help" in read(expect=2)[1]


def what_is_mistyped_is_told_and_what_to_do():
    for words, said in ((("serach", "x"), "serach"), (("help", "serach"), "serach"), (("search", "--colour", "x"), "colour"),
                        (("read",), "help"), (("machines", "too", "many"), "help"), (("bench", "--mode", "slow"), "thorough")):
        output, errors = read(*words, expect=2)
        assert output == "" and said in errors and errors.startswith("bancoctl: "), (words, errors)


def who_is_not_signed_in_is_told_how():
    for words in (("whoami",), ("token",), ("machines",), ("offers",), ("limits",)):
        output, errors = read(*words, expect=3)
        assert output == "" and "bancoctl sign-in" in errors, (words, errors)
    rows = read("accounts")[0].splitlines()
    assert rows[0].split() == ["NAME", "USER", "STATE", "ISSUER"] and "signed-out" in rows[1]
    assert "You were not signed in." in read("sign-out")[0]


def knowledge_is_there_without_any_of_that():
    found, errors = read("search", "autoencoder", "--limit", "1")
    title = found.splitlines()[0]
    name = title[title.rindex("(") + 1:-1]
    assert "--limit shows more" in errors
    page, _ = read("read", name)
    assert page.splitlines()[0] == title[:title.rindex("  (")]
    assert all(len(line) <= 100 for line in page.splitlines() if not line.startswith(("    ", "  ")) and "│" not in line
               and "<" not in line), [line for line in page.splitlines() if len(line) > 100]
    assert "Nothing matches" in read("search", "zzzzqqq")[0]
    facets = read("facets")[0]
    assert facets.split()[0] == "technology" and "\nfield " in facets and "\ntool " in facets


def quiet_says_only_what_was_asked():
    words = ("search", "autoencoder", "--limit", "1")
    assert read("--quiet", *words) == (read(*words)[0], "")


def cards_are_compared_in_words():
    text, _ = read("compare", "t4", "a30")
    assert "Tesla T4" in text and "A30" in text and "GB/s" in text and "published)" in text
    assert any(certainty in text for certainty in ("(likely)", "(certain)", "(possible)", "(guess)")), text[:300]


def nothing_is_written_where_it_does_not_belong():
    outside = [path for path in (person.folder / "home").rglob("*") if path.is_file()
               and not str(path.relative_to(person.folder / "home")).startswith((".local/share/banco/", ".cache/banco/",
                                                                                 ".config/banco/"))]
    assert outside == [], outside
    for path in (person.folder / "home/.local/share/banco").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, f"{path} can be read by others"


def a_home_that_cannot_be_written_is_told():
    full = person.folder / "taken"
    full.write_text("")
    _, errors = read("facets", expect=1, XDG_DATA_HOME=str(full))
    assert "cannot be" in errors and "see that" in errors, errors


def every_option_is_in_help_and_nothing_else_is():
    """What the source takes, what help says, and what the program does with it agree, verb by verb."""
    room = pathlib.Path(__file__).resolve().parents[2] / "src/command"
    source = "\n".join(path.read_text() for path in room.glob("*.c"))
    taken = {}
    for verb in re.findall(r"\{ \"([a-z-]+)\",[^{}]*?verb_\w+(?:, TRUE)? \}", (room / "verbs.c").read_text()):
        start = source.index(f"\nverb_{verb.replace('-', '_')} (")
        body = source[start:source.index("\n}\n", start)]
        if verb == "estimate":
            start = source.index("\nparse (Command *command, char ***words, Asked *asked")
            body = source[start:source.index("\n}\n", start)]
        taken[verb] = set(re.findall(r'\{ "([a-z-]+)", \S+ 0, (?:WORD|G_OPTION)', body))
    assert len(taken) >= 28 and taken["request"] >= {"name", "until", "wait"} and taken["facets"] == set(), taken
    for verb, options in taken.items():
        said = set(re.findall(r"--([a-z-]+)", read("help", verb)[0].split("\n\n")[0]))
        assert said == options, (verb, said ^ options)
        for option in ("federation", "account"):
            assert f"--{option}" in read(verb, f"--{option}", expect=2)[1] or verb == "ssh", (verb, option)


def what_people_read_can_be_translated():
    """Headings, sentences and the words of help go through gettext; the program's own reasons are known to it."""
    room = pathlib.Path(__file__).resolve().parents[2] / "src/command"
    sentence = re.compile(r'g_print(?:err)? \(\s*"((?:[^"\\]|\\.)*)"')
    heading = re.compile(r'\{ "[A-Z][A-Z0-9 ]*", "')
    bare = []
    for path in sorted(room.glob("*.c")):
        text = path.read_text()
        bare += [f"{path.name}: {words}" for words in sentence.findall(text)
                 if re.search("[a-zA-Z]{3}", re.sub(r"%[-*0-9.]*[a-z]+|\\.|bancoctl( search)?", "", words))]
        bare += [f"{path.name}: {words}" for words in heading.findall(text)]
    assert bare == [], bare
    assert all('N_ ("' in verb for verb in re.findall(r"\{ \"[a-z-]+\",.*?verb_\w+ \}", (room / "verbs.c").read_text(), re.S))
    program = (room.parent / "benchmark/program/gpu.c").read_text()
    known = (room.parent / "benchmark/reason.c").read_text()
    said = [re.sub(r"%d(\.%d)?", "%s", words) for words in re.findall(r'say \(gpu,\s*"([^"]+)"', program)]
    unknown = [words for words in said if words != "%s" and f'"{words}"' not in known]
    assert len(said) > 8
    assert unknown == [], unknown


def a_relative_folder_of_the_environment_counts_as_none():
    names = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
    elsewhere = person.folder / "elsewhere"
    elsewhere.mkdir()
    for value in ("", "here", "./here", "../here"):
        environment = {name: value for name in names} | {"GSETTINGS_BACKEND": "memory"}
        done = subprocess.run([person.program, "--quiet", "accounts", "--default", "official"], capture_output=True,
                              cwd=elsewhere, env={**person.environment, **environment, "HOME": str(elsewhere)})
        assert done.returncode == 0 and done.stderr == b"", (value, done)
        made = {path.name for path in elsewhere.iterdir()}
        assert made <= {".config", ".cache"} and not (person.folder / "here").exists(), (value, made)
        assert list((elsewhere / ".config/banco/accounts").iterdir()), value
        shutil.rmtree(elsewhere / ".config")


def what_a_command_printed_last_is_shown_line_by_line():
    job = r"printf '\a\342\234\223 one\r\033[1mtwo\033[0m\nbancoctl: done\n'; exit 1"
    _, errors = read("estimate", "--from", "T4", "--", "sh", "-c", job, expect=1)
    assert "\n  \u2713 one\n  two\n  bancoctl: done\n" in errors, errors


def an_output_that_nobody_reads_ends_quietly():
    with subprocess.Popen([person.program, "read", "first-ten-minutes.xml"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=person.environment) as process:
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(30) in (0, -13) and errors == b"", (process.returncode, errors)


tap.run([(name, case) for name, case in list(globals().items())
         if callable(case) and getattr(case, "__module__", "") == "__main__" and name not in ("read", "verbs")],
        person.close)
