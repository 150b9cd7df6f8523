#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What people mistype, files that are not what they should be, disks that are full: one sentence that says what
to do, the contract's exit code, nothing half done. No account and no network. Argument: bancoctl."""
import functools
import json
import os
import pathlib
import pty
import resource
import signal
import subprocess
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1])]
import demo  # noqa: E402
import shapes  # noqa: E402
import tap  # noqa: E402

person = demo.Person(str(pathlib.Path(sys.argv[1]).resolve()), "infn-cloud")
person.environment.update(LC_ALL="C.UTF-8", BANCO_BENCH_AIM="1")
FOLDER = person.folder / "federation"
HEAD = "[Federation]\nFormat=1\nId=mine\nName=Mine\n"
ISSUER = "[Issuer one]\nUrl=https://one.example/\n"
REQUEST = ("request", "--name", "x", "--offer", "o", "--image", "i")

# Words, the code of their failure, and what the sentence must name.
MISTAKES = (
    ((), "usage", "help"),
    (("",), "usage", "help"),
    (("frobnicate",), "usage", "frobnicate"),
    (("Search", "x"), "usage", "Search"),
    (("--nonsense", "facets"), "usage", "--nonsense"),
    (("facets", "--nonsense"), "usage", "--nonsense"),
    (("--federation",), "usage", "--federation"),
    (("--federation", "nowhere", "facets"), "not-found", "nowhere"),
    (("--federation", "/", "facets"), "failed", "/"),
    (("--federation", "/dev/zero", "facets"), "failed", "too large"),
    (("--federation", "", "facets", "now"), "usage", "now"),
    (("--account", "nobody", "whoami"), "not-found", "nobody"),
    (("--account", "", "whoami"), "not-found", "accounts"),
    (("help", "frobnicate"), "usage", "frobnicate"),
    (("help", "ssh", "scp"), "usage", "scp"),
    (("sign-in", "nowhere"), "not-found", "nowhere"),
    (("sign-in", "--device", "--browser"), "usage", "--device"),
    (("sign-in", "official", "hackathon"), "usage", "hackathon"),
    (("sign-out", "official"), "usage", "official"),
    (("accounts", "--default", "nobody"), "not-found", "nobody"),
    (("whoami", "me"), "usage", "me"),
    (("token", "--min-valid", "-1"), "usage", "--min-valid"),
    (("token", "--min-valid", "soon"), "usage", "soon"),
    (("token", "--min-valid", "99999999999"), "usage", "99999999999"),
    (("token",), "sign-in-again", "INFN Cloud"),
    (("search",), "usage", "search QUERY"),
    (("search", "x", "--kind", "book"), "usage", "notebook"),
    (("search", "x", "--limit", "0"), "usage", "--limit"),
    (("search", "x", "--limit", "-3"), "usage", "--limit"),
    (("search", "x", "--limit", "many"), "usage", "many"),
    (("search", "x", "--limit", "99999999999"), "usage", "99999999999"),
    (("search", "x", "--kind", ""), "usage", "notebook"),
    (("search", "x", "--technology"), "usage", "--technology"),
    (("read",), "usage", "read ID"),
    (("read", "a", "b"), "usage", "b"),
    (("read", ""), "not-found", "“”"),
    (("read", "../../etc/passwd"), "not-found", "passwd"),
    (("read", "https://elsewhere.example/page"), "not-found", "elsewhere"),
    (("read", "first-ten-minutes.xml", "--format", "pdf"), "usage", "html"),
    (("read", "first-ten-minutes.xml", "--format", ""), "usage", "html"),
    (("clouds", "demo"), "usage", "demo"),
    (("images", "ubuntu"), "usage", "ubuntu"),
    (("sync", "now"), "usage", "now"),
    (("offers", "--accelerator", "tpu"), "usage", "fpga"),
    (("offers", "--accelerator", ""), "usage", "fpga"),
    (("offers", "--accelerator", "GPU"), "usage", "fpga"),
    *(((verb, "--cloud", name), "not-found", f"“{name}”") for verb in ("offers", "images", "limits", "machines")
      for name in ("nowhere", "")),
    ((*REQUEST, "--cloud", "nowhere"), "not-found", "“nowhere”"),
    (("request",), "usage", "--offer"),
    (("request", "--name", "x", "--offer", "o"), "usage", "--image"),
    *((("request", f"--name={name}", "--offer", "o", "--image", "i"), "usage", "hyphens") for name in (
        "", " ", "bad name", "-x", "x-", "9lives", "a.b", "a_b", "caffè", "x" * 64, "x\n", "x;reboot")),
    *(((*REQUEST, "--until", day), "usage", "--until") for day in (
        "", "2031-02-30", "2031-13-01", "31/12/2031", "tomorrow", "2031", "2031-05-06 10:00", "2031-05-06T25:00:00Z")),
    ((*REQUEST, "--until", "yesterday"), "usage", "2026"),
    ((*REQUEST, "--until", "1999-01-01"), "usage", "--until"),
    (("machine",), "usage", "machine NAME"),
    (("machine", "x"), "sign-in-again", "INFN Cloud"),
    (("release",), "usage", "release NAME"),
    (("release", "x"), "usage", "--yes"),
    (("log",), "usage", "log NAME"),
    (("ssh",), "usage", "ssh NAME"),
    (("ssh", "--verbose"), "usage", "ssh NAME"),
    (("ssh-config", "a", "b"), "usage", "b"),
    (("bench", "--mode", "slow"), "usage", "thorough"),
    (("bench", "--backend", "gpu"), "usage", "driver"),
    (("bench", "--only", "nothing"), "usage", "measure"),
    (("bench", "--only", ""), "usage", "measure"),
    (("bench", "--only", ","), "usage", "measure"),
    (("bench", "--mode", ""), "usage", "thorough"),
    (("bench", "--backend", ""), "usage", "driver"),
    (("bench", "--device", "x"), "usage", "--device"),
    (("bench", "--device", "-1"), "usage", "--device"),
    (("bench", "--device", "0.5"), "usage", "--device"),
    (("bench", "--device", "1024"), "usage", "--device"),
    (("bench", "--dir", ""), "usage", "--dir"),
    (("bench", "--dir", "/nowhere/at/all", "--only", "io.small-files"), "usage", "/nowhere/at/all"),
    (("bench", "--on"), "usage", "--on"),
    (("result",), "usage", "result ID"),
    (("result", "nothing"), "not-found", "nothing"),
    (("results", "--measure", "nothing"), "not-found", "nothing"),
    (("export",), "usage", "export ID"),
    (("export", "nothing"), "not-found", "nothing"),
    (("import",), "usage", "import FILE"),
    (("import", "/nowhere/at/all.json"), "not-found", "/nowhere/at/all.json"),
    (("import", "/dev/zero"), "not-understood", "/dev/zero"),
    (("compare", "t4"), "usage", "compare A B"),
    (("compare", "t4", "nothing"), "not-found", "nothing"),
    (("compare", "t4", "latest:here"), "not-found", "latest:here"),
    (("compare", "t4", "a30", "--format", "pdf"), "usage", "markdown"),
    (("compare", "t4", "a30", "--format", ""), "usage", "markdown"),
    (("compare", "t4", ""), "not-found", "“”"),
    (("export", "latest", "--output"), "usage", "--output"),
    (("estimate",), "usage", "--step"),
    (("estimate", "--step", "1s"), "not-found", "bancoctl bench"),
    (("estimate", "--step", "0s", "--from", "t4"), "usage", "--step"),
    (("estimate", "--step", "inf", "--from", "t4"), "usage", "--step"),
    (("estimate", "--step", "1s", "--from", "nothing"), "not-found", "nothing"),
    (("estimate", "--step", "1s", "--from", "t4", "--precision", "fp4"), "usage", "mixed"),
    (("estimate", "--step", "1s", "--from", "t4", "--data", "9 bushels"), "usage", "--data"),
    (("estimate", "--step", "1s", "--from", "t4", "--data-at", "home"), "usage", "nfs"),
    (("estimate", "--step", "1s", "--from", "t4", "--steps", "-1"), "usage", "--steps"),
    (("estimate", "--step", "1s", "--from", "t4", "--took", "a30"), "usage", "t4=4ms"),
    (("estimate", "--step", "1s", "--from", "t4", "--took", "a30=soon"), "usage", "--took"),
    (("estimate", "--step", "1s", "--from", "t4", "--took", "a30=0s"), "usage", "--took"),
    (("estimate", "--step", "1s", "--from", "t4", "--took", "nothing=1s"), "not-found", "nothing"),
    (("estimate", "--step", "1s", "--from", "t4", "--data-at", ""), "usage", "nfs"),
    (("estimate", "--step", "1s", "--from", "t4", "--network", ""), "usage", "transformer"),
    (("estimate", "--step", "1s", "--from", "t4", "--memory", "-1GB"), "usage", "--memory"),
    (("estimate", "--step", "1s", "--from", "t4", "--upload", "0"), "usage", "--upload"),
    (("estimate", "--step", "1s", "--from", "t4", "--epoch", "-1"), "usage", "--epoch"),
    (("estimate", "--step", "1s", "--from", "t4", "--kernels", "99999999999"), "usage", "--kernels"),
    *((("estimate", "--from", "t4", "--seconds", seconds, "--", "true"), "usage", "--seconds")
      for seconds in ("nan", "0", "-1", "soon", "inf", "1e300")),
    (("estimate", "--step", "1s", "--", "true"), "usage", "--step"),
    (("estimate", "--from", "t4", "--step-pattern", "(", "--", "true"), "usage", "regular expression"),
    (("estimate", "--from", "t4", "--", "/nowhere/program"), "not-found", "/nowhere/program"),
)

