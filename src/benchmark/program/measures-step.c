/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of training and passes forward, whole, on the CPU. */
#include "benchmark/program/measures.h"
#include "benchmark/program/network.h"
#include "benchmark/program/stepper.h"
#include "benchmark/program/system.h"

typedef struct {
  BenchScript script;
  BenchSteps *steps;
  BenchRight *right;
  double seconds; /* that the tasks took which were checked last */
} StepWork;

static bool
reset (void *data)
{
  StepWork *work = data;

  work->seconds = 0;
  bench_steps_reset (work->steps);
  return true;
}

static bool
run (void *data, int from, int to)
{
  StepWork *work = data;
  double begin = bench_system_now ();

  bench_steps_run (work->steps, from, to, 1);
  work->seconds += bench_system_now () - begin;
  return true;
}

static const float *
read (void *data, size_t begin, size_t count)
{
  StepWork *work = data;

  return (const float *) bench_steps_arena (work->steps) + begin;
}

static bool
is_right (StepWork *work, BenchResult *result)
{
  BenchStepper stepper = { work, reset, run, read };

  return bench_result_check (result, "double",
                             bench_stepper_error (&stepper, &work->script, work->right),
                             bench_stepper_bound (&work->script));
}

static double
batch (void *data, unsigned repeats)
{
  StepWork *work = data;
  double begin = bench_system_now ();

  bench_steps_run (work->steps, 0, work->script.count, repeats);
  return bench_system_now () - begin;
}

static void
measure_steps (BenchRun *run, const BenchMeasure *measure, StepWork *work, BenchResult *result)
{
  if (!is_right (work, result))
    return;
  /* A step that takes longer than all the time for it is not done again: the one that was checked
   * is the figure. */
  if (work->seconds > bench_run_left (run)) {
    result->series = (BenchSeries){ .samples = { work->seconds * bench_step_amount (measure) },
                                    .count = 1,
                                    .repeats = 1 };
    return;
  }
  bench_steps_reset (work->steps);
  if (bench_run_sample (run, batch, work, bench_step_amount (measure), true, &result->series))
    is_right (work, result);
  else
    bench_result_late (result);
}

static bool
has_room (const BenchScript *script)
{
  double bytes = (double) script->elements * (sizeof (float) + sizeof (double));

  return bytes < (double) bench_system_memory ("MemAvailable") / 2;
}

static void
take_on_cpu (BenchRun *run, const BenchMeasure *measure, BenchPool *pool, BenchResult *result)
{
  StepWork work = { 0 };

  bench_step_script (measure, &work.script);
  result->batch = work.script.batch;
  if (has_room (&work.script)) {
    work.steps = bench_steps_new (pool, run->kernels, false, &work.script, run->options->seed);
    if (!bench_run_interrupted () && !bench_run_late (run))
      work.right = bench_right_new (pool, run->kernels, &work.script, run->options->seed);
  }
  if (bench_run_interrupted ())
    bench_result_skip (result, "The run was stopped.");
  else if (bench_run_late (run))
    bench_result_late (result);
  else if (work.steps != NULL && work.right != NULL)
    measure_steps (run, measure, &work, result);
  else
    bench_result_skip (result, "There is not enough memory for the network.");
  if (work.steps != NULL)
    bench_steps_free (work.steps);
  bench_right_free (work.right);
}

void
bench_take_step (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  BenchPool *pool = bench_take_pool (0, run, result);

  if (pool == NULL)
    return;
  if (run->gpu.calls != NULL)
    bench_take_gpu_step (run, measure, pool, result);
  else
    take_on_cpu (run, measure, pool, result);
  bench_pool_free (pool);
}
