#!/usr/bin/env bash
# onnx 1.23.2 and onnxruntime 1.32.0 (PyPI, with numpy 2.4.6): the operator LSTM with its optional input sequence_lens.
#
# Expected: onnx.reference.ReferenceEvaluator, which defines the meaning of operators, treats sequence_lens as specified:
# "If not specified - assumed all sequences in the batch to have length seq_length".
# Observed: it accepts the input without warning, and computes every sequence to its full padded length. ONNX Runtime stops
# at the lengths, and fills the rest with zeros. On sequences of full length the two agree to 1e-6; for one of 3 steps
# padded to 5, Y beyond step 3, Y_h and Y_c differ. A tagger's backward direction would thus begin in the padding.
# Consequence: compare a model with recurrent layers with ONNX Runtime, or give the reference one sentence at a time.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6

"$folder/venv/bin/python" - <<'PYTHON'
import numpy, onnx, onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

hidden, width, steps, batch = 4, 3, 5, 2
random = numpy.random.default_rng(0)
tensor = lambda name, *shape: numpy_helper.from_array(random.normal(size=shape).astype("float32"), name)
weights = [tensor("W", 1, 4 * hidden, width), tensor("R", 1, 4 * hidden, hidden), tensor("B", 1, 8 * hidden)]
node = helper.make_node("LSTM", ["X", "W", "R", "B", "lengths"], ["Y", "Y_h", "Y_c"], hidden_size=hidden)
value = helper.make_tensor_value_info
graph = helper.make_graph(
    [node], "one_layer",
    [value("X", TensorProto.FLOAT, [steps, batch, width]), value("lengths", TensorProto.INT32, [batch])],
    [value("Y", TensorProto.FLOAT, [steps, 1, batch, hidden]), value("Y_h", TensorProto.FLOAT, [1, batch, hidden]),
     value("Y_c", TensorProto.FLOAT, [1, batch, hidden])], weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
onnx.checker.check_model(model, full_check=True)
runtime, reference = onnxruntime.InferenceSession(model.SerializeToString()), ReferenceEvaluator(model)

def differences(lengths):
    feed = {"X": random.normal(size=(steps, batch, width)).astype("float32"), "lengths": numpy.array(lengths, "int32")}
    ours, theirs = runtime.run(None, feed), reference.run(None, feed)
    beyond = [float(numpy.abs(result[0][lengths[1]:, 0, 1]).sum()) for result in (ours, theirs)]
    return [float(numpy.abs(a - b).max()) for a, b in zip(ours, theirs)], beyond

full, _ = differences([5, 5])
short, (beyond_runtime, beyond_reference) = differences([5, 3])
print("all 5 steps:", " ".join(f"{name} {d:.1e}" for name, d in zip(("Y", "Y_h", "Y_c"), full)))
print("5 and 3 steps:", " ".join(f"{name} {d:.1e}" for name, d in zip(("Y", "Y_h", "Y_c"), short)))
print(f"sum of |Y| beyond step 3: ONNX Runtime {beyond_runtime:.3f}, reference {beyond_reference:.3f}")
assert max(full) < 1e-5 and min(short) > 0.01 and beyond_runtime == 0 and beyond_reference > 0.1
PYTHON
