/* SPDX-License-Identifier: Apache-2.0 */
/* The tasks of a training step (tasks.h), each a kernel. A part of kernels.cu. */
#include "tasks.h"

static __device__ __forceinline__ float
bend (float x)
{
  return x / (1 + fabsf (x));
}

static __device__ __forceinline__ float
slope (float y)
{
  float left = 1 - fabsf (y);

  return left * left;
}

static __device__ __forceinline__ float
finished (const BenchTask &task, const float *arena, float sum, int row, int column)
{
  if (task.flags & BENCH_TASK_BIAS)
    sum += arena[task.d + column];
  if (task.flags & BENCH_TASK_BEND)
    sum = bend (sum);
  if (task.flags & BENCH_TASK_SLOPE)
    sum *= slope (arena[task.d + (size_t) row * task.n + column]);
  return sum;
}

/* What a block takes of A or B: TILE rows of A (columns of B) from @begin, CUT of the depth at once. */
struct Operand {
  unsigned from;
  int begin, limit;
  int along, deep; /* elements from one row (column) to the next, and from one depth to the next */
};

/* Element @i of it that this thread takes. Neighbours in memory go to neighbours among the
 * threads, whichever way the matrix lies. */
template <int TILE, int CUT>
static __device__ __forceinline__ void
find_place (const Operand &operand, int i, int *along, int *depth)
{
  if (operand.deep == 1) {
    *along = threadIdx.x / CUT + 256 / CUT * i;
    *depth = threadIdx.x % CUT;
  } else {
    *along = threadIdx.x % TILE;
    *depth = threadIdx.x / TILE * (TILE * CUT / 256) + i;
  }
}

template <int TILE, int CUT>
static __device__ __forceinline__ void
fetch_part (const float *arena, const Operand &operand, int from, int to,
            float in[TILE * CUT / 256])
{
  bool deep = operand.deep == 1;
  int along, depth, far = deep ? 256 / CUT * operand.along : operand.deep;

  find_place<TILE, CUT> (operand, 0, &along, &depth);
  along += operand.begin;
  depth += from;
  unsigned at = operand.from + along * operand.along + depth * operand.deep;

#pragma unroll
  for (int i = 0; i < TILE * CUT / 256; i++, at += far) {
    in[i] = along < operand.limit && depth < to ? arena[at] : 0;
    along += deep ? 256 / CUT : 0;
    depth += deep ? 0 : 1;
  }
}

/* Four sums, @across of them in a row, the others eight rows below. Not inlined: it is seldom called, and
 * would be there sixteen times. */
extern "C" __device__ __noinline__ void
store_four (float *arena, const BenchTask &task, int row, int column, int across, float4 sums)
{
#pragma unroll 1
  for (int i = 0; i < 4; i++) {
    int x = column + (i < across ? i : i - across), y = row + (i < across ? 0 : 8);
    float *to = arena + task.c + (size_t) y * task.n + x;

    if (x < task.n && y < task.m) {
      if (task.flags & BENCH_TASK_ADD)
        atomicAdd (to, sums.x);
      else
        *to = finished (task, arena, sums.x, y, x);
    }
    sums = make_float4 (sums.y, sums.z, sums.w, 0);
  }
}

/* How a block of 256 threads makes SIZE×SIZE of C in single precision: a thread has SIZE / 16 rows and
 * columns, in groups of four. */
template <int SIZE> struct Single {
  static const int TILE = SIZE, CUT = 16;
  typedef float Part[CUT][TILE + 4];
  float sums[TILE / 16][TILE / 16];

  static __device__ __forceinline__ void
  put (const Operand &operand, const float in[TILE * CUT / 256], Part &to)
  {
    int along, depth;

#pragma unroll
    for (int i = 0; i < TILE * CUT / 256; i++) {
      find_place<TILE, CUT> (operand, i, &along, &depth);
      to[depth][along] = in[i];
    }
  }

  __device__ __forceinline__ void
  multiply (const Part &a, const Part &b)
  {
    int row = threadIdx.x / 16 * 4, column = threadIdx.x % 16 * 4;

#pragma unroll 1
    for (int k = 0; k < CUT; k++) {
      float x[TILE / 16], y[TILE / 16];

#pragma unroll
      for (int i = 0; i < TILE / 64; i++) {
        *(float4 *) (x + 4 * i) = *(const float4 *) &a[k][row + 64 * i];
        *(float4 *) (y + 4 * i) = *(const float4 *) &b[k][column + 64 * i];
      }
#pragma unroll
      for (int i = 0; i < TILE / 16; i++)
#pragma unroll
        for (int j = 0; j < TILE / 16; j++)
          sums[i][j] += x[i] * y[j];
    }
  }

  __device__ __forceinline__ void
  store (float *arena, const BenchTask &task, int row, int column)
  {
    row += threadIdx.x / 16 * 4;
    column += threadIdx.x % 16 * 4;
#pragma unroll
    for (int i = 0; i < TILE / 16; i++)
#pragma unroll
      for (int j = 0; j < TILE / 16; j += 4)
        store_four (arena, task, row + i / 4 * 64 + i % 4, column + j / 4 * 64, 4,
                    make_float4 (sums[i][j], sums[i][j + 1], sums[i][j + 2], sums[i][j + 3]));
  }
};

