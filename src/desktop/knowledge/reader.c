/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/reader-private.h"

#include <glib/gi18n.h>

struct _BancoReader {
  AdwBin parent_instance;
  GtkTextView *view;
  GtkTextMark *found; /* where the last match began */
  GHashTable *anchors;
  gboolean fresh; /* nothing of it was asked for yet: its beginning is shown */
  GPtrArray *wide;
  char *sought;
};

G_DEFINE_FINAL_TYPE (BancoReader, banco_reader, ADW_TYPE_BIN)

enum {
  LINK,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static char *
link_at (BancoReader *self, double x, double y)
{
  GtkTextIter iter;
  int buffer_x, buffer_y;
  g_autoptr (GSList) tags = NULL;

  gtk_text_view_window_to_buffer_coords (self->view, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y,
                                         &buffer_x, &buffer_y);
  if (!gtk_text_view_get_iter_at_location (self->view, &iter, buffer_x, buffer_y))
    return NULL;
  tags = gtk_text_iter_get_tags (&iter);
  for (GSList *at = tags; at; at = at->next)
    if (g_object_get_data (at->data, "link"))
      return g_strdup (g_object_get_data (at->data, "link"));
  return NULL;
}

static void
clicked (BancoReader *self, int n, double x, double y)
{
  g_autofree char *target = link_at (self, x, y);

  if (target && !gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (self->view)))
    g_signal_emit (self, signals[LINK], 0, target);
}

static void
pointed (BancoReader *self, double x, double y)
{
  g_autofree char *target = link_at (self, x, y);

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->view), target ? "pointer" : "text");
}

/* Tables scroll inside themselves: never wider than the text. */
static void
fit (BancoReader *self)
{
  int room = gtk_widget_get_width (GTK_WIDGET (self->view)) -
             gtk_text_view_get_left_margin (self->view) -
             gtk_text_view_get_right_margin (self->view) - 12;

  for (guint i = 0; room > 0 && i < self->wide->len; i++) {
    GtkWidget *child = gtk_scrolled_window_get_child (self->wide->pdata[i]);
    int natural;

    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
    gtk_widget_set_size_request (self->wide->pdata[i], MIN (room, natural), -1);
  }
}

static void
fit_soon (gpointer self)
{
  fit (self);
  g_object_unref (self);
}

/* Once the new text has a size. */
static void
to_the_top (gpointer data)
{
  BancoReader *self = data;
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));

  if (adjustment && self->fresh)
    gtk_adjustment_set_value (adjustment, 0);
  fit_soon (self);
}

static void
banco_reader_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BancoReader *self = BANCO_READER (widget);
  GtkWidget *child = adw_bin_get_child (ADW_BIN (self));
  int before = gtk_widget_get_width (GTK_WIDGET (self->view));

  gtk_widget_allocate (child, width, height, baseline, NULL);
  if (gtk_widget_get_width (GTK_WIDGET (self->view)) != before && self->wide->len > 0)
    g_idle_add_once (fit_soon, g_object_ref (self));
}

static void
banco_reader_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  gtk_widget_measure (adw_bin_get_child (ADW_BIN (widget)), orientation, for_size, minimum, natural,
                      NULL, NULL);
}

static void
banco_reader_dispose (GObject *object)
{
  BancoReader *self = BANCO_READER (object);

  g_clear_pointer (&self->anchors, g_hash_table_unref);
  g_clear_pointer (&self->wide, g_ptr_array_unref);
  g_clear_pointer (&self->sought, g_free);
  G_OBJECT_CLASS (banco_reader_parent_class)->dispose (object);
}

