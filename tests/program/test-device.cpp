// SPDX-License-Identifier: Apache-2.0
// Every kernel of kernels.cu, run by the emulator, against plain C++. Built twice: with tiles
// brought through registers as for Turing, and past them as for later cards.
#include "emulator.h"

#ifndef BRING_ASYNC
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif
#include "benchmark/program/kernels.cu"

#include <cmath>
#include <cstdio>

extern "C" {
#include "benchmark/program/narrow.h"
#include "benchmark/program/random.h"
#include "fake-step.h"
}

static int number;
static bool all_passed = true;

static void
report (const char *name, bool passed)
{
  printf ("%sok %d - %s\n", passed ? "" : "not ", ++number, name);
  all_passed &= passed;
}

static std::vector<Word>
noise_of (size_t count)
{
  std::vector<Word> words (count);

  for (size_t i = 0; i < count; i++)
    words[i] = bench_random_bits (5, i);
  return words;
}

static void
test_memory ()
{
  enum {
    BLOCKS = 3,
    WORDS = BLOCKS * 2048
  };
  std::vector<Word> from = noise_of (WORDS), made (WORDS), to (WORDS), folds (BLOCKS);
  std::vector<float> even (BLOCKS * 256);
  bool passed = true;

  emulator::launch (WORDS / 256, 1, 256, [&] { noise (made.data (), 5); });
  report ("noise", made == from);
  emulator::launch (BLOCKS, 1, 256, [&] { uniform (even.data (), 5); });
  for (size_t i = 0; i < even.size (); i++)
    passed &= even[i] == (float) bench_random (5, i);
  report ("uniform", passed);
  emulator::launch (BLOCKS, 1, 256, [&] { copy ((float4 *) from.data (), (float4 *) to.data ()); });
  report ("copy", from == to);

  passed = true;
  emulator::launch (BLOCKS, 1, 256, [&] { fold ((ulonglong2 *) from.data (), folds.data ()); });
  for (size_t i = 0; i < WORDS; i++)
    folds[i / 2048] ^= from[i];
  for (Word left : folds)
    passed &= left == 0;
  report ("fold", passed);

  passed = true;
  emulator::launch (BLOCKS, 1, 256, [&] { scatter ((ulonglong2 *) to.data (), 77); });
  for (size_t i = 0; i < WORDS; i++)
    passed &= to[i] == ((i % 2 ? ~77ull : 77ull) ^ i / 2);
  report ("scatter", passed);
}

static void
test_triad ()
{
  enum {
    COUNT = 2 * 4096
  };
  std::vector<float> a (COUNT), b (COUNT), c (COUNT);
  bool passed = true;

  for (size_t i = 0; i < COUNT; i++) {
    b[i] = (float) bench_random (1, i);
    c[i] = (float) bench_random (2, i);
  }
  emulator::launch (
    2, 1, 256, [&] { triad ((float4 *) a.data (), (float4 *) b.data (), (float4 *) c.data ()); });
  for (size_t i = 0; i < COUNT; i++)
    passed &= std::fabs (a[i] - (b[i] + 3.0 * c[i])) <= 4e-7;
  report ("triad", passed);
}

static void
test_count ()
{
  Word counter = 0;

  for (int i = 0; i < 5; i++)
    emulator::launch (1, 1, 32, [&] { count (&counter); });
  report ("count", counter == 5);
}

template <typename Real>
static double
product_error (const std::vector<Real> &a,
               const std::vector<Real> &b,
               const std::vector<Real> &c,
               int n)
{
  double worst = 0;

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double sum = 0;

      for (int k = 0; k < n; k++)
        sum += (double) a[i * n + k] * b[k * n + j];
      double error = std::fabs (sum - c[i * n + j]);
      if (!(error <= worst))
        worst = error;
    }
  return worst;
}

template <typename Real, typename Kernel>
static void
test_product (const char *name, Kernel kernel, int n, double bound)
{
  std::vector<Real> a (n * n), b (n * n), c (n * n, NAN);

  for (int i = 0; i < n * n; i++) {
    a[i] = (Real) bench_random (1, i);
    b[i] = (Real) bench_random (2, i);
  }
  emulator::launch (n / 128, n / 128, 256, [&] { kernel (a.data (), b.data (), c.data (), n); });
  report (name, product_error (a, b, c, n) <= bound);
}

static void
test_product16 (int n)
{
  std::vector<float> a (n * n), b (n * n), c (n * n, NAN);
  std::vector<unsigned short> x (n * n), y (n * n);

  for (int i = 0; i < n * n; i++) {
    a[i] = bench_half_number (x[i] = bench_half_random (1, i));
    b[i] = bench_half_number (y[i] = bench_half_random (2, i));
  }
  emulator::launch (n / 128, n / 128, 128, [&] { gemm16 (x.data (), y.data (), c.data (), n); });
  report ("gemm16", product_error (a, b, c, n) <= 1e-4);
}

