#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The reference cards are numbers that agree with each other: cards.py GPUS.CSV. Speaks TAP."""

import csv
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

FP16_PER_SM_CLOCK = {"7.5": 1024, "8.0": 2048, "8.6": 1024, "8.9": 1024, "9.0": 4096, "12.0": 1024}
FP32_CORES = {"7.5": 64, "8.0": 64, "8.6": 128, "8.9": 128, "9.0": 128, "12.0": 128}
TEXT = {"id", "name", "chip", "mem_type", "pcie", "source"}
SLACK = 0.04

with open(sys.argv[1], encoding="utf-8") as file:
    rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
ids = [row["id"] for row in rows]
results = [
    ("there are cards", [] if len(rows) >= 30 else [len(rows)]),
    ("no id is used twice", sorted({i for i in ids if ids.count(i) > 1})),
    ("every card names its source", [row["id"] for row in rows if not row["source"]]),
]

numbers, odd = [], []
for row in rows:
    for column, text in row.items():
        if column not in TEXT and text:
            try:
                if float(text) <= 0:
                    numbers.append(f"{row['id']} {column}: {text}")
            except ValueError:
                numbers.append(f"{row['id']} {column}: {text}")
results.append(("every number is a positive number", numbers))

for row in [] if numbers else rows:
    clocks = int(row["sm"]) * float(row["boost_mhz"]) * 1e-6
    expected = {"fp32_tf": clocks * FP32_CORES[row["cc"]] * 2}
    if "computed" in row["source"]:
        fp16 = clocks * FP16_PER_SM_CLOCK[row["cc"]]
        expected["fp16_tc_f16acc_tf"] = fp16
        expected["fp16_tc_f32acc_tf"] = fp16 / 2 if "GeForce" in row["name"] else fp16
        expected["int8_tc_tops"] = fp16 * 2
    odd += [f"{row['id']} {column}: {row[column]}, computed {value:.1f}" for column, value in expected.items()
            if not abs(float(row[column]) / value - 1) < SLACK]
results.append(("peak rates follow from clocks and units", odd))

tap.report(results)
