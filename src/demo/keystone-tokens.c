/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cloud-services-private.h"

/* Keystone's tokens: what they say, and whom they let where. */

#define DOMAIN_ID "c5a1f1a0b1d84a07a2dd3a6b1f0c3f5e"

void
demo_keystone_token_free (DemoKeystoneToken *self)
{
  g_free (self->user_id);
  g_strfreev (self->groups);
  g_free (self->audit_id);
  g_free (self);
}

const DemoKeystoneToken *
demo_keystone_token_find (DemoCloud *self, const char *token)
{
  const DemoKeystoneToken *pass = token != NULL ? g_hash_table_lookup (self->passes, token) : NULL;

  return pass != NULL && demo_state_now (self->state) < pass->expires_at ? pass : NULL;
}

gboolean
demo_keystone_token_may_use (const DemoKeystoneToken *pass, const DemoProject *project)
{
  for (guint i = 0; i < G_N_ELEMENTS (project->groups) && project->groups[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) pass->groups, project->groups[i]))
      return TRUE;
  return FALSE;
}

const char *
demo_keystone_token_keep (DemoCloud *self, DemoKeystoneToken *pass)
{
  g_autofree char *random = demo_state_random_hex (self->state, 90);
  char *key = g_strconcat ("gAAAAAB", random, NULL);

  g_hash_table_insert (self->passes, key, pass);
  return key;
}

static char *
format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.000000Z");
}

static void
add_endpoint (JsonArray *catalog, const char *type, const char *name, const char *url)
{
  static const char *const interfaces[] = { "public", "admin", "internal" };
  JsonObject *service = json_object_new ();
  JsonArray *endpoints = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (interfaces); i++) {
    g_autofree char *key = g_strconcat (interfaces[i], url, NULL);
    g_autofree char *id = g_compute_checksum_for_string (G_CHECKSUM_MD5, key, -1);

    json_array_add_element (endpoints,
                            demo_json ("{'id': %s, 'interface': %s, 'region_id': 'infn-demo',"
                                       " 'url': %s, 'region': 'infn-demo'}",
                                       id, interfaces[i], url));
  }
  {
    g_autofree char *id = g_compute_checksum_for_string (G_CHECKSUM_MD5, type, -1);

    json_object_set_array_member (service, "endpoints", endpoints);
    json_object_set_string_member (service, "id", id);
    json_object_set_string_member (service, "type", type);
    json_object_set_string_member (service, "name", name);
  }
  json_array_add_object_element (catalog, service);
}

JsonArray *
demo_keystone_token_describe_catalog (DemoCloud *self)
{
  JsonArray *catalog = json_array_new ();
  g_autofree char *compute = g_strconcat (demo_server_get_url (self->nova), "/v2.1", NULL);
  g_autofree char *identity = g_strconcat (self->url, "/", NULL);

  add_endpoint (catalog, "network", "neutron", demo_server_get_url (self->neutron));
  add_endpoint (catalog, "image", "glance", demo_server_get_url (self->glance));
  add_endpoint (catalog, "identity", "keystone", identity);
  add_endpoint (catalog, "compute", "nova", compute);
  return catalog;
}

static void
add_scope (DemoCloud *self, const DemoKeystoneToken *pass, JsonObject *token)
{
  static const char *const roles[] = { "reader", "member" };
  JsonArray *array = json_array_new ();

  json_object_set_member (
    token, "project",
    demo_json ("{'domain': <{'id': 'default', 'name': 'Default'}>, 'id': <%s>, 'name': <%s>}",
               pass->project->id, pass->project->name));
  json_object_set_boolean_member (token, "is_domain", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++) {
    g_autofree char *id = g_compute_checksum_for_string (G_CHECKSUM_MD5, roles[i], -1);

    json_array_add_element (array,
                            demo_json ("{'id': <%s>, 'name': <%s>, 'domain_id': <@ms nothing>,"
                                       " 'description': <@ms nothing>,"
                                       " 'options': <{'immutable': true}>}",
                                       id, roles[i]));
  }
  json_object_set_array_member (token, "roles", array);
  json_object_set_array_member (token, "catalog", demo_keystone_token_describe_catalog (self));
}

void
demo_keystone_add_headers (DemoRequest *request)
{
  demo_reply_header (request, "Vary", "X-Auth-Token");
  demo_cloud_add_request_id (request);
}

void
demo_keystone_token_reply (DemoCloud *self,
                           DemoRequest *request,
                           guint status,
                           const DemoKeystoneToken *pass,
                           const char *key)
{
  JsonObject *root = json_object_new ();
  JsonArray *groups = json_array_new ();
  g_autofree char *expires = format_time (pass->expires_at);
  g_autofree char *issued = format_time (pass->issued_at);
  JsonNode *user = demo_json ("{'domain': <{'id': '" DOMAIN_ID "', 'name': '" DOMAIN_ID "'}>,"
                              " 'id': <%s>, 'name': <%s>}",
                              pass->user_id, pass->user->username);
  JsonNode *node = demo_json ("{'methods': <[%s]>, 'audit_ids': <[%s]>, 'expires_at': <%s>,"
                              " 'issued_at': <%s>}",
                              "openid", pass->audit_id, expires, issued);
  JsonNode *federation = demo_json ("{'identity_provider': <{'id': %s}>,"
                                    " 'protocol': <{'id': 'openid'}>}",
                                    pass->provider);

  for (guint i = 0; pass->groups[i] != NULL; i++) {
    g_autofree char *id = g_compute_checksum_for_string (G_CHECKSUM_MD5, pass->groups[i], -1);

    json_array_add_element (groups, demo_json ("{'id': %s}", id));
  }
  json_object_set_array_member (json_node_get_object (federation), "groups", groups);
  json_object_set_member (json_node_get_object (user), "OS-FEDERATION", federation);
  json_object_set_member (json_node_get_object (node), "user", user);
  if (pass->project != NULL) {
    json_array_add_string_element (
      json_object_get_array_member (json_node_get_object (node), "methods"), "token");
    add_scope (self, pass, json_node_get_object (node));
  }
  json_object_set_member (root, "token", node);
  demo_reply_object (request, status, root);
  demo_keystone_add_headers (request);
  demo_reply_header (request, "X-Subject-Token", key);
}
