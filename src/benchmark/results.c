/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/result-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SUFFIX ".json"
#define MOST_VALUES 200000
/* They are read before the first window: with every value of its longest measures one has 2 MB. */
#define LARGEST_FILE (2 * 1024 * 1024)

struct _BancoResults {
  BancoKeyedList parent_instance; /* newest first */
  char *folder;
};

G_DEFINE_FINAL_TYPE (BancoResults, banco_results, BANCO_TYPE_KEYED_LIST)

static const char *
get_key (gpointer item)
{
  return BANCO_RESULT (item)->id;
}

static BancoResult *
get_result (BancoResults *self, guint position)
{
  return banco_keyed_list_get (BANCO_KEYED_LIST (self), position);
}

static void
banco_results_finalize (GObject *object)
{
  BancoResults *self = BANCO_RESULTS (object);

  g_free (self->folder);
  G_OBJECT_CLASS (banco_results_parent_class)->finalize (object);
}

static void
banco_results_class_init (BancoResultsClass *klass)
{
  static const BancoKeyedListKind kind = { banco_result_get_type, get_key, NULL };

  BANCO_KEYED_LIST_CLASS (klass)->kind = &kind;
  G_OBJECT_CLASS (klass)->finalize = banco_results_finalize;
}

static void
banco_results_init (BancoResults *self)
{
}

static int
compare_by_time (gconstpointer a, gconstpointer b)
{
  const BancoResult *first = *(BancoResult *const *) a;
  const BancoResult *second = *(BancoResult *const *) b;

  if (first->when != second->when)
    return first->when < second->when ? 1 : -1;
  return g_strcmp0 (second->id, first->id);
}

BancoResult *
banco_result_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (BancoJson) json = NULL;
  gsize length;
  GStatBuf info;

  /* A pipe would be waited for, and a device has no end. */
  if (g_stat (path, &info) != 0 || !S_ISREG (info.st_mode) || info.st_size > LARGEST_FILE) {
    g_set_error_literal (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD,
                         _ ("too large to be a result, or no file"));
    return NULL;
  }
  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  if (banco_result_has_more (text, length, MOST_VALUES)) {
    g_set_error_literal (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD,
                         _ ("too many values to be a result"));
    return NULL;
  }
  json = banco_json_parse (text, (gssize) length, error);
  return json != NULL ? banco_result_from_json (json, error) : NULL;
}

/* A result is called what its file is: a copy that a person made is one of its own. */
static gboolean
take_name (BancoResult *result, const char *name)
{
  g_free (result->id);
  result->id = g_strndup (name, strlen (name) - strlen (SUFFIX));
  return banco_result_is_id (result->id);
}

/* A file that is no result is left where it is: it may be a newer Banco's. */
static void
load (BancoResults *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (g_object_unref);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (BancoResult) result = NULL;

    if (!g_str_has_suffix (name, SUFFIX))
      continue;
    result = banco_result_load (path, &error);
    if (result == NULL)
      g_debug ("%s: %s", path, error->message);
    else if (take_name (result, name))
      g_ptr_array_add (results, g_steal_pointer (&result));
  }
  g_ptr_array_sort (results, compare_by_time);
  banco_keyed_list_take (BANCO_KEYED_LIST (self), NULL, results);
}

BancoResults *
banco_results_new (const char *folder)
{
  BancoResults *self = g_object_new (BANCO_TYPE_RESULTS, NULL);

  self->folder = g_strdup (folder);
  load (self);
  return self;
}

const char *
banco_results_get_folder (BancoResults *self)
{
  return self->folder;
}

BancoResult *
banco_results_find (BancoResults *self, const char *id)
{
  BancoResult *result;

  g_return_val_if_fail (BANCO_IS_RESULTS (self), NULL);

  for (guint i = 0; (result = get_result (self, i)) != NULL; i++) {
    if (g_str_equal (id, "latest") || g_str_equal (id, result->id) ||
        (g_str_has_prefix (id, "latest:") && g_str_equal (id + 7, result->place)))
      return result;
  }
  return NULL;
}

char *
banco_result_make_path (const char *folder, const char *id)
{
  g_autofree char *name = g_strconcat (id, SUFFIX, NULL);

  return g_build_filename (folder, name, NULL);
}

/* The file of its own that @self is to be kept in: two runs may end within one second, and another
 * computer's may have the same name. NULL where no file can be made. */
static char *
reserve (BancoResult *self, const char *folder)
{
  g_autofree char *wanted = g_strdup (self->id);
  g_autofree char *path = banco_result_make_path (folder, wanted);
  int file;

  for (guint i = 2; (file = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600)) < 0;
       i++) {
    if (errno != EEXIST)
      return NULL;
    g_free (self->id);
    self->id = banco_result_number_id (wanted, i);
    g_free (path);
    path = banco_result_make_path (folder, self->id);
  }
  close (file);
  return g_steal_pointer (&path);
}

gboolean
banco_result_save (BancoResult *self, const char *folder, GError **error)
{
  g_autofree char *path = reserve (self, folder);
  g_autoptr (JsonNode) json = banco_result_to_json (self);
  g_autofree char *text = json_to_string (json, TRUE);

  if (path != NULL &&
      g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL))
    return TRUE;
  if (path != NULL)
    g_unlink (path);
  g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_FAILED,
               _ ("the result could not be kept in %s; is the disk full?"), folder);
  return FALSE;
}

void
banco_results_add (BancoResults *self, BancoResult *result)
{
  BancoResult *other;
  guint position = 0;

  /* An imported one may be older than those that are here. */
  while ((other = get_result (self, position)) != NULL && compare_by_time (&other, &result) < 0)
    position++;
  banco_keyed_list_insert (BANCO_KEYED_LIST (self), NULL, position, result);
}

gboolean
banco_results_remove (BancoResults *self, BancoResult *result, GError **error)
{
  g_autofree char *path = banco_result_make_path (self->folder, result->id);

  if (banco_keyed_list_find (BANCO_KEYED_LIST (self), result->id) != result ||
      g_unlink (path) != 0) {
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND,
                 _ ("the result %s cannot be removed"), result->id);
    return FALSE;
  }
  banco_keyed_list_remove (BANCO_KEYED_LIST (self), result);
  return TRUE;
}

gboolean
banco_results_restore (BancoResults *self, BancoResult *result, GError **error)
{
  if (!banco_result_save (result, self->folder, error))
    return FALSE;
  banco_results_add (self, result);
  return TRUE;
}
