/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The inner loops for one level of instructions. The same source (kernel-of.h) is compiled for each
 * level, and the program picks one when it runs, so that it starts on any x86-64. */
typedef struct {
  const char *name;
  int rows32, columns32; /* the tile of product32, in registers */
  int rows64, columns64;
  int depth; /* of packed panels: a panel of B stays in the first cache */

  /* c[i][j] (+)= sum over p < @depth of a[p][i] * b[p][j], for one tile; a and b packed. */
  void (*product32) (long depth, const float *a, const float *b, float *c, long stride, bool add);
  void (
    *product64) (long depth, const double *a, const double *b, double *c, long stride, bool add);

  /* c[j] = sum over p < @depth of a[p] * b[p][j], for one row and j < @count. */
  void (*thin32) (long depth, const float *a, const float *b, long stride, float *c, long count);

  /* a[i] = b[i] + s * c[i]; arrays aligned to 64 bytes. The second writes past the caches. */
  void (*triad) (double *a, const double *b, const double *c, double s, size_t count);
  void (*triad_nt) (double *a, const double *b, const double *c, double s, size_t count);
} BenchKernels;

extern const BenchKernels bench_kernels_baseline;
#ifdef __x86_64__
extern const BenchKernels bench_kernels_avx2;
extern const BenchKernels bench_kernels_avx512;
#endif

/* The best level this CPU has, or the one that BANCO_BENCH_ISA names if this CPU has it. */
const BenchKernels *bench_kernels (void);

/* NULL when this CPU has not got that level, or there is none of that name. */
const BenchKernels *bench_kernels_named (const char *name);
