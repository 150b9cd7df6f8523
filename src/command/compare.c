/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

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
  if (value == NULL)
    return g_strdup ("–");
  if (value->ratio > 0)
    return g_strdup_printf ("%.1f (%.2f ×, %s)", value->median, value->ratio,
                            banco_value_source_to_string (value->source));
  return g_strdup_printf ("%.1f (%s)", value->median, banco_value_source_to_string (value->source));
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

int
verb_compare (Command *command, char ***words, GError **error)
{
  BancoWorkspace *workspace;
  g_autoptr (BancoComparison) comparison = NULL;

  if (!command_parse (command, NULL, words, 2, -1, error))
    return 0;
  workspace = command_get_workspace (command, error);
  if (workspace == NULL)
    return 0;
  comparison = banco_comparison_new (banco_workspace_get_results (workspace),
                                     banco_workspace_get_catalogue (workspace),
                                     (const char *const *) *words + 1, error);
  if (comparison == NULL)
    return 0;
  if (command->json)
    print_json (comparison);
  else
    print_text (comparison);
  return 0;
}
