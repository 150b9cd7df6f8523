/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/hit-row.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_TAGS 3

struct _BancoHitRow {
  AdwBin parent_instance;
  GtkLabel *title;
  GtkLabel *snippet;
  GtkWidget *notebook;
  GtkLabel *tags;
};

G_DEFINE_FINAL_TYPE (BancoHitRow, banco_hit_row, ADW_TYPE_BIN)

static void
banco_hit_row_class_init (BancoHitRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/hit-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoHitRow, title);
  gtk_widget_class_bind_template_child (widget_class, BancoHitRow, snippet);
  gtk_widget_class_bind_template_child (widget_class, BancoHitRow, notebook);
  gtk_widget_class_bind_template_child (widget_class, BancoHitRow, tags);
}

static void
banco_hit_row_init (BancoHitRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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
      GtkWidget *tag = gtk_label_new (facets[dimension][i]);

      gtk_widget_add_css_class (tag, "tag");
      gtk_widget_add_css_class (tag, "caption");
      gtk_label_set_ellipsize (GTK_LABEL (tag), PANGO_ELLIPSIZE_END);
      gtk_box_append (box, tag);
    }
  gtk_widget_set_visible (GTK_WIDGET (box), n > 0);
}

/* One label, not one for each: a list of rows is laid out before the first frame. */
static void
show_tags (GtkLabel *label, const char *const *const *facets)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint dimension = 0; dimension < BANCO_N_DIMENSIONS; dimension++)
    for (guint i = 0; facets[dimension] && facets[dimension][i] && n < MOST_TAGS; i++, n++)
      g_string_append_printf (text, "%s%s", n ? " · " : "", facets[dimension][i]);
  gtk_label_set_label (label, text->str);
  gtk_widget_set_visible (GTK_WIDGET (label), n > 0);
}

void
banco_hit_row_set_hit (BancoHitRow *self, BancoHit *hit)
{
  const char *markup = banco_hit_get_snippet_markup (hit);
  const char *comment = banco_hit_get_comment (hit);
  const char *const *facets[BANCO_N_DIMENSIONS];

  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++)
    facets[i] = banco_hit_get_facets (hit, i);
  gtk_label_set_label (self->title, banco_hit_get_title (hit));
  /* What a search matched says more than the comment; the first words of a page say less. */
  if (strstr (markup, "<b>") || comment[0] == '\0')
    gtk_label_set_markup (self->snippet, markup);
  else
    gtk_label_set_text (self->snippet, comment);
  gtk_widget_set_visible (GTK_WIDGET (self->snippet), markup[0] != '\0' || comment[0] != '\0');
  gtk_widget_set_visible (self->notebook, banco_hit_get_kind (hit) == BANCO_ENTRY_NOTEBOOK);
  show_tags (self->tags, facets);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  banco_hit_get_title (hit), -1);
}
