/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/store-private.h"

#include <glib/gi18n.h>

const char *const banco_store_migrations[] = {
  "CREATE TABLE source (id TEXT PRIMARY KEY, rank INTEGER NOT NULL, synced INTEGER NOT NULL "
  "DEFAULT 0);"
  "CREATE TABLE entry ("
  "  number INTEGER PRIMARY KEY, source TEXT NOT NULL REFERENCES source ON DELETE CASCADE,"
  "  id TEXT NOT NULL, key TEXT NOT NULL, slug TEXT NOT NULL, kind INTEGER NOT NULL,"
  "  format INTEGER NOT NULL, hidden INTEGER NOT NULL DEFAULT 0, updated INTEGER NOT NULL,"
  "  version TEXT NOT NULL, digest TEXT NOT NULL, content TEXT NOT NULL, url TEXT,"
  "  title TEXT NOT NULL, comment TEXT NOT NULL, UNIQUE (source, id));"
  "CREATE TABLE body (entry INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE,"
  "  data BLOB NOT NULL);"
  "CREATE INDEX entry_by_title ON entry (title COLLATE NOCASE);"
  "CREATE INDEX entry_by_url ON entry (url);"
  "CREATE TABLE facet (entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,"
  "  dimension INTEGER NOT NULL, label TEXT NOT NULL, name TEXT NOT NULL,"
  "  PRIMARY KEY (entry, dimension, label)) WITHOUT ROWID;"
  "CREATE TABLE contact (entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,"
  "  name TEXT NOT NULL, role TEXT, email TEXT);"
  "CREATE INDEX contact_by_entry ON contact (entry);"
  "CREATE TABLE example (entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,"
  "  kind TEXT NOT NULL, url TEXT, path TEXT);"
  "CREATE INDEX example_by_entry ON example (entry);"
  "CREATE TABLE file (entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,"
  "  name TEXT NOT NULL, media_type TEXT NOT NULL, version TEXT NOT NULL, bytes INTEGER NOT NULL,"
  "  data BLOB, PRIMARY KEY (entry, name));"
  "CREATE TABLE mention (entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,"
  "  slug TEXT NOT NULL, fact INTEGER NOT NULL, label TEXT NOT NULL, name TEXT NOT NULL);"
  "CREATE INDEX mention_by_entry ON mention (entry);"
  "CREATE INDEX entry_by_key ON entry (key);"
  "CREATE INDEX entry_by_slug ON entry (slug);"
  "CREATE INDEX entry_by_content ON entry (content);"
  "CREATE VIRTUAL TABLE search USING fts5 (title, comment, tags, words,"
  "  tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
  /* What is indexed of a page has changed: the next sync reads each again. */
  "UPDATE entry SET version = '', digest = ''",
  NULL,
};

G_DEFINE_QUARK (banco_knowledge_error, banco_knowledge_error)

gboolean
banco_store_is_lost (const GError *error)
{
  return g_error_matches (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_DAMAGED) ||
         g_error_matches (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_FOREIGN) ||
         g_error_matches (error, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_NEWER);
}

/* Until then, what can still be read of it is. */
static void
mark_damaged (const char *path)
{
  g_autoptr (sqlite3) writer = banco_database_open (path, banco_store_migrations, NULL);

  if (writer != NULL)
    banco_database_execute (writer, "PRAGMA application_id = 0", NULL);
}

void
banco_store_translate (const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (error == NULL || *error == NULL || (*error)->domain != BANCO_DATABASE_ERROR)
    return;
  cause = g_steal_pointer (error);
  if (banco_store_is_lost (cause)) {
    mark_damaged (path);
    g_set_error_literal (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_STORAGE,
                         _ ("the library on this computer is damaged; sync to build it anew"));
  } else {
    g_set_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_STORAGE,
                 _ ("the library on this computer cannot be used: %s"), cause->message);
  }
}

static void
known_free (gpointer data)
{
  BancoKnown *known = data;

  g_free (known->version);
  g_free (known->digest);
  g_free (known);
}

