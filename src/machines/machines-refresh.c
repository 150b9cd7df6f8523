/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

/* Every cloud is asked at once: one that does not answer must not hold up the others. */

void
banco_refresh_input_free (BancoRefreshInput *self)
{
  g_ptr_array_unref (self->providers);
  g_clear_pointer (&self->reached, g_hash_table_unref);
  g_free (self->group);
  g_free (self);
}

static void
answer_free (BancoCloudReply *self)
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
  BancoRefreshInput *question;
  BancoProvider *provider;
  GCancellable *cancellable;
} CloudQuery;

static void
ask_for_machines (CloudQuery *query, BancoCloudReply *answer)
{
  GHashTable *reached = g_hash_table_lookup (query->question->reached, answer->cloud);
  g_autoptr (GHashTable) none = NULL;

  if (reached == NULL)
    reached = none = g_hash_table_new (g_str_hash, g_str_equal);
  answer->machines =
    banco_provider_list_machines (query->provider, query->cancellable, &answer->error);
  if (answer->machines != NULL)
    banco_reach_check (answer->machines, query->provider, reached, query->cancellable);
  /* The list is worth having without them. */
  if (answer->machines != NULL && query->question->moves)
    answer->limits = banco_provider_list_limits (query->provider, NULL, query->cancellable, NULL);
}

static void
ask_for_catalogue (CloudQuery *query, BancoCloudReply *answer)
{
  BancoProvider *provider = query->provider;
  GCancellable *cancellable = query->cancellable;
  const char *group = query->question->group;

  answer->offers = banco_provider_list_offers (provider, group, cancellable, &answer->error);
  if (answer->offers != NULL)
    answer->images = banco_provider_list_images (provider, cancellable, &answer->error);
  if (answer->images != NULL)
    answer->limits = banco_provider_list_limits (provider, group, cancellable, &answer->error);
}

static gpointer
run_query (gpointer data)
{
  CloudQuery *query = data;
  BancoCloudReply *answer = g_new0 (BancoCloudReply, 1);

  answer->cloud = g_strdup (banco_provider_get_cloud (query->provider));
  answer->groups = banco_provider_list_groups (query->provider, query->cancellable, &answer->error);
  if (answer->groups != NULL && query->question->catalogue)
    ask_for_catalogue (query, answer);
  else if (answer->groups != NULL)
    ask_for_machines (query, answer);
  return answer;
}

GPtrArray *
banco_refresh_input_run (BancoRefreshInput *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify) answer_free);
  g_autofree CloudQuery *queries = g_new0 (CloudQuery, self->providers->len);
  g_autofree GThread **threads = g_new0 (GThread *, self->providers->len);

  for (guint i = 0; i < self->providers->len; i++) {
    queries[i] = (CloudQuery){ self, self->providers->pdata[i], cancellable };
    threads[i] = g_thread_new ("cloud", run_query, &queries[i]);
  }
  for (guint i = 0; i < self->providers->len; i++)
    g_ptr_array_add (answers, g_thread_join (threads[i]));
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&answers);
}

BancoCloudState
banco_cloud_reply_get_state (const BancoCloudReply *answer)
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
