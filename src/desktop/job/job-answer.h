/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/watch.h"
#include "workspace/offer-estimate.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What was found out of a job: what it is bound by, and a range for each machine that can be asked
 * for. Signal "took" (uint nth, double seconds): what a step really took on offer_estimate @nth. */
#define BANCO_TYPE_JOB_ANSWER (banco_job_answer_get_type ())
G_DECLARE_FINAL_TYPE (BancoJobAnswer, banco_job_answer, BANCO, JOB_ANSWER, AdwBin)

/* Borrowed while they are shown. */
typedef struct {
  const BancoJob *job;
  const BancoPerformance *here;
  const BancoObservation *seen; /* nullable: nothing was watched */
  const BancoLearnResult *learned_result;
  GPtrArray *estimates; /* of BancoOfferEstimate */
} BancoJobFindings;
void banco_job_answer_show (BancoJobAnswer *self, const BancoJobFindings *findings);

G_END_DECLS
