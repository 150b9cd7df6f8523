/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/passage.h"
#include "desktop/knowledge/reader-private.h"

#include <glib/gi18n.h>

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

static void
write_children (BancoReaderSink *sink, const BancoBlock *block)
{
  for (guint i = 0; block->children && i < block->children->len; i++)
    banco_reader_write_block (sink, block->children->pdata[i]);
}

static void
write_heading_of (BancoReaderSink *sink,
                  const GPtrArray *spans,
                  const char *text,
                  guint level,
                  const char *anchor)
{
  static const char *const styles[] = { "title-1", "title-2", "title-3",
                                        "title-4", "heading", "heading" };
  GtkWidget *passage =
    banco_reader_write_passage (sink, GTK_ACCESSIBLE_ROLE_HEADING, spans, text, "section");
  GtkWidget *label = GTK_WIDGET (banco_passage_get_label (BANCO_PASSAGE (passage)));

  gtk_widget_add_css_class (label, styles[level - 1]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL,
                                  (int) level, -1);
  if (anchor != NULL)
    g_hash_table_insert (sink->anchors, g_strdup (anchor), passage);
}

void
banco_reader_write_title (BancoReaderSink *sink, const char *title)
{
  g_autofree char *line = banco_visible_line (title);

  write_heading_of (sink, NULL, line, 1, NULL);
}

static void
write_code (BancoReaderSink *sink, const BancoBlock *block)
{
  g_autofree char *text = g_strchomp (g_strdup (block->text ? block->text : ""));

  if (block->level > 0) {
    g_autofree char *prompt = g_strdup_printf ("In [%u]", block->level);

    banco_reader_write_text (sink, NULL, prompt, "prompt");
  }
  banco_reader_write_text (sink, NULL, text, "code");
}

static void
write_result (BancoReaderSink *sink, const BancoBlock *block)
{
  const char *style = g_strcmp0 (block->language, "error") == 0 ? "failure" : "output";
  g_autofree char *text = NULL;

  if (block->data) {
    banco_reader_write_picture (sink, block);
    return;
  }
  text = g_strchomp (g_strdup (block->text ? block->text : ""));
  banco_reader_write_output (sink, text, style);
}

/* An item has the name of its words. */
static void
write_item (BancoReaderSink *list, const BancoBlock *item, const char *mark)
{
  GtkWidget *row = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM,
                                 "css-classes", (const char *const[]){ "item", NULL }, NULL);
  GtkWidget *marker = gtk_label_new (mark);
  BancoReaderSink inner = *list;

  gtk_widget_set_valign (marker, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (marker), 1);
  gtk_label_set_width_chars (GTK_LABEL (marker), 2);
  gtk_box_append (GTK_BOX (row), marker);
  inner.box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_set_hexpand (GTK_WIDGET (inner.box), TRUE);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (inner.box));
  gtk_box_append (list->box, row);
  if (item->spans != NULL) {
    GtkWidget *words = banco_reader_write_text (&inner, item->spans, NULL, NULL);

    gtk_accessible_update_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                    banco_passage_get_label (BANCO_PASSAGE (words)), NULL, -1);
  }
  write_children (&inner, item);
}

static void
write_list (BancoReaderSink *sink, const BancoBlock *list)
{
  BancoReaderSink inner = banco_reader_open (sink, GTK_ACCESSIBLE_ROLE_LIST, "list-of-text");

  for (guint i = 0; list->children && i < list->children->len; i++) {
    g_autofree char *mark =
      list->level == 1 ? g_strdup_printf ("%u.", list->first + i) : g_strdup ("•");

    write_item (&inner, list->children->pdata[i], mark);
  }
}

static void
write_paragraph (BancoReaderSink *sink, const BancoBlock *block)
{
  BancoReaderSink quote = *sink;

  if (block->type == BANCO_BLOCK_QUOTE)
    quote = banco_reader_open (sink, GTK_ACCESSIBLE_ROLE_GROUP, "quote");
  if (block->spans != NULL || block->text != NULL) {
    GtkWidget *passage = banco_reader_write_text (&quote, block->spans, block->text, NULL);

    if (block->target != NULL)
      g_hash_table_insert (sink->anchors, g_strdup (block->target), passage);
  }
  write_children (&quote, block);
}

