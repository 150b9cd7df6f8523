/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A GPU in C++, as far as kernels.cu uses one, so that its kernels are tested where there is none.
 * The threads of a block take turns, each up to its next meeting, which is right because all
 * threads come to the same meetings. Exchanges within a warp are two meetings with the words in
 * between. */

#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <ucontext.h>
#include <vector>

extern "C" {
#include "benchmark/program/half.h"
#include "fake-half.h"
}

#define BENCH_EMULATED
#define __global__
#define __device__
#define __forceinline__ inline
#define __noinline__
#define __restrict__
#define __launch_bounds__(...)
#define __shared__ alignas (16) static

struct alignas (16) float4
{
  float x, y, z, w;
};
struct alignas (16) uint4
{
  unsigned x, y, z, w;
};
struct alignas (16) ulonglong2
{
  unsigned long long x, y;
};
struct alignas (8) float2
{
  float x, y;
};
struct alignas (8) uint2
{
  unsigned x, y;
};
struct dim3 {
  unsigned x, y, z;
};

static inline float4
make_float4 (float x, float y, float z, float w)
{
  return { x, y, z, w };
}

static inline float2
make_float2 (float x, float y)
{
  return { x, y };
}

static inline ulonglong2
make_ulonglong2 (unsigned long long x, unsigned long long y)
{
  return { x, y };
}

/* Threads take turns, so it is one piece. */
static inline void
atomicAdd (float *to, float what)
{
  *to += what;
}

static dim3 blockIdx, threadIdx;

namespace emulator
{

enum {
  STACK = 64 * 1024,
  MOST = 256
};

struct Thread {
  ucontext_t context;
  std::vector<char> stack;
  bool done;
};

static Thread threads[MOST];
static ucontext_t scheduler;
static std::function<void ()> kernel;
static unsigned words[MOST][8];

static void
enter ()
{
  kernel ();
  threads[threadIdx.x].done = true;
}

static void
meet ()
{
  swapcontext (&threads[threadIdx.x].context, &scheduler);
}

static void
run_block (unsigned count)
{
  bool running = true;

  for (unsigned i = 0; i < count; i++) {
    Thread &thread = threads[i];

    thread.stack.resize (STACK);
    thread.done = false;
    getcontext (&thread.context);
    thread.context.uc_stack.ss_sp = thread.stack.data ();
    thread.context.uc_stack.ss_size = STACK;
    thread.context.uc_link = &scheduler;
    makecontext (&thread.context, enter, 0);
  }
  while (running) {
    running = false;
    for (unsigned i = 0; i < count; i++)
      if (!threads[i].done) {
        threadIdx = { i, 0, 0 };
        swapcontext (&scheduler, &threads[i].context);
        running = true;
      }
  }
}

static void
launch (unsigned columns, unsigned rows, unsigned count, std::function<void ()> body)
{
  kernel = body;
  for (unsigned y = 0; y < rows; y++)
    for (unsigned x = 0; x < columns; x++) {
      blockIdx = { x, y, 0 };
      run_block (count);
    }
}

static unsigned short
half_of (unsigned word, int which)
{
  return (unsigned short) (which ? word >> 16 : word);
}

/* Lane l of a warp gets row l / 4, halves 2·(l % 4) and one more of each of four matrices. */
static void
exchange_matrices (unsigned to[4], const uint4 *from, bool transposed)
{
  unsigned lane = threadIdx.x % 32, first = threadIdx.x - lane;

  std::memcpy (words[threadIdx.x], from, sizeof *from);
  meet ();
  for (unsigned m = 0; m < 4; m++) {
    unsigned short pair[2];

    for (unsigned k = 0; k < 2; k++) {
      unsigned row = transposed ? lane % 4 * 2 + k : lane / 4;
      unsigned column = transposed ? lane / 4 : lane % 4 * 2 + k;

      pair[k] = half_of (words[first + m * 8 + row][column / 2], column % 2);
    }
    to[m] = pair[0] | (unsigned) pair[1] << 16;
  }
  meet ();
}

} // namespace emulator

