/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/provider.h"

G_BEGIN_DECLS

/* How a machine is reached: host keys, key pairs, and whether it answers. All of it blocks. */

/* The keys ("ssh-ed25519 AAAA…") of the last block that a console log announces; empty when there
 * is none. @cut: there is one, but it has not ended, or other messages stand in it. */
char **banco_host_keys_parse (const char *log, gboolean *cut) G_GNUC_WARN_UNUSED_RESULT;

/* Some type has a key in both lists, and another one. */
gboolean banco_host_keys_differ (char **a, char **b);

/* A key as a line says it, "type base64", checked to be one; NULL if it is none. */
char *banco_host_key_parse_line (const char *line) G_GNUC_WARN_UNUSED_RESULT;

/* $XDG_DATA_HOME/banco/ssh/known_hosts: pinned keys, each with the machine that it belongs to. */
typedef struct {
  char *host;  /* "[address]:port" */
  char **keys; /* "type base64" */
  BancoHostKey trust;
} BancoPin;
void banco_pin_free (BancoPin *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoPin, banco_pin_free)

char *banco_pins_path (void) G_GNUC_WARN_UNUSED_RESULT;
char *banco_pins_host (const char *address, guint port) G_GNUC_WARN_UNUSED_RESULT;
BancoPin *banco_pins_find (const char *cloud, const char *id) G_GNUC_WARN_UNUSED_RESULT;
/* Replaces what was pinned for this machine, and what another one left at this address. */
gboolean banco_pins_set (const char *cloud, const char *id, const BancoPin *pin, GError **error);
void banco_pins_remove (const char *cloud, const char *id);

/* The key pair that machines get: @file (nullable: Banco's own, made when missing and @make).
 * @name: what to call it at a cloud; @line: its public half. */
gboolean banco_key_pair_prepare (const char *file,
                                 gboolean make,
                                 char **name,
                                 char **line,
                                 GCancellable *cancellable,
                                 GError **error);
/* The private half of what was prepared under @name (nullable), else Banco's own. */
char *banco_key_pair_path (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* What was found out about a machine before, so that it is not asked again and again. */
typedef struct {
  char *address;
  guint port;
  BancoHostKey host_key;
} BancoReached;
void banco_reached_free (BancoReached *self);

/* Every record that runs becomes READY if its ssh answers with the key it announced, BUILDING if
 * not yet, FAILED if the key is another one. @reached: id to BancoReached. */
void banco_reach_check (GPtrArray *records,
                        BancoProvider *provider,
                        GHashTable *reached,
                        GCancellable *cancellable);

G_END_DECLS
