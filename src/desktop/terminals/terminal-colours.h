/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <vte/vte.h>

G_BEGIN_DECLS

/* The terminal's colours for the light or the dark style. */
void banco_terminal_colours_apply (VteTerminal *terminal, gboolean dark);

G_END_DECLS
