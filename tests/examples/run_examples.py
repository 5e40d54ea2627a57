#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs an example binary from outside, as its users do, on the corpus in examples/data.

usage: run_examples.py BUNDLED OTHER DATA_FOLDER GROUP

BUNDLED: the binary `bundled`; OTHER: an example of another model; GROUP: one of the classes below, in lower case.
"""
import contextlib
import json
import os
import pty
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

PROGRAM, OTHER, DATA = (os.path.abspath(argument) for argument in sys.argv[1:4])
NEWS = ('Dr. Ana Ruiz, born in Málaga, joined Acme Corp. in 1998. She left for Paris.\n'
        '\n'
        'O\'Neill\'s "plan" cost $3.5 million (U.S.).\n' +
        'word ' * 10000 + '\n' +
        'naïve café — 東京 😀 test\n')


def data(name):
    return os.path.join(DATA, name)


def run(*arguments, text=None, program=PROGRAM, **how):
    """The result of a run; text goes to its standard input, as bytes or UTF-8."""
    given = text.encode() if isinstance(text, str) else text
    done = subprocess.run([program, *arguments], input=given, stdout=how.get('stdout', subprocess.PIPE),
                          stderr=subprocess.PIPE, timeout=600, check=False)
    done.stderr = done.stderr.decode()
    done.stdout = done.stdout.decode() if done.stdout is not None else ''
    return done


def train(model, *more, corpus=None, epochs=1):
    return run('train', '--train', corpus or data('train.jsonl'), '--model', model, '--epochs', str(epochs),
               '--threads', '1', *more)


class Case(unittest.TestCase):
    """A folder for each test, in which no unfinished file may remain, and a model for all of them."""

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.mkdtemp(prefix='hmt-test-')
        cls.addClassCleanup(shutil.rmtree, cls.shared)
        cls.model = os.path.join(cls.shared, 'model.safetensors')
        cls.metrics = os.path.join(cls.shared, 'metrics.jsonl')
        cls.trained = train(cls.model, '--dev', data('dev.jsonl'), '--metrics', cls.metrics, epochs=2)

    def setUp(self):
        self.assertEqual(self.trained.returncode, 0, self.trained.stderr)
        self.folder = tempfile.mkdtemp(prefix='hmt-test-')
        self.addCleanup(shutil.rmtree, self.folder)

    def tearDown(self):
        self.assertEqual([name for name in os.listdir(self.folder) if name.endswith('.part')], [])

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), 'wb') as file:
            file.write(content.encode() if isinstance(content, str) else content)
        return self.path(name)

    def fine(self, done):
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def refused(self, done, *parts, status=1):
        """The run ended with this status and one message with these parts, and without an abort."""
        self.assertEqual(done.returncode, status, done.stderr)
        for part in parts:
            self.assertIn(part, done.stderr)
        self.assertNotIn('terminate called', done.stderr)


class Commands(Case):
    """Every command works as documented in its help."""

    def test_train_tells_how_it_goes_and_leaves_a_model(self):
        self.assertEqual(self.trained.stdout, '')
        for part in ('training on ', 'epoch 1/2', 'epoch 2/2', 'words/s', 'loss', 'F1', 'left', 'done after 2 epochs'):
            self.assertIn(part, self.trained.stderr)
        self.assertNotIn('\r', self.trained.stderr)  # a log is not redrawn
        self.assertTrue(os.path.exists(self.model))

    def test_metrics_have_a_line_an_epoch(self):
        with open(self.metrics, encoding='utf-8') as file:
            lines = [json.loads(line) for line in file]
        self.assertEqual([line['epoch'] for line in lines], [1, 2])
        for line in lines:
            for key in ('loss', 'losses', 'words_per_second', 'precision', 'recall', 'f1', 'entity_f1', 'best'):
                self.assertIn(key, line)
        self.assertEqual(set(lines[0]['losses']), {'entity', 'relation'})
        self.assertLess(lines[1]['loss'], lines[0]['loss'])

    def test_what_chooses_the_model(self):
        for choice, score in (('entities', lambda line: line['entity_f1']), ('both', lambda line: line['f1'] + line['entity_f1'])):
            metrics = self.path('metrics.jsonl')
            self.fine(train(self.path('m'), '--dev', data('dev.jsonl'), '--metrics', metrics, '--choose-by', choice, epochs=4))
            with open(metrics, encoding='utf-8') as file:
                scores = [(score(line), line['best']) for line in map(json.loads, file)]
            self.assertEqual([best for _, best in scores],
                             [score >= max(earlier for earlier, _ in scores[:k + 1]) for k, (score, _) in enumerate(scores)])
            note = json.loads(self.fine(run('info', '--json', '--model', self.path('m'))))['metadata']['training']
            self.assertEqual(note['choose_by'], choice)
        self.assertIn('--choose-by both: expected validation data (--dev or --validation-share), found none',
                      train(self.path('m'), '--choose-by', 'both', '--limit', '20').stderr)

    def test_quiet_training_says_nothing(self):
        self.assertEqual(train(self.path('m'), '--quiet', '--limit', '20').stderr, '')

    def test_training_that_finds_nothing_says_what_to_do(self):
        done = train(self.path('m'), '--dev', data('dev.jsonl'), '--limit', '20')
        self.assertIn('F1 stayed at 0: if the loss still fell, raise --epochs', done.stderr)
        self.assertNotIn('stayed at 0', self.trained.stderr)
        self.assertEqual(train(self.path('m'), '--dev', data('dev.jsonl'), '--limit', '20', '--quiet').stderr, '')

    def test_verbose_training_says_more(self):
        done = train(self.path('m'), '--verbose', '--limit', '200')
        for part in ('options: {"train":', 'computes on: ', 'vocabulary: ', 'labels of entity: O ', '  step ', 'loss of relation '):
            self.assertIn(part, done.stderr)
        both = train(self.path('m'), '--verbose', '--quiet')
        self.assertEqual(both.returncode, 2)
        self.assertIn('--quiet excludes --verbose', both.stderr)

    def test_a_terminal_shows_a_bar_if_it_can(self):
        for kind, bar in (('xterm', True), ('dumb', False)):
            terminal, side = pty.openpty()
            command = [PROGRAM, 'train', '--train', data('train.jsonl'), '--model', self.path('m'), '--epochs', '2', '--limit', '400']
            with subprocess.Popen(command, stderr=side, env={**os.environ, 'TERM': kind}) as process:
                os.close(side)
                seen = b''
                with contextlib.suppress(OSError):  # Linux's end of file of a terminal
                    while part := os.read(terminal, 4096):
                        seen += part
            os.close(terminal)
            self.assertEqual(process.returncode, 0)
            self.assertIn(b'epoch 2/2', seen)
            self.assertEqual(b'\x1b' in seen and b'\r[' in seen and b'---]' in seen, bar, seen)

    def test_evaluate_scores_under_every_rule(self):
        done = run('evaluate', '--model', self.model, '--data', data('test.jsonl'), '--json')
        scores = json.loads(self.fine(done))
        self.assertEqual(list(scores['triples']), ['exact_span', 'exact_text', 'first_word', 'begin_tag', 'strict'])
        for rule in list(scores['triples'].values()) + list(scores['entities'].values()):
            self.assertEqual(set(rule), {'precision', 'recall', 'f1', 'predicted', 'gold', 'correct'})
            if rule['gold']:
                self.assertAlmostEqual(rule['recall'], rule['correct'] / rule['gold'])
        self.assertIn('born_in', scores['relations'])
        table = self.fine(run('evaluate', '--model', self.model, '--data', data('test.jsonl')))
        self.assertIn('exact_span', table)
        self.assertIn(str(scores['entities']['exact_span']['correct']), table)

    def test_evaluate_lists_what_is_wrong(self):
        listing = self.path('errors.jsonl')
        command = ('evaluate', '--model', self.model, '--data', data('test.jsonl'))
        scores = json.loads(self.fine(run(*command, '--json', '--errors', listing)))
        with open(listing, encoding='utf-8') as file:
            text = file.read()
        self.assertEqual(self.fine(run(*command, '--json', '--errors', '-')), text)
        errors = [json.loads(line) for line in text.splitlines()]
        for cause, counted in scores['errors'].items():
            for kind in ('missed', 'wrong'):
                self.assertEqual(sum(one['kind'] == kind and one['cause'] == cause for one in errors), counted[kind])
        exact = scores['triples']['exact_span']
        self.assertEqual(sum(one['kind'] == 'missed' for one in errors), exact['gold'] - exact['correct'])
        self.assertEqual(sum(one['kind'] == 'wrong' for one in errors), exact['predicted'] - exact['correct'])
        self.assertGreater(len(errors), 0)
        with open(data('test.jsonl'), encoding='utf-8') as file:
            gold = [json.loads(line) for line in file]
        for one in errors:
            sentence = gold[one['line'] - 1]
            self.assertEqual((one['file'], one['sentence'], one['words']),
                             (data('test.jsonl'), one['line'], sentence['words']))
            for side in filter(None, (one['gold'], one['found'])):
                for argument in (side['head'], side['tail']):
                    self.assertEqual(' '.join(one['words'][slice(*argument['words'])]), argument['text'])
            triples = [(each['head'], each['relation'], each['tail']) for each in sentence['triples']]
            what = one['gold' if one['kind'] == 'missed' else 'found']
            self.assertEqual((what['head']['words'], what['relation'], what['tail']['words']) in triples,
                             one['kind'] == 'missed')

        table = self.fine(run(*command, '--errors', listing))
        self.assertIn('inverse relations', table)
        self.assertIn('missing_entity', table)
        with open(listing, encoding='utf-8') as file:
            text = file.read()
        self.assertEqual(self.fine(run(*command, '--errors', '-')), text)
        self.assertEqual(sum(line.startswith('  ') for line in text.splitlines()), len(errors))
        self.assertIn(f"{data('test.jsonl')}:{errors[0]['line']}: {' '.join(errors[0]['words'])}\n", text)

    def test_extract_counts_like_evaluate(self):
        with open(data('test.jsonl'), encoding='utf-8') as file:
            gold = [json.loads(line) for line in file]
        done = run('extract', '--model', self.model, '--tokenized',
                   text=''.join(' '.join(one['words']) + '\n' for one in gold))
        found = [json.loads(line) for line in self.fine(done).splitlines()]
        self.assertEqual([one['words'] for one in found], [one['words'] for one in gold])
        spans = [({tuple(e['words']) for e in one['entities']}, {(e['begin'], e['end']) for e in true['entities']})
                 for one, true in zip(found, gold)]
        scores = json.loads(run('evaluate', '--model', self.model, '--data', data('test.jsonl'), '--json').stdout)
        self.assertEqual(sum(len(mine & true) for mine, true in spans), scores['entities']['exact_span']['correct'])
        self.assertEqual(sum(len(mine) for mine, _ in spans), scores['entities']['exact_span']['predicted'])
        self.assertGreater(scores['entities']['exact_span']['correct'], 0)

    def test_inspect_counts_the_corpus(self):
        found = json.loads(self.fine(run('inspect', '--data', data('train.jsonl'), '--json')))
        with open(data('train.jsonl'), encoding='utf-8') as file:
            gold = [json.loads(line) for line in file]
        self.assertEqual(found['sentences'], len(gold))
        self.assertEqual(found['words']['total'], sum(len(one['words']) for one in gold))
        self.assertEqual(found['triples']['total'], sum(len(one['triples']) for one in gold))
        self.assertEqual(sum(found['relations'].values()), found['triples']['total'])
        self.assertGreater(found['oracle']['triples']['exact_span']['f1'], 0.9)
        self.assertEqual(found['schemes']['relation_tags<bio>']['f1'], found['oracle']['triples']['exact_span']['f1'])
        self.assertGreaterEqual(found['schemes']['relation_layers<bio>']['recall'],
                                found['schemes']['relation_tags<bio>']['recall'])
        self.assertEqual(len(found['schemes']), 4)
        text = self.fine(run('inspect', '--data', data('train.jsonl')))
        self.assertIn('born_in', text)
        self.assertIn('relation_layers<bio, all_pairs>', text)
        self.assertEqual(sum(found['words']['sentences_by_words'].values()), len(gold))

    def test_inspect_draws_a_picture(self):
        corpus = self.write('odd.jsonl', '{"words": ["a", "b"], "triples": [{"head": [0, 1], "relation": "<&\'r", "tail": [1, 2]}]}\n')
        self.fine(run('inspect', '--data', corpus, '--picture', self.path('picture.svg')))
        texts = [''.join(one.itertext()) for one in
                 xml.etree.ElementTree.parse(self.path('picture.svg')).iter('{http://www.w3.org/2000/svg}text')]
        self.assertIn(f'{corpus}: 1 sentence, 2 words, 1 triple', texts)
        for name, value in (('1 to 10', '1'), ('MISC', '2'), ('<&\'r', '1'), ('relation_layers<bio>', '100.0%')):
            self.assertEqual(texts[texts.index(name) + 1], value)

    def test_info_tells_what_a_model_file_holds(self):
        found = json.loads(self.fine(run('info', '--model', self.model, '--json')))
        self.assertEqual(found['metadata']['format'], 'hmt-1')
        self.assertEqual(found['metadata']['labels.entity'][0], 'O')
        self.assertEqual(found['metadata']['training']['epochs'], 2)
        self.assertEqual(found['tensors']['embedding.weight'][0], len(found['metadata']['words']))
        self.assertRegex(found['targets']['cpu'], '^[a-z0-9-]+$')
        text = self.fine(run('info', '--model', self.model))
        for part in ('relation.output.weight', '"born_in-E1-B"', f"{len(found['metadata']['words'])} entries",
                     found['targets']['cpu']):
            self.assertIn(part, text)

    def test_training_tells_of_corpora_that_do_not_fit(self):
        with open(data('dev.jsonl'), encoding='utf-8') as file:
            text = file.read()
        other = self.write('other.jsonl', text.replace('born_in', 'born_elsewhere'))
        done = train(self.path('m'), '--dev', other, '--limit', '40')
        self.fine(done)
        self.assertIn(f"warning: {other}:", done.stderr)
        self.assertIn('found also born_elsewhere', done.stderr)
        misspelt = self.write('misspelt.jsonl', text.replace('"triples"', '"tripels"'))
        done = train(self.path('m'), corpus=misspelt)
        self.fine(done)
        self.assertIn(f'warning: {misspelt}: expected triples, found none in 81 sentences', done.stderr)
        self.assertNotIn('warning', self.trained.stderr)
        bare = self.write('bare.jsonl', '{"words": ["a", "b"]}\n')
        done = train(self.path('m'), '--dev', bare, '--limit', '40', '--choose-by', 'both')
        self.fine(done)
        self.assertIn(f'warning: {bare}: expected entities to select the model by (--choose-by both), found none in 1 sentence',
                      done.stderr)

    def test_convert_goes_round(self):
        there = self.path('there.jsonl')
        self.fine(run('convert', '--data', data('dev.jsonl'), '--output', there))
        again = self.fine(run('convert', '--data', there))
        with open(there, encoding='utf-8') as file:
            text = file.read()
        self.assertEqual(again, text)
        with open(data('dev.jsonl'), encoding='utf-8') as file:
            self.assertEqual([json.loads(line) for line in text.splitlines()], [json.loads(line) for line in file])

    def test_the_same_seed_gives_the_same_file(self):
        models = []
        for name, seed in (('a', '7'), ('b', '7'), ('c', '8')):
            self.fine(train(self.path(name), '--seed', seed, '--limit', '40'))
            with open(self.path(name), 'rb') as file:
                models.append(file.read())
        self.assertEqual(models[0], models[1])
        self.assertNotEqual(models[0], models[2])

    def test_help_names_every_command_and_option(self):
        text = self.fine(run('--help'))
        for command in ('train', 'evaluate', 'extract', 'inspect', 'info', 'convert'):
            self.assertIn(command, text)
            self.fine(run(command, '--help'))
        text = self.fine(run('train', '--help'))
        for option in ('--train', '--dev', '--vectors', '--model', '--types', '--epochs', '--batch-size', '--threads',
                       '--learning-rate', '--dropout', '--optimizer', '--seed', '--limit', '--metrics', '--format'):
            self.assertIn(option, text)
        self.assertTrue(self.fine(run('--version')).startswith('hmt '))


class Preparing(Case):
    """`split` and `validate`."""

    def test_parts_hold_all_once_and_are_told(self):
        files = [self.path(name) for name in ('a.jsonl', 'b.jsonl')]
        done = run('split', '--data', data('dev.jsonl'), '--shares', '0.75', '0.25', '--output', *files)
        self.fine(done)
        parts = []
        for file in files:
            with open(file, encoding='utf-8') as lines:
                parts.append(lines.read().splitlines())
            self.assertIn(f'{file}: {len(parts[-1])} sentences', done.stderr)
        whole = self.fine(run('convert', '--data', data('dev.jsonl'))).splitlines()
        self.assertEqual(sorted(parts[0] + parts[1]), sorted(whole))
        self.assertEqual(len(parts[0]), round(0.75 * len(whole)))
        self.refused(run('split', '--data', data('dev.jsonl'), '--output', files[0]), 'one file per share', '1 files and 3 shares')
        self.refused(run('split', '--data', data('dev.jsonl'), '--output', files[0], '--shares', '0.5'), 'add up to 1', '0.5')

    def test_every_form_goes_round(self):
        plain = self.fine(run('convert', '--data', data('dev.jsonl')))
        for form in ('jsonl', 'spert', 'cotype', 'hrl', 'casrel'):
            there = self.path(form)
            done = run('convert', '--data', data('dev.jsonl'), '--to', form, '--output', there)
            self.fine(done)
            again = self.fine(run('convert', '--data', there))
            if form in ('hrl', 'casrel'):
                self.assertIn(f'warning: {form} cannot represent everything; lost: ', done.stderr)
            self.assertEqual(again == plain, form not in ('hrl', 'casrel'), form)
            self.assertEqual([json.loads(line)['triples'] for line in again.splitlines()],
                             [json.loads(line)['triples'] for line in plain.splitlines()])
        self.refused(run('convert', '--data', data('dev.jsonl'), '--to', 'brat'), 'expected a folder for --to brat', 'convert-output')

    def test_brat_goes_round_and_can_be_corrected(self):
        plain = self.fine(run('convert', '--data', data('dev.jsonl')))
        self.fine(run('convert', '--data', data('dev.jsonl'), '--to', 'brat', '--output', self.path('brat')))
        self.assertEqual(self.fine(run('convert', '--data', self.path('brat'), '--tokenized')), plain)
        found = [json.loads(line) for line in self.fine(
            run('extract', '--model', self.model, '--brat', self.path('found'), data('news.txt'))).splitlines()]
        corpus = [json.loads(line) for line in self.fine(run('convert', '--data', self.path('found'))).splitlines()]
        self.assertEqual(sorted(' '.join(one['words']) for one in corpus),
                         sorted(' '.join(one['words'][begin:end]) for one in found for begin, end in one['sentences']))
        self.assertEqual(sum(len(one['triples']) for one in corpus), sum(len(one['triples']) for one in found))
        self.refused(run('extract', '--model', self.model, '--brat', self.path('found'), data('news.txt')), 'brat-folder')
        done = run('inspect', '--data', data('brat'))
        self.assertIn('4 sentences', self.fine(done))
        self.assertIn('skipped: 1 notes, the first at', done.stderr)

    def test_suspicions_name_file_and_line(self):
        self.assertEqual(self.fine(run('validate', '--data', data('dev.jsonl'))), '')
        corpus = self.write('odd.jsonl', '{"words": ["a"]}\n\n{"words": ["a"]}\n')
        done = run('validate', '--data', corpus, '--other', corpus)
        self.assertEqual(self.fine(done).splitlines(), [
            f'{corpus}:1: in-other: the words of {corpus}:1', f'{corpus}:3: repeated: the words of line 1, with the same annotation',
            f'{corpus}:3: in-other: the words of {corpus}:1'])
        self.assertIn('2 sentences, 2 in-other, 1 repeated', done.stderr)
        lines = self.fine(run('validate', '--json', '--data', corpus)).splitlines()
        self.assertEqual([json.loads(line) for line in lines], [
            {'file': corpus, 'line': 3, 'kind': 'repeated', 'text': 'the words of line 1, with the same annotation'}])


class Ending(Case):
    """Ctrl-C, and resuming."""

    def interrupted(self, model, after, *more):
        """A training that gets SIGINT once a line of its progress has this text; its status and its output from then on."""
        command = [PROGRAM, 'train', '--train', data('train.jsonl'), '--dev', data('dev.jsonl'), '--model', model,
                   '--epochs', '1000', '--threads', '1', *more]
        with subprocess.Popen(command, stderr=subprocess.PIPE, encoding='utf-8') as program:
            for line in program.stderr:
                if after in line:
                    break
            program.send_signal(signal.SIGINT)
            said = program.stderr.read()
            return program.wait(60), said

    def test_the_best_model_is_kept_and_is_gone_on_from(self):
        model, longer = self.path('model.safetensors'), self.path('longer.safetensors')
        status, said = self.interrupted(model, 'epoch 1/1000')
        self.assertEqual(status, -signal.SIGINT)
        self.assertRegex(said, r'stopped in epoch \d+ of 1000; .*model\.safetensors holds the best model so far, '
                               r'--from resumes from it \[interrupted\]\n$')
        self.fine(run('evaluate', '--model', model, '--data', data('test.jsonl')))
        done = run('train', '--train', data('train.jsonl'), '--from', model, '--model', longer, '--epochs', '1')
        self.fine(done)
        loss, fresh = (float(one.stderr.split('loss ')[1].split()[0]) for one in (done, self.trained))
        self.assertLess(loss, fresh)  # of the first epoch: the old model knew something
        note = json.loads(self.fine(run('info', '--json', '--model', longer)))['metadata']['training']
        self.assertEqual(note['from'], model)

    def test_in_the_first_epoch_nothing_is_touched(self):
        model = self.write('model.safetensors', 'not to be lost')
        status, said = self.interrupted(model, 'training on')
        self.assertEqual(status, -signal.SIGINT)
        self.assertIn('stopped in the first of 1000 epochs', said)
        with open(model, encoding='utf-8') as file:
            self.assertEqual(file.read(), 'not to be lost')

    def test_what_does_not_fit_the_model_is_refused(self):
        corpus = self.write('other.jsonl', '{"words": ["a", "b"], "triples": [{"head": [0, 1], "relation": "new_one", "tail": [1, 2]}]}\n')
        self.refused(train(self.path('m'), '--from', self.model, corpus=corpus), 'other.jsonl: expected labels', self.model,
                     'new_one')
        self.refused(train(self.path('m'), '--from', self.model, '--vectors', corpus), 'either --from', '--vectors')
        self.refused(run('train', '--train', data('train.jsonl'), '--from', self.model, '--model', self.path('m'), program=OTHER),
                     'another configuration')


class Extract(Case):
    """The results of `extract`."""

    def extract(self, text, *more):
        return [json.loads(line) for line in
                self.fine(run('extract', '--model', self.model, *more, text=text)).splitlines()]

    def test_a_line_comes_out_for_each_line(self):
        found = self.extract(NEWS)
        self.assertEqual([one['text'] for one in found], NEWS.split('\n')[:-1])
        self.assertEqual(len(found[0]['sentences']), 2)
        self.assertEqual(found[1], {'text': '', 'words': [], 'offsets': [], 'sentences': [], 'entities': [],
                                    'triples': []})
        self.assertEqual(len(found[3]['words']), 10000)

    def test_places_slice_the_text(self):
        with open(data('test.jsonl'), encoding='utf-8') as file:
            text = NEWS + ''.join(' '.join(json.loads(line)['words']) + '\n' for line in file)
        entities = 0
        for one in self.extract(text):
            for word, (begin, end) in zip(one['words'], one['offsets']):
                self.assertEqual(one['text'][begin:end], word)
            for each in one['entities'] + [t[side] for t in one['triples'] for side in ('head', 'tail')]:
                self.assertEqual(one['text'][each['chars'][0]:each['chars'][1]], each['text'])
                self.assertEqual(one['offsets'][each['words'][0]][0], each['chars'][0])
                self.assertEqual(one['offsets'][each['words'][1] - 1][1], each['chars'][1])
            for each in one['entities'] + one['triples']:
                self.assertTrue(0 <= each['confidence'] <= 1)
            entities += len(one['entities'])
        self.assertGreater(entities, 0)

    def test_a_line_does_not_depend_on_its_neighbours(self):
        lines = NEWS.split('\n')[:3]
        together = self.extract('\n'.join(lines) + '\n')
        alone = [self.extract(line + '\n')[0] for line in lines]
        self.assertEqual(together, alone)  # to the last digit, though sentences share batches

    def test_files_come_in_the_order_given(self):
        one, other = self.write('one.txt', 'One.\n'), self.write('other.txt', 'Other without an end')
        found = self.fine(run('extract', '--model', self.model, other, one)).splitlines()
        self.assertEqual([json.loads(line)['text'] for line in found], ['Other without an end', 'One.'])

    def test_carriage_returns_end_lines_too(self):
        self.assertEqual(self.extract('Ana left.\r\n\r\nBob came.\r\n'), self.extract('Ana left.\n\nBob came.\n'))

    def test_tokenized_words_stay_as_they_are(self):
        self.assertEqual(self.extract('U.S. (now) don\'t\n', '--tokenized')[0]['words'], ['U.S.', '(now)', 'don\'t'])

    def test_only_one_kind_is_looked_for(self):
        both = self.extract(NEWS)
        self.assertEqual(sum(len(one['entities']) for one in self.extract(NEWS, '--only', 'triples')), 0)
        for one, all_found in zip(self.extract(NEWS, '--only', 'entities'), both):
            self.assertEqual(one['triples'], [])
            self.assertEqual(one['entities'], all_found['entities'])
        self.refused(run('extract', '--model', self.model, '--only', 'verbs', text=''), '--only', 'verbs', 'triples',
                     status=2)

    def test_arguments_can_be_whole_entities(self):
        def overlap(one, other):
            return one['words'][0] < other['words'][1] and other['words'][0] < one['words'][1]

        for one in self.extract(NEWS, '--whole-entities'):
            for triple in one['triples']:
                arguments = triple['head'], triple['tail']
                if any(all(overlap(entity, each) for each in arguments) for entity in one['entities']):
                    continue  # both are parts of one entity
                for each in arguments:
                    whole = [entity['words'] for entity in one['entities'] if overlap(entity, each)]
                    self.assertTrue(not whole or each['words'] in whole, (each, whole))

    def test_a_reader_may_leave(self):
        with subprocess.Popen([PROGRAM, 'extract', '--model', self.model], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
            program.stdin.write(b'Ana left.\n')
            program.stdin.flush()
            self.assertIn(b'"Ana left."', program.stdout.readline())  # before the end of the input
            program.stdout.close()
            try:
                program.stdin.write(b'Bob came.\n' * 10000)
                program.stdin.close()
            except BrokenPipeError:
                pass
            self.assertNotEqual(program.wait(60), 0)
            self.assertNotIn(b'terminate called', program.stderr.read())
            program.stdin = None


class BadInput(Case):
    """Every error names its file, its line, what was expected and what was found; no output is left behind."""

    def refused_corpus(self, content, *parts):
        bad = self.write('bad.jsonl', content)
        self.refused(train(self.path('never'), corpus=bad), 'bad.jsonl', *parts)
        self.assertEqual(os.listdir(self.folder), ['bad.jsonl'])

    def with_third_line(self, line):
        with open(data('dev.jsonl'), 'rb') as file:
            lines = file.read().splitlines()[:5]
        return b'\n'.join(lines[:2] + [line.encode() if isinstance(line, str) else line] + lines[3:]) + b'\n'

    def test_malformed_json(self):
        self.refused_corpus(self.with_third_line('{"words": ["a"'), 'bad.jsonl:3: ', 'expected', 'found')

    def test_a_missing_argument(self):
        self.refused_corpus(self.with_third_line('{"words": ["a"], "triples": [{"relation": "r", "head": [0, 1]}]}'),
                            'bad.jsonl:3: ', 'expected', 'tail', 'found')

    def test_a_span_outside_its_sentence(self):
        self.refused_corpus(self.with_third_line('{"words": ["a"], "entities": [{"begin": 0, "end": 2}]}'),
                            'bad.jsonl:3: ', 'expected', 'found')

    def test_tags_unlike_the_words_in_number(self):
        row = {'rtext': 'r', 'em1': 'a', 'em2': 'b', 'tags': [4, 5]}
        self.refused_corpus(json.dumps({'sentext': 'a b c', 'relations': [row]}), 'bad.jsonl:1: ', 'expected', '3', '2')

    def test_text_that_is_not_utf8(self):
        self.refused_corpus(self.with_third_line(b'{"words": ["\xff\xfe"]}'), 'bad.jsonl:3: ', 'UTF-8')

    def test_an_empty_file(self):
        self.refused_corpus(b'', 'bad.jsonl: ', 'expected', 'found')

    def test_a_binary_file(self):
        self.refused_corpus(bytes(range(256)) * 50, 'bad.jsonl')

    def test_bad_records_can_be_skipped(self):
        bad = self.write('bad.jsonl', self.with_third_line('{'))
        done = run('inspect', '--data', bad, '--json', '--skip-bad-records')
        self.assertEqual(json.loads(self.fine(done))['skipped'], 1)
        self.assertIn('warning: ' + bad + ': 1 broken record skipped, 4 read', done.stderr)

    def test_carriage_returns(self):
        with open(data('dev.jsonl'), 'rb') as file:
            bad = self.write('dev.jsonl', file.read().replace(b'\n', b'\r\n'))
        self.assertEqual(self.fine(run('convert', '--data', bad)), self.fine(run('convert', '--data', data('dev.jsonl'))))

    def test_missing_files(self):
        gone = self.path('gone')
        for command in (('inspect', '--data', gone), ('convert', '--data', gone), ('info', '--model', gone),
                        ('evaluate', '--model', gone, '--data', data('dev.jsonl')),
                        ('evaluate', '--model', self.model, '--data', gone),
                        ('extract', '--model', self.model, gone),
                        ('train', '--train', data('train.jsonl'), '--model', self.path('m'), '--vectors', gone)):
            self.refused(run(*command), gone + ': ', 'expected', 'found', 'No such file')
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_folder_is_no_file(self):
        self.refused(run('extract', '--model', self.model, self.folder), self.folder, 'Is a directory')

    def test_vectors(self):
        row = ' '.join(['0.5'] * 100)
        for last in ('', ' nan', ' x', ' 0.5 0.5'):
            words = [f'w{i} {row}' for i in range(9)] + ['w9 ' + ' '.join(['0.5'] * 99) + last]
            vectors = self.write('bad.txt', '\n'.join(words) + '\n')
            self.refused(train(self.path('never'), '--vectors', vectors), 'bad.txt:10: ', 'expected', 'found')
        self.assertEqual(os.listdir(self.folder), ['bad.txt'])

    def test_models(self):
        with open(self.model, 'rb') as file:
            sound = file.read()
        for damaged in (b'', b'PK\x03\x04' + bytes(1000), sound[:len(sound) // 2], struct.pack('<Q', 1 << 60) + sound[8:],
                        sound + b'x'):
            bad = self.write('bad.safetensors', damaged)
            for command in (('extract', '--model', bad), ('info', '--model', bad)):
                self.refused(run(*command, text='a b\n'), 'bad.safetensors: ')

    def test_a_model_of_another_program(self):
        self.refused(run('extract', '--model', self.model, text='a b\n', program=OTHER), self.model + ': ',
                     'configuration', 'this program')

    def test_text_for_extraction_that_is_not_utf8(self):
        text = self.write('bad.txt', b'Fine.\nNot \xff\n')
        done = run('extract', '--model', self.model, text)
        self.refused(done, 'bad.txt:2: ', 'expected text in UTF-8', 'position 5')
        self.assertEqual(len(done.stdout.splitlines()), 1)
        self.refused(run('extract', '--model', self.model, text=b'\xff\n'), 'standard input:1: ')

    def test_json_taken_for_text_is_told_of(self):
        done = run('extract', '--model', self.model, text='{"words": ["a", "b"]}\n')
        self.assertEqual(len(self.fine(done).splitlines()), 1)
        self.assertIn('warning: standard input:1: expected the text of a document, found JSON', done.stderr)
        self.assertNotIn('warning', run('extract', '--model', self.model, text='a {"b"}\n').stderr)

    def test_an_unknown_relation_is_told_of(self):
        line = '{"words": ["a", "b"], "triples": [{"head": [0, 1], "relation": "eats", "tail": [1, 2]}]}'
        bad = self.write('new.jsonl', self.with_third_line(line))
        done = run('evaluate', '--model', self.model, '--data', bad, '--json')
        self.assertEqual(json.loads(self.fine(done))['relations']['eats']['gold'], 1)
        for part in ('warning: ', 'new.jsonl:3: ', 'expected', 'found', 'eats'):
            self.assertIn(part, done.stderr)


class CommandLine(Case):
    """Errors in a command line are reported before any work."""

    def test_bash_completes_commands_and_options(self):
        script = self.fine(run('completion'))

        def completed(*words):
            ask = (f'{script}\nCOMP_WORDS=(bundled {" ".join(words)}); COMP_CWORD={len(words)}; '
                   '_complete_bundled; echo "${COMPREPLY[@]}"')
            return subprocess.run(['bash', '-euc', ask], capture_output=True, encoding='utf-8', check=True).stdout.split()
        self.assertEqual(completed('in'), ['inspect', 'info'])
        self.assertEqual(completed('--v'), ['--version'])
        self.assertEqual(completed('train', '--me'), ['--metrics'])
        self.assertEqual(completed('info', '--'), ['--help', '--model', '--json'])
        self.assertEqual(completed('train', 'some'), [])  # files, which bash completes itself

    def test_errors_in_the_command_line_have_status_2(self):
        for arguments, part in (((), 'expected a command'), (('fly',), "found 'fly'"), (('train', '--no-such-option'), 'no-such-option'),
                                (('train', '--train', 'x'), '--model'), (('train', '--epochs', 'many'), 'many'),
                                (('train', '--epochs', '-3'), '-3'), (('inspect', '--json'), '--data')):
            self.refused(run(*arguments), part, status=2)

    def test_settings_are_looked_at_before_the_corpus(self):
        gone = self.path('gone')
        for more, parts in ((('--optimizer', 'sgdx'), ('rmsprop', 'sgdx')), (('--dropout', '1'), ('dropout', 'found 1')),
                            (('--batch-size', '0'), ('batch size', 'found 0')), (('--epochs', '0'), ('epoch', 'found 0')),
                            (('--learning-rate', '-1'), ('learning_rate', '-1')),
                            (('--schedule', 'steps'), ('cosine', 'steps')), (('--choose-by', 'luck'), ('both', 'luck')), (('--warmup', '1'), ('warm-up', 'found 1')),
                            (('--average', '1'), ('average', 'found 1')), (('--word-dropout', '1'), ('word dropout', 'found 1')),
                            (('--dev', gone, '--validation-share', '0.1'), ('--dev', '--validation-share')),
                            (('--format', 'xml'), ('hrl', 'xml'))):
            self.refused(run('train', '--train', gone, '--model', self.path('m'), *more), *parts)
        self.assertEqual(os.listdir(self.folder), [])

    def test_an_output_that_cannot_be_written_is_told_before_the_work(self):
        gone = self.path('no/such/folder/m')
        for more in (('--model', gone), ('--model', self.path('m'), '--metrics', gone)):
            self.refused(run('train', '--train', self.path('gone'), *more), gone + ': ', 'expected', 'found', 'No such file')
        self.refused(run('convert', '--data', data('dev.jsonl'), '--output', gone), gone + ': ', 'No such file')
        self.refused(run('evaluate', '--model', self.path('gone'), '--data', data('dev.jsonl'), '--errors', gone),
                     gone + ': ', 'No such file')
        self.refused(run('train', '--train', data('train.jsonl'), '--model', self.folder), 'Is a directory')

    @unittest.skipUnless(os.path.exists('/dev/full'), 'this system has no /dev/full')
    def test_a_full_disk_is_told(self):
        commands = (('extract', '--model', self.model), ('inspect', '--data', data('dev.jsonl')), ('--help',),
                    ('evaluate', '--model', self.model, '--data', data('dev.jsonl'), '--json'),
                    ('evaluate', '--model', self.model, '--data', data('dev.jsonl'), '--errors', '-'),
                    ('info', '--model', self.model), ('convert', '--data', data('dev.jsonl')))
        for command in commands:
            with open('/dev/full', 'wb') as full:
                done = run(*command, text='Ana left.\n', stdout=full)
            self.refused(done, 'standard output: ', 'No space left')
        self.refused(train(self.path('m'), '--limit', '10', '--metrics', '/dev/full'), '/dev/full:1: ', 'No space left')


if __name__ == '__main__':
    GROUP = next(value for name, value in list(globals().items()) if name.lower() == sys.argv[4].replace('_', ''))
    SUITE = unittest.defaultTestLoader.loadTestsFromTestCase(GROUP)
    sys.exit(not unittest.TextTestRunner(verbosity=2).run(SUITE).wasSuccessful())
