#!/usr/bin/env bash
# usage: on_target.sh TARGET PRINT_TARGET PROGRAM
# Runs a program on a target of hmt::kernels. Status 77 if this processor lacks it.
set -euo pipefail
export HMT_TARGET="$1"
found="$("$2")" || case "$found" in
  *target-absent*) echo "$found"; exit 77 ;;
  *) echo "$found" >&2; exit 1 ;;
esac
exec "$3"
