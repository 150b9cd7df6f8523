/* SPDX-License-Identifier: Apache-2.0 */
#include "base/database.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

G_DEFINE_QUARK (banco_database_error, banco_database_error)

/* What a person can do about SQLite's own codes. */
static const struct {
  int sqlite_code;
  BancoDatabaseError code;
  const char *sentence;
} troubles[] = {
  { SQLITE_FULL, BANCO_DATABASE_ERROR_FULL,
    "the disk is full, and nothing was changed; make room and try again" },
  { SQLITE_CORRUPT, BANCO_DATABASE_ERROR_DAMAGED, "the file is damaged" },
  { SQLITE_NOTADB, BANCO_DATABASE_ERROR_DAMAGED, "the file is damaged" },
  { SQLITE_BUSY, BANCO_DATABASE_ERROR_FAILED,
    "another program is writing to it; wait until that is done and try again" },
  { SQLITE_LOCKED, BANCO_DATABASE_ERROR_FAILED,
    "another program is writing to it; wait until that is done and try again" },
  { SQLITE_READONLY, BANCO_DATABASE_ERROR_FAILED,
    "it cannot be written; see that the file and its folder are yours and not read-only" },
  { SQLITE_PERM, BANCO_DATABASE_ERROR_FAILED,
    "it cannot be written; see that the file and its folder are yours and not read-only" },
  { SQLITE_CANTOPEN, BANCO_DATABASE_ERROR_FAILED,
    "it cannot be opened; see that the file and its folder are yours and not read-only" },
  { SQLITE_IOERR, BANCO_DATABASE_ERROR_FAILED,
    "the disk does not do as it is told; see that there is room (a quota counts too) and that it "
    "is well, and try again" },
  { SQLITE_INTERRUPT, BANCO_DATABASE_ERROR_FAILED, "it was interrupted; try again" },
};

static void
set_error (GError **error, sqlite3 *database, int code)
{
  g_debug ("sqlite: %s", database != NULL ? sqlite3_errmsg (database) : sqlite3_errstr (code));
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    if (troubles[i].sqlite_code == (code & 0xff)) {
      g_set_error_literal (error, BANCO_DATABASE_ERROR, troubles[i].code, troubles[i].sentence);
      return;
    }
  g_set_error (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_FAILED,
               _ ("%s; try again, and if that does not help, remove the file"),
               sqlite3_errstr (code));
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

/* What application_id says of a file that the first @count migrations made; 0 for none. */
static int
fingerprint (const char *const *migrations, int count)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (int i = 0; i < count; i++)
    g_string_append (all, migrations[i]);
  return count > 0 ? (int) g_str_hash (all->str) : 0;
}

static gboolean
read_number (sqlite3 *database, const char *sql, int *number, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (database, sql, error);

  if (statement == NULL || !banco_database_step (statement, error))
    return FALSE;
  *number = sqlite3_column_int (statement, 0);
  return TRUE;
}

static gboolean
find_version (sqlite3 *database, const char *const *migrations, int *version, GError **error)
{
  int made_by, tables;

  if (!read_number (database, "PRAGMA user_version", version, error) ||
      !read_number (database, "PRAGMA application_id", &made_by, error) ||
      !read_number (database, "SELECT count (*) FROM sqlite_master", &tables, error))
    return FALSE;
  if (*version > (int) g_strv_length ((char **) migrations)) {
    g_set_error_literal (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_NEWER,
                         _ ("the file was written by a newer version of Banco; use that one"));
    return FALSE;
  }
  if (*version >= 0 && made_by == fingerprint (migrations, *version) &&
      (*version > 0 || tables == 0))
    return TRUE;
  g_set_error_literal (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_FOREIGN,
                       _ ("the file is arranged in another way than this version of Banco does"));
  return FALSE;
}

static gboolean
migrate (sqlite3 *database, const char *const *migrations, GError **error)
{
  int version;

  if (!find_version (database, migrations, &version, error))
    return FALSE;
  for (; migrations[version] != NULL; version++) {
    g_autofree char *sql =
      g_strdup_printf ("%s; PRAGMA user_version = %d; PRAGMA application_id = %d",
                       migrations[version], version + 1, fingerprint (migrations, version + 1));

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

gboolean
banco_database_clear (const char *path, GError **error)
{
  g_autoptr (sqlite3) database = open_with (path, SQLITE_OPEN_READWRITE, "", error);
  gboolean cleared;

  if (database == NULL)
    return FALSE;
  /* Once read, a file in WAL mode stays in it, and who has it open is not in the way. */
  sqlite3_table_column_metadata (database, NULL, "sqlite_master", NULL, NULL, NULL, NULL, NULL,
                                 NULL);
  sqlite3_db_config (database, SQLITE_DBCONFIG_RESET_DATABASE, 1, NULL);
  cleared = banco_database_execute (database, "VACUUM", error);
  sqlite3_db_config (database, SQLITE_DBCONFIG_RESET_DATABASE, 0, NULL);
  return cleared;
}

sqlite3 *
banco_database_open_reader (const char *path, GError **error)
{
  return open_with (path, SQLITE_OPEN_READONLY, "PRAGMA query_only = ON", error);
}
