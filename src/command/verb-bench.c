/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "benchmark/benchmark.h"
#include "machines/machines.h"

#include <glib/gi18n.h>

#define MOST_DEVICES 1023

static void
output_fpgas (JsonBuilder *builder, const GPtrArray *fpgas)
{
  if (fpgas->len == 0)
    return;
  json_builder_set_member_name (builder, "fpgas");
  json_builder_begin_array (builder);
  for (guint i = 0; i < fpgas->len; i++) {
    const BancoFpga *fpga = fpgas->pdata[i];

    json_builder_begin_object (builder);
    output_text_if (builder, "name", fpga->name);
    output_text_if (builder, "shell", fpga->shell);
    output_text_if (builder, "design", fpga->design);
    output_text_if (builder, "unusable", fpga->unusable);
    if (fpga->celsius >= 0)
      output_double (builder, "celsius", fpga->celsius);
    if (fpga->watts >= 0)
      output_double (builder, "watts", fpga->watts);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

/* What it is, and where to read how such cards are used. */
static void
print_fpgas (const GPtrArray *fpgas)
{
  for (guint i = 0; i < fpgas->len; i++) {
    g_autofree char *text = banco_fpga_describe (fpgas->pdata[i]);

    output_print (_ ("FPGA: %s\n"), text);
  }
  for (const char *const *topic = banco_fpga_list_topics (); fpgas->len > 0 && *topic != NULL;
       topic++)
    output_print ("      bancoctl search %s\n", *topic);
}

void
output_result (JsonBuilder *builder, BancoResult *result, gboolean with_rows)
{
  const GPtrArray *rows = banco_result_get_rows (result);

  output_text (builder, "id", banco_result_get_id (result));
  output_text (builder, "host", banco_result_get_host (result));
  output_text (builder, "place", banco_result_get_place (result));
  output_time (builder, "when", banco_result_get_when (result));
  output_text (builder, "mode", banco_result_get_mode (result));
  output_text (builder, "backend", banco_result_get_backend (result));
  output_text (builder, "device", banco_result_get_device (result));
  output_text_if (builder, "reason", banco_result_get_reason (result));
  output_list (builder, "flags", banco_result_get_flags (result));
  if (!with_rows)
    return;
  output_fpgas (builder, banco_result_get_fpgas (result));
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++) {
    const BancoRow *row = rows->pdata[i];

    json_builder_begin_object (builder);
    output_text (builder, "id", row->id);
    output_text (builder, "unit", row->unit);
    output_double (builder, "median", row->median);
    output_double (builder, "best", row->best);
    output_double (builder, "p5", row->p5);
    output_double (builder, "p95", row->p95);
    output_int (builder, "count", row->count);
    output_list (builder, "flags", (const char *const *) row->flags);
    output_text_if (builder, "library", row->library);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

/* With every figure; @event, nullable, makes it an event of a run. */
static JsonNode *
describe (BancoResult *result, const char *event)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  output_text_if (builder, "event", event);
  output_result (builder, result, TRUE);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static gboolean
has_library (BancoResult *result)
{
  const GPtrArray *rows = banco_result_get_rows (result);

  for (guint i = 0; i < rows->len; i++)
    if (((BancoRow *) rows->pdata[i])->library != NULL)
      return TRUE;
  return FALSE;
}

static void
print_result (Command *command, BancoResult *result)
{
  const OutputColumn columns[] = {
    { N_ ("MEASURE"), "id", NULL },
    { N_ ("MEDIAN"), "median", NULL },
    { N_ ("BEST"), "best", NULL },
    { N_ ("P5"), "p5", NULL },
    { N_ ("P95"), "p95", NULL },
    { N_ ("UNIT"), "unit", NULL },
    { has_library (result) ? N_ ("BY") : NULL, "library", NULL },
    { NULL },
  };
  g_autoptr (JsonNode) node = describe (result, NULL);
  g_autofree char *flags = g_strjoinv (", ", (char **) banco_result_get_flags (result));
  g_autofree char *reason = banco_result_get_reason (result) != NULL
                              ? banco_reason_translate (banco_result_get_reason (result))
                              : NULL;

  output_print (_ ("%s on %s (%s)\n"), banco_result_get_device (result),
                banco_result_get_host (result), banco_result_get_id (result));
  if (reason != NULL)
    output_print (_ ("GPU: %s\n"), reason);
  print_fpgas (banco_result_get_fpgas (result));
  if (flags[0] != '\0')
    output_print (_ ("Mind: %s\n"), flags);
  output_table (command, json_object_get_array_member (json_node_get_object (node), "rows"),
                columns);
}

static void
print_line (const char *json, gpointer data)
{
  output_json_text (json);
}

static void
print_remark (BancoBenchmark *benchmark, const char *sentence, gpointer data)
{
  output_remark (data, "%s", sentence);
}

/* Whether the accelerator there is only simulated decides what may be said of the figures. */
static gboolean
find_place (Command *command, const char *name, BancoRun *run, GError **error)
{
  BancoWorkspace *workspace = command_get_workspace (command, error);

  if (workspace == NULL)
    return FALSE;
  if (!g_str_equal (name, "here")) {
    BancoMachine *machine = command_find_machine (command, name, NULL, FALSE, error);

    if (machine == NULL)
      return FALSE;
    run->simulated = banco_machine_get_accelerator (machine)->simulated;
  }
  run->place = banco_workspace_find_place (workspace, name, error);
  return run->place != NULL;
}

static int
run_benchmark (Command *command, BancoRun *run, GError **error)
{
  BancoBenchmark *benchmark = banco_workspace_get_benchmark (command->workspace);
  g_autoptr (BancoOperation) operation = NULL;
  BancoResult *result;

  if (command->json)
    run->line = print_line;
  g_signal_connect (benchmark, "remark", G_CALLBACK (print_remark), command);
  if (!command_wait (command, banco_benchmark_run (benchmark, run), &operation, error)) {
    command_explain_interrupt (error, _ ("interrupted; nothing of this run was kept"));
    return 0;
  }
  result = banco_operation_get_result (operation);
  if (command->json)
    output_json (describe (result, "result"));
  else
    print_result (command, result);
  if (g_strv_contains (banco_result_get_flags (result), "check_failed"))
    g_set_error_literal (
      error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_CHECK_FAILED,
      _ ("a figure was wrong and is left out: the hardware or the driver there is "
         "in doubt"));
  return 0;
}

static gboolean
is_one_of (const char *word, const char *const *allowed)
{
  return word == NULL || g_strv_contains (allowed, word);
}

int
verb_bench (Command *command, char ***words, GError **error)
{
  static const char *const modes[] = { "quick", "standard", "thorough", NULL };
  static const char *const backends[] = { "auto", "runtime", "driver", "cpu", NULL };
  g_autofree char *on = NULL, *mode = NULL, *only = NULL, *backend = NULL;
  g_autofree char *device = NULL, *folder = NULL;
  const GOptionEntry entries[] = {
    { "on", 0, 0, WORD_OPTION, &on, NULL, NULL },
    { "mode", 0, 0, WORD_OPTION, &mode, NULL, NULL },
    { "only", 0, 0, WORD_OPTION, &only, NULL, NULL },
    { "backend", 0, 0, WORD_OPTION, &backend, NULL, NULL },
    { "device", 0, 0, WORD_OPTION, &device, NULL, NULL },
    { "dir", 0, 0, WORD_OPTION, &folder, NULL, NULL },
    { NULL },
  };
  BancoRun run = { 0 };
  guint64 number;
  int code;

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  if (!is_one_of (mode, modes))
    return command_fail_usage (command, _ ("--mode is quick, standard or thorough"));
  if (!is_one_of (backend, backends))
    return command_fail_usage (command, _ ("--backend is auto, runtime, driver or cpu"));
  if (device != NULL && !banco_number_parse (device, 0, MOST_DEVICES, &number))
    return command_fail_usage (command, _ ("--device is the number of a GPU, 0 for the first"));
  if (folder != NULL && folder[0] == '\0')
    return command_fail_usage (command, _ ("--dir is a folder on the disk to measure"));
  if (!find_place (command, on != NULL ? on : "here", &run, error))
    return 0;
  run.mode = mode != NULL ? mode : "quick";
  run.only = only;
  run.backend = backend;
  run.device = device;
  run.folder = folder;
  code = run_benchmark (command, &run, error);
  banco_place_unref (run.place);
  return code;
}

int
verb_result (Command *command, char ***words, GError **error)
{
  BancoWorkspace *workspace;
  BancoResult *result;

  if (!command_parse (command, NULL, words, 1, 1, error))
    return 0;
  workspace = command_get_workspace (command, error);
  if (workspace == NULL)
    return 0;
  result = banco_results_find (banco_workspace_get_results (workspace), (*words)[1]);
  if (result == NULL)
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND,
                 _ ("there is no result called “%s”; “bancoctl results” lists them"), (*words)[1]);
  else if (command->json)
    output_json (describe (result, NULL));
  else
    print_result (command, result);
  return 0;
}
