/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cloud-parts-private.h"

#include "base/clock.h"

#define PASS_LIFETIME (4 * 60 * 60)
#define DOMAIN_ID "c5a1f1a0b1d84a07a2dd3a6b1f0c3f5e"

/* Identity providers and the issuers that they trust. */
static const char *const providers[][2] = {
  { "infn-iam", "official" },
  { "hackathon", "hackathon" },
};

static const char apache_unauthorized[] =
  "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">\n"
  "<html><head>\n<title>401 Unauthorized</title>\n</head><body>\n<h1>Unauthorized</h1>\n"
  "<p>This server could not verify that you\nare authorized to access the document\n"
  "requested.  Either you supplied the wrong\ncredentials (e.g., bad password), or your\n"
  "browser doesn't understand how to supply\nthe credentials required.</p>\n</body></html>\n";

void
demo_pass_free (DemoPass *self)
{
  g_free (self->user_id);
  g_strfreev (self->groups);
  g_free (self->audit_id);
  g_free (self);
}

static void
add_headers (DemoRequest *request)
{
  g_autofree char *id = demo_state_random_uuid (request->state);
  g_autofree char *request_id = g_strconcat ("req-", id, NULL);

  demo_reply_header (request, "Vary", "X-Auth-Token");
  demo_reply_header (request, "x-openstack-request-id", request_id);
}

static void
reply (DemoRequest *request, guint status, JsonNode *node)
{
  demo_reply_json (request, status, node);
  add_headers (request);
}

void
demo_keystone_refuse (DemoRequest *request, guint status, const char *message)
{
  const char *title = status == 401   ? "Unauthorized"
                      : status == 403 ? "Forbidden"
                      : status == 404 ? "Not Found"
                                      : "Bad Request";

  reply (request, status,
         demo_json ("{'error': <{'code': <%i>, 'message': <%s>, 'title': <%s>}>}", (int) status,
                    message, title));
}

static void
refuse_unauthorized (DemoCloud *self, DemoRequest *request)
{
  g_autofree char *challenge = g_strdup_printf ("Keystone uri=\"%s\"", self->url);

  demo_keystone_refuse (request, 401, "The request you have made requires authentication.");
  demo_reply_header (request, "WWW-Authenticate", challenge);
}

/* What mod_auth_openidc says before Keystone sees the request. */
static void
refuse_bearer (DemoRequest *request)
{
  demo_reply_html (request, 401, apache_unauthorized);
  demo_reply_header (request, "Content-Type", "text/html; charset=iso-8859-1");
  demo_reply_header (request, "WWW-Authenticate",
                     request->bearer == NULL
                       ? "Bearer error=\"invalid_request\", error_description=\"No bearer token "
                         "found in the request\""
                       : "Bearer error=\"invalid_token\", error_description=\"JWT token could not "
                         "be validated\"");
}

static const DemoPass *
find_pass (DemoCloud *self, const char *token)
{
  const DemoPass *pass = token != NULL ? g_hash_table_lookup (self->passes, token) : NULL;

  return pass != NULL && demo_state_now (self->state) < pass->expires_at ? pass : NULL;
}

const DemoPass *
demo_keystone_check (DemoCloud *self, DemoRequest *request, gboolean needs_project)
{
  const DemoPass *pass = find_pass (self, demo_request_header (request, "X-Auth-Token"));

  if (pass != NULL && (pass->project != NULL || !needs_project))
    return pass;
  refuse_unauthorized (self, request);
  return NULL;
}

static gboolean
may_use (const DemoPass *pass, const DemoProject *project)
{
  for (guint i = 0; i < G_N_ELEMENTS (project->groups) && project->groups[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) pass->groups, project->groups[i]))
      return TRUE;
  return FALSE;
}

/* Takes @pass; returns the token that it is known by. Borrowed. */
static const char *
keep_pass (DemoCloud *self, DemoPass *pass)
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

static JsonArray *
describe_catalog (DemoCloud *self)
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
add_scope (DemoCloud *self, const DemoPass *pass, JsonObject *token)
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
  json_object_set_array_member (token, "catalog", describe_catalog (self));
}

static void
reply_pass (DemoCloud *self,
            DemoRequest *request,
            guint status,
            const DemoPass *pass,
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
  add_headers (request);
  demo_reply_header (request, "X-Subject-Token", key);
}

