/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of training and passes forward, whole, on the card: each task of the script is a kernel. In
 * mixed precision products alone are by others, on tensor cores; weights and all else stay as they
 * are. A pass forward brings its input from main memory and its output back, as who serves a
 * network does.
 */
#include "benchmark/program/gpu-work.h"
#include "benchmark/program/stepper.h"
#include "benchmark/program/system.h"

#include <string.h>

enum {
  THIN = 8 /* rows of a product that have a kernel of their own */
};

typedef struct {
  BenchGpuWork work; /* first, so that one is the other */
  BenchScript script;
  BenchSteps *start; /* the arena as it is at the beginning */
  BenchRight *right;
  void *input, *output; /* pinned, for passes forward */
} GpuStepWork;

static unsigned
divided (int all, int each)
{
  return (unsigned) ((all + each - 1) / each);
}

/* A sum over many rows is shared by so many blocks that all multiprocessors have some. */
static int
choose_splits (const BenchGpuWork *work, unsigned blocks, int depth, int least)
{
  int wanted = work->card->multiprocessors * 2 / (int) blocks, most = depth / least;

  wanted = wanted < most ? wanted : most;
  return wanted > 1 ? wanted : 1;
}

static BenchKernel
plan_product (const BenchGpuWork *work, const BenchTask *task, BenchGrid *grid, int *splits)
{
  unsigned large = divided (task->m, 128) * divided (task->n, 128);
  int tile = (int) large >= work->card->multiprocessors ? 128 : 64;

  if (task->m <= THIN && task->b_column == 1 && !(task->flags & BENCH_TASK_ADD)) {
    *grid = (BenchGrid){ { divided (task->n, 32), (unsigned) task->m }, 256, 0 };
    return BENCH_KERNEL_STEP_THIN;
  }
  *grid = (BenchGrid){ { divided (task->n, tile), divided (task->m, tile) }, 256, 0 };
  if (task->flags & BENCH_TASK_ADD)
    *splits = choose_splits (work, grid->blocks[0] * grid->blocks[1], task->k, 64);
  grid->blocks[1] *= (unsigned) *splits;
  if (work->variant & BENCH_MIXED)
    return tile == 128 ? BENCH_KERNEL_STEP_MIXED128 : BENCH_KERNEL_STEP_MIXED64;
  return tile == 128 ? BENCH_KERNEL_STEP_PRODUCT128 : BENCH_KERNEL_STEP_PRODUCT64;
}

static BenchKernel
plan (const BenchGpuWork *work, const BenchTask *task, BenchGrid *grid, int *splits)
{
  *splits = 1;
  grid->blocks[1] = 1;
  grid->threads = 256;
  grid->shared = 0;
  switch (task->op) {
  case BENCH_TASK_PRODUCT:
    return plan_product (work, task, grid, splits);
  case BENCH_TASK_SUMS:
    grid->blocks[0] = divided (task->n, 32);
    *splits = choose_splits (work, grid->blocks[0], task->m, 32);
    grid->blocks[1] = (unsigned) *splits;
    return BENCH_KERNEL_STEP_SUMS;
  case BENCH_TASK_GATHER:
    grid->blocks[0] = divided (task->m * task->n, 256);
    return BENCH_KERNEL_STEP_GATHER;
  case BENCH_TASK_SCATTER: {
    int across = (task->side + task->stride - 1) / task->stride;

    grid->blocks[0] =
      divided (task->m / (across * across) * task->side * task->side * task->channels, 256);
    return BENCH_KERNEL_STEP_SCATTER;
  }
  default:
    grid->blocks[0] = divided (task->m, 1024);
    return BENCH_KERNEL_STEP_EACH;
  }
}

static bool
launch_tasks (GpuStepWork *work, int from, int to)
{
  BenchGpuWork *gpu = &work->work;

  for (int i = from; i < to && gpu->code == 0; i++) {
    BenchTask task = work->script.tasks[i];
    int splits;
    BenchGrid grid;
    BenchKernel kernel = plan (gpu, &task, &grid, &splits);
    void *arguments[] = { &gpu->memory[0], &task, &splits };

    bench_gpu_work_try (gpu, gpu->calls->launch (kernel, &grid, arguments));
  }
  return gpu->code == 0;
}

static int
launch (BenchGpuWork *gpu)
{
  GpuStepWork *work = (GpuStepWork *) gpu;
  const BenchScript *script = &work->script;
  BenchAddress arena = gpu->memory[0];

  if (work->input != NULL)
    bench_gpu_work_try (gpu,
                        gpu->calls->to_device (arena + script->input * sizeof (float), work->input,
                                               script->input_count * sizeof (float)));
  launch_tasks (work, 0, script->count);
  if (work->output != NULL && gpu->code == 0)
    bench_gpu_work_try (gpu,
                        gpu->calls->to_host (work->output, arena + script->output * sizeof (float),
                                             script->output_count * sizeof (float)));
  return gpu->code;
}

