/* SPDX-License-Identifier: Apache-2.0 */
/* A libcuda.so.1 for machines without one: it says what FAKE_VERSION, FAKE_INIT, FAKE_COUNT and
 * FAKE_CAPABILITY tell it to, its device memory is main memory, and it has our kernels in C. So the
 * choice of a back end is tested against every driver, and the driver back end runs whole. With
 * FAKE_FAULT a kernel writes a wrong element; after FAKE_ALLOCATIONS there is no memory; with
 * FAKE_TELL it says at last how much was used. */
#include "benchmark/program/cuda.h"
#include "benchmark/program/narrow.h"
#include "fake-step.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EXPORT __attribute__ ((visibility ("default"))) CudaResult

enum {
  INVALID = 1,
  OUT_OF_MEMORY = 2,
  BAD_PTX = 218,
  NOT_FOUND = 500
};

static size_t used, most_used;
static int allocations;

static int
told (const char *name, int otherwise)
{
  const char *value = getenv (name);

  return value != NULL ? atoi (value) : otherwise;
}

static size_t
memory (void)
{
  return (size_t) told ("FAKE_MEMORY_MIB", 64) << 20;
}

EXPORT
cuInit (unsigned flags)
{
  return told ("FAKE_INIT", 0);
}

EXPORT
cuDriverGetVersion (int *version)
{
  if (told ("FAKE_INIT", 0) == CUDA_STUB_LIBRARY)
    return CUDA_STUB_LIBRARY;
  *version = told ("FAKE_VERSION", 12020);
  return 0;
}

EXPORT
cuDeviceGetCount (int *count)
{
  *count = told ("FAKE_COUNT", 1);
  return 0;
}

EXPORT
cuDeviceGet (CudaDevice *device, int ordinal)
{
  *device = ordinal;
  return 0;
}

EXPORT
cuDeviceGetName (char *name, int size, CudaDevice device)
{
  snprintf (name, (size_t) size, "Fake Card %d", device);
  return 0;
}

EXPORT
cuDeviceGetPCIBusId (char *id, int size, CudaDevice device)
{
  snprintf (id, (size_t) size, "0000:%02x:00.0", device + 1);
  return 0;
}

EXPORT
cuDeviceTotalMem_v2 (size_t *bytes, CudaDevice device)
{
  *bytes = memory ();
  return 0;
}

EXPORT
cuDeviceGetAttribute (int *value, int attribute, CudaDevice device)
{
  int capability = told ("FAKE_CAPABILITY", 75);

  *value = attribute == CUDA_DEVICE_MAJOR             ? capability / 10
           : attribute == CUDA_DEVICE_MINOR           ? capability % 10
           : attribute == CUDA_DEVICE_MULTIPROCESSORS ? 40
           : attribute == CUDA_DEVICE_CLOCK_KHZ       ? 1590000
           : attribute == CUDA_DEVICE_L2_BYTES        ? 4 << 20
                                                      : 0;
  return 0;
}

EXPORT
cuGetErrorString (CudaResult result, const char **text)
{
  *text = result == OUT_OF_MEMORY ? "out of memory"
          : result == BAD_PTX     ? "a PTX JIT failed"
                                  : "fake";
  return 0;
}

EXPORT
cuDevicePrimaryCtxRetain (CudaContext **context, CudaDevice device)
{
  *context = (CudaContext *) &used;
  return told ("FAKE_CONTEXT", 0);
}

EXPORT
cuDevicePrimaryCtxRelease (CudaDevice device)
{
  if (told ("FAKE_TELL", 0))
    fprintf (stderr, "%zu left, %zu at most\n", used, most_used);
  return 0;
}

EXPORT
cuCtxSetCurrent (CudaContext *context)
{
  return 0;
}

/* A driver compiles PTX up to its own version: 6.5 is CUDA 10.2, 7.0 is 11.0. */
EXPORT
cuModuleLoadDataEx (CudaModule **module,
                    const void *image,
                    unsigned count,
                    int *options,
                    void **values)
{
  const char *stamp = strstr (image, ".version ");
  int version = told ("FAKE_VERSION", 12020);

  if (stamp == NULL)
    return BAD_PTX;
  *module = (CudaModule *) &used;
  if (strncmp (stamp, ".version 6.5\n", 13) == 0 && strstr (image, ".target sm_75") != NULL)
    return version >= 10020 ? 0 : BAD_PTX;
  if (strncmp (stamp, ".version 7.0\n", 13) == 0 && strstr (image, ".target sm_80") != NULL)
    return version >= 11000 && told ("FAKE_CAPABILITY", 75) >= 80 ? 0 : BAD_PTX;
  return BAD_PTX;
}

