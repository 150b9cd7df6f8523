/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/random.h"

/* Random numbers that are exact in half precision: multiples of 2⁻¹⁰ in [−1, 1]. */
static inline unsigned short
bench_half_random (uint64_t seed, uint64_t index)
{
  uint64_t bits = bench_random_bits (seed, index);
  unsigned sign = (unsigned) (bits >> 63) << 15, size = (unsigned) (bits % 1025), exponent = 15;

  if (size == 0)
    return (unsigned short) sign;
  for (; size < 1024; size *= 2)
    exponent--;
  return (unsigned short) (sign | exponent << 10 | (size - 1024));
}

static inline float
bench_half_number (unsigned short half)
{
  unsigned exponent = half >> 10 & 31, rest = half & 1023;
  union {
    unsigned bits;
    float number;
  } word = { (half & 0x8000u) << 16 | (exponent + 112) << 23 | rest << 13 };

  if (exponent == 31)
    word.bits |= 0x7f800000;
  else if (exponent == 0)
    word.number = (half & 0x8000 ? -1.0f : 1.0f) * (float) rest / (1 << 24);
  return word.number;
}

/* Number @i of four that @lane holds of the tile A·B, where A (16×16) and B (16×8) lie as the lanes
 * of mma.m16n8k16 hold them: eight halves of A and four of B for each. */
static inline double
bench_half_tile (const unsigned short *a, const unsigned short *b, int lane, int i)
{
  int row = lane / 4 + i / 2 * 8, column = lane % 4 * 2 + i % 2;
  double sum = 0;

  for (int k = 0; k < 16; k++) {
    int left = (row % 8 * 4 + k % 8 / 2) * 8 + (row / 8 + k / 8 * 2) * 2 + k % 2;
    int right = (column * 4 + k % 8 / 2) * 4 + k / 8 * 2 + k % 2;

    sum += (double) bench_half_number (a[left]) * (double) bench_half_number (b[right]);
  }
  return sum;
}
