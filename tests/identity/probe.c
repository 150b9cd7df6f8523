/* SPDX-License-Identifier: Apache-2.0 */
/* One account in a process of its own, for the tests that need real processes:
 * probe URL VERB …, with more about the issuer in the environment. Prints JSON lines to standard
 * output; exit 0, or 100 + the code of an identity error, 99 for any other, 130 when cancelled. */
#include "fixture/server.h"
#include "identity/identity.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static BancoAccount *account;

static void
print_text (const char *name, const char *value)
{
  g_autoptr (JsonNode) node =
    json_node_init_string (json_node_alloc (), value != NULL ? value : "");
  g_autofree char *text = json_to_string (node, FALSE);

  printf (",\"%s\":%s", name, value != NULL ? text : "null");
}

static void
print_account (const char *event)
{
  g_autofree char *groups = g_strjoinv (" ", (char **) banco_account_get_groups (account));
  g_autofree char *scopes = g_strjoinv (" ", (char **) banco_account_get_scopes (account));

  printf ("{\"event\":\"%s\",\"state\":%u,\"kept\":%s,\"locked\":%s,\"admin\":%s", event,
          banco_account_get_state (account), banco_account_is_kept (account) ? "true" : "false",
          banco_account_is_locked (account) ? "true" : "false",
          banco_account_is_admin (account) ? "true" : "false");
  print_text ("subject", banco_account_get_subject (account));
  print_text ("username", banco_account_get_username (account));
  print_text ("full_name", banco_account_get_full_name (account));
  print_text ("email", banco_account_get_email (account));
  print_text ("groups", groups);
  print_text ("scopes", scopes);
  printf (",\"session_until\":%" G_GINT64_FORMAT ",\"account_until\":%" G_GINT64_FORMAT
          ",\"terms_until\":%" G_GINT64_FORMAT "}\n",
          banco_account_get_session_until (account), banco_account_get_account_until (account),
          banco_account_get_terms_until (account));
  fflush (stdout);
}

static void
print_pending (void)
{
  const BancoPending *pending = banco_account_get_pending (account);

  if (pending == NULL)
    return;
  printf ("{\"event\":\"pending\",\"method\":%u", pending->method);
  print_text ("uri", pending->uri);
  print_text ("complete_uri", pending->complete_uri);
  print_text ("user_code", pending->user_code);
  printf ("}\n");
  fflush (stdout);
}

static int
report (const GError *error)
{
  printf ("{\"event\":\"failed\",\"domain\":\"%s\"", g_quark_to_string (error->domain));
  print_text ("message", error->message);
  printf ("}\n");
  fflush (stdout);
  return error->domain == BANCO_IDENTITY_ERROR ? 100 + error->code : 99;
}

static int
finish (BancoOperation *operation)
{
  test_wait (operation);
  if (banco_operation_get_state (operation) == BANCO_OPERATION_DONE)
    return 0;
  if (banco_operation_get_state (operation) == BANCO_OPERATION_CANCELLED)
    return 130;
  return report (banco_operation_get_error (operation));
}

static int
token (guint min_valid, const char *audience)
{
  g_autoptr (GError) error = NULL;
  gint64 expires_at = 0;
  char *text = banco_account_dup_token (account, min_valid, audience, &expires_at, NULL, &error);

  if (text == NULL)
    return report (error);
  /* Between refresh and use. */
  if (g_getenv ("PROBE_DIE") != NULL)
    raise (SIGKILL);
  if (g_getenv ("PROBE_REST") != NULL) {
    banco_secret_free (text);
    return 0;
  }
  printf ("{\"event\":\"token\",\"expires_at\":%" G_GINT64_FORMAT, expires_at);
  print_text ("access_token", text);
  printf ("}\n");
  fflush (stdout);
  banco_secret_free (text);
  return 0;
}

