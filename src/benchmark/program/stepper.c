/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/stepper.h"
#include "benchmark/program/measures.h"

/* Without the update, which is the last task of a script that trains. */
static int
slopes_end (const BenchScript *script)
{
  return script->gradients > 0 ? script->count - 1 : script->count;
}

BenchSteps *
bench_stepper_right (BenchPool *pool,
                     const BenchKernels *kernels,
                     const BenchScript *script,
                     uint64_t seed)
{
  BenchSteps *right = bench_steps_new (pool, kernels, true, script, seed);

  if (right != NULL)
    bench_steps_run (right, 0, slopes_end (script), 1);
  return right;
}

static double
larger (double a, double b)
{
  return a >= b || a != a ? a : b;
}

static double
part_error (const BenchStepper *stepper, const BenchSteps *right, size_t begin, size_t count)
{
  const float *numbers = stepper->read (stepper->data, begin, count);

  return numbers != NULL ? bench_steps_error (right, begin, count, numbers) : __builtin_nan ("");
}

double
bench_stepper_error (const BenchStepper *stepper,
                     const BenchScript *script,
                     const BenchSteps *right)
{
  const float *parameters;
  double error;

  if (!stepper->reset (stepper->data) || !stepper->run (stepper->data, 0, slopes_end (script)))
    return __builtin_nan ("");
  error = part_error (stepper, right, script->output, script->output_count);
  if (script->gradients == 0)
    return error;
  error = larger (error, part_error (stepper, right, script->gradients, script->parameter_count));
  if (!stepper->run (stepper->data, slopes_end (script), script->count))
    return __builtin_nan ("");
  parameters = stepper->read (stepper->data, script->parameters, script->parameter_count);
  return larger (error, parameters != NULL ? bench_steps_update_error (right, parameters)
                                           : __builtin_nan (""));
}

double
bench_stepper_bound (const BenchScript *script)
{
  return script->mixed ? 2 * script->layers * 0x1p-10 : 1e-4;
}

void
bench_step_script (const BenchMeasure *measure, BenchScript *script)
{
  unsigned forward = measure->variant / BENCH_FORWARD;

  if (forward > 0)
    bench_network_write (BENCH_MLP_MNIST, (int) forward, false, script);
  else
    bench_network_write ((BenchNetwork) (measure->variant & ~(unsigned) BENCH_MIXED), 0, true,
                         script);
  if (measure->variant & BENCH_MIXED)
    bench_network_mix (script);
}

/* Steps are told in milliseconds, passes in microseconds. */
double
bench_step_amount (const BenchMeasure *measure)
{
  return measure->variant >= BENCH_FORWARD ? 1e6 : 1e3;
}
