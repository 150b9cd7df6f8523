/* SPDX-License-Identifier: Apache-2.0 */
/* What issuers really say, INDIGO IAM before all, and what must come of it. */
#include "scripted-issuer.h"

#include <string.h>

#define GOOD "{\"access_token\":\"access-1\",\"token_type\":\"Bearer\",\"expires_in\":3600}"

/* Refusals of a refresh. */
static const struct {
  guint status;
  const char *type;
  const char *body;
  const char *domain; /* NULL: our own */
  int code;
  BancoAccountState state;
} refusals[] = {
  { 401, NULL,
    "{\"error\":\"invalid_token\",\"error_description\":\"Refresh token for value refresh-0 was "
    "not found\"}",
    NULL, BANCO_IDENTITY_ERROR_SIGN_IN, BANCO_ACCOUNT_EXPIRED },
  { 400, NULL, "{\"error\":\"invalid_grant\"}", NULL, BANCO_IDENTITY_ERROR_SIGN_IN,
    BANCO_ACCOUNT_EXPIRED },
  { 400, NULL,
    "{\"error\":\"invalid_grant\",\"error_description\":\"User x needs to sign AUP for this "
    "organization in order to proceed.\"}",
    NULL, BANCO_IDENTITY_ERROR_TERMS, BANCO_ACCOUNT_SIGNED_IN },
  { 401, NULL, "{\"error\":\"unauthorized\",\"error_description\":\"User x is not active.\"}", NULL,
    BANCO_IDENTITY_ERROR_ENDED, BANCO_ACCOUNT_SIGNED_IN },
  { 401, NULL, "{\"error\":\"invalid_client\",\"error_description\":\"Client is suspended\"}", NULL,
    BANCO_IDENTITY_ERROR_CLIENT, BANCO_ACCOUNT_SIGNED_IN },
  { 404, "text/plain", "", NULL, BANCO_IDENTITY_ERROR_CLIENT, BANCO_ACCOUNT_SIGNED_IN },
  { 404, "text/html", "<html>no backend</html>", NULL, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD,
    BANCO_ACCOUNT_SIGNED_IN },
  { 400, "text/html", "<html>refresh-0</html>", NULL, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD,
    BANCO_ACCOUNT_SIGNED_IN },
  { 200, NULL, "{}", NULL, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD, BANCO_ACCOUNT_SIGNED_IN },
  { 200, NULL, "{\"access_token\":7}", NULL, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD,
    BANCO_ACCOUNT_SIGNED_IN },
  { 200, NULL, "{\"access_token\":\"refresh-0\\r\\nX-Other: 1\"}", NULL,
    BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD, BANCO_ACCOUNT_SIGNED_IN },
  { 200, NULL, "{\"access_token\":\"refresh-0\\u009b\"}", NULL, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD,
    BANCO_ACCOUNT_SIGNED_IN },
  { 200, NULL, "{\"access_token\":\"\"}", NULL, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD,
    BANCO_ACCOUNT_SIGNED_IN },
  { 200, NULL, "{\"access_token\":\"a\",\"token_type\":\"DPoP\"}", NULL,
    BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD, BANCO_ACCOUNT_SIGNED_IN },
  { 302, NULL, "", NULL, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD, BANCO_ACCOUNT_SIGNED_IN },
  { 200, "text/html", "<html>refresh-0</html>", "banco_http_error", BANCO_HTTP_ERROR_NOT_UNDERSTOOD,
    BANCO_ACCOUNT_SIGNED_IN },
  { 200, NULL, "refresh-0", "banco_http_error", BANCO_HTTP_ERROR_NOT_UNDERSTOOD,
    BANCO_ACCOUNT_SIGNED_IN },
  { 503, NULL, "{}", "banco_http_error", BANCO_HTTP_ERROR_UNREACHABLE, BANCO_ACCOUNT_SIGNED_IN },
  { 429, NULL, "{}", "banco_http_error", BANCO_HTTP_ERROR_UNREACHABLE, BANCO_ACCOUNT_SIGNED_IN },
  { 400, NULL, "{\"error\":\"server_error\"}", NULL, BANCO_IDENTITY_ERROR_UNREACHABLE,
    BANCO_ACCOUNT_SIGNED_IN },
  { 400, NULL, "{\"error\":\"temporarily_unavailable\",\"error_description\":7}", NULL,
    BANCO_IDENTITY_ERROR_UNREACHABLE, BANCO_ACCOUNT_SIGNED_IN },
  { 200, NULL, "{\"error\":\"invalid_grant\"}", NULL, BANCO_IDENTITY_ERROR_SIGN_IN,
    BANCO_ACCOUNT_EXPIRED },
};

