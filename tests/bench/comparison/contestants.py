# SPDX-License-Identifier: MIT
"""The contestants and how each is measured: programs of Google Benchmark, and peers in Python that answer requests."""
import json
import os
import subprocess
import tempfile

from comparison.environment import BUILD, PEERS, PYTHON
from comparison.lengths import sentence_lengths

TASKS = ("training", "extraction")


class LeftOut(Exception):
    """A contestant that cannot be measured here; the message says why."""


def environment(threads):
    count = str(threads)
    return os.environ | {"HMT_THREADS": count, "OMP_NUM_THREADS": count, "OPENBLAS_NUM_THREADS": count}


def last_line(text):
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"


def run_benchmark(program, name, threads, seconds):
    """One benchmark of a program: its counters, and the context of the run."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [str(program), f"--benchmark_filter=^{name}(/real_time)?$", f"--benchmark_min_time={seconds}",
                   f"--benchmark_out={out.name}", "--benchmark_out_format=json", "--benchmark_format=json"]
        done = subprocess.run(command, env=environment(threads), capture_output=True, encoding="utf-8", check=False)
        if done.returncode != 0:
            raise LeftOut(f"{program.name} failed: {last_line(done.stderr)}")
        result = json.load(out)
    found = result["benchmarks"]
    if len(found) != 1 or found[0].get("error_occurred"):
        raise LeftOut(f"{program.name}: {found[0]['error_message'] if found else f'no benchmark {name}'}")
    return found[0], result["context"]


class Hmt:
    """The library itself. Measured first: it supplies the model's sizes and the rate of sgemm."""
    key, label, tasks = "hmt", "hmt", TASKS

    def __init__(self, record):
        self.record = record

    def forms(self, task, batch):
        return ["its own"]

    def measure(self, task, form, threads, width, batch, seconds):
        program = BUILD / "tests/bench" / ("bench_training" if width == 300 else f"bench_training_{width}")
        name = f"{'training_step' if task == 'training' else task}/{batch}"
        found, context = run_benchmark(program, name, threads, seconds)
        if found["words"] != sum(sentence_lengths(batch)):
            raise SystemExit(f"{name} had {found['words']} words, the peers would have {sum(sentence_lengths(batch))}")
        self.record["sgemm_gflops"].setdefault(str(threads), []).append(float(context["sgemm_gflops"]))
        self.record["flops_a_word"].setdefault(str(width), {})[task] = found["GFLOP/s"] * 1e9 / found["words/s"]
        _, version, *_, kernels, _ = context["openblas"].split()  # "OpenBLAS 0.3.21 ... Haswell MAX_THREADS=64"
        self.record["versions"] |= {"compiler": context["compiler"], "OpenBLAS": f"{version} with kernels for {kernels}"}
        self.record["sizes"] = {name: int(context[name]) for name in
                                ("vocabulary", "word_width", "entity_labels", "relation_labels")}
        return found["words/s"]

    def close(self):
        pass


class OneDnn(Hmt):
    """oneDNN's LSTM and products. Needs padded batches, and is tried with several numbers of chunks."""
    key, label = "onednn", "oneDNN"

    def forms(self, task, batch):
        return [f"{chunks} chunk{'s' if chunks > 1 else ''}" for chunks in (1, 2, 4, 8) if chunks == 1 or batch >= 4 * chunks]

    def measure(self, task, form, threads, width, batch, seconds):
        name = f"{'training_step' if task == 'training' else task}/{width}/{batch}/{form.split()[0]}"
        found, context = run_benchmark(BUILD / "tests/bench/bench_onednn", name, threads, seconds)
        self.record["versions"]["oneDNN"] = context["onednn"]
        return found["words/s"]


class PythonPeer:
    """Forms of a peer in Python that share a column. Its process lives for one width and number of threads."""

    def __init__(self, record, processes, key, label, package, script, forms, tasks):
        self.record, self.processes, self.key, self.label, self.tasks = record, processes, key, label, tasks
        self.package, self.script, self.own_forms = package, script, forms

    def forms(self, task, batch):
        return self.own_forms

    def measure(self, task, form, threads, width, batch, seconds):
        place = self.script, threads, width
        if place not in self.processes:
            self.close()  # that of another width or number of threads
            self.start(place)
        answer = self.ask(self.processes[place], {"variant": form, "task": task, "lengths": sentence_lengths(batch),
                                                  "seconds": seconds})
        if "failed" in answer:
            raise LeftOut(answer["failed"])
        return answer["words_per_second"]

    def start(self, place):
        _, threads, width = place
        command = [str(PYTHON), str(PEERS / self.script), f"--threads={threads}", f"--width={width}",
                   "--sizes", json.dumps(self.record["sizes"])]
        errors = tempfile.TemporaryFile(mode="w+", encoding="utf-8")
        process = subprocess.Popen(command, env=environment(threads), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=errors, encoding="utf-8")
        process.errors = errors
        greeting = self.read(process)
        self.processes[place] = process
        self.record["versions"][self.package] = greeting["version"]
        if "sgemm_gflops" in greeting:
            self.record["peers_sgemm_gflops"].setdefault(self.package, {})[str(threads)] = greeting["sgemm_gflops"]

    def ask(self, process, request):
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass  # `read` reports why it ended
        return self.read(process)

    def read(self, process):
        line = process.stdout.readline()
        if not line:
            process.wait()
            for place in [place for place, other in self.processes.items() if other is process]:
                del self.processes[place]
            process.errors.seek(0)
            raise LeftOut(f"{self.script} ended with status {process.returncode}: {last_line(process.errors.read())}")
        return json.loads(line)

    def close(self):
        for place in [place for place in self.processes if place[0] == self.script]:
            process = self.processes.pop(place)
            process.stdin.close()
            process.wait()


def contestants(record, quick):
    """All of them, the library first. torch.compile takes a minute, so `quick` omits it."""
    processes = {}

    def torch(key, label, forms):
        return PythonPeer(record, processes, key, label, "PyTorch", "torch_peer.py", forms, TASKS)
    listed = [Hmt(record), torch("torch_loops", "PyTorch, loops", ["loops"]),
              torch("torch_compiled", "PyTorch, loops compiled", ["compiled"]),
              torch("torch_lstm", "PyTorch, nn.LSTM", ["packed", "padded"]), OneDnn(record),
              PythonPeer(record, processes, "onnxruntime", "ONNX Runtime", "ONNX Runtime", "onnxruntime_peer.py",
                         ["graph"], ("extraction",))]
    return [one for one in listed if not (quick and one.key == "torch_compiled")]
