/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/measures.h"

#include <stdarg.h>
#include <stdio.h>

const char *const bench_flag_names[] = {
  "contended", "on_battery", "incomplete", "cache_resident", "few_threads", NULL,
};

const BenchMeasure bench_measures[] = {
  { .id = "cpu.gemm32",
    .unit = "GFLOP/s",
    .title = "Matrix product in single precision, all cores",
    .weight = 3,
    .take = bench_take_cpu_product },
  { .id = "cpu.gemm32.one",
    .unit = "GFLOP/s",
    .title = "Matrix product in single precision, one core",
    .weight = 2,
    .take = bench_take_cpu_product,
    .variant = BENCH_ONE_THREAD },
  { .id = "cpu.gemm64",
    .unit = "GFLOP/s",
    .title = "Matrix product in double precision, all cores",
    .weight = 3,
    .take = bench_take_cpu_product,
    .variant = BENCH_DOUBLE },
  { .id = "cpu.triad",
    .unit = "GB/s",
    .title = "Main memory, as NumPy uses it (STREAM triad)",
    .weight = 2,
    .take = bench_take_cpu_triad },
  { .id = "cpu.triad.nt",
    .unit = "GB/s",
    .title = "Main memory at its limit (triad, stores past the caches)",
    .weight = 2,
    .take = bench_take_cpu_triad,
    .variant = BENCH_PAST_CACHES },
  { .id = "dev.mem.copy",
    .unit = "GB/s",
    .title = "GPU memory, copied (read and write counted)",
    .gpu = true,
    .weight = 1,
    .take = bench_take_device_copy },
  { .id = "xfer.h2d.pinned",
    .unit = "GB/s",
    .title = "From main memory to the GPU, pinned",
    .gpu = true,
    .weight = 1,
    .take = bench_take_transfer },
  { .id = "xfer.d2h.pinned",
    .unit = "GB/s",
    .title = "From the GPU to main memory, pinned",
    .gpu = true,
    .weight = 1,
    .take = bench_take_transfer,
    .variant = BENCH_TO_HOST },
  { .id = "xfer.h2d.pageable",
    .unit = "GB/s",
    .title = "From ordinary memory to the GPU, as tensor.cuda() does",
    .gpu = true,
    .weight = 1,
    .take = bench_take_transfer,
    .variant = BENCH_PAGEABLE },
  { .id = "xfer.d2h.pageable",
    .unit = "GB/s",
    .title = "From the GPU to ordinary memory",
    .gpu = true,
    .weight = 1,
    .take = bench_take_transfer,
    .variant = BENCH_TO_HOST | BENCH_PAGEABLE },
  { .id = "gemm.fp32",
    .unit = "GFLOP/s",
    .title = "Matrix product on the GPU in single precision, our portable kernel",
    .gpu = true,
    .weight = 2,
    .take = bench_take_gpu_product },
  { 0 },
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
