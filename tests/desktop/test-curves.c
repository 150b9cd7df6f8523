/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmarks-stage.h"
#include "desktop/benchmarks/comparison-view.h"
#include "desktop/benchmarks/figure-table.h"
#include "desktop/charts/chart.h"
#include "desktop/charts/curve-draw.h"
#include "desktop/charts/curve-layout.h"
#include "desktop/charts/curve-view.h"

#include <math.h>
#include <string.h>

static const struct {
  BancoScaleKind kind;
  double low, high; /* what is to be shown */
  double expected_low, expected_high;
  const char *ticks; /* at six at most */
} scales[] = {
  { BANCO_SCALE_LINEAR, 0, 100, 0, 100, "0 20 40 60 80 100" },
  { BANCO_SCALE_LINEAR, 3, 97, 0, 100, "0 20 40 60 80 100" },
  { BANCO_SCALE_LINEAR, 0, 6100, 0, 8000, "0 2000 4000 6000 8000" },
  { BANCO_SCALE_LINEAR, 5, 5, 5, 10, NULL },
  { BANCO_SCALE_LINEAR, 0, 0, 0, 1, NULL },
  { BANCO_SCALE_DECADES, 180, 900, 100, 1000, "100 200 500 1000" },
  { BANCO_SCALE_DECADES, 1, 1000000, 1, 1000000, "1 100 10000 1e+06" },
  { BANCO_SCALE_DECADES, 240, 240, 200, 500, "200 500" },
  { BANCO_SCALE_DOUBLES, 65536, 1073741824, 65536, 1073741824,
    "65536 5.2429e+05 4.1943e+06 3.3554e+07 2.6844e+08" },
  { BANCO_SCALE_DOUBLES, 1000, 1000, 512, 1024, "512 1024" },
  { BANCO_SCALE_LINEAR, NAN, 1, 1, 2, NULL },
  { BANCO_SCALE_DECADES, 0, INFINITY, 1, 2, "1 2" },
};

static void
test_scales (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++) {
    BancoScale scale;
    g_autoptr (GArray) ticks = NULL;
    g_autoptr (GString) text = g_string_new (NULL);

    banco_scale_init (&scale, scales[i].kind, scales[i].low, scales[i].high);
    g_assert_cmpfloat_with_epsilon (scale.low, scales[i].expected_low, 1e-6);
    g_assert_cmpfloat_with_epsilon (scale.high, scales[i].expected_high, 1e-6);
    g_assert_cmpfloat (scale.low, <, scale.high);
    g_assert_cmpfloat (banco_scale_place (&scale, scale.low), ==, 0);
    g_assert_cmpfloat_with_epsilon (banco_scale_place (&scale, scale.high), 1, 1e-9);
    ticks = banco_scale_list_ticks (&scale, 6);
    for (guint j = 0; j < ticks->len; j++)
      g_string_append_printf (text, "%s%.5g", j > 0 ? " " : "", g_array_index (ticks, double, j));
    if (scales[i].ticks != NULL)
      g_assert_cmpstr (text->str, ==, scales[i].ticks);
  }
}

/* However little room there is: at least two, never more than asked for, rising, in the scale. */
static void
test_ticks (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    for (guint most = 0; most < 12; most++) {
      BancoScale scale;
      g_autoptr (GArray) ticks = NULL;

      banco_scale_init (&scale, scales[i].kind, scales[i].low, scales[i].high);
      ticks = banco_scale_list_ticks (&scale, most);
      g_assert_cmpuint (ticks->len, >=, 2);
      g_assert_cmpuint (ticks->len, <=, MAX (2, most));
      for (guint j = 0; j < ticks->len; j++) {
        double place = banco_scale_place (&scale, g_array_index (ticks, double, j));

        g_assert_cmpfloat (place, >=, -1e-6);
        g_assert_cmpfloat (place, <=, 1 + 1e-6);
        if (j > 0)
          g_assert_cmpfloat (g_array_index (ticks, double, j), >,
                             g_array_index (ticks, double, j - 1));
      }
    }
}

