/* SPDX-License-Identifier: Apache-2.0 */
/* Replies with one odd member, as issuers and what stands before them really send. */
#include "scripted-issuer.h"

#include <string.h>

#define GOOD "{\"access_token\":\"access-2\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
#define CODE(more)                                                                                 \
  "{\"device_code\":\"device-1\",\"user_code\":\"ABC\",\"verification_uri\":\"%URL%device\"" more  \
  "}"
#define SAYS(code) "{\"error\":\"" code "\",\"error_description\":\"about device-1\"}"

/* Replies to a refresh that gave "refresh-1" for "refresh-0". */
static const struct {
  const char *name;
  const char *reply;
  gboolean good; /* the access token of the reply is used, and lives for 1000 s at least */
} refreshes[] = {
  { "plain", "\"access_token\":\"access-1\",\"expires_in\":3600", TRUE },
  { "expires-text", "\"access_token\":\"access-1\",\"expires_in\":\"3600\"", TRUE },
  { "expires-fraction", "\"access_token\":\"access-1\",\"expires_in\":3599.9", TRUE },
  { "expires-huge", "\"access_token\":\"access-1\",\"expires_in\":1e300", TRUE },
  { "session-text",
    "\"access_token\":\"access-1\",\"expires_in\":3600,\"refresh_expires_in\":\"1800\"", TRUE },
  { "session-words",
    "\"access_token\":\"access-1\",\"expires_in\":3600,\"refresh_expires_in\":\"never\"", TRUE },
  { "scope-list", "\"access_token\":\"access-1\",\"expires_in\":3600,\"scope\":[\"openid\"]",
    TRUE },
  { "scope-number", "\"access_token\":\"access-1\",\"expires_in\":3600,\"scope\":3", TRUE },
  { "id-token-null", "\"access_token\":\"access-1\",\"expires_in\":3600,\"id_token\":null", TRUE },
  { "id-token-object", "\"access_token\":\"access-1\",\"expires_in\":3600,\"id_token\":{}", TRUE },
  { "type-null", "\"access_token\":\"access-1\",\"expires_in\":3600,\"token_type\":null", TRUE },
  { "type-number", "\"access_token\":\"access-1\",\"expires_in\":3600,\"token_type\":1", TRUE },
  { "type-small", "\"access_token\":\"access-1\",\"expires_in\":3600,\"token_type\":\"bearer\"",
    TRUE },
  { "more", "\"access_token\":\"access-1\",\"expires_in\":3600,\"x\":[{}],\"error\":null", TRUE },

  { "expires-words", "\"access_token\":\"access-1\",\"expires_in\":\"soon\"", FALSE },
  { "expires-list", "\"access_token\":\"access-1\",\"expires_in\":[]", FALSE },
  { "type-unknown", "\"access_token\":\"access-1\",\"token_type\":\"DPoP\"", FALSE },
  { "access-missing", "\"expires_in\":3600", FALSE },
  { "access-null", "\"access_token\":null", FALSE },
  { "access-number", "\"access_token\":7", FALSE },
  { "access-empty", "\"access_token\":\"\"", FALSE },
};

static void
test_refresh (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autofree char *reply =
    g_strdup_printf ("{%s,\"refresh_token\":\"refresh-1\"}", refreshes[i].reply);
  g_autofree char *first = NULL, *second = NULL;
  g_autoptr (GError) error = NULL;

  scripted_issuer_sign_in (account, 0);
  scripted_issuer_say (issuer, "/token", 200, NULL, reply);
  scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
  first = ask_token (account, 0, NULL, &error);
  if (error != NULL)
    g_test_message ("%s", error->message);
  if (refreshes[i].good)
    g_assert_cmpstr (first, ==, "access-1");
  second = ask_token (account, 1000, NULL, NULL);
  g_assert_cmpstr (second, ==, refreshes[i].good ? "access-1" : "access-2");
  g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, refreshes[i].good ? 1 : 2);
  /* Whatever else it was, the refresh token that came with it is the one that counts. */
  g_free (second);
  second = ask_token (account, G_MAXUINT, NULL, NULL);
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), "refresh_token=refresh-1"));
}

