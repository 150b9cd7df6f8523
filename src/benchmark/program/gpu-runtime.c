/* SPDX-License-Identifier: Apache-2.0 */
/* The back end on the CUDA runtime, which is linked in; there when the toolkit was at build time.
 */
#include "benchmark/program/gpu.h"
#include "benchmark/program/images.h"

#include <cuda_runtime_api.h>
#include <stdio.h>

static cudaLibrary_t library;
static cudaStream_t stream;
static cudaStream_t aside;
static cudaGraphExec_t recorded;
static cudaEvent_t events[2];
static cudaKernel_t kernels[BENCH_KERNELS];

static const char *
explain (int code)
{
  return cudaGetErrorString ((cudaError_t) code);
}

/* Machine code for the cards we know, and PTX for those that come after this build. */
static int
load_kernels (const BenchCard *card)
{
  int code = (int) cudaLibraryLoadData (&library, bench_fatbin, NULL, NULL, 0, NULL, NULL, 0);

  for (int i = 0; code == 0 && i < BENCH_KERNELS; i++)
    code = (int) cudaLibraryGetKernel (&kernels[i], library, bench_kernel_names[i]);
  return code;
}

static void
forget (void)
{
  if (recorded != NULL)
    cudaGraphExecDestroy (recorded);
  recorded = NULL;
}

static void
close_card (void)
{
  forget ();
  for (int i = 0; i < 2; i++)
    if (events[i] != NULL)
      cudaEventDestroy (events[i]);
  if (aside != NULL)
    cudaStreamDestroy (aside);
  if (stream != NULL)
    cudaStreamDestroy (stream);
  if (library != NULL)
    cudaLibraryUnload (library);
  events[0] = events[1] = NULL;
  stream = aside = NULL;
  library = NULL;
}

static int
open_card (int device, const BenchCard *card)
{
  int code = (int) cudaSetDevice (device);

  if (code == 0)
    code = load_kernels (card);
  if (code == 0)
    code = (int) cudaStreamCreateWithFlags (&stream, cudaStreamNonBlocking);
  if (code == 0)
    code = (int) cudaStreamCreateWithFlags (&aside, cudaStreamNonBlocking);
  for (int i = 0; code == 0 && i < 2; i++)
    code = (int) cudaEventCreate (&events[i]);
  if (code != 0)
    close_card ();
  return code;
}

static void *
pointer (BenchAddress memory)
{
  return (void *) (uintptr_t) memory;
}

static int
allocate (BenchAddress *memory, size_t bytes)
{
  void *found = NULL;
  int code = (int) cudaMalloc (&found, bytes);

  *memory = (uintptr_t) found;
  return code;
}

static void
release (BenchAddress memory)
{
  cudaFree (pointer (memory));
}

static int
free_memory (size_t *bytes)
{
  size_t total;

  return (int) cudaMemGetInfo (bytes, &total);
}

static int
allocate_pinned (void **memory, size_t bytes)
{
  return (int) cudaHostAlloc (memory, bytes, cudaHostAllocDefault);
}

static void
release_pinned (void *memory)
{
  if (memory != NULL)
    cudaFreeHost (memory);
}

static int
to_device (BenchAddress to, const void *from, size_t bytes)
{
  return (int) cudaMemcpyAsync (pointer (to), from, bytes, cudaMemcpyHostToDevice, stream);
}

static int
to_host (void *to, BenchAddress from, size_t bytes)
{
  return (int) cudaMemcpyAsync (to, pointer (from), bytes, cudaMemcpyDeviceToHost, stream);
}

static int
to_host_aside (void *to, BenchAddress from, size_t bytes)
{
  return (int) cudaMemcpyAsync (to, pointer (from), bytes, cudaMemcpyDeviceToHost, aside);
}

static int
fill (BenchAddress memory, unsigned char byte, size_t bytes)
{
  return (int) cudaMemsetAsync (pointer (memory), byte, bytes, stream);
}

static void
code (char text[BENCH_CODE])
{
  struct cudaFuncAttributes about = { 0 };

  text[0] = '\0';
  if (cudaFuncGetAttributes (&about, (const void *) kernels[0]) != cudaSuccess)
    return;
  if (about.ptxVersion < about.binaryVersion)
    snprintf (text, BENCH_CODE, "compute_%d", about.ptxVersion);
  else
    snprintf (text, BENCH_CODE, "sm_%d", about.binaryVersion);
}

static int
launch (BenchKernel kernel, const BenchGrid *grid, void **arguments)
{
  dim3 blocks = { grid->blocks[0], grid->blocks[1], 1 }, threads = { grid->threads, 1, 1 };

  return (int) cudaLaunchKernel ((const void *) kernels[kernel], blocks, threads, arguments,
                                 grid->shared, stream);
}

static int
mark (int which)
{
  return (int) cudaEventRecord (events[which], stream);
}

static int
between (double *seconds)
{
  float milliseconds = 0;
  int code = (int) cudaEventSynchronize (events[1]);

  if (code == 0)
    code = (int) cudaEventElapsedTime (&milliseconds, events[0], events[1]);
  *seconds = (double) milliseconds / 1000;
  return code;
}

static void *
the_stream (void)
{
  return stream;
}

static int
wait_for_all (void)
{
  int code = (int) cudaStreamSynchronize (stream);

  return code == 0 ? (int) cudaStreamSynchronize (aside) : code;
}

static int
record (void)
{
  forget ();
  return (int) cudaStreamBeginCapture (stream, cudaStreamCaptureModeThreadLocal);
}

static int
record_end (void)
{
  cudaGraph_t graph = NULL;
  int code = (int) cudaStreamEndCapture (stream, &graph);

  if (code == 0) {
    code = (int) cudaGraphInstantiate (&recorded, graph, 0);
    cudaGraphDestroy (graph);
  }
  return code;
}

static int
replay (void)
{
  return (int) cudaGraphLaunch (recorded, stream);
}

const BenchGpuCalls bench_gpu_runtime = {
  .name = "runtime",
  .open = open_card,
  .close = close_card,
  .explain = explain,
  .allocate = allocate,
  .release = release,
  .free_memory = free_memory,
  .allocate_pinned = allocate_pinned,
  .release_pinned = release_pinned,
  .to_device = to_device,
  .to_host = to_host,
  .to_host_aside = to_host_aside,
  .fill = fill,
  .code = code,
  .launch = launch,
  .mark = mark,
  .between = between,
  .stream = the_stream,
  .wait = wait_for_all,
  .record = record,
  .record_end = record_end,
  .replay = replay,
  .forget = forget,
};
