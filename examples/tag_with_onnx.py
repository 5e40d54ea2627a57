#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tags a sentence with an exported model, without hmt: needs numpy and onnxruntime from PyPI.

usage: tag_with_onnx.py MODEL.onnx SENTENCE

SENTENCE: words separated by white space. Prints each word with the most probable tag of every task, then the entities.
For models without spelling features.
"""
#! [tag]
import json
import sys

import numpy
import onnxruntime

if len(sys.argv) != 3:
    sys.exit("usage: tag_with_onnx.py MODEL.onnx SENTENCE")
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
about = session.get_modelmeta().custom_metadata_map
tasks = [task["name"] for task in json.loads(about["configuration"])["tasks"]]
rows = {word: row for row, word in enumerate(json.loads(about["words"]))}

words = sys.argv[2].split()
numbers = [rows.get(word.lower(), 0) for word in words]
found = session.run([task + ".probabilities" for task in tasks],
                    {"words": numpy.array([numbers]), "lengths": numpy.array([len(words)], numpy.int32)})
tags = {}
for task, probabilities in zip(tasks, found):
    labels = json.loads(about["labels." + task])
    tags[task] = [labels[best] for best in probabilities[0].argmax(-1)]
for number, word in enumerate(words):
    print(word, *(tags[task][number] for task in tasks), sep="\t")

begin = 0
for number, tag in enumerate(tags.get("entity", [])):  # TYPE-B, TYPE-I, TYPE-E; TYPE-S is a single word
    kind, _, position = tag.rpartition("-")
    begin = number if position in "BS" else begin
    if position and position in "ES":
        print("entity", " ".join(words[begin:number + 1]), kind, sep="\t")
#! [tag]
