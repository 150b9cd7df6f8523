/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/comparison-private.h"
#include "benchmark/result-private.h"

#include <string.h>

typedef struct {
  const char *id;
  double median, p5, p95;
} Figure;

static const Figure processor[] = { { "cpu.gemm32", 100, 90, 110 },
                                    { "cpu.triad", 10, 9, 11 },
                                    { "step.mlp.large", 600, 560, 640 },
                                    { "step.mlp.small", 2, 1.9, 2.1 },
                                    { 0 } };
static const Figure card[] = { { "cpu.gemm32", 200, 190, 210 },   { "gemm.fp32", 8000, 7900, 8100 },
                               { "dev.mem.copy", 400, 390, 410 }, { "step.mlp.large", 20, 19, 21 },
                               { "step.mlp.small", 4, 3.9, 4.1 }, { 0 } };
static const Figure disturbed[] = { { "gemm.fp32", 8000, 2000, 9000 },
                                    { "dev.mem.copy", 400, 390, 410 },
                                    { "step.mlp.large", 20, 10, 80 },
                                    { 0 } };
static const Figure without_steps[] = { { "gemm.fp32", 8000, 7900, 8100 },
                                        { "dev.mem.copy", 400, 390, 410 },
                                        { 0 } };

typedef struct {
  BancoResults *results;
  GPtrArray *catalogue;
} Fixture;

static void
add_result (Fixture *fixture, const char *id, const Figure *figures, gboolean simulated)
{
  g_autoptr (BancoResult) result = banco_result_new ();

  result->id = g_strdup (id);
  result->place = g_strdup (id);
  result->place_label = g_strdup (g_str_equal (id, "here") ? "This computer" : id);
  result->device = g_strdup ("");
  result->simulated = simulated;
  for (; figures->id != NULL; figures++) {
    BancoRow *row = banco_row_new (figures->id, banco_measure_find_unit (figures->id));

    row->median = row->best = figures->median;
    row->p5 = figures->p5;
    row->p95 = figures->p95;
    row->count = 20;
    g_ptr_array_add (result->rows, row);
  }
  banco_results_add (fixture->results, result);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *cards = banco_paths_data ("cards/gpus.csv");

  fixture->results = banco_results_new ("/nonexistent");
  fixture->catalogue = banco_catalogue_read (cards, NULL);
  g_assert_nonnull (fixture->catalogue);
  add_result (fixture, "here", processor, FALSE);
  add_result (fixture, "lab", card, FALSE);
  add_result (fixture, "pretend", card, TRUE);
  add_result (fixture, "noisy", disturbed, FALSE);
  add_result (fixture, "old", without_steps, FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->catalogue);
  g_assert_finalize_object (fixture->results);
}

static BancoComparison *
compare (Fixture *fixture, const char *first, const char *second)
{
  const char *const ids[] = { first, second, NULL };
  BancoComparison *comparison =
    banco_comparison_new (fixture->results, fixture->catalogue, ids, NULL);

  g_assert_nonnull (comparison);
  return comparison;
}

static const BancoComparedValue *
value_of (const GPtrArray *rows, const char *id, guint column)
{
  for (guint i = 0; i < rows->len; i++) {
    const BancoComparedRow *row = rows->pdata[i];

    if (g_str_equal (row->id, id))
      return row->values->pdata[column];
  }
  return NULL;
}

/* A processor and a card stand on one scale, whatever their measures are called. */
static void
test_scales (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoComparison) sheet = compare (fixture, "here", "t4");
  g_autoptr (BancoComparison) both = compare (fixture, "here", "lab");
  g_autoptr (BancoComparison) cards = compare (fixture, "lab", "t4");
  const BancoComparedValue *value = value_of (sheet->scales, "scale.memory", 1);

  g_assert_cmpstr (value_of (sheet->scales, "scale.memory", 0)->measure, ==, "cpu.triad");
  g_assert_cmpstr (value->measure, ==, "dev.mem.copy");
  g_assert_cmpfloat_with_epsilon (value->ratio, value->median / 10, 1e-9);
  value = value_of (both->scales, "scale.product32", 1);
  g_assert_cmpstr (value->measure, ==, "gemm.fp32");
  g_assert_cmpfloat_with_epsilon (value->ratio_low, 7900 / 110.0, 1e-9);
  /* Under one name they have a row already. */
  g_assert_cmpuint (cards->scales->len, ==, 0);
  for (guint i = 0; i < both->scales->len; i++) {
    const BancoComparedRow *row = both->scales->pdata[i];

    g_assert_nonnull (banco_scale_get_name (row->id));
  }
  g_assert_null (banco_scale_get_name ("cpu.triad"));
}

/* Of a simulated card nothing is put beside a processor, and nothing is predicted. */
static void
test_simulated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoComparison) comparison = compare (fixture, "here", "pretend");
  g_autoptr (BancoComparison) other = compare (fixture, "pretend", "t4");

  g_assert_cmpuint (comparison->scales->len, ==, 0);
  g_assert_null (value_of (other->rows, "step.mlp.large", 1));
}

