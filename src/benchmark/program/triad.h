/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/kernels.h"
#include "benchmark/program/pool.h"

#include <stdint.h>

enum {
  BENCH_TRIAD_STRETCHES = 8 /* one pass over the arrays */
};

/* a = b + 3·c over arrays of double in main memory, as STREAM defines it; stretch by stretch, so
 * that a batch need not be long. */
typedef struct BenchTriad BenchTriad;

/* NULL when memory is short. Each thread fills, and so owns, its part of the arrays. */
BenchTriad *bench_triad_new (BenchPool *pool,
                             const BenchKernels *kernels,
                             size_t count,
                             bool past_caches,
                             uint64_t seed);
void bench_triad_free (BenchTriad *triad);
void bench_triad_poison (BenchTriad *triad);

/* The next @stretches, from the first one again after the last. */
void bench_triad_run (BenchTriad *triad, unsigned stretches);

/* Stretches that no run has come to since the poison. */
unsigned bench_triad_left (const BenchTriad *triad);

/* Elements that differ by more than one unit in the last place. */
double bench_triad_wrong (BenchTriad *triad);
