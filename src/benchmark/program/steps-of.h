/* SPDX-License-Identifier: Apache-2.0 */
/* The tasks of steps.c for REAL, which OF (name) puts into names; one thread's part of each. No
 * guard.
 */

static REAL
OF (bend) (REAL x)
{
  return x / (1 + (x < 0 ? -x : x));
}

/* By the value of bend (): (1 − |y|)². */
static REAL
OF (slope) (REAL y)
{
  REAL left = 1 - (y < 0 ? -y : y);

  return left * left;
}

/* Of a row of a product, from column @begin to @end. */
static void
OF (finish_row) (const BenchTask *task,
                 REAL *restrict c,
                 const REAL *restrict d,
                 size_t begin,
                 size_t end)
{
  if (task->flags & BENCH_TASK_BIAS)
    for (size_t j = begin; j < end; j++)
      c[j] += d[j];
  if (task->flags & BENCH_TASK_BEND)
    for (size_t j = begin; j < end; j++)
      c[j] = OF (bend) (c[j]);
  if (task->flags & BENCH_TASK_SLOPE)
    for (size_t j = begin; j < end; j++)
      c[j] *= OF (slope) (d[j]);
}

/* Few rows: B is gone through once and not packed. */
static void
OF (take_thin) (BenchSteps *steps, const BenchTask *task, size_t begin, size_t end)
{
  REAL *arena = steps->arena, *c = arena + task->c;
  const void *a = arena + task->a, *b = arena + task->b + begin;
  size_t n = (size_t) task->n;

  for (size_t i = 0; i < (size_t) task->m && begin < end; i++, c += n) {
    steps->kernels->thin32 (task->k, (const float *) a + i * (size_t) task->a_row, b, task->b_row,
                            (float *) (void *) (c + begin), (long) (end - begin));
    OF (finish_row) (task, c, arena + task->d, begin, end);
  }
}

static void
OF (take_product) (BenchSteps *steps, const BenchTask *task, int index, int count)
{
  REAL *arena = steps->arena, *c = arena + task->c;
  size_t n = (size_t) task->n, m = (size_t) task->m;
  BenchTerms terms = {
    arena + task->a, arena + task->b, c,           task->m,
    task->n,         task->k,         task->a_row, task->a_column,
    task->b_row,     task->b_column,  task->n,     task->flags & BENCH_TASK_ADD
  };

  if (sizeof (REAL) == sizeof (float) && task->m <= THIN && task->b_column == 1) {
    OF (take_thin) (steps, task, part (n, index, count), part (n, index + 1, count));
    return;
  }
  bench_multiply (steps->multiplier, &terms, index, count);
  if ((task->flags & ~BENCH_TASK_ADD) == 0)
    return;
  bench_pool_meet (steps->pool);
  for (size_t i = m * (size_t) index / (size_t) count;
       i < m * ((size_t) index + 1) / (size_t) count; i++)
    OF (finish_row)
  (task, c + i * n, arena + task->d + (task->flags & BENCH_TASK_SLOPE ? i * n : 0), 0, n);
}

/* Each thread sums up its rows, then its columns of those sums. */
static void
OF (take_sums) (BenchSteps *steps, const BenchTask *task, int index, int count)
{
  REAL *arena = steps->arena, *all = steps->sums, *mine = all + (size_t) index * WIDEST;
  const REAL *a = arena + task->a;
  size_t m = (size_t) task->m, n = (size_t) task->n;

  memset (mine, 0, n * sizeof *mine);
  for (size_t i = m * (size_t) index / (size_t) count;
       i < m * ((size_t) index + 1) / (size_t) count; i++)
    for (size_t j = 0; j < n; j++)
      mine[j] += a[i * n + j];
  bench_pool_meet (steps->pool);
  for (size_t j = part (n, index, count); j < part (n, index + 1, count); j++)
    for (size_t i = 0; i < (size_t) count; i++)
      arena[task->c + j] += all[i * WIDEST + j];
}

