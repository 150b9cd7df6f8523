/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

#define BANCO_DATABASE_ERROR (banco_database_error_quark ())
typedef enum {
  BANCO_DATABASE_ERROR_FAILED,
  BANCO_DATABASE_ERROR_FULL,    /* no space left */
  BANCO_DATABASE_ERROR_NEWER,   /* written by a newer Banco */
  BANCO_DATABASE_ERROR_FOREIGN, /* not made by these migrations */
  BANCO_DATABASE_ERROR_DAMAGED,
} BancoDatabaseError;
GQuark banco_database_error_quark (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close_v2)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/* Opens @path (0600, folders 0700) in WAL mode for the one writer, and runs the @migrations
 * (NULL-terminated SQL) that user_version says are missing, each in a transaction. A hash of those
 * that ran is kept in application_id, so that tables of other making are told. Sentences of errors
 * say what to do. */
sqlite3 *banco_database_open (const char *path,
                              const char *const *migrations,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Empties the file, whatever it holds; connections that are open see it empty from then on. */
gboolean banco_database_clear (const char *path, GError **error);

/* A second, read-only connection to what banco_database_open() made. */
sqlite3 *banco_database_open_reader (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean banco_database_execute (sqlite3 *database, const char *sql, GError **error);
sqlite3_stmt *banco_database_prepare (sqlite3 *database,
                                      const char *sql,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Binds @text (nullable) at @index, counted from 1; copied. */
void banco_database_bind_text (sqlite3_stmt *statement, int index, const char *text);

/* Steps: TRUE with a row. FALSE at the end, or with @error set. Resets at the end. */
gboolean banco_database_step (sqlite3_stmt *statement, GError **error);

/* Steps a statement that gives no row, then resets it and clears its bindings. */
gboolean banco_database_run (sqlite3_stmt *statement, GError **error);

/* BEGIN IMMEDIATE, @body, COMMIT; ROLLBACK if @body or the commit fails. */
typedef gboolean (*BancoDatabaseBody) (sqlite3 *database, gpointer data, GError **error);
gboolean banco_database_transaction (sqlite3 *database,
                                     BancoDatabaseBody body,
                                     gpointer data,
                                     GError **error);

G_END_DECLS
