#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Breaks the code that guards accounts and machines, one line at a time; a named test has to notice each time.

mutate.py [BUILD]          tries all, in a copy of the source that stays in BUILD/mutate (_build) for the next time
mutate.py --check BUILD    only looks whether each line and each test is still there"""

import collections
import json
import pathlib
import shlex
import subprocess
import sys

import tap

ROOT = pathlib.Path(__file__).resolve().parent.parent
Mutation = collections.namedtuple("Mutation", "about file before after test case")

MUTATIONS = [Mutation(*row) for row in (
    ("an ID token with extensions that must be understood", "src/identity/id-token.c",
     'cjose_jws_t *jws = !json_object_has_member (root, "crit") && is_compact (token)',
     "cjose_jws_t *jws = is_compact (token)",
     "identity/id-token", "/id-token/header/crit"),
    ("an ID token that names another key", "src/identity/id-token.c",
     "g_strcmp0 (curve, algorithm->curve) == 0 && (id == NULL || g_strcmp0 (key_id, id) == 0);",
     "g_strcmp0 (curve, algorithm->curve) == 0;",
     "identity/id-token", "/id-token/header/other-kid"),
    ("an ID token signed with a key for encryption", "src/identity/id-token.c",
     'strcmp (use, "sig") == 0 && strcmp (only, algorithm->name) == 0 &&',
     "strcmp (only, algorithm->name) == 0 &&",
     "identity/id-token", "/id-token/header/key-to-encrypt"),
    ("an ID token of another sign-in", "src/identity/flow-browser.c",
     "flow->client->id, attempt->nonce, cancellable, error);",
     "flow->client->id, NULL, cancellable, error);",
     "identity/flows", "/flows/browser/proof/another-nonce"),
    ("an ID token for several programs at once", "src/identity/id-token.c",
     "return found && (banco_json_length (array) == 1 || party != NULL);",
     "return found;",
     "identity/id-token", "/id-token/claims"),
    ("an ID token that has expired", "src/identity/id-token.c",
     "return until > (double) (now - SKEW) && since < (double) (now + SKEW) &&",
     "return since < (double) (now + SKEW) &&",
     "identity/id-token", "/id-token/times"),

    ("a redirect of another sign-in", "src/identity/listener.c",
     "} else if (self->query != NULL || self->state == NULL || g_strcmp0 (state, self->state) != 0) {",
     "} else if (self->query != NULL || self->state == NULL) {",
     "identity/listener", "/listener/requests"),
    ("a redirect to another issuer's path", "src/identity/listener.c",
     "} else if (strcmp (path, self->path) != 0) {",
     "} else if (FALSE) {",
     "identity/listener", "/listener/requests"),
    ("a listener that other computers reach", "src/identity/listener.c",
     "if (soup_server_listen_local (self->server, first_port + i, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL))",
     "if (soup_server_listen_all (self->server, first_port + i, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL))",
     "identity/listener", "/listener/loopback"),
    ("a redirect from another issuer", "src/identity/flow-browser.c",
     "if (named != NULL ? strcmp (named, flow->issuer->url) != 0 : flow->metadata->names_itself) {",
     "if (named == NULL && flow->metadata->names_itself) {",
     "identity/flows", "/flows/browser/answers"),

    ("host keys of an earlier boot", "src/machines/host-keys.c",
     "const char *begin = g_strrstr (log, BEGIN);",
     "const char *begin = strstr (log, BEGIN);",
     "machines/machines-host-keys", "/host-keys/the last boot counts"),
    ("a host key of another type than it says", "src/machines/host-keys.c",
     "memcmp (field, types[type].name, length) != 0)",
     "FALSE)",
     "machines/machines-host-keys", "/host-keys/type of the same shape does not fit"),

    ("the pin of another machine", "src/machines/pins.c",
     "if (g_strv_length (words) != 4 || !g_str_has_prefix (words[3], owner))",
     "if (g_strv_length (words) != 4)",
     "machines/machines-reach", "/pins"),
    ("the pin of the machine that had the address before", "src/machines/pins.c",
     "if (lines[i][0] == '\\0' || at_host || strstr (lines[i], owner) != NULL)",
     "if (lines[i][0] == '\\0' || strstr (lines[i], owner) != NULL)",
     "machines/machines-reach", "/pins"),

    ("a machine with another host key than announced", "src/machines/reach-probe.c",
     '{ "IDENTIFICATION HAS CHANGED", BANCO_PROBE_OTHER_KEY },',
     '{ "IDENTIFICATION HAS CHANGED", BANCO_PROBE_ANSWERED },',
     "machines/machines-reach", "/reach/another key than announced"),
    ("a host key that changed without a word of the console", "src/machines/reach.c",
     "if (outcome == BANCO_PROBE_ANSWERED) {",
     "if (TRUE) {",
     "machines/machines-reach", "/reach/changed key"),
    ("an alarm over an announcement that was cut", "src/machines/reach.c",
     "else if (cut)",
     "else if (FALSE)",
     "machines/machines-reach", "/reach/announcement that was cut"),
    ("a first use at an address that may be a neighbour's", "src/machines/reach.c",
     "if (self->attempts[i].outcome == BANCO_PROBE_NONE && self->pin->keys[0] == NULL)",
     "if (FALSE)",
     "machines/machines-addresses", "/addresses/first use at the likeliest address"),
    ("a first use while the console may still speak", "src/machines/reach.c",
     "return is_silent (record) ? g_new0 (char *, 1) : NULL;",
     "return g_new0 (char *, 1);",
     "machines/machines-reach", "/reach/first use"),

    ("a bearer that follows a redirect elsewhere", "src/base/http.c",
     "if (!is_same_origin (exchange->origin, exchange->uri))",
     "if (FALSE)",
     "base/http", "/http/other-origin/302"),
    ("what an issuer says about a token, in the log", "src/identity/tokens.c",
     'g_debug ("%s refused: HTTP %u", issuer->id, response->status);',
     'g_debug ("%s refused: HTTP %u %s", issuer->id, response->status, description);',
     "identity/quirks", "/quirks/log"),
    ("the query of an address, in an error", "src/base/http.c",
     "banco_http_set_transport_error (error, cause, g_uri_get_host (exchange->uri));",
     "banco_http_set_transport_error (error, cause, g_uri_get_query (exchange->uri));",
     "base/http", "/http/keeps-secrets"),

    ("a refresh for a token that only a cloud refuses", "src/identity/flow-refresh.c",
     "banco_userinfo_accepts (issuer, token, cancellable);",
     "FALSE;",
     "identity/quirks", "/quirks/renew"),
    ("an access token that a refresh without an answer may have ended", "src/identity/flow-refresh.c",
     "grant->doubtful = TRUE;",
     "grant->doubtful = FALSE;",
     "identity/quirks", "/quirks/lost-answer"),
    ("an access token that a refused refresh takes away", "src/identity/flow-refresh.c",
     "banco_userinfo_accepts (flight->issuer, grant->access_token, NULL)) {",
     "FALSE) {",
     "identity/quirks", "/quirks/refused-refresh"),
    ("a token for a host without an agreement", "src/identity/agreement.c",
     "if (host == NULL || g_strcmp0 (host, issuer->hosts[0]) == 0 || contains (grant->hosts, host) ||",
     "if (TRUE ||",
     "identity/agreement", "/agreement/bearer"),
    ("a certificate authority without an agreement", "src/identity/agreement.c",
     "return file_decides (issuer, grant) || g_strcmp0 (issuer->certificates, grant->certificates) == 0;",
     "return TRUE;",
     "identity/agreement", "/agreement/another authority"),
    ("any file, taken for one of the system", "src/workspace/federation-parse.c",
     "[BANCO_FEDERATION_FILE] = BANCO_AGREEMENT_NEEDED,",
     "[BANCO_FEDERATION_FILE] = BANCO_AGREEMENT_GIVEN,",
     "workspace/federation", "/federation/read"),
    ("an issuer at an http address", "src/workspace/federation-reader.c",
     "if (!banco_http_uri_is_allowed (text))",
     "if (FALSE)",
     "workspace/federation", "/federation/refused/http issuer"),
    ("a CaFile that is missing", "src/workspace/federation-reader.c",
     "if (field->type == BANCO_FIELD_FILE && g_access (text, R_OK) != 0)",
     "if (FALSE)",
     "workspace/federation", "/federation/refused/certificates that are not there"),
)]


def find(text, line):
    """The number of the line that is @line but for its indentation; None unless there is exactly one."""
    found = [number for number, other in enumerate(text.split("\n")) if other.strip() == line]
    return found[0] if len(found) == 1 else None


def change(text, mutation):
    lines = text.split("\n")
    number = find(text, mutation.before)
    lines[number] = lines[number].replace(mutation.before, mutation.after)
    return "\n".join(lines)


def tests_of(build):
    """Each test's program by "suite/name"."""
    listed = json.loads((build / "meson-info/intro-tests.json").read_text())
    return {f"{test['suite'][0].split(':')[1]}/{test['name']}": pathlib.Path(test["cmd"][0]) for test in listed}


