/* SPDX-License-Identifier: Apache-2.0 */
/* Our products and triads and those of a peer in turns, in one process and on the same memory kind,
 * so that whoever else uses the machine meets both. bench-peers.py starts it, once for each
 * measure.
 *
 * usage: bench-peers cpu.gemm32[.one]|cpu.gemm64|cpu.triad[.nt] SIZE SECONDS [STREAM_LIBRARY]
 *
 * Prints our best, the peer's best and the median of the ratios of neighbours. */
#include "benchmark/program/kernels.h"
#include "benchmark/program/product.h"
#include "benchmark/program/sampler.h"
#include "benchmark/program/system.h"
#include "benchmark/program/triad.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  double (*ours) (void *data); /* seconds of one pass */
  double (*theirs) (void *data);
  double amount;
  BenchPool *pool;
  BenchProduct *product;
  BenchTriad *triad;
  void *a, *b, *c;
  int n;
  bool one, nt;
  double took;
  void (*sgemm) (int order,
                 int ta,
                 int tb,
                 int m,
                 int n,
                 int k,
                 float alpha,
                 const float *a,
                 int lda,
                 const float *b,
                 int ldb,
                 float beta,
                 float *c,
                 int ldc);
  void (*dgemm) (int order,
                 int ta,
                 int tb,
                 int m,
                 int n,
                 int k,
                 double alpha,
                 const double *a,
                 int lda,
                 const double *b,
                 int ldb,
                 double beta,
                 double *c,
                 int ldc);
  int (*make) (long count);
  void (*pass) (int past_caches);
} Match;

static double
our_product (void *data)
{
  Match *match = data;
  double begin = bench_system_now ();

  bench_product_run (match->product, 1);
  return bench_system_now () - begin;
}

/* On the same core as ours when it is one core. */
static void
multiply (void *data, int index, int count)
{
  Match *match = data;
  int n = match->n;
  double begin = bench_system_now ();

  if (match->sgemm != NULL)
    match->sgemm (101, 111, 111, n, n, n, 1, match->a, n, match->b, n, 0, match->c, n);
  else
    match->dgemm (101, 111, 111, n, n, n, 1, match->a, n, match->b, n, 0, match->c, n);
  match->took = bench_system_now () - begin;
}

static double
their_product (void *data)
{
  Match *match = data;

  if (match->one)
    bench_pool_run (match->pool, multiply, match);
  else
    multiply (match, 0, 1);
  return match->took;
}

static double
our_triad (void *data)
{
  Match *match = data;
  double begin = bench_system_now ();

  bench_triad_run (match->triad, BENCH_TRIAD_STRETCHES);
  return bench_system_now () - begin;
}

static double
their_triad (void *data)
{
  Match *match = data;
  double begin = bench_system_now ();

  match->pass (match->nt);
  return bench_system_now () - begin;
}

static bool
prepare_product (Match *match, const char *measure, long n)
{
  bool wide = strstr (measure, "gemm64") != NULL;
  size_t bytes = (size_t) n * (size_t) n * (wide ? 8 : 4);
  void *blas = dlopen ("libopenblas.so.0", RTLD_NOW);

  if (blas == NULL)
    return false;
  if (wide)
    *(void **) &match->dgemm = dlsym (blas, "cblas_dgemm");
  else
    *(void **) &match->sgemm = dlsym (blas, "cblas_sgemm");
  match->n = (int) n;
  match->a = bench_memory_new (bytes);
  match->b = bench_memory_new (bytes);
  match->c = bench_memory_new (bytes);
  for (size_t i = 0; i < bytes / 4; i++)
    if (wide && i < bytes / 8)
      ((double *) match->a)[i] = ((double *) match->b)[i] = (double) (i % 1000) / 1000 - 0.5;
    else if (!wide)
      ((float *) match->a)[i] = ((float *) match->b)[i] = (float) (i % 1000) / 1000 - 0.5f;
  match->product = bench_product_new (match->pool, bench_kernels (), wide, n, 1);
  match->amount = 2e-9 * (double) n * (double) n * (double) n;
  match->ours = our_product;
  match->theirs = their_product;
  return match->product != NULL;
}

static bool
prepare_triad (Match *match, long bytes, const char *path)
{
  void *library = dlopen (path, RTLD_NOW);

  if (library == NULL)
    return false;
  *(void **) &match->make = dlsym (library, "stream_make");
  *(void **) &match->pass = dlsym (library, "stream_pass");
  match->triad =
    bench_triad_new (match->pool, bench_kernels (), (size_t) bytes / 24 / 8 * 8, match->nt, 1);
  match->amount = 24e-9 * (double) (bytes / 24 / 8 * 8);
  match->ours = our_triad;
  match->theirs = their_triad;
  return match->triad != NULL && match->make (bytes / 24 / 8 * 8);
}

/* Who goes first changes, because who comes after the other finds warmer caches. */
static void
play (Match *match, double seconds)
{
  static double ratios[BENCH_MOST_SAMPLES];
  double begin = bench_system_now (), ours = 1e9, theirs = 1e9;
  BenchStatistics found;
  int count = 0;

  match->ours (match);
  match->theirs (match);
  while (bench_system_now () - begin < seconds || count < 3) {
    double first = count % 2 ? match->theirs (match) : match->ours (match);
    double second = count % 2 ? match->ours (match) : match->theirs (match);
    double mine = count % 2 ? second : first, other = count % 2 ? first : second;

    ours = mine < ours ? mine : ours;
    theirs = other < theirs ? other : theirs;
    ratios[count++ % BENCH_MOST_SAMPLES] = other / mine;
  }
  bench_statistics (ratios, count < BENCH_MOST_SAMPLES ? count : BENCH_MOST_SAMPLES, false, &found);
  printf ("%g %g %g\n", match->amount / ours, match->amount / theirs, found.median);
}

int
main (int argc, char **argv)
{
  Match match = { 0 };
  int logical;
  bool ready;

  if (argc < 4)
    return 2;
  match.one = strstr (argv[1], ".one") != NULL;
  match.nt = strstr (argv[1], ".nt") != NULL;
  match.pool = bench_pool_new (match.one ? 1 : bench_pool_cores (&logical));
  if (match.pool == NULL)
    return 2;
  ready = strstr (argv[1], "gemm") != NULL ? prepare_product (&match, argv[1], atol (argv[2]))
          : argc > 4                       ? prepare_triad (&match, atol (argv[2]), argv[4])
                                           : false;
  if (!ready)
    return 3;
  play (&match, atof (argv[3]));
  return 0;
}
