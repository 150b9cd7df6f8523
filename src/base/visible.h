/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text from outside (servers, files, other programs) stays as it came in models and in --json.
 * The code that shows it to a user passes it through one of these: what comes out is UTF-8, free of
 * control characters, escape sequences, bidi controls and invisible characters. */

/* One line: line ends and tabs become blanks. Any bytes; NULL gives NULL. */
char *banco_visible_line (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* The same for text of many lines, such as a log: line ends and tabs stay. */
char *banco_visible_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* g_strdup_printf() in which every argument counts as one line; @format is taken as it is. */
char *banco_visible_printf (const char *format, ...) G_GNUC_PRINTF (1, 2) G_GNUC_WARN_UNUSED_RESULT;
char *banco_visible_vprintf (const char *format, va_list arguments)
  G_GNUC_PRINTF (1, 0) G_GNUC_WARN_UNUSED_RESULT;

/* Behind the escape sequence that begins at @at, in UTF-8 text; @at when none does. */
const char *banco_visible_skip_sequence (const char *at);

/* The same JSON (which is UTF-8) on one line: \u escapes stand for what the others take out. */
char *banco_visible_json (const char *json) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
