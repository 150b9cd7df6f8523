/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmark-words.h"

#include <glib/gi18n.h>
#include <math.h>

static const struct {
  const char *flag;
  const char *sentence;
} flags_known[] = {
  { "contended", N_ ("Something else was using it meanwhile.") },
  { "on_battery", N_ ("It ran on battery.") },
  { "few_threads", N_ ("It could not use every core.") },
  { "incomplete", N_ ("It ended before enough was measured.") },
  { "connection_lost", N_ ("The connection broke: it has only what was measured before.") },
  { "interrupted", N_ ("It was interrupted.") },
  { "out_of_time", N_ ("It ran out of time.") },
  { "cache_resident", N_ ("It fitted into the cache, so it says little about memory.") },
  { "cache_unknown",
    N_ ("How large the last cache is was not told, so a part of it may have been measured.") },
  { "check_failed", N_ ("A figure was wrong and is left out: mistrust this hardware or driver.") },
  { "simulated", N_ ("Its accelerator is simulated: nothing follows about a GPU.") },
  { "power_capped", N_ ("The card was held back by its power limit.") },
  { "thermal", N_ ("It was held back by heat.") },
  { "gpu_busy", N_ ("Somebody else was using the GPU.") },
  { "pcie_reduced", N_ ("The card was connected more slowly than it can be.") },
  { "mig_slice", N_ ("It had only a slice of the card.") },
  { "clock_low", N_ ("Its clock was lower than it can be.") },
};

static const BancoMeasure *
find_measure (const char *id)
{
  static GPtrArray *measures;

  if (measures == NULL) {
    measures = banco_benchmark_list_measures ("thorough"); /* the whole list */
    g_ptr_array_extend_and_steal (measures, banco_benchmark_list_measures ("named"));
    g_ptr_array_extend_and_steal (measures, banco_benchmark_list_measures ("elsewhere"));
  }
  for (guint i = 0; i < measures->len; i++) {
    const BancoMeasure *measure = measures->pdata[i];

    if (g_str_equal (measure->id, id))
      return measure;
  }
  return NULL;
}

const char *
banco_benchmark_words_measure (const char *id)
{
  const BancoMeasure *measure = find_measure (id);
  const char *scale = banco_scale_get_name (id);

  return measure != NULL ? _ (measure->name) : scale != NULL ? scale : id;
}

const char *
banco_benchmark_words_meaning (const char *id)
{
  const BancoMeasure *measure = find_measure (id);

  return measure ? _ (measure->meaning) : NULL;
}

const char *
banco_benchmark_words_source (BancoValueSource source)
{
  switch (source) {
  case BANCO_SOURCE_MEASURED_HERE:
    return _ ("measured on this computer");
  case BANCO_SOURCE_MEASURED_THERE:
    return _ ("measured there");
  case BANCO_SOURCE_PUBLISHED:
    return _ ("published by others");
  case BANCO_SOURCE_REACHABLE:
    return _ ("what others reached");
  case BANCO_SOURCE_DATASHEET:
    return _ ("from the datasheet");
  case BANCO_SOURCE_PREDICTED:
    return _ ("predicted");
  }
  return "";
}

const char *
banco_benchmark_words_certainty (const char *certainty)
{
  if (g_str_equal (certainty, "measured"))
    return _ ("This was measured.");
  if (g_str_equal (certainty, "likely"))
    return _ ("This is likely, not measured.");
  return _ ("This is a rough guess.");
}

const char *
banco_benchmark_words_flag (const char *flag)
{
  for (guint i = 0; i < G_N_ELEMENTS (flags_known); i++)
    if (g_str_equal (flags_known[i].flag, flag))
      return _ (flags_known[i].sentence);
  return flag;
}

char *
banco_benchmark_words_flags (const char *const *flags)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) sentences = NULL;

  for (guint i = 0; flags[i] != NULL; i++)
    g_strv_builder_add (builder, banco_benchmark_words_flag (flags[i]));
  sentences = g_strv_builder_end (builder);
  return g_strjoinv ("\n", sentences);
}

/* Three significant figures, which is what a benchmark knows. */
static double
round_figures (double value)
{
  double step = value == 0 ? 1 : pow (10, floor (log10 (fabs (value))) - 2);

  return round (value / step) * step;
}

char *
banco_benchmark_words_number (double value)
{
  g_autofree char *digits = NULL;
  GString *text;
  gsize length;

  value = round_figures (value);
  if (fabs (value) < 99.95)
    return g_strdup_printf (fabs (value) < 9.995 ? "%.2f" : "%.1f", value);
  if (fabs (value) < 10000 || fabs (value) > 1e15)
    return g_strdup_printf ("%.0f", value);
  digits = g_strdup_printf ("%.0f", value);
  text = g_string_new (digits);
  for (length = text->len; length > 3; length -= 3)
    g_string_insert (text, (gssize) length - 3, "\u202f");
  return g_string_free (text, FALSE);
}

char *
banco_benchmark_words_value (double value, const char *unit)
{
  double factor;
  const char *chosen = banco_unit_choose (unit, value, &factor);
  g_autofree char *number = banco_benchmark_words_number (value * factor);

  return g_strdup_printf ("%s\u00a0%s", number, chosen);
}

char *
banco_benchmark_words_ratio (double ratio)
{
  g_autofree char *number = NULL;

  if (!(ratio > 0) || !isfinite (ratio))
    return g_strdup ("");
  number = banco_benchmark_words_number (ratio);
  return g_strdup_printf ("%s\u00a0×", number);
}
