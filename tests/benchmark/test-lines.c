/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/lines-private.h"
#include "fixture/visible.h"

#define START "{\"event\":\"start\",\"schema\":1}"
#define INVENTORY                                                                                  \
  "{\"event\":\"inventory\",\"host\":\"h\",\"backend\":\"cpu\",\"cpu\":{\"model\":\"C\"},"         \
  "\"gpus\":[]}"
#define SAMPLE(extra)                                                                              \
  "{\"event\":\"sample\",\"id\":\"cpu.triad\",\"unit\":\"GB/s\",\"checked\":true,\"median\":2.0,"  \
  "\"best\":3.0,\"p5\":1.0,\"p95\":3.0,\"count\":20,\"flags\":[\"contended\"]" extra "}"

/* A line after START and INVENTORY, and whether it can be understood. */
static const struct {
  const char *name;
  const char *line;
  gboolean understood;
  guint rows;
} lines[] = {
  { "sample", SAMPLE (""), TRUE, 1 },
  { "unknown members are ignored", SAMPLE (",\"new\":{}"), TRUE, 1 },
  { "unknown events are ignored", "{\"event\":\"weather\"}", TRUE, 0 },
  { "failed check has no row",
    "{\"event\":\"sample\",\"id\":\"cpu.triad\",\"unit\":\"GB/s\",\"checked\":false}", TRUE, 0 },
  { "not JSON", "Segmentation fault", FALSE, 0 },
  { "cut", "{\"event\":\"sample\",\"id\":\"cpu", FALSE, 0 },
  { "no event", "{}", FALSE, 0 },
  { "NaN", "{\"event\":\"sample\",\"id\":\"a\",\"unit\":\"b\",\"checked\":true,\"median\":NaN}",
    FALSE, 0 },
  { "negative",
    "{\"event\":\"sample\",\"id\":\"a\",\"unit\":\"b\",\"checked\":true,\"median\":-1,\"best\":1,"
    "\"p5\":1,\"p95\":1,\"count\":1}",
    FALSE, 1 },
  { "another unit", SAMPLE (",\"unit\":\"TB/s\""), FALSE, 1 },
  { "fewer than none", SAMPLE (",\"count\":-1"), FALSE, 1 },
  { "no unit",
    "{\"event\":\"sample\",\"id\":\"a\",\"checked\":true,\"median\":1,\"best\":1,\"p5\":1,"
    "\"p95\":1,\"count\":1}",
    FALSE, 0 },
  { "a library", SAMPLE (",\"library\":\"cuBLAS 12.4.5\""), TRUE, 1 },
  { "a library that writes to terminals", SAMPLE (",\"library\":\"\\u001b[2J\""), FALSE, 1 },
  { "a minute", SAMPLE (",\"first\":3,\"last\":2,\"samples\":[3,2]"), TRUE, 1 },
  { "a minute below nothing", SAMPLE (",\"first\":3,\"last\":2,\"samples\":[3,-2]"), FALSE, 1 },
  { "a minute of words", SAMPLE (",\"first\":3,\"last\":2,\"samples\":[\"3\"]"), FALSE, 1 },
  { "control characters", SAMPLE (",\"id\":\"\\u001b[2J\""), FALSE, 0 },
  { "newer schema", "{\"event\":\"start\",\"schema\":2}", FALSE, 0 },
  { "second inventory", INVENTORY, FALSE, 0 },
};

static void
init_with_head (BancoLines *read)
{
  g_autoptr (BancoPlace) here = banco_place_new_here ();

  banco_lines_init (read, here, "quick");
  g_assert_true (banco_lines_read (read, START, NULL));
  g_assert_true (banco_lines_read (read, INVENTORY, NULL));
}

static void
test_line (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  BancoLines read;

  init_with_head (&read);
  g_assert_cmpint (banco_lines_read (&read, lines[i].line, &error), ==, lines[i].understood);
  if (!lines[i].understood)
    g_assert_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD);
  g_assert_cmpuint (banco_result_get_rows (read.result)->len, ==, lines[i].rows);
  banco_lines_clear (&read);
}

static void
test_whole_run (void)
{
  BancoLines read;
  const BancoRow *row;

  init_with_head (&read);
  g_assert_true (banco_lines_read (
    &read, "{\"event\":\"progress\",\"id\":\"cpu.triad\",\"fraction\":0.5}", NULL));
  g_assert_cmpstr (read.measure, ==, "cpu.triad");
  g_assert_cmpfloat (read.fraction, ==, 0.5);
  g_assert_true (banco_lines_read (&read, SAMPLE (""), NULL));
  /* The same figure once more must not count twice. */
  g_assert_true (banco_lines_read (&read, SAMPLE (""), NULL));
  g_assert_true (banco_lines_read (&read, "{\"event\":\"end\",\"exit\":124}", NULL));
  g_assert_true (read.ended);
  g_assert_cmpuint (banco_result_get_rows (read.result)->len, ==, 1);
  row = banco_result_get_rows (read.result)->pdata[0];
  g_assert_cmpfloat (row->median, ==, 2.0);
  g_assert_cmpint (row->source, ==, BANCO_SOURCE_MEASURED_HERE);
  g_assert_true (g_strv_contains (banco_result_get_flags (read.result), "contended"));
  g_assert_true (g_strv_contains (banco_result_get_flags (read.result), "out_of_time"));
  g_assert_cmpstr (banco_result_get_device (read.result), ==, "C");
  banco_lines_clear (&read);
}

