/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/store-private.h"

#define STARTER "starter"

const char *const banco_store_migrations[] = {
  "CREATE TABLE source (id TEXT PRIMARY KEY, rank INTEGER NOT NULL, synced INTEGER NOT NULL "
  "DEFAULT 0);"
  "CREATE TABLE entry ("
  "  number INTEGER PRIMARY KEY, source TEXT NOT NULL REFERENCES source ON DELETE CASCADE,"
  "  id TEXT NOT NULL, key TEXT NOT NULL, slug TEXT NOT NULL, kind INTEGER NOT NULL,"
  "  format INTEGER NOT NULL, hidden INTEGER NOT NULL DEFAULT 0, updated INTEGER NOT NULL,"
  "  version TEXT NOT NULL, digest TEXT NOT NULL, url TEXT, title TEXT NOT NULL,"
  "  comment TEXT NOT NULL, tags TEXT NOT NULL, words TEXT NOT NULL, body BLOB NOT NULL,"
  "  UNIQUE (source, id));"
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
  "CREATE VIRTUAL TABLE search USING fts5 (title, comment, tags, words, content='entry',"
  "  content_rowid='number', tokenize='unicode61 remove_diacritics 2', prefix='2 3');"
  "CREATE TRIGGER entry_added AFTER INSERT ON entry BEGIN"
  "  INSERT INTO search (rowid, title, comment, tags, words)"
  "  VALUES (new.number, new.title, new.comment, new.tags, new.words); END;"
  "CREATE TRIGGER entry_removed AFTER DELETE ON entry BEGIN"
  "  INSERT INTO search (search, rowid, title, comment, tags, words)"
  "  VALUES ('delete', old.number, old.title, old.comment, old.tags, old.words); END;"
  "CREATE TRIGGER entry_changed AFTER UPDATE OF title, comment, tags, words ON entry BEGIN"
  "  INSERT INTO search (search, rowid, title, comment, tags, words)"
  "  VALUES ('delete', old.number, old.title, old.comment, old.tags, old.words);"
  "  INSERT INTO search (rowid, title, comment, tags, words)"
  "  VALUES (new.number, new.title, new.comment, new.tags, new.words); END",
  NULL,
};

G_DEFINE_QUARK (banco_knowledge_error, banco_knowledge_error)

void
banco_store_translate (GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (error == NULL || *error == NULL || (*error)->domain != BANCO_DATABASE_ERROR)
    return;
  cause = g_steal_pointer (error);
  g_set_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_STORAGE,
               "the library on this computer cannot be used: %s", cause->message);
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

/* Runs @sql with the entry's number first and then @values, NULL-terminated by @count. */
static gboolean
run_for (sqlite3 *database,
         const char *sql,
         gint64 number,
         const char *const *values,
         guint count,
         GError **error)
{
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, number);
  for (guint i = 0; i < count; i++)
    banco_database_bind_text (statement, (int) i + 2, values[i]);
  return banco_database_run (statement, error);
}

static char *
dup_tags (BancoDraft *draft)
{
  GString *tags = g_string_new (NULL);

  for (guint i = 0; i < draft->labels->len; i++) {
    const BancoLabel *label = draft->labels->pdata[i];

    g_string_append_printf (tags, "%s %s\n", label->name, label->label);
  }
  return g_string_free (tags, FALSE);
}

static void
bind_entry (sqlite3_stmt *statement,
            const char *source,
            BancoDraft *draft,
            const char *digest,
            const char *words)
{
  g_autofree char *slug = banco_slug (draft->title);
  g_autofree char *tags = dup_tags (draft);
  gsize size = 0;
  gconstpointer body = draft->body != NULL ? g_bytes_get_data (draft->body, &size) : NULL;

  banco_database_bind_text (statement, 1, source);
  banco_database_bind_text (statement, 2, draft->id);
  banco_database_bind_text (statement, 3, draft->key != NULL ? draft->key : slug);
  banco_database_bind_text (statement, 4, slug);
  sqlite3_bind_int (
    statement, 5, draft->format == BANCO_FORMAT_NOTEBOOK ? BANCO_ENTRY_NOTEBOOK : BANCO_ENTRY_PAGE);
  sqlite3_bind_int (statement, 6, draft->format);
  sqlite3_bind_int64 (statement, 7, draft->updated);
  banco_database_bind_text (statement, 8, draft->version);
  banco_database_bind_text (statement, 9, digest);
  banco_database_bind_text (statement, 10, draft->url);
  banco_database_bind_text (statement, 11, draft->title);
  banco_database_bind_text (statement, 12, draft->comment != NULL ? draft->comment : "");
  banco_database_bind_text (statement, 13, tags);
  banco_database_bind_text (statement, 14, words);
  sqlite3_bind_blob64 (statement, 15, body != NULL ? body : "", size, SQLITE_TRANSIENT);
}

