/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/result-private.h"
#include "fixture/server.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *folder;
  char *file;
  BancoResults *results;
  BancoOperations *operations;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *kept = NULL;

  fixture->folder = g_dir_make_tmp ("banco-export-XXXXXX", NULL);
  fixture->file = g_build_filename (fixture->folder, "shared.json", NULL);
  kept = g_build_filename (fixture->folder, "kept", NULL);
  g_mkdir (kept, 0700);
  fixture->results = banco_results_new (kept);
  fixture->operations = banco_operations_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *const argv[] = { "rm", "-rf", fixture->folder, NULL };

  g_assert_finalize_object (fixture->results);
  g_assert_finalize_object (fixture->operations);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_free (fixture->folder);
  g_free (fixture->file);
}

static BancoResult *
result_new (const char *id, const char *host, gint64 when, double median)
{
  BancoResult *result = banco_result_new ();
  BancoRow *row = banco_row_new ("cpu.triad", "GB/s");

  result->id = g_strdup (id);
  result->host = g_strdup (host);
  result->place = g_strdup ("here");
  result->place_label = g_strdup ("This computer");
  result->when = when;
  result->mode = g_strdup ("quick");
  result->backend = g_strdup ("cpu");
  result->device = g_strdup ("C");
  row->median = median;
  row->best = row->p95 = median * 1.1;
  row->p5 = median * 0.9;
  row->count = 20;
  g_ptr_array_add (result->rows, row);
  return result;
}

/* Two results of another computer, as its person would share them. */
static char *
export_two (void)
{
  const char *const ids[] = { "a", "b", "a", NULL };
  g_autoptr (BancoResults) others = banco_results_new ("/nonexistent");
  g_autoptr (BancoResult) a = result_new ("a", "elsewhere", 100, 1 / 3.0);
  g_autoptr (BancoResult) b = result_new ("b", "elsewhere", 200, 1e300);

  banco_results_add (others, a);
  banco_results_add (others, b);
  return banco_results_export (others, ids, NULL);
}

static BancoOperation *
import (Fixture *fixture, const char *text, gssize length)
{
  BancoOperation *operation;

  if (text != NULL)
    g_assert_true (g_file_set_contents (fixture->file, text, length, NULL));
  operation = banco_results_import (fixture->results, fixture->file, fixture->operations);
  test_wait (operation);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return operation;
}

static guint
count_kept (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (banco_results_get_folder (fixture->results), 0, NULL);
  guint count = 0;

  while (g_dir_read_name (folder) != NULL)
    count++;
  return count;
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = export_two ();
  g_autoptr (BancoOperation) operation = import (fixture, text, -1);
  g_autoptr (BancoOperation) again = NULL;
  g_autoptr (BancoResults) reread = NULL;
  BancoResult *a = banco_results_find (fixture->results, "a");
  const BancoRow *row;

  g_assert_no_error (banco_operation_get_error (operation));
  g_assert_cmpuint (((GPtrArray *) banco_operation_get_result (operation))->len, ==, 2);
  row = banco_result_get_rows (a)->pdata[0];
  g_assert_cmpfloat (row->median, ==, 1 / 3.0);
  /* "here" was there. */
  g_assert_cmpstr (banco_result_get_place (a), ==, "elsewhere");
  g_assert_cmpint (row->source, ==, BANCO_SOURCE_MEASURED_THERE);
  g_assert_null (banco_results_find (fixture->results, "latest:here"));
  g_assert_cmpstr (banco_result_get_id (banco_results_find (fixture->results, "latest")), ==, "b");
  again = import (fixture, NULL, 0);
  g_assert_cmpuint (((GPtrArray *) banco_operation_get_result (again))->len, ==, 0);
  reread = banco_results_new (banco_results_get_folder (fixture->results));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (reread)), ==, 2);
}