/* The same in mixed precision, on tensor cores: numbers become halves on their way into shared memory,
 * sums do not. Of eight warps, each has a half of the rows and a quarter of the columns. */
template <int SIZE> struct Mixed {
  static const int TILE = SIZE, CUT = 32;
  typedef uint4 Part[TILE * 4];
  float sums[TILE / 32][TILE / 32][4];

  static __device__ __forceinline__ void
  put (const Operand &operand, const float in[TILE * CUT / 256], Part &to)
  {
    int along, depth;

    if (operand.deep == 1) {
#pragma unroll
      for (int i = 0; i < TILE * CUT / 256; i++) {
        find_place<TILE, CUT> (operand, i, &along, &depth);
        ((unsigned short *) &to[place_of_a (along, depth / 8)])[depth % 8]
          = (unsigned short) pack_halves (in[i], 0);
      }
    } else {
#pragma unroll
      for (int i = 0; i < TILE * CUT / 256; i += 8) {
        find_place<TILE, CUT> (operand, i, &along, &depth);
        to[place_of_a (along, depth / 8)]
          = { pack_halves (in[i], in[i + 1]), pack_halves (in[i + 2], in[i + 3]),
              pack_halves (in[i + 4], in[i + 5]), pack_halves (in[i + 6], in[i + 7]) };
      }
    }
  }

  __device__ __forceinline__ void
  multiply (const Part &a, const Part &b)
  {
    int warp = threadIdx.x / 32;

    multiply_rows<Half, TILE / 32, TILE / 64> (a, b, warp / 4 * (TILE / 2), warp % 4 * (TILE / 4),
                                               sums);
  }

  __device__ __forceinline__ void
  store (float *arena, const BenchTask &task, int row, int column)
  {
    int warp = threadIdx.x / 32, lane = threadIdx.x % 32;

    row += warp / 4 * (TILE / 2) + lane / 4;
    column += warp % 4 * (TILE / 4) + lane % 4 * 2;
#pragma unroll
    for (int i = 0; i < TILE / 32; i++)
#pragma unroll
      for (int j = 0; j < TILE / 32; j++)
        store_four (arena, task, row + i * 16, column + j * 8, 2,
                    make_float4 (sums[i][j][0], sums[i][j][1], sums[i][j][2], sums[i][j][3]));
  }
};

template <typename Way> struct alignas (16) Parts {
  typename Way::Part a[2], b[2];
};

/* Block x has some columns; block y some rows and, where the depth is shared by @splits, a part of it. */
template <typename Way>
static __device__ __forceinline__ void
take_product (float *arena, const BenchTask &task, int splits, Parts<Way> &parts)
{
  const int TILE = Way::TILE, CUT = Way::CUT;
  int each = (task.k + splits * CUT - 1) / (splits * CUT) * CUT;
  int from = blockIdx.y % splits * each, to = from + each < task.k ? from + each : task.k;
  Operand a = { task.a, (int) (blockIdx.y / splits) * TILE, task.m, task.a_row,
                task.a_column };
  Operand b = { task.b, (int) blockIdx.x * TILE, task.n, task.b_column, task.b_row };
  float in_a[TILE * CUT / 256], in_b[TILE * CUT / 256];
  Way way = {};
  int stage = 0;

  for (int depth = from;; depth += CUT, stage ^= 1) {
    if (depth < to) {
      fetch_part<TILE, CUT> (arena, a, depth, to, in_a);
      fetch_part<TILE, CUT> (arena, b, depth, to, in_b);
    }
    if (depth > from)
      way.multiply (parts.a[stage ^ 1], parts.b[stage ^ 1]);
    if (depth >= to)
      break;
    Way::put (a, in_a, parts.a[stage]);
    Way::put (b, in_b, parts.b[stage]);
    __syncthreads ();
  }
  way.store (arena, task, a.begin, b.begin);
}

extern "C" __global__ void __launch_bounds__ (256)
step_product64 (float *arena, BenchTask task, int splits)
{
  __shared__ Parts<Single<64>> parts;

  take_product (arena, task, splits, parts);
}

extern "C" __global__ void __launch_bounds__ (256, 2)
step_product128 (float *arena, BenchTask task, int splits)
{
  __shared__ Parts<Single<128>> parts;

  take_product (arena, task, splits, parts);
}

