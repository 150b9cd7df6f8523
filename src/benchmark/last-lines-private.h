/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Adds to @tail what a command printed; @tail keeps the end of it. */
void banco_last_lines_keep (GString *tail, const char *bytes, gsize length);

/* The last five lines of @tail that are not empty, cleaned (base/visible.h). */
char *banco_last_lines_show (const GString *tail) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
