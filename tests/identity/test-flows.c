/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in at an issuer that is not what it should be. */
#include "scripted-issuer.h"
#include "signer.h"

#include <openssl/rsa.h>
#include <string.h>

#define GOOD                                                                                       \
  "{\"access_token\":\"access-1\",\"refresh_token\":\"refresh-1\",\"token_type\":\"Bearer\","      \
  "\"expires_in\":3600}"
#define CODE                                                                                       \
  "{\"device_code\":\"device-1\",\"user_code\":\"ABC\",\"verification_uri\":\"%URL%device\","      \
  "\"expires_in\":600,\"interval\":1}"
#define SHORT_CODE                                                                                 \
  "{\"device_code\":\"device-1\",\"user_code\":\"ABC\",\"verification_uri\":\"%URL%device\","      \
  "\"expires_in\":3,\"interval\":1}"
#define SAYS(code) "{\"error\":\"" code "\",\"error_description\":\"about device-1\"}"

/* What an account showed while it was signed in to. */
typedef struct {
  guint shown;
  char *uri;
  char *user_code;
} Seen;

static void
pending_changed (BancoAccount *account, GParamSpec *pspec, gpointer data)
{
  const BancoPending *pending = banco_account_get_pending (account);
  Seen *seen = data;

  if (pending == NULL)
    return;
  seen->shown++;
  g_free (seen->uri);
  g_free (seen->user_code);
  seen->uri = g_strdup (pending->uri);
  seen->user_code = g_strdup (pending->user_code);
}

static GError *
sign_in_by_device (BancoAccount *account, Seen *seen)
{
  gulong handler =
    g_signal_connect (account, "notify::pending", G_CALLBACK (pending_changed), seen);
  GError *error = finish (banco_account_sign_in (account, BANCO_SIGN_IN_DEVICE, NULL, FALSE));

  g_signal_handler_disconnect (account, handler);
  g_assert_null (banco_account_get_pending (account));
  g_free (seen->uri);
  g_free (seen->user_code);
  return error;
}

static void
test_device_refused (void)
{
  static const struct {
    const char *device[2]; /* status and body */
    const char *token[2];
    const char *domain;
    int code;
  } cases[] = {
    { { "200", CODE }, { "400", SAYS ("access_denied") }, NULL, BANCO_IDENTITY_ERROR_DENIED },
    { { "200", CODE }, { "400", SAYS ("expired_token") }, NULL, BANCO_IDENTITY_ERROR_EXPIRED },
    { { "200", CODE }, { "400", SAYS ("invalid_grant") }, NULL, BANCO_IDENTITY_ERROR_EXPIRED },
    { { "200", SHORT_CODE }, { "400", "{}" }, NULL, BANCO_IDENTITY_ERROR_UNREACHABLE },
    { { "200", CODE },
      { "200", "{\"access_token\":\"a\",\"token_type\":\"DPoP\"}" },
      NULL,
      BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD },
    { { "200", "{}" }, { "200", GOOD }, NULL, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD },
    { { "200", "{\"device_code\":\"d\",\"user_code\":\"A\",\"verification_uri\":"
               "\"javascript:alert(1)\"}" },
      { "200", GOOD },
      NULL,
      BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD },
    { { "200", "{\"device_code\":\"d\",\"user_code\":\"A\",\"verification_uri\":"
               "\"http://elsewhere.example/\"}" },
      { "200", GOOD },
      NULL,
      BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD },
    { { "400", SAYS ("invalid_scope") }, { "200", GOOD }, NULL, BANCO_IDENTITY_ERROR_DENIED },
    { { "503", "{}" }, { "200", GOOD }, "banco_http_error", BANCO_HTTP_ERROR_UNREACHABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
    g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, "given");
    const char *domain = cases[i].domain != NULL ? cases[i].domain : "banco_identity_error";
    g_autoptr (GError) error = NULL;
    Seen seen = { 0 };

    scripted_issuer_sign_in (account, banco_clock_now () + 1000);
    scripted_issuer_say (issuer, "/devicecode", (guint) atoi (cases[i].device[0]), NULL,
                         cases[i].device[1]);
    scripted_issuer_say (issuer, "/token", (guint) atoi (cases[i].token[0]), NULL,
                         cases[i].token[1]);
    error = sign_in_by_device (account, &seen);
    g_assert_nonnull (error);
    g_test_message ("%u: %s", i, error->message);
    g_assert_cmpstr (g_quark_to_string (error->domain), ==, domain);
    g_assert_cmpint (error->code, ==, cases[i].code);
    g_assert_null (strstr (error->message, "device-1"));
    g_assert_cmpint (banco_account_get_state (account), ==, BANCO_ACCOUNT_SIGNED_IN);
  }
}

