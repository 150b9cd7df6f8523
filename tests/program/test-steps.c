/* SPDX-License-Identifier: Apache-2.0 */
/* Training steps on the CPU: products of every shape, gradients against differences of the loss,
 * and single precision against double on every level of instructions. */
#include "benchmark/program/multiply.h"
#include "benchmark/program/network.h"
#include "benchmark/program/random.h"
#include "benchmark/program/stepper.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static const char *const levels[] = { "baseline", "avx2", "avx512" };

typedef struct {
  BenchMultiplier *multiplier;
  BenchTerms terms;
} Product;

static void
multiply (void *data, int index, int count)
{
  Product *product = data;

  bench_multiply (product->multiplier, &product->terms, index, count);
}

static void
check_product (BenchMultiplier *multiplier, BenchPool *pool, const BenchTerms *shape)
{
  Product product = { multiplier, *shape };
  BenchTerms *terms = &product.terms;
  g_autofree double *a = g_new (double, terms->m * terms->k);
  g_autofree double *b = g_new (double, terms->k * terms->n);
  g_autofree double *c = g_new (double, terms->m * terms->n);

  for (long i = 0; i < terms->m * terms->k; i++)
    a[i] = bench_random (1, (guint64) i);
  for (long i = 0; i < terms->k * terms->n; i++)
    b[i] = bench_random (2, (guint64) i);
  for (long i = 0; i < terms->m * terms->n; i++)
    c[i] = terms->add ? 1 : NAN;
  terms->a = a;
  terms->b = b;
  terms->c = c;
  bench_pool_run (pool, multiply, &product);
  for (long i = 0; i < terms->m; i++)
    for (long j = 0; j < terms->n; j++) {
      double sum = terms->add ? 1 : 0;

      for (long p = 0; p < terms->k; p++)
        sum +=
          a[i * terms->a_row + p * terms->a_column] * b[p * terms->b_row + j * terms->b_column];
      g_assert_cmpfloat_with_epsilon (c[i * terms->n + j], sum, 1e-11);
    }
}

static void
test_products (void)
{
  static const long shapes[][3] = {
    { 1, 1, 1 }, { 28, 64, 1024 }, { 100, 1, 64 }, { 5, 300, 7 }, { 137, 43, 655 }, { 2, 4100, 3 },
  };

  for (int threads = 1; threads <= 3; threads++) {
    BenchPool *pool = bench_pool_new (threads);
    BenchMultiplier *multiplier = bench_multiplier_new (pool, bench_kernels (), true);

    for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
      for (int way = 0; way < 8; way++) {
        long m = shapes[i][0], n = shapes[i][1], k = shapes[i][2];
        BenchTerms terms = { .m = m, .n = n, .k = k, .c_row = n, .add = way & 4 };

        terms.a_row = way & 1 ? 1 : k;
        terms.a_column = way & 1 ? m : 1;
        terms.b_row = way & 2 ? 1 : n;
        terms.b_column = way & 2 ? k : 1;
        check_product (multiplier, pool, &terms);
      }
    bench_multiplier_free (multiplier);
    bench_pool_free (pool);
  }
}

static double
loss (BenchSteps *steps, const BenchScript *script, int forward)
{
  const double *arena = bench_steps_arena (steps);
  double sum = 0;

  bench_steps_run (steps, 0, forward, 1);
  for (gsize i = 0; i < script->output_count; i++) {
    double away = arena[script->output + i] - arena[script->target + i];

    sum += away * away / 2 / script->batch;
  }
  return sum;
}

