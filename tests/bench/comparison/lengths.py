# SPDX-License-Identifier: MIT
"""The lengths of a batch's sentences: the rule of `sentence_lengths.hpp`, for the programs in Python."""
import csv
import pathlib

HISTOGRAM = pathlib.Path(__file__).resolve().parents[1] / "nyt11_lengths.csv"


def sentence_lengths(count):
    """The quantiles (i + 1/2) / count of the lengths in the histogram, in increasing order."""
    with HISTOGRAM.open(encoding="utf-8", newline="") as file:
        rows = [(int(row["length"]), int(row["count"])) for row in csv.DictReader(file)]
    total, lengths, up_to = sum(number for _, number in rows), [], 0
    for length, number in rows:
        up_to += number
        while len(lengths) < count and 2 * count * up_to >= (2 * len(lengths) + 1) * total:
            lengths.append(length)
    return lengths