static void
banco_reader_class_init (BancoReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = banco_reader_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = banco_reader_size_allocate;
  GTK_WIDGET_CLASS (klass)->measure = banco_reader_measure;
  signals[LINK] = g_signal_new ("link", BANCO_TYPE_READER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
banco_reader_init (BancoReader *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_scrollable_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  self->anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->wide = g_ptr_array_new ();
  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_editable (self->view, FALSE);
  gtk_text_view_set_cursor_visible (self->view, FALSE);
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (self->view, 18);
  gtk_text_view_set_right_margin (self->view, 18);
  gtk_text_view_set_top_margin (self->view, 12);
  gtk_text_view_set_bottom_margin (self->view, 36);
  gtk_text_view_set_pixels_inside_wrap (self->view, 3);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "reader");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Text of the page"), -1);
  /* Gestures: what is under the pointer is no property. */
  g_signal_connect_object (click, "released", G_CALLBACK (clicked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "motion", G_CALLBACK (pointed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self->view), motion);

  adw_clamp_scrollable_set_maximum_size (ADW_CLAMP_SCROLLABLE (clamp), 720);
  adw_clamp_scrollable_set_child (ADW_CLAMP_SCROLLABLE (clamp), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

/* Notebooks often begin with a heading that is their title. */
static gboolean
begins_with (const GPtrArray *blocks, const char *title)
{
  const BancoBlock *first = blocks->len ? blocks->pdata[0] : NULL;
  g_autofree char *heading = NULL;

  if (first == NULL || first->type != BANCO_BLOCK_HEADING)
    return FALSE;
  heading = banco_reader_heading_text (first);
  return g_strcmp0 (heading, title) == 0;
}

void
banco_reader_set_document (BancoReader *self,
                           const char *title,
                           BancoDocument *document,
                           BancoLibrary *library)
{
  const GPtrArray *blocks = banco_document_get_blocks (document);
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);
  BancoReaderSink sink = { self->view, buffer, library, self->anchors, self->wide };
  GtkTextIter start;

  g_hash_table_remove_all (self->anchors);
  g_ptr_array_set_size (self->wide, 0);
  self->found = NULL;
  g_clear_pointer (&self->sought, g_free);
  banco_reader_make_tags (buffer, adw_style_manager_get_dark (adw_style_manager_get_default ()));
  gtk_text_view_set_buffer (self->view, buffer);
  if (!begins_with (blocks, title))
    banco_reader_write_title (&sink, title);
  for (guint i = 0; i < blocks->len; i++)
    banco_reader_write_block (&sink, blocks->pdata[i], 0);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  self->fresh = TRUE;
  g_idle_add_once (to_the_top, g_object_ref (self));
}

void
banco_reader_scroll_to (BancoReader *self, const char *anchor)
{
  GtkTextMark *mark = g_hash_table_lookup (self->anchors, anchor);

  if (mark) {
    self->fresh = FALSE;
    gtk_text_view_scroll_to_mark (self->view, mark, 0, TRUE, 0, 0);
  }
}

guint
banco_reader_get_place (BancoReader *self)
{
  GdkRectangle seen;
  GtkTextIter top;

  gtk_text_view_get_visible_rect (self->view, &seen);
  gtk_text_view_get_iter_at_location (self->view, &top, seen.x, seen.y);
  return (guint) gtk_text_iter_get_offset (&top);
}

void
banco_reader_set_place (BancoReader *self, guint place)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter top;

  if (place == 0)
    return;
  self->fresh = FALSE;
  gtk_text_buffer_get_iter_at_offset (buffer, &top, (int) place);
  gtk_text_view_scroll_to_mark (self->view, gtk_text_buffer_create_mark (buffer, NULL, &top, TRUE),
                                0, TRUE, 0, 0);
}

static guint
mark_all (GtkTextBuffer *buffer, const char *text)
{
  GtkTextIter start, end, from, to;
  guint n = 0;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag_by_name (buffer, "found", &start, &end);
  while (text[0] && gtk_text_iter_forward_search (&start, text, GTK_TEXT_SEARCH_CASE_INSENSITIVE,
                                                  &from, &to, NULL)) {
    gtk_text_buffer_apply_tag_by_name (buffer, "found", &from, &to);
    start = to;
    n++;
  }
  return n;
}

guint
banco_reader_find (BancoReader *self, const char *text, gboolean forward)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  guint n = mark_all (buffer, text);
  GtkTextIter at, from, to;
  gboolean again = g_strcmp0 (self->sought, text) == 0;

  if (n == 0)
    return 0;
  if (self->found == NULL) {
    gtk_text_buffer_get_start_iter (buffer, &at);
    self->found = gtk_text_buffer_create_mark (buffer, NULL, &at, TRUE);
  }
  gtk_text_buffer_get_iter_at_mark (buffer, &at, self->found);
  if (again && forward)
    gtk_text_iter_forward_char (&at);
  if (forward ? !gtk_text_iter_forward_search (&at, text, GTK_TEXT_SEARCH_CASE_INSENSITIVE, &from,
                                               &to, NULL)
              : !gtk_text_iter_backward_search (&at, text, GTK_TEXT_SEARCH_CASE_INSENSITIVE, &from,
                                                &to, NULL)) {
    /* Around the end. */
    if (forward)
      gtk_text_buffer_get_start_iter (buffer, &at);
    else
      gtk_text_buffer_get_end_iter (buffer, &at);
    if (forward)
      gtk_text_iter_forward_search (&at, text, GTK_TEXT_SEARCH_CASE_INSENSITIVE, &from, &to, NULL);
    else
      gtk_text_iter_backward_search (&at, text, GTK_TEXT_SEARCH_CASE_INSENSITIVE, &from, &to, NULL);
  }
  self->fresh = FALSE;
  g_free (self->sought);
  self->sought = g_strdup (text);
  gtk_text_buffer_move_mark (buffer, self->found, &from);
  gtk_text_buffer_select_range (buffer, &from, &to);
  gtk_text_view_scroll_to_iter (self->view, &from, 0.1, FALSE, 0, 0);
  return n;
}
