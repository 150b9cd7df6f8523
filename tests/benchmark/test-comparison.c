/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/comparison-private.h"
#include "benchmark/result-private.h"

#include <string.h>

typedef struct {
  const char *id;
  double median;
  double spread; /* half of it */
  const char *flag;
} Figure;

static GPtrArray *
rows_new (const Figure *figures)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_row_free);

  for (; figures->id != NULL; figures++) {
    BancoRow *row = banco_row_new (figures->id, banco_measure_find_unit (figures->id));

    row->median = row->best = figures->median;
    row->p5 = figures->median - figures->spread;
    row->p95 = figures->median + figures->spread;
    row->count = 20;
    if (figures->flag != NULL) {
      g_strfreev (row->flags);
      row->flags = g_strsplit (figures->flag, ",", -1);
    }
    g_ptr_array_add (rows, row);
  }
  return rows;
}

static const Figure laptop[] = { { "cpu.gemm32", 500, 10, NULL },
                                 { "cpu.triad", 40, 1, NULL },
                                 { 0 } };
static const Figure same[] = { { "cpu.gemm32", 505, 10, NULL },
                               { "cpu.triad", 41, 1, NULL },
                               { 0 } };
static const Figure twice[] = { { "cpu.gemm32", 1000, 10, NULL },
                                { "cpu.triad", 80, 1, NULL },
                                { 0 } };
static const Figure busy[] = { { "cpu.gemm32", 500, 10, "contended" },
                               { "cpu.triad", 40, 1, NULL },
                               { 0 } };
static const Figure t4[] = { { "gemm.fp32", 8140, 0, NULL },
                             { "dev.mem.copy", 239, 0, NULL },
                             { 0 } };
static const Figure fast[] = { { "gemm.fp32", 33000, 0, NULL },
                               { "dev.mem.copy", 900, 0, NULL },
                               { 0 } };
static const Figure like_t4[] = { { "gemm.fp32", 8000, 0, NULL },
                                  { "dev.mem.copy", 235, 0, NULL },
                                  { 0 } };

/* What the person has, what is beside it, and words that must and must not be in the advice. */
static const struct {
  const char *name;
  const Figure *here;
  const Figure *there;
  gboolean simulated;
  const char *says;
  const char *certainty;
  const char *never;
} cases[] = {
  { "processor to GPU is rough", laptop, t4, FALSE, "which has no GPU", "rough", "Do not ask" },
  { "small networks gain nothing", laptop, t4, FALSE, "under 0.1 GFLOP", "likely", NULL },
  { "faster GPU already", fast, t4, FALSE, "Do not ask for it", "likely", "which has no GPU" },
  { "about as fast", like_t4, t4, FALSE, "about as fast", "likely", "Do not ask" },
  { "same processor", laptop, same, FALSE, "equally fast", "measured", "×" },
  { "faster processor", laptop, twice, FALSE, "2.0 ×", "measured", "equally" },
  { "busy", busy, twice, FALSE, "was busy", "measured", NULL },
  { "simulated says nothing of GPUs", laptop, twice, TRUE, "is simulated", "measured", "Training" },
};

static void
test_advice (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) here = rows_new (cases[i].here);
  g_autoptr (GPtrArray) there = rows_new (cases[i].there);
  BancoCard card = { 0 };
  const BancoComparedColumn columns[] = {
    { .id = "a", .name = "Laptop", .rows = here },
    { .id = "b",
      .name = "Other",
      .rows = there,
      .simulated = cases[i].simulated,
      .card = cases[i].there == t4 ? &card : NULL },
  };
  g_autoptr (GPtrArray) advice = banco_advice_new (columns, 2);
  gboolean said = FALSE;

  for (guint j = 0; j < advice->len; j++) {
    const BancoAdvice *each = advice->pdata[j];

    if (strstr (each->text, cases[i].says) != NULL) {
      said = TRUE;
      g_assert_cmpstr (each->certainty, ==, cases[i].certainty);
    }
    if (cases[i].never != NULL)
      g_assert_null (strstr (each->text, cases[i].never));
  }
  g_assert_true (said);
}

