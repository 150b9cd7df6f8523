/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/product.h"
#include "benchmark/program/check.h"
#include "benchmark/program/random.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Panels as in Goto and van de Geijn: a strip of B, packed once by all, lies in the last cache;
 * each thread packs blocks of A into its second cache and takes the next one when it is done, so
 * that a thread whose core is wanted by others does not hold up the rest. */
enum {
  STRIP = 4096,
  BLOCK_BYTES = 320 * 1024,
  ALIGNMENT = 64
};

struct BenchProduct {
  BenchPool *pool;
  const BenchKernels *kernels;
  bool wide;
  long n;
  uint64_t seed;
  void *a, *b, *c;
  void *strips[2]; /* packed B, shared, in turns */
  void *blocks;    /* packed A, one for each thread */
  size_t block_bytes;
  long block_rows;
  atomic_long next[2]; /* the first row that nobody has taken, in turns */
};

/* Of the product, what comes from some columns of B and some of its depth. */
typedef struct {
  void *strip;
  int turn;
  long column, columns;
  long from, depth;
} BenchStep;

#define REAL float
#define OF(name) name##32
#include "benchmark/program/product-of.h"
#undef REAL
#undef OF
#define REAL double
#define OF(name) name##64
#include "benchmark/program/product-of.h"

static size_t
real_bytes (const BenchProduct *product)
{
  return product->wide ? sizeof (double) : sizeof (float);
}

static size_t
matrix_bytes (const BenchProduct *product)
{
  return (size_t) product->n * (size_t) product->n * real_bytes (product);
}

static long
round_up (long value, long step)
{
  return (value + step - 1) / step * step;
}

static size_t
strip_bytes (const BenchProduct *product)
{
  const BenchKernels *kernels = product->kernels;
  long columns = product->n < STRIP ? product->n : STRIP;

  return (size_t) round_up (columns, product->wide ? kernels->columns64 : kernels->columns32) *
         (size_t) kernels->depth * real_bytes (product);
}

/* Blocks fill the second cache, unless that would leave threads without work. */
static long
rows_of_block (const BenchProduct *product)
{
  long tile = product->wide ? product->kernels->rows64 : product->kernels->rows32;
  long rows = BLOCK_BYTES / (product->kernels->depth * (long) real_bytes (product)) / tile * tile;
  long fair = round_up (product->n / (4l * bench_pool_threads (product->pool)) + 1, tile);

  return fair < rows ? fair : rows;
}

static void
fill (void *data, int index, int count)
{
  BenchProduct *product = data;
  size_t all = (size_t) product->n * (size_t) product->n;
  size_t from = all * (size_t) index / (size_t) count;
  size_t to = all * ((size_t) index + 1) / (size_t) count;

  if (product->wide)
    fill64 (product, from, to, all);
  else
    fill32 (product, from, to, all);
}

BenchProduct *
bench_product_new (BenchPool *pool, const BenchKernels *kernels, bool wide, long n, uint64_t seed)
{
  BenchProduct *product = calloc (1, sizeof *product);

  if (product == NULL)
    return NULL;
  product->pool = pool;
  product->kernels = kernels;
  product->wide = wide;
  product->n = n;
  product->seed = seed;
  product->block_rows = rows_of_block (product);
  product->block_bytes =
    (size_t) round_up (product->block_rows * kernels->depth * (long) real_bytes (product), 4096);
  product->a = bench_memory_new (matrix_bytes (product));
  product->b = bench_memory_new (matrix_bytes (product));
  product->c = bench_memory_new (matrix_bytes (product));
  for (int i = 0; i < 2; i++)
    product->strips[i] = bench_memory_new (strip_bytes (product));
  product->blocks = bench_memory_new (product->block_bytes * (size_t) bench_pool_threads (pool));
  if (product->a == NULL || product->b == NULL || product->c == NULL ||
      product->strips[0] == NULL || product->strips[1] == NULL || product->blocks == NULL) {
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
  for (int i = 0; i < 2; i++)
    bench_memory_free (product->strips[i], strip_bytes (product));
  bench_memory_free (product->blocks,
                     product->block_bytes * (size_t) bench_pool_threads (product->pool));
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
  long n = product->n, depth = product->kernels->depth;
  BenchStep step = { .turn = 0 };

  for (step.column = 0; step.column < n; step.column += STRIP)
    for (step.from = 0; step.from < n; step.from += depth, step.turn = !step.turn) {
      step.strip = product->strips[step.turn];
      step.columns = n - step.column < STRIP ? n - step.column : STRIP;
      step.depth = n - step.from < depth ? n - step.from : depth;
      if (product->wide)
        take_step64 (product, &step, index, count);
      else
        take_step32 (product, &step, index, count);
    }
}

void
bench_product_run (BenchProduct *product)
{
  product->next[0] = product->next[1] = 0;
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