/* The number of the entry, -1 when it could not be written. */
static gint64
write_entry (sqlite3 *database,
             const char *source,
             BancoDraft *draft,
             const char *digest,
             const char *words,
             GError **error)
{
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (
    database,
    "INSERT INTO entry (source, id, key, slug, kind, format, updated, version, digest, url, title,"
    " comment, tags, words, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (source, id) DO UPDATE SET key = excluded.key, slug = excluded.slug,"
    " kind = excluded.kind, format = excluded.format, updated = excluded.updated,"
    " version = excluded.version, digest = excluded.digest, url = excluded.url,"
    " title = excluded.title, comment = excluded.comment, tags = excluded.tags,"
    " words = excluded.words, body = excluded.body RETURNING number",
    error);
  gint64 number;

  if (statement == NULL)
    return -1;
  bind_entry (statement, source, draft, digest, words);
  if (!banco_database_step (statement, error))
    return -1;
  number = sqlite3_column_int64 (statement, 0);
  return banco_database_run (statement, error) ? number : -1;
}

static gboolean
write_labels (sqlite3 *database, gint64 number, BancoDraft *draft, GError **error)
{
  for (guint i = 0; i < draft->labels->len; i++) {
    const BancoLabel *label = draft->labels->pdata[i];
    char dimension[] = { (char) ('0' + label->dimension), '\0' };
    const char *const values[] = { dimension, label->label, label->name };

    if (!run_for (database,
                  "INSERT OR IGNORE INTO facet (entry, dimension, label, name) VALUES (?, ?, ?, ?)",
                  number, values, 3, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_people (sqlite3 *database, gint64 number, BancoDraft *draft, GError **error)
{
  for (guint i = 0; i < draft->contacts->len; i++) {
    const BancoContact *contact = draft->contacts->pdata[i];
    const char *const values[] = { contact->name, contact->role, contact->email };

    if (!run_for (database, "INSERT INTO contact (entry, name, role, email) VALUES (?, ?, ?, ?)",
                  number, values, 3, error))
      return FALSE;
  }
  for (guint i = 0; i < draft->examples->len; i++) {
    const BancoExample *example = draft->examples->pdata[i];
    const char *const values[] = { example->kind, example->url, example->path };

    if (!run_for (database, "INSERT INTO example (entry, kind, url, path) VALUES (?, ?, ?, ?)",
                  number, values, 3, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_file (sqlite3 *database, gint64 number, const BancoFile *file, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (
    database,
    "INSERT INTO file (entry, name, media_type, version, bytes, data) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (entry, name) DO UPDATE SET media_type = excluded.media_type,"
    " data = CASE WHEN excluded.data IS NULL AND version = excluded.version THEN data"
    " ELSE excluded.data END, version = excluded.version, bytes = excluded.bytes",
    error);
  gsize size = 0;
  gconstpointer data = file->data != NULL ? g_bytes_get_data (file->data, &size) : NULL;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, number);
  banco_database_bind_text (statement, 2, file->name);
  banco_database_bind_text (statement, 3, file->media_type != NULL ? file->media_type : "");
  banco_database_bind_text (statement, 4, file->version != NULL ? file->version : "");
  sqlite3_bind_int64 (statement, 5, (gint64) file->bytes);
  if (data != NULL)
    sqlite3_bind_blob64 (statement, 6, data, size, SQLITE_TRANSIENT);
  return banco_database_run (statement, error);
}

/* Files that are no longer there go; those that are keep their data if nothing newer came. */
static gboolean
write_files (sqlite3 *database, gint64 number, BancoDraft *draft, GError **error)
{
  g_autoptr (GString) names = g_string_new ("[");

  for (guint i = 0; i < draft->files->len; i++) {
    const BancoFile *file = draft->files->pdata[i];
    g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), file->name);
    g_autofree char *quoted = json_to_string (node, FALSE);

    g_string_append_printf (names, "%s%s", i > 0 ? "," : "", quoted);
    if (!write_file (database, number, file, error))
      return FALSE;
  }
  g_string_append_c (names, ']');
  return run_for (
    database, "DELETE FROM file WHERE entry = ? AND name NOT IN (SELECT value FROM json_each (?))",
    number, (const char *const[]){ names->str }, 1, error);
}

gboolean
banco_store_write (sqlite3 *database,
                   const char *source,
                   BancoDraft *draft,
                   const char *digest,
                   const char *words,
                   GError **error)
{
  gint64 number = write_entry (database, source, draft, digest, words, error);

  return number >= 0 &&
         run_for (database, "DELETE FROM facet WHERE entry = ?", number, NULL, 0, error) &&
         run_for (database, "DELETE FROM contact WHERE entry = ?", number, NULL, 0, error) &&
         run_for (database, "DELETE FROM example WHERE entry = ?", number, NULL, 0, error) &&
         write_labels (database, number, draft, error) &&
         write_people (database, number, draft, error) &&
         write_files (database, number, draft, error);
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
  return run_with (database, "DELETE FROM entry WHERE source = ? AND id = ?",
                   (const char *const[]){ source, id }, 2, error);
}

gboolean
banco_store_hide (sqlite3 *database, GError **error)
{
  return banco_database_execute (
    database,
    "UPDATE entry SET hidden = NOT hidden WHERE hidden != (source = '" STARTER "' AND EXISTS ("
    " SELECT 1 FROM entry AS other WHERE other.source != '" STARTER "'"
    " AND (other.key IN (entry.key, entry.slug) OR other.slug IN (entry.key, entry.slug))"
    " AND other.kind = entry.kind))",
    error);
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
         banco_store_hide (database, error);
}

gboolean
banco_store_set_sources (sqlite3 *database, const char *const *sources, GError **error)
{
  return banco_database_transaction (database, set_sources, (gpointer) sources, error);
}
