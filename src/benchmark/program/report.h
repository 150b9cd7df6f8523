/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/measures.h"
#include "benchmark/program/others.h"

/* Everything the program says, as JSON lines or in words. */

void bench_report_start (const BenchRun *run);
void bench_report_progress (const BenchRun *run, double fraction);
void
bench_report_result (const BenchRun *run, const BenchMeasure *measure, const BenchResult *result);
/* @others: who else was at work, of @count. */
void bench_report_end (const BenchRun *run,
                       int status,
                       int measured,
                       double steal_percent,
                       const BenchOther *others,
                       int count);
/* Words that wait in a buffer go out. When they cannot, the program says so and ends. */
void bench_report_flush (void);
void bench_report_list (const BenchOptions *options);

/* In inventory.c: the machine, its GPUs and which back end serves them. */
void bench_report_inventory (const BenchRun *run);
