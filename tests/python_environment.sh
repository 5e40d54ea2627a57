#!/usr/bin/env bash
# Makes the Python environment build/python with what tests/requirements.txt names, from PyPI. Needs no network where it is
# whole already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python3 -m venv build/python
build/python/bin/pip install --quiet --disable-pip-version-check --retries 1 --requirement tests/requirements.txt