/* A data sheet is not a measurement: no "equally fast", no single figure, nothing "measured". */
static void
test_data_sheets (void)
{
  g_autoptr (GPtrArray) mine = rows_new (laptop), sheet = rows_new (twice);
  const BancoCard card = { .processor = BANCO_PROCESSOR_CPU };
  const BancoComparedColumn columns[] = {
    { .id = "a", .name = "Laptop", .rows = mine, .here = TRUE },
    { .id = "i7", .name = "Core i7", .rows = sheet, .card = &card },
  };
  g_autoptr (GPtrArray) advice = NULL;
  const BancoAdvice *each;

  for (guint i = 0; i < sheet->len; i++) {
    BancoRow *row = sheet->pdata[i];

    row->count = 0;
    row->p5 = row->p95 = row->median;
    row->source = BANCO_SOURCE_DATASHEET;
  }
  advice = banco_advice_new (columns, 2);
  g_assert_cmpuint (advice->len, ==, 1);
  each = advice->pdata[0];
  g_assert_cmpstr (each->certainty, ==, "rough");
  /* 2^0.7 × 0.88 of the memory, 1.5^0.3 of the arithmetic, and twice that or half. */
  g_assert_nonnull (
    strstr (each->text, "Core i7 is somewhere between 0.8 and 3.4 × this computer"));
}

/* What a card is asked for beside its rate, and what nobody can ask for. */
static const struct {
  const Figure *here, *there;
  double here_gib, there_gib;
  gboolean other_way; /* the person's own computer stands behind the card */
  const char *says, *never;
} memories[] = {
  { fast, t4, 10, 16, FALSE, "only if you need its 16 GB of memory", "Do not ask" },
  { fast, t4, 16, 16, FALSE, "Do not ask for it", "only if you need" },
  { fast, t4, 10, 16, TRUE, "T4 is slower than this computer", "this computer is" },
  { like_t4, t4, 8, 16, FALSE, "if you need its 16 GB of memory, or", NULL },
  { like_t4, t4, 16, 16, FALSE, "Ask for it only to free this one", "memory, or" },
};

static void
test_memory (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) mine = rows_new (memories[i].here), sheet = rows_new (memories[i].there);
  const BancoCard card = { 0 };
  const BancoComparedColumn here = {
    .id = "a", .name = "Laptop", .rows = mine, .here = TRUE, .memory_gib = memories[i].here_gib
  };
  const BancoComparedColumn there = {
    .id = "t4", .name = "T4", .rows = sheet, .card = &card, .memory_gib = memories[i].there_gib
  };
  const BancoComparedColumn columns[] = { memories[i].other_way ? there : here,
                                          memories[i].other_way ? here : there };
  g_autoptr (GPtrArray) advice = banco_advice_new (columns, 2);
  const char *text = ((BancoAdvice *) advice->pdata[0])->text;

  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, memories[i].says));
  g_assert_true (memories[i].never == NULL || strstr (text, memories[i].never) == NULL);
}

/* A card that cannot be measured is named with what hinders it, not taken for none. */
static void
test_reason (void)
{
  g_autoptr (GPtrArray) mine = rows_new (laptop), card_rows = rows_new (t4);
  const BancoCard card = { 0 };
  const BancoComparedColumn columns[] = {
    { .id = "a",
      .name = "Laptop",
      .rows = mine,
      .here = TRUE,
      .reason = "It is older than Turing." },
    { .id = "t4", .name = "Tesla T4", .rows = card_rows, .card = &card },
  };
  g_autoptr (GPtrArray) advice = banco_advice_new (columns, 2);
  gboolean said = FALSE;

  for (guint i = 0; i < advice->len; i++) {
    const char *text = ((BancoAdvice *) advice->pdata[i])->text;

    g_assert_null (strstr (text, "has no GPU"));
    said =
      said || g_str_equal (text, "No GPU of this computer was measured: It is older than Turing.");
  }
  g_assert_true (said);
}

/* What the program says is translated whatever numbers stand in it, and nothing else is. */
static const struct {
  const char *sentence, *translation, *reason, *text;
} reasons[] = {
  { "No card.", "Keine Karte.", "No card.", "Keine Karte." },
  { "No card.", "Keine Karte.", "No cards.", NULL },
  { "Too old: CUDA %s, 10.2 is needed.", "CUDA %s: zu alt.", "Too old: CUDA 9.1, 10.2 is needed.",
    "CUDA 9.1: zu alt." },
  { "Too old: CUDA %s.", "CUDA %s: zu alt.", "Too old: CUDA 9.1", NULL },
  { "The %s starts not: %s.", "%s geht nicht (%s).", "The driver starts not: out of 1. memory.",
    "driver geht nicht (out of 1. memory)." },
  { "The %s starts not: %s.", "Ohne Platz.", "The driver starts not: why.", NULL },
};

