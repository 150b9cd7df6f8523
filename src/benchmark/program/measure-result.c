/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/measures.h"

#include <stdarg.h>
#include <stdio.h>

const char *const bench_flag_names[] = {
  "contended", "on_battery",    "incomplete", "cache_resident", "few_threads",
  "gpu_busy",  "power_capped",  "thermal",    "pcie_reduced",   "mig_slice",
  "clock_low", "cache_unknown", NULL,
};

void
bench_result_skip (BenchResult *result, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vsnprintf (result->reason, sizeof result->reason, format, arguments);
  va_end (arguments);
  result->status = BENCH_SKIPPED;
}

void
bench_result_late (BenchResult *result)
{
  bench_result_skip (result, "There was no time left for it.");
  result->status = BENCH_LATE;
}

bool
bench_result_check (BenchResult *result, const char *kind, double error, double bound)
{
  bool passed = error <= bound;

  result->check = kind;
  result->error = error;
  result->bound = bound;
  result->status = passed ? BENCH_MEASURED : BENCH_WRONG;
  if (!passed)
    snprintf (result->reason, sizeof result->reason,
              "The result is not right: its error is %.3g, allowed is %.3g.", error, bound);
  return passed;
}
