/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

/* Every cloud is asked at once: one that does not answer must not hold up the others. */

void
banco_question_free (BancoQuestion *self)
{
  g_ptr_array_unref (self->providers);
  g_clear_pointer (&self->reached, g_hash_table_unref);
  g_free (self->group);
  g_free (self);
}

static void
answer_free (BancoAnswer *self)
{
  g_free (self->cloud);
  g_strfreev (self->groups);
  g_clear_pointer (&self->machines, g_ptr_array_unref);
  g_clear_pointer (&self->offers, g_ptr_array_unref);
  g_clear_pointer (&self->images, g_ptr_array_unref);
  g_clear_pointer (&self->limits, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

typedef struct {
  BancoQuestion *question;
  BancoProvider *provider;
  GCancellable *cancellable;
} Errand;

static void
ask_for_machines (Errand *errand, BancoAnswer *answer)
{
  GHashTable *reached = g_hash_table_lookup (errand->question->reached, answer->cloud);
  g_autoptr (GHashTable) none = NULL;

  if (reached == NULL)
    reached = none = g_hash_table_new (g_str_hash, g_str_equal);
  answer->machines =
    banco_provider_list_machines (errand->provider, errand->cancellable, &answer->error);
  if (answer->machines != NULL)
    banco_reach_check (answer->machines, errand->provider, reached, errand->cancellable);
  /* The list is worth having without them. */
  if (answer->machines != NULL && errand->question->moves)
    answer->limits = banco_provider_list_limits (errand->provider, NULL, errand->cancellable, NULL);
}

static void
ask_for_wares (Errand *errand, BancoAnswer *answer)
{
  BancoProvider *provider = errand->provider;
  GCancellable *cancellable = errand->cancellable;
  const char *group = errand->question->group;

  answer->offers = banco_provider_list_offers (provider, group, cancellable, &answer->error);
  if (answer->offers != NULL)
    answer->images = banco_provider_list_images (provider, cancellable, &answer->error);
  if (answer->images != NULL)
    answer->limits = banco_provider_list_limits (provider, group, cancellable, &answer->error);
}

static gpointer
run_errand (gpointer data)
{
  Errand *errand = data;
  BancoAnswer *answer = g_new0 (BancoAnswer, 1);

  answer->cloud = g_strdup (banco_provider_get_cloud (errand->provider));
  answer->groups =
    banco_provider_list_groups (errand->provider, errand->cancellable, &answer->error);
  if (answer->groups != NULL && errand->question->wares)
    ask_for_wares (errand, answer);
  else if (answer->groups != NULL)
    ask_for_machines (errand, answer);
  return answer;
}

GPtrArray *
banco_question_ask (BancoQuestion *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify) answer_free);
  g_autofree Errand *errands = g_new0 (Errand, self->providers->len);
  g_autofree GThread **threads = g_new0 (GThread *, self->providers->len);

  for (guint i = 0; i < self->providers->len; i++) {
    errands[i] = (Errand){ self, self->providers->pdata[i], cancellable };
    threads[i] = g_thread_new ("cloud", run_errand, &errands[i]);
  }
  for (guint i = 0; i < self->providers->len; i++)
    g_ptr_array_add (answers, g_thread_join (threads[i]));
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&answers);
}

BancoCloudState
banco_answer_get_state (const BancoAnswer *answer)
{
  const GError *error = answer->error;

  if (error == NULL)
    return answer->groups[0] != NULL ? BANCO_CLOUD_READY : BANCO_CLOUD_NO_PROJECT;
  if (error->domain != BANCO_MACHINES_ERROR)
    return BANCO_CLOUD_SIGN_IN; /* the authorizer has no credentials to give */
  switch ((BancoMachinesError) error->code) {
  case BANCO_MACHINES_ERROR_SIGN_IN:
    return BANCO_CLOUD_SIGN_IN;
  case BANCO_MACHINES_ERROR_NOT_ALLOWED:
  case BANCO_MACHINES_ERROR_NOT_FOUND:
    return BANCO_CLOUD_READY;
  case BANCO_MACHINES_ERROR_UNREACHABLE:
  case BANCO_MACHINES_ERROR_NO_ROOM:
  case BANCO_MACHINES_ERROR_NOT_UNDERSTOOD:
  case BANCO_MACHINES_ERROR_NAME_TAKEN:
  case BANCO_MACHINES_ERROR_USAGE:
  case BANCO_MACHINES_ERROR_FAILED:
    break;
  }
  return BANCO_CLOUD_UNREACHABLE;
}
