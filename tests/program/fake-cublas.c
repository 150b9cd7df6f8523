/* SPDX-License-Identifier: Apache-2.0 */
/* libcublas.so.12 and libcublasLt.so.12 in one, for machines without them and without a GPU: device
 * memory is main memory (fake-cuda.c). FAKE_LIBRARY says what goes wrong: load, create, crash,
 * abort, exit, hang, wrong, loud or nothing; FAKE_LIBRARY_MAJOR which version it claims to be. */
#include "benchmark/program/narrow.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPORT __attribute__ ((visibility ("default"))) int

enum {
  NOT_INITIALIZED = 1,
  INVALID = 7,
  NOT_SUPPORTED = 15
};

static int
is_told (const char *what)
{
  const char *value = getenv ("FAKE_LIBRARY");

  return value != NULL && strcmp (value, what) == 0;
}

static int
major (void)
{
  const char *value = getenv ("FAKE_LIBRARY_MAJOR");

  return value != NULL ? atoi (value) : 12;
}

__attribute__ ((constructor)) static void
load (void)
{
  if (is_told ("load"))
    abort ();
  if (is_told ("loud"))
    fprintf (stdout, "{\"event\":\"end\",\"exit\":0}\n");
}

static int
property (int which, int *value)
{
  *value = which == 0 ? major () : which == 1 ? 4 : 5;
  return 0;
}

/* A handle remembers its stream. */
static int
create (void ***handle)
{
  *handle = calloc (1, sizeof **handle);
  return is_told ("create") ? NOT_INITIALIZED : 0;
}

static BenchKind
kind_of (int type, int sums)
{
  static const struct {
    int type, sums, old;
    BenchKind kind;
  } known[] = {
    { 0, 68, 0, BENCH_FP32 },  { 1, 70, 1, BENCH_FP64 }, { 0, 77, 99, BENCH_TF32 },
    { 2, 68, 0, BENCH_FP16 },  { 2, 64, 2, BENCH_FP16 }, { 14, 68, 99, BENCH_BF16 },
    { 3, 72, 10, BENCH_INT8 },
  };

  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (known[i].type == type && (major () >= 11 ? known[i].sums : known[i].old) == sums)
      return known[i].kind;
  return (BenchKind) -1;
}

static void
store (int type, void *to, size_t at, double value)
{
  unsigned short half = 0;

  if (type == 1) {
    ((double *) to)[at] = value;
  } else if (type == 10) {
    ((int *) to)[at] = (int) value;
  } else if (type == 0) {
    ((float *) to)[at] = (float) value;
  } else {
    /* The nearest half, by looking: halves of one sign are in order. */
    unsigned short sign = value < 0 ? 0x8000 : 0;

    for (int bit = 14; bit >= 0; bit--)
      if ((double) bench_half_number (half | (unsigned short) (1 << bit)) <=
          (value < 0 ? -value : value))
        half |= (unsigned short) (1 << bit);
    ((unsigned short *) to)[at] = half | sign;
  }
}

/* By columns, as Fortran has it: C = op (X)·Y. */
static int
multiply (int turn, int n, const void *x, const void *y, int type, void *c, int c_type, int sums)
{
  BenchKind kind = kind_of (type, sums);
  size_t side = (size_t) n;

  if (kind == (BenchKind) -1)
    return NOT_SUPPORTED;
  if (is_told ("crash")) {
    signal (SIGSEGV, SIG_DFL); /* past whoever would report it */
    raise (SIGSEGV);
  }
  if (is_told ("abort"))
    abort ();
  if (is_told ("exit"))
    exit (3);
  while (is_told ("hang"))
    pause ();
  for (size_t column = 0; column < side; column++)
    for (size_t row = 0; row < side; row++) {
      double sum = 0;

      for (size_t k = 0; k < side; k++)
        sum += (double) bench_kind_number (kind, x, turn ? row * side + k : k * side + row) *
               (double) bench_kind_number (kind, y, column * side + k);
      store (c_type, c, column * side + row, sum);
    }
  /* So much that no vector of a check can hide it. */
  for (size_t i = 17; i < 49 && is_told ("wrong"); i++)
    store (c_type, c, i, 6e4);
  return 0;
}

