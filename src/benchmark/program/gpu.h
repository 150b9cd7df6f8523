/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/nvml.h"
#include "benchmark/program/options.h"

#include <stddef.h>

/* A GPU as the program uses it: one card, one stream, the kernels of kernels.cu. Two back ends
 * serve it, the CUDA runtime (linked in, needs a driver from 580 on) and the driver itself (found
 * when the program runs, from CUDA 10.2 on, with PTX that such an old driver can compile). */

enum {
  BENCH_MOST_CARDS = 16,
  BENCH_CODE = 24
};

typedef uint64_t BenchAddress; /* in device memory */

typedef struct {
  char name[128];
  char pci[16];
  int major, minor; /* compute capability */
  int multiprocessors;
  int clock_mhz, memory_clock_mhz;
  int bus_bits;
  int l2_kib;
  bool ecc;
  bool tensor_cores;
  uint64_t memory;
  char unusable[160]; /* why no back end serves it; empty when one does */
} BenchCard;

/* Kernels in the order of bench_kernel_names[]. */
typedef enum {
  BENCH_KERNEL_NOISE,
  BENCH_KERNEL_UNIFORM,
  BENCH_KERNEL_COPY,
  BENCH_KERNEL_FOLD,
  BENCH_KERNEL_SCATTER,
  BENCH_KERNEL_TRIAD,
  BENCH_KERNEL_COUNT,
  BENCH_KERNEL_GEMM32,
  BENCH_KERNEL_GEMM64,
  BENCH_KERNEL_GEMM16,
  BENCH_KERNEL_PEAK32,
  BENCH_KERNEL_PEAK64,
  BENCH_KERNEL_PEAK16,
  BENCH_KERNEL_PEAK_BF16,
  BENCH_KERNEL_PEAK_TF32,
  BENCH_KERNEL_PEAK_INT8,
  BENCH_KERNEL_GEMM_BF16,
  BENCH_KERNEL_GEMM_TF32,
  BENCH_KERNEL_GEMM_INT8,
  BENCH_KERNEL_STEP_PRODUCT64,
  BENCH_KERNEL_STEP_PRODUCT128,
  BENCH_KERNEL_STEP_MIXED64,
  BENCH_KERNEL_STEP_MIXED128,
  BENCH_KERNEL_STEP_THIN,
  BENCH_KERNEL_STEP_SUMS,
  BENCH_KERNEL_STEP_EACH,
  BENCH_KERNEL_STEP_GATHER,
  BENCH_KERNEL_STEP_SCATTER,
  BENCH_KERNELS,
} BenchKernel;

extern const char *const bench_kernel_names[BENCH_KERNELS];

typedef struct {
  unsigned blocks[2];
  unsigned threads;
  unsigned shared; /* bytes of dynamic shared memory */
} BenchGrid;

/* All functions that return int give 0 or a code for explain (). Copies and kernels are put on the
 * stream and not waited for. */
typedef struct {
  const char *name;
  int (*open) (int device, const BenchCard *card);
  void (*close) (void);
  const char *(*explain) (int code);
  int (*allocate) (BenchAddress *memory, size_t bytes);
  void (*release) (BenchAddress memory);
  int (*free_memory) (size_t *bytes);
  int (*allocate_pinned) (void **memory, size_t bytes);
  void (*release_pinned) (void *memory);
  int (*to_device) (BenchAddress to, const void *from, size_t bytes);
  int (*to_host) (void *to, BenchAddress from, size_t bytes);
  int (*to_host_aside) (void *to, BenchAddress from, size_t bytes); /* beside the stream */
  int (*fill) (BenchAddress memory, unsigned char byte, size_t bytes);
  /* What the kernels were made for: "sm_86" is machine code, "compute_75" a text that the driver
   * compiled. Empty when nothing says so. */
  void (*code) (char text[BENCH_CODE]);
  int (*launch) (BenchKernel kernel, const BenchGrid *grid, void **arguments);
  int (*mark) (int which);          /* remembers a moment of the stream; 0 or 1 */
  int (*between) (double *seconds); /* from mark 0 to mark 1, which it waits for */
  void *(*stream) (void);           /* for libraries: CUstream is cudaStream_t */
  int (*wait) (void);               /* for all that was put on the stream and beside it */
  int (*record) (void);             /* what is put on the stream now is not done but remembered */
  int (*record_end) (void);
  int (*replay) (void);  /* all that was remembered, with one call */
  void (*forget) (void); /* it, if anything */
} BenchGpuCalls;

extern const BenchGpuCalls bench_gpu_driver;
#ifdef BENCH_WITH_RUNTIME
extern const BenchGpuCalls bench_gpu_runtime;
#endif

typedef struct BenchGpu {
  int driver_version;         /* 0 none, 11040 is CUDA 11.4 */
  const BenchGpuCalls *calls; /* NULL for the CPU alone */
  char reason[200];           /* why not, or why not the back end that was asked for */
  BenchNvml *nvml;            /* NULL when nothing is known beyond the driver */
  bool busy;                  /* somebody else used the card before we did */
  int device;                 /* the one used */
  int count;
  BenchCard cards[BENCH_MOST_CARDS];
} BenchGpu;

/* Finds the driver and the cards, and chooses the back end. Opens nothing on a card. */
void bench_gpu_choose (BenchGpu *gpu, const BenchOptions *options);

/* Makes the chosen card ready. When it cannot, the next back end is tried; none leaves calls NULL
 * and says why. */
void bench_gpu_open (BenchGpu *gpu, const BenchOptions *options);
void bench_gpu_close (BenchGpu *gpu);
