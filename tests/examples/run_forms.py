#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Extracts in every format and reads each with an independent program: all must contain what the JSON lines contain.

usage: run_forms.py BUNDLED DATA_FOLDER

The page is also opened in Chromium, if it is installed.
"""
import csv
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import browser

PROGRAM, DATA = (os.path.abspath(argument) for argument in sys.argv[1:3])
TEXT = ('Ana Ruiz was born in Málaga. Berlin is the capital of Germany.\n'
        '\n'
        'He said "x < y & z", and 1\\2.\n'
        'Lisbon is the capital of Portugal. Bruno Costa was born in Porto.\n')


def without_escapes(cell):
    names = {'t': '\t', 'n': '\n', 'r': '\r', '\\': '\\'}
    return re.sub(r'\\(.)', lambda found: names[found[1]], cell)


def run(*arguments, text=None):
    done = subprocess.run([PROGRAM, *arguments], input=text and text.encode(), capture_output=True, timeout=600, check=False)
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    return done


class Page(html.parser.HTMLParser):
    """The texts of a page's paragraphs without the types of entities, and its list items."""

    def __init__(self, text):
        super().__init__()
        self.paragraphs, self.items, self.inside = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.inside.append(tag)
        if tag == 'p':
            self.paragraphs.append('')
        if tag == 'li':
            self.items.append(dict(attrs))

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if 'p' in self.inside and 'small' not in self.inside:
            self.paragraphs[-1] += data