#define __syncthreads() emulator::meet ()

static inline void
load_matrix (unsigned to[4], const uint4 *from)
{
  emulator::exchange_matrices (to, from, false);
}

static inline void
load_matrix_transposed (unsigned to[4], const uint4 *from)
{
  emulator::exchange_matrices (to, from, true);
}

static inline unsigned
pack_halves (float low, float high)
{
  return fake_half (low) | (unsigned) fake_half (high) << 16;
}

/* As the manual of PTX lays the parts of mma.m16n8k16 out over the lanes. */
static inline void
multiply_16x8x16 (float sums[4], const unsigned a[4], const unsigned b[2])
{
  using namespace emulator;
  unsigned lane = threadIdx.x % 32, first = threadIdx.x - lane;

  std::memcpy (words[threadIdx.x], a, 4 * sizeof *a);
  std::memcpy (words[threadIdx.x] + 4, b, 2 * sizeof *b);
  meet ();
  for (unsigned i = 0; i < 4; i++) {
    unsigned row = lane / 4 + i / 2 * 8, column = lane % 4 * 2 + i % 2;

    for (unsigned k = 0; k < 16; k++) {
      unsigned left = words[first + row % 8 * 4 + k % 8 / 2][row / 8 + k / 8 * 2];
      unsigned right = words[first + column * 4 + k % 8 / 2][4 + k / 8];

      sums[i] +=
        bench_half_number (half_of (left, k % 2)) * bench_half_number (half_of (right, k % 2));
    }
  }
  meet ();
}

/* Every kind of number lies alike: byte @at of 32 in a row of A or a column of B. */
static inline unsigned
left_word (unsigned first, unsigned row, unsigned at)
{
  return emulator::words[first + row % 8 * 4 + at % 16 / 4][row / 8 + at / 16 * 2];
}

static inline unsigned
right_word (unsigned first, unsigned column, unsigned at)
{
  return emulator::words[first + column * 4 + at % 16 / 4][4 + at / 16];
}

template <typename Sum, typename Number>
static inline void
multiply_kind (Sum sums[4], const unsigned a[4], const unsigned b[2], unsigned size, Number number)
{
  using namespace emulator;
  unsigned lane = threadIdx.x % 32, first = threadIdx.x - lane;

  std::memcpy (words[threadIdx.x], a, 4 * sizeof *a);
  std::memcpy (words[threadIdx.x] + 4, b, 2 * sizeof *b);
  meet ();
  for (unsigned i = 0; i < 4; i++)
    for (unsigned at = 0; at < 32; at += size)
      sums[i] += number (left_word (first, lane / 4 + i / 2 * 8, at) >> at % 4 * 8) *
                 number (right_word (first, lane % 4 * 2 + i % 2, at) >> at % 4 * 8);
  meet ();
}

static inline void
multiply_bytes (int sums[4], const unsigned a[4], const unsigned b[2])
{
  multiply_kind (sums, a, b, 1, [] (unsigned word) { return (int) (signed char) word; });
}

static inline float
float_of (unsigned word)
{
  float number;

  std::memcpy (&number, &word, sizeof number);
  return number;
}

#ifdef BRING_ASYNC
#define HAS_BRAIN

static inline void
multiply_brain (float sums[4], const unsigned a[4], const unsigned b[2])
{
  multiply_kind (sums, a, b, 2, [] (unsigned word) { return float_of (word << 16); });
}

static inline void
multiply_short (float sums[4], const unsigned a[4], const unsigned b[2])
{
  multiply_kind (sums, a, b, 4, float_of);
}

static inline void
bring (uint4 *to, const uint4 *from)
{
  *to = *from;
}

static inline void
bring_commit ()
{
}

static inline void
bring_wait ()
{
}
#endif