# The text of a federation file, the exit code of what reads it, and what the sentence must name.
FILES = (
    ("", 1, "Format"),
    ("\xff\xfe\x00", 1, "is not a federation file"),
    (HEAD.replace("Format=1", "Format=2") + ISSUER, 1, "use 1"),
    (HEAD + "[Issuer one]\nUrl=http://one.example/\n", 1, "https"),
    (HEAD + ISSUER + "SessionDays=a month\n", 1, "1 to 3650"),
    (HEAD + ISSUER + "CaFile=nowhere.pem\n", 1, "CaFile: “"),
    (HEAD + ISSUER + "[Knowledge k]\nKind=wiki\n", 1, "confluence or folder"),
    (HEAD + "[Issuer one]\nUrl=https://one.example/ # theirs\nSessionDays=30   # days\n", 0, ""),
    (HEAD + ISSUER + "[Batch slurm]\nKind=slurm\n[Knowledge k]\nKind=git\n[Cloud c]\nKind=jupyterhub\n", 0, ""),
)


def run(*words, expect=0, prepare=None, **environment):
    done = subprocess.run([person.program, *words], capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
                          env={**person.environment, **environment}, preexec_fn=prepare)
    output, errors = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == expect, (words, done.returncode, errors)
    return output, errors


def each_mistake_is_told(words, code, said):
    """The same in JSON and in words, and only on standard error."""
    output, errors = run("--json", *words, expect=shapes.EXITS[code])
    error = shapes.check(json.loads(errors), {"error": shapes.ERROR})["error"]
    assert output == "" and error["code"] == code and error["exit"] == shapes.EXITS[code], error
    assert said in error["message"], (said, error)
    output, errors = run(*words, expect=shapes.EXITS[code])
    lines = errors.splitlines()
    told = [line for line in lines if line.startswith("bancoctl: ")]
    assert output == "" and told == ["bancoctl: " + error["message"].splitlines()[0]], (lines, error)
    assert error["hint"] == "" or error["hint"] in lines, (lines, error)


