/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "benchmark/benchmark.h"

#include <glib/gi18n.h>
#include <string.h>

/* What is listed: all results, those of one place, or one measure of it over time. */
typedef struct {
  const char *place;  /* nullable */
  GPtrArray *moments; /* of BancoMoment; nullable */
} Selection;

static const BancoMoment *
find_moment (const Selection *selection, gpointer result, const BancoMoment **before)
{
  *before = NULL;
  for (guint i = 0; i < selection->moments->len; i++) {
    const BancoMoment *moment = selection->moments->pdata[i];

    if (moment->result == result)
      return moment;
    *before = moment;
  }
  return NULL;
}

static gboolean
is_wanted (gpointer item, gpointer data)
{
  const Selection *selection = data;
  const BancoMoment *before;

  if (selection->moments != NULL)
    return find_moment (selection, item, &before) != NULL;
  return selection->place == NULL || g_str_equal (selection->place, banco_result_get_place (item));
}

static void
add_result (JsonBuilder *builder, gpointer item, gpointer data)
{
  output_result (builder, item, FALSE);
}

/* "change": how many times as fast as the run before; 1 where the spreads overlap. */
static void
add_moment (JsonBuilder *builder, gpointer item, gpointer data)
{
  const BancoMoment *before;
  const BancoMoment *moment = find_moment (data, item, &before);
  gboolean same = FALSE;
  double times = 0;

  output_text (builder, "id", banco_result_get_id (item));
  output_time (builder, "when", banco_result_get_when (item));
  output_text (builder, "unit", moment->row->unit);
  output_double (builder, "median", moment->row->median);
  output_double (builder, "p5", moment->row->p5);
  output_double (builder, "p95", moment->row->p95);
  if (before != NULL)
    times = banco_row_compare (moment->row, before->row, &same);
  if (times > 0)
    output_double (builder, "change", same ? 1 : times);
  else
    output_null (builder, "change");
}

static char *
format_number (JsonNode *value)
{
  return g_strdup_printf ("%.4g", json_node_get_double (value));
}

static char *
format_change (JsonNode *value)
{
  double change = value != NULL ? json_node_get_double (value) : 0;

  if (value == NULL)
    return g_strdup ("");
  return change == 1 ? g_strdup (_ ("same")) : g_strdup_printf (_ ("%.2f × as fast"), change);
}

static void
list_results (Command *command, Selection *selection)
{
  static const OutputColumn all[] = {
    { N_ ("RESULT"), "id", NULL },
    { N_ ("HOST"), "host", NULL },
    { N_ ("DEVICE"), "device", NULL },
    { N_ ("MODE"), "mode", NULL },
    { N_ ("WHEN"), "when", NULL },
    { N_ ("MIND"), "flags", NULL },
    { NULL },
  };
  static const OutputColumn moments[] = {
    { N_ ("RESULT"), "id", NULL },
    { N_ ("WHEN"), "when", NULL },
    { N_ ("MEDIAN"), "median", format_number },
    { N_ ("P5"), "p5", format_number },
    { N_ ("P95"), "p95", format_number },
    { N_ ("UNIT"), "unit", NULL },
    { N_ ("CHANGE"), "change", format_change },
    { NULL },
  };
  const OutputList list = {
    .columns = selection->moments != NULL ? moments : all,
    .add_members = selection->moments != NULL ? add_moment : add_result,
    .is_wanted = is_wanted,
  };

  output_items (command, G_LIST_MODEL (banco_workspace_get_results (command->workspace)), &list,
                selection);
}

int
verb_results (Command *command, char ***words, GError **error)
{
  g_autofree char *on = NULL, *measure = NULL;
  const GOptionEntry entries[] = {
    { "on", 0, 0, WORD_OPTION, &on, NULL, NULL },
    { "measure", 0, 0, WORD_OPTION, &measure, NULL, NULL },
    { NULL },
  };
  g_autoptr (GPtrArray) moments = NULL;
  BancoWorkspace *workspace;

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  workspace = command_get_workspace (command, error);
  if (workspace == NULL)
    return 0;
  if (measure != NULL)
    moments = banco_results_list_moments (banco_workspace_get_results (workspace), on, measure);
  if (moments != NULL && moments->len == 0)
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND,
                 _ ("no result of %s has a measure called “%s”"),
                 on != NULL ? on : _ ("this computer"), measure);
  else
    list_results (command, &(Selection){ .place = on, .moments = moments });
  return 0;
}

/* A device or a pipe is refused: what replaces files would put a file in its place. */
static gboolean
write_file (const char *path, const char *text)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return banco_file_replace (file, text, strlen (text), NULL, NULL);
}

/* With a check sum, so to the letter. */
static void
print_export (const char *text)
{
  g_autofree char *whole = g_strconcat (text, "\n", NULL);

  output_data (whole);
}

static void
print_exported (Command *command, char **ids)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!command->json)
    return;
  json_builder_begin_object (builder);
  output_list (builder, "exported", (const char *const *) ids);
  json_builder_end_object (builder);
  output_json_builder (builder);
}

int
verb_export (Command *command, char ***words, GError **error)
{
  g_autofree char *output = NULL, *text = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, WORD_OPTION, &output, NULL, NULL },
    { NULL },
  };
  BancoWorkspace *workspace;

  if (!command_parse (command, entries, words, 1, -1, error))
    return 0;
  workspace = command_get_workspace (command, error);
  if (workspace == NULL)
    return 0;
  text = banco_results_export (banco_workspace_get_results (workspace),
                               (const char *const *) *words + 1, error);
  if (text == NULL)
    return 0;
  if (output == NULL)
    print_export (text);
  else if (!write_file (output, text))
    g_set_error (
      error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_FAILED,
      _ ("“%s” cannot be written; is it a file in a folder that is there, and the disk not full?"),
      output);
  else
    print_exported (command, *words + 1);
  return 0;
}

static void
print_imported (Command *command, const GPtrArray *results)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!command->json) {
    for (guint i = 0; i < results->len; i++)
      output_print ("%s\n", banco_result_get_id (results->pdata[i]));
    if (results->len == 0)
      output_remark (command, _ ("All of them were here already."));
    return;
  }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "imported");
  json_builder_begin_array (builder);
  for (guint i = 0; i < results->len; i++)
    json_builder_add_string_value (builder, banco_result_get_id (results->pdata[i]));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  output_json_builder (builder);
}

int
verb_import (Command *command, char ***words, GError **error)
{
  g_autoptr (BancoOperation) operation = NULL;
  BancoWorkspace *workspace;

  if (!command_parse (command, NULL, words, 1, 1, error))
    return 0;
  workspace = command_get_workspace (command, error);
  if (workspace != NULL &&
      command_wait (command,
                    banco_results_import (banco_workspace_get_results (workspace), (*words)[1],
                                          banco_workspace_get_operations (workspace)),
                    &operation, error))
    print_imported (command, banco_operation_get_result (operation));
  return 0;
}
