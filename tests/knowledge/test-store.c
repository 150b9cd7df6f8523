/* SPDX-License-Identifier: Apache-2.0 */
#include "library-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void
write_many (Fixture *fixture, guint count)
{
  for (guint i = 0; i < count; i++) {
    g_autofree char *name = g_strdup_printf ("%u.md", i);
    g_autofree char *text = g_strdup_printf ("# Page %u\n\ncommon word%u\n", i, i);
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    /* Plainly: g_file_set_contents() waits for the disk each time. */
    FILE *file = fopen (path, "w");
    g_assert_nonnull (file);
    fputs (text, file);
    fclose (file);
  }
}

static void
test_starter (void)
{
  Fixture fixture;
  g_autofree char *starter = NULL;
  g_autofree char *synced = NULL;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture);
  starter = g_build_filename (fixture.top, "starter", NULL);
  g_assert_cmpint (g_mkdir (starter, 0700), ==, 0);
  synced = g_strdup (fixture.folder);
  g_free (fixture.folder);
  fixture.folder = g_strdup (starter);
  fixture_write (
    &fixture, "index.json",
    "{\"format\":1,\"entries\":[{\"path\":\"one.md\",\"key\":\"virgo\",\"title\":\"A\"}]}");
  fixture_write (&fixture, "one.md", "ours");
  fixture_write (&fixture, "two.md", "# Two\n\nours as well");
  g_free (fixture.folder);
  fixture.folder = g_steal_pointer (&synced);

  /* There before any sync, and no sync of anybody's. */
  library = fixture_open (&fixture, starter);
  g_assert_cmpuint (banco_library_count (library), ==, 2);
  g_assert_cmpint (banco_library_get_synced (library), ==, 0);
  fixture_write (&fixture, "7.md", "# 7. Virgo\n\ntheirs");
  fixture_write (&fixture, "two.md", "# Other\n\ntheirs");
  fixture_sync (library, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (banco_library_count (library), ==, 3);
  /* The same id in both: the federation's own comes first. */
  entry = banco_library_read (library, "two.md", &error);
  g_assert_cmpstr (banco_entry_get_source (entry), ==, "docs");
  fixture_remove (&fixture, "7.md");
  fixture_sync (library, FALSE, &error);
  g_assert_cmpuint (banco_library_count (library), ==, 3);
  fixture_clear (&fixture);
}

/* A source that is no longer in the federation takes its entries along. */
static void
test_dropped_source (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoHits) hits = NULL;

  fixture_init (&fixture);
  write_many (&fixture, 3);
  library = fixture_open (&fixture, NULL);
  fixture_sync (library, FALSE, NULL);
  g_clear_object (&library);
  library = banco_library_new (fixture.database, NULL, NULL, 0, NULL, NULL, NULL);
  g_assert_cmpuint (banco_library_count (library), ==, 0);
  hits = fixture_search (library, "common");
  g_assert_cmpuint (banco_hits_get_total (hits), ==, 0);
  fixture_clear (&fixture);
}

static void
test_missing_folder (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *aside = NULL;

  fixture_init (&fixture);
  write_many (&fixture, 3);
  library = fixture_open (&fixture, NULL);
  fixture_sync (library, FALSE, NULL);
  aside = g_strconcat (fixture.folder, ".aside", NULL);
  g_assert_cmpint (g_rename (fixture.folder, aside), ==, 0);
  g_assert_null (fixture_sync (library, FALSE, &error));
  g_assert_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND);
  g_assert_cmpuint (banco_library_count (library), ==, 3);
  fixture_clear (&fixture);
}

