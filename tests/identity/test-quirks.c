/* SPDX-License-Identifier: Apache-2.0 */
/* What issuers really say, INDIGO IAM before all, and what must come of it. */
#include "scripted-issuer.h"

#include <string.h>

#define CODE                                                                                       \
  "{\"device_code\":\"device-1\",\"user_code\":\"ABC\",\"verification_uri\":\"%URL%device\","      \
  "\"expires_in\":600,\"interval\":1}"
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
      error = finish (banco_account_sign_in (account, BANCO_SIGN_IN_DEVICE, NULL, FALSE));
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

static gpointer
race_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  return banco_account_dup_token (input, 60, NULL, NULL, cancellable, error);
}

static void
set_audiences (BancoAccount *account, const char *audiences)
{
  BancoGrantStore *store = banco_account_get_store (account);
  g_autoptr (BancoGrant) grant = banco_grant_store_peek (store);

  g_strfreev (grant->audiences);
  grant->audiences = g_strsplit (audiences, " ", -1);
  banco_grant_store_write (store, grant);
}

/* A token for a service that the sign-in was not for: never by a refresh, which takes back the
 * tokens that others hold, but of a sign-in for it alone. */
static void
test_audience (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autofree char *own = NULL, *refused = NULL, *other = NULL, *again = NULL, *still = NULL;
  g_autoptr (GError) error = NULL;

  scripted_issuer_sign_in (account, banco_clock_now () + 100);
  set_audiences (account, "object compute");
  own = ask_token (account, 0, "compute", NULL);
  g_assert_cmpstr (own, ==, "access-0");
  refused = ask_token (account, 0, "it's one", &error);
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_AUDIENCE);
  g_assert_nonnull (
    strstr (error->message, "“bancoctl sign-in official --audience 'it'\\''s one'”"));
  g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 0);

  g_clear_error (&error);
  scripted_issuer_say (issuer, "/devicecode", 200, NULL, CODE);
  scripted_issuer_say (issuer, "/token", 200, NULL,
                       "{\"access_token\":\"for-one\",\"expires_in\":100,\"refresh_token\":"
                       "\"refresh-1\"}");
  error = finish (banco_account_sign_in (account, BANCO_SIGN_IN_DEVICE, "one", FALSE));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/devicecode"), "audience=one"));
  other = ask_token (account, 0, "one", NULL);
  g_assert_cmpstr (other, ==, "for-one");
  scripted_issuer_change (issuer, "/token", 200, NULL, GOOD);
  again = ask_token (account, 1000, "one", NULL);
  g_assert_cmpstr (again, ==, "access-1");
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), "refresh_token=refresh-1"));
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), "audience=one"));
  still = ask_token (account, 0, NULL, NULL);
  g_assert_cmpstr (still, ==, "access-0");
  g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 2);
}

/* Only as the same user, and only beside a sign-in. */
static void
test_audience_of_another (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autofree char *none = NULL, *own = NULL;
  g_autoptr (GError) error = NULL;

  error = finish (banco_account_sign_in (account, BANCO_SIGN_IN_DEVICE, "one", FALSE));
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_SIGNED_OUT);
  g_assert_cmpuint (scripted_issuer_count (issuer, "/register"), ==, 0);
  g_clear_error (&error);
  scripted_issuer_sign_in (account, banco_clock_now () + 100);
  scripted_issuer_say (issuer, "/devicecode", 200, NULL, CODE);
  scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
  scripted_issuer_change (issuer, "/userinfo", 200, NULL, "{\"sub\":\"eve\"}");
  error = finish (banco_account_sign_in (account, BANCO_SIGN_IN_DEVICE, "one", FALSE));
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
  none = ask_token (account, 0, "one", NULL);
  g_assert_null (none);
  own = ask_token (account, 0, NULL, NULL);
  g_assert_cmpstr (own, ==, "access-0");
}

/* The token carries all that was asked for at sign-in, also when it was refreshed. */
static void
test_audiences_stay (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autofree char *token = NULL;

  scripted_issuer_sign_in (account, 0);
  set_audiences (account, "object compute");
  scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
  token = ask_token (account, 0, "object", NULL);
  g_assert_cmpstr (token, ==, "access-1");
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), "audience=object+compute"));
}

