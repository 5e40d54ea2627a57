#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares training steps and extraction of the paper's model (width 300) on this machine's GPU with PyTorch, and writes a
table between the lines '<!-- gpu: begin -->' and '<!-- gpu: end -->' of PAGE.

Run by tests/cuda/run, which builds the programs. PyTorch is imported by the Python of --torch; without it the table has only the
library. All get the same sizes and sentence lengths; each is measured in turn, --rounds times, and the best counts.
"""
import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- gpu: begin -->", "<!-- gpu: end -->"
PRODUCTS = {"float": "float", "tf32": "TF32", "bfloat16": "bfloat16"}
FORMS = {"loops": "loops", "lstm": "nn.LSTM", "graph": "CUDA graph"}


def own_rates(folder, products, batches, seconds):
    """Words per second by (task, batch)."""
    program = folder / f"bench_cuda_{products}"
    pick = "|".join(map(str, batches))
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run([str(program), f"--benchmark_filter=/({pick})/real_time$", f"--benchmark_min_time={seconds}",
                        f"--benchmark_out={out.name}", "--benchmark_out_format=json"],
                       env=os.environ | {"HMT_THREADS": "2"}, stdout=subprocess.DEVNULL, check=True)
        result = json.load(out)
    rates = {}
    for one in result["benchmarks"]:
        if one.get("error_occurred"):
            raise SystemExit(f"{program.name}, {one['name']}: {one['error_message']}")
        task, batch = one["name"].split("/")[:2]
        rates["training" if task == "training_step" else task, int(batch)] = one["words/s"]
    context = result["context"]
    return rates, {name: int(context[name]) for name in ("vocabulary", "word_width", "entity_labels", "relation_labels")}


def torch_rates(python, sizes, batches, seconds, tf32):
    """PyTorch's description of itself, and words per second by (task, batch, form)."""
    command = [python, str(ROOT / "tests/cuda/torch_gpu.py"), "--width=300", "--sizes", json.dumps(sizes),
               "--batches", ",".join(map(str, batches)), f"--seconds={seconds}", *(["--tf32"] if tf32 else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0 or not lines:
        print("PyTorch is omitted: see its message above", file=sys.stderr)
        return None, {}
    return lines[0], {(one["task"], one["batch"], one["form"]): one["words_per_second"] for one in lines[1:]}


def keep_best(best, found):
    for key, rate in found.items():
        best[key] = max(rate, best.get(key, 0))


def rounded(value):
    digits = max(0, len(str(int(value))) - 3)
    return f"{int(round(value, -digits)):,}"


def tables(record):
    peers = [(form, tf32) for tf32 in (False, True) for form in FORMS if any(key[2:] == (form, tf32) for key in record["torch"])]
    heads = [f"hmt, {name}" for name in PRODUCTS.values()] + [
        f"PyTorch, {FORMS[form]}{', TF32' if tf32 else ''}" for form, tf32 in peers]
    parts = [f"Measured {record['date']} on {record['gpu']}. PyTorch {record['version']}. Width 300, words per second; in "
             "brackets, how many times as fast hmt is with the same products. nn.LSTM has no peepholes; a graph fits one "
             "batch only."]
    for task, title in (("training", "Training steps"), ("extraction", "Extraction")):
        lines = [f"**{title}**", "", "| batch | " + " | ".join(heads) + " |", "| --- " * (1 + len(heads)) + "|"]
        for batch in record["batches"]:
            cells = [str(batch)] + [f"**{rounded(record['own'][products, task, batch])}**" for products in PRODUCTS]
            for form, tf32 in peers:
                rate = record["torch"].get((task, batch, form, tf32))
                own = record["own"]["tf32" if tf32 else "float", task, batch]
                cells.append(f"{rounded(rate)} ({own / rate:.1f})" if rate else "")
            lines.append("| " + " | ".join(cells) + " |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / "build/cuda/tests/cuda", help="the folder in which they were built")
    parser.add_argument("--torch", default=sys.executable, metavar="PYTHON", help="the Python that has PyTorch with CUDA")
    parser.add_argument("--batches", default="1,32,128,512", help="default: %(default)s")
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=1.0, help="minimum duration of a measurement (default: %(default)s)")
    parser.add_argument("--page", type=pathlib.Path, default=ROOT / "docs/performance.md")
    options = parser.parse_args()
    batches = [int(part) for part in options.batches.split(",")]
    page = options.page.read_text(encoding="utf-8")
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        raise SystemExit(f"{options.page}: expected one line '{BEGIN}' and after it one '{END}'")

    record = {"date": datetime.date.today().isoformat(), "batches": batches, "own": {}, "torch": {},
              "gpu": "an unnamed GPU", "version": "was omitted"}
    for _ in range(options.rounds):
        for products in PRODUCTS:
            rates, sizes = own_rates(options.programs, products, batches, options.seconds)
            keep_best(record["own"], {(products, *key): rate for key, rate in rates.items()})
        for tf32 in (False, True):
            about, rates = torch_rates(options.torch, sizes, batches, options.seconds, tf32)
            keep_best(record["torch"], {(*key, tf32): rate for key, rate in rates.items()})
            if about:
                record["gpu"], record["version"] = about["device"], about["version"]
    options.page.write_text(f"{page[:page.index(BEGIN)]}{BEGIN}\n{tables(record)}\n{page[page.index(END):]}", encoding="utf-8")
    print(f"wrote {options.page}")


if __name__ == "__main__":
    main()
