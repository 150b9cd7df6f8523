/* SPDX-License-Identifier: Apache-2.0 */
/* Sixteen registers of 32 bytes: 12 sums, two of B, one of A. Compiled with -mavx2 -mfma. */
#include <immintrin.h>
#define STREAM(address, value) _mm256_stream_pd ((address), (__m256d) (value))
#define STREAM_END() _mm_sfence ()
#define LEVEL avx2
#define WIDTH 32
#define ROWS 6
#define DEPTH 512
#include "benchmark/program/kernel-of.h"
