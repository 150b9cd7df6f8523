/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The command that has the terminal @pty in the place of @shell, as it was given; "": not known.
 * NULL: the shell waits for one. Free it. */
char *banco_terminal_find_command (int pty, GPid shell);
/* Where it works, as a shell writes it; NULL: not known. Free it. */
char *banco_terminal_find_folder (int pty, GPid shell);
/* "~/src" for "/home/ada/src". Free it. */
char *banco_terminal_shorten_folder (const char *folder, const char *home);
gboolean banco_terminal_is_shell (const char *command);

G_END_DECLS