/* Shows that the way back is the slope of the way forth, whatever both are made of. */
static void
test_gradients (gconstpointer data)
{
  BenchNetwork network = (BenchNetwork) GPOINTER_TO_INT (data);
  BenchPool *pool = bench_pool_new (2);
  BenchScript script;
  BenchSteps *steps;
  double *arena;
  int forward = 0;

  bench_network_write (network, 5, true, &script);
  while (script.tasks[forward].op != BENCH_TASK_ERROR)
    forward++;
  steps = bench_steps_new (pool, bench_kernels (), true, &script, 3);
  bench_steps_run (steps, 0, script.count - 1, 1);
  arena = bench_steps_arena (steps);
  for (guint64 i = 0; i < 40; i++) {
    gsize at = bench_random_bits (9, i) % script.parameter_count;
    double before = arena[at], high, low, slope = arena[script.gradients + at];

    arena[at] = before + 1e-5;
    high = loss (steps, &script, forward);
    arena[at] = before - 1e-5;
    low = loss (steps, &script, forward);
    arena[at] = before;
    g_assert_cmpfloat_with_epsilon ((high - low) / 2e-5, slope, 1e-7 + 1e-5 * fabs (slope));
  }
  bench_steps_free (steps);
  bench_pool_free (pool);
}

/* One neuron, by hand. */
static void
test_meaning (void)
{
  BenchPool *pool = bench_pool_new (1);
  BenchScript script;
  double sum = 0, out = 0, *arena;
  BenchSteps *steps;

  bench_network_write (BENCH_MLP_SMALL, 1, true, &script);
  steps = bench_steps_new (pool, bench_kernels (), true, &script, 8);
  arena = bench_steps_arena (steps);
  bench_steps_run (steps, 0, 1, 1);
  for (int i = 0; i < 28; i++)
    sum += arena[script.input + (gsize) i] * arena[i * 64];
  sum += arena[28 * 64];
  out = sum / (1 + fabs (sum));
  g_assert_cmpfloat_with_epsilon (arena[script.tasks[0].c], out, 1e-14);
  g_assert_cmpfloat (script.operations, ==, 2. * (3 * (28 * 64 + 64 * 64 + 64) - 28 * 64));
  bench_steps_free (steps);
  bench_pool_free (pool);
}

typedef struct {
  const BenchScript *script;
  BenchSteps *steps;
  float spoil;
} Single;

static bool
reset (void *data)
{
  bench_steps_reset (((Single *) data)->steps);
  return true;
}

static bool
run (void *data, int from, int to)
{
  Single *single = data;
  float *arena = bench_steps_arena (single->steps);

  bench_steps_run (single->steps, from, to, 1);
  arena[single->script->output + 1] += single->spoil;
  return true;
}

static const float *
fetch (void *data, size_t begin, size_t count)
{
  return (const float *) bench_steps_arena (((Single *) data)->steps) + begin;
}

static void
check_single (const BenchKernels *kernels, BenchNetwork network, int batch, bool training)
{
  BenchPool *pool = bench_pool_new (3);
  BenchScript script;
  Single single = { .script = &script };
  BenchStepper stepper = { &single, reset, run, fetch };
  BenchRight *right;

  bench_network_write (network, batch, training, &script);
  single.steps = bench_steps_new (pool, kernels, false, &script, 5);
  right = bench_right_new (pool, kernels, &script, 5);
  g_assert_cmpfloat (bench_stepper_error (&stepper, &script, right), <=,
                     bench_stepper_bound (&script));
  single.spoil = NAN;
  g_assert_false (bench_stepper_error (&stepper, &script, right) <= bench_stepper_bound (&script));
  single.spoil = 0.1f;
  g_assert_false (bench_stepper_error (&stepper, &script, right) <= bench_stepper_bound (&script));
  bench_steps_free (single.steps);
  bench_right_free (right);
  bench_pool_free (pool);
}

static void
test_single (gconstpointer data)
{
  const BenchKernels *kernels = bench_kernels_named (data);

  for (int network = BENCH_MLP_SMALL; network <= BENCH_AUTOENCODER; network++)
    if (network != BENCH_MLP_LARGE)
      check_single (kernels, (BenchNetwork) network, 33, true);
  check_single (kernels, BENCH_MLP_SMALL, 3 * BENCH_DIFFERENT, true);
  check_single (kernels, BENCH_CNN, 2 * BENCH_DIFFERENT, true);
  check_single (kernels, BENCH_MLP_MNIST, 2 * BENCH_DIFFERENT, false);
  for (int batch = 1; batch <= 6; batch++)
    check_single (kernels, BENCH_MLP_MNIST, batch, false);
}