extern "C" __global__ void __launch_bounds__ (256)
step_mixed64 (float *arena, BenchTask task, int splits)
{
  __shared__ Parts<Mixed<64>> parts;

  take_product (arena, task, splits, parts);
}

extern "C" __global__ void __launch_bounds__ (256, 2)
step_mixed128 (float *arena, BenchTask task, int splits)
{
  __shared__ Parts<Mixed<128>> parts;

  take_product (arena, task, splits, parts);
}

/* A product of few rows: block y has one, block x 32 columns, in each of which eight threads share the
 * depth. */
extern "C" __global__ void __launch_bounds__ (256)
step_thin (float *arena, BenchTask task, int)
{
  __shared__ float sums[8][32];
  int slice = threadIdx.x / 32, column = blockIdx.x * 32 + threadIdx.x % 32;
  const float *a = arena + task.a + (size_t) blockIdx.y * task.a_row, *b = arena + task.b + column;
  float sum = 0;

  if (column < task.n) {
#pragma unroll 8
    for (int k = slice; k < task.k; k += 8)
      sum += a[k] * b[(size_t) k * task.b_row];
  }
  sums[slice][threadIdx.x % 32] = sum;
  __syncthreads ();
  if (slice > 0 || column >= task.n)
    return;
  for (int i = 1; i < 8; i++)
    sum += sums[i][threadIdx.x];
  arena[task.c + (size_t) blockIdx.y * task.n + column]
    = finished (task, arena, sum, blockIdx.y, column);
}

/* Sums of columns: block x has 32 of them, block y one of @splits parts of the rows. */
extern "C" __global__ void __launch_bounds__ (256)
step_sums (float *arena, BenchTask task, int splits)
{
  __shared__ float sums[8][32];
  int slice = threadIdx.x / 32, column = blockIdx.x * 32 + threadIdx.x % 32;
  float sum = 0;

  if (column < task.n)
    for (int row = blockIdx.y * 8 + slice; row < task.m; row += 8 * splits)
      sum += arena[task.a + (size_t) row * task.n + column];
  sums[slice][threadIdx.x % 32] = sum;
  __syncthreads ();
  if (slice > 0 || column >= task.n)
    return;
  for (int i = 1; i < 8; i++)
    sum += sums[i][threadIdx.x];
  atomicAdd (arena + task.c + column, sum);
}

/* What is done to each element alone; a block has 1024. */
extern "C" __global__ void __launch_bounds__ (256)
step_each (float *arena, BenchTask task, int)
{
  float *a = arena + task.a, *c = arena + task.c;

  for (int i = 0; i < 4; i++) {
    int at = blockIdx.x * 1024 + i * 256 + threadIdx.x;

    if (at >= task.m)
      break;
    if (task.op == BENCH_TASK_ERROR) {
      c[at] = (a[at] - arena[task.b + at]) * task.scale;
    } else {
      c[at] -= task.scale * a[at];
      a[at] = 0;
    }
  }
}

extern "C" __global__ void __launch_bounds__ (256)
step_gather (float *arena, BenchTask task, int)
{
  int at = blockIdx.x * 256 + threadIdx.x, across = (task.side + task.stride - 1) / task.stride;
  int channel = at % task.channels, place = at / task.channels % 9, row = at / task.n;
  int y = row / across % across * task.stride + place / 3 - 1;
  int x = row % across * task.stride + place % 3 - 1, image = row / (across * across);

  if (row >= task.m)
    return;
  arena[task.c + at]
    = y >= 0 && y < task.side && x >= 0 && x < task.side
        ? arena[task.a + ((size_t) (image * task.side + y) * task.side + x) * task.channels + channel]
        : 0;
}

/* Each thread has a pixel and sums up the patches that see it, so nothing is written twice. */
extern "C" __global__ void __launch_bounds__ (256)
step_scatter (float *arena, BenchTask task, int)
{
  int at = blockIdx.x * 256 + threadIdx.x, across = (task.side + task.stride - 1) / task.stride;
  int channel = at % task.channels, x = at / task.channels % task.side;
  int y = at / (task.channels * task.side) % task.side;
  int image = at / (task.channels * task.side * task.side);
  float sum = 0;

  if (image >= task.m / (across * across))
    return;
#pragma unroll 3
  for (int place = 0; place < 9; place++) {
    int down = y + 1 - place / 3, right = x + 1 - place % 3;

    if (down < 0 || right < 0 || down % task.stride != 0 || right % task.stride != 0)
      continue;
    down /= task.stride;
    right /= task.stride;
    if (down < across && right < across)
      sum += arena[task.a
                   + ((size_t) ((image * across + down) * across + right) * 9 + place) * task.channels
                   + channel];
  }
  arena[task.c + at] = sum * slope (arena[task.d + at]);
}
