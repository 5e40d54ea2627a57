#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that every definition in a header is inline, so that any number of sources may include it in one program.

usage: check_definitions.py NM OBJECT...

OBJECT: compiled from headers only. A definition that another object could not repeat is an error.
"""
import subprocess
import sys


def main():
    nm, objects = sys.argv[1], sys.argv[2:]
    listing = subprocess.run([nm, "--defined-only", "--extern-only", "--demangle", "--print-file-name", *objects],
                             capture_output=True, encoding="utf-8", check=True).stdout
    # FILE:ADDRESS KIND NAME; those of inline functions and variables are weak (V, W) or unique (u).
    strong = [line for line in listing.splitlines() if line.split(":", 1)[1].split()[1] not in "VWu"]
    print("\n".join(f"{line}: expected an inline definition" for line in strong) or f"{len(objects)} objects: all definitions are inline")
    return 1 if strong or not objects else 0


if __name__ == "__main__":
    sys.exit(main())