/* Sends a request to @uri as everybody outside of identity does. */
static int
fetch (const char *uri)
{
  g_autoptr (BancoHttp) http = banco_http_new (g_getenv ("PROBE_CA_FILE"));
  g_autoptr (GError) error = NULL;
  BancoHttpRequest request = { .uri = uri, .authorizer = BANCO_AUTHORIZER (account) };
  g_autoptr (BancoHttpResponse) response = banco_http_send (http, &request, NULL, &error);

  if (response == NULL)
    return report (error);
  printf ("{\"event\":\"answer\",\"status\":%u}\n", response->status);
  return 0;
}

static gboolean
cancel_operation (gpointer operation)
{
  banco_operation_cancel (operation);
  return G_SOURCE_REMOVE;
}

static int
sign_in (const char *method)
{
  g_autoptr (BancoOperation) operation = banco_account_sign_in (
    account, strcmp (method, "device") == 0 ? BANCO_SIGN_IN_DEVICE : BANCO_SIGN_IN_BROWSER,
    g_getenv ("PROBE_AUDIENCE"), g_getenv ("PROBE_UNKEPT") != NULL);
  const char *cancel_after = g_getenv ("PROBE_CANCEL_AFTER");

  g_signal_connect (account, "notify::pending", print_pending, NULL);
  if (cancel_after != NULL)
    g_timeout_add ((guint) atoi (cancel_after), cancel_operation, operation);
  return finish (operation);
}

static int
run (BancoAccounts *accounts, int argc, char **argv)
{
  const char *verb = argv[2];
  g_autoptr (BancoOperation) operation = NULL;
  int code;

  if (strcmp (verb, "token") == 0)
    return token (argc > 3 ? (guint) atoi (argv[3]) : 0, argc > 4 ? argv[4] : NULL);
  if (strcmp (verb, "fetch") == 0)
    return fetch (argv[3]);
  operation = banco_accounts_load (accounts);
  code = finish (operation);
  g_clear_object (&operation);
  if (strcmp (verb, "sign-in") == 0) {
    code = sign_in (argv[3]);
    if (code == 0 && argc > 4)
      code = fetch (argv[4]);
    print_account ("account");
    if (code == 0 && argc > 4)
      pause ();
    return code;
  }
  if (strcmp (verb, "sign-out") == 0)
    operation = banco_account_sign_out (account);
  else if (strcmp (verb, "refresh") == 0)
    operation = banco_account_refresh (account);
  else if (strcmp (verb, "unlock") == 0)
    operation = banco_accounts_unlock (accounts, argv[3]);
  if (operation != NULL)
    code = finish (operation);
  if (code == 0 && strcmp (verb, "sign-out") == 0)
    printf ("{\"event\":\"revoked\",\"revoked\":%s}\n",
            banco_operation_get_result (operation) != NULL ? "true" : "false");
  print_account ("account");
  return code;
}

int
main (int argc, char **argv)
{
  static const char *const admins[] = { "ml-infn/admins", NULL };
  g_autoptr (BancoOperations) operations = banco_operations_new ();
  g_autoptr (BancoAccounts) accounts = NULL;
  const char *id = g_getenv ("PROBE_ID");
  int code;
  BancoIssuerSetup issuer = {
    .id = id != NULL ? id : "official",
    .name = "Test Issuer",
    .url = argc > 2 ? argv[1] : "",
    .admin_groups = admins,
    .client_id = g_getenv ("PROBE_CLIENT_ID"),
    .ca_file = g_getenv ("PROBE_CA_FILE"),
  };

  if (argc < 3)
    return 2;
  g_log_writer_default_set_use_stderr (TRUE);
  accounts = banco_accounts_new ("test", &issuer, 1, operations);
  account = banco_accounts_get_default (accounts);
  code = run (accounts, argc, argv);
  if (g_getenv ("PROBE_REST") != NULL) {
    printf ("{\"event\":\"rest\"}\n");
    fflush (stdout);
    pause ();
  }
  return code;
}
