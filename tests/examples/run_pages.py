#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the pages of `evaluate --html` and `train --report` against what the commands print, and in a browser.

usage: run_pages.py BUNDLED DATA_FOLDER
"""
import html.parser
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

import browser

PROGRAM, DATA = (os.path.abspath(argument) for argument in sys.argv[1:3])
TRAIN, DEV, TEST = (os.path.join(DATA, name + '.jsonl') for name in ('train', 'dev', 'test'))
ALONE = {'area', 'br', 'input', 'link', 'meta', 'circle', 'line', 'path', 'polygon', 'polyline', 'rect'}  # have no end


def run(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, encoding='utf-8', timeout=600, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


class Page(html.parser.HTMLParser):
    """Tables by their captions, as rows of cells, including headings; elements with attributes; whether all are closed."""

    def __init__(self, text):
        super().__init__()
        self.tables, self.elements, self.open, self.closed_well = {}, [], [], True
        self.rows, self.caption = [], ''
        self.feed(text)
        self.close()
        self.closed_well = self.closed_well and not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in ALONE:
            self.open.append(tag)
        if tag == 'table':
            self.rows, self.caption = [], ''
        elif tag == 'tr':
            self.rows.append([])
        elif tag in ('td', 'th'):
            self.rows[-1].append('')

    def handle_endtag(self, tag):
        if tag in ALONE:
            return
        self.closed_well = self.closed_well and bool(self.open) and self.open.pop() == tag
        if tag == 'table':
            self.tables[self.caption] = self.rows

    def handle_data(self, data):
        if 'caption' in self.open:
            self.caption += data
        elif 'td' in self.open or 'th' in self.open:
            self.rows[-1][-1] += data

    def table(self, begin):
        """The rows below the headings of the table whose caption begins with this."""
        return next(rows for caption, rows in self.tables.items() if caption.startswith(begin))[1:]

    def named(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='hmt-test-')
        cls.addClassCleanup(shutil.rmtree, cls.folder)

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder, name)

    def check_page(self, text):
        """Self-contained, well-formed, and usable without colour vision or a mouse."""
        page = Page(text)
        self.assertTrue(page.closed_well)
        self.assertNotRegex(text.replace('http://www.w3.org/2000/svg', ''), r'https?://|src=|@import|url\(')
        for head in page.named('th'):
            self.assertIn(head.get('scope'), ('row', 'col'))
        self.assertEqual(len(page.named('table')), text.count('<caption>'))
        for element in page.named('svg') + [one for one in page.named('div') if one.get('role') == 'region']:
            self.assertTrue(element.get('aria-label'))
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r'h\d', tag)]
        self.assertEqual(levels[0], 1)
        self.assertTrue(all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels)
        return page


class Evaluation(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        model = cls.path('model.safetensors')
        run('train', '--train', TRAIN, '--model', model, '--epochs', '5', '--threads', '1', '--quiet')
        cls.command = ('evaluate', '--model', model, '--data', TEST)
        cls.scores = json.loads(run(*cls.command, '--json', '--html', cls.path('page.html'), '--errors', cls.path('errors.jsonl')))
        cls.errors = [json.loads(line) for line in read(cls.path('errors.jsonl')).splitlines()]
        cls.text = read(cls.path('page.html'))
        if len({error['cause'] for error in cls.errors}) < 3:
            raise SystemExit('expected a model that makes errors of several causes')

    def wanted(self, cause=None, relation=None):
        """The sentences that have such an error, with its cause."""
        def side(error):
            return error['gold' if error['kind'] == 'missed' else 'found']['relation']
        return {(error['cause'], error['sentence']) for error in self.errors
                if cause in (None, error['cause']) and relation in (None, side(error))}

    def test_says_what_the_command_prints(self):
        page = self.check_page(self.text)
        def row(score):
            percent = [f'{100 * score[key]:.2f}' for key in ('f1', 'precision', 'recall')] if score['gold'] + score['predicted'] else ['–'] * 3
            return percent + [str(score[key]) for key in ('predicted', 'gold', 'correct')]
        for begin, key in (('Triples, by', 'triples'), ('Entities, by', 'entities'), ('Triples (exact_span) by relation', 'relations'),
                           ('Triples (exact_span) by gold', 'by_triple_count'), ('Triples (exact_span) by overlap', 'by_overlap')):
            self.assertEqual({cells[0]: cells[1:] for cells in page.table(begin)},
                             {name: row(score) for name, score in self.scores[key].items()})
        gold = [int(cells[5]) for cells in page.table('Triples (exact_span) by relation')]
        self.assertEqual(gold, sorted(gold, reverse=True))
        self.assertEqual({cells[0]: (int(cells[1]), int(cells[2])) for cells in page.table('Wrong triples by cause')},
                         {cause: (counts['missed'], counts['wrong']) for cause, counts in self.scores['errors'].items()})

    def test_the_confusion_sums_up_to_the_scores(self):
        rows = {cells[0]: [int(cell or 0) for cell in cells[1:]] for cells in Page(self.text).table('Gold relations in rows')}
        names = [name for name in rows if name != 'spurious']
        self.assertEqual(set(names), set(self.scores['relations']))
        for number, name in enumerate(names):
            score = self.scores['relations'][name]
            self.assertEqual((sum(rows[name]), sum(row[number] for row in rows.values()), rows[name][number]),
                             (score['gold'], score['predicted'], score['correct']))

    def test_all_errors_are_shown_or_counted_as_left_out(self):
        self.assertIn(f'<p>{len(self.wanted())} of {len(self.wanted())} sentences', self.text)
        items = [item for item in Page(self.text).named('li') if 'here' in item.get('class', '')]
        self.assertEqual(len(items), len(self.errors))
        run(*self.command, '--html', self.path('short.html'), '--examples', '3')
        short = read(self.path('short.html'))
        self.check_page(short)
        self.assertEqual(len(Page(short).named('article')), 3)
        self.assertIn(f'<p>3 of {len(self.wanted())} sentences with a wrong triple, spread evenly over causes and corpus; '
                      f'{len(self.wanted()) - 3} are omitted', short)
        run(*self.command, '--html', self.path('none.html'), '--examples', '0')
        self.assertIn(f'<p>0 of {len(self.wanted())} sentences', read(self.path('none.html')))
        browser.look(self, read(self.path('none.html')))

    def shown(self, page):
        elements = re.split(r'(?=<section class="cause")', page)[1:]
        found = set()
        for group in elements:
            head, *articles = re.split(r'(?=<article)', group)
            if 'hidden=""' in head.split('>')[0]:
                continue
            cause = re.search(r'data-cause="(\w+)"', head)[1]
            found |= {(cause, int(re.search(r'sentence (\d+),', article)[1])) for article in articles
                      if 'hidden=""' not in article.split('>')[0]}
        return found

    def test_filters_choose_sentences(self):
        relation = self.errors[0]['gold']['relation']
        for script, chosen in (('', self.wanted()),
                               ('cause.value = "other"; cause.oninput();', self.wanted('other')),
                               (f'relation.value = "{relation}"; relation.oninput();', self.wanted(None, relation)),
                               (f'cause.value = "other"; relation.value = "{relation}"; update();', self.wanted('other', relation))):
            page = browser.look(self, self.text, script)
            self.assertEqual(self.shown(page), chosen, script)
            self.assertIn(f'{len(chosen)} of {len(self.wanted())} sentences</span>', page)

    def test_every_triple_in_view_has_an_arc(self):
        page = browser.look(self, self.text, size='900,60000')
        self.assertEqual(len(re.findall(r'<g[ >]', page)), self.text.count('<li'))
        self.assertEqual(len(re.findall(r'<g class="missed', page)), len(re.findall(r'class="missed', self.text)))
        self.assertNotIn('NaN', page)

    def test_relations_can_be_sorted(self):
        def order(script):
            rows = Page(browser.look(self, self.text, script)).table('Triples (exact_span) by relation')
            return [cells[0] for cells in rows], [float(cells[1].replace('–', '0')) for cells in rows]
        click = 'document.querySelectorAll(".sorted th button")[%d].click();'
        names, _ = order(click % 0)
        self.assertEqual(names, sorted(names))
        self.assertEqual(order(click % 0 + click % 0)[0], names[::-1])
        _, f1 = order(click % 1)
        self.assertEqual(f1, sorted(f1, reverse=True))
        self.assertIn('aria-sort="descending"', browser.look(self, self.text, click % 1))

    def test_a_page_that_cannot_be_written_is_refused_at_once(self):
        done = subprocess.run([PROGRAM, 'evaluate', '--model', self.path('gone'), '--data', TEST, '--html', self.path('no/page.html')],
                              capture_output=True, encoding='utf-8', check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn('no/page.html: expected a writable file', done.stderr)


class Training(Case):
    def train(self, *more):
        report, metrics = self.path('report.html'), self.path('metrics.jsonl')
        run('train', '--train', TRAIN, '--model', self.path('m'), '--report', report, '--metrics', metrics, '--limit', '60',
            '--threads', '1', '--quiet', *more)
        return read(report), [json.loads(line) for line in read(metrics).splitlines()]

    def check_epochs(self, page, lines, keys):
        rows = page.table('All epochs')
        self.assertEqual(len(rows), len(lines))
        for number, (row, line) in enumerate(zip(rows, lines), 1):
            self.assertEqual(row[0].split()[0], str(number))
            values = [line['loss'], *line['losses'].values(), *(line[key] for key in keys)]
            self.assertEqual(row[1:len(values) + 1], [f'{value:.4f}' for value in values])
            self.assertEqual(row[-3:-1], [f'{line["learning_rate"]:.4g}', f'{line["words_per_second"]:.0f}'])

    def test_says_what_the_metrics_say(self):
        text, lines = self.train('--dev', DEV, '--epochs', '3', '--schedule', 'cosine', '--warmup', '0.2')
        page = self.check_page(text)
        self.check_epochs(page, lines, ('f1', 'precision', 'recall', 'entity_f1'))
        best = max(number for number, line in enumerate(lines, 1) if line['best'])
        self.assertEqual(page.table('The epoch with the highest score')[0][0], f'{best} (kept)')
        options = {name: value for name, value in page.table('Training options')}
        self.assertEqual((options['schedule'], options['limit'], options['dev'], options['train']), ('cosine', '60', DEV, TRAIN))
        self.assertIn(': done after 3 epochs', text)
        self.assertEqual(browser.look(self, text).count('<polyline'), 3 + 4 + 1 + 1)

    def test_one_epoch_without_validation(self):
        text, lines = self.train('--epochs', '1')
        self.check_epochs(self.check_page(text), lines, ())
        self.assertEqual(browser.look(self, text).count('<circle'), 3 + 1 + 1)

    def test_ctrl_c_leaves_a_page(self):
        report = self.path('interrupted.html')
        for after, part in (('training on', 'No epoch was finished'), ('epoch 1/1000', '<th scope="row">1')):
            command = [PROGRAM, 'train', '--train', TRAIN, '--model', self.path('i'), '--report', report, '--epochs', '1000', '--threads', '1']
            with subprocess.Popen(command, stderr=subprocess.PIPE, encoding='utf-8') as program:
                next(line for line in program.stderr if after in line)
                program.send_signal(signal.SIGINT)
                program.stderr.read()
                self.assertEqual(program.wait(60), -signal.SIGINT)
            text = read(report)
            self.check_page(text)
            self.assertRegex(text, r'stopped in (the first|epoch \d+) of 1000')
            self.assertIn(part, text)
        self.assertEqual([name for name in os.listdir(self.folder) if name.endswith('.part')], [])


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
