/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/offer-estimate.h"

#include "machines/machines.h"

#include <glib/gi18n.h>
#include <string.h>

static const BancoCard *
find_card (BancoWorkspace *self, const char *name)
{
  return banco_catalogue_match (banco_workspace_get_catalogue (self), name);
}

gboolean
banco_workspace_find_performance (BancoWorkspace *self,
                                  const char *id,
                                  BancoPrecision precision,
                                  BancoPerformance *performance,
                                  GError **error)
{
  BancoResult *result =
    banco_results_find (banco_workspace_get_results (self), id != NULL ? id : "latest:here");
  const BancoCard *card = find_card (self, result != NULL ? banco_result_get_device (result)
                                           : id != NULL   ? id
                                                          : "");

  if (result != NULL ? banco_performance_from_result (result, card, precision, performance)
                     : card != NULL && banco_performance_from_card (card, precision, performance))
    return TRUE;
  if (result != NULL || card != NULL)
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND,
                 _ ("“%s” has not the figures that an estimate needs"),
                 id != NULL ? id : "latest:here");
  else if (id != NULL)
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND,
                 _ ("there is no result or card called “%s”"), id);
  else
    g_set_error_literal (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND,
                         _ ("this computer was not measured yet"));
  return FALSE;
}

gboolean
banco_workspace_spare_gpu (BancoWorkspace *self,
                           const BancoObservation *seen,
                           BancoPerformance *performance)
{
  BancoResult *result = banco_results_find (banco_workspace_get_results (self), "latest:here");
  BancoPerformance processor;

  if (seen == NULL || !banco_observation_spares_gpu (seen) ||
      performance->processor != BANCO_PROCESSOR_GPU || result == NULL ||
      !banco_performance_from_processor (result, &processor))
    return FALSE;
  *performance = processor;
  return TRUE;
}

void
banco_workspace_read_accelerator (BancoWorkspace *self,
                                  const BancoAccelerator *accelerator,
                                  BancoPrecision precision,
                                  BancoPerformance *performance,
                                  const BancoCard **card)
{
  const char *model = accelerator->model != NULL ? accelerator->model : "Unknown";

  *card = find_card (self, model);
  if (*card == NULL || !banco_performance_from_card (*card, precision, performance))
    *performance = (BancoPerformance){ .processor = accelerator->kind == BANCO_ACCELERATOR_FPGA
                                                      ? BANCO_PROCESSOR_FPGA
                                                      : BANCO_PROCESSOR_GPU };
  performance->name = performance->inner_name = model;
  performance->count = accelerator->count;
  performance->slice = banco_device_is_slice (model);
  if (accelerator->memory_mib > 0)
    performance->memory_gib = accelerator->memory_mib / 1024.0;
}

gboolean
banco_workspace_compare_here (BancoWorkspace *self,
                              const BancoAccelerator *accelerator,
                              double *low,
                              double *high)
{
  const BancoCard *card;
  BancoPerformance here, there;
  double guess, factor;

  if (accelerator->kind != BANCO_ACCELERATOR_GPU || accelerator->simulated ||
      !banco_workspace_find_performance (self, NULL, BANCO_PRECISION_FP32, &here, NULL))
    return FALSE;
  banco_workspace_read_accelerator (self, accelerator, BANCO_PRECISION_FP32, &there, &card);
  if (there.slice || there.count > 1 || here.slice || here.count > 1 || there.arithmetic <= 0 ||
      there.memory <= 0)
    return FALSE;
  guess = banco_performance_compare (&here, &there, &factor);
  *low = guess / factor;
  *high = guess * factor;
  return TRUE;
}

static void
offer_estimate_free (gpointer data)
{
  BancoOfferEstimate *offer_estimate = data;

  g_clear_object (&offer_estimate->offer);
  banco_estimate_free (offer_estimate->estimate);
  g_free (offer_estimate);
}

