/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A shell on a place, as the content of a tab. Properties "title" (string) and "zoom" (double);
 * signal "ended" when it is over and nothing is left to see. */
#define BANCO_TYPE_TERMINAL (banco_terminal_get_type ())
G_DECLARE_FINAL_TYPE (BancoTerminal, banco_terminal, BANCO, TERMINAL, AdwBin)

/* @typed: what to type once it is there, for the person to confirm; nullable. */
BancoTerminal *banco_terminal_new (BancoPlace *place, const char *typed);
BancoPlace *banco_terminal_get_place (BancoTerminal *self); /* borrowed */
const char *banco_terminal_get_title (BancoTerminal *self);
/* The shell is over, and nothing offers to begin it again. */
gboolean banco_terminal_has_ended (BancoTerminal *self);
/* Another command than the shell itself has the terminal. */
gboolean banco_terminal_is_busy (BancoTerminal *self);
void banco_terminal_focus (BancoTerminal *self);
void banco_terminal_start_find (BancoTerminal *self);
gboolean banco_terminal_stop_find (BancoTerminal *self);
void banco_terminal_set_zoom (BancoTerminal *self, double zoom);
void banco_terminal_type (BancoTerminal *self, const char *text);
/* 1 … 6: the colour of a place's strip, 0 for this computer. Stable by name. */
guint banco_terminal_colour_of (BancoPlace *place);

G_END_DECLS
