/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where @text, @length bytes of UTF-8 without NUL, stops being one value of JSON (RFC 8259), or
 * NULL when all of it is. @deep: because it nests deeper than 200 levels. */
const char *banco_json_find_fault (const char *text, gsize length, gboolean *deep);

G_END_DECLS
