/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/entry-private.h"
#include "knowledge/search-private.h"
#include "knowledge/source-private.h"
#include "knowledge/store-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* SQLite's own 2 MB would be written out many times over during the first synchronisation. */
#define WRITER_CACHE "PRAGMA cache_size = -65536"
#define READER_CACHE "PRAGMA cache_size = -16384"

/* A source as it was set up, kept; immutable, shared with workers. */
typedef struct {
  BancoSourceSetup setup;
  char *texts[6]; /* what the setup borrows */
} Origin;

struct _BancoLibrary {
  GObject parent_instance;
  char *path;
  BancoHttp *http;
  BancoOperations *operations;
  GPtrArray *origins; /* of Origin; the starter library last */
  sqlite3 *reader;
  guint syncing;  /* how many syncs are under way */
  guint failures; /* how many have failed since the last that did not */
};

G_DEFINE_FINAL_TYPE (BancoLibrary, banco_library, G_TYPE_OBJECT)

static guint changed_signal;

enum {
  PROP_SYNCING = 1,
  PROP_FAILURES,
  PROP_SYNCED,
  PROP_N_ENTRIES,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static void
banco_library_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoLibrary *self = BANCO_LIBRARY (object);

  switch (id) {
  case PROP_SYNCING:
    g_value_set_boolean (value, self->syncing > 0);
    break;
  case PROP_FAILURES:
    g_value_set_uint (value, self->failures);
    break;
  case PROP_SYNCED:
    g_value_set_int64 (value, banco_library_get_synced (self));
    break;
  case PROP_N_ENTRIES:
    g_value_set_uint (value, banco_library_count (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_library_finalize (GObject *object)
{
  BancoLibrary *self = BANCO_LIBRARY (object);

  g_free (self->path);
  g_clear_object (&self->http);
  g_clear_object (&self->operations);
  g_clear_pointer (&self->origins, g_ptr_array_unref);
  g_clear_pointer (&self->reader, sqlite3_close_v2);
  G_OBJECT_CLASS (banco_library_parent_class)->finalize (object);
}

static void
banco_library_class_init (BancoLibraryClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = banco_library_get_property;
  G_OBJECT_CLASS (klass)->finalize = banco_library_finalize;
  properties[PROP_SYNCING] = g_param_spec_boolean ("syncing", NULL, NULL, FALSE, flags);
  properties[PROP_FAILURES] = g_param_spec_uint ("failures", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_SYNCED] = g_param_spec_int64 ("synced", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_N_ENTRIES] = g_param_spec_uint ("n-entries", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  changed_signal = g_signal_new ("changed", BANCO_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
origin_free (gpointer data)
{
  Origin *origin = data;

  for (guint i = 0; i < G_N_ELEMENTS (origin->texts); i++)
    g_free (origin->texts[i]);
  g_clear_object (&origin->setup.authorizer);
  g_free (origin);
}

static void
banco_library_init (BancoLibrary *self)
{
  self->origins = g_ptr_array_new_with_free_func (origin_free);
}

static Origin *
origin_new (const BancoSourceSetup *setup)
{
  Origin *origin = g_new0 (Origin, 1);
  const char **fields[] = {
    &origin->setup.id,    &origin->setup.kind, &origin->setup.url,
    &origin->setup.space, &origin->setup.path, &origin->setup.dimensions,
  };
  const char *const values[] = {
    setup->id, setup->kind, setup->url, setup->space, setup->path, setup->dimensions,
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    *fields[i] = origin->texts[i] = g_strdup (values[i]);
  g_set_object (&origin->setup.authorizer, setup->authorizer);
  return origin;
}

/* The file of the federation, else one in the folder itself, else the built-in one. */
static BancoDimensions *
load_dimensions (const BancoSourceSetup *setup)
{
  g_autofree char *own =
    setup->path != NULL ? g_build_filename (setup->path, "dimensions.ini", NULL) : NULL;
  g_autofree char *built_in = banco_paths_data ("library/dimensions.ini");

  if (setup->dimensions != NULL)
    return banco_dimensions_load (setup->dimensions);
  return banco_dimensions_load (own != NULL && g_file_test (own, G_FILE_TEST_EXISTS) ? own
                                                                                     : built_in);
}

static BancoSource *
create_folder (const BancoSourceSetup *setup, BancoHttp *http, BancoDimensions *dimensions)
{
  return banco_folder_new (setup->path, dimensions);
}

#define MEMBER(name) G_STRUCT_OFFSET (BancoSourceSetup, name)

static const BancoField folder_fields[] = {
  { .key = "Path", .type = BANCO_FIELD_PATH, .offset = MEMBER (path), .required = TRUE },
  { .key = "Dimensions", .type = BANCO_FIELD_PATH, .offset = MEMBER (dimensions) },
  { NULL },
};

static const BancoField confluence_fields[] = {
  { .key = "Url", .type = BANCO_FIELD_ADDRESS, .offset = MEMBER (url), .required = TRUE },
  { .key = "Space", .offset = MEMBER (space), .required = TRUE },
  { .key = "Access", .words = "anonymous|pat", .unstored = TRUE },
  { .key = "Dimensions", .type = BANCO_FIELD_PATH, .offset = MEMBER (dimensions) },
  { NULL },
};

/* The only place that lists them. */
static const struct {
  BancoKind kind;
  BancoSource *(*create) (const BancoSourceSetup *, BancoHttp *, BancoDimensions *);
} kinds[] = {
  { { "confluence", confluence_fields }, banco_confluence_new },
  { { "folder", folder_fields }, create_folder },
  { { "git", NULL }, NULL },
};

const BancoKind *
banco_source_get_kind (guint position)
{
  return position < G_N_ELEMENTS (kinds) ? &kinds[position].kind : NULL;
}

/* Its place among the kinds; G_N_ELEMENTS (kinds) where it cannot be read. */
static guint
find_kind (const BancoSourceSetup *setup)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (kinds) &&
         (kinds[i].create == NULL || g_strcmp0 (setup->kind, kinds[i].kind.name) != 0))
    i++;
  for (const BancoField *field = i < G_N_ELEMENTS (kinds) ? kinds[i].kind.fields : NULL;
       field != NULL && field->key != NULL; field++)
    if (field->required && G_STRUCT_MEMBER (const char *, setup, field->offset) == NULL)
      return G_N_ELEMENTS (kinds);
  return i;
}

static gboolean
sync_origin (const BancoSourceSetup *setup,
             BancoHttp *http,
             sqlite3 *writer,
             gboolean full,
             BancoSyncReport *report,
             BancoOperation *operation,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (BancoDimensions) dimensions = load_dimensions (setup);
  g_autoptr (BancoSource) source = kinds[find_kind (setup)].create (setup, http, dimensions);

  return banco_source_sync (source, writer, setup->id, dimensions, full, report, operation,
                            cancellable, error);
}

static void
add_origins (BancoLibrary *self,
             const BancoSourceSetup *sources,
             guint n_sources,
             const char *starter)
{
  const BancoSourceSetup last = { .id = BANCO_STARTER, .kind = "folder", .path = starter };

  for (guint i = 0; i < n_sources; i++) {
    if (find_kind (&sources[i]) < G_N_ELEMENTS (kinds))
      g_ptr_array_add (self->origins, origin_new (&sources[i]));
    else
      g_message ("knowledge source %s: kind %s is not known, or something is missing; left out",
                 sources[i].id, sources[i].kind);
  }
  if (starter != NULL)
    g_ptr_array_add (self->origins, origin_new (&last));
}

/* The sources' order, and the starter library as it is on this computer now. */
static gboolean
prepare (sqlite3 *writer, const GPtrArray *origins, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GError) failure = NULL;
  BancoSyncReport ignored = { 0 };
  const BancoSourceSetup *last = NULL;

  for (guint i = 0; i < origins->len; i++) {
    last = &((Origin *) origins->pdata[i])->setup;
    g_ptr_array_add (ids, (gpointer) last->id);
  }
  g_ptr_array_add (ids, NULL);
  if (!banco_store_set_sources (writer, (const char *const *) ids->pdata, error))
    return FALSE;
  if (last == NULL || strcmp (last->id, BANCO_STARTER) != 0 ||
      sync_origin (last, NULL, writer, FALSE, &ignored, NULL, NULL, &failure))
    return TRUE;
  if (banco_store_is_lost (failure)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  g_message ("the starter library is left out: %s", failure->message);
  return TRUE;
}

static sqlite3 *
open_prepared (const char *path, const GPtrArray *origins, GError **error)
{
  g_autoptr (sqlite3) writer = banco_database_open (path, banco_store_migrations, error);

  return writer != NULL && prepare (writer, origins, error) ? g_steal_pointer (&writer) : NULL;
}

/* A file that is of no use is built anew, and filled by the next sync. */
static sqlite3 *
open_writer (const char *path, const GPtrArray *origins, gboolean *anew, GError **error)
{
  g_autoptr (GError) failure = NULL;
  sqlite3 *writer = open_prepared (path, origins, &failure);

  *anew = banco_store_is_lost (failure);
  if (*anew) {
    g_message (g_error_matches (failure, BANCO_DATABASE_ERROR, BANCO_DATABASE_ERROR_DAMAGED)
                 ? _ ("The library on this computer was damaged; it is built anew.")
                 : _ ("The library on this computer is of another version; it is built anew."));
    g_clear_error (&failure);
    if (banco_database_clear (path, &failure))
      writer = open_prepared (path, origins, &failure);
  }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return writer;
}

BancoLibrary *
banco_library_new (const char *path,
                   BancoHttp *http,
                   const BancoSourceSetup *sources,
                   guint n_sources,
                   const char *starter,
                   BancoOperations *operations,
                   GError **error)
{
  g_autoptr (BancoLibrary) self = g_object_new (BANCO_TYPE_LIBRARY, NULL);
  g_autoptr (sqlite3) writer = NULL;
  g_autoptr (GError) failure = NULL;
  gboolean anew;

  g_return_val_if_fail (path != NULL, NULL);

  self->path = g_strdup (path);
  g_set_object (&self->http, http);
  g_set_object (&self->operations, operations);
  add_origins (self, sources, n_sources, starter);
  writer = open_writer (path, self->origins, &anew, &failure);
  if (writer != NULL)
    self->reader = banco_database_open_reader (path, &failure);
  if (self->reader != NULL && banco_search_prepare (self->reader) &&
      banco_database_execute (self->reader, READER_CACHE, &failure))
    return g_steal_pointer (&self);
  banco_store_translate (path, &failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* What a worker needs; nothing of it changes. */
typedef struct {
  char *path;
  BancoHttp *http;
  GPtrArray *origins;
  gboolean full;
  gboolean changed; /* written by the worker, read after its end */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_clear_object (&job->http);
  g_ptr_array_unref (job->origins);
  g_free (job);
}

static void
note_totals (BancoHttp *http, BancoSyncReport *report, gboolean before)
{
  guint64 requests = 0;
  guint64 bytes = 0;

  if (http != NULL)
    banco_http_get_totals (http, &requests, &bytes);
  if (before) {
    report->requests -= (guint) requests;
    report->bytes -= bytes;
  } else {
    report->requests += (guint) requests;
    report->bytes += bytes;
  }
}

/* Every source is tried; the first failure is told in the end. */
static gpointer
sync_all (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  Job *job = input;
  g_autofree BancoSyncReport *report = g_new0 (BancoSyncReport, 1);
  g_autoptr (sqlite3) writer = open_writer (job->path, job->origins, &job->changed, error);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) failure = NULL;

  if (writer == NULL || !banco_database_execute (writer, WRITER_CACHE, error)) {
    banco_store_translate (job->path, error);
    return NULL;
  }
  note_totals (job->http, report, TRUE);
  for (guint i = 0; i < job->origins->len; i++) {
    const BancoSourceSetup *setup = &((Origin *) job->origins->pdata[i])->setup;
    g_autoptr (GError) own = NULL;

    if (strcmp (setup->id, BANCO_STARTER) != 0 &&
        !sync_origin (setup, job->http, writer, job->full, report, operation, cancellable, &own) &&
        failure == NULL)
      failure = g_steal_pointer (&own);
  }
  note_totals (job->http, report, FALSE);
  report->seconds = (double) (g_get_monotonic_time () - start) / 1e6;
  job->changed = job->changed || report->added + report->changed + report->removed > 0;
  if (failure == NULL)
    return g_steal_pointer (&report);
  banco_store_translate (job->path, &failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* Also when one source failed: another may have brought something. */
static void
finished (BancoOperation *operation, GParamSpec *pspec, BancoLibrary *self)
{
  Job *job = g_object_get_data (G_OBJECT (operation), "banco-job");

  self->syncing--;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SYNCING]);
  if (banco_operation_get_state (operation) != BANCO_OPERATION_CANCELLED) {
    gboolean failed = banco_operation_get_state (operation) == BANCO_OPERATION_FAILED;

    self->failures = failed ? self->failures + 1 : 0;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAILURES]);
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SYNCED]);
  if (!job->changed)
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ENTRIES]);
  g_signal_emit (self, changed_signal, 0);
}

BancoOperation *
banco_library_sync (BancoLibrary *self, gboolean full)
{
  Job *job = g_new0 (Job, 1);
  BancoOperation *operation;

  g_return_val_if_fail (BANCO_IS_LIBRARY (self), NULL);

  job->path = g_strdup (self->path);
  g_set_object (&job->http, self->http);
  job->origins = g_ptr_array_ref (self->origins);
  job->full = full;
  operation = banco_operation_start (self->operations, &(BancoOperationPlan){
                                                         .title = "Syncing the knowledge base",
                                                         .work = sync_all,
                                                         .input = job,
                                                         .input_free = job_free,
                                                         .result_free = g_free,
                                                       });
  g_object_set_data (G_OBJECT (operation), "banco-job", job);
  g_signal_connect_object (operation, "notify::state", G_CALLBACK (finished), self, 0);
  self->syncing++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SYNCING]);
  return operation;
}

