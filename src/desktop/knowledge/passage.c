/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/passage.h"

#include <adwaita.h>

/* Pango's units of colour: yellow that black and white can be read on. */
#define FOUND_RED 0xc000
#define FOUND_GREEN 0x9800
#define FOUND_BLUE 0x2000
#define FOUND_ALPHA 0x7000

/* A link: a button over the lines of its words. */
#define BANCO_TYPE_PASSAGE_LINK (banco_passage_link_get_type ())
G_DECLARE_FINAL_TYPE (BancoPassageLink, banco_passage_link, BANCO, PASSAGE_LINK, GtkButton)

struct _BancoPassageLink {
  GtkButton parent_instance;
  guint start, end; /* bytes of the text */
  cairo_region_t *lines;
  int x, y; /* of what it covers */
};

G_DEFINE_FINAL_TYPE (BancoPassageLink, banco_passage_link, GTK_TYPE_BUTTON)

struct _BancoPassage {
  GtkWidget parent_instance;
  GtkLabel *label;
  PangoAttrList *style; /* without what is found */
  gboolean marked;
};

G_DEFINE_FINAL_TYPE (BancoPassage, banco_passage, GTK_TYPE_WIDGET)

/* A link that is wrapped covers words that are not its own. */
static gboolean
banco_passage_link_contains (GtkWidget *widget, double x, double y)
{
  BancoPassageLink *self = BANCO_PASSAGE_LINK (widget);

  return self->lines != NULL &&
         cairo_region_contains_point (self->lines, self->x + (int) x, self->y + (int) y);
}

static void
banco_passage_link_finalize (GObject *object)
{
  g_clear_pointer (&BANCO_PASSAGE_LINK (object)->lines, cairo_region_destroy);
  G_OBJECT_CLASS (banco_passage_link_parent_class)->finalize (object);
}

static void
banco_passage_link_class_init (BancoPassageLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_passage_link_finalize;
  GTK_WIDGET_CLASS (klass)->contains = banco_passage_link_contains;
}

static void
banco_passage_link_init (BancoPassageLink *self)
{
}

static cairo_region_t *
get_lines (BancoPassage *self, guint start, guint end)
{
  PangoLayoutIter *at = pango_layout_get_iter (gtk_label_get_layout (self->label));
  cairo_region_t *region = cairo_region_create ();
  int left, top;

  gtk_label_get_layout_offsets (self->label, &left, &top);
  do {
    PangoLayoutLine *line = pango_layout_iter_get_line_readonly (at);
    g_autofree int *ranges = NULL;
    PangoRectangle box;
    int n;

    if ((int) end <= line->start_index || (int) start >= line->start_index + line->length)
      continue;
    pango_layout_iter_get_line_extents (at, NULL, &box);
    pango_layout_line_get_x_ranges (line, (int) start, (int) end, &ranges, &n);
    for (int i = 0; i < n; i++)
      cairo_region_union_rectangle (
        region, &(cairo_rectangle_int_t){ left + PANGO_PIXELS_FLOOR (ranges[2 * i]),
                                          top + PANGO_PIXELS_FLOOR (box.y),
                                          PANGO_PIXELS_CEIL (ranges[2 * i + 1] - ranges[2 * i]),
                                          PANGO_PIXELS_CEIL (box.height) });
  } while (pango_layout_iter_next_line (at));
  pango_layout_iter_free (at);
  return region;
}

static void
banco_passage_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BancoPassage *self = BANCO_PASSAGE (widget);

  gtk_widget_allocate (GTK_WIDGET (self->label), width, height, baseline, NULL);
  for (GtkWidget *child = gtk_widget_get_next_sibling (GTK_WIDGET (self->label)); child;
       child = gtk_widget_get_next_sibling (child)) {
    BancoPassageLink *link = BANCO_PASSAGE_LINK (child);
    cairo_rectangle_int_t box;

    g_clear_pointer (&link->lines, cairo_region_destroy);
    link->lines = get_lines (self, link->start, link->end);
    cairo_region_get_extents (link->lines, &box);
    link->x = box.x;
    link->y = box.y;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
    gtk_widget_size_allocate (child, &(GtkAllocation){ box.x, box.y, box.width, box.height }, -1);
  }
}