def each_federation_file(text, code, said):
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / "mine.federation"
    path.write_bytes(text.encode("latin-1"))
    output, errors = run("--federation", str(path), "--json", "facets", expect=code)
    if code:
        message = json.loads(errors)["error"]["message"]
        assert str(path) in message and said in message, message
    else:
        assert errors == "", "a warning in JSON"
        shapes.check(json.loads(output), shapes.FACETS)


def a_warning_names_file_and_line():
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / "mine.federation"
    path.write_text(HEAD + "Colour=green\n" + ISSUER + "[Weather x]\nSky=blue\n")
    _, errors = run("--federation", str(path), "facets")
    assert f"{path}:5: [Federation] Colour" in errors and f"{path}:8: [Weather x]" in errors, errors
    assert run("--federation", str(path), "--quiet", "facets")[1] == ""


def the_nearest_choice_of_a_federation_counts():
    """--federation before BANCO_FEDERATION before the built-in one; each has its accounts and its choice of one."""
    folder = person.folder / "home/.config/banco/federations"
    folder.mkdir(parents=True, exist_ok=True)
    issuers = "[Issuer one]\nUrl=https://one.example/\n[Issuer two]\nUrl=https://two.example/\n"
    named, own = folder / "lab.federation", folder / "called otherwise.federation"
    named.write_text("[Federation]\nFormat=1\nId=lab\nName=Lab\n" + issuers)
    own.write_text("[Federation]\nFormat=1\nId=group\nName=Group\n" + issuers.replace("one", "three"))

    def names(*words, **environment):
        return [account["name"] for account in json.loads(run("--json", *words, "accounts", **environment)[0])]
    for words, environment, expected in (
            ((), {}, ["official", "hackathon"]), ((), {"BANCO_FEDERATION": ""}, ["official", "hackathon"]),
            ((), {"BANCO_FEDERATION": "lab"}, ["one", "two"]), ((), {"BANCO_FEDERATION": "group"}, ["three", "two"]),
            ((), {"BANCO_FEDERATION": str(own)}, ["three", "two"]),
            (("--federation", "lab"), {"BANCO_FEDERATION": "group"}, ["one", "two"]),
            (("--federation=group",), {"BANCO_FEDERATION": "nowhere"}, ["three", "two"]),
            (("--federation", "infn-cloud"), {"BANCO_FEDERATION": "lab"}, ["official", "hackathon"])):
        assert names(*words, **environment) == expected, (words, environment)
    run("--federation", "lab", "accounts", "--default", "two")
    for federation, chosen in (("lab", [False, True]), ("group", [True, False]), ("infn-cloud", [True, False])):
        accounts = json.loads(run("--json", "--federation", federation, "accounts")[0])
        assert [account["default"] for account in accounts] == chosen, (federation, accounts)
    assert "“one”" in json.loads(run("--json", "--federation", "group", "sign-in", "one", expect=5)[1])["error"]["message"]
    run("--json", "--account", "two", "--federation", "lab", "whoami", expect=3)
    run("--json", "--account", "two", "whoami", expect=5)
    named.unlink()
    assert "“lab”" in json.loads(run("--json", "--federation", "lab", "accounts", expect=5)[1])["error"]["message"]
    own.unlink()