/* Trouble on the way delays, and a code that was used is never asked with again. */
static void
test_device_patient (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };

  scripted_issuer_say (issuer, "/devicecode", 200, NULL, CODE);
  scripted_issuer_say (issuer, "/token", 400, NULL, SAYS ("authorization_pending"));
  scripted_issuer_say (issuer, "/token", 503, NULL, "{}");
  scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
  error = sign_in_by_device (account, &seen);
  g_assert_no_error (error);
  g_assert_cmpuint (seen.shown, ==, 1);
  g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 3);
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), "device_code=device-1"));
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), "client_id=client-1"));
  g_assert_cmpstr (banco_account_get_username (account), ==, "ada");
  g_assert_cmpstr (banco_account_get_scopes (account)[0], ==, "openid");
  g_assert_cmpint (banco_account_get_session_until (account), >, banco_clock_now () + 29 * 86400);
}

/* INDIGO IAM's empty 404 for a client that it forgot. */
static void
test_registered_again (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };

  scripted_issuer_sign_in (account, 0);
  scripted_issuer_say (issuer, "/devicecode", 404, "text/plain", "");
  scripted_issuer_say (issuer, "/devicecode", 200, NULL, CODE);
  scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
  error = sign_in_by_device (account, &seen);
  g_assert_no_error (error);
  g_assert_cmpuint (scripted_issuer_count (issuer, "/register"), ==, 1);
  g_assert_nonnull (
    strstr (scripted_issuer_last (issuer, "/register"), "http://127.0.0.1:38175/banco/official"));
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/devicecode"), "client_id=client-1"));

  /* Not for ever: an issuer that refuses the new one as well is believed. */
  scripted_issuer_change (issuer, "/devicecode", 404, "text/plain", "");
  seen = (Seen){ 0 };
  error = sign_in_by_device (account, &seen);
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_CLIENT);
  g_assert_cmpuint (scripted_issuer_count (issuer, "/register"), ==, 2);
}

static void
test_registration_refused (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };

  scripted_issuer_change (issuer, "/register", 403, NULL, "{\"error\":\"only administrators\"}");
  error = sign_in_by_device (account, &seen);
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_CLIENT);
  g_assert_nonnull (strstr (error->message, "administrators"));
  g_assert_cmpuint (scripted_issuer_count (issuer, "/devicecode"), ==, 0);
}

/* An issuer that makes every client confidential, whatever it asked for. */
static void
test_confidential (void)
{
  static const struct {
    const char *registered;
    const char *sent;
  } cases[] = {
    { "{\"client_id\":\"c\",\"client_secret\":\"a b\",\"token_endpoint_auth_method\":"
      "\"client_secret_basic\"}",
      "Basic YzphJTIwYg==" },
    { "{\"client_id\":\"c\",\"client_secret\":\"a b\",\"token_endpoint_auth_method\":"
      "\"client_secret_post\"}",
      "client_secret=a+b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
    g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, NULL);
    g_autoptr (GError) error = NULL;
    Seen seen = { 0 };

    scripted_issuer_change (issuer, "/register", 201, NULL, cases[i].registered);
    scripted_issuer_say (issuer, "/devicecode", 200, NULL, CODE);
    scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
    error = sign_in_by_device (account, &seen);
    g_assert_no_error (error);
    g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), cases[i].sent));
  }
}

/* Somebody else's userinfo undoes the whole sign-in. */
static void
test_somebody_else (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, "given");
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  Seen seen = { 0 };

  scripted_issuer_sign_in (account, banco_clock_now () + 1000);
  scripted_issuer_say (issuer, "/devicecode", 200, NULL, CODE);
  scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
  scripted_issuer_change (issuer, "/userinfo", 200, NULL, "{\"preferred_username\":\"eve\"}");
  error = sign_in_by_device (account, &seen);
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
  token = ask_token (account, 0, NULL, NULL);
  g_assert_cmpstr (token, ==, "access-0");
}

