/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/document-private.h"

#include <string.h>

#define NARROWEST 20
#define MOST_WORDS 4096 /* bytes of one output that are indexed */

/* Text on its way out: where a line starts, and how wide it may be. */
typedef struct {
  GString *text;
  GString *indent;  /* before every line */
  guint columns;    /* 0: not wrapped */
  const char *mark; /* once, in place of the end of the indent: "• "; NULL none */
} TextWriter;

static void write_block (TextWriter *writer, const BancoBlock *block);
static void write_blocks (TextWriter *writer, const GPtrArray *blocks);

static guint
width_of (const char *text, gssize length)
{
  guint width = 0;

  for (const char *c = text; length < 0 ? *c != '\0' : c < text + length;
       c = g_utf8_next_char (c)) {
    gunichar character = g_utf8_get_char (c);

    width += g_unichar_iszerowidth (character) ? 0 : (g_unichar_iswide (character) ? 2 : 1);
  }
  return width;
}

static void
start_line (TextWriter *writer)
{
  gsize keep = writer->indent->len;

  if (writer->mark != NULL)
    keep -= MIN (keep, width_of (writer->mark, -1));
  g_string_append_len (writer->text, writer->indent->str, (gssize) keep);
  if (writer->mark != NULL)
    g_string_append (writer->text, writer->mark);
  writer->mark = NULL;
}

static void
write_line (TextWriter *writer, const char *line, gssize length)
{
  start_line (writer);
  g_string_append_len (writer->text, line, length);
  while (writer->text->len > 0 && writer->text->str[writer->text->len - 1] == ' ')
    g_string_truncate (writer->text, writer->text->len - 1);
  g_string_append_c (writer->text, '\n');
}

/* An empty line, but for the bar of a note or quote that goes on. */
static void
write_gap (TextWriter *writer)
{
  g_autofree char *bare = g_strchomp (g_strdup (writer->indent->str));
  g_autofree char *gap = g_strconcat ("\n", bare, "\n", NULL);

  if (writer->text->len > 0 && !g_str_has_suffix (writer->text->str, "\n\n") &&
      !g_str_has_suffix (writer->text->str, gap))
    g_string_append (writer->text, gap + 1);
}

/* One paragraph's line of @text, broken at blanks so that it fits. */
static void
write_wrapped_line (TextWriter *writer, const char *text)
{
  guint taken = width_of (writer->indent->str, -1);
  guint room = writer->columns > taken + NARROWEST ? writer->columns - taken : NARROWEST;
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autoptr (GString) line = g_string_new (NULL);
  guint used = 0;

  if (writer->columns == 0) {
    write_line (writer, text, -1);
    return;
  }
  for (guint i = 0; words[i] != NULL; i++) {
    guint width = width_of (words[i], -1);

    if (used > 0 && used + 1 + width > room) {
      write_line (writer, line->str, -1);
      g_string_truncate (line, 0);
      used = 0;
    }
    if (used > 0)
      g_string_append_c (line, ' ');
    used += width + (used > 0);
    g_string_append (line, words[i]);
  }
  write_line (writer, line->str, -1);
}

static void
write_wrapped (TextWriter *writer, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    write_wrapped_line (writer, lines[i]);
}

static void
write_verbatim (TextWriter *writer, const char *text)
{
  const char *line = text;

  while (*line != '\0') {
    gsize length = strcspn (line, "\n");

    write_line (writer, line, (gssize) length);
    line += length + (line[length] == '\n');
  }
}

/* Spans as text; a formula keeps its dollars, a link to elsewhere its address, which is told once
 * where the words of the link end. */
static char *
spans_to_text (const BancoBlock *block, gboolean with_links)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < block->spans->len; i++) {
    const BancoSpan *span = block->spans->pdata[i];
    const BancoSpan *next = i + 1 < block->spans->len ? block->spans->pdata[i + 1] : NULL;
    const char *fence;
    gboolean mail;

    g_assert (span != NULL);
    fence = span->math ? "$" : (span->code ? "`" : "");
    mail = span->link != NULL && g_str_has_prefix (span->link, "mailto:");
    g_string_append_printf (text, "%s%s%s", fence, span->text, fence);
    if (with_links && span->link != NULL && strstr (span->link, ":") != NULL &&
        strcmp (span->link + (mail ? strlen ("mailto:") : 0), span->text) != 0 &&
        (next == NULL || g_strcmp0 (next->link, span->link) != 0))
      g_string_append_printf (text, " <%s>", span->link);
  }
  return g_string_free (text, FALSE);
}

