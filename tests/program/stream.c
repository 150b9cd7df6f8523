/* SPDX-License-Identifier: Apache-2.0 */
/* The triad as everybody writes it, for bench-peers.c: OpenMP, ordinary stores by the compiler, or
 * stores past the caches by intrinsics. Compiled by bench-peers.py for the machine it runs on. */
#include <immintrin.h>
#include <stdlib.h>

static double *a, *b, *c;
static long count;

int
stream_make (long elements)
{
  count = elements;
  a = aligned_alloc (1 << 21, ((size_t) count * 8 + (1 << 21)) >> 21 << 21);
  b = aligned_alloc (1 << 21, ((size_t) count * 8 + (1 << 21)) >> 21 << 21);
  c = aligned_alloc (1 << 21, ((size_t) count * 8 + (1 << 21)) >> 21 << 21);
  if (a == NULL || b == NULL || c == NULL)
    return 0;
#pragma omp parallel for schedule(static)
  for (long i = 0; i < count; i++) {
    a[i] = 0;
    b[i] = (double) (i % 1000) * 0.37 - 100;
    c[i] = (double) (i % 777) * 0.11 - 40;
  }
  return 1;
}

static void
triad (double *restrict to, const double *restrict x, const double *restrict y)
{
#pragma omp parallel for schedule(static)
  for (long i = 0; i < count; i++)
    to[i] = x[i] + 3 * y[i];
}

static void
triad_nt (double *restrict to, const double *restrict x, const double *restrict y)
{
#pragma omp parallel for schedule(static)
  for (long i = 0; i < count; i += 2)
    _mm_stream_pd (
      to + i, _mm_add_pd (_mm_load_pd (x + i), _mm_mul_pd (_mm_set1_pd (3), _mm_load_pd (y + i))));
}

void
stream_pass (int past_caches)
{
  if (past_caches)
    triad_nt (a, b, c);
  else
    triad (a, b, c);
}
