/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/source-private.h"

#include "knowledge/notebook-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define MOST_BYTES (64 * 1024 * 1024)
#define MOST_INDEX (16 * 1024 * 1024)
#define MOST_ENTRIES 50000
#define DEEPEST 32

struct _BancoFolder {
  GObject parent_instance;
  char *path;
  BancoDimensions *dimensions; /* borrowed */
};

#define BANCO_TYPE_FOLDER (banco_folder_get_type ())
G_DECLARE_FINAL_TYPE (BancoFolder, banco_folder, BANCO, FOLDER, GObject)
static void source_init (BancoSourceInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (BancoFolder,
                               banco_folder,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BANCO_TYPE_SOURCE, source_init))

static void
banco_folder_finalize (GObject *object)
{
  g_free (BANCO_FOLDER (object)->path);
  G_OBJECT_CLASS (banco_folder_parent_class)->finalize (object);
}

static void
banco_folder_class_init (BancoFolderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_folder_finalize;
}

static void
banco_folder_init (BancoFolder *self)
{
}

BancoSource *
banco_folder_new (const char *path, BancoDimensions *dimensions)
{
  BancoFolder *self = g_object_new (BANCO_TYPE_FOLDER, NULL);

  self->path = g_strdup (path);
  self->dimensions = dimensions;
  return BANCO_SOURCE (self);
}

/* The walk below a folder. */
typedef struct {
  GPtrArray *drafts;
  GHashTable *listed; /* id to JsonObject of index.json */
  GCancellable *cancellable;
  BancoDimensions *dimensions;
  const char *top;
} FolderWalk;

static gboolean
format_of (const char *name, BancoFormat *format)
{
  static const struct {
    const char *ending;
    BancoFormat format;
  } endings[] = {
    { ".ipynb", BANCO_FORMAT_NOTEBOOK }, { ".md", BANCO_FORMAT_MARKDOWN },
    { ".xml", BANCO_FORMAT_STORAGE },    { ".html", BANCO_FORMAT_STORAGE },
    { ".xhtml", BANCO_FORMAT_STORAGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    *format = endings[i].format;
    if (g_str_has_suffix (name, endings[i].ending))
      return TRUE;
  }
  return FALSE;
}

static void
add_labels (FolderWalk *walk, BancoDraft *draft, JsonObject *object)
{
  for (BancoDimension dimension = 0; dimension < BANCO_N_DIMENSIONS; dimension++) {
    JsonArray *labels = banco_notebook_array (object, banco_dimension_to_string (dimension));

    for (guint i = 0; labels != NULL && i < json_array_get_length (labels); i++) {
      JsonNode *node = json_array_get_element (labels, i);
      const char *label = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      BancoDimension ignored;
      const char *name =
        label != NULL ? banco_dimensions_find (walk->dimensions, label, &ignored) : NULL;

      if (label != NULL)
        banco_draft_add_label (draft, dimension, label, name != NULL ? name : label);
    }
  }
}

static void
add_people_and_examples (BancoDraft *draft, JsonObject *object)
{
  JsonArray *contacts = banco_notebook_array (object, "contacts");
  JsonArray *examples = banco_notebook_array (object, "examples");

  for (guint i = 0; contacts != NULL && i < json_array_get_length (contacts); i++) {
    JsonObject *contact = banco_notebook_element (contacts, i);
    const char *name = banco_notebook_string (contact, "name");

    if (name != NULL)
      banco_draft_add_contact (draft, name, banco_notebook_string (contact, "role"),
                               banco_notebook_string (contact, "email"));
  }
  for (guint i = 0; examples != NULL && i < json_array_get_length (examples); i++) {
    JsonObject *example = banco_notebook_element (examples, i);
    const char *kind = banco_notebook_string (example, "kind");

    if (kind != NULL)
      banco_draft_add_example (draft, kind, banco_notebook_string (example, "url"),
                               banco_notebook_string (example, "path"));
  }
}

/* The files that an entry names, as far as they are there. */
static void
add_files (FolderWalk *walk, BancoDraft *draft, JsonObject *object)
{
  JsonArray *names = banco_notebook_array (object, "attachments");

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++) {
    JsonNode *node = json_array_get_element (names, i);
    const char *name = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
    g_autofree char *beside = name != NULL ? banco_scope_beside (draft->id, name) : NULL;
    g_autofree char *path = beside != NULL ? g_build_filename (walk->top, beside, NULL) : NULL;
    g_autofree char *type = NULL;
    BancoFile *file;
    GStatBuf status;

    if (path == NULL || g_stat (path, &status) != 0 || !S_ISREG (status.st_mode))
      continue;
    type = g_content_type_guess (name, NULL, 0, NULL);
    file = banco_file_new (name);
    file->media_type = g_str_has_suffix (name, ".ipynb") ? g_strdup ("application/x-ipynb+json")
                                                         : g_content_type_get_mime_type (type);
    file->bytes = (guint64) status.st_size;
    g_ptr_array_add (draft->files, file);
  }
}

