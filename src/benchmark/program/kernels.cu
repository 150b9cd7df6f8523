/* SPDX-License-Identifier: Apache-2.0 */
/* What runs on a GPU. Names are plain C, because they are looked up by name. After a change, run
 * embed.py keep (see there); the texts for old drivers are kept in the tree. */

/* Random by position, as random.h makes it, so that the host knows what must be where. */
static __device__ __forceinline__ unsigned long long
random_bits (unsigned long long seed, unsigned long long index)
{
  unsigned long long z = seed + (index + 1) * 0x9e3779b97f4a7c15ull;

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

extern "C" __global__ void __launch_bounds__ (256)
noise (unsigned long long *to, unsigned long long seed)
{
  unsigned long long at = blockIdx.x * 256ull + threadIdx.x;

  to[at] = random_bits (seed, at);
}

/* Four times 16 bytes for each of 256 threads: a block copies 16 KiB. */
extern "C" __global__ void __launch_bounds__ (256)
copy (const float4 *__restrict__ from, float4 *__restrict__ to)
{
  unsigned long long at = blockIdx.x * 1024ull + threadIdx.x;
  float4 a = from[at], b = from[at + 256], c = from[at + 512], d = from[at + 768];

  to[at] = a;
  to[at + 256] = b;
  to[at + 512] = c;
  to[at + 768] = d;
}

/* C = A·B, n×n in single precision, n a multiple of 128. A block makes 128×128 of C, in steps of 16
 * along the depth, from two buffers in turn: while one is used, the other is on its way through
 * registers. A warp makes 32×64 of it, a thread 8×8, in quarters so that its reads from shared memory
 * are whole and without conflict. */
#define SIDE 128
#define STEP 16

struct Tiles {
  float a[2][STEP][SIDE + 4]; /* transposed, so that a column of A is read in one go */
  float b[2][STEP][SIDE];
};

struct Incoming {
  float4 a[2], b[2];
};

static __device__ __forceinline__ void
fetch (Incoming &in, const float *a, const float *b, int n, int depth)
{
  int row = threadIdx.x / 4, quad = threadIdx.x % 4 * 4;
  int line = threadIdx.x / 32, column = threadIdx.x % 32 * 4;

#pragma unroll
  for (int i = 0; i < 2; i++) {
    in.a[i] = *(const float4 *) (a + (size_t) (row + 64 * i) * n + depth + quad);
    in.b[i] = *(const float4 *) (b + (size_t) (depth + line + 8 * i) * n + column);
  }
}

static __device__ __forceinline__ void
put (Tiles &tiles, int stage, const Incoming &in)
{
  int row = threadIdx.x / 4, quad = threadIdx.x % 4 * 4;
  int line = threadIdx.x / 32, column = threadIdx.x % 32 * 4;

#pragma unroll
  for (int i = 0; i < 2; i++) {
    tiles.a[stage][quad][row + 64 * i] = in.a[i].x;
    tiles.a[stage][quad + 1][row + 64 * i] = in.a[i].y;
    tiles.a[stage][quad + 2][row + 64 * i] = in.a[i].z;
    tiles.a[stage][quad + 3][row + 64 * i] = in.a[i].w;
    *(float4 *) &tiles.b[stage][line + 8 * i][column] = in.b[i];
  }
}

static __device__ __forceinline__ void
multiply (const Tiles &tiles, int stage, int row, int column, float sums[8][8])
{
#pragma unroll
  for (int k = 0; k < STEP; k++) {
    float a[8], b[8];

    *(float4 *) a = *(const float4 *) &tiles.a[stage][k][row];
    *(float4 *) (a + 4) = *(const float4 *) &tiles.a[stage][k][row + 16];
    *(float4 *) b = *(const float4 *) &tiles.b[stage][k][column];
    *(float4 *) (b + 4) = *(const float4 *) &tiles.b[stage][k][column + 32];
#pragma unroll
    for (int i = 0; i < 8; i++)
#pragma unroll
      for (int j = 0; j < 8; j++)
        sums[i][j] += a[i] * b[j];
  }
}

extern "C" __global__ void __launch_bounds__ (256)
gemm32 (const float *__restrict__ a, const float *__restrict__ b, float *__restrict__ c, int n)
{
  __shared__ Tiles tiles;
  int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  int row = warp / 2 * 32 + lane / 8 * 4, column = warp % 2 * 64 + lane % 8 * 4;
  float sums[8][8] = {};
  Incoming in;
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
    float *to = c + (size_t) (row + i % 4 + i / 4 * 16) * n + column;

    *(float4 *) to = make_float4 (sums[i][0], sums[i][1], sums[i][2], sums[i][3]);
    *(float4 *) (to + 32) = make_float4 (sums[i][4], sums[i][5], sums[i][6], sums[i][7]);
  }
}
