/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

G_BEGIN_DECLS

/* Shells on a machine that outlive the connection, in a tmux of Banco's own there. */

/* How banco_remote_terminal_command() ends when it is not the shell that ended. */
#define BANCO_REMOTE_TERMINAL_NO_TMUX 96   /* none is installed there, or too old a one */
#define BANCO_REMOTE_TERMINAL_ELSEWHERE 97 /* it goes on, and another terminal shows it now */

/* A name that no other has. */
char *banco_remote_terminal_make_name (void) G_GNUC_WARN_UNUSED_RESULT;

/* What to spawn: tmux in control mode on @place, with the shell called @name; made if missing. */
char **banco_remote_terminal_command (BancoPlace *place,
                                      const char *name) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  char *name;        /* NULL: a shell without tmux, which ends with its connection */
  gboolean attached; /* some terminal shows it */
  char *command;     /* as it was given; NULL: the shell waits for one */
} BancoRemoteTerminal;

/* What the user's terminals on @place do: the result is a GPtrArray of BancoRemoteTerminal. */
BancoOperation *banco_remote_terminals_list (BancoPlace *place) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *banco_remote_terminals_parse (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* NULL: there is none called so. */
const BancoRemoteTerminal *banco_remote_terminals_find (const GPtrArray *terminals,
                                                        const char *name);
/* Ends the shell called @name and what runs in it. */
BancoOperation *banco_remote_terminal_end (BancoPlace *place,
                                           const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