EXPORT
cuModuleUnload (CudaModule *module)
{
  return 0;
}

EXPORT
cuMemGetInfo_v2 (size_t *free_bytes, size_t *total)
{
  *free_bytes = memory () - used;
  *total = memory ();
  return 0;
}

/* In front of each buffer stands its size. */
EXPORT
cuMemAlloc_v2 (CudaAddress *address, size_t bytes)
{
  size_t *block = used + bytes <= memory () ? aligned_alloc (256, (bytes + 511) / 256 * 256) : NULL;

  if (block == NULL || allocations++ >= told ("FAKE_ALLOCATIONS", 1 << 30)) {
    free (block);
    return OUT_OF_MEMORY;
  }
  used += bytes;
  most_used = used > most_used ? used : most_used;
  *block = bytes;
  *address = (CudaAddress) (uintptr_t) block + 256;
  return 0;
}

EXPORT
cuMemFree_v2 (CudaAddress address)
{
  size_t *block = (size_t *) (uintptr_t) (address - 256);

  used -= *block;
  free (block);
  return 0;
}

EXPORT
cuMemHostAlloc (void **memory, size_t bytes, unsigned flags)
{
  *memory = malloc (bytes);
  return *memory != NULL ? 0 : OUT_OF_MEMORY;
}

EXPORT
cuMemFreeHost (void *memory)
{
  free (memory);
  return 0;
}

EXPORT
cuMemcpyHtoDAsync_v2 (CudaAddress to, const void *from, size_t bytes, CudaStream *stream)
{
  memcpy ((void *) (uintptr_t) to, from, bytes);
  return 0;
}

EXPORT
cuMemcpyDtoHAsync_v2 (void *to, CudaAddress from, size_t bytes, CudaStream *stream)
{
  memcpy (to, (void *) (uintptr_t) from, bytes);
  return 0;
}

EXPORT
cuMemsetD8Async (CudaAddress to, unsigned char byte, size_t bytes, CudaStream *stream)
{
  memset ((void *) (uintptr_t) to, byte, bytes);
  return 0;
}

EXPORT
cuStreamCreate (CudaStream **stream, unsigned flags)
{
  *stream = (CudaStream *) &used;
  return 0;
}

EXPORT
cuStreamDestroy_v2 (CudaStream *stream)
{
  return 0;
}

EXPORT
cuStreamSynchronize (CudaStream *stream)
{
  return 0;
}

EXPORT
cuEventCreate (CudaEvent **event, unsigned flags)
{
  *event = calloc (1, sizeof (struct timespec));
  return 0;
}

EXPORT
cuEventDestroy_v2 (CudaEvent *event)
{
  free (event);
  return 0;
}

EXPORT
cuEventRecord (CudaEvent *event, CudaStream *stream)
{
  clock_gettime (CLOCK_MONOTONIC, (struct timespec *) event);
  return 0;
}

EXPORT
cuEventSynchronize (CudaEvent *event)
{
  return 0;
}

EXPORT
cuEventElapsedTime (float *ms, CudaEvent *from, CudaEvent *to)
{
  const struct timespec *a = (const void *) from, *b = (const void *) to;

  *ms =
    (float) ((double) (b->tv_sec - a->tv_sec) * 1e3 + (double) (b->tv_nsec - a->tv_nsec) * 1e-6);
  return 0;
}

typedef void (*Kernel) (unsigned gx, void **arguments);

static void *
pointer (void *argument)
{
  return (void *) (uintptr_t) * (CudaAddress *) argument;
}

static void
noise (unsigned gx, void **arguments)
{
  uint64_t *to = pointer (arguments[0]), seed = *(unsigned long long *) arguments[1];

  for (size_t i = 0; i < gx * (size_t) 256; i++)
    to[i] = bench_random_bits (seed, i);
}

static void
uniform (unsigned gx, void **arguments)
{
  float *to = pointer (arguments[0]);
  uint64_t seed = *(unsigned long long *) arguments[1];

  for (size_t i = 0; i < gx * (size_t) 256; i++)
    to[i] = (float) bench_random (seed, i);
}

static void
copy (unsigned gx, void **arguments)
{
  char *to = pointer (arguments[1]);

  memcpy (to, pointer (arguments[0]), gx * (size_t) 16384);
  to[12345] ^= (char) told ("FAKE_FAULT", 0);
}

