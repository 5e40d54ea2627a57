#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds the documentation as a site of web pages, by Doxygen, from the Markdown files and the headers.

usage: docs_site.py FOLDER      builds the site in FOLDER/html and checks it
       docs_site.py filter FILE prints a Markdown file adapted for Doxygen, for its FILTER_PATTERNS

Any warning is an error, except for uncommented members of classes: those that implement a concept are documented there.
So is a broken link within the site. Exit status 77 if Doxygen is missing.
"""
import html.parser
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[1]
IMPLEMENTS = re.compile(r"warning: (Member .* of (class|struct|union) .*|Compound hmt::\S+::tape) is not documented")
DOXYGENS_OWN = {"nested-classes"}  # a link that it makes for private classes, which it then omits
IMAGES = ("docs/model.svg", "docs/page.png", "docs/evaluation.png", "docs/performance.svg")


def anchor(page, heading=""):
    """The label of a page or of one of its headings, unique in the site."""
    words = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
    return re.sub(r"\W", "-", page.relative_to(ROOT).with_suffix("").as_posix() + ("--" + words if words else "")).lower()


def target(page, link):
    """The target of a relative link: a label for a page or heading, None for what is not in the site."""
    file, _, heading = link.partition("#")
    to = (page.parent / file).resolve() if file else page
    return "#" + anchor(to, heading) if to.suffix == ".md" else None


def filtered(page):
    """Adds labels to headings, lets links refer to them, and takes images from the folder of the pages."""
    parts = re.split(r"(^[ ]*```.*?^[ ]*```$)", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for number in range(0, len(parts), 2):
        text = re.sub(r"^<!--.*?-->\n", "", parts[number], flags=re.MULTILINE | re.DOTALL)
        text = re.sub(r"^(#+) +(.+?) *$", lambda found: f"{found[0].rstrip()} {{#{anchor(page, '' if found[1] == '#' else found[2])}}}",
                      text, flags=re.MULTILINE)

        def link(found):
            if re.match(r"[a-z]+:", found[2]):
                return found[0]
            label = target(page, found[2])
            return f"[{found[1]}]({label})" if label else found[1]
        text = re.sub(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)", link, text)
        parts[number] = re.sub(r'(src="|\]\()(?:\.\./)?docs/([\w.-]+\.(?:svg|png))', r"\1\2", text)
    return "".join(parts)


class Links(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.names, self.targets = set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.names |= {attrs[key] for key in ("id", "name") if attrs.get(key)}
        self.targets += [attrs[key] for key in ("href", "src") if attrs.get(key)]


def faults_of_links(folder):
    pages = {path.name: Links(path) for path in folder.glob("*.html")}
    for name, page in pages.items():
        for link in page.targets:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc or link == "#":
                continue
            file = urllib.parse.unquote(parts.path) or name
            if not (folder / file).exists():
                yield f"{name}: the link to {link} leads to no file"
            elif parts.fragment and file in pages and parts.fragment not in pages[file].names | DOXYGENS_OWN:
                yield f"{name}: the link to {link} leads to no place"


def build(folder):
    if shutil.which("doxygen") is None:
        print("skipped: doxygen is not installed")
        return 77
    folder.mkdir(parents=True, exist_ok=True)
    settings = (ROOT / "docs/Doxyfile").read_text(encoding="utf-8")
    settings += f'OUTPUT_DIRECTORY = "{folder}"\nHTML_EXTRA_FILES = {" ".join(IMAGES)}\n'
    shutil.rmtree(folder / "html", ignore_errors=True)
    done = subprocess.run(["doxygen", "-"], input=settings, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    faults = [line for line in done.stderr.splitlines() if line.strip() and not IMPLEMENTS.search(line)]
    pages = folder / "html"
    if done.returncode != 0 or not (pages / "index.html").exists():
        faults.append(f"doxygen ended with status {done.returncode}")
    else:
        faults += faults_of_links(pages)
    print("\n".join(faults) if faults else f"ok: {len(list(pages.glob('*.html')))} pages, the first is {pages / 'index.html'}")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "filter":
        sys.stdout.write(filtered(pathlib.Path(sys.argv[2]).resolve()))
    elif len(sys.argv) == 2:
        sys.exit(build(pathlib.Path(sys.argv[1]).resolve()))
    else:
        sys.exit(__doc__)
