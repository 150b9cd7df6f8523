/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include <glib/gi18n.h>

static void
add_value (JsonBuilder *builder, const BancoComparedValue *value)
{
  if (value == NULL) {
    json_builder_add_null_value (builder);
    return;
  }
  json_builder_begin_object (builder);
  output_text (builder, "result", value->result);
  output_double (builder, "median", value->median);
  json_builder_set_member_name (builder, "spread");
  if (value->has_spread) {
    json_builder_begin_array (builder);
    json_builder_add_double_value (builder, value->low);
    json_builder_add_double_value (builder, value->high);
    json_builder_end_array (builder);
  } else {
    json_builder_add_null_value (builder);
  }
  if (value->ratio > 0)
    output_double (builder, "ratio", value->ratio);
  else
    output_null (builder, "ratio");
  if (value->ratio_high > 0) {
    json_builder_set_member_name (builder, "ratio_spread");
    json_builder_begin_array (builder);
    json_builder_add_double_value (builder, value->ratio_low);
    json_builder_add_double_value (builder, value->ratio_high);
    json_builder_end_array (builder);
  }
  output_boolean (builder, "same", value->same);
  output_list (builder, "flags", (const char *const *) value->flags);
  output_text (builder, "source", banco_value_source_to_string (value->source));
  json_builder_end_object (builder);
}

static void
print_json (const BancoComparison *comparison)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < comparison->rows->len; i++) {
    const BancoComparedRow *row = comparison->rows->pdata[i];

    json_builder_begin_object (builder);
    output_text (builder, "id", row->id);
    output_text (builder, "unit", row->unit);
    json_builder_set_member_name (builder, "values");
    json_builder_begin_array (builder);
    for (guint j = 0; j < row->values->len; j++)
      add_value (builder, row->values->pdata[j]);
    json_builder_end_array (builder);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "advice");
  json_builder_begin_array (builder);
  for (guint i = 0; i < comparison->advice->len; i++) {
    const BancoAdvice *advice = comparison->advice->pdata[i];

    json_builder_begin_object (builder);
    output_text (builder, "text", advice->text);
    output_text (builder, "certainty", advice->certainty);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  output_json_builder (builder);
}

static char *
format_value (const BancoComparedValue *value)
{
  const char *source = value != NULL ? banco_value_source_to_string (value->source) : NULL;

  if (value == NULL)
    return g_strdup ("–");
  if (value->same)
    return g_strdup_printf ("%.1f (same: the spreads overlap, %s)", value->median, source);
  if (value->ratio_high > 0)
    return g_strdup_printf ("%.1f (%.2f ×, %.2f to %.2f, %s)", value->median, value->ratio,
                            value->ratio_low, value->ratio_high, source);
  if (value->ratio > 0)
    return g_strdup_printf ("%.1f (%.2f ×, %s)", value->median, value->ratio, source);
  return g_strdup_printf ("%.1f (%s)", value->median, source);
}

/* One line a figure: with three machines a table would not fit a terminal. */
static void
print_text (const BancoComparison *comparison)
{
  for (guint i = 0; i < comparison->advice->len; i++) {
    const BancoAdvice *advice = comparison->advice->pdata[i];

    g_print ("%s (%s)\n", advice->text, advice->certainty);
  }
  for (guint i = 0; i < comparison->rows->len; i++) {
    const BancoComparedRow *row = comparison->rows->pdata[i];

    g_print ("\n%s, %s\n", row->id, row->unit);
    for (guint j = 0; j < row->values->len; j++) {
      g_autofree char *value = format_value (row->values->pdata[j]);

      g_print ("  %-24s %s\n", (char *) comparison->names->pdata[j], value);
    }
  }
}

static void
print_comparison (Command *command, const BancoComparison *comparison, const char *format)
{
  g_autofree char *text = NULL;

  if (command->json || g_strcmp0 (format, "json") == 0)
    print_json (comparison);
  else if (g_strcmp0 (format, "csv") == 0)
    text = banco_comparison_to_csv (comparison);
  else if (g_strcmp0 (format, "markdown") == 0)
    text = banco_comparison_to_markdown (comparison);
  else
    print_text (comparison);
  if (text != NULL)
    g_print ("%s", text);
}

int
verb_compare (Command *command, char ***words, GError **error)
{
  static const char *const formats[] = { "text", "csv", "markdown", "json", NULL };
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, NULL, NULL },
    { NULL },
  };
  BancoWorkspace *workspace;
  g_autoptr (BancoComparison) comparison = NULL;

  if (!command_parse (command, entries, words, 2, -1, error))
    return 0;
  if (format != NULL && !g_strv_contains (formats, format))
    return command_fail_usage (command, _ ("--format is text, csv, markdown or json"));
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
