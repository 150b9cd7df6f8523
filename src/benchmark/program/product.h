/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/kernels.h"
#include "benchmark/program/pool.h"

#include <stdint.h>

/* C = A·B of n×n matrices on the CPU, with all threads of a pool. */
typedef struct BenchProduct BenchProduct;

/* Random A and B of @seed. @wide takes double instead of float. NULL when memory is short. */
BenchProduct *
bench_product_new (BenchPool *pool, const BenchKernels *kernels, bool wide, long n, uint64_t seed);
void bench_product_free (BenchProduct *product);

/* Fills C with NaN: what is not written shows. */
void bench_product_poison (BenchProduct *product);
void bench_product_run (BenchProduct *product, unsigned repeats);

/* See check.h. */
double bench_product_error (const BenchProduct *product);
double bench_product_bound (bool wide);
