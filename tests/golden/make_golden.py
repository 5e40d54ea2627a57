#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes golden.json: PyTorch's results for the layers and for training steps of the named models.

Install (any PyTorch from 2.0 on, CPU is enough; the committed file was made with 2.15.0):

    python3 -m venv venv && venv/bin/pip install torch

Run, from any folder (writes golden.json next to this script, and prints that file's name):

    venv/bin/python tests/golden/make_golden.py

This is an independent implementation of the equations: double precision, one sentence at a time, loops over time
as in the papers, gradients by autograd. It shares nothing with the C++ code, in particular not the folding of
the decoder. All weights and inputs are multiples of 2^-10, so that float and double devices start from equal numbers.
"""

import itertools
import json
import random
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy

DOUBLE = torch.float64
LAYER_LENGTHS = [3, 5, 1, 3, 2]


# --- Equations. Weights are in a dictionary; `at` is the prefix of their names. ---


def lstm_step(w, at, x, h, c):
    """One step of eq. 1 (gates i, f, g, o; peepholes i, f, o), or of eq. 2 where `w` holds no peepholes."""
    a_i, a_f, a_g, a_o = (w[at + "input_weight"] @ x + w[at + "recurrent_weight"] @ h + w[at + "bias"]).chunk(4)
    peephole = w.get(at + "peephole")
    if peephole is not None:
        a_i = a_i + peephole[0] * c
        a_f = a_f + peephole[1] * c
    c = torch.sigmoid(a_f) * c + torch.sigmoid(a_i) * torch.tanh(a_g)
    if peephole is not None:
        a_o = a_o + peephole[2] * c
    return torch.sigmoid(a_o) * torch.tanh(c), c


def zero_state(w, at):
    hidden = w[at + "recurrent_weight"].shape[1]
    return torch.zeros(hidden, dtype=DOUBLE), torch.zeros(hidden, dtype=DOUBLE)


def lstm(w, at, xs):
    """The states h of one direction, (time, hidden)."""
    h, c = zero_state(w, at)
    states = []
    for x in xs:
        h, c = lstm_step(w, at, x, h, c)
        states.append(h)
    return torch.stack(states)


def bilstm(w, at, xs):
    """States of both directions, concatenated, (time, 2 * hidden)."""
    backward = lstm(w, at + "backward.", xs.flip(0)).flip(0)
    return torch.cat([lstm(w, at + "forward.", xs), backward], dim=1)


def decode(w, at, encoded, decoder_input, tag_input):
    """The tag vectors (time, tag): h_t = LSTM(decoder_input(e_t, T_{t-1})), T_t = W_T tag_input(e_t, h_t) + b_T."""
    h, c = zero_state(w, at + "decoder.")
    tag = torch.zeros_like(w[at + "tag_vector.bias"])  # T_0
    tags = []
    for e in encoded:
        h, c = lstm_step(w, at + "decoder.", decoder_input(e, tag), h, c)
        tag = w[at + "tag_vector.weight"] @ tag_input(e, h) + w[at + "tag_vector.bias"]
        tags.append(tag)
    return torch.stack(tags)


def tag_feedback_lstm(w, at, encoded):
    """Eq. 2 and 3: the decoder reads only the previous tag vector; the tag vector reads encoder and decoder."""
    return decode(w, at, encoded, lambda e, tag: tag, lambda e, h: torch.cat([e, h]))


def lstm_decoder_feedback(w, at, encoded):
    """Zheng et al. (2017): the decoder reads the encoder's output and the previous tag vector."""
    return decode(w, at, encoded, lambda e, tag: torch.cat([e, tag]), lambda e, h: h)


def lstm_decoder(w, at, encoded):
    """The same without the previous tag vector."""
    return decode(w, at, encoded, lambda e, tag: e, lambda e, h: h)


def weighted_loss(scores, labels, label_weights):
    """The sum over words of -label_weights[label] * log softmax(scores)[label]."""
    log_probabilities = torch.log_softmax(scores, dim=1)
    picked = log_probabilities[torch.arange(len(labels)), labels]
    return -(label_weights[labels] * picked).sum()


def pair_loss(w, encoded, spans, related):
    """For a pair task: -log p of 'not' or 'holds', over all ordered pairs of spans and all relations."""
    forms = w["pairing.biaffine.weight"]
    bias = w["pairing.biaffine.bias"].reshape(-1, 2)
    forms = forms.reshape(len(bias), 2, forms.shape[1], forms.shape[1])
    loss = torch.zeros((), dtype=DOUBLE)
    for i, (begin, end) in enumerate(spans):
        head = w["pairing.head.weight"] @ torch.cat([encoded[begin], encoded[end - 1]]) + w["pairing.head.bias"]
        for j, (begin, end) in enumerate(spans):
            tail = w["pairing.tail.weight"] @ torch.cat([encoded[begin], encoded[end - 1]]) + w["pairing.tail.bias"]
            for relation in range(len(bias)):
                scores = torch.stack([tail @ form @ head for form in forms[relation]]) + bias[relation]
                loss = loss - torch.log_softmax(scores, dim=0)[int([i, j, relation] in related)]
    return loss


# --- Weights and inputs. ---


def draw(rng, *shape, limit=768):
    """Multiples of 2^-10 between -limit / 1024 and limit / 1024."""
    count = int(torch.Size(shape).numel())
    return torch.tensor([rng.randint(-limit, limit) / 1024 for _ in range(count)], dtype=DOUBLE).reshape(shape)


def draw_weights(rng, shapes):
    return {name: draw(rng, *shape).requires_grad_() for name, shape in shapes.items()}


def draw_sentences(rng, lengths, width):
    return [draw(rng, length, width, limit=1536).requires_grad_() for length in lengths]


def lstm_shapes(at, inputs, hidden, peephole):
    shapes = {
        at + "input_weight": (4 * hidden, inputs),
        at + "recurrent_weight": (4 * hidden, hidden),
        at + "bias": (4 * hidden,),
    }
    return shapes | ({at + "peephole": (3, hidden)} if peephole else {})


def bilstm_shapes(at, inputs, hidden, peephole):
    return lstm_shapes(at + "forward.", inputs, hidden, peephole) | lstm_shapes(
        at + "backward.", inputs, hidden, peephole
    )


def decoder_shapes(at, encoded, hidden, tag, decoder):
    decoder_input = {tag_feedback_lstm: tag, lstm_decoder_feedback: encoded + tag, lstm_decoder: encoded}[decoder]
    tag_input = encoded + hidden if decoder is tag_feedback_lstm else hidden
    return lstm_shapes(at + "decoder.", decoder_input, hidden, False) | {
        at + "tag_vector.weight": (tag, tag_input),
        at + "tag_vector.bias": (tag,),
    }


# --- Checks of the loops against PyTorch's own layers. ---


def require_close(found, expected, what):
    if not torch.allclose(found, expected, rtol=0, atol=1e-12):
        raise SystemExit(f"{what}: the literal loop differs from PyTorch by {(found - expected).abs().max():.3g}")


def copy_weights(w, way, suffix, layer):
    """Copies the weights of one direction into a torch.nn.LSTM and returns pairs (our weight, theirs)."""
    pairs = [(w[way + "input_weight"], getattr(layer, "weight_ih_l0" + suffix))]
    pairs += [(w[way + "recurrent_weight"], getattr(layer, "weight_hh_l0" + suffix))]
    pairs += [(w[way + "bias"], getattr(layer, "bias_ih_l0" + suffix))]
    with torch.no_grad():
        getattr(layer, "bias_hh_l0" + suffix).zero_()
        for ours, theirs in pairs:
            theirs.copy_(ours)
    return pairs


def check_encoder(name, w, sentences, outputs, output_gradients):
    """Outputs and gradients of the loops, already computed, must equal those of torch.nn.LSTM."""
    ways = [("encoder.forward.", ""), ("encoder.backward.", "_reverse")][: 2 if name == "bilstm" else 1]
    rows, inputs = w["encoder.forward.input_weight"].shape
    layer = torch.nn.LSTM(inputs, rows // 4, bidirectional=len(ways) == 2, batch_first=True, dtype=DOUBLE)
    pairs = [pair for way, suffix in ways for pair in copy_weights(w, way, suffix, layer)]
    for x, output, gradient in zip(sentences, outputs, output_gradients):
        theirs = x.detach().clone().requires_grad_()
        found = layer(theirs[None])[0][0]
        found.backward(gradient)
        require_close(output, found, name + " output")
        require_close(x.grad, theirs.grad, name + " input gradient")
    for ours, theirs in pairs:
        require_close(ours.grad, theirs.grad, name + " weight gradient")


# --- Cases. ---


def array(tensor):
    return {"shape": list(tensor.shape), "values": tensor.detach().flatten().tolist()}


def arrays(tensors):
    return {name: array(tensor) for name, tensor in tensors.items()}


def gradients_of(w):
    return {name: array(weight.grad) for name, weight in w.items()}


def layer_case(name, seed, layer, sizes, shapes, input_width, check=None):
    rng = random.Random(seed)
    w = draw_weights(rng, shapes)
    sentences = draw_sentences(rng, LAYER_LENGTHS, input_width)
    outputs = [layer(w, x) for x in sentences]
    output_gradients = [draw(rng, *output.shape) for output in outputs]
    for output, gradient in zip(outputs, output_gradients):
        output.backward(gradient)
    if check:
        check(name, w, sentences, outputs, output_gradients)
    return {
        "name": name,
        "sizes": sizes,
        "lengths": LAYER_LENGTHS,
        "weights": arrays(w),
        "sequences": {
            "input": [array(x) for x in sentences],
            "output": [array(output) for output in outputs],
            "output_gradient": [array(gradient) for gradient in output_gradients],
            "input_gradient": [array(x.grad) for x in sentences],
        },
        "gradients": gradients_of(w),
    }


def encoder_case(name, seed, layer, peephole):
    inputs, hidden = 3, 4
    both = layer is bilstm
    shapes = bilstm_shapes if both else lstm_shapes
    at = "encoder." if both else "encoder.forward."
    return layer_case(
        name,
        seed,
        lambda w, x: layer(w, at, x),
        {"input": inputs, "hidden": hidden, "output": 2 * hidden if both else hidden},
        shapes(at, inputs, hidden, peephole),
        inputs,
        None if peephole else check_encoder,
    )


def decoder_case(name, seed, layer):
    encoded, hidden, tag = 5, 4, 3
    return layer_case(
        name,
        seed,
        lambda w, e: layer(w, "", e),
        {"input": encoded, "hidden": hidden, "output": tag},
        decoder_shapes("", encoded, hidden, tag, layer),
        encoded,
    )


def loss_case(seed):
    rng, lengths, count = random.Random(seed), [2, 3, 1], 5
    sentences = [draw(rng, length, count, limit=4096) for length in lengths]
    sentences[1][1] += 800  # exp() of these alone is not finite
    for scores in sentences:
        scores.requires_grad_()
    labels = [[rng.randrange(count) for _ in range(length)] for length in lengths]
    label_weights = torch.tensor([1.0, 10.0, 0.5, 2.0, 3.25], dtype=DOUBLE)
    loss = sum(weighted_loss(s, torch.tensor(y), label_weights) for s, y in zip(sentences, labels))
    theirs = cross_entropy(torch.cat(sentences), torch.tensor(sum(labels, [])), label_weights, reduction="sum")
    require_close(loss, theirs, "softmax_cross_entropy")
    loss.backward()
    return {
        "name": "softmax_cross_entropy",
        "sizes": {"labels": count},
        "lengths": lengths,
        "label_weights": {"labels": label_weights.tolist()},
        "numbers": {"labels": labels},
        "sequences": {
            "scores": [array(s) for s in sentences],
            "scores_gradient": [array(s.grad) for s in sentences],
        },
        "loss": {"labels": loss.item()},
    }


def model_losses(w, tasks, decoder, sentences, labels, label_weights):
    """The loss of each task over the sentences, and each task's scores by sentence."""
    losses = {task: torch.zeros((), dtype=DOUBLE) for task in tasks}
    scores = {task: [] for task in tasks}
    for number, words in enumerate(sentences):
        embedded = w["embedding.weight"][torch.tensor(words)]
        seen = embedded  # what the task's encoder reads: the words and the encoder output of the task directly below
        for task in tasks:
            encoded = bilstm(w, task + ".encoder.", seen)
            tags = decoder(w, task + ".", encoded)
            score = tags @ w[task + ".output.weight"].T + w[task + ".output.bias"]
            losses[task] = losses[task] + weighted_loss(
                score, torch.tensor(labels[task][number]), label_weights[task]
            )
            scores[task].append(score)
            seen = torch.cat([embedded, encoded], dim=1)
    return losses, scores


def model_case(name, seed, label_counts, decoder, weight_of_parts):
    """Three steps of training: on all sentences, on the second batch only, on all sentences again."""
    word, hidden, tag, vocabulary = 4, 3, 3, 9
    sentences = [[1, 4, 2], [3, 1, 5, 5, 0], [6], [7, 2, 1]]  # 8 in no sentence; 2, 4, 7 not in the second batch
    second_batch = [1, 2]
    rng, tasks = random.Random(seed), list(label_counts)
    shapes, seen = {"embedding.weight": (vocabulary, word)}, word
    for task, count in label_counts.items():
        shapes |= bilstm_shapes(task + ".encoder.", seen, hidden, True)
        shapes |= decoder_shapes(task + ".", 2 * hidden, hidden, tag, decoder)
        shapes |= {task + ".output.weight": (count, tag), task + ".output.bias": (count,)}
        seen = word + 2 * hidden
    w = draw_weights(rng, shapes)
    labels = {task: [[rng.randrange(n) for _ in words] for words in sentences] for task, n in label_counts.items()}
    label_weights = {
        task: torch.tensor([1.0] + [weight_of_parts] * (count - 1), dtype=DOUBLE)
        for task, count in label_counts.items()
    }
    case = {
        "name": name,
        "sizes": {"word": word, "hidden": hidden, "tag_vector": tag, "vocabulary": vocabulary}
        | {task + ".labels": count for task, count in label_counts.items()},
        "lengths": [len(words) for words in sentences],
        "second_batch": second_batch,
        "tasks": tasks,
        "weights": arrays(w),
        "label_weights": {task: weights.tolist() for task, weights in label_weights.items()},
        "numbers": {"words": sentences} | {task + ".labels": labels[task] for task in tasks},
    }
    optimizer = torch.optim.RMSprop(w.values(), lr=1e-2, alpha=0.9, eps=1e-8)

    def step(batch):
        words = [sentences[s] for s in batch]
        chosen = {task: [labels[task][s] for s in batch] for task in tasks}
        optimizer.zero_grad()
        losses, scores = model_losses(w, tasks, decoder, words, chosen, label_weights)
        sum(losses.values()).backward()
        gradients = gradients_of(w)
        for weight in w.values():
            weight.grad /= sum(map(len, words))
        optimizer.step()
        return losses, scores, gradients

    everything = range(len(sentences))
    losses, scores, gradients = step(everything)
    case["loss"] = {task: loss.item() for task, loss in losses.items()}
    case["sequences"] = {task + ".scores": [array(s) for s in scores[task]] for task in tasks}
    case["gradients"] = gradients
    case["after_first_step"] = arrays(w)
    step(second_batch)
    step(everything)
    case["after_third_step"] = arrays(w)
    return case


def pair_case(name, seed):
    """Losses and gradients of a relation task and a pair task above it."""
    word, hidden, width, relations, vocabulary = 4, 3, 2, 2, 9
    sentences = [[1, 4, 2], [3, 1, 5, 5, 0], [6], [7, 2, 1]]
    spans = [[[0, 1], [1, 3]], [[0, 1], [2, 4], [4, 5]], [], [[1, 2]]]
    related = [[[0, 1, 1]], [[0, 1, 0], [2, 1, 0], [2, 1, 1]], [], []]
    rng = random.Random(seed)
    shapes = {"embedding.weight": (vocabulary, word)}
    shapes |= bilstm_shapes("relation.encoder.", word, hidden, True)
    shapes |= decoder_shapes("relation.", 2 * hidden, hidden, hidden, tag_feedback_lstm)
    shapes |= {"relation.output.weight": (5, hidden), "relation.output.bias": (5,)}
    shapes |= bilstm_shapes("pairing.encoder.", word + 2 * hidden, hidden, True)
    for role in ("head", "tail"):
        shapes |= {f"pairing.{role}.weight": (width, 4 * hidden), f"pairing.{role}.bias": (width,)}
    shapes |= {"pairing.biaffine.weight": (relations * 2 * width, width), "pairing.biaffine.bias": (relations * 2,)}
    w = draw_weights(rng, shapes)
    labels = [[rng.randrange(5) for _ in words] for words in sentences]
    losses = {"relation": torch.zeros((), dtype=DOUBLE), "pairing": torch.zeros((), dtype=DOUBLE)}
    for number, words in enumerate(sentences):
        embedded = w["embedding.weight"][torch.tensor(words)]
        encoded = bilstm(w, "relation.encoder.", embedded)
        tags = tag_feedback_lstm(w, "relation.", encoded)
        scores = tags @ w["relation.output.weight"].T + w["relation.output.bias"]
        losses["relation"] = losses["relation"] + weighted_loss(scores, torch.tensor(labels[number]), torch.ones(5))
        encoded = bilstm(w, "pairing.encoder.", torch.cat([embedded, encoded], dim=1))
        losses["pairing"] = losses["pairing"] + pair_loss(w, encoded, spans[number], related[number])
    sum(losses.values()).backward()
    return {
        "name": name,
        "sizes": {"vocabulary": vocabulary, "relation.labels": 5, "pairing.labels": 1 + relations},
        "lengths": [len(words) for words in sentences],
        "weights": arrays(w),
        "gradients": gradients_of(w),
        "numbers": {"words": sentences, "relation.labels": labels,
                    "pairing.spans": [sum(own, []) for own in spans],
                    "pairing.related": [sum(own, []) for own in related]},
        "loss": {task: loss.item() for task, loss in losses.items()},
    }


def chain_loss(w, at, scores, labels):
    """-log of the probability of the labels under a linear-chain CRF, by enumeration of all other sequences."""
    def score_of(sequence):
        sequence = torch.tensor(sequence)
        return (w[at + "crf.start"][sequence[0]] + scores[torch.arange(len(sequence)), sequence].sum() +
                w[at + "crf.transition"][sequence[:-1], sequence[1:]].sum() + w[at + "crf.end"][sequence[-1]])
    every = [score_of(sequence) for sequence in itertools.product(range(scores.shape[1]), repeat=len(labels))]
    return torch.logsumexp(torch.stack(every), dim=0) - score_of(labels)


def chain_case(name, seed):
    """Loss and gradients of a BiLSTM-CRF."""
    word, hidden, count, vocabulary = 4, 3, 4, 9
    sentences = [[1, 4, 2], [3, 1, 5, 5, 0], [6], [7, 2, 1]]
    rng = random.Random(seed)
    shapes = {"embedding.weight": (vocabulary, word)}
    shapes |= bilstm_shapes("entity.encoder.", word, hidden, True)
    shapes |= {"entity.output.weight": (count, 2 * hidden), "entity.output.bias": (count,)}
    shapes |= {"entity.crf.transition": (count, count), "entity.crf.start": (count,), "entity.crf.end": (count,)}
    w = draw_weights(rng, shapes)
    labels = [[rng.randrange(count) for _ in words] for words in sentences]
    loss = torch.zeros((), dtype=DOUBLE)
    for words, own in zip(sentences, labels):
        encoded = bilstm(w, "entity.encoder.", w["embedding.weight"][torch.tensor(words)])
        scores = encoded @ w["entity.output.weight"].T + w["entity.output.bias"]
        loss = loss + chain_loss(w, "entity.", scores, own)
    loss.backward()
    return {
        "name": name,
        "sizes": {"vocabulary": vocabulary, "entity.labels": count},
        "lengths": [len(words) for words in sentences],
        "weights": arrays(w),
        "gradients": gradients_of(w),
        "numbers": {"words": sentences, "entity.labels": labels},
        "loss": {"entity": loss.item()},
    }


def text(value, depth=0):
    """JSON with one line for each array; Python writes the shortest digits (17 at most) that give the same double."""
    flat = not isinstance(value, dict) or set(value) == {"shape", "values"}
    if flat and not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return json.dumps(value, separators=(",", ":"), allow_nan=False)
    pad = " " * (depth + 1)
    if isinstance(value, list):
        return "[\n" + ",\n".join(pad + text(item, depth + 1) for item in value) + "]"
    return "{\n" + ",\n".join(f'{pad}"{key}": {text(item, depth + 1)}' for key, item in value.items()) + "}"


def main():
    torch.set_num_threads(1)
    tasks = {"boundary": 3, "entity": 5, "relation": 7}
    # Seeds: the first step of RMSprop is nearly lr * sign(gradient), so those of the models are chosen such that no
    # gradient lies within the rounding of floats around zero.
    cases = [
        encoder_case("lstm", 1, lstm, peephole=False),
        encoder_case("lstm_peephole", 2, lstm, peephole=True),
        encoder_case("bilstm", 3, bilstm, peephole=False),
        encoder_case("bilstm_peephole", 21, bilstm, peephole=True),
        decoder_case("tag_feedback_lstm", 28, tag_feedback_lstm),
        decoder_case("lstm_decoder_feedback", 6, lstm_decoder_feedback),
        decoder_case("lstm_decoder", 7, lstm_decoder),
        loss_case(8),
        model_case("hmt_model_step", 31, {t: tasks[t] for t in ("entity", "relation")}, tag_feedback_lstm, 1.0),
        model_case("zheng_tagging_step", 10, {"relation": 9}, lstm_decoder_feedback, 10.0),
        model_case("three_level_step", 27, tasks, tag_feedback_lstm, 1.0),
        pair_case("pair_task_step", 40),
        chain_case("linear_chain_crf_step", 41),
    ]
    path = Path(__file__).resolve().parent / "golden.json"
    golden = {"format": "hmt-golden-1", "torch": torch.__version__.split("+")[0], "cases": cases}
    path.write_text(text(golden) + "\n", encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
