/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/benchmark.h"

static void
add_text (JsonBuilder *builder, const char *member, const char *text)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, text);
}

static void
add_number (JsonBuilder *builder, const char *member, double number, gboolean known)
{
  json_builder_set_member_name (builder, member);
  if (known)
    json_builder_add_double_value (builder, number);
  else
    json_builder_add_null_value (builder);
}

static void
add_range (JsonBuilder *builder, const char *member, double low, double high)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  json_builder_add_double_value (builder, low);
  json_builder_add_double_value (builder, high);
  json_builder_end_array (builder);
}

static void
add_value (JsonBuilder *builder, const BancoComparedRow *row, const BancoComparedValue *value)
{
  if (value == NULL) {
    json_builder_add_null_value (builder);
    return;
  }
  json_builder_begin_object (builder);
  add_text (builder, "result", value->result);
  if (!g_str_equal (value->measure, row->id))
    add_text (builder, "measure", value->measure);
  add_number (builder, "median", value->median, TRUE);
  if (value->has_spread)
    add_range (builder, "spread", value->low, value->high);
  else
    add_number (builder, "spread", 0, FALSE);
  add_number (builder, "ratio", value->ratio, value->ratio > 0);
  if (value->ratio_high > 0)
    add_range (builder, "ratio_spread", value->ratio_low, value->ratio_high);
  json_builder_set_member_name (builder, "same");
  json_builder_add_boolean_value (builder, value->same);
  json_builder_set_member_name (builder, "flags");
  json_builder_begin_array (builder);
  for (guint i = 0; value->flags[i] != NULL; i++)
    json_builder_add_string_value (builder, value->flags[i]);
  json_builder_end_array (builder);
  add_text (builder, "source", banco_value_source_to_string (value->source));
  json_builder_end_object (builder);
}

static void
add_row (JsonBuilder *builder, const BancoComparedRow *row)
{
  json_builder_begin_object (builder);
  add_text (builder, "id", row->id);
  add_text (builder, "unit", row->unit);
  json_builder_set_member_name (builder, "values");
  json_builder_begin_array (builder);
  for (guint i = 0; i < row->values->len; i++)
    add_value (builder, row, row->values->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_rows (JsonBuilder *builder, const char *member, const GPtrArray *rows)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    add_row (builder, rows->pdata[i]);
  json_builder_end_array (builder);
}

JsonNode *
banco_comparison_to_json (const BancoComparison *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_rows (builder, "scales", self->scales);
  add_rows (builder, "rows", self->rows);
  json_builder_set_member_name (builder, "advice");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->advice->len; i++) {
    const BancoAdvice *advice = self->advice->pdata[i];

    json_builder_begin_object (builder);
    add_text (builder, "text", advice->text);
    add_text (builder, "certainty", advice->certainty);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
