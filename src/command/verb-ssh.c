/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "machines/machines.h"
#include "workspace/federation.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

/* Words behind the machine's name belong to ssh, so nothing here may read them as options. */
int
verb_ssh (Command *command, char ***words, GError **error)
{
  char **word = *words + 1;
  BancoMachine *machine;
  g_autoptr (BancoPlace) place = NULL;
  g_autofree char *foreign = NULL;
  g_auto (GStrv) argv = NULL;

  if (word[0] == NULL || word[0][0] == '-')
    return command_fail_usage (command, _ ("which machine? “bancoctl ssh NAME [-- COMMAND…]”"));
  machine = command_find_machine (command, word[0], NULL, FALSE, error);
  if (machine == NULL)
    return 0;
  place = banco_workspace_find_place (command->workspace, banco_machine_get_key (machine), error);
  if (place == NULL)
    return 0;
  foreign = banco_machine_explain_key (machine);
  if (foreign != NULL)
    output_remark (command, "%s.", foreign);
  word++;
  if (word[0] != NULL && g_str_equal (word[0], "--"))
    word++;
  argv = banco_place_raw_command (place, (const char *const *) word);
  signal (SIGPIPE, SIG_DFL);
  banco_process_allow_dumps (NULL);
  execvp (argv[0], argv);
  g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED,
               _ ("%s cannot be started: %s"), argv[0], g_strerror (errno));
  return 0;
}

static void
print_block (Command *command, BancoMachine *machine, GError **error)
{
  const char *name = banco_machine_get_name (machine);
  g_autofree char *block = banco_machine_to_ssh_config (machine);

  if (block != NULL)
    output_data (block);
  else
    g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_READY,
                 _ ("%s has no address yet, or a name that ssh does not take"), name);
}

int
verb_ssh_config (Command *command, char ***words, GError **error)
{
  g_autofree char *cloud = NULL;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, WORD_OPTION, &cloud, NULL, NULL },
    { NULL },
  };
  BancoMachines *machines;
  BancoMachine *machine;

  if (!command_parse (command, entries, words, 0, 1, error) ||
      !command_check_cloud (command, cloud, error))
    return 0;
  if ((*words)[1] != NULL) {
    machine = command_find_machine (command, (*words)[1], cloud, FALSE, error);
    if (machine != NULL)
      print_block (command, machine, error);
    return 0;
  }
  if (!command_refresh_machines (command, cloud, error))
    return 0;
  machines = banco_workspace_get_machines (command->workspace);
  for (guint i = 0; (machine = banco_keyed_list_get (BANCO_KEYED_LIST (machines), i)) != NULL;
       i++) {
    g_autoptr (GError) trouble = NULL;

    if (cloud != NULL && !g_str_equal (cloud, banco_machine_get_cloud (machine)))
      continue;
    print_block (command, machine, &trouble);
    if (trouble != NULL)
      output_remark (command, "%s", trouble->message);
  }
  return command_name_missing (command, banco_machines_get_clouds (machines), cloud);
}
