/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmarks-stage.h"
#include "desktop/benchmark-words.h"
#include "desktop/benchmarks/benchmarks-page.h"
#include "desktop/benchmarks/choices.h"
#include "desktop/benchmarks/comparison-view.h"
#include "desktop/benchmarks/figure-table.h"
#include "desktop/charts/chart-draw.h"
#include "desktop/charts/chart.h"
#include "desktop/words.h"

#include <math.h>
#include <string.h>

static void
test_values (void)
{
  static const struct {
    double value;
    const char *unit;
    const char *text;
  } cases[] = {
    { 0, "GB/s", "0.00\u00a0GB/s" },
    { 0.12345, "GB/s", "0.12\u00a0GB/s" },
    { 9.996, "GB/s", "10.0\u00a0GB/s" },
    { 15.2552, "GFLOP/s", "15.3\u00a0GFLOP/s" },
    { 99.96, "GFLOP/s", "100\u00a0GFLOP/s" },
    { 8141, "GFLOP/s", "8.14\u00a0TFLOP/s" },
    { 41900, "GFLOP/s", "41.9\u00a0TFLOP/s" },
    { 130000, "GOP/s", "130\u00a0TOP/s" },
    { 14102, "µs", "14.1\u00a0ms" },
    { 65130, "op/s", "65\u202f100\u00a0op/s" },
    { 1234567, "", "1\u202f230\u202f000\u00a0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = banco_benchmark_words_value (cases[i].value, cases[i].unit);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_ratios (void)
{
  static const struct {
    double ratio;
    const char *text;
  } cases[] = {
    { 0, "" },
    { -1, "" },
    { NAN, "" },
    { INFINITY, "" },
    { .8, "0.80\u00a0×" },
    { 47.2, "47.2\u00a0×" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = banco_benchmark_words_ratio (cases[i].ratio);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

/* What a machine is to the first one: with how sure that is, and nothing where it is not. */
static void
test_beside_first (void)
{
  static const struct {
    guint series;
    gboolean same;
    double ratio, low, high;
    const char *cell, *line;
  } cases[] = {
    { 0, FALSE, 1, 0, 0, "", NULL },
    { 1, FALSE, 0, 0, 0, "", NULL },
    { 1, FALSE, 47.2, 0, 0, "47.2\u00a0×", "47.2\u00a0× the first" },
    { 1, FALSE, 2.1, 1.9, 2.35, "2.10\u00a0× (1.90 – 2.35)",
      "2.10\u00a0× (1.90 – 2.35) the first" },
    { 1, TRUE, 1.02, .9, 1.1, "the same", "the same as the first: the spreads overlap" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BancoFigure) figure = g_object_new (BANCO_TYPE_FIGURE, NULL);
    g_autofree char *cell = NULL, *all = NULL;

    figure->measure = g_strdup ("cpu.triad");
    figure->unit = g_strdup ("GB/s");
    figure->machine = g_strdup ("m");
    figure->series = cases[i].series;
    figure->same = cases[i].same;
    figure->value = 1;
    figure->ratio = cases[i].ratio;
    figure->ratio_low = cases[i].low;
    figure->ratio_high = cases[i].high;
    figure->flags = g_new0 (char *, 1);
    cell = banco_figure_get_text (figure, BANCO_FIGURE_RATIO);
    g_assert_cmpstr (cell, ==, cases[i].cell);
    all = banco_figure_describe (figure);
    g_assert_true (strstr (all, cases[i].line != NULL ? cases[i].line : "m\n") != NULL);
    g_assert_cmpint (strstr (all, "the first") != NULL, ==, cases[i].line != NULL);
  }
}

/* No machine word reaches a person. */
static void
test_words (void)
{
  static const char *const flags[] = { "contended", "simulated", "no-such-flag", NULL };
  g_autofree char *text = banco_benchmark_words_flags (flags);
  g_autoptr (GPtrArray) measures = banco_benchmark_list_measures ("standard");

  g_assert_true (g_str_has_suffix (text, "\nno-such-flag"));
  g_assert_null (strstr (text, "contended"));
  for (guint i = 0; i < measures->len; i++) {
    const BancoMeasure *measure = measures->pdata[i];

    g_assert_cmpstr (banco_benchmark_words_measure (measure->id), !=, measure->id);
  }
  g_assert_cmpstr (banco_benchmark_words_measure ("other"), ==, "other");
  for (guint i = BANCO_SOURCE_MEASURED_HERE; i < BANCO_SOURCE_PREDICTED; i++)
    g_assert_cmpstr (banco_benchmark_words_source (i), !=, banco_value_source_to_string (i));
}

#define LINE 20.

static void
test_scales (void)
{
  const BancoChartBar bars[] = {
    { .group = 0, .value = 50, .has_spread = TRUE, .low = 40, .high = 100 },
    { .group = 0, .value = 25 },
    { .group = 1, .value = 8000 },
    { .group = 2, .value = 0 },
  };
  const BancoChartRoom room = { .width = 600, .name = 100, .label = 80, .line = LINE };
  g_autoptr (BancoChartLayout) layout = banco_chart_layout_new (bars, G_N_ELEMENTS (bars), &room);
  const BancoChartBox *boxes = layout->boxes;
  double full = boxes[2].width;

  g_assert_cmpuint (layout->n_groups, ==, 3);
  g_assert_cmpfloat_with_epsilon (boxes[0].width, full / 2, 1e-6);
  g_assert_cmpfloat_with_epsilon (boxes[1].width, full / 4, 1e-6);
  g_assert_cmpfloat_with_epsilon (boxes[0].high_x, boxes[0].x + full, 1e-6);
  g_assert_cmpfloat_with_epsilon (boxes[0].low_x, boxes[0].x + full * .4, 1e-6);
  g_assert_cmpfloat (boxes[0].label_x, >, boxes[0].high_x);
  g_assert_cmpfloat (boxes[1].low_x, ==, 0);
  g_assert_cmpfloat (boxes[3].width, ==, 0);
  g_assert_cmpfloat (boxes[2].label_x + room.label, <=, room.width + 1e-6);
}

/* Where one value is more than 20 times another, both are still seen, and each ten times is a line.
 */
static void
test_logarithmic (void)
{
  const BancoChartBar bars[] = {
    { .group = 0, .value = 20 },
    { .group = 0, .value = 2000 },
    { .group = 1, .value = 600 },
    { .group = 1, .value = 40, .has_spread = TRUE, .low = 4, .high = 400, .is_range = TRUE },
    { .group = 2, .value = 100 },
    { .group = 2, .value = 50, .has_spread = TRUE, .low = 1, .high = 60 },
  };
  const BancoChartRoom room = { .width = 600, .name = 100, .label = 80, .line = LINE };
  g_autoptr (BancoChartLayout) layout = banco_chart_layout_new (bars, G_N_ELEMENTS (bars), &room);
  const BancoChartBox *boxes = layout->boxes;
  const BancoChartLine *first = &g_array_index (layout->lines, BancoChartLine, 0);

  g_assert_true (layout->logarithmic[0] && layout->logarithmic[1] && !layout->logarithmic[2]);
  /* From 10 to 2000. */
  g_assert_cmpfloat_with_epsilon (boxes[0].width / boxes[1].width, log (2) / log (200), 1e-6);
  g_assert_cmpuint (layout->lines->len, ==, 3 + 3);
  g_assert_cmpfloat_with_epsilon (first[1].x - first[0].x, first[2].x - first[1].x, 1e-6);
  g_assert_cmpfloat_with_epsilon (boxes[3].high_x - boxes[3].x - boxes[3].width,
                                  boxes[3].x + boxes[3].width - boxes[3].low_x, 1e-6);
}

/* Whatever the width: nothing overlaps, nothing is negative, every row is found again. */
static void
test_rows (void)
{
  static const BancoChartRoom rooms[] = {
    { .width = 900, .name = 100, .label = 80, .line = LINE },
    { .width = 330, .name = 110, .label = 90, .line = LINE },
    { .width = 330, .name = 5000, .label = 90, .line = LINE },
    { .width = 330, .name = 5000, .label = 5000, .line = LINE },
    { .width = 10, .name = 100, .label = 80, .line = LINE },
    { .width = 0, .name = 0, .label = 0, .line = 0 },
  };
  const BancoChartBar bars[] = {
    { .group = 0, .value = 1 },
    { .group = 0, .value = 3, .has_spread = TRUE, .low = 2, .high = 2.5 },
    { .group = 4, .value = 1e300 },
    { .group = 5, .value = 0, .has_spread = TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rooms); i++) {
    g_autoptr (BancoChartLayout) layout =
      banco_chart_layout_new (bars, G_N_ELEMENTS (bars), &rooms[i]);
    gboolean above = rooms[i].name > rooms[i].width / 2;
    double bottom = 0;

    for (guint j = 0; j < layout->n_boxes; j++) {
      const BancoChartBox *box = &layout->boxes[j];

      g_assert_cmpfloat (box->row_y, >=, bottom);
      bottom = box->row_y + box->row_height;
      g_assert_cmpfloat (box->y, >=, above ? box->name_y + box->text_height : box->row_y);
      g_assert_cmpfloat (box->y + box->height, <=, bottom);
      g_assert_cmpfloat (box->width, >=, 0);
      g_assert_cmpfloat (box->low_x, <=, box->high_x);
      if (rooms[i].line > 0)
        g_assert_cmpint (banco_chart_layout_find (layout, box->row_y + 1), ==, (int) j);
    }
    g_assert_cmpfloat (layout->height, ==, bottom);
    g_assert_cmpint (banco_chart_layout_find (layout, -1), ==, -1);
    g_assert_cmpint (banco_chart_layout_find (layout, bottom + 1), ==, -1);
  }
}

static void
test_no_rows (void)
{
  const BancoChartRoom room = { .width = 300, .line = LINE };
  g_autoptr (BancoChartLayout) layout = banco_chart_layout_new (NULL, 0, &room);

  g_assert_cmpfloat (layout->height, ==, 0);
  g_assert_cmpint (banco_chart_layout_find (layout, 0), ==, -1);
}

static BancoComparedValue *
value_new (double median, BancoValueSource source)
{
  BancoComparedValue *value = g_new0 (BancoComparedValue, 1);

  value->result = g_strdup ("r");
  value->measure = g_strdup ("a measure nobody knows");
  value->median = median;
  value->flags = g_new0 (char *, 1);
  value->source = source;
  return value;
}

static void
value_free (gpointer data)
{
  BancoComparedValue *value = data;

  if (value == NULL)
    return;
  g_free (value->result);
  g_free (value->measure);
  g_strfreev (value->flags);
  g_free (value);
}

static void
row_free (gpointer data)
{
  BancoComparedRow *row = data;

  g_free (row->id);
  g_free (row->unit);
  g_ptr_array_unref (row->values);
  g_free (row);
}

/* Two machines, the second with a very long name, and one row of these values. */
static BancoComparison *
comparison_new (double first, double second, BancoValueSource source)
{
  BancoComparison *comparison = g_new0 (BancoComparison, 1);
  BancoComparedRow *row = g_new0 (BancoComparedRow, 1);

  comparison->names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (comparison->names, g_strdup ("One"));
  g_ptr_array_add (comparison->names, g_strnfill (4000, 'W'));
  row->id = g_strdup ("a measure nobody knows");
  row->unit = g_strdup ("GB/s");
  row->values = g_ptr_array_new_with_free_func (value_free);
  g_ptr_array_add (row->values, value_new (first, BANCO_SOURCE_MEASURED_HERE));
  g_ptr_array_add (row->values, value_new (second, source));
  comparison->scales = g_ptr_array_new ();
  comparison->rows = g_ptr_array_new_with_free_func (row_free);
  g_ptr_array_add (comparison->rows, row);
  comparison->advice = g_ptr_array_new ();
  return comparison;
}

static void
draw (GListModel *figures, double width, gboolean mirrored)
{
  g_autoptr (GtkWidget) label = g_object_ref_sink (gtk_label_new (NULL));
  PangoContext *pango = gtk_widget_get_pango_context (label);
  g_autoptr (BancoChartLayout) layout = banco_chart_arrange (figures, pango, width);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 600, 400);
  cairo_t *cairo = cairo_create (surface);
  const BancoChartLook look = { .ink = { 0, 0, 0, 1 }, .paper = { 1, 1, 1, 1 }, mirrored };

  banco_chart_draw (cairo, pango, figures, layout, width, &look);
  g_assert_cmpint (cairo_status (cairo), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
}

static void
test_odd_data (void)
{
  static const struct {
    double first, second;
    guint drawn;
  } cases[] = {
    { 1, 2, 2 },     { 0, 0, 2 },  { NAN, 1, 1 },        { 1, INFINITY, 1 },
    { NAN, NAN, 0 }, { -1, 5, 1 }, { 1e300, 1e-300, 2 },
  };
  static const BancoValueSource sources[] = { BANCO_SOURCE_MEASURED_THERE, BANCO_SOURCE_DATASHEET,
                                              BANCO_SOURCE_PREDICTED };
  g_autoptr (BancoResults) results = banco_results_new ("no-such-folder");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sources); j++) {
      g_autoptr (BancoComparison) comparison =
        comparison_new (cases[i].first, cases[i].second, sources[j]);
      g_autoptr (GListModel) figures = banco_figures_new (comparison, results);

      g_assert_cmpuint (g_list_model_get_n_items (figures), ==, cases[i].drawn);
      draw (figures, 600, FALSE);
      draw (figures, 40, TRUE);
    }
}

static void
test_first_time (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;

  stage_forget ();
  window = stage_open (&workspace, &settings, 360);
  g_assert_true (gtk_widget_get_sensitive (stage_button (window, "Run Benchmark")));
  g_assert_null (stage_button (window, "Compare"));
  stage_close (window, workspace, settings);
}

/* What is drawn is what both have, each mark is explained, and what is left out is counted. */
static void
test_one_scale (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = stage_open (&workspace, &settings, 1000);
  g_assert_true (stage_says (window, "\n* Something else was using it meanwhile."));
  g_assert_true (stage_says (window, "the scale is logarithmic"));
  g_assert_true (stage_says (window, "measures that only one of them has are in the table."));
  g_assert_true (stage_says (window, "To narrow this, run the benchmark on a machine with"));
  stage_close (window, workspace, settings);
}

/* Whatever the size of the text, nothing lies over something else, and 360 pixels are enough. */
static void
test_sizes (void)
{
  static const struct {
    int width;
    guint per_cent;
  } sizes[] = { { 360, 100 }, { 640, 100 }, { 700, 200 }, { 1000, 200 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    BancoWorkspace *workspace;
    BancoSettings *settings;
    GtkWidget *window, *export;
    graphene_rect_t run, compare, menu;

    stage_forget ();
    stage_store ("here-1", "here", "This computer", FALSE, "100");
    stage_set_text_size (sizes[i].per_cent);
    window = stage_open (&workspace, &settings, sizes[i].width);
    export = stage_find (stage_find (window, BANCO_TYPE_COMPARISON_VIEW), GTK_TYPE_MENU_BUTTON);
    for (guint view = 0; view < 2; view++) {
      g_test_message ("%d pixels, %u %%, view %u", sizes[i].width, sizes[i].per_cent, view);
      g_assert_cmpint (gtk_widget_get_width (window), <=, sizes[i].width);
      g_assert_true (
        gtk_widget_compute_bounds (stage_button (window, "Run Benchmark"), window, &run));
      g_assert_true (
        gtk_widget_compute_bounds (stage_button (window, "Compare"), window, &compare));
      g_assert_true (gtk_widget_compute_bounds (export, window, &menu));
      g_assert_false (graphene_rect_intersection (&compare, &menu, NULL));
      g_assert_false (graphene_rect_intersection (&compare, &run, NULL));
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (stage_button (window, "Table")), TRUE);
      fixture_turn (300, NULL);
    }
    stage_close (window, workspace, settings);
  }
  stage_set_text_size (100);
}

static void
test_two_results (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window, *chart;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  stage_store ("t4-1", "t4-box", "t4-box", TRUE, "50");
  window = stage_open (&workspace, &settings, 1000);
  chart = stage_find (stage_find (window, BANCO_TYPE_COMPARISON_VIEW), BANCO_TYPE_CHART);
  g_assert_true (stage_says (window, "Training: "));
  g_assert_true (stage_says (window, " × this computer, which has no GPU."));
  g_assert_true (stage_says (window, "t4-box (simulated)"));
  g_assert_true (gtk_test_accessible_has_role (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_ROLE_IMG));
  g_assert_true (
    gtk_test_accessible_has_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_LABEL));
  g_assert_true (gtk_widget_get_mapped (chart));
  g_assert_cmpint (gtk_widget_get_height (chart), >, 100);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (stage_button (window, "Table")), TRUE);
  fixture_turn (300, NULL);
  g_assert_true (gtk_widget_get_mapped (
    stage_find (stage_find (window, BANCO_TYPE_COMPARISON_VIEW), BANCO_TYPE_FIGURE_TABLE)));
  g_assert_true (stage_says (window, "measured on this computer"));
  g_assert_true (stage_says (window, "0.50\u00a0×"));
  stage_close (window, workspace, settings);
}

/* This computer first, then cards, then what is only simulated; without anything: nothing to do. */
static void
test_order (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;
  BancoChoices *choices;
  g_auto (GStrv) ids = NULL;
  g_auto (GStrv) nothing = NULL;
  g_autoptr (GPtrArray) checks = NULL;
  guint n = 0;

  stage_forget ();
  stage_store ("a-1", "a", "a", TRUE, "100");
  stage_store ("b-1", "b", "b", FALSE, "100");
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = stage_open (&workspace, &settings, 360);
  choices = BANCO_CHOICES (stage_find (window, BANCO_TYPE_CHOICES));
  ids = banco_choices_dup_ids (choices);
  g_assert_cmpstrv (ids, ((const char *[]){ "here-1", "b-1", "t4", "a-1", NULL }));
  checks = fixture_find_all (GTK_WIDGET (choices), GTK_TYPE_CHECK_BUTTON);
  for (guint i = 0; i < checks->len; i++) {
    g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (checks->pdata[i]),
                                                     GTK_ACCESSIBLE_PROPERTY_LABEL));
    gtk_check_button_set_active (checks->pdata[i], FALSE);
  }
  nothing = banco_choices_dup_ids (choices);
  g_assert_null (nothing[0]);
  g_assert_false (gtk_widget_get_sensitive (stage_button (window, "Compare")));
  banco_choices_choose_only (choices, (const char *const[]){ "b-1", "t4", NULL });
  for (guint i = 0; i < checks->len; i++)
    n += gtk_check_button_get_active (checks->pdata[i]);
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (gtk_widget_get_sensitive (stage_button (window, "Compare")));
  stage_close (window, workspace, settings);
}

