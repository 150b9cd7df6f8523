/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/grant-private.h"
#include "identity/issuer-private.h"

G_BEGIN_DECLS

/* Where an answer of the browser may come back to: "http://127.0.0.1:38171/banco/official" and so
 * on, NULL-terminated. Issuers compare them letter by letter. */
#define BANCO_REDIRECT_FIRST_PORT 38171
#define BANCO_REDIRECT_PORTS 5
char *banco_redirect_uri (const char *issuer_id, guint port) G_GNUC_WARN_UNUSED_RESULT;

/* What to ask for: of what helps, what the issuer knows and @client may have as far as told. */
char *banco_registration_scope (const BancoMetadata *metadata,
                                const BancoClient *client) G_GNUC_WARN_UNUSED_RESULT;

/* Fills @client: the one that administrators registered, else @client itself while the issuer
 * still knows it, else a new registration. Blocks. */
gboolean banco_registration_ensure (BancoIssuer *issuer,
                                    const BancoMetadata *metadata,
                                    BancoClient *client,
                                    GCancellable *cancellable,
                                    GError **error);

/* Takes back a registration that nobody needs any more, as far as the issuer lets us. Blocks. */
void banco_registration_delete (BancoIssuer *issuer,
                                const BancoClient *client,
                                GCancellable *cancellable);

/* Registers a new public client into @client. Blocks. Errors: CLIENT where only administrators may.
 */
gboolean banco_registration_register (BancoIssuer *issuer,
                                      const BancoMetadata *metadata,
                                      BancoClient *client,
                                      GCancellable *cancellable,
                                      GError **error);

G_END_DECLS
