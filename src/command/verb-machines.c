/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "machines/machines.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FOLLOW_SECONDS 2

static JsonNode *
describe (BancoMachine *machine)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  output_machine (builder, machine);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
add_machine (JsonBuilder *builder, gpointer item, gpointer data)
{
  output_machine (builder, item);
}

/* @data: the id of a cloud, NULL for all. */
static gboolean
is_wanted_machine (gpointer item, gpointer data)
{
  return data == NULL || g_str_equal (data, banco_machine_get_cloud (item));
}

/* A table has no room for it. */
static void
explain_silence (Command *command, GListModel *machines, gpointer cloud)
{
  for (guint i = 0; i < g_list_model_get_n_items (machines); i++) {
    g_autoptr (BancoMachine) machine = g_list_model_get_item (machines, i);
    const char *reason = banco_machine_get_reason (machine);

    if (reason != NULL && banco_machine_get_state (machine) == BANCO_MACHINE_BUILDING &&
        is_wanted_machine (machine, cloud))
      output_remark (command, "%s: %s", banco_machine_get_name (machine), reason);
  }
}

int
verb_machines (Command *command, char ***words, GError **error)
{
  static const OutputColumn columns[] = {
    { N_ ("NAME"), "name", NULL },
    { N_ ("STATE"), "state", NULL },
    { N_ ("ACCELERATOR"), "accelerator", format_accelerator },
    { N_ ("ADDRESS"), "address", NULL },
    { N_ ("CLOUD"), "cloud", NULL },
    { N_ ("SINCE"), "created", NULL },
    { NULL },
  };
  static const OutputList list = { columns, add_machine, is_wanted_machine };
  g_autofree char *cloud = NULL;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, WORD_OPTION, &cloud, NULL, NULL },
    { NULL },
  };
  BancoMachines *machines;

  if (!command_parse (command, entries, words, 0, 0, error) ||
      !command_check_cloud (command, cloud, error) ||
      !command_refresh_machines (command, cloud, error) ||
      !command_check_groups (command, cloud, error))
    return 0;
  machines = banco_workspace_get_machines (command->workspace);
  output_items (command, G_LIST_MODEL (machines), &list, cloud);
  explain_silence (command, G_LIST_MODEL (machines), cloud);
  return command_name_missing (command, banco_machines_get_clouds (machines), cloud);
}

static void
print_machine (BancoMachine *machine)
{
  g_autoptr (JsonNode) node = describe (machine);
  g_autofree char *accelerator =
    format_accelerator (json_object_get_member (json_node_get_object (node), "accelerator"));
  g_autofree char *created = banco_clock_format (banco_machine_get_created (machine));
  g_autofree char *until = banco_clock_format (banco_machine_get_until (machine));
  g_autofree char *foreign = banco_machine_explain_key (machine);
  const char *address = banco_machine_get_address (machine);
  g_autofree char *where =
    address != NULL ? g_strdup_printf (_ ("%s port %u"), address, banco_machine_get_port (machine))
                    : NULL;

  output_print ("%s: %s\n", banco_machine_get_name (machine),
                banco_machine_state_to_string (banco_machine_get_state (machine)));
  output_fact (_ ("Reason"), banco_machine_get_reason (machine));
  output_fact (_ ("Accelerator"), accelerator);
  output_fact (_ ("Offer"), banco_machine_get_offer (machine));
  output_fact (_ ("Image"), banco_machine_get_image (machine));
  output_fact (_ ("Cloud"), banco_machine_get_cloud (machine));
  output_fact (_ ("Group"), banco_machine_get_group (machine));
  output_fact (_ ("Address"), where);
  output_fact (_ ("Login"), banco_machine_get_login (machine));
  output_fact (_ ("Key"), foreign);
  output_fact (_ ("Host key"), banco_host_key_to_string (banco_machine_get_host_key (machine)));
  output_fact (_ ("Since"), created != NULL ? created : _ ("not known"));
  output_fact (_ ("Until"), until);
}

