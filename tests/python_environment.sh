#!/usr/bin/env bash
# Creates the Python environment build/python with the packages of tests/requirements.txt, from PyPI. Needs no network if
# it is already complete.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python3 -m venv build/python
build/python/bin/pip install --quiet --disable-pip-version-check --retries 1 --requirement tests/requirements.txt
