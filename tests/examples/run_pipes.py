#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Extracts from 100,000 sentences inside programs that divide the work: nothing may be lost or out of order.

usage: run_pipes.py BUNDLED EXAMPLES_FOLDER PYTHON

PYTHON: an interpreter that has pyspark, if there is one.
"""
import glob
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM, EXAMPLES, PYTHON = (os.path.abspath(argument) for argument in sys.argv[1:4])
SENTENCES = 100_000
NAMES = ['Ana Ruiz', 'Bruno Costa', 'Málaga', 'Oslo', 'Acme Corp.', 'Germany', '東京', 'O\'Neill']
MIDDLES = ['was born in', 'is the capital of', 'works for', 'left', '"met"']
HAS_SPARK = shutil.which('java') and os.path.exists(PYTHON) and subprocess.run(
    [PYTHON, '-c', 'import pyspark'], capture_output=True, check=False).returncode == 0


def run(*command, **how):
    return subprocess.run(command, capture_output=True, timeout=1200, check=False, encoding='utf-8', **how)


class Pipes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='hmt-test-')
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.model = os.path.join(cls.folder, 'model.safetensors')
        trained = run(PROGRAM, 'train', '--train', os.path.join(EXAMPLES, 'data/train.jsonl'), '--model', cls.model,
                      '--epochs', '2', '--quiet')
        if trained.returncode != 0:
            raise SystemExit(trained.stderr)
        draw = random.Random(1)
        cls.texts = [f'{draw.choice(NAMES)} {draw.choice(MIDDLES)} {draw.choice(NAMES)} {number} .'
                     for number in range(SENTENCES)]
        cls.keys = [f'k{number:06}' for number in range(SENTENCES)]
        cls.input = os.path.join(cls.folder, 'input.tsv')
        cls.write(cls.input, zip(cls.keys, cls.texts))
        cls.extract = [PROGRAM, 'extract', '--keyed', '--threads', '1', '--model', cls.model]
        with open(cls.input, encoding='utf-8') as file:
            head = ''.join(next(file) for _ in range(2000))
        cls.expected = run(*cls.extract, input=head).stdout.splitlines()

    @staticmethod
    def write(path, pairs):
        with open(path, 'w', encoding='utf-8') as file:
            file.writelines(f'{key}\t{text}\n' for key, text in pairs)

    def check(self, lines):
        """All keys in order, each with its own text, and the same results as from the program alone."""
        pairs = [line.split('\t', 1) for line in lines]
        self.assertEqual([key for key, _ in pairs], self.keys)
        self.assertEqual([json.loads(value)['text'] for _, value in pairs], self.texts)
        self.assertEqual(lines[:len(self.expected)], self.expected)

    @unittest.skipUnless(shutil.which('parallel'), 'GNU parallel is not installed')
    def test_parallel_keeps_all_in_order(self):
        divide = ['parallel', '--pipe', '--keep-order', '--block', '500K', '--jobs', '2', '--quote', *self.extract]
        with open(self.input, encoding='utf-8') as file:
            done = run(*divide, stdin=file)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.check(done.stdout.splitlines())
        broken = run(*divide, input='a\tText .\nno key\n')
        self.assertEqual(broken.returncode, 1)
        self.assertIn('standard input:2: expected a key, a tab and the text (--keyed), found no tab [line-key]', broken.stderr)
        self.assertEqual(json.loads(broken.stdout.split('\t')[1])['text'], 'Text .')

    @unittest.skipUnless(HAS_SPARK, f'no Java, or no pyspark for {PYTHON}')
    def test_spark_keeps_all_and_orders_by_key(self):
        shuffled = list(zip(self.keys, self.texts))
        random.Random(2).shuffle(shuffled)
        source, target = os.path.join(self.folder, 'shuffled.tsv'), os.path.join(self.folder, 'found')
        self.write(source, shuffled)
        spark = [PYTHON, os.path.join(EXAMPLES, 'extract_with_spark.py'), PROGRAM]
        settings = {**os.environ, 'PYSPARK_PYTHON': PYTHON, 'PYSPARK_SUBMIT_ARGS': '--master local[2] pyspark-shell',
                    'SPARK_LOCAL_IP': '127.0.0.1'}
        done = run(*spark, self.model, source, target, env=settings)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = []
        for part in sorted(glob.glob(target + '/part-*')):
            with open(part, encoding='utf-8') as file:
                lines += file.read().splitlines()
        self.check(lines)
        failed = run(*spark, self.model + '.none', source, target + '2', env=settings)
        self.assertNotEqual(failed.returncode, 0)
        self.assertIn('expected a readable file', failed.stderr)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
