/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

/* How far C is from A·B (n×n) in double precision: the larger of ‖C·r − A·(B·r)‖ / ‖A·(B·r)‖ for a
 * random r (Freivalds; 2048 values, as errors cancel in ±1), and the worst of 64 elements, relative
 * to the norms of their row and column. NaN when anything in C is. */
double
bench_check_product32 (const float *a, const float *b, const float *c, long n, uint64_t seed);
double
bench_check_product64 (const double *a, const double *b, const double *c, long n, uint64_t seed);
double
bench_check_product_whole (const float *a, const float *b, const int *c, long n, uint64_t seed);
double
bench_check_product_wide (const float *a, const float *b, const double *c, long n, uint64_t seed);
