/* SPDX-License-Identifier: Apache-2.0 */
/* Matrix products on the card by our own kernels, in single and double precision and on tensor
 * cores what is narrower, with sums of 32 bits; or by a library that is loaded. */
#include "benchmark/program/check.h"
#include "benchmark/program/gpu-work.h"
#include "benchmark/program/pool.h"
#include "benchmark/program/system.h"
#include "benchmark/program/vendor-library.h"

enum {
  SIDE = 128,
  SMALLEST = 256,
  LARGEST = 4096,
  WORKSPACE = 32 << 20 /* as much as frameworks give a library on the newest cards */
};

static size_t
elements (const BenchGpuWork *work)
{
  return (size_t) work->n * (size_t) work->n;
}

static BenchKind
kind_of (const BenchGpuWork *work)
{
  return (BenchKind) (work->variant & BENCH_KIND);
}

/* Of an element of C. */
static size_t
result_size (const BenchGpuWork *work)
{
  return work->variant & BENCH_NARROW_SUMS ? 2 : kind_of (work) == BENCH_FP64 ? 8 : 4;
}

/* Some kinds take B by columns, as the weights of a layer lie. */
static bool
by_columns (const BenchGpuWork *work)
{
  BenchKind kind = kind_of (work);

  return kind == BENCH_BF16 || kind == BENCH_TF32 || kind == BENCH_INT8;
}

/* Without tensor cores. */
static bool
is_plain (const BenchGpuWork *work)
{
  return kind_of (work) == BENCH_FP32 || kind_of (work) == BENCH_FP64;
}

static int
launch (BenchGpuWork *work)
{
  static const BenchKernel kernels[] = {
    [BENCH_FP32] = BENCH_KERNEL_GEMM32,    [BENCH_FP16] = BENCH_KERNEL_GEMM16,
    [BENCH_BF16] = BENCH_KERNEL_GEMM_BF16, [BENCH_TF32] = BENCH_KERNEL_GEMM_TF32,
    [BENCH_INT8] = BENCH_KERNEL_GEMM_INT8, [BENCH_FP64] = BENCH_KERNEL_GEMM64,
  };
  unsigned blocks = (unsigned) work->n / SIDE;
  BenchGrid grid = { { blocks, blocks }, is_plain (work) ? 256 : 128, 0 };
  int n = (int) work->n;
  void *arguments[] = { &work->memory[1], &work->memory[2], &work->memory[0], &n };

  return work->calls->launch (kernels[work->variant], &grid, arguments);
}

static int
launch_library (BenchGpuWork *work)
{
  BenchLibraryProduct product = {
    .kind = kind_of (work),
    .turned = by_columns (work),
    .narrow = (work->variant & BENCH_NARROW_SUMS) != 0,
    .n = (int) work->n,
    .a = work->memory[1],
    .b = work->memory[2],
    .c = work->memory[0],
  };

  return bench_library_multiply (&product);
}

static int
poison (BenchGpuWork *work)
{
  return work->calls->fill (work->memory[0], 0xff, elements (work) * result_size (work));
}

/* Halves become numbers where they stand, the last one first. */
static void
widen (BenchGpuWork *work)
{
  const unsigned short *halves = work->back;
  float *numbers = work->back;

  for (size_t i = elements (work); i > 0; i--)
    numbers[i - 1] = bench_half_number (halves[i - 1]);
}

/* A and B stand one behind the other in @host, as numbers; what comes back of C in @back. */
static double
error (BenchGpuWork *work)
{
  const float *a = work->host, *b = a + elements (work);

  bench_gpu_work_try (
    work, work->calls->to_host (work->back, work->memory[0], elements (work) * result_size (work)));
  if (!bench_gpu_work_try (work, work->calls->wait ()))
    return __builtin_nan ("");
  if (kind_of (work) == BENCH_INT8)
    return bench_check_product_whole (a, b, work->back, work->n, work->seed);
  if (kind_of (work) == BENCH_FP64)
    return bench_check_product_wide (a, b, work->back, work->n, work->seed);
  if (work->variant & BENCH_NARROW_SUMS)
    widen (work);
  return bench_check_product32 (a, b, work->back, work->n, work->seed);
}

/* Matrix @which of two: onto the card as it takes it, through @back, and into @host as numbers by
 * rows. */
static void
make_matrix (BenchGpuWork *work, int which)
{
  BenchKind kind = kind_of (work);
  size_t count = elements (work), n = (size_t) work->n;
  float *numbers = (float *) work->host + (size_t) which * count;
  bool turned = which == 1 && by_columns (work);

  for (size_t i = 0; i < count; i++)
    bench_kind_store (kind, work->back, i, work->seed, (size_t) which * count + i);
  for (size_t row = 0; row < n; row++)
    for (size_t column = 0; column < n; column++)
      numbers[row * n + column] =
        bench_kind_number (kind, work->back, turned ? column * n + row : row * n + column);
  bench_gpu_work_try (
    work, work->calls->allocate (&work->memory[1 + which], count * bench_kind_size (kind)));
  if (work->code == 0)
    bench_gpu_work_try (work, work->calls->to_device (work->memory[1 + which], work->back,
                                                      count * bench_kind_size (kind)));
  bench_gpu_work_try (work, work->calls->wait ());
}

