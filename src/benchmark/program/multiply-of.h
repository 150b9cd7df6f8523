/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of multiply.c that depend on the type: REAL, and OF (name) to name them. No guard. */

#define LANES (16 / (long) sizeof (REAL))
typedef REAL OF (Lanes) __attribute__ ((vector_size (16), may_alias, aligned (sizeof (REAL))));

/* @columns of B, as panels as wide as a tile; zeros fill up. Row by row over all panels, because
 * what is read is then in longer pieces. */
static void
OF (pack_columns) (REAL *to,
                   const REAL *from,
                   const BenchTerms *terms,
                   long depth,
                   long columns,
                   long width)
{
  long whole = terms->b_column == 1 ? columns / width * width : 0;

  for (long row = 0; row < depth; row++)
    for (long column = 0; column < whole; column += width)
      for (long i = 0; i < width; i += LANES)
        *(OF (Lanes) *) (to + column * depth + row * width + i) =
          *(const OF (Lanes) *) (from + row * terms->b_row + column + i);
  for (long first = whole; first < columns; first += width)
    for (long i = 0; i < width; i++)
      for (long row = 0; row < depth; row++)
        to[first * depth + row * width + i] =
          first + i < columns ? from[row * terms->b_row + (first + i) * terms->b_column] : 0;
}

/* @rows of A from @i, as panels of a tile's height. What is read skips from row to row, what is
 * written does not; the other way round takes twice as long. */
static void
OF (pack_rows) (REAL *to,
                const BenchTerms *terms,
                const BenchStep *step,
                long height,
                long i,
                long rows)
{
  const REAL *from = (const REAL *) terms->a + i * terms->a_row + step->from * terms->a_column;

  for (; rows > 0; rows -= height, from += height * terms->a_row) {
    long present = rows < height ? rows : height;

    for (long k = 0; k < step->depth; k++, to += height) {
      for (long row = 0; row < present; row++)
        to[row] = from[row * terms->a_row + k * terms->a_column];
      for (long row = present; row < height; row++)
        to[row] = 0;
    }
  }
}

/* A tile at the edge goes through a tile of its own. */
static void
OF (edge_tile) (const BenchKernels *kernels,
                const BenchTerms *terms,
                long depth,
                const REAL *a,
                const REAL *b,
                REAL *c,
                long rows,
                long columns,
                bool add)
{
  REAL whole[32 * 32] __attribute__ ((aligned (ALIGNMENT)));
  long width = kernels->OF (columns);

  kernels->OF (product) (depth, a, b, whole, width, false);
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++)
      c[i * terms->c_row + j] = (add ? c[i * terms->c_row + j] : 0) + whole[i * width + j];
}

static void
OF (multiply_block) (const BenchKernels *kernels,
                     const BenchTerms *terms,
                     const BenchStep *step,
                     REAL *block,
                     long i,
                     long rows)
{
  long height = kernels->OF (rows), width = kernels->OF (columns), depth = step->depth;
  bool add = terms->add || step->from > 0;

  OF (pack_rows) (block, terms, step, height, i, rows);
  for (long j = 0; j < step->columns; j += width)
    for (long tile = 0; tile < rows; tile += height) {
      const REAL *a = block + tile * depth, *b = (const REAL *) step->strip + j * depth;
      REAL *c = (REAL *) terms->c + (i + tile) * terms->c_row + step->column + j;

      if (tile + height <= rows && j + width <= step->columns)
        kernels->OF (product) (depth, a, b, c, terms->c_row, add);
      else
        OF (edge_tile)
      (kernels, terms, depth, a, b, c, rows - tile < height ? rows - tile : height,
       step->columns - j < width ? step->columns - j : width, add);
    }
}

/* Each packs a part of B, then all take blocks of A. Nobody waits at the end: the next step has a
 * strip and a counter of its own, and who is through the meeting of a step knows that all are done
 * with the one before. */
static void
OF (take_step) (BenchMultiplier *multiplier,
                const BenchTerms *terms,
                const BenchStep *step,
                int index,
                int count)
{
  const BenchKernels *kernels = multiplier->kernels;
  long width = kernels->OF (columns), most = columns_at_once (step, width, count), i, rows;
  const REAL *b =
    (const REAL *) terms->b + step->from * terms->b_row + step->column * terms->b_column;
  REAL *block = (REAL *) ((char *) multiplier->blocks + multiplier->block_bytes * (size_t) index);

  if (index == 0)
    multiplier->next[step->turn] = 0;
  for (long at = index * most; at < step->columns; at += count * most)
    OF (pack_columns)
  ((REAL *) step->strip + at * step->depth, b + at * terms->b_column, terms, step->depth,
   step->columns - at < most ? step->columns - at : most, width);
  bench_pool_meet (multiplier->pool);
  while ((rows = take_rows (multiplier, step, terms->m, kernels->OF (rows), &i)) > 0)
    OF (multiply_block) (kernels, terms, step, block, i, rows);
}
#undef LANES
