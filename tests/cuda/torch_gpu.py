#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""PyTorch on a GPU as a peer: training steps and extraction with the model of the paper. compare.py starts it.

Its forms: `loops` (the equations as written), `lstm` (torch.nn.LSTM, which is cuDNN's, and the folded decoder; it
has no peepholes), and `graph` (either of them as one CUDA graph, whichever is faster; a graph fits only one batch, so
training on real sentences could not use it like this). Each must first reproduce the golden values.

A training step is: both passes with dropout 0.5, the sum of the tasks' cross entropies, clipping to norm 5, RMSprop, the
embedding with a dense gradient. Extraction copies each word's most probable label and its probability to the host.
Prints one JSON object per line: task, batch, form, words_per_second.
"""
import argparse
import json
import pathlib
import sys
import time

import torch

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "bench" / part) for part in ("peers", ".")]
from comparison.lengths import sentence_lengths  # noqa: E402
from torch_layers import Batch, Loops, Packed, fold  # noqa: E402
from torch_peer import CLIP_NORM, DECAY, DROPOUT, EPSILON, LEARNING_RATE, check, losses, score  # noqa: E402
from worker import TASKS, random_sentences, weight_shapes  # noqa: E402


class Model:
    def __init__(self, sizes, width, on_gpu):
        torch.manual_seed(1)
        shapes = weight_shapes(sizes, width) | {"embedding.weight": (sizes["vocabulary"], sizes["word_width"])}
        self.weights = {name: torch.empty(shape).uniform_(-0.05, 0.05).requires_grad_() for name, shape in shapes.items()}
        self.optimizer = torch.optim.RMSprop(self.weights.values(), LEARNING_RATE, DECAY, EPSILON, foreach=True,
                                             capturable=on_gpu)

    def train(self, batch, layers):
        self.optimizer.zero_grad(set_to_none=False)  # a graph requires gradients at fixed addresses
        embedded = torch.nn.functional.embedding(batch.words, self.weights["embedding.weight"])
        (losses(score(self.weights, embedded, batch, layers, DROPOUT), batch) / len(batch.words)).backward()
        # Where a form has no peepholes, those weights have no gradient, and the optimizer passes them over.
        torch.nn.utils.clip_grad_norm_(self.weights.values(), CLIP_NORM)
        self.optimizer.step()

    def weights_for_extraction(self):
        """With the decoders folded once for all batches."""
        with torch.no_grad():
            weights = {name: weight.detach() for name, weight in self.weights.items()}
            for task in TASKS:
                width = 2 * weights[task + ".encoder.forward.recurrent_weight"].shape[1]
                weights[task + ".decoder.folded"] = fold(weights, task + ".", width)
            return weights


def extract(weights, batch, layers):
    with torch.no_grad():
        embedded = weights["embedding.weight"].index_select(0, batch.words)
        found = score(weights, embedded, batch, layers, 0)
        return [part for task in TASKS for part in found[task].softmax(1).max(1)]


def captured(work):
    """work() as a graph, which replay repeats; its results are overwritten each time."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            work()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        result = work()

    def replay():
        graph.replay()
        return result
    return replay


def seconds_a_call(run, wait, at_least):
    for _ in range(3):
        run()
    wait()
    calls, begin = 0, time.perf_counter()
    while calls == 0 or time.perf_counter() - begin < at_least:
        for _ in range(16):  # as rarely as a training reads its loss
            run()
        wait()
        calls += 16
    return (time.perf_counter() - begin) / calls


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=json.loads, required=True, help="of the model, as JSON")
    parser.add_argument("--width", type=int, required=True)
    parser.add_argument("--batches", type=lambda text: [int(part) for part in text.split(",")], required=True)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--tf32", action="store_true", help="products on tensor cores, factors rounded to TF32")
    parser.add_argument("--device", default="cuda", help="cpu: to try this script; without graphs")
    options = parser.parse_args()
    on_gpu = options.device == "cuda"
    torch.set_default_device(options.device)
    forms = {"loops": Loops(), "lstm": Packed()}
    check(forms)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = options.tf32
    wait = torch.cuda.synchronize if on_gpu else lambda: None
    print(json.dumps({"version": torch.__version__,
                      "device": torch.cuda.get_device_name() if on_gpu else "the host"}), flush=True)

    for count in options.batches:
        lengths = sentence_lengths(count)
        batch = Batch(*random_sentences(lengths, options.sizes))
        for task in ("training", "extraction"):
            for name in [*forms, "graph"] if on_gpu else forms:
                fastest = 0
                for layers in forms.values() if name == "graph" else [forms[name]]:
                    model = Model(options.sizes, options.width, on_gpu)
                    weights = model.weights_for_extraction()

                    def work():
                        return model.train(batch, layers) if task == "training" else extract(weights, batch, layers)
                    run = captured(work) if name == "graph" else work

                    def whole():
                        return [part.cpu() for part in run() or []]
                    fastest = max(fastest, sum(lengths) / seconds_a_call(whole, wait, options.seconds))
                print(json.dumps({"task": task, "batch": count, "form": name, "words_per_second": fastest}), flush=True)


if __name__ == "__main__":
    main()