int
verb_machine (Command *command, char ***words, GError **error)
{
  g_autofree char *cloud = NULL;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, WORD_OPTION, &cloud, NULL, NULL },
    { NULL },
  };
  BancoMachine *machine;

  if (!command_parse (command, entries, words, 1, 1, error))
    return 0;
  machine = command_find_machine (command, (*words)[1], cloud, FALSE, error);
  if (machine == NULL)
    return 0;
  if (command->json)
    output_json (describe (machine));
  else
    print_machine (machine);
  return 0;
}

int
verb_release (Command *command, char ***words, GError **error)
{
  gboolean yes = FALSE;
  g_autofree char *cloud = NULL;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, WORD_OPTION, &cloud, NULL, NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, NULL, NULL },
    { NULL },
  };
  g_autofree char *question = NULL;
  g_autoptr (BancoMachine) machine = NULL;

  if (!command_parse (command, entries, words, 1, 1, error))
    return 0;
  if (!yes && (command->json || !isatty (STDIN_FILENO)))
    return command_fail_usage (command,
                               _ ("add --yes: the machine and everything on it will be gone"));
  machine = command_find_machine (command, (*words)[1], cloud, TRUE, error);
  if (machine == NULL)
    return 0;
  g_object_ref (machine);
  question = g_strdup_printf (_ ("Give %s back? Everything on it will be gone."),
                              banco_machine_get_name (machine));
  if (!yes && !command_ask (question)) {
    output_remark (command, _ ("Nothing was done."));
    return 0;
  }
  if (!command_wait (
        command,
        banco_machines_release (banco_workspace_get_machines (command->workspace), machine), NULL,
        error)) {
    command_explain_interrupt (
      error, _ ("interrupted; %s may be given back already: “bancoctl machines” shows it"),
      banco_machine_get_name (machine));
    return 0;
  }
  if (command->json)
    output_json (describe (machine));
  else
    output_print (_ ("%s is being given back.\n"), banco_machine_get_name (machine));
  return 0;
}

typedef struct {
  Command *command;
  BancoMachine *machine;
  gsize printed;
  gint64 next;
} Log;

static gboolean
print_more (Log *log, GError **error)
{
  g_autoptr (BancoOperation) operation = NULL;
  g_autofree char *text = NULL;

  if (!command_wait (log->command,
                     banco_machines_read_log (
                       banco_workspace_get_machines (log->command->workspace), log->machine),
                     &operation, error))
    return FALSE;
  text = banco_visible_text (banco_operation_get_result (operation));
  /* A log that got shorter was cut at its beginning by the cloud: what is new cannot be told. */
  if (strlen (text) < log->printed)
    log->printed = 0;
  output_data (text + log->printed);
  log->printed = strlen (text);
  return TRUE;
}

static gboolean
is_due (gpointer data)
{
  return g_get_monotonic_time () >= ((Log *) data)->next || !output_is_read ();
}

int
verb_log (Command *command, char ***words, GError **error)
{
  gboolean follow = FALSE;
  g_autofree char *cloud = NULL;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, WORD_OPTION, &cloud, NULL, NULL },
    { "follow", 'f', 0, G_OPTION_ARG_NONE, &follow, NULL, NULL },
    { NULL },
  };
  g_autoptr (BancoMachine) machine = NULL;
  Log log = { .command = command };

  if (!command_parse (command, entries, words, 1, 1, error))
    return 0;
  machine = command_find_machine (command, (*words)[1], cloud, FALSE, error);
  if (machine == NULL)
    return 0;
  log.machine = g_object_ref (machine);
  do {
    if (!print_more (&log, error))
      return 0;
    log.next = g_get_monotonic_time () + FOLLOW_SECONDS * G_USEC_PER_SEC;
  } while (follow && command_wait_until (command, is_due, &log, error) && output_is_read ());
  return 0;
}
