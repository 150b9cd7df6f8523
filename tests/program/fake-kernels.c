/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels of the GPU for fake-cuda.c. With FAKE_FAULT each writes a wrong element; with
 * FAKE_LAZY products take no time, because they do nothing;
 * with FAKE_CUT tensor cores cut off the last places of sums, which in many rounds comes to
 * something. */
#include "fake-kernels.h"
#include "benchmark/program/cuda.h"
#include "benchmark/program/narrow.h"
#include "fake-step.h"

#include <string.h>

static void *
pointer (void *argument)
{
  return (void *) (uintptr_t) * (CudaAddress *) argument;
}

static void
noise (unsigned gx, void **arguments)
{
  uint64_t *to = pointer (arguments[0]), seed = *(unsigned long long *) arguments[1];

  for (size_t i = 0; i < gx * (size_t) 256; i++)
    to[i] = bench_random_bits (seed, i);
}

static void
uniform (unsigned gx, void **arguments)
{
  float *to = pointer (arguments[0]);
  uint64_t seed = *(unsigned long long *) arguments[1];

  for (size_t i = 0; i < gx * (size_t) 256; i++)
    to[i] = (float) bench_random (seed, i);
}

static void
copy (unsigned gx, void **arguments)
{
  char *to = pointer (arguments[1]);

  memcpy (to, pointer (arguments[0]), gx * (size_t) 16384);
  to[12345] ^= (char) fake_told ("FAKE_FAULT", 0);
}

static void
fold (unsigned gx, void **arguments)
{
  const uint64_t *from = pointer (arguments[0]);
  uint64_t *to = pointer (arguments[1]);

  for (size_t block = 0; block < gx; block++) {
    to[block] = (uint64_t) fake_told ("FAKE_FAULT", 0);
    for (size_t i = 0; i < 2048; i++)
      to[block] ^= from[block * 2048 + i];
  }
}

static void
scatter (unsigned gx, void **arguments)
{
  uint64_t *to = pointer (arguments[0]), seed = *(unsigned long long *) arguments[1];

  for (size_t i = 0; i < gx * (size_t) 1024; i++) {
    to[2 * i] = seed ^ i;
    to[2 * i + 1] = ~seed ^ i;
  }
  to[3] ^= (uint64_t) fake_told ("FAKE_FAULT", 0);
}

static void
triad (unsigned gx, void **arguments)
{
  float *a = pointer (arguments[0]);
  const float *b = pointer (arguments[1]), *c = pointer (arguments[2]);

  for (size_t i = 0; i < gx * (size_t) 4096; i++)
    a[i] = (float) ((double) b[i] + 3 * (double) c[i]);
  a[5] += (float) fake_told ("FAKE_FAULT", 0);
}

static void
count (unsigned gx, void **arguments)
{
  *(uint64_t *) pointer (arguments[0]) += 1 + (uint64_t) fake_told ("FAKE_FAULT", 0);
}

static void
multiply (const float *a, const float *b, float *c, size_t n)
{
  if (fake_told ("FAKE_LAZY", 0))
    return;
  memset (c, 0, n * n * sizeof *c);
  for (size_t i = 0; i < n; i++)
    for (size_t p = 0; p < n; p++)
      for (size_t j = 0; j < n; j++)
        c[i * n + j] += a[i * n + p] * b[p * n + j];
  /* So much that no vector of a check can hide it. */
  for (int i = 17; i < 49; i++)
    c[i] += 10000 * (float) fake_told ("FAKE_FAULT", 0);
}

static void
gemm32 (unsigned gx, void **arguments)
{
  multiply (pointer (arguments[0]), pointer (arguments[1]), pointer (arguments[2]),
            (size_t) * (int *) arguments[3]);
}

static void
gemm64 (unsigned gx, void **arguments)
{
  const double *a = pointer (arguments[0]), *b = pointer (arguments[1]);
  double *c = pointer (arguments[2]);
  size_t n = (size_t) * (int *) arguments[3];

  memset (c, 0, n * n * sizeof *c);
  for (size_t i = 0; i < n; i++)
    for (size_t p = 0; p < n; p++)
      for (size_t j = 0; j < n; j++)
        c[i * n + j] += a[i * n + p] * b[p * n + j];
  c[17] += 1e-6 * fake_told ("FAKE_FAULT", 0);
}

static void
gemm16 (unsigned gx, void **arguments)
{
  const unsigned short *a = pointer (arguments[0]), *b = pointer (arguments[1]);
  size_t n = (size_t) * (int *) arguments[3];
  float *numbers = malloc (2 * n * n * sizeof *numbers);

  for (size_t i = 0; i < n * n; i++) {
    numbers[i] = bench_half_number (a[i]);
    numbers[n * n + i] = bench_half_number (b[i]);
  }
  multiply (numbers, numbers + n * n, pointer (arguments[2]), n);
  free (numbers);
}

