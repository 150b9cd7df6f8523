/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/history-view.h"

#include "desktop/benchmark-words.h"
#include "desktop/benchmarks/figure-table.h"
#include "desktop/charts/curve-view.h"

#include <glib/gi18n.h>

struct _BancoHistoryView {
  AdwBin parent_instance;
  BancoWorkspace *workspace;
  GPtrArray *places;   /* of char *, as in the machine row */
  GPtrArray *measures; /* of char *, as in the measure row */
  GPtrArray *moments;  /* of BancoMoment; nullable */
  gboolean filling;

  GtkStack *stack;
  GtkLabel *sentence;
  AdwComboRow *machine;
  AdwComboRow *measure;
  AdwBin *picture;
  GtkWidget *compare;
  BancoFigureTable *table;
};

G_DEFINE_FINAL_TYPE (BancoHistoryView, banco_history_view, ADW_TYPE_BIN)

enum {
  PROP_N_RESULTS = 1, /* written only: changes when a result comes or goes */
};

enum {
  COMPARE,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static BancoResults *
get_results (BancoHistoryView *self)
{
  return banco_workspace_get_results (self->workspace);
}

static const char *
get_chosen (AdwComboRow *row, const GPtrArray *ids)
{
  guint nth = adw_combo_row_get_selected (row);

  return nth < ids->len ? ids->pdata[nth] : NULL;
}

/* Against the run before: a change only where the two spreads do not overlap. */
static char *
describe_change (const BancoMoment *before, const BancoMoment *last)
{
  gboolean same;
  double speed = banco_row_compare (last->row, before->row, &same);
  g_autofree char *times = NULL;

  if (speed <= 0)
    return g_strdup (_ ("Nothing follows from these figures."));
  if (same)
    return g_strdup (_ ("As fast as in the run before: what the two measured overlaps."));
  times = banco_benchmark_words_ratio (speed);
  return g_strdup_printf (_ ("%s as fast as in the run before."), times);
}

static BancoCurve *
draw_moments (BancoHistoryView *self, const char *measure)
{
  const BancoMoment *last = self->moments->pdata[self->moments->len - 1];
  BancoCurve *curve = banco_curve_new (banco_benchmark_words_measure (measure), last->row->unit,
                                       BANCO_CURVE_DATE, FALSE);
  BancoCurveTrace *trace = banco_curve_add (curve, banco_result_get_place_label (last->result), 0);

  for (guint i = 0; i < self->moments->len; i++) {
    const BancoMoment *moment = self->moments->pdata[i];

    g_array_append_vals (trace->points,
                         &(BancoCurvePoint){
                           .x = (double) banco_result_get_when (moment->result),
                           .y = moment->row->median,
                           .low = moment->row->p5,
                           .high = moment->row->p95,
                         },
                         1);
  }
  return curve;
}

static void
show_moments (BancoHistoryView *self)
{
  const char *place = get_chosen (self->machine, self->places);
  const char *measure = get_chosen (self->measure, self->measures);
  g_autoptr (GListStore) rows = g_list_store_new (BANCO_TYPE_FIGURE);
  g_autofree char *change = NULL;
  BancoCurve *curve;
  guint n;

  if (self->filling || place == NULL || measure == NULL)
    return;
  g_clear_pointer (&self->moments, g_ptr_array_unref);
  self->moments = banco_results_list_moments (get_results (self), place, measure);
  n = self->moments->len;
  if (n == 0)
    return;
  change = n > 1 ? describe_change (self->moments->pdata[n - 2], self->moments->pdata[n - 1])
                 : g_strdup (_ ("Measured once so far: run it again another day."));
  gtk_label_set_label (self->sentence, change);
  gtk_widget_set_visible (self->compare, n > 1);
  curve = draw_moments (self, measure);
  banco_curve_list (curve, rows);
  banco_figure_table_set_figures (self->table, G_LIST_MODEL (rows));
  adw_bin_set_child (self->picture, banco_curve_view_new (curve));
}

/* What the newest run of @place measured; what was chosen stays chosen where it can. */
static void
list_measures (BancoHistoryView *self, const char *place)
{
  g_autofree char *latest = g_strconcat ("latest:", place, NULL);
  BancoResult *result = banco_results_find (get_results (self), latest);
  const GPtrArray *rows = banco_result_get_rows (result);
  g_autofree char *chosen = g_strdup (get_chosen (self->measure, self->measures));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_ptr_array_set_size (self->measures, 0);
  for (guint i = 0; i < rows->len; i++) {
    const BancoRow *row = rows->pdata[i];

    if (g_strcmp0 (row->id, chosen) == 0)
      selected = self->measures->len;
    g_ptr_array_add (self->measures, g_strdup (row->id));
    gtk_string_list_append (names, banco_benchmark_words_measure (row->id));
  }
  adw_combo_row_set_model (self->measure, G_LIST_MODEL (names));
  if (rows->len > 0)
    adw_combo_row_set_selected (self->measure, selected);
}

static void
machine_chosen (BancoHistoryView *self)
{
  const char *place = get_chosen (self->machine, self->places);

  if (self->filling || place == NULL)
    return;
  self->filling = TRUE;
  list_measures (self, place);
  self->filling = FALSE;
  show_moments (self);
}

/* What was looked at stays; else the newest that was measured twice. */
static void
list_places (BancoHistoryView *self)
{
  GListModel *results = G_LIST_MODEL (get_results (self));
  g_autofree char *chosen = g_strdup (get_chosen (self->machine, self->places));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint twice = GTK_INVALID_LIST_POSITION, place, selected = GTK_INVALID_LIST_POSITION;

  g_ptr_array_set_size (self->places, 0);
  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (BancoResult) result = g_list_model_get_item (results, i);
    const char *id = banco_result_get_place (result);

    if (g_ptr_array_find_with_equal_func (self->places, id, g_str_equal, &place)) {
      twice = MIN (twice, place);
      continue;
    }
    if (g_strcmp0 (id, chosen) == 0)
      selected = self->places->len;
    g_ptr_array_add (self->places, g_strdup (id));
    gtk_string_list_append (names, banco_result_get_place_label (result));
  }
  self->filling = TRUE;
  adw_combo_row_set_model (self->machine, G_LIST_MODEL (names));
  if (self->places->len > 0)
    adw_combo_row_set_selected (self->machine, selected < self->places->len ? selected
                                               : twice < self->places->len  ? twice
                                                                            : 0);
  self->filling = FALSE;
  gtk_stack_set_visible_child_name (self->stack,
                                    twice != GTK_INVALID_LIST_POSITION ? "content" : "empty");
  machine_chosen (self);
}

