/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture/cheap-keyring.h"
#include "identity/account-private.h"
#include "knowledge/knowledge.h"
#include "machines/fake-cloud.h"
#include "machines/test-home.h"
#include "machines/test-sshd.h"
#include "workspace/federation.h"
#include "workspace/workspace.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

/* A workspace over a cloud in this process, and a machine whose host key a real sshd shows. What is
 * typed there runs here, in a home of its own: "ssh" is a script that stands first in PATH. */
typedef struct {
  char *folder;
  FakeCloud *cloud;
  BancoWorkspace *workspace;
  BancoAccount *account;
} Fixture;

/* For all tests, because a program must not change its environment once it has threads. */
static char *machine; /* the home of the machine, the script, and whether it hangs up */

static void
write_file (const char *top, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (top, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_chmod (path, 0700);
}

/* Somebody is signed in, without any flow. */
static void
become (Fixture *fixture, const char *subject)
{
  g_autoptr (BancoGrant) grant = banco_grant_new ();

  grant->client.id = g_strdup ("client");
  grant->access_token = g_strdup ("good");
  grant->refresh_token = g_strdup ("refresh");
  grant->expires_at = banco_clock_now () + 3600;
  grant->subject = g_strdup (subject);
  banco_grant_store_write (banco_account_get_store (fixture->account), grant);
  g_assert_true (banco_account_agree (fixture->account, NULL, NULL));
  banco_account_publish (fixture->account);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  FakeCloud *cloud = fake_cloud_new ();
  BancoCloudSetup setup = fake_cloud_setup (cloud, "c", NULL);
  g_autoptr (BancoFederation) federation = NULL;
  g_autofree char *text = NULL, *path = NULL;
  g_autoptr (GError) error = NULL;

  test_home_clear ();
  fixture->cloud = cloud;
  fixture->folder = g_dir_make_tmp ("banco-stories-XXXXXX", NULL);
  text = g_strdup_printf ("[Federation]\nFormat=1\nId=stories\nName=Stories\n"
                          "[Issuer official]\nUrl=http://127.0.0.1:9/\n"
                          "[Knowledge docs]\nKind=folder\nPath=docs\n"
                          "[Cloud c]\nKind=openstack\nUrl=%s\nIdentityProvider=idp\n"
                          "Protocol=openid\nIssuers=official;\n",
                          setup.url);
  write_file (fixture->folder, "stories.federation", text);
  write_file (fixture->folder, "docs/a run of mine.ipynb",
              "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":\"1\"}]}");
  write_file (fixture->folder, "docs/only words.md", "# Only words\n");
  write_file (fixture->folder, "docs/repository.md", "# R\n\nhttps://github.com/example/it's\n");
  write_file (fixture->folder, "docs/index.json",
              "{\"format\":1,\"entries\":[{\"path\":\"repository.md\",\"title\":\"R\","
              "\"examples\":[{\"kind\":\"git\",\"url\":\"https://example.org/it's.git\"}]},"
              "{\"path\":\"only words.md\",\"title\":\"Only words\",\"examples\":["
              "{\"kind\":\"git\",\"url\":\"https://a.example/\\u0003rm -r ~\\n\"},"
              "{\"kind\":\"git\",\"url\":\"https://a.example/a\\u202e\"},"
              "{\"kind\":\"git\",\"url\":\"ext::sh\"},"
              "{\"kind\":\"git\",\"url\":\"--upload-pack=sh\"}]}]}");
  path = g_build_filename (fixture->folder, "stories.federation", NULL);
  federation = banco_federation_load (path, &error);
  g_assert_no_error (error);
  fixture->workspace = banco_workspace_new (federation, &error);
  g_assert_no_error (error);
  banco_workspace_open_library (fixture->workspace, &error);
  g_assert_no_error (error);
  fixture->account =
    banco_accounts_find (banco_workspace_get_accounts (fixture->workspace), "official");
  fake_cloud_set_projects (cloud, "alpha");
  fake_cloud_setup_clear (&setup);
}

static void
remove_tree (const char *path)
{
  const char *argv[] = { "rm", "-rf", path, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->workspace);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fake_cloud_free (fixture->cloud);
  remove_tree (fixture->folder);
  g_free (fixture->folder);
}

/* @command: of what was brought; nullable. */
static GError *
run (BancoOperation *operation, char **command)
{
  g_autoptr (BancoOperation) held = operation;
  const BancoBrought *brought = test_wait (held);

  if (command != NULL)
    *command = g_strdup (brought->command);
  return banco_operation_get_error (held) != NULL ? g_error_copy (banco_operation_get_error (held))
                                                  : NULL;
}

static void
refresh (Fixture *fixture)
{
  BancoMachines *machines = banco_workspace_get_machines (fixture->workspace);
  g_autoptr (GError) error = run (banco_machines_refresh (machines, NULL, 0), NULL);

  g_assert_no_error (error);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (
    G_LIST_MODEL (banco_workspace_get_machines (fixture->workspace)));
}

static BancoEntry *
read_entry (Fixture *fixture, const char *id)
{
  BancoLibrary *library = banco_workspace_get_library (fixture->workspace);
  g_autoptr (GError) error = run (banco_library_sync (library, FALSE), NULL);
  BancoEntry *entry = banco_library_read (library, id, error == NULL ? &error : NULL);

  g_assert_no_error (error);
  return entry;
}

/* A session at a cloud belongs to a person: who comes next does not see the machines of who went.
 */
static void
test_another_person (Fixture *fixture, gconstpointer data)
{
  FakeServer server = { .id = "a", .name = "one", .status = "BUILD" };

  become (fixture, "ada");
  fake_cloud_set_server (fixture->cloud, &server);
  refresh (fixture);
  g_assert_cmpuint (count (fixture), ==, 1);
  /* The same person again: nothing to forget. */
  become (fixture, "ada");
  g_assert_cmpuint (count (fixture), ==, 1);
  become (fixture, "eve");
  g_assert_cmpuint (count (fixture), ==, 0);
}

static void
test_places (Fixture *fixture, gconstpointer data)
{
  FakeServer server = { .id = "a", .name = "one", .status = "BUILD" };
  g_autoptr (BancoPlace) here = banco_workspace_find_place (fixture->workspace, "here", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (banco_place_is_here (here));
  become (fixture, "ada");
  fake_cloud_set_server (fixture->cloud, &server);
  refresh (fixture);
  g_assert_null (banco_workspace_find_place (fixture->workspace, "two", &error));
  g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "two"));
  g_clear_error (&error);
  g_assert_null (banco_workspace_find_place (fixture->workspace, "one", &error));
  g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_READY);
  g_assert_nonnull (strstr (error->message, "one"));
}

