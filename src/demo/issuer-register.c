/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/oauth-private.h"

#include "base/http.h"

#include <string.h>

#define DEFAULT_SCOPE "openid profile email address phone"

void
demo_client_free (DemoClient *client)
{
  g_free (client->id);
  g_free (client->secret);
  g_free (client->name);
  g_strfreev (client->redirect_uris);
  g_strfreev (client->grant_types);
  g_free (client->scope);
  g_free (client->auth_method);
  g_free (client->registration_token);
  g_free (client);
}

gboolean
demo_client_may (const DemoClient *client, const char *grant_type)
{
  return g_strv_contains ((const char *const *) client->grant_types, grant_type);
}

/* IAM answers with a sentence alone, RFC 7591 with a code. */
static void
refuse (DemoIssuer *self,
        DemoRequest *request,
        guint status,
        const char *code,
        const char *sentence)
{
  if (self->quirks.free_text_errors)
    demo_oauth_error (request, status, sentence, NULL);
  else
    demo_oauth_error (request, status, code, sentence);
}

static char **
read_words (BancoJson *reader, JsonObject *json, const char *name)
{
  JsonArray *array = banco_json_array_or_null (reader, json, name);
  GPtrArray *words = g_ptr_array_new ();

  for (guint i = 0; i < banco_json_length (array); i++)
    g_ptr_array_add (words, g_strdup (banco_json_element_string (reader, array, i)));
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (words, FALSE);
}

static const char *
find_bad_redirect (char **uris)
{
  for (guint i = 0; uris[i] != NULL; i++) {
    g_autofree char *scheme = g_uri_parse_scheme (uris[i]);

    if (scheme == NULL || !banco_http_is_token (uris[i]) || strchr (uris[i], '#') != NULL)
      return uris[i];
  }
  return NULL;
}

static const char *
find_bad_grant (char **types)
{
  static const char *const open[] = { DEMO_GRANT_CODE, DEMO_GRANT_REFRESH, DEMO_GRANT_DEVICE,
                                      "implicit", NULL };

  for (guint i = 0; types[i] != NULL; i++)
    if (!g_strv_contains (open, types[i]))
      return types[i];
  return NULL;
}

static void
add_grant (DemoClient *client, const char *grant_type)
{
  guint count = g_strv_length (client->grant_types);

  if (demo_client_may (client, grant_type))
    return;
  client->grant_types = g_renew (char *, client->grant_types, count + 2);
  client->grant_types[count] = g_strdup (grant_type);
  client->grant_types[count + 1] = NULL;
}

/* Reads what the client says of itself; answers and returns NULL when that will not do. */
static DemoClient *
read_client (DemoIssuer *self, DemoRequest *request, gboolean is_new)
{
  BancoJson *reader = request->reader;
  DemoClient *client = g_new0 (DemoClient, 1);
  static const char *const methods[] = { "client_secret_basic",
                                         "client_secret_post",
                                         "client_secret_jwt",
                                         "private_key_jwt",
                                         "none",
                                         NULL };
  const char *scope, *bad;

  client->name = g_strdup (banco_json_string_or (reader, request->json, "client_name", ""));
  client->redirect_uris = read_words (reader, request->json, "redirect_uris");
  client->grant_types = read_words (reader, request->json, "grant_types");
  client->auth_method = g_strdup (banco_json_string_or (
    reader, request->json, "token_endpoint_auth_method", "client_secret_basic"));
  scope = banco_json_string_or (reader, request->json, "scope", DEFAULT_SCOPE);
  if (scope != NULL && scope[0] == '\0')
    scope = DEFAULT_SCOPE;
  client->scope = demo_scope_allowed (self, scope);
  if (client->grant_types[0] == NULL)
    add_grant (client, DEMO_GRANT_CODE);

  if (!banco_json_check (reader, NULL))
    refuse (self, request, 400, "invalid_client_metadata", "Invalid JSON in request");
  else if (strlen (client->name) < 4 || strlen (client->name) > 256)
    refuse (self, request, 400, "invalid_client_metadata",
            "registerClient.request.clientName: size must be between 4 and 256");
  else if (is_new && json_object_has_member (request->json, "client_id"))
    refuse (self, request, 400, "invalid_client_metadata",
            "registerClient.request.clientId: must be null");
  else if (!g_strv_contains (methods, client->auth_method))
    refuse (self, request, 400, "invalid_client_metadata",
            "Invalid token endpoint authentication method");
  else if ((bad = find_bad_grant (client->grant_types)) != NULL)
    refuse (self, request, 400, "invalid_client_metadata", "Grant type not allowed");
  else if ((bad = find_bad_redirect (client->redirect_uris)) != NULL)
    refuse (self, request, 400, "invalid_redirect_uri", "Invalid redirect URI");
  else if (demo_client_may (client, DEMO_GRANT_CODE) && client->redirect_uris[0] == NULL)
    refuse (self, request, 400, "invalid_redirect_uri",
            "Authorization code requires a valid redirect uri");
  else if (!self->quirks.drop_scopes && !demo_scope_within (scope, client->scope))
    refuse (self, request, 400, "invalid_client_metadata", "scope not allowed");
  else
    return client;
  demo_client_free (client);
  return NULL;
}

