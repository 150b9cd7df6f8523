/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/passage.h"
#include "desktop/knowledge/reader-private.h"

#include <glib/gi18n.h>

/* A place is a block and a thousandth of its height. */
#define PLACES_OF_BLOCK 1000

struct _BancoReader {
  AdwBin parent_instance;
  GtkWidget *content;
  GtkAdjustment *adjustment; /* borrowed */
  GHashTable *anchors;

  /* What is to be scrolled to, once it has a size, and is not yet; NULL nothing. */
  GtkWidget *target; /* borrowed: within the content */
  double part;       /* of its height */
  double above;      /* of the height that is seen: what stays above it */

  char *sought;
  guint match;
};

G_DEFINE_FINAL_TYPE (BancoReader, banco_reader, ADW_TYPE_BIN)

enum {
  LINK,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
follow (GtkWidget *widget, const char *action, GVariant *target)
{
  g_signal_emit (widget, signals[LINK], 0, g_variant_get_string (target, NULL));
}

static gboolean
has_focus (BancoReader *self)
{
  return gtk_widget_get_state_flags (self->content) & GTK_STATE_FLAG_FOCUS_WITHIN;
}

/* In the order of reading, those in boxes too. */
static void
collect_passages (GtkWidget *widget, GPtrArray *passages)
{
  if (BANCO_IS_PASSAGE (widget)) {
    g_ptr_array_add (passages, widget);
    return;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    collect_passages (child, passages);
}

static GPtrArray *
get_passages (GtkWidget *within)
{
  GPtrArray *passages = g_ptr_array_new ();

  collect_passages (within, passages);
  return passages;
}

static gboolean
focus_first (GtkWidget *within)
{
  g_autoptr (GPtrArray) passages = get_passages (within);

  return passages->len > 0 && gtk_widget_grab_focus (passages->pdata[0]);
}

/* The keyboard goes along, or the text would jump back to it; first, because it scrolls too. */
static void
scroll_now (gpointer data)
{
  BancoReader *self = data;
  graphene_point_t point;

  if (self->target != NULL && gtk_widget_get_height (self->target) > 0 &&
      gtk_widget_compute_point (
        self->target, self->content,
        &GRAPHENE_POINT_INIT (0, (float) (self->part * gtk_widget_get_height (self->target))),
        &point)) {
    if (has_focus (self))
      focus_first (self->target);
    gtk_adjustment_set_value (
      self->adjustment, point.y - self->above * gtk_adjustment_get_page_size (self->adjustment));
    self->target = NULL;
  }
  g_object_unref (self);
}

static void
scroll_to (BancoReader *self, GtkWidget *target, double part, double above)
{
  self->target = target;
  self->part = part;
  self->above = above;
  g_idle_add_once (scroll_now, g_object_ref (self));
}

static void
banco_reader_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BancoReader *self = BANCO_READER (widget);

  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (self)), width, height, baseline, NULL);
  if (self->target != NULL)
    g_idle_add_once (scroll_now, g_object_ref (self));
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

/* The text is one stop of Tab, at its first words; each link is one. */
static gboolean
banco_reader_focus (GtkWidget *widget, GtkDirectionType direction)
{
  BancoReader *self = BANCO_READER (widget);
  GtkWidget *first = gtk_widget_get_first_child (self->content);
  gboolean at_first;

  if (direction == GTK_DIR_TAB_FORWARD && !has_focus (self))
    return focus_first (self->content);
  at_first = first && gtk_widget_get_state_flags (first) & GTK_STATE_FLAG_FOCUS_WITHIN;
  if (gtk_widget_child_focus (adw_bin_get_child (ADW_BIN (self)), direction))
    return TRUE;
  return direction == GTK_DIR_TAB_BACKWARD && !at_first && focus_first (self->content);
}

static gboolean
banco_reader_grab_focus (GtkWidget *widget)
{
  return focus_first (BANCO_READER (widget)->content);
}

static void
banco_reader_dispose (GObject *object)
{
  BancoReader *self = BANCO_READER (object);

  self->target = NULL;
  g_clear_pointer (&self->anchors, g_hash_table_unref);
  g_clear_pointer (&self->sought, g_free);
  G_OBJECT_CLASS (banco_reader_parent_class)->dispose (object);
}

