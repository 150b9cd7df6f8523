/* SPDX-License-Identifier: Apache-2.0 */
#include "fake-step.h"
#include "benchmark/program/half.h"
#include "fake-half.h"

#include <stdlib.h>
#include <string.h>

static float
slope (float y)
{
  float left = 1 - __builtin_fabsf (y);

  return left * left;
}

static void
finish (const BenchTask *task, const float *arena, float *to, int row, int column)
{
  if (task->flags & BENCH_TASK_BIAS)
    *to += arena[task->d + (unsigned) column];
  if (task->flags & BENCH_TASK_BEND)
    *to = *to / (1 + __builtin_fabsf (*to));
  if (task->flags & BENCH_TASK_SLOPE)
    *to *= slope (arena[task->d + (size_t) row * (size_t) task->n + (size_t) column]);
}

/* What a product takes. */
static float *
taken (const float *from, int count, int mixed)
{
  float *numbers = malloc ((size_t) count * sizeof *numbers);

  for (int i = 0; i < count; i++)
    numbers[i] = mixed ? bench_half_number (fake_half (from[i])) : from[i];
  return numbers;
}

static void
product (float *arena, const BenchTask *task, int mixed)
{
  float *left = taken (arena + task->a, task->m * task->k, mixed);
  float *right = taken (arena + task->b, task->k * task->n, mixed);
  float *sums = malloc ((size_t) task->n * sizeof *sums);

  for (int i = 0; i < task->m; i++) {
    float *c = arena + task->c + (size_t) i * (size_t) task->n;

    memset (sums, 0, (size_t) task->n * sizeof *sums);
    for (int k = 0; k < task->k; k++) {
      float a = left[i * task->a_row + k * task->a_column];
      const float *b = right + (size_t) k * (size_t) task->b_row;

      for (int j = 0; j < task->n; j++)
        sums[j] += a * b[j * task->b_column];
    }
    for (int j = 0; j < task->n; j++) {
      c[j] = task->flags & BENCH_TASK_ADD ? c[j] + sums[j] : sums[j];
      finish (task, arena, c + j, i, j);
    }
  }
  free (left);
  free (right);
  free (sums);
}

/* Both ways between images and patches. */
static void
patches (float *arena, const BenchTask *task, int gather)
{
  int side = task->side, channels = task->channels;
  int across = (side + task->stride - 1) / task->stride, images = task->m / (across * across);
  size_t size = (size_t) (images * side * side * channels);

  if (!gather)
    memset (arena + task->c, 0, size * sizeof *arena);
  for (int at = 0; at < task->m * 9 * channels; at++) {
    int place = at / channels % 9, row = at / channels / 9, image = row / (across * across);
    int y = row / across % across * task->stride + place / 3 - 1;
    int x = row % across * task->stride + place % 3 - 1;
    int inside = y >= 0 && y < side && x >= 0 && x < side;
    int pixel = ((image * side + y) * side + x) * channels + at % channels;

    if (gather)
      arena[task->c + (unsigned) at] = inside ? arena[task->a + (unsigned) pixel] : 0;
    else if (inside)
      arena[task->c + (unsigned) pixel] += arena[task->a + (unsigned) at];
  }
  for (size_t i = 0; !gather && i < size; i++)
    arena[task->c + i] *= slope (arena[task->d + i]);
}

static void
each (float *arena, const BenchTask *task)
{
  float *a = arena + task->a, *c = arena + task->c;

  for (int i = 0; i < task->m; i++)
    if (task->op == BENCH_TASK_ERROR) {
      c[i] = (a[i] - arena[task->b + (unsigned) i]) * task->scale;
    } else {
      c[i] -= task->scale * a[i];
      a[i] = 0;
    }
}

static void
sums (float *arena, const BenchTask *task)
{
  for (int i = 0; i < task->m * task->n; i++)
    arena[task->c + (unsigned) (i % task->n)] += arena[task->a + (unsigned) i];
}

void
fake_step (float *arena, const BenchTask *task, int mixed)
{
  switch (task->op) {
  case BENCH_TASK_PRODUCT:
    product (arena, task, mixed);
    break;
  case BENCH_TASK_SUMS:
    sums (arena, task);
    break;
  case BENCH_TASK_GATHER:
  case BENCH_TASK_SCATTER:
    patches (arena, task, task->op == BENCH_TASK_GATHER);
    break;
  default:
    each (arena, task);
  }
}
