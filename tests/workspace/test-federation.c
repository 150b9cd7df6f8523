/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/identity.h"
#include "knowledge/knowledge.h"
#include "machines/machines.h"
#include "machines/test-home.h"
#include "workspace/federation-private.h"

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
  { "a group twice", HEAD ISSUER CLOUD ("Issuers=official;\n") "# again\n" CLOUD (""),
    ":14: the group [Cloud c] is there twice" },
  { "an issuer twice", HEAD ISSUER ISSUER, ":7: the group [Issuer official] is there twice" },
  { "no id", "[Federation]\nFormat=1\nName=A\n" ISSUER, "[Federation] Id: is missing" },
  { "no name", "[Federation]\nFormat=1\nId=a\n" ISSUER, "[Federation] Name: is missing" },
  { "a value that is only a remark", "[Federation]\nFormat=1\nId=a\nName=   \n" ISSUER,
    "[Federation] Name: is missing" },
  { "format in words", "[Federation]\nFormat=one\nId=a\nName=A\n" ISSUER, "“one” is not allowed" },
  { "issuer without address", HEAD "[Issuer a]\nName=A\n", "[Issuer a] Url: is missing" },
  { "issuer elsewhere", HEAD "[Issuer a]\nUrl=ftp://a.example.org/\n", "use an https address" },
  { "issuer that only begins here", HEAD "[Issuer a]\nUrl=http://127.0.0.1.example.org/\n",
    "use an https address" },
  { "issuer with a strange id", HEAD "[Issuer a b]\nUrl=https://a.example.org/\n",
    "“a b” is not allowed; use letters, digits and -" },
  { "issuer without id", HEAD "[Issuer ]\nUrl=https://a.example.org/\n",
    "use letters, digits and -" },
  { "no day", HEAD ISSUER "SessionDays=0\n", "use a number from 1 to 3650" },
  { "days gone", HEAD ISSUER "SessionDays=-1\n", "use a number from 1 to 3650" },
  { "too many days", HEAD ISSUER "SessionDays=99999999999999999999\n",
    "use a number from 1 to 3650" },
  { "source without kind", HEAD ISSUER "[Knowledge k]\nPath=a\n",
    "[Knowledge k] Kind: is missing" },
  { "source without address", HEAD ISSUER "[Knowledge k]\nKind=confluence\nSpace=S\n",
    "[Knowledge k] Url: is missing" },
  { "http source",
    HEAD ISSUER "[Knowledge k]\nKind=confluence\nUrl=http://a.example.org\nSpace=S\n",
    "[Knowledge k] Url: “http://a.example.org” is not allowed" },
  { "source with a path for id", HEAD ISSUER "[Knowledge ../k]\nKind=folder\nPath=a\n",
    "“../k” is not allowed" },
  { "cloud without kind", HEAD ISSUER "[Cloud c]\nUrl=https://a.example.org\n",
    "[Cloud c] Kind: is missing" },
  { "cloud without address", HEAD ISSUER "[Cloud c]\nKind=openstack\n",
    "[Cloud c] Url: is missing" },
  { "http cloud", HEAD ISSUER "[Cloud c]\nKind=openstack\nUrl=http://a.example.org\n",
    "[Cloud c] Url:" },
  { "cloud without identity provider",
    HEAD ISSUER "[Cloud c]\nKind=openstack\nUrl=https://a.example.org\nProtocol=p\n",
    "[Cloud c] IdentityProvider: is missing" },
  { "cloud without protocol",
    HEAD ISSUER "[Cloud c]\nKind=openstack\nUrl=https://a.example.org\nIdentityProvider=i\n",
    "[Cloud c] Protocol: is missing" },
  { "cloud with an empty list", HEAD ISSUER CLOUD ("Issuers= ; ;\n"),
    "[Cloud c] Issuers: is missing" },
  { "cloud of one that is and one that is not", HEAD ISSUER CLOUD ("Issuers=official;other;\n"),
    "“other” is not an issuer of this file" },
  { "source called as ours", HEAD ISSUER "[Knowledge starter]\nKind=folder\nPath=a\n",
    "“starter” is the library that comes with Banco" },
  { "a backslash", HEAD ISSUER "[Knowledge k]\nKind=folder\nPath=C:\\pages\n",
    "[Knowledge k] Path: cannot be read; a backslash is written" },
  { "an optional backslash", HEAD ISSUER "CaFile=\\x\n",
    "[Issuer official] CaFile: cannot be read" },
  { "certificates that are not there", HEAD ISSUER "CaFile=nowhere.pem\n",
    "[Issuer official] CaFile: “" },
  { "a cloud's certificates that are not there",
    HEAD ISSUER CLOUD ("Issuers=official;\nCaFile=/nowhere/roots.pem\n"),
    "[Cloud c] CaFile: “/nowhere/roots.pem” cannot be read" },
  { "a name in another encoding", "[Federation]\nFormat=1\nId=a\nName=Caff\xe8\n" ISSUER,
    "[Federation] Name: cannot be read" },
  { "an audience of two words", HEAD ISSUER "[Storage s]\nAudience=one;two three;\n",
    "[Storage s] Audience: “two three” is not allowed; an audience is one word" },
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
  g_assert_cmpint (federation->issuers[0].agreement, ==, BANCO_AGREEMENT_NEEDED);
  g_assert_cmpint (federation->issuers[1].agreement, ==, BANCO_AGREEMENT_NEEDED);
  g_assert_cmpuint (federation->n_sources, ==, 1);
  g_assert_cmpstr (federation->sources[0].kind, ==, "folder");
  g_assert_cmpstr (federation->sources[0].path, ==, pages);
  g_assert_cmpuint (federation->n_clouds, ==, 1);
  g_assert_cmpstr (federation->cloud_issuers[0][0], ==, "second");
  /* The unknown key, the kind of a later version, the unknown group: each with its line. */
  g_assert_cmpuint (g_strv_length (federation->warnings), ==, 3);
  g_assert_nonnull (strstr (federation->warnings[0], "test.federation:5: [Federation] Colour"));
}

