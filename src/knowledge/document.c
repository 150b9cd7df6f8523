/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/document-private.h"

#include <string.h>

#define MOST_PROBLEMS 50

const char *
banco_block_type_to_string (BancoBlockType type)
{
  static const char *const names[] = {
    "heading", "paragraph", "code",  "output", "math",  "table", "list",    "item",
    "row",     "cell",      "image", "note",   "quote", "rule",  "unknown",
  };

  g_return_val_if_fail (type < G_N_ELEMENTS (names), "unknown");
  return names[type];
}

static void
span_free (gpointer data)
{
  BancoSpan *span = data;

  g_free (span->text);
  g_free (span->link);
  g_free (span);
}

static void
problem_free (gpointer data)
{
  BancoProblem *problem = data;

  g_free (problem->where);
  g_free (problem->what);
  g_free (problem);
}

static void
block_free (gpointer data)
{
  banco_block_free (data);
}

BancoBlock *
banco_block_new (BancoBlockType type, const char *text)
{
  BancoBlock *self = g_new0 (BancoBlock, 1);

  self->type = type;
  self->text = g_strdup (text);
  switch (type) {
  case BANCO_BLOCK_HEADING:
  case BANCO_BLOCK_PARAGRAPH:
    self->spans = g_ptr_array_new_with_free_func (span_free);
    break;
  case BANCO_BLOCK_TABLE:
  case BANCO_BLOCK_LIST:
  case BANCO_BLOCK_ITEM:
  case BANCO_BLOCK_ROW:
  case BANCO_BLOCK_CELL:
  case BANCO_BLOCK_NOTE:
  case BANCO_BLOCK_QUOTE:
  case BANCO_BLOCK_UNKNOWN:
    self->children = g_ptr_array_new_with_free_func (block_free);
    break;
  default:
    break;
  }
  return self;
}

void
banco_block_free (BancoBlock *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->language);
  g_free (self->media_type);
  g_free (self->target);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_clear_pointer (&self->spans, g_ptr_array_unref);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

char *
banco_block_dup_words (const BancoBlock *self)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; self->spans != NULL && i < self->spans->len; i++)
    g_string_append (words, ((BancoSpan *) self->spans->pdata[i])->text);
  return g_string_free (words, FALSE);
}

BancoDocument *
banco_document_new (void)
{
  BancoDocument *self = g_new0 (BancoDocument, 1);

  self->blocks = g_ptr_array_new_with_free_func (block_free);
  self->problems = g_ptr_array_new_with_free_func (problem_free);
  return self;
}

void
banco_document_free (BancoDocument *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

void
banco_document_add_problem (BancoDocument *self, const char *where, const char *format, ...)
{
  BancoProblem *problem;
  va_list arguments;

  if (self->problems->len >= MOST_PROBLEMS)
    return;
  problem = g_new0 (BancoProblem, 1);
  problem->where = g_strdup (where);
  va_start (arguments, format);
  problem->what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->problems, problem);
}

const GPtrArray *
banco_document_get_blocks (BancoDocument *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->blocks;
}

const GPtrArray *
banco_document_get_problems (BancoDocument *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->problems;
}

void
banco_blocks_visit (const GPtrArray *blocks, BancoVisit visit, gpointer data)
{
  for (guint i = 0; blocks != NULL && i < blocks->len; i++) {
    const BancoBlock *block = blocks->pdata[i];

    visit (block, data);
    banco_blocks_visit (block->children, visit, data);
  }
}

const char *
banco_picture_type (GBytes *data)
{
  static const struct {
    const char *start;
    gsize length;
    const char *type;
  } kinds[] = {
    { "\x89PNG\r\n\x1a\n", 8, "image/png" },
    { "\xff\xd8\xff", 3, "image/jpeg" },
    { "GIF87a", 6, "image/gif" },
    { "GIF89a", 6, "image/gif" },
  };
  gsize size;
  const char *bytes = g_bytes_get_data (data, &size);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (size > kinds[i].length && memcmp (bytes, kinds[i].start, kinds[i].length) == 0)
      return kinds[i].type;
  return size > 12 && memcmp (bytes, "RIFF", 4) == 0 && memcmp (bytes + 8, "WEBP", 4) == 0
           ? "image/webp"
           : NULL;
}