static void
test_reasons (void)
{
  const char *const said = "The NVIDIA driver is too old: it is for CUDA 9.1, 10.2 is needed.";
  g_autofree char *plain = banco_reason_translate (said);

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    g_autofree char *text =
      banco_reason_fill (reasons[i].sentence, reasons[i].translation, reasons[i].reason);

    g_assert_cmpstr (text, ==, reasons[i].text);
  }
  g_assert_cmpstr (plain, ==, said);
}

/* With an FPGA beside it a person is told what one is for, and where to read of it; else not. */
static void
test_fpga (void)
{
  g_autoptr (GPtrArray) rows = rows_new (laptop);

  for (int fpga = 0; fpga <= 1; fpga++) {
    const BancoComparedColumn columns[] = {
      { .id = "a", .name = "Laptop", .rows = rows },
      { .id = "b", .name = "Other", .rows = rows, .fpga = fpga },
    };
    g_autoptr (GPtrArray) advice = banco_advice_new (columns, 2);
    guint said = 0;

    for (guint i = 0; i < advice->len; i++)
      said += strstr (((BancoAdvice *) advice->pdata[i])->text, "hls4ml or BondMachine") != NULL;
    g_assert_cmpuint (said, ==, (guint) fpga);
  }
}

typedef struct {
  char *folder;
  BancoResults *results;
  GPtrArray *catalogue;
} Fixture;

static void
add_result (Fixture *fixture, const char *id, const Figure *figures, gboolean simulated)
{
  BancoResult *result = banco_result_new ();

  result->id = g_strdup (id);
  result->place = g_strdup (id);
  result->place_label = g_strdup (id);
  result->device = g_strdup ("");
  result->simulated = simulated;
  g_ptr_array_unref (result->rows);
  result->rows = rows_new (figures);
  banco_results_add (fixture->results, result);
  g_object_unref (result);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *cards = banco_paths_data ("cards/gpus.csv");

  fixture->results = banco_results_new ("/nonexistent");
  fixture->catalogue = banco_catalogue_read (cards, NULL);
  g_assert_nonnull (fixture->catalogue);
  add_result (fixture, "laptop", laptop, FALSE);
  add_result (fixture, "card", fast, FALSE);
  add_result (fixture, "pretend", fast, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->catalogue);
  g_assert_finalize_object (fixture->results);
}

static const BancoComparedValue *
value_of (const BancoComparison *comparison, const char *id, guint column)
{
  for (guint i = 0; i < comparison->rows->len; i++) {
    const BancoComparedRow *row = comparison->rows->pdata[i];

    if (g_str_equal (row->id, id))
      return row->values->pdata[column];
  }
  return NULL;
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  const char *const ids[] = { "card", "laptop", "T4", "pretend", NULL };
  g_autoptr (BancoComparison) comparison =
    banco_comparison_new (fixture->results, fixture->catalogue, ids, NULL);
  const BancoComparedValue *published;

  g_assert_nonnull (comparison);
  g_assert_cmpuint (comparison->names->len, ==, 4);
  g_assert_null (value_of (comparison, "gemm.fp32", 1));
  g_assert_cmpfloat (value_of (comparison, "gemm.fp32", 0)->ratio, ==, 1);
  published = value_of (comparison, "dev.mem.copy", 2);
  g_assert_cmpint (published->source, ==, BANCO_SOURCE_PUBLISHED);
  g_assert_cmpfloat (published->median, ==, 239);
  g_assert_false (published->has_spread);
  g_assert_cmpfloat_with_epsilon (published->ratio, 239 / 900.0, 1e-9);
  /* Of a simulated accelerator no GPU ratio is ever derived. */
  g_assert_cmpfloat (value_of (comparison, "gemm.fp32", 3)->ratio, ==, 0);
}