/* What is no refresh token does not take the place of one. */
static void
test_no_refresh_token (void)
{
  static const char *const replies[] = { "", ",\"refresh_token\":null", ",\"refresh_token\":\"\"",
                                         ",\"refresh_token\":7" };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++) {
    g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
    g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
    g_autofree char *reply =
      g_strdup_printf ("{\"access_token\":\"access-1\",\"expires_in\":10%s}", replies[i]);
    g_autofree char *first = NULL, *second = NULL;

    scripted_issuer_sign_in (account, 0);
    scripted_issuer_say (issuer, "/token", 200, NULL, reply);
    first = ask_token (account, 0, NULL, NULL);
    g_assert_cmpstr (first, ==, "access-1");
    second = ask_token (account, 1000, NULL, NULL);
    g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), "refresh_token=refresh-0"));
  }
}

/* Signing in with a code, and one odd member in a reply on the way. */
static const struct {
  const char *name;
  const char *path;
  guint status;
  const char *reply;
} sign_ins[] = {
  { "client-secret-null", "/register", 201, "{\"client_id\":\"c\",\"client_secret\":null}" },
  { "client-secret-empty", "/register", 201, "{\"client_id\":\"c\",\"client_secret\":\"\"}" },
  { "client-secret-number", "/register", 201, "{\"client_id\":\"c\",\"client_secret\":0}" },
  { "client-method-list", "/register", 201,
    "{\"client_id\":\"c\",\"token_endpoint_auth_method\":[\"none\"]}" },
  { "client-scope-list", "/register", 200, "{\"client_id\":\"c\",\"scope\":[\"openid\"]}" },
  { "client-address-number", "/register", 201,
    "{\"client_id\":\"c\",\"registration_client_uri\":5,\"registration_access_token\":{}}" },
  { "client-times-text", "/register", 201,
    "{\"client_id\":\"c\",\"client_id_issued_at\":\"0\",\"client_secret_expires_at\":\"0\"}" },
  { "code-interval-text", "/devicecode", 200, CODE (",\"interval\":\"1\"") },
  { "code-interval-fraction", "/devicecode", 200, CODE (",\"interval\":1.5") },
  { "code-expires-text", "/devicecode", 200, CODE (",\"interval\":1,\"expires_in\":\"600\"") },
  { "code-expires-null", "/devicecode", 200, CODE (",\"interval\":1,\"expires_in\":null") },
  { "code-complete-empty", "/devicecode", 200,
    CODE (",\"interval\":1,\"verification_uri_complete\":\"\"") },
  { "code-complete-number", "/devicecode", 200,
    CODE (",\"interval\":1,\"verification_uri_complete\":1") },
  { "code-complete-unsafe", "/devicecode", 200,
    CODE (",\"interval\":1,\"verification_uri_complete\":\"javascript:alert(1)\"") },
  { "tokens-odd", "/token", 200,
    "{\"access_token\":\"access-1\",\"refresh_token\":\"refresh-1\",\"expires_in\":\"3600\","
    "\"scope\":[\"openid\"],\"id_token\":\"\",\"refresh_expires_in\":\"0\"}" },
  { "person-odd", "/userinfo", 200,
    "{\"sub\":\"s\",\"preferred_username\":\"ada\",\"name\":7,\"email\":[],\"groups\":null}" },
};

#define DISCOVERY(more)                                                                            \
  "{\"issuer\":\"%URL%\",\"token_endpoint\":\"%URL%token\",\"userinfo_endpoint\":\"%URL%"          \
  "userinfo\","                                                                                    \
  "\"device_authorization_endpoint\":\"%URL%devicecode\",\"registration_endpoint\":"               \
  "\"%URL%register\"" more "}"

