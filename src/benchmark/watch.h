/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/estimate.h"

G_BEGIN_DECLS

/* Runs a training command of the person's for a while and says what it does. */

typedef enum {
  BANCO_STEP_NOTHING,  /* no step was found */
  BANCO_STEP_PATTERN,  /* by the person's own pattern */
  BANCO_STEP_PROGRESS, /* "123/938 [" */
  BANCO_STEP_COUNTER,  /* "step 123", "iter 123", "batch 123" */
  BANCO_STEP_EPOCH,    /* "Epoch 3/10" */
  BANCO_STEP_WHOLE,    /* none was found, but it ran to its end: all of it counts as one */
} BancoStepKind;
const char *banco_step_kind_to_string (BancoStepKind kind); /* "progress", … */

/* What was seen of a command. */
typedef struct {
  BancoStepKind found;
  double step_seconds;        /* the median */
  double step_low, step_high; /* one in ten is shorter, one in ten longer */
  guint64 steps_seen;
  guint64 steps_per_epoch;      /* 0: not known */
  guint64 steps;                /* of the whole command, 0: not known */
  double seconds;               /* watched */
  double cores;                 /* busy on average */
  guint n_cores;                /* there are */
  double idle_share;            /* of the time that it computed on nothing */
  double memory_mib;            /* the most it had resident */
  double read_bytes_per_second; /* from disks */
  gboolean has_gpu;             /* a GPU was there and could be asked */
  double gpu_share;             /* of the time that the GPU was at work */
  double gpu_memory_share;      /* of the time that the GPU's memory was */
  double gpu_memory_mib;        /* the most that it took */
  double gpu_watts;             /* that it took on average; 0: not known */
  BancoBound bound;             /* what limits a step */
  double data_share;            /* of a step that waits for data */
  gboolean sampled;             /* processor, memory, disk and GPU were looked at: only here */
  gboolean ended;               /* by itself */
  gboolean interrupted;         /* by banco_watch_stop() */
  int exit_code;                /* when it ended by itself */
  char *last_lines;             /* of what it printed */
} BancoObservation;
BancoObservation *banco_observation_new (void) G_GNUC_WARN_UNUSED_RESULT;
void banco_observation_free (BancoObservation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoObservation, banco_observation_free)

/* What it is bound by, and how much of a step waits for data, from everything else in it. */
void banco_observation_find_bound (BancoObservation *self);

/* Whether a GPU was there that it left alone. */
gboolean banco_observation_spares_gpu (const BancoObservation *self);

/* The job that was seen; what the person said on top of it, the caller fills in. */
void banco_observation_to_job (const BancoObservation *self, BancoJob *job);

/* Fills in what the person did not say: that outranks what was seen, but for the step itself. */
void banco_observation_complete (const BancoObservation *self, BancoJob *job);

/* One command being watched: stop it from any thread, what was learnt comes back. */
typedef struct _BancoWatch BancoWatch;
/* @place: where it runs. @pattern nullable. @seconds: how long at most. Errors: USAGE. */
BancoWatch *banco_watch_new (BancoPlace *place,
                             const char *const *command,
                             const char *pattern,
                             double seconds,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
BancoWatch *banco_watch_ref (BancoWatch *self);
void banco_watch_unref (BancoWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoWatch, banco_watch_unref)
/* Before it starts: the folder it starts in, here only; without one it is this program's own. */
void banco_watch_set_folder (BancoWatch *self, const char *folder);
/* Ends the command as Ctrl+C would; banco_watch_run() then returns what was seen. */
void banco_watch_stop (BancoWatch *self);

/* Blocks. @operation nullable: gets reports. Errors: NOT_FOUND (no such command), CANNOT_RUN,
 * UNREACHABLE. */
BancoObservation *banco_watch_run (BancoWatch *self,
                                   BancoOperation *operation,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same in a worker; the result is the BancoObservation. */
BancoOperation *banco_watch_start (BancoWatch *self,
                                   BancoOperations *operations) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
