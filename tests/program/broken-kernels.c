/* SPDX-License-Identifier: Apache-2.0 */
/* A build of the program whose kernels are wrong in one element, to see that no number comes out.
 */
#include "benchmark/program/kernels.h"

static void
product32 (long depth, const float *a, const float *b, float *c, long stride, bool add)
{
  bench_kernels_baseline.product32 (depth, a, b, c, stride, add);
  c[0] += 1;
}

static void
product64 (long depth, const double *a, const double *b, double *c, long stride, bool add)
{
  bench_kernels_baseline.product64 (depth, a, b, c, stride, add);
  c[0] += 1e-6;
}

static void
thin32 (long depth, const float *a, const float *b, long stride, float *c, long count)
{
  bench_kernels_baseline.thin32 (depth, a, b, stride, c, count);
  c[0] += 1;
}

static void
triad (double *a, const double *b, const double *c, double s, size_t count)
{
  bench_kernels_baseline.triad (a, b, c, s, count - 1);
}

const BenchKernels *
bench_kernels (void)
{
  static BenchKernels broken;

  broken = bench_kernels_baseline;
  broken.product32 = product32;
  broken.product64 = product64;
  broken.thin32 = thin32;
  broken.triad = broken.triad_nt = triad;
  return &broken;
}

const BenchKernels *
bench_kernels_named (const char *name)
{
  return bench_kernels ();
}
