/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* tmux answers some questions that a program asks its terminal. The terminal would answer them a
 * second time, so they are left out of what it gets. Zero before the first byte. */
typedef struct {
  char kept[64]; /* a control sequence whose end has not come */
  gsize length;
} QueryFilter;

/* Appends to @to what of @bytes the terminal is to see. */
void query_filter_feed (QueryFilter *self, const char *bytes, gsize length, GString *to);

G_END_DECLS
