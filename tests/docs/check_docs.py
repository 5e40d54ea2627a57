#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that the documentation says what the project does.

usage: check_docs.py code_blocks | json_blocks | errors | links | white_space
       check_docs.py commands EXAMPLES_DIR
       check_docs.py run PROGRAM SOURCE

code_blocks  Every ```cpp, ```cmake and ```python block of README.md and docs/ repeats a region of a source in tests/docs/,
             examples/ or tests/packaging/, and every region there is in some block.
             `<!-- tests/docs/NAME.cpp:region -->` in the line before the block names its region; in the source, a line
             `//! [region]` (CMake, Python: `#! [region]`) opens the region and an equal one closes it. Indentation that
             the whole region shares does not count.
json_blocks  Every ```json block is JSON: one value, or one value per line.
errors       The codes with which the headers throw are the headings of docs/errors.md that are set as code. A code is
             the literal that comes first in the arguments of an error class, or of a function that throws what it is
             told (its name begins with `reject` or `fail`).
links        Every relative link in a Markdown file leads to a file and, with #, to a heading.
white_space  No line of any text file ends in white space, and every file ends with one line feed.
commands     Every ```sh block succeeds, in the order of the files and blocks, in a copy of the project in which
             build/examples holds the binaries of EXAMPLES_DIR. `<!-- not run: reason -->` in the line before excludes it.
run          PROGRAM succeeds in such a copy; its output equals SOURCE's .expected file, if there is one.

Prints one line per error, or what was checked; exit status 1 if there is an error.
"""
import collections
import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMAND_SECONDS = 600
THROW = re.compile(r'\b(?:\w*error|reject\w*|fail\w*)\s*[({]\s*"([a-z0-9]+(?:-[a-z0-9]+)*)"\s*,')

Block = collections.namedtuple("Block", "place language comment text")


def project_files():
    """The files of the project: those that git tracks or would track; without git, all but build folders."""
    listing = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                             capture_output=True, encoding="utf-8", check=False) if (ROOT / ".git").exists() else None
    if listing and listing.returncode == 0:
        names = listing.stdout.split("\0")
    else:
        names = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("**/*")]
        names = [name for name in names if not re.match(r"(build[^/]*|\.git|\.cache)/|.*__pycache__/", name)]
    return sorted(path for path in (ROOT / name for name in names if name) if path.is_file())


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def read(path):
    return path.read_text(encoding="utf-8")


def pages():
    """The pages whose blocks are checked: README.md, docs/training.md, whose model others use, then docs/."""
    first = [ROOT / "README.md", ROOT / "docs/training.md"]
    return [path for path in first + sorted(set((ROOT / "docs").glob("**/*.md")) - set(first)) if path.is_file()]


def blocks(page):
    """The fenced blocks of a page, with the HTML comment in the line above each (empty lines between do not count)."""
    found, fence, before = [], None, ""
    for number, line in enumerate(read(page).splitlines(), 1):
        if fence is None:
            opening = re.match(r"(\s*)```(\S*)", line)
            if opening:
                comment = re.fullmatch(r"\s*<!--\s*(.*?)\s*-->\s*", before)
                fence = Block(f"{name_of(page)}:{number}", opening[2], comment[1] if comment else "", [])
            elif line.strip():
                before = line
        elif line.strip() == "```":
            found.append(fence._replace(text=textwrap.dedent("\n".join(fence.text)) + "\n"))
            fence, before = None, ""
        else:
            fence.text.append(line)
    if fence:
        raise SystemExit(f"{fence.place}: the block is never closed")
    return found


def blocks_of(language):
    return [block for page in pages() for block in blocks(page) if block.language == language]


def regions():
    """Text of each marked region, by `path:region`."""
    found = {}
    sources = [path for pattern in ("tests/docs/*.cpp", "examples/*.cpp", "examples/*.py", "examples/template/*", "tests/packaging/**/*.cmake",
                                    "tests/packaging/**/CMakeLists.txt", "tests/cuda/**/CMakeLists.txt")
               for path in sorted(ROOT.glob(pattern))]
    for source in sources:
        parts = re.split(r"^[ \t]*(?://|#)! \[(\S+)\]\n", read(source), flags=re.MULTILINE)
        marks = parts[1::2]
        if marks[0::2] != marks[1::2]:
            raise SystemExit(f"{name_of(source)}: expected each mark of a region to be closed by an equal line, found {marks}")
        for name, text in zip(marks[0::2], parts[2::4]):
            found[f"{name_of(source)}:{name}"] = textwrap.dedent(text)
    return found


def check_code_blocks():
    sources, printed, faults = regions(), set(), []
    checked = blocks_of("cpp") + blocks_of("cmake") + blocks_of("python")
    for block in checked:
        printed.add(block.comment)
        if block.comment not in sources:
            faults.append(f"{block.place}: expected <!-- tests/docs/NAME.cpp:region --> above the block, "
                          f"found '{block.comment}', which is no such region")
        elif sources[block.comment] != block.text:
            faults.append(f"{block.place}: the block differs from {block.comment}, which reads\n{sources[block.comment]}")
    faults += [f"{name}: no block of the documentation shows this region" for name in sources if name not in printed]
    return faults, f"{len(checked)} blocks of code"


def is_json(text):
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def check_json_blocks():
    checked = blocks_of("json")
    faults = [f"{block.place}: expected JSON, one value or one a line" for block in checked
              if not is_json(block.text) and not all(is_json(line) for line in block.text.splitlines())]
    return faults, f"{len(checked)} blocks of JSON"


def check_errors():
    thrown = {}
    for path in sorted([*(ROOT / "include").glob("**/*.hpp"), *(ROOT / "cmake").glob("**/*.cpp")]):
        for match in THROW.finditer(read(path)):
            thrown.setdefault(match[1], name_of(path))
    manual = ROOT / "docs/errors.md"
    headings = re.findall(r"^#+ `([^`]+)`\s*$", read(manual), re.MULTILINE) if manual.exists() else []
    faults = [f"{path}: throws `{code}`, which has no heading in docs/errors.md"
              for code, path in thrown.items() if code not in headings]
    faults += [f"docs/errors.md: explains `{code}`, which nothing throws" for code in headings if code not in thrown]
    faults += [f"docs/errors.md: explains `{code}` more than once"
               for code, count in collections.Counter(headings).items() if count > 1]
    return faults, f"{len(thrown)} error codes"


def anchors(page):
    """The anchors that a Markdown viewer gives the headings of a page."""
    prose = re.sub(r"^\s*```.*?^\s*```", "", read(page), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ +(.+?)\s*$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def check_links():
    faults, count = [], 0
    for page in (path for path in project_files() if path.suffix == ".md"):
        prose = re.sub(r"^\s*```.*?^\s*```|`[^`\n]*`", "", read(page), flags=re.MULTILINE | re.DOTALL)
        targets = re.findall(r"\]\(<?([^)\s>]+)", prose) + re.findall(r'\b(?:src|href)="([^"]+)"', prose)
        for target in targets:
            if re.match(r"[a-z]+:", target):
                continue
            count += 1
            file, _, anchor = target.partition("#")
            to = (page.parent / file).resolve() if file else page
            if not to.exists():
                faults.append(f"{name_of(page)}: the link to {target} leads to no file")
            elif anchor and (to.suffix != ".md" or anchor not in anchors(to)):
                faults.append(f"{name_of(page)}: the link to {target} leads to no heading")
    return faults, f"{count} links"


def check_white_space():
    faults, count = [], 0
    for path in project_files():
        data = path.read_bytes()
        if b"\0" in data:
            continue
        count += 1
        lines = data.split(b"\n")
        faults += [f"{name_of(path)}:{number}: ends in white space"
                   for number, line in enumerate(lines, 1) if line.endswith((b" ", b"\t", b"\r"))]
        if data and (lines[-1] or not lines[-2]):
            faults.append(f"{name_of(path)}: expected one line feed at the end of the file")
    return faults, f"{count} files"


@contextlib.contextmanager
def copied_project():
    """A writable copy of the project's files, so that commands cannot change the project."""
    with tempfile.TemporaryDirectory(prefix="hmt-docs-") as folder:
        for path in project_files():
            copy = pathlib.Path(folder, name_of(path))
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)
        yield pathlib.Path(folder)