/* How old a result is stays true while it is shown. */
static void
test_age (void)
{
  static const guint days[] = { 0, 3, 40 };
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;

  stage_forget ();
  stage_store ("t4-1", "t4-box", "t4-box", FALSE, "50");
  window = stage_open (&workspace, &settings, 800);
  for (guint i = 0; i < G_N_ELEMENTS (days); i++) {
    g_autofree char *ago = NULL;

    fixture_pass (days[i] * 86400);
    ago = banco_words_ago (banco_clock_parse ("2026-11-23T06:57:32Z"), banco_clock_now ());
    g_assert_nonnull (strstr (
      adw_action_row_get_subtitle (ADW_ACTION_ROW (fixture_find_row (window, "t4-box"))), ago));
  }
  stage_close (window, workspace, settings);
}

static void
test_removed (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;
  BancoChoices *choices;
  BancoResults *results;
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = stage_open (&workspace, &settings, 800);
  results = banco_workspace_get_results (workspace);
  choices = BANCO_CHOICES (stage_find (window, BANCO_TYPE_CHOICES));
  g_assert_true (banco_results_remove (results, banco_results_find (results, "here-1"), &error));
  g_assert_no_error (error);
  fixture_turn (300, NULL);
  ids = banco_choices_dup_ids (choices);
  g_assert_cmpstrv (ids, ((const char *[]){ "t4", NULL }));
  g_assert_null (stage_button (window, "Compare"));
  stage_close (window, workspace, settings);
}