static void
test_peaks ()
{
  std::vector<float> small (256);
  std::vector<double> large (256);
  bool passed = true;

  emulator::launch (1, 1, 256, [&] { peak32 (small.data (), 0.5f, 0.375f, 4); });
  emulator::launch (1, 1, 256, [&] { peak64 (large.data (), 0.5, 0.375, 8); });
  for (int i = 0; i < 256; i++)
    passed &= std::fabs (small[i] - 6) < 1e-5 && std::fabs (large[i] - 6) < 1e-12;
  report ("peak32, peak64", passed);
}

/* What each lane holds of A and B, put back into matrices, says what the tiles must be. */
template <typename Sum, typename Kernel>
static void
test_peak (const char *name, BenchKind kind, Kernel kernel)
{
  alignas (16) unsigned char a[1024];
  alignas (16) unsigned char b[256];
  std::vector<Sum> to (1024);
  bool passed = true;

  for (size_t i = 0; i < 512 / bench_kind_size (kind); i++) {
    bench_kind_store (kind, a, i, 1, i);
    bench_kind_negate (kind, a + 512, a, i);
  }
  for (size_t i = 0; i < 256 / bench_kind_size (kind); i++)
    bench_kind_store (kind, b, i, 2, i);
  emulator::launch (1, 1, 256,
                    [&] { kernel ((const uint4 *) a, (const uint2 *) b, to.data (), 2); });
  for (int i = 0; i < 1024; i++)
    passed &= std::fabs (to[i] - 8 * bench_kind_tile (kind, a, b, i / 4 % 32, i % 4)) <= 1e-4;
  report (name, passed);
}

template <typename Sum, typename Kernel>
static void
test_rows (const char *name, BenchKind kind, int n, Kernel kernel)
{
  std::vector<uint4> x (n * n * bench_kind_size (kind) / 16), y (x.size ());
  std::vector<float> a (n * n), b (n * n), c (n * n);
  std::vector<Sum> sums (n * n, -1);

  for (int i = 0; i < n * n; i++) {
    bench_kind_store (kind, x.data (), i, 1, i);
    bench_kind_store (kind, y.data (), i, 2, i);
  }
  for (int i = 0; i < n * n; i++) {
    a[i] = bench_kind_number (kind, x.data (), i);
    b[i] = bench_kind_number (kind, y.data (), i % n * n + i / n);
  }
  emulator::launch (n / 128, n / 128, 128, [&] { kernel (x.data (), y.data (), sums.data (), n); });
  for (int i = 0; i < n * n; i++)
    c[i] = (float) sums[i];
  report (name, product_error (a, b, c, n) <= (kind == BENCH_INT8 ? 0 : 1e-4));
}

static void
test_tensor ()
{
  test_peak<float> ("peak16", BENCH_FP16, peak16);
  test_peak<int> ("peak_int8", BENCH_INT8, peak_int8);
  for (int n = 128; n <= 256; n += 128)
    test_rows<int> ("gemm_int8", BENCH_INT8, n, gemm_int8);
#ifdef HAS_BRAIN
  test_peak<float> ("peak_bf16", BENCH_BF16, peak_bf16);
  test_peak<float> ("peak_tf32", BENCH_TF32, peak_tf32);
  for (int n = 128; n <= 256; n += 128) {
    test_rows<float> ("gemm_bf16", BENCH_BF16, n, gemm_bf16);
    test_rows<float> ("gemm_tf32", BENCH_TF32, n, gemm_tf32);
  }
#endif
}

/* The rounding that the emulator and the tasks done in the plainest way share: every half is
 * itself, and what lies between two goes to the next, from the middle to the even one. */
static void
test_halves ()
{
  bool passed = true;

  for (int half = 0; half < 0x7c00; half++) {
    float number = bench_half_number (half),
          next = half < 0x7bff ? bench_half_number (half + 1) : 65536;
    float middle = (number + next) / 2;

    passed &= fake_half (number) == half && fake_half (-number) == (half | 0x8000);
    passed &= fake_half (std::nextafterf (middle, 0)) == half;
    passed &= fake_half (middle) == half + half % 2;
    passed &= fake_half (std::nextafterf (middle, 1e9f)) == half + 1;
  }
  passed &= fake_half (INFINITY) == 0x7c00 && (fake_half (NAN) & 0x7fff) > 0x7c00;
  report ("halves", passed);
}