def a_folder_is_found_from_the_file():
    """Path= is relative to the file, from wherever bancoctl is started, and however the file is named."""
    library = FOLDER / "pages"
    library.mkdir(parents=True, exist_ok=True)
    (library / "mine.md").write_text("# My own zebrafish\n\nThey swim.\n")
    path = FOLDER / "own.federation"
    path.write_text(HEAD.replace("mine", "own") + ISSUER + "[Knowledge k]\nKind=folder\nPath=pages\n")
    for directory, name in ((FOLDER, "own.federation"), (FOLDER, "./own.federation"), (library, "../own.federation"),
                            (pathlib.Path("/"), str(path))):
        command = [person.program, "--json", "--federation", name]
        for words in (("sync",), ("search", "zebrafish")):
            done = subprocess.run([*command, *words], capture_output=True, text=True, cwd=directory, env=person.environment)
            assert done.returncode == 0, (directory, name, done.stderr)
        assert [hit["id"] for hit in json.loads(done.stdout)["hits"]] == ["mine.md"], done.stdout
    assert "BANCO_FEDERATION" not in person.environment
    assert "zebrafish" in run("search", "zebrafish", BANCO_FEDERATION=str(path))[0]
    (library / "mine.md").unlink()
    library.rmdir()
    _, errors = run("--json", "--federation", str(path), "sync", expect=5)
    assert str(library) in json.loads(errors)["error"]["message"], errors
    assert "zebrafish" in run("--federation", str(path), "search", "zebrafish")[0], "what was synced is gone"


def a_library_of_another_version_is_built_anew():
    run("facets")
    library = person.folder / "home/.local/share/banco/libraries/infn-cloud.db"
    for damage, said in ((b"user_version", "another version"), (None, "damaged")):
        if damage is None:
            for beside in library.parent.glob(library.name + "-*"):
                beside.unlink()
            library.write_bytes(b"SQLite format 3\x00" + b"\xff" * 8000)
        else:
            script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA user_version = 99'); c.commit()"
            subprocess.run([sys.executable, "-c", script, str(library)], check=True)
        kept = library.read_bytes()
        output, errors = run("facets")
        assert said in errors and "anew" in errors and "use that" not in errors and output, errors
        assert run("facets")[1] == "", "built anew twice"
        library.write_bytes(kept)
        for beside in library.parent.glob(library.name + "-*"):
            beside.unlink()
        output, errors = run("--json", "facets")
        assert errors == "", "a remark in JSON"
        shapes.check(json.loads(output), shapes.FACETS)


