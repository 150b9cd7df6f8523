/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/sign-in-private.h"

#include "identity/agreement-private.h"
#include "identity/error-private.h"
#include "identity/registration-private.h"
#include "identity/userinfo-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* What cannot be kept would stay at the issuer, and be of no use here. */
static gboolean
can_be_kept (BancoIssuer *issuer, BancoGrantStore *store, GError **error)
{
  if (banco_grant_store_is_kept (store))
    return TRUE;
  if (banco_grant_store_is_locked (store))
    g_set_error (
      error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_LOCKED,
      _ ("the keyring is locked and could not keep the sign-in; nothing was asked of %s"),
      issuer->name);
  else
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NO_KEYRING,
                 _ ("no keyring can keep the sign-in: none runs, or the disk is full; nothing was "
                    "asked of %s"),
                 issuer->name);
  return FALSE;
}

static BancoTokens *
run_flow (BancoFlow *flow, BancoSignInMethod method, GCancellable *cancellable, GError **error)
{
  g_autofree char *scope = banco_registration_scope (flow->metadata, flow->client);
  BancoTokens *tokens;

  flow->scope = scope;
  if (method == BANCO_SIGN_IN_DEVICE)
    tokens = banco_flow_device (flow, cancellable, error);
  else
    tokens = banco_flow_browser (flow, cancellable, error);
  /* Saying nothing of scopes means: all that were asked for. */
  if (tokens != NULL && tokens->scope == NULL)
    tokens->scope = g_steal_pointer (&scope);
  return tokens;
}

/* A registration is kept even when the sign-in fails: the issuer keeps it, too. */
static gboolean
ensure_client (BancoFlow *flow,
               BancoGrantStore *store,
               BancoClient *client,
               gboolean anew,
               GCancellable *cancellable,
               GError **error)
{
  gboolean known =
    anew ? banco_registration_register (flow->issuer, flow->metadata, client, cancellable, error)
         : banco_registration_ensure (flow->issuer, flow->metadata, client, cancellable, error);

  if (known && flow->issuer->client_id == NULL)
    banco_grant_store_write_registration (store, client);
  return known;
}

/* An issuer that does not know this program any more gets a new registration, once. */
static BancoTokens *
run_flow_as_known_client (BancoFlow *flow,
                          BancoGrantStore *store,
                          BancoClient *client,
                          BancoSignInMethod method,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *known_as = g_strdup (client->id);
  g_autoptr (GError) cause = NULL;
  BancoTokens *tokens;

  if (!ensure_client (flow, store, client, FALSE, cancellable, error))
    return NULL;
  tokens = run_flow (flow, method, cancellable, &cause);
  if (tokens != NULL)
    return tokens;
  if (flow->issuer->client_id != NULL || g_strcmp0 (known_as, client->id) != 0 ||
      !g_error_matches (cause, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_CLIENT)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  if (!ensure_client (flow, store, client, TRUE, cancellable, error))
    return NULL;
  return run_flow (flow, method, cancellable, error);
}

static void
set_session_end (BancoIssuer *issuer, BancoGrant *grant)
{
  if (grant->refresh_token == NULL)
    grant->session_until = grant->expires_at;
  else if (grant->session_until == 0 && issuer->session_days > 0)
    grant->session_until = banco_clock_now () + (gint64) issuer->session_days * 24 * 3600;
}

/* Who it is may stay half known while the network is away or answers itself, but not doubtful. */
static gboolean
identify (BancoIssuer *issuer,
          const BancoMetadata *metadata,
          BancoGrant *grant,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (banco_userinfo_update (issuer, metadata, grant, cancellable, &cause))
    return TRUE;
  if (grant->subject != NULL &&
      (g_error_matches (cause, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_UNREACHABLE) ||
       g_error_matches (cause, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_NOT_UNDERSTOOD) ||
       g_error_matches (cause, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_UNREACHABLE)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* Keeps the new account before its access token is used for the first time. */
static gboolean
keep (BancoIssuer *issuer,
      const BancoMetadata *metadata,
      BancoGrantStore *store,
      BancoGrant *grant,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (BancoGrant) before = NULL;
  int lock = banco_grant_store_lock (store, cancellable, error);
  gboolean good;

  if (lock < 0)
    return FALSE;
  before = banco_grant_store_read_again (store, cancellable);
  banco_grant_store_write (store, grant);
  good = identify (issuer, metadata, grant, cancellable, error);
  banco_grant_store_write (store, good ? grant : before);
  banco_grant_store_unlock (store, lock);
  return good;
}

/* Takes the subject from the tokens, or @wanted (nullable) where they name none. It must not be
 * another user's; userinfo is compared with it later. */
static gboolean
take_subject (BancoIssuer *issuer,
              BancoGrant *grant,
              const BancoTokens *tokens,
              const char *wanted,
              GError **error)
{
  if (tokens->claims != NULL)
    banco_userinfo_take_claims (grant, tokens->claims);
  if (wanted == NULL)
    return TRUE;
  if (grant->subject == NULL)
    grant->subject = g_strdup (wanted);
  if (strcmp (grant->subject, wanted) == 0)
    return TRUE;
  g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_DENIED,
               _ ("you signed in to %s as another user than before; nothing was changed"),
               issuer->name);
  return FALSE;
}

gboolean
banco_sign_in (BancoIssuer *issuer,
               BancoGrantStore *store,
               const BancoSignIn *sign_in,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (BancoGrant) before = banco_grant_store_read_again (store, cancellable);
  g_autoptr (BancoMetadata) metadata = NULL;
  g_autoptr (BancoGrant) grant = banco_grant_new ();
  g_autoptr (BancoTokens) tokens = NULL;
  g_autofree char *audience = NULL;
  BancoFlow flow = { .issuer = issuer, .show = sign_in->show, .data = sign_in->data };

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      (!sign_in->unkept && !can_be_kept (issuer, store, error)))
    return FALSE;
  metadata = banco_issuer_discover (issuer, cancellable, error);
  if (metadata == NULL)
    return FALSE;
  /* What an issuer gave goes back to that issuer only. */
  if (banco_agreement_check (issuer, before, NULL, NULL))
    banco_grant_store_read_registration (store, &grant->client, cancellable);
  g_strfreev (grant->audiences);
  grant->audiences = sign_in->audience != NULL ? g_strsplit (sign_in->audience, " ", -1)
                                               : g_strdupv (issuer->audiences);
  audience = banco_grant_dup_audience (grant);
  flow.metadata = metadata;
  flow.client = &grant->client;
  flow.audience = audience;
  tokens =
    run_flow_as_known_client (&flow, store, &grant->client, sign_in->method, cancellable, error);
  if (tokens == NULL || !take_subject (issuer, grant, tokens, sign_in->subject, error))
    return FALSE;
  banco_tokens_apply (tokens, grant);
  set_session_end (issuer, grant);
  if (g_strcmp0 (grant->subject, before->subject) == 0)
    grant->hosts = g_strdupv (before->hosts);
  banco_agreement_give (issuer, grant);
  return keep (issuer, metadata, store, grant, cancellable, error);
}
