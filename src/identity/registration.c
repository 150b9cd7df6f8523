/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/registration-private.h"

#include "identity/error-private.h"
#include "identity/secret-private.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *const base_scopes[] = { "openid", "profile", "email", "offline_access", NULL };

/* Not every issuer has them; where they are, groups come with them. */
static const char *const group_scopes[] = { "wlcg.groups", "groups", NULL };

char *
banco_redirect_uri (const char *issuer_id, guint port)
{
  return g_strdup_printf ("http://127.0.0.1:%u/banco/%s", port, issuer_id);
}

static void
append_scope (GString *scopes, const char *scope)
{
  if (scopes->len > 0)
    g_string_append_c (scopes, ' ');
  g_string_append (scopes, scope);
}

static char *
useful_scope (const BancoMetadata *metadata)
{
  GString *scopes = g_string_new (NULL);

  for (guint i = 0; base_scopes[i] != NULL; i++)
    append_scope (scopes, base_scopes[i]);
  for (guint i = 0; group_scopes[i] != NULL; i++) {
    if (banco_metadata_has_scope (metadata, group_scopes[i]))
      append_scope (scopes, group_scopes[i]);
  }
  return g_string_free (scopes, FALSE);
}

char *
banco_registration_scope (const BancoMetadata *metadata, const BancoClient *client)
{
  g_autofree char *useful = useful_scope (metadata);
  g_auto (GStrv) wanted = g_strsplit (useful, " ", -1);
  g_auto (GStrv) may = client->scope != NULL ? g_strsplit (client->scope, " ", -1) : NULL;
  const char *const *allowed = may != NULL ? (const char *const *) may : base_scopes;
  GString *scopes = g_string_new (NULL);

  for (guint i = 0; wanted[i] != NULL; i++) {
    if (strcmp (wanted[i], "openid") == 0 || g_strv_contains (allowed, wanted[i]))
      append_scope (scopes, wanted[i]);
  }
  return g_string_free (scopes, FALSE);
}

static void
add_list (JsonBuilder *builder, const char *name, const char *const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static JsonNode *
describe_client (BancoIssuer *issuer, const BancoMetadata *metadata)
{
  static const char *const grants[] = { "authorization_code", "refresh_token",
                                        "urn:ietf:params:oauth:grant-type:device_code", NULL };
  static const char *const responses[] = { "code", NULL };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *scope = useful_scope (metadata);

  json_builder_begin_object (builder);
  add_text (builder, "client_name", "Banco");
  add_text (builder, "application_type", "native");
  add_text (builder, "token_endpoint_auth_method", "none");
  add_text (builder, "scope", scope);
  add_list (builder, "grant_types", grants);
  add_list (builder, "response_types", responses);
  json_builder_set_member_name (builder, "redirect_uris");
  json_builder_begin_array (builder);
  for (guint i = 0; i < BANCO_REDIRECT_PORTS; i++) {
    g_autofree char *uri = banco_redirect_uri (issuer->id, BANCO_REDIRECT_FIRST_PORT + i);

    json_builder_add_string_value (builder, uri);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static gboolean
read_client (BancoIssuer *issuer, BancoJson *json, BancoClient *client, GError **error)
{
  JsonObject *root = banco_json_root (json);
  const char *uri = banco_json_lenient_string (root, "registration_client_uri");
  BancoClient read = {
    .id = (char *) banco_json_string (json, root, "client_id"),
    .secret = (char *) banco_json_lenient_string (root, "client_secret"),
    .method = (char *) banco_json_lenient_string (root, "token_endpoint_auth_method"),
    .scope = (char *) banco_json_lenient_string (root, "scope"),
    .management_token = (char *) banco_json_lenient_string (root, "registration_access_token"),
  };

  if (!banco_json_check (json, NULL)) {
    banco_identity_set_error (error, issuer, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
    return FALSE;
  }
  if (uri != NULL && banco_issuer_trusts (issuer, uri))
    read.management_uri = (char *) uri;
  if (!banco_http_is_token (read.management_token))
    read.management_token = NULL;
  if (g_strcmp0 (read.method, "none") == 0)
    read.secret = NULL;
  banco_client_copy (client, &read);
  return TRUE;
}

gboolean
banco_registration_register (BancoIssuer *issuer,
                             const BancoMetadata *metadata,
                             BancoClient *client,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (JsonNode) json = describe_client (issuer, metadata);
  g_autoptr (BancoHttpResponse) response = NULL;
  const char *uri =
    issuer->registration_url != NULL ? issuer->registration_url : metadata->registration;
  BancoHttpRequest request = {
    .uri = uri,
    .json = json,
    .flags =
      BANCO_HTTP_JSON | BANCO_HTTP_SECRET | BANCO_HTTP_CLIENT_ERRORS | BANCO_HTTP_NO_REDIRECTS,
  };

  if (uri != NULL) {
    response = banco_http_send (issuer->http, &request, cancellable, error);
    if (response == NULL)
      return FALSE;
  }
  if (response == NULL || response->status >= 300 || response->json == NULL) {
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_CLIENT,
                 _ ("%s does not let programs register themselves; ask its administrators for a "
                    "client id and put it into the federation file"),
                 issuer->name);
    return FALSE;
  }
  return read_client (issuer, response->json, client, error);
}

/* FALSE only when the issuer says so: a browser would end on an error page of its own. */
static gboolean
is_still_known (BancoIssuer *issuer, BancoClient *client, GCancellable *cancellable)
{
  g_autoptr (BancoHttpResponse) response = NULL;
  const char *token = NULL;

  if (client->management_uri == NULL || client->management_token == NULL)
    return TRUE;
  response =
    banco_issuer_get (issuer, client->management_uri, client->management_token, cancellable, NULL);
  if (response == NULL || !banco_issuer_is_answer (response))
    return TRUE;
  if (response->json != NULL)
    token =
      banco_json_lenient_string (banco_json_root (response->json), "registration_access_token");
  if (response->status < 300 && banco_http_is_token (token))
    banco_grant_set_secret (&client->management_token, token);
  return response->status != SOUP_STATUS_UNAUTHORIZED &&
         response->status != SOUP_STATUS_FORBIDDEN && response->status != SOUP_STATUS_NOT_FOUND;
}

void
banco_registration_delete (BancoIssuer *issuer,
                           const BancoClient *client,
                           GCancellable *cancellable)
{
  g_auto (BancoSecret) bearer = NULL;
  g_autoptr (BancoHttpResponse) response = NULL;

  if (client->management_uri == NULL || client->management_token == NULL)
    return;
  bearer = banco_secret_join ("Bearer ", client->management_token);
  response = banco_http_send (issuer->http,
                              &(BancoHttpRequest){
                                .method = "DELETE",
                                .uri = client->management_uri,
                                .headers = (const char *[]){ "Authorization", bearer, NULL },
                                .flags = BANCO_HTTP_CLIENT_ERRORS | BANCO_HTTP_NO_RETRY,
                              },
                              cancellable, NULL);
  g_debug ("registration at %s: %s", issuer->id, response != NULL ? "taken back" : "left");
}

gboolean
banco_registration_ensure (BancoIssuer *issuer,
                           const BancoMetadata *metadata,
                           BancoClient *client,
                           GCancellable *cancellable,
                           GError **error)
{
  if (issuer->client_id != NULL) {
    BancoClient given = { .id = issuer->client_id };

    banco_client_copy (client, &given);
    return TRUE;
  }
  if (client->id != NULL && is_still_known (issuer, client, cancellable))
    return TRUE;
  return banco_registration_register (issuer, metadata, client, cancellable, error);
}