static void
on_federated (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  const char *provider = demo_request_param (request, "provider");
  const char *issuer = NULL;
  const char *key;
  const DemoUser *user = demo_state_check_token (self->state, request->bearer, &issuer);
  const char *trusted = NULL;
  DemoPass *pass;

  if (user == NULL) {
    refuse_bearer (request);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    if (g_str_equal (providers[i][0], provider))
      trusted = providers[i][1];
  if (trusted == NULL) {
    g_autofree char *message = g_strdup_printf ("Could not find Identity Provider: %s.", provider);

    demo_keystone_refuse (request, 404, message);
    return;
  }
  if (!g_str_equal (trusted, issuer)) {
    demo_keystone_refuse (request, 403, "You are not authorized to perform the requested action.");
    return;
  }
  pass = g_new0 (DemoPass, 1);
  pass->user = user;
  pass->user_id = g_compute_checksum_for_string (G_CHECKSUM_SHA256, user->subject, -1);
  pass->groups = g_strdupv (user->groups);
  pass->provider = g_str_equal (issuer, "official") ? "infn-iam" : "hackathon";
  pass->audit_id = demo_state_random_hex (self->state, 11);
  pass->issued_at = demo_state_now (self->state);
  pass->expires_at = pass->issued_at + PASS_LIFETIME;
  key = keep_pass (self, pass);
  reply_pass (self, request, 201, pass, key);
}

/* By id or name; NULL for none. *@asked says whether the request names one at all. */
static const DemoProject *
read_scope (DemoRequest *request, JsonObject *auth, gboolean *asked)
{
  JsonObject *scope = banco_json_object_or_null (request->reader, auth, "scope");
  JsonObject *project =
    scope != NULL ? banco_json_object_or_null (request->reader, scope, "project") : NULL;
  const char *id;
  const char *name;

  *asked = project != NULL;
  if (project == NULL)
    return NULL;
  id = banco_json_string_or (request->reader, project, "id", NULL);
  name = banco_json_string_or (request->reader, project, "name", NULL);
  for (guint i = 0; i < demo_n_projects; i++)
    if (g_strcmp0 (demo_projects[i].id, id) == 0 || g_strcmp0 (demo_projects[i].name, name) == 0)
      return &demo_projects[i];
  return NULL;
}

static void
on_tokens (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  BancoJson *reader = request->reader;
  JsonObject *auth = NULL;
  const DemoProject *project = NULL;
  const DemoPass *old;
  const char *token = NULL;
  gboolean asked = FALSE;
  DemoPass *pass;

  if (request->json != NULL) {
    auth = banco_json_object (reader, request->json, "auth");
    token = banco_json_string (
      reader, banco_json_object (reader, banco_json_object (reader, auth, "identity"), "token"),
      "id");
    project = auth != NULL ? read_scope (request, auth, &asked) : NULL;
  }
  if (token == NULL || !banco_json_check (reader, NULL)) {
    demo_keystone_refuse (request, 400, "Expecting to find auth in request body.");
    return;
  }
  old = find_pass (self, token);
  if (old == NULL || (asked && (project == NULL || !may_use (old, project)))) {
    refuse_unauthorized (self, request);
    return;
  }
  pass = g_memdup2 (old, sizeof *old);
  pass->user_id = g_strdup (old->user_id);
  pass->groups = g_strdupv (old->groups);
  pass->audit_id = demo_state_random_hex (self->state, 11);
  pass->project = project;
  token = keep_pass (self, pass);
  reply_pass (self, request, 201, pass, token);
}

static void
on_validate (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  const char *key = demo_request_header (request, "X-Subject-Token");
  const DemoPass *pass = find_pass (self, key);

  if (demo_keystone_check (self, request, FALSE) == NULL)
    return;
  if (pass == NULL)
    demo_keystone_refuse (request, 404, "Could not find token.");
  else
    reply_pass (self, request, 200, pass, key);
}

static void
on_revoke (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  const char *key = demo_request_header (request, "X-Subject-Token");

  if (demo_keystone_check (self, request, FALSE) == NULL)
    return;
  if (key == NULL || !g_hash_table_remove (self->passes, key)) {
    demo_keystone_refuse (request, 404, "Could not find token.");
    return;
  }
  demo_reply_empty (request, 204);
  add_headers (request);
}

static void
reply_list (DemoCloud *self,
            DemoRequest *request,
            const char *member,
            JsonArray *array,
            const char *path)
{
  JsonObject *root = json_object_new ();
  g_autofree char *link = g_strconcat (self->url, path, NULL);

  json_object_set_array_member (root, member, array);
  json_object_set_member (root, "links",
                          demo_json ("{'next': <@ms nothing>, 'self': <%s>,"
                                     " 'previous': <@ms nothing>}",
                                     link));
  demo_reply_object (request, 200, root);
  add_headers (request);
}

static void
on_projects (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  const DemoPass *pass = demo_keystone_check (self, request, FALSE);
  JsonArray *projects;

  if (pass == NULL)
    return;
  projects = json_array_new ();
  for (guint i = 0; i < demo_n_projects; i++) {
    const DemoProject *project = &demo_projects[i];
    g_autofree char *link = g_strconcat (self->url, "/projects/", project->id, NULL);

    if (may_use (pass, project))
      json_array_add_element (
        projects, demo_json ("{'id': <%s>, 'name': <%s>, 'domain_id': <'default'>,"
                             " 'description': <%s>, 'enabled': <true>, 'parent_id': <'default'>,"
                             " 'is_domain': <false>, 'tags': <@as []>, 'options': <@a{sv} {}>,"
                             " 'links': <{'self': %s}>}",
                             project->id, project->name, project->description, link));
  }
  reply_list (self, request, "projects", projects, "/auth/projects");
}

static void
on_catalog (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;

  if (demo_keystone_check (self, request, TRUE) != NULL)
    reply_list (self, request, "catalog", describe_catalog (self), "/auth/catalog");
}

static JsonNode *
describe_version (DemoCloud *self)
{
  g_autofree char *link = g_strconcat (self->url, "/", NULL);

  return demo_json ("{'id': <'v3.14'>, 'status': <'stable'>, 'updated': <'2020-04-07T00:00:00Z'>,"
                    " 'links': <[{'rel': 'self', 'href': %s}]>, 'media-types': <[{'base':"
                    " 'application/json', 'type':"
                    " 'application/vnd.openstack.identity-v3+json'}]>}",
                    link);
}

static void
on_version (DemoRequest *request, gpointer data)
{
  JsonObject *root = json_object_new ();

  json_object_set_member (root, "version", describe_version (data));
  demo_reply_object (request, 200, root);
  add_headers (request);
}

static void
on_versions (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  JsonObject *root = json_object_new ();
  JsonObject *versions = json_object_new ();
  JsonArray *values = json_array_new ();
  g_autofree char *location = g_strconcat (self->url, "/", NULL);

  json_array_add_element (values, describe_version (self));
  json_object_set_array_member (versions, "values", values);
  json_object_set_object_member (root, "versions", versions);
  demo_reply_object (request, 300, root);
  add_headers (request);
  demo_reply_header (request, "Location", location);
}

static void
on_nothing (DemoRequest *request, gpointer data)
{
  demo_keystone_refuse (request, 404,
                        "(http://keystone.identity/): The resource could not be found.");
}

void
demo_keystone_serve (DemoCloud *self)
{
  static const struct {
    const char *method;
    const char *pattern;
    DemoHandler handler;
  } routes[] = {
    { "GET", "/", on_versions },
    { "GET", "/v3", on_version },
    { "GET", "/v3/", on_version },
    { "GET", "/v3/OS-FEDERATION/identity_providers/:provider/protocols/openid/auth", on_federated },
    { "POST", "/v3/OS-FEDERATION/identity_providers/:provider/protocols/openid/auth",
      on_federated },
    { "GET", "/v3/auth/projects", on_projects },
    { "GET", "/v3/OS-FEDERATION/projects", on_projects },
    { "GET", "/v3/auth/catalog", on_catalog },
    { "GET", "/v3/auth/tokens", on_validate },
    { "POST", "/v3/auth/tokens", on_tokens },
    { "DELETE", "/v3/auth/tokens", on_revoke },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    demo_server_route (self->keystone, routes[i].method, routes[i].pattern, routes[i].handler,
                       self);
  demo_server_set_fallback (self->keystone, on_nothing, self);
}
