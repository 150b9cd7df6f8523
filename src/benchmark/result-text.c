/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/result-private.h"

#define LONGEST_TEXT 300

gboolean
banco_result_is_plain (const char *text)
{
  g_autofree char *shown = banco_visible_line (text);

  return g_str_equal (shown, text) && g_utf8_strlen (text, -1) <= LONGEST_TEXT;
}

const char *
banco_result_read_text (BancoJson *json, JsonObject *object, const char *member)
{
  const char *text = banco_json_string (json, object, member);

  if (text == NULL || banco_result_is_plain (text))
    return text;
  banco_json_refuse (json, object, member, "expected a short text without control characters");
  return NULL;
}
