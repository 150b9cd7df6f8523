/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels of one level; no guard, each kernel-LEVEL.c includes it once after defining
 * LEVEL, WIDTH (bytes of a register), ROWS (rows of a tile, two registers wide), DEPTH and, where
 * the level has it, STREAM (address, vector) and STREAM_END (). */
#include "benchmark/program/kernels.h"

#define LANES32 (WIDTH / (int) sizeof (float))
#define LANES64 (WIDTH / (int) sizeof (double))

typedef float Floats __attribute__ ((vector_size (WIDTH), may_alias));
typedef double Doubles __attribute__ ((vector_size (WIDTH), may_alias));
typedef float LooseFloats __attribute__ ((vector_size (WIDTH), may_alias, aligned (4)));
typedef double LooseDoubles __attribute__ ((vector_size (WIDTH), may_alias, aligned (8)));

static void
product32 (long depth, const float *a, const float *b, float *c, long stride, bool add)
{
  Floats sums[ROWS][2] = { 0 };

  for (long p = 0; p < depth; p++, a += ROWS, b += 2 * LANES32) {
    Floats left = *(const Floats *) b, right = *(const Floats *) (b + LANES32);

    for (int i = 0; i < ROWS; i++) {
      sums[i][0] += a[i] * left;
      sums[i][1] += a[i] * right;
    }
  }
  for (int i = 0; i < ROWS; i++) {
    LooseFloats *row = (LooseFloats *) (c + i * stride);

    if (add) {
      sums[i][0] += row[0];
      sums[i][1] += row[1];
    }
    row[0] = sums[i][0];
    row[1] = sums[i][1];
  }
}

static void
product64 (long depth, const double *a, const double *b, double *c, long stride, bool add)
{
  Doubles sums[ROWS][2] = { 0 };

  for (long p = 0; p < depth; p++, a += ROWS, b += 2 * LANES64) {
    Doubles left = *(const Doubles *) b, right = *(const Doubles *) (b + LANES64);

    for (int i = 0; i < ROWS; i++) {
      sums[i][0] += a[i] * left;
      sums[i][1] += a[i] * right;
    }
  }
  for (int i = 0; i < ROWS; i++) {
    LooseDoubles *row = (LooseDoubles *) (c + i * stride);

    if (add) {
      sums[i][0] += row[0];
      sums[i][1] += row[1];
    }
    row[0] = sums[i][0];
    row[1] = sums[i][1];
  }
}

static void
triad (double *a, const double *b, const double *c, double s, size_t count)
{
  size_t i = 0;

  for (; i + LANES64 <= count; i += LANES64)
    *(Doubles *) (a + i) = *(const Doubles *) (b + i) + s * *(const Doubles *) (c + i);
  for (; i < count; i++)
    a[i] = b[i] + s * c[i];
}

#ifdef STREAM
static void
triad_nt (double *a, const double *b, const double *c, double s, size_t count)
{
  size_t i = 0;

  for (; i + LANES64 <= count; i += LANES64)
    STREAM (a + i, *(const Doubles *) (b + i) + s * *(const Doubles *) (c + i));
  for (; i < count; i++)
    a[i] = b[i] + s * c[i];
  STREAM_END ();
}
#define TRIAD_NT triad_nt
#else
#define TRIAD_NT NULL
#endif

#define KERNELS_OF(level) bench_kernels_##level
#define KERNELS(level) KERNELS_OF (level)
#define NAME_OF(level) #level
#define NAME(level) NAME_OF (level)

const BenchKernels KERNELS (LEVEL) = {
  .name = NAME (LEVEL),
  .rows32 = ROWS,
  .columns32 = 2 * LANES32,
  .rows64 = ROWS,
  .columns64 = 2 * LANES64,
  .depth = DEPTH,
  .product32 = product32,
  .product64 = product64,
  .triad = triad,
  .triad_nt = TRIAD_NT,
};