static void
banco_passage_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (BANCO_PASSAGE (widget)->label), orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
}

static GtkSizeRequestMode
banco_passage_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Not by the label: GTK 4.8's complains when nothing has the keyboard yet. */
static gboolean
banco_passage_grab_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (root == NULL)
    return FALSE;
  gtk_root_set_focus (root, GTK_WIDGET (BANCO_PASSAGE (widget)->label));
  return TRUE;
}

/* Tab leads from link to link. */
static gboolean
banco_passage_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *label = GTK_WIDGET (BANCO_PASSAGE (widget)->label);
  GtkWidget *from = gtk_widget_get_focus_child (widget);
  gboolean back = direction == GTK_DIR_TAB_BACKWARD;
  GtkWidget *next;

  if (direction != GTK_DIR_TAB_FORWARD && !back)
    return from != label && banco_passage_grab_focus (widget);
  if (back)
    next = from != NULL ? gtk_widget_get_prev_sibling (from) : gtk_widget_get_last_child (widget);
  else
    next = gtk_widget_get_next_sibling (from != NULL ? from : label);
  return next != NULL && next != label && gtk_widget_grab_focus (next);
}

static void
banco_passage_dispose (GObject *object)
{
  BancoPassage *self = BANCO_PASSAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_last_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->style, pango_attr_list_unref);
  G_OBJECT_CLASS (banco_passage_parent_class)->dispose (object);
}

static void
banco_passage_class_init (BancoPassageClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = banco_passage_dispose;
  widget->measure = banco_passage_measure;
  widget->get_request_mode = banco_passage_get_request_mode;
  widget->size_allocate = banco_passage_size_allocate;
  widget->focus = banco_passage_focus;
  widget->grab_focus = banco_passage_grab_focus;
  gtk_widget_class_set_css_name (widget, "passage");
}

static void
banco_passage_init (BancoPassage *self)
{
  self->style = pango_attr_list_new ();
}

static void
add_attribute (BancoPassage *self, PangoAttribute *attribute, guint start, guint end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (self->style, attribute);
}

static void
add_style (BancoPassage *self, const BancoSpan *span, guint start, guint end)
{
  if (span->bold)
    add_attribute (self, pango_attr_weight_new (PANGO_WEIGHT_BOLD), start, end);
  if (span->italic || span->math)
    add_attribute (self, pango_attr_style_new (PANGO_STYLE_ITALIC), start, end);
  if (span->strike)
    add_attribute (self, pango_attr_strikethrough_new (TRUE), start, end);
  if (span->code)
    add_attribute (self, pango_attr_family_new ("monospace"), start, end);
  if (span->math)
    add_attribute (self, pango_attr_family_new ("Latin Modern Math, serif"), start, end);
  if (span->link) {
    gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
    PangoColor colour;

    pango_color_parse (&colour, dark ? "#78aeed" : "#1a5fb4");
    add_attribute (self, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), start, end);
    add_attribute (self, pango_attr_foreground_new (colour.red, colour.green, colour.blue), start,
                   end);
  }
}

/* A link whose words differ in style comes as several spans: @last is the one before, nullable. */
static BancoPassageLink *
add_link (BancoPassage *self, BancoPassageLink *last, const char *target, guint start, guint end)
{
  g_autofree char *shown = banco_visible_line (target);

  if (last != NULL && last->end == start &&
      g_str_equal (target, g_variant_get_string (
                             gtk_actionable_get_action_target_value (GTK_ACTIONABLE (last)), NULL)))
    last->end = end;
  else {
    last = g_object_new (BANCO_TYPE_PASSAGE_LINK, "accessible-role", GTK_ACCESSIBLE_ROLE_LINK,
                         "action-name", "reader.link", "action-target",
                         g_variant_new_string (target), "tooltip-text", shown, NULL);
    gtk_widget_set_cursor_from_name (GTK_WIDGET (last), "pointer");
    gtk_widget_set_parent (GTK_WIDGET (last), GTK_WIDGET (self));
    last->start = start;
    last->end = end;
  }
  return last;
}

