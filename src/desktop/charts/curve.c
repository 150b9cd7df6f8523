/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/charts/curve.h"

#include "desktop/benchmark-words.h"
#include "desktop/words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SWEEP "dev.mem.sweep."
#define MINUTE "sustain.60s"

static void
trace_free (gpointer data)
{
  BancoCurveTrace *trace = data;

  g_free (trace->name);
  g_array_unref (trace->points);
  g_free (trace);
}

void
banco_curve_free (BancoCurve *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->unit);
  g_ptr_array_unref (self->traces);
  g_free (self);
}

BancoCurve *
banco_curve_new (const char *title, const char *unit, BancoCurveAxis axis, gboolean log_y)
{
  BancoCurve *self = g_new0 (BancoCurve, 1);

  self->title = g_strdup (title);
  self->unit = g_strdup (unit);
  self->axis = axis;
  self->log_y = log_y;
  self->traces = g_ptr_array_new_with_free_func (trace_free);
  return self;
}

BancoCurveTrace *
banco_curve_add (BancoCurve *self, const char *name, guint series)
{
  BancoCurveTrace *trace = g_new0 (BancoCurveTrace, 1);

  trace->name = g_strdup (name);
  trace->series = series;
  trace->points = g_array_new (FALSE, TRUE, sizeof (BancoCurvePoint));
  g_ptr_array_add (self->traces, trace);
  return trace;
}

char *
banco_curve_format_x (const BancoCurve *self, double x)
{
  g_autoptr (GDateTime) moment = NULL;

  switch (self->axis) {
  case BANCO_CURVE_BYTES:
    return x >= 1048576 ? banco_words_mebibytes ((guint64) (x / 1048576))
                        : g_strdup_printf ("%.0f\u202fKiB", x / 1024);
  case BANCO_CURVE_SECONDS:
    return g_strdup_printf ("%.3g\u202fs", x);
  case BANCO_CURVE_DATE:
    break;
  }
  moment = g_date_time_new_from_unix_local ((gint64) x);
  return moment != NULL ? g_date_time_format (moment, _ ("%-d %b, %H:%M")) : g_strdup ("");
}

static void
describe_trace (const BancoCurve *self, const BancoCurveTrace *trace, GString *text)
{
  const BancoCurvePoint *first = &g_array_index (trace->points, BancoCurvePoint, 0);
  const BancoCurvePoint *last =
    &g_array_index (trace->points, BancoCurvePoint, trace->points->len - 1);
  g_autofree char *first_x = banco_curve_format_x (self, first->x);
  g_autofree char *last_x = banco_curve_format_x (self, last->x);
  g_autofree char *first_y = banco_benchmark_words_value (first->y, self->unit);
  g_autofree char *last_y = banco_benchmark_words_value (last->y, self->unit);

  g_string_append_printf (text, _ (" %s: %s at %s, %s at %s."), trace->name, first_y, first_x,
                          last_y, last_x);
}

char *
banco_curve_describe (const BancoCurve *self)
{
  GString *text = g_string_new (self->title);

  g_string_append_c (text, '.');
  for (guint i = 0; i < self->traces->len; i++) {
    const BancoCurveTrace *trace = self->traces->pdata[i];

    if (trace->points->len > 0)
      describe_trace (self, trace, text);
  }
  return g_string_free (text, FALSE);
}

void
banco_curve_list (const BancoCurve *self, GListStore *store)
{
  for (guint i = 0; i < self->traces->len; i++) {
    const BancoCurveTrace *trace = self->traces->pdata[i];

    for (guint j = 0; j < trace->points->len; j++) {
      const BancoCurvePoint *point = &g_array_index (trace->points, BancoCurvePoint, j);
      g_autoptr (BancoFigure) figure = g_object_new (BANCO_TYPE_FIGURE, NULL);
      g_autofree char *x = banco_curve_format_x (self, point->x);

      figure->measure = g_strdup_printf ("%s, %s", self->title, x);
      figure->unit = g_strdup (self->unit);
      figure->machine = g_strdup (trace->name);
      figure->series = trace->series;
      figure->value = point->y;
      figure->has_spread = point->high > 0;
      figure->low = point->low;
      figure->high = point->high;
      figure->flags = g_new0 (char *, 1);
      figure->source = BANCO_SOURCE_MEASURED_THERE;
      g_list_store_append (store, figure);
    }
  }
}

