/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "identity/identity.h"
#include "workspace/federation.h"
#include "workspace/problem-report.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>

const Verb *
command_find_verb (Command *self, const char *name)
{
  for (const Verb *verb = self->verbs; verb->name != NULL; verb++)
    if (g_str_equal (verb->name, name))
      return verb;
  return NULL;
}

/* In a locale of another encoding; names of files, which have none, stay as they are. */
static void
make_utf8 (char **words)
{
  for (char **word = words; *word != NULL; word++) {
    char *text =
      g_utf8_validate (*word, -1, NULL) ? NULL : g_locale_to_utf8 (*word, -1, NULL, NULL, NULL);

    if (text == NULL)
      continue;
    g_free (*word);
    *word = text;
  }
}

/* GOption leaves "--" where something behind it looks like an option. */
static void
remove_separator (char **words)
{
  while (*words != NULL && !g_str_equal (*words, "--"))
    words++;
  if (*words == NULL)
    return;
  g_free (*words);
  for (; *words != NULL; words++)
    words[0] = words[1];
}

gboolean
command_parse (Command *self,
               const GOptionEntry *entries,
               char ***words,
               int least,
               int most,
               GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  const GOptionEntry common[] = {
    { "federation", 0, 0, WORD_OPTION, &self->federation_name, NULL, NULL },
    { "account", 0, 0, WORD_OPTION, &self->account_name, NULL, NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, NULL, NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &self->quiet, NULL, NULL },
    { "no-color", 0, 0, G_OPTION_ARG_NONE, &self->no_color, NULL, NULL },
    { "unlock", 0, 0, G_OPTION_ARG_NONE, &self->unlock, NULL, NULL },
    { NULL },
  };
  gboolean json = self->json || g_strv_contains ((const char *const *) *words, "--json");
  const Verb *verb;
  int count;

  if (json)
    output_for_programs ();
  make_utf8 (*words);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, common, NULL);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, words, error)) {
    /* GOption takes everything back when it refuses something; the refusal must be JSON too. */
    self->json = json;
    return FALSE;
  }
  remove_separator (*words);
  verb = command_find_verb (self, (*words)[0]);
  if (self->account_name != NULL && verb != NULL && verb->no_account) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("“%s” uses no account: leave --account out"), (*words)[0]);
    return FALSE;
  }
  count = (int) g_strv_length (*words) - 1;
  if (count >= least && (most < 0 || count <= most))
    return TRUE;
  g_assert (verb != NULL); /* only the program itself is none, and it takes any number of words */
  if (count < least)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("something is missing: bancoctl %s %s"), (*words)[0], verb->arguments);
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("“%s” takes no “%s” here; leave it out, or quote words that belong together"),
                 (*words)[0], (*words)[most + 1]);
  return FALSE;
}

BancoFederation *
command_get_federation (Command *self, GError **error)
{
  if (self->federation == NULL) {
    self->federation = banco_federation_load (self->federation_name, error);
    for (guint i = 0; self->federation != NULL && self->federation->warnings[i] != NULL; i++)
      output_remark (self, _ ("warning: %s"), self->federation->warnings[i]);
  }
  return self->federation;
}

BancoAccounts *
command_get_accounts (Command *self, GError **error)
{
  BancoFederation *federation = command_get_federation (self, error);

  if (federation == NULL)
    return NULL;
  if (self->workspace != NULL)
    return banco_workspace_get_accounts (self->workspace);
  if (self->accounts == NULL) {
    self->operations = banco_operations_new ();
    self->accounts = banco_accounts_new (federation->id, federation->issuers, federation->n_issuers,
                                         self->operations);
  }
  return self->accounts;
}

static BancoAccount *
find_account (BancoAccounts *accounts, const char *name, GError **error)
{
  BancoAccount *account = banco_accounts_find (accounts, name);

  if (account == NULL)
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NO_SUCH,
                 _ ("there is no account called “%s”; “bancoctl accounts” lists them"), name);
  return account;
}

