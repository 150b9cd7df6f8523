/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/estimate.h"
#include "benchmark/watch.h"
#include "workspace/workspace.h"

G_BEGIN_DECLS

typedef struct _BancoAccelerator BancoAccelerator;
typedef struct _BancoOffer BancoOffer;

/* A job of the person's on what can be asked for. */
typedef struct {
  BancoOffer *offer;     /* NULL: from the catalogue, no cloud was asked */
  const BancoCard *card; /* NULL: no card of that name is known; borrowed */
  BancoEstimate *estimate;
} BancoOfferEstimate;

/* What runs the job here: a result's id, a card's, or NULL for what was measured on this computer
 * last. Borrows from the workspace. FALSE and NOT_FOUND where nothing is known. */
gboolean banco_workspace_find_performance (BancoWorkspace *self,
                                           const char *id,
                                           BancoPrecision precision,
                                           BancoPerformance *performance,
                                           GError **error);

/* Where @seen (nullable) left the GPU of this computer alone, @performance becomes its processor's,
 * if that was measured: TRUE then. */
gboolean banco_workspace_spare_gpu (BancoWorkspace *self,
                                    const BancoObservation *seen,
                                    BancoPerformance *performance);

/* @job on each offer with an accelerator that was listed last, or on the cards that INFN Cloud
 * lends while none was; of BancoOfferEstimate. @calibration nullable. */
GPtrArray *banco_workspace_estimate (BancoWorkspace *self,
                                     const BancoJob *job,
                                     const BancoPerformance *here,
                                     const BancoCalibration *calibration) G_GNUC_WARN_UNUSED_RESULT;

/* What a machine or offer with @accelerator can do; its figures are 0 where it is not known. */
void banco_workspace_read_accelerator (BancoWorkspace *self,
                                       const BancoAccelerator *accelerator,
                                       BancoPrecision precision,
                                       BancoPerformance *performance,
                                       const BancoCard **card);

/* How many times as fast as this computer a network trains on @accelerator, from @low to @high.
 * FALSE where nothing is known that could carry it: nothing measured here, several, slices. */
gboolean banco_workspace_compare_here (BancoWorkspace *self,
                                       const BancoAccelerator *accelerator,
                                       double *low,
                                       double *high);

/* The person's own runs. */
BancoHistory *banco_workspace_load_history (BancoWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
/* In a worker: what @record (nullable) teaches is kept; the result is the BancoLearnResult. */
BancoOperation *banco_workspace_learn (BancoWorkspace *self,
                                       const BancoStepRecord *record) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
