/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "identity/identity.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *
state_name (BancoAccountState state)
{
  switch (state) {
  case BANCO_ACCOUNT_SIGNED_IN:
    return "signed-in";
  case BANCO_ACCOUNT_EXPIRED:
    return "expired";
  case BANCO_ACCOUNT_SIGNED_OUT:
    break;
  }
  return "signed-out";
}

void
output_account (JsonBuilder *builder, BancoAccount *account)
{
  gint64 terms = banco_account_get_terms_until (account);

  output_text (builder, "name", banco_account_get_name (account));
  output_text (builder, "issuer", banco_account_get_issuer_url (account));
  output_text (builder, "subject", banco_account_get_subject (account));
  output_text (builder, "username", banco_account_get_username (account));
  output_text (builder, "full_name", banco_account_get_full_name (account));
  output_text (builder, "email", banco_account_get_email (account));
  output_list (builder, "groups", banco_account_get_groups (account));
  output_boolean (builder, "admin", banco_account_is_admin (account));
  output_list (builder, "scopes", banco_account_get_scopes (account));
  output_time (builder, "session_until", banco_account_get_session_until (account));
  output_time_if (builder, "account_until", banco_account_get_account_until (account));
  if (terms != 0) {
    json_builder_set_member_name (builder, "terms");
    json_builder_begin_object (builder);
    output_time (builder, "accepted_until", terms);
    json_builder_end_object (builder);
  }
}

static void
print_account (BancoAccount *account)
{
  const char *const *groups = banco_account_get_groups (account);
  g_autofree char *joined = g_strjoinv (", ", (char **) groups);
  g_autofree char *until = banco_clock_format (banco_account_get_session_until (account));
  g_autofree char *account_until = banco_clock_format (banco_account_get_account_until (account));

  output_fact (_ ("User"), banco_account_get_username (account));
  output_fact (_ ("Name"), banco_account_get_full_name (account));
  output_fact (_ ("Issuer"), banco_account_get_issuer_url (account));
  output_fact (_ ("Mail"), banco_account_get_email (account));
  output_fact (_ ("Groups"), groups[0] != NULL ? joined : _ ("none"));
  output_fact (_ ("Session until"), until);
  output_fact (_ ("Account until"), account_until);
}

int
verb_whoami (Command *command, char ***words, GError **error)
{
  gboolean refresh = FALSE;
  const GOptionEntry entries[] = {
    { "refresh", 0, 0, G_OPTION_ARG_NONE, &refresh, NULL, NULL },
    { NULL },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  BancoAccount *account;

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  account = command_get_account (command, error);
  if (account == NULL || !banco_account_check_signed_in (account, error) ||
      (refresh && !command_wait (command, banco_account_refresh (account), NULL, error)))
    return 0;
  if (!command->json) {
    print_account (account);
    return 0;
  }
  json_builder_begin_object (builder);
  output_account (builder, account);
  json_builder_end_object (builder);
  output_json_builder (builder);
  return 0;
}

static gboolean
choose_default (BancoAccounts *accounts, const char *name, GError **error)
{
  BancoAccount *account = banco_accounts_find (accounts, name);

  if (account != NULL) {
    banco_accounts_set_default (accounts, account);
    return banco_accounts_keep_default (accounts, error);
  }
  g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NO_SUCH,
               _ ("there is no account called “%s”"), name);
  return FALSE;
}

/* @data: the account that is the default one. */
static void
add_account (JsonBuilder *builder, gpointer item, gpointer data)
{
  output_text (builder, "name", banco_account_get_name (item));
  output_text (builder, "issuer", banco_account_get_issuer_url (item));
  output_text (builder, "username", banco_account_get_username (item));
  output_text (builder, "state", state_name (banco_account_get_state (item)));
  output_boolean (builder, "default", item == data);
}

int
verb_accounts (Command *command, char ***words, GError **error)
{
  static const OutputColumn columns[] = {
    { N_ ("NAME"), "name", NULL },
    { N_ ("USER"), "username", NULL },
    { N_ ("STATE"), "state", NULL },
    { N_ ("ISSUER"), "issuer", NULL },
    { NULL },
  };
  static const OutputList list = { columns, add_account, NULL };
  g_autofree char *chosen = NULL;
  const GOptionEntry entries[] = {
    { "default", 0, 0, WORD_OPTION, &chosen, NULL, NULL },
    { NULL },
  };
  BancoAccounts *accounts;

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  accounts = command_get_accounts (command, error);
  if (accounts == NULL || !command_load_accounts (command, accounts, error))
    return 0;
  if (chosen != NULL && !choose_default (accounts, chosen, error))
    return 0;
  output_items (command, G_LIST_MODEL (accounts), &list, banco_accounts_get_default (accounts));
  return 0;
}

