/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include <stdio.h>
#include <unistd.h>

void
output_json (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  json_node_unref (node);
  g_print ("%s\n", text);
  fflush (stdout);
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

struct _OutputTable {
  GPtrArray *rows; /* of char ** */
  guint n_columns;
};

static char **
collect (const char *first, va_list arguments)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (const char *word = first; word != NULL; word = va_arg (arguments, const char *))
    g_strv_builder_add (words, word);
  return g_strv_builder_end (words);
}

OutputTable *
output_table_new (const char *first_heading, ...)
{
  OutputTable *self = g_new0 (OutputTable, 1);
  va_list arguments;

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  va_start (arguments, first_heading);
  g_ptr_array_add (self->rows, collect (first_heading, arguments));
  va_end (arguments);
  self->n_columns = g_strv_length (self->rows->pdata[0]);
  return self;
}

void
output_table_add (OutputTable *self, const char *first, ...)
{
  va_list arguments;

  va_start (arguments, first);
  g_ptr_array_add (self->rows, collect (first, arguments));
  va_end (arguments);
}

static glong
width_of (OutputTable *self, guint column)
{
  glong width = 0;

  for (guint i = 0; i < self->rows->len; i++) {
    char **row = self->rows->pdata[i];

    if (column < g_strv_length (row))
      width = MAX (width, g_utf8_strlen (row[column], -1));
  }
  return width;
}

void
output_table_finish (OutputTable *self, Command *command)
{
  gboolean bold = !command->no_color && g_getenv ("NO_COLOR") == NULL && isatty (STDOUT_FILENO);

  for (guint i = 0; !command->json && i < self->rows->len; i++) {
    char **row = self->rows->pdata[i];
    g_autoptr (GString) line = g_string_new (NULL);

    for (guint j = 0; row[j] != NULL; j++) {
      glong padding = width_of (self, j) - g_utf8_strlen (row[j], -1) + 2;

      g_string_append (line, row[j]);
      if (row[j + 1] != NULL)
        g_string_append_printf (line, "%*s", (int) padding, "");
    }
    g_print ("%s%s%s\n", bold && i == 0 ? "\033[1m" : "", line->str,
             bold && i == 0 ? "\033[0m" : "");
  }
  g_ptr_array_unref (self->rows);
  g_free (self);
}