/* A service refuses the token. Renewed, once, is only what the issuer itself does not know any
 * more: a refresh takes back what other programs hold. */
static void
test_renew (void)
{
  static const struct {
    guint status; /* of the issuer, asked about the token */
    const char *type;
    guint api, token; /* requests */
  } cases[] = {
    { 401, NULL, 2, 1 },        { 404, NULL, 2, 1 }, { 200, NULL, 1, 0 },
    { 403, NULL, 1, 0 },        { 503, NULL, 1, 0 }, { 401, "text/html", 1, 0 },
    { 200, "text/html", 1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
    g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
    g_autofree char *uri = g_strconcat (issuer->url, "api", NULL);
    const char *body = cases[i].type == NULL ? "{}" : "<html>log in to the network</html>";

    scripted_issuer_sign_in (account, banco_clock_now () + 1000);
    scripted_issuer_change (issuer, "/userinfo", cases[i].status, cases[i].type, body);
    scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
    scripted_issuer_say (issuer, "/api", 401, NULL, "{}");
    for (guint look = 0; look < 2; look++) {
      g_autoptr (GError) error = NULL;
      g_autofree char *page = visit (uri, account, &error);

      g_test_message ("%u: look %u", i, look);
      g_assert_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_SIGN_IN);
      if (look == 0)
        g_assert_cmpuint (scripted_issuer_count (issuer, "/api"), ==, cases[i].api);
      scripted_issuer_change (issuer, "/userinfo", 200, NULL, "{\"sub\":\"s\"}");
    }
    g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, cases[i].token);
  }
}

static gpointer
elsewhere_work (BancoOperation *operation,
                gpointer input,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (SoupMessage) refused = soup_message_new ("GET", "https://one.example/");

  soup_message_headers_replace (soup_message_get_request_headers (refused), "Authorization",
                                "Bearer access-0");
  return GINT_TO_POINTER (
    banco_authorizer_renew (BANCO_AUTHORIZER (input), refused, cancellable, error));
}

/* What another program renewed meanwhile is taken, and nothing is asked. */
static void
test_renewed_elsewhere (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  BancoGrantStore *store = banco_account_get_store (account);
  BancoOperationPlan plan = { .title = "Renew", .work = elsewhere_work, .input = account };
  g_autoptr (BancoOperation) operation = NULL;
  g_autoptr (BancoGrant) grant = NULL;

  scripted_issuer_sign_in (account, banco_clock_now () + 1000);
  grant = banco_grant_store_peek (store);
  banco_grant_set_secret (&grant->access_token, "access-2");
  banco_grant_store_write (store, grant);
  operation = banco_operation_start (NULL, &plan);
  g_assert_nonnull (test_wait (operation));
  g_assert_cmpuint (scripted_issuer_count (issuer, "/userinfo"), ==, 0);
  g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 0);
}

/* The session is over, and the access token may outlive it, unless that is gone, too. */
static void
test_refused_refresh (void)
{
  static const struct {
    guint status; /* of the issuer, asked about the token */
    const char *token;
    BancoAccountState state;
  } cases[] = {
    { 200, "access-0", BANCO_ACCOUNT_SIGNED_IN },
    { 503, "access-0", BANCO_ACCOUNT_SIGNED_IN },
    { 401, NULL, BANCO_ACCOUNT_EXPIRED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
    g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
    gint64 end = banco_clock_now () + 1000;
    g_autofree char *longer = NULL, *token = NULL;
    g_autoptr (GError) error = NULL;

    scripted_issuer_sign_in (account, end);
    scripted_issuer_change (issuer, "/userinfo", cases[i].status, NULL, "{}");
    scripted_issuer_say (issuer, "/token", 400, NULL, "{\"error\":\"invalid_grant\"}");
    longer = ask_token (account, 5000, NULL, &error);
    g_assert_null (longer);
    g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_SIGN_IN);
    token = ask_token (account, 100, NULL, NULL);
    g_assert_cmpstr (token, ==, cases[i].token);
    g_assert_cmpint (banco_account_get_state (account), ==, cases[i].state);
    if (token != NULL)
      g_assert_cmpint (banco_account_get_session_until (account), ==, end);
    g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 1);
  }
}

