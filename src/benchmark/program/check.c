/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/check.h"
#include "benchmark/program/random.h"

#include <stdlib.h>

#define REAL float
#define RESULT float
#define OF(name) name##32
#include "benchmark/program/check-of.h"
#undef RESULT
#undef OF
#define RESULT int
#define OF(name) name##_whole
#include "benchmark/program/check-of.h"
#undef RESULT
#undef OF
#define RESULT double
#define OF(name) name##_wide
#include "benchmark/program/check-of.h"
#undef REAL
#undef RESULT
#undef OF
#define REAL double
#define RESULT double
#define OF(name) name##64
#include "benchmark/program/check-of.h"

/* Written so that NaN in either wins. */
static double
larger (double vector, double sample)
{
  return vector >= sample || vector != vector ? vector : sample;
}

double
bench_check_product32 (const float *a, const float *b, const float *c, long n, uint64_t seed)
{
  return larger (error_by_vector32 (a, b, c, n, seed), error_by_sample32 (a, b, c, n, seed));
}

double
bench_check_product64 (const double *a, const double *b, const double *c, long n, uint64_t seed)
{
  return larger (error_by_vector64 (a, b, c, n, seed), error_by_sample64 (a, b, c, n, seed));
}

double
bench_check_product_whole (const float *a, const float *b, const int *c, long n, uint64_t seed)
{
  return larger (error_by_vector_whole (a, b, c, n, seed),
                 error_by_sample_whole (a, b, c, n, seed));
}

double
bench_check_product_wide (const float *a, const float *b, const double *c, long n, uint64_t seed)
{
  return larger (error_by_vector_wide (a, b, c, n, seed), error_by_sample_wide (a, b, c, n, seed));
}
