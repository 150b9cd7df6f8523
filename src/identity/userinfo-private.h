/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/grant-private.h"
#include "identity/issuer-private.h"

G_BEGIN_DECLS

/* Takes what @claims (of an ID token that was verified) say of the person. */
void banco_userinfo_take_claims (BancoGrant *grant, BancoJson *claims);

/* Asks with the grant's access token who this is: names, groups, and of INDIGO IAM the end of the
 * account and of the terms of use. Blocks. What was known stays where nothing is said. Errors:
 * NOT_UNDERSTOOD when it is about somebody else, SIGN_IN, those of banco_http_send(). */
gboolean banco_userinfo_update (BancoIssuer *issuer,
                                const BancoMetadata *metadata,
                                BancoGrant *grant,
                                GCancellable *cancellable,
                                GError **error);

/* FALSE when the issuer says that it does not know @token any more, whatever its time says. Blocks.
 */
gboolean banco_userinfo_accepts (BancoIssuer *issuer, const char *token, GCancellable *cancellable);

G_END_DECLS
