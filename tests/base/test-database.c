/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <glib/gstdio.h>

static const char *const first[] = { "CREATE TABLE a (x)", NULL };
static const char *const second[] = { "CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y", NULL };
static const char *const broken[] = { "CREATE TABLE a (x)", "CREATE TABLE b (z); nonsense", NULL };

typedef struct {
  char *folder;
  char *path;
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
  return g_test_run ();
}
