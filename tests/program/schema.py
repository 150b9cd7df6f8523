# SPDX-License-Identifier: Apache-2.0
"""As much of JSON Schema as lines.schema.json needs, so that no package is needed to hold to it."""

import json
import pathlib
import re

FILE = pathlib.Path(__file__).parents[2] / 'src/benchmark/program/lines.schema.json'
ROOT = json.loads(FILE.read_text(encoding='utf-8'))
TYPES = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'null': type(None)}


def _is(value, name):
    if name in ('number', 'integer'):
        whole = isinstance(value, int) or isinstance(value, float) and value.is_integer()
        return isinstance(value, (int, float)) and not isinstance(value, bool) and (
            name == 'number' or whole)
    return isinstance(value, TYPES[name])


def _bounds(value, schema):
    if not _is(value, 'number'):
        return
    if value < schema.get('minimum', value) or value > schema.get('maximum', value):
        yield f'{value} is out of bounds'
    if 'exclusiveMinimum' in schema and value <= schema['exclusiveMinimum']:
        yield f'{value} is out of bounds'


def _combined(value, schema):
    if 'oneOf' in schema and sum(not any(problems(value, one)) for one in schema['oneOf']) != 1:
        yield 'it is not exactly one of what it may be'
    if 'anyOf' in schema and all(any(problems(value, one)) for one in schema['anyOf']):
        yield 'it is none of what it may be'
    if 'not' in schema and not any(problems(value, schema['not'])):
        yield 'it is what it must not be'
    if 'if' in schema:
        branch = 'else' if any(problems(value, schema['if'])) else 'then'
        yield from problems(value, schema.get(branch, {}))


def _inside(value, schema):
    if isinstance(value, dict):
        yield from (f'{name} is missing' for name in schema.get('required', ()) if name not in value)
        for name, inner in schema.get('properties', {}).items():
            if name in value:
                yield from (f'{name}: {why}' for why in problems(value[name], inner))
    if isinstance(value, list) and 'items' in schema:
        for item in value:
            yield from problems(item, schema['items'])


def problems(value, schema=ROOT):
    """Sentences about what is wrong with @value; none when it is right."""
    if '$ref' in schema:
        schema = ROOT['definitions'][schema['$ref'].rsplit('/', 1)[1]]
    names = schema.get('type', [])
    names = [names] if isinstance(names, str) else names
    if names and not any(_is(value, name) for name in names):
        yield f'{value!r} is no {" or ".join(names)}'
        return
    if 'const' in schema and (value != schema['const'] or _is(value, 'boolean') != _is(
            schema['const'], 'boolean')):
        yield f'{value!r} is not {schema["const"]!r}'
    if 'enum' in schema and value not in schema['enum']:
        yield f'{value!r} is not one of {schema["enum"]}'
    if 'pattern' in schema and isinstance(value, str) and not re.search(schema['pattern'], value):
        yield f'{value!r} does not match {schema["pattern"]}'
    yield from _bounds(value, schema)
    yield from _inside(value, schema)
    yield from _combined(value, schema)


def check(line):
    """Raises with what is wrong, by the definition of the line's own event."""
    found = list(problems(line))
    if found:
        definition = ROOT['definitions'].get(line.get('event') if isinstance(line, dict) else None)
        inner = list(problems(line, definition)) if definition else found
        raise AssertionError(f'{inner or found}: {json.dumps(line)[:400]}')