double
banco_curve_sweep_bytes (const char *id)
{
  char *end;
  double number;

  if (!g_str_has_prefix (id, SWEEP))
    return 0;
  number = (double) g_ascii_strtoull (id + strlen (SWEEP), &end, 10);
  if (g_str_equal (end, "k"))
    return number * 1024;
  if (g_str_equal (end, "m"))
    return number * 1048576;
  return g_str_equal (end, "g") ? number * 1073741824 : 0;
}

static BancoCurveTrace *
find_trace (BancoCurve *self, const BancoFigure *figure)
{
  for (guint i = 0; i < self->traces->len; i++) {
    BancoCurveTrace *trace = self->traces->pdata[i];

    if (trace->series == figure->series)
      return trace;
  }
  return banco_curve_add (self, figure->machine, figure->series);
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  double first = ((const BancoCurvePoint *) a)->x, second = ((const BancoCurvePoint *) b)->x;

  return first < second ? -1 : first > second;
}

BancoCurve *
banco_curve_new_sweep (GListModel *figures)
{
  g_autoptr (BancoCurve) self = banco_curve_new (
    _ ("GPU memory: how fast, by how much is gone through"), "GB/s", BANCO_CURVE_BYTES, TRUE);
  gboolean drawable = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (figures); i++) {
    g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, i);
    double bytes = banco_curve_sweep_bytes (figure->measure);

    if (bytes > 0 && figure->value > 0)
      g_array_append_vals (find_trace (self, figure)->points,
                           &(BancoCurvePoint){
                             .x = bytes,
                             .y = figure->value,
                             .low = figure->has_spread ? figure->low : 0,
                             .high = figure->has_spread ? figure->high : 0,
                           },
                           1);
  }
  for (guint i = 0; i < self->traces->len; i++) {
    BancoCurveTrace *trace = self->traces->pdata[i];

    g_array_sort (trace->points, compare_points);
    drawable |= trace->points->len > 1;
  }
  return drawable ? g_steal_pointer (&self) : NULL;
}

static const BancoTimeSeries *
find_series (BancoResult *result)
{
  const GPtrArray *rows = banco_result_get_rows (result);

  for (guint i = 0; i < rows->len; i++) {
    const BancoRow *row = rows->pdata[i];

    if (g_str_equal (row->id, MINUTE))
      return row->series;
  }
  return NULL;
}

static void
add_series (BancoCurve *self, const BancoFigure *figure, double seconds, const GArray *values)
{
  BancoCurveTrace *trace;

  if (values->len < 2)
    return;
  trace = banco_curve_add (self, figure->machine, figure->series);
  for (guint i = 0; i < values->len; i++)
    g_array_append_vals (trace->points,
                         &(BancoCurvePoint){ .x = (i + 1) * seconds / values->len,
                                             .y = g_array_index (values, double, i) },
                         1);
}

GPtrArray *
banco_curves_new_minute (GListModel *figures, BancoResults *results)
{
  GPtrArray *curves = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_curve_free);
  BancoCurve *speed =
    banco_curve_new (_ ("Speed that is kept up"), "GFLOP/s", BANCO_CURVE_SECONDS, FALSE);
  BancoCurve *clock =
    banco_curve_new (_ ("Clock of the GPU meanwhile"), "MHz", BANCO_CURVE_SECONDS, FALSE);
  BancoCurve *heat =
    banco_curve_new (_ ("Temperature of the GPU meanwhile"), "°C", BANCO_CURVE_SECONDS, FALSE);
  BancoCurve *power =
    banco_curve_new (_ ("Power of the GPU meanwhile"), "W", BANCO_CURVE_SECONDS, FALSE);
  BancoCurve *const kinds[] = { speed, clock, heat, power };

  for (guint i = 0; i < g_list_model_get_n_items (figures); i++) {
    g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, i);
    BancoResult *result = banco_results_find (results, figure->result);
    const BancoTimeSeries *series =
      result != NULL && g_str_equal (figure->measure, MINUTE) ? find_series (result) : NULL;

    if (series == NULL)
      continue;
    add_series (speed, figure, series->seconds, series->values);
    add_series (clock, figure, series->seconds, series->mhz);
    add_series (heat, figure, series->seconds, series->celsius);
    add_series (power, figure, series->seconds, series->watts);
  }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i]->traces->len > 0)
      g_ptr_array_add (curves, kinds[i]);
    else
      banco_curve_free (kinds[i]);
  return curves;
}
