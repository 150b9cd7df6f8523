/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/figure-table.h"

#include "desktop/charts/figure.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct {
  BancoFigureField field;
  const char *title;
  gboolean number;
} columns[] = {
  { BANCO_FIGURE_MEASURE, N_ ("Measure"), FALSE },
  { BANCO_FIGURE_MACHINE, N_ ("Machine"), FALSE },
  { BANCO_FIGURE_VALUE, N_ ("Median"), TRUE },
  { BANCO_FIGURE_SPREAD, N_ ("Nine of Ten Between"), TRUE },
  { BANCO_FIGURE_RATIO, N_ ("To the First"), TRUE },
  { BANCO_FIGURE_SOURCE, N_ ("Where From"), FALSE },
  { BANCO_FIGURE_REMARKS, N_ ("Mind"), FALSE },
};

struct _BancoFigureTable {
  AdwBin parent_instance;
  GtkColumnView *view;
};

G_DEFINE_FINAL_TYPE (BancoFigureTable, banco_figure_table, ADW_TYPE_BIN)

#define CELL                                                                                       \
  "<interface><template class='GtkListItem'><property name='child'><object class='GtkLabel'>"      \
  "<property name='xalign'>%d</property><style><class name='numeric'/></style>"                    \
  "<binding name='label'><closure type='gchararray' function='get_text'>"                          \
  "<lookup name='item'>GtkListItem</lookup><constant type='guint'>%u</constant></closure>"         \
  "</binding></object></property></template></interface>"

static char *
get_text (GtkListItem *item, BancoFigure *figure, guint field)
{
  return figure != NULL ? banco_figure_get_text (figure, field) : NULL;
}

static GtkListItemFactory *
new_factory (GtkBuilderScope *scope, guint nth)
{
  char *cell = g_strdup_printf (CELL, columns[nth].number ? 1 : 0, columns[nth].field);
  g_autoptr (GBytes) bytes = g_bytes_new_take (cell, strlen (cell));

  return gtk_builder_list_item_factory_new_from_bytes (scope, bytes);
}

static void
banco_figure_table_class_init (BancoFigureTableClass *klass)
{
}

static void
banco_figure_table_init (BancoFigureTable *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_autoptr (GtkBuilderScope) scope = gtk_builder_cscope_new ();

  gtk_builder_cscope_add_callback (GTK_BUILDER_CSCOPE (scope), get_text);
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column =
      gtk_column_view_column_new (_ (columns[i].title), new_factory (scope, i));

    gtk_column_view_append_column (self->view, column);
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Figures"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "figures");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  adw_bin_set_child (ADW_BIN (self), scroller);
}

void
banco_figure_table_set_figures (BancoFigureTable *self, GListModel *figures)
{
  g_autoptr (GtkNoSelection) rows = gtk_no_selection_new (g_object_ref (figures));

  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (rows));
}
