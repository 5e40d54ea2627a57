#!/usr/bin/env bash
# usage: check_printers.sh PRINTERS PROGRAM
# Whether gdb prints the arguments of `look` in PROGRAM as people read them. Status 77 if gdb is missing or may run no program.
set -euo pipefail
if ! command -v gdb >/dev/null; then
  echo "gdb is not installed"
  exit 77
fi
commands=()
for name in view block none owned buffer half; do commands+=(-ex "print $name"); done
found="$(gdb -nx --batch -iex 'set debuginfod enabled off' -iex "source $1" -ex 'break look' -ex run "${commands[@]}" "$2" 2>&1)" || true
if grep --quiet --ignore-case ptrace <<<"$found"; then
  printf '%s\n' "$found"
  exit 77
fi
expected='(2, 3) = {{1.5, 2.5, 3.5}, {4.5, 5.5, 6.5}}
(2, 2), stride 3 = {{2.5, 3.5}, {5.5, 6.5}}
(0, 0)
(2, 1) = {{0}, {7}}
3 elements = {0, 0, 0.25}
-0.75'
diff --unified <(echo "$expected") <(sed -n 's/^\$[0-9]* = //p' <<<"$found") || { printf '%s\n' "$found"; exit 1; }