/* Lines after START and INVENTORY, and what a page that shows the run has of them. */
static const struct {
  const char *name;
  const char *lines[3];
  const char *rows;
} runs[] = {
  { "progress", { "{\"event\":\"progress\",\"id\":\"cpu.triad\",\"fraction\":0.5}" }, "" },
  { "figure", { SAMPLE ("") }, "cpu.triad 2 GB/s 20 contended;" },
  { "twice", { SAMPLE (""), SAMPLE (",\"median\":3.0") }, "cpu.triad 2 GB/s 20 contended;" },
  { "two",
    { SAMPLE (""), SAMPLE (",\"id\":\"x\"") },
    "cpu.triad 2 GB/s 20 contended;x 2 GB/s 20 contended;" },
  { "not understood", { SAMPLE (",\"median\":-1") }, "" },
  { "wrong", { "{\"event\":\"sample\",\"id\":\"x\",\"checked\":false}" }, "x wrong check_failed;" },
  { "wrong, not plain", { "{\"event\":\"sample\",\"id\":\"\\u001b[2J\",\"checked\":false}" }, "" },
  { "wrong, nameless", { "{\"event\":\"sample\",\"checked\":false}" }, "" },
};

static void
test_run (gconstpointer data)
{
  guint nth = GPOINTER_TO_UINT (data);
  g_autoptr (BancoKeyedList) rows = banco_run_rows_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  BancoRunRow *row;
  BancoLines read;

  init_with_head (&read);
  for (guint i = 0; i < G_N_ELEMENTS (runs[nth].lines) && runs[nth].lines[i] != NULL; i++) {
    banco_lines_read (&read, runs[nth].lines[i], NULL);
    if (read.row != NULL)
      banco_run_rows_add (rows, read.row);
  }
  for (guint i = 0; (row = banco_keyed_list_get (rows, i)) != NULL; i++) {
    g_autofree char *measure = NULL;
    g_autofree char *unit = NULL;
    g_auto (GStrv) flags = NULL;
    gboolean checked;
    double median;
    guint count;

    g_object_get (row, "measure", &measure, "unit", &unit, "flags", &flags, "checked", &checked,
                  "median", &median, "count", &count, NULL);
    if (checked)
      g_string_append_printf (text, "%s %g %s %u %s;", measure, median, unit, count, flags[0]);
    else
      g_string_append_printf (text, "%s wrong %s;", measure, flags[0]);
  }
  g_assert_cmpstr (text->str, ==, runs[nth].rows);
  banco_lines_clear (&read);
}

/* An inventory with @fpgas, and how the first is described; NULL where it is refused. */
static const struct {
  const char *fpgas;
  const char *says;
} cards[] = {
  { "[{\"pci\":\"p\",\"name\":\"xcu50\",\"shell\":\"gen3x16\",\"celsius\":39,\"watts\":21.4}]",
    "xcu50, shell gen3x16, 39 °C, 21 W, no design is loaded" },
  { "[{\"pci\":\"p\",\"name\":\"xcu50\",\"design\":\"5b-df\",\"units\":2}]",
    "xcu50, design 5b-df is loaded" },
  { "[{\"pci\":\"p\",\"unusable\":\"XRT is not installed.\"}]", "FPGA: XRT is not installed." },
  { "[7]", NULL },
  { "[{\"name\":\"\\u001b[2J\"}]", NULL },
  { "[{\"celsius\":\"39\"}]", NULL },
};

static void
test_fpga (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *line =
    g_strdup_printf ("{\"event\":\"inventory\",\"host\":\"h\",\"backend\":\"cpu\","
                     "\"cpu\":{\"model\":\"C\"},\"gpus\":[],\"fpgas\":%s}",
                     cards[i].fpgas);
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autofree char *text = NULL;
  BancoLines read;

  banco_lines_init (&read, here, "quick");
  g_assert_cmpint (banco_lines_read (&read, line, NULL), ==, cards[i].says != NULL);
  if (cards[i].says != NULL) {
    text = banco_fpga_describe (banco_result_get_fpgas (read.result)->pdata[0]);
    g_assert_cmpstr (text, ==, cards[i].says);
  }
  banco_lines_clear (&read);
}

/* A machine may be called anything; its results can still be read again. */
static void
test_label (void)
{
  g_autoptr (BancoPlace) place = banco_place_new ("id", HOSTILE, (const char *const[]){ NULL });
  BancoLines read;

  banco_lines_init (&read, place, "quick");
  g_assert_cmpstr (banco_result_get_place_label (read.result), ==, HOSTILE_SHOWN);
  banco_lines_clear (&read);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autofree char *path = g_strdup_printf ("/lines/%s", lines[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_line);
  }
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++) {
    g_autofree char *path = g_strdup_printf ("/lines/run/%s", runs[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_run);
  }
  for (guint i = 0; i < G_N_ELEMENTS (cards); i++) {
    g_autofree char *path = g_strdup_printf ("/lines/fpga/%u", i);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_fpga);
  }
  g_test_add_func ("/lines/label", test_label);
  g_test_add_func ("/lines/whole-run", test_whole_run);
  return g_test_run ();
}