/* The machine "one", ready; NULL where there is no sshd. */
static BancoMachine *
make_ready (Fixture *fixture, TestSshd *sshd)
{
  g_autofree char *log = test_sshd_announce (sshd);
  const FakeServer server = { .id = "a",
                              .name = "one",
                              .status = "ACTIVE",
                              .address = "127.0.0.1",
                              .port = sshd->port,
                              .log = log };
  BancoMachine *one;

  become (fixture, "ada");
  fake_cloud_set_server (fixture->cloud, &server);
  refresh (fixture);
  one = banco_machines_find (banco_workspace_get_machines (fixture->workspace), "one", NULL, NULL);
  g_assert_cmpint (banco_machine_get_state (one), ==, BANCO_MACHINE_READY);
  return one;
}

static void
test_bring (Fixture *fixture, gconstpointer data)
{
  const char *why_not = NULL;
  g_autoptr (TestSshd) sshd = test_sshd_new (NULL, &why_not);
  g_autoptr (BancoEntry) notebook = read_entry (fixture, "a run of mine.ipynb");
  g_autoptr (BancoEntry) words = read_entry (fixture, "only words.md");
  g_autoptr (BancoEntry) repository = read_entry (fixture, "repository.md");
  g_autofree char *sent = g_build_filename (machine, "home/banco/a_run_of_mine.ipynb", NULL);
  g_autofree char *command = NULL, *content = NULL, *clone = NULL;
  g_autoptr (GError) error = NULL;
  BancoMachine *one;

  if (sshd == NULL) {
    g_test_skip (why_not);
    return;
  }
  one = make_ready (fixture, sshd);
  g_assert_true (banco_workspace_can_bring (notebook));
  g_assert_true (banco_workspace_can_bring (repository));
  /* An address that would act in a terminal, or in git, is not one. */
  g_assert_cmpuint (banco_entry_get_examples (words)->len, ==, 4);
  g_assert_false (banco_workspace_can_bring (words));
  /* A notebook is sent, under a name that a shell takes for a name. */
  error = run (banco_workspace_bring (fixture->workspace, notebook, one), &command);
  g_assert_no_error (error);
  g_assert_cmpstr (command, ==,
                   "cd ~/banco && jupyter lab --no-browser ./a_run_of_mine.ipynb || "
                   "jupyter execute ./a_run_of_mine.ipynb");
  g_assert_true (g_file_get_contents (sent, &content, NULL, NULL));
  g_assert_cmpmem (content, strlen (content),
                   g_bytes_get_data (banco_entry_get_raw (notebook), NULL),
                   g_bytes_get_size (banco_entry_get_raw (notebook)));
  /* A repository is fetched by a command that the person sees; nothing in its address is one. */
  error = run (banco_workspace_bring (fixture->workspace, repository, one), &clone);
  g_assert_no_error (error);
  g_assert_true (
    g_str_has_suffix (clone, "git clone --depth 1 'https://example.org/it'\\''s.git'"));
  error = run (banco_workspace_bring (fixture->workspace, words, one), NULL);
  g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* A machine that does not take it is named, and nothing is typed there. */
  write_file (machine, "hangs-up", "");
  error = run (banco_workspace_bring (fixture->workspace, notebook, one), NULL);
  g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_READY);
  g_assert_nonnull (strstr (error->message, "one"));
}

