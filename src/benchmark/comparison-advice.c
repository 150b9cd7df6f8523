/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/comparison-private.h"
#include "benchmark/estimate-private.h"
#include "benchmark/result-private.h"

#include <glib/gi18n.h>

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
  g_autofree char *text = NULL;
  BancoAdvice *advice;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* Two columns may be one machine. */
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((BancoAdvice *) list->pdata[i])->text, text))
      return;
  advice = g_new0 (BancoAdvice, 1);
  advice->text = g_steal_pointer (&text);
  advice->certainty = g_strdup (certainty);
  g_ptr_array_add (list, advice);
}

/* What to call it where a sentence does not begin with it. */
static const char *
inner_name (const BancoComparedColumn *column)
{
  return column->here ? _ ("this computer") : column->name;
}

static gboolean
find_performance (const BancoComparedColumn *column, BancoPerformance *performance)
{
  *performance = (BancoPerformance){
    .nominal = column->card != NULL && column->card->nominal,
    .count = 1,
  };
  return banco_performance_read (column->rows, NULL, BANCO_PRECISION_FP32, performance);
}

static gboolean
is_contended (const BancoComparedColumn *column)
{
  for (guint i = 0; i < column->rows->len; i++) {
    const BancoRow *row = column->rows->pdata[i];

    if (g_strv_contains ((const char *const *) row->flags, "contended"))
      return TRUE;
  }
  return FALSE;
}

/* What of the two decides. */
static char *
explain (const BancoPerformance *from, const BancoPerformance *to)
{
  g_autofree char *times = banco_times_format (to->arithmetic / from->arithmetic);
  /* Which frameworks do not do everywhere unless they are told to. */
  g_autofree char *arithmetic = to->tf32 && !from->tf32
                                  ? g_strdup_printf (_ ("%s × in TF32, if it is used"), times)
                                  : g_strdup_printf (_ ("%s ×"), times);
  g_autofree char *memory = banco_times_format (to->memory / from->memory);

  return banco_performance_follows_memory (from, to)
           ? g_strdup_printf (
               _ ("Its memory (%s ×) decides more of that than its arithmetic (%s)."), memory,
               arithmetic)
           : g_strdup_printf (
               _ ("Its arithmetic (%s) decides more of that than its memory (%s ×)."), arithmetic,
               memory);
}

/* What it has more of where a card's memory decides whether a network fits; NULL: no more. */
static char *
describe_memory (const BancoComparedColumn *here, const BancoComparedColumn *there)
{
  return there->memory_gib > here->memory_gib
           ? g_strdup_printf (_ ("%.0f GB of memory"), there->memory_gib)
           : NULL;
}

static void
advise_training (GPtrArray *list,
                 const BancoComparedColumn *here,
                 const BancoComparedColumn *there,
                 const BancoPerformance *from,
                 const BancoPerformance *to)
{
  gboolean from_processor = from->processor == BANCO_PROCESSOR_CPU;
  double factor;
  double guess = banco_performance_compare (from, to, &factor);
  g_autofree char *low = banco_times_format (guess / factor);
  g_autofree char *high = banco_times_format (guess * factor);
  const char *certainty = from_processor ? "rough" : "likely";
  g_autofree char *reason = explain (from, to);
  g_autofree char *more = from_processor ? NULL : describe_memory (here, there);

  if (guess * factor < 1 && more != NULL)
    add (list, certainty, _ ("Training: %s is slower than %s. Ask for it only if you need its %s."),
         inner_name (there), inner_name (here), more);
  else if (guess * factor < 1)
    add (list, certainty, _ ("Training: %s is slower than %s. Do not ask for it."),
         inner_name (there), inner_name (here));
  else if (guess / factor < 1 && guess < 1.5 && more != NULL)
    add (list, certainty,
         _ ("Training: %s is about as fast as %s (%s to %s ×). Ask for it if you need its %s, or "
            "to free this one."),
         inner_name (there), inner_name (here), low, high, more);
  else if (guess / factor < 1 && guess < 1.5)
    add (list, certainty,
         _ ("Training: %s is about as fast as %s (%s to %s ×). Ask for it only to free this one."),
         inner_name (there), inner_name (here), low, high);
  else
    add (list, certainty, _ ("Training: %s is somewhere between %s and %s × %s%s. %s"),
         inner_name (there), low, high, inner_name (here),
         !from_processor        ? ""
         : here->reason != NULL ? _ (", of which the processor was measured")
                                : _ (", which has no GPU"),
         reason);
}

/* What a kind of work is called that both measured, the one that says most first. */
static const struct {
  const char *measure, *work;
} works[] = {
  { "step.mlp.large", N_ ("Training a large network") },
  { "step.cnn", N_ ("Training on images") },
  { "step.mlp.medium", N_ ("Training a medium network") },
  { "step.mlp.small", N_ ("Training a small network") },
};