static void
test_discovery (void)
{
  static const struct {
    guint status;
    const char *type;
    const char *body;
    const char *domain;
  } cases[] = {
    { 404, NULL, "{}", "banco_identity_error" },
    { 200, "text/html", "<html>log in to the network</html>", "banco_http_error" },
    { 200, NULL, "[]", "banco_identity_error" },
    { 200, NULL, "{\"issuer\":\"%URL%\"}", "banco_identity_error" },
    { 200, NULL, "{\"issuer\":\"%URL%x\",\"token_endpoint\":\"%URL%token\"}",
      "banco_identity_error" },
    { 200, NULL, "{\"issuer\":\"%URL%\",\"token_endpoint\":\"http://elsewhere.example/token\"}",
      "banco_identity_error" },
    { 200, NULL, "{\"issuer\":\"%URL%\",\"token_endpoint\":\"%URL%token\"}",
      "banco_identity_error" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
    g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, "given");
    g_autoptr (GError) error = NULL;
    Seen seen = { 0 };

    scripted_issuer_change (issuer, "/.well-known/openid-configuration", cases[i].status,
                            cases[i].type, cases[i].body);
    error = sign_in_by_device (account, &seen);
    g_assert_nonnull (error);
    g_test_message ("%u: %s", i, error->message);
    g_assert_cmpstr (g_quark_to_string (error->domain), ==, cases[i].domain);
    g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 0);
  }
}

/* INDIGO IAM's own name always ends in a slash, and people leave it out. */
static void
test_slash (void)
{
  static const struct {
    const char *issuer;
    gboolean named;
  } cases[] = {
    { "%URL%", TRUE },   { "%URL%/", FALSE },
    { "%URL%x", FALSE }, { "https://elsewhere.example/", FALSE },
    { "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
    g_autofree char *in_file = g_strndup (issuer->url, strlen (issuer->url) - 1);
    g_autofree char *body =
      g_strdup_printf ("{\"issuer\":\"%s\",\"token_endpoint\":\"%%URL%%token\"}", cases[i].issuer);
    g_autofree char *named = g_strdup_printf (
      "calls itself %s, but the federation file says Url=%s;", issuer->url, in_file);
    BancoIssuerSetup setup = { .id = "official", .name = "INFN Cloud", .url = in_file };
    g_autoptr (BancoAccount) account = banco_account_new ("slash", &setup, NULL);
    g_autoptr (GError) error = NULL;
    Seen seen = { 0 };

    scripted_issuer_change (issuer, "/.well-known/openid-configuration", 200, NULL, body);
    error = sign_in_by_device (account, &seen);
    g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
    g_test_message ("%s", error->message);
    g_assert_cmpint (strstr (error->message, named) != NULL, ==, cases[i].named);
    g_assert_null (strstr (error->message, "elsewhere"));
  }
}

/* The value of @name in the query of the address that a browser was sent to. */
static char *
query_value (const char *uri, const char *name)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GHashTable) query = soup_form_decode (g_uri_get_query (parsed));

  return g_strdup (g_hash_table_lookup (query, name));
}

/* Where a browser is sent. */
static const char *
wait_for_browser (BancoAccount *account, BancoOperation *operation)
{
  while (banco_account_get_pending (account) == NULL) {
    g_assert_cmpint (banco_operation_get_state (operation), ==, BANCO_OPERATION_RUNNING);
    g_main_context_iteration (NULL, TRUE);
  }
  return banco_account_get_pending (account)->uri;
}

/* Answers in a browser's place: @answer with %STATE% and %URL% in it. The page that it shows. */
static char *
come_back (BancoAccount *account, ScriptedIssuer *issuer, const char *answer)
{
  const char *sent_to = banco_account_get_pending (account)->uri;
  g_autofree char *redirect = query_value (sent_to, "redirect_uri");
  g_autofree char *state = query_value (sent_to, "state");
  g_autoptr (GString) uri = g_string_new (redirect);

  g_string_append (uri, answer);
  g_string_replace (uri, "%STATE%", state, 0);
  g_string_replace (uri, "%URL%", issuer->url, 0);
  return visit (uri->str, NULL, NULL);
}

