#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Extracts with an example binary on all cores of a Spark cluster, or of this machine.

usage: extract_with_spark.py PROGRAM MODEL INPUT OUTPUT

INPUT: text files of lines `key TAB text`; OUTPUT: a folder that Spark makes, with lines `key TAB JSON` in the order of
the keys. PROGRAM and MODEL must be found at these paths on every machine of the cluster.
"""
import shlex
import sys

from pyspark.sql import SparkSession

if len(sys.argv) != 5:
    sys.exit(__doc__)
program, model, source, target = sys.argv[1:]
#! [extract]
spark = SparkSession.builder.appName("extract").getOrCreate().sparkContext
lines = spark.textFile(source, spark.defaultParallelism)
command = shlex.join([program, "extract", "--keyed", "--threads", "1", "--model", model])
found = lines.pipe(command, checkCode=True)  # otherwise Spark ignores a failed program
found.map(lambda line: line.split("\t", 1)).sortByKey().map("\t".join).saveAsTextFile(target)
#! [extract]