class Forms(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='hmt-test-')
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.model = cls.path('model.safetensors')
        trained = run('train', '--train', os.path.join(DATA, 'train.jsonl'), '--model', cls.model, '--epochs', '8', '--quiet')
        if trained.returncode != 0:
            raise SystemExit(trained.stderr)
        cls.found = [json.loads(line) for line in cls.extract().splitlines()]
        cls.triples = [(number, triple) for number, one in enumerate(cls.found, 1) for triple in one['triples']]
        if len(cls.triples) < 3:
            raise SystemExit(f'expected a model that finds triples, found {cls.triples}')

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder, name)

    @classmethod
    def extract(cls, *more, text=TEXT):
        done = run('extract', '--model', cls.model, *more, text=text)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout

    def reader(self, *command, text):
        if shutil.which(command[0]) is None:
            self.skipTest(f'{command[0]} is not installed')
        done = subprocess.run(command, input=text, capture_output=True, encoding='utf-8', check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        return done.stdout

    def test_tables(self):
        expected = [(str(number), triple['head']['text'], triple['head']['type'] or '', triple['relation'], triple['tail']['text'],
                     [str(place) for place in triple['tail']['chars']], triple['confidence']) for number, triple in self.triples]
        for form, text_of, how in (('csv', str, {}), ('tsv', without_escapes, {'delimiter': '\t', 'quoting': csv.QUOTE_NONE})):
            rows = list(csv.DictReader(self.extract('--format', form).splitlines(), **how))
            self.assertEqual([(row['document'], text_of(row['head']), row['head_type'], row['relation'], text_of(row['tail']),
                               [row['tail_begin'], row['tail_end']], float(row['confidence'])) for row in rows], expected)
        rows = list(csv.DictReader(self.extract('--format', 'csv', '--only', 'entities').splitlines()))
        self.assertEqual([(row['document'], row['entity']) for row in rows],
                         [(str(number), entity['text']) for number, one in enumerate(self.found, 1) for entity in one['entities']])

    def test_columns(self):
        words = [line.split('\t') for line in self.extract('--format', 'columns').splitlines()
                 if line and not re.match(r'# (document \d+ sentence \d+$|.*(\t[\d.e-]+){5}$)', line)]
        self.assertEqual([word for word, _ in words], [word for one in self.found for word in one['words']])
        self.assertEqual(sum(tag.startswith('B-') for _, tag in words), sum(len(one['entities']) for one in self.found))

    def test_rdf(self):
        lines = self.extract('--format', 'ntriples', '--base-iri', 'http://x.y/')
        turtle = self.extract('--format', 'turtle', '--base-iri', 'http://x.y/')
        plain = sorted(self.reader('serdi', '-i', 'ntriples', '-', text=lines).splitlines())
        self.assertEqual(sorted(self.reader('serdi', '-i', 'turtle', '-', text=turtle).splitlines()), plain)
        relations = [line for line in plain if '<http://x.y/relation/' in line.split(' ')[1]]
        self.assertEqual(len(relations), len(self.triples))
        self.assertEqual(len([line for line in plain if ' <http://x.y/confidence> ' in line]), len(self.triples))

    def test_graphs(self):
        name = '{http://graphml.graphdrawing.org/xmlns}'
        root = xml.etree.ElementTree.fromstring(self.extract('--format', 'graphml').encode())
        labels = {node.get('id'): node[0].text for node in root.iter(name + 'node')}
        edges = [(labels[edge.get('source')], edge[0].text, labels[edge.get('target')]) for edge in root.iter(name + 'edge')]
        self.assertEqual(edges, [(triple['head']['text'], triple['relation'], triple['tail']['text'])
                                 for _, triple in self.triples])
        plain = self.reader('dot', '-Tplain', text=self.extract('--format', 'dot'))
        self.assertEqual(sum(line.startswith('node ') for line in plain.splitlines()), len(labels))
        self.assertEqual(sum(line.startswith('edge ') for line in plain.splitlines()), len(edges))

    def test_page(self):
        target = self.path('page.html')
        self.assertEqual([json.loads(line) for line in self.extract('--html', target).splitlines()], self.found)
        with open(target, encoding='utf-8') as file:
            text = file.read()
        self.assertEqual(text, self.extract('--format', 'html'))
        page = Page(text)
        self.assertEqual(page.paragraphs, [one['text'] for one in self.found])
        self.assertEqual([(item['data-relation'], float(item['data-confidence'])) for item in page.items],
                         [(triple['relation'], triple['confidence']) for _, triple in self.triples])

    def test_page_in_a_browser(self):
        relation = self.triples[0][1]['relation']
        wanted = sum(triple['relation'] == relation for _, triple in self.triples)
        self.assertLess(wanted, len(self.triples))
        page = browser.look(self, self.extract('--format', 'html'),
                            f'relation.value = "{relation}"; relation.oninput(); only.checked = true; only.oninput();', size='900,6000')
        self.assertIn(f'{wanted} of {len(self.triples)} triples', page)
        self.assertEqual(len(re.findall(r'<li [^>]*hidden=""', page)), len(self.triples) - wanted)
        self.assertEqual(len(re.findall(r'<g[ >]', page)), wanted)  # arcs
        shown = len({number for number, triple in self.triples if triple['relation'] == relation})
        self.assertEqual(len(re.findall(r'<article [^>]*hidden=""', page)), len(self.found) - shown)

    def test_what_cannot_be_written_is_refused(self):
        for options, parts, status in ((['--format', 'xml'], ['--format', 'graphml'], 2),
                                       (['--format', 'turtle', '--base-iri', 'here'], ['absolute IRI', 'here'], 1),
                                       (['--html', self.path('no/such/folder.html')], ['no/such/folder.html'], 1)):
            done = run('extract', '--model', self.model, *options, text='Ana left.\n')
            self.assertEqual((done.returncode, done.stdout), (status, ''), done.stderr)
            for part in parts:
                self.assertIn(part, done.stderr)

    def test_a_broken_line_ends_the_form(self):
        done = subprocess.run([PROGRAM, 'extract', '--model', self.model, '--format', 'graphml'],
                              input=b'Berlin is the capital of Germany.\n\xff\n', capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'standard input:2', done.stderr)
        self.assertTrue(done.stdout.endswith(b'</graphml>\n'))
        done = run('extract', '--model', self.model, '--format', 'graphml', self.path('absent.txt'))
        self.assertEqual((done.returncode, done.stdout.count('</graphml>')), (1, 1), done.stderr)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