/* The server that is installed there is started once, its port forwarded; its token is on a page of
 * the user's own, and nowhere else. */
static void
test_notebook_server (Fixture *fixture, gconstpointer data)
{
  const char *why_not = NULL;
  g_autoptr (TestSshd) sshd = test_sshd_new (NULL, &why_not);
  g_autoptr (BancoEntry) notebook = read_entry (fixture, "a run of mine.ipynb");
  g_autofree char *hangs_up = g_build_filename (machine, "hangs-up", NULL);
  g_autofree char *has_jupyter = g_build_filename (machine, "has-jupyter", NULL);
  g_autofree char *first = NULL;
  BancoMachine *one;

  if (sshd == NULL) {
    g_test_skip (why_not);
    return;
  }
  one = make_ready (fixture, sshd);
  g_unlink (hangs_up);
  write_file (machine, "has-jupyter", "");
  for (guint i = 0; i < 2; i++) {
    g_autoptr (BancoOperation) operation =
      banco_workspace_bring (fixture->workspace, notebook, one);
    const BancoBrought *brought = test_wait (operation);
    g_autofree char *file = NULL;
    g_autofree char *page = NULL;
    GStatBuf status;

    g_assert_no_error (banco_operation_get_error (operation));
    g_assert_null (brought->command);
    g_assert_true (g_str_has_prefix (brought->address, "http://127.0.0.1:"));
    g_assert_null (strstr (brought->address, "5ecret"));
    file = g_filename_from_uri (brought->page, NULL, NULL);
    g_assert_true (g_file_get_contents (file, &page, NULL, NULL));
    g_assert_nonnull (strstr (page, "lab/tree/a_run_of_mine.ipynb?token=5ecret-"));
    g_assert_nonnull (strstr (page, brought->address));
    g_assert_cmpint (g_stat (file, &status), ==, 0);
    g_assert_cmpint (status.st_mode & 0777, ==, 0600);
    /* The same server: it was found. */
    if (first)
      g_assert_nonnull (strstr (page, first));
    else
      first = g_strndup (strstr (page, "5ecret-"), 10);
  }
  g_unlink (has_jupyter);
}