static GError *
sign_in_by_browser (BancoAccount *account, ScriptedIssuer *issuer, const char *answer, char **page)
{
  g_autoptr (BancoOperation) operation =
    banco_account_sign_in (account, BANCO_SIGN_IN_BROWSER, NULL, FALSE);

  wait_for_browser (account, operation);
  *page = come_back (account, issuer, answer);
  if (strstr (answer, "%STATE%") == NULL) {
    g_assert_cmpint (banco_operation_get_state (operation), ==, BANCO_OPERATION_RUNNING);
    banco_operation_cancel (operation);
  }
  return finish (g_steal_pointer (&operation));
}

static void
test_browser_answers (void)
{
  static const struct {
    const char *answer;
    const char *page;
    const char *domain; /* NULL: still waiting, then cancelled */
    int code;
    guint exchanges;
  } cases[] = {
    { "?code=x&state=wrong", "not what Banco waits for", NULL, 0, 0 },
    { "?code=x", "not what Banco waits for", NULL, 0, 0 },
    { "", "not what Banco waits for", NULL, 0, 0 },
    { "/more?code=x&state=y", "Nothing is here", NULL, 0, 0 },
    { "?code=x&state=%STATE%&iss=https://elsewhere.example/", "not signed in",
      "banco_identity_error", BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD, 0 },
    { "?error=access_denied&state=%STATE%", "not signed in", "banco_identity_error",
      BANCO_IDENTITY_ERROR_DENIED, 0 },
    { "?error=server_error&state=%STATE%", "not signed in", "banco_identity_error",
      BANCO_IDENTITY_ERROR_UNREACHABLE, 0 },
    { "?error=temporarily_unavailable&state=%STATE%", "not signed in", "banco_identity_error",
      BANCO_IDENTITY_ERROR_UNREACHABLE, 0 },
    { "?state=%STATE%", "not signed in", "banco_identity_error",
      BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD, 0 },
    { "?code=x&state=%STATE%&iss=%URL%", "not signed in", "banco_identity_error",
      BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
    g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, "given");
    g_autoptr (GError) error = NULL;
    g_autofree char *page = NULL;

    /* No ID token in it: whoever signed in, nobody proved it. */
    scripted_issuer_say (issuer, "/token", 200, NULL, GOOD);
    error = sign_in_by_browser (account, issuer, cases[i].answer, &page);
    g_assert_nonnull (page);
    g_assert_nonnull (strstr (page, cases[i].page));
    if (cases[i].domain == NULL)
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    else
      g_assert_true (g_error_matches (error, BANCO_IDENTITY_ERROR, cases[i].code));
    g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, cases[i].exchanges);
    g_assert_cmpint (banco_account_get_state (account), ==, BANCO_ACCOUNT_SIGNED_OUT);
  }
}

/* An issuer that says it names itself in each answer (RFC 9207), and an answer that names no one.
 */
static void
test_browser_nameless (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, "given");
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;

  scripted_issuer_change (issuer, "/.well-known/openid-configuration", 200, NULL,
                          "{\"issuer\":\"%URL%\",\"authorization_endpoint\":\"%URL%authorize\","
                          "\"token_endpoint\":\"%URL%token\","
                          "\"authorization_response_iss_parameter_supported\":true}");
  error = sign_in_by_browser (account, issuer, "?code=x&state=%STATE%", &page);
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
  g_assert_cmpuint (scripted_issuer_count (issuer, "/token"), ==, 0);
}

/* A whole sign-in with an ID token, and what may be wrong at its end. */
static const struct {
  const char *name;
  const char *nonce;  /* NULL: the one that was sent */
  const char *client; /* whom the token is for */
  guint status;       /* of userinfo */
  const char *type;
  const char *body;
  BancoAccountState state;
} proofs[] = {
  { "good", NULL, "given", 200, NULL, "{\"sub\":\"s\",\"name\":\"Ada\"}", BANCO_ACCOUNT_SIGNED_IN },
  { "person-of-the-network", NULL, "given", 200, "text/html", "<html>log in to the network</html>",
    BANCO_ACCOUNT_SIGNED_IN },
  { "person-blocked-by-the-network", NULL, "given", 403, "text/html", "<html>blocked</html>",
    BANCO_ACCOUNT_SIGNED_IN },
  { "person-later", NULL, "given", 503, NULL, "{}", BANCO_ACCOUNT_SIGNED_IN },
  { "person-refused", NULL, "given", 401, NULL, "{}", BANCO_ACCOUNT_SIGNED_OUT },
  { "another-person", NULL, "given", 200, NULL, "{\"sub\":\"t\"}", BANCO_ACCOUNT_SIGNED_OUT },
  { "another-nonce", "n", "given", 200, NULL, "{\"sub\":\"s\"}", BANCO_ACCOUNT_SIGNED_OUT },
  { "another-client", NULL, "other", 200, NULL, "{\"sub\":\"s\"}", BANCO_ACCOUNT_SIGNED_OUT },
};

