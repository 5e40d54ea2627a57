#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether two versions of the project train the same models, bit for bit.

usage: same_bits.py [--program NAME]... [--train FILE] [--dev FILE] [--vectors FILE] [--limit N] A B [-- OPTION...]

A and B are each a build folder, whose examples/NAME is run, or a commit of this repository, from which the program is compiled:
optimised for this machine, header-only, in a temporary folder. Each program (default: `bundled`) trains a model on one thread
with seed 1 for 2 epochs; arguments after `--` are passed to its command `train`, after those options, so that
`-- --epochs 1 --optimizer adam` is possible. Without --train it trains on the corpus in examples/data.

Reports for each tensor whether it is the same in both model files, and differences in their metadata, where notes of the
training may differ. Exit status: 0 if all tensors are the same, 1 if not or if something failed.
"""
import argparse
import hashlib
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
NUMBERS = {"F32": ("f", 4)}


def run(*command, **options):
    subprocess.run([str(part) for part in command], check=True, **options)


def build(commit, programs, folder):
    """Compiles programs of a commit, header-only; returns a folder that contains them like a build folder."""
    source = folder / "source"
    source.mkdir()
    run("git", "-C", ROOT, "archive", "--output", folder / "source.tar", commit)
    run("tar", "-x", "-f", folder / "source.tar", "-C", source)
    needs = (source / "cmake/hmt.pc.in").read_text(encoding="utf-8")
    packages, libraries = (re.search(rf"^{key}: (.*)$", needs, re.MULTILINE)[1].split() for key in ("Requires", "Libs"))
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", *packages], check=True, capture_output=True,
                           encoding="utf-8").stdout.split()
    (folder / "examples").mkdir()
    for program in programs:
        run("c++", "-std=gnu++20", "-O3", "-DNDEBUG", "-march=native", "-I", source / "include",
            source / "examples" / f"{program}.cpp", "-o", folder / "examples" / program, *flags, *libraries)
    return folder


def read_safetensors(path):
    """The tensors of a file by name, each (type, shape, bytes), in its order; and its metadata."""
    data = path.read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"][0]):
        first, end = entry["data_offsets"]
        tensors[name] = (entry["dtype"], entry["shape"], data[8 + length + first:8 + length + end])
    return tensors, metadata


def difference(one, other):
    """The differences between two tensors, as text; empty if there are none."""
    if one is None or other is None:
        return "missing in " + ("A" if one is None else "B")
    if one[:2] != other[:2]:
        return f"{one[0]} {one[1]} in A, {other[0]} {other[1]} in B"
    if one[2] == other[2]:
        return ""
    letter, size = NUMBERS.get(one[0], ("B", 1))
    pairs = list(zip(*(struct.unpack(f"<{len(tensor[2]) // size}{letter}", tensor[2]) for tensor in (one, other))))
    changed = [abs(a - b) for a, b in pairs if a != b]
    return f"{len(changed)} of {len(pairs)} numbers differ, by at most {max(changed, default=0):.2g}"


def compare(program, paths):
    """Prints how two model files differ; returns whether their tensors are the same."""
    (one, notes), (other, other_notes) = map(read_safetensors, paths)
    names = list(dict.fromkeys([*one, *other]))
    faults = 0
    for name in names:
        text = difference(one.get(name), other.get(name))
        faults += text != ""
        print(f"{program}: {name}: {text or 'equal'}")
    if list(one) != list(other):
        print(f"{program}: the order of the tensors differs")
    for key in sorted({*notes, *other_notes}):
        if notes.get(key) != other_notes.get(key):
            print(f"{program}: the metadata '{key}' differs")
    digest = hashlib.sha256(b"".join(tensor[2] for tensor in one.values())).hexdigest()[:16]
    print(f"{program}: {len(names) - faults} of {len(names)} tensors are equal; those of A have the digest {digest}")
    return faults == 0


def main():
    arguments = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__,
                                        usage=argparse.SUPPRESS)
    arguments.add_argument("--program", action="append")
    arguments.add_argument("--train", default=str(ROOT / "examples/data/train.jsonl"))
    arguments.add_argument("--dev")
    arguments.add_argument("--vectors")
    arguments.add_argument("--limit", default="0")
    arguments.add_argument("A")
    arguments.add_argument("B")
    split = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    given = arguments.parse_args(sys.argv[1:split])
    programs = given.program or ["bundled"]
    options = ["--train", given.train, "--limit", given.limit, "--seed", "1", "--threads", "1", "--quiet"]
    for name in ("dev", "vectors"):
        if getattr(given, name):
            options += ["--" + name, getattr(given, name)]
    later = sys.argv[split + 1:]
    if "--epochs" not in later:
        options += ["--epochs", "2"]

    same = True
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        builds = []
        for letter, version in (("A", given.A), ("B", given.B)):
            is_build = (pathlib.Path(version) / "examples").is_dir()
            (folder / letter).mkdir()
            builds.append(pathlib.Path(version) if is_build else build(version, programs, folder / letter))
        for program in programs:
            paths = [folder / f"{program}.{letter}.safetensors" for letter in "AB"]
            for path, where in zip(paths, builds):
                run(where / "examples" / program, "train", *options, "--model", path, *later)
            same = compare(program, paths) and same
    return 0 if same else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, subprocess.CalledProcessError) as problem:
        sys.exit(f"same_bits.py: {problem}")