static JsonObject *
describe (DemoIssuer *self, const DemoClient *client, gboolean with_token)
{
  JsonObject *object = json_object_new ();
  char *response_types[] = { (char *) "code", NULL };
  g_autofree char *address = g_strconcat (demo_server_get_url (self->server),
                                          "/iam/api/client-registration/", client->id, NULL);

  json_object_set_string_member (object, "client_id", client->id);
  if (client->secret != NULL)
    json_object_set_string_member (object, "client_secret", client->secret);
  json_object_set_string_member (object, "client_name", client->name);
  json_object_set_array_member (object, "redirect_uris", demo_json_words (client->redirect_uris));
  json_object_set_array_member (object, "grant_types", demo_json_words (client->grant_types));
  json_object_set_array_member (object, "response_types", demo_json_words (response_types));
  json_object_set_string_member (object, "token_endpoint_auth_method", client->auth_method);
  json_object_set_string_member (object, "scope", client->scope);
  json_object_set_int_member (object, "client_id_issued_at", client->created_at);
  json_object_set_int_member (object, "client_secret_expires_at", 0);
  json_object_set_int_member (object, "created_at", client->created_at * 1000);
  json_object_set_string_member (object, "registration_client_uri", address);
  if (with_token)
    json_object_set_string_member (object, "registration_access_token", client->registration_token);
  json_object_set_boolean_member (object, "reuse_refresh_token", !self->quirks.rotate);
  json_object_set_boolean_member (object, "clear_access_tokens_on_refresh",
                                  self->quirks.clear_on_refresh);
  json_object_set_boolean_member (object, "dynamically_registered", TRUE);
  json_object_set_boolean_member (object, "require_auth_time", FALSE);
  json_object_set_boolean_member (object, "active", TRUE);
  return object;
}

static void
on_register (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  DemoClient *client;

  if (self->quirks.registration_closed) {
    refuse (self, request, 403, "access_denied", "Client registration is not allowed");
    return;
  }
  if (request->json == NULL) {
    refuse (self, request, 400, "invalid_client_metadata", "Invalid JSON in request");
    return;
  }
  client = read_client (self, request, TRUE);
  if (client == NULL)
    return;
  client->id = demo_state_random_uuid (self->state);
  client->registration_token = demo_state_random_hex (self->state, 24);
  client->created_at = demo_state_now (self->state);
  if (!g_str_equal (client->auth_method, "none"))
    client->secret = demo_state_random_hex (self->state, 32);
  if (demo_scope_has (client->scope, "offline_access"))
    add_grant (client, DEMO_GRANT_REFRESH);
  g_hash_table_replace (self->clients, g_strdup (client->id), client);
  demo_reply_object (request, 201, describe (self, client, TRUE));
}

/* The client that the registration token is for. */
static DemoClient *
find_own (DemoIssuer *self, DemoRequest *request)
{
  DemoClient *client = g_hash_table_lookup (self->clients, demo_request_param (request, "id"));

  if (client != NULL && g_strcmp0 (client->registration_token, request->bearer) == 0)
    return client;
  demo_oauth_error (request, 401, "invalid_token", NULL);
  return NULL;
}

static void
on_show (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  DemoClient *client = find_own (self, request);

  if (client != NULL)
    demo_reply_object (request, 200, describe (self, client, FALSE));
}

static void
on_change (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  DemoClient *client = find_own (self, request);
  DemoClient *changed;

  if (client == NULL)
    return;
  if (request->json == NULL) {
    refuse (self, request, 400, "invalid_client_metadata", "Invalid JSON in request");
    return;
  }
  changed = read_client (self, request, FALSE);
  if (changed == NULL)
    return;
  changed->id = g_strdup (client->id);
  changed->secret = g_strdup (client->secret);
  changed->registration_token = g_strdup (client->registration_token);
  changed->created_at = client->created_at;
  g_hash_table_replace (self->clients, g_strdup (changed->id), changed);
  demo_reply_object (request, 200, describe (self, changed, FALSE));
}

static void
on_delete (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  DemoClient *client = find_own (self, request);

  if (client == NULL)
    return;
  g_hash_table_remove (self->clients, client->id);
  demo_reply_empty (request, 204);
}

void
demo_register_attach (DemoIssuer *self)
{
  static const char own[] = "/iam/api/client-registration/:id";

  demo_server_route (self->server, "POST", "/iam/api/client-registration", on_register, self);
  demo_server_route (self->server, "GET", own, on_show, self);
  demo_server_route (self->server, "PUT", own, on_change, self);
  demo_server_route (self->server, "DELETE", own, on_delete, self);
}
