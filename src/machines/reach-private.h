/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/provider.h"

G_BEGIN_DECLS

/* How a machine is reached: host keys, key pairs, and whether it answers. All of it blocks. */

/* The keys ("ssh-ed25519 AAAA…") of the last block that a console log announces; empty when there
 * is none. @cut: there is one, but it has not ended, or other messages stand in it. */
char **banco_host_keys_parse (const char *log, gboolean *cut) G_GNUC_WARN_UNUSED_RESULT;

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
/* The private half of what was prepared under @name; NULL if that was not done here. @name NULL:
 * Banco's own, which may not be there. */
char *banco_key_pair_path (const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* Some Banco made it up. */
gboolean banco_key_pair_is_ours (const char *name);

/* OpenSSH reads "%" and quotes in paths of its options: escaped for both. */
char *banco_ssh_quote (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* One attempt to reach one address (reach-probe.c). */
typedef struct {
  const char *address;
  guint port;
  const char *login; /* nullable */
  guint seconds;     /* that it may take to connect */
} BancoProbe;

typedef enum {
  BANCO_PROBE_NONE, /* cancelled */
  BANCO_PROBE_ANSWERED,
  BANCO_PROBE_OTHER_KEY,  /* of a type that is known */
  BANCO_PROBE_OTHER_TYPE, /* of no type that is known */
  BANCO_PROBE_SILENT,
  BANCO_PROBE_REFUSED,
  BANCO_PROBE_NO_ROUTE,
  BANCO_PROBE_BLOCKED, /* ssh gets no further for some other reason: a jump host, say */
} BancoProbeOutcome;

/* It has to show one of @keys; where there are none, *@shown becomes what it shows. */
BancoProbeOutcome
banco_probe_run (const BancoProbe *probe, char **keys, char ***shown, GCancellable *cancellable);

/* What was found out about machines that do not answer, kept between runs (reach-memory.c). */
typedef struct {
  gint64 since;  /* 0: it answered, or was never asked */
  gint64 asked;  /* last */
  guint outcome; /* BancoProbeOutcome */
} BancoSilence;
typedef struct _BancoReachMemory BancoReachMemory;
BancoReachMemory *banco_reach_memory_new (const char *cloud) G_GNUC_WARN_UNUSED_RESULT;
void banco_reach_memory_free (BancoReachMemory *self); /* keeps what changed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoReachMemory, banco_reach_memory_free)
BancoSilence banco_reach_memory_get (BancoReachMemory *self, const char *id);
/* Forgets machines that are not in @records. */
void banco_reach_memory_keep_only (BancoReachMemory *self, GPtrArray *records);
/* @outcome of a probe of this moment. */
void banco_reach_memory_note (BancoReachMemory *self, const char *id, BancoProbeOutcome outcome);

/* What was found out about a machine in this run, so that one that answers is not asked again and
 * again. */
typedef struct {
  BancoMachineState state;
  char *address; /* nullable */
  guint port;
  BancoHostKey host_key;
  char *reason; /* nullable */
  gboolean unsure;
} BancoReached;
void banco_reached_free (BancoReached *self);

/* What is known of every record that runs, without asking: from this run (@reached, id to
 * BancoReached), else from earlier ones (record->unsure): READY if it answered, BUILDING if not. */
void banco_reach_recall (GPtrArray *records, BancoProvider *provider, GHashTable *reached);

/* Asks those that are unsure, at most eight at once and for @milliseconds, a few that answered
 * before for longer. READY: its ssh answers with the key it announced. BUILDING and a reason: it
 * does not answer. FAILED: the key is another one. Others stay as they were recalled. */
void banco_reach_check (GPtrArray *records,
                        BancoProvider *provider,
                        guint milliseconds,
                        GCancellable *cancellable);

G_END_DECLS
