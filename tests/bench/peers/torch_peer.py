#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""PyTorch as a peer: training steps and extraction with the model of the paper. compare.py starts it; see worker.py.

Its forms: `loops` (the equations as written), `compiled` (the same, each step through torch.compile: whole loops would be
recompiled for every combination of lengths), `packed` and `padded` (torch.nn.LSTM and the folded decoder, which
torch.compile would leave to the same kernels).

A training step is: both passes with dropout 0.5, the sum of the tasks' cross entropies, clipping to norm 5, RMSprop.
Packing the batch is omitted. The embedding is trained in the form that is fastest for PyTorch: only the rows of the batch's
words; other rows catch up on missed decay when they are next read. Its own forms (a dense gradient of 11 million numbers, or
a sparse one, which RMSprop does not support) cost more. Extraction gives each word its most probable label and that label's
probability, for both tasks.
"""
import torch
from torch.nn.functional import cross_entropy, dropout, linear

from torch_layers import Batch, Loops, Packed, Padded, fold, step
from worker import (TASKS, arguments, chunk_counts, chunks, golden_model, measure, random_sentences, require_close,
                    serve, weight_shapes)

LEARNING_RATE, DECAY, EPSILON, CLIP_NORM, DROPOUT = 1e-3, 0.9, 1e-8, 5.0, 0.5


def score(w, embedded, batch, layers, rate):
    """Scores (rows, labels) of each task. `rate`: of dropout."""
    def drop(x):
        return dropout(x, rate) if rate > 0 else x
    embedded = seen = drop(embedded)
    scores = {}
    for task in TASKS:
        encoded = drop(layers.bilstm(w, task + ".encoder.", seen, batch))
        tags = layers.tag_vectors(w, task + ".", encoded, batch)
        scores[task] = linear(tags, w[task + ".output.weight"], w[task + ".output.bias"])
        seen = torch.cat([embedded, encoded], 1)
    return scores


def losses(scores, batch):
    return sum(cross_entropy(scores[task], batch.labels[task], reduction="sum") for task in TASKS)


class Model:
    """Weights, the table of word vectors and the optimizer's states."""

    def __init__(self, shapes, vocabulary, word_width):
        torch.manual_seed(1)
        self.weights = {name: torch.empty(shape).uniform_(-0.05, 0.05).requires_grad_() for name, shape in shapes.items()}
        self.table = torch.empty(vocabulary, word_width).uniform_(-0.05, 0.05)
        self.row_squares = torch.zeros_like(self.table)
        self.last_step, self.steps = torch.zeros(vocabulary), 0
        self.optimizer = torch.optim.RMSprop(self.weights.values(), LEARNING_RATE, DECAY, EPSILON)

    def train(self, batches, layers):
        words = torch.cat([batch.words for batch in batches])
        distinct, slots = words.unique(return_inverse=True)
        rows = self.table.index_select(0, distinct).requires_grad_()
        self.optimizer.zero_grad()
        for batch, own in zip(batches, slots.split([len(batch.words) for batch in batches])):
            embedded = torch.nn.functional.embedding(own, rows)
            (losses(score(self.weights, embedded, batch, layers, DROPOUT), batch) / len(words)).backward()
        # Where a form has no peepholes, those weights have no gradient, and the optimizer passes them over.
        torch.nn.utils.clip_grad_norm_([*self.weights.values(), rows], CLIP_NORM)
        self.optimizer.step()
        self.steps += 1
        with torch.no_grad():
            idle = DECAY ** (self.steps - 1 - self.last_step[distinct])
            squares = self.row_squares.index_select(0, distinct).mul_(idle[:, None] * DECAY)
            squares.addcmul_(rows.grad, rows.grad, value=1 - DECAY)
            self.table.index_copy_(0, distinct, rows.addcdiv(rows.grad, squares.sqrt().add_(EPSILON), value=-LEARNING_RATE))
            self.row_squares.index_copy_(0, distinct, squares)
            self.last_step[distinct] = self.steps

    def extract(self, batches, layers, weights):
        with torch.inference_mode():
            return [{task: own.softmax(1).max(1) for task, own in
                     score(weights, self.table.index_select(0, batch.words), batch, layers, 0).items()}
                    for batch in batches]

    def weights_for_extraction(self):
        """With the decoders folded once for all batches."""
        with torch.inference_mode():
            weights = dict(self.weights)
            for task in TASKS:
                width = 2 * weights[task + ".encoder.forward.recurrent_weight"].shape[1]
                weights[task + ".decoder.folded"] = fold(weights, task + ".", width)
            return weights


