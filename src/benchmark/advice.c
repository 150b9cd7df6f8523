/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/comparison-private.h"
#include "benchmark/result-private.h"

#include <math.h>

/* The time of a training step follows arithmetic^0.3 × memory^0.7: on published results of twelve
 * GPUs that is inside ×/÷ 1.5 for four pairs in five. From a processor to a GPU nothing was
 * published to check it with, so the range says "order of magnitude". */
#define ARITHMETIC_WEIGHT 0.3
#define MEMORY_WEIGHT 0.7
#define FACTOR_BETWEEN_GPUS 1.5
#define FACTOR_FROM_DATASHEET 2.0
#define FACTOR_FROM_PROCESSOR 3.0

typedef struct {
  double arithmetic; /* GFLOP/s, 32 bit */
  double memory;     /* GB/s */
  gboolean measured;
} Strength;

static void
advice_free (gpointer data)
{
  BancoAdvice *advice = data;

  g_free (advice->text);
  g_free (advice->certainty);
  g_free (advice);
}

static void G_GNUC_PRINTF (3, 4)
  add (GPtrArray *list, const char *certainty, const char *format, ...)
{
  BancoAdvice *advice = g_new0 (BancoAdvice, 1);
  va_list arguments;

  va_start (arguments, format);
  advice->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  advice->certainty = g_strdup (certainty);
  g_ptr_array_add (list, advice);
}

static gboolean
find_strength (const BancoColumn *column, const char *product, const char *memory, Strength *found)
{
  const BancoRow *arithmetic_row = banco_rows_find (column->rows, product);
  const BancoRow *memory_row = banco_rows_find (column->rows, memory);

  if (arithmetic_row == NULL || memory_row == NULL || arithmetic_row->median <= 0 ||
      memory_row->median <= 0)
    return FALSE;
  found->arithmetic = arithmetic_row->median;
  found->memory = memory_row->median;
  found->measured = column->card == NULL;
  return TRUE;
}

static gboolean
find_gpu (const BancoColumn *column, Strength *found)
{
  return find_strength (column, "gemm.fp32", "dev.mem.copy", found);
}

static gboolean
find_processor (const BancoColumn *column, Strength *found)
{
  return find_strength (column, "cpu.gemm32", "cpu.triad", found);
}

/* "2.4", "40", "300": more figures would claim more than is known. */
static char *
format_times (double times)
{
  if (times >= 99.5)
    times = round (times / 10) * 10;
  return g_strdup_printf (times < 9.95 ? "%.1f" : "%.0f", times);
}

/* What to call it where a sentence does not begin with it. */
static const char *
inner_name (const BancoColumn *column)
{
  return column->here ? "this computer" : column->name;
}

static gboolean
is_contended (const BancoColumn *column)
{
  for (guint i = 0; i < column->rows->len; i++) {
    const BancoRow *row = column->rows->pdata[i];

    if (g_strv_contains ((const char *const *) row->flags, "contended"))
      return TRUE;
  }
  return FALSE;
}

static void
advise_training (GPtrArray *list,
                 const BancoColumn *here,
                 const BancoColumn *there,
                 const Strength *from,
                 const Strength *to,
                 gboolean from_processor)
{
  double guess = pow (to->arithmetic / from->arithmetic, ARITHMETIC_WEIGHT) *
                 pow (to->memory / from->memory, MEMORY_WEIGHT);
  double factor = from_processor                   ? FACTOR_FROM_PROCESSOR
                  : to->measured && from->measured ? FACTOR_BETWEEN_GPUS
                                                   : FACTOR_FROM_DATASHEET;
  g_autofree char *low = format_times (guess / factor);
  g_autofree char *high = format_times (guess * factor);
  const char *certainty = from_processor ? "rough" : "likely";

  if (guess * factor < 1)
    add (list, certainty, "Training: %s is slower than %s. Do not ask for it.", inner_name (there),
         inner_name (here));
  else if (guess / factor < 1 && guess < 1.5)
    add (list, certainty,
         "Training: %s is about as fast as %s (%s to %s ×). Ask for it for its memory, or to free "
         "this one.",
         inner_name (there), inner_name (here), low, high);
  else
    add (list, certainty, "Training: %s is somewhere between %s and %s × %s%s.", inner_name (there),
         low, high, inner_name (here), from_processor ? ", which has no GPU" : "");
}

/* Two processors are compared by what both measured, and "same" means that the spreads overlap. */
static void
advise_processors (GPtrArray *list, const BancoColumn *here, const BancoColumn *there)
{
  const BancoRow *a = banco_rows_find (here->rows, "cpu.gemm32");
  const BancoRow *b = banco_rows_find (there->rows, "cpu.gemm32");
  g_autofree char *times = NULL;

  if (a == NULL || b == NULL || a->median <= 0 || b->median <= 0)
    return;
  times = format_times (MAX (a->median, b->median) / MIN (a->median, b->median));
  if (a->p5 <= b->p95 && b->p5 <= a->p95)
    add (list, "measured",
         "Without a GPU, %s and %s are equally fast: what they measured overlaps.",
         inner_name (there), inner_name (here));
  else
    add (list, "measured", "Without a GPU, %s is %s × as fast as %s.",
         inner_name (a->median > b->median ? here : there), times,
         inner_name (a->median > b->median ? there : here));
}

static gboolean
advise_pair (GPtrArray *list, const BancoColumn *here, const BancoColumn *there)
{
  Strength from, to;
  gboolean from_gpu = find_gpu (here, &from);

  if (there->simulated) {
    add (list, "measured",
         "The accelerator of %s is simulated: nothing about a GPU follows from its figures.",
         inner_name (there));
    advise_processors (list, here, there);
    return FALSE;
  }
  if (!find_gpu (there, &to)) {
    advise_processors (list, here, there);
    return FALSE;
  }
  if (here->simulated || !(from_gpu || find_processor (here, &from)))
    return FALSE;
  advise_training (list, here, there, &from, &to, !from_gpu);
  return TRUE;
}

GPtrArray *
banco_advice_new (const BancoColumn *columns, guint n_columns)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (advice_free);
  gboolean about_gpus = FALSE;

  for (guint i = 1; i < n_columns; i++)
    about_gpus = advise_pair (list, &columns[0], &columns[i]) || about_gpus;
  for (guint i = 0; i < n_columns; i++)
    if (is_contended (&columns[i]))
      add (list, "measured",
           "%s was busy with something else while it was measured: its figures are low. Measure it "
           "again when it is idle.",
           columns[i].name);
  if (about_gpus)
    add (list, "likely",
         "A small network (under 0.1 GFLOP a step) gains nothing from any GPU: starting its "
         "kernels takes as long as computing them here.");
  return list;
}
