/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/secret-memory.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The value of JSON (RFC 8259) that @text is, @length bytes of UTF-8 without NUL. On a fault NULL
 * and where it is; @deep: it nests deeper than 200 levels. */
JsonNode *banco_json_read (const char *text, gsize length, const char **fault, gboolean *deep)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
