/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/grant-store-private.h"
#include "identity/issuer-private.h"

G_BEGIN_DECLS

typedef struct {
  guint min_valid;     /* s */
  const char *host;    /* where it is going; NULL: to the user, who asked for it */
  const char *refused; /* nullable: a token that is good no more whatever its time says */
} BancoTokenRequest;

/* An access token as wished, without network when the one at hand will do, else of one refresh
 * that all threads and processes share. Blocks; a refresh that was sent goes on when this is
 * cancelled, so that its answer is kept. Free with banco_secret_free(). */
char *banco_refresh_token (BancoIssuer *issuer,
                           BancoGrantStore *store,
                           const BancoTokenRequest *request,
                           gint64 *expires_at,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, good for @audience: the account's own where that was asked for at sign-in, else one of
 * a sign-in for it alone; a refresh of the own for something else would take back what other
 * programs hold. Errors: AUDIENCE when there was no such sign-in. */
char *banco_refresh_token_for (BancoIssuer *issuer,
                               BancoGrantStore *store,
                               const char *audience,
                               const BancoTokenRequest *request,
                               gint64 *expires_at,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A service refused @token. TRUE when another one is held now: a refresh takes older ones back, so
 * there is one only where the issuer itself does not know @token any more. FALSE without an error:
 * it is good, and another would be refused as well. Blocks. */
gboolean banco_refresh_replace (BancoIssuer *issuer,
                                BancoGrantStore *store,
                                const char *token,
                                GCancellable *cancellable,
                                GError **error);

/* Why @grant, which @store holds, has no token to give. Errors: SIGN_IN, SIGNED_OUT, LOCKED. */
void banco_refresh_set_not_signed_in (GError **error,
                                      BancoIssuer *issuer,
                                      BancoGrantStore *store,
                                      const BancoGrant *grant);

/* Asks the issuer who this is now, and keeps what it says. Blocks. */
gboolean banco_refresh_identity (BancoIssuer *issuer,
                                 BancoGrantStore *store,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