/* Loops, pipes, devices, rubbish and files beside that lead out of the folder. */
static void
test_strange_files (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoEntry) entry = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *loop = NULL;
  g_autofree char *pipe = NULL;
  g_autofree char *junk = NULL;
  g_autofree char *outside = NULL;
  g_autofree char *secret = NULL;
  char bytes[4096];
  const BancoSyncReport *report;

  fixture_init (&fixture);
  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (char) (i * 7919 >> 3);
  loop = g_build_filename (fixture.folder, "loop", NULL);
  pipe = g_build_filename (fixture.folder, "pipe.md", NULL);
  junk = g_build_filename (fixture.folder, "junk.ipynb", NULL);
  outside = g_build_filename (fixture.folder, "out.png", NULL);
  secret = g_build_filename (fixture.top, "secret", NULL);
  g_assert_cmpint (symlink (".", loop), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_true (g_file_set_contents (junk, bytes, sizeof bytes, NULL));
  g_assert_true (g_file_set_contents (secret, "secret", -1, NULL));
  g_assert_cmpint (symlink (secret, outside), ==, 0);
  fixture_write (&fixture, "page.xml", "<p><img src=\"../secret\" alt=\"no\"/></p>");
  fixture_write (&fixture, ".hidden/x.md", "hidden");
  fixture_write (&fixture, "empty.md", "");
  library = fixture_open (&fixture, NULL);
  report = fixture_sync (library, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->entries, ==, 3);
  entry = banco_library_read (library, "junk.ipynb", &error);
  g_assert_cmpuint (banco_document_get_problems (banco_entry_get_document (entry))->len, >, 0);
  g_assert_null (
    banco_library_read_resource (library, "kb:page.xml/attachment/../secret", NULL, &error));
  g_assert_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (
    banco_library_read_resource (library, "kb:page.xml/attachment/out.png", NULL, &error));
  g_assert_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND);
  fixture_clear (&fixture);
}

/* In a process of its own: a limit on the size of files stands for a full disk. */
static void
test_full_disk (void)
{
  if (g_test_subprocess ()) {
    Fixture fixture;
    g_autoptr (BancoLibrary) library = NULL;
    g_autoptr (GError) error = NULL;
    const struct rlimit limit = { 400000, 400000 };

    fixture_init (&fixture);
    write_many (&fixture, 10);
    library = fixture_open (&fixture, NULL);
    fixture_sync (library, FALSE, NULL);
    write_many (&fixture, 3000);
    signal (SIGXFSZ, SIG_IGN);
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
    g_assert_null (fixture_sync (library, FALSE, &error));
    g_assert_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_STORAGE);
    g_assert_nonnull (strstr (error->message, "see that there is room"));
    g_assert_cmpuint (banco_library_count (library), ==, 10);
    fixture_clear (&fixture);
    return;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
assert_sound (const char *path)
{
  g_autoptr (sqlite3) database = NULL;
  g_autoptr (sqlite3_stmt) statement = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  statement = banco_database_prepare (database, "PRAGMA integrity_check", NULL);
  g_assert_true (banco_database_step (statement, NULL));
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
  g_assert_true (banco_database_execute (
    database, "INSERT INTO search (search) VALUES ('integrity-check')", NULL));
}

/* Killed at any moment, the library is as it was or as it should be. */
static void
test_killed (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  write_many (&fixture, 1500);
  for (guint round = 0; round < 4; round++) {
    g_autoptr (BancoLibrary) library = NULL;
    guint count;
    pid_t child = fork ();

    if (child == 0) {
      g_autoptr (BancoLibrary) own = fixture_open (&fixture, NULL);

      fixture_sync (own, TRUE, NULL);
      _exit (0);
    }
    g_usleep (20000 + round * 90000);
    kill (child, SIGKILL);
    waitpid (child, NULL, 0);
    library = fixture_open (&fixture, NULL);
    count = banco_library_count (library);
    g_assert_true (count == 0 || count == 1500);
    assert_sound (fixture.database);
  }
  fixture_clear (&fixture);
}

/* Two who read while one writes: they see all of before or all of after. */
static gpointer
read_on (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (sqlite3) reader = banco_database_open_reader (fixture->database, NULL);
  g_autoptr (sqlite3_stmt) statement =
    banco_database_prepare (reader, "SELECT count (*) FROM entry", NULL);
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end) {
    int count;

    g_assert_true (banco_database_step (statement, NULL));
    count = sqlite3_column_int (statement, 0);
    g_assert_true (count == 50 || count == 200);
    sqlite3_reset (statement);
  }
  return NULL;
}