/* How many times as fast @row is as @base, from both spreads; FALSE: they have none. */
static gboolean
find_range (const BancoRow *base, const BancoRow *row, double *low, double *high)
{
  if (base == NULL || row == NULL || base->count < 2 || row->count < 2 || base->p5 <= 0 ||
      row->p5 <= 0 || !g_str_equal (base->unit, row->unit))
    return FALSE;
  *low = banco_unit_is_time (row->unit) ? base->p5 / row->p95 : row->p5 / base->p95;
  *high = banco_unit_is_time (row->unit) ? base->p95 / row->p5 : row->p95 / base->p5;
  return TRUE;
}

/* A range this wide says that one of the two was disturbed. */
#define WIDEST 4.0
#define WIDE 1.3 /* a longer run narrows it */

static void
advise_work (GPtrArray *list,
             const char *work,
             const BancoComparedColumn *here,
             const BancoComparedColumn *there,
             double low,
             double high)
{
  g_autofree char *least = banco_times_format (low);
  g_autofree char *most = banco_times_format (high);

  if (high > WIDEST * low)
    add (list, "measured",
         _ ("%s: what was measured on %s and %s varies too much for an answer. Measure both again "
            "while nothing else runs on them."),
         work, inner_name (there), inner_name (here));
  else if (g_str_equal (least, most))
    add (list, "measured", _ ("%s: %s is about %s × as fast as %s."), work, inner_name (there),
         least, inner_name (here));
  else if (high < 1)
    add (list, "measured", _ ("%s: %s is slower than %s, %s to %s × as fast."), work,
         inner_name (there), inner_name (here), least, most);
  else
    add (list, "measured", _ ("%s: %s is between %s and %s × as fast as %s."), work,
         inner_name (there), least, most, inner_name (here));
}

/* Both measured the same steps of training: no guess from the hardware is as good. */
static gboolean
advise_steps (GPtrArray *list, const BancoComparedColumn *here, const BancoComparedColumn *there)
{
  double low, high, widest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (works); i++) {
    if (!find_range (banco_rows_find (here->rows, works[i].measure),
                     banco_rows_find (there->rows, works[i].measure), &low, &high))
      continue;
    advise_work (list, _ (works[i].work), here, there, low, high);
    widest = MAX (widest, high / low);
  }
  if (widest > WIDE && widest <= WIDEST)
    add (list, "likely",
         _ ("A longer run (standard or thorough) of %s and %s would narrow these ranges."),
         inner_name (here), inner_name (there));
  return widest > 0;
}

/* A processor and a card of which both measured the hardware alone: a guess of training from that
 * is a hundred times as wide as what they measured. */
static gboolean
advise_hardware (GPtrArray *list, const BancoComparedColumn *here, const BancoComparedColumn *there)
{
  static const char *const scales[] = { "scale.product32", "scale.memory" };
  double low, high;
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++) {
    const BancoRow *base = banco_scale_find_row (here, scales[i]);
    const BancoRow *row = banco_scale_find_row (there, scales[i]);

    if (!find_range (base, row, &low, &high))
      continue;
    advise_work (list, banco_scale_get_name (scales[i]), here, there, low, high);
    any = TRUE;
  }
  return any;
}

/* What would replace the guess that @advise_training makes. */
static void
advise_narrowing (GPtrArray *list,
                  const BancoComparedColumn *here,
                  const BancoComparedColumn *there)
{
  if (here->card == NULL && there->card != NULL)
    add (list, "likely",
         _ ("To narrow this, run the benchmark on a machine with the card %s: its own steps of "
            "training then replace the guess from its data sheet."),
         there->name);
  else if (here->card == NULL)
    add (list, "likely",
         _ ("To narrow this, run the benchmark on %s and on %s again: the steps of training that "
            "both measure say more of training."),
         inner_name (here), inner_name (there));
}

/* A data sheet's figure is no measurement: what follows from it is a range. */
static void
advise_sheets (GPtrArray *list, const BancoComparedColumn *here, const BancoComparedColumn *there)
{
  BancoPerformance from, to;
  g_autofree char *low = NULL, *high = NULL;
  double guess, factor;

  if (!find_performance (here, &from) || !find_performance (there, &to) ||
      from.processor != BANCO_PROCESSOR_CPU || to.processor != BANCO_PROCESSOR_CPU)
    return;
  guess = banco_performance_compare (&from, &to, &factor);
  low = banco_times_format (guess / factor);
  high = banco_times_format (guess * factor);
  add (
    list, "rough",
    _ ("Without a GPU, %s is somewhere between %s and %s × %s: a data sheet is all that is known "
       "of one of them. Measuring it would narrow this."),
    inner_name (there), low, high, inner_name (here));
}

/* Two processors are compared by what both measured, and "same" means that the spreads overlap. */
static void
advise_processors (GPtrArray *list,
                   const BancoComparedColumn *here,
                   const BancoComparedColumn *there)
{
  const BancoRow *a = banco_rows_find (here->rows, "cpu.gemm32");
  const BancoRow *b = banco_rows_find (there->rows, "cpu.gemm32");
  g_autofree char *times = NULL;
  gboolean same;
  double speed;

  if (a == NULL || b == NULL)
    return;
  speed = banco_row_compare (b, a, &same);
  if (speed <= 0)
    return;
  if (a->count == 0 || b->count == 0) {
    advise_sheets (list, here, there);
    return;
  }
  times = banco_times_format (MAX (speed, 1 / speed));
  if (same)
    add (list, "measured",
         _ ("Without a GPU, %s and %s are equally fast: what they measured overlaps."),
         inner_name (there), inner_name (here));
  else
    add (list, "measured", _ ("Without a GPU, %s is %s × as fast as %s."),
         inner_name (speed < 1 ? here : there), times, inner_name (speed < 1 ? there : here));
}

