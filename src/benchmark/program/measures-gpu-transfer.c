/* SPDX-License-Identifier: Apache-2.0 */
/* Between main memory and the card, from pinned and from ordinary memory. */
#include "benchmark/program/gpu-work.h"
#include "benchmark/program/pool.h"
#include "benchmark/program/random.h"
#include "benchmark/program/system.h"

#include <string.h>

enum {
  MUCH = 256 << 20,
  LITTLE = 64 << 10
};

static int
launch (BenchGpuWork *work)
{
  if (work->variant & BENCH_TO_HOST)
    return work->calls->to_host (work->back, work->memory[0], work->bytes);
  if (work->variant & BENCH_BOTH_WAYS)
    bench_gpu_work_try (work,
                        work->calls->to_host_aside (work->back, work->memory[1], work->bytes));
  return work->calls->to_device (work->memory[0], work->host, work->bytes);
}

/* Ordinary memory goes through the driver's own buffers, of which the stream knows nothing, and
 * what goes both ways goes on two streams. */
static double
waiting_batch (void *data, unsigned repeats)
{
  BenchGpuWork *work = data;
  double begin = bench_system_now ();

  for (unsigned i = 0; i < repeats && work->code == 0; i++) {
    bench_gpu_work_try (work, launch (work));
    if (work->variant & BENCH_LITTLE)
      bench_gpu_work_try (work, work->calls->wait ());
  }
  return bench_gpu_work_try (work, work->calls->wait ()) ? bench_system_now () - begin : -1;
}

/* Towards the card its memory is spoiled; from the card it holds what must come, and ours is. */
static int
poison (BenchGpuWork *work)
{
  memset (work->back, 0xff, work->bytes);
  if (work->variant & BENCH_TO_HOST)
    return work->calls->to_device (work->memory[0], work->host, work->bytes);
  if (work->variant & BENCH_BOTH_WAYS) {
    bench_gpu_work_try (work, work->calls->to_device (work->memory[1], work->host, work->bytes));
    bench_gpu_work_try (work, work->calls->wait ()); /* what goes aside does not wait for it */
  }
  return work->calls->fill (work->memory[0], 0xff, work->bytes);
}

static double
differences (const BenchGpuWork *work)
{
  const uint64_t *sent = work->host, *came = work->back;
  double wrong = 0;

  for (size_t i = 0; i < work->bytes / 8; i++)
    wrong += sent[i] != came[i];
  return wrong;
}

static double
wrong_words (BenchGpuWork *work)
{
  double wrong = 0;

  if (work->variant & BENCH_BOTH_WAYS)
    wrong = differences (work);
  if (!(work->variant & BENCH_TO_HOST))
    bench_gpu_work_try (work, work->calls->to_host (work->back, work->memory[0], work->bytes));
  if (!bench_gpu_work_try (work, work->calls->wait ()))
    return __builtin_nan ("");
  return wrong + differences (work);
}

static bool
allocate (BenchGpuWork *work)
{
  if (work->variant & BENCH_BOTH_WAYS &&
      !bench_gpu_work_try (work, work->calls->allocate (&work->memory[1], work->bytes)))
    return false;
  if (work->variant & BENCH_PAGEABLE) {
    work->host = bench_memory_new (work->bytes);
    work->back = bench_memory_new (work->bytes);
    return work->host != NULL && work->back != NULL;
  }
  bench_gpu_work_try (work, work->calls->allocate_pinned (&work->host, work->bytes));
  bench_gpu_work_try (work, work->calls->allocate_pinned (&work->back, work->bytes));
  return work->code == 0;
}

/* As much as a large batch of pictures has, or as a small one of numbers has. */
static void
choose_size (BenchGpuWork *work)
{
  size_t most = (size_t) bench_system_memory ("MemAvailable") / 8;
  size_t wanted = work->variant & BENCH_LITTLE ? LITTLE : MUCH;

  work->bytes = bench_gpu_work_share (work, work->variant & BENCH_BOTH_WAYS ? 2 : 1,
                                      most < wanted ? most : wanted);
}

static void
release (BenchGpuWork *work)
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
bench_take_gpu_transfer (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  BenchGpuWork work;

  if (!bench_gpu_work_begin (&work, run, measure, result))
    return;
  choose_size (&work);
  work.launch = launch;
  work.poison = poison;
  work.error = wrong_words;
  work.kind = "elements";
  work.link = &result->link;
  work.amount =
    measure->latency ? 1e6 : 1e-9 * (double) work.bytes * (work.variant & BENCH_BOTH_WAYS ? 2 : 1);
  if (work.variant & (BENCH_PAGEABLE | BENCH_BOTH_WAYS | BENCH_LITTLE))
    work.batch = waiting_batch;
  result->bytes = work.bytes;
  if (work.bytes == 0)
    bench_result_skip (result, "There is not enough memory for the buffers.");
  else if (bench_gpu_work_try (&work, work.calls->allocate (&work.memory[0], work.bytes))) {
    if (allocate (&work)) {
      for (size_t i = 0; i < work.bytes / 8; i++)
        ((uint64_t *) work.host)[i] = bench_random_bits (work.seed, i);
      bench_gpu_work_measure (&work, run, measure, result);
    } else {
      bench_result_skip (result, "There is not enough memory for the buffers.");
    }
    release (&work);
  }
  bench_gpu_work_end (&work, result);
}
