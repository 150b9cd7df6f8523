/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/watch.h"

G_BEGIN_DECLS

/* Finds the repeating step in what a training command prints: tqdm, Keras ("123/938 [==>"), "step
 * 12", "iter 12", "batch 12/90", "Epoch 3/10", XGBoost ("[12]\ttrain-rmse:0.5"), the tables of
 * scikit-learn, or the person's own @pattern. */
typedef struct _BancoStepFinder BancoStepFinder;

/* @pattern (nullable): a regular expression; its first group is the counter, without one each match
 * counts one. Errors: USAGE. */
BancoStepFinder *banco_step_finder_new (const char *pattern,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void banco_step_finder_free (BancoStepFinder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoStepFinder, banco_step_finder_free)

/* Takes @length bytes as they came, at @seconds on any clock that only goes forward. */
void
banco_step_finder_feed (BancoStepFinder *self, const char *bytes, gsize length, double seconds);
/* Nothing more comes. */
void banco_step_finder_finish (BancoStepFinder *self, double seconds);

/* Fills in what was found of it; found is NOTHING while fewer than three steps were seen. */
void banco_step_finder_summarize (BancoStepFinder *self, BancoObservation *observation);

G_END_DECLS
