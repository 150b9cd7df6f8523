/* SPDX-License-Identifier: Apache-2.0 */
#include "library-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* The library's file holds copies of what can be synced again, so whatever happened to it, a sync
 * brings everything back. */

#define ENTRIES 40
#define PAGE 4096

static void
write_entries (Fixture *fixture)
{
  for (guint i = 0; i < ENTRIES; i++) {
    g_autofree char *name = g_strdup_printf ("%u.md", i);
    g_autofree char *text =
      g_strdup_printf ("# Page %u\n\ncommon word%u\n\n%*s\n", i, i, 500, "padding");

    fixture_write (fixture, name, text);
  }
}

static void
run_sql (Fixture *fixture, const char *sql)
{
  g_autoptr (sqlite3) database = NULL;

  g_assert_cmpint (sqlite3_open (fixture->database, &database), ==, SQLITE_OK);
  g_assert_true (banco_database_execute (database, sql, NULL));
}

/* All of it into the one file. */
static void
gather (Fixture *fixture)
{
  run_sql (fixture, "PRAGMA wal_checkpoint (TRUNCATE)");
}

static void
make_library (Fixture *fixture)
{
  g_autoptr (BancoLibrary) library = fixture_open (fixture, NULL);

  g_assert_nonnull (fixture_sync (library, FALSE, NULL));
  g_assert_cmpuint (banco_library_count (library), ==, ENTRIES);
  g_clear_object (&library);
  gather (fixture);
}

static void
make_older (Fixture *fixture)
{
  run_sql (fixture, "CREATE TABLE source (id TEXT PRIMARY KEY);"
                    "CREATE TABLE entry (source TEXT, id TEXT, text TEXT);"
                    "PRAGMA user_version = 1");
}

static void
make_other (Fixture *fixture)
{
  run_sql (fixture, "CREATE TABLE bookmarks (a, b); INSERT INTO bookmarks VALUES (1, 2)");
}

static void
make_newer (Fixture *fixture)
{
  make_library (fixture);
  run_sql (fixture, "PRAGMA user_version = 99");
}

static void
make_without_a_table (Fixture *fixture)
{
  make_library (fixture);
  run_sql (fixture, "DROP TABLE facet; PRAGMA application_id = 0");
}

static void
make_noise (Fixture *fixture)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261123);
  char bytes[3 * PAGE];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (char) g_rand_int (random);
  g_assert_true (g_file_set_contents (fixture->database, bytes, sizeof bytes, NULL));
}

static void
make_half (Fixture *fixture)
{
  g_autofree char *bytes = NULL;
  gsize length;

  make_library (fixture);
  g_assert_true (g_file_get_contents (fixture->database, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (fixture->database, bytes, (gssize) length / 2, NULL));
}

static void
make_empty (Fixture *fixture)
{
  g_assert_true (g_file_set_contents (fixture->database, "", 0, NULL));
}

static const struct {
  const char *name;
  void (*make) (Fixture *fixture);
} files[] = {
  { "an older arrangement", make_older },
  { "somebody else's", make_other },
  { "a newer arrangement", make_newer },
  { "without a table", make_without_a_table },
  { "noise", make_noise },
  { "cut in the middle", make_half },
  { "empty", make_empty },
};

static void
assert_whole (BancoLibrary *library)
{
  g_autoptr (BancoHits) hits = fixture_search (library, "common");
  g_autoptr (BancoHits) one = fixture_search (library, "word7");
  g_autoptr (BancoEntry) entry = banco_library_read (library, "7.md", NULL);

  g_assert_cmpuint (banco_library_count (library), ==, ENTRIES);
  g_assert_cmpuint (banco_hits_get_total (hits), ==, ENTRIES);
  g_assert_cmpstr (fixture_title (one, 0), ==, "Page 7");
  g_assert_cmpstr (banco_entry_get_title (entry), ==, "Page 7");
}

static void
test_file (gconstpointer data)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture);
  write_entries (&fixture);
  files[GPOINTER_TO_UINT (data)].make (&fixture);
  library = fixture_open (&fixture, NULL);
  g_assert_cmpuint (banco_library_count (library), ==, 0);
  fixture_sync (library, FALSE, &error);
  g_assert_no_error (error);
  assert_whole (library);
  fixture_clear (&fixture);
}

/* @whole as the library's file, but for one page. */
static void
spoil (Fixture *fixture, GBytes *whole, gsize page)
{
  gsize length;
  const char *bytes = g_bytes_get_data (whole, &length);
  g_autofree char *copy = g_memdup2 (bytes, length);
  g_autofree char *log = g_strconcat (fixture->database, "-wal", NULL);

  /* Else it would mend what is spoilt. */
  g_remove (log);
  memset (copy + page * PAGE, '#', PAGE);
  g_assert_true (g_file_set_contents (fixture->database, copy, (gssize) length, NULL));
}

/* Tries everything; a failure says what to do. */
static void
use (BancoLibrary *library, guint *failures)
{
  for (guint i = 0; i <= ENTRIES; i++) {
    g_autofree char *id = g_strdup_printf ("%u.md", i);
    g_autofree char *word = g_strdup_printf ("word%u", i);
    g_autoptr (GError) error = NULL;
    g_autoptr (BancoHits) hits =
      banco_library_search (library, &(BancoQuery){ .text = word }, &error);
    g_autoptr (BancoEntry) entry = banco_library_read (library, id, error == NULL ? &error : NULL);

    g_assert_true ((hits != NULL && entry != NULL) == (error == NULL));
    if (error == NULL ||
        g_error_matches (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND))
      continue;
    g_assert_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_STORAGE);
    g_assert_nonnull (strstr (error->message, "damaged; sync to build it anew"));
    ++*failures;
  }
}

