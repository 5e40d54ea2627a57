#!/usr/bin/env bash
# usage: check_pkg_config.sh INSTALLED COMPILER
# Builds and runs a program with only the flags from pkg-config for the installed library.
set -euo pipefail
installed="$1" compiler="$2"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT

export PKG_CONFIG_PATH="$installed/share/pkgconfig"
read -ra flags < <(pkg-config --cflags --libs hmt)
"$compiler" -std=c++20 "$(dirname "$0")/consumer/main.cpp" -o "$folder/consumer" "${flags[@]}"
"$folder/consumer"
read -ra flags < <(pkg-config --cflags --libs hmt-kernels)
"$compiler" -std=c++20 "$(dirname "$0")/consumer/main.cpp" -o "$folder/consumer_of_kernels" "${flags[@]}"
"$folder/consumer_of_kernels"