static void
banco_reader_class_init (BancoReaderClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = banco_reader_dispose;
  widget->size_allocate = banco_reader_size_allocate;
  widget->measure = banco_reader_measure;
  widget->focus = banco_reader_focus;
  widget->grab_focus = banco_reader_grab_focus;
  gtk_widget_class_install_action (widget, "reader.link", "s", follow);
  signals[LINK] = g_signal_new ("link", BANCO_TYPE_READER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
banco_reader_init (BancoReader *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *viewport = gtk_viewport_new (NULL, NULL);
  GtkWidget *clamp = adw_clamp_new ();

  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  /* The keyboard comes to a text to read it, not to replace it as in an entry. */
  g_object_set (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-label-select-on-focus", FALSE,
                NULL);
  self->anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->content = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                                "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  gtk_widget_add_css_class (self->content, "reader");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->content), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Text of the page"), -1);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 720);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->content);
  /* A picture may become smaller, and would in height. */
  gtk_scrollable_set_vscroll_policy (GTK_SCROLLABLE (viewport), GTK_SCROLL_NATURAL);
  gtk_viewport_set_child (GTK_VIEWPORT (viewport), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), viewport);
  gtk_widget_set_focusable (scroller, FALSE); /* its text is the stop */
  self->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
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
  BancoReaderSink sink = { GTK_BOX (self->content), library, self->anchors, FALSE };
  gboolean focused = has_focus (self);
  GtkWidget *old;

  self->target = NULL;
  self->match = 0;
  g_clear_pointer (&self->sought, g_free);
  g_hash_table_remove_all (self->anchors);
  while ((old = gtk_widget_get_first_child (self->content)) != NULL)
    gtk_box_remove (sink.box, old);
  gtk_adjustment_set_value (self->adjustment, 0);
  if (!begins_with (blocks, title))
    banco_reader_write_title (&sink, title);
  for (guint i = 0; i < blocks->len; i++)
    banco_reader_write_block (&sink, blocks->pdata[i]);
  /* The link that led here is gone. */
  if (focused)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

void
banco_reader_scroll_to (BancoReader *self, const char *anchor)
{
  GtkWidget *target = g_hash_table_lookup (self->anchors, anchor);

  if (target != NULL)
    scroll_to (self, target, 0, 0);
}

guint
banco_reader_get_place (BancoReader *self)
{
  double top = gtk_adjustment_get_value (self->adjustment);
  guint block = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (self->content); child;
       child = gtk_widget_get_next_sibling (child), block++) {
    double part = self->part;
    graphene_rect_t box;

    if (self->target == NULL) {
      if (!gtk_widget_compute_bounds (child, self->content, &box) || box.size.height <= 0 ||
          box.origin.y + box.size.height <= top)
        continue;
      part = (top - box.origin.y) / box.size.height;
    } else if (child != self->target && !gtk_widget_is_ancestor (self->target, child)) {
      continue;
    }
    return block * PLACES_OF_BLOCK + (guint) (CLAMP (part, 0, 0.999) * PLACES_OF_BLOCK);
  }
  return 0;
}

void
banco_reader_set_place (BancoReader *self, guint place)
{
  GtkWidget *child = gtk_widget_get_first_child (self->content);

  for (guint block = place / PLACES_OF_BLOCK; child != NULL && block > 0; block--)
    child = gtk_widget_get_next_sibling (child);
  if (place > 0 && child != NULL)
    scroll_to (self, child, place % PLACES_OF_BLOCK / (double) PLACES_OF_BLOCK, 0);
}

static void
show_match (BancoReader *self, GPtrArray *passages, const guint *counts, GRegex *sought)
{
  guint n = self->match;
  guint i = 0;

  while (n >= counts[i])
    n -= counts[i++];
  scroll_to (self, passages->pdata[i], banco_passage_select (passages->pdata[i], sought, n), 0.3);
}

guint
banco_reader_find (BancoReader *self, const char *text, gboolean forward)
{
  g_autofree char *pattern = g_regex_escape_string (text, -1);
  g_autoptr (GRegex) sought = text[0] ? g_regex_new (pattern, G_REGEX_CASELESS, 0, NULL) : NULL;
  g_autoptr (GPtrArray) passages = get_passages (self->content);
  g_autofree guint *counts = g_new0 (guint, passages->len + 1);
  gboolean again = g_strcmp0 (self->sought, text) == 0;
  guint n = 0;

  for (guint i = 0; i < passages->len; i++)
    n += counts[i] = banco_passage_mark (passages->pdata[i], sought);
  if (n == 0)
    return 0;
  g_free (self->sought);
  self->sought = g_strdup (text);
  self->match = again ? (self->match + (forward ? 1 : n - 1)) % n : 0;
  show_match (self, passages, counts, sought);
  return n;
}
