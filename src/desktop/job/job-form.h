/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/offer-estimate.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A person's job, as they know it: how long a step takes, or a command to watch, and what is known
 * of the network and its data. Signal "ask": what is filled in makes sense and is to be answered.
 * Property "busy": a command is watched, and nothing else is asked. */
#define BANCO_TYPE_JOB_FORM (banco_job_form_get_type ())
G_DECLARE_FINAL_TYPE (BancoJobForm, banco_job_form, BANCO, JOB_FORM, AdwBin)

/* Once. */
void banco_job_form_set_workspace (BancoJobForm *self, BancoWorkspace *workspace);

typedef struct {
  BancoJob job;
  char *from;            /* card that runs it now; NULL: what was measured here */
  char **command;        /* to be watched; NULL: @job says how long a step takes */
  char *folder;          /* it starts in, nullable */
  char *pattern;         /* of a step in its output, nullable */
  double seconds;        /* to watch at most */
  BancoMachine *machine; /* to watch it on; NULL: here */
} BancoJobInput;
void banco_job_input_clear (BancoJobInput *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BancoJobInput, banco_job_input_clear)

/* FALSE where something is missing or not understood; the form then says what. */
gboolean banco_job_form_read (BancoJobForm *self, BancoJobInput *input);

G_END_DECLS