/* Deleted is gone from disk, list and chart at once; Undo brings all of it back. */
static void
test_delete (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings = banco_settings_new ();
  GtkWidget *window, *overlay = adw_toast_overlay_new ();
  g_autofree char *path =
    g_build_filename (g_get_user_data_dir (), "banco", "results", "t4-1.json", NULL);

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  stage_store ("t4-1", "t4-box", "t4-box", FALSE, "50");
  workspace = fixture_workspace_new ();
  adw_toast_overlay_set_child (
    ADW_TOAST_OVERLAY (overlay),
    g_object_new (BANCO_TYPE_BENCHMARKS_PAGE, "workspace", workspace, "settings", settings, NULL));
  window = fixture_window_new (overlay, 1000, 640);
  for (guint i = 0; i < 2; i++) {
    fixture_press (fixture_find_row (window, "t4-box"), "Delete");
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    g_assert_null (banco_results_find (banco_workspace_get_results (workspace), "t4-1"));
    fixture_wait_says (window, "Result of t4-box deleted");
    if (i > 0)
      break;
    /* It comes back as it was, and is compared again. */
    fixture_press (window, "Undo");
    g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    g_assert_nonnull (banco_results_find (banco_workspace_get_results (workspace), "t4-1"));
    fixture_turn (300, NULL);
  }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (stage_button (window, "Table")), TRUE);
  fixture_wait_says (window, "measured on this computer");
  stage_close (window, workspace, settings);
}

