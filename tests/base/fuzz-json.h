/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/http-private.h"

#include <math.h>
#include <string.h>

#define FUZZ_DEEPEST 200

/* Every text is UTF-8 and nothing is too deep. FALSE for a number that json-glib cannot write:
 * 1e999 has no text, and version 1.6 makes "1e+17.0" of 1e17. */
static inline gboolean
fuzz_check_node (JsonNode *node, guint depth)
{
  gboolean fine = TRUE;

  g_assert_cmpuint (depth, <=, FUZZ_DEEPEST);
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObjectIter iter;
    const char *name;
    JsonNode *member;

    json_object_iter_init (&iter, json_node_get_object (node));
    while (json_object_iter_next (&iter, &name, &member)) {
      g_assert_true (g_utf8_validate (name, -1, NULL));
      fine &= fuzz_check_node (member, depth + 1);
    }
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      fine &= fuzz_check_node (json_array_get_element (json_node_get_array (node), i), depth + 1);
  } else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING) {
    g_assert_true (g_utf8_validate (json_node_get_string (node), -1, NULL));
  } else if (JSON_NODE_HOLDS_VALUE (node)) {
    double size = fabs (json_node_get_double (node));

    fine = size == 0 || (size > 1e-4 && size < 1e15);
  }
  return fine;
}

/* @text between brackets, @depth deep, @count times. */
static inline BancoJson *
fuzz_wrap (const char *text, guint depth, guint count)
{
  g_autoptr (GString) wrapped = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append_c (wrapped, '[');
  for (guint i = 0; i < count; i++)
    g_string_append_printf (wrapped, "%s%s", i > 0 ? "," : "", text);
  for (guint i = 0; i < depth; i++)
    g_string_append_c (wrapped, ']');
  return banco_json_parse (wrapped->str, (gssize) wrapped->len, NULL);
}

/* What a server may send: what is understood can be read, written and read again, in any number and
 * up to the deepest level; what is not is refused with a reason. */
static inline void
fuzz_json (const char *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoJson) json = banco_json_parse (bytes, (gssize) size, &error);
  g_autofree char *header = g_strndup (bytes, size);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  gint64 wait = banco_http_parse_retry_after (header, 1795000000);

  g_assert_cmpint (banco_http_retry_delay (0, wait), >=, -1);
  if (json == NULL) {
    g_assert_error (error, BANCO_JSON_ERROR, BANCO_JSON_ERROR_SYNTAX);
    return;
  }
  root = json_node_new (JSON_NODE_ARRAY);
  if (g_str_has_prefix (header + strcspn (header, "{["), "{"))
    json_node_init_object (root, banco_json_root (json));
  else
    json_node_init_array (root, banco_json_root_array (json));
  g_assert_true (banco_json_check (json, NULL));
  if (!fuzz_check_node (root, 1))
    return;
  text = json_to_string (root, FALSE);
  for (guint depth = 0; depth <= FUZZ_DEEPEST; depth += FUZZ_DEEPEST / 2) {
    g_autoptr (BancoJson) again = fuzz_wrap (text, depth, depth > 0 ? 1 + 4000 / size : 1);

    if (depth == FUZZ_DEEPEST)
      g_assert_null (again);
    else if (depth == 0)
      g_assert_nonnull (again);
  }
}
