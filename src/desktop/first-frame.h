/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*BancoAfterFrame) (GtkWidget *widget);

/* Calls @call once, when @widget has been drawn for the first time: for what may be slow and need
 * not be in that frame. @widget is kept until then, but may have been disposed of meanwhile. */
void banco_after_first_frame (GtkWidget *widget, BancoAfterFrame call);

G_END_DECLS
