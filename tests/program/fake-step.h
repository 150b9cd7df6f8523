/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/tasks.h"

/* Carries out a whole task, as the kernels of kernels-step.cuh together do, in the plainest way.
 * With
 * @mixed products take halves. */
void fake_step (float *arena, const BenchTask *task, int mixed);
