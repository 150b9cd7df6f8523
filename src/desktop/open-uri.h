/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Opens @uri in the program that the user has chosen for it. @opened (nullable) is told whether
 * that went well. */
void banco_open_uri (GtkWidget *widget,
                     const char *uri,
                     void (*opened) (gboolean, gpointer),
                     gpointer data);

G_END_DECLS
