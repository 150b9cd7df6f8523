/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/machines.h"

G_BEGIN_DECLS

/* How the shell of a machine ended. */
typedef struct {
  BancoPlace *place;
  BancoMachine *machine; /* nullable */
  int status;            /* as wait() has it */
  gboolean kept;         /* tmux keeps it there */
  gboolean busy;         /* a command ran */
} BancoTerminalEnd;

/* A sentence, and what the button that begins again is called; NULL: nothing begins it again. */
char *banco_terminal_explain_end (const BancoTerminalEnd *end,
                                  const char **button) G_GNUC_WARN_UNUSED_RESULT;
/* Why @machine has no place now. */
char *banco_terminal_explain_machine (BancoMachine *machine,
                                      const char **button) G_GNUC_WARN_UNUSED_RESULT;
/* The connection, not the shell: what ran may still run. */
gboolean banco_terminal_was_lost (const BancoTerminalEnd *end);
/* It only says that no tmux is there: a shell without one is to be started. */
gboolean banco_terminal_lacks_tmux (const BancoTerminalEnd *end);

G_END_DECLS
