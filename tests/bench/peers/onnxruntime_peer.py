#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""ONNX Runtime as a peer: extraction with the model of the paper. compare.py starts it; see worker.py.

The graph's LSTMs have peepholes and the lengths of the sentences; the decoders are folded into plain LSTMs when the graph is
built. Batches are padded; a batch may be split into chunks of about equal length, in whatever number is fastest. Each word
gets its most probable label and that label's probability, for both tasks.
"""
import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from worker import (TASKS, arguments, chunk_counts, chunks, golden_model, random_sentences, require_close, serve,
                    weight_shapes)


class Graph:
    """Nodes and constants of a graph; each method adds a node and returns the name of its result."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, array):
        name = f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(numpy.ascontiguousarray(array), name))
        return name

    def add(self, kind, *inputs, outputs=1, **attributes):
        names = [f"{kind}{len(self.nodes)}_{k}" for k in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names[0]

    def affine(self, x, weight, bias=None):
        product = self.add("MatMul", x, self.constant(weight.T))
        return product if bias is None else self.add("Add", product, self.constant(bias))

    def lstm(self, x, lengths, ways, direction):
        """Both directions or one, (steps, sentences, directions * hidden). ONNX has the gates i, o, f, g."""
        hidden = ways[0]["recurrent_weight"].shape[1]

        def gates(name):
            blocks = [numpy.split(way[name], 4) for way in ways]
            return numpy.stack([numpy.concatenate([i, o, f, g]) for i, f, g, o in blocks])
        bias = gates("bias")
        inputs = [x, self.constant(gates("input_weight")), self.constant(gates("recurrent_weight")),
                  self.constant(numpy.concatenate([bias, numpy.zeros_like(bias)], 1)), lengths, "", ""]
        if "peephole" in ways[0]:
            inputs.append(self.constant(numpy.stack([way["peephole"][[0, 2, 1]].ravel() for way in ways])))
        found = self.add("LSTM", *inputs, direction=direction, hidden_size=hidden)
        beside = self.add("Transpose", found, perm=[0, 2, 1, 3])
        return self.add("Reshape", beside, self.constant(numpy.array([0, 0, len(ways) * hidden])))


def part_of(weights, prefix):
    return {name.removeprefix(prefix): array for name, array in weights.items() if name.startswith(prefix)}


def model_of(weights, scores_only):
    """The model as bytes: from `words` (steps, sentences) and `lengths` to each task's scores, or labels and
    probabilities."""
    graph, results = Graph(), []
    embedded = seen = graph.add("Gather", graph.constant(weights["embedding.weight"]), "words")
    for task in TASKS:
        own = part_of(weights, task + ".")
        encoded = graph.lstm(seen, "lengths", [part_of(own, "encoder.forward."), part_of(own, "encoder.backward.")],
                             "bidirectional")
        decoder, tag = part_of(own, "decoder."), own["tag_vector.weight"]
        encoded_width = tag.shape[1] - decoder["recurrent_weight"].shape[1]
        folded = decoder | {"recurrent_weight": decoder["recurrent_weight"]
                            + decoder["input_weight"] @ tag[:, encoded_width:]}
        from_encoder = graph.affine(encoded, tag[:, :encoded_width], own["tag_vector.bias"])
        one_later = graph.add("Pad", from_encoder, graph.constant(numpy.array([1, 0, 0, -1, 0, 0])))
        state = graph.lstm(one_later, "lengths", [folded], "forward")
        tags = graph.add("Add", from_encoder, graph.affine(state, tag[:, encoded_width:]))
        scores = graph.affine(tags, own["output.weight"], own["output.bias"])
        if scores_only:
            results.append((scores, TensorProto.FLOAT, ["steps", "sentences", task + "_labels"]))
        else:
            probabilities = graph.add("Softmax", scores, axis=2)
            results += [(graph.add("ArgMax", scores, axis=2, keepdims=0), TensorProto.INT64, ["steps", "sentences"]),
                        (graph.add("ReduceMax", probabilities, graph.constant(numpy.array([2])), keepdims=0),
                         TensorProto.FLOAT, ["steps", "sentences"])]
        seen = graph.add("Concat", embedded, encoded, axis=2)
    inputs = [helper.make_tensor_value_info("words", TensorProto.INT64, ["steps", "sentences"]),
              helper.make_tensor_value_info("lengths", TensorProto.INT32, ["sentences"])]
    outputs = [helper.make_tensor_value_info(*result) for result in results]
    whole = helper.make_graph(graph.nodes, "hmt", inputs, outputs, graph.constants)
    model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model)
    return model.SerializeToString()


def session_of(weights, threads, scores_only=False):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model_of(weights, scores_only), options, providers=["CPUExecutionProvider"])


def padded(sentences):
    """The model's inputs for sentences of words."""
    lengths = numpy.array([len(words) for words in sentences], numpy.int32)
    words = numpy.zeros((max(lengths), len(sentences)), numpy.int64)
    for s, own in enumerate(sentences):
        words[:len(own), s] = own
    return {"words": words, "lengths": lengths}


def check():
    """The graph must reproduce the golden scores."""
    case = golden_model()
    weights = {name: numpy.array(array["values"], numpy.float32).reshape(array["shape"])
               for name, array in case["weights"].items()}
    sentences = case["numbers"]["words"]
    for task, found in zip(TASKS, session_of(weights, 1, scores_only=True).run(None, padded(sentences))):
        for s, own in enumerate(sentences):
            expected = case["sequences"][task + ".scores"][s]["values"]
            require_close(found[:len(own), s].ravel().tolist(), expected, f"ONNX Runtime, scores of task {task}")


def main():
    options = arguments()
    check()
    draw = numpy.random.default_rng(1)
    shapes = weight_shapes(options.sizes, options.width) | {
        "embedding.weight": (options.sizes["vocabulary"], options.sizes["word_width"])}
    weights = {name: draw.uniform(-0.05, 0.05, shape).astype(numpy.float32) for name, shape in shapes.items()}
    session = session_of(weights, options.threads)

    def prepare(_variant, _task, lengths):
        words, _ = random_sentences(lengths, options.sizes)
        calls = []
        for count in chunk_counts(len(lengths)):
            batches = [padded([words[s] for s in chunk]) for chunk in chunks(lengths, count)]
            calls.append(lambda batches=batches: [session.run(None, batch) for batch in batches])
        return calls

    serve({"version": onnxruntime.__version__}, prepare, options.threads)


if __name__ == "__main__":
    main()