/* What index.json says about one entry; its text is part of the version. */
static char *
apply_listing (FolderWalk *walk, BancoDraft *draft)
{
  JsonObject *object = g_hash_table_lookup (walk->listed, draft->id);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (object == NULL)
    return g_strdup ("");
  draft->key = g_strdup (banco_notebook_string (object, "key"));
  draft->title = g_strdup (banco_notebook_string (object, "title"));
  draft->comment = g_strdup (banco_notebook_string (object, "comment"));
  draft->updated = banco_clock_parse (banco_notebook_string (object, "updated"));
  add_labels (walk, draft, object);
  add_people_and_examples (draft, object);
  add_files (walk, draft, object);
  node = json_node_init_object (json_node_alloc (), object);
  text = json_to_string (node, FALSE);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static void
add_entry (FolderWalk *walk, const char *id, BancoFormat format, const GStatBuf *status)
{
  BancoDraft *draft = banco_draft_new (id, format);
  g_autofree char *listing = apply_listing (walk, draft);

  if (draft->updated == 0)
    draft->updated = status->st_mtim.tv_sec;
  draft->version = g_strdup_printf ("%" G_GINT64_FORMAT ".%09ld:%" G_GINT64_FORMAT ":%s:%s",
                                    (gint64) status->st_mtim.tv_sec, status->st_mtim.tv_nsec,
                                    (gint64) status->st_size, listing,
                                    banco_dimensions_get_digest (walk->dimensions));
  g_ptr_array_add (walk->drafts, draft);
}

/* Links to folders are not followed, so that no loop can be; hidden names are nobody's entry. */
static void
walk_folder (FolderWalk *walk, const char *folder, const char *prefix, guint depth)
{
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  const char *name;

  while (names != NULL && depth < DEEPEST && walk->drafts->len < MOST_ENTRIES &&
         !g_cancellable_is_cancelled (walk->cancellable) &&
         (name = g_dir_read_name (names)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *id = g_strconcat (prefix, name, NULL);
    GStatBuf status;
    BancoFormat format;

    if (name[0] == '.' || !g_utf8_validate (name, -1, NULL) || g_lstat (path, &status) != 0)
      continue;
    if (S_ISDIR (status.st_mode)) {
      g_autofree char *deeper = g_strconcat (id, "/", NULL);

      walk_folder (walk, path, deeper, depth + 1);
    } else if (format_of (name, &format) && g_stat (path, &status) == 0 &&
               S_ISREG (status.st_mode)) {
      add_entry (walk, id, format, &status);
    }
  }
}

static void
read_listing (FolderWalk *walk, BancoJson *json)
{
  JsonArray *entries = banco_notebook_array (banco_json_root (json), "entries");

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++) {
    JsonObject *entry = banco_notebook_element (entries, i);
    const char *path = banco_notebook_string (entry, "path");

    if (path != NULL)
      g_hash_table_insert (walk->listed, g_strdup (path), entry);
  }
}

static BancoJson *
load_listing (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "index.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  BancoJson *json = NULL;
  GStatBuf status;
  gsize length;

  if (g_stat (path, &status) != 0 || status.st_size > MOST_INDEX ||
      !g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  json = banco_json_parse (text, (gssize) length, &error);
  if (json == NULL)
    g_message ("%s cannot be used and is left out: %s", path, error->message);
  return json;
}

static int
compare_drafts (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(BancoDraft *const *) a)->id, (*(BancoDraft *const *) b)->id);
}

static void
draft_free (gpointer data)
{
  banco_draft_free (data);
}

static GPtrArray *
list_entries (BancoSource *source, gboolean fresh, GCancellable *cancellable, GError **error)
{
  BancoFolder *self = BANCO_FOLDER (source);
  g_autoptr (BancoJson) json = load_listing (self->path);
  g_autoptr (GHashTable) listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func (draft_free);
  FolderWalk walk = { drafts, listed, cancellable, self->dimensions, self->path };

  if (!g_file_test (self->path, G_FILE_TEST_IS_DIR) || g_access (self->path, R_OK | X_OK) != 0) {
    g_set_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND,
                 _ ("there is no folder %s that can be read"), self->path);
    return NULL;
  }
  if (json != NULL)
    read_listing (&walk, json);
  walk_folder (&walk, self->path, "", 0);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  g_ptr_array_sort (drafts, compare_drafts);
  return g_steal_pointer (&drafts);
}

/* No more than MOST_BYTES, whatever the file has become meanwhile; a pipe is never opened. */
static GBytes *
read_bytes (const char *path, GCancellable *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree char *buffer = NULL;
  GStatBuf status;
  gsize size;

  if (g_stat (path, &status) != 0 || !S_ISREG (status.st_mode))
    return NULL;
  stream = g_file_read (file, cancellable, NULL);
  size = MIN ((gsize) status.st_size, MOST_BYTES);
  buffer = g_malloc (size + 1);
  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), buffer, size, &size, cancellable, NULL))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&buffer), size);
}

static gboolean
fetch (BancoSource *source, BancoDraft *draft, GCancellable *cancellable, GError **error)
{
  BancoFolder *self = BANCO_FOLDER (source);
  g_autofree char *path = g_build_filename (self->path, draft->id, NULL);

  draft->body = read_bytes (path, cancellable);
  if (draft->body != NULL)
    return TRUE;
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND,
                 _ ("%s cannot be read"), path);
  return FALSE;
}

static gboolean
is_gone (BancoSource *source, const char *id, GCancellable *cancellable)
{
  return TRUE;
}

static void
source_init (BancoSourceInterface *iface)
{
  iface->list = list_entries;
  iface->fetch = fetch;
  iface->is_gone = is_gone;
}

GBytes *
banco_folder_read_file (const char *path, const char *id, const char *name, GError **error)
{
  g_autofree char *beside = g_path_get_dirname (id);
  g_autofree char *file = g_build_filename (path, beside, name, NULL);
  g_autofree char *top = realpath (path, NULL);
  g_autofree char *real = realpath (file, NULL);
  gsize length = top != NULL ? strlen (top) : 0;
  GBytes *bytes = NULL;

  if (real != NULL && length > 0 && strncmp (real, top, length) == 0 && real[length] == '/')
    bytes = read_bytes (real, NULL);
  if (bytes == NULL)
    g_set_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND,
                 _ ("there is no file %s beside %s"), name, id);
  return bytes;
}
