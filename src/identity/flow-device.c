/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/flow-private.h"

#include "identity/error-private.h"
#include "identity/id-token-private.h"
#include "identity/secret-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define GRANT_TYPE "urn:ietf:params:oauth:grant-type:device_code"
#define DEFAULT_INTERVAL 5  /* s, RFC 8628 §3.2 */
#define LONGEST_INTERVAL 60 /* s */
#define DEFAULT_LIFE 900    /* s, for a code that never ends */

typedef struct {
  char *device_code;
  BancoPending pending;
  BancoPollInterval poll;
} Code;

static void
code_free (Code *code)
{
  banco_secret_free (code->device_code);
  g_free (code->pending.uri);
  g_free (code->pending.complete_uri);
  g_free (code->pending.user_code);
  g_free (code);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Code, code_free)

gint64
banco_poll_interval_next (BancoPollInterval *self, const char *code)
{
  if (code == NULL || strcmp (code, "server_error") == 0 ||
      strcmp (code, "temporarily_unavailable") == 0) {
    self->failures = MIN (self->failures + 1, 6);
    return MIN (self->interval << self->failures, LONGEST_INTERVAL);
  }
  self->failures = 0;
  if (strcmp (code, "slow_down") == 0)
    self->interval += 5;
  else if (strcmp (code, "authorization_pending") != 0)
    return -1;
  return self->interval;
}

static Code *
read_code (BancoIssuer *issuer, BancoJson *json, GError **error)
{
  JsonObject *root = banco_json_root (json);
  g_autoptr (Code) code = g_new0 (Code, 1);
  BancoPending *pending = &code->pending;
  gint64 life = banco_json_lenient_int (root, "expires_in", DEFAULT_LIFE);
  gint64 interval = banco_json_lenient_int (root, "interval", DEFAULT_INTERVAL);
  const char *complete_uri = banco_json_lenient_string (root, "verification_uri_complete");

  code->device_code = banco_secret_dup (banco_json_string (json, root, "device_code"));
  code->poll.interval = (guint) CLAMP (interval, 1, LONGEST_INTERVAL);
  pending->method = BANCO_SIGN_IN_DEVICE;
  pending->uri = g_strdup (banco_json_string (json, root, "verification_uri"));
  if (complete_uri != NULL && banco_issuer_trusts (issuer, complete_uri))
    pending->complete_uri = g_strdup (complete_uri);
  pending->user_code = g_strdup (banco_json_string (json, root, "user_code"));
  pending->expires_at = banco_clock_now () + CLAMP (life, 1, 24 * 3600);
  if (!banco_json_check (json, NULL) || !banco_issuer_trusts (issuer, pending->uri)) {
    banco_identity_set_not_understood (error, issuer,
                                       _ ("gave a code in a way that cannot be used"));
    return NULL;
  }
  return g_steal_pointer (&code);
}