static void
fold (unsigned gx, void **arguments)
{
  const uint64_t *from = pointer (arguments[0]);
  uint64_t *to = pointer (arguments[1]);

  for (size_t block = 0; block < gx; block++) {
    to[block] = (uint64_t) told ("FAKE_FAULT", 0);
    for (size_t i = 0; i < 2048; i++)
      to[block] ^= from[block * 2048 + i];
  }
}

static void
scatter (unsigned gx, void **arguments)
{
  uint64_t *to = pointer (arguments[0]), seed = *(unsigned long long *) arguments[1];

  for (size_t i = 0; i < gx * (size_t) 1024; i++) {
    to[2 * i] = seed ^ i;
    to[2 * i + 1] = ~seed ^ i;
  }
  to[3] ^= (uint64_t) told ("FAKE_FAULT", 0);
}

static void
triad (unsigned gx, void **arguments)
{
  float *a = pointer (arguments[0]);
  const float *b = pointer (arguments[1]), *c = pointer (arguments[2]);

  for (size_t i = 0; i < gx * (size_t) 4096; i++)
    a[i] = (float) ((double) b[i] + 3 * (double) c[i]);
  a[5] += (float) told ("FAKE_FAULT", 0);
}

static void
count (unsigned gx, void **arguments)
{
  *(uint64_t *) pointer (arguments[0]) += 1 + (uint64_t) told ("FAKE_FAULT", 0);
}

static void
multiply (const float *a, const float *b, float *c, size_t n)
{
  memset (c, 0, n * n * sizeof *c);
  for (size_t i = 0; i < n; i++)
    for (size_t p = 0; p < n; p++)
      for (size_t j = 0; j < n; j++)
        c[i * n + j] += a[i * n + p] * b[p * n + j];
  /* So much that no vector of a check can hide it. */
  for (int i = 17; i < 49; i++)
    c[i] += 10000 * (float) told ("FAKE_FAULT", 0);
}

static void
gemm32 (unsigned gx, void **arguments)
{
  multiply (pointer (arguments[0]), pointer (arguments[1]), pointer (arguments[2]),
            (size_t) * (int *) arguments[3]);
}

static void
gemm16 (unsigned gx, void **arguments)
{
  const unsigned short *a = pointer (arguments[0]), *b = pointer (arguments[1]);
  size_t n = (size_t) * (int *) arguments[3];
  float *numbers = malloc (2 * n * n * sizeof *numbers);

  for (size_t i = 0; i < n * n; i++) {
    numbers[i] = bench_half_number (a[i]);
    numbers[n * n + i] = bench_half_number (b[i]);
  }
  multiply (numbers, numbers + n * n, pointer (arguments[2]), n);
  free (numbers);
}

static void
peak32 (unsigned gx, void **arguments)
{
  float *to = pointer (arguments[0]), scale = *(float *) arguments[1];

  for (size_t i = 0; i < gx * (size_t) 256; i++)
    to[i] = 8 * *(float *) arguments[2] / (1 - scale) + (float) told ("FAKE_FAULT", 0);
}

static void
peak64 (unsigned gx, void **arguments)
{
  double *to = pointer (arguments[0]), scale = *(double *) arguments[1];

  for (size_t i = 0; i < gx * (size_t) 256; i++)
    to[i] = 8 * *(double *) arguments[2] / (1 - scale) + told ("FAKE_FAULT", 0);
}

/* C of whole numbers or not, from A by rows and B by columns. */
static void
multiply_rows (BenchKind kind, void **arguments)
{
  const void *x = pointer (arguments[0]), *y = pointer (arguments[1]);
  void *to = pointer (arguments[2]);
  size_t n = (size_t) * (int *) arguments[3];
  float *numbers = calloc (2 * n * n, sizeof *numbers);

  for (size_t i = 0; i < n * n; i++) {
    numbers[i] = bench_kind_number (kind, x, i);
    numbers[n * n + i] = bench_kind_number (kind, y, i % n * n + i / n);
  }
  multiply (numbers, numbers + n * n, to, n);
  for (size_t i = 0; i < n * n && kind == BENCH_INT8; i++)
    ((int *) to)[i] = (int) ((float *) to)[i];
  free (numbers);
}

