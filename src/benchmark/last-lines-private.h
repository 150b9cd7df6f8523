/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Adds to @tail what a command printed; @tail keeps the end of it. */
void banco_last_lines_keep (GString *tail, const char *bytes, gsize length);

/* The last five lines of @tail as they can be shown: UTF-8 text, where the only control characters
 * are line ends between lines and tabs. */
char *banco_last_lines_show (const GString *tail) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
