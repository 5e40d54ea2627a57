#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Trains models of several sizes with one program, and reads them with it and with one whose sizes are fixed.

usage: run_sizes.py BUNDLED FIXED DATA_FOLDER

FIXED: fixed_sizes, with word vectors of width 100 and layers of width 12.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM, FIXED, DATA = (os.path.abspath(argument) for argument in sys.argv[1:4])


def data(name):
    return os.path.join(DATA, name)


def run(*command):
    return subprocess.run(command, capture_output=True, encoding='utf-8', timeout=600, check=False)


def train(model, *more, corpus=None):
    return run(PROGRAM, 'train', '--train', corpus or data('train.jsonl'), '--dev', data('dev.jsonl'), '--model', model,
               '--epochs', '1', '--limit', '60', '--threads', '1', *more)


class Sizes(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='hmt-test-')
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def fine(self, done):
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def refused(self, done, *parts, status=1):
        self.assertEqual(done.returncode, status, done.stderr)
        for part in parts:
            self.assertIn(part, done.stderr)

    def info(self, model):
        return json.loads(self.fine(run(PROGRAM, 'info', '--json', '--model', model)))

    def vectors(self, dimension):
        path = self.path(f'{dimension}d.txt')
        with open(path, 'w', encoding='utf-8') as file:
            for number, word in enumerate(('born', 'in', 'for', 'works')):
                file.write(f'{word} ' + ' '.join([f'0.{number + 1}'] * dimension) + '\n')
        return path

    def test_one_program_trains_and_reads_all_sizes_and_a_fixed_one_its_own(self):
        scores = {}
        for dimension in (100, 300):
            model = self.path(f'{dimension}')
            self.fine(run(PROGRAM, 'train', '--train', data('train.jsonl'), '--dev', data('dev.jsonl'), '--model', model,
                          '--epochs', '5', '--optimizer', 'adam', '--learning-rate', '0.01', '--dropout', '0.2', '--threads', '1',
                          '--word-dimension', str(dimension), '--hidden', '12'))
            found = json.loads(self.fine(run(PROGRAM, 'evaluate', '--json', '--model', model, '--data', data('test.jsonl'))))
            scores[dimension] = found['triples']['exact_span']['f1']
            self.assertGreater(scores[dimension], 0)
            self.assertEqual(self.info(model)['tensors']['embedding.weight'][1], dimension)
        self.assertEqual(float(self.fine(run(FIXED, self.path('100'), data('test.jsonl')))), scores[100])
        self.refused(run(FIXED, self.path('300'), data('test.jsonl')), self.path('300'),
                     '/embedding is "word_embedding<300>", this program\'s model has "word_embedding<100>"', '[model-mismatch]')
        self.fine(train(self.path('wide'), '--word-dimension', '100', '--hidden', '13'))
        self.refused(run(FIXED, self.path('wide'), data('test.jsonl')), '"bilstm<13, peephole::diagonal>"',
                     '"bilstm<12, peephole::diagonal>"')

    def test_each_size_is_where_it_belongs(self):
        self.fine(train(self.path('m'), '--word-dimension', '10', '--hidden', '11', '--decoder-hidden', '12', '--tag-vector', '13'))
        info = self.info(self.path('m'))
        self.assertEqual(info['metadata']['configuration']['embedding'], 'word_embedding<10>')
        for task in info['metadata']['configuration']['tasks']:
            self.assertEqual((task['encoder'], task['decoder']), ('bilstm<11, peephole::diagonal>', 'tag_feedback_lstm<12, 13>'))
        for name, shape in (('entity.encoder.forward.input_weight', [44, 10]), ('entity.decoder.input_weight', [48, 13]),
                            ('relation.tag_vector.weight', [13, 34])):
            self.assertEqual(info['tensors'][name], shape)
        note = info['metadata']['training']
        self.assertEqual([note[name] for name in ('word_dimension', 'hidden', 'decoder_hidden', 'tag_vector')], [10, 11, 12, 13])
        self.fine(train(self.path('n'), '--word-dimension', '10', '--hidden', '11'))
        self.assertEqual(self.info(self.path('n'))['tensors']['relation.tag_vector.weight'], [11, 33])

    def test_vectors_give_their_width(self):
        for dimension in (50, 200):
            self.fine(train(self.path('m'), '--hidden', '12', '--vectors', self.vectors(dimension)))
            info = self.info(self.path('m'))
            self.assertEqual(info['tensors']['embedding.weight'][1], dimension)
            self.assertEqual(info['metadata']['training']['word_dimension'], dimension)
        self.fine(train(self.path('m'), '--hidden', '12', '--vectors', self.vectors(50), '--word-dimension', '50'))
        self.refused(train(self.path('m'), '--hidden', '12', '--vectors', self.vectors(50), '--word-dimension', '100'),
                     '50d.txt:1: expected vectors of dimension 100', 'found dimension 50', '[vectors-dimension]')
        self.fine(train(self.path('m'), '--hidden', '12'))
        self.assertEqual(self.info(self.path('m'))['tensors']['embedding.weight'][1], 100)

    def test_senseless_sizes_are_told_before_the_corpus_is_read(self):
        for option, value, text in (('--hidden', '0', 'expected hidden from 1 to 16384, found 0'),
                                    ('--hidden', '100000', 'expected hidden from 1 to 16384, found 100000'),
                                    ('--tag-vector', '0', 'expected tag_vector from 1 to 16384, found 0'),
                                    ('--decoder-hidden', '20000', 'expected decoder_hidden from 1 to 16384, found 20000'),
                                    ('--word-dimension', '0', 'expected word_dimension from 1 to 16384, found 0')):
            self.refused(train(self.path('m'), option, value, corpus=self.path('gone')), text, '[model-options]')
        for value in ('-1', 'x', '1.5'):
            self.refused(train(self.path('m'), '--hidden', value), value, status=2)

    def test_to_go_on_from_a_model_is_to_keep_its_sizes(self):
        self.fine(train(self.path('m'), '--hidden', '9'))
        self.fine(train(self.path('n'), '--from', self.path('m')))
        self.assertEqual(self.info(self.path('m'))['metadata']['configuration'], self.info(self.path('n'))['metadata']['configuration'])
        self.refused(train(self.path('n'), '--from', self.path('m'), '--hidden', '9'),
                     'expected either --from, whose model has fixed sizes, or --hidden, found both [from]')

    def test_help_and_completion_name_the_sizes_that_the_model_has(self):
        text = ' '.join(self.fine(run(PROGRAM, 'train', '--help')).split())
        for part in ('--word-dimension N=that of --vectors, without them 100 Width of the word vectors', '--hidden N=100 ',
                     '--decoder-hidden N=as --hidden ', '--tag-vector N=as --hidden '):
            self.assertIn(part, text)
        completion = self.fine(run(PROGRAM, 'completion'))
        for option in ('--word-dimension', '--hidden', '--decoder-hidden', '--tag-vector'):
            self.assertIn(option + ' ', completion)
        for absent in ('--letter-hidden', '--shape-vector', '--pair-hidden', '--tag-weight', '--smoothing', '--exponent'):
            self.assertNotIn(absent, text)
            self.assertNotIn(absent, completion)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
