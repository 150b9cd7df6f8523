/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "identity/identity.h"

#include <glib/gi18n.h>

typedef struct {
  Command *command;
  gboolean no_open;
} SignIn;

static void
open_in_browser (Command *command, const char *uri)
{
  g_autoptr (GError) error = NULL;
  gboolean opened;

  banco_process_allow_dumps (NULL);
  opened = g_app_info_launch_default_for_uri (uri, NULL, &error);
  banco_process_disallow_dumps ();
  if (!opened)
    output_remark (command, _ ("No browser could be started; open the address yourself."));
}

static void
print_pending (Command *command, BancoAccount *account, const BancoPending *pending)
{
  gboolean device = pending->method == BANCO_SIGN_IN_DEVICE;

  if (command->json) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();

    json_builder_begin_object (builder);
    output_text (builder, "event", "pending");
    output_text (builder, "method", device ? "device" : "browser");
    output_text (builder, device ? "verification_uri" : "authorization_uri", pending->uri);
    if (device) {
      output_text_if (builder, "verification_uri_complete", pending->complete_uri);
      output_text (builder, "user_code", pending->user_code);
      output_int (builder, "expires_in", MAX (0, pending->expires_at - banco_clock_now ()));
    }
    output_list (builder, "hosts", banco_account_get_hosts (account));
    json_builder_end_object (builder);
    output_json_builder (builder);
  } else if (device) {
    output_print (_ ("Open this address on any device:\n\n  %s\n\nand type this code:\n\n  %s\n\n"),
                  pending->uri, pending->user_code);
  } else {
    output_print (_ ("Sign in with the browser. If none opens, open this address:\n\n  %s\n\n"),
                  pending->uri);
  }
}

static void
pending_changed (BancoAccount *account, GParamSpec *pspec, gpointer data)
{
  SignIn *sign_in = data;
  const BancoPending *pending = banco_account_get_pending (account);

  if (pending == NULL)
    return;
  print_pending (sign_in->command, account, pending);
  if (pending->method == BANCO_SIGN_IN_BROWSER && !sign_in->no_open)
    open_in_browser (sign_in->command, pending->uri);
}

/* Before anything is asked of the issuer. */
static void
print_hosts (Command *command, BancoAccount *account)
{
  const char *const *hosts = banco_account_get_hosts (account);

  if (!banco_account_needs_agreement (account))
    return;
  output_remark (command, _ ("By signing in you agree that Banco uses this account at:"));
  for (guint i = 0; hosts[i] != NULL; i++)
    output_remark (command, "  %s", hosts[i]);
  output_remark (command, "%s", "");
}

static void
print_signed_in (Command *command, BancoAccount *account)
{
  if (command->json) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();

    json_builder_begin_object (builder);
    output_text (builder, "event", "signed-in");
    output_account (builder, account);
    json_builder_end_object (builder);
    output_json_builder (builder);
    return;
  }
  output_print (_ ("Signed in to %s as %s.\n"), banco_account_get_issuer_name (account),
                banco_account_get_username (account));
}

/* The keyring may have been locked while the user was at the issuer: then nothing stays there. */
static gboolean
keep (Command *command, BancoAccount *account, GError **error)
{
  BancoAccounts *accounts = command_get_accounts (command, error);
  gboolean locked = banco_account_is_locked (account);

  if (locked && !command_load_accounts (command, accounts, NULL))
    g_debug ("the keyring stays locked");
  if (banco_account_is_kept (account))
    return TRUE;
  if (command_wait (command, banco_account_sign_out (account), NULL, error))
    g_set_error (error, BANCO_IDENTITY_ERROR,
                 locked ? BANCO_IDENTITY_ERROR_LOCKED : BANCO_IDENTITY_ERROR_NO_KEYRING,
                 _ ("the keyring did not keep the sign-in to %s, so Banco ended it there"),
                 banco_account_get_issuer_name (account));
  return FALSE;
}

static BancoAccount *
find_issuer (Command *command, const char *name, GError **error)
{
  BancoAccounts *accounts = command_get_accounts (command, error);
  BancoAccount *account = NULL;

  if (accounts == NULL || !command_load_accounts (command, accounts, error))
    return NULL;
  if (name == NULL)
    name = command->account_name;
  /* The first issuer of the file, whoever is signed in elsewhere. */
  if (name == NULL)
    return banco_keyed_list_get (BANCO_KEYED_LIST (accounts), 0) ?: command_set_no_issuer (error);
  account = banco_accounts_find (accounts, name);
  if (account == NULL)
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NO_SUCH,
                 _ ("there is no issuer called “%s” in this federation"), name);
  return account;
}

int
verb_sign_in (Command *command, char ***words, GError **error)
{
  gboolean device = FALSE, browser = FALSE;
  g_autofree char *audience = NULL;
  SignIn sign_in = { .command = command };
  const GOptionEntry entries[] = {
    { "device", 0, 0, G_OPTION_ARG_NONE, &device, NULL, NULL },
    { "browser", 0, 0, G_OPTION_ARG_NONE, &browser, NULL, NULL },
    { "no-open", 0, 0, G_OPTION_ARG_NONE, &sign_in.no_open, NULL, NULL },
    { "audience", 0, 0, WORD_OPTION, &audience, NULL, NULL },
    { NULL },
  };
  BancoAccount *account;
  gulong handler;

  if (!command_parse (command, entries, words, 0, 1, error))
    return 0;
  if (device && browser)
    return command_fail_usage (command, _ ("choose one of --device and --browser"));
  account = find_issuer (command, (*words)[1], error);
  if (account == NULL)
    return 0;
  if (audience != NULL && !banco_http_is_token (audience))
    return command_fail_usage (command, _ ("--audience is one word, as the service names itself"));
  print_hosts (command, account);
  browser = browser || (!device && (command_has_display () || sign_in.no_open));
  handler = g_signal_connect (account, "notify::pending", G_CALLBACK (pending_changed), &sign_in);
  if (command_wait (command,
                    banco_account_sign_in (account,
                                           browser ? BANCO_SIGN_IN_BROWSER : BANCO_SIGN_IN_DEVICE,
                                           audience, FALSE),
                    NULL, error) &&
      keep (command, account, error))
    print_signed_in (command, account);
  g_signal_handler_disconnect (account, handler);
  return 0;
}
