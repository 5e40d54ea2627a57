#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares training steps and extraction of the paper's model with other implementations on this machine, and writes tables
and a chart.

It builds its programs (CMake's preset release, in build/) and installs the peers from PyPI into build/peers (PyTorch: up to
6 GB if only the wheel with CUDA is available). oneDNN is measured if the Debian package libdnnl-dev is installed. An
unavailable peer is omitted, and the tables say so.

All get the same model sizes, sentence lengths (quantiles of those of NYT11's training set, nyt11_lengths.csv) and threads,
and each must reproduce the golden values of tests/golden before it is measured. For every number of threads, width and
batch they are measured in turn, several times, and the best of each counts, so that other load on the machine affects all
equally and little. Times are processor time on one thread, real time on several.

The tables go into PAGE between the lines '<!-- comparison: begin -->' and '<!-- comparison: end -->', the chart next to it.
"""
import argparse
import datetime
import json
import pathlib
import sys

from comparison import environment
from comparison.contestants import TASKS, LeftOut, contestants
from comparison.picture import picture
from comparison.tables import FORMAT, tables

BEGIN, END = "<!-- comparison: begin -->", "<!-- comparison: end -->"
WIDTHS, BATCHES = (100, 300, 512), (1, 8, 32, 128)


def numbers(allowed=None):
    def parse(text):
        try:
            values = [int(part) for part in text.split(",")]
        except ValueError:
            raise argparse.ArgumentTypeError(f"expected whole numbers separated by commas, found '{text}'") from None
        for value in values:
            if value < 1 or (allowed and value not in allowed):
                expected = f"one of {', '.join(map(str, allowed))}" if allowed else "a number above 0"
                raise argparse.ArgumentTypeError(f"expected {expected}, found {value}")
        return values
    return parse


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true",
                        help="a first look in minutes: width 300, batches 1 and 32, two rounds, without torch.compile")
    parser.add_argument("--widths", type=numbers(WIDTHS), metavar="N,...",
                        help="of encoder directions, decoders and tag vectors: of 100, 300, 512 (default: all)")
    parser.add_argument("--batches", type=numbers(BATCHES), metavar="N,...",
                        help="sentences in a batch: of 1, 8, 32, 128 (default: all)")
    parser.add_argument("--threads", type=numbers(), metavar="N,...", help="default: 1,2")
    parser.add_argument("--rounds", type=int, help="number of measurements of each, in turn (default: 4; --quick: 2)")
    parser.add_argument("--seconds", type=float, default=1.0, help="minimum duration of a measurement (default: %(default)s)")
    parser.add_argument("--json", type=pathlib.Path, metavar="OUT", help="also write the raw results to this file")
    parser.add_argument("--from", type=pathlib.Path, metavar="JSON", dest="source",
                        help="measure nothing, redraw from a file written by --json")
    parser.add_argument("--page", type=pathlib.Path, default=environment.ROOT / "docs/performance.md",
                        help="the Markdown page (default: docs/performance.md)")
    options = parser.parse_args()
    options.widths = options.widths or ([300] if options.quick else list(WIDTHS))
    options.batches = options.batches or ([1, 32] if options.quick else list(BATCHES))
    options.threads = options.threads or [1, 2]
    options.rounds = options.rounds or (2 if options.quick else 4)
    if options.rounds < 1 or options.seconds <= 0:
        parser.error("--rounds and --seconds must be above 0")
    return options


def measure_cell(taking_part, record, task, threads, width, batch, options):
    """All contestants in turn. A first round tries all forms of each, the later ones keep its fastest."""
    found = {}
    for _ in range(options.rounds):
        for one in list(taking_part):
            if task not in one.tasks:
                continue
            own = found.setdefault(one.key, {})
            forms = [max(own, key=lambda form: max(own[form]))] if own else one.forms(task, batch)
            try:
                for form in forms:
                    own.setdefault(form, []).append(
                        one.measure(task, form, threads, width, batch, options.seconds))
            except LeftOut as reason:
                if one.key == "hmt":
                    raise SystemExit(str(reason)) from None
                environment.say(f"left out: {one.label}: {reason}")
                record["left_out"][one.label] = str(reason)
                taking_part.remove(one)
                one.close()
    best = {key: max(max(values) for values in own.values()) for key, own in found.items() if own}
    environment.say(f"{threads} thread(s), width {width}, batch {batch}, {task}: "
                    + ", ".join(f"{key} {value:,.0f}" for key, value in best.items()) + " words/s")
    record["measured"] += [
        {"contestant": key, "task": task, "threads": threads, "width": width, "batch": batch, "form": form,
         "words_per_second": values} for key, own in found.items() for form, values in own.items()]


def compare(options):
    """The raw results, for docs/performance.md and --json."""
    no_onednn = environment.build(options.widths)
    record = {"format": FORMAT, "date": datetime.date.today().isoformat(), "processor": environment.processor(),
              "flags": environment.flags(), "rounds": options.rounds, "seconds": options.seconds, "versions": {},
              "left_out": {}, "sgemm_gflops": {}, "peers_sgemm_gflops": {}, "flops_a_word": {}, "measured": []}
    why_not = {"onednn": no_onednn}
    taking_part = contestants(record, options.quick)
    record["contestants"] = {one.key: one.label for one in taking_part}
    for script in environment.PACKAGES:
        reason = environment.install(script)
        why_not |= {one.key: reason for one in taking_part if getattr(one, "script", None) == script}
    for one in list(taking_part):
        if why_not.get(one.key):
            environment.say(f"left out: {one.label}: {why_not[one.key]}")
            record["left_out"][one.label] = why_not[one.key]
            taking_part.remove(one)
    try:
        for threads in options.threads:
            for width in options.widths:
                for batch in options.batches:
                    for task in TASKS:
                        measure_cell(taking_part, record, task, threads, width, batch, options)
    finally:
        for one in taking_part:
            one.close()
    return record


def read_results(path):
    record = json.loads(path.read_text(encoding="utf-8"))
    if record.get("format") != FORMAT:
        raise SystemExit(f"{path}: expected the format {FORMAT} that --json writes, found {record.get('format')}")
    return record


def write_page(page, text):
    """Puts the text between the two marks of the page."""
    old = page.read_text(encoding="utf-8")
    if old.count(BEGIN) != 1 or old.count(END) != 1 or old.index(BEGIN) > old.index(END):
        raise SystemExit(f"{page}: expected one line '{BEGIN}' and after it one '{END}'")
    page.write_text(f"{old[:old.index(BEGIN)]}{BEGIN}\n{text}\n{old[old.index(END):]}", encoding="utf-8")


def main():
    options = arguments()
    record = read_results(options.source) if options.source else compare(options)
    if options.json:
        options.json.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    drawn = options.page.with_suffix(".svg")
    write_page(options.page, tables(record, drawn.name))
    drawn.write_text(picture(record), encoding="utf-8")
    print(f"wrote {options.page} and {drawn}")


if __name__ == "__main__":
    sys.exit(main())
