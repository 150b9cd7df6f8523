/* SPDX-License-Identifier: Apache-2.0 */
/* Matrix products on the card by our own kernels: single precision, and half precision on tensor
 * cores with single precision sums. */
#include "benchmark/program/check.h"
#include "benchmark/program/gpu-work.h"
#include "benchmark/program/half.h"
#include "benchmark/program/pool.h"
#include "benchmark/program/random.h"

enum {
  SIDE = 128,
  SMALLEST = 256,
  LARGEST = 4096
};

static size_t
elements (const BenchGpuWork *work)
{
  return (size_t) work->n * (size_t) work->n;
}

static size_t
input_size (const BenchGpuWork *work)
{
  return work->variant & BENCH_HALF ? sizeof (unsigned short) : sizeof (float);
}

static int
launch (BenchGpuWork *work)
{
  unsigned blocks = (unsigned) work->n / SIDE;
  bool half = work->variant & BENCH_HALF;
  BenchGrid grid = { { blocks, blocks }, half ? 128 : 256, 0 };
  int n = (int) work->n;
  void *arguments[] = { &work->memory[1], &work->memory[2], &work->memory[0], &n };

  return work->calls->launch (half ? BENCH_KERNEL_GEMM16 : BENCH_KERNEL_GEMM32, &grid, arguments);
}

static int
poison (BenchGpuWork *work)
{
  return work->calls->fill (work->memory[0], 0xff, elements (work) * sizeof (float));
}

/* A and B stand one behind the other in @host, as numbers; what comes back of C in @back. */
static double
error (BenchGpuWork *work)
{
  const float *a = work->host, *b = a + elements (work);

  bench_gpu_work_try (
    work, work->calls->to_host (work->back, work->memory[0], elements (work) * sizeof (float)));
  if (!bench_gpu_work_try (work, work->calls->wait ()))
    return __builtin_nan ("");
  return bench_check_product32 (a, b, work->back, work->n, work->seed);
}

/* Into @numbers what the card shall multiply, and into @halves, if not NULL, the same in half. */
static void
make_numbers (const BenchGpuWork *work, float *numbers, unsigned short *halves)
{
  for (size_t i = 0; i < 2 * elements (work); i++) {
    if (halves == NULL) {
      numbers[i] = (float) bench_random (work->seed, i);
    } else {
      halves[i] = bench_half_random (work->seed, i);
      numbers[i] = bench_half_number (halves[i]);
    }
  }
}

static bool
prepare (BenchGpuWork *work)
{
  size_t count = elements (work), size = input_size (work);
  bool half = work->variant & BENCH_HALF;

  work->host = bench_memory_new (2 * count * sizeof (float));
  work->back = bench_memory_new (count * sizeof (float));
  if (work->host == NULL || work->back == NULL)
    return false;
  /* Halves wait where C will come back. */
  make_numbers (work, work->host, half ? work->back : NULL);
  const char *from = half ? work->back : work->host;
  bench_gpu_work_try (work, work->calls->allocate (&work->memory[0], count * sizeof (float)));
  for (int i = 1; i < 3 && work->code == 0; i++) {
    bench_gpu_work_try (work, work->calls->allocate (&work->memory[i], count * size));
    bench_gpu_work_try (work, work->calls->to_device (work->memory[i],
                                                      from + (size_t) (i - 1) * count * size,
                                                      count * size));
  }
  return bench_gpu_work_try (work, work->calls->wait ());
}

static void
drop (BenchGpuWork *work)
{
  bench_memory_free (work->host, 2 * elements (work) * sizeof (float));
  bench_memory_free (work->back, elements (work) * sizeof (float));
  work->host = work->back = NULL;
  for (int i = 0; i < 3; i++) {
    if (work->memory[i] != 0)
      work->calls->release (work->memory[i]);
    work->memory[i] = 0;
  }
}

/* The largest of the usual sizes that some dozens of products of fit into the time. */
static long
choose_size (BenchGpuWork *work, double seconds)
{
  double taken = 1, n = LARGEST;

  work->n = SMALLEST;
  if (prepare (work) && bench_gpu_work_timed (work, 1) >= 0)
    taken = bench_gpu_work_timed (work, 4) / 4;
  drop (work);
  size_t room = bench_gpu_work_share (work, 3, SIZE_MAX / 8);
  while (n > SMALLEST && (taken * (n / SMALLEST) * (n / SMALLEST) * (n / SMALLEST) > seconds / 40 ||
                          n * n * sizeof (float) > (double) room))
    n /= 2;
  return (long) n;
}

void
bench_take_gpu_product (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  BenchGpuWork work;

  if (!bench_gpu_work_begin (&work, run, measure, result))
    return;
  work.launch = launch;
  work.poison = poison;
  work.error = error;
  work.kind = "freivalds";
  work.bound = work.variant & BENCH_HALF ? 1e-4 : 1e-5;
  work.n = result->n = choose_size (&work, run->budget);
  work.amount = 2e-9 * (double) work.n * (double) work.n * (double) work.n;
  if (work.code == 0 && prepare (&work))
    bench_gpu_work_measure (&work, run, measure, result);
  else
    bench_result_skip (result, "There is not enough memory for the matrices.");
  drop (&work);
  bench_gpu_work_end (&work, result);
}
