/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/narrow.h"

#include <stdbool.h>

/* NVIDIA's own libraries of matrix products, where the machine has them: what frameworks call, so
 * what a person's training gets. They are large and not ours, so they are loaded only in a process
 * of their own (child.h), and there is one at a time. */

typedef enum {
  BENCH_LIBRARY_CUBLAS,
  BENCH_LIBRARY_CUBLASLT,
} BenchLibraryName;

/* Loads the newest that the driver can serve and writes "cuBLAS 12.4.5" into @label. False, and a
 * sentence in @reason, where there is none. */
bool
bench_library_load (BenchLibraryName name, int driver_version, char label[64], char reason[200]);

/* C (n×n, by rows) = A·B: A by rows, B by rows or, with @turned, by columns. Sums are of 32 bits,
 * of 64 for fp64, and with @narrow of 16 for fp16; C has the type of the sums. Addresses are of the
 * card. */
typedef struct {
  BenchKind kind;
  bool turned, narrow;
  int n;
  uint64_t a, b, c;
} BenchLibraryProduct;

/* A handle on the card that is current, working on @stream. The light one may use the @bytes of the
 * card at @workspace. 0 or a code. */
int bench_library_open (void *stream, uint64_t workspace, size_t bytes);

/* Puts the product on the stream. 0 or a code. */
int bench_library_multiply (const BenchLibraryProduct *product);
void bench_library_close (void);

/* The sentence part for a code of the library; NULL when it is none of them. */
const char *bench_library_explain (int code);
