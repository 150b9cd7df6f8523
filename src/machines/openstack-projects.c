/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/openstack-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define PROJECTS_LAST (15 * 60) /* seconds; a new group shows after that */

static BancoOpenstackScope *
find_scope (GPtrArray *scopes, const char *id)
{
  for (guint i = 0; scopes != NULL && i < scopes->len; i++)
    if (strcmp (banco_openstack_scope_get_id (scopes->pdata[i]), id) == 0)
      return scopes->pdata[i];
  return NULL;
}

/* Known projects keep their tokens. */
static GPtrArray *
read_projects (BancoOpenstackSession *self, BancoJson *json, GPtrArray *known, GError **error)
{
  JsonArray *projects = banco_json_array (json, banco_json_root (json), "projects");
  g_autoptr (GPtrArray) scopes = g_ptr_array_new_with_free_func (g_object_unref);
  GError *cause = NULL;

  for (guint i = 0; i < banco_json_length (projects); i++) {
    JsonObject *project = banco_json_element_object (json, projects, i);
    const char *id = banco_json_string (json, project, "id");
    const char *name = banco_json_string (json, project, "name");
    BancoOpenstackScope *scope;

    if (id == NULL || name == NULL || !banco_json_boolean_or (json, project, "enabled", TRUE))
      continue;
    scope = find_scope (known, id);
    g_ptr_array_add (scopes, scope != NULL
                               ? g_object_ref (scope)
                               : banco_openstack_scope_new (self, self->http, self->url, id, name));
  }
  if (banco_json_check (json, &cause))
    return g_steal_pointer (&scopes);
  banco_openstack_propagate (error, cause);
  return NULL;
}

GPtrArray *
banco_openstack_session_list_scopes (BancoOpenstackSession *self,
                                     GCancellable *cancellable,
                                     GError **error)
{
  g_autoptr (BancoHttpResponse) response = NULL;
  g_autoptr (GPtrArray) known = NULL;
  g_autoptr (GPtrArray) scopes = NULL;
  gboolean fresh;
  guint generation;

  g_mutex_lock (&self->mutex);
  generation = self->generation;
  if (self->scopes != NULL)
    known = g_ptr_array_ref (self->scopes);
  fresh = self->scopes != NULL && self->scopes->len > 0 &&
          banco_clock_now () - self->listed < PROJECTS_LAST;
  g_mutex_unlock (&self->mutex);
  if (fresh)
    return g_steal_pointer (&known);

  response = banco_openstack_session_get_projects (self, cancellable, error);
  if (response == NULL)
    return NULL;
  scopes = read_projects (self, response->json, known, error);
  if (scopes == NULL)
    return NULL;
  g_mutex_lock (&self->mutex);
  if (generation == self->generation) {
    g_clear_pointer (&self->scopes, g_ptr_array_unref);
    self->scopes = g_ptr_array_ref (scopes);
    self->listed = banco_clock_now ();
  }
  g_mutex_unlock (&self->mutex);
  return g_steal_pointer (&scopes);
}

gboolean
banco_openstack_leave_out (BancoOpenstackScope *scope,
                           const char *service,
                           GHashTable *missing,
                           GError *cause,
                           GError **error)
{
  if (!banco_openstack_scope_has (scope, service)) {
    g_error_free (cause);
    return TRUE;
  }
  if (g_error_matches (cause, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND))
    cause->code = BANCO_MACHINES_ERROR_NOT_UNDERSTOOD;
  if (missing == NULL || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  g_prefix_error (&cause, _ ("group %s: "), banco_openstack_scope_get_project (scope));
  g_hash_table_insert (missing, g_strdup (banco_openstack_scope_get_project (scope)), cause);
  return TRUE;
}

/* No one chose a region: what is in others is not shown, and that is said. */
static void
note_regions (GPtrArray *scopes, GHashTable *missing)
{
  for (guint i = 0; missing != NULL && i < scopes->len; i++) {
    g_autofree char *others = banco_openstack_scope_dup_other_regions (scopes->pdata[i]);

    if (others != NULL)
      g_hash_table_insert (
        missing, g_strdup (""),
        g_error_new (
          BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
          _ ("what is in region %s is not shown: “Region=” of the federation file chooses "
             "one"),
          others));
  }
}

gboolean
banco_openstack_check_answers (GPtrArray *scopes, GHashTable *missing, GError **error)
{
  const char *first;

  note_regions (scopes, missing);
  for (guint i = 0; i < scopes->len; i++)
    if (missing == NULL ||
        !g_hash_table_contains (missing, banco_openstack_scope_get_project (scopes->pdata[i])))
      return TRUE;
  if (scopes->len == 0)
    return TRUE;
  first = banco_openstack_scope_get_project (scopes->pdata[0]);
  g_propagate_error (error, g_error_copy (g_hash_table_lookup (missing, first)));
  return FALSE;
}
