/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/grant-private.h"

G_BEGIN_DECLS

/* What is held for one account: in memory, and in the keyring as far as there is one. Any thread;
 * reference counted. */
typedef struct _BancoSafe BancoSafe;

BancoSafe *banco_safe_new (const char *federation,
                           const char *issuer,
                           const char *name) G_GNUC_WARN_UNUSED_RESULT;
BancoSafe *banco_safe_ref (BancoSafe *self);
void banco_safe_unref (BancoSafe *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoSafe, banco_safe_unref)

/* Blocks until this thread alone may change what is held. -1 on error. */
int banco_safe_lock (BancoSafe *self, GCancellable *cancellable, GError **error);
void banco_safe_unlock (BancoSafe *self, int lock);

/* A copy of what is held in memory; the keyring is asked until it answers once. Never NULL. */
BancoGrant *banco_safe_read (BancoSafe *self, GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* The same, asking the keyring: another process may have changed it. */
BancoGrant *banco_safe_read_again (BancoSafe *self,
                                   GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* The same without ever blocking: what memory holds, or nothing. */
BancoGrant *banco_safe_peek (BancoSafe *self) G_GNUC_WARN_UNUSED_RESULT;

/* Changes whenever what is held, or whether it is kept, may have changed. */
guint banco_safe_get_serial (BancoSafe *self);

/* Copies @grant to memory and keyring; when it returns, a kill -9 loses nothing. */
void banco_safe_write (BancoSafe *self, const BancoGrant *grant);

/* This program as the issuer registered it; an id of NULL where it did not. Blocks. */
void banco_safe_read_registration (BancoSafe *self, BancoClient *client, GCancellable *cancellable);
void banco_safe_write_registration (BancoSafe *self, const BancoClient *client);

/* Gives the keyring what only memory holds, if anything; else the same as reading again. */
void banco_safe_reconcile (BancoSafe *self, GCancellable *cancellable);

/* FALSE when the keyring may still have it. */
gboolean banco_safe_clear (BancoSafe *self);

/* FALSE when the last word was that no keyring keeps it. */
gboolean banco_safe_is_kept (BancoSafe *self);

/* TRUE when that was because it is locked. */
gboolean banco_safe_is_locked (BancoSafe *self);

G_END_DECLS