/* One's own comes back as one's own. */
static void
test_own (Fixture *fixture, gconstpointer data)
{
  const char *const ids[] = { "latest", NULL };
  g_autoptr (BancoResults) mine = banco_results_new ("/nonexistent");
  g_autoptr (BancoResult) result = result_new ("mine", g_get_host_name (), 100, 1);
  g_autofree char *text = NULL;
  g_autoptr (BancoOperation) operation = NULL;

  banco_results_add (mine, result);
  text = banco_results_export (mine, ids, NULL);
  operation = import (fixture, text, -1);
  g_assert_no_error (banco_operation_get_error (operation));
  g_assert_nonnull (banco_results_find (fixture->results, "latest:here"));
}

static void
assert_refused (Fixture *fixture, const char *text, gssize length, const char *says)
{
  g_autoptr (BancoOperation) operation = import (fixture, text, length);
  const GError *error = banco_operation_get_error (operation);

  g_assert_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD);
  g_test_message ("%s", error->message);
  if (says != NULL)
    g_assert_nonnull (strstr (error->message, says));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->results)), ==, 0);
  g_assert_cmpuint (count_kept (fixture), ==, 0);
}

/* What was done to the file on its way, and what the sentence must say. */
static const struct {
  const char *name;
  const char *from;
  const char *to;
  const char *says;
} edits[] = {
  { "another figure", "0.33333333333333331", "0.34", "exported): have it exported again" },
  { "another device", "\"device\" : \"C\"", "\"device\" : \"D\"", "changed since" },
  { "newer", "\"format\" : 1,\n  \"check\"", "\"format\" : 2,\n  \"check\"", "update this one" },
  { "newer result", "\"format\" : 1,\n      \"id\" : \"b\"",
    "\"format\" : 2,\n      \"id\" : \"b\"", "update this one" },
  { "NaN", "0.33333333333333331", "NaN", "not JSON" },
  { "negative", "0.33333333333333331", "-0.33333333333333331", "not negative" },
  { "too large a number", "0.33333333333333331", "1e999", NULL },
  { "text for a number", "0.33333333333333331", "\"0.3\"", "median" },
  { "between", "0.33333333333333331", "7", "between p5 and p95" },
  { "no results", "\"banco\" : \"results\"", "\"banco\" : \"recipes\"", "not a file of results" },
  { "a path for an id", "\"id\" : \"b\"", "\"id\" : \"../../b\"", "letters" },
  { "one id twice", "\"id\" : \"b\"", "\"id\" : \"a\"", "twice" },
  { "control characters", "\"host\" : \"elsewhere\"", "\"host\" : \"\\u001b[2J\"", "control" },
  { "C1 controls", "\"host\" : \"elsewhere\"", "\"host\" : \"a\\u009b2J\"", "control" },
  { "bidi controls", "\"host\" : \"elsewhere\"", "\"host\" : \"a\\u202eb\"", "control" },
  { "hidden characters", "\"host\" : \"elsewhere\"", "\"host\" : \"a\\u200bb\"", "control" },
  { "no time", "1970-01-01T00:03:20Z", "yesterday", "time" },
  { "another unit", "\"unit\" : \"GB/s\"", "\"unit\" : \"TB/s\"", "unit" },
  { "fewer than none", "\"count\" : 20", "\"count\" : -1", "not negative" },
  { "no text", "\"host\" : \"elsewhere\"", "\"host\" : \"\xff\xfe\"", "not UTF-8" },
  { "a book for a name", "\"host\" : \"elsewhere\"", NULL, "short text" },
  { "without its check sum", "\"check\"", "\"chick\"", "check" },
};

static char *
replace (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, 2);

  g_assert_nonnull (parts[1]);
  return g_strjoinv (to, parts);
}

static void
test_edited (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *text = export_two ();
  g_autofree char *name = g_strnfill (1000000, 'x');
  g_autofree char *book = g_strdup_printf ("\"host\" : \"%s\"", name);
  g_autofree char *edited = replace (text, edits[i].from, edits[i].to != NULL ? edits[i].to : book);

  assert_refused (fixture, edited, -1, edits[i].says);
}

