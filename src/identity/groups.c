/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/groups-private.h"

#include <string.h>

#define MOST_GROUPS 1000

static const char *const claims_with_groups[] = { "groups", "wlcg.groups", "entitlements",
                                                  "eduperson_entitlement", "roles" };

/* urn:NID:NAMESPACE[:SUB]:group:users:ml-infn[:role=…][#authority] (AARC-G069) */
static char *
read_urn (const char *urn)
{
  const char *start = strstr (urn, ":group:");
  g_autofree char *name = NULL;
  char *role;

  if (start == NULL)
    return NULL;
  start += strlen (":group:");
  name = g_strndup (start, strcspn (start, "#"));
  role = strstr (name, ":role=");
  if (role != NULL)
    *role = '\0';
  g_strdelimit (name, ":", '/');
  return g_uri_unescape_string (name, "/");
}

char *
banco_groups_normalize (const char *value)
{
  g_autofree char *name = NULL;

  if (g_ascii_strncasecmp (value, "urn:", strlen ("urn:")) == 0)
    name = read_urn (value);
  else
    name = g_strdup (value + strspn (value, "/"));
  if (name == NULL || name[0] == '\0' || !g_utf8_validate (name, -1, NULL))
    return NULL;
  return g_steal_pointer (&name);
}

static void
add_group (GHashTable *groups, JsonNode *node)
{
  char *name = NULL;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    name = banco_groups_normalize (json_node_get_string (node));
  if (name != NULL && g_hash_table_size (groups) < MOST_GROUPS)
    g_hash_table_add (groups, name);
  else
    g_free (name);
}

static gboolean
add_claim (GHashTable *groups, JsonNode *node)
{
  JsonArray *array;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  if (!JSON_NODE_HOLDS_ARRAY (node)) {
    add_group (groups, node);
    return TRUE;
  }
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    add_group (groups, json_array_get_element (array, i));
  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
banco_groups_read (JsonObject *claims)
{
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean told = FALSE;
  char **names;
  guint n_names;

  for (guint i = 0; i < G_N_ELEMENTS (claims_with_groups); i++)
    told |= add_claim (groups, json_object_get_member (claims, claims_with_groups[i]));
  if (!told)
    return NULL;
  names = (char **) g_hash_table_get_keys_as_array (groups, &n_names);
  g_hash_table_steal_all (groups);
  qsort (names, n_names, sizeof *names, compare);
  return names;
}

gboolean
banco_groups_overlap (const char *const *groups, const char *const *admins)
{
  for (guint i = 0; admins[i] != NULL; i++) {
    g_autofree char *admin = banco_groups_normalize (admins[i]);

    if (admin != NULL && g_strv_contains (groups, admin))
      return TRUE;
  }
  return FALSE;
}