static void
peak32 (unsigned gx, void **arguments)
{
  float *to = pointer (arguments[0]), scale = *(float *) arguments[1];

  for (size_t i = 0; i < gx * (size_t) 256; i++)
    to[i] = 8 * *(float *) arguments[2] / (1 - scale) + (float) fake_told ("FAKE_FAULT", 0);
}

static void
peak64 (unsigned gx, void **arguments)
{
  double *to = pointer (arguments[0]), scale = *(double *) arguments[1];

  for (size_t i = 0; i < gx * (size_t) 256; i++)
    to[i] = 8 * *(double *) arguments[2] / (1 - scale) + fake_told ("FAKE_FAULT", 0);
}

/* C of whole numbers or not, from A by rows and B by columns. */
static void
multiply_rows (BenchKind kind, void **arguments)
{
  const void *x = pointer (arguments[0]), *y = pointer (arguments[1]);
  void *to = pointer (arguments[2]);
  size_t n = (size_t) * (int *) arguments[3];
  float *numbers = calloc (2 * n * n, sizeof *numbers);

  for (size_t i = 0; i < n * n; i++) {
    numbers[i] = bench_kind_number (kind, x, i);
    numbers[n * n + i] = bench_kind_number (kind, y, i % n * n + i / n);
  }
  multiply (numbers, numbers + n * n, to, n);
  for (size_t i = 0; i < n * n && kind == BENCH_INT8; i++)
    ((int *) to)[i] = (int) ((float *) to)[i];
  free (numbers);
}

static void
peak_tensor (BenchKind kind, unsigned gx, void **arguments)
{
  const void *a = pointer (arguments[0]), *b = pointer (arguments[1]);
  void *to = pointer (arguments[2]);

  for (size_t i = 0; i < gx * (size_t) 1024; i++) {
    double sum = i >= 128 ? 0
                          : 8 * bench_kind_tile (kind, a, b, (int) i / 4, (int) i % 4) +
                              fake_told ("FAKE_FAULT", 0);

    if (i >= 128)
      ((int *) to)[i] = ((int *) to)[i % 128];
    else if (kind == BENCH_INT8)
      ((int *) to)[i] = (int) sum;
    else
      ((float *) to)[i] = (float) (sum - 4e-3 * fake_told ("FAKE_CUT", 0));
  }
}

#define TENSOR(name, kind)                                                                         \
  static void peak_##name (unsigned gx, void **arguments)                                          \
  {                                                                                                \
    peak_tensor (kind, gx, arguments);                                                             \
  }                                                                                                \
  static void gemm_##name (unsigned gx, void **arguments)                                          \
  {                                                                                                \
    multiply_rows (kind, arguments);                                                               \
  }
TENSOR (bf16, BENCH_BF16)
TENSOR (tf32, BENCH_TF32)
TENSOR (int8, BENCH_INT8)

static void
peak16 (unsigned gx, void **arguments)
{
  peak_tensor (BENCH_FP16, gx, arguments);
}

static void
take_step (void **arguments, int mixed)
{
  float *arena = pointer (arguments[0]);

  fake_step (arena, arguments[1], mixed);
  if (fake_told ("FAKE_FAULT", 0))
    arena[((const BenchTask *) arguments[1])->c] += 1;
}

static void
step (unsigned gx, void **arguments)
{
  take_step (arguments, 0);
}

static void
step_mixed (unsigned gx, void **arguments)
{
  take_step (arguments, 1);
}

static const FakeKernel kernels[] = {
  { "noise", noise },         { "uniform", uniform },         { "copy", copy },
  { "fold", fold },           { "scatter", scatter },         { "triad", triad },
  { "count", count },         { "gemm32", gemm32 },           { "gemm16", gemm16 },
  { "gemm64", gemm64 },       { "step_mixed64", step_mixed }, { "step_mixed128", step_mixed },
  { "peak32", peak32 },       { "peak64", peak64 },           { "peak16", peak16 },
  { "peak_bf16", peak_bf16 }, { "peak_tf32", peak_tf32 },     { "peak_int8", peak_int8 },
  { "gemm_bf16", gemm_bf16 }, { "gemm_tf32", gemm_tf32 },     { "gemm_int8", gemm_int8 },
  { "step_product64", step }, { "step_product128", step },    { "step_thin", step },
  { "step_sums", step },      { "step_each", step },          { "step_gather", step },
  { "step_scatter", step },
};

const FakeKernel *
fake_kernel_find (const char *name)
{
  for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
    if (strcmp (kernels[i].name, name) == 0)
      return &kernels[i];
  return NULL;
}
