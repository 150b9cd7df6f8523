/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/stepper.h"
#include "benchmark/program/measures.h"

#include <stdlib.h>

/* Without the update, which is the last task of a script that trains. */
static int
slopes_end (const BenchScript *script)
{
  return script->gradients > 0 ? script->count - 1 : script->count;
}

struct BenchRight {
  BenchScript script;
  BenchSteps *steps;
};

BenchRight *
bench_right_new (BenchPool *pool,
                 const BenchKernels *kernels,
                 const BenchScript *script,
                 uint64_t seed)
{
  BenchRight *right = calloc (1, sizeof *right);

  if (right == NULL)
    return NULL;
  bench_network_reduce (script, &right->script);
  right->steps = bench_steps_new (pool, kernels, true, &right->script, seed);
  if (right->steps == NULL) {
    free (right);
    return NULL;
  }
  bench_steps_run (right->steps, 0, slopes_end (&right->script), 1);
  return right;
}

void
bench_right_free (BenchRight *right)
{
  if (right == NULL)
    return;
  bench_steps_free (right->steps);
  free (right);
}

static double
larger (double a, double b)
{
  return a >= b || a != a ? a : b;
}

static double
output_error (const BenchStepper *stepper, const BenchScript *script, const BenchRight *right)
{
  const float *numbers = stepper->read (stepper->data, script->output, script->output_count);

  return numbers != NULL
           ? bench_steps_error (right->steps, right->script.output, right->script.output_count,
                                numbers, script->output_count)
           : __builtin_nan ("");
}

static double
slopes_error (const BenchStepper *stepper, const BenchScript *script, const BenchRight *right)
{
  const float *numbers = stepper->read (stepper->data, script->gradients, script->parameter_count);

  return numbers != NULL
           ? bench_steps_error (right->steps, right->script.gradients,
                                right->script.parameter_count, numbers, script->parameter_count)
           : __builtin_nan ("");
}

double
bench_stepper_error (const BenchStepper *stepper,
                     const BenchScript *script,
                     const BenchRight *right)
{
  const float *parameters;
  double error;

  if (!stepper->reset (stepper->data) || !stepper->run (stepper->data, 0, slopes_end (script)))
    return __builtin_nan ("");
  error = output_error (stepper, script, right);
  if (script->gradients == 0)
    return error;
  error = larger (error, slopes_error (stepper, script, right));
  if (!stepper->run (stepper->data, slopes_end (script), script->count))
    return __builtin_nan ("");
  parameters = stepper->read (stepper->data, script->parameters, script->parameter_count);
  return larger (error, parameters != NULL ? bench_steps_update_error (right->steps, parameters)
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
