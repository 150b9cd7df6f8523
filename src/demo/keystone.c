/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cloud-services-private.h"

#include "base/clock.h"

#define PASS_LIFETIME (4 * 60 * 60)

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
demo_keystone_refuse (DemoRequest *request, guint status, const char *message)
{
  const char *title = status == 401   ? "Unauthorized"
                      : status == 403 ? "Forbidden"
                      : status == 404 ? "Not Found"
                                      : "Bad Request";

  demo_reply_json (request, status,
                   demo_json ("{'error': <{'code': <%i>, 'message': <%s>, 'title': <%s>}>}",
                              (int) status, message, title));
  demo_keystone_add_headers (request);
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

const DemoKeystoneToken *
demo_keystone_check (DemoCloud *self, DemoRequest *request, gboolean needs_project)
{
  const DemoKeystoneToken *pass =
    demo_keystone_token_find (self, demo_request_header (request, "X-Auth-Token"));

  if (pass != NULL && (pass->project != NULL || !needs_project))
    return pass;
  refuse_unauthorized (self, request);
  return NULL;
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
  DemoKeystoneToken *pass;

  if (user == NULL) {
    refuse_bearer (request);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    if (g_str_equal (providers[i][0], provider))
      trusted = providers[i][1];
  if (trusted == NULL) {
    g_autofree char *text = g_strdup_printf ("Could not find Identity Provider: %s.", provider);
    g_autofree char *message = g_utf8_make_valid (text, -1);

    demo_keystone_refuse (request, 404, message);
    return;
  }
  if (!g_str_equal (trusted, issuer)) {
    demo_keystone_refuse (request, 403, "You are not authorized to perform the requested action.");
    return;
  }
  pass = g_new0 (DemoKeystoneToken, 1);
  pass->user = user;
  pass->user_id = g_compute_checksum_for_string (G_CHECKSUM_SHA256, user->subject, -1);
  pass->groups = g_strdupv (user->groups);
  pass->provider = g_str_equal (issuer, "official") ? "infn-iam" : "hackathon";
  pass->audit_id = demo_state_random_hex (self->state, 11);
  pass->issued_at = demo_state_now (self->state);
  pass->expires_at = pass->issued_at + PASS_LIFETIME;
  key = demo_keystone_token_keep (self, pass);
  demo_keystone_token_reply (self, request, 201, pass, key);
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
  const DemoKeystoneToken *old;
  const char *token = NULL;
  gboolean asked = FALSE;
  DemoKeystoneToken *pass;

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
  old = demo_keystone_token_find (self, token);
  if (old == NULL || (asked && (project == NULL || !demo_keystone_token_may_use (old, project)))) {
    refuse_unauthorized (self, request);
    return;
  }
  pass = g_memdup2 (old, sizeof *old);
  pass->user_id = g_strdup (old->user_id);
  pass->groups = g_strdupv (old->groups);
  pass->audit_id = demo_state_random_hex (self->state, 11);
  pass->project = project;
  token = demo_keystone_token_keep (self, pass);
  demo_keystone_token_reply (self, request, 201, pass, token);
}

static void
on_validate (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  const char *key = demo_request_header (request, "X-Subject-Token");
  const DemoKeystoneToken *pass = demo_keystone_token_find (self, key);

  if (demo_keystone_check (self, request, FALSE) == NULL)
    return;
  if (pass == NULL)
    demo_keystone_refuse (request, 404, "Could not find token.");
  else
    demo_keystone_token_reply (self, request, 200, pass, key);
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
  demo_keystone_add_headers (request);
}

static void
on_projects (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  const DemoKeystoneToken *pass = demo_keystone_check (self, request, FALSE);
  g_autofree char *self_link = g_strconcat (self->url, "/auth/projects", NULL);
  JsonArray *projects;
  JsonObject *root;

  if (pass == NULL)
    return;
  projects = json_array_new ();
  for (guint i = 0; i < demo_n_projects; i++) {
    const DemoProject *project = &demo_projects[i];
    g_autofree char *link = g_strconcat (self->url, "/projects/", project->id, NULL);

    if (demo_keystone_token_may_use (pass, project))
      json_array_add_element (
        projects, demo_json ("{'id': <%s>, 'name': <%s>, 'domain_id': <'default'>,"
                             " 'description': <%s>, 'enabled': <true>, 'parent_id': <'default'>,"
                             " 'is_domain': <false>, 'tags': <@as []>, 'options': <@a{sv} {}>,"
                             " 'links': <{'self': %s}>}",
                             project->id, project->name, project->description, link));
  }
  root = json_object_new ();
  json_object_set_array_member (root, "projects", projects);
  json_object_set_member (root, "links",
                          demo_json ("{'next': <@ms nothing>, 'self': <%s>,"
                                     " 'previous': <@ms nothing>}",
                                     self_link));
  demo_reply_object (request, 200, root);
  demo_keystone_add_headers (request);
}

static void
on_catalog (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  g_autofree char *link = g_strconcat (self->url, "/auth/catalog", NULL);
  JsonObject *root;

  if (demo_keystone_check (self, request, TRUE) == NULL)
    return;
  root = json_object_new ();
  json_object_set_array_member (root, "catalog", demo_keystone_token_describe_catalog (self));
  json_object_set_member (root, "links", demo_json ("{'self': %s}", link));
  demo_reply_object (request, 200, root);
  demo_keystone_add_headers (request);
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
  demo_keystone_add_headers (request);
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
  demo_keystone_add_headers (request);
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
