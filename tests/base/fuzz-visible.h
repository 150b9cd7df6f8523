/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"
#include "fixture/visible.h"

#include <string.h>

/* What the fuzzer does with its bytes; the same over seeds is in test-visible.c. */

static inline void
fuzz_visible_form (const char *text, char *(*form) (const char *), gboolean lines)
{
  g_autofree char *shown = form (text);
  g_autofree char *again = form (shown);
  g_autofree char *as_line = banco_visible_line (shown);

  g_assert_true (test_is_visible (shown, lines));
  g_assert_true (test_is_visible (as_line, FALSE));
  g_assert_cmpstr (again, ==, shown);
  /* Each byte that is no UTF-8 becomes U+FFFD. */
  g_assert_cmpuint (strlen (shown), <=, 3 * strlen (text));
}

static inline void
fuzz_visible (const char *bytes, gsize size)
{
  g_autofree char *text = g_strndup (bytes, size);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *line = banco_visible_line (text);
  g_autofree char *printed = banco_visible_printf ("%5d%%[%s]%c%.3f\n", 7, text, 'c', 0.5);
  g_autofree char *expected = g_strdup_printf ("    7%%[%s]c0.500\n", line);
  g_autoptr (JsonNode) node = json_node_alloc ();
  g_autoptr (JsonNode) parsed = NULL;
  g_autofree char *json = NULL;
  g_autofree char *shown = NULL;

  fuzz_visible_form (text, banco_visible_line, FALSE);
  fuzz_visible_form (text, banco_visible_text, TRUE);
  g_assert_cmpstr (printed, ==, expected);
  json_node_init_string (node, valid);
  json = json_to_string (node, FALSE);
  shown = banco_visible_json (json);
  g_assert_true (test_is_visible (shown, FALSE));
  parsed = json_from_string (shown, NULL);
  g_assert_cmpstr (json_node_get_string (parsed), ==, valid);
}