static void
test_sweep_ids (void)
{
  static const struct {
    const char *id;
    double bytes;
  } cases[] = {
    { "dev.mem.sweep.64k", 65536 },
    { "dev.mem.sweep.1m", 1048576 },
    { "dev.mem.sweep.1g", 1073741824 },
    { "dev.mem.sweep.", 0 },
    { "dev.mem.sweep.64", 0 },
    { "dev.mem.sweep.1mb", 0 },
    { "dev.mem.copy", 0 },
    { "", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat (banco_curve_sweep_bytes (cases[i].id), ==, cases[i].bytes);
}

static void
add_figure (GListStore *store, const char *measure, guint series, double value)
{
  g_autoptr (BancoFigure) figure = g_object_new (BANCO_TYPE_FIGURE, NULL);

  figure->measure = g_strdup (measure);
  figure->unit = g_strdup ("GB/s");
  figure->machine = g_strdup_printf ("machine %u", series);
  figure->series = series;
  figure->value = value;
  figure->flags = g_new0 (char *, 1);
  g_list_store_append (store, figure);
}

/* Points are found in any order; one alone is no curve, and what was not measured is no point. */
static void
test_sweep (void)
{
  g_autoptr (GListStore) store = g_list_store_new (BANCO_TYPE_FIGURE);
  g_autoptr (BancoCurve) none = NULL;
  g_autoptr (BancoCurve) lone = NULL;
  g_autoptr (BancoCurve) curve = NULL;
  g_autofree char *sentence = NULL;
  const BancoCurveTrace *trace;

  none = banco_curve_new_sweep (G_LIST_MODEL (store));
  g_assert_null (none);
  add_figure (store, "dev.mem.sweep.1g", 2, 240);
  add_figure (store, "dev.mem.copy", 2, 239);
  lone = banco_curve_new_sweep (G_LIST_MODEL (store));
  g_assert_null (lone);
  add_figure (store, "dev.mem.sweep.64k", 2, 180);
  add_figure (store, "dev.mem.sweep.1m", 2, 900);
  add_figure (store, "dev.mem.sweep.4m", 2, 0);
  curve = banco_curve_new_sweep (G_LIST_MODEL (store));
  g_assert_nonnull (curve);
  g_assert_cmpuint (curve->traces->len, ==, 1);
  trace = curve->traces->pdata[0];
  g_assert_cmpuint (trace->series, ==, 2);
  g_assert_cmpuint (trace->points->len, ==, 3);
  g_assert_cmpfloat (g_array_index (trace->points, BancoCurvePoint, 1).y, ==, 900);
  sentence = banco_curve_describe (curve);
  g_assert_nonnull (
    strstr (sentence, "machine 2: 180\u00a0GB/s at 64\u202fKiB, 240\u00a0GB/s at 1\u202fGiB."));
}

static void
draw (const BancoCurve *curve, double width, gboolean mirrored)
{
  g_autoptr (GtkWidget) label = g_object_ref_sink (gtk_label_new (NULL));
  PangoContext *pango = gtk_widget_get_pango_context (label);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 600, 400);
  cairo_t *cairo = cairo_create (surface);
  const BancoChartLook look = { .ink = { 0, 0, 0, 1 }, .paper = { 1, 1, 1, 1 }, mirrored };

  g_assert_cmpfloat (banco_curve_get_height (curve, pango, width), >, 100);
  banco_curve_draw (cairo, pango, curve, width, &look);
  g_assert_cmpint (cairo_status (cairo), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
}

/* Whatever the figures: something is drawn, and nothing breaks. */
static void
test_odd_curves (void)
{
  static const double values[][3] = {
    { 0, 0, 0 }, { 1, 1, 1 }, { 1e-300, 1e300, 1 }, { 5, 4, 3 }, { 0, 1e9, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    for (guint axis = BANCO_CURVE_BYTES; axis <= BANCO_CURVE_DATE; axis++)
      for (guint n = 0; n <= 3; n++) {
        g_autofree char *name = g_strnfill (n * 1000, 'W');
        g_autoptr (BancoCurve) curve = banco_curve_new ("A title", "GB/s", axis, i % 2 == 0);
        BancoCurveTrace *trace = banco_curve_add (curve, name, i);

        for (guint j = 0; j < n; j++)
          g_array_append_vals (trace->points,
                               &(BancoCurvePoint){ .x = 1000. * (j + 1), .y = values[i][j] }, 1);
        draw (curve, 600, FALSE);
        draw (curve, 40, TRUE);
      }
}

/* A series is drawn over the time that it took: whole, stopped early, longer, or not told. */
static void
test_series (void)
{
  static const struct {
    const char *extra;
    double last;
  } cases[] = {
    { ",\"course\":{\"values\":[60,50,40]}", 3 },
    { ",\"course\":{\"seconds\":20.5,\"values\":[60,50,40]}", 20.5 },
    { ",\"course\":{\"seconds\":600,\"values\":[60,50,40],\"mhz\":[3,2,1]}", 600 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *row =
      g_strconcat ("{\"id\":\"sustain.60s\",\"unit\":\"GFLOP/s\",\"median\":50,"
                   "\"best\":60,\"p5\":40,\"p95\":60,\"count\":3,\"flags\":[]",
                   cases[i].extra, "}", NULL);
    g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "banco", "results", NULL);
    g_autoptr (BancoResults) results = NULL;
    g_autoptr (GListStore) figures = g_list_store_new (BANCO_TYPE_FIGURE);
    g_autoptr (BancoFigure) figure = g_object_new (BANCO_TYPE_FIGURE, NULL);
    g_autoptr (GPtrArray) curves = NULL;

    stage_forget ();
    stage_store_rows ("t4box-1", "t4box", "t4box", FALSE, row);
    results = banco_results_new (folder);
    figure->measure = g_strdup ("sustain.60s");
    figure->machine = g_strdup ("t4box");
    g_free (figure->result);
    figure->result = g_strdup ("t4box-1");
    g_list_store_append (figures, figure);
    curves = banco_curves_new_minute (G_LIST_MODEL (figures), results);
    g_assert_cmpuint (curves->len, ==, i == 2 ? 2 : 1);
    for (guint j = 0; j < curves->len; j++) {
      const BancoCurve *curve = curves->pdata[j];
      const BancoCurveTrace *trace = curve->traces->pdata[0];

      g_assert_cmpfloat (g_array_index (trace->points, BancoCurvePoint, 2).x, ==, cases[i].last);
      g_assert_cmpfloat (g_array_index (trace->points, BancoCurvePoint, 0).x, ==,
                         cases[i].last / 3);
    }
  }
}

/* On the page: curves above the bars, and every point of them in the table. */
static void
test_page (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;
  g_autoptr (GPtrArray) curves = NULL;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  stage_store_rows (
    "t4box-1", "t4box", "t4box", FALSE,
    STAGE_ROW ("dev.mem.sweep.64k", "GB/s", "180", "") "," STAGE_ROW (
      "dev.mem.sweep.1m", "GB/s", "900",
      "") "," STAGE_ROW ("gemm.fp32.cublas", "GFLOP/s", "7600",
                         ",\"library\":\"cuBLAS 12.4.5\"") "," STAGE_ROW ("sustain.60s", "GFLOP/s",
                                                                          "50",
                                                                          ",\"course\":{"
                                                                          "\"seconds\":60,"
                                                                          "\"values\":[60,50,40],"
                                                                          "\"mhz\":[1590,1400,1200]"
                                                                          ","
                                                                          "\"celsius\":[40,50,60.4]"
                                                                          ",\"watts\":[69,70,71.6]"
                                                                          "}"));
  window = stage_open (&workspace, &settings, 1000);
  curves =
    fixture_find_all (stage_find (window, BANCO_TYPE_COMPARISON_VIEW), BANCO_TYPE_CURVE_VIEW);
  g_assert_cmpuint (curves->len, ==, 5);
  for (guint i = 0; i < curves->len; i++) {
    g_assert_true (gtk_widget_get_mapped (curves->pdata[i]));
    g_assert_true (gtk_test_accessible_has_role (curves->pdata[i], GTK_ACCESSIBLE_ROLE_IMG));
    g_assert_true (
      gtk_test_accessible_has_property (curves->pdata[i], GTK_ACCESSIBLE_PROPERTY_LABEL));
  }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (stage_button (window, "Table")), TRUE);
  fixture_turn (300, NULL);
  g_assert_true (stage_says (window, "GPU memory, through 64 KiB"));
  g_assert_true (stage_says (window, "Speed that is kept up, 20\u202fs"));
  g_assert_true (stage_says (window, "Clock of the GPU meanwhile, 60\u202fs"));
  g_assert_true (stage_says (window, "1590\u00a0MHz"));
  g_assert_true (stage_says (window, "measured there, by cuBLAS 12.4.5"));
  g_assert_true (stage_says (window, "measured there, at the end 60\u00a0°C and 72\u00a0W"));
  stage_close (window, workspace, settings);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/curves/scales", test_scales);
  g_test_add_func ("/curves/ticks", test_ticks);
  g_test_add_func ("/curves/sweep-ids", test_sweep_ids);
  g_test_add_func ("/curves/sweep", test_sweep);
  g_test_add_func ("/curves/odd", test_odd_curves);
  g_test_add_func ("/curves/course", test_series);
  g_test_add_func ("/curves/page", test_page);
  return g_test_run ();
}