/* The answer to a refresh is lost: the issuer may have dropped the access token with it, and says
 * so before that is used again. */
static void
test_lost_answer (void)
{
  static const struct {
    guint status; /* of the issuer, asked about the token */
    const char *token;
    guint refreshes;
  } cases[] = { { 200, "access-0", 1 }, { 401, "access-1", 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
    g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
    g_autofree char *longer = NULL, *token = NULL, *again = NULL;
    g_autoptr (GError) error = NULL;

    scripted_issuer_sign_in (account, banco_clock_now () + 1000);
    scripted_issuer_change (issuer, "/userinfo", cases[i].status, NULL, "{}");
    scripted_issuer_say (issuer, "/token", 503, NULL, "{}");
    scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
    longer = ask_token (account, 5000, NULL, &error);
    g_assert_null (longer);
    g_assert_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_UNREACHABLE);
    token = ask_token (account, 0, NULL, NULL);
    again = ask_token (account, 0, NULL, NULL);
    g_assert_cmpstr (token, ==, cases[i].token);
    g_assert_cmpstr (again, ==, cases[i].token);
    g_assert_cmpuint (scripted_issuer_count (issuer, "/userinfo"), ==, 1);
    g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, cases[i].refreshes);
  }
}

static gboolean
is_asked (gpointer issuer)
{
  return scripted_issuer_count (issuer, "/token") > 0;
}

/* A caller that is cancelled does not wait for the issuer; the answer is kept all the same. */
static void
test_hanging_refresh (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  BancoOperationPlan plan = { .title = "Token",
                              .work = race_work,
                              .input = account,
                              .result_free = (GDestroyNotify) banco_secret_free };
  g_autoptr (GTimer) timer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  BancoOperation *operation;

  scripted_issuer_sign_in (account, 0);
  scripted_issuer_say (issuer, "/token", 200, NULL,
                       "{\"access_token\":\"access-1\",\"expires_in\":3600,\"refresh_token\":"
                       "\"refresh-1\"}");
  scripted_issuer_hold (issuer, "/token");
  operation = banco_operation_start (NULL, &plan);
  while (!is_asked (issuer))
    g_main_context_iteration (NULL, TRUE);
  timer = g_timer_new ();
  banco_operation_cancel (operation);
  error = finish (operation);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, 1);
  scripted_issuer_release (issuer);
  token = ask_token (account, 60, NULL, NULL);
  g_assert_cmpstr (token, ==, "access-1");
  g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 1);
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

  /* A token that was taken back before its time is no end of the session. */
  scripted_issuer_change (issuer, "/userinfo", 401, NULL, "{\"error\":\"invalid_token\"}");
  scripted_issuer_say (issuer, "/userinfo", 200, NULL, "{\"sub\":\"s\"}");
  scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
  error = finish (banco_account_refresh (account));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (scripted_issuer_last (issuer, "/userinfo"), "Bearer access-1"));
  g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 1);

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
  g_test_add_func ("/quirks/audience-of-another", test_audience_of_another);
  g_test_add_func ("/quirks/audiences-stay", test_audiences_stay);
  g_test_add_func ("/quirks/renew", test_renew);
  g_test_add_func ("/quirks/renewed-elsewhere", test_renewed_elsewhere);
  g_test_add_func ("/quirks/refused-refresh", test_refused_refresh);
  g_test_add_func ("/quirks/lost-answer", test_lost_answer);
  g_test_add_func ("/quirks/hanging-refresh", test_hanging_refresh);
  g_test_add_func ("/quirks/kept-token", test_kept_token);
  g_test_add_func ("/quirks/single-flight", test_single_flight);
  g_test_add_func ("/quirks/identity", test_identity);
  return scripted_issuer_run_tests ();
}
