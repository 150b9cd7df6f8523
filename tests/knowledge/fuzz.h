/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/draft-private.h"

/* What every fuzzer does with its bytes: read them as @format and make all that is made of a
 * document; nothing that loads or runs may come out. */
static inline void
fuzz_read (BancoFormat format, const uint8_t *data, size_t size)
{
  static const char *const never[] = { "<script", "<iframe",           "<link",
                                       "<base",   "href=\"javascript", "src=\"http" };
  const BancoScope scope = { .id = "1", .url = "https://wiki.example.org/display/ML/One" };
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (BancoDocument) document = banco_format_read (format, bytes, &scope);
  g_autoptr (BancoDimensions) dimensions = banco_dimensions_load (NULL);
  g_autoptr (BancoDraft) draft = banco_draft_new ("1", format);
  g_autoptr (GPtrArray) mentions = banco_facts_find_mentions (document, dimensions);
  g_autofree char *html = banco_document_to_html (document, "t");
  g_autofree char *text = banco_document_to_text (document, 60);
  g_autofree char *words = banco_document_to_words (document, NULL, NULL);

  banco_facts_complete (draft, document, dimensions);
  g_assert (mentions != NULL);
  g_assert (g_utf8_validate (html, -1, NULL));
  g_assert (g_utf8_validate (text, -1, NULL));
  g_assert (g_utf8_validate (words, -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    g_assert (strstr (html, never[i]) == NULL);
}
