#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a study from outside: it is bitwise reproducible, and resumes where it was killed.

usage: run_study.py BUNDLED_STUDY DATA_FOLDER
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM, DATA = (os.path.abspath(argument) for argument in sys.argv[1:3])
NAMES = [f'{variant}-{seed}.json' for variant in ('hmt', 'layered', 'without_entity_task') for seed in (1, 2)]


def command(folder, *more):
    return [PROGRAM, '--train', os.path.join(DATA, 'train.jsonl'), '--dev', os.path.join(DATA, 'dev.jsonl'),
            '--test', os.path.join(DATA, 'test.jsonl'), '--folder', folder, '--seeds', '2', '--epochs', '2', *more]


def content(folder, name):
    with open(os.path.join(folder, name), 'rb') as file:
        return file.read()


class Study(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = tempfile.mkdtemp(prefix='hmt-test-')
        cls.addClassCleanup(shutil.rmtree, cls.root)
        cls.whole = os.path.join(cls.root, 'whole')
        cls.done = subprocess.run(command(cls.whole), capture_output=True, text=True, timeout=600, check=False)

    def test_writes_a_table_of_all_variants(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        self.assertEqual(self.done.stdout, content(self.whole, 'table.md').decode())
        self.assertEqual(len(self.done.stdout.splitlines()), 5)
        for name in ('table.csv', 'table.tex', 'curves.svg', 'hmt-1.model'):
            self.assertTrue(content(self.whole, name))

    def test_killed_it_goes_on_and_ends_with_the_same_results(self):
        folder = os.path.join(self.root, 'killed')
        with subprocess.Popen(command(folder, '--parallel', '1'), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as first:
            until = time.monotonic() + 300
            while time.monotonic() < until and not os.path.exists(os.path.join(folder, NAMES[0])):
                time.sleep(0.01)
            first.kill()
        done = [name for name in NAMES if os.path.exists(os.path.join(folder, name))]
        self.assertTrue(0 < len(done) < len(NAMES), done)
        again = subprocess.run(command(folder), capture_output=True, text=True, timeout=600, check=False)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertIn(f'{len(done)} of {len(NAMES)} runs are done,', again.stderr)
        for name in [*NAMES, 'table.md', 'table.csv', 'curves.svg']:
            self.assertEqual(content(folder, name), content(self.whole, name), name)

    def test_unusual_folders_are_refused(self):
        blocked = os.path.join(self.root, 'file')
        with open(blocked, 'w', encoding='utf-8') as file:
            file.write('in the way')
        done = subprocess.run(command(os.path.join(blocked, 'folder')), capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn('expected a folder that can be created', done.stderr)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
