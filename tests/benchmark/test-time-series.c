/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/lines-private.h"

/* How a minute went: what the program's line says of it, what a file keeps, what is left out. */

#define LINE(extra)                                                                                \
  "{\"event\":\"sample\",\"id\":\"sustain.60s\",\"unit\":\"GFLOP/s\",\"checked\":true,"            \
  "\"median\":3,\"best\":3,\"p5\":2,\"p95\":3,\"count\":2,\"flags\":[]" extra "}"
#define MINUTE ",\"first\":3,\"last\":2,\"samples\":[3,2]"

static const struct {
  const char *name;
  const char *line;
  guint values, mhz;
  double seconds; /* a sample each second where nobody told */
} lines[] = {
  { "none", LINE (",\"samples\":[3,2]"), 0, 0, 0 },
  { "processor", LINE (MINUTE), 2, 0, 2 },
  { "card",
    LINE (
      MINUTE
      ",\"seconds\":60.5,\"card\":{\"mhz\":[1590,1215],\"celsius\":[46,61],\"watts\":[69.5,70]}"),
    2, 2, 60.5 },
  { "card of another length",
    LINE (MINUTE ",\"card\":{\"mhz\":[1590],\"celsius\":[46,61],\"watts\":[]}"), 2, 0, 2 },
};

static BancoRow *
read_line (BancoLines *read, const char *line)
{
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autoptr (GError) error = NULL;

  banco_lines_init (read, here, "thorough");
  read->result->id = g_strdup ("here-1");
  read->result->host = g_strdup ("h");
  read->result->backend = g_strdup ("cpu");
  read->result->device = g_strdup ("C");
  g_assert_true (banco_lines_read (read, line, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (read->result->rows->len, ==, 1);
  return read->result->rows->pdata[0];
}

static void
test_line (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  BancoLines read;
  const BancoRow *row = read_line (&read, lines[i].line);

  g_assert_cmpint (row->series != NULL, ==, lines[i].values > 0);
  if (row->series != NULL) {
    g_assert_cmpuint (row->series->values->len, ==, lines[i].values);
    g_assert_cmpuint (row->series->mhz->len, ==, lines[i].mhz);
    g_assert_cmpfloat (row->series->seconds, ==, lines[i].seconds);
  }
  banco_lines_clear (&read);
}

/* A file keeps all of it. */
static void
test_kept (void)
{
  BancoLines read;
  const BancoRow *row = read_line (&read, lines[2].line);
  g_autoptr (JsonNode) node = banco_result_to_json (read.result);
  g_autofree char *text = json_to_string (node, TRUE);
  g_autoptr (BancoJson) json = banco_json_parse (text, -1, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoResult) again = banco_result_from_json (json, &error);

  g_assert_no_error (error);
  row = banco_result_get_rows (again)->pdata[0];
  g_assert_nonnull (row->series);
  g_assert_cmpfloat (g_array_index (row->series->values, double, 1), ==, 2);
  g_assert_cmpfloat (g_array_index (row->series->watts, double, 0), ==, 69.5);
  g_assert_cmpuint (row->series->celsius->len, ==, 2);
  g_assert_cmpfloat (row->series->seconds, ==, 60.5);
  banco_lines_clear (&read);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autofree char *path = g_strdup_printf ("/time-series/%s", lines[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_line);
  }
  g_test_add_func ("/time-series/kept", test_kept);
  return g_test_run ();
}