static bool
prepare (BenchGpuWork *work)
{
  size_t count = elements (work);

  work->host = bench_memory_new (2 * count * sizeof (float));
  work->back = bench_memory_new (count * sizeof (double));
  if (work->host == NULL || work->back == NULL)
    return false;
  bench_gpu_work_try (work, work->calls->allocate (&work->memory[0], count * result_size (work)));
  for (int which = 0; which < 2 && work->code == 0; which++)
    make_matrix (work, which);
  return work->code == 0;
}

static void
drop (BenchGpuWork *work)
{
  bench_memory_free (work->host, 2 * elements (work) * sizeof (float));
  bench_memory_free (work->back, elements (work) * sizeof (double));
  work->host = work->back = NULL;
  for (int i = 0; i < 3; i++) {
    if (work->memory[i] != 0)
      work->calls->release (work->memory[i]);
    work->memory[i] = 0;
  }
}

/* How many times over a product of @n keeps all multiprocessors at work. */
static double
waves (const BenchGpuWork *work, long n)
{
  long blocks = n / SIDE * (n / SIDE), all = work->card->multiprocessors;

  return all > 0 ? (double) ((blocks + all - 1) / all) : 1;
}

/* Seconds for one product, of numbers that are all the same. */
static double
try_size (BenchGpuWork *work, long n)
{
  double taken = -1;

  work->n = n;
  for (int i = 0; i < 3 && work->code == 0; i++) {
    size_t bytes =
      elements (work) * (i == 0 ? result_size (work) : bench_kind_size (kind_of (work)));

    if (bench_gpu_work_try (work, work->calls->allocate (&work->memory[i], bytes)))
      bench_gpu_work_try (work, work->calls->fill (work->memory[i], 0x3c, bytes));
  }
  if (work->code == 0 && bench_gpu_work_timed (work, 1) >= 0)
    taken = bench_gpu_work_timed (work, 2) / 2;
  drop (work);
  return taken;
}

static bool
has_room (const BenchGpuWork *work, long n, size_t room)
{
  double count = (double) n * (double) n;

  return count * (double) result_size (work) <= (double) room &&
         16 * count <= (double) bench_system_memory ("MemAvailable") / 2;
}

/* The largest of the usual sizes that a dozen and more products of fit into the time. A small one
 * leaves most of a large card idle, so one goes up step by step. */
static long
choose_size (BenchGpuWork *work, double seconds)
{
  size_t room = bench_gpu_work_share (work, 3, SIZE_MAX / 8);
  double taken = try_size (work, SMALLEST);
  long n = SMALLEST;

  while (n < LARGEST && taken >= 0 && has_room (work, 2 * n, room) &&
         taken * 2 * waves (work, 2 * n) / waves (work, n) < seconds / 16)
    taken = try_size (work, n *= 2);
  return n;
}

static double
bound_of (const BenchGpuWork *work)
{
  if (work->variant & BENCH_NARROW_SUMS)
    return 2e-2;
  switch (kind_of (work)) {
  case BENCH_INT8:
    return 0;
  case BENCH_FP64:
    return 1e-13;
  case BENCH_FP32:
    return 1e-5;
  default:
    return 1e-4;
  }
}

/* The library that is loaded, with as much memory to work in as it may have. */
static BenchAddress
open_library (BenchGpuWork *work)
{
  size_t bytes = bench_gpu_work_share (work, 4, WORKSPACE);
  BenchAddress workspace = 0;

  work->launch = launch_library;
  if (bench_gpu_work_try (work, work->calls->allocate (&workspace, bytes)))
    bench_gpu_work_try (work, bench_library_open (work->calls->stream (), workspace, bytes));
  return workspace;
}

static void
measure_product (BenchGpuWork *work,
                 BenchRun *run,
                 const BenchMeasure *measure,
                 BenchResult *result)
{
  work->poison = poison;
  work->error = error;
  work->kind = "freivalds";
  work->bound = bound_of (work);
  work->n = result->n = choose_size (work, run->budget);
  work->amount = 2e-9 * (double) work->n * (double) work->n * (double) work->n;
  if (work->code == 0 && prepare (work))
    bench_gpu_work_measure (work, run, measure, result);
  else
    bench_result_skip (result, "There is not enough memory for the matrices.");
  drop (work);
}

void
bench_take_gpu_product (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  BenchAddress workspace = 0;
  BenchGpuWork work;

  if (!bench_gpu_work_begin (&work, run, measure, result) ||
      !bench_gpu_work_has (&run->gpu, kind_of (&work), result))
    return;
  if (measure->sustain && !work.card->tensor_cores)
    work.variant = BENCH_FP32;
  if (!measure->library && !is_plain (&work) && !bench_gpu_work_has_tensor_cores (&work, result))
    return;
  work.launch = launch;
  if (measure->library)
    workspace = open_library (&work);
  if (work.code == 0)
    measure_product (&work, run, measure, result);
  if (measure->library)
    bench_library_close ();
  work.calls->release (workspace);
  bench_gpu_work_end (&work, result);
}
