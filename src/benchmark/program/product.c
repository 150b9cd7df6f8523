/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/product.h"
#include "benchmark/program/check.h"
#include "benchmark/program/multiply.h"
#include "benchmark/program/random.h"

#include <stdlib.h>
#include <string.h>

struct BenchProduct {
  BenchPool *pool;
  BenchMultiplier *multiplier;
  bool wide;
  long n;
  uint64_t seed;
  unsigned repeats;
  void *a, *b, *c;
};

static size_t
matrix_bytes (const BenchProduct *product)
{
  return (size_t) product->n * (size_t) product->n *
         (product->wide ? sizeof (double) : sizeof (float));
}

static void
fill (void *data, int index, int count)
{
  BenchProduct *product = data;
  size_t all = (size_t) product->n * (size_t) product->n;

  for (size_t i = all * (size_t) index / (size_t) count;
       i < all * ((size_t) index + 1) / (size_t) count; i++) {
    double a = bench_random (product->seed, i), b = bench_random (product->seed, all + i);

    if (product->wide) {
      ((double *) product->a)[i] = a;
      ((double *) product->b)[i] = b;
    } else {
      ((float *) product->a)[i] = (float) a;
      ((float *) product->b)[i] = (float) b;
    }
  }
}

BenchProduct *
bench_product_new (BenchPool *pool, const BenchKernels *kernels, bool wide, long n, uint64_t seed)
{
  BenchProduct *product = calloc (1, sizeof *product);

  if (product == NULL)
    return NULL;
  product->pool = pool;
  product->wide = wide;
  product->n = n;
  product->seed = seed;
  product->multiplier = bench_multiplier_new (pool, kernels, wide);
  product->a = bench_memory_new (matrix_bytes (product));
  product->b = bench_memory_new (matrix_bytes (product));
  product->c = bench_memory_new (matrix_bytes (product));
  if (product->a == NULL || product->b == NULL || product->c == NULL ||
      product->multiplier == NULL) {
    bench_product_free (product);
    return NULL;
  }
  bench_pool_run (pool, fill, product);
  return product;
}

void
bench_product_free (BenchProduct *product)
{
  bench_memory_free (product->a, matrix_bytes (product));
  bench_memory_free (product->b, matrix_bytes (product));
  bench_memory_free (product->c, matrix_bytes (product));
  if (product->multiplier != NULL)
    bench_multiplier_free (product->multiplier);
  free (product);
}

void
bench_product_poison (BenchProduct *product)
{
  memset (product->c, 0xff, matrix_bytes (product));
}

static void
multiply (void *data, int index, int count)
{
  BenchProduct *product = data;
  long n = product->n;
  BenchTerms terms = { product->a, product->b, product->c, n, n, n, n, 1, n, 1, n, false };

  for (unsigned i = 0; i < product->repeats; i++) {
    bench_multiply (product->multiplier, &terms, index, count);
    bench_pool_meet (product->pool);
  }
}

void
bench_product_run (BenchProduct *product, unsigned repeats)
{
  product->repeats = repeats;
  bench_pool_run (product->pool, multiply, product);
}

double
bench_product_bound (bool wide)
{
  return wide ? 1e-13 : 1e-5;
}

double
bench_product_error (const BenchProduct *product)
{
  if (product->wide)
    return bench_check_product64 (product->a, product->b, product->c, product->n, product->seed);
  return bench_check_product32 (product->a, product->b, product->c, product->n, product->seed);
}
