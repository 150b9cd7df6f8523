/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/issuer-private.h"

G_BEGIN_DECLS

/* The claims of a JWT without looking at its signature, for hints only; NULL when it is none. */
BancoJson *banco_jwt_peek (const char *jwt) G_GNUC_WARN_UNUSED_RESULT;

/* A numeric claim, 0 when there is none. */
gint64 banco_jwt_peek_time (const char *jwt, const char *claim);

/* The claims of @id_token, signed by one of @keys (a JWKS) with RS, PS or ES and 256 to 512; NULL
 * on any doubt about issuer, audience, authorized party, times, @nonce (nullable) and subject.
 * Errors: NOT_UNDERSTOOD; only a wrong time is put down to the clock. */
BancoJson *banco_id_token_verify (BancoIssuer *issuer,
                                  const char *id_token,
                                  BancoJson *keys,
                                  const char *client_id,
                                  const char *nonce,
                                  gint64 now,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, fetching the keys. Blocks. */
BancoJson *banco_id_token_check (BancoIssuer *issuer,
                                 const BancoMetadata *metadata,
                                 const char *id_token,
                                 const char *client_id,
                                 const char *nonce,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