/* A ratio is only a difference where the spreads do not overlap, and it has a spread itself. */
static void
test_spreads (Fixture *fixture, gconstpointer data)
{
  const char *const ids[] = { "laptop", "same", "twice", "t4", NULL };
  g_autoptr (BancoComparison) comparison = NULL;
  const BancoComparedValue *value;

  add_result (fixture, "same", same, FALSE);
  add_result (fixture, "twice", twice, FALSE);
  comparison = banco_comparison_new (fixture->results, fixture->catalogue, ids, NULL);
  g_assert_false (value_of (comparison, "cpu.gemm32", 0)->same);
  g_assert_true (value_of (comparison, "cpu.gemm32", 1)->same);
  value = value_of (comparison, "cpu.gemm32", 2);
  g_assert_false (value->same);
  g_assert_cmpfloat_with_epsilon (value->ratio_low, 990 / 510.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (value->ratio_high, 1010 / 490.0, 1e-9);
  /* What nobody measured has no spread to overlap with. */
  g_assert_false (value_of (comparison, "dev.mem.copy", 3)->same);
}

/* A measure that came in two units is two rows: there is no ratio between them. */
static void
test_units (Fixture *fixture, gconstpointer data)
{
  const char *const ids[] = { "laptop", "other", NULL };
  g_autoptr (BancoComparison) comparison = NULL;
  guint rows = 0;

  add_result (fixture, "other", twice, FALSE);
  for (guint i = 0; i < 2; i++) {
    BancoRow *row = banco_results_find (fixture->results, ids[i])->rows->pdata[0];

    g_free (row->id);
    g_free (row->unit);
    row->id = g_strdup ("new.measure");
    row->unit = g_strdup (i == 0 ? "MB/s" : "GB/s");
  }
  comparison = banco_comparison_new (fixture->results, fixture->catalogue, ids, NULL);
  for (guint i = 0; i < comparison->rows->len; i++) {
    const BancoComparedRow *row = comparison->rows->pdata[i];
    const BancoComparedValue *here = row->values->pdata[0], *there = row->values->pdata[1];

    if (!g_str_equal (row->id, "new.measure"))
      continue;
    rows++;
    g_assert_true ((here == NULL) != (there == NULL));
    g_assert_cmpstr (row->unit, ==, here != NULL ? "MB/s" : "GB/s");
    g_assert_cmpfloat (there != NULL ? there->ratio : 0, ==, 0);
  }
  g_assert_cmpuint (rows, ==, 2);
}

static const struct {
  const Figure *later;
  const char *says;
} reruns[] = {
  { same, "the same, the spreads of every measure overlap" },
  { twice, "in the second cpu.gemm32 2.00 × as fast, cpu.triad 2.00 × as fast; 0 measures are" },
};

static void
test_two_runs (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) first = rows_new (laptop);
  g_autoptr (GPtrArray) second = rows_new (reruns[i].later);
  const BancoComparedColumn columns[] = {
    { .id = "a", .name = "Laptop", .rows = first, .place = "here", .device = "C" },
    { .id = "b", .name = "Laptop", .rows = second, .place = "here", .device = "C" },
  };
  g_autoptr (GPtrArray) advice = banco_advice_new (columns, 2);

  g_assert_cmpuint (advice->len, ==, 1);
  g_assert_nonnull (strstr (((BancoAdvice *) advice->pdata[0])->text, reruns[i].says));
}

/* Less of a time is faster. */
static void
test_times (void)
{
  const Figure before[] = { { "lat.launch.sync", 10, 0.1, NULL }, { 0 } };
  const Figure after[] = { { "lat.launch.sync", 5, 0.1, NULL }, { 0 } };
  g_autoptr (GPtrArray) first = rows_new (before);
  g_autoptr (GPtrArray) second = rows_new (after);
  const BancoComparedColumn columns[] = {
    { .id = "a", .name = "Lab", .rows = first, .place = "lab", .device = "T4" },
    { .id = "b", .name = "Lab", .rows = second, .place = "lab", .device = "T4" },
  };
  g_autoptr (GPtrArray) advice = NULL;

  for (guint i = 0; i < 2; i++) {
    BancoRow *row = columns[i].rows->pdata[0];

    g_free (row->unit);
    row->unit = g_strdup ("us");
  }
  advice = banco_advice_new (columns, 2);
  g_assert_nonnull (strstr (((BancoAdvice *) advice->pdata[0])->text, "2.00 × as fast"));
}

