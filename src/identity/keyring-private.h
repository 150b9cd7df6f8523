/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One item of the Secret Service per (federation, issuer). All block, ten seconds at most, for
 * workers only. Nothing here is an error to a person: a keyring is there or it is not. */
typedef enum {
  BANCO_KEYRING_FOUND,
  BANCO_KEYRING_ABSENT,      /* it could be read, and nothing is there */
  BANCO_KEYRING_UNAVAILABLE, /* no bus, no service, locked, dismissed, too slow, cancelled */
} BancoKeyringAnswer;

/* @text: what was stored; free with banco_secret_free(). */
BancoKeyringAnswer banco_keyring_lookup (const char *federation,
                                         const char *issuer,
                                         char **text,
                                         GCancellable *cancellable);

/* TRUE when a keyring is there, but locked. */
gboolean banco_keyring_is_locked (GCancellable *cancellable);

/* Asks the person to unlock it, who gets two minutes for that; FALSE when it stays locked. */
gboolean banco_keyring_unlock (GCancellable *cancellable);

/* FALSE when it could not be kept. */
gboolean banco_keyring_store (const char *federation,
                              const char *issuer,
                              const char *label,
                              const char *text,
                              GCancellable *cancellable);

/* FALSE when something may still be there. */
gboolean
banco_keyring_clear (const char *federation, const char *issuer, GCancellable *cancellable);

G_END_DECLS
