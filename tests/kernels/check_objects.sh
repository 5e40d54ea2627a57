#!/usr/bin/env bash
# usage: check_objects.sh LIBRARY TARGET...
# The object of a target must not share its code with the rest of a program, which may run on an older processor: it exports
# only its table of functions, and runs nothing at program start.
set -euo pipefail
library="$(realpath "$1")"
shift
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
ar x "$library"
for target in "$@"; do
  shown="$(nm --defined-only --extern-only --format=posix "$target.o" | cut -d' ' -f1)"
  if [ "$shown" != "hmt_kernels_$target" ]; then
    printf '%s.o: expected the symbol hmt_kernels_%s alone, found:\n%s\n' "$target" "$target" "$shown" >&2
    exit 1
  fi
  if objdump --section-headers "$target.o" | grep -q -e '\.init_array' -e '\.ctors'; then
    echo "$target.o: expected no initialisers, found some; see _GLIBCXX_IOSTREAM in cmake/kernels/target.cpp" >&2
    exit 1
  fi
done
