/* SPDX-License-Identifier: Apache-2.0 */
/* The triad as everybody writes it, for bench-peers.py: OpenMP, ordinary stores by the compiler, or
 * stores past the caches by intrinsics. Prints the best GB/s that @seconds of passes gave. */
#include <immintrin.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
triad (double *restrict a, const double *restrict b, const double *restrict c, long count)
{
#pragma omp parallel for schedule(static)
  for (long i = 0; i < count; i++)
    a[i] = b[i] + 3 * c[i];
}

static void
triad_nt (double *restrict a, const double *restrict b, const double *restrict c, long count)
{
#pragma omp parallel for schedule(static)
  for (long i = 0; i < count; i += 2)
    _mm_stream_pd (
      a + i, _mm_add_pd (_mm_load_pd (b + i), _mm_mul_pd (_mm_set1_pd (3), _mm_load_pd (c + i))));
}

int
main (int argc, char **argv)
{
  long count = argc > 3 ? atol (argv[1]) / 24 / 8 * 8 : 0;
  double seconds = argc > 3 ? atof (argv[2]) : 0, best = 0, begin = omp_get_wtime ();
  int past_caches = argc > 3 && strcmp (argv[3], "nt") == 0;
  double *a, *b, *c;

  if (count == 0)
    return 2;
  a = aligned_alloc (4096, (size_t) count * 8 + 4096);
  b = aligned_alloc (4096, (size_t) count * 8 + 4096);
  c = aligned_alloc (4096, (size_t) count * 8 + 4096);
#pragma omp parallel for schedule(static)
  for (long i = 0; i < count; i++) {
    a[i] = 0;
    b[i] = (double) (i % 1000) * 0.37 - 100;
    c[i] = (double) (i % 777) * 0.11 - 40;
  }
  while (omp_get_wtime () - begin < seconds) {
    double since = omp_get_wtime ();

    (past_caches ? triad_nt : triad) (a, b, c, count);
    since = omp_get_wtime () - since;
    if (24e-9 * (double) count / since > best)
      best = 24e-9 * (double) count / since;
  }
  printf ("%g\n", a[7] == a[7] ? best : 0);
  return 0;
}
