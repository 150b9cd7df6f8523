/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/grant-store-private.h"
#include "identity/issuer-private.h"

G_BEGIN_DECLS

/* TRUE when the tokens of @grant may go to @host (of banco_http_dup_host()); NULL: to the issuer,
 * with the certificates that the file names. Errors: NOT_AGREED. */
gboolean banco_agreement_check (BancoIssuer *issuer,
                                const BancoGrant *grant,
                                const char *host,
                                GError **error);

/* The user agreed to all that the file names; what was agreed to before stays. */
void banco_agreement_give (BancoIssuer *issuer, BancoGrant *grant);

/* Writes down what holds for @grant if Banco 0.1 kept it, before the file can change. */
void banco_agreement_keep (BancoIssuer *issuer, BancoGrant *grant);

G_END_DECLS
