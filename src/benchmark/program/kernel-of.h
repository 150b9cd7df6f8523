/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels of one level; no guard, each kernel-LEVEL.c includes it once after defining
 * LEVEL, WIDTH (bytes of a register), ROWS (rows of a tile, two registers wide), DEPTH and, where
 * the level has it, STREAM (address, vector) and STREAM_END (). */
#include "benchmark/program/kernels.h"

#define LANES(type) (WIDTH / (int) sizeof (type))

/* Unrolled from the start, else the sums go through memory. */
#ifdef __clang__
#define UNROLLED _Pragma ("unroll")
#define IN_PAIRS _Pragma ("unroll 2")
#define BY_FOUR _Pragma ("unroll 4")
#else
#define UNROLLED _Pragma ("GCC unroll 16")
#define IN_PAIRS _Pragma ("GCC unroll 2")
#define BY_FOUR _Pragma ("GCC unroll 4")
#endif

#define REAL float
#define OF(name) name##32
#include "benchmark/program/tile-of.h"
#undef REAL
#undef OF
#define REAL double
#define OF(name) name##64
#include "benchmark/program/tile-of.h"

/* Four rows of B at a time; the compiler makes vectors of it. */
static void
thin32 (long depth, const float *a, const float *b, long stride, float *restrict c, long count)
{
  long p = 0;

  for (long j = 0; j < count; j++)
    c[j] = 0;
  for (; p + 4 <= depth; p += 4) {
    const float *b0 = b + p * stride, *b1 = b0 + stride, *b2 = b1 + stride, *b3 = b2 + stride;

    for (long j = 0; j < count; j++)
      c[j] += a[p] * b0[j] + a[p + 1] * b1[j] + (a[p + 2] * b2[j] + a[p + 3] * b3[j]);
  }
  for (; p < depth; p++)
    for (long j = 0; j < count; j++)
      c[j] += a[p] * b[p * stride + j];
}

static void
triad (double *a, const double *b, const double *c, double s, size_t count)
{
  size_t i = 0;

  BY_FOUR for (; i + LANES (double) <= count; i += LANES (double))
  {
    *(Vector64 *) (a + i) = *(const Vector64 *) (b + i) + s * *(const Vector64 *) (c + i);
  }
  for (; i < count; i++)
    a[i] = b[i] + s * c[i];
}

#ifdef STREAM
static void
triad_nt (double *a, const double *b, const double *c, double s, size_t count)
{
  size_t i = 0;

  BY_FOUR for (; i + LANES (double) <= count; i += LANES (double))
  {
    STREAM (a + i, *(const Vector64 *) (b + i) + s * *(const Vector64 *) (c + i));
  }
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
  .columns32 = 2 * LANES (float),
  .rows64 = ROWS,
  .columns64 = 2 * LANES (double),
  .depth = DEPTH,
  .product32 = product32,
  .product64 = product64,
  .thin32 = thin32,
  .triad = triad,
  .triad_nt = TRIAD_NT,
};
