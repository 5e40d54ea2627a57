# SPDX-License-Identifier: MIT
"""The model's layers in PyTorch, in the competing forms. Weights are a dictionary, named as in a model file.

All forms read and return packed rows (a batch without padding, time-major, sentences by decreasing length), so that the
rest of the model is shared and no form spends work on padding outside its recurrences.
"""
import torch
from torch.nn.functional import linear


class Batch:
    """Sentences as packed rows, with the indices that the forms need."""

    def __init__(self, words, labels):
        order = sorted(range(len(words)), key=lambda s: -len(words[s]))
        lengths = [len(words[s]) for s in order]
        steps, count = lengths[0], len(order)
        self.widths = [sum(length > t for length in lengths) for t in range(steps)]  # sentences at each step
        places = [(t, s) for t in range(steps) for s in range(self.widths[t])]
        at = {place: row for row, place in enumerate(places)}
        self.order, self.padded_shape = order, (steps, count)
        self.sizes = torch.tensor(self.widths, device="cpu")  # positions in packed sequences
        self.words = torch.tensor([words[order[s]][t] for t, s in places])
        self.labels = {task: torch.tensor([own[order[s]][t] for t, s in places]) for task, own in labels.items()}
        self.before = torch.tensor([at[t - 1, s] for t, s in places if t > 0], dtype=torch.long)
        self.padded = torch.tensor([t * count + s for t, s in places])
        self.padded_reversed = torch.tensor([(lengths[s] - 1 - t) * count + s for t, s in places])


def step(gates, h, c, recurrent, peephole):
    """One step of eq. 1, given the input's part of the gates; `peephole` may be None."""
    i, f, g, o = torch.addmm(gates, h, recurrent.t()).chunk(4, 1)
    if peephole is not None:
        i = i + peephole[0] * c
        f = f + peephole[1] * c
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    if peephole is not None:
        o = o + peephole[2] * c
    return torch.sigmoid(o) * torch.tanh(c), c


class Loops:
    """Equations 1 to 3 as written, with peepholes: loops over time for encoders and decoder."""

    def __init__(self, one_step=step):
        self.step = one_step

    def direction(self, w, at, x, batch, reverse):
        recurrent, peephole = w[at + "recurrent_weight"], w.get(at + "peephole")
        gates = linear(x, w[at + "input_weight"], w[at + "bias"]).split(batch.widths)
        h = c = x.new_zeros(0 if reverse else batch.widths[0], recurrent.shape[1])
        states = []
        for own in reversed(gates) if reverse else gates:
            rows = len(own)
            if len(h) < rows:  # backward, longer sentences begin first and shorter ones join
                fresh = x.new_zeros(rows - len(h), h.shape[1])
                h, c = torch.cat([h, fresh]), torch.cat([c, fresh])
            h, c = self.step(own, h[:rows], c[:rows], recurrent, peephole)
            states.append(h)
        return torch.cat(states[::-1] if reverse else states)

    def bilstm(self, w, at, x, batch):
        return torch.cat([self.direction(w, at + "forward.", x, batch, False),
                          self.direction(w, at + "backward.", x, batch, True)], 1)

    def tag_vectors(self, w, at, encoded, batch):
        weight, hidden = w[at + "tag_vector.weight"], w[at + "decoder.recurrent_weight"].shape[1]
        from_state = weight[:, encoded.shape[1]:]
        from_encoder = linear(encoded, weight[:, :encoded.shape[1]], w[at + "tag_vector.bias"]).split(batch.widths)
        h = c = encoded.new_zeros(batch.widths[0], hidden)
        tag, tags = encoded.new_zeros(batch.widths[0], len(weight)), []  # T_0
        for own in from_encoder:
            rows = len(own)
            gates = linear(tag[:rows], w[at + "decoder.input_weight"], w[at + "decoder.bias"])
            h, c = self.step(gates, h[:rows], c[:rows], w[at + "decoder.recurrent_weight"], None)
            tag = torch.addmm(own, h, from_state.t())
            tags.append(tag)
        return torch.cat(tags)


def fold(w, at, encoded_width):
    """The decoder as a plain LSTM: its recurrent weights are R + W B (gradients flow to all three)."""
    from_state = w[at + "tag_vector.weight"][:, encoded_width:]
    return torch.addmm(w[at + "decoder.recurrent_weight"], w[at + "decoder.input_weight"], from_state)


class Folded:
    """PyTorch's own LSTM, which has no peepholes, for the encoders and the folded decoder."""

    def bilstm(self, w, at, x, batch):
        ways = [[w[at + way + name] for name in ("input_weight", "recurrent_weight", "bias")]
                for way in ("forward.", "backward.")]
        return self.both_ways(x, ways, batch)

    def tag_vectors(self, w, at, encoded, batch):
        weight, width = w[at + "tag_vector.weight"], encoded.shape[1]
        from_encoder = linear(encoded, weight[:, :width], w[at + "tag_vector.bias"])
        first = from_encoder.new_zeros(batch.widths[0], len(weight))
        tag_input = torch.cat([first, from_encoder.index_select(0, batch.before)])
        recurrent = w[at + "decoder.folded"] if at + "decoder.folded" in w else fold(w, at, width)
        state = self.one_way(tag_input, [w[at + "decoder.input_weight"], recurrent, w[at + "decoder.bias"]], batch)
        return torch.addmm(from_encoder, state, weight[:, width:].t())


def zero_states(x, weights, ways, count):
    return [x.new_zeros(ways, count, weights[1].shape[1])] * 2


def flat(ways):
    """PyTorch's LSTM has two biases per gate; ours is the first, the second is zero."""
    return [tensor for weights in ways for tensor in (*weights, torch.zeros_like(weights[2]))]


class Packed(Folded):
    """torch.nn.LSTM on packed sequences: PyTorch's own kernel, which computes only words."""

    def run(self, x, ways, batch):
        states = zero_states(x, ways[0], len(ways), batch.widths[0])
        return torch._VF.lstm(x, batch.sizes, states, flat(ways), True, 1, 0.0, x.requires_grad, len(ways) == 2)[0]

    def both_ways(self, x, ways, batch):
        return self.run(x, ways, batch)

    def one_way(self, x, weights, batch):
        return self.run(x, [weights], batch)


class Padded(Folded):
    """torch.nn.LSTM on a padded batch: oneDNN's kernel inside PyTorch. Sentences are reversed by index for the backward
    direction, so that padding always follows the words and changes nothing."""

    def run(self, x, weights, batch, places):
        steps, count = batch.padded_shape
        padded = x.new_zeros(steps * count, x.shape[1]).index_copy(0, places, x).view(steps, count, -1)
        states = zero_states(x, weights, 1, count)
        out = torch._VF.lstm(padded, states, flat([weights]), True, 1, 0.0, x.requires_grad, False, False)[0]
        return out.reshape(steps * count, -1).index_select(0, places)

    def both_ways(self, x, ways, batch):
        return torch.cat([self.run(x, ways[0], batch, batch.padded),
                          self.run(x, ways[1], batch, batch.padded_reversed)], 1)

    def one_way(self, x, weights, batch):
        return self.run(x, weights, batch, batch.padded)
