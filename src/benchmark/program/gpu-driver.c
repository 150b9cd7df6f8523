/* SPDX-License-Identifier: Apache-2.0 */
/* The back end that needs nothing but the driver: it compiles our PTX, whatever its age. */
#include "benchmark/program/cuda.h"
#include "benchmark/program/gpu.h"
#include "benchmark/program/images.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const Cuda *cuda;
static CudaDevice device;
static CudaContext *context;
static CudaModule *module;
static CudaStream *stream;
static CudaStream *aside;
static CudaReplay *recorded;
static CudaEvent *events[2];
static CudaFunction *functions[BENCH_KERNELS];

static const char *
explain (int code)
{
  static char text[160];
  const char *found = NULL;

  if (cuda->error_text (code, &found) == 0 && found != NULL)
    return found;
  snprintf (text, sizeof text, "CUDA error %d", code);
  return text;
}

/* The newest text that both the card and the driver understand: PTX 7.0 came with CUDA 11.0. Who
 * wants to compare may have the older one. */
static const BenchImage *
choose_image (const BenchCard *card)
{
  const char *told = getenv ("BANCO_BENCH_TEXT");
  int version = 0;

  cuda->driver_version (&version);
  if (told != NULL && strcmp (told, "75") == 0)
    return &bench_ptx75;
  return card->major >= 8 && version >= 11000 ? &bench_ptx80 : &bench_ptx75;
}

static int
load_kernels (const BenchCard *card)
{
  static char log[4096];
  int options[] = { CUDA_JIT_ERROR_LOG, CUDA_JIT_ERROR_LOG_BYTES };
  void *values[] = { log, (void *) sizeof log };
  char *text = bench_image_unpack (choose_image (card));
  int code =
    text != NULL ? cuda->module_load (&module, text, 2, options, values) : CUDA_OUT_OF_MEMORY;

  free (text);

  for (int i = 0; code == 0 && i < BENCH_KERNELS; i++)
    code = cuda->module_function (&functions[i], module, bench_kernel_names[i]);
  return code;
}

static void
forget (void)
{
  if (recorded != NULL)
    cuda->replay_free (recorded);
  recorded = NULL;
}

static void
close_card (void)
{
  forget ();
  for (int i = 0; i < 2; i++)
    if (events[i] != NULL)
      cuda->event_free (events[i]);
  if (aside != NULL)
    cuda->stream_free (aside);
  if (stream != NULL)
    cuda->stream_free (stream);
  if (module != NULL)
    cuda->module_unload (module);
  if (context != NULL)
    cuda->context_release (device);
  events[0] = events[1] = NULL;
  stream = aside = NULL;
  module = NULL;
  context = NULL;
}

static int
open_card (int ordinal, const BenchCard *card)
{
  const char *missing;
  int code;

  cuda = bench_cuda (&missing);
  code = cuda->device (&device, ordinal);
  if (code == 0)
    code = cuda->context_retain (&context, device);
  if (code == 0)
    code = cuda->context_use (context);
  if (code == 0)
    code = load_kernels (card);
  if (code == 0)
    code = cuda->stream_new (&stream, CUDA_STREAM_NON_BLOCKING);
  if (code == 0)
    code = cuda->stream_new (&aside, CUDA_STREAM_NON_BLOCKING);
  for (int i = 0; code == 0 && i < 2; i++)
    code = cuda->event_new (&events[i], 0);
  if (code != 0)
    close_card ();
  return code;
}

static int
allocate (BenchAddress *memory, size_t bytes)
{
  CudaAddress address = 0;
  int code = cuda->allocate (&address, bytes);

  *memory = address;
  return code;
}

static void
release (BenchAddress memory)
{
  if (memory != 0)
    cuda->release (memory);
}

static int
free_memory (size_t *bytes)
{
  size_t total;

  return cuda->memory_info (bytes, &total);
}

static int
allocate_pinned (void **memory, size_t bytes)
{
  return cuda->allocate_host (memory, bytes, 0);
}

static void
release_pinned (void *memory)
{
  if (memory != NULL)
    cuda->release_host (memory);
}

static int
to_device (BenchAddress to, const void *from, size_t bytes)
{
  return cuda->to_device (to, from, bytes, stream);
}

static int
to_host (void *to, BenchAddress from, size_t bytes)
{
  return cuda->to_host (to, from, bytes, stream);
}

static int
to_host_aside (void *to, BenchAddress from, size_t bytes)
{
  return cuda->to_host (to, from, bytes, aside);
}

static int
fill (BenchAddress memory, unsigned char byte, size_t bytes)
{
  return cuda->fill (memory, byte, bytes, stream);
}

static void
code (char text[BENCH_CODE])
{
  int made_for = 0;

  text[0] = '\0';
  if (cuda->function_attribute (&made_for, CUDA_FUNCTION_PTX, functions[0]) == 0 && made_for > 0)
    snprintf (text, BENCH_CODE, "compute_%d", made_for);
}

static int
launch (BenchKernel kernel, const BenchGrid *grid, void **arguments)
{
  return cuda->launch (functions[kernel], grid->blocks[0], grid->blocks[1], 1, grid->threads, 1, 1,
                       grid->shared, stream, arguments, NULL);
}

static int
mark (int which)
{
  return cuda->event_record (events[which], stream);
}

static int
between (double *seconds)
{
  float milliseconds = 0;
  int code = cuda->event_wait (events[1]);

  if (code == 0)
    code = cuda->event_between (&milliseconds, events[0], events[1]);
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
  int code = cuda->stream_wait (stream);

  return code == 0 ? cuda->stream_wait (aside) : code;
}

static int
record (void)
{
  forget ();
  return cuda->capture (stream, CUDA_CAPTURE_THREAD_LOCAL);
}

static int
record_end (void)
{
  CudaGraph *graph = NULL;
  int code = cuda->capture_end (stream, &graph);

  if (code == 0) {
    code = cuda->graph_ready (&recorded, graph, NULL, NULL, 0);
    cuda->graph_free (graph);
  }
  return code;
}

static int
replay (void)
{
  return cuda->replay (recorded, stream);
}

const BenchGpuCalls bench_gpu_driver = {
  .name = "driver",
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
