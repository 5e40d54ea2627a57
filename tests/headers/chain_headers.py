#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the sources with which CMake checks that every header compiles by itself.

usage: chain_headers.py INCLUDE_DIR OUTPUT_DIR EXTENSION HEADER...

One source per header would parse most headers dozens of times. So a source includes a chain of headers, each of which includes
all those before it, and nothing else: a header then sees only what it includes itself, as in a separate source. Chains are
chosen so that the most expensive headers share them: a third of the sources, less than half of the work.

Prints the sources, separated by ;, and leaves up-to-date ones unchanged.
"""
import pathlib
import re
import sys


def included_by(root):
    """The headers of the project that each includes, directly or indirectly."""
    direct = {path.relative_to(root).as_posix(): re.findall(r'^#include "([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
              for path in root.glob("hmt/**/*.hpp")}
    every = {}
    for header in direct:
        found, waiting = set(), list(direct[header])
        while waiting:
            other = waiting.pop()
            if other not in found:
                found.add(other)
                waiting += direct.get(other, [])
        every[header] = found
    return every


def chains(headers, included, sizes):
    """Chains, each header in one, in which a header includes all before it. They cost what their last headers cost, which
    is about what these and the headers that they include are long. The costliest headers get one behind them first; where
    the one is taken, the header before it is given another (augmenting paths), so no other choice costs less."""
    cost = {header: sizes[header] + sum(sizes[other] for other in included[header]) for header in headers}
    behind = {header: sorted((other for other in headers if header in included[other] and other not in included[header]),
                             key=lambda other: (cost[other], other)) for header in headers}
    before = {}

    def place(header, tried):
        for other in behind[header]:
            if other not in tried:
                tried.add(other)
                if other not in before or place(before[other], tried):
                    before[other] = header
                    return True
        return False

    for header in sorted(headers, key=lambda header: (-cost[header], header)):
        place(header, set())
    for last in sorted(set(headers) - set(before.values()), key=lambda header: (-cost[header], header)):
        chain = [last]
        while chain[0] in before:
            chain.insert(0, before[chain[0]])
        yield chain


def main():
    root, output, extension, headers = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4:]
    included = included_by(root)
    sizes = {header: (root / header).stat().st_size for header in included}
    sources = []
    for chain in chains(headers, included, sizes):
        source = (output / chain[-1]).with_suffix("." + extension)
        text = "".join(f'#include "{header}"\n' for header in [*chain, chain[-1]])  # the last one twice
        source.parent.mkdir(parents=True, exist_ok=True)
        if not source.exists() or source.read_text(encoding="utf-8") != text:
            source.write_text(text, encoding="utf-8")
        sources.append(source.as_posix())
    print(";".join(sources), end="")


if __name__ == "__main__":
    main()