/* Each pass is waited for: the answer counts. */
static double
pass_batch (void *data, unsigned repeats)
{
  BenchGpuWork *gpu = data;
  double begin = bench_system_now ();

  for (unsigned i = 0; i < repeats && gpu->code == 0; i++) {
    bench_gpu_work_try (gpu, launch (gpu));
    bench_gpu_work_try (gpu, gpu->calls->wait ());
  }
  return gpu->code == 0 ? bench_system_now () - begin : -1;
}

static bool
reset (void *data)
{
  GpuStepWork *work = data;
  BenchGpuWork *gpu = &work->work;

  bench_steps_reset (work->start);
  bench_gpu_work_try (gpu, gpu->calls->to_device (gpu->memory[0], bench_steps_arena (work->start),
                                                  work->script.elements * sizeof (float)));
  return bench_gpu_work_try (gpu, gpu->calls->wait ());
}

/* A pass forward is checked as it is measured, from main memory to main memory. */
static bool
run_tasks (void *data, int from, int to)
{
  GpuStepWork *work = data;

  if (work->input == NULL)
    return launch_tasks (work, from, to);
  memset (work->output, 0xff, work->script.output_count * sizeof (float));
  bench_gpu_work_try (&work->work, launch (&work->work));
  return bench_gpu_work_try (&work->work, work->work.calls->wait ());
}

/* Into where the arena's beginning was. */
static const float *
fetch (void *data, size_t begin, size_t count)
{
  GpuStepWork *work = data;
  BenchGpuWork *gpu = &work->work;
  float *to = (float *) bench_steps_arena (work->start) + begin;

  if (work->output != NULL)
    return work->output;
  bench_gpu_work_try (
    gpu, gpu->calls->to_host (to, gpu->memory[0] + begin * sizeof (float), count * sizeof (float)));
  return bench_gpu_work_try (gpu, gpu->calls->wait ()) ? to : NULL;
}

static double
error (BenchGpuWork *gpu)
{
  GpuStepWork *work = (GpuStepWork *) gpu;
  BenchStepper stepper = { work, reset, run_tasks, fetch };

  return bench_stepper_error (&stepper, &work->script, work->right);
}

static bool
prepare (GpuStepWork *work, BenchPool *pool, BenchRun *run)
{
  BenchGpuWork *gpu = &work->work;
  const BenchScript *script = &work->script;
  bool forward = script->gradients == 0;

  work->start = bench_steps_new (pool, run->kernels, false, script, gpu->seed);
  work->right = bench_right_new (pool, run->kernels, script, gpu->seed);
  if (work->start == NULL || work->right == NULL)
    return false;
  bench_gpu_work_try (gpu,
                      gpu->calls->allocate (&gpu->memory[0], script->elements * sizeof (float)));
  if (forward && gpu->code == 0) {
    bench_gpu_work_try (
      gpu, gpu->calls->allocate_pinned (&work->input, script->input_count * sizeof (float)));
    bench_gpu_work_try (
      gpu, gpu->calls->allocate_pinned (&work->output, script->output_count * sizeof (float)));
  }
  if (forward && gpu->code == 0)
    memcpy (work->input, (float *) bench_steps_arena (work->start) + script->input,
            script->input_count * sizeof (float));
  return true;
}

static void
drop (GpuStepWork *work)
{
  work->work.calls->release_pinned (work->input);
  work->work.calls->release_pinned (work->output);
  if (work->start != NULL)
    bench_steps_free (work->start);
  bench_right_free (work->right);
}

static bool
has_room (GpuStepWork *work)
{
  double bytes = (double) work->script.elements * sizeof (float);
  size_t share = bench_gpu_work_share (&work->work, 1, SIZE_MAX);

  return bytes <= (double) share && 3 * bytes < (double) bench_system_memory ("MemAvailable") / 2;
}

void
bench_take_gpu_step (BenchRun *run,
                     const BenchMeasure *measure,
                     BenchPool *pool,
                     BenchResult *result)
{
  GpuStepWork work = { 0 };

  if (!bench_gpu_work_begin (&work.work, run, measure, result) ||
      (measure->variant & BENCH_MIXED && !bench_gpu_work_has_tensor_cores (&work.work, result)))
    return;
  bench_step_script (measure, &work.script);
  result->isa = NULL;
  result->threads = 0;
  result->batch = work.script.batch;
  result->launches = work.script.count;
  work.work.launch = launch;
  work.work.error = error;
  work.work.kind = "double";
  work.work.bound = bench_stepper_bound (&work.script);
  work.work.amount = bench_step_amount (measure);
  if (work.script.gradients == 0)
    work.work.batch = pass_batch;
  if (has_room (&work) && prepare (&work, pool, run)) {
    if (work.work.code == 0 && reset (&work))
      bench_gpu_work_measure (&work.work, run, measure, result);
  } else {
    bench_result_skip (result, "There is not enough memory for the network.");
  }
  drop (&work);
  bench_gpu_work_end (&work.work, result);
}
