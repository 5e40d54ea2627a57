# SPDX-License-Identifier: MIT
"""The environment of a comparison: programs built by CMake, peers from PyPI; and a description of the machine."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = ROOT / "build"
PEERS = ROOT / "tests/bench/peers"
PYTHON = BUILD / "peers/bin/python"

# Packages from PyPI, by script.
PACKAGES = {"torch_peer.py": ["torch", "numpy"], "onnxruntime_peer.py": ["onnx", "onnxruntime"]}


def say(text):
    print(text, file=sys.stderr, flush=True)


def build(widths):
    """Builds the programs. Returns why oneDNN is omitted, or None."""
    if not (BUILD / "CMakeCache.txt").exists():
        run(["cmake", "--preset", "release", "-S", str(ROOT)])
    else:
        run(["cmake", str(BUILD)])
    if re.search(r"^benchmark_DIR:PATH=.*NOTFOUND$", cache(), re.MULTILINE):
        raise SystemExit("Google Benchmark is missing: install the Debian package libbenchmark-dev")
    targets = ["bench_training" if width == 300 else f"bench_training_{width}" for width in widths]
    missing = re.search(r"^dnnl_DIR:PATH=.*NOTFOUND$", cache(), re.MULTILINE)
    for target in targets + ([] if missing else ["bench_onednn"]):
        say(f"building {target}")
        run(["cmake", "--build", str(BUILD), "--target", target])
    return "install the Debian package libdnnl-dev" if missing else None


def run(command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise SystemExit(f"'{' '.join(command)}' failed:\n{done.stdout}{done.stderr}")


def cache():
    return (BUILD / "CMakeCache.txt").read_text(encoding="utf-8")


def flags():
    """How the library's programs are compiled."""
    values = dict(re.findall(r"^(CMAKE_BUILD_TYPE|CMAKE_CXX_FLAGS\w*):\w+=(.*)$", cache(), re.MULTILINE))
    kind = values.get("CMAKE_BUILD_TYPE", "")
    return " ".join(f"{values.get('CMAKE_CXX_FLAGS_' + kind.upper(), '')} {values.get('CMAKE_CXX_FLAGS', '')}".split())


def install(script):
    """Installs the packages of a peer in Python into a virtual environment under the build folder. Returns why that
    failed, or None."""
    packages = PACKAGES[script]
    if not PYTHON.exists():
        done = subprocess.run([sys.executable, "-m", "venv", str(BUILD / "peers")], capture_output=True, encoding="utf-8",
                              check=False)
        if done.returncode != 0:
            return "python3 -m venv failed: install the Debian package python3-venv"
    if subprocess.run([str(PYTHON), "-c", f"import {', '.join(packages)}"], capture_output=True, check=False).returncode == 0:
        return None
    say(f"installing {', '.join(packages)} into build/peers")
    done = subprocess.run([str(PYTHON), "-m", "pip", "install", "--quiet", "--retries", "1", *packages],
                          capture_output=True, encoding="utf-8", check=False)
    if done.returncode == 0:
        return None
    return f"pip install {' '.join(packages)} failed: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}"


def processor():
    """The processor's name and its vector instructions, as listed by the kernel."""
    text = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    fields = dict(re.findall(r"^([\w ]+?)\s*: (.*)$", text.split("\n\n")[0], re.MULTILINE))
    known = [name for name in ("avx2", "fma", "avx512f", "amx_tile") if name in fields.get("flags", "").split()]
    count = len(re.findall(r"^processor\s*:", text, re.MULTILINE))
    return (f"{fields.get('model name', 'unknown')} (family {fields.get('cpu family', '?')}, model "
            f"{fields.get('model', '?')}; {', '.join(known)}), {count} virtual processor{'s' if count != 1 else ''}")
