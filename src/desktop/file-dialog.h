/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/page.h"

G_BEGIN_DECLS

/* Files that the person names; the page tells what came of it. */

/* Asks where, proposing @name, and writes @bytes there. */
void banco_file_save (BancoPage *page, const char *name, GBytes *bytes);
/* Writes them; whole or not at all. */
void banco_file_write (BancoPage *page, GFile *file, GBytes *bytes);

/* Asks in front of @widget's window for a file to open; nothing happens when none is chosen. */
typedef void (*BancoFileChosen) (GtkWidget *widget, const char *path);
void banco_file_open (GtkWidget *widget, const char *title, BancoFileChosen chosen);

G_END_DECLS
