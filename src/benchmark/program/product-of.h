/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of product.c that depend on the type: REAL, and OF (name) to name them. No guard. */

#define LANES (16 / (long) sizeof (REAL))
typedef REAL OF (Lanes) __attribute__ ((vector_size (16), may_alias, aligned (sizeof (REAL))));

static void
OF (fill) (BenchProduct *product, size_t from, size_t to, size_t all)
{
  REAL *a = product->a, *b = product->b;

  for (size_t i = from; i < to; i++) {
    a[i] = (REAL) bench_random (product->seed, i);
    b[i] = (REAL) bench_random (product->seed, all + i);
  }
}

/* A part of B, of one step along the depth. */
static void
OF (pack_columns) (const BenchProduct *product, const BenchStep *step, long at, long columns)
{
  long width = product->kernels->OF (columns), n = product->n;
  const REAL *from = (const REAL *) product->b + step->from * n + step->column + at;
  REAL *to = (REAL *) step->strip + at * step->depth;

  for (long row = 0; row < step->depth; row++, from += n, to += width) {
    if (columns == width) {
      for (long i = 0; i < width; i += LANES)
        *(OF (Lanes) *) (to + i) = *(const OF (Lanes) *) (from + i);
    } else {
      memcpy (to, from, (size_t) columns * sizeof *to);
      memset (to + columns, 0, (size_t) (width - columns) * sizeof *to);
    }
  }
}

/* @rows of A from @i, as panels of a tile's height. */
static void
OF (pack_rows) (const BenchProduct *product, const BenchStep *step, REAL *to, long i, long rows)
{
  long height = product->kernels->OF (rows), n = product->n, depth = step->depth;
  const REAL *from = (const REAL *) product->a + i * n + step->from;

  for (; rows > 0; rows -= height, from += height * n, to += height * depth)
    for (long row = 0; row < height; row++)
      for (long k = 0; k < depth; k++)
        to[k * height + row] = row < rows ? from[row * n + k] : 0;
}

/* A tile at the edge goes through a tile of its own. */
static void
OF (edge_tile) (const BenchProduct *product,
                const BenchStep *step,
                const REAL *a,
                const REAL *b,
                REAL *c,
                long rows,
                long columns)
{
  REAL whole[32 * 32] __attribute__ ((aligned (ALIGNMENT)));
  long width = product->kernels->OF (columns);

  product->kernels->OF (product) (step->depth, a, b, whole, width, false);
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++)
      c[i * product->n + j] = (step->from > 0 ? c[i * product->n + j] : 0) + whole[i * width + j];
}

static void
OF (multiply_block) (BenchProduct *product, const BenchStep *step, REAL *block, long i, long rows)
{
  const BenchKernels *kernels = product->kernels;
  long height = kernels->OF (rows), width = kernels->OF (columns), depth = step->depth;

  OF (pack_rows) (product, step, block, i, rows);
  for (long j = 0; j < step->columns; j += width)
    for (long tile = 0; tile < rows; tile += height) {
      const REAL *a = block + tile * depth, *b = (const REAL *) step->strip + j * depth;
      REAL *c = (REAL *) product->c + (i + tile) * product->n + step->column + j;

      /* The next panel of B comes nearer while this one is used, a part with each tile. */
      for (long at = tile * width * depth / rows; at < (tile + height) * width * depth / rows;
           at += ALIGNMENT / (long) sizeof (REAL))
        __builtin_prefetch (b + width * depth + at, 0, 2);

      if (tile + height <= rows && j + width <= step->columns)
        kernels->OF (product) (depth, a, b, c, product->n, step->from > 0);
      else
        OF (edge_tile)
      (product, step, a, b, c, rows - tile < height ? rows - tile : height,
       step->columns - j < width ? step->columns - j : width);
    }
}

/* Each packs a part of B, then all take blocks of A. Nobody waits at the end: the next step has a
 * strip and a counter of its own, and who is through the meeting of a step knows that all are done
 * with the one before. */
static void
OF (take_step) (BenchProduct *product, const BenchStep *step, int index, int count)
{
  long width = product->kernels->OF (columns), n = product->n, rows = product->block_rows, i;
  REAL *block = (REAL *) ((char *) product->blocks + product->block_bytes * (size_t) index);

  for (long at = index * width; at < step->columns; at += count * width)
    OF (pack_columns) (product, step, at, step->columns - at < width ? step->columns - at : width);
  bench_pool_meet (product->pool);
  if (index == 0)
    product->next[!step->turn] = 0;
  while ((i = atomic_fetch_add (&product->next[step->turn], rows)) < n)
    OF (multiply_block) (product, step, block, i, n - i < rows ? n - i : rows);
}
#undef LANES
