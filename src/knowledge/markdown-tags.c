/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/markdown-private.h"

#include "knowledge/storage-private.h"

#include <string.h>

/* HTML tags that stand among the words of Markdown. Which of them belong together only shows as
 * they come, and one that is never closed must not colour what follows its paragraph. */

static void
end_shift (BancoTags *self, BancoBuilder *builder)
{
  g_autofree char *text = NULL;

  if (self->shifted == NULL)
    return;
  text = g_string_free (g_steal_pointer (&self->shifted), FALSE);
  banco_storage_shifted (builder, g_strstrip (text), self->raised);
}

void
banco_tags_end_link (BancoTags *self, BancoBuilder *builder)
{
  if (!self->linked)
    return;
  end_shift (self, builder);
  g_free (builder->style.link);
  builder->style.link = g_steal_pointer (&self->outer);
  self->linked = FALSE;
}

static void
start_link (BancoTags *self, BancoBuilder *builder, const char *tag)
{
  g_autofree char *href = banco_storage_tag_attribute (tag, "href");
  g_autofree char *name = banco_storage_tag_attribute (tag, "name");
  char *link = href != NULL ? banco_scope_link (builder->scope, href) : NULL;

  banco_tags_end_link (self, builder);
  if (name == NULL)
    name = banco_storage_tag_attribute (tag, "id");
  if (name != NULL)
    banco_builder_anchor (builder, name);
  if (link == NULL)
    return;
  self->outer = builder->style.link;
  self->linked = TRUE;
  builder->style.link = link;
}

static void
start_shift (BancoTags *self, BancoBuilder *builder, gboolean raised)
{
  end_shift (self, builder);
  self->shifted = g_string_new (NULL);
  self->raised = raised;
}

void
banco_tags_add (BancoTags *self, BancoBuilder *builder, const char *tag)
{
  gboolean closing = g_str_has_prefix (tag, "</");
  const char *begin = tag + (closing ? 2 : 1);
  g_autofree char *name = g_ascii_strdown (begin, (gssize) strcspn (begin, " \t\r\n/>"));

  if (g_str_equal (name, "sup") || g_str_equal (name, "sub")) {
    if (closing)
      end_shift (self, builder);
    else
      start_shift (self, builder, g_str_equal (name, "sup"));
    return;
  }
  end_shift (self, builder);
  if (g_str_equal (name, "br"))
    banco_builder_break (builder);
  else if (g_str_equal (name, "img") && !closing)
    banco_storage_append_html (builder, tag);
  else if (g_str_equal (name, "a") && closing)
    banco_tags_end_link (self, builder);
  else if (g_str_equal (name, "a"))
    start_link (self, builder, tag);
  else
    self->styled = banco_span_set_style (&builder->style, name, !closing) || self->styled;
}

gboolean
banco_tags_take_text (BancoTags *self, const char *text, gsize size)
{
  if (self->shifted == NULL)
    return FALSE;
  g_string_append_len (self->shifted, text, (gssize) size);
  return TRUE;
}

void
banco_tags_end (BancoTags *self, BancoBuilder *builder)
{
  BancoSpan *style = &builder->style;

  end_shift (self, builder);
  banco_tags_end_link (self, builder);
  if (self->styled)
    style->bold = style->italic = style->code = style->strike = 0;
  self->styled = FALSE;
}
