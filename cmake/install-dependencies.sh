#!/usr/bin/env bash
# Installs the Debian 12 packages that hmt depends on. Does nothing, and needs no network, if all are installed.
set -euo pipefail

usage="usage: cmake/install-dependencies.sh [--tests | --ci] [--list]

  (no option)  what the library and the examples need
  --tests      also what the tests and benchmarks need
  --ci         also what only continuous integration uses: clang with its tools, Ninja
  --list       installs nothing, prints the packages"

packages=(g++ cmake make pkg-config ca-certificates
  libxtensor-dev libxsimd-dev libtbb-dev libfmt-dev libutf8proc-dev nlohmann-json3-dev libcli11-dev libserd-dev libonnx-dev
  libprotobuf-dev librandom123-dev)
test_packages=(libboost-test-dev libbenchmark-dev libopenblas-dev python3 python3-venv serdi graphviz parallel doxygen valgrind
  gdb chromium openjdk-17-jre-headless)
ci_packages=(clang-16 clang-format-14 clang-tidy-16 ninja-build)

list=no
for option in "$@"; do
  case "$option" in
    --tests) packages+=("${test_packages[@]}") ;;
    --ci) packages+=("${test_packages[@]}" "${ci_packages[@]}") ;;
    --list) list=yes ;;
    --help) echo "$usage"; exit 0 ;;
    *) echo "unknown option '$option'"$'\n'"$usage" >&2; exit 2 ;;
  esac
done
if [ "$list" = yes ]; then
  printf '%s\n' "${packages[@]}"
  exit 0
fi

if ! command -v dpkg-query apt-get >/dev/null; then
  echo "This system has no apt-get. Install the contents of these Debian packages by other means: ${packages[*]}" >&2
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  if [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
    missing+=("$package")
  fi
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "All ${#packages[@]} packages that hmt needs are installed."
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Installing packages requires root, and there is no sudo. As root, run: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "Installing ${missing[*]}"
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
