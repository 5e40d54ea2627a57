#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks compare.py without measuring anything: the rule of lengths, and pages redrawn from raw results.

usage: test_compare.py PRINT_LENGTHS

PRINT_LENGTHS is the program bench_print_lengths.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from comparison.lengths import HISTOGRAM, sentence_lengths  # noqa: E402 (found through the path above)
from comparison.tables import FORMAT  # noqa: E402

MARKS = "<!-- comparison: begin -->\n<!-- comparison: end -->\n"


def sample():
    """Raw results of two contestants, one of which does not train."""
    def measured(contestant, task, batch, form, values):
        return {"contestant": contestant, "task": task, "threads": 1, "width": 300, "batch": batch, "form": form,
                "words_per_second": values}
    return {
        "format": FORMAT, "date": "2026-01-02", "processor": "a processor", "flags": "-O3", "rounds": 2, "seconds": 1.0,
        "versions": {"compiler": "g++ 12.2.0", "OpenBLAS": "0.3.21"}, "left_out": {"oneDNN": "it is <missing>"},
        "sgemm_gflops": {"1": [90.0, 100.0]}, "peers_sgemm_gflops": {"PyTorch": {"1": 95.0}},
        "flops_a_word": {"300": {"training": 3.8e7, "extraction": 1.25e7}},
        "contestants": {"hmt": "hmt", "onednn": "oneDNN", "onnxruntime": "ONNX Runtime"},
        "measured": [
            measured("hmt", "training", 32, "its own", [1900.0, 2000.0]),
            measured("hmt", "extraction", 1, "its own", [3000.0]), measured("hmt", "extraction", 32, "its own", [6000.0]),
            measured("onnxruntime", "extraction", 1, "graph", [1234.0, 1500.0]),
            measured("onnxruntime", "extraction", 32, "other", [1.0]),
            measured("onnxruntime", "extraction", 32, "graph", [4000.0])]}


def compare(*arguments):
    return subprocess.run([sys.executable, str(HERE / "compare.py"), *map(str, arguments)], capture_output=True,
                          encoding="utf-8", check=False)


class Lengths(unittest.TestCase):
    counts = (1, 2, 8, 31, 32, 128, 1000)

    def test_are_quantiles(self):
        rows = [line.split(",") for line in HISTOGRAM.read_text(encoding="utf-8").split()[1:]]
        every = sorted(length for length, number in rows for _ in range(int(number)) for length in [int(length)])
        for count in self.counts:
            # The smallest length that a share q does not exceed has rank ceil(q * total), counted from 1.
            expected = [every[-(-(2 * i + 1) * len(every) // (2 * count)) - 1] for i in range(count)]
            self.assertEqual(sentence_lengths(count), expected)

    def test_are_those_of_the_programs_in_cpp(self):
        done = subprocess.run([PRINT_LENGTHS, *map(str, self.counts)], capture_output=True, encoding="utf-8", check=True)
        self.assertEqual([[int(one) for one in line.split()] for line in done.stdout.splitlines()],
                         [sentence_lengths(count) for count in self.counts])


class Redrawing(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.results = pathlib.Path(folder.name, "results.json")
        self.page = pathlib.Path(folder.name, "page.md")
        self.results.write_text(json.dumps(sample()), encoding="utf-8")
        self.page.write_text(f"before\n{MARKS}after\n", encoding="utf-8")

    def redraw(self):
        return compare("--from", self.results, "--page", self.page)

    def test_writes_the_tables_between_the_marks(self):
        done = self.redraw()
        self.assertEqual(done.returncode, 0, done.stderr)
        page = self.page.read_text(encoding="utf-8")
        self.assertTrue(page.startswith("before\n<!-- comparison: begin -->\n"))
        self.assertTrue(page.endswith("\n<!-- comparison: end -->\nafter\n"))
        self.assertIn("| threads | batch | hmt | share of sgemm |\n", page)  # nothing but hmt trains
        self.assertIn("| 1 | 32 | **2,000** | 76% |\n", page)
        self.assertIn("| 1 | 1 | **3,000** | 38% | 1,500 (2.00) |\n", page)
        self.assertIn("| 1 | 32 | **6,000** | 75% | 4,000 (1.50) |\n", page)
        self.assertIn("- oneDNN: it is <missing>\n", page)
        self.redraw()
        self.assertEqual(self.page.read_text(encoding="utf-8"), page)

    def test_draws_a_well_formed_picture(self):
        self.redraw()
        root = xml.etree.ElementTree.parse(self.page.with_suffix(".svg")).getroot()
        space = "{http://www.w3.org/2000/svg}"
        bars = [bar.find(space + "title").text for bar in root.iter(space + "rect") if bar.find(space + "title") is not None]
        self.assertIn("ONNX Runtime, batch 32: 4,000 words per second", bars)
        self.assertEqual(len(bars), 5)

    def test_refuses_a_page_without_marks(self):
        self.page.write_text("nothing\n", encoding="utf-8")
        done = self.redraw()
        self.assertEqual(done.returncode, 1)
        self.assertIn("expected one line '<!-- comparison: begin -->'", done.stderr)
        self.assertFalse(self.page.with_suffix(".svg").exists())

    def test_refuses_other_results(self):
        self.results.write_text('{"format": "other"}', encoding="utf-8")
        done = self.redraw()
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"expected the format {FORMAT}", done.stderr)


class CommandLine(unittest.TestCase):
    def test_explains_itself(self):
        self.assertIn("--from JSON", compare("--help").stdout)

    def test_names_what_is_wrong(self):
        done = compare("--widths", "300,200")
        self.assertEqual(done.returncode, 2)
        self.assertIn("argument --widths: expected one of 100, 300, 512, found 200", done.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    PRINT_LENGTHS = sys.argv.pop()
    unittest.main()