static void
compare_clicked (BancoHistoryView *self)
{
  guint n = self->moments != NULL ? self->moments->len : 0;

  if (n > 1)
    g_signal_emit (self, signals[COMPARE], 0,
                   banco_result_get_id (((BancoMoment *) self->moments->pdata[n - 2])->result),
                   banco_result_get_id (((BancoMoment *) self->moments->pdata[n - 1])->result));
}

static void
banco_history_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_N_RESULTS)
    list_places (BANCO_HISTORY_VIEW (object));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
banco_history_view_finalize (GObject *object)
{
  BancoHistoryView *self = BANCO_HISTORY_VIEW (object);

  g_clear_object (&self->workspace);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->measures, g_ptr_array_unref);
  g_clear_pointer (&self->moments, g_ptr_array_unref);
  G_OBJECT_CLASS (banco_history_view_parent_class)->finalize (object);
}

static void
banco_history_view_class_init (BancoHistoryViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = banco_history_view_set_property;
  G_OBJECT_CLASS (klass)->finalize = banco_history_view_finalize;
  g_object_class_install_property (
    G_OBJECT_CLASS (klass), PROP_N_RESULTS,
    g_param_spec_uint ("n-results", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  signals[COMPARE] = g_signal_new ("compare", BANCO_TYPE_HISTORY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  g_type_ensure (BANCO_TYPE_FIGURE_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/history-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoHistoryView, stack);
  gtk_widget_class_bind_template_child (widget_class, BancoHistoryView, sentence);
  gtk_widget_class_bind_template_child (widget_class, BancoHistoryView, machine);
  gtk_widget_class_bind_template_child (widget_class, BancoHistoryView, measure);
  gtk_widget_class_bind_template_child (widget_class, BancoHistoryView, picture);
  gtk_widget_class_bind_template_child (widget_class, BancoHistoryView, compare);
  gtk_widget_class_bind_template_child (widget_class, BancoHistoryView, table);
  gtk_widget_class_bind_template_callback (widget_class, machine_chosen);
  gtk_widget_class_bind_template_callback (widget_class, show_moments);
  gtk_widget_class_bind_template_callback (widget_class, compare_clicked);
}

static void
banco_history_view_init (BancoHistoryView *self)
{
  self->places = g_ptr_array_new_with_free_func (g_free);
  self->measures = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->compare))), TRUE);
}

void
banco_history_view_set_workspace (BancoHistoryView *self, BancoWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_object_bind_property (get_results (self), "n-items", self, "n-results", G_BINDING_SYNC_CREATE);
}