/* What every optional key means, and what paths are relative to. */
static void
test_details (Fixture *fixture, gconstpointer data)
{
  static const char text[] =
    "[Federation]\nFormat=1\nId=a-b_C9\nName=C# club   # not part of it\n"
    "[Issuer one]\nUrl=https://a.example.org/\nClientId=public\nCaFile=ca.pem\n"
    "RegistrationUrl=https://a.example.org/register\n"
    "[Issuer two]\nUrl=http://[::1]:8080/\nTemporary=false\n"
    "[Knowledge wiki]\nKind=confluence\nUrl=https://w.example.org\nSpace=S\nAccess=pat\n"
    "Dimensions=../dimensions.ini\n"
    "[Knowledge pages]\nKind=folder\nPath=/srv/pages\n"
    "[Cloud soon]\nKind=jupyterhub\nUrl=https://h.example.org\n"
    "[Cloud later]\nKind=orchestrator\n" CLOUD ("Issuers=one;\nCaFile=./ca.pem  # both\n");
  g_autoptr (BancoFederation) federation = NULL;
  g_autofree char *ca_file = g_build_filename (fixture->folder, "ca.pem", NULL);
  g_autofree char *parent = g_path_get_dirname (fixture->folder);
  g_autofree char *dimensions = g_build_filename (parent, "dimensions.ini", NULL);
  const BancoIssuerSetup *issuers;

  g_assert_true (g_file_set_contents (ca_file, "", -1, NULL));
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  federation = banco_federation_load (fixture->path, NULL);
  g_unlink (ca_file);
  g_assert_nonnull (federation);
  g_assert_cmpstr (federation->id, ==, "a-b_C9");
  g_assert_cmpstr (federation->name, ==, "C# club");
  g_assert_cmpstr (federation->path, ==, fixture->path);
  issuers = federation->issuers;
  g_assert_cmpstr (issuers[0].client_id, ==, "public");
  g_assert_cmpstr (issuers[0].ca_file, ==, ca_file);
  g_assert_cmpstr (issuers[0].registration_url, ==, "https://a.example.org/register");
  g_assert_cmpuint (issuers[0].session_days, ==, 0);
  g_assert_null (issuers[0].admin_groups[0]);
  g_assert_cmpstr (issuers[1].url, ==, "http://[::1]:8080/");
  g_assert_false (issuers[1].temporary);
  g_assert_null (issuers[1].client_id);
  g_assert_cmpuint (federation->n_sources, ==, 2);
  g_assert_cmpstr (federation->sources[0].space, ==, "S");
  g_assert_cmpstr (federation->sources[0].dimensions, ==, dimensions);
  g_assert_cmpstr (federation->sources[1].path, ==, "/srv/pages");
  /* Clouds of a kind to come are no error, and no cloud. */
  g_assert_cmpuint (federation->n_clouds, ==, 1);
  g_assert_cmpstr (federation->clouds[0].ca_file, ==, ca_file);
  g_assert_cmpstr (issuers[0].cloud_ca_files[0], ==, "keystone.example.org");
  g_assert_cmpstr (issuers[0].cloud_ca_files[1], ==, ca_file);
  g_assert_null (issuers[0].cloud_ca_files[2]);
  g_assert_null (issuers[1].cloud_ca_files[0]);
  g_assert_cmpuint (g_strv_length (federation->warnings), ==, 2);
  g_assert_nonnull (strstr (federation->warnings[0], ":23: [Cloud soon] Kind"));
}

