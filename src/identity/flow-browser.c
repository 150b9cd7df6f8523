/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/flow-private.h"

#include "identity/error-private.h"
#include "identity/id-token-private.h"
#include "identity/listener-private.h"
#include "identity/registration-private.h"
#include "identity/secret-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define LIMIT 300 /* s for a person, a second factor included */

/* What makes one request ours: fresh each time, and never sent anywhere but to its issuer. */
typedef struct {
  char *verifier;
  char *state;
  char *nonce;
  char *redirect;
} Attempt;

static void
attempt_clear (Attempt *attempt)
{
  banco_secret_free (attempt->verifier);
  banco_secret_free (attempt->state);
  banco_secret_free (attempt->nonce);
  g_free (attempt->redirect);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Attempt, attempt_clear)

static char *
authorization_uri (const BancoFlow *flow, const Attempt *attempt)
{
  g_autofree char *challenge = banco_secret_challenge (attempt->verifier);
  g_autofree char *query = soup_form_encode (
    "response_type", "code", "client_id", flow->client->id, "redirect_uri", attempt->redirect,
    "scope", flow->scope, "state", attempt->state, "nonce", attempt->nonce, "code_challenge",
    challenge, "code_challenge_method", "S256", "prompt", "consent", NULL);
  const char *endpoint = flow->metadata->authorization;
  g_autofree char *audience =
    flow->audience != NULL ? soup_form_encode ("audience", flow->audience, NULL) : NULL;

  return g_strconcat (endpoint, strchr (endpoint, '?') != NULL ? "&" : "?", query,
                      audience != NULL ? "&" : NULL, audience, NULL);
}

/* The code of a good answer. Two issuers are kept apart by path and state, and by "iss" where the
 * issuer sends it. */
static const char *
read_answer (const BancoFlow *flow, GHashTable *query, GError **error)
{
  const char *named = g_hash_table_lookup (query, "iss");
  const char *refused = g_hash_table_lookup (query, "error");
  const char *code = g_hash_table_lookup (query, "code");

  if (named != NULL ? strcmp (named, flow->issuer->url) != 0 : flow->metadata->names_itself) {
    banco_identity_set_not_understood (error, flow->issuer,
                                       _ ("was asked, but somebody else seems to have answered"));
    return NULL;
  }
  if (refused != NULL) {
    BancoIdentityError means =
      banco_identity_error_classify (SOUP_STATUS_BAD_REQUEST, refused, NULL);

    banco_identity_set_error (error, flow->issuer, means);
    return NULL;
  }
  if (code == NULL)
    banco_identity_set_error (error, flow->issuer, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
  return code;
}

static BancoTokens *
exchange (const BancoFlow *flow,
          const Attempt *attempt,
          const char *code,
          GCancellable *cancellable,
          GError **error)
{
  const char *fields[] = {
    "grant_type",    "authorization_code", "code", code, "redirect_uri", attempt->redirect,
    "code_verifier", attempt->verifier,    NULL
  };
  g_autoptr (BancoTokens) tokens = banco_tokens_request (
    flow->issuer, flow->metadata->token, flow->client, fields, NULL, cancellable, error);

  if (tokens == NULL)
    return NULL;
  if (tokens->id_token == NULL) {
    banco_identity_set_not_understood (error, flow->issuer, _ ("does not say who signed in"));
    return NULL;
  }
  tokens->claims = banco_id_token_check (flow->issuer, flow->metadata, tokens->id_token,
                                         flow->client->id, attempt->nonce, cancellable, error);
  return tokens->claims != NULL ? g_steal_pointer (&tokens) : NULL;
}

static void
set_timed_out (GError **error, BancoIssuer *issuer)
{
  g_set_error (
    error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_EXPIRED,
    _ ("the browser did not come back from %s within %d minutes; if it shows an error, sign "
       "in with a code instead"),
    issuer->name, LIMIT / 60);
}

static BancoTokens *
ask (const BancoFlow *flow,
     BancoListener *listener,
     const Attempt *attempt,
     GCancellable *cancellable,
     GError **error)
{
  g_autofree char *uri = authorization_uri (flow, attempt);
  BancoPending pending = { .method = BANCO_SIGN_IN_BROWSER,
                           .uri = uri,
                           .expires_at = banco_clock_now () + LIMIT };
  GError *cause = NULL;
  GHashTable *query;
  const char *code;

  flow->show (&pending, flow->data);
  query = banco_listener_wait (listener, attempt->state, LIMIT, cancellable, &cause);
  if (cause != NULL)
    g_propagate_error (error, cause);
  else if (query == NULL)
    set_timed_out (error, flow->issuer);
  code = query != NULL ? read_answer (flow, query, error) : NULL;
  return code != NULL ? exchange (flow, attempt, code, cancellable, error) : NULL;
}

BancoTokens *
banco_flow_browser (const BancoFlow *flow, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_strconcat ("/banco/", flow->issuer->id, NULL);
  g_autoptr (BancoListener) listener = NULL;
  g_auto (Attempt) attempt = { NULL };
  BancoTokens *tokens;

  if (flow->metadata->authorization == NULL) {
    banco_identity_set_not_understood (
      error, flow->issuer, _ ("cannot be signed in to with a browser; sign in with a code"));
    return NULL;
  }
  listener = banco_listener_new (BANCO_REDIRECT_FIRST_PORT, BANCO_REDIRECT_PORTS, path, error);
  if (listener == NULL)
    return NULL;
  attempt.verifier = banco_secret_random ();
  attempt.state = banco_secret_random ();
  attempt.nonce = banco_secret_random ();
  attempt.redirect = banco_redirect_uri (flow->issuer->id, banco_listener_get_port (listener));
  tokens = ask (flow, listener, &attempt, cancellable, error);
  banco_listener_answer (listener, tokens != NULL);
  return tokens;
}
