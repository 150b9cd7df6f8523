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
    .title = "GPU memory, copied (what is read and written counts)",
    .gpu = true,
    .weight = 1,
    .take = bench_take_gpu_memory,
    .variant = BENCH_COPY },
  { .id = "dev.mem.read",
    .unit = "GB/s",
    .title = "GPU memory, read",
    .gpu = true,
    .weight = 1,
    .take = bench_take_gpu_memory,
    .variant = BENCH_READ },
  { .id = "dev.mem.write",
    .unit = "GB/s",
    .title = "GPU memory, written",
    .gpu = true,
    .weight = 1,
    .take = bench_take_gpu_memory,
    .variant = BENCH_WRITE },
  { .id = "dev.mem.triad",
    .unit = "GB/s",
    .title = "GPU memory, a = b + 3c, as most steps of training use it",
    .gpu = true,
    .weight = 1,
    .take = bench_take_gpu_memory,
    .variant = BENCH_TRIAD },
  { .id = "xfer.h2d.pinned",
    .unit = "GB/s",
    .title = "From main memory to the GPU, pinned",
    .gpu = true,
    .weight = 1,
    .take = bench_take_gpu_transfer },
  { .id = "xfer.d2h.pinned",
    .unit = "GB/s",
    .title = "From the GPU to main memory, pinned",
    .gpu = true,
    .weight = 1,
    .take = bench_take_gpu_transfer,
    .variant = BENCH_TO_HOST },
  { .id = "xfer.h2d.pageable",
    .unit = "GB/s",
    .title = "From ordinary memory to the GPU, as tensor.cuda() does",
    .gpu = true,
    .weight = 1,
    .take = bench_take_gpu_transfer,
    .variant = BENCH_PAGEABLE },
  { .id = "xfer.d2h.pageable",
    .unit = "GB/s",
    .title = "From the GPU to ordinary memory",
    .gpu = true,
    .weight = 1,
    .take = bench_take_gpu_transfer,
    .variant = BENCH_TO_HOST | BENCH_PAGEABLE },
  { .id = "lat.launch.sync",
    .unit = "µs",
    .title = "Starting a kernel and waiting for it",
    .gpu = true,
    .latency = true,
    .weight = 1,
    .take = bench_take_gpu_launch },
  { .id = "lat.launch.async",
    .unit = "µs",
    .title = "Handing a kernel over, without waiting",
    .gpu = true,
    .latency = true,
    .weight = 1,
    .take = bench_take_gpu_launch,
    .variant = BENCH_HANDING },
  { .id = "peak.fp32",
    .unit = "GFLOP/s",
    .title = "Single precision at most (arithmetic in registers alone)",
    .gpu = true,
    .weight = 1,
    .take = bench_take_gpu_peak },
  { .id = "peak.fp64",
    .unit = "GFLOP/s",
    .title = "Double precision at most",
    .gpu = true,
    .weight = 1,
    .take = bench_take_gpu_peak,
    .variant = BENCH_DOUBLE },
  { .id = "peak.fp16",
    .unit = "GFLOP/s",
    .title = "Tensor cores at most, half precision with single precision sums (mma.sync)",
    .gpu = true,
    .weight = 1,
    .take = bench_take_gpu_peak,
    .variant = BENCH_HALF },
  { .id = "gemm.fp32",
    .unit = "GFLOP/s",
    .title = "Matrix product in single precision, our portable kernel",
    .gpu = true,
    .weight = 2,
    .take = bench_take_gpu_product },
  { .id = "gemm.fp16",
    .unit = "GFLOP/s",
    .title = "Matrix product on tensor cores, half precision, our portable kernel",
    .gpu = true,
    .weight = 2,
    .take = bench_take_gpu_product,
    .variant = BENCH_HALF },
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
