#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What embed.py asks of a CUDA toolkit, on one of ours: test-toolkit.py EMBED. Speaks TAP."""

import os
import pathlib
import subprocess
import sys
import tempfile

from cases import case, main

EMBED = sys.argv[1]
NVCC = """#!/bin/sh
echo "$@" >> "${0%/*}/asked"
case $1 in
  --list-gpu-arch) [ -n "$FAKE_ARCHS" ] || { echo "nvcc fatal: Unknown option" >&2; exit 1; }; printf 'compute_%s\\n' $FAKE_ARCHS ;;
  --help) echo "$FAKE_HELP" ;;
  *)
    [ -z "$FAKE_REFUSES" ] || { echo "error: unsupported GNU version" >&2; exit 1; }
    while [ "$1" != -o ]; do shift; done
    printf code > "$2" ;;
esac
"""


def embed(*words, **environment):
    """What embed.py says, and what nvcc was asked."""
    with tempfile.TemporaryDirectory() as folder:
        nvcc = pathlib.Path(folder, 'bin/nvcc')
        nvcc.parent.mkdir()
        nvcc.write_text(NVCC)
        nvcc.chmod(0o755)
        verb, *rest = words
        out = [f'{folder}/out.c'] if verb == 'machine-code' else []
        done = subprocess.run([sys.executable, EMBED, verb, folder, *rest, *out], capture_output=True, text=True,
                              env={**os.environ, **environment})
        asked = pathlib.Path(folder, 'bin/asked')
        return done, asked.read_text() if asked.exists() else ''


@case
def a_toolkit_compiles_for_the_cards_that_it_knows():
    for archs, cards in (('50 60 75 80 86 87 89 90', '75,80,86,89,90'),
                         ('75 80 86 87 88 89 90 100 110 103 120 121', '75,80,86,89,90,100,120'), ('35 80', '80')):
        done, asked = embed('cards', 'kernels.cu', FAKE_ARCHS=archs)
        assert (done.returncode, done.stdout.strip()) == (0, cards), done
        assert f'-ptx -arch=compute_{cards.split(",")[0]}' in asked, asked


@case
def a_toolkit_of_no_use_is_told():
    for environment, said in (({}, 'Unknown option'), ({'FAKE_ARCHS': '35 50'}, 'none of the cards'),
                              ({'FAKE_ARCHS': '75 80', 'FAKE_REFUSES': '1'}, 'unsupported GNU version')):
        done, _ = embed('cards', 'kernels.cu', **environment)
        assert done.returncode == 1 and said in done.stderr and 'Traceback' not in done.stderr, done
        assert done.stdout == '', done


@case
def machine_code_is_for_these_cards_and_text_for_later_ones():
    done, asked = embed('machine-code', '75,90', 'kernels.cu', FAKE_ARCHS='75 90')
    assert done.returncode == 0, done
    assert 'arch=compute_75,code=sm_75 ' in asked and 'arch=compute_90,code=[sm_90,compute_90]' in asked, asked
    assert '_100' not in asked and '_120' not in asked and '--compress-mode' not in asked, asked
    _, asked = embed('machine-code', '80', 'kernels.cu', FAKE_HELP='--compress-mode <mode>')
    assert 'arch=compute_80,code=[sm_80,compute_80]' in asked and '--compress-mode=size' in asked, asked


main()
