#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Collects what the build needs of this machine's Debian packages into build/packed, for a machine that has a GPU, nvcc, cuDNN,
a compiler and CMake, but neither these packages nor a network. Copy the folder there; tests/cuda/run finds it.

It packs headers, shared libraries and the files by which CMake and pkg-config find them, as usr/... ; of Boost only the
headers that the tests include.
"""
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKED = ROOT / "build/packed"
# Packages that every machine with a compiler has, or that only other interfaces of a library need.
THERE = re.compile(r"lib(c|gcc|stdc\+\+|asan|atomic|gomp|itm|lsan|tsan|ubsan)\d*(-|$)|libc-dev|gcc|g\+\+|cmake|make|linux-libc|python|"
                   r"rpcsvc|lib(nsl|tirpc|crypt|ssl|krb5|k5crypto|com-err|gssapi|keyutils)|ca-certificates|libboost1\.\d+-dev")
WANTED = re.compile(r"/usr/(include/|bin/pkg-?conf|(lib(/x86_64-linux-gnu)?|share)/(cmake|pkgconfig)/|"
                    r"lib/x86_64-linux-gnu/([^/]*\.so[^/]*|libbenchmark_main\.a|(cmake|pkgconfig)/.*)$)")
UNWANTED = re.compile(r"lib(lapack|blas)\.so|libboost_(prg_exec|timer|chrono|system|test_exec)|/boost/test/included/")
LIMIT = 60 << 20


def run(*command):
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


def with_dependencies(packages):
    found, waiting = [], list(packages)
    while waiting:
        package = waiting.pop()
        if package in found or THERE.match(package):
            continue
        found.append(package)
        wanted = run("dpkg-query", "--show", "--showformat=${Depends}", package)
        waiting += [re.split(r"[ (:|]", one.strip())[0] for one in wanted.split(",") if one.strip()]
    return found


def headers_of_boost():
    """Those that a test program includes, in the order of the compiler's list."""
    source = ROOT / "tests/main.cpp"
    listed = run("g++", "-std=c++20", "-M", "-DBOOST_TEST_DYN_LINK", str(source))
    configuration = run("bash", "-c", "ls -d /usr/lib/x86_64-linux-gnu/cmake/{Boost,boost_headers,BoostDetectToolset}-*")
    headers = [path for path in re.findall(r"\S+", listed) if path.startswith("/usr/include/boost/")]
    folders = [pathlib.Path(folder) for folder in configuration.split()]
    return headers + [str(file) for folder in folders for file in ([folder] if folder.is_file() else folder.iterdir())]


def name_to_load(path):
    """The name by which programs load a shared library; None for other files."""
    if ".so" not in pathlib.Path(path).name:
        return None
    found = re.search(r"\(SONAME\).*\[(.+)\]", run("readelf", "--dynamic", path))
    return found.group(1) if found else None


def copy(path):
    """A file to its place, and its size. Links become files. Of a library's names the one to load is the file, the others
    are scripts for the linker that lead to it: libraries are large, and not all ways of copying keep links."""
    target = PACKED / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    name = name_to_load(path)
    if name not in (None, target.name):
        target.write_text(f"INPUT({name})\n", encoding="utf-8")
    else:
        shutil.copy2(path, target, follow_symlinks=True)
    return target.stat().st_size


def main():
    shutil.rmtree(PACKED, ignore_errors=True)
    listed = run(str(ROOT / "cmake/install-dependencies.sh"), "--tests", "--list").split()
    files = headers_of_boost()
    for package in with_dependencies(listed):
        files += [path for path in run("dpkg", "--listfiles", package).splitlines()
                  if WANTED.match(path) and not UNWANTED.search(path) and pathlib.Path(path).is_file()]
    # The system's OpenBLAS is selected by links, which are in no package.
    files += [f"/usr/lib/x86_64-linux-gnu/{name}"
              for name in ("libopenblas.so.0", "openblas-pthread/libopenblas.so", "pkgconfig/openblas.pc")]
    size = sum(copy(path) for path in sorted(set(files)))
    print(f"{PACKED}: {len(set(files))} files, {size / (1 << 20):.1f} MiB")
    return 0 if size < LIMIT else f"expected less than {LIMIT >> 20} MiB"


if __name__ == "__main__":
    sys.exit(main())
