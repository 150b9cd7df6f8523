/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/result-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define FORMAT 1
#define MOST_RESULTS 1000
#define LARGEST_FILE (16 * 1024 * 1024)
/* The largest file, as it is written, has fewer; one of "{},{},…" would take gigabytes. */
#define MOST_VALUES 1000000

/* Of the results as this program writes them, so that spaces and members of a newer version do not
 * count, and every figure does. */
static char *
check_sum (const GPtrArray *results)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < results->len; i++) {
    g_autoptr (JsonNode) node = banco_result_to_json (results->pdata[i]);
    g_autofree char *text = json_to_string (node, FALSE);

    g_checksum_update (sum, (const guchar *) text, -1);
  }
  return g_strdup (g_checksum_get_string (sum));
}

static char *
to_text (const GPtrArray *results)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *sum = check_sum (results);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "banco");
  json_builder_add_string_value (builder, "results");
  json_builder_set_member_name (builder, "format");
  json_builder_add_int_value (builder, FORMAT);
  json_builder_set_member_name (builder, "check");
  json_builder_add_string_value (builder, sum);
  json_builder_set_member_name (builder, "results");
  json_builder_begin_array (builder);
  for (guint i = 0; i < results->len; i++)
    json_builder_add_value (builder, banco_result_to_json (results->pdata[i]));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

char *
banco_results_export (BancoResults *self, const char *const *ids, GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new ();

  for (; *ids != NULL; ids++) {
    BancoResult *result = banco_results_find (self, *ids);

    if (result == NULL) {
      g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND,
                   _ ("there is no result called “%s”"), *ids);
      return NULL;
    }
    if (!g_ptr_array_find (results, result, NULL))
      g_ptr_array_add (results, result);
  }
  return to_text (results);
}

static gboolean
has_id (const GPtrArray *results, const char *id)
{
  for (guint i = 0; i < results->len; i++)
    if (g_strcmp0 (((BancoResult *) results->pdata[i])->id, id) == 0)
      return TRUE;
  return FALSE;
}

static void
read_results (BancoJson *json, JsonObject *root, GPtrArray *results)
{
  JsonArray *array = banco_json_array (json, root, "results");

  if (banco_json_length (array) == 0 || banco_json_length (array) > MOST_RESULTS) {
    banco_json_refuse (json, root, "results", "expected one to a thousand");
    return;
  }
  for (guint i = 0; i < banco_json_length (array); i++) {
    JsonObject *object = banco_json_element_object (json, array, i);
    BancoResult *result = banco_result_read (json, object);

    if (has_id (results, result->id))
      banco_json_refuse (json, object, "id", "is there twice");
    g_ptr_array_add (results, result);
    /* After one failure the rest tells nothing. */
    if (!banco_json_check (json, NULL))
      return;
  }
}

static gboolean
check_root (BancoJson *json, JsonObject *root, GPtrArray *results)
{
  const char *kind = banco_json_string (json, root, "banco");
  const char *expected = banco_json_string (json, root, "check");
  g_autofree char *sum = NULL;

  if (kind != NULL && !g_str_equal (kind, "results"))
    banco_json_refuse (json, root, "banco", "not a file of results");
  if (banco_json_int (json, root, "format") > FORMAT)
    banco_json_refuse (json, root, "format", "written by a newer version of Banco");
  if (!banco_json_check (json, NULL))
    return FALSE;
  read_results (json, root, results);
  if (!banco_json_check (json, NULL))
    return FALSE;
  sum = check_sum (results);
  if (g_str_equal (sum, expected))
    return TRUE;
  banco_json_refuse (json, root, "check", "it was changed since it was exported");
  return FALSE;
}

/* Of a newer Banco, the file or a result in it. */
static gboolean
is_newer (BancoJson *json)
{
  JsonObject *root = banco_json_root (json);
  JsonArray *results = banco_json_array_or_null (json, root, "results");
  gboolean newer = banco_json_int_or (json, root, "format", 0) > FORMAT;

  for (guint i = 0; i < banco_json_length (results); i++) {
    JsonObject *result = banco_json_element_object (json, results, i);

    newer = newer || banco_json_int_or (json, result, "format", 0) > BANCO_RESULT_FORMAT;
  }
  return newer;
}

GPtrArray *
banco_results_read_export (const char *text, gssize length, GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) detail = NULL;
  g_autoptr (BancoJson) json = NULL;

  if (banco_result_has_more (text, length < 0 ? strlen (text) : (gsize) length, MOST_VALUES)) {
    g_set_error_literal (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD,
                         _ ("this is no file of results: it has too many values"));
    return NULL;
  }
  json = banco_json_parse (text, length, &detail);
  if (json != NULL && check_root (json, banco_json_root (json), results))
    return g_steal_pointer (&results);
  if (json != NULL)
    banco_json_check (json, &detail);
  if (json != NULL && is_newer (json))
    g_set_error_literal (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD,
                         _ ("these results were written by a newer version of Banco; update this "
                            "one to read them"));
  else
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD,
                 _ ("this is no file of results, or not all of it (%s): have it exported again"),
                 detail->message);
  return NULL;
}

