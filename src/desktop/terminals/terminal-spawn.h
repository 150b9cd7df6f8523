/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"
#include "desktop/terminals/terminal-notes.h"

#include <vte/vte.h>

G_BEGIN_DECLS

/* Starts a shell on @place in @terminal: the one that tmux keeps there as @kept (nullable), or one
 * that ends with its connection. What is told of the first; NULL: nothing is. */
TerminalNotes *banco_terminal_spawn (VteTerminal *terminal,
                                     BancoPlace *place,
                                     const char *kept,
                                     GCancellable *cancellable,
                                     VteTerminalSpawnAsyncCallback spawned,
                                     TerminalNotesChanged changed,
                                     gpointer data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
