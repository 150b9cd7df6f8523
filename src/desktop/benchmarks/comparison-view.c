/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/comparison-view.h"

#include "desktop/benchmarks/figure-table.h"
#include "desktop/charts/chart-draw.h"
#include "desktop/charts/chart.h"
#include "desktop/charts/curve-view.h"
#include "desktop/charts/picture.h"
#include "desktop/file-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

struct _BancoComparisonView {
  AdwBin parent_instance;
  BancoComparison *comparison; /* nullable */
  GListModel *bars;            /* nullable */
  char *answer;

  GtkStack *pictures;
  GtkBox *curves;
  BancoChart *chart;
  GtkLabel *key;
  BancoFigureTable *table;
};

G_DEFINE_FINAL_TYPE (BancoComparisonView, banco_comparison_view, ADW_TYPE_BIN)

static GPtrArray *
list_curves (BancoComparisonView *self)
{
  GPtrArray *curves = g_ptr_array_new ();

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->curves)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    g_ptr_array_add (curves, (gpointer) banco_curve_view_get_curve (BANCO_CURVE_VIEW (child)));
  return curves;
}

static GBytes *
take_text (char *text)
{
  return g_bytes_new_take (text, strlen (text));
}

GBytes *
banco_comparison_view_render (BancoComparisonView *self, const char *format)
{
  g_autoptr (GPtrArray) curves = list_curves (self);
  g_autoptr (JsonNode) json = NULL;

  if (self->comparison == NULL)
    return NULL;
  if (g_str_equal (format, "csv"))
    return take_text (banco_comparison_to_csv (self->comparison));
  if (g_str_equal (format, "md"))
    return take_text (banco_comparison_to_markdown (self->comparison));
  if (g_str_equal (format, "json")) {
    json = banco_comparison_to_json (self->comparison);
    return take_text (json_to_string (json, TRUE));
  }
  return banco_picture_new (self->bars, curves, self->answer,
                            g_str_equal (format, "svg") ? BANCO_PICTURE_SVG : BANCO_PICTURE_PNG);
}

static void
save_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  BancoComparisonView *self = BANCO_COMPARISON_VIEW (widget);
  const char *format = g_variant_get_string (parameter, NULL);
  GtkWidget *page = gtk_widget_get_ancestor (widget, BANCO_TYPE_PAGE);
  g_autoptr (GBytes) bytes = banco_comparison_view_render (self, format);
  g_autofree char *name = g_strdup_printf ("%s.%s", _ ("comparison"), format);

  if (bytes != NULL && page != NULL)
    banco_file_save (BANCO_PAGE (page), name, bytes);
}

static void
view_changed (BancoComparisonView *self, GtkToggleButton *table_button)
{
  gtk_stack_set_visible_child_name (
    self->pictures, gtk_toggle_button_get_active (table_button) ? "table" : "chart");
}

/* What is drawn as bars: all but what is a curve and, beside others, what one machine has alone.
 * @n_alone: of how many measures that is so. */
static GListModel *
list_bars (GListModel *figures, gboolean has_sweep, guint *n_alone)
{
  g_autoptr (GListModel) shared = NULL;
  g_autoptr (GListStore) bars = g_list_store_new (BANCO_TYPE_FIGURE);

  for (guint i = 0; i < g_list_model_get_n_items (figures); i++) {
    g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, i);

    if (!has_sweep || banco_curve_sweep_bytes (figure->measure) == 0)
      g_list_store_append (bars, figure);
  }
  shared = banco_figures_list_shared (G_LIST_MODEL (bars), n_alone);
  if (g_list_model_get_n_items (shared) > 0)
    return g_steal_pointer (&shared);
  *n_alone = 0;
  return G_LIST_MODEL (g_steal_pointer (&bars));
}

static guint
count_measures (GListModel *figures)
{
  g_autoptr (GHashTable) measures = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < g_list_model_get_n_items (figures); i++) {
    g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, i);

    g_hash_table_add (measures, figure->measure);
  }
  return g_hash_table_size (measures);
}

