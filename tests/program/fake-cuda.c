/* SPDX-License-Identifier: Apache-2.0 */
/* A libcuda.so.1 for machines without one: it says what FAKE_VERSION, FAKE_INIT, FAKE_COUNT and
 * FAKE_CAPABILITY (and FAKE_NAME) tell it to, its device memory is main memory, and it has our
 * kernels in C. So the choice of a back end is tested against every driver, and the driver back end
 * runs whole. With FAKE_FAULT a kernel writes a wrong element; after FAKE_ALLOCATIONS there is no
 * memory; with FAKE_TELL it says at last how much was used;
 * with FAKE_STUCK it is never left. */
#include "benchmark/program/cuda.h"
#include "fake-kernels.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__ ((visibility ("default"))) CudaResult

enum {
  INVALID = 1,
  OUT_OF_MEMORY = 2,
  BAD_PTX = 218,
  NOT_FOUND = 500
};

static size_t used, most_used;
static int allocations, made_for;

static size_t
memory (void)
{
  return (size_t) fake_told ("FAKE_MEMORY_MIB", 64) << 20;
}

EXPORT
cuInit (unsigned flags)
{
  return fake_told ("FAKE_INIT", 0);
}

EXPORT
cuDriverGetVersion (int *version)
{
  if (fake_told ("FAKE_INIT", 0) == CUDA_STUB_LIBRARY)
    return CUDA_STUB_LIBRARY;
  *version = fake_told ("FAKE_VERSION", 12020);
  return 0;
}

EXPORT
cuDeviceGetCount (int *count)
{
  *count = fake_told ("FAKE_COUNT", 1);
  return 0;
}

EXPORT
cuDeviceGet (CudaDevice *device, int ordinal)
{
  *device = ordinal;
  return fake_told ("FAKE_DEVICE", 0);
}

EXPORT
cuDeviceGetName (char *name, int size, CudaDevice device)
{
  const char *model = getenv ("FAKE_NAME");

  snprintf (name, (size_t) size, "%s %d", model != NULL ? model : "Fake Card", device);
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
  int capability = fake_told ("FAKE_CAPABILITY", 75);

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
  return fake_told ("FAKE_CONTEXT", 0);
}

EXPORT
cuDevicePrimaryCtxRelease (CudaDevice device)
{
  if (fake_told ("FAKE_TELL", 0))
    fprintf (stderr, "%zu left, %zu at most\n", used, most_used);
  while (fake_told ("FAKE_STUCK", 0))
    pause ();
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
  int version = fake_told ("FAKE_VERSION", 12020);

  if (stamp == NULL)
    return BAD_PTX;
  *module = (CudaModule *) &used;
  made_for = strstr (image, ".target sm_80") != NULL ? 80 : 75;
  if (strncmp (stamp, ".version 6.5\n", 13) == 0 && strstr (image, ".target sm_75") != NULL)
    return version >= 10020 ? 0 : BAD_PTX;
  if (strncmp (stamp, ".version 7.0\n", 13) == 0 && strstr (image, ".target sm_80") != NULL)
    return version >= 11000 && fake_told ("FAKE_CAPABILITY", 75) >= 80 ? 0 : BAD_PTX;
  return BAD_PTX;
}

EXPORT
cuFuncGetAttribute (int *value, int attribute, CudaFunction *function)
{
  *value = attribute == CUDA_FUNCTION_PTX ? made_for : 0;
  return 0;
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

  if (block == NULL || allocations++ >= fake_told ("FAKE_ALLOCATIONS", 1 << 30)) {
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

EXPORT
cuModuleGetFunction (CudaFunction **function, CudaModule *module, const char *name)
{
  *function = (CudaFunction *) fake_kernel_find (name);
  return *function != NULL ? 0 : NOT_FOUND;
}

/* What was launched while recording; only kernels of one address are ever recorded. */
static struct {
  bool now;
  int count;
  const FakeKernel *kernel;
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
    recorded.kernel->run (recorded.gx, arguments);
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
  const FakeKernel *kernel = (const FakeKernel *) function;

  if (gx == 0 || bx == 0 || bx > 1024)
    return INVALID;
  if (recorded.now) {
    recorded.count++;
    recorded.kernel = kernel;
    recorded.gx = gx;
    recorded.address = *(CudaAddress *) arguments[0];
  } else {
    kernel->run (gx, arguments);
  }
  return 0;
}
