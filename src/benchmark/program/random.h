/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

/* Random by position (SplitMix64), so that many threads fill one array and any element can be made
 * again for a check. */
static inline uint64_t
bench_random_bits (uint64_t seed, uint64_t index)
{
  uint64_t z = seed + (index + 1) * 0x9e3779b97f4a7c15u;

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/* Uniform in [-1, 1): power follows the data, so nothing is ever measured on zeros. */
static inline double
bench_random (uint64_t seed, uint64_t index)
{
  return (double) (int64_t) bench_random_bits (seed, index) * 0x1p-63;
}