def run_in(folder, command):
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
                          errors="replace", timeout=COMMAND_SECONDS, check=False)


def check_commands(examples_dir):
    run, left_out, faults = 0, 0, []
    with copied_project() as folder:
        (folder / "build").mkdir()
        (folder / "build/examples").symlink_to(pathlib.Path(examples_dir).resolve())
        for block in blocks_of("sh"):
            if block.comment.startswith("not run: "):
                left_out += 1
                continue
            run += 1
            result = run_in(folder, ["bash", "-euo", "pipefail", "-c", block.text])
            if result.returncode:
                faults.append(f"{block.place}: the commands ended with status {result.returncode}\n"
                              f"{result.stdout[-2000:]}{result.stderr[-2000:]}")
    return faults, f"{run} blocks of commands ({left_out} marked as not run)"


def check_run(program, source):
    with copied_project() as folder:
        result = run_in(folder, [str(pathlib.Path(program).resolve())])
    faults = []
    if result.returncode:
        faults.append(f"{source}: ended with status {result.returncode}\n{result.stderr[-2000:]}")
    expected = pathlib.Path(source).with_suffix(".expected")
    if expected.exists() and read(expected) != result.stdout:
        faults.append(f"{expected}: the program printed\n{result.stdout}instead of\n{read(expected)}")
    return faults, f"{source}: ran, {'output as expected' if expected.exists() else 'no output expected in particular'}"


def main():
    checks = {"code_blocks": check_code_blocks, "json_blocks": check_json_blocks, "errors": check_errors,
              "links": check_links, "white_space": check_white_space, "commands": check_commands, "run": check_run}
    if len(sys.argv) < 2 or sys.argv[1] not in checks:
        raise SystemExit(__doc__)
    faults, checked = checks[sys.argv[1]](*sys.argv[2:])
    print("\n".join(faults) if faults else f"ok: {checked}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