static Code *
request_code (const BancoFlow *flow, GCancellable *cancellable, GError **error)
{
  const char *fields[] = { "scope", flow->scope, flow->audience != NULL ? "audience" : NULL,
                           flow->audience, NULL };
  g_autoptr (BancoHttpResponse) response = NULL;

  if (flow->metadata->device == NULL) {
    banco_identity_set_not_understood (
      error, flow->issuer, _ ("cannot be signed in to with a code; sign in with the browser"));
    return NULL;
  }
  response = banco_tokens_post (flow->issuer, flow->metadata->device, flow->client, fields,
                                BANCO_HTTP_JSON, cancellable, error);
  if (response == NULL)
    return NULL;
  if (response->status >= 400) {
    g_free (banco_tokens_set_refusal (error, flow->issuer, response));
    return NULL;
  }
  if (response->status >= 300 || response->json == NULL) {
    banco_identity_set_error (error, flow->issuer, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
    return NULL;
  }
  return read_code (flow->issuer, response->json, error);
}

/* Anything on the way can answer in the issuer's place: a network that wants a login first, a proxy
 * whose issuer restarts. Such an answer says nothing about the code. */
static gboolean
is_of_issuer (BancoHttpResponse *response)
{
  JsonObject *root = response->json != NULL ? banco_json_root (response->json) : NULL;

  return banco_json_lenient_string (root, "error") != NULL ||
         banco_json_lenient_string (root, "access_token") != NULL;
}

/* One poll. Without tokens: seconds to wait before the next, or -1, the end; @trouble is set unless
 * the person has only not confirmed yet. */
static BancoTokens *
ask_once (const BancoFlow *flow,
          Code *code,
          gint64 *pause,
          GCancellable *cancellable,
          GError **trouble)
{
  const char *fields[] = { "grant_type", GRANT_TYPE, "device_code", code->device_code, NULL };
  g_autoptr (BancoHttpResponse) response =
    banco_tokens_post (flow->issuer, flow->metadata->token, flow->client, fields,
                       BANCO_HTTP_JSON | BANCO_HTTP_NO_RETRY, cancellable, trouble);
  g_autofree char *refusal = NULL;
  BancoTokens *tokens;

  *pause = -1;
  if (response == NULL) {
    if (g_error_matches (*trouble, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_UNREACHABLE) ||
        g_error_matches (*trouble, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_NOT_UNDERSTOOD))
      *pause = banco_poll_interval_next (&code->poll, NULL);
    return NULL;
  }
  if (!is_of_issuer (response)) {
    banco_identity_set_error (trouble, flow->issuer, BANCO_IDENTITY_ERROR_UNREACHABLE);
    *pause = banco_poll_interval_next (&code->poll, NULL);
    return NULL;
  }
  tokens = banco_tokens_read (flow->issuer, response, &refusal, NULL, trouble);
  if (tokens != NULL || refusal == NULL)
    return tokens;
  *pause = banco_poll_interval_next (&code->poll, refusal);
  if (*pause >= 0 && code->poll.failures == 0)
    g_clear_error (trouble);
  /* INDIGO IAM forgets an expired code after having said so once. */
  if (strcmp (refusal, "invalid_grant") == 0) {
    g_clear_error (trouble);
    banco_identity_set_error (trouble, flow->issuer, BANCO_IDENTITY_ERROR_EXPIRED);
  }
  return NULL;
}

/* The code is used up with the answer that carries tokens: nothing asks with it again. */
static BancoTokens *
poll_tokens (const BancoFlow *flow, Code *code, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  gint64 pause = code->poll.interval;

  while (pause >= 0 && banco_clock_now () + pause < code->pending.expires_at) {
    BancoTokens *tokens;

    if (!banco_clock_wait (pause * 1000, cancellable, error))
      return NULL;
    g_clear_error (&trouble);
    tokens = ask_once (flow, code, &pause, cancellable, &trouble);
    if (tokens != NULL)
      return tokens;
  }
  if (trouble != NULL)
    g_propagate_error (error, g_steal_pointer (&trouble));
  else
    banco_identity_set_error (error, flow->issuer, BANCO_IDENTITY_ERROR_EXPIRED);
  return NULL;
}

BancoTokens *
banco_flow_device (const BancoFlow *flow, GCancellable *cancellable, GError **error)
{
  g_autoptr (Code) code = request_code (flow, cancellable, error);
  g_autoptr (BancoTokens) tokens = NULL;

  if (code == NULL)
    return NULL;
  flow->show (&code->pending, flow->data);
  tokens = poll_tokens (flow, code, cancellable, error);
  if (tokens == NULL)
    return NULL;
  if (tokens->id_token != NULL) {
    tokens->claims = banco_id_token_check (flow->issuer, flow->metadata, tokens->id_token,
                                           flow->client->id, NULL, cancellable, error);
    if (tokens->claims == NULL)
      return NULL;
  }
  return g_steal_pointer (&tokens);
}
