/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include <stdio.h>

void
output_data (const char *text)
{
  fputs (text, stdout);
  fflush (stdout);
}

void
output_json (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  json_node_unref (node);
  output_data (line);
}

void
output_json_builder (JsonBuilder *builder)
{
  output_json (json_builder_get_root (builder));
}

void
output_remark (Command *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (self->json || self->quiet)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("%s\n", text);
}

void
output_text (JsonBuilder *builder, const char *member, const char *text)
{
  json_builder_set_member_name (builder, member);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

void
output_text_if (JsonBuilder *builder, const char *member, const char *text)
{
  if (text != NULL && text[0] != '\0')
    output_text (builder, member, text);
}

void
output_int (JsonBuilder *builder, const char *member, gint64 number)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_int_value (builder, number);
}

void
output_double (JsonBuilder *builder, const char *member, double number)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_double_value (builder, number);
}

void
output_boolean (JsonBuilder *builder, const char *member, gboolean truth)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_boolean_value (builder, truth);
}

void
output_null (JsonBuilder *builder, const char *member)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_null_value (builder);
}

void
output_time (JsonBuilder *builder, const char *member, gint64 seconds)
{
  g_autofree char *text = banco_clock_format (seconds);

  output_text (builder, member, text);
}

void
output_time_if (JsonBuilder *builder, const char *member, gint64 seconds)
{
  if (seconds != 0)
    output_time (builder, member, seconds);
}

void
output_list (JsonBuilder *builder, const char *member, const char *const *texts)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    json_builder_add_string_value (builder, texts[i]);
  json_builder_end_array (builder);
}
