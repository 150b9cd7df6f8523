/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/comparison-private.h"
#include "benchmark/estimate-private.h"
#include "benchmark/result-private.h"

#include <glib/gi18n.h>
#include <math.h>

/* The step that a guess from the hardware fits best: a smaller one takes mostly the start of its
 * kernels. */
#define PREDICTED_STEP "step.mlp.large"

/* One kind of work, which a card and a processor measure under names of their own; a card's first,
 * because a machine with one trains on it. */
static const struct {
  const char *id, *name, *unit;
  const char *measures[3];
} scales[] = {
  { "scale.product32", N_ ("Matrix product, 32 bit"), "GFLOP/s", { "gemm.fp32", "cpu.gemm32" } },
  { "scale.product64", N_ ("Matrix product, 64 bit"), "GFLOP/s", { "gemm.fp64", "cpu.gemm64" } },
  { "scale.memory", N_ ("Memory"), "GB/s", { "dev.mem.copy", "cpu.triad" } },
};

const char *
banco_scale_get_name (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    if (g_str_equal (scales[i].id, id))
      return _ (scales[i].name);
  return NULL;
}

/* A simulated card's figures are its processor's or made up. */
static const BancoRow *
find_row_at (const BancoComparedColumn *column, guint scale)
{
  for (const char *const *id = scales[scale].measures; *id != NULL; id++) {
    const BancoRow *row = banco_rows_find (column->rows, *id);

    if (row != NULL && row->median > 0 && g_str_equal (row->unit, scales[scale].unit) &&
        (!column->simulated || g_str_has_prefix (*id, "cpu.")))
      return row;
  }
  return NULL;
}

const BancoRow *
banco_scale_find_row (const BancoComparedColumn *column, const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    if (g_str_equal (scales[i].id, id))
      return find_row_at (column, i);
  return NULL;
}

static gboolean
is_mixed (const BancoRow **found, guint n_columns)
{
  const BancoRow *first = NULL;

  for (guint i = 0; i < n_columns; i++) {
    if (first != NULL && found[i] != NULL && !g_str_equal (first->id, found[i]->id))
      return TRUE;
    if (first == NULL)
      first = found[i];
  }
  return FALSE;
}

void
banco_scales_add (GPtrArray *list, const BancoComparedColumn *columns, guint n_columns)
{
  g_autofree const BancoRow **found = g_new0 (const BancoRow *, n_columns + 1);

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++) {
    for (guint j = 0; j < n_columns; j++)
      found[j] = find_row_at (&columns[j], i);
    /* What all measured under one name is a row of its own already. */
    if (is_mixed (found, n_columns))
      g_ptr_array_add (
        list, banco_compared_row_new (scales[i].id, scales[i].unit, columns, found, n_columns));
  }
}

static gboolean
find_performance (const BancoComparedColumn *column, BancoPerformance *performance)
{
  *performance = (BancoPerformance){
    .nominal = column->card != NULL && column->card->nominal,
    .count = 1,
  };
  return !column->simulated &&
         banco_performance_read (column->rows, NULL, BANCO_PRECISION_FP32, performance);
}

/* From the measured step that says most about @to: how long it takes there, about. */
static const BancoRow *
find_base (const BancoComparedColumn *columns,
           guint n_columns,
           const BancoPerformance *to,
           double *guess,
           double *factor)
{
  const BancoRow *base = NULL;

  for (guint i = 0; i < n_columns; i++) {
    const BancoRow *row = banco_rows_find (columns[i].rows, PREDICTED_STEP);
    BancoPerformance from;
    double times, wrong;

    if (row == NULL || row->median <= 0 || !find_performance (&columns[i], &from))
      continue;
    times = banco_performance_compare (&from, to, &wrong);
    if (base != NULL && wrong >= *factor)
      continue;
    base = row;
    *guess = times;
    *factor = wrong;
  }
  return base;
}

BancoRow *
banco_scales_predict (const BancoComparedColumn *columns, guint n_columns, guint nth)
{
  const BancoRow *base = NULL;
  BancoRow *row;
  BancoPerformance to;
  double guess = 0, factor = 0;

  if (banco_rows_find (columns[nth].rows, PREDICTED_STEP) == NULL &&
      find_performance (&columns[nth], &to))
    base = find_base (columns, n_columns, &to, &guess, &factor);
  if (base == NULL)
    return NULL;
  row = banco_row_new (PREDICTED_STEP, base->unit);
  row->median = row->best = base->median / guess;
  row->p5 = row->median / factor;
  row->p95 = row->median * factor;
  row->source = BANCO_SOURCE_PREDICTED;
  return row;
}