static double *
new_arena (const BenchScript *script, BenchPool *pool, int to)
{
  BenchSteps *steps = bench_steps_new (pool, bench_kernels (), true, script, 6);
  double *arena;

  bench_steps_run (steps, 0, to, 1);
  arena = g_memdup2 (bench_steps_arena (steps), script->elements * sizeof *arena);
  bench_steps_free (steps);
  return arena;
}

/* The samples of a batch come over and over, so the different ones alone have the same slopes. */
static void
test_reduced (void)
{
  BenchPool *pool = bench_pool_new (2);

  for (int network = BENCH_MLP_SMALL; network <= BENCH_AUTOENCODER; network++) {
    BenchScript whole, reduced;

    if (network == BENCH_MLP_LARGE)
      continue;
    bench_network_write ((BenchNetwork) network, 4 * BENCH_DIFFERENT, true, &whole);
    bench_network_reduce (&whole, &reduced);
    g_assert_cmpint (reduced.batch, ==, BENCH_DIFFERENT);
    g_autofree double *one = new_arena (&whole, pool, whole.count - 1);
    g_autofree double *other = new_arena (&reduced, pool, reduced.count - 1);

    for (gsize i = 0; i < whole.parameter_count; i++)
      g_assert_cmpfloat_with_epsilon (one[whole.gradients + i], other[reduced.gradients + i],
                                      1e-13);
    for (gsize i = 0; i < whole.output_count; i++)
      g_assert_cmpfloat_with_epsilon (one[whole.output + i],
                                      other[reduced.output + i % reduced.output_count], 1e-13);
    g_assert_cmpfloat (one[whole.input], !=, one[whole.input + whole.input_count / 64]);
  }
  bench_pool_free (pool);
}

/* The loss is scaled by a power of two, so the way back is as much larger and the update the same,
 * to the last bit. */
static void
test_mixed (void)
{
  BenchPool *pool = bench_pool_new (2);

  for (int network = BENCH_MLP_SMALL; network <= BENCH_AUTOENCODER; network++) {
    BenchScript plain, mixed;

    if (network == BENCH_MLP_LARGE)
      continue;
    bench_network_write ((BenchNetwork) network, 6, true, &plain);
    bench_network_write ((BenchNetwork) network, 6, true, &mixed);
    bench_network_mix (&mixed);
    g_assert_cmpfloat (bench_stepper_bound (&mixed), ==,
                       (network == BENCH_AUTOENCODER ? 8 : 6) / 1024.);
    for (int update = 0; update <= 1; update++) {
      int to = plain.count - 1 + update;
      g_autofree double *one = new_arena (&plain, pool, to), *other = new_arena (&mixed, pool, to);

      for (gsize i = 0; i < plain.parameter_count; i++) {
        g_assert_cmpfloat (1024 * one[plain.gradients + i], ==, other[plain.gradients + i]);
        g_assert_cmpfloat (one[i], ==, other[i]);
      }
    }
  }
  bench_pool_free (pool);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/steps/products", test_products);
  g_test_add_func ("/steps/meaning", test_meaning);
  g_test_add_func ("/steps/reduced", test_reduced);
  g_test_add_func ("/steps/mixed", test_mixed);
  g_test_add_data_func ("/steps/gradients/mlp", GINT_TO_POINTER (BENCH_MLP_SMALL), test_gradients);
  g_test_add_data_func ("/steps/gradients/cnn", GINT_TO_POINTER (BENCH_CNN), test_gradients);
  g_test_add_data_func ("/steps/gradients/autoencoder", GINT_TO_POINTER (BENCH_AUTOENCODER),
                        test_gradients);
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++) {
    g_autofree char *path = g_strdup_printf ("/steps/single/%s", levels[i]);

    if (bench_kernels_named (levels[i]) != NULL)
      g_test_add_data_func (path, levels[i], test_single);
  }
  return g_test_run ();
}
