/* SPDX-License-Identifier: Apache-2.0 */
/* Thirty-two registers of 64 bytes: 28 sums, two of B. A panel of B takes 24 KiB, which leaves room
 * in a first cache of 32 KiB. Compiled with -mavx512f. */
#include <immintrin.h>
#define STREAM(address, value) _mm512_stream_pd ((address), (__m512d) (value))
#define STREAM_END() _mm_sfence ()
#define LEVEL avx512
#define WIDTH 64
#define ROWS 14
#define DEPTH 192
#include "benchmark/program/kernel-of.h"
