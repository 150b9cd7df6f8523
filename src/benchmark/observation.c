/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/watch.h"

/* Shares of the time from which on something is what a step waits for. NVIDIA's library counts a
 * GPU as at work while any kernel runs, so a launch-bound step has half of it, not none. */
#define GPU_AT_WORK 0.7
#define MEMORY_AT_WORK 0.6
#define GPU_IN_USE 0.02
#define CORES_AT_WORK 1.5
/* A step that starts small kernels is short. */
#define LONGEST_LAUNCH_BOUND 0.05

static const char *const kinds[] = {
  [BANCO_STEP_NOTHING] = "nothing",   [BANCO_STEP_PATTERN] = "pattern",
  [BANCO_STEP_PROGRESS] = "progress", [BANCO_STEP_COUNTER] = "counter",
  [BANCO_STEP_EPOCH] = "epoch",       [BANCO_STEP_WHOLE] = "whole",
};

const char *
banco_step_kind_to_string (BancoStepKind kind)
{
  return kinds[kind];
}

BancoObservation *
banco_observation_new (void)
{
  return g_new0 (BancoObservation, 1);
}

void
banco_observation_free (BancoObservation *self)
{
  if (self == NULL)
    return;
  g_free (self->last_lines);
  g_free (self);
}

/* Whoever uses the GPU waits for it, for its memory, for the data, or starts kernels. */
static BancoBound
find_bound_with_gpu (const BancoObservation *self)
{
  if (self->gpu_share >= GPU_AT_WORK)
    return self->gpu_memory_share >= MEMORY_AT_WORK ? BANCO_BOUND_MEMORY : BANCO_BOUND_GPU;
  if (self->idle_share >= 0.5 || self->cores >= CORES_AT_WORK ||
      self->step_seconds > LONGEST_LAUNCH_BOUND)
    return BANCO_BOUND_DATA;
  return BANCO_BOUND_LAUNCH;
}

gboolean
banco_observation_spares_gpu (const BancoObservation *self)
{
  return self->sampled && self->has_gpu && self->gpu_share < GPU_IN_USE;
}

void
banco_observation_find_bound (BancoObservation *self)
{
  gboolean uses_gpu = self->has_gpu && !banco_observation_spares_gpu (self);

  self->bound = BANCO_BOUND_UNKNOWN;
  self->data_share = 0;
  if (!self->sampled)
    return;
  if (uses_gpu)
    self->bound = find_bound_with_gpu (self);
  else
    self->bound = self->idle_share >= 0.5 ? BANCO_BOUND_DATA : BANCO_BOUND_CPU;
  /* Without a GPU, what does not compute waits; with one, what the GPU does not do. */
  if (!uses_gpu)
    self->data_share = CLAMP (self->idle_share, 0, 0.99);
  else if (self->bound == BANCO_BOUND_DATA)
    self->data_share = CLAMP (1 - self->gpu_share, 0, 0.99);
}

void
banco_observation_to_job (const BancoObservation *self, BancoJob *job)
{
  job->step_seconds = self->step_seconds;
  job->data_share = self->data_share;
  job->steps = self->steps;
  job->steps_per_epoch = self->steps_per_epoch;
  if (self->gpu_memory_mib > 0)
    job->memory_gib = self->gpu_memory_mib / 1024;
}

void
banco_observation_complete (const BancoObservation *self, BancoJob *job)
{
  BancoJob seen = { 0 };

  banco_observation_to_job (self, &seen);
  job->step_seconds = seen.step_seconds;
  job->data_share = seen.data_share;
  job->steps = job->steps > 0 ? job->steps : seen.steps;
  job->steps_per_epoch = job->steps_per_epoch > 0 ? job->steps_per_epoch : seen.steps_per_epoch;
  job->memory_gib = job->memory_gib > 0 ? job->memory_gib : seen.memory_gib;
}
