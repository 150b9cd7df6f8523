/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/figure-table.h"

#include "desktop/charts/figure.h"

#include <glib/gi18n.h>

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

static void
setup_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer nth)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), columns[GPOINTER_TO_UINT (nth)].number ? 1 : 0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer nth)
{
  g_autofree char *text =
    banco_figure_get_text (gtk_list_item_get_item (item), columns[GPOINTER_TO_UINT (nth)].field);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
banco_figure_table_class_init (BancoFigureTableClass *klass)
{
}

static void
banco_figure_table_init (BancoFigureTable *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column =
      gtk_column_view_column_new (_ (columns[i].title), factory);

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cell), GUINT_TO_POINTER (i));
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), GUINT_TO_POINTER (i));
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