def check(build):
    programs = tests_of(build)
    cases = {}
    # ./dev test builds none of them.
    for test in (test for test in {m.test for m in MUTATIONS} & set(programs) if programs[test].exists()):
        listed = subprocess.run([programs[test], "-l"], capture_output=True, text=True)
        cases[test] = [line.removeprefix("# ") for line in listed.stdout.splitlines()]
    tap.report([(f"{m.about} ({m.file})", [problem for problem, is_there in (
        ("the line is not there exactly once", find((ROOT / m.file).read_text(), m.before) is not None),
        (f"there is no test {m.test}", m.test in programs),
        (f"{m.test} has no case {m.case}", m.case in cases.get(m.test, [m.case])),
    ) if not is_there]) for m in MUTATIONS])


class Copy:
    """The source tree and a build of it, apart from those of the user."""

    def __init__(self, build):
        self.source, self.build = build / "mutate/source", build / "mutate/build"
        self.bring_up_to_date()
        if not (self.build / "build.ninja").exists():
            self.must("meson", "setup", "-Ddesktop=disabled", "-Dcuda=disabled", "-Doptimization=0", self.build, self.source)
        if (build / "sshd").is_dir() and not (self.build / "sshd").exists():
            (self.build / "sshd").symlink_to(build / "sshd")
        self.must(self.source / "src/demo/fetch-sshd.sh", self.build)
        self.must("ninja", "-C", self.build, "build.ninja")
        self.programs = tests_of(self.build)

    def must(self, *command):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.exit(f"{done.stdout}\nThis failed: {shlex.join(map(str, command))}")

    def bring_up_to_date(self):
        """A file that is the same is left alone, so that only what changed is built."""
        files = tap.files(ROOT)
        for old in {f.relative_to(self.source) for f in self.source.rglob("*") if f.is_file()} - set(files):
            (self.source / old).unlink()
        for file in files:
            here, there = ROOT / file, self.source / file
            if not there.exists() or there.read_bytes() != here.read_bytes():
                there.parent.mkdir(parents=True, exist_ok=True)
                there.write_bytes(here.read_bytes())
                there.chmod(here.stat().st_mode)

    def compile(self, tests):
        targets = [str(self.programs[test].relative_to(self.build)) for test in tests]
        return subprocess.run(["ninja", "--quiet", "-C", self.build, *targets], capture_output=True).returncode == 0

    def run(self, test, case):
        """OK, SKIP, FAIL or ERROR (by an assertion) as meson has it, or what else became of it."""
        suite, name = test.split("/")
        subprocess.run(["meson", "test", "-C", self.build, "--no-rebuild", "--timeout-multiplier=3", "--suite", suite, name,
                        f"--test-args=-p {shlex.quote(case)}"], capture_output=True)
        log = json.loads((self.build / "meson-logs/testlog.json").read_text())
        told = log.get("stdout", "").splitlines()
        if log["result"] == "OK":
            known = [line for line in told if line.startswith("ok ") and case in line]
            return "no such case" if not known else "SKIP" if "# SKIP" in known[0] else "OK"
        return log["result"]

    def attempt(self, mutation):
        """What is wrong; None when the test notices the mutation."""
        file = self.source / mutation.file
        text = file.read_text()
        if find(text, mutation.before) is None:
            return "its line is not there exactly once"
        file.write_text(change(text, mutation))
        try:
            if not self.compile([mutation.test]):
                return "it does not compile"
            result = self.run(mutation.test, mutation.case)
        finally:
            file.write_text(text)
        return None if result in ("FAIL", "ERROR") else f"{mutation.test} {mutation.case}: {result}"


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--check":
        check(pathlib.Path(sys.argv[2]))
    copy = Copy(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "_build").resolve())
    if not copy.compile(sorted({m.test for m in MUTATIONS})):
        sys.exit("The source does not compile as it is; look with ninja -C " + str(copy.build))
    for test, case in sorted({(m.test, m.case) for m in MUTATIONS}):
        result = copy.run(test, case)
        if result != "OK":
            sys.exit(f"{test} {case} has to pass on the source as it is: {result}")
    print(f"1..{len(MUTATIONS)}")
    noticed = 0
    for number, mutation in enumerate(MUTATIONS, 1):
        problem = copy.attempt(mutation)
        noticed += problem is None
        print("not ok" if problem else "ok", number, "-", mutation.about, flush=True)
        if problem:
            print(f"# {mutation.file}: {mutation.before}\n# {problem}")
    print(f"{noticed} of {len(MUTATIONS)}")
    return noticed != len(MUTATIONS)


if __name__ == "__main__":
    sys.exit(main())