def fill_disk():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def a_full_disk_is_told():
    home = person.folder / "full"
    elsewhere = {"HOME": str(home), "GSETTINGS_BACKEND": "memory"}
    for words in (("compare", "t4", "a30"), ("results",), ("accounts",), ("help",), ("estimate", "--step", "1s", "--from", "t4",
                                                                                   "--catalogue")):
        json.loads(run("--json", *words, prepare=fill_disk, **elsewhere)[0])
    for words in (("machines",), ("release", "x", "--yes")):
        run("--json", *words, expect=3, prepare=fill_disk, **elsewhere)
    for words in (("facets",), ("search", "x"), ("sync",), ("bench", "--only", "inv")):
        output, errors = run("--json", *words, expect=1, prepare=fill_disk, **elsewhere)
        message = json.loads(errors)["error"]["message"]
        assert output == "" or words[0] == "bench", output
        assert ("disk full" if words[0] == "bench" else "room") in message, message
    _, errors = run("--json", "accounts", "--default", "hackathon", expect=1, prepare=fill_disk, **elsewhere)
    assert "disk" in json.loads(errors)["error"]["message"], errors
    output, errors = run("--json", "accounts", **elsewhere)
    assert [account["default"] for account in json.loads(output)] == [True, False], "half a choice was kept"
    run("facets", **elsewhere)


def an_output_that_cannot_be_written_is_a_failure():
    for words in (("facets",), ("--json", "facets"), ("help",), ("read", "first-ten-minutes.xml"), ("--version",),
                  ("compare", "t4", "a30", "--format", "csv")):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([person.program, *words], stdout=full, stderr=subprocess.PIPE, env=person.environment)
        assert done.returncode == 1 and b"cannot be written" in done.stderr, (words, done)


def colours_are_for_a_terminal_that_wants_them():
    for words, environment, bold in (((), {}, True), (("--no-color",), {}, False), ((), {"NO_COLOR": "1"}, False),
                                     ((), {"NO_COLOR": ""}, True)):
        for verb in (("accounts",), ("search", "autoencoder")):
            ours, theirs = pty.openpty()
            done = subprocess.run([person.program, *words, *verb], stdout=theirs, stderr=subprocess.DEVNULL,
                                  env={**person.environment, **environment, "TERM": "xterm"})
            os.close(theirs)
            text = demo.read_terminal(ours)
            assert done.returncode == 0 and (b"\033[1m" in text) == bold, (words, verb, environment, text[:200])


def help_is_where_people_look_for_it():
    verbs = shapes.check(json.loads(run("--json", "help")[0]), [shapes.VERB])
    names = [verb["name"] for verb in verbs]
    assert len(names) == len(set(names)) >= 27
    for verb in verbs:
        text = run("help", verb["name"])[0]
        assert text == run(verb["name"], "--help")[0] == run(verb["name"], "-h")[0], verb
        assert verb["arguments"] in text and verb["summary"] in text
    assert json.loads(run("read", "--json", "--help")[0])["name"] == "read"
    assert run("-h")[0] == run("help")[0]
    assert "Nothing matches" in run("search", "--", "--help")[0] or run("search", "--", "--help")[0]


def manual_and_help_say_the_same():
    manual = (pathlib.Path(__file__).resolve().parents[2] / "data/man/bancoctl.1.in")
    manual = manual if manual.exists() else next(manual.parent.glob("bancoctl.1*"))
    text = manual.read_text().replace("\\-", "-").replace("\\fB", "").replace("\\fR", "").replace("\\fI", "")
    for verb in json.loads(run("--json", "help")[0]):
        assert verb["name"] in text, f"{verb['name']} is in no manual"
        for option in verb["arguments"].replace("[", " ").replace("]", " ").replace("|", " ").split():
            assert not option.startswith("--") or option == "--" or option in text, f"{verb['name']} {option}"


def quiet_and_json_keep_standard_error_empty():
    for words in (("--quiet", "search", "autoencoder", "--limit", "1"), ("--json", "search", "autoencoder", "--limit", "1"),
                  ("search", "--quiet", "autoencoder", "--limit", "1"), ("-q", "sign-out"), ("--json", "sign-out")):
        assert run(*words)[1] == "", words


cases = [(f"{' '.join(words)!r} is {code}", functools.partial(each_mistake_is_told, words, code, said))
         for words, code, said in MISTAKES]
cases += [(f"federation file {i}", functools.partial(each_federation_file, *row)) for i, row in enumerate(FILES)]
cases += [(case.__name__, case) for case in (
    a_warning_names_file_and_line, the_nearest_choice_of_a_federation_counts, a_folder_is_found_from_the_file,
    a_library_of_another_version_is_built_anew, a_full_disk_is_told, an_output_that_cannot_be_written_is_a_failure,
    colours_are_for_a_terminal_that_wants_them, help_is_where_people_look_for_it, manual_and_help_say_the_same,
    quiet_and_json_keep_standard_error_empty)]
tap.run(cases, person.close)