BancoAccount *
command_set_no_issuer (GError **error)
{
  g_set_error_literal (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NO_SUCH,
                       _ ("this federation has no issuer, so there is nothing to sign in to"));
  return NULL;
}

BancoAccount *
command_get_account (Command *self, GError **error)
{
  BancoAccounts *accounts = command_get_accounts (self, error);

  if (accounts == NULL || !command_load_accounts (self, accounts, error))
    return NULL;
  if (self->account_name == NULL)
    return banco_accounts_get_default (accounts) ?: command_set_no_issuer (error);
  return find_account (accounts, self->account_name, error);
}

BancoWorkspace *
command_get_workspace (Command *self, GError **error)
{
  BancoFederation *federation = command_get_federation (self, error);

  if (self->workspace == NULL && federation != NULL)
    self->workspace = banco_workspace_new (federation, error);
  return self->workspace;
}

BancoMachines *
command_get_machines (Command *self, GError **error)
{
  BancoWorkspace *workspace = command_get_workspace (self, error);
  BancoAccount *account;

  if (workspace == NULL)
    return NULL;
  if (!self->accounts_loaded) {
    if (!command_load_accounts (self, banco_workspace_get_accounts (workspace), error))
      return NULL;
    self->accounts_loaded = TRUE;
    if (self->account_name != NULL) {
      account = find_account (banco_workspace_get_accounts (workspace), self->account_name, error);
      if (account == NULL)
        return NULL;
      banco_workspace_use_account (workspace, account);
    }
  }
  return banco_workspace_get_machines (workspace);
}

BancoLibrary *
command_get_library (Command *self, GError **error)
{
  BancoWorkspace *workspace = command_get_workspace (self, error);

  return workspace != NULL && banco_workspace_open_library (workspace, error)
           ? banco_workspace_get_library (workspace)
           : NULL;
}

void
command_explain_interrupt (GError **error, const char *format, ...)
{
  va_list arguments;

  if (error == NULL || !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_error (error);
  va_start (arguments, format);
  *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_CANCELLED, format, arguments);
  va_end (arguments);
}

/* Nothing has happened yet, so Ctrl+C at the question simply ends the program. */
gboolean
command_ask (const char *question)
{
  struct sigaction plain = { .sa_handler = SIG_DFL }, kept;
  char answer[16] = "";
  gboolean yes;

  sigaction (SIGINT, &plain, &kept);
  output_complain ("%s [y/N] ", question);
  yes = fgets (answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
  sigaction (SIGINT, &kept, NULL);
  return yes;
}

static int
print_failure (Command *self, const char *message, const BancoRemedy *remedy, const char *hint)
{
  if (self->json) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();

    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "error");
    json_builder_begin_object (builder);
    output_text (builder, "code", remedy->code);
    output_int (builder, "exit", remedy->exit_code);
    output_text (builder, "message", message);
    output_text (builder, "hint", hint);
    json_builder_end_object (builder);
    json_builder_end_object (builder);
    output_json_error (json_builder_get_root (builder));
  } else {
    output_complain ("bancoctl: %s\n", message);
    if (hint[0] != '\0')
      output_complain ("%s\n", hint);
  }
  return remedy->exit_code;
}

int
command_fail (Command *self, const GError *error)
{
  const BancoRemedy *remedy = banco_remedy_for_error (error);
  const char *hint = remedy->hint[0] != '\0' ? _ (remedy->hint) : "";

  if (remedy->exit_code != 2 && remedy->exit_code != 130)
    banco_report_note_error (error);
  if (error->domain == G_OPTION_ERROR)
    hint = _ ("“bancoctl help VERB” shows how a verb is used.");
  return print_failure (self, error->message, remedy, hint);
}

int
command_fail_usage (Command *self, const char *sentence)
{
  g_autoptr (GError) error =
    g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, sentence);

  return print_failure (self, sentence, banco_remedy_for_error (error), "");
}
