/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of the card: read, write, copy, triad. Each array is larger than four times the second
 * cache, so nothing of one pass is left for the next. */
#include "benchmark/program/gpu-work.h"
#include "benchmark/program/random.h"

enum {
  BLOCK = 16384
};

static int
make_noise (BenchGpuWork *work, BenchAddress memory)
{
  unsigned long long seed = work->seed;
  void *arguments[] = { &memory, &seed };

  return bench_gpu_work_launch (work, BENCH_KERNEL_NOISE, work->bytes / 2048, 256, arguments);
}

static int
make_uniform (BenchGpuWork *work, BenchAddress memory, unsigned long long seed)
{
  void *arguments[] = { &memory, &seed };

  return bench_gpu_work_launch (work, BENCH_KERNEL_UNIFORM, work->bytes / 1024, 256, arguments);
}

static int
launch_copy (BenchGpuWork *work)
{
  void *arguments[] = { &work->memory[1], &work->memory[0] };

  return bench_gpu_work_launch (work, BENCH_KERNEL_COPY, work->bytes / BLOCK, 256, arguments);
}

static double
wrong_copies (BenchGpuWork *work, const void *piece, size_t at, size_t bytes)
{
  const uint64_t *words = piece;
  double wrong = 0;

  for (size_t i = 0; i < bytes / 8; i++)
    wrong += words[i] != bench_random_bits (work->seed, at / 8 + i);
  return wrong;
}

static int
launch_read (BenchGpuWork *work)
{
  void *arguments[] = { &work->memory[1], &work->memory[0] };

  return bench_gpu_work_launch (work, BENCH_KERNEL_FOLD, work->bytes / BLOCK, 256, arguments);
}

static double
wrong_folds (BenchGpuWork *work, const void *piece, size_t at, size_t bytes)
{
  const uint64_t *words = piece;
  double wrong = 0;

  for (size_t i = 0; i < bytes / 8; i++) {
    uint64_t fold = words[i], first = (at / 8 + i) * (BLOCK / 8);

    for (uint64_t k = 0; k < BLOCK / 8; k++)
      fold ^= bench_random_bits (work->seed, first + k);
    wrong += fold != 0;
  }
  return wrong;
}

static int
launch_write (BenchGpuWork *work)
{
  unsigned long long seed = work->seed;
  void *arguments[] = { &work->memory[0], &seed };

  return bench_gpu_work_launch (work, BENCH_KERNEL_SCATTER, work->bytes / BLOCK, 256, arguments);
}

static double
wrong_writes (BenchGpuWork *work, const void *piece, size_t at, size_t bytes)
{
  const uint64_t *words = piece;
  double wrong = 0;

  for (size_t i = 0; i < bytes / 8; i++) {
    uint64_t place = at / 8 + i;

    wrong += words[i] != ((place % 2 ? ~work->seed : work->seed) ^ place / 2);
  }
  return wrong;
}

static int
launch_triad (BenchGpuWork *work)
{
  void *arguments[] = { &work->memory[0], &work->memory[1], &work->memory[2] };

  return bench_gpu_work_launch (work, BENCH_KERNEL_TRIAD, work->bytes / BLOCK, 256, arguments);
}

/* The card rounds once (fused): in double precision nothing is lost of 3·c, so the sum tells. */
static double
wrong_triads (BenchGpuWork *work, const void *piece, size_t at, size_t bytes)
{
  const float *numbers = piece;
  double wrong = 0;

  for (size_t i = 0; i < bytes / sizeof *numbers; i++) {
    double b = (float) bench_random (work->seed, at / 4 + i);
    double c = (float) bench_random (work->seed + 1, at / 4 + i), should = b + 3 * c;

    wrong += !(__builtin_fabs ((double) numbers[i] - should) <= __builtin_fabs (should) * 0x1p-23);
  }
  return wrong;
}

/* What distinguishes the four; memory[0] is what is written. */
static const struct {
  int (*launch) (BenchGpuWork *work);
  BenchVisit visit;
  int arrays; /* gone through: counts bytes as STREAM does */
} kinds[] = {
  [BENCH_COPY] = { launch_copy, wrong_copies, 2 },
  [BENCH_READ] = { launch_read, wrong_folds, 1 },
  [BENCH_WRITE] = { launch_write, wrong_writes, 1 },
  [BENCH_TRIAD] = { launch_triad, wrong_triads, 3 },
};

static size_t
written (const BenchGpuWork *work)
{
  return work->variant == BENCH_READ ? work->bytes / BLOCK * 8 : work->bytes;
}

static double
wrong_ones (BenchGpuWork *work)
{
  int kind = work->variant & BENCH_SWEEP ? BENCH_TRIAD : (int) work->variant;

  return bench_gpu_work_visit (work, work->memory[0], written (work), kinds[kind].visit);
}

static int
poison (BenchGpuWork *work)
{
  return work->calls->fill (work->memory[0], 0xff, written (work));
}

static bool
is_sweep (const BenchGpuWork *work)
{
  return work->variant & BENCH_SWEEP;
}

/* The sweep shows the caches, all else avoids them. */
static void
choose_size (BenchGpuWork *work, int buffers, BenchResult *result)
{
  size_t l2 = (size_t) work->card->l2_kib << 10, least = 256u << 20;
  size_t most = 4 * l2 > least ? 4 * l2 : least;

  if (is_sweep (work)) {
    most = (size_t) 1024 << (work->variant - BENCH_SWEEP);
    most = most / 3 / BLOCK > 0 ? most / 3 / BLOCK * BLOCK : BLOCK;
  }
  work->bytes = bench_gpu_work_share (work, buffers, most);
  if (is_sweep (work) && work->bytes < most)
    work->bytes = 0;
  else if (!is_sweep (work) && work->bytes < 4 * l2)
    result->flags |= BENCH_FLAG_CACHE_RESIDENT;
}

static bool
prepare (BenchGpuWork *work, int kind, BenchResult *result)
{
  int buffers = kind == BENCH_TRIAD ? 3 : 2;

  choose_size (work, buffers, result);
  if (work->bytes == 0)
    return false;
  for (int i = 0; i < buffers && work->code == 0; i++)
    bench_gpu_work_try (work, work->calls->allocate (&work->memory[i], work->bytes));
  if (work->code != 0)
    return true;
  if (kind == BENCH_TRIAD) {
    bench_gpu_work_try (work, make_uniform (work, work->memory[1], work->seed));
    bench_gpu_work_try (work, make_uniform (work, work->memory[2], work->seed + 1));
  } else {
    bench_gpu_work_try (work, make_noise (work, work->memory[1]));
  }
  return true;
}

void
bench_take_gpu_memory (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  int kind = measure->variant & BENCH_SWEEP ? BENCH_TRIAD : (int) measure->variant;
  BenchGpuWork work;

  if (!bench_gpu_work_begin (&work, run, measure, result))
    return;
  work.launch = kinds[kind].launch;
  work.poison = poison;
  work.error = wrong_ones;
  work.kind = "elements";
  if (prepare (&work, kind, result)) {
    result->bytes = work.bytes * (size_t) kinds[kind].arrays;
    work.amount = 1e-9 * (double) result->bytes;
    bench_gpu_work_measure (&work, run, measure, result);
  } else {
    bench_result_skip (result, "Half of the card's free memory is less than that.");
  }
  bench_gpu_work_end (&work, result);
}
