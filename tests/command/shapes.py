# SPDX-License-Identifier: Apache-2.0
"""The JSON of the contract, verb by verb. A dictionary names members ("x?": may be absent), a list holds the
shape of every element, a tuple says "one of", a pattern is what a text must match, and words are themselves."""
import json
import re

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
NUMBER = (int, float)
URL = re.compile(r"https?://.+")

ACCELERATOR = {"kind": ("gpu", "fpga"), "model": str, "count": int, "memory_mib?": int, "simulated?": bool}
WHOAMI = {"name": str, "issuer": URL, "subject": str, "username": str, "full_name": str, "email": str,
          "groups": [str], "admin": bool, "scopes": [str], "session_until": (TIME, None), "account_until?": TIME,
          "terms?": {"accepted_until?": TIME}}
DIMENSIONS = {"technology": [str], "field": [str], "tool": [str]}
PENDING_DEVICE = {"event": "pending", "method": "device", "verification_uri": URL, "verification_uri_complete?": URL,
                  "user_code": str, "expires_in": int, "hosts": [str]}
PENDING_BROWSER = {"event": "pending", "method": "browser", "authorization_uri": URL, "hosts": [str]}
ACCOUNT = {"name": str, "issuer": URL, "username": (str, None), "state": ("signed-in", "expired", "signed-out"),
           "default": bool}
TOKEN = {"access_token": str, "expires_at": TIME, "issuer": URL}
FEDERATION = {"id": str, "name": str, "path": str, "origin": ("file", "own", "system", "built-in"), "hosts": [str]}
FEDERATION_SHOWN = FEDERATION | {
    "replaces": (str, None),
    "changes": [{"change": ("added", "changed", "removed", "same"), "kind": ("name", "issuer", "wiki", "folder", "cloud"),
                 "id": (str, None), "value": (str, None), "before": (str, None)}]}
SYNC = {name: int for name in ("added", "changed", "removed", "unchanged", "entries", "attachments", "requests",
                               "bytes")} | {"seconds": NUMBER}
FACET = {"value": str, "count": int}
FACETS = {name: [FACET] for name in DIMENSIONS}
HIT = {"id": str, "title": str, "kind": ("page", "notebook"), "snippet": str, "comment": (str, None), **DIMENSIONS}
SEARCH = {"query": str, "total": int, "elapsed_ms": NUMBER, "hits": [HIT]}
ENTRY = {"id": str, "title": str, "url": (str, None), "kind": ("page", "notebook"), "updated": (TIME, None),
         "comment": (str, None), **DIMENSIONS, "contacts": [{"name": str, "email?": str, "role?": str}],
         "examples": [{"kind": ("notebook", "git"), "url?": str, "path?": str}],
         "attachments": [{"name": str, "media_type": str, "bytes": int}],
         "blocks": [{"type": str}], "problems": [{"where": str, "what": str}]}
CLOUD = {"id": str, "kind": str, "state": ("ready", "sign-in", "unreachable", "no-project"), "account?": (str, None),
         "groups": [str]}
OFFER = {"cloud": str, "id": str, "name": str, "vcpus": int, "memory_mib": int, "disk_gib": int, "disk_kind?": str,
         "accelerator": (None, ACCELERATOR), "available": (None, int), "allowed": bool, "why_not?": str}
IMAGE = {"cloud": str, "id": str, "name": str, "os": (str, None), "os_version": (str, None), "cuda?": str,
         "min_disk_gib": int, "login?": str}
LIMIT = {"cloud": str, "group": str,
         "resource": ("machines", "vcpus", "memory_mib", "volumes", "volume_gib", "addresses", "gpus"),
         "used": int, "limit": (None, int)}
MACHINE = {"cloud": str, "id": str, "name": str,
           "state": ("asked", "building", "ready", "stopped", "shelved", "failed", "releasing", "unknown"),
           "address?": str, "port?": int, "login?": str, "accelerator?": ACCELERATOR, "image": (str, None),
           "offer": (str, None), "group": str, "created": TIME, "until?": TIME, "reason?": str,
           "host_key": ("verified", "first-use", "unknown"), "services": [{"name": str, "url": str}]}
ROW = {"id": str, "unit": str, "median": NUMBER, "best": NUMBER, "p5": NUMBER, "p95": NUMBER, "count": int,
       "flags": [str]}
RESULT = {"id": str, "host": str, "place": str, "when": TIME, "mode": ("quick", "standard", "thorough"),
          "backend": ("runtime", "driver", "cpu"), "device": str, "flags": [str]}
WHOLE_RESULT = RESULT | {"rows": [ROW]}
VALUE = {"result": str, "median": NUMBER, "spread": (None, [NUMBER]), "ratio": (None, *NUMBER), "flags": [str],
         "source": ("measured-here", "measured-there", "published", "reachable", "datasheet", "predicted")}
COMPARISON = {"rows": [{"id": str, "unit": str, "values": [(None, VALUE)]}],
              "advice": [{"text": str, "certainty": str}]}
