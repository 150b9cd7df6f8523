/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "benchmark/benchmark.h"

#include <glib/gi18n.h>
#include <math.h>

/* Four figures of it, in a unit that needs no power of ten. */
static char *
format_number (double number, const char *unit)
{
  double factor;
  const char *chosen = banco_unit_choose (unit, number, &factor);
  double value = number * factor;
  int digits = value > 0 ? 3 - (int) floor (log10 (value)) : 0;

  return g_strdup_printf ("%.*f %s", CLAMP (digits, 0, 6), value, chosen);
}

/* "measured-here"; on a scale also which measure it is. */
static char *
format_source (const BancoComparedRow *row, const BancoComparedValue *value)
{
  const char *source = banco_value_source_to_string (value->source);

  return g_str_equal (row->id, value->measure) ? g_strdup (source)
                                               : g_strdup_printf ("%s, %s", value->measure, source);
}

static char *
format_value (const BancoComparedRow *row, const BancoComparedValue *value)
{
  g_autofree char *source = value != NULL ? format_source (row, value) : NULL;
  g_autofree char *median = value != NULL ? format_number (value->median, row->unit) : NULL;

  if (value == NULL)
    return g_strdup ("–");
  if (value->same)
    return g_strdup_printf (_ ("%s (same: the spreads overlap, %s)"), median, source);
  if (value->ratio_high > 0)
    return g_strdup_printf (_ ("%s (%.2f ×, %.2f to %.2f, %s)"), median, value->ratio,
                            value->ratio_low, value->ratio_high, source);
  if (value->ratio > 0)
    return g_strdup_printf ("%s (%.2f ×, %s)", median, value->ratio, source);
  return g_strdup_printf ("%s (%s)", median, source);
}

/* One line a figure: with three machines a table would not fit a terminal. */
static void
print_rows (const BancoComparison *comparison, const GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    const BancoComparedRow *row = rows->pdata[i];
    const char *name = banco_scale_get_name (row->id);

    output_print (banco_unit_is_time (row->unit) ? _ ("\n%s, less is better\n") : "\n%s\n",
                  name != NULL ? name : row->id);
    for (guint j = 0; j < row->values->len; j++) {
      g_autofree char *value = format_value (row, row->values->pdata[j]);

      g_autofree char *column = banco_visible_line (comparison->names->pdata[j]);
      guint width = output_width (column);

      output_print ("  %s%*s%s\n", column, width < 25 ? (int) (25 - width) : 1, "", value);
    }
  }
}

static void
print_text (const BancoComparison *comparison)
{
  for (guint i = 0; i < comparison->advice->len; i++) {
    const BancoAdvice *advice = comparison->advice->pdata[i];

    output_print ("%s (%s)\n", advice->text, advice->certainty);
  }
  print_rows (comparison, comparison->scales);
  print_rows (comparison, comparison->rows);
}

static void
print_comparison (Command *command, const BancoComparison *comparison, const char *format)
{
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;

  if (command->json || g_strcmp0 (format, "json") == 0)
    output_json (banco_comparison_to_json (comparison));
  else if (g_strcmp0 (format, "csv") == 0)
    text = banco_comparison_to_csv (comparison);
  else if (g_strcmp0 (format, "markdown") == 0)
    text = banco_comparison_to_markdown (comparison);
  else
    print_text (comparison);
  clean = banco_visible_text (text);
  if (clean != NULL)
    output_data (clean);
}

int
verb_compare (Command *command, char ***words, GError **error)
{
  static const char *const formats[] = { "text", "csv", "markdown", "json", NULL };
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    { "format", 0, 0, WORD_OPTION, &format, NULL, NULL },
    { NULL },
  };
  BancoWorkspace *workspace;
  g_autoptr (BancoComparison) comparison = NULL;

  if (!command_parse (command, entries, words, 2, -1, error))
    return 0;
  if (format != NULL && !g_strv_contains (formats, format))
    return command_fail_usage (command, _ ("--format is text, csv, markdown or json"));
  if (format != NULL && !g_str_equal (format, "text"))
    output_for_programs ();
  workspace = command_get_workspace (command, error);
  if (workspace == NULL)
    return 0;
  comparison = banco_comparison_new (banco_workspace_get_results (workspace),
                                     banco_workspace_get_catalogue (workspace),
                                     (const char *const *) *words + 1, error);
  if (comparison != NULL)
    print_comparison (command, comparison, format);
  return 0;
}