static gboolean
is_one_machine (const BancoComparedColumn *a, const BancoComparedColumn *b)
{
  return a->card == NULL && b->card == NULL && g_strcmp0 (a->place, b->place) == 0 &&
         g_strcmp0 (a->device, b->device) == 0 && a->place != NULL;
}

/* Two runs of one machine: what changed between them by more than they spread. */
static void
advise_runs (GPtrArray *list, const BancoComparedColumn *first, const BancoComparedColumn *second)
{
  g_autoptr (GString) changes = g_string_new (NULL);
  guint n_same = 0;

  for (guint i = 0; i < first->rows->len; i++) {
    const BancoRow *a = first->rows->pdata[i];
    const BancoRow *b = banco_rows_find (second->rows, a->id);
    gboolean same = FALSE;
    double times = b != NULL ? banco_row_compare (b, a, &same) : 0;

    if (times <= 0)
      continue;
    if (same)
      n_same++;
    else
      g_string_append_printf (changes, "%s%s %.2f × as fast", changes->len > 0 ? ", " : "", a->id,
                              times);
  }
  if (changes->len > 0)
    add (list, "measured", _ ("Two runs of %s: in the second %s; %u %s the same."),
         inner_name (first), changes->str, n_same, n_same == 1 ? "measure is" : "measures are");
  else if (n_same > 0)
    add (list, "measured", _ ("Two runs of %s: the same, the spreads of every measure overlap."),
         inner_name (first));
}

static gboolean
advise_pair (GPtrArray *list, const BancoComparedColumn *here, const BancoComparedColumn *there)
{
  BancoPerformance from, to;
  gboolean known = find_performance (here, &from);

  if (here->card != NULL && here->card == there->card)
    return FALSE;
  if (is_one_machine (here, there)) {
    advise_runs (list, here, there);
    return FALSE;
  }
  if (there->simulated) {
    add (list, "measured",
         _ ("The accelerator of %s is simulated: nothing about a GPU follows from its figures."),
         inner_name (there));
    advise_processors (list, here, there);
    return FALSE;
  }
  if (!find_performance (there, &to) || to.processor != BANCO_PROCESSOR_GPU) {
    advise_processors (list, here, there);
    return FALSE;
  }
  if (here->simulated || !known)
    return FALSE;
  if (here->card == NULL && there->card == NULL && advise_steps (list, here, there))
    return TRUE;
  if (here->card != NULL || there->card != NULL || from.processor == to.processor ||
      !advise_hardware (list, here, there))
    advise_training (list, here, there, &from, &to);
  advise_narrowing (list, here, there);
  return TRUE;
}

static gboolean
has_fpga (const BancoComparedColumn *columns, guint n_columns)
{
  for (guint i = 0; i < n_columns; i++)
    if (columns[i].fpga)
      return TRUE;
  return FALSE;
}

static void
add_fpga (GPtrArray *list)
{
  g_autofree char *topics = g_strjoinv (" or ", (char **) banco_fpga_list_topics ());

  add (
    list, "likely",
    _ ("An FPGA is asked for when answers must come within microseconds or in a precision of one's "
       "own, not for its rate. Build designs on a large machine without one and keep it for "
       "running them; look in the library for %s."),
    topics);
}

GPtrArray *
banco_advice_new (const BancoComparedColumn *columns, guint n_columns)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (advice_free);
  gboolean about_gpus = FALSE;

  /* Nobody asks for the computer that they have, in whatever order the two were named. */
  for (guint i = 1; i < n_columns; i++)
    about_gpus =
      (columns[i].here && !columns[0].here ? advise_pair (list, &columns[i], &columns[0])
                                           : advise_pair (list, &columns[0], &columns[i])) ||
      about_gpus;
  for (guint i = 0; i < n_columns; i++)
    if (is_contended (&columns[i]))
      add (list, "measured",
           _ ("%s was busy with something else while it was measured: some of its figures are low. "
              "Measure it again when it is idle."),
           columns[i].name);
  for (guint i = 0; i < n_columns; i++)
    if (columns[i].reason != NULL) {
      g_autofree char *reason = banco_reason_translate (columns[i].reason);

      add (list, "measured", _ ("No GPU of %s was measured: %s"), inner_name (&columns[i]), reason);
    }
  if (has_fpga (columns, n_columns))
    add_fpga (list);
  if (about_gpus)
    add (list, "likely",
         _ ("A small network (under 0.1 GFLOP a step) gains nothing from a faster GPU, and little "
            "from any: starting its kernels takes as long as a processor takes to compute them."));
  return list;
}