ERROR = {"code": ("sign-in-again", "not-allowed", "not-found", "not-reachable", "no-room", "not-understood", "locked",
                  "usage", "cancelled", "failed"), "exit": int, "message": str, "hint": str}
PARTIAL = {"cloud": str, "code": ERROR["code"], "as_of": (TIME, None)}
RANGE = (None, [NUMBER])
ESTIMATE = {
    "job": {"step_seconds": NUMBER, "steps": int, "network": str, "precision": str, "memory_gib": NUMBER, "data_share": NUMBER,
            "bound": str, "watched": (None, {"seconds": NUMBER, "found": str, "steps_seen": int, "interrupted": bool,
                                             "exit": (None, int)})},
    "from": str, "measured": bool, "own_runs": int, "expected_speed?": NUMBER, "real_speed?": NUMBER,
    "offers": [{"offer": (None, str), "cloud": (None, str), "allowed?": bool, "card": (None, str), "verdict": str,
                "speed": RANGE, "step_seconds": RANGE, "job_seconds": RANGE, "text": str, "change": (None, str),
                "certainty": (None, str)}]}
VERB = {"name": str, "arguments": str, "summary": str}

# By verb what it prints as one document, or TEXT; of LINES each is so. A verb of bancoctl without a row fails the contract.
TEXT, LINES = object(), object()
VERBS = {
    "sign-in": (LINES, PENDING_DEVICE, PENDING_BROWSER, {"event": "signed-in", **WHOAMI}),
    "sign-out": {"signed_out": [str], "revoked": bool},
    "accounts": [ACCOUNT],
    "whoami": WHOAMI,
    "token": TOKEN,
    "federation": ([FEDERATION], FEDERATION_SHOWN, FEDERATION),
    "sync": SYNC,
    "facets": FACETS,
    "search": SEARCH,
    "read": ENTRY,
    "clouds": [CLOUD],
    "offers": [OFFER],
    "images": [IMAGE],
    "limits": [LIMIT],
    "request": (LINES, MACHINE, {"server": {"name": str, "flavorRef": str, "metadata?": {}}}),
    "machines": [MACHINE],
    "machine": MACHINE,
    "release": MACHINE,
    "log": TEXT,
    "ssh": TEXT,
    "ssh-config": TEXT,
    "bench": (LINES, {"event": re.compile(r"(?!result$).*")}, {"event": "result", **WHOLE_RESULT}),
    "results": ([RESULT], [{"id": str, "when": TIME}]),
    "result": WHOLE_RESULT,
    "export": ({"exported": [str]}, {}),
    "import": {"imported": [str]},
    "compare": COMPARISON,
    "estimate": ESTIMATE,
    "report": {name: str for name in ("version", "libraries", "system", "desktop", "federation")} | {"errors": [re.compile(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [a-z]+ \d+ [a-z-]+")]},
    "help": ([VERB], VERB),
}

EXITS = {"failed": 1, "usage": 2, "sign-in-again": 3, "not-allowed": 4, "not-found": 5, "not-reachable": 6,
         "no-room": 7, "not-understood": 8, "locked": 9, "cancelled": 130}


def read(text):
    """JSON as a strict reader takes it: no member twice, no number that is none."""
    def members(pairs):
        assert len(dict(pairs)) == len(pairs), f"a member stands there twice: {[name for name, _ in pairs]}"
        return dict(pairs)

    def refuse(constant):
        raise ValueError(f"{constant} is no JSON")
    return json.loads(text, object_pairs_hook=members, parse_constant=refuse)


def differences(value, shape, where="it"):
    """What in @value is not as @shape says, one sentence each."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [f"{where} is no object: {value!r}"]
        return [line for name, inner in shape.items()
                for line in member_differences(value, name, inner, where)]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{where} is no list: {value!r}"]
        return [line for i, element in enumerate(value) for line in differences(element, shape[0], f"{where}[{i}]")]
    if isinstance(shape, tuple):
        tried = [differences(value, inner, where) for inner in shape]
        return [] if [] in tried else [f"{where} is {value!r}, none of {shape}: {tried}"]
    if isinstance(shape, re.Pattern):
        return [] if isinstance(value, str) and shape.fullmatch(value) else [f"{where} is {value!r}, not {shape.pattern}"]
    if isinstance(shape, type):
        good = type(value) is shape
    else:
        good = value == shape
    return [] if good else [f"{where} is {value!r}, not {shape}"]


def member_differences(value, name, shape, where):
    plain = name.removesuffix("?")
    if plain not in value:
        return [] if name.endswith("?") else [f"{where} has no {plain}: {sorted(value)}"]
    return differences(value[plain], shape, f"{where}.{plain}")


def check_verb(words, value):
    """@value, as the verb among the @words of a command line prints it: a document, or a list of its lines."""
    shape = VERBS[next(word for word in words if word in VERBS)]
    assert shape is not TEXT, (words, "prints text")
    lines = isinstance(shape, tuple) and shape[0] is LINES
    for one in value if lines and isinstance(value, list) else [value]:
        check(one, shape[1:] if lines else shape)
    return value


def check(value, shape):
    found = differences(value, shape)
    assert not found, "; ".join(found)
    return value
