/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/measures.h"
#include "benchmark/program/product.h"
#include "benchmark/program/system.h"
#include "benchmark/program/triad.h"

#include <string.h>

enum {
  LEAST_ARRAY = 24 << 20, /* bytes; three leave the last cache of most laptops */
  MOST_ARRAY = 1 << 30,
  UNKNOWN_CACHE = 64 << 20
};

BenchPool *
bench_take_pool (int threads, BenchRun *run, BenchResult *result)
{
  int logical, wanted = threads > 0 ? threads : bench_pool_cores (&logical);
  BenchPool *pool = bench_pool_new (wanted);

  if (pool == NULL) {
    bench_result_skip (result, "The system does not give %d threads.", wanted);
    return NULL;
  }
  result->backend = "cpu";
  result->device = -1;
  result->isa = run->kernels->name;
  result->threads = wanted;
  if (!bench_pool_pinned (pool))
    result->flags |= BENCH_FLAG_FEW_THREADS;
  return pool;
}

static double
product_batch (void *data, unsigned repeats)
{
  double begin = bench_system_now ();

  bench_product_run (data, repeats);
  return bench_system_now () - begin;
}

static bool
product_is_right (const BenchProduct *product, bool wide, BenchResult *result)
{
  return bench_result_check (result, "freivalds", bench_product_error (product),
                             bench_product_bound (wide));
}

static bool
sample_product (BenchRun *run,
                const BenchMeasure *measure,
                BenchProduct *product,
                BenchResult *result)
{
  double amount = 2e-9 * (double) result->n * (double) result->n * (double) result->n;

  if (measure->sustain)
    return bench_run_sustain (run, product_batch, product, amount, NULL, &result->series);
  return bench_run_sample (run, product_batch, product, amount, false, &result->series);
}

/* Checked before it is timed, and what the timed batches left is checked again. */
static void
measure_product (BenchRun *run,
                 const BenchMeasure *measure,
                 BenchProduct *product,
                 bool wide,
                 BenchResult *result)
{
  bench_product_poison (product);
  bench_product_run (product, 1);
  if (!product_is_right (product, wide, result))
    return;
  bench_product_poison (product);
  if (sample_product (run, measure, product, result))
    product_is_right (product, wide, result);
  else
    bench_result_late (result);
}

/* The largest size that takes a few milliseconds, which is a turn of the scheduler: large enough to
 * keep all cores at work, short enough that on a busy machine some product meets nobody, which is
 * what makes the best of two runs agree. */
static long
product_size (BenchPool *pool, const BenchKernels *kernels, bool wide)
{
  static const long sizes[] = { 8192, 4096, 3072, 2048, 1536, 1024, 768 };
  BenchProduct *probe = bench_product_new (pool, kernels, wide, 384, 1);
  double quickest = 1, begin;

  if (probe == NULL)
    return 0;
  begin = bench_system_now ();
  for (int i = 0; i < 32 && bench_system_now () - begin < 0.1; i++) {
    double seconds = product_batch (probe, 1);

    quickest = seconds < quickest ? seconds : quickest;
  }
  bench_product_free (probe);
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    double n = (double) sizes[i], bytes = 3 * n * n * (wide ? 8 : 4);

    if (quickest * (n / 384) * (n / 384) * (n / 384) < 0.004 &&
        bytes < (double) bench_system_memory ("MemAvailable") / 2)
      return sizes[i];
  }
  return 512;
}

static void
take_product (BenchRun *run,
              const BenchMeasure *measure,
              bool wide,
              int threads,
              BenchResult *result)
{
  BenchPool *pool = bench_take_pool (threads, run, result);

  if (pool == NULL)
    return;
  result->n = product_size (pool, run->kernels, wide);
  BenchProduct *product =
    result->n > 0 ? bench_product_new (pool, run->kernels, wide, result->n, run->options->seed)
                  : NULL;
  if (product == NULL) {
    bench_result_skip (result, "There is not enough memory for the matrices.");
  } else {
    measure_product (run, measure, product, wide, result);
    bench_product_free (product);
  }
  bench_pool_free (pool);
}