static void
OF (take_each) (BenchSteps *steps, const BenchTask *task, int index, int count)
{
  REAL *arena = steps->arena, *a = arena + task->a, *c = arena + task->c;
  const REAL *b = arena + task->b;
  REAL scale = (REAL) task->scale;
  size_t m = (size_t) task->m;

  for (size_t i = part (m, index, count); i < part (m, index + 1, count); i++) {
    if (task->op == BENCH_TASK_ERROR) {
      c[i] = (a[i] - b[i]) * scale;
    } else {
      c[i] -= scale * a[i];
      a[i] = 0;
    }
  }
}

/* What patch @row sees: where its upper left pixel would be, and which of the nine there are. */
static REAL *
OF (find_patch) (const BenchTask *task, REAL *images, size_t row, bool there[9])
{
  int side = task->side, across = (side + task->stride - 1) / task->stride;
  int image = (int) row / (across * across), place = (int) row % (across * across);
  int y = place / across * task->stride - 1, x = place % across * task->stride - 1;

  for (int i = 0; i < 9; i++)
    there[i] = y + i / 3 >= 0 && y + i / 3 < side && x + i % 3 >= 0 && x + i % 3 < side;
  return images + ((long) image * side * side + (long) y * side + x) * task->channels;
}

static void
OF (take_gather) (BenchSteps *steps, const BenchTask *task, int index, int count)
{
  REAL *arena = steps->arena;
  long channels = task->channels, line = task->side * channels;
  size_t m = (size_t) task->m, end = m * ((size_t) index + 1) / (size_t) count;

  for (size_t row = m * (size_t) index / (size_t) count; row < end; row++) {
    bool there[9];
    const REAL *from = OF (find_patch) (task, arena + task->a, row, there);
    REAL *to = arena + task->c + row * 9 * (size_t) channels;

    for (int at = 0; at < 9; at++, to += channels)
      for (long i = 0; i < channels; i++)
        to[i] = there[at] ? from[at / 3 * line + at % 3 * channels + i] : 0;
  }
}

/* Each thread has images of its own, so no two add to one pixel. */
static void
OF (take_scatter) (BenchSteps *steps, const BenchTask *task, int index, int count)
{
  REAL *arena = steps->arena, *images = arena + task->c;
  const REAL *values = arena + task->d;
  long channels = task->channels, line = task->side * channels;
  size_t across = (size_t) ((task->side + task->stride - 1) / task->stride);
  size_t all = (size_t) task->m / (across * across), size = (size_t) (task->side * line);
  size_t begin = all * (size_t) index / (size_t) count;
  size_t end = all * ((size_t) index + 1) / (size_t) count;

  memset (images + begin * size, 0, (end - begin) * size * sizeof *images);
  for (size_t row = begin * across * across; row < end * across * across; row++) {
    bool there[9];
    REAL *to = OF (find_patch) (task, images, row, there);
    const REAL *from = arena + task->a + row * 9 * (size_t) channels;

    for (int at = 0; at < 9; at++, from += channels)
      for (long i = 0; i < channels && there[at]; i++)
        to[at / 3 * line + at % 3 * channels + i] += from[i];
  }
  for (size_t i = begin * size; i < end * size; i++)
    images[i] *= OF (slope) (values[i]);
}

static void
OF (take_task) (BenchSteps *steps, const BenchTask *task, int index, int count)
{
  switch (task->op) {
  case BENCH_TASK_PRODUCT:
    OF (take_product) (steps, task, index, count);
    break;
  case BENCH_TASK_SUMS:
    OF (take_sums) (steps, task, index, count);
    break;
  case BENCH_TASK_GATHER:
    OF (take_gather) (steps, task, index, count);
    break;
  case BENCH_TASK_SCATTER:
    OF (take_scatter) (steps, task, index, count);
    break;
  default:
    OF (take_each) (steps, task, index, count);
  }
}
