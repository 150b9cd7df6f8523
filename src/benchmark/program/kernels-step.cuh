/* SPDX-License-Identifier: Apache-2.0 */
/* The tasks of a training step (tasks.h), each a kernel. A part of kernels.cu. */
#include "tasks.h"

#define TASK_DEPTH 16

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

/* What a block takes of A or B: TILE rows of A (columns of B) from @begin, some of the depth. Neighbours
 * in memory go to neighbours among the threads, whichever way the matrix lies. */
struct Operand {
  const float *from;
  int begin, limit;
  int along, deep; /* elements from one row (column) to the next, and from one depth to the next */
};

template <int TILE>
static __device__ __forceinline__ void
find_place (const Operand &operand, int i, int *along, int *depth)
{
  if (operand.deep == 1) {
    *along = threadIdx.x / TASK_DEPTH + 256 / TASK_DEPTH * i;
    *depth = threadIdx.x % TASK_DEPTH;
  } else {
    *along = threadIdx.x % TILE;
    *depth = threadIdx.x / TILE + 256 / TILE * i;
  }
}

template <int TILE>
static __device__ __forceinline__ void
fetch_part (const Operand &operand, int from, int to, float in[TILE / 16])
{
  bool deep = operand.deep == 1;
  int along = operand.begin + (deep ? threadIdx.x / TASK_DEPTH : threadIdx.x % TILE);
  int depth = from + (deep ? threadIdx.x % TASK_DEPTH : threadIdx.x / TILE);
  const float *at = operand.from + along * operand.along + depth * operand.deep;
  int far = deep ? 256 / TASK_DEPTH * operand.along : 256 / TILE * operand.deep;

#pragma unroll
  for (int i = 0; i < TILE / 16; i++, at += far) {
    in[i] = along < operand.limit && depth < to ? *at : 0;
    along += deep ? 256 / TASK_DEPTH : 0;
    depth += deep ? 0 : 256 / TILE;
  }
}

template <int TILE>
static __device__ __forceinline__ void
put_part (const Operand &operand, const float in[TILE / 16], float to[TASK_DEPTH][TILE + 4])
{
  int along, depth;

#pragma unroll
  for (int i = 0; i < TILE / 16; i++) {
    find_place<TILE> (operand, i, &along, &depth);
    to[depth][along] = in[i];
  }
}

template <int TILE> struct Parts {
  float a[2][TASK_DEPTH][TILE + 4], b[2][TASK_DEPTH][TILE + 4];
};

/* A thread has TILE / 16 rows and columns, in groups of four. */
template <int TILE>
static __device__ __forceinline__ void
multiply_parts (const float a[TASK_DEPTH][TILE + 4], const float b[TASK_DEPTH][TILE + 4],
                float sums[TILE / 16][TILE / 16])
{
  int row = threadIdx.x / 16 * 4, column = threadIdx.x % 16 * 4;

#pragma unroll 1
  for (int k = 0; k < TASK_DEPTH; k++) {
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

/* Not inlined: it is seldom called, and would be there sixteen times. */
extern "C" __device__ __noinline__ void
store_four (float *arena, const BenchTask &task, int row, int column, float4 sums)
{
  const float four[4] = { sums.x, sums.y, sums.z, sums.w };

  if (row >= task.m)
    return;
#pragma unroll
  for (int i = 0; i < 4 && column + i < task.n; i++) {
    float *to = arena + task.c + (size_t) row * task.n + column + i;

    if (task.flags & BENCH_TASK_ADD)
      atomicAdd (to, four[i]);
    else
      *to = finished (task, arena, four[i], row, column + i);
  }
}

template <int TILE>
static __device__ __forceinline__ void
store_parts (float *arena, const BenchTask &task, int row_begin, int column_begin,
             const float sums[TILE / 16][TILE / 16])
{
#pragma unroll
  for (int i = 0; i < TILE / 16; i++)
#pragma unroll
    for (int j = 0; j < TILE / 16; j += 4)
      store_four (arena, task, row_begin + threadIdx.x / 16 * 4 + i / 4 * 64 + i % 4,
                  column_begin + threadIdx.x % 16 * 4 + j / 4 * 64,
                  make_float4 (sums[i][j], sums[i][j + 1], sums[i][j + 2], sums[i][j + 3]));
}

/* Block x has some columns; block y some rows and, where the depth is shared by @splits, a part of it. */
template <int TILE>
static __device__ __forceinline__ void
take_product (float *arena, const BenchTask &task, int splits, Parts<TILE> &parts)
{
  int each = (task.k + splits * TASK_DEPTH - 1) / (splits * TASK_DEPTH) * TASK_DEPTH;
  int from = blockIdx.y % splits * each, to = from + each < task.k ? from + each : task.k;
  Operand a = { arena + task.a, (int) (blockIdx.y / splits) * TILE, task.m, task.a_row,
                task.a_column };
  Operand b = { arena + task.b, (int) blockIdx.x * TILE, task.n, task.b_column, task.b_row };
  float sums[TILE / 16][TILE / 16] = {}, in_a[TILE / 16], in_b[TILE / 16];
  int stage = 0;

  fetch_part<TILE> (a, from, to, in_a);
  fetch_part<TILE> (b, from, to, in_b);
  put_part<TILE> (a, in_a, parts.a[0]);
  put_part<TILE> (b, in_b, parts.b[0]);
  __syncthreads ();
  for (int depth = from + TASK_DEPTH;; depth += TASK_DEPTH) {
    if (depth < to) {
      fetch_part<TILE> (a, depth, to, in_a);
      fetch_part<TILE> (b, depth, to, in_b);
    }
    multiply_parts<TILE> (parts.a[stage], parts.b[stage], sums);
    if (depth >= to)
      break;
    stage ^= 1;
    put_part<TILE> (a, in_a, parts.a[stage]);
    put_part<TILE> (b, in_b, parts.b[stage]);
    __syncthreads ();
  }
  store_parts<TILE> (arena, task, a.begin, b.begin, sums);
}

extern "C" __global__ void __launch_bounds__ (256)
step_product64 (float *arena, BenchTask task, int splits)
{
  __shared__ Parts<64> parts;

  take_product<64> (arena, task, splits, parts);
}

extern "C" __global__ void __launch_bounds__ (256, 2)
step_product128 (float *arena, BenchTask task, int splits)
{
  __shared__ Parts<128> parts;

  take_product<128> (arena, task, splits, parts);
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
