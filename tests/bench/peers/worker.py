# SPDX-License-Identifier: MIT
"""The common part of the peers in Python: the protocol with compare.py, the clock, and the golden values.

A peer is a process for one width and one number of threads. compare.py writes one JSON object per line to its standard
input and reads one per line from its standard output: first a greeting (a description), then one answer per request.
"""
import argparse
import gc
import json
import os
import pathlib
import random
import sys
import time

TASKS = ("entity", "relation")
GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "golden/golden.json"


def golden_model():
    """The case of golden.json that is this model at small width, with values from literal loops in double precision."""
    cases = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]
    return next(case for case in cases if case["name"] == "hmt_model_step")


def require_close(found, expected, what):
    """Ends the program if two flat lists of numbers differ by more than rounding to floats."""
    worst = max(abs(f - e) / (1 + abs(e)) for f, e in zip(found, expected, strict=True))
    if not worst < 1e-4:
        raise SystemExit(f"{what}: differs from the golden values by {worst:.3g}, so it is not the same model")


def arguments():
    """The arguments from compare.py: `threads`, `width` and `sizes` (vocabulary, word_width, entity_labels, relation_labels)."""
    parser = argparse.ArgumentParser(description="A peer that compare.py starts and talks to; see worker.py.")
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--width", type=int, required=True, help="of encoder directions, decoders and tag vectors")
    parser.add_argument("--sizes", type=json.loads, required=True, help="the other sizes of the model, as JSON")
    options = parser.parse_args()
    if os.environ.get("OMP_NUM_THREADS") != str(options.threads):
        raise SystemExit(f"expected OMP_NUM_THREADS={options.threads}, which must be set before libraries are loaded")
    return options


def weight_shapes(sizes, width):
    """Names and shapes as in a model file, without the embedding."""
    shapes, seen = {}, sizes["word_width"]
    for task in TASKS:
        for part, read in [("encoder.forward", seen), ("encoder.backward", seen), ("decoder", width)]:
            shapes |= {f"{task}.{part}.input_weight": (4 * width, read),
                       f"{task}.{part}.recurrent_weight": (4 * width, width), f"{task}.{part}.bias": (4 * width,)}
            if part != "decoder":
                shapes[f"{task}.{part}.peephole"] = (3, width)
        labels = sizes[f"{task}_labels"]
        shapes |= {f"{task}.tag_vector.weight": (width, 3 * width), f"{task}.tag_vector.bias": (width,),
                   f"{task}.output.weight": (labels, width), f"{task}.output.bias": (labels,)}
        seen = sizes["word_width"] + 2 * width
    return shapes


def random_sentences(lengths, sizes):
    """Random words, and mostly O (0) as labels of both tasks, for sentences of these lengths."""
    draw = random.Random(5)
    words = [[draw.randrange(sizes["vocabulary"]) for _ in range(length)] for length in lengths]
    labels = {task: [[draw.randrange(sizes[f"{task}_labels"]) if draw.randrange(8) == 0 else 0 for _ in range(length)]
                     for length in lengths] for task in TASKS}
    return words, labels


def chunks(lengths, count):
    """Numbers of sentences by decreasing length, in `count` runs of about equal size."""
    order = sorted(range(len(lengths)), key=lambda s: -lengths[s])
    bounds = [len(order) * k // count for k in range(count + 1)]
    return [order[begin:end] for begin, end in zip(bounds, bounds[1:])]


def chunk_counts(sentences):
    """Into how many chunks a batch that needs padding is worth splitting: fewer padded words against smaller products."""
    return [count for count in (1, 2, 4, 8) if count == 1 or sentences >= 4 * count]


def seconds_on(threads):
    """The clock of the benchmarks in C++: processor time on one thread, real time on several."""
    return time.process_time() if threads == 1 else time.perf_counter()


def measure(run, threads, at_least):
    """Seconds per call, over as many calls (at least one) as fit into `at_least` seconds."""
    gc.collect()
    calls, start = 0, seconds_on(threads)
    while calls < 1 or seconds_on(threads) - start < at_least:
        run()
        calls += 1
    return (seconds_on(threads) - start) / calls


def serve(greeting, prepare, threads):
    """Answers requests until the input ends. `prepare(variant, task, lengths)` returns calls that do the same work in
    different forms; each is called twice, to warm up and to find the fastest, and that one is measured."""
    print(json.dumps(greeting), flush=True)
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        case = request["variant"], request["task"], tuple(request["lengths"])
        try:
            if case not in prepared:
                forms = prepare(request["variant"], request["task"], request["lengths"])
                for form in forms:
                    form()
                prepared[case] = min(forms, key=lambda form: measure(form, threads, 0)) if len(forms) > 1 else forms[0]
            seconds = measure(prepared[case], threads, request["seconds"])
            answer = {"words_per_second": sum(request["lengths"]) / seconds}
        except (RuntimeError, ValueError) as error:
            answer = {"failed": f"{type(error).__name__}: {str(error).strip().splitlines()[0]}"}
        print(json.dumps(answer), flush=True)
