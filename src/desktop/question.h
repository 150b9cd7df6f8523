/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* An AdwMessageDialog that has no answers yet; it is not shown. Borrowed from GTK. */
GtkWidget *banco_question_new (GtkWindow *parent, const char *heading, const char *body);

/* Asks once, in front of @parent, before something ends or is lost; "response" is "close" or
 * "keep". Borrowed from GTK. */
GtkWidget *
banco_question_ask (GtkWindow *parent, const char *heading, const char *body, const char *label);

G_END_DECLS