static void
say_tokens (ScriptedIssuer *issuer, EVP_PKEY *key, const char *client, const char *nonce)
{
  gint64 now = banco_clock_now ();
  g_autofree char *public = signer_publish (key, "r", "");
  g_autofree char *keys = g_strdup_printf ("{\"keys\":[%s]}", public);
  g_autofree char *claims =
    g_strdup_printf ("{\"iss\":\"%s\",\"sub\":\"s\",\"preferred_username\":\"ada\",\"aud\":\"%s\","
                     "\"exp\":%" G_GINT64_FORMAT ",\"iat\":%" G_GINT64_FORMAT ",\"nonce\":\"%s\"}",
                     issuer->url, client, now + 600, now, nonce);
  g_autofree char *token = signer_sign (key, "RS256", "{\"alg\":\"RS256\",\"kid\":\"r\"}", claims);
  g_autofree char *body = g_strdup_printf (
    "{\"access_token\":\"access-1\",\"refresh_token\":\"refresh-1\",\"id_token\":\"%s\"}", token);

  scripted_issuer_say (issuer, "/jwk", 200, NULL, keys);
  scripted_issuer_say (issuer, "/token", 200, NULL, body);
}

static void
test_proof (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoAccount) account = scripted_issuer_account (issuer, "given");
  g_autoptr (BancoOperation) operation =
    banco_account_sign_in (account, BANCO_SIGN_IN_BROWSER, NULL, FALSE);
  g_autofree char *nonce = NULL, *page = NULL;
  g_autoptr (GError) error = NULL;
  EVP_PKEY *key = EVP_RSA_gen (2048);
  gboolean good = proofs[i].state == BANCO_ACCOUNT_SIGNED_IN;

  nonce = query_value (wait_for_browser (account, operation), "nonce");
  say_tokens (issuer, key, proofs[i].client, proofs[i].nonce != NULL ? proofs[i].nonce : nonce);
  scripted_issuer_change (issuer, "/userinfo", proofs[i].status, proofs[i].type, proofs[i].body);
  page = come_back (account, issuer, "?code=x&state=%STATE%");
  error = finish (g_steal_pointer (&operation));
  g_test_message ("%s", error != NULL ? error->message : "no error");
  g_assert_cmpint (error == NULL, ==, good);
  g_assert_cmpint (banco_account_get_state (account), ==, proofs[i].state);
  g_assert_cmpstr (banco_account_get_username (account), ==, good ? "ada" : NULL);
  g_assert_nonnull (strstr (scripted_issuer_last (issuer, "/token"), "code_verifier="));
  EVP_PKEY_free (key);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flows/device/refused", test_device_refused);
  g_test_add_func ("/flows/device/patient", test_device_patient);
  g_test_add_func ("/flows/device/registered-again", test_registered_again);
  g_test_add_func ("/flows/device/registration-refused", test_registration_refused);
  g_test_add_func ("/flows/device/confidential", test_confidential);
  g_test_add_func ("/flows/device/somebody-else", test_somebody_else);
  g_test_add_func ("/flows/discovery", test_discovery);
  g_test_add_func ("/flows/slash", test_slash);
  g_test_add_func ("/flows/browser/answers", test_browser_answers);
  g_test_add_func ("/flows/browser/nameless", test_browser_nameless);
  for (guint i = 0; i < G_N_ELEMENTS (proofs); i++) {
    g_autofree char *path = g_strconcat ("/flows/browser/proof/", proofs[i].name, NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_proof);
  }
  return scripted_issuer_run_tests ();
}
