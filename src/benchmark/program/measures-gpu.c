/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/check.h"
#include "benchmark/program/measures.h"
#include "benchmark/program/pool.h"
#include "benchmark/program/random.h"
#include "benchmark/program/system.h"

#include <stdlib.h>
#include <string.h>

enum {
  COPY_BLOCK = 16384,
  CHUNK = 8 << 20
};

/* Work on the GPU: what it needs, and the first thing that went wrong. */
typedef struct {
  const BenchGpuCalls *calls;
  uint64_t seed;
  BenchAddress memory[3];
  void *host;
  void *back;
  size_t bytes;
  long n;
  unsigned variant;
  int code;
} Work;

static bool
begin (Work *work, BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  *work = (Work){
    .calls = run->gpu.calls,
    .seed = run->options->seed,
    .variant = measure->variant,
  };
  if (work->calls == NULL) {
    bench_result_skip (result, "%s", run->gpu.reason);
    return false;
  }
  result->backend = work->calls->name;
  result->device = run->gpu.device;
  return true;
}

/* Keeps the first code that is not 0. True as long as all went well. */
static bool
went_well (Work *work, int code)
{
  if (work->code == 0)
    work->code = code;
  return work->code == 0;
}

static void
finish (Work *work, BenchResult *result)
{
  for (int i = 0; i < 3; i++)
    if (work->memory[i] != 0)
      work->calls->release (work->memory[i]);
  if (work->code != 0)
    bench_result_skip (result, "The GPU did not do it: %s.", work->calls->explain (work->code));
}

/* Never more than half of what is free on the card, for @parts buffers. */
static size_t
part_of_free (Work *work, int parts, size_t most)
{
  size_t free_bytes = 0;

  if (!went_well (work, work->calls->free_memory (&free_bytes)))
    return 0;
  size_t share = free_bytes / 2 / (size_t) parts;

  return (share < most ? share : most) / COPY_BLOCK * COPY_BLOCK;
}

static bool
fill_with_noise (Work *work, BenchAddress memory)
{
  BenchGrid grid = { { (unsigned) (work->bytes / 2048), 1 }, 256, 0 };
  unsigned long long seed = work->seed;
  void *arguments[] = { &memory, &seed };

  return went_well (work, work->calls->launch (BENCH_KERNEL_NOISE, &grid, arguments));
}

static int
launch_copy (Work *work)
{
  BenchGrid grid = { { (unsigned) (work->bytes / COPY_BLOCK), 1 }, 256, 0 };
  void *arguments[] = { &work->memory[0], &work->memory[1] };

  return work->calls->launch (BENCH_KERNEL_COPY, &grid, arguments);
}

/* Between two marks of the stream. */
static double
timed (Work *work, unsigned repeats, int (*launch) (Work *work))
{
  double seconds = -1;

  went_well (work, work->calls->mark (0));
  for (unsigned i = 0; i < repeats && work->code == 0; i++)
    went_well (work, launch (work));
  if (!went_well (work, work->calls->mark (1)) ||
      !went_well (work, work->calls->between (&seconds)))
    return -1;
  return seconds;
}

static double
copy_batch (void *data, unsigned repeats)
{
  return timed (data, repeats, launch_copy);
}

/* How many of the words on the card are not the noise that must be there, read back in pieces. */
static double
wrong_words (Work *work, BenchAddress memory)
{
  uint64_t *words = malloc (CHUNK);
  double wrong = 0;

  for (size_t at = 0; words != NULL && at < work->bytes && work->code == 0; at += CHUNK) {
    size_t bytes = work->bytes - at < CHUNK ? work->bytes - at : CHUNK;

    went_well (work, work->calls->to_host (words, memory + at, bytes));
    went_well (work, work->calls->wait ());
    for (size_t i = 0; i < bytes / 8; i++)
      wrong += words[i] != bench_random_bits (work->seed, at / 8 + i);
  }
  free (words);
  return words == NULL || work->code != 0 ? __builtin_nan ("") : wrong;
}

static bool
copy_is_right (Work *work, BenchResult *result)
{
  return bench_result_check (result, "words", wrong_words (work, work->memory[1]), 0);
}

