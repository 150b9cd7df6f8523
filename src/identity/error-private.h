/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/issuer-private.h"

G_BEGIN_DECLS

/* What an OAuth refusal means for a person. @code: the "error" member, nullable. @description is
 * only searched for what INDIGO IAM says nowhere else; it is never shown or logged. */
BancoIdentityError
banco_identity_error_classify (guint status, const char *code, const char *description);

/* Sets the sentence of @code for this issuer. */
void banco_identity_set_error (GError **error, BancoIssuer *issuer, BancoIdentityError code);

/* Sets NOT_UNDERSTOOD: "INFN Cloud …". */
void banco_identity_set_not_understood (GError **error, BancoIssuer *issuer, const char *what);

G_END_DECLS