/* A card that has not run a step has a range that says it is predicted. */
static void
test_predicted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoComparison) far = compare (fixture, "here", "t4");
  g_autoptr (BancoComparison) near = compare (fixture, "lab", "t4");
  const BancoComparedValue *guess = value_of (far->rows, "step.mlp.large", 1);
  const BancoComparedValue *closer = value_of (near->rows, "step.mlp.large", 1);

  g_assert_cmpint (guess->source, ==, BANCO_SOURCE_PREDICTED);
  g_assert_true (guess->has_spread);
  g_assert_cmpfloat (guess->low, <, guess->median);
  g_assert_cmpfloat (guess->median, <, guess->high);
  g_assert_cmpfloat (guess->ratio_high, >, guess->ratio_low);
  /* A card tells more about a card than a processor does. */
  g_assert_cmpfloat (closer->high / closer->low, <, guess->high / guess->low);
  g_assert_cmpint (value_of (far->rows, "step.mlp.large", 0)->source, !=, BANCO_SOURCE_PREDICTED);
}

/* The first sentence names both machines, the kind of work, and a low and a high end. */
static const struct {
  const char *first, *second, *begins, *also, *never;
} answers[] = {
  { "here", "lab", "Training a large network: lab is between 27 and 34 × as fast as this computer.",
    "Training a small network: lab is about 0.5 × as fast as this computer.", "somewhere" },
  { "here", "noisy", "Training a large network: what was measured on noisy", "nothing else runs",
    "between" },
  { "here", "t4", "Training: Tesla T4 is somewhere between ", "run the benchmark on a machine with",
    "Training a large" },
  { "here", "old", "Matrix product, 32 bit: old is between 72 and 90 × as fast as this computer.",
    "run the benchmark on this computer and on old again", "Training" },
};

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (BancoComparison) comparison = compare (fixture, answers[i].first, answers[i].second);
    GString *text = g_string_new (NULL);

    for (guint j = 0; j < comparison->advice->len; j++)
      g_string_append_printf (text, "%s\n", ((BancoAdvice *) comparison->advice->pdata[j])->text);
    g_test_message ("%s", text->str);
    g_assert_true (g_str_has_prefix (text->str, answers[i].begins));
    g_assert_nonnull (strstr (text->str, answers[i].also));
    g_assert_null (strstr (text->str, answers[i].never));
    g_string_free (text, TRUE);
  }
}

/* In every form that it is written down in. */
static void
test_written (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoComparison) comparison = compare (fixture, "here", "lab");
  g_autofree char *csv = banco_comparison_to_csv (comparison);
  g_autofree char *markdown = banco_comparison_to_markdown (comparison);
  g_autoptr (JsonNode) node = banco_comparison_to_json (comparison);
  g_autofree char *json = json_to_string (node, FALSE);

  g_assert_nonnull (strstr (csv, "scale.memory,GB/s,lab,lab,400,"));
  g_assert_nonnull (strstr (markdown, "| scale.memory | GB/s |"));
  g_assert_nonnull (strstr (json, "{\"scales\":[{\"id\":\"scale.product32\","));
  g_assert_nonnull (strstr (json, "{\"result\":\"lab\",\"measure\":\"dev.mem.copy\","));
}

static const struct {
  const char *unit;
  double value;
  const char *chosen;
  double shown;
} units[] = {
  { "GFLOP/s", 41900, "TFLOP/s", 41.9 },
  { "GFLOP/s", 999, "GFLOP/s", 999 },
  { "GFLOP/s", 999.6, "TFLOP/s", 1 },
  { "GOP/s", 130000, "TOP/s", 130 },
  { "GB/s", 4800, "GB/s", 4800 },
  { "MB/s", 1100, "GB/s", 1.1 },
  { "µs", 14102, "ms", 14.1 },
  { "µs", 2e6, "s", 2 },
  { "ms", 0.5, "ms", 0.5 },
  { "op/s", 12000, "op/s", 12000 },
};

static void
test_units (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    double factor;

    g_assert_cmpstr (banco_unit_choose (units[i].unit, units[i].value, &factor), ==,
                     units[i].chosen);
    g_assert_cmpfloat_with_epsilon (units[i].value * factor, units[i].shown, units[i].shown / 500);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/scales/both", Fixture, NULL, set_up, test_scales, tear_down);
  g_test_add ("/scales/simulated", Fixture, NULL, set_up, test_simulated, tear_down);
  g_test_add ("/scales/predicted", Fixture, NULL, set_up, test_predicted, tear_down);
  g_test_add ("/scales/answers", Fixture, NULL, set_up, test_answers, tear_down);
  g_test_add ("/scales/written", Fixture, NULL, set_up, test_written, tear_down);
  g_test_add_func ("/scales/units", test_units);
  return g_test_run ();
}
