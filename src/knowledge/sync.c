/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/source-private.h"

#include "knowledge/store-private.h"

G_DEFINE_INTERFACE (BancoSource, banco_source, G_TYPE_OBJECT)

static void
banco_source_default_init (BancoSourceInterface *iface)
{
}

GPtrArray *
banco_source_list (BancoSource *self, gboolean fresh, GCancellable *cancellable, GError **error)
{
  return BANCO_SOURCE_GET_IFACE (self)->list (self, fresh, cancellable, error);
}

gboolean
banco_source_fetch (BancoSource *self, BancoDraft *draft, GCancellable *cancellable, GError **error)
{
  return BANCO_SOURCE_GET_IFACE (self)->fetch (self, draft, cancellable, error);
}

gboolean
banco_source_is_gone (BancoSource *self, const char *id, GCancellable *cancellable)
{
  return BANCO_SOURCE_GET_IFACE (self)->is_gone (self, id, cancellable);
}

/* A synchronisation: first everything is asked for, then everything is written at once, so that
 * no lock is held while a network is waited for. */
typedef struct {
  BancoSource *source;
  const char *name;
  BancoDimensions *dimensions;
  GPtrArray *drafts;  /* of BancoDraft: all there are */
  GPtrArray *changed; /* of BancoDraft, borrowed: to be written */
  GPtrArray *touched; /* of BancoDraft, borrowed: only their version moved */
  GPtrArray *gone;    /* of char *, borrowed from known */
  GHashTable *known;  /* char *id to BancoKnown */
  BancoOperation *operation;
  GCancellable *cancellable;
  gboolean full;
  guint added;
  guint again;    /* written again though nothing of them changed */
  guint vanished; /* listed, but never to be had */
} Sync;

/* What the library already holds of an entry's files need not come again. */
static void
note_kept (Sync *sync, sqlite3 *database, BancoDraft *draft)
{
  g_autoptr (GHashTable) held = banco_store_list_files (database, sync->name, draft->id, NULL);

  for (guint i = 0; held != NULL && i < draft->files->len; i++) {
    BancoFile *file = draft->files->pdata[i];

    file->kept = g_strcmp0 (g_hash_table_lookup (held, file->name), file->version) == 0;
  }
}

