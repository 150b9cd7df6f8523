/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of check.c that depend on the types: REAL of A and B, RESULT of C, and OF (name) to
 * name them. No guard. */

static double
OF (error_by_vector) (const REAL *a, const REAL *b, const RESULT *c, long n, uint64_t seed)
{
  double *r = calloc ((size_t) n * 2, sizeof *r), *y = r + n, wrong = 0, size = 0;

  if (r == NULL)
    return __builtin_nan ("");
  for (long i = 0; i < n; i++)
    r[i] = (double) (bench_random_bits (~seed, (uint64_t) i) % 2048) - 1023.5;
  for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++)
      y[i] += (double) b[i * n + j] * r[j];
  for (long i = 0; i < n; i++) {
    double should = 0, is = 0;

    for (long j = 0; j < n; j++) {
      should += (double) a[i * n + j] * y[j];
      is += (double) c[i * n + j] * r[j];
    }
    wrong += (is - should) * (is - should);
    size += should * should;
  }
  free (r);
  return __builtin_sqrt (wrong / size);
}

static double
OF (error_by_sample) (const REAL *a, const REAL *b, const RESULT *c, long n, uint64_t seed)
{
  double worst = 0;

  for (uint64_t k = 0; k < 64; k++) {
    long i = (long) (bench_random_bits (seed ^ 1, 2 * k) % (uint64_t) n);
    long j = (long) (bench_random_bits (seed ^ 1, 2 * k + 1) % (uint64_t) n);
    double should = 0, row = 0, column = 0;

    for (long p = 0; p < n; p++) {
      double x = (double) a[i * n + p], y = (double) b[p * n + j];

      should += x * y;
      row += x * x;
      column += y * y;
    }
    double error = __builtin_fabs ((double) c[i * n + j] - should) / __builtin_sqrt (row * column);
    if (!(error <= worst))
      worst = error;
  }
  return worst;
}