static void
write_note (BancoReaderSink *sink, const BancoBlock *block)
{
  BancoReaderSink note = banco_reader_open (sink, GTK_ACCESSIBLE_ROLE_GROUP, "note");

  if (block->spans != NULL)
    banco_reader_write_text (&note, block->spans, NULL, NULL);
  write_children (&note, block);
}

static GtkWidget *
new_cell (BancoReaderSink *sink, const BancoBlock *cell)
{
  BancoReaderSink inner = *sink;

  inner.box = g_object_new (
    GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "accessible-role",
    cell->level == 1 ? GTK_ACCESSIBLE_ROLE_COLUMN_HEADER : GTK_ACCESSIBLE_ROLE_CELL, NULL);
  inner.narrow = TRUE;
  gtk_widget_add_css_class (GTK_WIDGET (inner.box), "cell");
  if (cell->spans != NULL || cell->text != NULL) {
    GtkWidget *words = banco_reader_write_text (&inner, cell->spans, cell->text,
                                                cell->level == 1 ? "heading" : NULL);

    gtk_accessible_update_relation (GTK_ACCESSIBLE (inner.box), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                    banco_passage_get_label (BANCO_PASSAGE (words)), NULL, -1);
  }
  write_children (&inner, cell);
  return GTK_WIDGET (inner.box);
}

static void
write_table (BancoReaderSink *sink, const BancoBlock *block)
{
  GtkWidget *grid =
    g_object_new (GTK_TYPE_GRID, "accessible-role", GTK_ACCESSIBLE_ROLE_TABLE, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  for (guint y = 0; block->children && y < block->children->len; y++) {
    const BancoBlock *row = block->children->pdata[y];

    for (guint x = 0; row->children && x < row->children->len; x++)
      gtk_grid_attach (GTK_GRID (grid), new_cell (sink, row->children->pdata[x]), (int) x, (int) y,
                       1, 1);
  }
  gtk_widget_add_css_class (grid, "reader-table");
  gtk_widget_set_halign (grid, GTK_ALIGN_START);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), grid);
  gtk_widget_set_focusable (scroller, FALSE);
  gtk_box_append (sink->box, scroller);
}

void
banco_reader_write_block (BancoReaderSink *sink, const BancoBlock *block)
{
  switch (block->type) {
  case BANCO_BLOCK_HEADING:
    write_heading_of (sink, block->spans, block->text, CLAMP (block->level, 1, 6), block->target);
    break;
  case BANCO_BLOCK_CODE:
    write_code (sink, block);
    break;
  case BANCO_BLOCK_OUTPUT:
    write_result (sink, block);
    break;
  case BANCO_BLOCK_MATH:
    banco_reader_write_text (sink, NULL, block->text, "formula");
    break;
  case BANCO_BLOCK_TABLE:
    write_table (sink, block);
    break;
  case BANCO_BLOCK_LIST:
    write_list (sink, block);
    break;
  case BANCO_BLOCK_IMAGE:
    banco_reader_write_picture (sink, block);
    break;
  case BANCO_BLOCK_NOTE:
    write_note (sink, block);
    break;
  case BANCO_BLOCK_RULE:
    gtk_box_append (sink->box, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
    break;
  case BANCO_BLOCK_UNKNOWN:
    if (block->text)
      banco_reader_write_text (sink, NULL, block->text, "dim-label");
    write_children (sink, block);
    break;
  case BANCO_BLOCK_PARAGRAPH:
  case BANCO_BLOCK_QUOTE:
  case BANCO_BLOCK_ITEM:
  case BANCO_BLOCK_ROW:
  case BANCO_BLOCK_CELL:
    write_paragraph (sink, block);
    break;
  }
}
