/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "identity/identity.h"
#include "workspace/federation.h"

#include <glib/gi18n.h>
#include <unistd.h>

static const char *
origin_name (BancoFederationOrigin origin)
{
  switch (origin) {
  case BANCO_FEDERATION_OWN:
    return "own";
  case BANCO_FEDERATION_SYSTEM:
    return "system";
  case BANCO_FEDERATION_BUILT_IN:
    return "built-in";
  case BANCO_FEDERATION_FILE:
    break;
  }
  return "file";
}

/* All that any sign-in of it would be sent to. */
static void
output_hosts (JsonBuilder *builder, BancoFederation *federation)
{
  g_autoptr (BancoAccounts) accounts =
    banco_accounts_new (federation->id, federation->issuers, federation->n_issuers, NULL);
  g_autoptr (GPtrArray) hosts = g_ptr_array_new ();

  for (guint i = 0; i < federation->n_issuers; i++) {
    g_autoptr (BancoAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);
    const char *const *each = banco_account_get_hosts (account);

    for (; *each != NULL; each++)
      if (!g_ptr_array_find_with_equal_func (hosts, *each, g_str_equal, NULL))
        g_ptr_array_add (hosts, (gpointer) *each);
  }
  g_ptr_array_add (hosts, NULL);
  output_list (builder, "hosts", (const char *const *) hosts->pdata);
}

static void
output_federation (JsonBuilder *builder, BancoFederation *federation)
{
  output_text (builder, "id", federation->id);
  output_text (builder, "name", federation->name);
  output_text (builder, "path", federation->path);
  output_text (builder, "origin", origin_name (federation->origin));
  output_hosts (builder, federation);
}

static void
list (Command *command)
{
  static const OutputColumn columns[] = {
    { N_ ("FEDERATION"), "id", NULL },
    { N_ ("NAME"), "name", NULL },
    { N_ ("ORIGIN"), "origin", NULL },
    { N_ ("HOSTS"), "hosts", NULL },
    { NULL },
  };
  g_autoptr (GPtrArray) federations = banco_federation_list ();
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < federations->len; i++) {
    json_builder_begin_object (builder);
    output_federation (builder, federations->pdata[i]);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  if (command->json)
    output_json (json_node_ref (root));
  else
    output_table (command, json_node_get_array (root), columns);
}

static void
output_changes (JsonBuilder *builder, GPtrArray *changes)
{
  json_builder_set_member_name (builder, "changes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < changes->len; i++) {
    const BancoFederationChange *change = changes->pdata[i];

    json_builder_begin_object (builder);
    output_text (builder, "change", change->change);
    output_text (builder, "kind", change->kind);
    output_text (builder, "id", change->id);
    output_text (builder, "value", change->value);
    output_text (builder, "before", change->before);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
print_changes (Command *command, BancoFederation *federation, GPtrArray *changes)
{
  static const OutputColumn columns[] = {
    { N_ ("CHANGE"), "change", NULL }, { N_ ("KIND"), "kind", NULL },     { N_ ("ID"), "id", NULL },
    { N_ ("VALUE"), "value", NULL },   { N_ ("BEFORE"), "before", NULL }, { NULL },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  output_changes (builder, changes);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  output_print ("%s (%s)\n\n", federation->name, federation->id);
  output_table (command, json_object_get_array_member (json_node_get_object (root), "changes"),
                columns);
}

/* What @federation, which may be installed, would change beside @installed. */
static void
show (Command *command, BancoFederation *federation, BancoFederation *installed)
{
  g_autoptr (GPtrArray) changes = banco_federation_compare (federation, installed);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!command->json) {
    print_changes (command, federation, changes);
    return;
  }
  json_builder_begin_object (builder);
  output_federation (builder, federation);
  output_text (builder, "replaces", installed != NULL ? installed->path : NULL);
  output_changes (builder, changes);
  json_builder_end_object (builder);
  output_json_builder (builder);
}

static int
add (Command *command,
     BancoFederation *federation,
     BancoFederation *installed,
     gboolean yes,
     GError **error)
{
  g_autofree char *question = NULL;
  g_autoptr (BancoOperation) operation = NULL;
  BancoAccounts *accounts;

  if (!yes && (command->json || !isatty (STDIN_FILENO)))
    return command_fail_usage (command, _ ("add --yes after reading “bancoctl federation show”: "
                                           "your sign-ins may then be sent to its hosts"));
  if (!yes) {
    show (command, federation, installed);
    question = g_strdup_printf (_ ("Add it? Banco then uses your sign-ins of “%s” at these hosts."),
                                federation->id);
  }
  if (!yes && !command_ask (question)) {
    output_remark (command, _ ("Nothing was done."));
    return 0;
  }
  accounts = command_get_accounts (command, error);
  if (accounts == NULL || !command_load_accounts (command, accounts, error) ||
      !command_wait (command, banco_federation_add (federation, NULL), &operation, error))
    return 0;
  if (command->json)
    show (command, banco_operation_get_result (operation), installed);
  else
    output_print (_ ("%s was added; choose it with --federation %s.\n"), federation->name,
                  federation->id);
  return 0;
}

static int
remove_one (Command *command, const char *id, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!banco_federation_remove (id, error))
    return 0;
  if (!command->json) {
    output_print (_ ("%s was removed. Its sign-ins stay in the keyring.\n"), id);
    return 0;
  }
  json_builder_begin_object (builder);
  output_text (builder, "removed", id);
  json_builder_end_object (builder);
  output_json_builder (builder);
  return 0;
}

int
verb_federation (Command *command, char ***words, GError **error)
{
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, NULL, NULL },
    { NULL },
  };
  g_autoptr (BancoFederation) installed = NULL;
  const char *action, *name;

  if (!command_parse (command, entries, words, 1, 2, error))
    return 0;
  action = (*words)[1];
  name = (*words)[2];
  if (g_str_equal (action, "list") && name == NULL) {
    list (command);
    return 0;
  }
  if (name == NULL ||
      !g_strv_contains ((const char *const[]){ "show", "add", "remove", NULL }, action))
    return command_fail_usage (
      command, _ ("say “list”, “show FILE”, “add FILE” or “remove ID” after “federation”"));
  if (g_str_equal (action, "remove"))
    return remove_one (command, name, error);
  g_free (command->federation_name);
  command->federation_name = g_strdup (name);
  if (command_get_federation (command, error) == NULL)
    return 0;
  installed = banco_federation_find_installed (command->federation);
  if (g_str_equal (action, "add"))
    return add (command, command->federation, installed, yes, error);
  show (command, command->federation, installed);
  return 0;
}
