/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/entry-private.h"

#include "knowledge/search-private.h"

#include <string.h>

struct _BancoEntry {
  GObject parent_instance;
  char *id;
  char *source;
  char *title;
  char *url;
  char *comment;
  BancoEntryKind kind;
  BancoFormat format;
  gint64 updated;
  char **facets[BANCO_N_DIMENSIONS];
  GPtrArray *contacts;
  GPtrArray *examples;
  GPtrArray *attachments;
  GBytes *body;
  BancoDocument *document;
};

G_DEFINE_FINAL_TYPE (BancoEntry, banco_entry, G_TYPE_OBJECT)

static void
banco_entry_finalize (GObject *object)
{
  BancoEntry *self = BANCO_ENTRY (object);

  g_free (self->id);
  g_free (self->source);
  g_free (self->title);
  g_free (self->url);
  g_free (self->comment);
  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++)
    g_strfreev (self->facets[i]);
  g_ptr_array_unref (self->contacts);
  g_ptr_array_unref (self->examples);
  g_ptr_array_unref (self->attachments);
  g_clear_pointer (&self->body, g_bytes_unref);
  banco_document_free (self->document);
  G_OBJECT_CLASS (banco_entry_parent_class)->finalize (object);
}

static void
banco_entry_class_init (BancoEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_entry_finalize;
}

static void
banco_entry_init (BancoEntry *self)
{
  self->contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_contact_free);
  self->examples = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_example_free);
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_attachment_free);
}

static char *
dup_column (sqlite3_stmt *row, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (row, column));
}

/* Links between pages are looked up within the entry's own source. */
typedef struct {
  sqlite3 *reader;
  const char *source;
} LinkTargets;

static char *
find (BancoFindBy by, const char *value, gpointer data)
{
  LinkTargets *targets = data;
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (
    targets->reader,
    by == BANCO_FIND_ID ? "SELECT id FROM entry WHERE source = ? AND id = ?"
                        : "SELECT id FROM entry WHERE source = ? AND title = ? COLLATE NOCASE",
    NULL);

  if (statement == NULL)
    return NULL;
  banco_database_bind_text (statement, 1, targets->source);
  banco_database_bind_text (statement, 2, value);
  return banco_database_step (statement, NULL) ? dup_column (statement, 0) : NULL;
}

static sqlite3_stmt *
rows_of (sqlite3 *reader, const char *sql, gint64 number)
{
  sqlite3_stmt *statement = banco_database_prepare (reader, sql, NULL);

  if (statement != NULL)
    sqlite3_bind_int64 (statement, 1, number);
  return statement;
}

static void
load_people (BancoEntry *self, sqlite3 *reader, gint64 number)
{
  g_autoptr (sqlite3_stmt) rows = rows_of (
    reader, "SELECT name, role, email FROM contact WHERE entry = ? ORDER BY rowid", number);

  while (rows != NULL && banco_database_step (rows, NULL)) {
    BancoContact *contact = g_new0 (BancoContact, 1);

    contact->name = dup_column (rows, 0);
    contact->role = dup_column (rows, 1);
    contact->email = dup_column (rows, 2);
    g_ptr_array_add (self->contacts, contact);
  }
}

static void
load_examples (BancoEntry *self, sqlite3 *reader, gint64 number)
{
  g_autoptr (sqlite3_stmt) rows =
    rows_of (reader, "SELECT kind, url, path FROM example WHERE entry = ? ORDER BY rowid", number);

  while (rows != NULL && banco_database_step (rows, NULL)) {
    BancoExample *example = g_new0 (BancoExample, 1);

    example->kind = dup_column (rows, 0);
    example->url = dup_column (rows, 1);
    example->path = dup_column (rows, 2);
    g_ptr_array_add (self->examples, example);
  }
}

static void
load_attachments (BancoEntry *self, sqlite3 *reader, gint64 number)
{
  g_autoptr (sqlite3_stmt) rows = rows_of (
    reader, "SELECT name, media_type, bytes FROM file WHERE entry = ? ORDER BY name", number);

  while (rows != NULL && banco_database_step (rows, NULL)) {
    BancoAttachment *attachment = g_new0 (BancoAttachment, 1);

    attachment->name = dup_column (rows, 0);
    attachment->media_type = dup_column (rows, 1);
    attachment->bytes = (guint64) sqlite3_column_int64 (rows, 2);
    g_ptr_array_add (self->attachments, attachment);
  }
}

static void
load_document (BancoEntry *self, sqlite3 *reader)
{
  LinkTargets targets = { reader, self->source };
  /* A notebook that is attached to a page stands beside that page's other files. */
  const char *attached = strstr (self->id, "/attachment/");
  g_autofree char *page = attached != NULL ? g_strndup (self->id, attached - self->id) : NULL;
  BancoScope scope = {
    .id = page != NULL ? page : self->id,
    .url = page != NULL ? NULL : self->url,
    .find = find,
    .data = &targets,
  };

  self->document = banco_format_read (self->format, self->body, &scope);
}

static BancoEntry *
load_row (sqlite3 *reader, sqlite3_stmt *row)
{
  BancoEntry *self = g_object_new (BANCO_TYPE_ENTRY, NULL);
  gint64 number = sqlite3_column_int64 (row, 0);

  self->id = dup_column (row, 1);
  self->source = dup_column (row, 2);
  self->title = dup_column (row, 3);
  self->url = dup_column (row, 4);
  self->comment = dup_column (row, 5);
  self->kind = (BancoEntryKind) sqlite3_column_int (row, 6);
  self->format = (BancoFormat) sqlite3_column_int (row, 7);
  self->updated = sqlite3_column_int64 (row, 8);
  self->body = g_bytes_new (sqlite3_column_blob (row, 9), (gsize) sqlite3_column_bytes (row, 9));
  for (BancoDimension dimension = 0; dimension < BANCO_N_DIMENSIONS; dimension++)
    self->facets[dimension] = banco_search_names (reader, number, dimension);
  load_people (self, reader, number);
  load_examples (self, reader, number);
  load_attachments (self, reader, number);
  load_document (self, reader);
  return self;
}

