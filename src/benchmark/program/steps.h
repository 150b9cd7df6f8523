/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/kernels.h"
#include "benchmark/program/network.h"
#include "benchmark/program/pool.h"

/* A script carried out on the CPU, in single precision or, to know what is right, in double. */
typedef struct BenchSteps BenchSteps;

/* NULL when memory is short. The arena is as bench_network_start () says. */
BenchSteps *bench_steps_new (BenchPool *pool,
                             const BenchKernels *kernels,
                             bool wide,
                             const BenchScript *script,
                             uint64_t seed);
void bench_steps_free (BenchSteps *steps);

/* Puts the arena back to its beginning: whatever is not made anew is NaN. */
void bench_steps_reset (BenchSteps *steps);

/* Tasks @from up to @to, so many times over. */
void bench_steps_run (BenchSteps *steps, int from, int to, unsigned repeats);

/* Of float or double. */
void *bench_steps_arena (BenchSteps *steps);

/* @right has carried out all but the update, in double precision. How far @all @numbers are from
 * that part of its arena, over and over: the norm of the difference by the norm, in which a NaN
 * shows. */
double bench_steps_error (const BenchSteps *right,
                          size_t begin,
                          size_t count,
                          const float *numbers,
                          size_t all);

/* The same of the parameters, after the update that @right has not carried out. */
double bench_steps_update_error (const BenchSteps *right, const float *parameters);
