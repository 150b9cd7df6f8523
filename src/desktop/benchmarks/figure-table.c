/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/figure-table.h"

#include "desktop/charts/figure.h"

#include <glib/gi18n.h>
#include <string.h>

/* Up to three of the fields in one cell, a line each. */
typedef struct {
  const char *title;
  BancoFigureField fields[3];
  gboolean number;
} Column;

/* All there is, where there is room, and the same beneath each other. */
static const Column wide[] = {
  { N_ ("Measure"), { BANCO_FIGURE_MEASURE, BANCO_FIGURE_NOTHING, BANCO_FIGURE_NOTHING }, FALSE },
  { N_ ("Machine"), { BANCO_FIGURE_MACHINE, BANCO_FIGURE_NOTHING, BANCO_FIGURE_NOTHING }, FALSE },
  { N_ ("Median"), { BANCO_FIGURE_VALUE, BANCO_FIGURE_NOTHING, BANCO_FIGURE_NOTHING }, TRUE },
  { N_ ("Nine of Ten Between"),
    { BANCO_FIGURE_SPREAD, BANCO_FIGURE_NOTHING, BANCO_FIGURE_NOTHING },
    TRUE },
  { N_ ("To the First"), { BANCO_FIGURE_RATIO, BANCO_FIGURE_NOTHING, BANCO_FIGURE_NOTHING }, TRUE },
  { N_ ("Where From"), { BANCO_FIGURE_SOURCE, BANCO_FIGURE_NOTHING, BANCO_FIGURE_NOTHING }, FALSE },
  { N_ ("Mind"), { BANCO_FIGURE_REMARKS, BANCO_FIGURE_NOTHING, BANCO_FIGURE_NOTHING }, FALSE },
};
static const Column narrow[] = {
  { N_ ("Measure"), { BANCO_FIGURE_MEASURE, BANCO_FIGURE_MACHINE, BANCO_FIGURE_SOURCE }, FALSE },
  { N_ ("Median"), { BANCO_FIGURE_VALUE, BANCO_FIGURE_SPREAD, BANCO_FIGURE_RATIO }, TRUE },
};

struct _BancoFigureTable {
  AdwBin parent_instance;
  GtkColumnView *wide, *narrow;
};

G_DEFINE_FINAL_TYPE (BancoFigureTable, banco_figure_table, ADW_TYPE_BIN)

/* Each row has as many lines as every other. */
#define CELL                                                                                       \
  "<interface><template class='GtkListItem'><property name='child'><object class='GtkLabel'>"      \
  "<property name='xalign'>%d</property><property name='ellipsize'>%s</property>"                  \
  "<property name='justify'>%s</property>"                                                         \
  "<style><class name='numeric'/></style>"                                                         \
  "<binding name='label'><closure type='gchararray' function='get_text'>"                          \
  "<lookup name='item'>GtkListItem</lookup><constant type='guint'>%u</constant>"                   \
  "<constant type='guint'>%u</constant><constant type='guint'>%u</constant></closure></binding>"   \
  "<binding name='tooltip-text'><closure type='gchararray' function='get_tooltip'>"                \
  "<lookup name='item'>GtkListItem</lookup></closure></binding>"                                   \
  "</object></property></template></interface>"

static char *
get_text (GtkListItem *item, BancoFigure *figure, guint first, guint second, guint third)
{
  const guint fields[] = { first, second, third };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fields) && figure != NULL; i++) {
    g_autofree char *line = banco_figure_get_text (figure, fields[i]);

    g_strdelimit (line, "\n", ' ');
    if (fields[i] != BANCO_FIGURE_NOTHING)
      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", line);
  }
  return g_string_free (text, FALSE);
}

static char *
get_tooltip (GtkListItem *item, BancoFigure *figure)
{
  return figure != NULL ? banco_figure_describe (figure) : NULL;
}

static GtkListItemFactory *
new_factory (GtkBuilderScope *scope, const Column *column)
{
  gboolean cut = column->fields[1] != BANCO_FIGURE_NOTHING && !column->number;
  char *cell = g_strdup_printf (CELL, column->number ? 1 : 0, cut ? "end" : "none",
                                column->number ? "right" : "left", column->fields[0],
                                column->fields[1], column->fields[2]);
  g_autoptr (GBytes) bytes = g_bytes_new_take (cell, strlen (cell));

  return gtk_builder_list_item_factory_new_from_bytes (scope, bytes);
}

static GtkColumnView *
new_view (GtkBuilderScope *scope, const Column *columns, guint n_columns)
{
  GtkWidget *view = gtk_column_view_new (NULL);

  for (guint i = 0; i < n_columns; i++) {
    g_autoptr (GtkColumnViewColumn) column =
      gtk_column_view_column_new (_ (columns[i].title), new_factory (scope, &columns[i]));

    gtk_column_view_column_set_expand (column, i == 0);
    gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Figures"), -1);
  gtk_widget_add_css_class (view, "figures");
  return GTK_COLUMN_VIEW (view);
}

static void
banco_figure_table_class_init (BancoFigureTableClass *klass)
{
}

static void
banco_figure_table_init (BancoFigureTable *self)
{
  AdwSqueezer *squeezer = ADW_SQUEEZER (adw_squeezer_new ());
  g_autoptr (GtkBuilderScope) scope = gtk_builder_cscope_new ();

  gtk_builder_cscope_add_callback (GTK_BUILDER_CSCOPE (scope), get_text);
  gtk_builder_cscope_add_callback (GTK_BUILDER_CSCOPE (scope), get_tooltip);
  self->wide = new_view (scope, wide, G_N_ELEMENTS (wide));
  self->narrow = new_view (scope, narrow, G_N_ELEMENTS (narrow));
  adw_squeezer_set_homogeneous (squeezer, FALSE);
  adw_squeezer_add (squeezer, GTK_WIDGET (self->wide));
  adw_squeezer_add (squeezer, GTK_WIDGET (self->narrow));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (squeezer));
}

void
banco_figure_table_set_figures (BancoFigureTable *self, GListModel *figures)
{
  g_autoptr (GtkNoSelection) rows = gtk_no_selection_new (g_object_ref (figures));

  gtk_column_view_set_model (self->wide, GTK_SELECTION_MODEL (rows));
  gtk_column_view_set_model (self->narrow, GTK_SELECTION_MODEL (rows));
}
