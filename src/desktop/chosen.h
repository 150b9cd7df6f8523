/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on @toggle ("active") is on while @id is in the property "chosen" of @owner, a GStrv
 * that is never NULL, and the other way round. */
void banco_chosen_bind (gpointer owner, GtkWidget *toggle, const char *id);

G_END_DECLS