static void
test_refusals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
    g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
    g_autoptr (GError) error = NULL;
    const char *domain = refusals[i].domain != NULL ? refusals[i].domain : "banco_identity_error";
    g_autofree char *token = NULL;

    scripted_issuer_sign_in (account, 0);
    scripted_issuer_say (issuer, "/token", refusals[i].status, refusals[i].type, refusals[i].body);
    token = ask_token (account, 0, NULL, &error);
    g_assert_null (token);
    g_assert_nonnull (error);
    g_test_message ("%u: %s", i, error->message);
    g_assert_cmpstr (g_quark_to_string (error->domain), ==, domain);
    g_assert_cmpint (error->code, ==, refusals[i].code);
    g_assert_null (strstr (error->message, "refresh-0"));
    g_assert_cmpint (banco_account_get_state (account), ==, refusals[i].state);
    g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 1);
  }
}

static GLogWriterOutput
keep_log (GLogLevelFlags level, const GLogField *fields, gsize count, gpointer data)
{
  for (gsize i = 0; i < count; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0)
      g_string_append_printf (data, "%s\n", (const char *) fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

/* Tokens, codes and what an issuer says about them: in no log, at whatever level. In a process of
 * its own, whose log is kept whole. */
static void
test_log (void)
{
  static const char *const secrets[] = { "access-",       "refresh-",      "device-1",
                                         "client-secret", "was not found", "is not active",
                                         "suspended" };
  g_autoptr (GString) log = g_string_new (NULL);

  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed ();
    return;
  }
  g_log_set_writer_func (keep_log, log, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
    g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
    g_autoptr (GError) error = NULL;
    g_autofree char *token = NULL;

    scripted_issuer_change (issuer, "/register", 201, NULL,
                            "{\"client_id\":\"client-1\",\"client_secret\":\"client-secret\"}");
    scripted_issuer_say (issuer, "/devicecode", 200, NULL,
                         "{\"device_code\":\"device-1\",\"user_code\":\"ABC\",\"verification_uri\":"
                         "\"%URL%device\",\"interval\":1,\"expires_in\":2}");
    scripted_issuer_sign_in (account, 0);
    scripted_issuer_say (issuer, "/token", refusals[i].status, refusals[i].type, refusals[i].body);
    token = ask_token (account, 0, NULL, NULL);
    if (i == 0) /* it takes seconds */
      error = finish (banco_account_sign_in (account, BANCO_SIGN_IN_DEVICE, FALSE));
  }
  g_assert_nonnull (strstr (log->str, "HTTP 401"));
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (strstr (log->str, secrets[i]));
}

/* After the terms were accepted the same refresh token works again. */
static void
test_terms (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *refused = NULL, *token = NULL;

  scripted_issuer_sign_in (account, 0);
  scripted_issuer_say (
    issuer, "/token", 400, NULL,
    "{\"error\":\"invalid_grant\",\"error_description\":\"User x needs to sign AUP\"}");
  scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
  refused = ask_token (account, 0, NULL, &error);
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_TERMS);
  g_assert_nonnull (strstr (error->message, "iam/aup/sign"));
  token = ask_token (account, 0, NULL, NULL);
  g_assert_cmpstr (token, ==, "access-1");
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), "refresh_token=refresh-0"));
}

static void
test_refresh (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autofree char *kept = NULL, *first = NULL, *second = NULL;

  scripted_issuer_sign_in (account, banco_clock_now () + 100);
  kept = ask_token (account, 50, NULL, NULL);
  g_assert_cmpstr (kept, ==, "access-0");
  g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 0);
  /* One refresh, then what came, even if shorter. */
  scripted_issuer_change (issuer, "/token", 200, NULL,
                          "{\"access_token\":\"access-1\",\"expires_in\":10,\"refresh_token\":"
                          "\"refresh-1\"}");
  first = ask_token (account, 500, NULL, NULL);
  g_assert_cmpstr (first, ==, "access-1");
  g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 1);
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), "refresh_token=refresh-0"));
  scripted_issuer_change (issuer, "/token", 200, NULL, GOOD);
  second = ask_token (account, 500, NULL, NULL);
  g_assert_cmpstr (second, ==, "access-1");
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), "refresh_token=refresh-1"));
}

/* A token for one service is no token for the others. */
static void
test_audience (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autofree char *one = NULL, *all = NULL, *again = NULL;

  scripted_issuer_sign_in (account, banco_clock_now () + 100);
  scripted_issuer_say (issuer, "/token", 200, NULL,
                       "{\"access_token\":\"for-one\",\"expires_in\":3600,\"refresh_token\":"
                       "\"refresh-1\"}");
  one = ask_token (account, 0, "https://one.example", NULL);
  g_assert_cmpstr (one, ==, "for-one");
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), "audience=https"));
  all = ask_token (account, 0, NULL, NULL);
  g_assert_cmpstr (all, ==, "access-0");
  again = ask_token (account, 0, "https://one.example", NULL);
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), "refresh_token=refresh-1"));
}

