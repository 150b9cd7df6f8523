/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/kernels.h"

#include <stdlib.h>
#include <string.h>

#ifdef __x86_64__
static bool
has_avx2 (void)
{
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
}

static bool
has_avx512 (void)
{
  return has_avx2 () && __builtin_cpu_supports ("avx512f");
}
#endif

const BenchKernels *
bench_kernels_named (const char *name)
{
#ifdef __x86_64__
  if (strcmp (name, "avx512") == 0 && has_avx512 ())
    return &bench_kernels_avx512;
  if (strcmp (name, "avx2") == 0 && has_avx2 ())
    return &bench_kernels_avx2;
#endif
  return strcmp (name, "baseline") == 0 ? &bench_kernels_baseline : NULL;
}

const BenchKernels *
bench_kernels (void)
{
  static const char *const levels[] = { "avx512", "avx2", "baseline" };
  const char *forced = getenv ("BANCO_BENCH_ISA");
  const BenchKernels *kernels = forced != NULL ? bench_kernels_named (forced) : NULL;

  for (size_t i = 0; kernels == NULL; i++)
    kernels = bench_kernels_named (levels[i]);
  return kernels;
}
