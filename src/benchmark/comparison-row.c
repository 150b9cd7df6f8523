/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/comparison-private.h"
#include "benchmark/result-private.h"

static void
value_free (gpointer data)
{
  BancoComparedValue *value = data;

  if (value == NULL)
    return;
  g_free (value->result);
  g_free (value->measure);
  g_strfreev (value->flags);
  g_free (value);
}

void
banco_compared_row_free (gpointer data)
{
  BancoComparedRow *row = data;

  g_free (row->id);
  g_free (row->unit);
  g_ptr_array_unref (row->values);
  g_free (row);
}

static gboolean
has_spread (const BancoRow *row)
{
  return row->count >= 2 || row->source == BANCO_SOURCE_PREDICTED;
}

static BancoComparedValue *
value_new (const BancoComparedColumn *column, const BancoRow *row)
{
  BancoComparedValue *value = g_new0 (BancoComparedValue, 1);

  value->result = g_strdup (column->id);
  value->measure = g_strdup (row->id);
  value->median = row->median;
  value->has_spread = has_spread (row);
  value->low = row->p5;
  value->high = row->p95;
  value->flags = g_strdupv (row->flags);
  value->source = row->source;
  return value;
}

/* A simulated accelerator has no figures that a GPU could be compared with, and what one FPGA card
 * moves says nothing about another. */
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
  if (base == row || !has_spread (base) || !has_spread (row) || base->p5 <= 0 || base->p95 <= 0)
    return;
  value->ratio_low = row->p5 / base->p95;
  value->ratio_high = row->p95 / base->p5;
  banco_row_compare (row, base, &value->same);
}

BancoComparedRow *
banco_compared_row_new (const char *id,
                        const char *unit,
                        const BancoComparedColumn *columns,
                        const BancoRow *const *found,
                        guint n_columns)
{
  BancoComparedRow *compared = g_new0 (BancoComparedRow, 1);
  const BancoRow *base = found[0];

  compared->id = g_strdup (id);
  compared->unit = g_strdup (unit);
  compared->values = g_ptr_array_new_with_free_func (value_free);
  for (guint i = 0; i < n_columns; i++) {
    BancoComparedValue *value = found[i] != NULL ? value_new (&columns[i], found[i]) : NULL;

    if (value != NULL && base != NULL && base->median > 0 &&
        may_derive (&columns[0], &columns[i], found[i]->id))
      set_ratio (value, base, found[i]);
    g_ptr_array_add (compared->values, value);
  }
  return compared;
}
