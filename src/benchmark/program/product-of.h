/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of product.c that depend on the type: REAL, and OF (name) to name them. No guard. */

static void
OF (fill) (BenchProduct *product, size_t from, size_t to, size_t all)
{
  REAL *a = product->a, *b = product->b;

  for (size_t i = from; i < to; i++) {
    a[i] = (REAL) bench_random (product->seed, i);
    b[i] = (REAL) bench_random (product->seed, all + i);
  }
}

/* Rows @p … of @depth of B, @columns of them from @j, as panels of a tile's width; zeros fill up.
 */
static void
OF (pack_columns) (const BenchProduct *product, REAL *to, long j, long columns)
{
  long width = product->kernels->OF (columns), n = product->n;
  const REAL *from = (const REAL *) product->b + product->depth_from * n + j;

  for (long row = 0; row < product->depth; row++, from += n, to += width) {
    memcpy (to, from, (size_t) columns * sizeof *to);
    if (columns < width)
      memset (to + columns, 0, (size_t) (width - columns) * sizeof *to);
  }
}

/* @rows of A from @i, as panels of a tile's height. */
static void
OF (pack_rows) (const BenchProduct *product, REAL *to, long i, long rows)
{
  long height = product->kernels->OF (rows), n = product->n, depth = product->depth;
  const REAL *from = (const REAL *) product->a + i * n + product->depth_from;

  for (; rows > 0; rows -= height, from += height * n)
    for (long k = 0; k < depth; k++)
      for (long row = 0; row < height; row++)
        *to++ = row < rows ? from[row * n + k] : 0;
}

/* A tile at the edge goes through a tile of its own. */
static void
OF (edge_tile) (const BenchProduct *product,
                const REAL *a,
                const REAL *b,
                REAL *c,
                long rows,
                long columns,
                bool add)
{
  REAL whole[32 * 32] __attribute__ ((aligned (ALIGNMENT)));
  long width = product->kernels->OF (columns);

  product->kernels->OF (product) (product->depth, a, b, whole, width, false);
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++)
      c[i * product->n + j] = (add ? c[i * product->n + j] : 0) + whole[i * width + j];
}

static void
OF (multiply_block) (BenchProduct *product, REAL *block, long i, long rows)
{
  const BenchKernels *kernels = product->kernels;
  long height = kernels->OF (rows), width = kernels->OF (columns), depth = product->depth;
  bool add = product->depth_from > 0;

  OF (pack_rows) (product, block, i, rows);
  for (long j = 0; j < product->strip_columns; j += width)
    for (long tile = 0; tile < rows; tile += height) {
      const REAL *a = block + tile * depth, *b = (const REAL *) product->strip + j * depth;
      REAL *c = (REAL *) product->c + (i + tile) * product->n + product->strip_from + j;

      /* The next panel of B comes nearer while this one is used, a part with each tile. */
      for (long at = tile * width * depth / rows; at < (tile + height) * width * depth / rows;
           at += ALIGNMENT / (long) sizeof (REAL))
        __builtin_prefetch (b + width * depth + at, 0, 2);

      if (tile + height <= rows && j + width <= product->strip_columns)
        kernels->OF (product) (depth, a, b, c, product->n, add);
      else
        OF (edge_tile)
      (product, a, b, c, rows - tile < height ? rows - tile : height,
       product->strip_columns - j < width ? product->strip_columns - j : width, add);
    }
}

static void
OF (multiply_strip) (BenchProduct *product, long j, long p, int index, int count)
{
  const BenchKernels *kernels = product->kernels;
  long width = kernels->OF (columns), n = product->n, step = product->block_rows;
  REAL *block = (REAL *) ((char *) product->blocks + product->block_bytes * (size_t) index);
  long i;

  if (index == 0) {
    product->strip_from = j;
    product->strip_columns = n - j < STRIP ? n - j : STRIP;
    product->depth_from = p;
    product->depth = n - p < kernels->depth ? n - p : kernels->depth;
    product->next = 0;
  }
  bench_pool_meet (product->pool);
  for (long at = index * width; at < product->strip_columns; at += count * width) {
    long columns = product->strip_columns - at < width ? product->strip_columns - at : width;

    OF (pack_columns) (product, (REAL *) product->strip + at * product->depth, j + at, columns);
  }
  bench_pool_meet (product->pool);
  while ((i = atomic_fetch_add (&product->next, step)) < n)
    OF (multiply_block) (product, block, i, n - i < step ? n - i : step);
  bench_pool_meet (product->pool);
}
