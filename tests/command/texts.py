#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What people read is what programs read: every table, fact and sentence beside the JSON of the same verb, in any
locale, with --quiet, and with the options in any order. Arguments: bancoctl, banco-demo."""
import csv
import io
import itertools
import json
import pathlib
import re
import subprocess
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import demo  # noqa: E402
import shapes  # noqa: E402
import tap  # noqa: E402

CTL, DEMO = (str(pathlib.Path(program).resolve()) for program in sys.argv[1:3])
OFFLINE = (("help",), ("help", "ssh"), ("facets",), ("search", "autoencoder"), ("read", "first-ten-minutes.xml"),
           ("accounts",), ("federation", "list"), ("results",), ("result", "two"),
           ("results", "--measure", "cpu.triad"),
           ("compare", "one", "two", "t4"), ("compare", "t4", "a30", "--format", "markdown"),
           ("estimate", "--step", "12ms", "--steps", "90", "--from", "t4", "--catalogue"))
FOR_PROGRAMS = ("compare", "t4", "a30", "--format", "markdown")


def result(name, when, median, spread, **more):
    """A file as bancoctl keeps it."""
    row = {"id": "cpu.triad", "unit": "GB/s", "median": median, "best": median + 2 * spread, "p5": median - spread,
           "p95": median + spread, "count": 20, "flags": []}
    return {"format": 1, "id": name, "host": "h", "place": "here", "place_label": "This computer", "when": when,
            "mode": "quick", "backend": "cpu", "device": "A Processor", "simulated": False, "flags": [], "rows": [row],
            **more}


def table(text):
    """The rows of a table as {heading: cell}; each column begins where its heading does."""
    head, *rows = text.splitlines()
    starts = [match.start() for match in re.finditer(r"(?:^|(?<=  ))\S", head)]
    ends = [*starts[1:], None]
    names = [head[start:end].strip() for start, end in zip(starts, ends)]
    for row in rows:
        assert all(row[start - 2:start] == "  " for start in starts[1:] if start < len(row)), (head, row)
    return [dict(zip(names, (row[start:end].strip() for start, end in zip(starts, ends)))) for row in rows]


def accelerator(value):
    if value is None:
        return ""
    return f"{value['count']} × {value['model']}" + (" (simulated)" if value.get("simulated") else "")


def duration(seconds):
    """As people read it."""
    for least, unit, name in ((172800, 86400, "days"), (7200, 3600, "h"), (120, 60, "min"), (1, 1, "s"),
                              (1e-3, 1e-3, "ms"), (0, 1e-6, "µs")):
        if seconds >= least:
            number = seconds / unit
            return f"{number:.1f} {name}" if number < 9.95 else f"{number:.0f} {name}"
    raise AssertionError(seconds)


def plain(value):
    return ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)


class Suite:
    def __init__(self):
        self.demo = demo.Demo(DEMO)
        self.person = demo.Person(CTL, self.demo.federation)
        self.person.environment["LC_ALL"] = "C.UTF-8"
        self.folder = pathlib.Path(self.person.environment["HOME"]) / ".local/share/banco/results"
        self.folder.mkdir(parents=True, mode=0o700)
        for one in (result("one", "2026-01-01T10:00:00Z", 20, 1), result("two", "2026-01-02T10:00:00Z", 40, 1),
                    result("three", "2026-01-03T10:00:00Z", 41, 2, flags=["contended", "battery"])):
            (self.folder / f"{one['id']}.json").write_text(json.dumps(one))

    def close(self):
        self.person.close()
        self.demo.close()

    def _run(self, *words, expect=0, **environment):
        done = subprocess.run([CTL, *words], capture_output=True, timeout=120, stdin=subprocess.DEVNULL,
                              env={**self.person.environment, "BANCO_FEDERATION": self.demo.federation, **environment})
        assert done.returncode == expect, (words, done.returncode, done.stderr)
        return done.stdout.decode(), done.stderr.decode()

    def _read(self, *words):
        return json.loads(self._run("--json", *words)[0])

    # In any way of asking.

    def every_locale_reads_the_same_words(self):
        """What a locale cannot write is one question mark a letter; what programs read is the same in all."""
        for words in OFFLINE:
            text = self._run(*words)[0]
            expected = text if words == FOR_PROGRAMS else text.encode("ascii", "replace").decode()
            assert self._run(*words, LC_ALL="C")[0] == expected, words
            assert self._run(*words, LC_ALL="", LANG="nowhere.UTF-8", LANGUAGE="it:de")[0] in (text, expected), words

    def quiet_leaves_the_answer_as_it_is(self):
        for number, words in enumerate(OFFLINE):
            text, remarks = self._run(*words)
            ways = ("--quiet", *words), ("-q", *words), (*words, "--quiet"), (words[0], "-q", *words[1:])
            quiet = ways[number % len(ways)]
            assert self._run(*quiet) == (text, ""), (quiet, remarks)

    def options_stand_in_any_order(self):
        options = (("--limit", "2"), ("--kind=page",), ("--json",), ("cnn",))
        answers = []
        for order in itertools.permutations(options):
            answer = json.loads(self._run("search", *itertools.chain.from_iterable(order))[0])
            del answer["elapsed_ms"]
            answers.append(answer)
        assert len(answers) == 24 and all(answer == answers[0] for answer in answers) and len(answers[0]["hits"]) == 2
        for order in itertools.permutations((("--format", "csv"), ("t4",), ("a30",))):
            words = list(itertools.chain.from_iterable(order))
            rows = list(csv.DictReader(io.StringIO(self._run("compare", *words)[0])))
            assert [row["result"] for row in rows[:2]] == [word for word in words if word in ("t4", "a30")], words

    def the_last_of_two_options_counts(self):
        assert len(self._read("search", "", "--limit", "1", "--limit", "3")["hits"]) == 3
        assert self._run("--federation", "nowhere", "federation", "--federation", "infn-cloud", "list")[0]
        errors = self._run("--federation", "infn-cloud", "facets", "--federation", "nowhere", expect=5)[1]
        assert "“nowhere”" in errors, errors

    def a_failure_is_json_wherever_that_was_said(self):
        for words in (("frobnicate",), ("read", "nothing"), ("search",), ("compare", "t4"), ("facets", "--colour"),
                      ("--federation", "nowhere", "facets"), ("help", "frobnicate"), ("result", "nothing")):
            first = self._run("--json", *words, expect=5 if "noth" in words[-1] or "nowhere" in words else 2)[1]
            last = self._run(*words, "--json", expect=json.loads(first)["error"]["exit"])[1]
            assert last == first, (words, last)
            shapes.check(json.loads(last), {"error": shapes.ERROR})

    # Results.

    def a_table_of_results_says_what_json_says(self):
        rows, listed = table(self._run("results")[0]), self._read("results")
        assert [row["RESULT"] for row in rows] == ["three", "two", "one"], "not the newest first"
        for row, one in zip(rows, listed, strict=True):
            assert row == {"RESULT": one["id"], "HOST": one["host"], "DEVICE": one["device"], "MODE": one["mode"],
                           "WHEN": one["when"], "MIND": ", ".join(one["flags"])}
        assert rows[0]["MIND"] == "contended, battery"
        assert table(self._run("results", "--on", "here")[0]) == rows
        assert table(self._run("results", "--on", "m")[0]) == []

    def a_result_says_what_json_says(self):
        head, *lines = self._run("result", "three")[0].splitlines()
        assert head == "A Processor on h (three)" and "Mind: contended, battery" in lines, (head, lines)
        row, = table("\n".join(lines[next(i for i, line in enumerate(lines) if line.startswith("MEASURE")):]))
        told, = self._read("result", "three")["rows"]
        assert row == {"MEASURE": "cpu.triad", "UNIT": "GB/s", **{name.upper(): f"{told[name]:.1f}"
                                                                  for name in ("median", "best", "p5", "p95")}}, row

    def a_measure_over_time_is_set_against_the_run_before(self):
        rows, told = (read("results", "--measure", "cpu.triad") for read in (
            lambda *words: table(self._run(*words)[0]), self._read))
        assert [(row["RESULT"], row["MEDIAN"], row["P5"], row["P95"], row["CHANGE"]) for row in rows] == [
            ("three", "41", "39", "43", "same"), ("two", "40", "39", "41", "2.00 × as fast"),
            ("one", "20", "19", "21", "")], rows
        assert [one["change"] for one in told] == [1, 2, None], told

    def a_comparison_has_the_same_figures_in_every_format(self):
        words = ("compare", "one", "two", "t4")
        read = self._read(*words)
        told = read["scales"] + read["rows"]
        rows = list(csv.DictReader(io.StringIO(self._run(*words, "--format", "csv")[0])))
        flat = [(row["id"], row["unit"], value) for row in told for value in row["values"] if value]
        assert len(rows) == len(flat) > 5
        for row, (measure, unit, value) in zip(rows, flat):
            assert (row["measure"], row["unit"], row["result"], row["source"]) == (measure, unit, value["result"],
                                                                                   value["source"])
            assert float(row["median"]) == value["median"] and row["same"] == ("yes" if value["same"] else "no"), row
            assert (row["ratio"] == "") == (value["ratio"] is None), row
            assert (row["p5"], row["p95"]) == ("", "") if value["spread"] is None else [
                float(row["p5"]), float(row["p95"])] == value["spread"], row
        head, rule, *lines = self._run(*words, "--format", "markdown")[0].split("\n\n")[0].splitlines()
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in (head, rule, *lines)]
        assert {len(line) for line in cells} == {5} and cells[0][:2] == ["measure", "unit"], cells
        assert [line[:2] for line in cells[2:]] == [[row["id"], row["unit"]] for row in told]
        assert [[cell == "–" for cell in line[2:]] for line in cells[2:]] == [
            [value is None for value in row["values"]] for row in told]
        blocks = [block for block in self._run(*words)[0].split("\n\n") if "\n" in block.strip()][-len(told):]
        for row, block in zip(told, blocks):
            named = re.split(r", |\n", block)[0]
            assert named == row["id"] or row in read["scales"], (named, row)
            assert [line.endswith(" –") for line in block.strip().splitlines()[1:]] == [
                value is None for value in row["values"]], block

    # Estimates.

    def a_time_is_read_in_its_own_unit(self):
        for said, shown in (("350us", "350 µs"), ("3us", "3.0 µs"), ("1ms", "1.0 ms"), ("12 ms", "12 ms"),
                            ("3.44s", "3.4 s"), ("90", "90 s"), ("119s", "119 s"), ("2min", "2.0 min"),
                            ("17min", "17 min"), ("2h", "2.0 h"), ("47h", "47 h"), ("72h", "3.0 days")):
            text = self._run("estimate", "--step", said, "--from", "t4", "--catalogue")[0]
            assert text.startswith(f"A step takes {shown} on Tesla T4"), (said, text.splitlines()[0])

    def an_estimate_says_what_json_says(self):
        words = ("estimate", "--step", "120ms", "--network", "cnn", "--from", "rtx-4060-laptop", "--catalogue")
        for more, steps, upload in (((), None, False), (("--steps", "1"), None, False),
                                    (("--steps", "1000"), 1000, False),
                                    (("--steps", "1000", "--data", "2GB"), 1000, True),
                                    (("--data", "2GB"), None, True), (("--steps", "1", "--data", "2GB"), None, True),
                                    (("--memory", "20GiB", "--steps", "1000"), 1000, False)):
            offers = self._read(*words, *more)["offers"]
            text = self._run(*words, *more)[0]
            _, *blocks = re.split(r"\n(?=\S[^\n]*\((?:likely|rough|refused)\)\n)", text)
            assert len(blocks) == len(offers) == 5
            for block, offer in zip(blocks, offers):
                head, *lines = block.strip("\n").split("\n")
                assert head == f"{offer['text']} ({offer['certainty']})", (head, offer)
                changes = [line for line in lines if line.startswith("  What would change it: ")]
                assert changes == ([f"  What would change it: {offer['change']}"] if offer["change"] else []), block
                times = [line for line in lines if line not in changes]
                if offer["step_seconds"] is None:
                    assert times == [], (more, times)
                    continue
                low, high = (duration(seconds) for seconds in offer["step_seconds"])
                expected = f"  a step: {low} to {high}"
                if steps:
                    low, high = (duration(seconds) for seconds in offer["job_seconds"])
                    expected += f"; all {steps}: {low} to {high}, without the queue"
                if upload:
                    expected += "; of that the upload: " if steps else "; before the first the upload: "
                    expected += duration(offer["upload_seconds"]) + " (if this network does 10 MB/s)"
                assert times == [expected], (more, times, expected)
            assert {offer["verdict"] for offer in offers} >= {"refused"}, "no block without times was read"

    # Clouds.

    def tables_of_a_cloud_say_what_json_says(self):
        self.person.sign_in_at_once()
        self.demo.order("/cloud", quota={"ml-infn": {"cores": 64, "instances": 6, "ram": 262144}})
        for words, columns in (
                (("clouds",), {"CLOUD": "id", "KIND": "kind", "STATE": "state", "GROUPS": "groups"}),
                (("accounts",), {"NAME": "name", "USER": "username", "STATE": "state", "ISSUER": "issuer"}),
                (("offers",), {"OFFER": "name", "CLOUD": "cloud", "VCPU": "vcpus", "NOT ALLOWED BECAUSE": "why_not",
                               "ACCELERATOR": lambda one: accelerator(one["accelerator"]),
                               "MEMORY": lambda one: f"{one['memory_mib'] / 1024:.0f} GiB",
                               "DISK": lambda one: f"{one['disk_gib']} GB"}),
                (("images",), {"IMAGE": "name", "CLOUD": "cloud", "SYSTEM": "os", "VERSION": "os_version",
                               "LOGIN": "login"}),
                (("limits",), {"CLOUD": "cloud", "GROUP": "group", "RESOURCE": "resource", "USED": "used",
                               "LIMIT": lambda one: "none" if one["limit"] is None else str(one["limit"])}),
                (("federation", "list"), {"FEDERATION": "id", "NAME": "name", "ORIGIN": "origin",
                                          "HOSTS": "hosts"})):
            rows, told = table(self._run(*words)[0]), self._read(*words)
            assert rows, words
            for row, one in zip(rows, told, strict=True):
                assert row == {heading: member(one) if callable(member) else plain(one.get(member))
                               for heading, member in columns.items()}, (words, row, one)
        kinds = {row["ACCELERATOR"] for row in table(self._run("offers")[0])}
        assert {"", "1 × Tesla T4 (simulated)"} <= kinds, kinds
        assert any(one.get("why_not") for one in self._read("offers")), "a column was not tried"

    def narrower_tables_are_parts_of_the_whole(self):
        whole = table(self._run("offers")[0])
        parts = [table(self._run("offers", "--accelerator", kind)[0]) for kind in ("none", "gpu", "fpga")]
        assert sorted(map(str, itertools.chain.from_iterable(parts))) == sorted(map(str, whole)) and all(parts)
        nothing = self._run("machines")[0]
        assert nothing == "NAME  STATE  ACCELERATOR  ADDRESS  CLOUD  SINCE\n", "more than a heading"
        assert self._read("machines", "--cloud", "demo") == []


suite = Suite()
tap.run(tap.methods(suite, "close"), suite.close, sys.argv[3:])