static void
test_bring_to_nothing (Fixture *fixture, gconstpointer data)
{
  FakeServer server = { .id = "a", .name = "one", .status = "BUILD" };
  g_autoptr (BancoEntry) notebook = read_entry (fixture, "a run of mine.ipynb");
  g_autoptr (GError) error = NULL;

  become (fixture, "ada");
  fake_cloud_set_server (fixture->cloud, &server);
  refresh (fixture);
  error = run (
    banco_workspace_bring (
      fixture->workspace, notebook,
      banco_machines_find (banco_workspace_get_machines (fixture->workspace), "one", NULL, NULL)),
    NULL);
  g_assert_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_READY);
}

/* The person chooses another federation while a cloud does not answer: what is still on its way is
 * given up at once, and does not come into what is shown next. */
static void
test_left_behind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoOperation) operation = NULL;
  gint64 start;

  become (fixture, "ada");
  fake_cloud_answer (fixture->cloud, "GET /compute/v2.1/servers/detail", 1, NULL, NULL);
  operation = banco_machines_refresh (banco_workspace_get_machines (fixture->workspace), NULL, 0);
  while (fake_cloud_count (fixture->cloud, "GET /compute/v2.1/servers/detail") == 0)
    wait_a_while (5);
  start = g_get_monotonic_time ();
  g_clear_object (&fixture->workspace);
  test_wait (operation);
  g_assert_cmpint (banco_operation_get_state (operation), ==, BANCO_OPERATION_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("banco-machine-XXXXXX", NULL);
  g_autofree char *keyring = g_build_filename (folder, "keyring", NULL);
  g_autofree char *path = g_strdup_printf ("%s/bin:%s", folder, g_getenv ("PATH"));
  g_autofree char *ssh = g_find_program_in_path ("ssh");
  /* Whether the machine answers is asked with -n. */
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\n"
                                             "[ \"$1\" != -n ] || exec %s \"$@\"\n"
                                             "while [ \"$1\" != -- ]; do shift; done; shift\n"
                                             "[ ! -e %s/hangs-up ] || exit 255\n"
                                             "HOME=%s/home exec sh -c \"$*\"\n",
                                             ssh, folder, folder);
  int status;

  /* A server that only says where it is. */
  g_autofree char *jupyter =
    g_strdup_printf ("#!/bin/sh\n[ -e %s/has-jupyter ] && [ \"$1\" = lab ] || exit 1\n"
                     "[ \"$2\" != --version ] || exit 0\n"
                     "echo '{\"port\":8888,\"token\":\"5ecret-'$$'\"}'"
                     " >\"$JUPYTER_RUNTIME_DIR/jpserver-$$.json\"\nexec sleep 20\n",
                     folder);

  machine = folder;
  write_file (folder, "bin/ssh", script);
  write_file (folder, "bin/jupyter", jupyter);
  g_setenv ("PATH", path, TRUE);
  test_keyring_use (keyring);
  test_home_enter ();
  g_test_init (&argc, &argv, NULL);
  /* As in every program: a place that closes its end is no end of ours. */
  signal (SIGPIPE, SIG_IGN);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/stories/another-person", test_another_person);
  ADD ("/stories/places", test_places);
  ADD ("/stories/bring", test_bring);
  ADD ("/stories/notebook-server", test_notebook_server);
  ADD ("/stories/bring-to-nothing", test_bring_to_nothing);
  ADD ("/stories/left-behind", test_left_behind);
  status = test_home_leave (g_test_run ());
  remove_tree (folder);
  return status;
}
