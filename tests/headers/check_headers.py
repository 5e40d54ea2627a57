#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the dependencies of the headers.

usage: check_headers.py INCLUDE_DIR

- hmt/hmt.hpp names every public header of the folders in ORDER, except report/, experiment/ and cuda, and reaches the rest of them;
- a folder includes only from itself and from those before it;
- a header begins with licence, purpose and `#pragma once`.
"""
import pathlib
import re
import sys

ORDER = ["core", "corpus", "input", "tagging", "device", "cuda.hpp", "encoder", "embedding", "decoder", "hierarchy", "models.hpp",
         "train", "evaluate", "extract", "onnx", "hmt.hpp", "report", "experiment"]
FREE = {"version.hpp"}  # includes nothing, may be included by all
UMBRELLA = "hmt/hmt.hpp"


def in_umbrella(header):
    """Whether the umbrella header must include this one."""
    return header != UMBRELLA and not header.startswith(("hmt/experiment/", "hmt/report/", "hmt/device/cuda/", "hmt/cuda.hpp"))


def rank(header):
    folder = header.split("/")[1]
    return -1 if folder in FREE else ORDER.index(folder)


def main():
    root = pathlib.Path(sys.argv[1])
    includes, faults = {}, []
    for path in sorted(root.glob("hmt/**/*.hpp")):
        header = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        includes[header] = re.findall(r'^#include "([^"]+)"', text, re.MULTILINE)
        if not re.match(r"// SPDX-License-Identifier: MIT\n(// .+\n)+#pragma once\n", text):
            faults.append(f"{header}: expected the licence line, a comment with its purpose, then '#pragma once'")

    for header, included in includes.items():
        if header.split("/")[1] not in ORDER and header.split("/")[1] not in FREE:
            faults.append(f"{header}: the folder has no place in the order of includes ({', '.join(ORDER)})")
            continue
        for other in included:
            if other not in includes:
                faults.append(f'{header}: includes "{other}", which is no header of this project; use <> for others')
            elif rank(other) > rank(header):
                faults.append(f"{header}: includes {other}, which comes after it in the order of folders")

    reached, waiting = set(), [UMBRELLA]
    while waiting:
        header = waiting.pop()
        if header not in reached:
            reached.add(header)
            waiting += includes.get(header, [])
    for header in includes:
        # Parts of a device are included through the device's header, compiled parts through the header that declares
        # them, the thread pool through that of threads.
        is_part = header.count("/") > 2 or header == "hmt/core/thread_pool.hpp"
        if in_umbrella(header) and header not in (reached if is_part else includes[UMBRELLA]):
            faults.append(f'{UMBRELLA}: lacks #include "{header}"')
    if includes[UMBRELLA] != sorted(includes[UMBRELLA], key=lambda header: (rank(header), header)):
        faults.append(f"{UMBRELLA}: its includes are not in the order of the folders")

    print("\n".join(faults) if faults else f"{len(includes)} headers: umbrella, order of includes and opening lines hold")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