static gboolean
brings_files (const BancoDraft *draft)
{
  for (guint i = 0; i < draft->files->len; i++)
    if (((BancoFile *) draft->files->pdata[i])->data != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
fetch_one (Sync *sync, BancoDraft *draft, const BancoKnown *known, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *digest = NULL;
  gboolean same;

  if (!banco_source_fetch (sync->source, draft, sync->cancellable, &failure)) {
    /* What vanishes between list and fetch stays as it was until the next time. */
    if (g_error_matches (failure, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND)) {
      sync->vanished += known == NULL;
      return TRUE;
    }
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  digest = banco_draft_digest (draft);
  same = known != NULL && g_strcmp0 (known->digest, digest) == 0;
  if (same && !sync->full && !brings_files (draft)) {
    g_ptr_array_add (sync->touched, draft);
    return TRUE;
  }
  /* A picture that was missing is news; what is read once more is not, but it is written: an older
   * Banco may have understood less of it. */
  sync->again += same && sync->full;
  sync->added += known == NULL;
  g_ptr_array_add (sync->changed, draft);
  return TRUE;
}

static gboolean
fetch_changes (Sync *sync, sqlite3 *database, GError **error)
{
  for (guint i = 0; i < sync->drafts->len; i++) {
    BancoDraft *draft = sync->drafts->pdata[i];
    const BancoKnown *known = g_hash_table_lookup (sync->known, draft->id);

    if (g_cancellable_set_error_if_cancelled (sync->cancellable, error))
      return FALSE;
    if (!sync->full && known != NULL && g_strcmp0 (known->version, draft->version) == 0)
      continue;
    if (!sync->full)
      note_kept (sync, database, draft);
    if (sync->operation != NULL)
      banco_operation_report (sync->operation, (double) i / sync->drafts->len, draft->title);
    if (!fetch_one (sync, draft, known, error))
      return FALSE;
  }
  return TRUE;
}

static void
find_gone (Sync *sync)
{
  g_autoptr (GHashTable) listed = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iterator;
  gpointer id;

  for (guint i = 0; i < sync->drafts->len; i++)
    g_hash_table_add (listed, ((BancoDraft *) sync->drafts->pdata[i])->id);
  g_hash_table_iter_init (&iterator, sync->known);
  while (g_hash_table_iter_next (&iterator, &id, NULL))
    if (!g_hash_table_contains (listed, id) &&
        banco_source_is_gone (sync->source, id, sync->cancellable))
      g_ptr_array_add (sync->gone, id);
}

/* What is to be indexed of an entry that was written. */
typedef struct {
  BancoDraft *draft; /* borrowed */
  gint64 number;
  char *words;
  char *told; /* of its tables: found, but no part of its text */
} Written;

static void
written_clear (gpointer data)
{
  g_free (((Written *) data)->words);
  g_free (((Written *) data)->told);
}

static gboolean
write_draft (Sync *sync, sqlite3 *database, BancoDraft *draft, GArray *written, GError **error)
{
  BancoScope scope = { .id = draft->id, .url = draft->url };
  /* Before the page's own facts are added: the digest is of what the source says. */
  g_autofree char *digest = banco_draft_digest (draft);
  g_autoptr (BancoDocument) document = banco_format_read (draft->format, draft->body, &scope);
  g_autoptr (GPtrArray) mentions = banco_facts_find_mentions (document, sync->dimensions);
  g_autoptr (GPtrArray) tables = banco_facts_list_tables (draft, document);
  Written one = { .draft = draft, .number = -1 };

  one.words = banco_document_to_words (document, tables, &one.told);
  banco_facts_complete (draft, document, sync->dimensions);
  one.number = banco_store_write (database, sync->name, draft, digest, mentions, error);
  g_array_append_val (written, one);
  return one.number >= 0;
}

static gboolean
write_drafts (Sync *sync, sqlite3 *database, GError **error)
{
  g_autoptr (GArray) written = g_array_new (FALSE, FALSE, sizeof (Written));

  g_array_set_clear_func (written, written_clear);
  for (guint i = 0; i < sync->changed->len; i++)
    if (g_cancellable_set_error_if_cancelled (sync->cancellable, error) ||
        !write_draft (sync, database, sync->changed->pdata[i], written, error))
      return FALSE;
  for (guint i = 0; i < written->len; i++) {
    const Written *one = &g_array_index (written, Written, i);

    if (g_cancellable_set_error_if_cancelled (sync->cancellable, error) ||
        !banco_store_index (database, one->number, one->draft, one->words, one->told, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_all (sqlite3 *database, gpointer data, GError **error)
{
  Sync *sync = data;

  if (!write_drafts (sync, database, error))
    return FALSE;
  for (guint i = 0; i < sync->touched->len; i++) {
    const BancoDraft *draft = sync->touched->pdata[i];

    if (!banco_store_touch (database, sync->name, draft->id, draft->version, error))
      return FALSE;
  }
  for (guint i = 0; i < sync->gone->len; i++)
    if (!banco_store_remove (database, sync->name, sync->gone->pdata[i], error))
      return FALSE;
  if (sync->changed->len + sync->gone->len > 0 && !banco_store_finish (database, error))
    return FALSE;
  return banco_store_set_synced (database, sync->name, banco_clock_now (), error);
}

static void
add_to_report (Sync *sync, BancoSyncReport *report)
{
  guint unchanged = sync->drafts->len - sync->changed->len - sync->vanished + sync->again;

  report->added += sync->added;
  report->changed += sync->changed->len - sync->added - sync->again;
  report->removed += sync->gone->len;
  report->unchanged += unchanged;
  report->entries += sync->drafts->len - sync->vanished;
  for (guint i = 0; i < sync->drafts->len; i++)
    report->attachments += ((BancoDraft *) sync->drafts->pdata[i])->files->len;
}

static gboolean
run (Sync *sync, sqlite3 *database, GError **error)
{
  gboolean same;

  sync->known = banco_store_list (database, sync->name, error);
  if (sync->known == NULL)
    return FALSE;
  sync->drafts = banco_source_list (
    sync->source, sync->full || g_hash_table_size (sync->known) == 0, sync->cancellable, error);
  if (sync->drafts == NULL || !fetch_changes (sync, database, error))
    return FALSE;
  find_gone (sync);
  if (g_cancellable_set_error_if_cancelled (sync->cancellable, error))
    return FALSE;
  same = sync->changed->len + sync->touched->len + sync->gone->len == 0;
  /* A start with nothing new writes nothing. */
  return (same && sync->operation == NULL) ||
         banco_database_transaction (database, write_all, sync, error);
}

gboolean
banco_source_sync (BancoSource *self,
                   sqlite3 *database,
                   const char *name,
                   BancoDimensions *dimensions,
                   gboolean full,
                   BancoSyncReport *report,
                   BancoOperation *operation,
                   GCancellable *cancellable,
                   GError **error)
{
  Sync sync = {
    .source = self,
    .name = name,
    .dimensions = dimensions,
    .changed = g_ptr_array_new (),
    .touched = g_ptr_array_new (),
    .gone = g_ptr_array_new (),
    .operation = operation,
    .cancellable = cancellable,
    .full = full,
  };
  gboolean done = run (&sync, database, error);

  if (done)
    add_to_report (&sync, report);
  g_ptr_array_unref (sync.changed);
  g_ptr_array_unref (sync.touched);
  g_ptr_array_unref (sync.gone);
  g_clear_pointer (&sync.drafts, g_ptr_array_unref);
  g_clear_pointer (&sync.known, g_hash_table_unref);
  return done;
}
