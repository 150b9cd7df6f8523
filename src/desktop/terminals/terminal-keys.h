/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The keys that are Banco's while @terminal has the focus: all other ones are its program's. */
void banco_terminal_keys_add (GtkWidget *terminal);

G_END_DECLS
