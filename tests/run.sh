#!/usr/bin/env bash
# Installs the dependencies, builds the library's examples, tests and benchmarks into build/, and runs all tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

echo "== Installing dependencies of hmt and its tests"
cmake/install-dependencies.sh --tests
if ! tests/python_environment.sh; then
  echo "== No Python environment from PyPI: the tests of ONNX Runtime and PySpark are skipped" >&2
fi
echo "== Building into $PWD/build"
cmake --preset release -DHMT_TESTS=ON -DHMT_EXAMPLES=ON
cmake --build --preset release --parallel "$(nproc)"
echo "== Running all tests"
ctest --preset release
