/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/hit-private.h"

struct _BancoSnippets {
  GObject *owner;
  sqlite3 *reader; /* of the owner */
  char *match;
  sqlite3_stmt *statement; /* prepared when first needed */
};

BancoSnippets *
banco_snippets_new (GObject *owner, sqlite3 *reader, const char *match)
{
  BancoSnippets *self = g_rc_box_new0 (BancoSnippets);

  g_set_object (&self->owner, owner);
  self->reader = reader;
  self->match = g_strdup (match);
  return self;
}

BancoSnippets *
banco_snippets_ref (BancoSnippets *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  BancoSnippets *self = data;

  g_clear_pointer (&self->statement, sqlite3_finalize);
  g_free (self->match);
  g_clear_object (&self->owner);
}

void
banco_snippets_unref (BancoSnippets *self)
{
  g_rc_box_release_full (self, clear);
}

char *
banco_snippets_read (BancoSnippets *self, gint64 number)
{
  char *snippet = NULL;

  if (self->statement == NULL)
    self->statement = banco_database_prepare (
      self->reader,
      self->match != NULL ? "SELECT snippet (search, 3, char (2), char (3), '…', 20) FROM search"
                            " WHERE rowid = ? AND search MATCH ?"
                          : "SELECT substr (words, 1, 200) FROM search WHERE rowid = ?",
      NULL);
  if (self->statement == NULL)
    return g_strdup ("");
  sqlite3_bind_int64 (self->statement, 1, number);
  if (self->match != NULL)
    banco_database_bind_text (self->statement, 2, self->match);
  if (banco_database_step (self->statement, NULL))
    snippet = g_strdup ((const char *) sqlite3_column_text (self->statement, 0));
  sqlite3_reset (self->statement);
  return snippet != NULL ? snippet : g_strdup ("");
}
