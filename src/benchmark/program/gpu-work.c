/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/gpu-work.h"

#include "benchmark/program/system.h"
#include "benchmark/program/vendor-library.h"

#include <stdlib.h>

enum {
  PIECE = 8 << 20,
  BLOCK = 16384
};

bool
bench_gpu_work_begin (BenchGpuWork *work,
                      BenchRun *run,
                      const BenchMeasure *measure,
                      BenchResult *result)
{
  const BenchGpu *gpu = &run->gpu;

  if (gpu->calls == NULL) {
    bench_result_skip (result, "%s", gpu->reason);
    return false;
  }
  *work = (BenchGpuWork){
    .sustain = measure->sustain,
    .track = &result->track,
    .calls = gpu->calls,
    .card = &gpu->cards[gpu->device],
    .nvml = gpu->nvml,
    .flags = gpu->busy ? BENCH_FLAG_GPU_BUSY : 0,
    .seed = run->options->seed,
    .variant = measure->variant,
    .batch = bench_gpu_work_timed,
  };
  result->backend = gpu->calls->name;
  result->device = gpu->device;
  if (!measure->library)
    gpu->calls->code (result->code);
  return true;
}

bool
bench_gpu_work_has (const BenchGpu *gpu, BenchKind kind, BenchResult *result)
{
  const BenchCard *card = &gpu->cards[gpu->device];

  if (kind != BENCH_BF16 && kind != BENCH_TF32)
    return true;
  if (card->major >= 8 && gpu->driver_version >= 11000)
    return true;
  if (card->major >= 8)
    bench_result_skip (result, "The driver is older than CUDA 11.0 and does not know it.");
  else
    bench_result_skip (result, "Cards of compute capability %d.%d have not got it.", card->major,
                       card->minor);
  return false;
}

bool
bench_gpu_work_has_tensor_cores (const BenchGpuWork *work, BenchResult *result)
{
  if (!work->card->tensor_cores)
    bench_result_skip (result, "This card has no tensor cores.");
  return work->card->tensor_cores;
}

bool
bench_gpu_work_try (BenchGpuWork *work, int code)
{
  if (work->code == 0)
    work->code = code;
  return work->code == 0;
}

void
bench_gpu_work_end (BenchGpuWork *work, BenchResult *result)
{
  for (int i = 0; i < 3; i++)
    if (work->memory[i] != 0)
      work->calls->release (work->memory[i]);
  if (work->code != 0) {
    const char *text = bench_library_explain (work->code);

    bench_result_skip (result, "The GPU did not do it: %s.",
                       text != NULL ? text : work->calls->explain (work->code));
  }
}

static void
spoil (BenchGpuWork *work)
{
  if (work->poison != NULL)
    bench_gpu_work_try (work, work->poison (work));
}

/* Ten times a second, between batches, while the card is still hot from the last. Its clock and its
 * link wake up as work comes, so of them the last word counts; of all else, any. */
static void
ask_card (BenchGpuWork *work)
{
  const unsigned waking = BENCH_FLAG_CLOCK_LOW | BENCH_FLAG_PCIE_REDUCED;
  double now = bench_system_now ();

  if (work->nvml == NULL || now - work->asked < 0.1)
    return;
  work->asked = now;
  work->flags = (work->flags & ~waking) | bench_nvml_flags (work->nvml);
  if (work->link != NULL)
    bench_nvml_link (work->nvml, work->link);
}

static void
follow_card (void *data)
{
  BenchGpuWork *work = data;
  BenchTrack *track = work->track;
  BenchCardState state;

  if (work->nvml == NULL || track->count >= BENCH_SLOTS)
    return;
  bench_nvml_state (work->nvml, &state);
  track->mhz[track->count] = state.mhz;
  track->celsius[track->count] = state.celsius;
  track->watts[track->count++] = state.watts;
}

static double
watched_batch (void *data, unsigned repeats)
{
  BenchGpuWork *work = data;
  double seconds = work->batch (work, repeats);

  ask_card (work);
  return seconds;
}

static bool
is_right (BenchGpuWork *work, BenchResult *result)
{
  if (!bench_gpu_work_try (work, work->calls->wait ()))
    return false;
  return bench_result_check (result, work->kind, work->error (work), work->bound);
}

void
bench_gpu_work_measure (BenchGpuWork *work,
                        BenchRun *run,
                        const BenchMeasure *measure,
                        BenchResult *result)
{
  if (work->code != 0)
    return;
  spoil (work);
  bench_gpu_work_try (work, work->launch (work));
  if (!is_right (work, result))
    return;
  spoil (work);
  if (work->sustain
        ? bench_run_sustain (run, watched_batch, work, work->amount, follow_card, &result->series)
        : bench_run_sample (run, watched_batch, work, work->amount, measure->latency,
                            &result->series))
    is_right (work, result);
  else
    bench_result_late (result);
  result->flags |= work->flags;
}

int
bench_gpu_work_launch (BenchGpuWork *work,
                       BenchKernel kernel,
                       size_t blocks,
                       unsigned threads,
                       void **arguments)
{
  BenchGrid grid = { { (unsigned) blocks, 1 }, threads, 0 };

  return work->calls->launch (kernel, &grid, arguments);
}

double
bench_gpu_work_timed (void *data, unsigned repeats)
{
  BenchGpuWork *work = data;
  double seconds = -1;

  bench_gpu_work_try (work, work->calls->mark (0));
  for (unsigned i = 0; i < repeats && work->code == 0; i++)
    bench_gpu_work_try (work, work->launch (work));
  bench_gpu_work_try (work, work->calls->mark (1));
  if (work->code == 0)
    bench_gpu_work_try (work, work->calls->between (&seconds));
  return work->code == 0 ? seconds : -1;
}

size_t
bench_gpu_work_share (BenchGpuWork *work, int parts, size_t most)
{
  size_t free_bytes = 0;

  if (!bench_gpu_work_try (work, work->calls->free_memory (&free_bytes)))
    return 0;
  size_t share = free_bytes / 2 / (size_t) parts;

  return (share < most ? share : most) / BLOCK * BLOCK;
}

double
bench_gpu_work_visit (BenchGpuWork *work, BenchAddress memory, size_t bytes, BenchVisit visit)
{
  void *piece = malloc (PIECE);
  double sum = 0;

  for (size_t at = 0; piece != NULL && at < bytes && work->code == 0; at += PIECE) {
    size_t size = bytes - at < PIECE ? bytes - at : PIECE;

    bench_gpu_work_try (work, work->calls->to_host (piece, memory + at, size));
    if (bench_gpu_work_try (work, work->calls->wait ()))
      sum += visit (work, piece, at, size);
  }
  free (piece);
  return piece == NULL || work->code != 0 ? __builtin_nan ("") : sum;
}
