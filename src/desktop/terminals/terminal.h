/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/machines.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A shell on a place, as the content of a tab. Properties "title" (string) and "zoom" (double);
 * signal "ended" when it is over and nothing is left to see. */
#define BANCO_TYPE_TERMINAL (banco_terminal_get_type ())
G_DECLARE_FINAL_TYPE (BancoTerminal, banco_terminal, BANCO, TERMINAL, AdwBin)

/* All but the place are nullable. */
typedef struct {
  BancoPlace *place;
  BancoMachine *machine; /* that the place is on */
  const char *kept;      /* the name under which tmux keeps the shell there, where there is one */
  const char *typed;     /* what to type once it is there, for the person to confirm */
} BancoTerminalPlan;

BancoTerminal *banco_terminal_new (const BancoTerminalPlan *plan);
/* Borrowed, as what follows. */
BancoPlace *banco_terminal_get_place (BancoTerminal *self);
BancoMachine *banco_terminal_get_machine (BancoTerminal *self);
const char *banco_terminal_get_title (BancoTerminal *self);
/* The shell is over, and nothing offers to begin it again. */
gboolean banco_terminal_has_ended (BancoTerminal *self);
/* There is a shell, and a connection to it. */
gboolean banco_terminal_is_running (BancoTerminal *self);
/* Another command than the shell itself has the terminal, as far as is known without asking. */
gboolean banco_terminal_is_busy (BancoTerminal *self);
/* That command; NULL: none, or not known. Free it. */
char *banco_terminal_dup_command (BancoTerminal *self);
/* The name under which the shell goes on without us; NULL: it ends with the terminal. */
const char *banco_terminal_get_kept (BancoTerminal *self);
void banco_terminal_focus (BancoTerminal *self);
void banco_terminal_start_find (BancoTerminal *self);
gboolean banco_terminal_stop_find (BancoTerminal *self);
void banco_terminal_set_zoom (BancoTerminal *self, double zoom);
void banco_terminal_type (BancoTerminal *self, const char *text);
/* 1 … 6: the colour of a place's strip, 0 for this computer. Stable by name. */
guint banco_terminal_colour_of (BancoPlace *place);

G_END_DECLS