BancoHits *
banco_library_search (BancoLibrary *self, const BancoQuery *query, GError **error)
{
  g_autoptr (GError) failure = NULL;
  BancoHits *hits;

  g_return_val_if_fail (BANCO_IS_LIBRARY (self), NULL);

  hits = banco_search_run (G_OBJECT (self), self->reader, query, &failure);
  if (hits != NULL)
    return hits;
  banco_store_translate (self->path, &failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

GPtrArray *
banco_library_list_facets (BancoLibrary *self, BancoDimension dimension, const BancoQuery *query)
{
  g_return_val_if_fail (BANCO_IS_LIBRARY (self), NULL);
  return banco_search_facets (self->reader, dimension, query);
}

BancoEntry *
banco_library_read (BancoLibrary *self, const char *id, GError **error)
{
  g_autoptr (GError) failure = NULL;
  BancoEntry *entry;

  g_return_val_if_fail (BANCO_IS_LIBRARY (self), NULL);

  entry = banco_entry_load (self->reader, id, &failure);
  if (entry != NULL)
    return entry;
  if (failure == NULL)
    g_set_error (&failure, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND,
                 _ ("the library has no entry “%s”"), id);
  banco_store_translate (self->path, &failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* A picture or file that was synced, by the entry it belongs to. */
static GBytes *
load_file (sqlite3 *reader, const char *id, const char *name)
{
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (
    reader,
    "SELECT data FROM file JOIN entry ON entry.number = entry JOIN source ON source.id = source"
    " WHERE entry.id = ? AND name = ? AND data IS NOT NULL ORDER BY rank LIMIT 1",
    NULL);

  if (statement == NULL)
    return NULL;
  banco_database_bind_text (statement, 1, id);
  banco_database_bind_text (statement, 2, name);
  if (!banco_database_step (statement, NULL))
    return NULL;
  return g_bytes_new (sqlite3_column_blob (statement, 0),
                      (gsize) sqlite3_column_bytes (statement, 0));
}

static GBytes *
read_beside (BancoLibrary *self, const char *id, const char *name, GError **error)
{
  g_autoptr (BancoEntry) entry = banco_library_read (self, id, error);

  for (guint i = 0; entry != NULL && i < self->origins->len; i++) {
    const BancoSourceSetup *setup = &((Origin *) self->origins->pdata[i])->setup;

    if (strcmp (setup->id, banco_entry_get_source (entry)) == 0 &&
        strcmp (setup->kind, "folder") == 0)
      return banco_folder_read_file (setup->path, id, name, error);
  }
  if (entry != NULL)
    g_set_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND,
                 _ ("%s of %s is not on this computer"), name, id);
  return NULL;
}

GBytes *
banco_library_read_resource (BancoLibrary *self,
                             const char *kb_uri,
                             char **media_type,
                             GError **error)
{
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  GBytes *bytes;
  const char *type;

  g_return_val_if_fail (BANCO_IS_LIBRARY (self), NULL);

  if (!banco_scope_parse_address (kb_uri, &id, &name) || name == NULL) {
    g_set_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND,
                 _ ("%s names no file"), kb_uri);
    return NULL;
  }
  bytes = load_file (self->reader, id, name);
  if (bytes == NULL)
    bytes = read_beside (self, id, name, error);
  if (bytes == NULL)
    return NULL;
  type = banco_picture_type (bytes);
  /* Anything else is not for showing: a page among the files must not become a page of ours. */
  if (media_type != NULL)
    *media_type = g_strdup (type != NULL ? type : "application/octet-stream");
  return bytes;
}

gint64
banco_library_get_synced (BancoLibrary *self)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  g_return_val_if_fail (BANCO_IS_LIBRARY (self), 0);
  statement = banco_database_prepare (
    self->reader, "SELECT max (synced) FROM source WHERE id != '" BANCO_STARTER "'", NULL);
  return statement != NULL && banco_database_step (statement, NULL)
           ? sqlite3_column_int64 (statement, 0)
           : 0;
}

guint
banco_library_count (BancoLibrary *self)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  g_return_val_if_fail (BANCO_IS_LIBRARY (self), 0);
  statement =
    banco_database_prepare (self->reader, "SELECT count (*) FROM entry WHERE NOT hidden", NULL);
  return statement != NULL && banco_database_step (statement, NULL)
           ? (guint) sqlite3_column_int (statement, 0)
           : 0;
}
