/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/builder-private.h"

#include <string.h>

#define DEEPEST 40 /* nesting of blocks */
#define LONG_SPAN                                                                                  \
  4096 /* bytes; a longer one is not joined with the next, which would be quadratic */

void
banco_builder_init (BancoBuilder *self, BancoDocument *document, const BancoScope *scope)
{
  *self = (BancoBuilder){ .document = document, .scope = scope };
  self->containers = g_ptr_array_new ();
  g_ptr_array_add (self->containers, document->blocks);
}

void
banco_builder_clear (BancoBuilder *self)
{
  banco_builder_close_leaf (self);
  g_ptr_array_unref (self->containers);
  g_free (self->style.link);
  g_free (self->anchor);
}

gboolean
banco_builder_has_room (BancoBuilder *self, BancoBlockType type)
{
  guint levels = type == BANCO_BLOCK_TABLE ? 3 : (type == BANCO_BLOCK_LIST ? 2 : 1);

  return self->containers->len + levels <= DEEPEST;
}

static GPtrArray *
innermost (BancoBuilder *self)
{
  return self->containers->pdata[self->containers->len - 1];
}

static void
trim_end (BancoBlock *leaf)
{
  while (leaf->spans->len > 0) {
    BancoSpan *last = leaf->spans->pdata[leaf->spans->len - 1];

    g_strchomp (last->text);
    if (last->text[0] != '\0')
      return;
    g_ptr_array_set_size (leaf->spans, (int) leaf->spans->len - 1);
  }
}

void
banco_builder_close_leaf (BancoBuilder *self)
{
  GPtrArray *into = innermost (self);
  BancoBlock *leaf = g_steal_pointer (&self->leaf);

  if (leaf == NULL)
    return;
  trim_end (leaf);
  if (leaf->spans->len == 0 && into->len > 0 && into->pdata[into->len - 1] == leaf) {
    if (self->anchor == NULL)
      self->anchor = g_steal_pointer (&leaf->target);
    g_ptr_array_set_size (into, (int) into->len - 1);
    return;
  }
  if (leaf->type == BANCO_BLOCK_HEADING && leaf->target == NULL) {
    g_autofree char *words = banco_block_dup_words (leaf);

    leaf->target = banco_scope_anchor (words);
  }
}

BancoBlock *
banco_builder_add (BancoBuilder *self, BancoBlock *block)
{
  banco_builder_close_leaf (self);
  g_ptr_array_add (innermost (self), block);
  return block;
}

void
banco_builder_open (BancoBuilder *self, BancoBlock *block)
{
  banco_builder_add (self, block);
  if (block->spans != NULL) {
    self->leaf = block;
    if (block->target == NULL)
      block->target = g_steal_pointer (&self->anchor);
  } else {
    g_ptr_array_add (self->containers, block->children);
  }
}

void
banco_builder_close (BancoBuilder *self)
{
  banco_builder_close_leaf (self);
  g_assert (self->containers->len > 1);
  g_ptr_array_set_size (self->containers, (int) self->containers->len - 1);
}

gboolean
banco_span_set_style (BancoSpan *style, const char *tag, guint value)
{
  static const char *const bold[] = { "b", "strong", NULL };
  static const char *const italic[] = { "i", "em", "cite", NULL };
  static const char *const code[] = { "code", "kbd", "samp", "tt", NULL };
  static const char *const strike[] = { "s", "del", "strike", NULL };

  if (g_strv_contains (bold, tag))
    style->bold = value;
  else if (g_strv_contains (italic, tag))
    style->italic = value;
  else if (g_strv_contains (code, tag))
    style->code = value;
  else if (g_strv_contains (strike, tag))
    style->strike = value;
  else
    return FALSE;
  return TRUE;
}

static gboolean
has_same_style (const BancoSpan *a, const BancoSpan *b)
{
  return a->bold == b->bold && a->italic == b->italic && a->code == b->code && a->math == b->math &&
         a->strike == b->strike && g_strcmp0 (a->link, b->link) == 0;
}

