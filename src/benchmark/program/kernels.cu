/* SPDX-License-Identifier: Apache-2.0 */
/* What runs on a GPU. Names are plain C, because they are looked up by name. After a change, run
 * embed.py keep (see there); the texts for old drivers are kept in the tree. Everything that one
 * machine cannot do in C++ is in device.h, so that a test runs this file without a GPU. */
#include "device.h"

typedef unsigned long long Word;

/* Random by position, as random.h makes it, so that the host knows what must be where. */
static __device__ __forceinline__ Word
random_bits (Word seed, Word index)
{
  Word z = seed + (index + 1) * 0x9e3779b97f4a7c15ull;

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

extern "C" __global__ void __launch_bounds__ (256)
noise (Word *to, Word seed)
{
  Word at = blockIdx.x * 256ull + threadIdx.x;

  to[at] = random_bits (seed, at);
}

extern "C" __global__ void __launch_bounds__ (256)
uniform (float *to, Word seed)
{
  Word at = blockIdx.x * 256ull + threadIdx.x;

  to[at] = (float) ((double) (long long) random_bits (seed, at) * 0x1p-63);
}

/* Memory. Each of 256 threads takes four times 16 bytes: a block goes through 16 KiB of each array. */
extern "C" __global__ void __launch_bounds__ (256)
copy (const float4 *__restrict__ from, float4 *__restrict__ to)
{
  Word at = blockIdx.x * 1024ull + threadIdx.x;
  float4 a = from[at], b = from[at + 256], c = from[at + 512], d = from[at + 768];

  to[at] = a;
  to[at + 256] = b;
  to[at + 512] = c;
  to[at + 768] = d;
}

/* Reads 16 KiB and leaves the exclusive or of its words in one. */
extern "C" __global__ void __launch_bounds__ (256)
fold (const ulonglong2 *__restrict__ from, Word *__restrict__ to)
{
  __shared__ Word folded[256];
  Word at = blockIdx.x * 1024ull + threadIdx.x;
  ulonglong2 a = from[at], b = from[at + 256], c = from[at + 512], d = from[at + 768];

  folded[threadIdx.x] = a.x ^ a.y ^ b.x ^ b.y ^ c.x ^ c.y ^ d.x ^ d.y;
  for (unsigned half = 128; half > 0; half /= 2) {
    __syncthreads ();
    if (threadIdx.x < half)
      folded[threadIdx.x] ^= folded[threadIdx.x + half];
  }
  if (threadIdx.x == 0)
    to[blockIdx.x] = folded[0];
}

/* Writes 16 KiB of words that say where they are. */
extern "C" __global__ void __launch_bounds__ (256)
scatter (ulonglong2 *__restrict__ to, Word seed)
{
  Word at = blockIdx.x * 1024ull + threadIdx.x;

#pragma unroll
  for (int i = 0; i < 4; i++, at += 256)
    to[at] = make_ulonglong2 (seed ^ at, ~seed ^ at);
}

extern "C" __global__ void __launch_bounds__ (256)
triad (float4 *__restrict__ a, const float4 *__restrict__ b, const float4 *__restrict__ c)
{
  Word at = blockIdx.x * 1024ull + threadIdx.x;
  float4 x[4], y[4];

#pragma unroll
  for (int i = 0; i < 4; i++) {
    x[i] = b[at + 256 * i];
    y[i] = c[at + 256 * i];
  }
#pragma unroll
  for (int i = 0; i < 4; i++)
    a[at + 256 * i] = make_float4 (x[i].x + 3 * y[i].x, x[i].y + 3 * y[i].y, x[i].z + 3 * y[i].z,
                                   x[i].w + 3 * y[i].w);
}

/* The smallest kernel of which one can still tell that it ran. */
extern "C" __global__ void
count (Word *counter)
{
  if (threadIdx.x == 0)
    *counter += 1;
}

/* C = A·B, n×n, n a multiple of 128, without tensor cores. A block makes 128×128 of C, in steps of 64
 * bytes along the depth, from two buffers in turn: while one is used, the other is on its way through
 * registers. A warp makes 32×64 of it, a thread 8×8, in groups of as many numbers as 16 bytes hold, so
 * that its reads from shared memory are whole and without conflict. */
#define SIDE 128
#define WIDE ((int) (16 / sizeof (Real)))
#define STEP (4 * WIDE)

template <typename Real> struct alignas (16) Group {
  Real at[WIDE];
};

template <typename Real> struct alignas (16) Tiles {
  Real a[2][STEP][SIDE + WIDE]; /* transposed, so that a column of A is read in one go */
  Real b[2][STEP][SIDE];
};

template <typename Real> struct Incoming {
  Group<Real> a[2], b[2];
};

template <typename Real>
static __device__ __forceinline__ void
fetch (Incoming<Real> &in, const Real *a, const Real *b, int n, int depth)
{
  int row = threadIdx.x / 4, group = threadIdx.x % 4 * WIDE;
  int line = threadIdx.x / (SIDE / WIDE), column = threadIdx.x % (SIDE / WIDE) * WIDE;

#pragma unroll
  for (int i = 0; i < 2; i++) {
    in.a[i] = *(const Group<Real> *) (a + (size_t) (row + 64 * i) * n + depth + group);
    in.b[i] = *(const Group<Real> *) (b + (size_t) (depth + line + STEP / 2 * i) * n + column);
  }
}

template <typename Real>
static __device__ __forceinline__ void
put (Tiles<Real> &tiles, int stage, const Incoming<Real> &in)
{
  int row = threadIdx.x / 4, group = threadIdx.x % 4 * WIDE;
  int line = threadIdx.x / (SIDE / WIDE), column = threadIdx.x % (SIDE / WIDE) * WIDE;

#pragma unroll
  for (int i = 0; i < 2; i++) {
#pragma unroll
    for (int j = 0; j < WIDE; j++)
      tiles.a[stage][group + j][row + 64 * i] = in.a[i].at[j];
    *(Group<Real> *) &tiles.b[stage][line + STEP / 2 * i][column] = in.b[i];
  }
}

template <typename Real>
static __device__ __forceinline__ void
multiply (const Tiles<Real> &tiles, int stage, int row, int column, Real sums[8][8])
{
#pragma unroll 2
  for (int k = 0; k < STEP; k++) {
    Group<Real> a[8 / WIDE], b[8 / WIDE];

#pragma unroll
    for (int i = 0; i < 8 / WIDE; i++) {
      a[i] = *(const Group<Real> *) &tiles.a[stage][k][row + 4 * WIDE * i];
      b[i] = *(const Group<Real> *) &tiles.b[stage][k][column + 8 * WIDE * i];
    }
#pragma unroll
    for (int i = 0; i < 8; i++)
#pragma unroll
      for (int j = 0; j < 8; j++)
        sums[i][j] += a[i / WIDE].at[i % WIDE] * b[j / WIDE].at[j % WIDE];
  }
}

template <typename Real>
static __device__ __forceinline__ void
multiply_plainly (Tiles<Real> &tiles, const Real *a, const Real *b, Real *c, int n)
{
  int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  int row = warp / 2 * 32 + lane / 8 * WIDE, column = warp % 2 * 64 + lane % 8 * WIDE;
  Real sums[8][8] = {};
  Incoming<Real> in;
  int stage = 0;

  a += (size_t) blockIdx.y * SIDE * n;
  b += blockIdx.x * SIDE;
  c += (size_t) blockIdx.y * SIDE * n + blockIdx.x * SIDE;
  fetch (in, a, b, n, 0);
  put (tiles, 0, in);
  __syncthreads ();
  for (int depth = STEP;; depth += STEP) {
    if (depth < n)
      fetch (in, a, b, n, depth);
    multiply (tiles, stage, row, column, sums);
    if (depth >= n)
      break;
    stage ^= 1;
    put (tiles, stage, in);
    __syncthreads ();
  }
#pragma unroll
  for (int i = 0; i < 8; i++) {
    Real *to = c + (size_t) (row + i % WIDE + i / WIDE * 4 * WIDE) * n + column;

#pragma unroll
    for (int j = 0; j < 8; j += WIDE)
      *(Group<Real> *) (to + 8 * j) = *(const Group<Real> *) &sums[i][j];
  }
}

extern "C" __global__ void __launch_bounds__ (256, 2)
gemm32 (const float *__restrict__ a, const float *__restrict__ b, float *__restrict__ c, int n)
{
  __shared__ Tiles<float> tiles;

  multiply_plainly (tiles, a, b, c, n);
}

extern "C" __global__ void __launch_bounds__ (256)
gemm64 (const double *__restrict__ a, const double *__restrict__ b, double *__restrict__ c, int n)
{
  __shared__ Tiles<double> tiles;

  multiply_plainly (tiles, a, b, c, n);
}

/* C = A·B, n×n, half precision in, single precision out, on tensor cores; n a multiple of 128. A block
 * of four warps makes 128×128 of C in steps of 32, a warp 64×64. Tiles lie in shared memory in pieces
 * of 16 bytes, displaced by their row so that the eight rows that ldmatrix takes at once lie in
 * different banks. Where cards have it (8.0), tiles come straight from memory, STAGES − 1 steps ahead;
 * before, through registers, one step ahead. */
#define DEPTH 32
#define PIECES 4 /* of a tile, for each thread */

struct Halves {
  uint4 a[STAGES][SIDE * DEPTH / 8];
  uint4 b[STAGES][SIDE * DEPTH / 8];
};

static __device__ __forceinline__ int
place_of_a (int row, int piece)
{
  return row * 4 + (piece ^ (row >> 1 & 3));
}

static __device__ __forceinline__ int
place_of_b (int row, int piece)
{
  return row * 16 + (piece ^ (row & 7));
}

/* Piece @i of this thread: where it comes from, and where it goes. */
static __device__ __forceinline__ const uint4 *
source_of_a (const unsigned short *a, int n, int depth, int i, int *place)
{
  int index = threadIdx.x + 128 * i, row = index / 4, piece = index % 4;

  *place = place_of_a (row, piece);
  return (const uint4 *) (a + (size_t) row * n + depth + piece * 8);
}

static __device__ __forceinline__ const uint4 *
source_of_b (const unsigned short *b, int n, int depth, int i, int *place)
{
  int index = threadIdx.x + 128 * i, row = index / 16, piece = index % 16;

  *place = place_of_b (row, piece);
  return (const uint4 *) (b + (size_t) (depth + row) * n + piece * 8);
}

static __device__ __forceinline__ void
multiply_halves (const uint4 *a, const uint4 *b, int row, int column, float sums[4][8][4])
{
  int lane = threadIdx.x % 32;

#pragma unroll
  for (int k = 0; k < DEPTH / 16; k++) {
    unsigned x[4][4], y[4][4];

#pragma unroll
    for (int i = 0; i < 4; i++) {
      load_matrix (x[i], a + place_of_a (row + i * 16 + lane % 16, k * 2 + lane / 16));
      load_matrix_transposed (y[i],
                              b + place_of_b (k * 16 + lane % 16, column / 8 + i * 2 + lane / 16));
    }
#pragma unroll
    for (int i = 0; i < 4; i++)
#pragma unroll
      for (int j = 0; j < 8; j++)
        multiply_16x8x16 (sums[i][j], x[i], &y[j / 2][j % 2 * 2]);
  }
}

/* All steps along the depth. */
static __device__ __forceinline__ void
walk (Halves &tiles, const unsigned short *a, const unsigned short *b, int n, int row, int column,
      float sums[4][8][4])
{
  int steps = n / DEPTH, place;

#ifdef BRING_ASYNC
  for (int step = 1 - STAGES; step < steps; step++) {
    int ahead = step + STAGES - 1;

    if (step >= 0) {
      bring_wait ();
      __syncthreads ();
    }
    if (ahead < steps) {
#pragma unroll
      for (int i = 0; i < PIECES; i++) {
        const uint4 *from = source_of_a (a, n, ahead * DEPTH, i, &place);

        bring (&tiles.a[ahead % STAGES][place], from);
        from = source_of_b (b, n, ahead * DEPTH, i, &place);
        bring (&tiles.b[ahead % STAGES][place], from);
      }
    }
    bring_commit ();
    if (step >= 0)
      multiply_halves (tiles.a[step % STAGES], tiles.b[step % STAGES], row, column, sums);
  }
#else
  uint4 in_a[PIECES], in_b[PIECES];

  for (int step = 0; step <= steps; step++) {
    if (step < steps) {
#pragma unroll
      for (int i = 0; i < PIECES; i++) {
        in_a[i] = *source_of_a (a, n, step * DEPTH, i, &place);
        in_b[i] = *source_of_b (b, n, step * DEPTH, i, &place);
      }
    }
    if (step > 0)
      multiply_halves (tiles.a[(step - 1) % STAGES], tiles.b[(step - 1) % STAGES], row, column,
                       sums);
    if (step == steps)
      break;
#pragma unroll
    for (int i = 0; i < PIECES; i++) {
      source_of_a (a, n, 0, i, &place);
      tiles.a[step % STAGES][place] = in_a[i];
      source_of_b (b, n, 0, i, &place);
      tiles.b[step % STAGES][place] = in_b[i];
    }
    __syncthreads ();
  }
#endif
}

extern "C" __global__ void __launch_bounds__ (128)
gemm16 (const unsigned short *__restrict__ a, const unsigned short *__restrict__ b,
        float *__restrict__ c, int n)
{
  __shared__ Halves tiles;
  int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  int row = warp / 2 * 64, column = warp % 2 * 64;
  float sums[4][8][4] = {};

  a += (size_t) blockIdx.y * SIDE * n;
  b += blockIdx.x * SIDE;
  c += ((size_t) blockIdx.y * SIDE + row + lane / 4) * n + blockIdx.x * SIDE + column + lane % 4 * 2;
  walk (tiles, a, b, n, row, column, sums);
#pragma unroll
  for (int i = 0; i < 4; i++)
#pragma unroll
    for (int j = 0; j < 8; j++) {
      float *to = c + (size_t) (i * 16) * n + j * 8;

      *(float2 *) to = make_float2 (sums[i][j][0], sums[i][j][1]);
      *(float2 *) (to + (size_t) 8 * n) = make_float2 (sums[i][j][2], sums[i][j][3]);
    }
}

/* Peaks: nothing but arithmetic in registers. Each thread walks eight points x → x·s + t, which draws
 * every x to t / (1 − s), whatever it was. */
template <typename Real>
static __device__ __forceinline__ void
contract (Real *to, Real scale, Real shift, int rounds)
{
  Real x[8];

#pragma unroll
  for (int i = 0; i < 8; i++)
    x[i] = (Real) (threadIdx.x + 32 * i);
  for (int round = 0; round < rounds; round++)
#pragma unroll
    for (int k = 0; k < 16; k++)
#pragma unroll
      for (int i = 0; i < 8; i++)
        x[i] = x[i] * scale + shift;
  to[blockIdx.x * 256 + threadIdx.x]
    = x[0] + x[1] + x[2] + x[3] + x[4] + x[5] + x[6] + x[7];
}

extern "C" __global__ void __launch_bounds__ (256)
peak32 (float *to, float scale, float shift, int rounds)
{
  contract (to, scale, shift, rounds);
}

extern "C" __global__ void __launch_bounds__ (256)
peak64 (double *to, double scale, double shift, int rounds)
{
  contract (to, scale, shift, rounds);
}

#include "kernels-tensor.cuh"

#include "kernels-step.cuh"
