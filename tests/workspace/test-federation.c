/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/workspace.h"

#include <glib/gstdio.h>
#include <string.h>

#define HEAD "[Federation]\nFormat=1\nId=test\nName=Test\n"
#define ISSUER "[Issuer official]\nUrl=https://iam.example.org/\n"
#define CLOUD(more)                                                                                \
  "[Cloud c]\nKind=openstack\nUrl=https://keystone.example.org/v3\nIdentityProvider=i\n"           \
  "Protocol=openid\n" more

/* A file and what the refusal says; each names the group and the key. */
static const struct {
  const char *name;
  const char *text;
  const char *says;
} refused[] = {
  { "empty", "", "[Federation] Format: is missing" },
  { "not a key file", "hello\n", "is not a federation file" },
  { "another format", "[Federation]\nFormat=2\nId=a\nName=A\n" ISSUER,
    "“2” is not allowed; use 1" },
  { "id with a path", "[Federation]\nFormat=1\nId=../x\nName=A\n" ISSUER, "[Federation] Id:" },
  { "no issuer", HEAD, "at least one issuer" },
  { "http issuer", HEAD "[Issuer a]\nUrl=http://iam.example.org/\n", "[Issuer a] Url:" },
  { "wrong truth", HEAD ISSUER "Temporary=perhaps\n", "use true or false" },
  { "wrong number", HEAD ISSUER "SessionDays=many\n", "use a number from 1 to 3650" },
  { "http registration", HEAD ISSUER "RegistrationUrl=http://a.example.org/\n",
    "RegistrationUrl:" },
  { "unknown kind of source", HEAD ISSUER "[Knowledge k]\nKind=wiki\n",
    "[Knowledge k] Kind: “wiki” is not allowed; use confluence or folder" },
  { "source without space",
    HEAD ISSUER "[Knowledge k]\nKind=confluence\nUrl=https://a.example.org\n",
    "[Knowledge k] Space: is missing" },
  { "wrong access",
    HEAD ISSUER "[Knowledge k]\nKind=confluence\nUrl=https://a.example.org\nSpace=S\nAccess=all\n",
    "use anonymous or pat" },
  { "folder without path", HEAD ISSUER "[Knowledge k]\nKind=folder\n", "[Knowledge k] Path:" },
  { "unknown kind of cloud", HEAD ISSUER "[Cloud c]\nKind=aws\n", "[Cloud c] Kind: “aws”" },
  { "cloud without issuer", HEAD ISSUER CLOUD (""), "[Cloud c] Issuers: is missing" },
  { "cloud of another issuer", HEAD ISSUER CLOUD ("Issuers=other;\n"),
    "“other” is not an issuer of this file" },
};

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("banco-federation-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "test.federation", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, refused[i].text, -1, NULL));
  g_assert_null (banco_federation_load (fixture->path, &error));
  g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION);
  g_assert_nonnull (strstr (error->message, fixture->path));
  g_assert_nonnull (strstr (error->message, refused[i].says));
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  static const char text[] = HEAD
    "Colour=blue\n" ISSUER "AdminGroups=a/b; c;\nTemporary=true\nSessionDays=30\n"
    "[Issuer second]\nName=Second\nUrl=http://127.0.0.1:9080/\n"
    "[Knowledge k]\nKind=folder    # a remark\nPath=pages\n"
    "[Knowledge later]\nKind=git\n" CLOUD ("Issuers=second;official;\n") "[Weather]\nSun=true\n"
                                                                         "[Batch x]\nKind=slurm\n";
  g_autoptr (BancoFederation) federation = NULL;
  g_autofree char *pages = g_build_filename (fixture->folder, "pages", NULL);

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  federation = banco_federation_load (fixture->path, NULL);
  g_assert_nonnull (federation);
  g_assert_cmpuint (federation->n_issuers, ==, 2);
  g_assert_cmpstr (federation->issuers[0].id, ==, "official");
  g_assert_cmpstr (federation->issuers[0].name, ==, "official");
  g_assert_cmpstr (federation->issuers[0].admin_groups[1], ==, "c");
  g_assert_null (federation->issuers[0].admin_groups[2]);
  g_assert_true (federation->issuers[0].temporary);
  g_assert_cmpuint (federation->issuers[0].session_days, ==, 30);
  g_assert_cmpstr (federation->issuers[1].name, ==, "Second");
  g_assert_cmpuint (federation->n_sources, ==, 1);
  g_assert_cmpstr (federation->sources[0].kind, ==, "folder");
  g_assert_cmpstr (federation->sources[0].path, ==, pages);
  g_assert_cmpuint (federation->n_clouds, ==, 1);
  g_assert_cmpstr (federation->cloud_issuers[0][0], ==, "second");
  /* The unknown key, the kind of a later version, the unknown group: each with its line. */
  g_assert_cmpuint (g_strv_length (federation->warnings), ==, 3);
  g_assert_nonnull (strstr (federation->warnings[0], "test.federation:5: [Federation] Colour"));
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (banco_federation_load (fixture->path, &error));
  g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (banco_federation_load ("no-such-id", &error));
  g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_FOUND);
}

static void
test_built_in (void)
{
  g_autoptr (BancoFederation) federation = banco_federation_load ("infn-cloud", NULL);

  g_assert_nonnull (federation);
  g_assert_cmpstr (federation->issuers[0].url, ==, "https://iam.cloud.infn.it/");
  g_assert_cmpuint (g_strv_length (federation->warnings), ==, 0);
  g_assert_cmpuint (federation->n_clouds, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree char *path = g_strdup_printf ("/federation/refused/%s", refused[i].name);
    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_refused, tear_down);
  }
  g_test_add ("/federation/read", Fixture, NULL, set_up, test_read, tear_down);
  g_test_add ("/federation/missing", Fixture, NULL, set_up, test_missing, tear_down);
  g_test_add_func ("/federation/built-in", test_built_in);
  return g_test_run ();
}