/* One entry where @column is @value. */
static BancoEntry *
load_by (sqlite3 *reader, const char *column, const char *value, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
    "SELECT number, entry.id, source, title, url, comment, kind, format, updated, data FROM entry"
    " JOIN body ON body.entry = number JOIN source ON source.id = source WHERE %s = ? ORDER BY "
    "rank LIMIT 1",
    column);
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (reader, sql, error);

  if (statement == NULL)
    return NULL;
  banco_database_bind_text (statement, 1, value);
  return banco_database_step (statement, error) ? load_row (reader, statement) : NULL;
}

/* By an address of the wiki that the entry is from; other wikis have pages of the same name. */
static BancoEntry *
load_by_wiki (sqlite3 *reader, const char *address, GError **error)
{
  gsize length = strlen (address);
  g_autofree char *value = NULL;
  g_autofree char *space = NULL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (BancoEntry) entry = NULL;
  BancoFindBy by;

  if (banco_scope_parse_wiki (address, &by, &value, &space))
    entry =
      load_by (reader, by == BANCO_FIND_ID ? "entry.id" : "title COLLATE NOCASE", value, &failure);
  if (entry != NULL && (entry->url == NULL || banco_scope_is_same_host (entry->url, address)))
    return g_steal_pointer (&entry);
  if (failure == NULL && entry == NULL && length > 0 && address[length - 1] == '.') {
    /* The full stop of the sentence that it stood in. */
    g_autofree char *shorter = g_strndup (address, length - 1);

    return load_by_wiki (reader, shorter, error);
  }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

BancoEntry *
banco_entry_load (sqlite3 *reader, const char *id, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *bare = NULL;
  g_autofree char *file = NULL;
  g_autofree char *value = NULL;
  BancoEntry *entry = load_by (reader, "entry.id", id, &failure);

  if (entry == NULL && failure == NULL)
    entry = load_by (reader, "url", id, &failure);
  if (entry == NULL && failure == NULL && banco_scope_parse_address (id, &bare, &file)) {
    value = file != NULL ? g_strconcat (bare, "/attachment/", file, NULL) : g_strdup (bare);
    entry = load_by (reader, "entry.id", value, &failure);
    /* In a folder, a file of an entry stands beside it and may be an entry itself. */
    if (entry == NULL && failure == NULL && file != NULL) {
      g_autofree char *beside = banco_scope_beside (bare, file);

      entry = load_by (reader, "entry.id", beside, &failure);
    }
  } else if (entry == NULL && failure == NULL) {
    entry = load_by_wiki (reader, id, &failure);
  }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return entry;
}

const char *
banco_entry_get_id (BancoEntry *self)
{
  g_return_val_if_fail (BANCO_IS_ENTRY (self), NULL);
  return self->id;
}

const char *
banco_entry_get_source (BancoEntry *self)
{
  g_return_val_if_fail (BANCO_IS_ENTRY (self), NULL);
  return self->source;
}

const char *
banco_entry_get_title (BancoEntry *self)
{
  g_return_val_if_fail (BANCO_IS_ENTRY (self), NULL);
  return self->title;
}

const char *
banco_entry_get_url (BancoEntry *self)
{
  g_return_val_if_fail (BANCO_IS_ENTRY (self), NULL);
  return self->url;
}

BancoEntryKind
banco_entry_get_kind (BancoEntry *self)
{
  g_return_val_if_fail (BANCO_IS_ENTRY (self), BANCO_ENTRY_PAGE);
  return self->kind;
}

gint64
banco_entry_get_updated (BancoEntry *self)
{
  g_return_val_if_fail (BANCO_IS_ENTRY (self), 0);
  return self->updated;
}

const char *
banco_entry_get_comment (BancoEntry *self)
{
  g_return_val_if_fail (BANCO_IS_ENTRY (self), NULL);
  return self->comment;
}

const char *const *
banco_entry_get_facets (BancoEntry *self, BancoDimension dimension)
{
  g_return_val_if_fail (BANCO_IS_ENTRY (self) && dimension < BANCO_N_DIMENSIONS, NULL);
  return (const char *const *) self->facets[dimension];
}

const GPtrArray *
banco_entry_get_contacts (BancoEntry *self)
{
  g_return_val_if_fail (BANCO_IS_ENTRY (self), NULL);
  return self->contacts;
}

const GPtrArray *
banco_entry_get_examples (BancoEntry *self)
{
  g_return_val_if_fail (BANCO_IS_ENTRY (self), NULL);
  return self->examples;
}

const GPtrArray *
banco_entry_get_attachments (BancoEntry *self)
{
  g_return_val_if_fail (BANCO_IS_ENTRY (self), NULL);
  return self->attachments;
}

BancoDocument *
banco_entry_get_document (BancoEntry *self)
{
  g_return_val_if_fail (BANCO_IS_ENTRY (self), NULL);
  return self->document;
}

GBytes *
banco_entry_get_raw (BancoEntry *self)
{
  g_return_val_if_fail (BANCO_IS_ENTRY (self), NULL);
  return self->format == BANCO_FORMAT_STORAGE ? NULL : g_bytes_ref (self->body);
}