static gboolean
sign_out_one (Command *command,
              BancoAccount *account,
              GPtrArray *names,
              gboolean *revoked,
              GError **error)
{
  g_autoptr (BancoOperation) operation = NULL;

  if (banco_account_get_state (account) == BANCO_ACCOUNT_SIGNED_OUT)
    return TRUE;
  if (!command_wait (command, banco_account_sign_out (account), &operation, error)) {
    command_explain_interrupt (
      error,
      _ ("interrupted; “bancoctl accounts” shows who is signed in, the issuer may not know"));
    return FALSE;
  }
  *revoked = *revoked && GPOINTER_TO_INT (banco_operation_get_result (operation));
  g_ptr_array_add (names, (gpointer) banco_account_get_name (account));
  return TRUE;
}

static void
print_signed_out (Command *command, GPtrArray *names, gboolean revoked)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *joined = NULL;

  g_ptr_array_add (names, NULL);
  if (command->json) {
    json_builder_begin_object (builder);
    output_list (builder, "signed_out", (const char *const *) names->pdata);
    output_boolean (builder, "revoked", revoked && names->pdata[0] != NULL);
    json_builder_end_object (builder);
    output_json_builder (builder);
    return;
  }
  joined = g_strjoinv (", ", (char **) names->pdata);
  if (names->pdata[0] == NULL)
    output_print (_ ("You were not signed in.\n"));
  else if (revoked)
    output_print (_ ("Signed out: %s.\n"), joined);
  else
    output_print (_ ("Signed out: %s. The issuer could not be told; its session ends by itself.\n"),
                  joined);
}

int
verb_sign_out (Command *command, char ***words, GError **error)
{
  gboolean all = FALSE, revoked = TRUE;
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, NULL, NULL },
    { NULL },
  };
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  BancoAccount *account;

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  account = command_get_account (command, error);
  if (account == NULL)
    return 0;
  if (!all && !sign_out_one (command, account, names, &revoked, error))
    return 0;
  for (guint i = 0; all && i < g_list_model_get_n_items (G_LIST_MODEL (command->accounts)); i++) {
    g_autoptr (BancoAccount) each = g_list_model_get_item (G_LIST_MODEL (command->accounts), i);

    if (!sign_out_one (command, each, names, &revoked, error))
      return 0;
  }
  print_signed_out (command, names, revoked);
  return 0;
}

typedef struct {
  BancoAccount *account;
  guint min_valid;
  const char *audience;
  char *token;
  gint64 expires_at;
} TokenInput;

static gpointer
token_work (BancoOperation *operation, gpointer data, GCancellable *cancellable, GError **error)
{
  TokenInput *input = data;

  input->token = banco_account_dup_token (input->account, input->min_valid, input->audience,
                                          &input->expires_at, cancellable, error);
  return input->token;
}

int
verb_token (Command *command, char ***words, GError **error)
{
  int min_valid = BANCO_CLOCK_MARGIN;
  g_autofree char *audience = NULL;
  TokenInput input = { 0 };
  const GOptionEntry entries[] = {
    { "min-valid", 0, 0, G_OPTION_ARG_INT, &min_valid, NULL, NULL },
    { "audience", 0, 0, WORD_OPTION, &audience, NULL, NULL },
    { NULL },
  };

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  if (min_valid < 0)
    return command_fail_usage (command, _ ("--min-valid is a number of seconds"));
  input.account = command_get_account (command, error);
  if (input.account == NULL)
    return 0;
  input.min_valid = (guint) min_valid;
  input.audience = audience;
  if (!command_wait (command,
                     banco_operation_start (NULL,
                                            &(BancoOperationPlan){
                                              .title = _ ("Getting a token"),
                                              .work = token_work,
                                              .input = &input,
                                            }),
                     NULL, error))
    return 0;
  if (command->json) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();

    json_builder_begin_object (builder);
    output_text (builder, "access_token", input.token);
    output_time (builder, "expires_at", input.expires_at);
    output_text (builder, "issuer", banco_account_get_issuer_url (input.account));
    json_builder_end_object (builder);
    output_json_builder (builder);
  } else {
    output_print ("%s\n", input.token);
  }
  banco_secret_free (input.token);
  return 0;
}
