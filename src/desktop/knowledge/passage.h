/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/knowledge.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A text that can be selected. Each link is an object over its words, a stop of Tab that runs the
 * action "reader.link" with its target; to the text itself lead a click and the arrow keys. */
#define BANCO_TYPE_PASSAGE (banco_passage_get_type ())
G_DECLARE_FINAL_TYPE (BancoPassage, banco_passage, BANCO, PASSAGE, GtkWidget)

/* @spans (nullable), else @text (nullable); both are cleaned (base/visible.h). @role: of its label.
 */
GtkWidget *banco_passage_new (GtkAccessibleRole role, const GPtrArray *spans, const char *text);
GtkLabel *banco_passage_get_label (BancoPassage *self);
/* Marks what matches @sought (NULL: nothing) and returns how often it does. */
guint banco_passage_mark (BancoPassage *self, GRegex *sought);
/* Selects match @n of them. Returns where it is: 0 the top, 1 the bottom. */
double banco_passage_select (BancoPassage *self, GRegex *sought, guint n);

G_END_DECLS