void
bench_take_cpu_product (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  take_product (run, measure, measure->variant & BENCH_DOUBLE,
                measure->variant & BENCH_ONE_THREAD ? 1 : 0, result);
}

/* Where it gets hot: on the GPU, or on all cores. */
void
bench_take_sustain (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  if (run->gpu.calls != NULL)
    bench_take_gpu_product (run, measure, result);
  else
    take_product (run, measure, false, 0, result);
}

static double
triad_batch (void *data, unsigned stretches)
{
  double begin = bench_system_now ();

  bench_triad_run (data, stretches);
  return bench_system_now () - begin;
}

static bool
triad_is_right (BenchTriad *triad, BenchResult *result)
{
  return bench_result_check (result, "elements", bench_triad_wrong (triad), 0);
}

static void
measure_triad (BenchRun *run, BenchTriad *triad, BenchResult *result)
{
  double amount = 1e-9 * (double) result->bytes / BENCH_TRIAD_STRETCHES;

  bench_triad_poison (triad);
  bench_triad_run (triad, BENCH_TRIAD_STRETCHES);
  if (!triad_is_right (triad, result))
    return;
  bench_triad_poison (triad);
  if (!bench_run_sample (run, triad_batch, triad, amount, false, &result->series)) {
    bench_result_late (result);
    return;
  }
  bench_triad_run (triad, bench_triad_left (triad));
  triad_is_right (triad, result);
}

/* Elements that can be touched for the first time, gone through and checked, twice each, in half of
 * the time that there is, as a small triad foretells: a busy machine hands out memory slowly. */
static size_t
affordable (BenchRun *run, BenchPool *pool, bool past_caches)
{
  static const size_t few = 1 << 20;
  double begin = bench_system_now ();
  BenchTriad *triad = bench_triad_new (pool, run->kernels, few, past_caches, run->options->seed);

  if (triad == NULL)
    return few;
  bench_triad_poison (triad);
  bench_triad_run (triad, BENCH_TRIAD_STRETCHES);
  bench_triad_wrong (triad);
  bench_triad_free (triad);
  return (size_t) (run->budget / 4 / (bench_system_now () - begin) * (double) few);
}

/* Three arrays, together six times the last cache, so that nothing of one pass is left for the
 * next, as far as time and memory allow. Where it is not known how large that cache is, a large one
 * is assumed. */
static size_t
triad_count (BenchRun *run, BenchPool *pool, bool past_caches, BenchResult *result)
{
  uint64_t cache = bench_system_last_cache (bench_pool_threads (pool));
  uint64_t available = bench_system_memory ("MemAvailable"), bytes;
  size_t most = affordable (run, pool, past_caches) * sizeof (double);

  if (cache == 0)
    result->flags |= BENCH_FLAG_CACHE_UNKNOWN;
  bytes = 2 * (cache > 0 ? cache : UNKNOWN_CACHE);
  if (bytes > MOST_ARRAY)
    bytes = MOST_ARRAY;
  if (bytes > most)
    bytes = most;
  if (bytes < LEAST_ARRAY)
    bytes = LEAST_ARRAY;
  if (available > 0 && bytes > available / 8)
    bytes = available / 8;
  if (3 * bytes < 4 * cache)
    result->flags |= BENCH_FLAG_CACHE_RESIDENT;
  return bytes / sizeof (double) / 8 * 8;
}

void
bench_take_cpu_triad (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  bool past_caches = measure->variant & BENCH_PAST_CACHES;

  if (past_caches && run->kernels->triad_nt == NULL) {
    bench_result_skip (result, "This processor has no stores past the caches that we use.");
    return;
  }
  BenchPool *pool = bench_take_pool (measure->variant & BENCH_ONE_THREAD ? 1 : 0, run, result);
  if (pool == NULL)
    return;
  size_t count = triad_count (run, pool, past_caches, result);
  BenchTriad *triad = bench_triad_new (pool, run->kernels, count, past_caches, run->options->seed);
  if (triad == NULL) {
    bench_result_skip (result, "There is not enough memory for the arrays.");
  } else {
    result->bytes = 3 * count * sizeof (double);
    measure_triad (run, triad, result);
    bench_triad_free (triad);
  }
  bench_pool_free (pool);
}
