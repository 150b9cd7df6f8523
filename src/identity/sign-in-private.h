/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/flow-private.h"
#include "identity/grant-store-private.h"

G_BEGIN_DECLS

/* What a sign-in starts from; all borrowed. */
typedef struct {
  BancoSignInMethod method;
  gboolean unkept;      /* also where no keyring can keep it */
  const char *audience; /* nullable: for this service alone, else for all of the issuer's */
  const char *subject;  /* nullable: only as this user */
  BancoFlowShow show;
  gpointer data;
} BancoSignIn;

/* The whole line from an issuer's address to a kept account; blocks until the person is done. A
 * failure leaves what was held. */
gboolean banco_sign_in (BancoIssuer *issuer,
                        BancoGrantStore *store,
                        const BancoSignIn *sign_in,
                        GCancellable *cancellable,
                        GError **error);

/* Revokes, then forgets. Blocks. @revoked: whether the issuer confirmed. Errors: FAILED when the
 * keyring may still hold it; LOCKED when it was locked before, and nothing was done. */
gboolean banco_sign_out (BancoIssuer *issuer,
                         BancoGrantStore *store,
                         gboolean *revoked,
                         GCancellable *cancellable,
                         GError **error);

G_END_DECLS
