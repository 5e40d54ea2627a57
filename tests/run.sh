#!/usr/bin/env bash
# Installs what is needed, builds the library's examples, tests and benchmarks into build/, and runs all tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

echo "== Installing what hmt and its tests need"
cmake/install-dependencies.sh --tests
if ! tests/python_environment.sh; then
  echo "== PyPI gave no Python environment: the tests of ONNX Runtime and PySpark are skipped" >&2
fi
echo "== Building into $PWD/build"
cmake --preset release -DHMT_TESTS=ON -DHMT_EXAMPLES=ON
cmake --build --preset release --parallel "$(nproc)"
echo "== Running all tests"
ctest --preset release
