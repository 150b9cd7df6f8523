/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#if defined(BRING_ASYNC) || __CUDA_ARCH__ >= 800
#define STAGES 3
#else
#define STAGES 2
#endif

/* The instructions of a GPU that CUDA C++ has no word for. A test defines BENCH_EMULATED and brings
 * its own of the same names. */

#ifndef BENCH_EMULATED

/* Each group of eight lanes gives the addresses of eight rows of 16 bytes, an 8×8 matrix of halves;
 * of each of the four matrices a lane gets two neighbours of row lane / 4 (transposed: of column).
 */
static __device__ __forceinline__ void
load_matrix (unsigned to[4], const uint4 *from)
{
  unsigned address = (unsigned) __cvta_generic_to_shared (from);

  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
               : "r"(address)
               : "memory");
}

static __device__ __forceinline__ void
load_matrix_transposed (unsigned to[4], const uint4 *from)
{
  unsigned address = (unsigned) __cvta_generic_to_shared (from);

  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
               : "r"(address)
               : "memory");
}

/* Two numbers, rounded to the nearest halves, as neighbours in a word. */
static __device__ __forceinline__ unsigned
pack_halves (float low, float high)
{
  unsigned halves;

#if __CUDA_ARCH__ >= 800
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(halves) : "f"(high), "f"(low));
#else
  asm("{.reg .b16 low, high; cvt.rn.f16.f32 low, %1; cvt.rn.f16.f32 high, %2; "
      "mov.b32 %0, {low, high};}"
      : "=r"(halves)
      : "f"(low), "f"(high));
#endif
  return halves;
}

/* sums += a·b of one warp, 16×16 times 16×8 halves; two instructions where cards have only the
 * shorter. */
static __device__ __forceinline__ void
multiply_16x8x16 (float sums[4], const unsigned a[4], const unsigned b[2])
{
#if __CUDA_ARCH__ >= 800
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, "
               "{%8,%9}, {%0,%1,%2,%3};"
               : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5}, {%6}, "
               "{%0,%1,%2,%3};"
               : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
               : "r"(a[0]), "r"(a[1]), "r"(b[0]));
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5}, {%6}, "
               "{%0,%1,%2,%3};"
               : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
               : "r"(a[2]), "r"(a[3]), "r"(b[1]));
#endif
}

/* The same of bytes with a sign, 16×32 times 32×8. */
static __device__ __forceinline__ void
multiply_bytes (int sums[4], const unsigned a[4], const unsigned b[2])
{
#if __CUDA_ARCH__ >= 800
  asm volatile("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, "
               "{%8,%9}, {%0,%1,%2,%3};"
               : "+r"(sums[0]), "+r"(sums[1]), "+r"(sums[2]), "+r"(sums[3])
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
#pragma unroll
  for (int i = 0; i < 4; i++)
    asm volatile("mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32 {%0,%1}, {%2}, {%3}, {%0,%1};"
                 : "+r"(sums[i % 2 * 2]), "+r"(sums[i % 2 * 2 + 1])
                 : "r"(a[i]), "r"(b[i / 2]));
#endif
}

#if __CUDA_ARCH__ >= 800
#define HAS_BRAIN

/* Brain floats, 16×16 times 16×8. */
static __device__ __forceinline__ void
multiply_brain (float sums[4], const unsigned a[4], const unsigned b[2])
{
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, "
               "{%8,%9}, {%0,%1,%2,%3};"
               : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

/* Floats of which ten bits count (TF32), 16×8 times 8×8. */
static __device__ __forceinline__ void
multiply_short (float sums[4], const unsigned a[4], const unsigned b[2])
{
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, "
               "{%8,%9}, {%0,%1,%2,%3};"
               : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

#define BRING_ASYNC

/* 16 bytes from memory to shared memory, past the registers. */
static __device__ __forceinline__ void
bring (uint4 *to, const uint4 *from)
{
  unsigned address = (unsigned) __cvta_generic_to_shared (to);

  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" : : "r"(address), "l"(from) : "memory");
}

static __device__ __forceinline__ void
bring_commit (void)
{
  asm volatile("cp.async.commit_group;" : : : "memory");
}

/* Until all but the newest STAGES − 2 groups are there. */
static __device__ __forceinline__ void
bring_wait (void)
{
  asm volatile("cp.async.wait_group %0;" : : "n"(STAGES - 2) : "memory");
}
#endif
#endif
