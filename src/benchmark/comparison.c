/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/catalogue-private.h"
#include "benchmark/comparison-private.h"
#include "benchmark/estimate.h"
#include "benchmark/result-private.h"

#include <glib/gi18n.h>

void
banco_comparison_free (BancoComparison *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->scales);
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

/* The same measure in the same unit, or none. */
static const BancoRow *
find_row (const GPtrArray *rows, const BancoRow *model)
{
  const BancoRow *row = banco_rows_find (rows, model->id);

  return row != NULL && g_str_equal (row->unit, model->unit) ? row : NULL;
}

/* @predicted: one a column, of BancoRow or NULL. */
static BancoComparedRow *
row_new (const BancoComparedColumn *columns,
         guint n_columns,
         const BancoRow *model,
         const GPtrArray *predicted)
{
  g_autofree const BancoRow **found = g_new0 (const BancoRow *, n_columns + 1);

  for (guint i = 0; i < n_columns; i++) {
    const BancoRow *guess = predicted->pdata[i];

    found[i] = find_row (columns[i].rows, model);
    if (found[i] == NULL && guess != NULL && g_str_equal (guess->id, model->id))
      found[i] = guess;
  }
  return banco_compared_row_new (model->id, model->unit, columns, found, n_columns);
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

static void
predicted_free (gpointer row)
{
  if (row != NULL)
    banco_row_free (row);
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
  g_autoptr (GPtrArray) predicted = g_ptr_array_new_with_free_func (predicted_free);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->scales = g_ptr_array_new_with_free_func (banco_compared_row_free);
  self->rows = g_ptr_array_new_with_free_func (banco_compared_row_free);
  for (guint i = 0; i < n_columns; i++) {
    if (!find_column (results, catalogue, ids[i], &columns[i], error)) {
      self->advice = g_ptr_array_new ();
      return NULL;
    }
    g_ptr_array_add (self->names, g_strdup (columns[i].name));
  }
  for (guint i = 0; i < n_columns; i++)
    g_ptr_array_add (predicted, banco_scales_predict (columns, n_columns, i));
  banco_scales_add (self->scales, columns, n_columns);
  for (guint i = 0; i < n_columns; i++)
    for (guint j = 0; j < columns[i].rows->len; j++) {
      const BancoRow *row = columns[i].rows->pdata[j];

      if (!has_row (self->rows, row))
        g_ptr_array_add (self->rows, row_new (columns, n_columns, row, predicted));
    }
  self->advice = banco_advice_new (columns, n_columns);
  return g_steal_pointer (&self);
}