static void
append (BancoBuilder *self, const char *text)
{
  GPtrArray *spans;
  BancoSpan *last, *span;

  g_assert (self->leaf != NULL);
  spans = self->leaf->spans;
  last = spans->len > 0 ? spans->pdata[spans->len - 1] : NULL;
  if (last != NULL && has_same_style (last, &self->style) && strlen (last->text) < LONG_SPAN) {
    char *joined = g_strconcat (last->text, text, NULL);

    g_free (last->text);
    last->text = joined;
    return;
  }
  span = g_memdup2 (&self->style, sizeof self->style);
  span->text = g_strdup (text);
  span->link = g_strdup (self->style.link);
  g_ptr_array_add (spans, span);
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* As HTML does: any run of blanks is one, and none at the start. */
static char *
collapse (BancoBuilder *self, const char *text, gsize length)
{
  GPtrArray *spans = self->leaf != NULL ? self->leaf->spans : NULL;
  const BancoSpan *last = spans != NULL && spans->len > 0 ? spans->pdata[spans->len - 1] : NULL;
  gsize before = last != NULL ? strlen (last->text) : 0;
  gboolean after_blank = before == 0 || is_blank (last->text[before - 1]);
  GString *result = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++) {
    gboolean blank = is_blank (text[i]);

    if (!blank)
      g_string_append_c (result, text[i]);
    else if (!after_blank)
      g_string_append_c (result, ' ');
    after_blank = blank;
  }
  return g_string_free (result, FALSE);
}

void
banco_builder_text (BancoBuilder *self, const char *text, gssize length)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  g_autofree char *valid = NULL;
  g_autofree char *ready = NULL;

  if (!g_utf8_validate_len (text, size, NULL)) {
    valid = g_utf8_make_valid (text, (gssize) size);
    text = valid;
    size = strlen (valid);
  }
  ready = self->verbatim ? g_strndup (text, size) : collapse (self, text, size);
  if (ready[0] == '\0')
    return;
  if (self->leaf == NULL) {
    if (ready[strspn (ready, " \t\r\n")] == '\0')
      return;
    banco_builder_open (self, banco_block_new (BANCO_BLOCK_PARAGRAPH, NULL));
  }
  append (self, ready);
}

void
banco_builder_break (BancoBuilder *self)
{
  if (self->leaf != NULL && self->leaf->spans->len > 0)
    append (self, "\n");
}

void
banco_builder_anchor (BancoBuilder *self, const char *name)
{
  char **target =
    self->leaf != NULL && self->leaf->target == NULL ? &self->leaf->target : &self->anchor;

  g_free (*target);
  *target = banco_scope_anchor (name);
}

void
banco_builder_linked (BancoBuilder *self, const char *text, char *link)
{
  char *before = self->style.link;

  self->style.link = link;
  banco_builder_text (self, text, -1);
  g_free (link);
  self->style.link = before;
}

void
banco_builder_picture (BancoBuilder *self, char *target, const char *alternative)
{
  BancoBlock *picture;

  if (target == NULL) {
    if (alternative != NULL)
      banco_builder_text (self, alternative, -1);
    return;
  }
  picture = banco_block_new (BANCO_BLOCK_IMAGE, alternative != NULL ? alternative : "");
  picture->target = target;
  banco_builder_add (self, picture);
}

static void
add_bytes (BancoBuilder *self, GBytes *bytes, const char *alternative)
{
  const char *type = banco_picture_type (bytes);
  BancoBlock *picture;

  if (type == NULL) {
    banco_builder_picture (self, NULL, alternative);
    return;
  }
  picture = banco_block_new (BANCO_BLOCK_IMAGE, alternative != NULL ? alternative : "");
  picture->media_type = g_strdup (type);
  picture->data = g_bytes_ref (bytes);
  banco_builder_add (self, picture);
}

void
banco_builder_source (BancoBuilder *self, const char *src, const char *alternative)
{
  const char *comma = src != NULL ? strchr (src, ',') : NULL;
  GBytes *attached = NULL;

  if (src != NULL && self->attached != NULL && g_str_has_prefix (src, "attachment:"))
    attached = g_hash_table_lookup (self->attached, src + strlen ("attachment:"));
  if (attached != NULL) {
    add_bytes (self, attached, alternative);
  } else if (comma != NULL && comma - src < 64 && g_ascii_strncasecmp (src, "data:", 5) == 0) {
    gsize length = 0;
    guchar *decoded = g_base64_decode (comma + 1, &length);
    g_autoptr (GBytes) bytes = g_bytes_new_take (decoded, length);

    add_bytes (self, bytes, alternative);
  } else {
    banco_builder_picture (self, banco_scope_picture (self->scope, src), alternative);
  }
}