static BancoLibrary *
open_as (Fixture *fixture, gboolean as_starter)
{
  g_autoptr (GError) error = NULL;
  BancoLibrary *library;

  if (!as_starter)
    return fixture_open (fixture, NULL);
  library = banco_library_new (fixture->database, NULL, NULL, 0, fixture->folder, NULL, &error);
  g_assert_no_error (error);
  return library;
}

static void
assert_found (BancoLibrary *library, const char *word)
{
  g_autoptr (BancoHits) hits = fixture_search (library, word);

  g_assert_cmpuint (banco_hits_get_total (hits), ==, 1);
}

/* Any page of the file: nothing crashes, and what says that a sync helps is right. */
static void
test_any_page (gconstpointer as_starter)
{
  Fixture fixture;
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) whole = NULL;
  gsize pages;
  guint found = 0;

  fixture_init (&fixture);
  write_entries (&fixture);
  if (as_starter == NULL)
    make_library (&fixture);
  else
    g_object_unref (open_as (&fixture, TRUE));
  gather (&fixture);
  file = g_mapped_file_new (fixture.database, FALSE, NULL);
  whole = g_mapped_file_get_bytes (file);
  pages = g_bytes_get_size (whole) / PAGE;
  g_assert_cmpuint (pages, >, 10);
  for (gsize page = 0; page < pages; page++) {
    g_autoptr (BancoLibrary) library = NULL;
    g_autoptr (GError) error = NULL;
    guint failures = 0;

    g_autofree char *fresh =
      g_strdup_printf ("# Page 7\n\ncommon word7 fresh%" G_GSIZE_FORMAT "\n", page);

    spoil (&fixture, whole, page);
    fixture_write (&fixture, "7.md", fresh);
    library = open_as (&fixture, as_starter != NULL);
    use (library, &failures);
    fixture_sync (library, FALSE, &error);
    if (error != NULL) {
      /* The sync itself came upon it. */
      g_assert_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_STORAGE);
      g_assert_nonnull (strstr (error->message, "damaged; sync to build it anew"));
      g_assert_nonnull (fixture_sync (library, FALSE, NULL));
      failures++;
    }
    if (as_starter != NULL)
      assert_found (library, strstr (fresh, "fresh"));
    if (failures > 0 || as_starter != NULL)
      assert_whole (library);
    found += failures > 0;
  }
  g_assert_cmpuint (found, >, 3);
  fixture_clear (&fixture);
}

/* What shows the library learns of it. */
static void
count_signal (BancoLibrary *library, gpointer data)
{
  ++*(guint *) data;
}

static void
test_tells (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  guint changes = 0;

  fixture_init (&fixture);
  write_entries (&fixture);
  make_library (&fixture);
  library = fixture_open (&fixture, NULL);
  g_signal_connect (library, "changed", G_CALLBACK (count_signal), &changes);
  assert_whole (library);
  run_sql (&fixture, "PRAGMA application_id = 0");
  for (guint i = 0; i < ENTRIES; i++) {
    g_autofree char *name = g_strdup_printf ("%u.md", i);
    fixture_remove (&fixture, name);
  }
  /* Nothing is added, changed or removed, and yet everything that was there is gone. */
  g_assert_nonnull (fixture_sync (library, FALSE, NULL));
  g_assert_cmpuint (banco_library_count (library), ==, 0);
  g_assert_cmpuint (changes, ==, 1);
  fixture_clear (&fixture);
}

/* The starter library comes back with the file, not only with the next start. */
static void
test_starter_comes_back (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;

  fixture_init (&fixture);
  write_entries (&fixture);
  library = open_as (&fixture, TRUE);
  g_assert_cmpuint (banco_library_count (library), ==, ENTRIES);
  run_sql (&fixture, "PRAGMA application_id = 0");
  g_assert_nonnull (fixture_sync (library, FALSE, NULL));
  g_assert_cmpuint (banco_library_count (library), ==, ENTRIES);
  fixture_clear (&fixture);
}

static void
test_no_place (void)
{
  Fixture fixture;
  g_autofree char *below = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture);
  fixture_write (&fixture, "file", "");
  below = g_build_filename (fixture.folder, "file", "library.db", NULL);
  g_assert_null (banco_library_new (below, NULL, NULL, 0, NULL, NULL, &error));
  g_assert_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, "see that the file and its folder are yours"));
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_strdup_printf ("/knowledge/damage/%s", files[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_file);
  }
  g_test_add_data_func ("/knowledge/damage/any-page/synced", NULL, test_any_page);
  g_test_add_data_func ("/knowledge/damage/any-page/starter", "starter", test_any_page);
  g_test_add_func ("/knowledge/damage/tells", test_tells);
  g_test_add_func ("/knowledge/damage/starter-comes-back", test_starter_comes_back);
  g_test_add_func ("/knowledge/damage/no-place", test_no_place);
  return g_test_run ();
}
