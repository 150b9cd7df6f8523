/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/openstack-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* A machine lets nobody in until a security group of its project does: the "default" one blocks
 * what comes from outside. Banco brings one of its own, for ssh alone, and never touches others. */

#define SSH_PORT 22

static const char *const families[] = { "IPv4", "IPv6" };

typedef struct {
  char *id;
  gboolean open[G_N_ELEMENTS (families)];
} SshGroup;

static void
consider_rule (BancoJson *json, JsonObject *rule, SshGroup *found)
{
  const char *family = banco_json_string_or (json, rule, "ethertype", "");

  if (strcmp (banco_json_string_or (json, rule, "direction", ""), "ingress") != 0 ||
      banco_json_int_or (json, rule, "port_range_min", 0) > SSH_PORT ||
      banco_json_int_or (json, rule, "port_range_max", 0) < SSH_PORT)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    found->open[i] |= strcmp (family, families[i]) == 0;
}

static void
consider_group (BancoJson *json, JsonObject *item, gpointer data)
{
  SshGroup *found = data;
  JsonArray *rules = banco_json_array_or_null (json, item, "security_group_rules");

  if (found->id != NULL)
    return;
  found->id = g_strdup (banco_json_string (json, item, "id"));
  for (guint i = 0; i < banco_json_length (rules); i++)
    consider_rule (json, banco_json_element_object (json, rules, i), found);
}

/* What is there already is as good as made now. */
static BancoHttpResponse *
post (BancoOpenstackScope *scope,
      const char *path,
      GVariant *body,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (body);
  g_autoptr (JsonNode) json = json_gvariant_serialize (owned);
  g_autoptr (BancoHttpResponse) response = banco_openstack_scope_send (
    scope, "network", "POST", path, json, BANCO_HTTP_CLIENT_ERRORS, cancellable, error);

  if (response == NULL || response->status < 300)
    return g_steal_pointer (&response);
  if (banco_openstack_set_known_refusal (error, response,
                                         banco_openstack_scope_get_project (scope)))
    return NULL;
  if (response->status == SOUP_STATUS_CONFLICT)
    return g_steal_pointer (&response);
  g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_ALLOWED,
               _ ("the cloud does not allow group %s to let ssh in (HTTP %u)"),
               banco_openstack_scope_get_project (scope), response->status);
  return NULL;
}

static char *
make_group (BancoOpenstackScope *scope, GCancellable *cancellable, GError **error)
{
  g_autoptr (BancoHttpResponse) response =
    post (scope, "/v2.0/security-groups",
          g_variant_new_parsed ("{'security_group': {'name': '" BANCO_OPENSTACK_SSH_GROUP "',"
                                " 'description': 'Banco: ssh from anywhere'}}"),
          cancellable, error);
  JsonObject *group = NULL;
  const char *id;

  if (response == NULL)
    return NULL;
  if (response->status < 300 && response->json != NULL)
    group = banco_json_object_or_null (response->json, banco_json_root (response->json),
                                       "security_group");
  id = group != NULL ? banco_json_string_or (response->json, group, "id", NULL) : NULL;
  if (id == NULL)
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NO_ROOM,
                 _ ("group %s has no room for a security group that lets ssh in"),
                 banco_openstack_scope_get_project (scope));
  return g_strdup (id);
}

gboolean
banco_openstack_open_ssh (BancoOpenstackScope *scope, GCancellable *cancellable, GError **error)
{
  g_autofree char *project =
    g_uri_escape_string (banco_openstack_scope_get_id (scope), NULL, FALSE);
  g_autofree char *path = g_strdup_printf (
    "/v2.0/security-groups?name=" BANCO_OPENSTACK_SSH_GROUP "&project_id=%s", project);
  SshGroup found = { 0 };
  gboolean listed = banco_openstack_scope_list (scope, "network", path, "security_groups",
                                                consider_group, &found, cancellable, error);
  g_autofree char *id = g_steal_pointer (&found.id);

  if (!listed)
    return FALSE;
  if (id == NULL)
    id = make_group (scope, cancellable, error);
  if (id == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (families); i++) {
    g_autoptr (BancoHttpResponse) response = NULL;

    if (found.open[i])
      continue;
    response = post (scope, "/v2.0/security-group-rules",
                     g_variant_new_parsed ("{'security_group_rule': {'security_group_id': <%s>,"
                                           " 'direction': <'ingress'>, 'ethertype': <%s>,"
                                           " 'protocol': <'tcp'>, 'port_range_min': <%i>,"
                                           " 'port_range_max': <%i>}}",
                                           id, families[i], SSH_PORT, SSH_PORT),
                     cancellable, error);
    if (response == NULL)
      return FALSE;
  }
  return TRUE;
}