/* A service that refuses the token gets a renewed one, once. */
static void
test_renew (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autofree char *uri = g_strconcat (issuer->url, "api", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL, *refused = NULL;

  scripted_issuer_sign_in (account, banco_clock_now () + 1000);
  scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
  scripted_issuer_say (issuer, "/api", 401, NULL, "{}");
  scripted_issuer_say (issuer, "/api", 200, NULL, "fine");
  page = visit (uri, account, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (page, ==, "fine");
  g_assert_true (g_str_has_prefix (scripted_issuer_last (issuer, "/api"), "Bearer access-1"));
  g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 1);

  scripted_issuer_change (issuer, "/api", 401, NULL, "{}");
  refused = visit (uri, account, &error);
  g_assert_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_SIGN_IN);
  g_assert_cmpuint (scripted_issuer_count (issuer, "/api"), ==, 4);
}

/* What the keyring has been holding for long, or was made to hold, is not sent either. */
static void
test_kept_token (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autofree char *uri = g_strconcat (issuer->url, "api", NULL);
  g_autoptr (BancoGrant) grant = banco_grant_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;

  grant->access_token = g_strdup ("access-0\r\nX-Other: 1");
  grant->expires_at = banco_clock_now () + 1000;
  banco_grant_store_write (banco_account_get_store (account), grant);
  banco_account_publish (account);
  scripted_issuer_say (issuer, "/api", 200, NULL, "fine");
  page = visit (uri, account, &error);
  g_assert_null (page);
  g_assert_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_NOT_UNDERSTOOD);
  g_assert_null (strstr (error->message, "access-0"));
  g_assert_cmpuint (scripted_issuer_count (issuer, "/api"), ==, 0);
}

static gpointer
race_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  return banco_account_dup_token (input, 60, NULL, NULL, cancellable, error);
}

/* Many threads that find the token old make one refresh. */
static void
test_single_flight (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  BancoOperationPlan plan = { .title = "Token",
                              .work = race_work,
                              .input = account,
                              .result_free = (GDestroyNotify) banco_secret_free };
  BancoOperation *operations[8];

  scripted_issuer_sign_in (account, 0);
  scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    operations[i] = banco_operation_start (NULL, &plan);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++) {
    g_autoptr (GError) error = finish (operations[i]);

    g_assert_no_error (error);
  }
  g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 1);
}

/* Who it is now: the end of the account and of the terms, and never somebody else. */
static void
test_identity (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autoptr (GError) error = NULL;

  scripted_issuer_sign_in (account, banco_clock_now () + 1000);
  scripted_issuer_say (issuer, "/scim/Me", 200, "application/scim+json",
                       "{\"urn:indigo-dc:scim:schemas:IndigoUser\":{\"endTime\":"
                       "\"2026-12-31T00:00:00.000+01:00\"}}");
  scripted_issuer_say (issuer, "/iam/aup/signature", 200, NULL,
                       "{\"aup\":{\"signatureValidityInDays\":365},\"signatureTime\":"
                       "\"2026-01-01T00:00:00Z\"}");
  error = finish (banco_account_refresh (account));
  g_assert_no_error (error);
  g_assert_cmpstr (banco_account_get_username (account), ==, "ada");
  g_assert_cmpstr (banco_account_get_groups (account)[0], ==, "ml-infn");
  g_assert_cmpint (banco_account_get_account_until (account), ==, 1798671600);
  g_assert_cmpint (banco_account_get_terms_until (account), ==, 1767225600 + 365 * 24 * 3600);

  scripted_issuer_change (issuer, "/userinfo", 200, NULL,
                          "{\"sub\":\"other\",\"preferred_username\":\"eve\"}");
  error = finish (banco_account_refresh (account));
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
  g_assert_cmpstr (banco_account_get_username (account), ==, "ada");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quirks/refusals", test_refusals);
  g_test_add_func ("/quirks/log", test_log);
  g_test_add_func ("/quirks/terms", test_terms);
  g_test_add_func ("/quirks/refresh", test_refresh);
  g_test_add_func ("/quirks/audience", test_audience);
  g_test_add_func ("/quirks/renew", test_renew);
  g_test_add_func ("/quirks/kept-token", test_kept_token);
  g_test_add_func ("/quirks/single-flight", test_single_flight);
  g_test_add_func ("/quirks/identity", test_identity);
  return scripted_issuer_run_tests ();
}
