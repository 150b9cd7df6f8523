/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/watch.h"

G_BEGIN_DECLS

/* What belongs to a command: its session, and what left that for one of its own but still has the
 * variable of that name and value in its environment. */
#define BANCO_WATCH_MARK "BANCO_WATCH"
typedef struct {
  int session;
  char *mark;    /* "BANCO_WATCH=…" */
  guint64 begin; /* when its first process began, in ticks since the machine did; 0: not known */
} BancoProcessTree;

/* What the processes of a command do on this computer, from /proc, and what the GPU does, from
 * NVIDIA's management library where it is there. */
typedef struct _BancoActivity BancoActivity;

/* Before the command starts, so that what others do on the GPU is known. */
BancoActivity *banco_activity_new (void) G_GNUC_WARN_UNUSED_RESULT;
void banco_activity_free (BancoActivity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoActivity, banco_activity_free)

/* Looks once at @tree; a few times a second is enough. @seconds on a clock that goes forward. */
void banco_activity_sample (BancoActivity *self, const BancoProcessTree *tree, double seconds);

/* What was before, importing and compiling, shall not count. */
void banco_activity_restart (BancoActivity *self);

/* Fills in what was seen; FALSE when that is too little to say anything. */
gboolean banco_activity_summarize (BancoActivity *self, BancoObservation *observation);

/* Of one line of /proc/PID/stat. FALSE when it is not one. */
typedef struct {
  char what; /* 'R' runs, 'S' sleeps, 'Z' has ended, … */
  int session;
  guint64 begin;    /* ticks since the machine did */
  guint64 ticks;    /* of processor time */
  guint64 resident; /* pages */
} BancoProcessState;
gboolean banco_process_state_parse (const char *text, BancoProcessState *state);

/* Of the process that has just started as the first of its session. */
void banco_process_tree_begin (BancoProcessTree *self, int session);
/* Sends @signal (0: none) to all processes of it that have not ended; how many there are. */
guint banco_process_tree_signal (const BancoProcessTree *self, int signal);

/* The GPU that works the most. */
typedef struct _BancoGpuWatch BancoGpuWatch;
BancoGpuWatch *banco_gpu_watch_new (void) G_GNUC_WARN_UNUSED_RESULT; /* NULL without one */
void banco_gpu_watch_free (BancoGpuWatch *self);
void banco_gpu_watch_sample (BancoGpuWatch *self);
void banco_gpu_watch_restart (BancoGpuWatch *self);
void banco_gpu_watch_summarize (BancoGpuWatch *self, BancoObservation *observation);

G_END_DECLS
