#!/usr/bin/env bash
# Checks the headers with .clang-tidy, through one source that includes all of them except those of the device cuda.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../include"

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
printf '#include "%s"\n' hmt/hmt.hpp hmt/experiment/*.hpp >"$folder/all.cpp"
read -ra flags < <(pkg-config --cflags serd-0)
clang-tidy-16 --quiet --config-file=../.clang-tidy "$folder/all.cpp" -- -std=c++20 "-I$PWD" "${flags[@]}" -Wall -Wextra -Wpedantic -Wshadow
