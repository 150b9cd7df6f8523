/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/reader-private.h"

#include <glib/gi18n.h>

#define WIDEST_PICTURE 660

static void
append_text (BancoReaderSink *sink, const char *text, const char *tag)
{
  g_autofree char *shown = banco_visible_text (text);
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (sink->buffer, &end);
  gtk_text_buffer_insert_with_tags_by_name (sink->buffer, &end, shown, -1, tag, NULL);
}

static void
add_widget (BancoReaderSink *sink, GtkWidget *widget)
{
  GtkTextIter end;
  GtkTextChildAnchor *anchor;

  gtk_text_buffer_get_end_iter (sink->buffer, &end);
  anchor = gtk_text_buffer_create_child_anchor (sink->buffer, &end);
  gtk_text_view_add_child_at_anchor (sink->view, widget, anchor);
}

/* Foreign bytes: only the formats that everybody decodes, and never larger than the column. */
static GdkPixbuf *
decode (GBytes *bytes, const char *media_type)
{
  static const char *const known[] = { "image/png", "image/jpeg", "image/gif", NULL };
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GdkPixbuf) full = NULL;
  int width;

  if (bytes == NULL || media_type == NULL || !g_strv_contains (known, media_type))
    return NULL;
  stream = g_memory_input_stream_new_from_bytes (bytes);
  full = gdk_pixbuf_new_from_stream (stream, NULL, NULL);
  if (full == NULL)
    return NULL;
  width = gdk_pixbuf_get_width (full);
  if (width <= WIDEST_PICTURE)
    return g_steal_pointer (&full);
  return gdk_pixbuf_scale_simple (full, WIDEST_PICTURE,
                                  MAX (1, gdk_pixbuf_get_height (full) * WIDEST_PICTURE / width),
                                  GDK_INTERP_BILINEAR);
}

void
banco_reader_add_picture (BancoReaderSink *sink, const BancoBlock *block)
{
  g_autofree char *media_type = g_strdup (block->media_type);
  g_autoptr (GBytes) bytes = block->data ? g_bytes_ref (block->data) : NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autofree char *words =
    banco_visible_line (block->text && block->text[0] ? block->text : _ ("Picture"));

  if (bytes == NULL && sink->library && block->target && g_str_has_prefix (block->target, "kb:")) {
    g_clear_pointer (&media_type, g_free);
    bytes = banco_library_read_resource (sink->library, block->target, &media_type, NULL);
  }
  pixbuf = decode (bytes, media_type);
  if (pixbuf) {
    g_autoptr (GdkTexture) texture = gdk_texture_new_for_pixbuf (pixbuf);
    GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));

    gtk_picture_set_alternative_text (GTK_PICTURE (picture), words);
    gtk_picture_set_can_shrink (GTK_PICTURE (picture), FALSE);
    add_widget (sink, picture);
    append_text (sink, "\n\n", "dim");
  } else {
    append_text (sink, words, "dim");
    append_text (sink, "\n", "dim");
  }
}

static void
append_words (GString *words, const BancoBlock *block)
{
  if (block->spans == NULL && block->text)
    g_string_append (words, block->text);
  for (guint i = 0; block->spans && i < block->spans->len; i++) {
    const BancoSpan *span = block->spans->pdata[i];

    g_string_append (words, span->text ? span->text : "");
  }
  for (guint i = 0; block->children && i < block->children->len; i++) {
    if (words->len > 0)
      g_string_append_c (words, '\n');
    append_words (words, block->children->pdata[i]);
  }
}

static GtkWidget *
new_cell (const BancoBlock *cell)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *shown = NULL;
  GtkWidget *label;

  append_words (words, cell);
  shown = banco_visible_text (words->str);
  label = g_object_new (
    GTK_TYPE_LABEL, "label", shown, "accessible-role",
    cell->level == 1 ? GTK_ACCESSIBLE_ROLE_COLUMN_HEADER : GTK_ACCESSIBLE_ROLE_CELL, NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "cell");
  if (cell->level == 1)
    gtk_widget_add_css_class (label, "heading");
  return label;
}

void
banco_reader_add_table (BancoReaderSink *sink, const BancoBlock *block)
{
  GtkWidget *grid =
    g_object_new (GTK_TYPE_GRID, "accessible-role", GTK_ACCESSIBLE_ROLE_TABLE, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  for (guint y = 0; block->children && y < block->children->len; y++) {
    const BancoBlock *row = block->children->pdata[y];

    for (guint x = 0; row->children && x < row->children->len; x++)
      gtk_grid_attach (GTK_GRID (grid), new_cell (row->children->pdata[x]), (int) x, (int) y, 1, 1);
  }
  gtk_widget_add_css_class (grid, "reader-table");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), grid);
  g_ptr_array_add (sink->wide, scroller);
  add_widget (sink, scroller);
  append_text (sink, "\n\n", "dim");
}

typedef struct {
  GtkTextBuffer *buffer; /* borrowed: lives as long as the button in it */
  GtkTextChildAnchor *anchor;
  char *rest;
  const char *tag;
} More;

static void
more_free (gpointer data, GClosure *closure)
{
  More *more = data;

  g_object_unref (more->anchor);
  g_free (more->rest);
  g_free (more);
}

static void
show_more (GtkButton *button, More *more)
{
  g_autoptr (GtkTextBuffer) buffer = g_object_ref (more->buffer);
  g_autofree char *rest = g_strdup (more->rest);
  const char *tag = more->tag;
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_child_anchor (buffer, &start, more->anchor);
  end = start;
  gtk_text_iter_forward_char (&end);
  /* Removes the button with its handler: nothing of @more may be used from here on. */
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert_with_tags_by_name (buffer, &start, rest, -1, tag, NULL);
}

void
banco_reader_add_more (BancoReaderSink *sink, const char *rest, guint lines, const char *tag)
{
  g_autofree char *words =
    g_strdup_printf (ngettext ("Show %u Line", "Show %u Lines", lines), lines);
  GtkWidget *button = gtk_button_new_with_label (words);
  More *more = g_new0 (More, 1);
  GtkTextIter end;

  gtk_widget_add_css_class (button, "flat");
  gtk_text_buffer_get_end_iter (sink->buffer, &end);
  more->buffer = sink->buffer;
  more->anchor = g_object_ref (gtk_text_buffer_create_child_anchor (sink->buffer, &end));
  more->rest = banco_visible_text (rest);
  more->tag = tag;
  gtk_text_view_add_child_at_anchor (sink->view, button, more->anchor);
  /* Not an action: it belongs to this place in this text, and goes with its button. */
  g_signal_connect_data (button, "clicked", G_CALLBACK (show_more), more, more_free, 0);
}
