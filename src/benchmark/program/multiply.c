/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/multiply.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Panels as in Goto and van de Geijn: a strip of B, packed once by all, lies in the last cache;
 * each thread packs blocks of A into its second cache and takes the next one when it is done, so
 * that a thread whose core is wanted by others does not hold up the rest. */
enum {
  STRIP = 4096,
  BLOCK_BYTES = 320 * 1024,
  LEAST_TILES = 4,
  MOST_PANELS = 8,
  ALIGNMENT = 64
};

struct BenchMultiplier {
  BenchPool *pool;
  const BenchKernels *kernels;
  bool wide;
  void *strips[2]; /* packed B, shared, in turns */
  void *blocks;    /* packed A, one for each thread */
  size_t block_bytes;
  atomic_long next[2]; /* the first row that nobody has taken, in turns */
};

/* Of a product, what comes from some columns of B and some of its depth. */
typedef struct {
  void *strip;
  int turn;
  long column, columns;
  long from, depth;
  long most; /* rows of a block */
  int threads;
} BenchStep;

static long
round_up (long value, long step)
{
  return (value + step - 1) / step * step;
}

/* Of B, that one thread packs: whole panels, few enough that all threads have some. */
static long
columns_at_once (const BenchStep *step, long width, int threads)
{
  long panels = step->columns / width / threads;

  return width * (panels < 1 ? 1 : panels < MOST_PANELS ? panels : MOST_PANELS);
}

/* The next rows that nobody has taken, from *@i on: half of a fair share of what is left, so that
 * all are done at the same time; no more than the second cache holds. None: 0. */
static long
take_rows (BenchMultiplier *multiplier, const BenchStep *step, long m, long tile, long *i)
{
  long rows;

  *i = atomic_load (&multiplier->next[step->turn]);
  do {
    rows = round_up ((m - *i) / (2 * step->threads), tile);
    rows = rows < LEAST_TILES * tile ? LEAST_TILES * tile : rows;
    rows = rows < step->most ? rows : step->most;
    rows = rows < m - *i ? rows : m - *i;
  } while (rows > 0 && !atomic_compare_exchange_weak (&multiplier->next[step->turn], i, *i + rows));
  return rows;
}

#define REAL float
#define OF(name) name##32
#include "benchmark/program/multiply-of.h"
#undef REAL
#undef OF
#define REAL double
#define OF(name) name##64
#include "benchmark/program/multiply-of.h"

static size_t
real_bytes (const BenchMultiplier *multiplier)
{
  return multiplier->wide ? sizeof (double) : sizeof (float);
}

static size_t
strip_bytes (const BenchMultiplier *multiplier)
{
  const BenchKernels *kernels = multiplier->kernels;

  return (size_t) round_up (STRIP, multiplier->wide ? kernels->columns64 : kernels->columns32) *
         (size_t) kernels->depth * real_bytes (multiplier);
}

static long
tile_rows (const BenchMultiplier *multiplier)
{
  return multiplier->wide ? multiplier->kernels->rows64 : multiplier->kernels->rows32;
}

static long
most_rows (const BenchMultiplier *multiplier)
{
  long tile = tile_rows (multiplier);

  return BLOCK_BYTES / (multiplier->kernels->depth * (long) real_bytes (multiplier)) / tile * tile;
}

BenchMultiplier *
bench_multiplier_new (BenchPool *pool, const BenchKernels *kernels, bool wide)
{
  BenchMultiplier *multiplier = calloc (1, sizeof *multiplier);

  if (multiplier == NULL)
    return NULL;
  multiplier->pool = pool;
  multiplier->kernels = kernels;
  multiplier->wide = wide;
  multiplier->block_bytes = (size_t) round_up (
    most_rows (multiplier) * kernels->depth * (long) real_bytes (multiplier), 4096);
  for (int i = 0; i < 2; i++)
    multiplier->strips[i] = bench_memory_new (strip_bytes (multiplier));
  multiplier->blocks =
    bench_memory_new (multiplier->block_bytes * (size_t) bench_pool_threads (pool));
  if (multiplier->strips[0] != NULL && multiplier->strips[1] != NULL && multiplier->blocks != NULL)
    return multiplier;
  bench_multiplier_free (multiplier);
  return NULL;
}

void
bench_multiplier_free (BenchMultiplier *multiplier)
{
  for (int i = 0; i < 2; i++)
    bench_memory_free (multiplier->strips[i], strip_bytes (multiplier));
  bench_memory_free (multiplier->blocks,
                     multiplier->block_bytes * (size_t) bench_pool_threads (multiplier->pool));
  free (multiplier);
}

void
bench_multiply (BenchMultiplier *multiplier, const BenchTerms *terms, int index, int count)
{
  /* Steps of the same depth: a short one at the end would touch all of C for little. */
  long most = multiplier->kernels->depth, steps = (terms->k + most - 1) / most;
  long depth = round_up ((terms->k + steps - 1) / steps, 2);
  BenchStep step = { .most = most_rows (multiplier), .threads = count };

  for (step.column = 0; step.column < terms->n; step.column += STRIP)
    for (step.from = 0; step.from < terms->k; step.from += depth, step.turn = !step.turn) {
      step.strip = multiplier->strips[step.turn];
      step.columns = terms->n - step.column < STRIP ? terms->n - step.column : STRIP;
      step.depth = terms->k - step.from < depth ? terms->k - step.from : depth;
      if (multiplier->wide)
        take_step64 (multiplier, terms, &step, index, count);
      else
        take_step32 (multiplier, terms, &step, index, count);
    }
}
