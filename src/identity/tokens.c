/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/tokens-private.h"

#include "identity/error-private.h"
#include "identity/id-token-private.h"
#include "identity/secret-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_BYTES (256 * 1024)
#define SHORTEST_LIFE 60 /* s, for an issuer that does not say how long a token lives */

void
banco_tokens_free (BancoTokens *self)
{
  if (self == NULL)
    return;
  banco_secret_free (self->access_token);
  banco_secret_free (self->refresh_token);
  banco_secret_free (self->id_token);
  g_free (self->scope);
  g_clear_pointer (&self->claims, banco_json_free);
  g_free (self);
}

/* client_id and client_secret, both urlencoded first (RFC 6749 §2.3.1). */
static char *
basic_credentials (const BancoClient *client)
{
  g_autofree char *id = g_uri_escape_string (client->id, NULL, FALSE);
  g_auto (BancoSecret) secret = g_uri_escape_string (client->secret, NULL, FALSE);
  g_auto (BancoSecret) pair = g_strconcat (id, ":", secret, NULL);
  g_auto (BancoSecret) encoded = g_base64_encode ((const guchar *) pair, strlen (pair));

  return banco_secret_join ("Basic ", encoded);
}

BancoHttpResponse *
banco_tokens_post (BancoIssuer *issuer,
                   const char *endpoint,
                   const BancoClient *client,
                   const char *const *fields,
                   BancoHttpFlags flags,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GHashTable) form = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean basic = client->secret != NULL && g_strcmp0 (client->method, "client_secret_post") != 0;
  g_auto (BancoSecret) credentials = basic ? basic_credentials (client) : NULL;
  const char *headers[] = { "Authorization", credentials, NULL };
  BancoHttpRequest request = {
    .uri = endpoint,
    .form = form,
    .headers = basic ? headers : NULL,
    .flags = flags | BANCO_HTTP_SECRET | BANCO_HTTP_CLIENT_ERRORS | BANCO_HTTP_NO_REDIRECTS,
    .max_bytes = MOST_BYTES,
  };

  g_hash_table_insert (form, (gpointer) "client_id", client->id);
  if (client->secret != NULL && !basic)
    g_hash_table_insert (form, (gpointer) "client_secret", client->secret);
  for (guint i = 0; fields[i] != NULL; i += 2)
    g_hash_table_insert (form, (gpointer) fields[i], (gpointer) fields[i + 1]);
  return banco_http_send (issuer->http, &request, cancellable, error);
}

char *
banco_tokens_set_refusal (GError **error, BancoIssuer *issuer, BancoHttpResponse *response)
{
  const char *code = NULL, *description = NULL;
  BancoIdentityError means;

  if (response->json != NULL) {
    JsonObject *root = banco_json_root (response->json);

    code = banco_json_lenient_string (root, "error");
    description = banco_json_lenient_string (root, "error_description");
  }
  g_debug ("%s refused: HTTP %u", issuer->id, response->status);
  means = banco_issuer_is_answer (response)
            ? banco_identity_error_classify (response->status, code, description)
            : BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD;
  banco_identity_set_error (error, issuer, means);
  return g_strdup (code);
}

/* Of all members only the access token has to be as it should: the others are hints, and a reply
 * that is read is a refresh token that is used up. */
static BancoTokens *
read_tokens (BancoIssuer *issuer, JsonObject *root, GError **error)
{
  g_autoptr (BancoTokens) self = g_new0 (BancoTokens, 1);
  gint64 now = banco_clock_now ();
  const char *type = banco_json_lenient_string (root, "token_type");
  gint64 session = banco_json_lenient_int (root, "refresh_expires_in", 0);

  self->access_token = banco_secret_dup (banco_json_lenient_string (root, "access_token"));
  self->refresh_token = banco_secret_dup (banco_json_lenient_string (root, "refresh_token"));
  self->id_token = banco_secret_dup (banco_json_lenient_string (root, "id_token"));
  self->scope = g_strdup (banco_json_lenient_string (root, "scope"));
  self->expires_at =
    now + CLAMP (banco_json_lenient_int (root, "expires_in", SHORTEST_LIFE), 0, G_MAXINT);
  if (self->refresh_token != NULL)
    self->session_until = banco_jwt_peek_time (self->refresh_token, "exp");
  if (self->session_until == 0 && session > 0)
    self->session_until = now + MIN (session, G_MAXINT);
  if (self->access_token == NULL) {
    banco_identity_set_error (error, issuer, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
    return NULL;
  }
  if (!banco_http_is_token (self->access_token)) {
    banco_identity_set_not_understood (error, issuer,
                                       _ ("gives a token with characters that no token has"));
    return NULL;
  }
  if (type != NULL && g_ascii_strcasecmp (type, "Bearer") != 0) {
    banco_identity_set_not_understood (error, issuer,
                                       _ ("gives a kind of token that is not known"));
    return NULL;
  }
  return g_steal_pointer (&self);
}

BancoTokens *
banco_tokens_read (BancoIssuer *issuer,
                   BancoHttpResponse *response,
                   char **refusal,
                   char **rotated,
                   GError **error)
{
  JsonObject *root = response->json != NULL ? banco_json_root (response->json) : NULL;
  BancoTokens *self = NULL;

  if (response->status >= 400 || banco_json_lenient_string (root, "error") != NULL) {
    g_autofree char *code = banco_tokens_set_refusal (error, issuer, response);

    if (refusal != NULL)
      *refusal = g_steal_pointer (&code);
  } else if (response->status >= 300 || root == NULL) {
    banco_identity_set_error (error, issuer, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
  } else {
    self = read_tokens (issuer, root, error);
    if (self == NULL && rotated != NULL)
      *rotated = banco_secret_dup (banco_json_lenient_string (root, "refresh_token"));
  }
  return self;
}

BancoTokens *
banco_tokens_request (BancoIssuer *issuer,
                      const char *endpoint,
                      const BancoClient *client,
                      const char *const *fields,
                      char **rotated,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (BancoHttpResponse) response = banco_tokens_post (
    issuer, endpoint, client, fields, BANCO_HTTP_JSON | BANCO_HTTP_NO_RETRY, cancellable, error);

  return response != NULL ? banco_tokens_read (issuer, response, NULL, rotated, error) : NULL;
}

void
banco_tokens_apply (const BancoTokens *self, BancoGrant *grant)
{
  banco_grant_set_secret (&grant->access_token, self->access_token);
  if (self->refresh_token != NULL)
    banco_grant_set_secret (&grant->refresh_token, self->refresh_token);
  grant->expires_at = self->expires_at;
  grant->doubtful = FALSE;
  if (self->session_until != 0)
    grant->session_until = self->session_until;
  if (self->scope != NULL) {
    g_strfreev (grant->scopes);
    grant->scopes = g_strsplit (self->scope, " ", -1);
  }
}
