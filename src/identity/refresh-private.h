/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/grant-store-private.h"
#include "identity/issuer-private.h"

G_BEGIN_DECLS

typedef struct {
  guint min_valid;      /* s */
  const char *audience; /* nullable */
  const char *host;     /* where it is going; NULL: to the user, who asked for it */
  const char *refused;  /* nullable: a token that is good no more whatever its time says */
} BancoTokenRequest;

/* An access token as wished, without network when the one at hand will do, else of one refresh
 * that all threads and processes share. Blocks. Free with banco_secret_free(). */
char *banco_refresh_token (BancoIssuer *issuer,
                           BancoGrantStore *store,
                           const BancoTokenRequest *request,
                           gint64 *expires_at,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

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