static gboolean
is_listed (const char *id, const char *name)
{
  g_autoptr (GPtrArray) list = banco_federation_list ();
  guint found = 0;

  for (guint i = 0; i < list->len; i++) {
    BancoFederation *federation = list->pdata[i];

    if (g_str_equal (federation->id, id)) {
      found++;
      g_assert_cmpstr (federation->name, ==, name);
    }
  }
  g_assert_cmpuint (found, <=, 1);
  return found == 1;
}

static BancoFederation *
install (const char *path, GError **error)
{
  g_autoptr (BancoFederation) federation = banco_federation_load (path, error);

  return federation != NULL ? banco_federation_install (federation, error) : NULL;
}

/* One's own stand before the built-in of the same id; what is refused is not installed. */
static void
test_install (Fixture *fixture, gconstpointer data)
{
  static const char own[] = "[Federation]\nFormat=1\nId=infn-cloud\nName=Ours\n" ISSUER;
  g_autoptr (BancoFederation) federation = NULL;
  g_autoptr (BancoFederation) chosen = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_assert_true (is_listed ("infn-cloud", "INFN Cloud"));
  g_assert_true (g_file_set_contents (fixture->path, "[Federation]\nId=test\n", -1, NULL));
  g_assert_null (install (fixture->path, &error));
  g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION);
  g_assert_false (is_listed ("test", "Test"));

  g_assert_true (g_file_set_contents (fixture->path, own, -1, NULL));
  federation = install (fixture->path, NULL);
  g_assert_nonnull (federation);
  g_assert_cmpint (g_stat (federation->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (is_listed ("infn-cloud", "Ours"));
  chosen = banco_federation_load (NULL, NULL);
  g_assert_cmpstr (chosen->name, ==, "Ours");
  g_assert_cmpint (chosen->issuers[0].agreement, ==, BANCO_AGREEMENT_KEPT);
  g_assert_cmpint (g_unlink (federation->path), ==, 0);
  g_assert_true (is_listed ("infn-cloud", "INFN Cloud"));
}

/* What a file names beside itself is still found when the file was copied to where ours are. */
static void
test_install_relative (Fixture *fixture, gconstpointer data)
{
  static const char text[] =
    HEAD ISSUER "CaFile=roots.pem\n# a remark of theirs\n[Knowledge near]\nKind=folder\n"
                "Path=./pages  # beside this file\nDimensions=../dimensions.ini\n"
                "[Knowledge far]\nKind=folder\nPath=/srv/pages\n";
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *pages = g_build_filename (folder, "pages", NULL);
  g_autofree char *roots = g_build_filename (folder, "roots.pem", NULL);
  g_autofree char *dimensions = g_build_filename (parent, "dimensions.ini", NULL);
  g_autofree char *written = NULL;
  g_autoptr (BancoFederation) federation = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (roots, "", -1, NULL));
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  federation = install (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (roots), ==, 0);
  g_assert_cmpstr (federation->path, !=, fixture->path);
  g_assert_cmpstr (federation->issuers[0].ca_file, ==, roots);
  g_assert_cmpstr (federation->sources[0].path, ==, pages);
  g_assert_cmpstr (federation->sources[0].dimensions, ==, dimensions);
  g_assert_cmpstr (federation->sources[1].path, ==, "/srv/pages");
  g_assert_true (g_file_get_contents (federation->path, &written, NULL, NULL));
  g_assert_nonnull (strstr (written, "# a remark of theirs"));
  g_assert_cmpint (g_unlink (federation->path), ==, 0);
}

