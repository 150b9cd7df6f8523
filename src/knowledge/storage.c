/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/markdown-private.h"
#include "knowledge/storage-private.h"

#include <string.h>

/* A storage body is a fragment: an exported file's prologue goes. */
static const char *
skip_prologue (const char *text)
{
  for (;;) {
    const char *end;

    text += strspn (text, " \t\r\n");
    if (g_str_has_prefix (text, "\xEF\xBB\xBF"))
      text += 3;
    else if (g_str_has_prefix (text, "<?xml") && (end = strstr (text, "?>")) != NULL)
      text = end + 2;
    else if (g_ascii_strncasecmp (text, "<!DOCTYPE", 9) == 0 &&
             (end = strchr (text + strcspn (text, "[>"), '>')) != NULL)
      text = text[strcspn (text, "[>")] == '[' && strstr (text, "]>") != NULL
               ? strstr (text, "]>") + 2
               : end + 1;
    else
      return text;
  }
}

BancoDocument *
banco_storage_read (const char *body, gssize length, const BancoScope *scope)
{
  BancoDocument *document = banco_document_new ();
  gboolean changed;
  g_autofree char *text = banco_storage_make_readable (body, length, &changed);
  const char *fragment = skip_prologue (text);
  g_autoptr (xmlDoc) tree = banco_storage_parse_xml (fragment);
  BancoBuilder builder;

  if (changed)
    banco_document_add_problem (document, "page", "parts of it are not readable text");
  if (tree == NULL) {
    tree = banco_storage_parse_html (fragment);
    banco_document_add_problem (document, "page",
                                "it is not well-formed XML; it was read as HTML, and some of it "
                                "may look different from the original");
  }
  banco_builder_init (&builder, document, scope);
  builder.append_markdown = banco_markdown_append;
  if (tree != NULL && xmlDocGetRootElement (tree) != NULL)
    banco_storage_walk (&builder, xmlDocGetRootElement (tree));
  banco_builder_clear (&builder);
  return document;
}
