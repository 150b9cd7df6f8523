/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture/cheap-keyring.h"
#include "fixture/server.h"
#include "identity/identity.h"
#include "machines/test-home.h"
#include "workspace/federation-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define HEAD "[Federation]\nFormat=1\nId=test\nName=Test\n"
#define ISSUER "[Issuer a]\nUrl=https://iam.example.org/\n"
#define OTHER "[Issuer b]\nUrl=https://b.example.org/\n"
#define WIKI "[Knowledge k]\nKind=confluence\nUrl=https://wiki.example.org\nSpace=S\n"
#define FOLDER "[Knowledge k]\nKind=folder\nPath=/srv/pages\n"
#define CLOUD(issuers)                                                                             \
  "[Cloud c]\nKind=openstack\nUrl=https://keystone.example.org/v3\nIdentityProvider=i\n"           \
  "Protocol=openid\nIssuers=" issuers "\n"

/* What adding the second text to a computer that has the first would change, one line each:
 * what, of which kind, which one, before → after. The folder of the file is "~". */
static const struct {
  const char *name;
  const char *installed; /* NULL: none */
  const char *text;
  const char *says;
} cases[] = {
  { "first", NULL, HEAD ISSUER,
    "added name -: - → Test\n"
    "added issuer a: - → iam.example.org\n" },
  { "the-same", HEAD ISSUER, HEAD ISSUER,
    "same name -: Test → Test\n"
    "same issuer a: iam.example.org → iam.example.org\n" },
  { "what-differs-is-first", HEAD ISSUER OTHER, HEAD ISSUER "[Issuer b]\nUrl=https://c.org/\n",
    "changed issuer b: b.example.org → c.org\n"
    "same name -: Test → Test\n"
    "same issuer a: iam.example.org → iam.example.org\n" },
  { "name", "[Federation]\nFormat=1\nId=test\nName=Old\n" ISSUER, HEAD ISSUER,
    "changed name -: Old → Test\n"
    "same issuer a: iam.example.org → iam.example.org\n" },
  { "removed", HEAD ISSUER OTHER WIKI, HEAD ISSUER,
    "removed issuer b: b.example.org → -\n"
    "removed wiki k: wiki.example.org, space S → -\n"
    "same name -: Test → Test\n"
    "same issuer a: iam.example.org → iam.example.org\n" },
  { "called-otherwise", HEAD ISSUER, HEAD "[Issuer z]\nUrl=https://iam.example.org/\n",
    "added issuer z: - → iam.example.org\n"
    "removed issuer a: iam.example.org → -\n"
    "same name -: Test → Test\n" },
  { "address", HEAD ISSUER, HEAD "[Issuer a]\nUrl=https://iam.example.org:8443/realms/x?y=1\n",
    "changed issuer a: iam.example.org → iam.example.org:8443/realms/x?y=1\n"
    "same name -: Test → Test\n" },
  { "registration", HEAD ISSUER, HEAD ISSUER "RegistrationUrl=https://c.example.org/register\n",
    "changed issuer a: iam.example.org → iam.example.org, registers Banco at c.example.org\n"
    "same name -: Test → Test\n" },
  { "authority", HEAD ISSUER, HEAD ISSUER "CaFile=ca.pem\n",
    "changed issuer a: iam.example.org → iam.example.org, certificate authority in ~/ca.pem\n"
    "same name -: Test → Test\n" },
  { "audiences", HEAD ISSUER, HEAD ISSUER "[Storage s]\nAudience=object;\n",
    "changed issuer a: iam.example.org → iam.example.org, tokens for object\n"
    "same name -: Test → Test\n" },
  { "registration-and-authority", HEAD ISSUER,
    HEAD ISSUER "CaFile=ca.pem\nRegistrationUrl=https://c.example.org/register\n",
    "changed issuer a: iam.example.org → iam.example.org, registers Banco at c.example.org, "
    "certificate authority in ~/ca.pem\n"
    "same name -: Test → Test\n" },
  { "space", HEAD ISSUER WIKI,
    HEAD ISSUER "[Knowledge k]\nKind=confluence\nSpace=T\n"
                "Url=https://wiki.example.org\n",
    "changed wiki k: wiki.example.org, space S → wiki.example.org, space T\n"
    "same name -: Test → Test\n"
    "same issuer a: iam.example.org → iam.example.org\n" },
  { "folder-for-a-wiki", HEAD ISSUER WIKI, HEAD ISSUER FOLDER,
    "added folder k: - → /srv/pages\n"
    "removed wiki k: wiki.example.org, space S → -\n"
    "same name -: Test → Test\n"
    "same issuer a: iam.example.org → iam.example.org\n" },
  { "a-source-and-a-cloud-of-one-id", HEAD ISSUER "[Knowledge c]\nKind=folder\nPath=/srv/pages\n",
    HEAD ISSUER CLOUD ("a;"),
    "added cloud c: - → keystone.example.org/v3, takes the sign-in of a\n"
    "removed folder c: /srv/pages → -\n"
    "same name -: Test → Test\n"
    "same issuer a: iam.example.org → iam.example.org\n" },
  { "sign-in-of-another", HEAD ISSUER OTHER CLOUD ("a;"), HEAD ISSUER OTHER CLOUD ("b;a;"),
    "changed cloud c: keystone.example.org/v3, takes the sign-in of a → "
    "keystone.example.org/v3, takes the sign-in of b a\n"
    "same name -: Test → Test\n"
    "same issuer a: iam.example.org → iam.example.org\n"
    "same issuer b: b.example.org → b.example.org\n" },
  { "authority-of-a-cloud", HEAD ISSUER CLOUD ("a;"), HEAD ISSUER CLOUD ("a;") "CaFile=ca.pem\n",
    "changed cloud c: keystone.example.org/v3, takes the sign-in of a → "
    "keystone.example.org/v3, takes the sign-in of a, certificate authority in ~/ca.pem\n"
    "same name -: Test → Test\n"
    "same issuer a: iam.example.org → iam.example.org\n" },
  { "what-decides-nothing", HEAD ISSUER,
    HEAD "[Issuer a]\nName=Ours\nUrl=https://IAM.example.org/\nSessionDays=3\nTemporary=true\n"
         "AdminGroups=x;\n",
    "same name -: Test → Test\n"
    "same issuer a: iam.example.org → iam.example.org\n" },
};

