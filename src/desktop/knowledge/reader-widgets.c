/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/passage.h"
#include "desktop/knowledge/reader-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* A text of a program longer than this is folded after its first lines. */
#define LONG_OUTPUT 24
#define FOLDED_OUTPUT 10
#define MORE_OUTPUT 1000 /* lines a press: a label takes its time for each */

#define WIDEST_PICTURE 660
#define CELL_CHARACTERS 40 /* a line of a cell, at most */

GtkWidget *
banco_reader_write_passage (BancoReaderSink *sink,
                            GtkAccessibleRole role,
                            const GPtrArray *spans,
                            const char *text,
                            const char *style)
{
  GtkWidget *passage = banco_passage_new (role, spans, text);

  if (style != NULL)
    gtk_widget_add_css_class (passage, style);
  if (sink->narrow)
    gtk_label_set_max_width_chars (banco_passage_get_label (BANCO_PASSAGE (passage)),
                                   CELL_CHARACTERS);
  gtk_box_append (sink->box, passage);
  return passage;
}

GtkWidget *
banco_reader_write_text (BancoReaderSink *sink,
                         const GPtrArray *spans,
                         const char *text,
                         const char *style)
{
  return banco_reader_write_passage (sink, GTK_ACCESSIBLE_ROLE_LABEL, spans, text, style);
}

BancoReaderSink
banco_reader_open (BancoReaderSink *sink, GtkAccessibleRole role, const char *style)
{
  BancoReaderSink inner = *sink;

  inner.box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                            "accessible-role", role, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (inner.box), style);
  gtk_box_append (sink->box, GTK_WIDGET (inner.box));
  return inner;
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
banco_reader_write_picture (BancoReaderSink *sink, const BancoBlock *block)
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
    gtk_widget_set_halign (picture, GTK_ALIGN_START);
    gtk_box_append (sink->box, picture);
  } else {
    banco_reader_write_text (sink, NULL, words, "dim-label");
  }
}

/* Where line @n of @text begins, 0 the first; NULL: it has fewer. */
static char *
nth_line (char *text, guint n)
{
  while (n-- > 0 && text)
    text = strchr (text, '\n') ? strchr (text, '\n') + 1 : NULL;
  return text;
}

static guint
count_lines (const char *text)
{
  guint lines = 1;

  for (; *text; text++)
    lines += *text == '\n';
  return lines;
}

typedef struct {
  BancoReaderSink sink;
  char *rest;
  const char *style;
} More;

static void
more_free (gpointer data, GClosure *closure)
{
  More *more = data;

  g_free (more->rest);
  g_free (more);
}

static void
name_more (GtkButton *button, guint lines)
{
  g_autofree char *words =
    g_strdup_printf (ngettext ("Show %u Line", "Show %u Lines", lines), lines);

  gtk_button_set_label (button, words);
}

static void
show_more (GtkButton *button, More *more)
{
  char *rest = nth_line (more->rest, MORE_OUTPUT);
  g_autofree char *part = NULL;
  GtkWidget *passage;

  if (rest != NULL)
    rest[-1] = '\0';
  part = g_steal_pointer (&more->rest);
  more->rest = g_strdup (rest);
  passage = banco_reader_write_text (&more->sink, NULL, part, more->style);
  gtk_box_reorder_child_after (more->sink.box, passage,
                               gtk_widget_get_prev_sibling (GTK_WIDGET (button)));
  gtk_widget_grab_focus (passage);
  if (rest != NULL)
    name_more (button, count_lines (more->rest));
  else
    gtk_box_remove (more->sink.box, GTK_WIDGET (button));
}

void
banco_reader_write_output (BancoReaderSink *sink, const char *text, const char *style)
{
  g_autofree char *shown = g_strdup (text);
  guint lines = count_lines (text);
  BancoReaderSink inner = banco_reader_open (sink, GTK_ACCESSIBLE_ROLE_GROUP, "program");
  char *rest = lines > LONG_OUTPUT ? nth_line (shown, FOLDED_OUTPUT) : NULL;
  GtkWidget *button;
  More *more;

  if (rest != NULL)
    rest[-1] = '\0';
  banco_reader_write_text (&inner, NULL, shown, style);
  if (rest == NULL)
    return;
  button = gtk_button_new ();
  name_more (GTK_BUTTON (button), lines - FOLDED_OUTPUT);
  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (inner.box, button);
  more = g_new (More, 1);
  *more = (More){ inner, g_strdup (rest), style };
  /* Not an action: it belongs to this place in this text, and goes with its button. */
  g_signal_connect_data (button, "clicked", G_CALLBACK (show_more), more, more_free, 0);
}