static void
test_cut (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = export_two ();
  gssize length = (gssize) strlen (text);

  for (gssize i = 0; i < length - 1; i += 37)
    assert_refused (fixture, text, i, NULL);
}

/* So many of them in the place of a row, and what is said. */
static const struct {
  const char *value;
  guint count;
  const char *says;
} crowds[] = {
  { "{},", 20000, "too many" },
  { "{},", 1000000, "too many values" },
  { "7,", 2000000, "too many values" },
  { "[],", 1000000, "too many values" },
};

static void
test_crowd (Fixture *fixture, gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);
  g_autofree char *text = export_two ();
  g_autoptr (GString) rows = g_string_new ("\"rows\" : [");
  g_autofree char *long_text = NULL;

  for (guint i = 0; i < crowds[which].count; i++)
    g_string_append (rows, crowds[which].value);
  long_text = replace (text, "\"rows\" : [", rows->str);
  assert_refused (fixture, long_text, -1, crowds[which].says);
}

/* As many results as a class has, with every row that there is, are not too many. */
static void
test_many (void)
{
  g_autoptr (BancoResults) theirs = banco_results_new ("/nonexistent");
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) read = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 200; i++) {
    g_autofree char *id = g_strdup_printf ("r%u", i);
    g_autoptr (BancoResult) result = result_new (id, "elsewhere", 100 + i, 1);

    for (guint j = 0; j < 80; j++) {
      g_autofree char *name = g_strdup_printf ("new.measure%u", j);
      BancoRow *row = banco_row_new (name, "u");

      row->median = row->p5 = row->p95 = 1 / 3.0;
      g_ptr_array_add (result->rows, row);
    }
    banco_results_add (theirs, result);
    g_ptr_array_add (ids, g_steal_pointer (&id));
  }
  g_ptr_array_add (ids, NULL);
  text = banco_results_export (theirs, (const char *const *) ids->pdata, NULL);
  read = banco_results_read_export (text, -1, NULL);
  g_assert_nonnull (read);
  g_assert_cmpuint (read->len, ==, 200);
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoOperation) operation = NULL;

  g_assert_true (g_file_set_contents (fixture->file, "{", -1, NULL));
  g_assert_cmpint (truncate (fixture->file, G_GINT64_CONSTANT (1) << 32), ==, 0);
  operation = import (fixture, NULL, 0);
  g_assert_error (banco_operation_get_error (operation), BANCO_BENCHMARK_ERROR,
                  BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD);
}

static void
test_absent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoOperation) operation = import (fixture, NULL, 0);

  g_assert_error (banco_operation_get_error (operation), BANCO_BENCHMARK_ERROR,
                  BANCO_BENCHMARK_ERROR_NOT_FOUND);
}

/* Neither waits for what never comes, nor reads what has no end. */
static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->file);
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  const char *const paths[] = { folder, pipe, "/dev/zero", "/dev/null" };

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (BancoOperation) operation =
      banco_results_import (fixture->results, paths[i], fixture->operations);

    test_wait (operation);
    g_assert_error (banco_operation_get_error (operation), BANCO_BENCHMARK_ERROR,
                    BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD);
    g_assert_nonnull (strstr (banco_operation_get_error (operation)->message, "or no file"));
  }
}

/* A class runs its benchmarks at one time: each computer calls its result "here-" and the time.
 * None of them is lost, none of them comes twice, and one's own keeps its name. */
