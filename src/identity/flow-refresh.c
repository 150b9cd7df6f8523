/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/refresh-private.h"

#include "identity/agreement-private.h"
#include "identity/error-private.h"
#include "identity/secret-private.h"
#include "identity/tokens-private.h"
#include "identity/userinfo-private.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
is_enough (const BancoGrant *grant, const BancoTokenRequest *request)
{
  return request->audience == NULL && banco_grant_is_good (grant, request->min_valid) &&
         g_strcmp0 (grant->access_token, request->refused) != 0;
}

static char *
take_token (const char *token, gint64 token_expires_at, gint64 *expires_at)
{
  if (expires_at != NULL)
    *expires_at = token_expires_at;
  return banco_secret_dup (token);
}

void
banco_refresh_set_not_signed_in (GError **error,
                                 BancoIssuer *issuer,
                                 BancoGrantStore *store,
                                 const BancoGrant *grant)
{
  if (grant->subject != NULL)
    banco_identity_set_error (error, issuer, BANCO_IDENTITY_ERROR_SIGN_IN);
  else if (banco_grant_store_is_locked (store))
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_LOCKED,
                 _ ("the keyring is locked, so Banco cannot see whether you are signed in to %s"),
                 issuer->name);
  else if (banco_grant_store_is_kept (store))
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_SIGNED_OUT,
                 _ ("you are not signed in to %s; sign in first"), issuer->name);
  else
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_SIGN_IN,
                 _ ("you are not signed in to %s, or the keyring that knows is missing; sign in"),
                 issuer->name);
}

/* Not to be cancelled once sent: an issuer that rotates takes the old token with the request, so
 * the answer has to be heard and kept. */
static BancoTokens *
ask_issuer (BancoIssuer *issuer,
            const BancoGrant *grant,
            const char *audience,
            char **rotated,
            GCancellable *cancellable,
            GError **error)
{
  const char *fields[] = { "grant_type",
                           "refresh_token",
                           "refresh_token",
                           grant->refresh_token,
                           audience != NULL ? "audience" : NULL,
                           audience,
                           NULL };
  g_autoptr (BancoMetadata) metadata = banco_issuer_discover (issuer, cancellable, error);

  if (metadata == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return banco_tokens_request (issuer, metadata->token, &grant->client, fields, rotated, NULL,
                               error);
}

/* With the lock held, and @grant as the keyring has it now. */
static char *
refresh (BancoIssuer *issuer,
         BancoGrantStore *store,
         BancoGrant *grant,
         const BancoTokenRequest *request,
         gint64 *expires_at,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (BancoTokens) tokens = NULL;
  g_auto (BancoSecret) rotated = NULL;
  g_autoptr (GError) cause = NULL;

  if (grant->refresh_token == NULL) {
    banco_refresh_set_not_signed_in (error, issuer, store, grant);
    return NULL;
  }
  if (!banco_agreement_check (issuer, grant, NULL, error))
    return NULL;
  banco_agreement_keep (issuer, grant);
  tokens = ask_issuer (issuer, grant, request->audience, &rotated, cancellable, &cause);
  if (tokens == NULL) {
    if (rotated != NULL) {
      banco_grant_set_secret (&grant->refresh_token, rotated);
      banco_grant_store_write (store, grant);
    }
    if (g_error_matches (cause, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_SIGN_IN)) {
      banco_grant_drop_tokens (grant);
      banco_grant_store_write (store, grant);
    }
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  /* A token for one service is not everybody's: only the new refresh token stays. */
  if (request->audience != NULL) {
    if (tokens->refresh_token != NULL) {
      banco_grant_set_secret (&grant->refresh_token, tokens->refresh_token);
      banco_grant_store_write (store, grant);
    }
  } else {
    banco_tokens_apply (tokens, grant);
    banco_grant_store_write (store, grant);
  }
  return take_token (tokens->access_token, tokens->expires_at, expires_at);
}

/* TRUE while no user is signed in, too: that is told first. */
static gboolean
may_go (BancoIssuer *issuer, const BancoGrant *grant, const char *host, GError **error)
{
  return host == NULL || banco_grant_get_state (grant) != BANCO_ACCOUNT_SIGNED_IN ||
         banco_agreement_check (issuer, grant, host, error);
}

char *
banco_refresh_token (BancoIssuer *issuer,
                     BancoGrantStore *store,
                     const BancoTokenRequest *request,
                     gint64 *expires_at,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (BancoGrant) grant = banco_grant_store_read (store, cancellable);
  char *token;
  int lock;

  /* Another process may have been told since. */
  if (!may_go (issuer, grant, request->host, NULL)) {
    banco_grant_free (grant);
    grant = banco_grant_store_read_again (store, cancellable);
    if (!may_go (issuer, grant, request->host, error))
      return NULL;
  }
  if (is_enough (grant, request))
    return take_token (grant->access_token, grant->expires_at, expires_at);
  lock = banco_grant_store_lock (store, cancellable, error);
  if (lock < 0)
    return NULL;
  /* While this one waited, another may have done the work. */
  banco_grant_free (grant);
  grant = banco_grant_store_read_again (store, cancellable);
  if (!may_go (issuer, grant, request->host, error))
    token = NULL;
  else if (is_enough (grant, request))
    token = take_token (grant->access_token, grant->expires_at, expires_at);
  else
    token = refresh (issuer, store, grant, request, expires_at, cancellable, error);
  banco_grant_store_unlock (store, lock);
  return token;
}

/* Under the lock, so that what is written back is not older than what another process wrote. */
static gboolean
update_identity (BancoIssuer *issuer,
                 BancoGrantStore *store,
                 const BancoMetadata *metadata,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (BancoGrant) grant = banco_grant_store_read_again (store, cancellable);

  if (grant->access_token == NULL) {
    banco_refresh_set_not_signed_in (error, issuer, store, grant);
    return FALSE;
  }
  if (!banco_agreement_check (issuer, grant, NULL, error) ||
      !banco_userinfo_update (issuer, metadata, grant, cancellable, error))
    return FALSE;
  banco_agreement_keep (issuer, grant);
  banco_grant_store_write (store, grant);
  return TRUE;
}

gboolean
banco_refresh_identity (BancoIssuer *issuer,
                        BancoGrantStore *store,
                        GCancellable *cancellable,
                        GError **error)
{
  const BancoTokenRequest request = { .min_valid = BANCO_CLOCK_MARGIN };
  g_auto (BancoSecret) token =
    banco_refresh_token (issuer, store, &request, NULL, cancellable, error);
  g_autoptr (BancoMetadata) metadata =
    token != NULL ? banco_issuer_discover (issuer, cancellable, error) : NULL;
  gboolean updated;
  int lock;

  if (metadata == NULL)
    return FALSE;
  lock = banco_grant_store_lock (store, cancellable, error);
  if (lock < 0)
    return FALSE;
  updated = update_identity (issuer, store, metadata, cancellable, error);
  banco_grant_store_unlock (store, lock);
  return updated;
}
