/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/result-private.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("banco-results-XXXXXX", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
    g_remove (path);
  }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static BancoResult *
result_new (const char *id, gint64 when)
{
  BancoResult *result = banco_result_new ();
  BancoRow *row = banco_row_new ("cpu.triad", "GB/s");
  BancoFpga *fpga = g_new0 (BancoFpga, 1);

  result->id = g_strdup (id);
  result->host = g_strdup ("h");
  result->place = g_strdup ("here");
  result->place_label = g_strdup ("This computer");
  result->when = when;
  result->mode = g_strdup ("quick");
  result->backend = g_strdup ("cpu");
  result->device = g_strdup ("C");
  row->median = 2.5;
  row->best = row->p95 = 3;
  row->p5 = 1;
  row->count = 20;
  row->library = g_strdup ("cuBLAS 1");
  g_ptr_array_add (result->rows, row);
  fpga->name = g_strdup ("xcu50");
  fpga->design = g_strdup ("5b-df");
  fpga->celsius = 39;
  fpga->watts = -1;
  g_ptr_array_add (result->fpgas, fpga);
  banco_result_add_flag (result, "contended");
  return result;
}

static void
test_survives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoResult) old = result_new ("a", 100);
  g_autoptr (BancoResult) new = result_new ("b", 200);
  g_autoptr (BancoResults) again = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "a.json", NULL);
  g_autofree char *text = NULL;
  BancoResult *read;
  GStatBuf info;

  g_assert_true (banco_result_save (old, fixture->folder, NULL));
  g_assert_true (banco_result_save (new, fixture->folder, NULL));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  again = banco_results_new (fixture->folder);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 2);
  g_assert_cmpstr (banco_result_get_id (banco_results_find (again, "latest")), ==, "b");
  g_assert_cmpstr (banco_result_get_id (banco_results_find (again, "latest:here")), ==, "b");
  g_assert_null (banco_results_find (again, "latest:elsewhere"));
  read = banco_results_find (again, "a");
  g_assert_cmpint (banco_result_get_when (read), ==, 100);
  g_assert_cmpfloat (((BancoRow *) banco_result_get_rows (read)->pdata[0])->median, ==, 2.5);
  g_assert_cmpstr (((BancoRow *) banco_result_get_rows (read)->pdata[0])->library, ==, "cuBLAS 1");
  g_assert_cmpuint (banco_result_get_fpgas (read)->len, ==, 1);
  text = banco_fpga_describe (banco_result_get_fpgas (read)->pdata[0]);
  g_assert_cmpstr (text, ==, "xcu50, 39 °C, design 5b-df is loaded");
  g_assert_true (g_strv_contains (banco_result_get_flags (read), "contended"));
  g_assert_true (banco_results_remove (again, read, NULL));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* The newest run that measured it, whatever was run since. */
static void
test_upload_rate (Fixture *fixture, gconstpointer data)
{
  static const double rates[] = { 0, 12.5, 90, 0 };
  static const char *const ids[] = { "a", "b", "c", "d" };
  g_autoptr (BancoResults) results = banco_results_new (fixture->folder);

  g_assert_cmpfloat (banco_results_find_upload_rate (results), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    g_autoptr (BancoResult) result = result_new (ids[i], 100 * (i + 1));

    if (rates[i] > 0) {
      BancoRow *row = banco_row_new ("net.up", "MB/s");

      row->median = row->best = row->p5 = row->p95 = rates[i];
      g_ptr_array_add (result->rows, row);
    }
    g_assert_true (banco_result_save (result, fixture->folder, NULL));
  }
  g_object_unref (g_steal_pointer (&results));
  results = banco_results_new (fixture->folder);
  g_assert_cmpfloat (banco_results_find_upload_rate (results), ==, 90e6);
}

#define HEAD(format, rows)                                                                         \
  "{\"format\":" format ",\"id\":\"x\",\"host\":\"h\",\"place\":\"here\",\"when\":\"2026-01-01\"," \
  "\"mode\":\"quick\",\"backend\":\"cpu\",\"device\":\"C\",\"flags\":[],\"rows\":[" rows "]}"
#define ROW(median)                                                                                \
  "{\"id\":\"a\",\"unit\":\"b\",\"median\":" median ",\"best\":1,\"p5\":1,\"p95\":1,\"count\":1}"

/* Files that are no results stay where they are and are not listed. */
static const char *const strange[] = {
  "",
  "{",
  "[]",
  "{}",
  HEAD ("2", ""),
  HEAD ("1", ROW ("-1")),
  HEAD ("1", ROW ("1e999")),
  HEAD ("1", ROW ("\"1\"")),
  HEAD ("1", "7"),
  "\xff\xfe",
};

