/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

G_BEGIN_DECLS

/* What one item of the Secret Service is found by. Items without a subject belong to all accounts
 * of a server. Another kind of secret (of a cloud, a wiki, a hub) takes another kind here. */
#define BANCO_KEYRING_GRANT "grant"
#define BANCO_KEYRING_REGISTRATION "registration"
#define BANCO_KEYRING_ALL "" /* whatever its kind is */
typedef struct {
  const char *kind;    /* NULL: the one item of an issuer that Banco 0.1 wrote */
  const char *server;  /* an issuer's address, or a host */
  const char *subject; /* NULL: any, or none */
  const char *federation;
} BancoKeyringKey;

/* All block, ten seconds at most, for workers only. Nothing here but unlocking is an error to a
 * user: a keyring is there or it is not. */
typedef enum {
  BANCO_KEYRING_FOUND,
  BANCO_KEYRING_ABSENT,      /* it could be read, and nothing is there */
  BANCO_KEYRING_LOCKED,      /* it may be there, behind a password that nothing here asks for */
  BANCO_KEYRING_UNAVAILABLE, /* no bus, no service, too slow, cancelled */
} BancoKeyringAnswer;

/* @text: what was stored; free with banco_secret_free(). */
BancoKeyringAnswer
banco_keyring_lookup (const BancoKeyringKey *key, char **text, GCancellable *cancellable);

/* The texts (secret memory) of all items that @key finds; none while it is locked. */
GPtrArray *banco_keyring_list (const BancoKeyringKey *key,
                               GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* For tests, before any thread: other limits than ten seconds. */
void banco_keyring_set_limit (guint milliseconds);

/* TRUE when a keyring is there, but locked. */
gboolean banco_keyring_is_locked (GCancellable *cancellable);

/* Unlocks it with @password; NULL: the keyring asks the user, who gets two minutes for that.
 * Errors: LOCKED when it stays locked. */
gboolean banco_keyring_unlock (const char *password, GCancellable *cancellable, GError **error);

/* FALSE when it could not be kept. */
gboolean banco_keyring_store (const BancoKeyringKey *key,
                              const char *label,
                              const char *text,
                              GCancellable *cancellable);

/* FALSE when something may still be there. */
gboolean banco_keyring_clear (const BancoKeyringKey *key, GCancellable *cancellable);

G_END_DECLS
