/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What banco-relay tells of the shell that it shows, through a pipe. */
typedef struct _TerminalNotes TerminalNotes;

/* @command: NULL while the shell waits for one. Both borrowed. */
typedef void (*TerminalNotesChanged) (gpointer data, const char *command, const char *folder);

/* @to: where they are to be written, the caller's. NULL: there is no pipe. */
TerminalNotes *banco_terminal_notes_new (int *to,
                                         TerminalNotesChanged changed,
                                         gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void banco_terminal_notes_free (TerminalNotes *self);

G_END_DECLS
