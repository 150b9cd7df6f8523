/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/triad.h"
#include "benchmark/program/random.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Arrays whose addresses agree in their low bits get into each other's way, in caches and in banks
 * of memory: each begins somewhat further than the one before. */
enum {
  DISPLACEMENT = 8192 + 1024 + 128
};

struct BenchTriad {
  BenchPool *pool;
  const BenchKernels *kernels;
  size_t count;
  bool past_caches;
  uint64_t seed;
  unsigned first, stretches; /* of a run */
  unsigned done;             /* since the poison, up to all */
  atomic_size_t wrong;
  char *memory;
  double *a, *b, *c;
};

/* Parts begin on a cache line, so no two threads write to one. */
static size_t
part (const BenchTriad *triad, int index, int count)
{
  size_t lines = (triad->count + 7) / 8;
  size_t from = lines * (size_t) index / (size_t) count * 8;

  return from < triad->count ? from : triad->count;
}

static void
fill (void *data, int index, int count)
{
  BenchTriad *triad = data;

  for (size_t i = part (triad, index, count); i < part (triad, index + 1, count); i++) {
    triad->a[i] = 0;
    triad->b[i] = bench_random (triad->seed, 2 * i);
    triad->c[i] = bench_random (triad->seed, 2 * i + 1);
  }
}

static size_t
memory_bytes (const BenchTriad *triad)
{
  return 3 * ((triad->count * sizeof (double) + 63) / 64 * 64 + DISPLACEMENT);
}

BenchTriad *
bench_triad_new (BenchPool *pool,
                 const BenchKernels *kernels,
                 size_t count,
                 bool past_caches,
                 uint64_t seed)
{
  BenchTriad *triad = calloc (1, sizeof *triad);

  if (triad == NULL)
    return NULL;
  *triad = (BenchTriad){
    .pool = pool,
    .kernels = kernels,
    .count = count,
    .past_caches = past_caches,
    .seed = seed,
  };
  triad->memory = bench_memory_new (memory_bytes (triad));
  if (triad->memory == NULL) {
    free (triad);
    return NULL;
  }
  triad->a = (double *) triad->memory;
  triad->b = (double *) (triad->memory + memory_bytes (triad) / 3);
  triad->c = (double *) (triad->memory + memory_bytes (triad) / 3 * 2);
  bench_pool_run (pool, fill, triad);
  return triad;
}

void
bench_triad_free (BenchTriad *triad)
{
  bench_memory_free (triad->memory, memory_bytes (triad));
  free (triad);
}

static void
poison (void *data, int index, int count)
{
  BenchTriad *triad = data;
  size_t from = part (triad, index, count), to = part (triad, index + 1, count);

  memset (triad->a + from, 0xff, (to - from) * sizeof (double));
}

void
bench_triad_poison (BenchTriad *triad)
{
  bench_pool_run (triad->pool, poison, triad);
  triad->done = 0;
}

static void
run (void *data, int index, int count)
{
  BenchTriad *triad = data;

  for (unsigned i = 0; i < triad->stretches; i++) {
    int at = index * BENCH_TRIAD_STRETCHES + (int) ((triad->first + i) % BENCH_TRIAD_STRETCHES);
    size_t from = part (triad, at, count * BENCH_TRIAD_STRETCHES);
    size_t to = part (triad, at + 1, count * BENCH_TRIAD_STRETCHES);

    if (triad->past_caches)
      triad->kernels->triad_nt (triad->a + from, triad->b + from, triad->c + from, 3, to - from);
    else
      triad->kernels->triad (triad->a + from, triad->b + from, triad->c + from, 3, to - from);
  }
}

void
bench_triad_run (BenchTriad *triad, unsigned stretches)
{
  triad->stretches = stretches;
  bench_pool_run (triad->pool, run, triad);
  triad->first = (triad->first + stretches) % BENCH_TRIAD_STRETCHES;
  triad->done += stretches < bench_triad_left (triad) ? stretches : bench_triad_left (triad);
}

unsigned
bench_triad_left (const BenchTriad *triad)
{
  return BENCH_TRIAD_STRETCHES - triad->done;
}

/* A level with fused multiplication rounds once, one without rounds twice: both are right. */
static bool
is_wrong (double a, double b, double c)
{
  double twice = b + 3 * c;

  if (a == twice)
    return false;
  double once = (double) ((long double) b + 3.0L * (long double) c);
  double ulp = __builtin_fabs (once) * 0x1p-52;

  return !(__builtin_fabs (a - once) <= ulp);
}

static void
count_wrong (void *data, int index, int count)
{
  BenchTriad *triad = data;
  size_t wrong = 0;

  for (size_t i = part (triad, index, count); i < part (triad, index + 1, count); i++)
    wrong += is_wrong (triad->a[i], triad->b[i], triad->c[i]);
  atomic_fetch_add (&triad->wrong, wrong);
}

double
bench_triad_wrong (BenchTriad *triad)
{
  triad->wrong = 0;
  bench_pool_run (triad->pool, count_wrong, triad);
  return (double) triad->wrong;
}
