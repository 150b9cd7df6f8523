/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <vte/vte.h>

G_BEGIN_DECLS

/* Addresses in the text of @terminal are shown as links from now on. */
void banco_terminal_links_mark (VteTerminal *terminal);
/* The address at @x, @y, that a program has marked or that stands there. NULL: there is none that a
 * browser opens. Free it. */
char *banco_terminal_links_find (VteTerminal *terminal, double x, double y);

G_END_DECLS
