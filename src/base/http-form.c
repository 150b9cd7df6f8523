/* SPDX-License-Identifier: Apache-2.0 */
#include "base/http-private.h"

#include <string.h>

static void
append_encoded (BancoSecretText *text, const char *value)
{
  static const char digits[] = "0123456789ABCDEF";

  for (; *value != '\0'; value++) {
    char code[] = { '%', digits[(guchar) *value >> 4], digits[*value & 0xf] };

    if (g_ascii_isalnum (*value) || strchr ("-._", *value) != NULL)
      banco_secret_text_append (text, value, 1);
    else if (*value == ' ')
      banco_secret_text_append (text, "+", 1);
    else
      banco_secret_text_append (text, code, sizeof code);
  }
}

char *
banco_http_encode_form (GHashTable *form)
{
  BancoSecretText text = { 0 };
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, form);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    banco_secret_text_append (&text, "&", text.length > 0);
    append_encoded (&text, name);
    banco_secret_text_append (&text, "=", 1);
    append_encoded (&text, value);
  }
  return text.text != NULL ? text.text : banco_secret_alloc (1);
}
