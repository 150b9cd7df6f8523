/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/reader-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* An output longer than this is folded after its first lines. */
#define LONG_OUTPUT 24
#define FOLDED_OUTPUT 10

void
banco_reader_make_tags (GtkTextBuffer *buffer, gboolean dark)
{
  const char *shade = dark ? "#303030" : "#f3f3f2";
  const char *accent = dark ? "#78aeed" : "#1c71d8";
  const char *dim = dark ? "#9a9996" : "#6a686e";
  static const double sizes[] = { 1.5, 1.3, 1.15, 1.05, 1, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *name = g_strdup_printf ("heading%u", i + 1);

    gtk_text_buffer_create_tag (buffer, name, "scale", sizes[i], "weight", PANGO_WEIGHT_BOLD,
                                "pixels-above-lines", i < 2 ? 18 : 12, "pixels-below-lines", 6,
                                NULL);
  }
  gtk_text_buffer_create_tag (buffer, "paragraph", "pixels-below-lines", 9, NULL);
  gtk_text_buffer_create_tag (buffer, "prompt", "foreground", dim, "scale", 0.85, "family",
                              "monospace", "pixels-above-lines", 6, NULL);
  gtk_text_buffer_create_tag (buffer, "code", "family", "monospace", "paragraph-background", shade,
                              "left-margin", 12, "right-margin", 12, "scale", 0.95, NULL);
  gtk_text_buffer_create_tag (buffer, "output", "family", "monospace", "foreground", dim,
                              "left-margin", 12, "scale", 0.95, NULL);
  gtk_text_buffer_create_tag (buffer, "error", "family", "monospace", "foreground",
                              dark ? "#ff7b63" : "#c01c28", "left-margin", 12, NULL);
  gtk_text_buffer_create_tag (buffer, "math", "style", PANGO_STYLE_ITALIC, "family",
                              "Latin Modern Math, serif", NULL);
  gtk_text_buffer_create_tag (buffer, "note", "paragraph-background", dark ? "#1d3550" : "#e4eefb",
                              "left-margin", 12, "right-margin", 12, "pixels-above-lines", 3,
                              "pixels-below-lines", 3, NULL);
  gtk_text_buffer_create_tag (buffer, "quote", "left-margin", 24, "foreground", dim, NULL);
  gtk_text_buffer_create_tag (buffer, "dim", "foreground", dim, NULL);
  gtk_text_buffer_create_tag (buffer, "bold", "weight", PANGO_WEIGHT_BOLD, NULL);
  gtk_text_buffer_create_tag (buffer, "italic", "style", PANGO_STYLE_ITALIC, NULL);
  gtk_text_buffer_create_tag (buffer, "strike", "strikethrough", TRUE, NULL);
  gtk_text_buffer_create_tag (buffer, "inline-code", "family", "monospace", "background", shade,
                              NULL);
  gtk_text_buffer_create_tag (buffer, "link", "foreground", accent, "underline",
                              PANGO_UNDERLINE_SINGLE, NULL);
  gtk_text_buffer_create_tag (buffer, "found", "background", dark ? "#865e00" : "#f9f06b", NULL);
  for (guint i = 0; i < 6; i++) {
    g_autofree char *name = g_strdup_printf ("item%u", i);

    gtk_text_buffer_create_tag (buffer, name, "left-margin", (int) (24 + 24 * i), "indent", -18,
                                "pixels-below-lines", 3, NULL);
  }
}

char *
banco_reader_heading_text (const BancoBlock *block)
{
  GString *text = g_string_new (NULL);

  if (block->spans == NULL && block->text)
    g_string_append (text, block->text);
  for (guint i = 0; block->spans && i < block->spans->len; i++) {
    const BancoSpan *span = block->spans->pdata[i];

    g_string_append (text, span->text ? span->text : "");
  }
  return g_string_free (text, FALSE);
}

