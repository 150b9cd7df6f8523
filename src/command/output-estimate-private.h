/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/watch.h"
#include "command/command-private.h"
#include "workspace/offer-estimate.h"

G_BEGIN_DECLS

/* All that "bancoctl estimate" has to say. */
typedef struct {
  const BancoJob *job;
  const BancoPerformance *here;
  const BancoObservation *seen; /* nullable: nothing was run */
  const BancoCalibration *calibration;
  const GPtrArray *estimates; /* of BancoOfferEstimate */
  BancoBound bound;
  double expected; /* times as fast as here that had been guessed for where it ran; 0: none */
  double real;     /* and was */
} EstimateReport;

void output_estimate (Command *command, const EstimateReport *report);

G_END_DECLS
