/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/grant-store-private.h"
#include "identity/issuer-private.h"

G_BEGIN_DECLS

BancoAccount *banco_account_new (const char *federation_id,
                                 const BancoIssuerSetup *setup,
                                 BancoOperations *operations) G_GNUC_WARN_UNUSED_RESULT;

/* Any thread; borrowed. */
BancoGrantStore *banco_account_get_store (BancoAccount *self);
BancoIssuer *banco_account_get_issuer (BancoAccount *self);
BancoOperations *banco_account_get_operations (BancoAccount *self);

/* Agrees to where the file sends this account's tokens, if a user is signed in. Blocks; any thread.
 * Errors: LOCKED, those of banco_grant_store_lock(). */
gboolean banco_account_agree (BancoAccount *self, GCancellable *cancellable, GError **error);

/* Main thread: an account that leaves cannot stay any more while @signing_out; then its store
 * tells again what it is. */
void banco_account_set_signing_out (BancoAccount *self, gboolean signing_out);

/* Main thread: shows what the store holds now in the properties. Never blocks. */
void banco_account_publish (BancoAccount *self);

/* Main thread: what the user has to do now. Takes @pending; NULL: nothing. */
void banco_account_set_pending (BancoAccount *self, BancoPending *pending);

G_END_DECLS
