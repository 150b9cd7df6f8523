/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/half.h"

#include <stddef.h>

/* The numbers that tensor cores multiply, and what a warp makes of them. */
typedef enum {
  BENCH_FP32,
  BENCH_FP16,
  BENCH_BF16,
  BENCH_TF32,
  BENCH_INT8,
  BENCH_FP64, /* never on tensor cores here */
} BenchKind;

static inline size_t
bench_kind_size (BenchKind kind)
{
  switch (kind) {
  case BENCH_INT8:
    return 1;
  case BENCH_FP16:
  case BENCH_BF16:
    return 2;
  case BENCH_FP64:
    return 8;
  default:
    return 4;
  }
}

/* Puts a random number that is exact in @kind into element @at of @to. */
static inline void
bench_kind_store (BenchKind kind, void *to, size_t at, uint64_t seed, uint64_t index)
{
  uint64_t bits = bench_random_bits (seed, index);
  float sign = bits >> 63 ? -1 : 1, number = (float) bench_random (seed, index);
  union {
    float number;
    unsigned bits;
  } word;

  if (kind == BENCH_INT8) {
    ((signed char *) to)[at] = (signed char) ((int) (bits % 255) - 127);
  } else if (kind == BENCH_FP16) {
    ((unsigned short *) to)[at] = bench_half_random (seed, index);
  } else if (kind == BENCH_BF16) {
    word.number = sign * (float) (bits % 129) / 128;
    ((unsigned short *) to)[at] = (unsigned short) (word.bits >> 16);
  } else if (kind == BENCH_FP64) {
    ((double *) to)[at] = (double) number; /* so that a float holds it */
  } else {
    ((float *) to)[at] = kind == BENCH_TF32 ? sign * (float) (bits % 1025) / 1024 : number;
  }
}

static inline float
bench_kind_number (BenchKind kind, const void *from, size_t at)
{
  union {
    unsigned bits;
    float number;
  } word;

  if (kind == BENCH_INT8)
    return ((const signed char *) from)[at];
  if (kind == BENCH_FP16)
    return bench_half_number (((const unsigned short *) from)[at]);
  if (kind == BENCH_FP64)
    return (float) ((const double *) from)[at];
  if (kind != BENCH_BF16)
    return ((const float *) from)[at];
  word.bits = (unsigned) ((const unsigned short *) from)[at] << 16;
  return word.number;
}

/* The negative of element @at of @from, into @to. */
static inline void
bench_kind_negate (BenchKind kind, void *to, const void *from, size_t at)
{
  if (kind == BENCH_INT8)
    ((signed char *) to)[at] = (signed char) -((const signed char *) from)[at];
  else if (bench_kind_size (kind) == 2)
    ((unsigned short *) to)[at] = ((const unsigned short *) from)[at] ^ 0x8000;
  else
    ((float *) to)[at] = -((const float *) from)[at];
}

/* Number @i of four that @lane holds of the tile A·B, where A (16 rows of 32 bytes) and B (8
 * columns of 32 bytes) lie as the lanes of mma.sync hold them: sixteen bytes of A and eight of B
 * for each. */
static inline double
bench_kind_tile (BenchKind kind, const void *a, const void *b, int lane, int i)
{
  int row = lane / 4 + i / 2 * 8, column = lane % 4 * 2 + i % 2,
      size = (int) bench_kind_size (kind);
  double sum = 0;

  for (int at = 0; at < 32; at += size) {
    int left = (row % 8 * 4 + at % 16 / 4) * 16 + (row / 8 + at / 16 * 2) * 4 + at % 4;
    int right = (column * 4 + at % 16 / 4) * 8 + at / 16 * 4 + at % 4;

    sum += (double) bench_kind_number (kind, a, (size_t) (left / size)) *
           (double) bench_kind_number (kind, b, (size_t) (right / size));
  }
  return sum;
}
