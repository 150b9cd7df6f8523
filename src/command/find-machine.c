/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "identity/identity.h"
#include "machines/machines.h"
#include "workspace/federation.h"

#include <glib/gi18n.h>
#include <string.h>

#define EXIT_PARTIAL 6 /* as where nothing can be reached */
#define GROUPS_LIMIT 3 /* s that a refusal waits for an issuer */

/* Where no account is signed in there is nothing to miss: the trouble of another cloud says more.
 */
static GError *
choose_error (GListModel *clouds, const char *cloud, GError *error)
{
  for (guint i = 0; cloud == NULL && i < g_list_model_get_n_items (clouds); i++) {
    g_autoptr (BancoRefreshSource) source = g_list_model_get_item (clouds, i);
    const GError *trouble = banco_workspace_find_trouble (source);

    if (trouble != NULL && error->domain == BANCO_IDENTITY_ERROR) {
      g_error_free (error);
      return g_error_copy (trouble);
    }
  }
  return error;
}

static gboolean
refresh (Command *self, const char *cloud, guint grace, GError **error)
{
  BancoMachines *machines = command_get_machines (self, error);
  GError *cause = NULL;

  if (machines == NULL)
    return FALSE;
  if (!command_wait (self, banco_machines_refresh (machines, cloud, grace), NULL, &cause)) {
    g_propagate_error (error, choose_error (banco_machines_get_clouds (machines), cloud, cause));
    return FALSE;
  }
  command_remember_machines (self);
  return TRUE;
}

gboolean
command_refresh_machines (Command *self, const char *cloud, GError **error)
{
  return refresh (self, cloud, COMMAND_GRACE, error);
}

gboolean
command_check_cloud (Command *self, const char *cloud, GError **error)
{
  BancoFederation *federation = command_get_federation (self, error);

  if (federation == NULL)
    return FALSE;
  for (guint i = 0; cloud != NULL && i < federation->n_clouds; i++)
    if (g_str_equal (federation->clouds[i].id, cloud))
      return TRUE;
  if (cloud == NULL)
    return TRUE;
  g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
               _ ("there is no cloud called “%s”; “bancoctl clouds” lists them"), cloud);
  return FALSE;
}

/* Why what @cloud has is missing; NULL: it is not. */
static GError *
explain_missing (BancoRefreshSource *cloud)
{
  const GError *error = banco_workspace_find_trouble (cloud);
  const char *id = banco_refresh_source_get_id (cloud);

  if (error != NULL)
    return g_error_new (error->domain, error->code, _ ("the list is not complete: cloud %s: %s"),
                        id, error->message);
  if (banco_refresh_source_is_refreshing (cloud) && !banco_refresh_source_has_answered (cloud))
    return g_error_new (BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_UNREACHABLE,
                        _ ("the list is not complete: cloud %s has not answered yet"), id);
  return NULL;
}

static void
complain (Command *self, BancoRefreshSource *cloud, const GError *error)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!self->json) {
    output_complain ("bancoctl: %s\n", error->message);
    return;
  }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "partial");
  json_builder_begin_object (builder);
  output_text (builder, "cloud", banco_refresh_source_get_id (cloud));
  output_text (builder, "code", banco_remedy_for_error (error)->code);
  output_time (builder, "as_of", banco_refresh_source_get_refreshed (cloud));
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  output_json_error (json_builder_get_root (builder));
}

gboolean
command_check_groups (Command *self, const char *cloud, GError **error)
{
  GListModel *clouds = banco_machines_get_clouds (banco_workspace_get_machines (self->workspace));
  const char *without = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (clouds); i++) {
    g_autoptr (BancoCloud) each = g_list_model_get_item (clouds, i);
    const char *id = banco_cloud_get_id (each);

    if (cloud != NULL && !g_str_equal (cloud, id))
      continue;
    if (banco_cloud_get_state (each) == BANCO_CLOUD_READY)
      return TRUE;
    if (banco_cloud_get_state (each) == BANCO_CLOUD_NO_PROJECT)
      without = id;
  }
  if (without == NULL)
    return TRUE;
  g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_ALLOWED,
               _ ("you are in no group that may use cloud %s"), without);
  return FALSE;
}

static gboolean
give_up (gpointer operation)
{
  banco_operation_cancel (operation);
  return G_SOURCE_CONTINUE;
}

