# SPDX-License-Identifier: MIT
"""Raw results as Markdown tables."""
import textwrap

FORMAT = "hmt-comparison-1"
TITLES = {"training": "Training steps", "extraction": "Extraction"}


def best(record, contestant, task, threads, width, batch):
    """Words per second of a contestant's best form and round, and the name of that form; None if it was not measured."""
    cell = {"contestant": contestant, "task": task, "threads": threads, "width": width, "batch": batch}
    found = [(max(one["words_per_second"]), one["form"]) for one in record["measured"] if cell.items() <= one.items()]
    return max(found, default=None)


def values_of(record, name):
    return sorted({one[name] for one in record["measured"]})


def measured(record, task, width):
    """Contestants of a table, in order."""
    present = {one["contestant"] for one in record["measured"] if one["task"] == task and one["width"] == width}
    return [key for key in record["contestants"] if key in present]


def rounded(value):
    """Three significant digits, with commas."""
    digits = max(0, len(str(int(value))) - 3)
    return f"{int(round(value, -digits)):,}"


def peak(record, threads):
    """GFLOP/s of sgemm: the best of all runs."""
    return max(record["sgemm_gflops"][str(threads)])


def table(record, task, width):
    keys = measured(record, task, width)
    lines = [f"**{TITLES[task]}, width {width}**, words per second (in brackets: how many times as fast hmt is)", "",
             "| threads | batch | " + " | ".join(
                 "hmt | share of sgemm" if key == "hmt" else record["contestants"][key] for key in keys) + " |",
             "| --- " * (3 + len(keys)) + "|"]
    for threads in values_of(record, "threads"):
        for batch in values_of(record, "batch"):
            own = best(record, "hmt", task, threads, width, batch)
            if own is None:
                continue
            share = own[0] * record["flops_a_word"][str(width)][task] / (peak(record, threads) * 1e9)
            cells = [str(threads), str(batch), f"**{rounded(own[0])}**", f"{share:.0%}"]
            for key in keys[1:]:
                other = best(record, key, task, threads, width, batch)
                cells.append(f"{rounded(other[0])} ({own[0] / other[0]:.2f})" if other else "")
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def forms(record):
    """The fastest forms of contestants with several."""
    said = []
    for key, label in record["contestants"].items():
        wins = {}
        for task in TITLES:
            for one in {(m["threads"], m["width"], m["batch"]) for m in record["measured"] if m["contestant"] == key}:
                found = best(record, key, task, *one)
                if found:
                    wins[found[1]] = wins.get(found[1], 0) + 1
        tried = {m["form"] for m in record["measured"] if m["contestant"] == key}
        if len(tried) > 1:
            said.append(f"{label}: " + ", ".join(f"{form} in {count}" for form, count in sorted(wins.items())))
    return said


def wrapped(paragraph):
    return textwrap.fill(paragraph, 128, break_long_words=False, break_on_hyphens=False)


def tables(record, picture_name):
    """The text between the two marks of the page."""
    def on_threads(rates):
        return ", ".join(f"{rate:.1f} GFLOP/s on {count} thread{'s' if int(count) > 1 else ''}"
                         for count, rate in rates.items())
    libraries = ", ".join(f"{name} {version}" for name, version in record["versions"].items() if name != "compiler")
    peaks = {count: peak(record, count) for count in values_of(record, "threads")}
    setting = (f"Measured {record['date']} on {record['processor']}. hmt: {record['versions']['compiler']}, "
               f"`{record['flags']}`. {libraries}. sgemm of 1536 x 1536: {on_threads(peaks)}")
    for package, rates in record["peers_sgemm_gflops"].items():
        setting += f"; {package}'s own: {on_threads(rates)}"
    setting += f". The best of {record['rounds']} rounds in turn, {record['seconds']:g} s each or one call."
    parts = [f"![Words per second of hmt and its peers]({picture_name})", wrapped(setting),
             *[table(record, task, width) for task in TITLES for width in values_of(record, "width")
               if measured(record, task, width)]]
    if forms(record):
        parts.append(wrapped("Which form was fastest, in how many cells: " + "; ".join(forms(record)) + "."))
    if record["left_out"]:
        parts.append("\n".join(["Left out:", ""] + [f"- {label}: {reason}" for label, reason in record["left_out"].items()]))
    return "\n\n".join(parts)
