/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "workspace/problem-report.h"

#include <glib/gi18n.h>

static void
print_json (const BancoReport *report)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  output_text (builder, "version", report->version);
  output_text (builder, "libraries", report->libraries);
  output_text (builder, "system", report->system);
  output_text (builder, "desktop", report->desktop);
  output_text (builder, "federation", report->federation);
  output_list (builder, "errors", (const char *const *) report->errors);
  json_builder_end_object (builder);
  output_json_builder (builder);
}

/* A federation that cannot be used is part of what is reported. */
int
verb_report (Command *command, char ***words, GError **error)
{
  g_autoptr (GError) unusable = NULL;
  g_autoptr (BancoReport) report = NULL;
  g_autofree char *text = NULL;

  if (!command_parse (command, NULL, words, 0, 0, error))
    return 0;
  report = banco_report_new (command_get_federation (command, &unusable), NULL);
  if (command->json) {
    print_json (report);
    return 0;
  }
  text = banco_report_to_text (report);
  output_lines (text);
  output_remark (command, _ ("Nothing was sent. Read it before you give it to someone."));
  return 0;
}