void
command_refresh_groups (Command *self)
{
  g_autoptr (GPtrArray) operations =
    self->workspace != NULL ? banco_workspace_refresh_groups (self->workspace) : NULL;

  for (guint i = 0; operations != NULL && i < operations->len; i++) {
    guint limit = g_timeout_add_seconds (GROUPS_LIMIT, give_up, operations->pdata[i]);

    command_wait (self, g_object_ref (operations->pdata[i]), NULL, NULL);
    g_source_remove (limit);
  }
}

int
command_name_missing (Command *self, GListModel *sources, const char *cloud)
{
  int code = 0;

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++) {
    g_autoptr (BancoRefreshSource) source = g_list_model_get_item (sources, i);
    g_autoptr (GError) error = explain_missing (source);

    if (error == NULL ||
        (cloud != NULL && !g_str_equal (cloud, banco_refresh_source_get_id (source))))
      continue;
    complain (self, source, error);
    code = EXIT_PARTIAL;
  }
  return code;
}

static gboolean
is_any_asked (GListModel *clouds)
{
  for (guint i = 0; i < g_list_model_get_n_items (clouds); i++) {
    g_autoptr (BancoRefreshSource) cloud = g_list_model_get_item (clouds, i);

    if (banco_refresh_source_is_refreshing (cloud))
      return TRUE;
  }
  return FALSE;
}

/* Instead of @missing (taken), that there is no such machine: a cloud that did not answer in full
 * may have it. */
static GError *
explain_not_found (GListModel *clouds, const char *name, const char *cloud, GError *missing)
{
  for (guint i = 0; i < g_list_model_get_n_items (clouds); i++) {
    g_autoptr (BancoRefreshSource) source = g_list_model_get_item (clouds, i);
    const GError *trouble = banco_workspace_find_trouble (source);

    if (trouble == NULL ||
        (cloud != NULL && !g_str_equal (cloud, banco_refresh_source_get_id (source))))
      continue;
    g_error_free (missing);
    return g_error_new (BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_UNREACHABLE,
                        _ ("it is not known whether there is a machine called “%s”: cloud %s could "
                           "not be asked: %s"),
                        name, banco_refresh_source_get_id (source), trouble->message);
  }
  return missing;
}

/* The cloud that @name itself speaks of, as a key does, or that had the machine last time. */
static const char *
guess_cloud (Command *self, const char *name, gboolean sure)
{
  const char *slash = strchr (name, '/');

  for (guint i = 0; slash != NULL && i < self->federation->n_clouds; i++) {
    const char *cloud = self->federation->clouds[i].id;

    if (strlen (cloud) == (gsize) (slash - name) && g_str_has_prefix (name, cloud))
      return cloud;
  }
  return sure ? NULL : command_recall_cloud (self, name);
}

/* Asks all of @cloud, nullable: of all. */
static BancoMachine *
find_anywhere (Command *self, const char *name, const char *cloud, GError **error)
{
  BancoMachines *machines = command_get_machines (self, error);
  GListModel *clouds;

  if (machines == NULL)
    return NULL;
  clouds = banco_machines_get_clouds (machines);
  for (guint grace = COMMAND_GRACE;; grace = 0) { /* the slowest may have it */
    GError *missing = NULL;
    g_autoptr (GError) trouble = NULL;
    BancoMachine *machine;

    if (!refresh (self, cloud, grace, &trouble) &&
        (!g_error_matches (trouble, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_UNREACHABLE) ||
         !is_any_asked (clouds))) {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return NULL;
    }
    machine = banco_machines_find (machines, name, cloud, &missing);
    if (machine != NULL)
      return machine;
    if (!g_error_matches (missing, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND)) {
      g_propagate_error (error, missing);
      return NULL;
    }
    if (grace == 0 || !is_any_asked (clouds)) {
      g_propagate_error (error, explain_not_found (clouds, name, cloud, missing));
      return NULL;
    }
    g_error_free (missing);
  }
}

BancoMachine *
command_find_machine (Command *self,
                      const char *name,
                      const char *cloud,
                      gboolean sure,
                      GError **error)
{
  const char *guessed;
  BancoMachine *machine;

  if (!command_check_cloud (self, cloud, error))
    return NULL;
  guessed = cloud == NULL ? guess_cloud (self, name, sure) : NULL;
  if (guessed != NULL) {
    if (!refresh (self, guessed, 0, error))
      return NULL;
    machine =
      banco_machines_find (banco_workspace_get_machines (self->workspace), name, guessed, NULL);
    if (machine != NULL)
      return machine;
  }
  return find_anywhere (self, name, cloud, error);
}
