/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/steps.h"
#include "benchmark/program/multiply.h"

#include <stdlib.h>
#include <string.h>

enum {
  WIDEST = 4096, /* columns that can be summed up */
  THIN = 4       /* rows that are not worth packing B for */
};

struct BenchSteps {
  BenchPool *pool;
  const BenchKernels *kernels;
  bool wide;
  const BenchScript *script;
  uint64_t seed;
  bool fresh; /* the arena is as at the beginning */
  BenchMultiplier *multiplier;
  void *arena;
  void *sums; /* of columns, a row for each thread */
  int from, to;
  unsigned repeats;
};

/* The part of @all that thread @index has, in whole lines of the cache. */
static size_t
part (size_t all, int index, int count)
{
  size_t at = all / 16 * (size_t) index / (size_t) count * 16;

  return index == count ? all : at;
}

#define REAL float
#define OF(name) name##32
#include "benchmark/program/steps-of.h"
#undef REAL
#undef OF
#define REAL double
#define OF(name) name##64
#include "benchmark/program/steps-of.h"

static size_t
arena_bytes (const BenchSteps *steps)
{
  return steps->script->elements * (steps->wide ? sizeof (double) : sizeof (float));
}

static size_t
sums_bytes (const BenchSteps *steps)
{
  return (size_t) bench_pool_threads (steps->pool) * WIDEST * sizeof (double);
}

static void
fill (void *data, int index, int count)
{
  BenchSteps *steps = data;
  size_t all = steps->script->elements;

  for (size_t i = part (all, index, count); i < part (all, index + 1, count); i++) {
    double number = bench_network_start (steps->script, steps->seed, i);

    if (steps->wide)
      ((double *) steps->arena)[i] = number;
    else
      ((float *) steps->arena)[i] = (float) number;
  }
}

BenchSteps *
bench_steps_new (BenchPool *pool,
                 const BenchKernels *kernels,
                 bool wide,
                 const BenchScript *script,
                 uint64_t seed)
{
  BenchSteps *steps = calloc (1, sizeof *steps);

  if (steps == NULL)
    return NULL;
  *steps = (BenchSteps){
    .pool = pool,
    .kernels = kernels,
    .wide = wide,
    .script = script,
    .seed = seed,
    .multiplier = bench_multiplier_new (pool, kernels, wide),
  };
  steps->arena = bench_memory_new (arena_bytes (steps));
  steps->sums = bench_memory_new (sums_bytes (steps));
  if (steps->arena == NULL || steps->sums == NULL || steps->multiplier == NULL) {
    bench_steps_free (steps);
    return NULL;
  }
  bench_steps_reset (steps);
  return steps;
}

void
bench_steps_free (BenchSteps *steps)
{
  bench_memory_free (steps->arena, arena_bytes (steps));
  bench_memory_free (steps->sums, sums_bytes (steps));
  if (steps->multiplier != NULL)
    bench_multiplier_free (steps->multiplier);
  free (steps);
}

void
bench_steps_reset (BenchSteps *steps)
{
  if (!steps->fresh)
    bench_pool_run (steps->pool, fill, steps);
  steps->fresh = true;
}

/* All tasks in one piece of work: between tasks threads meet, which takes a microsecond, and do not
 * go to sleep, which takes fifty. */
static void
run (void *data, int index, int count)
{
  BenchSteps *steps = data;

  for (unsigned i = 0; i < steps->repeats; i++)
    for (int at = steps->from; at < steps->to; at++) {
      const BenchTask *task = &steps->script->tasks[at];

      if (steps->wide)
        take_task64 (steps, task, index, count);
      else
        take_task32 (steps, task, index, count);
      bench_pool_meet (steps->pool);
    }
}

void
bench_steps_run (BenchSteps *steps, int from, int to, unsigned repeats)
{
  steps->fresh = false;
  steps->from = from;
  steps->to = to;
  steps->repeats = repeats;
  bench_pool_run (steps->pool, run, steps);
}

void *
bench_steps_arena (BenchSteps *steps)
{
  steps->fresh = false; /* it may be written */
  return steps->arena;
}

double
bench_steps_error (const BenchSteps *right,
                   size_t begin,
                   size_t count,
                   const float *numbers,
                   size_t all)
{
  const double *should = (const double *) right->arena + begin;
  double wrong = 0, size = 0;

  for (size_t at = 0; at < all; at += count)
    for (size_t i = 0; i < count; i++) {
      double away = (double) numbers[at + i] - should[i];

      wrong += away * away;
      size += should[i] * should[i];
    }
  return __builtin_sqrt (wrong / size);
}

double
bench_steps_update_error (const BenchSteps *right, const float *parameters)
{
  const BenchScript *script = right->script;
  const double *before = (const double *) right->arena + script->parameters;
  const double *slopes = (const double *) right->arena + script->gradients;
  double rate = (double) script->tasks[script->count - 1].scale, wrong = 0, size = 0;

  for (size_t i = 0; i < script->parameter_count; i++) {
    double should = before[i] - rate * slopes[i], away = (double) parameters[i] - should;

    wrong += away * away;
    size += should * should;
  }
  return __builtin_sqrt (wrong / size);
}