/* @blocks with a deeper indent; @mark stands at its start, where the first line begins. */
static void
write_indented (TextWriter *writer, const char *indent, const char *mark, const GPtrArray *blocks)
{
  gsize before = writer->indent->len;

  g_string_append (writer->indent, indent);
  writer->mark = mark;
  if (blocks->len == 0)
    write_line (writer, "", 0);
  write_blocks (writer, blocks);
  writer->mark = NULL;
  g_string_truncate (writer->indent, before);
}

static void
write_heading (TextWriter *writer, const BancoBlock *block)
{
  g_autofree char *words = banco_block_dup_words (block);
  g_autofree char *line = NULL;

  g_strdelimit (words, "\n", ' ');
  write_line (writer, words, -1);
  if (block->level > 2)
    return;
  line = g_strnfill (MIN (width_of (words, -1), 100), block->level == 1 ? '=' : '-');
  write_line (writer, line, -1);
}

static void
write_list (TextWriter *writer, const BancoBlock *list)
{
  for (guint i = 0; i < list->children->len; i++) {
    const BancoBlock *item = list->children->pdata[i];
    g_autofree char *number = g_strdup_printf ("%u. ", list->first + i);
    const char *mark = list->level == 1 ? number : "• ";
    g_autofree char *indent = g_strnfill (width_of (mark, -1), ' ');

    if (item->type == BANCO_BLOCK_ITEM)
      write_indented (writer, indent, mark, item->children);
    else
      write_block (writer, item);
    /* Items stay close; only paragraphs inside of one keep their distance. */
    if (g_str_has_suffix (writer->text->str, "\n\n"))
      g_string_truncate (writer->text, writer->text->len - 1);
  }
}

static char *
picture_to_text (const BancoBlock *block)
{
  return block->text != NULL && block->text[0] != '\0'
           ? g_strdup_printf ("[picture: %s]", block->text)
           : g_strdup ("[picture]");
}

static void
append_words (const BancoBlock *block, gpointer data)
{
  GString *text = data;
  g_autofree char *words = block->spans != NULL ? spans_to_text (block, FALSE)
                                                : g_strdup (block->text != NULL ? block->text : "");

  if (block->type == BANCO_BLOCK_IMAGE) {
    g_free (words);
    words = picture_to_text (block);
  }
  if (words[0] == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, g_strdelimit (words, "\n\t", ' '));
}

static char *
cell_to_text (const BancoBlock *cell)
{
  GString *text = g_string_new (NULL);

  append_words (cell, text);
  banco_blocks_visit (cell->children, append_words, text);
  return g_string_free (text, FALSE);
}

/* Columns as wide as their widest cell, which has a limit. */
static void
write_table (TextWriter *writer, const BancoBlock *table)
{
  g_autoptr (GArray) widths = g_array_new (FALSE, TRUE, sizeof (guint));

  for (int pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < table->children->len; i++) {
      const BancoBlock *row = table->children->pdata[i];
      g_autoptr (GString) line = g_string_new (NULL);

      for (guint j = 0; row->children != NULL && j < row->children->len; j++) {
        const BancoBlock *cell = row->children->pdata[j];
        g_autofree char *text = cell_to_text (cell);
        guint width = width_of (text, -1);

        if (widths->len <= j)
          g_array_set_size (widths, j + 1);
        if (pass == 0) {
          g_array_index (widths, guint, j) =
            MAX (MIN (width, 40), g_array_index (widths, guint, j));
          continue;
        }
        g_string_append_printf (line, "%s%s", j > 0 ? " │ " : "", text);
        for (guint column = g_array_index (widths, guint, j); width < column; width++)
          g_string_append_c (line, ' ');
      }
      if (pass == 1)
        write_line (writer, line->str, -1);
    }
  }
}

static void
write_output (TextWriter *writer, const BancoBlock *block)
{
  gsize before = writer->indent->len;

  g_string_append (writer->indent, "  ");
  if (block->text != NULL)
    write_verbatim (writer, block->text);
  if (block->data != NULL)
    write_line (writer, "[picture]", -1);
  g_string_truncate (writer->indent, before);
  if (block->children != NULL)
    write_indented (writer, "  ", NULL, block->children);
}

static void
write_code (TextWriter *writer, const BancoBlock *block)
{
  gsize before = writer->indent->len;
  g_autofree char *prompt = g_strdup_printf ("In [%u]:", block->level);

  if (block->level > 0)
    write_line (writer, prompt, -1);
  g_string_append (writer->indent, "    ");
  write_verbatim (writer, block->text);
  g_string_truncate (writer->indent, before);
}

static void
write_math (TextWriter *writer, const BancoBlock *block)
{
  gsize before = writer->indent->len;

  g_string_append (writer->indent, "    ");
  write_verbatim (writer, block->text);
  g_string_truncate (writer->indent, before);
}

static void
write_picture (TextWriter *writer, const BancoBlock *block)
{
  g_autofree char *line = picture_to_text (block);

  write_wrapped (writer, line);
}

