/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels of every level this processor has, at sizes that do not fit their tiles. */
#include "benchmark/program/half.h"
#include "benchmark/program/product.h"
#include "benchmark/program/random.h"
#include "benchmark/program/sampler.h"
#include "benchmark/program/triad.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static const char *const levels[] = { "baseline", "avx2", "avx512" };

typedef void (*Check) (const BenchKernels *kernels, int threads);

/* The whole of C at small sizes, where a product in double precision costs nothing. */
static void
check_tile (const BenchKernels *kernels, int threads)
{
  double a[40 * 32], b[40 * 32], c[32 * 40], before[32 * 40];
  long depth = 37, stride = 40;

  for (int i = 0; i < 40 * 32; i++) {
    a[i] = bench_random (1, (guint64) i);
    b[i] = bench_random (2, (guint64) i);
  }
  for (int add = 0; add <= 1; add++) {
    for (int i = 0; i < 32 * 40; i++)
      before[i] = c[i] = add ? i : NAN;
    double *panel = g_aligned_alloc (40 * 32, sizeof *panel, 64);
    memcpy (panel, b, sizeof b);
    kernels->product64 (depth, a, panel, c, stride, add);
    g_aligned_free (panel);
    for (int i = 0; i < kernels->rows64; i++)
      for (int j = 0; j < kernels->columns64; j++) {
        double sum = add ? before[i * stride + j] : 0;

        for (int p = 0; p < depth; p++)
          sum += a[p * kernels->rows64 + i] * b[p * kernels->columns64 + j];
        g_assert_cmpfloat_with_epsilon (c[i * stride + j], sum, 1e-12 * (1 + ABS (sum)));
      }
  }
}

static void
check_products (const BenchKernels *kernels, int threads)
{
  static const long sizes[] = { 1, 2, 7, 16, 63, 128, 137, 255, 257, 400 };
  BenchPool *pool = bench_pool_new (threads);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int wide = 0; wide <= 1; wide++) {
      BenchProduct *product = bench_product_new (pool, kernels, wide, sizes[i], 42 + i);

      bench_product_poison (product);
      g_assert_false (bench_product_error (product) <= 1);
      bench_product_run (product, 1);
      g_assert_cmpfloat (bench_product_error (product), <=, bench_product_bound (wide));
      bench_product_run (product, 2); /* again, into what is there */
      g_assert_cmpfloat (bench_product_error (product), <=, bench_product_bound (wide));
      bench_product_free (product);
    }
  bench_pool_free (pool);
}

static void
check_triads (const BenchKernels *kernels, int threads)
{
  static const size_t counts[] = { 8, 9, 15, 1000, 4097, 100001 };
  BenchPool *pool = bench_pool_new (threads);

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    for (int past_caches = 0; past_caches <= 1; past_caches++) {
      BenchTriad *triad = bench_triad_new (pool, kernels, counts[i], past_caches, i);

      bench_triad_poison (triad);
      g_assert_cmpfloat (bench_triad_wrong (triad), ==, (double) counts[i]);
      bench_triad_run (triad, 3);
      g_assert_cmpuint (bench_triad_left (triad), ==, BENCH_TRIAD_STRETCHES - 3);
      if (counts[i] >= 1000)
        g_assert_cmpfloat (bench_triad_wrong (triad), >, 0);
      bench_triad_run (triad, bench_triad_left (triad));
      g_assert_cmpuint (bench_triad_left (triad), ==, 0);
      g_assert_cmpfloat (bench_triad_wrong (triad), ==, 0);
      bench_triad_run (triad, BENCH_TRIAD_STRETCHES + 1);
      g_assert_cmpuint (bench_triad_left (triad), ==, 0);
      bench_triad_free (triad);
    }
  bench_pool_free (pool);
}

static void
test_level (gconstpointer data)
{
  const char *const *words = data;
  const BenchKernels *kernels = bench_kernels_named (words[0]);

  g_assert_cmpstr (kernels->name, ==, words[0]);
  check_tile (kernels, 1);
  for (int threads = 1; threads <= 3; threads += 2) {
    check_products (kernels, threads);
    check_triads (kernels, threads);
  }
}

static void
test_levels (void)
{
  g_assert_null (bench_kernels_named ("sse9"));
  g_assert_nonnull (bench_kernels_named ("baseline"));
  g_assert_nonnull (bench_kernels ());
}

