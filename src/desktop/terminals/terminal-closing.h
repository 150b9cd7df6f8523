/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Closes the tab of a terminal, and ends what tmux keeps of it: at once where no command runs in
 * it, else after a question that names the command. A machine is asked which one that is. */
void banco_terminal_closing_start (AdwTabView *view, AdwTabPage *tab);

G_END_DECLS
