/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/builder-private.h"

G_BEGIN_DECLS

/* A Jupyter notebook, nbformat 3 or 4, read leniently: a cut file up to where it ends, wrong or
 * missing members as if empty, each with a problem. */
BancoDocument *banco_notebook_read (const char *text,
                                    gssize length,
                                    const BancoScope *scope) G_GNUC_WARN_UNUSED_RESULT;

/* The outputs of a code cell. */
void banco_notebook_append_outputs (BancoBuilder *builder, JsonArray *outputs, const char *where);

/* Members of foreign JSON; NULL or 0 when absent or of another kind. */
JsonObject *banco_notebook_object (JsonObject *object, const char *member);
JsonArray *banco_notebook_array (JsonObject *object, const char *member);
JsonObject *banco_notebook_element (JsonArray *array, guint index);
const char *banco_notebook_string (JsonObject *object, const char *member);
gint64 banco_notebook_int (JsonObject *object, const char *member);
/* A string, or a list of strings to join; NULL none. */
char *banco_notebook_text (JsonObject *object, const char *member) G_GNUC_WARN_UNUSED_RESULT;

/* @text made whole: brackets closed where a cut file ends, NaN and Infinity (which Python writes)
 * as null. NULL when nothing of it can be kept. */
char *banco_notebook_repair (const char *text, gboolean *was_cut) G_GNUC_WARN_UNUSED_RESULT;

/* What a terminal would have shown: no colours, overwritten progress bars gone. */
char *banco_notebook_plain (const char *terminal) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
