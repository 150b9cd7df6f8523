#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What stands between bancoctl and who reads it: terminals wide, narrow and dumb, locales, words that are no
text, pipes that close, and foreign text that would like to steer. Arguments: bancoctl, banco-demo."""
import fcntl
import json
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import termios
import unicodedata

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import demo  # noqa: E402
import shapes  # noqa: E402
import tap  # noqa: E402

CTL, DEMO = (str(pathlib.Path(program).resolve()) for program in sys.argv[1:3])
IMAGE = "ubuntu-22.04-cuda-12.2"
EVIL = "zebra \x1b[31mred \x1b]0;title\x07 \x9b2J 日本 e\u0301"
CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]")
NO_TEXT = b"\xff\x1b"


def width(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class Suite:
    def __init__(self):
        self.demo = demo.Demo(DEMO)
        self.person = demo.Person(CTL, self.demo.federation)
        self.person.environment.update(LC_ALL="C.UTF-8", BANCO_BENCH_AIM="1")
        self.person.sign_in_at_once()
        pages = self.demo.folder / "caffè"
        pages.mkdir()
        self.own = pages / "own.federation"
        self.own.write_text("[Federation]\nFormat=1\nId=own\nName=Own\n[Issuer one]\nUrl=https://one.example/\n"
                            "[Knowledge k]\nKind=folder\nPath=.\n")
        (pages / "evil.md").write_text(f"# {EVIL}\n\n{EVIL} `{EVIL}`\n")
        (pages / "index.json").write_text(json.dumps({"format": 1, "entries": [
            {"path": "evil.md", "title": f"{EVIL}\nsecond line", "comment": EVIL, "technology": [EVIL]}]}))

    def close(self):
        self.person.close()
        self.demo.close()

    def run(self, *words, expect=0, own=False, **environment):
        """Standard output and standard error, as bytes."""
        federation = str(self.own) if own else self.demo.federation
        done = subprocess.run([CTL, "--federation", federation, *words], capture_output=True, timeout=120,
                              stdin=subprocess.DEVNULL, env={**self.person.environment, **environment})
        assert done.returncode == expect, (words, environment, done.returncode, done.stderr)
        return done.stdout, done.stderr

    def on_terminal(self, *words, columns=80, own=False, **environment):
        """All that a terminal is sent, on both streams; None takes a variable away."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        environment = {**self.person.environment, "TERM": "xterm", **environment}
        environment = {name: value for name, value in environment.items() if value is not None}
        process = subprocess.Popen([CTL, "--federation", str(self.own) if own else self.demo.federation, *words],
                                   stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=environment)
        os.close(theirs)
        text = demo.read_terminal(ours)
        assert process.wait(120) == 0, (words, text)
        return text.decode().replace("\r\n", "\n")

    # Words.

    def words_behind_two_hyphens_are_no_options(self):
        for words, query in ((("--", "--help"), "--help"), (("--", "a", "-b"), "a -b"), (("--", "-x", "--", "y"), "-x -- y"),
                             (("--", "a"), "a"), (("--limit", "1", "--", "--limit"), "--limit")):
            assert json.loads(self.run("--json", "search", *words)[0])["query"] == query, words
        error = json.loads(self.run("--json", "read", "--", "-x", expect=5)[1])["error"]
        assert "“-x”" in error["message"], error
        assert self.run("--", "facets")[0] == self.run("facets")[0]

    def words_that_are_no_text_are_told_in_text(self):
        for words, code in (((NO_TEXT,), 2), (("help", NO_TEXT), 2), (("read", NO_TEXT), 5), (("machine", NO_TEXT), 5),
                            (("offers", "--cloud", NO_TEXT), 5), (("offers", NO_TEXT), 2), (("offers", b"--" + NO_TEXT), 2),
                            (("sign-in", NO_TEXT), 5), (("import", NO_TEXT), 5), (("compare", "t4", NO_TEXT), 5),
                            (("--federation", b"/nowhere/" + NO_TEXT, "facets"), 5), (("--account", NO_TEXT, "token"), 5),
                            (("request", "--name", NO_TEXT, "--offer", "o", "--image", "i"), 2),
                            (("estimate", "--step", "1s", "--from", NO_TEXT), 5), (("estimate", "--step", NO_TEXT), 2)):
            error = shapes.check(json.loads(self.run("--json", *words, expect=code)[1].decode()), {"error": shapes.ERROR})
            assert error["error"]["exit"] == code, (words, error)
            errors = self.run(*words, expect=code)[1].decode()
            assert not CONTROLS.search(errors), (words, errors)
        assert json.loads(self.run("--json", "search", NO_TEXT)[0].decode())["query"] == "\ufffd\x1b"

    def a_path_is_a_path_in_every_locale(self):
        for locale in ("C", "C.UTF-8"):
            assert b"signed-out" in self.run("accounts", own=True, LC_ALL=locale)[0]
            assert "caffè" in json.loads(self.run("--json", "offers", "--cloud", "caffè", expect=5,
                                                  LC_ALL=locale)[1].decode())["error"]["message"]

    # Text of others.

    def nobody_else_steers_the_terminal(self):
        self.run("sync", own=True)
        for words in (("search", "zebra"), ("read", "evil.md"), ("facets",)):
            output, errors = self.run(*words, own=True)
            text = output.decode()
            assert "zebra" in text and "日本" in text and not CONTROLS.search(text.replace("\x1b[1m", "")), (words, text)
            shown = self.on_terminal(*words, own=True).replace("\x1b[1m", "").replace("\x1b[0m", "").replace("\r\x1b[K", "")
            assert "zebra" in shown and not CONTROLS.search(shown), (words, shown)
        assert self.run("search", "zebra", own=True)[0].decode().splitlines()[0].endswith("second line  (evil.md)")
        hit = json.loads(self.run("--json", "search", "zebra", own=True)[0])["hits"][0]
        assert hit["title"].startswith("zebra \x1b[31mred"), "programs get it as it is"

    def columns_stand_below_each_other(self):
        self.run("bench", "--only", "cpu.gemm32.one")
        self.run("bench", "--only", "cpu.gemm32.one")
        results = pathlib.Path(self.person.environment["HOME"]) / ".local/share/banco/results"
        wide = sorted(results.glob("*.json"))[0]
        wide.write_text(json.dumps({**json.loads(wide.read_text()), "host": "計算機 e\u0301 caffè"}))
        head, *rows = self.run("results")[0].decode().splitlines()
        assert len(rows) == 2 and any("計算機" in row for row in rows), rows
        starts = [match.start() for match in re.finditer(r"\S+", head)]
        for row in rows:
            assert not CONTROLS.search(row), row
            begins = {width(row[:match.end()]) for match in re.finditer(r"  +", row)} | {0}
            assert set(starts) - {starts[-1]} <= begins, (head, row)

    def programs_get_every_letter_in_every_locale(self):
        name = next(result["id"] for result in json.loads(self.run("--json", "results")[0]) if "計" in result["host"])
        for words in (("export", name), ("compare", name, "t4", "--format", "markdown"),
                      ("compare", name, "t4", "--format", "csv"), ("--json", "compare", name, "t4"),
                      ("--json", "result", name), ("read", "evil.md", "--format", "html")):
            outputs = {self.run(*words, LC_ALL=locale, own=words[0] == "read")[0] for locale in ("C", "C.UTF-8")}
            assert len(outputs) == 1 and (words[0] not in ("export", "read") or not outputs.pop().isascii()), words
        shared = self.demo.folder / "shared.json"
        shared.write_bytes(self.run("export", name, LC_ALL="C")[0])
        assert json.loads(self.run("--json", "import", str(shared))[0]) == {"imported": []}
        people = self.run("offers", LC_ALL="C")[0]
        assert people.isascii() and b"1 ? Tesla T4" in people, people

    # Terminals.

    def a_page_fits_the_terminal(self):
        for columns in (1, 20, 21, 60, 100, 300):
            most = min(max(columns, 20), 100)
            for text in (self.on_terminal("read", "first-ten-minutes.xml", columns=columns),
                         self.run("read", "first-ten-minutes.xml", COLUMNS=str(columns))[0].decode()):
                lines = text.splitlines()[1:]
                prose = [line for line, below in zip(lines, lines[1:])
                         if line[:1].isalpha() and " " in line and "│" not in line and not below.startswith(("--", "=="))]
                assert len(prose) > 5 and all(width(line) <= most for line in prose), (columns, max(prose, key=width))
        for columns in ("", "0", "-3", "wide", "99999999999"):
            assert self.run("read", "first-ten-minutes.xml", COLUMNS=columns) == self.run("read", "first-ten-minutes.xml")

    def progress_stays_on_one_line(self):
        for columns in (5, 20, 40, 120):
            text = self.on_terminal("sync", "--full", columns=columns)
            drawn = text.split("\r\x1b[K")
            assert len(drawn) > 3, text
            assert drawn[-1].strip().endswith("as before."), drawn[-1]
            assert drawn[0] == "" and all("\n" not in line and width(line) < columns for line in drawn[:-1]), (columns, drawn)

    def progress_is_for_a_terminal_that_shows_it(self):
        for words, environment in (((), {"TERM": "dumb"}), ((), {"TERM": None}), (("--quiet",), {}), (("--json",), {})):
            for verb in (("sync", "--full"), ("accounts",)):
                text = self.on_terminal(*words, *verb, **environment)
                assert "\r" not in text and "\x1b[K" not in text, (words, verb, environment, text)
                assert ("\x1b[1m" in text) == (words == ("--quiet",) and verb == ("accounts",)), (words, verb, environment)
        output, errors = self.run("sync", "--full", TERM="xterm")
        assert errors == b"" and b"\x1b" not in output, (output, errors)

    # Questions.

    def a_machine_is_given_back_only_on_yes(self):
        """Asked on a terminal; no, nothing and Ctrl+C leave it; without a terminal --yes is needed."""
        self.run("request", "--name", "kept", "--offer", "ml.t4", "--image", IMAGE, "--wait")
        for answer, code, said in (("n\n", 0, "Nothing was done."), ("\n", 0, "Nothing was done."), ("\x04", 0, "Nothing was done."),
                                   ("\x03", -2, "[y/N]"), ("not yes\n", 0, "Nothing was done."), ("y\n", 0, "is being given back")):
            ours, theirs = pty.openpty()
            process = subprocess.Popen([CTL, "--federation", self.demo.federation, "release", "kept"], stdin=theirs, stdout=theirs,
                                       stderr=theirs, start_new_session=True, env=self.person.environment,
                                       preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
            os.close(theirs)
            text = b""
            while b"[y/N] " not in text:
                text += os.read(ours, 4096)
            os.write(ours, answer.encode())
            try:
                while True:
                    text += os.read(ours, 4096)
            except OSError:
                os.close(ours)
            assert process.wait(60) == code and said in text.decode(), (answer, process.returncode, text)
            assert b"Give kept back? Everything on it will be gone." in text
            states = [machine["state"] for machine in json.loads(self.run("--json", "machines")[0])]
            assert states == ["ready"] if "given back" not in said else states in ([], ["releasing"]), (answer, states)
        for words in (("release", "kept"), ("--json", "release", "kept")):
            assert b"--yes" in self.run(*words, expect=2)[1]

    # Pipes.

    def streams_that_are_closed(self):
        for redirection, code in (("<&-", 0), (">&-", 1), ("2>&-", 0), ("<&- >&- 2>&-", 1)):
            for verb in ("facets", "--json whoami", "machines", "help"):
                done = subprocess.run(["sh", "-c", f'exec "$0" --federation "$1" {verb} {redirection}', CTL,
                                       self.demo.federation], capture_output=True, env=self.person.environment)
                assert done.returncode == code, (redirection, verb, done)
                assert ("written" in done.stderr.decode()) == (redirection == ">&-"), (redirection, verb, done.stderr)
        assert self.run("facets")[0], "what was written to a closed stream went into the library"

    def who_stops_reading_is_not_told(self):
        """A verb ends once nobody reads, also one that would go on for ever."""
        self.run("request", "--name", "pipe", "--offer", "ml.t4", "--image", IMAGE, "--wait")
        for words in (("machines",), ("--json", "machines"), ("help",), ("search", "network"), ("log", "pipe", "--follow"),
                      ("ssh-config",), ("ssh", "pipe", "--", "yes")):
            with subprocess.Popen([CTL, "--federation", self.demo.federation, *words], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, env=self.person.environment) as process:
                assert process.stdout.read(1), words
                process.stdout.close()
                errors = process.stderr.read()
                code = process.wait(60)
            assert errors == b"" and code in ((0,) if words[0] != "ssh" else (-13, 255, 141)), (words, code, errors)
        self.run("release", "pipe", "--yes")


suite = Suite()
tap.run(tap.methods(suite, "close", "run", "on_terminal"), suite.close, sys.argv[3:])