/* What the bars mean, and what is not among them. */
static void
show_key (BancoComparisonView *self, GListModel *bars, guint n_alone)
{
  g_autofree char *key = banco_chart_make_key (bars);
  g_autofree char *alone =
    g_strdup_printf (ngettext ("%u measure that only one of them has is in the table.",
                               "%u measures that only one of them has are in the table.", n_alone),
                     n_alone);
  g_autofree char *text = g_strdup_printf ("%s\n%s", key, alone);

  gtk_label_set_text (self->key, n_alone > 0 ? text : key);
}

static void
show_bars (BancoComparisonView *self, GListModel *bars, const char *answer)
{
  guint n = count_measures (bars);
  g_autofree char *count =
    g_strdup_printf (ngettext ("Chart of %u measure.", "Chart of %u measures.", n), n);
  g_autofree char *sentence =
    g_strdup_printf ("%s %s %s", count, answer, _ ("The table has the figures."));

  banco_chart_set_figures (self->chart, bars, sentence);
}

/* Takes @curve; its points go into the table when they are not there yet. */
static void
add_curve (BancoComparisonView *self, BancoCurve *curve, GListStore *rows)
{
  if (rows != NULL)
    banco_curve_list (curve, rows);
  gtk_box_append (self->curves, banco_curve_view_new (curve));
}

void
banco_comparison_view_show (BancoComparisonView *self,
                            BancoComparison *comparison,
                            BancoResults *results,
                            const char *answer)
{
  g_autoptr (GListModel) figures = banco_figures_new (comparison, results);
  g_autoptr (GListStore) rows = g_list_store_new (BANCO_TYPE_FIGURE);
  g_autoptr (GPtrArray) minutes = banco_curves_new_minute (figures, results);
  BancoCurve *sweep = banco_curve_new_sweep (figures);
  guint n_alone = 0;
  g_autoptr (GListModel) bars = list_bars (figures, sweep != NULL, &n_alone);
  GtkWidget *child;

  g_clear_pointer (&self->comparison, banco_comparison_free);
  self->comparison = comparison;
  g_free (self->answer);
  self->answer = g_strdup (answer);
  g_set_object (&self->bars, bars);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->curves))) != NULL)
    gtk_box_remove (self->curves, child);
  for (guint i = 0; i < g_list_model_get_n_items (figures); i++) {
    g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, i);

    g_list_store_append (rows, figure);
  }
  if (sweep != NULL)
    add_curve (self, sweep, NULL);
  g_ptr_array_set_free_func (minutes, NULL);
  for (guint i = 0; i < minutes->len; i++)
    add_curve (self, minutes->pdata[i], rows);
  gtk_widget_set_visible (GTK_WIDGET (self->curves), sweep != NULL || minutes->len > 0);
  show_bars (self, bars, answer);
  show_key (self, bars, n_alone);
  banco_figure_table_set_figures (self->table, G_LIST_MODEL (rows));
}

static void
banco_comparison_view_finalize (GObject *object)
{
  BancoComparisonView *self = BANCO_COMPARISON_VIEW (object);

  g_clear_pointer (&self->comparison, banco_comparison_free);
  g_clear_pointer (&self->answer, g_free);
  g_clear_object (&self->bars);
  G_OBJECT_CLASS (banco_comparison_view_parent_class)->finalize (object);
}

static void
banco_comparison_view_class_init (BancoComparisonViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = banco_comparison_view_finalize;
  g_type_ensure (BANCO_TYPE_CHART);
  g_type_ensure (BANCO_TYPE_FIGURE_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/it/infn/ml/Banco/comparison-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoComparisonView, pictures);
  gtk_widget_class_bind_template_child (widget_class, BancoComparisonView, curves);
  gtk_widget_class_bind_template_child (widget_class, BancoComparisonView, chart);
  gtk_widget_class_bind_template_child (widget_class, BancoComparisonView, key);
  gtk_widget_class_bind_template_child (widget_class, BancoComparisonView, table);
  gtk_widget_class_bind_template_callback (widget_class, view_changed);
  gtk_widget_class_install_action (widget_class, "comparison.save", "s", save_action);
}

static void
banco_comparison_view_init (BancoComparisonView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
