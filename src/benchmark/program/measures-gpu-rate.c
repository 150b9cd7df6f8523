/* SPDX-License-Identifier: Apache-2.0 */
/* What the card can do at most, by arithmetic in registers alone, and what it takes to start a
 * kernel. */
#include "benchmark/program/gpu-work.h"
#include "benchmark/program/system.h"

enum {
  ROUNDS = 256,
  FEWER_ROUNDS = 64, /* in double precision, at which cards for graphics are slow */
  CHAIN = 64
};

static int
launch_count (BenchGpuWork *work)
{
  void *arguments[] = { &work->memory[0] };

  work->n++;
  return bench_gpu_work_launch (work, BENCH_KERNEL_COUNT, 1, 32, arguments);
}

/* Each launch is waited for. */
static double
waiting_batch (void *data, unsigned repeats)
{
  BenchGpuWork *work = data;
  double begin = bench_system_now ();

  for (unsigned i = 0; i < repeats && work->code == 0; i++) {
    bench_gpu_work_try (work, launch_count (work));
    bench_gpu_work_try (work, work->calls->wait ());
  }
  return work->code == 0 ? bench_system_now () - begin : -1;
}

/* Only handing over is timed, in chains that no queue is too short for. */
static double
handing_batch (void *data, unsigned repeats)
{
  BenchGpuWork *work = data;
  double seconds = 0;

  for (unsigned done = 0; done < repeats && work->code == 0; done += CHAIN) {
    double begin = bench_system_now ();

    for (unsigned i = done; i < repeats && i < done + CHAIN; i++)
      bench_gpu_work_try (work, launch_count (work));
    seconds += bench_system_now () - begin;
    bench_gpu_work_try (work, work->calls->wait ());
  }
  return work->code == 0 ? seconds : -1;
}

/* A chain that was recorded, handed over with one call. */
static double
graph_batch (void *data, unsigned repeats)
{
  BenchGpuWork *work = data;
  double begin = bench_system_now ();

  for (unsigned i = 0; i < repeats && work->code == 0; i++) {
    bench_gpu_work_try (work, work->calls->replay ());
    work->n += CHAIN;
  }
  bench_gpu_work_try (work, work->calls->wait ());
  return work->code == 0 ? bench_system_now () - begin : -1;
}

static void
record_chain (BenchGpuWork *work)
{
  /* The driver loads a kernel when it is first launched, which is better not recorded. */
  bench_gpu_work_try (work, launch_count (work));
  bench_gpu_work_try (work, work->calls->wait ());
  long before = work->n;

  bench_gpu_work_try (work, work->calls->record ());
  for (int i = 0; i < CHAIN && work->code == 0; i++)
    bench_gpu_work_try (work, launch_count (work));
  bench_gpu_work_try (work, work->calls->record_end ());
  work->n = before;
}

/* The card counts its launches too. */
static double
missing_launches (BenchGpuWork *work)
{
  uint64_t counted = 0;

  bench_gpu_work_try (work, work->calls->to_host (&counted, work->memory[0], sizeof counted));
  bench_gpu_work_try (work, work->calls->wait ());
  return __builtin_fabs ((double) counted - (double) work->n);
}

void
bench_take_gpu_launch (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  BenchGpuWork work;

  if (!bench_gpu_work_begin (&work, run, measure, result))
    return;
  work.launch = launch_count;
  work.error = missing_launches;
  work.kind = "launches";
  work.amount = 1e6;
  work.batch = measure->variant & BENCH_GRAPH     ? graph_batch
               : measure->variant & BENCH_HANDING ? handing_batch
                                                  : waiting_batch;
  bench_gpu_work_try (&work, work.calls->allocate (&work.memory[0], sizeof (uint64_t)));
  if (work.code == 0)
    bench_gpu_work_try (&work, work.calls->fill (work.memory[0], 0, sizeof (uint64_t)));
  if (work.code == 0 && measure->variant & BENCH_GRAPH) {
    record_chain (&work);
    work.amount /= CHAIN;
    result->launches = CHAIN;
  }
  bench_gpu_work_measure (&work, run, measure, result);
  work.calls->forget ();
  bench_gpu_work_end (&work, result);
}

/* Enough blocks to fill every multiprocessor several times over. */
static size_t
blocks (const BenchGpuWork *work)
{
  return (size_t) work->card->multiprocessors * 32;
}

static bool
is_tensor (const BenchGpuWork *work)
{
  return work->variant != BENCH_FP32 && work->variant != BENCH_FP64;
}

static int
rounds (const BenchGpuWork *work)
{
  return work->variant == BENCH_FP64 ? FEWER_ROUNDS : ROUNDS;
}

static int
launch_peak (BenchGpuWork *work)
{
  static const BenchKernel kernels[] = {
    [BENCH_FP16] = BENCH_KERNEL_PEAK16,
    [BENCH_BF16] = BENCH_KERNEL_PEAK_BF16,
    [BENCH_TF32] = BENCH_KERNEL_PEAK_TF32,
    [BENCH_INT8] = BENCH_KERNEL_PEAK_INT8,
  };
  float scale = 0.5f, shift = 0.375f;
  double scale64 = 0.5, shift64 = 0.375;
  int count = rounds (work);
  void *single[] = { &work->memory[0], &scale, &shift, &count };
  void *wide[] = { &work->memory[0], &scale64, &shift64, &count };
  void *tensor[] = { &work->memory[1], &work->memory[2], &work->memory[0], &count };

  if (is_tensor (work))
    return bench_gpu_work_launch (work, kernels[work->variant], blocks (work), 256, tensor);
  if (work->variant == BENCH_FP64)
    return bench_gpu_work_launch (work, BENCH_KERNEL_PEAK64, blocks (work), 256, wide);
  return bench_gpu_work_launch (work, BENCH_KERNEL_PEAK32, blocks (work), 256, single);
}

