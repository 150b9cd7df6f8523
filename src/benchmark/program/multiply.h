/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/kernels.h"
#include "benchmark/program/pool.h"

/* Products of matrices of any shape on the CPU, with all threads of a pool. */
typedef struct BenchMultiplier BenchMultiplier;

/* C (+)= A·B, m×n, k deep. Strides are in elements; one of the two of A and of B is 1, which one
 * says whether it lies transposed. */
typedef struct {
  const void *a, *b;
  void *c;
  long m, n, k;
  long a_row, a_column;
  long b_row, b_column;
  long c_row;
  bool add;
} BenchTerms;

/* @wide takes double instead of float. NULL when memory is short. */
BenchMultiplier *bench_multiplier_new (BenchPool *pool, const BenchKernels *kernels, bool wide);
void bench_multiplier_free (BenchMultiplier *multiplier);

/* Inside the work of every thread of the pool. It returns when this thread has nothing left to do;
 * a bench_pool_meet() later C is complete. */
void bench_multiply (BenchMultiplier *multiplier, const BenchTerms *terms, int index, int count);
