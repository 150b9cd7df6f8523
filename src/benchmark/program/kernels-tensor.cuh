/* SPDX-License-Identifier: Apache-2.0 */
/* Tensor cores with other numbers than halves. To the instruction every kind looks the same: 16 rows of
 * A and 8 columns of B, 32 bytes each. A part of kernels.cu. */

struct Half {
  typedef float Sum;
  static __device__ __forceinline__ void
  multiply (float sums[4], const unsigned a[4], const unsigned b[2])
  {
    multiply_16x8x16 (sums, a, b);
  }
};

#ifdef HAS_BRAIN
struct Brain {
  typedef float Sum;
  static __device__ __forceinline__ void
  multiply (float sums[4], const unsigned a[4], const unsigned b[2])
  {
    multiply_brain (sums, a, b);
  }
};

struct Short {
  typedef float Sum;
  static __device__ __forceinline__ void
  multiply (float sums[4], const unsigned a[4], const unsigned b[2])
  {
    multiply_short (sums, a, b);
  }
};
#endif

struct Byte {
  typedef int Sum;
  static __device__ __forceinline__ void
  multiply (int sums[4], const unsigned a[4], const unsigned b[2])
  {
    multiply_bytes (sums, a, b);
  }
};

/* A warp adds A·B and −A·B in turn to eight tiles, @rounds times each, and once more A·B at the end, so
 * that the sum stays small and says at last whether the products were right. −A stands behind A. */
template <typename Kind>
static __device__ __forceinline__ void
work_at_peak (const uint4 *a, const uint2 *b, typename Kind::Sum *to, int rounds)
{
  int lane = threadIdx.x % 32;
  uint4 up = a[lane], down = a[lane + 32];
  uint2 right = b[lane];
  unsigned plus[4] = { up.x, up.y, up.z, up.w }, minus[4] = { down.x, down.y, down.z, down.w };
  unsigned y[2] = { right.x, right.y };
  typename Kind::Sum sums[8][4] = {};

  for (int round = 0; round < rounds; round++) {
#pragma unroll
    for (int i = 0; i < 8; i++)
      Kind::multiply (sums[i], plus, y);
#pragma unroll
    for (int i = 0; i < 8; i++)
      Kind::multiply (sums[i], minus, y);
  }
#pragma unroll
  for (int i = 0; i < 8; i++)
    Kind::multiply (sums[i], plus, y);
  to += (blockIdx.x * 256 + threadIdx.x) * 4;
#pragma unroll
  for (int j = 0; j < 4; j++) {
#pragma unroll
    for (int i = 1; i < 8; i++)
      sums[0][j] += sums[i][j];
    to[j] = sums[0][j];
  }
}

/* C = A·B, n×n, A by rows and B by columns, as the weights of a layer lie; rows of n bytes, or twice or
 * four times as many. As gemm16, but that B lies as A does. */
struct Rows {
  uint4 a[STAGES][SIDE * 4];
  uint4 b[STAGES][SIDE * 4];
};

static __device__ __forceinline__ const uint4 *
source_of_rows (const uint4 *from, int pieces, int step, int i, int *place)
{
  int index = threadIdx.x + 128 * i, row = index / 4, piece = index % 4;

  *place = place_of_a (row, piece);
  return from + (size_t) row * pieces + step * 4 + piece;
}

/* A warp makes ROWS times 16 rows and PAIRS times 16 columns. What is read of A and B at once is of half
 * a step where registers are short, as for two pairs. */
template <typename Kind, int ROWS, int PAIRS>
static __device__ __forceinline__ void
multiply_rows (const uint4 *a, const uint4 *b, int row, int column,
               typename Kind::Sum sums[ROWS][2 * PAIRS][4])
{
  int lane = threadIdx.x % 32;

#pragma unroll (PAIRS == 2 ? 1 : 2)
  for (int k = 0; k < 2; k++) {
    unsigned x[ROWS][4], y[PAIRS][4];

#pragma unroll
    for (int i = 0; i < ROWS; i++)
      load_matrix (x[i], a + place_of_a (row + i * 16 + lane % 16, k * 2 + lane / 16));
#pragma unroll
    for (int i = 0; i < PAIRS; i++)
      load_matrix (y[i], b + place_of_a (column + i * 16 + lane / 16 * 8 + lane % 8,
                                         k * 2 + lane / 8 % 2));
#pragma unroll
    for (int i = 0; i < ROWS; i++)
#pragma unroll
      for (int j = 0; j < 2 * PAIRS; j++)
        Kind::multiply (sums[i][j], x[i], &y[j / 2][j % 2 * 2]);
  }
}