static const struct {
  const char *name;
  const char *reply;
} discoveries[] = {
  { "scopes-text", DISCOVERY (",\"scopes_supported\":\"openid profile\"") },
  { "scopes-mixed", DISCOVERY (",\"scopes_supported\":[1,null,\"openid\"]") },
  { "names-itself-text",
    DISCOVERY (",\"authorization_response_iss_parameter_supported\":\"true\"") },
  { "scim-null", DISCOVERY (",\"scim_endpoint\":null") },
  { "scim-object", DISCOVERY (",\"scim_endpoint\":{}") },
  { "scim-empty", DISCOVERY (",\"scim_endpoint\":\"\"") },
  { "scim-unsafe", DISCOVERY (",\"scim_endpoint\":\"http://elsewhere.example/scim\"") },
  { "browser-unsafe", DISCOVERY (",\"authorization_endpoint\":\"javascript:alert(1)\"") },
  { "keys-number", DISCOVERY (",\"jwks_uri\":1") },
};

/* Signs in at @n issuers, each with its own oddity. */
static void
sign_in_everywhere (guint n,
                    void (*make_odd) (ScriptedIssuer *issuer, guint i),
                    void (*check) (ScriptedIssuer *issuer, guint i))
{
  for (guint i = 0; i < n; i++) {
    g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
    g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
    g_autoptr (GError) error = NULL;

    make_odd (issuer, i);
    scripted_issuer_say (issuer, "/devicecode", 200, NULL, CODE (",\"interval\":1"));
    scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
    error = finish (banco_account_sign_in (account, BANCO_SIGN_IN_DEVICE, NULL, FALSE));
    check (issuer, i);
    g_assert_no_error (error);
    g_assert_cmpint (banco_account_get_state (account), ==, BANCO_ACCOUNT_SIGNED_IN);
    g_assert_cmpstr (banco_account_get_username (account), ==, "ada");
  }
}

static void
make_reply_odd (ScriptedIssuer *issuer, guint i)
{
  scripted_issuer_change (issuer, sign_ins[i].path, sign_ins[i].status, NULL, sign_ins[i].reply);
}

static void
check_reply (ScriptedIssuer *issuer, guint i)
{
  g_test_message ("%s", sign_ins[i].name);
}

static void
test_sign_in (void)
{
  sign_in_everywhere (G_N_ELEMENTS (sign_ins), make_reply_odd, check_reply);
}

static void
make_discovery_odd (ScriptedIssuer *issuer, guint i)
{
  scripted_issuer_change (issuer, "/.well-known/openid-configuration", 200, NULL,
                          discoveries[i].reply);
}

static void
check_discovery (ScriptedIssuer *issuer, guint i)
{
  g_test_message ("%s", discoveries[i].name);
  g_assert_cmpuint (scripted_issuer_count (issuer, "/scim/Me"), ==, 0);
}

static void
test_discovery (void)
{
  sign_in_everywhere (G_N_ELEMENTS (discoveries), make_discovery_odd, check_discovery);
}

/* Whether an issuer still knows this program, only the issuer can say: nothing else makes it
 * register again. */
static void
test_client (void)
{
  static const struct {
    guint status;
    const char *type;
    const char *body;
    guint registrations;
  } cases[] = {
    { 200, NULL, "{\"client_id\":\"c\"}", 1 },
    { 404, "text/html", "<html>no backend</html>", 1 },
    { 403, "text/html", "<html>blocked</html>", 1 },
    { 503, NULL, "{}", 1 },
    { 404, "text/plain", "", 2 },
    { 401, NULL, "{\"error\":\"invalid_token\"}", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
    g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
    g_autoptr (GError) error = NULL;

    scripted_issuer_change (issuer, "/register", 201, NULL,
                            "{\"client_id\":\"c\",\"registration_client_uri\":\"%URL%client\","
                            "\"registration_access_token\":\"manage-1\"}");
    scripted_issuer_say (issuer, "/client", cases[i].status, cases[i].type, cases[i].body);
    scripted_issuer_say (issuer, "/devicecode", 200, NULL, CODE (",\"interval\":1"));
    scripted_issuer_say (issuer, "/devicecode", 400, NULL, SAYS ("access_denied"));
    scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
    error = finish (banco_account_sign_in (account, BANCO_SIGN_IN_DEVICE, NULL, FALSE));
    g_assert_no_error (error);
    error = finish (banco_account_sign_in (account, BANCO_SIGN_IN_DEVICE, NULL, FALSE));
    g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_DENIED);
    g_test_message ("%u: HTTP %u", i, cases[i].status);
    g_assert_cmpuint (scripted_issuer_count (issuer, "/register"), ==, cases[i].registrations);
  }
}

