/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stddef.h>

/* kernels.cu, compiled: texts for the driver back end (kept in the tree, see embed.py, and packed
 * in the program, because they are long and repeat themselves) and, when the toolkit was there,
 * machine code for the runtime back end. */
typedef struct {
  const unsigned char *packed;
  size_t packed_bytes;
  size_t bytes;
} BenchImage;

extern const BenchImage bench_ptx75; /* for compute capability 7.5, PTX 6.5 (CUDA 10.2) */
extern const BenchImage bench_ptx80; /* for 8.0, PTX 7.0 (CUDA 11.0) */
#ifdef BENCH_WITH_RUNTIME
extern const unsigned char bench_fatbin[];
#endif

/* To be freed; NULL when memory is short. */
char *bench_image_unpack (const BenchImage *image);
