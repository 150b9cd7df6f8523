/* SPDX-License-Identifier: Apache-2.0 */
/* The product of one tile, for REAL, which OF (name) puts into names. No guard; see kernel-of.h. */

typedef REAL OF (Vector) __attribute__ ((vector_size (WIDTH), may_alias));
typedef REAL OF (Loose) __attribute__ ((vector_size (WIDTH), may_alias, aligned (sizeof (REAL))));

static void
OF (product) (long depth, const REAL *a, const REAL *b, REAL *c, long stride, bool add)
{
  OF (Vector) sums[ROWS][2];

  UNROLLED for (int i = 0; i < ROWS; i++)
  {
    __builtin_prefetch (c + i * stride, 1);
    sums[i][0] = sums[i][1] = (OF (Vector)){ 0 };
  }
  IN_PAIRS for (long p = 0; p < depth; p++, a += ROWS, b += 2 * LANES (REAL))
  {
    OF (Vector) left = *(const OF (Vector) *) b, right = *(const OF (Vector) *) (b + LANES (REAL));

    UNROLLED for (int i = 0; i < ROWS; i++)
    {
      sums[i][0] += a[i] * left;
      sums[i][1] += a[i] * right;
    }
  }
  if (add)
    UNROLLED for (int i = 0; i < ROWS; i++)
    {
      sums[i][0] += ((OF (Loose) *) (c + i * stride))[0];
      sums[i][1] += ((OF (Loose) *) (c + i * stride))[1];
    }
  UNROLLED for (int i = 0; i < ROWS; i++)
  {
    ((OF (Loose) *) (c + i * stride))[0] = sums[i][0];
    ((OF (Loose) *) (c + i * stride))[1] = sums[i][1];
  }
}