/* All steps along the depth. */
template <typename Kind>
static __device__ __forceinline__ void
walk_rows (Rows &tiles, const uint4 *a, const uint4 *b, int pieces, int row, int column,
           typename Kind::Sum sums[4][8][4])
{
  int steps = pieces / 4, place;

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
        const uint4 *from = source_of_rows (a, pieces, ahead, i, &place);

        bring (&tiles.a[ahead % STAGES][place], from);
        from = source_of_rows (b, pieces, ahead, i, &place);
        bring (&tiles.b[ahead % STAGES][place], from);
      }
    }
    bring_commit ();
    if (step >= 0)
      multiply_rows<Kind, 4, 4> (tiles.a[step % STAGES], tiles.b[step % STAGES], row, column, sums);
  }
#else
  uint4 in_a[PIECES], in_b[PIECES];

  for (int step = 0; step <= steps; step++) {
    if (step < steps) {
#pragma unroll
      for (int i = 0; i < PIECES; i++) {
        in_a[i] = *source_of_rows (a, pieces, step, i, &place);
        in_b[i] = *source_of_rows (b, pieces, step, i, &place);
      }
    }
    if (step > 0)
      multiply_rows<Kind, 4, 4> (tiles.a[(step - 1) % STAGES], tiles.b[(step - 1) % STAGES], row, column,
                           sums);
    if (step == steps)
      break;
#pragma unroll
    for (int i = 0; i < PIECES; i++) {
      source_of_rows (a, pieces, 0, i, &place);
      tiles.a[step % STAGES][place] = in_a[i];
      tiles.b[step % STAGES][place] = in_b[i];
    }
    __syncthreads ();
  }
#endif
}

template <typename Kind>
static __device__ __forceinline__ void
multiply_by_rows (Rows &tiles, const uint4 *a, const uint4 *b, typename Kind::Sum *c, int n,
                  int pieces)
{
  int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  int row = warp / 2 * 64, column = warp % 2 * 64;
  typename Kind::Sum sums[4][8][4] = {};

  a += (size_t) blockIdx.y * SIDE * pieces;
  b += (size_t) blockIdx.x * SIDE * pieces;
  c += ((size_t) blockIdx.y * SIDE + row + lane / 4) * n + blockIdx.x * SIDE + column + lane % 4 * 2;
  walk_rows<Kind> (tiles, a, b, pieces, row, column, sums);
#pragma unroll
  for (int i = 0; i < 4; i++)
#pragma unroll
    for (int j = 0; j < 8; j++) {
      typename Kind::Sum *to = c + (size_t) (i * 16) * n + j * 8;

      to[0] = sums[i][j][0];
      to[1] = sums[i][j][1];
      to[8 * n] = sums[i][j][2];
      to[8 * n + 1] = sums[i][j][3];
    }
}

extern "C" __global__ void __launch_bounds__ (256)
peak16 (const uint4 *__restrict__ a, const uint2 *__restrict__ b, float *__restrict__ to, int rounds)
{
  work_at_peak<Half> (a, b, to, rounds);
}

extern "C" __global__ void __launch_bounds__ (256)
peak_int8 (const uint4 *__restrict__ a, const uint2 *__restrict__ b, int *__restrict__ to, int rounds)
{
  work_at_peak<Byte> (a, b, to, rounds);
}

extern "C" __global__ void __launch_bounds__ (128)
gemm_int8 (const uint4 *__restrict__ a, const uint4 *__restrict__ b, int *__restrict__ c, int n)
{
  __shared__ Rows tiles;

  multiply_by_rows<Byte> (tiles, a, b, c, n, n / 16);
}

/* Cards of compute capability 7.5 have not got these; nobody launches them there. */
extern "C" __global__ void __launch_bounds__ (256)
peak_bf16 (const uint4 *__restrict__ a, const uint2 *__restrict__ b, float *__restrict__ to,
           int rounds)
{
#ifdef HAS_BRAIN
  work_at_peak<Brain> (a, b, to, rounds);
#endif
}

extern "C" __global__ void __launch_bounds__ (256)
peak_tf32 (const uint4 *__restrict__ a, const uint2 *__restrict__ b, float *__restrict__ to,
           int rounds)
{
#ifdef HAS_BRAIN
  work_at_peak<Short> (a, b, to, rounds);
#endif
}

extern "C" __global__ void __launch_bounds__ (128)
gemm_bf16 (const uint4 *__restrict__ a, const uint4 *__restrict__ b, float *__restrict__ c, int n)
{
#ifdef HAS_BRAIN
  __shared__ Rows tiles;

  multiply_by_rows<Brain> (tiles, a, b, c, n, n / 8);
#endif
}

extern "C" __global__ void __launch_bounds__ (128)
gemm_tf32 (const uint4 *__restrict__ a, const uint4 *__restrict__ b, float *__restrict__ c, int n)
{
#ifdef HAS_BRAIN
  __shared__ Rows tiles;

  multiply_by_rows<Short> (tiles, a, b, c, n, n / 4);
#endif
}
