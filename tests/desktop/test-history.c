/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmarks-stage.h"
#include "desktop/benchmarks/choices.h"
#include "desktop/benchmarks/history-view.h"
#include "desktop/charts/curve-view.h"
#include "desktop/page.h"

#include <string.h>

/* One machine over time, and two of its runs against each other. */

static GtkWidget *
open_history (BancoWorkspace **workspace, BancoSettings **settings, int width)
{
  GtkWidget *window = stage_open (workspace, settings, width);

  banco_page_open (BANCO_PAGE (stage_find (window, g_type_from_name ("BancoBenchmarksPage"))),
                   "history");
  fixture_turn (300, NULL);
  return window;
}

static void
test_empty (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  stage_store ("t4box-1", "t4box", "t4box", FALSE, "100");
  window = open_history (&workspace, &settings, 360);
  g_assert_true (stage_says (window, "Nothing to Look Back On Yet"));
  stage_close (window, workspace, settings);
}

/* The run before and the last one: a change only where the spreads tell them apart. */
static void
test_change (void)
{
  static const struct {
    const char *before, *last;
    const char *sentence;
  } cases[] = {
    { STAGE_ROW ("cpu.triad", "GB/s", "10", ""), STAGE_ROW ("cpu.triad", "GB/s", "10", ""),
      "As fast as in the run before" },
    { STAGE_ROW ("cpu.triad", "GB/s", "10", ""), STAGE_ROW ("cpu.triad", "GB/s", "5", ""),
      "0.50\u00a0× as fast as in the run before." },
    { STAGE_ROW ("step.cnn", "ms", "10", ""), STAGE_ROW ("step.cnn", "ms", "5", ""),
      "2.00\u00a0× as fast as in the run before." },
    { STAGE_ROW ("cpu.triad", "GB/s", "0", ""), STAGE_ROW ("cpu.triad", "GB/s", "5", ""),
      "Nothing follows" },
    { STAGE_ROW ("cpu.gemm32", "GFLOP/s", "7", ""), STAGE_ROW ("cpu.triad", "GB/s", "5", ""),
      "Measured once so far" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    BancoWorkspace *workspace;
    BancoSettings *settings;
    GtkWidget *window;

    stage_forget ();
    stage_store_rows ("here-1", "here", "This computer", FALSE, cases[i].before);
    stage_store_rows ("here-2", "here", "This computer", FALSE, cases[i].last);
    window = open_history (&workspace, &settings, 600);
    g_assert_true (stage_says (window, cases[i].sentence));
    g_assert_true (gtk_widget_get_mapped (stage_find (window, BANCO_TYPE_CURVE_VIEW)));
    stage_close (window, workspace, settings);
  }
}

/* The two are set against each other, the earlier first, and nothing else is checked. */
static void
test_compare (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;
  g_auto (GStrv) ids = NULL;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  stage_store ("here-2", "here", "This computer", FALSE, "50");
  stage_store ("t4box-1", "t4box", "t4box", FALSE, "100");
  window = open_history (&workspace, &settings, 800);
  g_signal_emit_by_name (stage_button (window, "Compare the Last Two Runs"), "clicked");
  fixture_turn (400, NULL);
  ids = banco_choices_dup_ids (BANCO_CHOICES (stage_find (window, BANCO_TYPE_CHOICES)));
  g_assert_cmpuint (g_strv_length (ids), ==, 2);
  g_assert_true (g_strv_contains ((const char *const *) ids, "here-1"));
  g_assert_true (g_strv_contains ((const char *const *) ids, "here-2"));
  g_assert_true (stage_says (window, "Two runs of this computer: in the second"));
  g_assert_true (stage_says (window, "0.50 × as fast"));
  stage_close (window, workspace, settings);
}

/* A run that comes in is shown at once, and the machine that was looked at stays. */
static void
test_grows (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;
  BancoResults *results;
  g_autoptr (GError) error = NULL;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  stage_store ("here-2", "here", "This computer", FALSE, "50");
  stage_store ("here-3", "here", "This computer", FALSE, "40");
  window = open_history (&workspace, &settings, 800);
  results = banco_workspace_get_results (workspace);
  g_assert_true (stage_says (window, "0.80\u00a0× as fast as in the run before."));
  g_assert_true (banco_results_remove (results, banco_results_find (results, "here-3"), &error));
  g_assert_true (stage_says (window, "0.50\u00a0× as fast as in the run before."));
  g_assert_true (banco_results_remove (results, banco_results_find (results, "here-2"), &error));
  fixture_turn (300, NULL);
  g_assert_true (stage_says (window, "Nothing to Look Back On Yet"));
  g_assert_true (banco_results_remove (results, banco_results_find (results, "here-1"), &error));
  g_assert_no_error (error);
  stage_close (window, workspace, settings);
}

/* All three views fit a phone; with text twice as large a small tablet. */
static void
test_narrow (void)
{
  static const struct {
    guint per_cent;
    int most;
  } sizes[] = { { 100, 360 }, { 200, 460 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    BancoWorkspace *workspace;
    BancoSettings *settings;
    GtkWidget *window, *page;
    int least;

    stage_set_text_size (sizes[i].per_cent);
    stage_forget ();
    stage_store ("here-1", "here", "This computer", FALSE, "100");
    stage_store ("here-2", "here", "This computer", FALSE, "50");
    window = open_history (&workspace, &settings, 360);
    page = stage_find (window, g_type_from_name ("BancoBenchmarksPage"));
    gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
    g_test_message ("text of %u %% needs %d", sizes[i].per_cent, least);
    g_assert_cmpint (least, <=, sizes[i].most);
    stage_close (window, workspace, settings);
  }
  stage_set_text_size (100);
}

static guint
count_cards (GtkWidget *choices)
{
  g_autoptr (GPtrArray) checks = fixture_find_all (choices, GTK_TYPE_CHECK_BUTTON);

  return checks->len;
}

/* Only what can be requested, all, and back; what is checked does not go out of sight. */
static void
test_filter (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window, *choices;
  g_autoptr (GPtrArray) checks = NULL;
  guint few;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = stage_open (&workspace, &settings, 800);
  choices = stage_find (window, BANCO_TYPE_CHOICES);
  few = count_cards (choices);
  g_signal_emit_by_name (stage_button (window, "Show All Cards"), "clicked");
  g_assert_cmpuint (count_cards (choices), >, few + 10);
  checks = fixture_find_all (choices, GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (checks->pdata[checks->len - 1], TRUE);
  g_signal_emit_by_name (stage_button (window, "Only What Can Be Requested"), "clicked");
  g_assert_cmpuint (count_cards (choices), ==, few + 1);
  g_assert_nonnull (stage_button (window, "Show All Cards"));
  stage_close (window, workspace, settings);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/history/empty", test_empty);
  g_test_add_func ("/history/change", test_change);
  g_test_add_func ("/history/compare", test_compare);
  g_test_add_func ("/history/grows", test_grows);
  g_test_add_func ("/history/filter", test_filter);
  g_test_add_func ("/history/narrow", test_narrow);
  return g_test_run ();
}
