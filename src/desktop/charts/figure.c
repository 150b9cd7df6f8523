/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/charts/figure.h"

#include "desktop/benchmark-words.h"

#include <glib/gi18n.h>
#include <math.h>

G_DEFINE_FINAL_TYPE (BancoFigure, banco_figure, G_TYPE_OBJECT)

static void
banco_figure_finalize (GObject *object)
{
  BancoFigure *self = BANCO_FIGURE (object);

  g_free (self->measure);
  g_free (self->unit);
  g_free (self->machine);
  g_free (self->result);
  g_free (self->detail);
  g_strfreev (self->flags);
  G_OBJECT_CLASS (banco_figure_parent_class)->finalize (object);
}

static void
banco_figure_class_init (BancoFigureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_figure_finalize;
}

static void
banco_figure_init (BancoFigure *self)
{
  self->result = g_strdup ("");
  self->detail = g_strdup ("");
}

/* The id of the result or card in column @nth, from whichever row has a value there. */
static const char *
column_id (const BancoComparison *comparison, guint nth)
{
  for (guint i = 0; i < comparison->rows->len; i++) {
    const BancoComparedRow *row = comparison->rows->pdata[i];
    const BancoComparedValue *value = row->values->pdata[nth];

    if (value != NULL)
      return value->result;
  }
  return NULL;
}

static gboolean
is_name_shared (const BancoComparison *comparison, guint nth)
{
  for (guint i = 0; i < comparison->names->len; i++)
    if (i != nth && g_str_equal (comparison->names->pdata[i], comparison->names->pdata[nth]))
      return TRUE;
  return FALSE;
}

static char *
column_name (const BancoComparison *comparison, BancoResults *results, guint nth)
{
  const char *name = comparison->names->pdata[nth];
  const char *id = column_id (comparison, nth);
  BancoResult *result = id != NULL ? banco_results_find (results, id) : NULL;
  g_autoptr (GDateTime) moment = NULL;
  g_autofree char *when = NULL;
  g_autofree char *told = NULL;

  if (result != NULL && is_name_shared (comparison, nth)) {
    moment = g_date_time_new_from_unix_local (banco_result_get_when (result));
    when = g_date_time_format (moment, _ ("%-d %b %H:%M:%S"));
    told = g_strdup_printf ("%s, %s", name, when);
  }
  if (result != NULL && banco_result_is_simulated (result))
    return g_strdup_printf (_ ("%s (simulated)"), told != NULL ? told : name);
  return g_strdup (told != NULL ? told : name);
}

static const BancoRow *
find_row (BancoResult *result, const char *id)
{
  const GPtrArray *rows = banco_result_get_rows (result);

  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((BancoRow *) rows->pdata[i])->id, id))
      return rows->pdata[i];
  return NULL;
}

static double
last_of (const GArray *values)
{
  return g_array_index (values, double, values->len - 1);
}

/* Free with g_free(). */
static char *
describe_detail (BancoResults *results, const BancoFigure *figure, const char *measure)
{
  BancoResult *result = banco_results_find (results, figure->result);
  const BancoRow *row = result != NULL ? find_row (result, measure) : NULL;
  const BancoTimeSeries *series = row != NULL ? row->series : NULL;

  /* A scale has another measure for a card than for a processor. */
  if (!g_str_equal (measure, figure->measure))
    return g_strdup (banco_benchmark_words_measure (measure));
  if (row != NULL && row->library != NULL)
    return g_strdup_printf (_ ("by %s"), row->library);
  if (series == NULL || series->celsius->len == 0 || series->watts->len == 0)
    return g_strdup ("");
  return g_strdup_printf (_ ("at the end %.0f\u00a0°C and %.0f\u00a0W"), last_of (series->celsius),
                          last_of (series->watts));
}

static BancoFigure *
figure_new (const BancoComparedRow *row, const BancoComparedValue *value, const char *machine)
{
  BancoFigure *self = g_object_new (BANCO_TYPE_FIGURE, NULL);

  self->measure = g_strdup (row->id);
  self->unit = g_strdup (row->unit);
  self->machine = g_strdup (machine);
  g_free (self->result);
  self->result = g_strdup (value->result);
  self->value = value->median;
  self->has_spread = value->has_spread && isfinite (value->low) && isfinite (value->high);
  self->low = value->low;
  self->high = value->high;
  self->ratio = value->ratio;
  self->same = value->same;
  self->ratio_low = value->ratio_low;
  self->ratio_high = value->ratio_high;
  self->flags = g_strdupv (value->flags);
  self->source = value->source;
  return self;
}

static void
add_rows (GListStore *store, const GPtrArray *rows, BancoResults *results, const GPtrArray *names)
{
  for (guint i = 0; i < rows->len; i++) {
    const BancoComparedRow *row = rows->pdata[i];

    for (guint j = 0; j < row->values->len; j++) {
      const BancoComparedValue *value = row->values->pdata[j];
      g_autoptr (BancoFigure) figure = NULL;

      if (value == NULL || !isfinite (value->median) || value->median < 0)
        continue;
      figure = figure_new (row, value, names->pdata[j]);
      figure->series = j;
      g_free (figure->detail);
      figure->detail = describe_detail (results, figure, value->measure);
      g_list_store_append (store, figure);
    }
  }
}

