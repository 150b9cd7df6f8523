/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "machines/machines.h"

#include <glib/gi18n.h>

typedef struct {
  Command *command;
  BancoMachine *machine;
  BancoMachineState shown;
} Wait;

static void
show (Wait *wait)
{
  BancoMachine *machine = wait->machine;
  BancoMachineState state = banco_machine_get_state (machine);

  if (state == wait->shown)
    return;
  wait->shown = state;
  if (wait->command->json) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();

    json_builder_begin_object (builder);
    output_machine (builder, machine);
    json_builder_end_object (builder);
    output_json_builder (builder);
  } else {
    output_print ("%s: %s\n", banco_machine_get_name (machine),
                  banco_machine_state_to_string (state));
  }
}

static gboolean
has_settled (gpointer data)
{
  Wait *wait = data;

  show (wait);
  return wait->shown == BANCO_MACHINE_READY || wait->shown == BANCO_MACHINE_FAILED ||
         wait->shown == BANCO_MACHINE_RELEASING;
}

static void
set_failure (BancoMachine *machine, GError **error)
{
  const char *reason = banco_machine_get_reason (machine);

  g_set_error (error, BANCO_MACHINES_ERROR,
               banco_machine_failed_for_room (machine) ? BANCO_MACHINES_ERROR_NO_ROOM
                                                       : BANCO_MACHINES_ERROR_FAILED,
               _ ("%s failed: %s"), banco_machine_get_name (machine),
               reason != NULL ? reason : _ ("the cloud does not say why"));
}

static void
wait_for (Wait *wait, GError **error)
{
  BancoMachines *machines = banco_workspace_get_machines (wait->command->workspace);
  const char *name = banco_machine_get_name (wait->machine);

  banco_machines_watch (machines);
  /* Ctrl+C ends the waiting, not the machine: it must be said, or it would be forgotten. */
  if (!command_wait_until (wait->command, has_settled, wait, error))
    command_explain_interrupt (
      error,
      _ ("stopped waiting; %s is still being made: “bancoctl machine %s” shows it, “bancoctl "
         "release %s” gives it back"),
      name, name, name);
  else if (wait->shown != BANCO_MACHINE_READY)
    set_failure (wait->machine, error);
  banco_machines_unwatch (machines);
}

static gboolean
read_date (const char *text, gint64 *until)
{
  g_autofree char *with_time = NULL;

  if (text == NULL)
    return TRUE;
  *until = banco_clock_parse (text);
  if (*until == 0) {
    with_time = g_strdup_printf ("%sT23:59:59Z", text);
    *until = banco_clock_parse (with_time);
  }
  return *until > banco_clock_now ();
}

static int
send (Command *command, const BancoRequest *request, gboolean wait, GError **error)
{
  BancoMachines *machines = command_check_cloud (command, request->cloud, error)
                              ? command_get_machines (command, error)
                              : NULL;
  g_autoptr (BancoOperation) operation = NULL;
  g_autoptr (BancoMachine) machine = NULL;
  Wait waiting = { .command = command, .shown = BANCO_MACHINE_UNKNOWN };

  if (machines == NULL)
    return 0;
  if (!command_wait (command, banco_machines_request (machines, request), &operation, error)) {
    if (!request->dry_run)
      command_explain_interrupt (error,
                                 _ ("interrupted; %s may have been asked for: “bancoctl machines” "
                                    "shows it, “bancoctl release %s” gives it back"),
                                 request->name, request->name);
    return 0;
  }
  if (request->dry_run) {
    output_json (json_node_ref (banco_operation_get_result (operation)));
    return 0;
  }
  machine = g_object_ref (BANCO_MACHINE (banco_operation_get_result (operation)));
  waiting.machine = machine;
  if (wait)
    wait_for (&waiting, error);
  else
    show (&waiting);
  return 0;
}

int
verb_request (Command *command, char ***words, GError **error)
{
  g_autofree char *name = NULL, *offer = NULL, *image = NULL, *cloud = NULL, *group = NULL,
                  *key = NULL, *until = NULL;
  g_auto (GStrv) inputs = NULL;
  BancoRequest request = { 0 };
  gboolean wait = FALSE;
  const GOptionEntry entries[] = {
    { "name", 0, 0, WORD_OPTION, &name, NULL, NULL },
    { "offer", 0, 0, WORD_OPTION, &offer, NULL, NULL },
    { "image", 0, 0, WORD_OPTION, &image, NULL, NULL },
    { "cloud", 0, 0, WORD_OPTION, &cloud, NULL, NULL },
    { "group", 0, 0, WORD_OPTION, &group, NULL, NULL },
    { "key", 0, 0, WORD_OPTION, &key, NULL, NULL },
    { "until", 0, 0, WORD_OPTION, &until, NULL, NULL },
    { "input", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &inputs, NULL, NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &request.dry_run, NULL, NULL },
    { "wait", 0, 0, G_OPTION_ARG_NONE, &wait, NULL, NULL },
    { NULL },
  };

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  if (name == NULL || offer == NULL || image == NULL)
    return command_fail_usage (command, _ ("--name, --offer and --image are needed"));
  if (!banco_request_check_name (name, error))
    return 0;
  if (!read_date (until, &request.until))
    return command_fail_usage (command, _ ("--until is a day to come, such as 2026-12-31"));
  request.name = name;
  request.offer = offer;
  request.image = image;
  request.cloud = cloud;
  request.group = group;
  request.key_file = key;
  request.settings = inputs;
  return send (command, &request, wait, error);
}
