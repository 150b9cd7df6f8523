/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include <glib/gi18n.h>
#include <unistd.h>

static char *
format_as_it_is (JsonNode *value)
{
  GType type = value != NULL ? json_node_get_value_type (value) : G_TYPE_INVALID;

  if (type == G_TYPE_STRING)
    return json_node_dup_string (value);
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value));
  if (type == G_TYPE_DOUBLE)
    return g_strdup_printf ("%.1f", json_node_get_double (value));
  if (value != NULL && JSON_NODE_HOLDS_ARRAY (value)) {
    g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
    g_auto (GStrv) texts = NULL;
    JsonArray *array = json_node_get_array (value);

    for (guint i = 0; i < json_array_get_length (array); i++)
      g_strv_builder_add (words, json_array_get_string_element (array, i));
    texts = g_strv_builder_end (words);
    return g_strjoinv (", ", texts);
  }
  return g_strdup ("");
}

static char **
format_row (JsonObject *item, const OutputColumn *columns)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new ();

  for (const OutputColumn *column = columns; column->heading != NULL; column++) {
    JsonNode *value = json_object_get_member (item, column->member);
    g_autofree char *cell = NULL;

    if (value != NULL && JSON_NODE_HOLDS_NULL (value))
      value = NULL;
    cell = column->format != NULL ? column->format (value) : format_as_it_is (value);
    g_ptr_array_add (cells, banco_visible_line (cell));
  }
  g_ptr_array_add (cells, NULL);
  return (char **) g_ptr_array_steal (cells, NULL);
}

static char **
format_headings (const OutputColumn *columns)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (const OutputColumn *column = columns; column->heading != NULL; column++)
    g_strv_builder_add (words, _ (column->heading));
  return g_strv_builder_end (words);
}

/* Of each column, as wide as its widest cell. */
static GArray *
widths_of (const GPtrArray *rows)
{
  GArray *widths = g_array_new (FALSE, TRUE, sizeof (guint));

  g_array_set_size (widths, g_strv_length (rows->pdata[0]));
  for (guint i = 0; i < rows->len; i++)
    for (guint j = 0; j < widths->len; j++) {
      guint *width = &g_array_index (widths, guint, j);

      *width = MAX (*width, output_width (((char **) rows->pdata[i])[j]));
    }
  return widths;
}

static char *
format_line (char **row, const GArray *widths)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; row[i] != NULL; i++) {
    guint padding = g_array_index (widths, guint, i) - output_width (row[i]) + 2;

    g_string_append (line, row[i]);
    if (row[i + 1] != NULL)
      g_string_append_printf (line, "%*s", (int) padding, "");
  }
  return g_string_free (line, FALSE);
}

static gboolean
shows_colours (Command *command)
{
  const char *refused = g_getenv ("NO_COLOR");
  const char *terminal = g_getenv ("TERM");

  return !command->no_color && (refused == NULL || refused[0] == '\0') && terminal != NULL &&
         !g_str_equal (terminal, "dumb") && isatty (STDOUT_FILENO);
}

void
output_heading (Command *command, const char *text)
{
  gboolean bold = shows_colours (command);

  if (bold)
    output_data ("\033[1m");
  output_print ("%s", text);
  if (bold)
    output_data ("\033[0m");
}

void
output_table (Command *command, JsonArray *items, const OutputColumn *columns)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GArray) widths = NULL;

  g_ptr_array_add (rows, format_headings (columns));
  for (guint i = 0; i < json_array_get_length (items); i++)
    g_ptr_array_add (rows, format_row (json_array_get_object_element (items, i), columns));
  widths = widths_of (rows);
  for (guint i = 0; i < rows->len; i++) {
    g_autofree char *line = format_line (rows->pdata[i], widths);

    if (i == 0)
      output_heading (command, line);
    else
      output_print ("%s", line);
    output_print ("\n");
  }
}

void
output_items (Command *command, GListModel *items, const OutputList *list, gpointer data)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++) {
    g_autoptr (GObject) item = g_list_model_get_item (items, i);

    if (list->is_wanted != NULL && !list->is_wanted (item, data))
      continue;
    json_builder_begin_object (builder);
    list->add_members (builder, item, data);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  if (command->json)
    output_json (json_node_ref (root));
  else
    output_table (command, json_node_get_array (root), list->columns);
}
