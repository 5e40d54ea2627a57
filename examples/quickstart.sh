#!/usr/bin/env bash
# From nothing to triples: installs what is needed, builds the example for the bundled corpus, trains a model on that
# corpus, scores it, and extracts triples from raw text.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
model=build/bundled.safetensors

echo "== Installing what hmt and its tests need"
cmake/install-dependencies.sh --tests
echo "== Building the example into $PWD/build"
cmake --preset release
cmake --build --preset release --parallel "$(nproc)" --target bundled
echo "== Training on examples/data/train.jsonl"
build/examples/bundled train --train examples/data/train.jsonl --dev examples/data/dev.jsonl --model "$model"
echo "== Scores on examples/data/test.jsonl"
build/examples/bundled evaluate --model "$model" --data examples/data/test.jsonl
echo "== Triples of two sentences"
build/examples/bundled extract --model "$model" <<'TEXT' | python3 -c '
import json, sys
for document in map(json.loads, sys.stdin):
    print(document["text"])
    for triple in document["triples"]:
        print("    ({}, {}, {})  {:.2f}".format(
            triple["head"]["text"], triple["relation"], triple["tail"]["text"], triple["confidence"]))'
Ana Ruiz was born in Malaga.
Berlin is the capital of Germany.
TEXT
echo "== Done. The model is $model; build/examples/bundled --help tells what else can be done with it."