/* Answers to a poll that say nothing about the code: from the network, from a proxy whose issuer
 * restarts, from an issuer with trouble. */
static const struct {
  guint status;
  const char *type;
  const char *body;
} odd[] = {
  { 302, "text/html", "<html>log in to the network</html>" },
  { 200, "text/html", "<html>log in to the network</html>" },
  { 200, NULL, "" },
  { 200, NULL, "x" },
  { 200, NULL, "[]" },
  { 200, NULL, "{}" },
  { 200, NULL, "{\"captive\":true}" },
  { 204, NULL, "" },
  { 400, NULL, "{}" },
  { 400, NULL, "{\"error\":{\"message\":\"x\"}}" },
  { 401, "text/html", "<html>proxy</html>" },
  { 403, "text/html", "<html>blocked</html>" },
  { 404, "text/html", "<html>no backend</html>" },
  { 404, "text/plain", "" },
  { 429, NULL, "{}" },
  { 500, NULL, SAYS ("server_error") },
  { 503, "text/html", "<html>back soon</html>" },
  { 400, NULL, SAYS ("server_error") },
  { 400, NULL, SAYS ("temporarily_unavailable") },
};

static void
make_poll_odd (ScriptedIssuer *issuer, guint i)
{
  scripted_issuer_say (issuer, "/token", odd[i].status, odd[i].type, odd[i].body);
}

static void
check_poll (ScriptedIssuer *issuer, guint i)
{
  g_test_message ("%u: HTTP %u %s", i, odd[i].status, odd[i].body);
  g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 2);
}

static void
test_poll (void)
{
  sign_in_everywhere (G_N_ELEMENTS (odd), make_poll_odd, check_poll);
}

/* When nothing else comes until the code ends, that is what is told. */
static void
test_poll_in_vain (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autoptr (GError) error = NULL;

  scripted_issuer_say (issuer, "/devicecode", 200, NULL, CODE (",\"interval\":1,\"expires_in\":4"));
  scripted_issuer_say (issuer, "/token", 404, "text/html", "<html>about device-1</html>");
  error = finish (banco_account_sign_in (account, BANCO_SIGN_IN_DEVICE, NULL, FALSE));
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_UNREACHABLE);
  g_assert_null (strstr (error->message, "device-1"));
  g_assert_cmpuint (scripted_issuer_count (issuer, "/register"), ==, 1);
}

/* A refusal that comes as 200, as some issuers send it. */
static void
test_poll_refused_with_200 (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autoptr (GError) error = NULL;

  scripted_issuer_say (issuer, "/devicecode", 200, NULL, CODE (",\"interval\":1"));
  scripted_issuer_say (issuer, "/token", 200, NULL, SAYS ("authorization_pending"));
  scripted_issuer_say (issuer, "/token", 200, NULL, SAYS ("access_denied"));
  error = finish (banco_account_sign_in (account, BANCO_SIGN_IN_DEVICE, NULL, FALSE));
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_DENIED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refreshes); i++) {
    g_autofree char *path = g_strconcat ("/replies/refresh/", refreshes[i].name, NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_refresh);
  }
  g_test_add_func ("/replies/no-refresh-token", test_no_refresh_token);
  g_test_add_func ("/replies/sign-in", test_sign_in);
  g_test_add_func ("/replies/discovery", test_discovery);
  g_test_add_func ("/replies/client", test_client);
  g_test_add_func ("/replies/poll/odd", test_poll);
  g_test_add_func ("/replies/poll/in-vain", test_poll_in_vain);
  g_test_add_func ("/replies/poll/refused-with-200", test_poll_refused_with_200);
  return scripted_issuer_run_tests ();
}
