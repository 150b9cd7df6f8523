/* SPDX-License-Identifier: Apache-2.0 */
/* Which hosts the tokens of an account go to. */
#include "identity/agreement-private.h"
#include "scripted-issuer.h"

#include <glib/gstdio.h>

#define ISSUER "iam.example.org"
#define CLOUD "cloud.example.org:5000"
#define STRANGER "evil.example.org"

/* A host as users agree to it, of an address; NULL: Banco does not talk to it. */
static const struct {
  const char *uri;
  const char *host;
} hosts[] = {
  { "https://iam.example.org/", "iam.example.org" },
  { "https://IAM.Example.ORG:443/a?b#c", "iam.example.org" },
  { "https://iam.example.org:5000/v3", "iam.example.org:5000" },
  { "https://iam.example.org@evil.example.org/", "evil.example.org" },
  { "https://iam.example.org\\@evil.example.org/", "evil.example.org" },
  { "https://key\u0455tone.example.org/", "xn--keytone-log.example.org" },
  { "https://[2001:db8::1]:8443/", "[2001:db8::1]:8443" },
  { "http://127.0.0.1:9080/", "127.0.0.1:9080" },
  { "http://localhost:443/", "localhost:443" },
  { "http://[::1]/", "[::1]:80" },
  { "http://iam.example.org/", NULL },
  { "https:///nowhere", NULL },
  { "nonsense", NULL },
};

static void
test_host (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++) {
    g_autofree char *host = banco_http_dup_host (hosts[i].uri);

    g_test_message ("%s", hosts[i].uri);
    g_assert_cmpstr (host, ==, hosts[i].host);
  }
}

static const struct {
  const char *name;
  BancoAgreement agreement;
  const char *const *agreed; /* NULL: Banco 0.1 did not ask */
  const char *host;          /* NULL: the issuer */
  const char *certificates;  /* of the file, and of the grant */
  const char *agreed_certificates;
  gboolean may_go;
} cases[] = {
#define AGREED(...) ((const char *const[]){ __VA_ARGS__, NULL })
  { "agreed", BANCO_AGREEMENT_NEEDED, AGREED (ISSUER, CLOUD), CLOUD, NULL, NULL, TRUE },
  { "named only", BANCO_AGREEMENT_NEEDED, AGREED (ISSUER), CLOUD, NULL, NULL, FALSE },
  { "installed, named only", BANCO_AGREEMENT_KEPT, AGREED (ISSUER), CLOUD, NULL, NULL, FALSE },
  { "the system's", BANCO_AGREEMENT_GIVEN, AGREED (ISSUER), CLOUD, NULL, NULL, TRUE },
  { "the system's, not named", BANCO_AGREEMENT_GIVEN, AGREED (ISSUER), STRANGER, NULL, NULL,
    FALSE },
  { "old, any file", BANCO_AGREEMENT_NEEDED, NULL, CLOUD, NULL, NULL, FALSE },
  { "old, any file, issuer", BANCO_AGREEMENT_NEEDED, NULL, NULL, NULL, NULL, TRUE },
  { "old, any file, authority", BANCO_AGREEMENT_NEEDED, NULL, NULL, "a", NULL, FALSE },
  { "old, installed", BANCO_AGREEMENT_KEPT, NULL, CLOUD, NULL, NULL, TRUE },
  { "old, installed, not named", BANCO_AGREEMENT_KEPT, NULL, STRANGER, NULL, NULL, FALSE },
  { "old, installed, authority", BANCO_AGREEMENT_KEPT, NULL, NULL, "a", NULL, TRUE },
  { "same authority", BANCO_AGREEMENT_NEEDED, AGREED (ISSUER), NULL, "a", "a", TRUE },
  { "another authority", BANCO_AGREEMENT_NEEDED, AGREED (ISSUER), NULL, "b", "a", FALSE },
  { "no authority any more", BANCO_AGREEMENT_KEPT, AGREED (ISSUER), NULL, NULL, "a", FALSE },
  { "another authority, by host", BANCO_AGREEMENT_NEEDED, AGREED (ISSUER), ISSUER, "b", "a",
    FALSE },
  { "another authority, cloud", BANCO_AGREEMENT_NEEDED, AGREED (ISSUER, CLOUD), CLOUD, "b", "a",
    FALSE },
  { "another authority, cloud, the system's", BANCO_AGREEMENT_GIVEN, AGREED (ISSUER), CLOUD, "b",
    "a", TRUE },
  { "no host", BANCO_AGREEMENT_GIVEN, AGREED (ISSUER), "", NULL, NULL, FALSE },
  { "a part of a name", BANCO_AGREEMENT_NEEDED, AGREED (ISSUER, CLOUD), "cloud.example.org", NULL,
    NULL, FALSE },
#undef AGREED
};

static BancoIssuer *
issuer_for (BancoAgreement agreement, const char *certificates)
{
  const char *named[] = { CLOUD, NULL };
  BancoIssuer *issuer = banco_issuer_new (&(BancoIssuerSetup){
    .id = "official",
    .name = "INFN Cloud",
    .url = "https://" ISSUER "/",
    .hosts = named,
    .agreement = agreement,
  });

  issuer->certificates = g_strdup (certificates);
  return issuer;
}

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (BancoIssuer) issuer = issuer_for (cases[i].agreement, cases[i].certificates);
  g_autoptr (BancoGrant) grant = banco_grant_new ();
  g_autoptr (GError) error = NULL;

  grant->hosts = g_strdupv ((char **) cases[i].agreed);
  grant->certificates = g_strdup (cases[i].agreed_certificates);
  g_assert_cmpint (banco_agreement_check (issuer, grant, cases[i].host, &error), ==,
                   cases[i].may_go);
  if (cases[i].may_go)
    g_assert_no_error (error);
  else
    g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_AGREED);
}