static void
write_note (TextWriter *writer, const BancoBlock *block)
{
  g_autofree char *kind = g_ascii_strup (block->language != NULL ? block->language : "note", -1);
  g_autofree char *line = block->text != NULL && block->text[0] != '\0'
                            ? g_strdup_printf ("%s: %s", kind, block->text)
                            : g_strdup (kind);

  write_line (writer, line, -1);
  write_indented (writer, "│ ", NULL, block->children);
}

static void
write_unknown (TextWriter *writer, const BancoBlock *block)
{
  g_autofree char *line = g_strdup_printf ("[%s]", block->text != NULL ? block->text : "");

  write_line (writer, line, -1);
  write_blocks (writer, block->children);
}

static void
write_block (TextWriter *writer, const BancoBlock *block)
{
  g_autofree char *words = NULL;

  switch (block->type) {
  case BANCO_BLOCK_HEADING:
    write_heading (writer, block);
    break;
  case BANCO_BLOCK_PARAGRAPH:
    words = spans_to_text (block, TRUE);
    write_wrapped (writer, words);
    break;
  case BANCO_BLOCK_CODE:
    write_code (writer, block);
    break;
  case BANCO_BLOCK_OUTPUT:
    write_output (writer, block);
    break;
  case BANCO_BLOCK_MATH:
    write_math (writer, block);
    break;
  case BANCO_BLOCK_TABLE:
    write_table (writer, block);
    break;
  case BANCO_BLOCK_LIST:
    write_list (writer, block);
    break;
  case BANCO_BLOCK_IMAGE:
    write_picture (writer, block);
    break;
  case BANCO_BLOCK_NOTE:
    write_note (writer, block);
    break;
  case BANCO_BLOCK_QUOTE:
    write_indented (writer, "> ", NULL, block->children);
    break;
  case BANCO_BLOCK_RULE:
    write_line (writer, "────────", -1);
    break;
  case BANCO_BLOCK_UNKNOWN:
    write_unknown (writer, block);
    break;
  default:
    write_blocks (writer, block->children);
  }
}

static void
write_blocks (TextWriter *writer, const GPtrArray *blocks)
{
  for (guint i = 0; i < blocks->len; i++) {
    if (i > 0)
      write_gap (writer);
    write_block (writer, blocks->pdata[i]);
  }
}

static void
write_problems (TextWriter *writer, const GPtrArray *problems)
{
  if (problems->len == 0)
    return;
  write_gap (writer);
  write_line (writer, "Not all of this could be read:", -1);
  for (guint i = 0; i < problems->len; i++) {
    const BancoProblem *problem = problems->pdata[i];
    g_autofree char *line = g_strdup_printf ("%s: %s", problem->where, problem->what);

    g_string_append (writer->indent, "  ");
    writer->mark = "- ";
    write_wrapped (writer, line);
    g_string_truncate (writer->indent, 0);
  }
}

char *
banco_document_to_text (BancoDocument *self, guint columns)
{
  TextWriter writer = { .columns = columns };

  g_return_val_if_fail (self != NULL, g_strdup (""));

  writer.text = g_string_new (NULL);
  writer.indent = g_string_new (NULL);
  write_blocks (&writer, self->blocks);
  write_problems (&writer, self->problems);
  g_string_free (writer.indent, TRUE);
  return g_string_free (writer.text, FALSE);
}

static void
append_indexed (const BancoBlock *block, gpointer data)
{
  GString *text = data;
  g_autofree char *words = block->spans != NULL ? banco_block_dup_words (block) : NULL;
  const char *plain = words != NULL ? words : block->text;
  gsize length = plain != NULL ? strlen (plain) : 0;

  if (length == 0 || block->type == BANCO_BLOCK_UNKNOWN)
    return;
  if (block->type == BANCO_BLOCK_OUTPUT && length > MOST_WORDS)
    length = (gsize) (g_utf8_find_prev_char (plain, plain + MOST_WORDS) - plain);
  g_string_append_len (text, plain, (gssize) length);
  g_string_append_c (text, '\n');
}

char *
banco_document_to_words (BancoDocument *self, const GPtrArray *tables, char **told)
{
  GString *text = g_string_new (NULL);
  GString *about = g_string_new (NULL);

  for (guint i = 0; i < self->blocks->len; i++) {
    BancoBlock *block = self->blocks->pdata[i];
    gboolean is_about = tables != NULL && g_ptr_array_find ((GPtrArray *) tables, block, NULL);

    append_indexed (block, is_about ? about : text);
    banco_blocks_visit (block->children, append_indexed, is_about ? about : text);
  }
  if (told != NULL)
    *told = g_strdup (about->str);
  g_string_free (about, TRUE);
  return g_string_free (text, FALSE);
}