static GPtrArray *
read_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) detail = NULL;
  GStatBuf info;
  gsize length;

  if (g_stat (path, &info) != 0) {
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND,
                 _ ("the file “%s” cannot be read: %s"), path, g_strerror (errno));
    return NULL;
  }
  if (!S_ISREG (info.st_mode) || info.st_size > LARGEST_FILE) {
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD,
                 _ ("“%s” is too large to be results, or no file"), path);
    return NULL;
  }
  if (g_file_get_contents (path, &text, &length, &detail))
    return banco_results_read_export (text, (gssize) length, error);
  g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND,
               _ ("the file “%s” cannot be read: %s"), path, detail->message);
  return NULL;
}

/* "here" is whoever exported it; that is this computer only if it has the same name. */
static void
name_host (BancoResult *result)
{
  if (!g_str_equal (result->place, "here") || g_str_equal (result->host, g_get_host_name ()))
    return;
  g_free (result->place);
  g_free (result->place_label);
  result->place = g_strdup (result->host);
  result->place_label = g_strdup (result->host);
  for (guint i = 0; i < result->rows->len; i++)
    ((BancoRow *) result->rows->pdata[i])->source = BANCO_SOURCE_MEASURED_THERE;
}

/* What a worker gets. */
typedef struct {
  char *path;
  char *folder;
} ImportInput;

static void
input_free (gpointer data)
{
  ImportInput *input = data;

  g_free (input->path);
  g_free (input->folder);
  g_free (input);
}

/* One run, wherever it went in between: what it measured there and then is the same. */
static gboolean
is_same (const BancoResult *a, const BancoResult *b)
{
  if (a->when != b->when || !g_str_equal (a->host, b->host) || a->rows->len != b->rows->len)
    return FALSE;
  for (guint i = 0; i < a->rows->len; i++) {
    const BancoRow *row = a->rows->pdata[i], *other = b->rows->pdata[i];

    if (!g_str_equal (row->id, other->id) || row->median != other->median)
      return FALSE;
  }
  return TRUE;
}

/* Two computers may call two runs the same: what has a number behind its name may be it as well. */
static gboolean
is_here (const char *folder, const BancoResult *result)
{
  g_autofree char *path = banco_result_make_path (folder, result->id);
  gboolean same = FALSE;

  for (guint i = 2; !same && g_file_test (path, G_FILE_TEST_EXISTS); i++) {
    g_autoptr (BancoResult) other = banco_result_load (path, NULL);
    g_autofree char *next = banco_result_number_id (result->id, i);

    same = other != NULL && is_same (result, other);
    g_free (path);
    path = banco_result_make_path (folder, next);
  }
  return same;
}

static gboolean
save_all (const char *folder, const GPtrArray *results, GError **error)
{
  for (guint i = 0; i < results->len; i++) {
    if (banco_result_save (results->pdata[i], folder, error))
      continue;
    while (i-- > 0) {
      g_autofree char *path =
        banco_result_make_path (folder, ((BancoResult *) results->pdata[i])->id);

      g_unlink (path);
    }
    return FALSE;
  }
  return TRUE;
}

static gpointer
import_work (BancoOperation *operation, gpointer data, GCancellable *cancellable, GError **error)
{
  ImportInput *input = data;
  g_autoptr (GPtrArray) results = read_file (input->path, error);

  if (results == NULL)
    return NULL;
  for (guint i = results->len; i-- > 0;)
    if (is_here (input->folder, results->pdata[i]))
      g_ptr_array_remove_index (results, i);
    else
      name_host (results->pdata[i]);
  return save_all (input->folder, results, error) ? g_steal_pointer (&results) : NULL;
}

static void
publish_results (BancoOperation *operation, gpointer data, gpointer owner)
{
  GPtrArray *results = data;

  for (guint i = 0; i < results->len; i++)
    banco_results_add (BANCO_RESULTS (owner), results->pdata[i]);
}

BancoOperation *
banco_results_import (BancoResults *self, const char *path, BancoOperations *operations)
{
  ImportInput *input = g_new0 (ImportInput, 1);

  input->path = g_strdup (path);
  input->folder = g_strdup (banco_results_get_folder (self));
  return banco_operation_start (operations, &(BancoOperationPlan){
                                              .title = _ ("Importing results"),
                                              .work = import_work,
                                              .input = input,
                                              .input_free = input_free,
                                              .result_free = (GDestroyNotify) g_ptr_array_unref,
                                              .publish = publish_results,
                                              .owner = G_OBJECT (self),
                                            });
}