/* The authorities of the clouds count, and each for its own host. */
static void
test_certificates (void)
{
  g_autofree char *folder = g_dir_make_tmp ("banco-agreement-XXXXXX", NULL);
  g_autofree char *a = g_build_filename (folder, "a.pem", NULL);
  g_autofree char *b = g_build_filename (folder, "b.pem", NULL);
  const struct {
    const char *issuer;
    const char *clouds[4]; /* host, file, … */
  } files[] = {
    { NULL, { NULL } },     { a, { NULL } },        { b, { NULL } },
    { NULL, { CLOUD, a } }, { NULL, { CLOUD, b } }, { NULL, { STRANGER, a } },
    { a, { CLOUD, b } },    { b, { CLOUD, a } },    { NULL, { CLOUD, "/nowhere/a.pem" } },
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_true (g_file_set_contents (a, "one", -1, NULL));
  g_assert_true (g_file_set_contents (b, "two", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (BancoIssuer) issuer = banco_issuer_new (&(BancoIssuerSetup){
      .id = "official",
      .name = "INFN Cloud",
      .url = "https://" ISSUER "/",
      .ca_file = files[i].issuer,
      .cloud_ca_files = files[i].clouds,
    });

    g_assert_cmpint (issuer->certificates == NULL, ==, i == 0);
    g_assert_true (g_hash_table_add (seen, g_strdup (i > 0 ? issuer->certificates : "")));
  }
  g_unlink (a);
  g_unlink (b);
  g_rmdir (folder);
}

/* What was agreed to before stays, and each host is there once. */
static void
test_give (void)
{
  g_autoptr (BancoIssuer) issuer = issuer_for (BANCO_AGREEMENT_NEEDED, "a");
  g_autoptr (BancoGrant) grant = banco_grant_new ();
  g_autofree char *joined = NULL;

  grant->hosts = g_strsplit (CLOUD " old.example.org", " ", -1);
  banco_agreement_give (issuer, grant);
  joined = g_strjoinv (" ", grant->hosts);
  g_assert_cmpstr (joined, ==, ISSUER " " CLOUD " old.example.org");
  g_assert_cmpstr (grant->certificates, ==, "a");
}

/* A sign-in of a version that did not ask takes over what its installed file names, once. */
static void
test_keep (void)
{
  static const struct {
    BancoAgreement agreement;
    const char *before; /* NULL: not asked */
    const char *after;
  } grants[] = {
    { BANCO_AGREEMENT_KEPT, NULL, ISSUER " " CLOUD },
    { BANCO_AGREEMENT_GIVEN, NULL, ISSUER " " CLOUD },
    { BANCO_AGREEMENT_NEEDED, NULL, NULL },
    { BANCO_AGREEMENT_KEPT, ISSUER, ISSUER },
    { BANCO_AGREEMENT_GIVEN, ISSUER, ISSUER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (grants); i++) {
    g_autoptr (BancoIssuer) issuer = issuer_for (grants[i].agreement, "a");
    g_autoptr (BancoGrant) grant = banco_grant_new ();
    g_autofree char *joined = NULL;

    grant->hosts = grants[i].before != NULL ? g_strsplit (grants[i].before, " ", -1) : NULL;
    banco_agreement_keep (issuer, grant);
    joined = grant->hosts != NULL ? g_strjoinv (" ", grant->hosts) : NULL;
    g_assert_cmpstr (joined, ==, grants[i].after);
  }
}

/* A bearer is put on no message to a host that was not agreed to; agreeing loses no sign-in. */
static void
test_bearer (void)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (ScriptedIssuer) cloud = scripted_issuer_new ();
  g_autofree char *host = banco_http_dup_host (cloud->url);
  const char *named[] = { host, NULL };
  g_autoptr (BancoAccount) account = banco_account_new (
    "bearer",
    &(BancoIssuerSetup){
      .id = "official", .name = "INFN Cloud", .url = issuer->url, .hosts = named },
    NULL);
  g_autofree char *page = NULL, *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;

  scripted_issuer_sign_in (account, banco_clock_now () + 1000);
  before = ask_token (account, 1, NULL, &error);
  g_assert_no_error (error);
  page = visit (cloud->url, account, &error);
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_AGREED);
  g_assert_null (page);
  g_assert_cmpuint (scripted_issuer_count (cloud, "/"), ==, 0);
  g_clear_error (&error);

  g_assert_true (banco_account_agree (account, NULL, &error));
  g_assert_no_error (error);
  page = visit (cloud->url, account, &error);
  g_assert_cmpuint (scripted_issuer_count (cloud, "/"), ==, 1);
  g_clear_error (&error);
  after = ask_token (account, 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (after, ==, before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/agreement/host", test_host);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/agreement/%s", cases[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
  }
  g_test_add_func ("/agreement/certificates", test_certificates);
  g_test_add_func ("/agreement/give", test_give);
  g_test_add_func ("/agreement/keep", test_keep);
  g_test_add_func ("/agreement/bearer", test_bearer);
  return scripted_issuer_run_tests ();
}