static void
peak_tensor (BenchKind kind, unsigned gx, void **arguments)
{
  const void *a = pointer (arguments[0]), *b = pointer (arguments[1]);
  void *to = pointer (arguments[2]);

  for (size_t i = 0; i < gx * (size_t) 1024; i++) {
    double sum = i >= 128 ? 0
                          : 8 * bench_kind_tile (kind, a, b, (int) i / 4, (int) i % 4) +
                              told ("FAKE_FAULT", 0);

    if (i >= 128)
      ((int *) to)[i] = ((int *) to)[i % 128];
    else if (kind == BENCH_INT8)
      ((int *) to)[i] = (int) sum;
    else
      ((float *) to)[i] = (float) sum;
  }
}

#define TENSOR(name, kind)                                                                         \
  static void peak_##name (unsigned gx, void **arguments)                                          \
  {                                                                                                \
    peak_tensor (kind, gx, arguments);                                                             \
  }                                                                                                \
  static void gemm_##name (unsigned gx, void **arguments)                                          \
  {                                                                                                \
    multiply_rows (kind, arguments);                                                               \
  }
TENSOR (bf16, BENCH_BF16)
TENSOR (tf32, BENCH_TF32)
TENSOR (int8, BENCH_INT8)

static void
peak16 (unsigned gx, void **arguments)
{
  peak_tensor (BENCH_FP16, gx, arguments);
}

static void
step (unsigned gx, void **arguments)
{
  float *arena = pointer (arguments[0]);

  fake_step (arena, arguments[1]);
  if (told ("FAKE_FAULT", 0))
    arena[((const BenchTask *) arguments[1])->c] += 1;
}

static const struct {
  const char *name;
  Kernel run;
} kernels[] = {
  { "noise", noise },         { "uniform", uniform },      { "copy", copy },
  { "fold", fold },           { "scatter", scatter },      { "triad", triad },
  { "count", count },         { "gemm32", gemm32 },        { "gemm16", gemm16 },
  { "peak32", peak32 },       { "peak64", peak64 },        { "peak16", peak16 },
  { "peak_bf16", peak_bf16 }, { "peak_tf32", peak_tf32 },  { "peak_int8", peak_int8 },
  { "gemm_bf16", gemm_bf16 }, { "gemm_tf32", gemm_tf32 },  { "gemm_int8", gemm_int8 },
  { "step_product64", step }, { "step_product128", step }, { "step_thin", step },
  { "step_sums", step },      { "step_each", step },       { "step_gather", step },
  { "step_scatter", step },
};

EXPORT
cuModuleGetFunction (CudaFunction **function, CudaModule *module, const char *name)
{
  for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
    if (strcmp (kernels[i].name, name) == 0) {
      *function = (CudaFunction *) &kernels[i];
      return 0;
    }
  return NOT_FOUND;
}

/* What was launched while recording; only kernels of one address are ever recorded. */
static struct {
  bool now;
  int count;
  size_t kernel;
  unsigned gx;
  CudaAddress address;
} recorded;

EXPORT
cuStreamBeginCapture_v2 (CudaStream *stream, int mode)
{
  recorded.now = true;
  recorded.count = 0;
  return 0;
}

EXPORT
cuStreamEndCapture (CudaStream *stream, CudaGraph **graph)
{
  recorded.now = false;
  *graph = (CudaGraph *) &recorded;
  return 0;
}

EXPORT
cuGraphInstantiate (CudaReplay **replay, CudaGraph *graph, void *node, char *log, size_t log_bytes)
{
  *replay = (CudaReplay *) graph;
  return 0;
}

EXPORT
cuGraphDestroy (CudaGraph *graph)
{
  return 0;
}

EXPORT
cuGraphExecDestroy (CudaReplay *replay)
{
  return 0;
}

EXPORT
cuGraphLaunch (CudaReplay *replay, CudaStream *stream)
{
  void *arguments[] = { &recorded.address };

  for (int i = 0; i < recorded.count; i++)
    kernels[recorded.kernel].run (recorded.gx, arguments);
  return 0;
}

EXPORT
cuLaunchKernel (CudaFunction *function,
                unsigned gx,
                unsigned gy,
                unsigned gz,
                unsigned bx,
                unsigned by,
                unsigned bz,
                unsigned shared,
                CudaStream *stream,
                void **arguments,
                void **extra)
{
  const size_t index =
    (size_t) ((const char *) function - (const char *) kernels) / sizeof *kernels;

  if (gx == 0 || bx == 0 || bx > 1024)
    return INVALID;
  if (recorded.now) {
    recorded.count++;
    recorded.kernel = index;
    recorded.gx = gx;
    recorded.address = *(CudaAddress *) arguments[0];
  } else {
    kernels[index].run (gx, arguments);
  }
  return 0;
}
