/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *const first[] = { "CREATE TABLE a (x)", NULL };
static const char *const second[] = { "CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y", NULL };
static const char *const broken[] = { "CREATE TABLE a (x)", "CREATE TABLE b (z); nonsense", NULL };

typedef struct {
  char *folder;
  char *path;
  sqlite3 *holder; /* another program's connection, nullable */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("banco-database-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "deep", "a.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autofree char *deep = g_path_get_dirname (fixture->path);

  g_clear_pointer (&fixture->holder, sqlite3_close_v2);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *path = g_strconcat (fixture->path, suffixes[i], NULL);
    g_unlink (path);
  }
  g_rmdir (deep);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static int
count (sqlite3 *database, const char *sql)
{
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (database, sql, NULL);

  g_assert_true (banco_database_step (statement, NULL));
  return sqlite3_column_int (statement, 0);
}

static void
test_private (Fixture *fixture, gconstpointer data)
{
  g_autoptr (sqlite3) database = banco_database_open (fixture->path, first, NULL);
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  GStatBuf info;

  g_assert_true (banco_database_execute (database, "INSERT INTO a VALUES (1)", NULL));
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (wal, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_migrates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (sqlite3) old = banco_database_open (fixture->path, first, NULL);
  g_autoptr (sqlite3) new = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (banco_database_execute (old, "INSERT INTO a VALUES (1)", NULL));
  g_clear_pointer (&old, sqlite3_close_v2);
  new = banco_database_open (fixture->path, second, NULL);
  g_assert_nonnull (new);
  g_assert_cmpint (count (new, "SELECT count(y IS NULL) FROM a"), ==, 1);
  g_clear_pointer (&new, sqlite3_close_v2);

  g_assert_null (banco_database_open (fixture->path, first, &error));
  g_assert_error (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_NEWER);
}

static void
test_broken_migration_leaves_the_old (Fixture *fixture, gconstpointer data)
{
  g_autoptr (sqlite3) database = banco_database_open (fixture->path, first, NULL);

  g_clear_pointer (&database, sqlite3_close_v2);
  g_assert_null (banco_database_open (fixture->path, broken, NULL));
  database = banco_database_open (fixture->path, first, NULL);
  g_assert_nonnull (database);
  g_assert_cmpint (count (database, "SELECT count(*) FROM sqlite_master WHERE name = 'b'"), ==, 0);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *deep = g_path_get_dirname (fixture->path);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (deep, 0700);
  g_assert_true (g_file_set_contents (
    fixture->path, "this is no database, but long enough to look like one to a reader", -1, NULL));
  g_assert_null (banco_database_open (fixture->path, first, &error));
  g_assert_error (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_DAMAGED);
}

static gboolean
insert_and_fail (sqlite3 *database, gpointer data, GError **error)
{
  g_assert_true (banco_database_execute (database, "INSERT INTO a VALUES (1)", NULL));
  return FALSE;
}

static void
test_transaction_rolls_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (sqlite3) database = banco_database_open (fixture->path, first, NULL);

  g_assert_false (banco_database_transaction (database, insert_and_fail, NULL, NULL));
  g_assert_cmpint (count (database, "SELECT count(*) FROM a"), ==, 0);
}

static void
test_reader_cannot_write (Fixture *fixture, gconstpointer data)
{
  g_autoptr (sqlite3) database = banco_database_open (fixture->path, first, NULL);
  g_autoptr (sqlite3) reader = banco_database_open_reader (fixture->path, NULL);

  g_assert_true (banco_database_execute (database, "INSERT INTO a VALUES (1)", NULL));
  g_assert_cmpint (count (reader, "SELECT count(*) FROM a"), ==, 1);
  g_assert_false (banco_database_execute (reader, "INSERT INTO a VALUES (2)", NULL));
}

/* Files that these migrations did not make; what is in them stays. */
static const struct {
  const char *name;
  const char *sql;
  int code;
} strangers[] = {
  { "tables without a version", "CREATE TABLE b (x)", BANCO_DATABASE_ERROR_FOREIGN },
  { "our version, other tables", "CREATE TABLE a (z); PRAGMA user_version = 1",
    BANCO_DATABASE_ERROR_FOREIGN },
  { "another application", "PRAGMA application_id = 7", BANCO_DATABASE_ERROR_FOREIGN },
  { "no version at all", "PRAGMA user_version = -1", BANCO_DATABASE_ERROR_FOREIGN },
  { "newer", "PRAGMA user_version = 9", BANCO_DATABASE_ERROR_NEWER },
};

static void
test_stranger (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *deep = g_path_get_dirname (fixture->path);
  g_autoptr (sqlite3) other = NULL;
  g_autoptr (sqlite3) ours = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (deep, 0700);
  g_assert_cmpint (sqlite3_open (fixture->path, &other), ==, SQLITE_OK);
  g_assert_true (banco_database_execute (other, strangers[i].sql, NULL));
  g_assert_null (banco_database_open (fixture->path, second, &error));
  g_assert_error (error, BANCO_DATABASE_ERROR, strangers[i].code);
  g_assert_cmpint (count (other, "SELECT count(*) FROM sqlite_master WHERE name = 'a'"), ==,
                   strstr (strangers[i].sql, "TABLE a") != NULL);
  /* Emptied, it is as good as a new one, for who has it open too. */
  g_clear_error (&error);
  banco_database_clear (fixture->path, &error);
  g_assert_no_error (error);
  ours = banco_database_open (fixture->path, second, NULL);
  g_assert_nonnull (ours);
  g_assert_cmpint (count (other, "SELECT count(y) FROM a"), ==, 0);
}

static sqlite3 *
open_tight (Fixture *fixture)
{
  sqlite3 *database = banco_database_open (fixture->path, first, NULL);

  g_assert_true (banco_database_execute (database, "PRAGMA max_page_count = 3", NULL));
  return database;
}

static sqlite3 *
open_locked (Fixture *fixture)
{
  sqlite3 *database = banco_database_open (fixture->path, first, NULL);

  fixture->holder = banco_database_open (fixture->path, first, NULL);
  g_assert_true (banco_database_execute (fixture->holder, "BEGIN IMMEDIATE", NULL));
  sqlite3_busy_timeout (database, 0);
  return database;
}

static sqlite3 *
open_read_only (Fixture *fixture)
{
  g_autoptr (sqlite3) database = banco_database_open (fixture->path, first, NULL);

  g_assert_nonnull (database);
  return banco_database_open_reader (fixture->path, NULL);
}

static sqlite3 *
open_overwritten (Fixture *fixture)
{
  g_autoptr (sqlite3) whole = banco_database_open (fixture->path, first, NULL);
  g_autofree char *junk = g_strnfill (4096, '#');
  FILE *file;

  g_assert_true (banco_database_execute (whole, "PRAGMA wal_checkpoint (TRUNCATE)", NULL));
  g_clear_pointer (&whole, sqlite3_close_v2);
  file = fopen (fixture->path, "r+");
  fseek (file, 4096, SEEK_SET);
  fwrite (junk, 1, 4096, file);
  fclose (file);
  return banco_database_open (fixture->path, first, NULL);
}

static sqlite3 *
open_plain (Fixture *fixture)
{
  return banco_database_open (fixture->path, first, NULL);
}

static const char fill[] = "INSERT INTO a WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1"
                           " FROM n WHERE i < 100) SELECT hex (randomblob (400)) FROM n";

/* What can go wrong with a file, and what the person is to do. */
static const struct {
  const char *name;
  sqlite3 *(*open) (Fixture *fixture);
  const char *sql;
  int code;
  const char *remedy; /* words of the sentence */
} troubles[] = {
  { "full", open_tight, fill, BANCO_DATABASE_ERROR_FULL, "make room" },
  { "locked", open_locked, fill, BANCO_DATABASE_ERROR_FAILED, "wait" },
  { "read-only", open_read_only, fill, BANCO_DATABASE_ERROR_FAILED, "not read-only" },
  { "overwritten", open_overwritten, "SELECT * FROM a", BANCO_DATABASE_ERROR_DAMAGED, "damaged" },
  { "anything else", open_plain, "SELECT * FROM nothing", BANCO_DATABASE_ERROR_FAILED,
    "remove the file" },
};

static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (sqlite3) database = troubles[i].open (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (database);
  g_assert_false (banco_database_execute (database, troubles[i].sql, &error));
  g_assert_error (error, BANCO_DATABASE_ERROR, troubles[i].code);
  g_assert_nonnull (strstr (error->message, troubles[i].remedy));
  if (i == 0)
    g_assert_cmpint (count (database, "SELECT count(*) FROM a"), ==, 0);
}

/* A folder stands where the file should be. */
static void
test_cannot_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (fixture->path, 0700);
  g_assert_null (banco_database_open (fixture->path, first, &error));
  g_assert_error (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "cannot be opened"));
  g_assert_cmpint (g_rmdir (fixture->path), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/database/private", test_private);
  ADD ("/database/migrates", test_migrates);
  ADD ("/database/broken-migration", test_broken_migration_leaves_the_old);
  ADD ("/database/damaged", test_damaged);
  ADD ("/database/rolls-back", test_transaction_rolls_back);
  ADD ("/database/reader", test_reader_cannot_write);
  ADD ("/database/cannot-open", test_cannot_open);
  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++) {
    g_autofree char *path = g_strconcat ("/database/stranger/", strangers[i].name, NULL);
    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_stranger, tear_down);
  }
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++) {
    g_autofree char *path = g_strconcat ("/database/trouble/", troubles[i].name, NULL);
    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_trouble, tear_down);
  }
  return g_test_run ();
}
