/* SPDX-License-Identifier: Apache-2.0 */
/* What every x86-64 has (SSE2), and plain vectors of 16 bytes elsewhere: 12 sums, two of B, one of
 * A. */
#ifdef __x86_64__
#include <emmintrin.h>
#define STREAM(address, value) _mm_stream_pd ((address), (__m128d) (value))
#define STREAM_END() _mm_sfence ()
#endif
#define LEVEL baseline
#define WIDTH 16
#define ROWS 6
#define DEPTH 256
#include "benchmark/program/kernel-of.h"