static void
test_readers (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoOperation) one = NULL;
  g_autoptr (BancoOperation) two = NULL;
  GThread *readers[2];

  fixture_init (&fixture);
  write_many (&fixture, 50);
  library = fixture_open (&fixture, NULL);
  fixture_sync (library, FALSE, NULL);
  write_many (&fixture, 200);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i] = g_thread_new ("reader", read_on, &fixture);
  /* And two who write: one after the other, both well. */
  one = banco_library_sync (library, FALSE);
  two = banco_library_sync (library, TRUE);
  test_wait (one);
  test_wait (two);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    g_thread_join (readers[i]);
  g_assert_no_error (banco_operation_get_error (one));
  g_assert_no_error (banco_operation_get_error (two));
  g_assert_cmpint (banco_operation_get_state (one), ==, BANCO_OPERATION_DONE);
  g_assert_cmpint (banco_operation_get_state (two), ==, BANCO_OPERATION_DONE);
  g_assert_cmpuint (banco_library_count (library), ==, 200);
  fixture_clear (&fixture);
}

static void
count_signal (BancoLibrary *library, gpointer data)
{
  ++*(guint *) data;
}

static void
count_notify (BancoLibrary *library, GParamSpec *pspec, gpointer data)
{
  ++*(guint *) data;
}

/* What pages bind to follows each sync, and the entries only one that changed something. */
static void
test_properties (void)
{
  static const struct {
    guint syncing, synced, n_entries; /* notified so often in all */
  } syncs[] = { { 2, 1, 1 }, { 4, 2, 1 } };
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  guint syncing = 0, synced = 0, n_entries = 0;

  fixture_init (&fixture);
  write_many (&fixture, 2);
  library = fixture_open (&fixture, NULL);
  g_signal_connect (library, "notify::syncing", G_CALLBACK (count_notify), &syncing);
  g_signal_connect (library, "notify::synced", G_CALLBACK (count_notify), &synced);
  g_signal_connect (library, "notify::n-entries", G_CALLBACK (count_notify), &n_entries);
  for (guint i = 0; i < G_N_ELEMENTS (syncs); i++) {
    gboolean is_syncing;
    gint64 when;
    guint n;

    fixture_sync (library, FALSE, NULL);
    g_assert_cmpuint (syncing, ==, syncs[i].syncing);
    g_assert_cmpuint (synced, ==, syncs[i].synced);
    g_assert_cmpuint (n_entries, ==, syncs[i].n_entries);
    g_object_get (library, "syncing", &is_syncing, "synced", &when, "n-entries", &n, NULL);
    g_assert_false (is_syncing);
    g_assert_cmpint (when, >, 0);
    g_assert_cmpuint (n, ==, banco_library_count (library));
  }
  fixture_clear (&fixture);
}

static void
test_changed_signal (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  guint changes = 0;

  fixture_init (&fixture);
  write_many (&fixture, 2);
  library = fixture_open (&fixture, NULL);
  g_signal_connect (library, "changed", G_CALLBACK (count_signal), &changes);
  fixture_sync (library, FALSE, NULL);
  g_assert_cmpuint (changes, ==, 1);
  fixture_sync (library, FALSE, NULL);
  g_assert_cmpuint (changes, ==, 1);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* First: it forks, which is safe only while there are no threads. */
  g_test_add_func ("/knowledge/store/killed", test_killed);
  g_test_add_func ("/knowledge/store/starter", test_starter);
  g_test_add_func ("/knowledge/store/dropped-source", test_dropped_source);
  g_test_add_func ("/knowledge/store/missing-folder", test_missing_folder);
  g_test_add_func ("/knowledge/store/strange-files", test_strange_files);
  g_test_add_func ("/knowledge/store/full-disk", test_full_disk);
  g_test_add_func ("/knowledge/store/readers", test_readers);
  g_test_add_func ("/knowledge/store/changed-signal", test_changed_signal);
  g_test_add_func ("/knowledge/store/properties", test_properties);
  return g_test_run ();
}
