/* SPDX-License-Identifier: Apache-2.0 */
/* The rules that need no network: groups, refusals, poll intervals, scopes, what is kept. */
#include "identity/account-private.h"
#include "identity/error-private.h"
#include "identity/flow-private.h"
#include "identity/groups-private.h"
#include "identity/registration-private.h"
#include "identity/secret-private.h"

#include <string.h>

static void
test_group_names (void)
{
  static const struct {
    const char *value;
    const char *name; /* NULL: not a group */
  } cases[] = {
    { "ml-infn", "ml-infn" },
    { "/ml-infn/gpu", "ml-infn/gpu" },
    { "users/ml-infn", "users/ml-infn" },
    { "urn:geant:iam.example:group:users:ml-infn", "users/ml-infn" },
    { "urn:geant:iam.example:sub:group:ml-infn:role=member#iam.example", "ml-infn" },
    { "urn:geant:iam.example:group:a%20b#x", "a b" },
    { "urn:mace:dir:entitlement:common-lib-terms", NULL },
    { "urn:x:group:", NULL },
    { "urn:x:group:a%2Fb", NULL },
    { "", NULL },
    { "///", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *name = banco_groups_normalize (cases[i].value);

    g_assert_cmpstr (name, ==, cases[i].name);
  }
}

static void
test_group_claims (void)
{
  static const struct {
    const char *claims;
    const char *groups; /* NULL: nothing said */
  } cases[] = {
    { "{\"groups\":[\"b\",\"a\",\"b\"]}", "a b" },
    { "{\"wlcg.groups\":[\"/ml-infn\"]}", "ml-infn" },
    { "{\"entitlements\":[\"urn:x:y:group:a:b\",\"urn:x:y:other\"]}", "a/b" },
    { "{\"eduperson_entitlement\":\"urn:x:y:group:a\"}", "a" },
    { "{\"roles\":[\"admin\"]}", "admin" },
    { "{\"groups\":[\"a\"],\"wlcg.groups\":[\"/a\",\"/b\"]}", "a b" },
    { "{\"groups\":[]}", "" },
    { "{\"groups\":[1,null,{},[\"x\"],true,\"a\"]}", "a" },
    { "{\"groups\":{\"a\":1}}", "" },
    { "{\"groups\":null}", NULL },
    { "{\"sub\":\"x\"}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BancoJson) json = banco_json_parse (cases[i].claims, -1, NULL);
    g_auto (GStrv) groups = banco_groups_read (banco_json_root (json));
    g_autofree char *joined = groups != NULL ? g_strjoinv (" ", groups) : NULL;

    g_assert_cmpstr (joined, ==, cases[i].groups);
  }
}

static void
test_admin (void)
{
  static const char *const groups[] = { "ml-infn", "ml-infn/admins", NULL };
  static const char *const yes[] = { "other", "/ml-infn/admins", NULL };
  static const char *const no[] = { "ml-infn/admin", NULL };
  static const char *const none[] = { NULL };

  g_assert_true (banco_groups_overlap (groups, yes));
  g_assert_false (banco_groups_overlap (groups, no));
  g_assert_false (banco_groups_overlap (groups, none));
  g_assert_false (banco_groups_overlap (none, yes));
}

static void
test_refusals (void)
{
  static const struct {
    guint status;
    const char *code;
    const char *description;
    BancoIdentityError means;
  } cases[] = {
    { 400, "invalid_grant", NULL, BANCO_IDENTITY_ERROR_SIGN_IN },
    { 401, "invalid_token", "Refresh token for value x was not found",
      BANCO_IDENTITY_ERROR_SIGN_IN },
    { 400, "invalid_grant", "User x needs to sign AUP for this organization in order to proceed.",
      BANCO_IDENTITY_ERROR_TERMS },
    { 401, "unauthorized", "User x is not active.", BANCO_IDENTITY_ERROR_ENDED },
    { 400, "invalid_grant", "User x is not active.", BANCO_IDENTITY_ERROR_ENDED },
    { 401, "invalid_client", "Client is suspended: x", BANCO_IDENTITY_ERROR_CLIENT },
    { 404, NULL, NULL, BANCO_IDENTITY_ERROR_CLIENT },
    { 401, NULL, NULL, BANCO_IDENTITY_ERROR_CLIENT },
    { 400, "access_denied", NULL, BANCO_IDENTITY_ERROR_DENIED },
    { 400, "invalid_scope", NULL, BANCO_IDENTITY_ERROR_DENIED },
    { 400, "expired_token", NULL, BANCO_IDENTITY_ERROR_EXPIRED },
    { 400, "server_error", NULL, BANCO_IDENTITY_ERROR_UNREACHABLE },
    { 400, "temporarily_unavailable", NULL, BANCO_IDENTITY_ERROR_UNREACHABLE },
    { 400, "something_new", NULL, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD },
    { 400, NULL, NULL, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (
      banco_identity_error_classify (cases[i].status, cases[i].code, cases[i].description), ==,
      cases[i].means);
}

static void
test_pace (void)
{
  static const struct {
    const char *code; /* NULL: no answer */
    gint64 seconds;
  } steps[] = {
    { "authorization_pending", 5 },
    { "slow_down", 10 },
    { "authorization_pending", 10 },
    { NULL, 20 },
    { NULL, 40 },
    { NULL, 60 },
    { NULL, 60 },
    { "authorization_pending", 10 },
    { "server_error", 20 },
    { "temporarily_unavailable", 40 },
    { "slow_down", 15 },
    { "expired_token", -1 },
  };
  BancoPollInterval poll = { .interval = 5 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    g_assert_cmpint (banco_poll_interval_next (&poll, steps[i].code), ==, steps[i].seconds);
}

static void
test_scopes (void)
{
  static const struct {
    const char *supported;
    const char *may; /* NULL: not told */
    const char *asked;
  } cases[] = {
    { "openid wlcg.groups", NULL, "openid profile email offline_access" },
    { "openid wlcg.groups", "openid profile email offline_access wlcg.groups",
      "openid profile email offline_access wlcg.groups" },
    { "openid", "openid profile email offline_access wlcg.groups",
      "openid profile email offline_access" },
    { "openid wlcg.groups", "profile", "openid profile" },
    { "", "", "openid" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (GStrv) supported = g_strsplit (cases[i].supported, " ", -1);
    BancoMetadata metadata = { .scopes = supported };
    BancoClient client = { .scope = (char *) cases[i].may };
    g_autofree char *asked = banco_registration_scope (&metadata, &client);

    g_assert_cmpstr (asked, ==, cases[i].asked);
  }
}

/* RFC 7636, appendix B. */
static void
test_challenge (void)
{
  g_autofree char *challenge =
    banco_secret_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  g_auto (BancoSecret) one = banco_secret_random ();
  g_auto (BancoSecret) two = banco_secret_random ();

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  g_assert_cmpuint (strlen (one), ==, 43);
  g_assert_cmpstr (one, !=, two);
}

static void
test_base64 (void)
{
  for (gsize length = 0; length < 40; length++) {
    guint8 bytes[40];
    g_autofree char *text = NULL;
    g_autofree guint8 *back = NULL;
    gsize size;

    for (gsize i = 0; i < length; i++)
      bytes[i] = (guint8) g_test_rand_int ();
    text = banco_secret_encode (bytes, length);
    g_assert_null (strpbrk (text, "+/="));
    back = banco_secret_decode (text, strlen (text), &size);
    g_assert_cmpmem (bytes, length, back, size);
  }
}

static void
test_grant (void)
{
  g_autoptr (BancoGrant) grant = banco_grant_new ();
  g_autoptr (BancoGrant) copy = NULL, back = NULL;
  g_auto (BancoSecret) text = NULL;
  g_autofree char *groups = NULL;

  g_assert_cmpint (banco_grant_get_state (grant), ==, BANCO_ACCOUNT_SIGNED_OUT);
  grant->client.id = g_strdup ("client");
  grant->client.secret = g_strdup ("s\"e\\c");
  grant->refresh_token = g_strdup ("refresh");
  grant->subject = g_strdup ("1");
  grant->full_name = g_strdup ("Ada Lovelace \xc3\xa8");
  g_strfreev (grant->groups);
  grant->groups = g_strsplit ("a b/c", " ", -1);
  grant->session_until = 1795000000;
  copy = banco_grant_copy (grant);
  text = banco_grant_to_text (copy);
  back = banco_grant_from_text (text);
  g_assert_nonnull (back);
  g_assert_cmpint (banco_grant_get_state (back), ==, BANCO_ACCOUNT_SIGNED_IN);
  g_assert_cmpstr (back->client.secret, ==, "s\"e\\c");
  g_assert_cmpstr (back->full_name, ==, "Ada Lovelace \xc3\xa8");
  g_assert_null (back->email);
  groups = g_strjoinv (" ", back->groups);
  g_assert_cmpstr (groups, ==, "a b/c");
  g_assert_cmpint (back->session_until, ==, 1795000000);
  banco_grant_drop_tokens (back);
  g_assert_cmpint (banco_grant_get_state (back), ==, BANCO_ACCOUNT_EXPIRED);
}

static void
note (BancoAccount *account, GParamSpec *pspec, GPtrArray *notified)
{
  g_ptr_array_add (notified, (gpointer) pspec->name);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* An account tells what has changed, each thing once, and nothing else. */
static void
test_notified (void)
{
  static const struct {
    const char *token, *subject, *email, *groups;
    gint64 until;
    const char *notified;
  } cases[] = {
    { "a", "s", NULL, "", 0, "kept state subject" },
    { "b", "s", NULL, "", 0, "" },
    { "b", "s", "ada@lab.example", "x", 5, "email groups session-until" },
    { "b", "s", "ada@lab.example", "x root", 5, "admin groups" },
    { NULL, "s", "ada@lab.example", "x root", 5, "state" },
    { NULL, NULL, NULL, "", 0, "admin email groups session-until state subject" },
  };
  static const char *const admins[] = { "root", NULL };
  const BancoIssuerSetup setup = {
    .id = "lab", .name = "Lab", .url = "https://lab.example/", .admin_groups = admins
  };
  g_autoptr (BancoAccount) account = banco_account_new ("rules", &setup, NULL);
  g_autoptr (GPtrArray) notified = g_ptr_array_new ();

  g_signal_connect (account, "notify", G_CALLBACK (note), notified);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BancoGrant) grant = banco_grant_new ();
    g_autofree char *names = NULL;

    grant->refresh_token = g_strdup (cases[i].token);
    grant->subject = g_strdup (cases[i].subject);
    grant->email = g_strdup (cases[i].email);
    g_strfreev (grant->groups);
    grant->groups = g_strsplit (cases[i].groups, " ", -1);
    grant->session_until = cases[i].until;
    banco_grant_store_write (banco_account_get_store (account), grant);
    g_ptr_array_set_size (notified, 0);
    banco_account_publish (account);
    g_ptr_array_sort (notified, compare_names);
    g_ptr_array_add (notified, NULL);
    names = g_strjoinv (" ", (char **) notified->pdata);
    g_assert_cmpstr (names, ==, cases[i].notified);
  }
}

/* Something else under our name in the keyring is nobody. */
static void
test_foreign_grant (void)
{
  static const char *const texts[] = { "",
                                       "x",
                                       "[]",
                                       "{}",
                                       "{\"format\":3,\"client\":{}}",
                                       "{\"format\":1}",
                                       "{\"format\":1,\"client\":{},\"access_token\":3}",
                                       "{\"format\":1,\"client\":{},\"groups\":[1]}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (BancoGrant) grant = banco_grant_from_text (texts[i]);

    g_assert_null (grant);
  }
}

static void
test_life (void)
{
  g_autoptr (BancoGrant) grant = banco_grant_new ();

  g_assert_false (banco_grant_is_good (grant, 0));
  grant->access_token = g_strdup ("access");
  g_assert_false (banco_grant_is_good (grant, 0));
  grant->expires_at = banco_clock_now () + 100;
  g_assert_true (banco_grant_is_good (grant, 50));
  g_assert_false (banco_grant_is_good (grant, 100));
  g_assert_false (banco_grant_is_good (grant, G_MAXUINT));
  grant->expires_at = banco_clock_now () - 1;
  g_assert_false (banco_grant_is_good (grant, 0));
}

/* Every error of the room is one sentence that names the issuer. */
static void
test_sentences (void)
{
  BancoIssuerSetup setup = { .id = "official",
                             .name = "INFN Cloud",
                             .url = "https://iam.example/" };
  g_autoptr (BancoIssuer) issuer = banco_issuer_new (&setup);

  for (int code = BANCO_IDENTITY_ERROR_SIGN_IN; code <= BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD;
       code++) {
    g_autoptr (GError) error = NULL;

    banco_identity_set_error (&error, issuer, (BancoIdentityError) code);
    g_assert_error (error, BANCO_IDENTITY_ERROR, code);
    g_assert_nonnull (strstr (error->message, "INFN Cloud"));
    g_assert_null (strchr (error->message, '\n'));
  }
}

static void
test_trust (void)
{
  static const struct {
    const char *issuer;
    const char *uri;
    gboolean trusted;
  } cases[] = {
    { "https://iam.example/", "https://other.example/token", TRUE },
    { "https://iam.example/", "http://127.0.0.1/token", FALSE },
    { "https://iam.example/", "http://iam.example/token", FALSE },
    { "https://iam.example/", "file:///etc/passwd", FALSE },
    { "https://iam.example/", "javascript:alert(1)", FALSE },
    { "https://iam.example/", "", FALSE },
    { "http://127.0.0.1:1/", "http://127.0.0.1:2/token", TRUE },
    { "http://127.0.0.1:1/", "http://iam.example/token", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    BancoIssuerSetup setup = { .id = "i", .name = "I", .url = cases[i].issuer };
    g_autoptr (BancoIssuer) issuer = banco_issuer_new (&setup);

    g_assert_cmpint (banco_issuer_trusts (issuer, cases[i].uri), ==, cases[i].trusted);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/group-names", test_group_names);
  g_test_add_func ("/rules/group-claims", test_group_claims);
  g_test_add_func ("/rules/admin", test_admin);
  g_test_add_func ("/rules/refusals", test_refusals);
  g_test_add_func ("/rules/pace", test_pace);
  g_test_add_func ("/rules/scopes", test_scopes);
  g_test_add_func ("/rules/challenge", test_challenge);
  g_test_add_func ("/rules/base64", test_base64);
  g_test_add_func ("/rules/grant", test_grant);
  g_test_add_func ("/rules/notified", test_notified);
  g_test_add_func ("/rules/foreign-grant", test_foreign_grant);
  g_test_add_func ("/rules/life", test_life);
  g_test_add_func ("/rules/sentences", test_sentences);
  g_test_add_func ("/rules/trust", test_trust);
  return g_test_run ();
}