static void
test_same_name (Fixture *fixture, gconstpointer data)
{
  static const char *const hosts[] = { "mine", "ada", "bob" };
  const char *const ids[] = { "here-20261123-120000", NULL };

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < G_N_ELEMENTS (hosts); i++) {
      g_autoptr (BancoResults) theirs = banco_results_new ("/nonexistent");
      g_autoptr (BancoResult) result = result_new (ids[0], hosts[i], 100, 1);
      g_autoptr (BancoOperation) operation = NULL;
      g_autofree char *text = NULL;

      banco_results_add (theirs, result);
      text = banco_results_export (theirs, ids, NULL);
      operation = import (fixture, text, -1);
      g_assert_no_error (banco_operation_get_error (operation));
      g_assert_cmpuint (((GPtrArray *) banco_operation_get_result (operation))->len, ==,
                        round == 0);
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->results)), ==, 3);
  g_assert_cmpuint (count_kept (fixture), ==, 3);
  g_assert_cmpstr (banco_results_find (fixture->results, ids[0])->host, ==, "mine");
  g_assert_cmpstr (banco_results_find (fixture->results, "latest:ada")->host, ==, "ada");
  g_assert_cmpstr (banco_results_find (fixture->results, "latest:bob")->host, ==, "bob");
}

/* The second cannot be kept, so the first must not stay. */
static void
test_all_or_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = export_two ();
  g_autoptr (BancoOperation) operation = NULL;
  g_autofree char *folder = g_path_get_dirname (banco_results_get_folder (fixture->results));
  g_autofree char *gone = g_build_filename (folder, "kept", NULL);

  g_assert_cmpint (g_rmdir (gone), ==, 0);
  operation = import (fixture, text, -1);
  g_assert_error (banco_operation_get_error (operation), BANCO_BENCHMARK_ERROR,
                  BANCO_BENCHMARK_ERROR_FAILED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->results)), ==, 0);
  g_mkdir (gone, 0700);
}

static void
test_moments (Fixture *fixture, gconstpointer data)
{
  const struct {
    const char *id;
    gint64 when;
    const char *place, *device;
  } runs[] = {
    { "new", 300, "here", "C" },       { "old", 100, "here", "C" },
    { "between", 200, "here", "C" },   { "there", 250, "lab", "C" },
    { "other-card", 50, "here", "D" },
  };
  g_autoptr (GPtrArray) moments = NULL;
  g_autoptr (GPtrArray) none = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++) {
    g_autoptr (BancoResult) result = result_new (runs[i].id, "h", runs[i].when, 1);

    g_free (result->place);
    result->place = g_strdup (runs[i].place);
    g_free (result->device);
    result->device = g_strdup (runs[i].device);
    banco_results_add (fixture->results, result);
  }
  moments = banco_results_list_moments (fixture->results, NULL, "cpu.triad");
  none = banco_results_list_moments (fixture->results, NULL, "gemm.fp16");
  g_assert_cmpuint (moments->len, ==, 3);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpstr (banco_result_get_id (((BancoMoment *) moments->pdata[0])->result), ==, "old");
  g_assert_cmpstr (banco_result_get_id (((BancoMoment *) moments->pdata[2])->result), ==, "new");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)
  ADD ("/export/round-trip", NULL, test_round_trip);
  ADD ("/export/own", NULL, test_own);
  ADD ("/export/cut", NULL, test_cut);
  for (guint i = 0; i < G_N_ELEMENTS (crowds); i++) {
    g_autofree char *path = g_strdup_printf ("/export/crowd/%u", i);
    ADD (path, GUINT_TO_POINTER (i), test_crowd);
  }
  g_test_add_func ("/export/many", test_many);
  ADD ("/export/too-large", NULL, test_too_large);
  ADD ("/export/no-file", NULL, test_no_file);
  ADD ("/export/same-name", NULL, test_same_name);
  ADD ("/export/absent", NULL, test_absent);
  ADD ("/export/all-or-nothing", NULL, test_all_or_nothing);
  ADD ("/export/moments", NULL, test_moments);
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++) {
    g_autofree char *path = g_strdup_printf ("/export/edited/%s", edits[i].name);
    ADD (path, GUINT_TO_POINTER (i), test_edited);
  }
  return g_test_run ();
}
