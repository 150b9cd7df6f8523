/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/refresh-private.h"

#include "identity/agreement-private.h"
#include "identity/error-private.h"
#include "identity/secret-private.h"
#include "identity/tokens-private.h"
#include "identity/userinfo-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

static gboolean
is_enough (const BancoGrant *grant, const BancoTokenRequest *request)
{
  return !grant->doubtful && banco_grant_is_good (grant, request->min_valid) &&
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

/* One refresh. Not to be cancelled once sent: an issuer that rotates takes the old token with the
 * request, so the answer has to be heard and kept. A caller that is cancelled stops waiting. The
 * thread and the caller hold it. */
typedef struct {
  BancoIssuer *issuer;
  BancoGrantStore *store;
  BancoGrant *grant; /* as the keyring has it; then with what came */
  BancoMetadata *metadata;
  char *refused;
  int lock; /* on the store, until the answer is kept */
  int done; /* becomes readable at the end */
  GError *error;
} Flight;

static void
flight_clear (gpointer data)
{
  Flight *flight = data;

  banco_issuer_unref (flight->issuer);
  banco_grant_store_unref (flight->store);
  banco_grant_free (flight->grant);
  banco_metadata_unref (flight->metadata);
  banco_secret_free (flight->refused);
  g_clear_error (&flight->error);
  close (flight->done);
}

/* The session is over. An access token of it may live on, unless it was refused or taken back. */
static void
drop_dead_tokens (Flight *flight)
{
  BancoGrant *grant = flight->grant;

  if (banco_grant_is_good (grant, 0) && g_strcmp0 (grant->access_token, flight->refused) != 0 &&
      banco_userinfo_accepts (flight->issuer, grant->access_token, NULL)) {
    g_clear_pointer (&grant->refresh_token, banco_secret_free);
    grant->session_until = grant->expires_at;
    grant->doubtful = FALSE;
  } else {
    banco_grant_drop_tokens (grant);
  }
}

static void
ask_issuer (Flight *flight)
{
  BancoGrant *grant = flight->grant;
  g_autofree char *audience = banco_grant_dup_audience (grant);
  const char *fields[] = { "grant_type",
                           "refresh_token",
                           "refresh_token",
                           grant->refresh_token,
                           audience != NULL ? "audience" : NULL,
                           audience,
                           NULL };
  g_auto (BancoSecret) rotated = NULL;
  g_autoptr (BancoTokens) tokens = NULL;

  /* The answer may get lost on the way, or with this program. */
  if (banco_grant_is_good (grant, 0)) {
    grant->doubtful = TRUE;
    banco_grant_store_write (flight->store, grant);
  }
  tokens = banco_tokens_request (flight->issuer, flight->metadata->token, &grant->client, fields,
                                 &rotated, NULL, &flight->error);
  if (tokens != NULL)
    banco_tokens_apply (tokens, grant);
  else if (rotated != NULL)
    banco_grant_set_secret (&grant->refresh_token, rotated);
  else if (g_error_matches (flight->error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_SIGN_IN))
    drop_dead_tokens (flight);
  else
    return;
  banco_grant_store_write (flight->store, grant);
}

static gpointer
fly (gpointer data)
{
  Flight *flight = data;

  ask_issuer (flight);
  banco_grant_store_unlock (flight->store, flight->lock);
  if (eventfd_write (flight->done, 1) != 0)
    g_warning ("refresh: %s", g_strerror (errno));
  g_atomic_rc_box_release_full (flight, flight_clear);
  /* At the very end: the linker spills registers at the first call of each function. */
  banco_secret_wipe_stack ();
  return NULL;
}

/* FALSE when it was cancelled before it ended. */
static gboolean
wait_for (Flight *flight, GCancellable *cancellable, GError **error)
{
  GPollFD ends[2] = { { .fd = flight->done, .events = G_IO_IN } };
  gboolean can_cancel = g_cancellable_make_pollfd (cancellable, &ends[1]);

  while (g_poll (ends, can_cancel ? 2 : 1, -1) < 0 && errno == EINTR)
    continue;
  if (can_cancel)
    g_cancellable_release_fd (cancellable);
  return (ends[0].revents & G_IO_IN) != 0 ||
         !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* With @lock held, which is released at the end, and @grant (taken) as the keyring has it now. */
static char *
refresh (BancoIssuer *issuer,
         BancoGrantStore *store,
         BancoGrant *grant,
         int lock,
         const char *refused,
         gint64 *expires_at,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (BancoMetadata) metadata = banco_issuer_discover (issuer, cancellable, error);
  Flight *flight;
  char *token = NULL;

  if (metadata == NULL || g_cancellable_set_error_if_cancelled (cancellable, error)) {
    banco_grant_store_unlock (store, lock);
    banco_grant_free (grant);
    return NULL;
  }
  flight = g_atomic_rc_box_new0 (Flight);
  flight->issuer = banco_issuer_ref (issuer);
  flight->store = banco_grant_store_ref (store);
  flight->grant = grant;
  flight->metadata = g_steal_pointer (&metadata);
  flight->refused = banco_secret_dup (refused);
  flight->lock = lock;
  flight->done = eventfd (0, EFD_CLOEXEC);
  g_thread_unref (g_thread_new ("refresh", fly, g_atomic_rc_box_acquire (flight)));
  if (wait_for (flight, cancellable, error)) {
    if (flight->error != NULL)
      g_propagate_error (error, g_error_copy (flight->error));
    else
      token = take_token (grant->access_token, grant->expires_at, expires_at);
  }
  g_atomic_rc_box_release_full (flight, flight_clear);
  return token;
}

/* TRUE while no user is signed in, too: that is told first. */
static gboolean
may_go (BancoIssuer *issuer, const BancoGrant *grant, const char *host, GError **error)
{
  return host == NULL || banco_grant_get_state (grant) != BANCO_ACCOUNT_SIGNED_IN ||
         banco_agreement_check (issuer, grant, host, error);
}

/* Why @grant cannot be refreshed, if it cannot. */
static gboolean
can_refresh (BancoIssuer *issuer, BancoGrantStore *store, BancoGrant *grant, GError **error)
{
  if (grant->refresh_token == NULL) {
    banco_refresh_set_not_signed_in (error, issuer, store, grant);
    return FALSE;
  }
  if (!banco_agreement_check (issuer, grant, NULL, error))
    return FALSE;
  banco_agreement_keep (issuer, grant);
  return TRUE;
}

/* With the lock held: settles whether the access token has outlived a refresh whose answer is not
 * known. Only an issuer that answers can say that it has not. */
static void
settle_doubt (BancoIssuer *issuer,
              BancoGrantStore *store,
              BancoGrant *grant,
              GCancellable *cancellable)
{
  if (!grant->doubtful || !banco_grant_is_good (grant, 0) ||
      !banco_agreement_check (issuer, grant, NULL, NULL) ||
      !banco_userinfo_accepts (issuer, grant->access_token, cancellable))
    return;
  grant->doubtful = FALSE;
  banco_grant_store_write (store, grant);
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
  char *token = NULL;
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
  if (may_go (issuer, grant, request->host, error)) {
    settle_doubt (issuer, store, grant, cancellable);
    if (is_enough (grant, request))
      token = take_token (grant->access_token, grant->expires_at, expires_at);
    else if (can_refresh (issuer, store, grant, error))
      return refresh (issuer, store, g_steal_pointer (&grant), lock, request->refused, expires_at,
                      cancellable, error);
  }
  banco_grant_store_unlock (store, lock);
  return token;
}

static void
set_other_audience (GError **error, BancoIssuer *issuer, const char *audience)
{
  g_autofree char *quoted = g_shell_quote (audience);

  g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_AUDIENCE,
               _ ("your sign-in to %s is not for %s; sign in for it once with “bancoctl sign-in %s "
                  "--audience %s”"),
               issuer->name, audience, issuer->id, quoted);
}

char *
banco_refresh_token_for (BancoIssuer *issuer,
                         BancoGrantStore *store,
                         const char *audience,
                         const BancoTokenRequest *request,
                         gint64 *expires_at,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (BancoGrant) own = banco_grant_store_read (store, cancellable);
  g_autoptr (BancoGrantStore) other = NULL;
  g_autoptr (GError) cause = NULL;
  char *token;

  if (banco_grant_get_state (own) != BANCO_ACCOUNT_SIGNED_IN ||
      g_strv_contains ((const char *const *) own->audiences, audience))
    return banco_refresh_token (issuer, store, request, expires_at, cancellable, error);
  other = banco_grant_store_new_for (store, audience);
  token = banco_refresh_token (issuer, other, request, expires_at, cancellable, &cause);
  if (g_error_matches (cause, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_SIGNED_OUT) ||
      g_error_matches (cause, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_SIGN_IN))
    set_other_audience (error, issuer, audience);
  else if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  return token;
}

gboolean
banco_refresh_replace (BancoIssuer *issuer,
                       BancoGrantStore *store,
                       const char *token,
                       GCancellable *cancellable,
                       GError **error)
{
  const BancoTokenRequest request = { .refused = token };
  int lock = banco_grant_store_lock (store, cancellable, error);
  g_autoptr (BancoGrant) grant = NULL;
  g_auto (BancoSecret) other = NULL;
  gboolean accepted;

  if (lock < 0)
    return FALSE;
  grant = banco_grant_store_read_again (store, cancellable);
  if (!is_enough (grant, &request) && !banco_agreement_check (issuer, grant, NULL, error)) {
    banco_grant_store_unlock (store, lock);
    return FALSE;
  }
  accepted = g_strcmp0 (grant->access_token, token) == 0 &&
             banco_userinfo_accepts (issuer, token, cancellable);
  banco_grant_store_unlock (store, lock);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || accepted)
    return FALSE;
  other = banco_refresh_token (issuer, store, &request, NULL, cancellable, error);
  return other != NULL;
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

/* One try. @refused: a token that the issuer does not take. @token: the one that was tried. */
static gboolean
ask_identity (BancoIssuer *issuer,
              BancoGrantStore *store,
              const char *refused,
              char **token,
              GCancellable *cancellable,
              GError **error)
{
  const BancoTokenRequest request = { .min_valid = BANCO_CLOCK_MARGIN, .refused = refused };
  g_autoptr (BancoMetadata) metadata = NULL;
  gboolean updated;
  int lock;

  *token = banco_refresh_token (issuer, store, &request, NULL, cancellable, error);
  metadata = *token != NULL ? banco_issuer_discover (issuer, cancellable, error) : NULL;
  if (metadata == NULL)
    return FALSE;
  lock = banco_grant_store_lock (store, cancellable, error);
  if (lock < 0)
    return FALSE;
  updated = update_identity (issuer, store, metadata, cancellable, error);
  banco_grant_store_unlock (store, lock);
  return updated;
}

/* The access token that is at hand may have been taken back before its time; only the issuer says
 * whether the session is over. */
gboolean
banco_refresh_identity (BancoIssuer *issuer,
                        BancoGrantStore *store,
                        GCancellable *cancellable,
                        GError **error)
{
  g_auto (BancoSecret) first = NULL;
  g_auto (BancoSecret) second = NULL;
  g_autoptr (GError) cause = NULL;

  if (ask_identity (issuer, store, NULL, &first, cancellable, &cause))
    return TRUE;
  if (first != NULL && g_error_matches (cause, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_SIGN_IN))
    return ask_identity (issuer, store, first, &second, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}
