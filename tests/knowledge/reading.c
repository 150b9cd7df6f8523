/* SPDX-License-Identifier: Apache-2.0 */
#include "reading.h"

#include <string.h>

static char *
find (BancoFindBy by, const char *value, gpointer data)
{
  return by == BANCO_FIND_TITLE && g_ascii_strcasecmp (value, "LUMIN") == 0 ? g_strdup ("77")
         : by == BANCO_FIND_ID && strcmp (value, "12") == 0                 ? g_strdup ("12")
                                                                            : NULL;
}

const BancoScope *
reading_scope (void)
{
  static const BancoScope wiki = { .id = "5",
                                   .url = "https://wiki.example.org/display/ML/Five",
                                   .find = find };

  return &wiki;
}

BancoDocument *
reading_read (BancoFormat format, const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (body, strlen (body));

  return banco_format_read (format, bytes, reading_scope ());
}

void
reading_check (BancoFormat format, const ReadingCase *cases, guint count)
{
  for (guint i = 0; i < count; i++) {
    g_autoptr (BancoDocument) document = reading_read (format, cases[i].body);
    g_autofree char *text = g_strchomp (banco_document_to_text (document, 60));

    g_test_message ("%s", cases[i].name);
    g_assert_cmpstr (text, ==, cases[i].text);
  }
}