static char *
dup_column (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

GHashTable *
banco_store_list (sqlite3 *database, const char *source, GError **error)
{
  g_autoptr (GHashTable) known =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (
    database, "SELECT id, version, digest FROM entry WHERE source = ?", error);
  g_autoptr (GError) failure = NULL;

  if (statement == NULL)
    return NULL;
  banco_database_bind_text (statement, 1, source);
  while (banco_database_step (statement, &failure)) {
    BancoKnown *one = g_new0 (BancoKnown, 1);

    one->version = dup_column (statement, 1);
    one->digest = dup_column (statement, 2);
    g_hash_table_insert (known, dup_column (statement, 0), one);
  }
  if (failure == NULL)
    return g_steal_pointer (&known);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

GHashTable *
banco_store_list_files (sqlite3 *database, const char *source, const char *id, GError **error)
{
  g_autoptr (GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (
    database,
    "SELECT file.name, file.version FROM file JOIN entry ON file.entry = entry.number"
    " WHERE entry.source = ? AND entry.id = ? AND file.data IS NOT NULL",
    error);

  if (statement == NULL)
    return NULL;
  banco_database_bind_text (statement, 1, source);
  banco_database_bind_text (statement, 2, id);
  while (banco_database_step (statement, NULL))
    g_hash_table_insert (files, dup_column (statement, 0), dup_column (statement, 1));
  return g_steal_pointer (&files);
}

static gboolean
run_with (sqlite3 *database,
          const char *sql,
          const char *const *values,
          guint count,
          GError **error)
{
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < count; i++)
    banco_database_bind_text (statement, (int) i + 1, values[i]);
  return banco_database_run (statement, error);
}

gboolean
banco_store_touch (sqlite3 *database,
                   const char *source,
                   const char *id,
                   const char *version,
                   GError **error)
{
  return run_with (database, "UPDATE entry SET version = ? WHERE source = ? AND id = ?",
                   (const char *const[]){ version, source, id }, 3, error);
}

gboolean
banco_store_remove (sqlite3 *database, const char *source, const char *id, GError **error)
{
  const char *const values[] = { source, id };

  return run_with (database,
                   "DELETE FROM search WHERE rowid ="
                   " (SELECT number FROM entry WHERE source = ? AND id = ?)",
                   values, 2, error) &&
         run_with (database, "DELETE FROM entry WHERE source = ? AND id = ?", values, 2, error);
}

/* Overviews speak for entries that say nothing themselves. */
static const char apply_mentions[] =
  "INSERT OR IGNORE INTO facet SELECT target.number, mention.fact, mention.label, mention.name"
  " FROM mention JOIN entry AS page ON page.number = mention.entry"
  " JOIN entry AS target ON target.source = page.source AND target.slug = mention.slug"
  " WHERE mention.fact < 3 AND NOT EXISTS (SELECT 1 FROM facet"
  "  WHERE facet.entry = target.number AND facet.dimension = mention.fact);"
  "UPDATE entry SET comment = mention.name FROM mention"
  " JOIN entry AS page ON page.number = mention.entry"
  " WHERE mention.fact = 3 AND entry.comment = '' AND entry.slug = mention.slug"
  " AND entry.source = page.source;";

/* Not shown: starter entries behind a synced one with the same key, and a notebook that is attached
 * to a second page. */
static const char hide_doubles[] =
  "UPDATE entry SET hidden = NOT hidden WHERE hidden != CASE"
  " WHEN source = '" BANCO_STARTER "' THEN EXISTS ("
  "  SELECT 1 FROM entry AS other WHERE other.source != '" BANCO_STARTER "'"
  "  AND (other.key IN (entry.key, entry.slug) OR other.slug IN (entry.key, entry.slug)))"
  " WHEN instr (id, '/attachment/') > 0 THEN EXISTS ("
  "  SELECT 1 FROM entry AS other WHERE other.content = entry.content"
  "  AND other.number < entry.number AND other.source = entry.source)"
  " ELSE 0 END";

gboolean
banco_store_finish (sqlite3 *database, GError **error)
{
  return banco_database_execute (database, apply_mentions, error) &&
         banco_database_execute (database, hide_doubles, error);
}

gboolean
banco_store_set_synced (sqlite3 *database, const char *source, gint64 when, GError **error)
{
  g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, when);

  return run_with (database, "UPDATE source SET synced = CAST (? AS INTEGER) WHERE id = ?",
                   (const char *const[]){ seconds, source }, 2, error);
}

static gboolean
set_sources (sqlite3 *database, gpointer data, GError **error)
{
  const char *const *sources = data;
  g_autofree char *joined = g_strjoinv ("\n", (char **) sources);

  for (guint i = 0; sources[i] != NULL; i++) {
    g_autofree char *rank = g_strdup_printf ("%u", i);

    if (!run_with (database,
                   "INSERT INTO source (id, rank) VALUES (?, CAST (? AS INTEGER))"
                   " ON CONFLICT (id) DO UPDATE SET rank = excluded.rank",
                   (const char *const[]){ sources[i], rank }, 2, error))
      return FALSE;
  }
  return run_with (database,
                   "DELETE FROM source WHERE instr (char (10) || ? || char (10),"
                   " char (10) || id || char (10)) = 0",
                   (const char *const[]){ joined }, 1, error) &&
         (sqlite3_changes (database) == 0 ||
          banco_database_execute (
            database, "DELETE FROM search WHERE rowid NOT IN (SELECT number FROM entry)", error)) &&
         banco_store_finish (database, error);
}

gboolean
banco_store_set_sources (sqlite3 *database, const char *const *sources, GError **error)
{
  return banco_database_transaction (database, set_sources, (gpointer) sources, error);
}
