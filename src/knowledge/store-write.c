/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/store-private.h"

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

static void
bind_entry (sqlite3_stmt *statement, const char *source, BancoDraft *draft, const char *digest)
{
  g_autofree char *slug = banco_slug (draft->title);
  gsize size = 0;
  gconstpointer body = draft->body != NULL ? g_bytes_get_data (draft->body, &size) : NULL;
  g_autofree char *content =
    g_compute_checksum_for_data (G_CHECKSUM_SHA256, body != NULL ? body : (gconstpointer) "", size);

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
  banco_database_bind_text (statement, 13, content);
}

/* The number of the entry, -1 when it could not be written. */
static gint64
write_entry (sqlite3 *database,
             const char *source,
             BancoDraft *draft,
             const char *digest,
             GError **error)
{
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (
    database,
    "INSERT INTO entry (source, id, key, slug, kind, format, updated, version, digest, url, title,"
    " comment, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (source, id) DO UPDATE SET key = excluded.key, slug = excluded.slug,"
    " kind = excluded.kind, format = excluded.format, updated = excluded.updated,"
    " version = excluded.version, digest = excluded.digest, url = excluded.url,"
    " title = excluded.title, comment = excluded.comment, content = excluded.content"
    " RETURNING number",
    error);
  gint64 number;

  if (statement == NULL)
    return -1;
  bind_entry (statement, source, draft, digest);
  if (!banco_database_step (statement, error))
    return -1;
  number = sqlite3_column_int64 (statement, 0);
  return banco_database_run (statement, error) ? number : -1;
}

static gboolean
write_body (sqlite3 *database, gint64 number, BancoDraft *draft, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (
    database, "INSERT OR REPLACE INTO body (entry, data) VALUES (?, ?)", error);
  gsize size = 0;
  gconstpointer data = draft->body != NULL ? g_bytes_get_data (draft->body, &size) : NULL;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, number);
  sqlite3_bind_blob64 (statement, 2, data != NULL ? data : "", size, SQLITE_STATIC);
  return banco_database_run (statement, error);
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

static gboolean
write_mentions (sqlite3 *database, gint64 number, const GPtrArray *mentions, GError **error)
{
  for (guint i = 0; i < mentions->len; i++) {
    const BancoMention *mention = mentions->pdata[i];
    char fact[] = { (char) ('0' + mention->fact), '\0' };
    const char *const values[] = { mention->slug, fact, mention->label, mention->name };

    if (!run_for (database,
                  "INSERT INTO mention (entry, slug, fact, label, name)"
                  " VALUES (?, ?, CAST (? AS INTEGER), ?, ?)",
                  number, values, 4, error))
      return FALSE;
  }
  return TRUE;
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

gint64
banco_store_write (sqlite3 *database,
                   const char *source,
                   BancoDraft *draft,
                   const char *digest,
                   const GPtrArray *mentions,
                   GError **error)
{
  gint64 number = write_entry (database, source, draft, digest, error);

  if (number < 0 ||
      !run_for (database, "DELETE FROM facet WHERE entry = ?", number, NULL, 0, error) ||
      !run_for (database, "DELETE FROM contact WHERE entry = ?", number, NULL, 0, error) ||
      !run_for (database, "DELETE FROM example WHERE entry = ?", number, NULL, 0, error) ||
      !run_for (database, "DELETE FROM mention WHERE entry = ?", number, NULL, 0, error) ||
      !write_body (database, number, draft, error) ||
      !write_mentions (database, number, mentions, error) ||
      !write_labels (database, number, draft, error) ||
      !write_people (database, number, draft, error) ||
      !write_files (database, number, draft, error))
    return -1;
  return number;
}

gboolean
banco_store_index (sqlite3 *database,
                   gint64 number,
                   BancoDraft *draft,
                   const char *words,
                   const char *told,
                   GError **error)
{
  g_autofree char *labels = dup_tags (draft);
  g_autofree char *tags = g_strconcat (labels, "\n", told, NULL);
  const char *const values[] = { draft->title, draft->comment != NULL ? draft->comment : "", tags,
                                 words };

  return run_for (
    database,
    "INSERT OR REPLACE INTO search (rowid, title, comment, tags, words) VALUES (?, ?, ?, ?, ?)",
    number, values, 4, error);
}
