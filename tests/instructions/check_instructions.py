#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the instructions of a training step and of an extraction, and compares them with expected.json.

usage: check_instructions.py [--update] PROGRAM CORPUS COMPILER

Counts are those of valgrind's tool callgrind, which does not support AVX-512; PROGRAM is compiled with the same flags on
every machine. So they are reproducible within the margin if the compiler (as in 'GNU 12') is that of expected.json. A count
outside the margin fails, even if lower: --update then writes the new counts, to be committed.

Exit status 77, which CTest treats as skipped: counting or comparing is not possible here, with the reason.
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

EXPECTED = pathlib.Path(__file__).with_name('expected.json')
FUNCTIONS = ('counted_training_step', 'counted_extraction')
NEEDED = {'avx2', 'fma', 'bmi2'}  # of -march=x86-64-v3
SKIPPED = 77


def skip(reason):
    print(f'skipped: {reason}')
    sys.exit(SKIPPED)


def count(program, corpus, function):
    """The instructions between entry and return of a function."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ['valgrind', '--tool=callgrind', f'--toggle-collect={function}',
             f'--callgrind-out-file={folder}/counts', program, corpus],
            stderr=subprocess.PIPE, text=True, check=False)
    collected = re.search(r'Collected : (\d+)', done.stderr)
    if done.returncode != 0 or not collected:
        sys.exit(f'expected a count of {function}, found status {done.returncode} and:\n{done.stderr}')
    if int(collected[1]) == 0:
        sys.exit(f'expected {function} to be called, found that it was not: it was inlined or renamed')
    return int(collected[1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--update', action='store_true', help='write what is found into expected.json')
    for name in ('program', 'corpus', 'compiler'):
        parser.add_argument(name)
    given = parser.parse_args()

    expected = json.loads(EXPECTED.read_text(encoding='utf-8'))
    if shutil.which('valgrind') is None:
        skip('valgrind is not installed')
    if NEEDED - set(re.findall(r'\w+', pathlib.Path('/proc/cpuinfo').read_text(encoding='utf-8'))):
        skip(f'this processor lacks one of {", ".join(sorted(NEEDED))}')
    if not given.update and expected['compiler'] != given.compiler:
        skip(f'the counts were made with {expected["compiler"]}, this is {given.compiler}')

    found = {function: count(given.program, given.corpus, function) for function in FUNCTIONS}
    if given.update:
        EXPECTED.write_text(json.dumps({'compiler': given.compiler, 'margin': expected['margin'], 'instructions': found}, indent=2) +
                            '\n', encoding='utf-8')
        return
    faults = 0
    for function, number in found.items():
        change = number / expected['instructions'][function] - 1
        fault = abs(change) > expected['margin']
        faults += fault
        print(f'{function}: {number:,} instructions, {change:+.1%} of those expected'
              f'{" (margin %.0f%%): find the cause, or --update" % (100 * expected["margin"]) if fault else ""}')
    sys.exit(faults > 0)


if __name__ == '__main__':
    main()
