#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Exported models give the library's results in ONNX Runtime, to 1e-4, one sentence at a time and in padded batches.

usage: check_onnx.py SCORES BUNDLED EXAMPLES_FOLDER PYTHON

SCORES: the program of scores.cpp; PYTHON: an interpreter with onnxruntime, with which the script restarts itself if
necessary.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

SCORES, BUNDLED, EXAMPLES, PYTHON = (os.path.abspath(argument) for argument in sys.argv[1:5])
try:
    import numpy
    import onnxruntime
except ImportError:
    if os.path.exists(PYTHON) and os.path.realpath(sys.prefix) != os.path.realpath(os.path.dirname(os.path.dirname(PYTHON))):
        os.execv(PYTHON, [PYTHON, *sys.argv])
    print(f'skipped: neither this Python nor {PYTHON} has onnxruntime; tests/python_environment.sh makes one')
    sys.exit(77)
DATA = os.path.join(EXAMPLES, 'data')


def run(*command, text=None):
    done = subprocess.run(command, capture_output=True, timeout=600, check=False, encoding='utf-8', input=text)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return done.stdout


def session(path):
    return onnxruntime.InferenceSession(path, providers=['CPUExecutionProvider'])


def padded(rows, kind, fill=0):
    """Lists of lists of numbers as one array, short ones padded."""
    rows = [numpy.asarray(row) for row in rows]
    extents = numpy.max([row.shape for row in rows], axis=0)
    result = numpy.full((len(rows), *extents), fill, kind)
    for row, to in zip(rows, result):
        to[tuple(slice(extent) for extent in row.shape)] = row
    return result


def inputs_of(sentences):
    inputs = {'words': padded([one['words'] for one in sentences], numpy.int64),
              'lengths': numpy.array([len(one['words']) for one in sentences], numpy.int32)}
    if 'shapes' in sentences[0]:
        inputs['shapes'] = padded([one['shapes'] for one in sentences], numpy.int64)
    if 'letters' in sentences[0]:
        inputs['letters'] = padded([padded(one['letters'], numpy.int64) for one in sentences], numpy.int64)
        inputs['letter_counts'] = padded([[len(word) for word in one['letters']] for one in sentences], numpy.int32, 1)
    return inputs


class Onnx(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='hmt-test-')
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.found = json.loads(run(SCORES, os.path.join(DATA, 'dev.jsonl'), cls.folder))

    def path(self, name):
        return os.path.join(self.folder, name)

    def test_probabilities_are_the_librarys(self):
        for model in self.found['models']:
            runtime, sentences = session(self.path(model['name'] + '.onnx')), model['sentences']
            self.assertGreater(len({len(one['words']) for one in sentences}), 3)
            for batch in [[one] for one in sentences] + [sentences]:
                tasks = list(batch[0]['probabilities'])
                results = runtime.run([task + '.probabilities' for task in tasks], inputs_of(batch))
                for task, result in zip(tasks, results):
                    for one, row in zip(batch, result):
                        given = numpy.array(one['probabilities'][task])
                        self.assertGreater(given.std(), 0.02)  # nothing that any graph would give
                        difference = numpy.abs(row[:len(one['words'])].ravel() - given).max()
                        self.assertLess(difference, 1e-4, (model['name'], task))

    def test_scores_are_what_softmax_makes_probabilities_of(self):
        model = next(one for one in self.found['models'] if one['name'] == 'deep')
        runtime = session(self.path('deep.onnx'))
        self.assertEqual([one.name for one in runtime.get_outputs()],
                         [task + what for task in ('boundary', 'entity', 'relation') for what in ('.scores', '.probabilities')])
        scores, probabilities = runtime.run(['relation.scores', 'relation.probabilities'], inputs_of(model['sentences']))
        self.assertEqual(scores.ndim, 4)
        expected = numpy.exp(scores) / numpy.exp(scores).sum(-1, keepdims=True)
        self.assertLess(numpy.abs(expected - probabilities).max(), 1e-5)

    def test_what_has_no_form_is_refused(self):
        crf, pairs = self.found['refusals']
        self.assertEqual(crf, 'expected a model whose parts can be exported to ONNX, found linear_chain_crf [onnx-part]')
        self.assertEqual(pairs, 'expected a model whose parts can be exported to ONNX, found the task \'pairing\' [onnx-part]')

    def test_the_command_and_the_example_tag_a_sentence(self):
        model, exported = self.path('model.safetensors'), self.path('model.onnx')
        run(BUNDLED, 'train', '--train', os.path.join(DATA, 'train.jsonl'), '--model', model, '--epochs', '4', '--quiet')
        run(BUNDLED, 'export', '--model', model, '--onnx', exported)
        metadata = session(exported).get_modelmeta().custom_metadata_map
        self.assertEqual(metadata['format'], 'hmt-1')
        self.assertEqual(json.loads(metadata['words'])[0], '<unk>')
        self.assertEqual(json.loads(metadata['labels.entity'])[0], 'O')
        self.assertEqual([one['name'] for one in json.loads(metadata['configuration'])['tasks']], ['entity', 'relation'])
        text = 'Ana Ruiz was born in Lisbon .'
        tagged = run(sys.executable, os.path.join(EXAMPLES, 'tag_with_onnx.py'), exported, text)
        found = json.loads(run(BUNDLED, 'extract', '--model', model, '--tokenized', text=text))
        entities = [(one['text'], one['type']) for one in found['entities']]
        self.assertTrue(entities)
        listed = [tuple(line.split('\t')[1:3]) for line in tagged.splitlines() if line.startswith('entity\t')]
        self.assertEqual(listed, entities)
        self.assertEqual([line.split('\t')[0] for line in tagged.splitlines()[:7]], text.split())


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
