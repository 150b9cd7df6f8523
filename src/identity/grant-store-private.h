/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/grant-private.h"

G_BEGIN_DECLS

/* What is held of one sign-in of an account: in memory, and in the keyring as far as there is one.
 * Any thread; reference counted. */
typedef struct _BancoGrantStore BancoGrantStore;

/* @audience: of a sign-in for one service alone; NULL: of the account's own. */
BancoGrantStore *banco_grant_store_new (const char *federation,
                                        const char *issuer,
                                        const char *name,
                                        const char *audience) G_GNUC_WARN_UNUSED_RESULT;
/* The same account's for @audience. */
BancoGrantStore *banco_grant_store_new_for (BancoGrantStore *self,
                                            const char *audience) G_GNUC_WARN_UNUSED_RESULT;
BancoGrantStore *banco_grant_store_ref (BancoGrantStore *self);
void banco_grant_store_unref (BancoGrantStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoGrantStore, banco_grant_store_unref)

/* Blocks until this thread alone may change what is held. -1 on error. */
int banco_grant_store_lock (BancoGrantStore *self, GCancellable *cancellable, GError **error);
void banco_grant_store_unlock (BancoGrantStore *self, int lock);

/* A copy of what is held in memory; the keyring is asked until it answers once. Never NULL. */
BancoGrant *banco_grant_store_read (BancoGrantStore *self,
                                    GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* The same, asking the keyring: another process may have changed it. */
BancoGrant *banco_grant_store_read_again (BancoGrantStore *self,
                                          GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* The same without ever blocking: what memory holds, or nothing. */
BancoGrant *banco_grant_store_peek (BancoGrantStore *self) G_GNUC_WARN_UNUSED_RESULT;

/* Changes whenever what is held, or whether it is kept, may have changed. */
guint banco_grant_store_get_serial (BancoGrantStore *self);

/* Copies @grant to memory and keyring; when it returns, a kill -9 loses nothing. */
void banco_grant_store_write (BancoGrantStore *self, const BancoGrant *grant);

/* This program as the issuer registered it; an id of NULL where it did not. Blocks. */
void banco_grant_store_read_registration (BancoGrantStore *self,
                                          BancoClient *client,
                                          GCancellable *cancellable);
void banco_grant_store_write_registration (BancoGrantStore *self, const BancoClient *client);

/* Gives the keyring what only memory holds, if anything; else the same as reading again. */
void banco_grant_store_reconcile (BancoGrantStore *self, GCancellable *cancellable);

/* Every grant of the account that there is, of BancoGrant, those for one service too. */
GPtrArray *banco_grant_store_list (BancoGrantStore *self,
                                   GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* Forgets all of them. FALSE when the keyring may still have one. */
gboolean banco_grant_store_clear (BancoGrantStore *self);

/* FALSE when the last word was that no keyring keeps it. */
gboolean banco_grant_store_is_kept (BancoGrantStore *self);

/* TRUE when that was because it is locked. */
gboolean banco_grant_store_is_locked (BancoGrantStore *self);

G_END_DECLS
