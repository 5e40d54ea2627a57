#!/usr/bin/env bash
# From nothing to triples: installs the dependencies, builds the example for the bundled corpus, trains a model on that
# corpus, scores it, and extracts triples from raw text. Without tests and their dependencies.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
model=build/bundled.safetensors

echo "== Installing dependencies"
cmake/install-dependencies.sh
echo "== Building the example into $PWD/build"
cmake --preset release -DHMT_TESTS=OFF
cmake --build --preset release --parallel "$(nproc)" --target bundled
echo "== Training on examples/data/train.jsonl"
build/examples/bundled train --train examples/data/train.jsonl --dev examples/data/dev.jsonl --model "$model"
echo "== Scores on examples/data/test.jsonl"
build/examples/bundled evaluate --model "$model" --data examples/data/test.jsonl
echo "== Triples of two sentences"
build/examples/bundled extract --model "$model" --format tsv <<'TEXT' |
Ana Ruiz was born in Malaga.
Berlin is the capital of Germany.
TEXT
  awk -F '\t' 'NR > 1 {printf "(%s, %s, %s)  %.2f\n", $2, $6, $7, $11}'
echo "== Done. The model is $model; build/examples/bundled --help lists further commands."