static void
test_text (Fixture *fixture, gconstpointer data)
{
  const char *const ids[] = { "laptop", "=1+1, \"x\"|y", "t4", NULL };
  const char *const again[] = { "laptop", "laptop", NULL };
  g_autoptr (BancoComparison) comparison = NULL, runs = NULL;
  g_autofree char *csv = NULL, *markdown = NULL, *table = NULL;
  g_auto (GStrv) lines = NULL;

  add_result (fixture, ids[1], same, FALSE);
  comparison = banco_comparison_new (fixture->results, fixture->catalogue, ids, NULL);
  csv = banco_comparison_to_csv (comparison);
  markdown = banco_comparison_to_markdown (comparison);
  /* Quoted as spreadsheets read it, and no formula for them. */
  g_assert_nonnull (strstr (csv, "\"'=1+1, \"\"x\"\"|y\""));
  g_assert_true (g_str_has_prefix (csv, "measure,unit,result,name,median,"));
  g_assert_nonnull (strstr (csv, "dev.mem.copy,GB/s,t4,Tesla T4,239,,,,no,published,\n"));
  g_assert_nonnull (strstr (markdown, "\\|y"));
  g_assert_nonnull (strstr (markdown, "(same)"));
  g_assert_nonnull (strstr (markdown, "239 *published*"));
  lines = g_strsplit (markdown, "\n", -1);
  g_assert_cmpstr (lines[1], ==, "| --- | --- | ---: | ---: | ---: |");
  g_assert_null (strstr (lines[0], ", laptop"));
  /* Two runs of one machine are told apart. */
  runs = banco_comparison_new (fixture->results, fixture->catalogue, again, NULL);
  table = banco_comparison_to_markdown (runs);
  g_assert_nonnull (strstr (table, ", laptop |"));
}

/* A place stands for what is newest there; a result, and a card of the same name, come first. */
static void
test_places (Fixture *fixture, gconstpointer data)
{
  static const char *const runs[] = { "run-1", "run-2", "run-3" };
  static const char *const places[] = { "lab", "t4", "laptop" };
  const char *const ids[] = { "lab", "t4", "laptop", "latest:t4", NULL };
  static const char *const found[] = { "run-1", "t4", "laptop", "run-2" };
  g_autoptr (BancoComparison) comparison = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++) {
    BancoResult *result;

    add_result (fixture, runs[i], twice, FALSE);
    result = banco_results_find (fixture->results, runs[i]);
    g_free (result->place);
    result->place = g_strdup (places[i]);
  }
  comparison = banco_comparison_new (fixture->results, fixture->catalogue, ids, NULL);
  g_assert_nonnull (comparison);
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    g_assert_cmpstr (value_of (comparison, i == 1 ? "dev.mem.copy" : "cpu.gemm32", i)->result, ==,
                     found[i]);
}

/* A card beside itself is no advice, and two kinds of FPGA have no ratio. */
static void
test_cards (Fixture *fixture, gconstpointer data)
{
  const char *const twins[] = { "t4", "T4", NULL }, *const boards[] = { "u50", "u250", "u50",
                                                                        NULL };
  g_autoptr (BancoComparison) same_card =
    banco_comparison_new (fixture->results, fixture->catalogue, twins, NULL);
  g_autoptr (BancoComparison) fpgas =
    banco_comparison_new (fixture->results, fixture->catalogue, boards, NULL);

  g_assert_cmpuint (same_card->advice->len, ==, 0);
  g_assert_cmpfloat (value_of (fpgas, "fpga.memory", 1)->median, >, 0);
  g_assert_cmpfloat (value_of (fpgas, "fpga.memory", 1)->ratio, ==, 0);
  g_assert_cmpfloat (value_of (fpgas, "fpga.memory", 2)->ratio, ==, 1);
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  const char *const ids[] = { "laptop", "gtx-9999", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (banco_comparison_new (fixture->results, fixture->catalogue, ids, &error));
  g_assert_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/advice/%s", cases[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_advice);
  }
  g_test_add ("/comparison/rows", Fixture, NULL, set_up, test_rows, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (memories); i++) {
    g_autofree char *path = g_strdup_printf ("/advice/memory/%u", i);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_memory);
  }
  g_test_add ("/comparison/cards", Fixture, NULL, set_up, test_cards, tear_down);
  g_test_add ("/comparison/unknown", Fixture, NULL, set_up, test_unknown, tear_down);
  g_test_add ("/comparison/places", Fixture, NULL, set_up, test_places, tear_down);
  g_test_add ("/comparison/spreads", Fixture, NULL, set_up, test_spreads, tear_down);
  g_test_add ("/comparison/units", Fixture, NULL, set_up, test_units, tear_down);
  g_test_add ("/comparison/text", Fixture, NULL, set_up, test_text, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (reruns); i++) {
    g_autofree char *path = g_strdup_printf ("/advice/two-runs/%u", i);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_two_runs);
  }
  g_test_add_func ("/advice/times", test_times);
  g_test_add_func ("/advice/data-sheets", test_data_sheets);
  g_test_add_func ("/advice/reasons", test_reasons);
  g_test_add_func ("/advice/reason", test_reason);
  g_test_add_func ("/advice/fpga", test_fpga);
  return g_test_run ();
}