void
bench_take_device_copy (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  size_t l2 = (size_t) run->gpu.cards[run->gpu.device].l2_kib << 10;
  Work work;

  if (!begin (&work, run, measure, result))
    return;
  work.bytes = part_of_free (&work, 2, 4 * l2 > 256u << 20 ? 4 * l2 : 256u << 20);
  if (2 * work.bytes < 4 * l2)
    result->flags |= BENCH_FLAG_CACHE_RESIDENT;
  result->bytes = 2 * work.bytes;
  for (int i = 0; i < 2 && work.code == 0; i++)
    went_well (&work, work.calls->allocate (&work.memory[i], work.bytes));
  if (work.code == 0 && fill_with_noise (&work, work.memory[0]) && copy_is_right (&work, result)) {
    if (bench_run_sample (run, copy_batch, &work, 1e-9 * (double) result->bytes, false,
                          &result->series))
      copy_is_right (&work, result);
    else
      bench_result_late (result);
  }
  finish (&work, result);
}

static int
launch_transfer (Work *work)
{
  if (work->variant & BENCH_TO_HOST)
    return work->calls->to_host (work->back, work->memory[0], work->bytes);
  return work->calls->to_device (work->memory[0], work->host, work->bytes);
}

/* Ordinary memory goes through the driver's own buffers, of which the stream knows nothing. */
static double
transfer_batch (void *data, unsigned repeats)
{
  Work *work = data;
  double since = bench_system_now ();

  if (!(work->variant & BENCH_PAGEABLE))
    return timed (work, repeats, launch_transfer);
  for (unsigned i = 0; i < repeats && work->code == 0; i++)
    went_well (work, launch_transfer (work));
  return went_well (work, work->calls->wait ()) ? bench_system_now () - since : -1;
}

/* There and back: what returns must be what was sent. */
static bool
transfer_is_right (Work *work, BenchResult *result)
{
  const uint64_t *sent = work->host, *came = work->back;
  double wrong = 0;

  went_well (work, work->calls->fill (work->memory[0], 0xff, work->bytes));
  memset (work->back, 0xff, work->bytes);
  went_well (work, work->calls->to_device (work->memory[0], work->host, work->bytes));
  went_well (work, work->calls->to_host (work->back, work->memory[0], work->bytes));
  if (!went_well (work, work->calls->wait ()))
    return false;
  for (size_t i = 0; i < work->bytes / 8; i++)
    wrong += sent[i] != came[i];
  return bench_result_check (result, "words", wrong, 0);
}

static bool
allocate_hosts (Work *work)
{
  if (work->variant & BENCH_PAGEABLE) {
    work->host = bench_memory_new (work->bytes);
    work->back = bench_memory_new (work->bytes);
    return work->host != NULL && work->back != NULL;
  }
  return went_well (work, work->calls->allocate_pinned (&work->host, work->bytes)) &&
         went_well (work, work->calls->allocate_pinned (&work->back, work->bytes));
}

static void
release_hosts (Work *work)
{
  if (work->variant & BENCH_PAGEABLE) {
    bench_memory_free (work->host, work->bytes);
    bench_memory_free (work->back, work->bytes);
  } else {
    work->calls->release_pinned (work->host);
    work->calls->release_pinned (work->back);
  }
}

void
bench_take_transfer (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  size_t most = (size_t) bench_system_memory ("MemAvailable") / 8;
  Work work;

  if (!begin (&work, run, measure, result))
    return;
  work.bytes = part_of_free (&work, 1, most < 256u << 20 ? most : 256u << 20);
  result->bytes = work.bytes;
  if (work.code == 0)
    went_well (&work, work.calls->allocate (&work.memory[0], work.bytes));
  if (work.code == 0 && !allocate_hosts (&work)) {
    bench_result_skip (result, "There is not enough memory for the buffers.");
  } else if (work.code == 0) {
    for (size_t i = 0; i < work.bytes / 8; i++)
      ((uint64_t *) work.host)[i] = bench_random_bits (work.seed, i);
    if (transfer_is_right (&work, result)) {
      if (bench_run_sample (run, transfer_batch, &work, 1e-9 * (double) work.bytes, false,
                            &result->series))
        transfer_is_right (&work, result);
      else
        bench_result_late (result);
    }
  }
  release_hosts (&work);
  finish (&work, result);
}

