/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/openstack-private.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  char *id;
  char *name;
  gboolean own;     /* of the project, not shared by another one */
  gboolean filters; /* takes security groups; Nova fails a machine that names one elsewhere */
} Network;

static void
network_free (gpointer data)
{
  Network *network = data;

  g_free (network->id);
  g_free (network->name);
  g_free (network);
}

typedef struct {
  const char *project;
  GPtrArray *networks;
} NetworkListing;

static void
consider_network (BancoJson *json, JsonObject *item, gpointer data)
{
  NetworkListing *listing = data;
  const char *id = banco_json_string (json, item, "id");
  const char *name = banco_json_string_or (json, item, "name", "");
  const char *owner = banco_json_string_or (json, item, "project_id", "");
  gboolean own = strcmp (owner, listing->project) == 0;
  JsonArray *subnets = banco_json_array_or_null (json, item, "subnets");
  Network *network;

  if (banco_json_boolean_or (json, item, "router:external", FALSE) ||
      !banco_json_boolean_or (json, item, "admin_state_up", TRUE) ||
      banco_json_length (subnets) == 0 ||
      (!own && !banco_json_boolean_or (json, item, "shared", FALSE)))
    return;
  network = g_new0 (Network, 1);
  network->id = g_strdup (id);
  /* A choice is written with bars between. */
  network->name = g_strdup (name[0] != '\0' && strchr (name, '|') == NULL ? name : id);
  network->own = own;
  network->filters = banco_json_boolean_or (json, item, "port_security_enabled", TRUE);
  g_ptr_array_add (listing->networks, network);
}

/* Where a machine of the project can be, its own first. A cloud may have no such service. */
static GPtrArray *
list_networks (BancoOpenstackScope *scope, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) networks = g_ptr_array_new_with_free_func (network_free);
  NetworkListing listing = { banco_openstack_scope_get_id (scope), networks };
  GError *cause = NULL;

  if (banco_openstack_scope_list (scope, "network", "/v2.0/networks", "networks", consider_network,
                                  &listing, cancellable, &cause))
    return g_steal_pointer (&networks);
  if (!g_error_matches (cause, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND)) {
    g_propagate_error (error, cause);
    return NULL;
  }
  g_error_free (cause);
  g_ptr_array_set_size (networks, 0);
  return g_steal_pointer (&networks);
}

static char *
join_names (GPtrArray *networks, gboolean own)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < networks->len; i++) {
    Network *network = networks->pdata[i];

    if (network->own || !own)
      g_ptr_array_add (names, network->name);
  }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static guint
count_own (GPtrArray *networks)
{
  guint count = 0;

  for (guint i = 0; i < networks->len; i++)
    count += ((Network *) networks->pdata[i])->own ? 1 : 0;
  return count;
}

/* The one that is called @wanted; without such a wish the only own one, else the first shared. NULL
 * without an error: there is none. */
static const Network *
choose (GPtrArray *networks, const char *wanted, const char *group, GError **error)
{
  const Network *chosen = NULL;

  for (guint i = 0; i < networks->len; i++) {
    const Network *network = networks->pdata[i];

    if (wanted != NULL ? strcmp (network->name, wanted) == 0 || strcmp (network->id, wanted) == 0
                       : chosen == NULL || (network->own && !chosen->own))
      chosen = network;
  }
  if (wanted != NULL && chosen == NULL) {
    g_autofree char *names = join_names (networks, FALSE);

    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
                 _ ("group %s has no network “%s”; it has %s"), group, wanted, names);
  } else if (wanted == NULL && count_own (networks) > 1) {
    g_autofree char *names = join_names (networks, TRUE);

    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_USAGE,
                 _ ("group %s has several networks: %s; choose one (--input network=NAME)"), group,
                 names);
    return NULL;
  }
  return chosen;
}

/* The project's own rules, and ssh. */
static void
set_security_groups (JsonObject *server)
{
  static const char *const names[] = { "default", BANCO_OPENSTACK_SSH_GROUP };
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    JsonObject *group = json_object_new ();

    json_object_set_string_member (group, "name", names[i]);
    json_array_add_object_element (list, group);
  }
  json_object_set_array_member (server, "security_groups", list);
}

/* "networks" is required since 2.37. Without a network to name, Nova makes or finds one. */
gboolean
banco_openstack_set_network (JsonObject *server,
                             BancoOpenstackScope *scope,
                             const char *wanted,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (GPtrArray) networks = list_networks (scope, cancellable, error);
  GError *cause = NULL;
  const Network *chosen;

  if (networks == NULL)
    return FALSE;
  chosen = choose (networks, wanted, banco_openstack_scope_get_project (scope), &cause);
  if (cause != NULL) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  if (chosen != NULL) {
    JsonArray *list = json_array_new ();
    JsonObject *network = json_object_new ();

    json_object_set_string_member (network, "uuid", chosen->id);
    json_array_add_object_element (list, network);
    json_object_set_array_member (server, "networks", list);
  } else {
    json_object_set_string_member (server, "networks", "auto");
  }
  if (chosen != NULL && chosen->filters)
    set_security_groups (server);
  return TRUE;
}

char *
banco_openstack_list_network_choices (GPtrArray *scopes, GCancellable *cancellable)
{
  g_autoptr (GString) choices = g_string_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean several = FALSE;

  for (guint i = 0; i < scopes->len; i++) {
    g_autoptr (GPtrArray) networks = list_networks (scopes->pdata[i], cancellable, NULL);

    if (networks == NULL)
      continue;
    several = several || count_own (networks) > 1;
    for (guint j = 0; j < networks->len; j++) {
      const char *name = ((const Network *) networks->pdata[j])->name;

      if (g_hash_table_add (seen, g_strdup (name)))
        g_string_append_printf (choices, "%s%s", choices->len > 0 ? "|" : "", name);
    }
  }
  return several ? g_string_free (g_steal_pointer (&choices), FALSE) : NULL;
}
