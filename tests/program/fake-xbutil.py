#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tool of XRT as far as banco-bench uses it: JSON only into a file that is not there yet. FAKE_XRT says what
goes wrong; every call is noted in FAKE_XRT_NOTES."""

import os
import pathlib
import sys
import time

DATA = pathlib.Path(os.environ['FAKE_XRT_DATA'])
trouble = os.environ.get('FAKE_XRT', '')
words = sys.argv[1:]
with open(os.environ['FAKE_XRT_NOTES'], 'a', encoding='utf-8') as notes:
    print(*words, file=notes)
print('{"event":"end","exit":0}', flush=True)
if trouble == 'hang':
    time.sleep(1000)
text = DATA.joinpath(words[0] + '.json').read_text(encoding='utf-8')
if trouble == 'loaded':
    text = text.replace('00000000-0000-0000-0000-000000000000', '5bdf7a9e-0000-4c9f-8bb2-1c9a6b3f7d21'
                        ).replace('"compute_units": []', '"compute_units": [{"name":"krnl"},{"name":"k2"}]')
elif trouble == 'no-shell':
    text = text.replace('vbnv', 'other')
elif trouble == 'cut':
    text = text[:len(text) // 2]
elif trouble == 'escapes':
    text = text.replace('xcu50', r'\u001b[2J\u00e9\"xcu50')
elif trouble == 'failed':
    text = text.replace('PASSED', 'FAILED')
elif trouble == 'skipped':
    text = text.replace('PASSED', 'SKIPPED')
elif trouble == 'silent':
    text = text.replace('bandwidth', 'something')
elif trouble == 'infinite':
    text = text.replace('9523.6', '1e999')
assert words[words.index('-f') + 1] == 'JSON' and words[words.index('-d') + 1] == '0000:00:06.0'
if trouble != 'nothing':
    with open(words[words.index('-o') + 1], 'x', encoding='utf-8') as answer:
        answer.write(text)
sys.exit(trouble == 'failed')