/* Appends @text, cleaned (base/visible.h), and returns where it began, as an offset. */
static int
append (BancoReaderSink *sink, const char *text, const char *tag)
{
  g_autofree char *shown = banco_visible_text (text);
  GtkTextIter end;
  int start;

  gtk_text_buffer_get_end_iter (sink->buffer, &end);
  start = gtk_text_iter_get_offset (&end);
  if (tag)
    gtk_text_buffer_insert_with_tags_by_name (sink->buffer, &end, shown, -1, tag, NULL);
  else
    gtk_text_buffer_insert (sink->buffer, &end, shown, -1);
  return start;
}

static void
tag_from (BancoReaderSink *sink, int start, const char *tag)
{
  GtkTextIter begin, end;

  gtk_text_buffer_get_iter_at_offset (sink->buffer, &begin, start);
  gtk_text_buffer_get_end_iter (sink->buffer, &end);
  gtk_text_buffer_apply_tag_by_name (sink->buffer, tag, &begin, &end);
}

static void
append_link (BancoReaderSink *sink, int start, const char *target)
{
  GtkTextTag *tag = gtk_text_buffer_create_tag (sink->buffer, NULL, NULL);
  GtkTextIter begin, end;

  /* A tag of its own remembers where it leads. */
  g_object_set_data_full (G_OBJECT (tag), "link", g_strdup (target), g_free);
  tag_from (sink, start, "link");
  gtk_text_buffer_get_iter_at_offset (sink->buffer, &begin, start);
  gtk_text_buffer_get_end_iter (sink->buffer, &end);
  gtk_text_buffer_apply_tag (sink->buffer, tag, &begin, &end);
}

static void
append_spans (BancoReaderSink *sink, const GPtrArray *spans)
{
  for (guint i = 0; spans && i < spans->len; i++) {
    const BancoSpan *span = spans->pdata[i];
    int start = append (sink, span->text ? span->text : "", NULL);

    if (span->bold)
      tag_from (sink, start, "bold");
    if (span->italic)
      tag_from (sink, start, "italic");
    if (span->strike)
      tag_from (sink, start, "strike");
    if (span->code)
      tag_from (sink, start, "inline-code");
    if (span->math)
      tag_from (sink, start, "math");
    if (span->link)
      append_link (sink, start, span->link);
  }
}

static void
write_children (BancoReaderSink *sink, const BancoBlock *block, guint depth)
{
  for (guint i = 0; block->children && i < block->children->len; i++)
    banco_reader_write_block (sink, block->children->pdata[i], depth);
}

/* Where links of the page may lead to. */
static void
mark_place (BancoReaderSink *sink, const BancoBlock *block)
{
  GtkTextIter end;

  if (block->target == NULL)
    return;
  gtk_text_buffer_get_end_iter (sink->buffer, &end);
  g_hash_table_insert (sink->anchors, g_strdup (block->target),
                       gtk_text_buffer_create_mark (sink->buffer, NULL, &end, TRUE));
}

static void
write_heading (BancoReaderSink *sink, const BancoBlock *block)
{
  g_autofree char *tag = g_strdup_printf ("heading%u", CLAMP (block->level, 1, 6));
  int start;

  mark_place (sink, block);
  start = append (sink, block->spans == NULL && block->text ? block->text : "", NULL);
  append_spans (sink, block->spans);
  append (sink, "\n", NULL);
  tag_from (sink, start, tag);
}

/* An empty line has no background of its own: a space gives it one. */
static void
append_code (BancoReaderSink *sink, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i]; i++) {
    append (sink, lines[i][0] ? lines[i] : " ", "code");
    append (sink, "\n", "code");
  }
}

static void
write_code (BancoReaderSink *sink, const BancoBlock *block)
{
  g_autofree char *text = g_strdup (block->text ? block->text : "");

  if (block->level > 0) {
    g_autofree char *prompt = g_strdup_printf ("In [%u]\n", block->level);

    append (sink, prompt, "prompt");
  }
  append_code (sink, g_strchomp (text));
  append (sink, "\n", NULL);
}

static const char *
nth_line (const char *text, guint n)
{
  while (n-- > 0 && text)
    text = strchr (text, '\n') ? strchr (text, '\n') + 1 : NULL;
  return text;
}