static int
poison (BenchGpuWork *work)
{
  return work->calls->fill (work->memory[0], 0xff, work->bytes);
}

/* Eight numbers that all came to shift / (1 − scale) = 0.75. */
static double
worst_sum (BenchGpuWork *work, const void *piece, size_t at, size_t bytes)
{
  bool wide = work->variant == BENCH_FP64;
  size_t size = wide ? sizeof (double) : sizeof (float);
  double wrong = 0;

  for (size_t i = 0; i < bytes / size; i++) {
    double sum = wide ? ((const double *) piece)[i] : (double) ((const float *) piece)[i];

    wrong += !(__builtin_fabs (sum - 6) <= (wide ? 1e-13 : 1e-5));
  }
  return wrong;
}

/* What a warp multiplies: 32 times sixteen bytes of A, as many of −A, 32 times eight of B. */
typedef struct {
  unsigned char a[512], minus[512], b[256];
} Operands;

/* Eight tiles, each of which came to A·B. Tensor cores cut off what is below the last place of
 * their largest number, 2⁻²² here, and not the same of A·B and of −A·B: with the rounds that comes
 * to some thousandths. A product too few would be about two. */
static double
worst_tile (BenchGpuWork *work, const void *piece, size_t at, size_t bytes)
{
  const Operands *operands = work->host;
  BenchKind kind = (BenchKind) work->variant;
  double should[32][4], wrong = 0;

  for (int lane = 0; lane < 32; lane++)
    for (int i = 0; i < 4; i++)
      should[lane][i] = 8 * bench_kind_tile (kind, operands->a, operands->b, lane, i);
  for (size_t i = 0; i < bytes / sizeof (float); i++) {
    double is =
      kind == BENCH_INT8 ? (double) ((const int *) piece)[i] : (double) ((const float *) piece)[i];

    wrong += !(__builtin_fabs (is - should[i / 4 % 32][i % 4]) <= (kind == BENCH_INT8 ? 0 : 2e-2));
  }
  return wrong;
}

static double
wrong_sums (BenchGpuWork *work)
{
  return bench_gpu_work_visit (work, work->memory[0], work->bytes,
                               is_tensor (work) ? worst_tile : worst_sum);
}

static void
make_operands (BenchGpuWork *work, Operands *operands)
{
  BenchKind kind = (BenchKind) work->variant;
  size_t size = bench_kind_size (kind);

  for (size_t i = 0; i < sizeof operands->a / size; i++) {
    bench_kind_store (kind, operands->a, i, work->seed, i);
    bench_kind_negate (kind, operands->minus, operands->a, i);
  }
  for (size_t i = 0; i < sizeof operands->b / size; i++)
    bench_kind_store (kind, operands->b, i, work->seed + 1, i);
  work->host = operands;
  bench_gpu_work_try (
    work, work->calls->allocate (&work->memory[1], sizeof operands->a + sizeof operands->minus));
  if (work->code == 0)
    bench_gpu_work_try (work, work->calls->allocate (&work->memory[2], sizeof operands->b));
  if (work->code != 0)
    return;
  bench_gpu_work_try (work, work->calls->to_device (work->memory[1], operands->a,
                                                    sizeof operands->a + sizeof operands->minus));
  bench_gpu_work_try (work,
                      work->calls->to_device (work->memory[2], operands->b, sizeof operands->b));
}

/* A thread does 16 × 8 multiplications and additions a round; a warp 2 × 8 tiles, and 8 at last. */
static double
operations (const BenchGpuWork *work)
{
  double depth = 32.0 / (double) bench_kind_size ((BenchKind) work->variant);

  if (is_tensor (work))
    return (double) blocks (work) * 8 * (16 * ROUNDS + 8) * 2 * 16 * 8 * depth;
  return (double) blocks (work) * 256 * rounds (work) * 16 * 8 * 2;
}

void
bench_take_gpu_peak (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  Operands operands;
  BenchGpuWork work;

  if (!bench_gpu_work_begin (&work, run, measure, result) ||
      !bench_gpu_work_has (&run->gpu, (BenchKind) measure->variant, result) ||
      (is_tensor (&work) && !bench_gpu_work_has_tensor_cores (&work, result)))
    return;
  work.bytes = blocks (&work) * 256 *
               (is_tensor (&work)            ? 4 * sizeof (float)
                : work.variant == BENCH_FP64 ? sizeof (double)
                                             : sizeof (float));
  bench_gpu_work_try (&work, work.calls->allocate (&work.memory[0], work.bytes));
  if (is_tensor (&work) && work.code == 0)
    make_operands (&work, &operands);
  work.launch = launch_peak;
  work.poison = poison;
  work.error = wrong_sums;
  work.kind = "elements";
  work.amount = 1e-9 * operations (&work);
  bench_gpu_work_measure (&work, run, measure, result);
  bench_gpu_work_end (&work, result);
}