GListModel *
banco_figures_new (const BancoComparison *comparison, BancoResults *results)
{
  GListStore *store = g_list_store_new (BANCO_TYPE_FIGURE);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < comparison->names->len; i++)
    g_ptr_array_add (names, column_name (comparison, results, i));
  add_rows (store, comparison->scales, results, names);
  add_rows (store, comparison->rows, results, names);
  return G_LIST_MODEL (store);
}

GListModel *
banco_figures_list_shared (GListModel *figures, guint *n_alone)
{
  GListStore *shared = g_list_store_new (BANCO_TYPE_FIGURE);
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = g_list_model_get_n_items (figures);

  *n_alone = 0;
  for (guint i = 0; i < n; i++) {
    g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, i);
    guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, figure->measure)) + 1;

    g_hash_table_insert (counts, figure->measure, GUINT_TO_POINTER (count));
    *n_alone += count == 1 ? 1 : count == 2 ? -1U : 0;
  }
  for (guint i = 0; i < n; i++) {
    g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, i);

    if (GPOINTER_TO_UINT (g_hash_table_lookup (counts, figure->measure)) > 1)
      g_list_store_append (shared, figure);
  }
  return G_LIST_MODEL (shared);
}

static gboolean
is_a_range (const BancoFigure *self)
{
  return self->source == BANCO_SOURCE_PREDICTED && self->has_spread;
}

/* @factor: of the unit it is shown in. Free with g_free(). */
static char *
describe_spread (const BancoFigure *self, double factor)
{
  g_autofree char *low = banco_benchmark_words_number (self->low * factor);
  g_autofree char *high = banco_benchmark_words_number (self->high * factor);

  return g_strdup_printf ("%s – %s", low, high);
}

/* A ratio of what overlaps tells nothing. Free with g_free(). */
static char *
describe_ratio (const BancoFigure *self)
{
  g_autofree char *ratio = banco_benchmark_words_ratio (self->ratio);
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (self->series == 0)
    return g_strdup ("");
  if (self->same)
    return g_strdup (_ ("the same"));
  if (ratio[0] == '\0' || self->ratio_high <= 0)
    return g_steal_pointer (&ratio);
  low = banco_benchmark_words_number (self->ratio_low);
  high = banco_benchmark_words_number (self->ratio_high);
  return g_strdup_printf ("%s (%s – %s)", ratio, low, high);
}

char *
banco_figure_get_text (BancoFigure *self, BancoFigureField field)
{
  double factor;
  const char *unit =
    banco_unit_choose (self->unit, is_a_range (self) ? self->high : self->value, &factor);
  g_autofree char *spread = self->has_spread ? describe_spread (self, factor) : g_strdup ("");

  switch (field) {
  case BANCO_FIGURE_MEASURE:
    return g_strdup (banco_benchmark_words_measure (self->measure));
  case BANCO_FIGURE_MACHINE:
    return g_strdup (self->machine);
  case BANCO_FIGURE_VALUE:
    if (is_a_range (self))
      return g_strdup_printf ("%s\u00a0%s", spread, unit);
    return banco_benchmark_words_value (self->value, self->unit);
  case BANCO_FIGURE_SPREAD:
    return g_steal_pointer (&spread);
  case BANCO_FIGURE_RATIO:
    return describe_ratio (self);
  case BANCO_FIGURE_SOURCE:
    return g_strdup_printf ("%s%s%s", banco_benchmark_words_source (self->source),
                            self->detail[0] != '\0' ? ", " : "", self->detail);
  case BANCO_FIGURE_REMARKS:
    return banco_benchmark_words_flags ((const char *const *) self->flags);
  case BANCO_FIGURE_NOTHING:
    break;
  }
  return g_strdup ("");
}

char *
banco_figure_describe (BancoFigure *self)
{
  g_autofree char *value = banco_figure_get_text (self, BANCO_FIGURE_VALUE);
  g_autofree char *spread = banco_figure_get_text (self, BANCO_FIGURE_SPREAD);
  g_autofree char *ratio = banco_figure_get_text (self, BANCO_FIGURE_RATIO);
  g_autofree char *source = banco_figure_get_text (self, BANCO_FIGURE_SOURCE);
  g_autofree char *remarks = banco_figure_get_text (self, BANCO_FIGURE_REMARKS);
  GString *text = g_string_new (self->machine);

  g_string_append_printf (text, "\n%s: %s", banco_benchmark_words_measure (self->measure), value);
  if (spread[0] != '\0' && !is_a_range (self))
    g_string_append_printf (text, _ ("\nnine of ten between %s"), spread);
  if (self->same && self->series > 0)
    g_string_append (text, _ ("\nthe same as the first: the spreads overlap"));
  else if (ratio[0] != '\0')
    g_string_append_printf (text, _ ("\n%s the first"), ratio);
  g_string_append_printf (text, "\n%s", source);
  if (remarks[0] != '\0')
    g_string_append_printf (text, "\n%s", remarks);
  return g_string_free (text, FALSE);
}

char *
banco_figure_make_title (BancoFigure *self, gboolean logarithmic)
{
  const char *name = banco_benchmark_words_measure (self->measure);

  if (banco_unit_is_time (self->unit))
    return logarithmic ? g_strdup_printf (_ ("%s (less is better, logarithmic)"), name)
                       : g_strdup_printf (_ ("%s (less is better)"), name);
  return logarithmic ? g_strdup_printf (_ ("%s (logarithmic)"), name) : g_strdup (name);
}
