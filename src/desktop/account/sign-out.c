/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/account/sign-out.h"

#include "identity/identity.h"
#include "machines/machines.h"

#include <glib/gi18n.h>

/* An issuer that does not answer may hold up the end of Banco no longer than this. */
#define PATIENCE_SECONDS 10

/* A shelved machine has none, and one that failed never got it. */
static gboolean
keeps_accelerator (BancoMachine *machine)
{
  BancoMachineState state = banco_machine_get_state (machine);

  return banco_machine_get_accelerator (machine)->kind != BANCO_ACCELERATOR_NONE &&
         state != BANCO_MACHINE_SHELVED && state != BANCO_MACHINE_FAILED;
}

static gboolean
is_held_by (BancoWorkspace *workspace, BancoMachine *machine, BancoAccount *account)
{
  GListModel *clouds = banco_machines_get_clouds (banco_workspace_get_machines (workspace));

  if (banco_machine_get_state (machine) == BANCO_MACHINE_RELEASING)
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (clouds); i++) {
    g_autoptr (BancoCloud) cloud = g_list_model_get_item (clouds, i);

    if (g_str_equal (banco_cloud_get_id (cloud), banco_machine_get_cloud (machine)))
      return g_strcmp0 (banco_workspace_get_cloud_account (workspace, cloud),
                        banco_account_get_name (account)) == 0;
  }
  return FALSE;
}

static void
append_name (GString *names, BancoMachine *machine)
{
  g_autofree char *accelerator =
    banco_accelerator_to_words (banco_machine_get_accelerator (machine));
  g_autofree char *name =
    keeps_accelerator (machine)
      ? banco_visible_printf ("%s (%s)", banco_machine_get_name (machine), accelerator)
      : banco_visible_line (banco_machine_get_name (machine));

  g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
}

char *
banco_sign_out_describe_held (BancoWorkspace *workspace, BancoAccount *account)
{
  GListModel *machines = G_LIST_MODEL (banco_workspace_get_machines (workspace));
  g_autoptr (GString) keep = g_string_new (NULL), run = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_keep = 0, n_run = 0;

  for (guint i = 0; i < g_list_model_get_n_items (machines); i++) {
    g_autoptr (BancoMachine) machine = g_list_model_get_item (machines, i);

    if (!is_held_by (workspace, machine, account))
      continue;
    append_name (keeps_accelerator (machine) ? keep : run, machine);
    n_keep += keeps_accelerator (machine);
    n_run += !keeps_accelerator (machine);
  }
  if (n_keep + n_run == 0)
    return NULL;
  if (n_keep > 0)
    g_string_append_printf (text,
                            ngettext ("This machine keeps its accelerator while you are signed "
                                      "out, and no one else can use it: %s.",
                                      "These machines keep their accelerators while you are signed "
                                      "out, and no one else can use them: %s.",
                                      n_keep),
                            keep->str);
  if (n_keep > 0 && n_run > 0)
    g_string_append_c (text, '\n');
  if (n_run > 0)
    g_string_append_printf (
      text, ngettext ("This machine stays yours: %s.", "These machines stay yours: %s.", n_run),
      run->str);
  g_string_append_printf (text, "\n%s", _ ("Give back first what you no longer need."));
  return g_strdup (text->str);
}

static gboolean
time_is_up (gpointer operation)
{
  g_object_steal_data (operation, "timer");
  banco_operation_cancel (operation);
  return G_SOURCE_REMOVE;
}

static void
ended (BancoOperation *operation, GParamSpec *pspec, gpointer application)
{
  gpointer timer = g_object_steal_data (G_OBJECT (operation), "timer");

  if (timer != NULL)
    g_source_remove (GPOINTER_TO_UINT (timer));
  if (application != NULL)
    g_application_release (application);
  g_object_unref (operation);
}

BancoOperation *
banco_sign_out_start (BancoAccount *account)
{
  GApplication *application = g_application_get_default ();
  BancoOperation *operation = banco_account_sign_out (account);

  if (application != NULL)
    g_application_hold (application);
  g_object_set_data (
    G_OBJECT (operation), "timer",
    GUINT_TO_POINTER (g_timeout_add_seconds (PATIENCE_SECONDS, time_is_up, operation)));
  /* Its end is an act, and no widget may be left to bind it. */
  g_signal_connect (g_object_ref (operation), "notify::state", G_CALLBACK (ended), application);
  return operation;
}