static void
test_finalises (void)
{
  g_autoptr (BancoWorkspace) workspace = NULL;
  g_autoptr (BancoSettings) settings = banco_settings_new ();
  GtkWidget *page;

  stage_store ("here-1", "here", "This computer", FALSE, "100");
  workspace = fixture_workspace_new ();
  page =
    g_object_new (BANCO_TYPE_BENCHMARKS_PAGE, "workspace", workspace, "settings", settings, NULL);
  g_object_ref_sink (page);
  g_assert_finalize_object (page);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/benchmarks/values", test_values);
  g_test_add_func ("/benchmarks/ratios", test_ratios);
  g_test_add_func ("/benchmarks/beside-first", test_beside_first);
  g_test_add_func ("/benchmarks/words", test_words);
  g_test_add_func ("/benchmarks/chart/scales", test_scales);
  g_test_add_func ("/benchmarks/chart/logarithmic", test_logarithmic);
  g_test_add_func ("/benchmarks/chart/rows", test_rows);
  g_test_add_func ("/benchmarks/chart/no-rows", test_no_rows);
  g_test_add_func ("/benchmarks/chart/odd-data", test_odd_data);
  g_test_add_func ("/benchmarks/page/first-time", test_first_time);
  g_test_add_func ("/benchmarks/page/one-scale", test_one_scale);
  g_test_add_func ("/benchmarks/page/sizes", test_sizes);
  g_test_add_func ("/benchmarks/page/two-results", test_two_results);
  g_test_add_func ("/benchmarks/page/order", test_order);
  g_test_add_func ("/benchmarks/page/age", test_age);
  g_test_add_func ("/benchmarks/page/removed", test_removed);
  g_test_add_func ("/benchmarks/page/delete", test_delete);
  g_test_add_func ("/benchmarks/page/finalises", test_finalises);
  return g_test_run ();
}