/* What a kernel of a step makes of an arena, against the task done in the plainest way. */
static void
test_task (const char *name,
           const BenchTask &task,
           unsigned size,
           unsigned columns,
           unsigned rows,
           std::function<void (float *)> body,
           bool mixed = false)
{
  std::vector<float> arena (size), should;
  double worst = 0;

  for (unsigned i = 0; i < size; i++)
    arena[i] = (float) bench_random (4, i);
  should = arena;
  fake_step (should.data (), &task, mixed);
  emulator::launch (columns, rows, 256, [&] { body (arena.data ()); });
  for (unsigned i = 0; i < size; i++) {
    double away = std::fabs ((double) arena[i] - (double) should[i]);

    worst = away <= worst ? worst : away;
  }
  report (name, worst <= 2e-5);
}

static const struct {
  const char *name;
  void (*kernel) (float *arena, BenchTask task, int splits);
  int tile;
  bool mixed;
} step_products[] = {
  { "step_product64", step_product64, 64, false },
  { "step_product128", step_product128, 128, false },
  { "step_mixed64", step_mixed64, 64, true },
  { "step_mixed128", step_mixed128, 128, true },
};

static void
test_step_product (int m, int n, int k, int way, int splits)
{
  unsigned a = 0, b = a + m * k, c = b + k * n, d = c + m * n, size = d + m * n;
  int flags[] = { 0, BENCH_TASK_BIAS | BENCH_TASK_BEND, BENCH_TASK_SLOPE, BENCH_TASK_ADD };
  BenchTask task = {};
  char name[100];

  task.op = BENCH_TASK_PRODUCT;
  task.flags = splits > 1 ? BENCH_TASK_ADD : flags[way];
  task.a = a, task.b = b, task.c = c, task.d = d;
  task.m = m, task.n = n, task.k = k;
  task.a_row = way & 1 ? 1 : k, task.a_column = way & 1 ? m : 1;
  task.b_row = way & 2 ? 1 : n, task.b_column = way & 2 ? k : 1;
  for (const auto &product : step_products) {
    snprintf (name, sizeof name, "%s %d %d %d, %d, %d", product.name, m, n, k, way, splits);
    test_task (
      name, task, size, (n + product.tile - 1) / product.tile,
      (m + product.tile - 1) / product.tile * splits,
      [&] (float *arena) { product.kernel (arena, task, splits); }, product.mixed);
  }
  if (way < 2 && task.b_column == 1 && !(task.flags & BENCH_TASK_ADD)) {
    task.a_row = k, task.a_column = 1;
    test_task ("step_thin", task, size, (n + 31) / 32, m,
               [&] (float *arena) { step_thin (arena, task, 1); });
  }
}

static void
test_step_images (int side, int channels, int stride)
{
  int across = (side + stride - 1) / stride, images = 3;
  unsigned pixels = images * side * side * channels, seen = images * across * across * 9 * channels;
  BenchTask task = {};

  task.m = images * across * across, task.n = 9 * channels;
  task.side = side, task.channels = channels, task.stride = stride;
  task.op = BENCH_TASK_GATHER;
  task.a = 0, task.c = pixels;
  test_task ("step_gather", task, pixels + seen, (seen + 255) / 256, 1,
             [&] (float *arena) { step_gather (arena, task, 1); });
  task.op = BENCH_TASK_SCATTER;
  task.a = 2 * pixels, task.c = 0, task.d = pixels;
  test_task ("step_scatter", task, 2 * pixels + seen, (pixels + 255) / 256, 1,
             [&] (float *arena) { step_scatter (arena, task, 1); });
}

static void
test_step_rest ()
{
  BenchTask task = {};

  task.op = BENCH_TASK_SUMS;
  task.m = 77, task.n = 45, task.c = 77 * 45;
  test_task ("step_sums", task, 78 * 45, 2, 3, [&] (float *arena) { step_sums (arena, task, 3); });
  task.op = BENCH_TASK_ERROR;
  task.m = 1500, task.b = 1500, task.c = 3000, task.scale = 0.25f;
  test_task ("step_each", task, 4500, 2, 1, [&] (float *arena) { step_each (arena, task, 1); });
  task.op = BENCH_TASK_UPDATE;
  test_task ("step_each", task, 4500, 2, 1, [&] (float *arena) { step_each (arena, task, 1); });
}

int
main ()
{
  test_memory ();
  test_triad ();
  test_count ();
  for (int n = 128; n <= 256; n += 128) {
    test_product<float> ("gemm32", gemm32, n, 1e-4);
    test_product<double> ("gemm64", gemm64, n, 1e-13);
  }
  test_product16 (128);
  test_product16 (256);
  test_peaks ();
  test_tensor ();
  test_halves ();
  for (int way = 0; way < 4; way++) {
    test_step_product (130, 67, 35, way, 1);
    test_step_product (5, 1, 16, way, 1);
  }
  test_step_product (28, 64, 200, 1, 3);
  test_step_product (140, 130, 33, 1, 2);
  test_step_images (5, 1, 1);
  test_step_images (7, 3, 2);
  test_step_images (8, 2, 2);
  test_step_rest ();
  printf ("1..%d\n", number);
  return all_passed ? 0 : 1;
}