static void
test_statistics (void)
{
  static const struct {
    double samples[6];
    int count;
    gboolean lower;
    double median, best, p5, p95;
  } cases[] = {
    { { 3 }, 1, FALSE, 3, 3, 3, 3 },
    { { 1, 2 }, 2, FALSE, 1.5, 2, 1.05, 1.95 },
    { { 5, 1, 3 }, 3, FALSE, 3, 5, 1.2, 4.8 },
    { { 5, 1, 3 }, 3, TRUE, 3, 1, 1.2, 4.8 },
    { { 4, 4, 4, 4, 4, 4 }, 6, TRUE, 4, 4, 4, 4 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    BenchStatistics found;

    bench_statistics (cases[i].samples, cases[i].count, cases[i].lower, &found);
    g_assert_cmpfloat (found.median, ==, cases[i].median);
    g_assert_cmpfloat (found.best, ==, cases[i].best);
    g_assert_cmpfloat_with_epsilon (found.p5, cases[i].p5, 1e-12);
    g_assert_cmpfloat_with_epsilon (found.p95, cases[i].p95, 1e-12);
    g_assert_cmpfloat_with_epsilon (found.spread, (cases[i].p95 - cases[i].p5) / cases[i].median,
                                    1e-12);
  }
}

/* A machine made up: each repeat takes what the table says. */
typedef struct {
  double each;
  double noise;
  int calls;
  int stop_after;
} Machine;

static double
take (void *data, unsigned repeats)
{
  Machine *machine = data;

  machine->calls++;
  return machine->each < 0 ? -1
                           : repeats * machine->each * (1 + machine->noise * (machine->calls % 4));
}

static bool
is_stopping (void *data)
{
  Machine *machine = data;

  return machine->stop_after > 0 && machine->calls >= machine->stop_after;
}

static void
tell (void *data)
{
}

static bool
sample (Machine *machine, BenchSeries *series)
{
  BenchPlan plan = {
    .batch = take,
    .data = machine,
    .amount = 1,
    .budget = 2,
    .stopping = is_stopping,
    .tell = tell,
    .context = machine,
  };

  return bench_sample (&plan, series);
}

static void
test_sampler (void)
{
  static BenchSeries series;
  Machine quiet = { .each = 1e-6 }, slow = { .each = 0.1 }, loud = { .each = 1e-5, .noise = 0.3 };
  Machine failing = { .each = -1 }, stopped = { .each = 0.1, .stop_after = 5 };

  g_assert_true (sample (&quiet, &series));
  g_assert_cmpint (series.count, >=, BENCH_LEAST_SAMPLES);
  g_assert_cmpfloat (series.repeats * quiet.each, >=, 0.002);
  g_assert_cmpfloat (series.count * series.repeats * quiet.each, >=, 0.249);
  g_assert_cmpfloat (series.count * series.repeats * quiet.each, <, 0.26);
  g_assert_cmpfloat_with_epsilon (series.samples[0], 1e6, 1);
  g_assert_true (sample (&slow, &series));
  g_assert_cmpuint (series.repeats, ==, 1);
  g_assert_true (sample (&loud, &series));
  g_assert_cmpint (series.count, >, BENCH_LEAST_SAMPLES);
  g_assert_false (sample (&failing, &series));
  g_assert_true (sample (&stopped, &series));
  g_assert_cmpint (series.count, <, BENCH_LEAST_SAMPLES);
}

/* Results of a library's come in halves: of any size, poisoned ones too. */
static void
test_halves (void)
{
  static const struct {
    unsigned short half;
    double number;
  } known[] = {
    { 0x0000, 0 },
    { 0x8000, -0.0 },
    { 0x3c00, 1 },
    { 0xc000, -2 },
    { 0x7bff, 65504 },
    { 0x0001, 0x1p-24 },
    { 0x83ff, -0x1.ff8p-15 },
    { 0x0400, 0x1p-14 },
    { 0x3555, 0.333251953125 },
    { 0x7c00, INFINITY },
    { 0xfc00, -INFINITY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_true ((double) bench_half_number (known[i].half) == known[i].number);
  g_assert_true (isnan (bench_half_number (0xffff)) && isnan (bench_half_number (0x7c01)));
  for (guint64 i = 0; i < 1000; i++) {
    double number = (double) bench_half_number (bench_half_random (3, i));

    g_assert_true (number >= -1 && number <= 1 && number * 1024 == floor (number * 1024));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/program/levels", test_levels);
  g_test_add_func ("/program/halves", test_halves);
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++) {
    g_autofree char *path = g_strdup_printf ("/program/kernels/%s", levels[i]);

    /* A level that this processor has not got is nothing that could be tested here. */
    if (bench_kernels_named (levels[i]) != NULL)
      g_test_add_data_func (path, &levels[i], test_level);
  }
  g_test_add_func ("/program/statistics", test_statistics);
  g_test_add_func ("/program/sampler", test_sampler);
  return g_test_run ();
}