static void
name_links (BancoPassage *self, const char *text)
{
  for (GtkWidget *child = gtk_widget_get_next_sibling (GTK_WIDGET (self->label)); child;
       child = gtk_widget_get_next_sibling (child)) {
    BancoPassageLink *link = BANCO_PASSAGE_LINK (child);
    g_autofree char *words = g_strndup (text + link->start, link->end - link->start);

    gtk_accessible_update_property (GTK_ACCESSIBLE (link), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                    -1);
  }
}

GtkWidget *
banco_passage_new (GtkAccessibleRole role, const GPtrArray *spans, const char *text)
{
  BancoPassage *self = g_object_new (BANCO_TYPE_PASSAGE, NULL);
  g_autoptr (GString) shown = g_string_new (NULL);
  BancoPassageLink *link = NULL;

  self->label =
    g_object_new (GTK_TYPE_LABEL, "accessible-role", role, "selectable", TRUE, "wrap", TRUE,
                  "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "yalign", 0.0, NULL);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  for (guint i = 0; spans != NULL && i < spans->len; i++) {
    const BancoSpan *span = spans->pdata[i];
    g_autofree char *part = banco_visible_text (span->text != NULL ? span->text : "");
    guint start = (guint) shown->len;

    g_string_append (shown, part);
    add_style (self, span, start, (guint) shown->len);
    if (span->link != NULL && shown->len > start)
      link = add_link (self, link, span->link, start, (guint) shown->len);
  }
  if (spans == NULL && text != NULL) {
    g_autofree char *part = banco_visible_text (text);

    g_string_append (shown, part);
  }
  gtk_label_set_label (self->label, shown->str);
  gtk_label_set_attributes (self->label, self->style);
  name_links (self, shown->str);
  return GTK_WIDGET (self);
}

GtkLabel *
banco_passage_get_label (BancoPassage *self)
{
  return self->label;
}

guint
banco_passage_mark (BancoPassage *self, GRegex *sought)
{
  g_autoptr (PangoAttrList) style = pango_attr_list_copy (self->style);
  g_autoptr (GMatchInfo) match = NULL;
  guint n = 0;

  if (sought != NULL)
    g_regex_match (sought, gtk_label_get_label (self->label), 0, &match);
  for (; match != NULL && g_match_info_matches (match); g_match_info_next (match, NULL), n++) {
    PangoAttribute *colour = pango_attr_background_new (FOUND_RED, FOUND_GREEN, FOUND_BLUE);
    PangoAttribute *alpha = pango_attr_background_alpha_new (FOUND_ALPHA);
    int start, end;

    g_match_info_fetch_pos (match, 0, &start, &end);
    colour->start_index = alpha->start_index = (guint) start;
    colour->end_index = alpha->end_index = (guint) end;
    pango_attr_list_insert (style, colour);
    pango_attr_list_insert (style, alpha);
  }
  if (n > 0 || self->marked)
    gtk_label_set_attributes (self->label, style);
  self->marked = n > 0;
  gtk_label_select_region (self->label, 0, 0);
  return n;
}

double
banco_passage_select (BancoPassage *self, GRegex *sought, guint n)
{
  const char *text = gtk_label_get_label (self->label);
  PangoLayout *layout = gtk_label_get_layout (self->label);
  g_autoptr (GMatchInfo) match = NULL;
  PangoRectangle box;
  int start = 0, end = 0, height;

  g_regex_match (sought, text, 0, &match);
  while (n-- > 0)
    g_match_info_next (match, NULL);
  g_match_info_fetch_pos (match, 0, &start, &end);
  gtk_label_select_region (self->label, (int) g_utf8_pointer_to_offset (text, text + start),
                           (int) g_utf8_pointer_to_offset (text, text + end));
  pango_layout_index_to_pos (layout, start, &box);
  pango_layout_get_size (layout, NULL, &height);
  return height > 0 ? (double) box.y / height : 0;
}
