/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/hit-row.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_TAGS 3
#define MOST_LEAD 16 /* bytes before a match, which is to be seen in any width */

struct _BancoHitRow {
  AdwBin parent_instance;
  GtkWidget *title;    /* GtkLabel */
  GtkWidget *snippet;  /* GtkInscription */
  GtkWidget *tags;     /* GtkInscription */
  GtkWidget *notebook; /* GtkImage */
};

G_DEFINE_FINAL_TYPE (BancoHitRow, banco_hit_row, ADW_TYPE_BIN)

enum {
  PROP_HIT = 1,
};

static void
banco_hit_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id != PROP_HIT)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (g_value_get_object (value) != NULL)
    banco_hit_row_set_hit (BANCO_HIT_ROW (object), g_value_get_object (value));
}

static void
banco_hit_row_class_init (BancoHitRowClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = banco_hit_row_set_property;
  g_object_class_install_property (
    G_OBJECT_CLASS (klass), PROP_HIT,
    g_param_spec_object ("hit", NULL, NULL, BANCO_TYPE_HIT,
                         G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
}

/* Inscriptions: their size does not depend on their text, so that it is laid out once. */
static GtkWidget *
add_line (GtkWidget *box, const char *style)
{
  GtkWidget *line = g_object_new (GTK_TYPE_INSCRIPTION, "xalign", 0.0F, "hexpand", TRUE,
                                  "text-overflow", GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END, NULL);

  gtk_widget_add_css_class (line, style);
  gtk_box_append (GTK_BOX (box), line);
  return line;
}

/* Not a template, which is read anew for each row: there are many, also in the first frame. */
static void
banco_hit_row_init (BancoHitRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *last = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (box, "hit");
  self->title =
    g_object_new (GTK_TYPE_LABEL, "xalign", 0.0F, "width-chars", 12, "wrap", TRUE, "wrap-mode",
                  PANGO_WRAP_WORD_CHAR, "lines", 2, "ellipsize", PANGO_ELLIPSIZE_END, "css-classes",
                  (const char *[]){ "hit-title", NULL }, NULL);
  gtk_box_append (GTK_BOX (box), self->title);
  self->snippet = add_line (box, "dim-label");
  gtk_box_append (GTK_BOX (box), last);
  self->tags = add_line (last, "row-tags");
  gtk_widget_add_css_class (self->tags, "caption");
  self->notebook = gtk_image_new_from_icon_name ("banco-notebook-symbolic");
  gtk_widget_set_tooltip_text (self->notebook, _ ("Notebook"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->notebook), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Notebook"), -1);
  gtk_widget_add_css_class (self->notebook, "dim-label");
  gtk_box_append (GTK_BOX (last), self->notebook);
  adw_bin_set_child (ADW_BIN (self), box);
}

void
banco_tags_fill (GtkBox *box, const char *const *const *facets, guint limit)
{
  GtkWidget *child;
  guint n = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))))
    gtk_box_remove (box, child);
  for (guint dimension = 0; dimension < BANCO_N_DIMENSIONS; dimension++)
    for (guint i = 0; facets[dimension] && facets[dimension][i] && n < limit; i++, n++) {
      g_autofree char *name = banco_visible_line (facets[dimension][i]);
      GtkWidget *tag = gtk_label_new (name);

      gtk_widget_add_css_class (tag, "tag");
      gtk_widget_add_css_class (tag, "caption");
      gtk_label_set_ellipsize (GTK_LABEL (tag), PANGO_ELLIPSIZE_END);
      gtk_box_append (box, tag);
    }
  gtk_widget_set_visible (GTK_WIDGET (box), n > 0);
}

/* One text, not one for each: a list of rows is laid out before the first frame. */
static void
show_tags (BancoHitRow *self, const char *const *const *facets)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *shown = NULL;
  guint n = 0;

  for (guint dimension = 0; dimension < BANCO_N_DIMENSIONS; dimension++)
    for (guint i = 0; facets[dimension] && facets[dimension][i] && n < MOST_TAGS; i++, n++)
      g_string_append_printf (text, "%s%s", n ? " · " : "", facets[dimension][i]);
  shown = banco_visible_line (text->str);
  gtk_inscription_set_text (GTK_INSCRIPTION (self->tags), shown);
  gtk_widget_set_visible (self->tags, n > 0);
}

/* From shortly before the match: what comes after it is what there may be no room for. */
static char *
cut_lead (const char *markup)
{
  const char *match = strstr (markup, "<b>");
  const char *start = match;

  if (match == NULL || match - markup <= MOST_LEAD)
    return g_strdup (markup);
  /* No entity has a space in it. */
  for (const char *at = match - MOST_LEAD; at < match && start == match; at++)
    if (*at == ' ')
      start = at + 1;
  return g_strconcat ("…", start, NULL);
}

/* What has the keyboard is the list's own item around the row. */
static void
name_item (BancoHitRow *self, const char *title, const char *comment)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));

  if (item == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, comment, -1);
}

void
banco_hit_row_set_hit (BancoHitRow *self, BancoHit *hit)
{
  g_autofree char *title = banco_visible_line (banco_hit_get_title (hit));
  g_autofree char *whole = banco_visible_line (banco_hit_get_snippet_markup (hit));
  g_autofree char *markup = cut_lead (whole);
  g_autofree char *comment = banco_visible_line (banco_hit_get_comment (hit));
  const char *const *facets[BANCO_N_DIMENSIONS];

  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++)
    facets[i] = banco_hit_get_facets (hit, i);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  /* What a search matched says more than the comment; the first words of a page say less. */
  if (strstr (markup, "<b>") || comment[0] == '\0')
    gtk_inscription_set_markup (GTK_INSCRIPTION (self->snippet), markup);
  else
    gtk_inscription_set_text (GTK_INSCRIPTION (self->snippet), comment);
  gtk_widget_set_visible (self->snippet, markup[0] != '\0' || comment[0] != '\0');
  gtk_widget_set_visible (self->notebook, banco_hit_get_kind (hit) == BANCO_ENTRY_NOTEBOOK);
  show_tags (self, facets);
  name_item (self, title, comment);
}