EXPORT
cublasGetProperty (int which, int *value)
{
  return property (which, value);
}

EXPORT
cublasCreate_v2 (void ***handle)
{
  return create (handle);
}

EXPORT
cublasDestroy_v2 (void **handle)
{
  free (handle);
  return 0;
}

EXPORT
cublasSetStream_v2 (void **handle, void *stream)
{
  *handle = stream;
  return 0;
}

EXPORT
cublasGemmEx (void **handle,
              int turn_a,
              int turn_b,
              int m,
              int n,
              int k,
              const void *alpha,
              const void *a,
              int a_type,
              int a_row,
              const void *b,
              int b_type,
              int b_row,
              const void *beta,
              void *c,
              int c_type,
              int c_row,
              int sums,
              int algorithm)
{
  if (*handle == NULL || turn_b != 0 || m != n || k != n || a_type != b_type || a_row != n ||
      b_row != n || c_row != n || algorithm != -1)
    return INVALID;
  return multiply (turn_a, n, a, b, a_type, c, c_type, sums);
}

EXPORT
cublasLtGetProperty (int which, int *value)
{
  return property (which, value);
}

EXPORT
cublasLtCreate (void ***handle)
{
  return create (handle);
}

EXPORT
cublasLtDestroy (void **handle)
{
  free (handle);
  return 0;
}

/* Of a product: sums and whether its first matrix is turned. Of a matrix: type and side. */
typedef struct {
  int first, second;
} Pair;

static int
pair_new (Pair **pair, int first, int second)
{
  *pair = malloc (sizeof **pair);
  **pair = (Pair){ first, second };
  return 0;
}

EXPORT
cublasLtMatmulDescCreate (Pair **description, int sums, int scale)
{
  return pair_new (description, sums, 0);
}

EXPORT
cublasLtMatmulDescSetAttribute (Pair *description, int which, const void *value, size_t size)
{
  if (which != 3 || size != sizeof (int))
    return INVALID;
  memcpy (&description->second, value, size);
  return 0;
}

EXPORT
cublasLtMatrixLayoutCreate (Pair **layout, int type, uint64_t rows, uint64_t columns, int64_t row)
{
  return pair_new (layout, type, rows == columns && (int64_t) rows == row ? (int) rows : 0);
}

EXPORT
cublasLtMatmulPreferenceCreate (Pair **preference)
{
  return pair_new (preference, 0, 0);
}

EXPORT
cublasLtMatmulPreferenceSetAttribute (Pair *preference, int which, const size_t *value, size_t size)
{
  preference->first = (int) *value;
  return which == 1 && size == sizeof (size_t) ? 0 : INVALID;
}

EXPORT
cublasLtMatmulAlgoGetHeuristic (void **handle,
                                Pair *description,
                                Pair *a,
                                Pair *b,
                                Pair *c,
                                Pair *d,
                                Pair *preference,
                                int most,
                                uint64_t *found,
                                int *count)
{
  *count = is_told ("no-way") ? 0 : 1;
  found[0] = 42;
  return preference->first > 0 && most == 1 ? 0 : INVALID;
}

EXPORT
cublasLtMatmul (void **handle,
                Pair *description,
                const void *alpha,
                const void *a,
                Pair *a_layout,
                const void *b,
                Pair *b_layout,
                const void *beta,
                const void *c,
                Pair *c_layout,
                void *d,
                Pair *d_layout,
                const uint64_t *algorithm,
                void *workspace,
                size_t workspace_size,
                void *stream)
{
  if (algorithm[0] != 42 || workspace == NULL || stream == NULL || c != d ||
      a_layout->second != d_layout->second || a_layout->second == 0)
    return INVALID;
  return multiply (description->second, d_layout->second, a, b, a_layout->first, d, d_layout->first,
                   description->first);
}
