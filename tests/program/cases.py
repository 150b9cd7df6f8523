# SPDX-License-Identifier: Apache-2.0
"""Cases that speak TAP, and what the tests of banco-bench share."""

import json
import os
import subprocess
import sys
import traceback

import schema

_cases = []


class Skip(Exception):
    pass


def case(function):
    _cases.append(function)
    return function


def main():
    failed = 0
    print(f'1..{len(_cases)}')
    for number, function in enumerate(_cases, 1):
        name = function.__name__
        try:
            function()
            print(f'ok {number} - {name}', flush=True)
        except Skip as why:
            print(f'ok {number} - {name} # SKIP {why}', flush=True)
        except Exception:  # the report of a test names whatever went wrong
            failed += 1
            print(f'not ok {number} - {name}')
            print('# ' + traceback.format_exc()[-3000:].replace('\n', '\n# '), flush=True)
    sys.exit(failed > 0)


def run(program, *arguments, **environment):
    """A second of measuring, however long a busy machine takes for what surrounds it."""
    return subprocess.run([program, '--mode', 'thorough', *arguments], capture_output=True,
                          text=True, timeout=170,
                          env=dict(os.environ, **{'BANCO_BENCH_AIM': '1', **environment}))


def is_instrumented(program):
    """Whether it is a build for finding faults, which takes over memory and must be loaded first."""
    with open(program, 'rb') as file:
        return b'__asan_init' in file.read()


def _refuse(name):
    raise ValueError(f'{name} is no JSON')


def lines(text):
    """What the program said, each line held to the schema."""
    assert text.endswith('\n'), text[-80:]
    events = [json.loads(line, parse_constant=_refuse) for line in text.splitlines()]
    for event in events:
        schema.check(event)
    return events


def of(events, kind):
    return [event for event in events if event['event'] == kind]