typedef struct {
  char *folder;
  char *path;
  char *ca_file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  test_home_clear ();
  fixture->folder = g_dir_make_tmp ("banco-changes-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "test.federation", NULL);
  fixture->ca_file = g_build_filename (fixture->folder, "ca.pem", NULL);
  g_assert_true (g_file_set_contents (fixture->ca_file, "", -1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_unlink (fixture->ca_file);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->ca_file);
}

static BancoFederation *
read_text (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  BancoFederation *federation;

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  federation = banco_federation_load (fixture->path, &error);
  g_assert_no_error (error);
  return federation;
}

static const char *
shown (const char *text)
{
  return text != NULL ? text : "-";
}

static void
test_compare (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (BancoFederation) installed =
    cases[i].installed != NULL ? read_text (fixture, cases[i].installed) : NULL;
  g_autoptr (BancoFederation) federation = read_text (fixture, cases[i].text);
  g_autoptr (GPtrArray) changes = banco_federation_compare (federation, installed);
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint j = 0; j < changes->len; j++) {
    const BancoFederationChange *change = changes->pdata[j];

    g_string_append_printf (said, "%s %s %s: %s → %s\n", change->change, change->kind,
                            shown (change->id), shown (change->before), shown (change->value));
  }
  g_string_replace (said, fixture->folder, "~", 0);
  g_assert_cmpstr (said->str, ==, cases[i].says);
}

/* A file of the user's own, written there by hand. */
static char *
put (const char *name, const char *text)
{
  g_autofree char *folder = banco_paths_user_config ("federations");
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autofree char *named = put ("test.federation", HEAD ISSUER);
  g_autofree char *otherwise = put ("of ours.federation", "[Federation]\nFormat=1\nId=lab\n"
                                                          "Name=Lab\n" ISSUER);
  g_autofree char *damaged = put ("damaged.federation", "[Federation]\nFormat=one\n");
  const struct {
    const char *id;
    const char *path; /* that goes; NULL: none does */
    int code;
    const char *says;
  } removals[] = {
    { "no-such", NULL, BANCO_WORKSPACE_ERROR_NOT_FOUND, "“no-such”" },
    { "../federations/test", NULL, BANCO_WORKSPACE_ERROR_NOT_FOUND, "“../federations/test”" },
    { "infn-cloud", NULL, BANCO_WORKSPACE_ERROR_FEDERATION, "for every user of this computer" },
    { "test", named, 0, NULL },
    { "test", NULL, BANCO_WORKSPACE_ERROR_NOT_FOUND, "“test”" },
    { "of ours", NULL, BANCO_WORKSPACE_ERROR_NOT_FOUND, "“of ours”" },
    { "lab", otherwise, 0, NULL },
    /* A file that cannot be read is known by its name only. */
    { "damaged", damaged, 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (removals); i++) {
    g_autoptr (GError) error = NULL;
    gboolean removed = banco_federation_remove (removals[i].id, &error);

    g_test_message ("%s", removals[i].id);
    g_assert_cmpint (removed, ==, removals[i].path != NULL);
    if (removed) {
      g_assert_no_error (error);
      g_assert_false (g_file_test (removals[i].path, G_FILE_TEST_EXISTS));
    } else {
      g_assert_error (error, BANCO_WORKSPACE_ERROR, removals[i].code);
      g_assert_nonnull (strstr (error->message, removals[i].says));
    }
  }
}

static BancoFederation *
add (BancoFederation *federation, GError **error)
{
  g_autoptr (BancoOperations) operations = banco_operations_new ();
  g_autoptr (BancoOperation) operation = banco_federation_add (federation, operations);
  BancoFederation *added = test_wait (operation);

  if (added != NULL)
    return banco_federation_ref (added);
  g_propagate_error (error, g_error_copy (banco_operation_get_error (operation)));
  return NULL;
}

/* A file is known by the id in it. Its name may be another federation's id. */
static void
test_named_like_another (Fixture *fixture, gconstpointer data)
{
  static const char lab[] = "[Federation]\nFormat=1\nId=lab\nName=Lab\n" ISSUER;
  g_autofree char *path = put ("test.federation", lab);
  g_autofree char *mine = NULL, *kept = NULL;
  g_autoptr (BancoFederation) federation = NULL;
  g_autoptr (BancoFederation) wanted = read_text (fixture, HEAD ISSUER);
  g_autoptr (GError) error = NULL;

  g_assert_null (banco_federation_find_installed (wanted));
  g_assert_null (banco_federation_load ("test", &error));
  g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (banco_federation_remove ("test", &error));
  g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (add (wanted, &error));
  g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, lab);
  mine = put ("mine.federation", HEAD ISSUER);
  federation = banco_federation_load ("test", NULL);
  g_assert_nonnull (federation);
  g_assert_cmpstr (federation->path, ==, mine);
}

/* What the user agreed to is what was read, whatever is in the file by now. */
static void
test_add (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoFederation) federation = read_text (fixture, HEAD ISSUER);
  g_autoptr (BancoFederation) later = read_text (fixture, HEAD OTHER);
  g_autoptr (BancoFederation) added = NULL, found = NULL, replaced = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (banco_federation_find_installed (federation));
  added = add (federation, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (added->issuers[0].url, ==, "https://iam.example.org/");
  g_assert_cmpint (added->origin, ==, BANCO_FEDERATION_OWN);
  found = banco_federation_find_installed (later);
  g_assert_cmpstr (found->path, ==, added->path);
  changes = banco_federation_compare (federation, found);
  for (guint i = 0; i < changes->len; i++)
    g_assert_cmpstr (((BancoFederationChange *) changes->pdata[i])->change, ==, "same");
  /* Again: the file that was there is replaced, not kept beside. */
  replaced = add (later, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (replaced->path, ==, added->path);
  g_assert_cmpstr (replaced->issuers[0].id, ==, "b");
}

static void
test_add_what_all_have (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoFederation) federation = banco_federation_load ("infn-cloud", NULL);
  g_autoptr (GPtrArray) before = banco_federation_list ();
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (add (federation, &error));
  g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION);
  g_assert_nonnull (strstr (error->message, federation->path));
  after = banco_federation_list ();
  g_assert_cmpuint (after->len, ==, before->len);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("banco-keyring-XXXXXX", NULL);
  g_autofree char *keyring = g_build_filename (folder, "keyring", NULL);
  int status;

  test_keyring_use (keyring);
  test_home_enter ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/changes/compare/%s", cases[i].name);
    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_compare, tear_down);
  }
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/changes/remove", test_remove);
  ADD ("/changes/named-like-another", test_named_like_another);
  ADD ("/changes/add", test_add);
  ADD ("/changes/add-what-all-have", test_add_what_all_have);
  status = test_home_leave (g_test_run ());
  g_unlink (keyring);
  g_rmdir (folder);
  return status;
}
