/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/kernels.h"
#include "benchmark/program/pool.h"

#include <stdint.h>

/* a = b + 3·c over arrays of double in main memory, as STREAM defines it. */
typedef struct BenchTriad BenchTriad;

/* NULL when memory is short. Each thread fills, and so owns, its part of the arrays. */
BenchTriad *bench_triad_new (BenchPool *pool,
                             const BenchKernels *kernels,
                             size_t count,
                             bool past_caches,
                             uint64_t seed);
void bench_triad_free (BenchTriad *triad);
void bench_triad_poison (BenchTriad *triad);
void bench_triad_run (BenchTriad *triad, unsigned repeats);

/* Elements that differ by more than one unit in the last place. */
double bench_triad_wrong (const BenchTriad *triad);
