/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* kernels.cu, compiled: texts for the driver back end (kept in the tree, see embed.py) and, when
 * the toolkit was there, machine code for the runtime back end. */
extern const unsigned char bench_ptx75[]; /* for compute capability 7.5, PTX 6.5 (CUDA 10.2) */
extern const unsigned char bench_ptx80[]; /* for 8.0, PTX 7.0 (CUDA 11.0) */
#ifdef BENCH_WITH_RUNTIME
extern const unsigned char bench_fatbin[];
#endif