static void
test_strange (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "x.json", NULL);
  g_autoptr (BancoResults) results = NULL;

  g_assert_true (g_file_set_contents (path, data, -1, NULL));
  results = banco_results_new (fixture->folder);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (results)), ==, 0);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* What lies in the folder and is not a file of results is neither listed nor waited for. */
typedef enum {
  PIPE,
  ENDLESS,
  FOLDER,
  HOLE,
  MILLION_ROWS
} Oddity;

static void
make_odd (const char *path, Oddity oddity)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (oddity == PIPE)
    g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  else if (oddity == ENDLESS)
    g_assert_cmpint (symlink ("/dev/zero", path), ==, 0);
  else if (oddity == FOLDER)
    g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  else if (oddity == HOLE)
    g_assert_cmpint (symlink ("/nonexistent", path), ==, 0);
  else
    for (guint i = 0; i < 1000000; i++)
      g_string_append (text, i == 0 ? HEAD ("1", "") : "{},");
  if (text->len > 0)
    g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
}

static void
test_odd (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "odd.json", NULL);
  g_autoptr (BancoResult) result = result_new ("good", 100);
  g_autoptr (BancoResults) results = NULL;

  make_odd (path, (Oddity) GPOINTER_TO_UINT (data));
  g_assert_true (banco_result_save (result, fixture->folder, NULL));
  results = banco_results_new (fixture->folder);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (results)), ==, 1);
  g_assert_nonnull (banco_results_find (results, "good"));
}

/* Two runs that ended in the same second: neither takes the other's place. */
static void
test_same_second (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_id = g_strnfill (150, 'x');
  g_autoptr (BancoResult) third = result_new (long_id, 100), fourth = result_new (long_id, 100);
  g_autoptr (BancoResult) first = result_new ("a", 100), second = result_new ("a", 100);
  g_autoptr (BancoResults) results = NULL;

  g_assert_true (banco_result_save (first, fixture->folder, NULL));
  g_assert_true (banco_result_save (second, fixture->folder, NULL));
  g_assert_cmpstr (first->id, ==, "a");
  g_assert_cmpstr (second->id, ==, "a-2");
  g_assert_true (banco_result_save (third, fixture->folder, NULL));
  g_assert_true (banco_result_save (fourth, fixture->folder, NULL));
  results = banco_results_new (fixture->folder);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (results)), ==, 4);
  g_assert_true (banco_results_remove (results, banco_results_find (results, "a-2"), NULL));
  g_assert_nonnull (banco_results_find (results, "a"));
}

/* A copy that a person made beside it is a result of its own, and can be removed alone. */
static void
test_copied (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a.json", NULL);
  g_autofree char *copy = g_build_filename (fixture->folder, "before-the-update.json", NULL);
  g_autofree char *unnamed = g_build_filename (fixture->folder, "a (1).json", NULL);
  g_autoptr (BancoResult) result = result_new ("a", 100);
  g_autoptr (BancoResults) results = NULL;
  g_autofree char *text = NULL;

  g_assert_true (banco_result_save (result, fixture->folder, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (copy, text, -1, NULL));
  g_assert_true (g_file_set_contents (unnamed, text, -1, NULL));
  results = banco_results_new (fixture->folder);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (results)), ==, 2);
  g_assert_true (
    banco_results_remove (results, banco_results_find (results, "before-the-update"), NULL));
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Somebody else removed the file: it is said, and the result stays listed. */
static void
test_removed_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoResults) results = banco_results_new (fixture->folder);
  g_autoptr (BancoResult) result = result_new ("a", 100);
  g_autoptr (GError) error = NULL;

  banco_results_add (results, result);
  g_assert_false (banco_results_remove (results, result, &error));
  g_assert_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND);
}

static void
test_no_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoResult) result = result_new ("a", 100);
  g_autoptr (GError) error = NULL;

  g_assert_false (banco_result_save (result, "/proc/nowhere", &error));
  g_assert_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/results/survives", Fixture, NULL, set_up, test_survives, tear_down);
  g_test_add ("/results/upload-rate", Fixture, NULL, set_up, test_upload_rate, tear_down);
  g_test_add ("/results/no-room", Fixture, NULL, set_up, test_no_room, tear_down);
  g_test_add ("/results/same-second", Fixture, NULL, set_up, test_same_second, tear_down);
  g_test_add ("/results/copied", Fixture, NULL, set_up, test_copied, tear_down);
  g_test_add ("/results/removed-before", Fixture, NULL, set_up, test_removed_before, tear_down);
  for (guint i = PIPE; i <= MILLION_ROWS; i++) {
    g_autofree char *path = g_strdup_printf ("/results/odd/%u", i);
    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_odd, tear_down);
  }
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++) {
    g_autofree char *path = g_strdup_printf ("/results/strange/%u", i);
    g_test_add (path, Fixture, strange[i], set_up, test_strange, tear_down);
  }
  return g_test_run ();
}