static int
launch_product (Work *work)
{
  unsigned blocks = (unsigned) work->n / 128;
  BenchGrid grid = { { blocks, blocks }, 256, 0 };
  int n = (int) work->n;
  void *arguments[] = { &work->memory[0], &work->memory[1], &work->memory[2], &n };

  return work->calls->launch (BENCH_KERNEL_GEMM32, &grid, arguments);
}

static double
product_batch (void *data, unsigned repeats)
{
  return timed (data, repeats, launch_product);
}

static size_t
matrix_elements (const Work *work)
{
  return (size_t) work->n * (size_t) work->n;
}

/* A and B one behind the other in @host, C in @back. */
static bool
product_is_right (Work *work, BenchResult *result)
{
  const float *a = work->host, *b = a + matrix_elements (work);
  size_t bytes = matrix_elements (work) * sizeof *a;

  went_well (work, work->calls->fill (work->memory[2], 0xff, bytes));
  went_well (work, launch_product (work));
  went_well (work, work->calls->to_host (work->back, work->memory[2], bytes));
  if (!went_well (work, work->calls->wait ()))
    return false;
  return bench_result_check (result, "freivalds",
                             bench_check_product32 (a, b, work->back, work->n, work->seed), 1e-5);
}

/* Memory on both sides, and random matrices in it. */
static bool
make_matrices (Work *work)
{
  size_t count = matrix_elements (work), bytes = count * sizeof (float);
  float *a = bench_memory_new (2 * bytes);

  work->host = a;
  work->back = bench_memory_new (bytes);
  if (work->host == NULL || work->back == NULL)
    return false;
  for (size_t i = 0; i < 2 * count; i++)
    a[i] = (float) bench_random (work->seed, i);
  for (int i = 0; i < 3; i++)
    went_well (work, work->calls->allocate (&work->memory[i], bytes));
  went_well (work, work->calls->to_device (work->memory[0], a, bytes));
  went_well (work, work->calls->to_device (work->memory[1], a + count, bytes));
  return went_well (work, work->calls->wait ());
}

static void
drop_matrices (Work *work)
{
  bench_memory_free (work->host, 2 * matrix_elements (work) * sizeof (float));
  bench_memory_free (work->back, matrix_elements (work) * sizeof (float));
  work->host = work->back = NULL;
  for (int i = 0; i < 3; i++) {
    if (work->memory[i] != 0)
      work->calls->release (work->memory[i]);
    work->memory[i] = 0;
  }
}

/* The largest of the usual sizes that some dozens of products of fit into the time. */
static long
product_size (Work *work, double seconds)
{
  double rate = 0;
  long n = 4096;

  work->n = 256;
  if (make_matrices (work) && product_batch (work, 1) >= 0)
    rate = 2.0 * 256 * 256 * 256 * 4 / product_batch (work, 4);
  drop_matrices (work);
  while (n > 256 && (2.0 * (double) n * (double) n * (double) n > rate * seconds / 40 ||
                     part_of_free (work, 3, SIZE_MAX / 4) < (size_t) (n * n) * sizeof (float)))
    n /= 2;
  return n;
}

void
bench_take_gpu_product (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  Work work;

  if (!begin (&work, run, measure, result))
    return;
  work.n = result->n = product_size (&work, bench_run_budget (run));
  if (work.code == 0 && !make_matrices (&work) && work.code == 0) {
    bench_result_skip (result, "There is not enough memory for the matrices.");
  } else if (work.code == 0 && product_is_right (&work, result)) {
    double n = (double) work.n;

    if (bench_run_sample (run, product_batch, &work, 2e-9 * n * n * n, false, &result->series))
      product_is_right (&work, result);
    else
      bench_result_late (result);
  }
  drop_matrices (&work);
  finish (&work, result);
}