static void
add_offers (BancoWorkspace *self,
            const BancoJob *job,
            const BancoPerformance *here,
            const BancoCalibration *calibration,
            GPtrArray *estimates)
{
  GListModel *offers = banco_machines_get_offers (banco_workspace_get_machines (self));

  for (guint i = 0; i < g_list_model_get_n_items (offers); i++) {
    g_autoptr (BancoOffer) offer = g_list_model_get_item (offers, i);
    const BancoAccelerator *accelerator = banco_offer_get_accelerator (offer);
    BancoOfferEstimate *offer_estimate;
    BancoPerformance there;

    if (accelerator == NULL || accelerator->kind == BANCO_ACCELERATOR_NONE)
      continue;
    offer_estimate = g_new0 (BancoOfferEstimate, 1);
    banco_workspace_read_accelerator (self, accelerator, job->precision, &there,
                                      &offer_estimate->card);
    offer_estimate->estimate = banco_estimate_new (job, here, &there, calibration);
    offer_estimate->offer = g_steal_pointer (&offer);
    g_ptr_array_add (estimates, offer_estimate);
  }
}

static void
add_cards (BancoWorkspace *self,
           const BancoJob *job,
           const BancoPerformance *here,
           const BancoCalibration *calibration,
           GPtrArray *estimates)
{
  const GPtrArray *cards = banco_workspace_get_catalogue (self);

  for (guint i = 0; i < cards->len; i++) {
    const BancoCard *card = cards->pdata[i];
    BancoPerformance there;
    BancoOfferEstimate *offer_estimate;

    if (!card->requestable || !banco_performance_from_card (card, job->precision, &there))
      continue;
    offer_estimate = g_new0 (BancoOfferEstimate, 1);
    offer_estimate->card = card;
    offer_estimate->estimate = banco_estimate_new (job, here, &there, calibration);
    g_ptr_array_add (estimates, offer_estimate);
  }
}

GPtrArray *
banco_workspace_estimate (BancoWorkspace *self,
                          const BancoJob *job,
                          const BancoPerformance *here,
                          const BancoCalibration *calibration)
{
  GPtrArray *estimates = g_ptr_array_new_with_free_func (offer_estimate_free);
  BancoJob known = *job;

  /* What was measured beats what would be assumed. */
  if (known.upload_rate <= 0)
    known.upload_rate = banco_results_find_upload_rate (banco_workspace_get_results (self));
  add_offers (self, &known, here, calibration, estimates);
  if (estimates->len == 0)
    add_cards (self, &known, here, calibration, estimates);
  return estimates;
}

static char *
history_path (void)
{
  g_autofree char *folder = banco_paths_user_data ("estimates");

  return g_build_filename (folder, "history.json", NULL);
}

BancoHistory *
banco_workspace_load_history (BancoWorkspace *self)
{
  g_autofree char *path = history_path ();

  return banco_history_load (path);
}

/* What a worker gets: a record whose words are its own. */
typedef struct {
  char *path;
  gboolean learns;
  BancoStepRecord record;
  char **command;
} LearnInput;

static void
learn_input_free (gpointer data)
{
  LearnInput *input = data;

  g_free (input->path);
  g_strfreev (input->command);
  g_free (input);
}

static gpointer
learn_work (BancoOperation *operation, gpointer data, GCancellable *cancellable, GError **error)
{
  const LearnInput *input = data;
  g_autoptr (BancoHistory) history = banco_history_load (input->path);
  g_autofree BancoLearnResult *learned_result = g_new0 (BancoLearnResult, 1);

  if (!input->learns)
    learned_result->calibration = banco_history_calibrate (history);
  else if (banco_history_learn (history, &input->record, learned_result) &&
           !banco_history_save (history, error))
    return NULL;
  return g_steal_pointer (&learned_result);
}

BancoOperation *
banco_workspace_learn (BancoWorkspace *self, const BancoStepRecord *record)
{
  LearnInput *input = g_new0 (LearnInput, 1);

  input->path = history_path ();
  if (record != NULL) {
    input->learns = TRUE;
    input->record = *record;
    input->command = g_strdupv ((char **) record->command);
    input->record.command = (const char *const *) input->command;
    input->record.here.name = input->record.here.inner_name = NULL;
    input->record.there.name = input->record.there.inner_name = NULL;
  }
  return banco_operation_start (banco_workspace_get_operations (self),
                                &(BancoOperationPlan){
                                  .title = _ ("Learning from your own runs"),
                                  .work = learn_work,
                                  .input = input,
                                  .input_free = learn_input_free,
                                  .result_free = g_free,
                                });
}