/* An id is what the file says, however the file is called; one's own before the built-in. */
static void
test_called_otherwise (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "[Federation]\nFormat=1\nId=lab\nName=Lab\n" ISSUER;
  g_autofree char *folder = banco_paths_user_config ("federations");
  g_autofree char *path = g_build_filename (folder, "from our group.federation", NULL);
  g_autoptr (BancoFederation) federation = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_true (is_listed ("lab", "Lab"));
  federation = banco_federation_load ("lab", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (federation->path, ==, path);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (banco_federation_load ("lab", &error));
  g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_FOUND);
}

/* What is there and cannot be one is told apart from what is not there. */
static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (fixture->path, "a.federation", NULL);
  g_autofree char *large = g_strnfill (2 * 1024 * 1024, '#');
  const struct {
    const char *name;
    int code;
    const char *says;
  } cases[] = {
    { inside, BANCO_WORKSPACE_ERROR_NOT_FOUND, "there is no federation file" },
    { "/nowhere/a.federation", BANCO_WORKSPACE_ERROR_NOT_FOUND, "there is no federation file" },
    { "./", BANCO_WORKSPACE_ERROR_FEDERATION, "is it a file" },
    { "/dev/zero", BANCO_WORKSPACE_ERROR_FEDERATION, "too large" },
    { "/dev/null", BANCO_WORKSPACE_ERROR_FEDERATION, "[Federation] Format: is missing" },
    { fixture->path, BANCO_WORKSPACE_ERROR_FEDERATION, "too large" },
  };

  g_assert_true (g_file_set_contents (fixture->path, large, -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (banco_federation_load (cases[i].name, &error));
    g_assert_error (error, BANCO_WORKSPACE_ERROR, cases[i].code);
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

/* Lines as an editor of another system ends them, and values as people space them. */
static void
test_spelling (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "# ours\r\n[Federation]\r\nFormat = 1   # the first\r\nId=a\r\n"
                             "Name=  Physics \t lab  \r\n\r\n[Issuer official]\r\n"
                             "Url = https://a.example.org/#here\r\nAdminGroups = a ;; b;\r\n"
                             "Colour=red\r\n";
  g_autoptr (BancoFederation) federation = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  federation = banco_federation_load (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (federation->name, ==, "Physics \t lab");
  g_assert_cmpstr (federation->issuers[0].url, ==, "https://a.example.org/#here");
  g_assert_cmpstr (federation->issuers[0].admin_groups[0], ==, "a");
  g_assert_cmpstr (federation->issuers[0].admin_groups[1], ==, "b");
  g_assert_null (federation->issuers[0].admin_groups[2]);
  g_assert_cmpuint (g_strv_length (federation->warnings), ==, 1);
  g_assert_nonnull (strstr (federation->warnings[0], ":10: [Issuer official] Colour"));
}

/* The environment names a file or an id; empty is as good as none. */
static void
test_environment (Fixture *fixture, gconstpointer data)
{
  const struct {
    const char *value;
    const char *name; /* NULL: no such federation */
  } cases[] = {
    { fixture->path, "Test" }, { "infn-cloud", "INFN Cloud" }, { "", "INFN Cloud" },
    { "no-such", NULL },       { "./no-such", NULL },
  };

  g_assert_true (g_file_set_contents (fixture->path, HEAD ISSUER, -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (BancoFederation) federation = NULL;

    g_setenv ("BANCO_FEDERATION", cases[i].value, TRUE);
    federation = banco_federation_load (NULL, &error);
    g_unsetenv ("BANCO_FEDERATION");
    if (cases[i].name != NULL)
      g_assert_cmpstr (federation->name, ==, cases[i].name);
    else
      g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_FOUND);
  }
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
  g_assert_cmpint (federation->issuers[0].agreement, ==, BANCO_AGREEMENT_GIVEN);
  g_assert_cmpuint (g_strv_length (federation->warnings), ==, 0);
  g_assert_cmpuint (federation->n_clouds, ==, 1);
}

/* Each issuer's tokens are for all that any group names, also one of a later version; a group that
 * names no issuer is about every one. */
static void
test_audiences (Fixture *fixture, gconstpointer data)
{
  static const char text[] = HEAD
    "[Issuer one]\nUrl=https://a.example.org/\nAudience=own;object\n"
    "[Issuer two]\nUrl=https://b.example.org/\n"
    "[Issuer three]\nUrl=https://c.example.org/\n" CLOUD (
      "Issuers=one;two;\nAudience=https://keystone.example.org/v3\n") "[Cloud "
                                                                      "later]\nKind="
                                                                      "orchestrator\nIssuers=two;"
                                                                      "\nAudience=orchestrator\n"
                                                                      "[Storage "
                                                                      "s]\nKind=s3\nIssuers=one;"
                                                                      "\nAudience=object; object "
                                                                      ";\n"
                                                                      "[Batch "
                                                                      "b]\nKind=slurm\nAudience="
                                                                      "batch   # of all\n";
  static const char *const expected[] = {
    "own object https://keystone.example.org/v3 batch",
    "https://keystone.example.org/v3 orchestrator batch",
    "batch",
  };
  g_autoptr (BancoFederation) federation = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  federation = banco_federation_load (fixture->path, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autofree char *audiences = g_strjoinv (" ", (char **) federation->issuers[i].audiences);

    g_assert_cmpstr (audiences, ==, expected[i]);
  }
  g_assert_cmpuint (g_strv_length (federation->warnings), ==, 1); /* the kind of a later version */
}

int
main (int argc, char **argv)
{
  test_home_enter ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree char *path = g_strdup_printf ("/federation/refused/%s", refused[i].name);
    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_refused, tear_down);
  }
  g_test_add ("/federation/read", Fixture, NULL, set_up, test_read, tear_down);
  g_test_add ("/federation/details", Fixture, NULL, set_up, test_details, tear_down);
  g_test_add ("/federation/audiences", Fixture, NULL, set_up, test_audiences, tear_down);
  g_test_add ("/federation/install", Fixture, NULL, set_up, test_install, tear_down);
  g_test_add ("/federation/install-relative", Fixture, NULL, set_up, test_install_relative,
              tear_down);
  g_test_add ("/federation/called-otherwise", Fixture, NULL, set_up, test_called_otherwise,
              tear_down);
  g_test_add ("/federation/no-file", Fixture, NULL, set_up, test_no_file, tear_down);
  g_test_add ("/federation/spelling", Fixture, NULL, set_up, test_spelling, tear_down);
  g_test_add ("/federation/environment", Fixture, NULL, set_up, test_environment, tear_down);
  g_test_add ("/federation/missing", Fixture, NULL, set_up, test_missing, tear_down);
  g_test_add_func ("/federation/built-in", test_built_in);
  return test_home_leave (g_test_run ());
}
