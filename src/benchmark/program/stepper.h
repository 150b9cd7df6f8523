/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/steps.h"

/* Whoever carries out a script in single or mixed precision, so that it is held to double precision
 * in one way. */
typedef struct {
  void *data;
  bool (*reset) (void *data); /* the arena as at the beginning, and what is made is spoiled */
  bool (*run) (void *data, int from, int to);
  const float *(*read) (void *data, size_t begin, size_t count); /* NULL when it cannot be read */
} BenchStepper;

/* What is right: all of a script but its update, in double precision. */
typedef struct BenchRight BenchRight;

/* NULL when memory is short. */
BenchRight *bench_right_new (BenchPool *pool,
                             const BenchKernels *kernels,
                             const BenchScript *script,
                             uint64_t seed);
void bench_right_free (BenchRight *right); /* NULL is allowed */

/* One step from the beginning: the largest error of output, gradients and new parameters. NaN when
 * something is not there. */
double bench_stepper_error (const BenchStepper *stepper,
                            const BenchScript *script,
                            const BenchRight *right);

/* How large that error may be: 10⁻⁴, but for halves what rounding may add. Each is off by 2⁻¹¹ of
 * itself at most, so a product of two by 2⁻¹⁰, and a slope has come through two products of each
 * layer. */
double bench_stepper_bound (const BenchScript *script);