def check(forms):
    """Loops must reproduce the golden scores and gradients; the other forms those of loops without peepholes."""
    case = golden_model()
    words, labels = case["numbers"]["words"], {task: case["numbers"][task + ".labels"] for task in TASKS}
    batch = Batch(words, labels)
    full = {name: torch.tensor(array["values"]).view(array["shape"]) for name, array in case["weights"].items()}
    plain = {name: weight for name, weight in full.items() if "peephole" not in name}

    def run(weights, layers):
        own = {name: weight.clone().requires_grad_() for name, weight in weights.items()}
        scores = score(own, own["embedding.weight"][batch.words], batch, layers, 0)
        losses(scores, batch).backward()
        return scores, {name: weight.grad.flatten().tolist() for name, weight in own.items()}

    for name, layers in forms.items():
        peepholes = isinstance(layers, Loops)
        scores, gradients = run(full if peepholes else plain, layers)
        if peepholes:
            rows = {(s, t): row for row, (t, s) in enumerate(
                (t, s) for t, width in enumerate(batch.widths) for s in range(width))}
            for task in TASKS:
                for place, sentence in enumerate(batch.order):
                    expected = case["sequences"][task + ".scores"][sentence]
                    found = [scores[task][rows[place, t]].tolist() for t in range(len(words[sentence]))]
                    require_close(sum(found, []), expected["values"], f"{name}, scores")
            expected_gradients = {weight: array["values"] for weight, array in case["gradients"].items()}
        else:
            expected_scores, expected_gradients = run(plain, Loops())
            for task in TASKS:
                require_close(scores[task].flatten().tolist(), expected_scores[task].flatten().tolist(), f"{name}, scores")
        for weight, expected in expected_gradients.items():
            require_close(gradients[weight], expected, f"{name}, gradient of {weight}")


def sgemm_rate(threads):
    """GFLOP/s of PyTorch's own product of 1,536 rows, columns and terms."""
    a, b = torch.full((1536, 1536), 0.5), torch.full((1536, 1536), 0.5)
    return 2e-9 * 1536**3 / min(measure(lambda: torch.mm(a, b), threads, 0.1) for _ in range(5))


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.set_num_interop_threads(1)
    torch._dynamo.config.recompile_limit = 64  # it recompiles for none, one and several sentences
    forms = {"loops": Loops(), "packed": Packed(), "padded": Padded()}
    check(forms)
    model = Model(weight_shapes(options.sizes, options.width), options.sizes["vocabulary"], options.sizes["word_width"])

    def prepare(variant, task, lengths):
        if variant == "compiled" and variant not in forms:
            forms[variant] = Loops(torch.compile(step, dynamic=True))
            check({variant: forms[variant]})
        words, labels = random_sentences(lengths, options.sizes)
        layers, calls = forms[variant], []
        weights = model.weights_for_extraction()
        for count in chunk_counts(len(lengths)) if variant == "padded" else [1]:
            batches = [Batch([words[s] for s in chunk], {name: [own[s] for s in chunk] for name, own in labels.items()})
                       for chunk in chunks(lengths, count)]
            calls.append(lambda batches=batches: model.train(batches, layers) if task == "training"
                         else model.extract(batches, layers, weights))
        return calls

    greeting = {"version": torch.__version__, "sgemm_gflops": sgemm_rate(options.threads)}
    serve(greeting, prepare, options.threads)


if __name__ == "__main__":
    main()
