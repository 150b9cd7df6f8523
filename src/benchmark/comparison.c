/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/catalogue-private.h"
#include "benchmark/comparison-private.h"
#include "benchmark/estimate.h"
#include "benchmark/result-private.h"

#include <glib/gi18n.h>

static void
value_free (gpointer data)
{
  BancoComparedValue *value = data;

  if (value == NULL)
    return;
  g_free (value->result);
  g_strfreev (value->flags);
  g_free (value);
}

static void
row_free (gpointer data)
{
  BancoComparedRow *row = data;

  g_free (row->id);
  g_free (row->unit);
  g_ptr_array_unref (row->values);
  g_free (row);
}

void
banco_comparison_free (BancoComparison *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->advice);
  g_free (self);
}

static gboolean
find_column (BancoResults *results,
             const GPtrArray *catalogue,
             const char *id,
             BancoComparedColumn *column,
             GError **error)
{
  BancoResult *result = banco_results_find (results, id);
  const BancoCard *card = result == NULL ? banco_catalogue_find (catalogue, id) : NULL;
  g_autofree char *latest = g_strconcat ("latest:", id, NULL);
  const BancoCard *own;

  if (result == NULL && card == NULL)
    result = banco_results_find (results, latest);
  if (result != NULL)
    *column = (BancoComparedColumn){
      .id = result->id,
      .name = result->place_label,
      .rows = result->rows,
      .simulated = result->simulated,
      .here = g_str_equal (result->place, "here"),
      .reason = g_strcmp0 (result->backend, "cpu") == 0 ? result->reason : NULL,
      .place = result->place,
      .device = result->device,
      .fpga = result->fpgas->len > 0,
    };
  else if (card != NULL)
    *column = (BancoComparedColumn){
      .id = card->id,
      .name = card->name,
      .rows = card->rows,
      .fpga = card->processor == BANCO_PROCESSOR_FPGA,
      .card = card,
    };
  else
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND,
                 _ ("there is no result, card or measured machine called “%s”"), id);
  own = result != NULL ? banco_catalogue_match (catalogue, result->device) : card;
  column->memory_gib = own != NULL ? own->memory_gib : 0;
  return result != NULL || card != NULL;
}

static BancoComparedValue *
value_new (const BancoComparedColumn *column, const BancoRow *row)
{
  BancoComparedValue *value = g_new0 (BancoComparedValue, 1);

  value->result = g_strdup (column->id);
  value->median = row->median;
  value->has_spread = row->count > 1;
  value->low = row->p5;
  value->high = row->p95;
  value->flags = g_strdupv (row->flags);
  value->source = row->source;
  return value;
}

/* A GPU figure beside a simulated accelerator would say something that nobody measured, and what
 * one FPGA moves says nothing of another. */
static gboolean
may_derive (const BancoComparedColumn *first, const BancoComparedColumn *other, const char *id)
{
  if (g_str_has_prefix (id, "fpga.") && first->card != NULL && other->card != NULL)
    return first->card == other->card;
  return g_str_has_prefix (id, "cpu.") || !(first->simulated || other->simulated);
}

/* Between two figures that both have a spread: what the ratio may be, and whether it is one. */
static void
set_ratio (BancoComparedValue *value, const BancoRow *base, const BancoRow *row)
{
  value->ratio = row->median / base->median;
  if (base == row || base->count < 2 || row->count < 2 || base->p5 <= 0 || base->p95 <= 0)
    return;
  value->ratio_low = row->p5 / base->p95;
  value->ratio_high = row->p95 / base->p5;
  banco_row_compare (row, base, &value->same);
}

/* The same measure in the same unit, or none. */
static const BancoRow *
find_row (const GPtrArray *rows, const BancoRow *model)
{
  const BancoRow *row = banco_rows_find (rows, model->id);

  return row != NULL && g_str_equal (row->unit, model->unit) ? row : NULL;
}

static BancoComparedRow *
row_new (const BancoComparedColumn *columns, guint n_columns, const BancoRow *model)
{
  BancoComparedRow *compared = g_new0 (BancoComparedRow, 1);
  const BancoRow *base = find_row (columns[0].rows, model);

  compared->id = g_strdup (model->id);
  compared->unit = g_strdup (model->unit);
  compared->values = g_ptr_array_new_with_free_func (value_free);
  for (guint i = 0; i < n_columns; i++) {
    const BancoRow *row = find_row (columns[i].rows, model);
    BancoComparedValue *value = row != NULL ? value_new (&columns[i], row) : NULL;

    if (value != NULL && base != NULL && base->median > 0 &&
        may_derive (&columns[0], &columns[i], model->id))
      set_ratio (value, base, row);
    g_ptr_array_add (compared->values, value);
  }
  return compared;
}

static gboolean
has_row (const GPtrArray *rows, const BancoRow *model)
{
  for (guint i = 0; i < rows->len; i++) {
    const BancoComparedRow *row = rows->pdata[i];

    if (g_str_equal (row->id, model->id) && g_str_equal (row->unit, model->unit))
      return TRUE;
  }
  return FALSE;
}

BancoComparison *
banco_comparison_new (BancoResults *results,
                      const GPtrArray *catalogue,
                      const char *const *ids,
                      GError **error)
{
  guint n_columns = g_strv_length ((char **) ids);
  g_autofree BancoComparedColumn *columns = g_new0 (BancoComparedColumn, n_columns + 1);
  g_autoptr (BancoComparison) self = g_new0 (BancoComparison, 1);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  for (guint i = 0; i < n_columns; i++) {
    if (!find_column (results, catalogue, ids[i], &columns[i], error)) {
      self->advice = g_ptr_array_new ();
      return NULL;
    }
    g_ptr_array_add (self->names, g_strdup (columns[i].name));
  }
  for (guint i = 0; i < n_columns; i++)
    for (guint j = 0; j < columns[i].rows->len; j++) {
      const BancoRow *row = columns[i].rows->pdata[j];

      if (!has_row (self->rows, row))
        g_ptr_array_add (self->rows, row_new (columns, n_columns, row));
    }
  self->advice = banco_advice_new (columns, n_columns);
  return g_steal_pointer (&self);
}
