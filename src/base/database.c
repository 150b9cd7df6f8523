/* SPDX-License-Identifier: Apache-2.0 */
#include "base/database.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

G_DEFINE_QUARK (banco_database_error, banco_database_error)

static void
set_error (GError **error, sqlite3 *database, int code)
{
  g_debug ("sqlite: %s", database != NULL ? sqlite3_errmsg (database) : sqlite3_errstr (code));
  switch (code & 0xff) {
  case SQLITE_FULL:
    g_set_error_literal (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_FULL,
                         "the disk is full; nothing was changed");
    break;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    g_set_error_literal (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_DAMAGED,
                         "the file is damaged");
    break;
  case SQLITE_INTERRUPT:
    g_set_error_literal (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_FAILED, "interrupted");
    break;
  default:
    g_set_error (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_FAILED,
                 "the file cannot be used (%s)", sqlite3_errstr (code));
  }
}

gboolean
banco_database_execute (sqlite3 *database, const char *sql, GError **error)
{
  int code = sqlite3_exec (database, sql, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    return TRUE;
  set_error (error, database, code);
  return FALSE;
}

sqlite3_stmt *
banco_database_prepare (sqlite3 *database, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (database, sql, -1, &statement, NULL);

  if (code != SQLITE_OK)
    set_error (error, database, code);
  return statement;
}

void
banco_database_bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  sqlite3_bind_text (statement, index, text, -1, SQLITE_TRANSIENT);
}

gboolean
banco_database_step (sqlite3_stmt *statement, GError **error)
{
  int code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    set_error (error, sqlite3_db_handle (statement), code);
  sqlite3_reset (statement);
  return FALSE;
}

gboolean
banco_database_run (sqlite3_stmt *statement, GError **error)
{
  int code = sqlite3_step (statement);
  gboolean done = code == SQLITE_DONE || code == SQLITE_ROW;

  if (!done)
    set_error (error, sqlite3_db_handle (statement), code);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return done;
}

gboolean
banco_database_transaction (sqlite3 *database,
                            BancoDatabaseBody body,
                            gpointer data,
                            GError **error)
{
  if (!banco_database_execute (database, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (body (database, data, error) && banco_database_execute (database, "COMMIT", error))
    return TRUE;
  banco_database_execute (database, "ROLLBACK", NULL);
  return FALSE;
}

static gboolean
run_migration (sqlite3 *database, gpointer data, GError **error)
{
  return banco_database_execute (database, data, error);
}

static gboolean
migrate (sqlite3 *database, const char *const *migrations, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
    banco_database_prepare (database, "PRAGMA user_version", error);
  int version;

  if (statement == NULL || !banco_database_step (statement, error))
    return FALSE;
  version = sqlite3_column_int (statement, 0);
  sqlite3_reset (statement);
  if (version > (int) g_strv_length ((char **) migrations)) {
    g_set_error_literal (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_NEWER,
                         "the file was written by a newer version of Banco");
    return FALSE;
  }
  for (; migrations[version] != NULL; version++) {
    g_autofree char *sql =
      g_strdup_printf ("%s; PRAGMA user_version = %d", migrations[version], version + 1);

    if (!banco_database_transaction (database, run_migration, sql, error))
      return FALSE;
  }
  return TRUE;
}

static sqlite3 *
open_with (const char *path, int flags, const char *pragmas, GError **error)
{
  g_autoptr (sqlite3) database = NULL;
  int code = sqlite3_open_v2 (path, &database, flags | SQLITE_OPEN_FULLMUTEX, NULL);

  if (code != SQLITE_OK) {
    set_error (error, database, code);
    return NULL;
  }
  sqlite3_busy_timeout (database, 10000);
  if (!banco_database_execute (database, pragmas, error))
    return NULL;
  return g_steal_pointer (&database);
}

sqlite3 *
banco_database_open (const char *path, const char *const *migrations, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (sqlite3) database = NULL;
  int file;

  g_mkdir_with_parents (folder, 0700);
  /* SQLite gives its own files the mode of the main one, so it is made private first. */
  file = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0)
    close (file);
  database = open_with (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                        "PRAGMA foreign_keys = ON",
                        error);
  if (database == NULL || !migrate (database, migrations, error))
    return NULL;
  return g_steal_pointer (&database);
}

sqlite3 *
banco_database_open_reader (const char *path, GError **error)
{
  return open_with (path, SQLITE_OPEN_READONLY, "PRAGMA query_only = ON", error);
}