static void
write_output (BancoReaderSink *sink, const BancoBlock *block)
{
  const char *tag = g_strcmp0 (block->language, "error") == 0 ? "error" : "output";
  g_autofree char *text = g_strchomp (g_strdup (block->text ? block->text : ""));
  guint lines = 1;

  if (block->data) {
    banco_reader_add_picture (sink, block);
    return;
  }
  for (const char *at = text; *at; at++)
    lines += *at == '\n';
  if (lines > LONG_OUTPUT) {
    char *rest = (char *) nth_line (text, FOLDED_OUTPUT);

    rest[-1] = '\0';
    append (sink, text, tag);
    append (sink, "\n", tag);
    banco_reader_add_more (sink, rest, lines - FOLDED_OUTPUT, tag);
  } else {
    append (sink, text, tag);
  }
  append (sink, "\n\n", NULL);
}

static void
write_list (BancoReaderSink *sink, const BancoBlock *list, guint depth)
{
  g_autofree char *tag = g_strdup_printf ("item%u", MIN (depth, 5));

  for (guint i = 0; list->children && i < list->children->len; i++) {
    const BancoBlock *item = list->children->pdata[i];
    g_autofree char *bullet =
      list->level == 1 ? g_strdup_printf ("%u. ", list->first + i) : g_strdup ("•  ");
    int start = append (sink, bullet, NULL);

    append_spans (sink, item->spans);
    if (item->spans) {
      append (sink, "\n", NULL);
      tag_from (sink, start, tag);
      write_children (sink, item, depth + 1);
    } else if (item->children) {
      write_children (sink, item, depth + 1);
      tag_from (sink, start, tag);
    }
  }
  if (depth == 0)
    append (sink, "\n", NULL);
}

static void
write_note (BancoReaderSink *sink, const BancoBlock *block, guint depth)
{
  int start = append (sink, "", NULL);

  append_spans (sink, block->spans);
  if (block->spans)
    append (sink, "\n", NULL);
  write_children (sink, block, depth);
  tag_from (sink, start, "note");
  append (sink, "\n", NULL);
}

static void
write_paragraph (BancoReaderSink *sink, const BancoBlock *block, guint depth)
{
  int start = append (sink, "", NULL);

  mark_place (sink, block);
  append_spans (sink, block->spans);
  if (block->spans == NULL && block->text)
    append (sink, block->text, NULL);
  append (sink, "\n", NULL);
  tag_from (sink, start, block->type == BANCO_BLOCK_QUOTE ? "quote" : "paragraph");
  write_children (sink, block, depth);
}

void
banco_reader_write_title (BancoReaderSink *sink, const char *title)
{
  g_autofree char *line = banco_visible_line (title);

  append (sink, line, "heading1");
  append (sink, "\n", "heading1");
}

void
banco_reader_write_block (BancoReaderSink *sink, const BancoBlock *block, guint depth)
{
  switch (block->type) {
  case BANCO_BLOCK_HEADING:
    write_heading (sink, block);
    break;
  case BANCO_BLOCK_CODE:
    write_code (sink, block);
    break;
  case BANCO_BLOCK_OUTPUT:
    write_output (sink, block);
    break;
  case BANCO_BLOCK_MATH:
    append (sink, block->text ? block->text : "", "math");
    append (sink, "\n\n", NULL);
    break;
  case BANCO_BLOCK_TABLE:
    banco_reader_add_table (sink, block);
    break;
  case BANCO_BLOCK_LIST:
    write_list (sink, block, depth);
    break;
  case BANCO_BLOCK_IMAGE:
    banco_reader_add_picture (sink, block);
    break;
  case BANCO_BLOCK_NOTE:
    write_note (sink, block, depth);
    break;
  case BANCO_BLOCK_RULE:
    append (sink, "―――\n\n", "dim");
    break;
  case BANCO_BLOCK_UNKNOWN:
    if (block->text) {
      append (sink, block->text, "dim");
      append (sink, "\n", NULL);
    }
    write_children (sink, block, depth);
    break;
  case BANCO_BLOCK_PARAGRAPH:
  case BANCO_BLOCK_QUOTE:
  case BANCO_BLOCK_ITEM:
  case BANCO_BLOCK_ROW:
  case BANCO_BLOCK_CELL:
    write_paragraph (sink, block, depth);
    break;
  }
}
