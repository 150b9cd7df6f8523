/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/run-row-private.h"
#include "benchmarks-stage.h"
#include "desktop/benchmarks/benchmarks-page.h"
#include "desktop/benchmarks/run-progress.h"

/* A benchmark from the question what to run to its end. */

static gboolean
is_idle (gpointer page)
{
  gboolean goes_on;
  g_autofree char *work = banco_page_get_work (page, &goes_on);

  return work == NULL;
}

/* What can be checked is called once, not twice; and at once Enter runs what is proposed. */
static void
test_run_dialog (void)
{
  g_autofree char *work = NULL;
  gboolean goes_on;
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window, *dialog;
  GtkWidget *roots[2];
  BancoPage *page;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = stage_open (&workspace, &settings, 600);
  page = BANCO_PAGE (stage_find (window, BANCO_TYPE_BENCHMARKS_PAGE));
  banco_page_open (page, "run");
  dialog = fixture_find_window (g_type_from_name ("BancoRunDialog"));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (gtk_window_get_focus (GTK_WINDOW (dialog)))),
                   ==, "Run");
  roots[0] = window;
  roots[1] = dialog;
  for (guint i = 0; i < G_N_ELEMENTS (roots); i++) {
    g_autoptr (GPtrArray) checks = fixture_find_all (roots[i], GTK_TYPE_CHECK_BUTTON);

    g_assert_cmpuint (checks->len, >, 5);
    for (guint j = 0; j < checks->len; j++)
      g_assert_cmpint (
        gtk_test_accessible_has_property (checks->pdata[j], GTK_ACCESSIBLE_PROPERTY_LABEL), !=,
        gtk_test_accessible_has_relation (checks->pdata[j], GTK_ACCESSIBLE_RELATION_LABELLED_BY));
  }
  g_assert_true (is_idle (page));
  g_signal_emit_by_name (gtk_window_get_focus (GTK_WINDOW (dialog)), "clicked");
  work = banco_page_get_work (page, &goes_on);
  g_assert_cmpstr (work, ==, "A benchmark is under way.");
  g_assert_false (goes_on);
  banco_operations_cancel_all (banco_workspace_get_operations (workspace));
  fixture_wait ("it ended", is_idle, page);
  stage_close (window, workspace, settings);
}

static void
keep_toast (BancoPage *page, const char *text, char **said)
{
  g_free (*said);
  *said = g_strdup (text);
}

static void
test_remark (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;
  g_autofree char *said = NULL;

  stage_forget ();
  window = stage_open (&workspace, &settings, 600);
  g_signal_connect (stage_find (window, BANCO_TYPE_BENCHMARKS_PAGE), "toast",
                    G_CALLBACK (keep_toast), &said);
  g_signal_emit_by_name (banco_workspace_get_benchmark (workspace), "remark", "It is elsewhere.");
  g_assert_cmpstr (said, ==, "It is elsewhere.");
  stage_close (window, workspace, settings);
}

static gpointer
wait_in_worker (BancoOperation *operation,
                gpointer input,
                GCancellable *cancellable,
                GError **error)
{
  banco_operation_report (operation, .5, "cpu.triad");
  banco_clock_wait (60000, cancellable, error);
  return NULL;
}

static gboolean
is_hidden (gpointer widget)
{
  return !gtk_widget_get_visible (widget);
}

/* Each figure and what is being measured show up by themselves, and all of it goes at the end. */
static void
test_progress (void)
{
  static const struct {
    BancoRow row; /* without unit: wrong */
    const char *says;
  } cases[] = {
    { { .id = (char *) "cpu.triad", .unit = (char *) "GB/s", .median = 12.34 }, "12.3\u00a0GB/s" },
    { { .id = (char *) "<b>", .unit = (char *) "x", .median = 2 }, "<b>" },
    { { .id = (char *) "cpu.gemm32" }, "–" },
  };
  g_autoptr (BancoOperation) operation = banco_operation_start (
    NULL, &(BancoOperationPlan){ .title = "Benchmark on lab", .work = wait_in_worker });
  g_autoptr (BancoKeyedList) rows = banco_run_rows_new ();
  GtkWidget *progress = g_object_new (BANCO_TYPE_RUN_PROGRESS, NULL);
  GtkWidget *window = fixture_window_new (progress, 500, 400);
  char *flags[] = { (char *) "contended", NULL };

  g_assert_false (gtk_widget_get_visible (progress));
  g_object_set (progress, "operation", operation, "rows", rows, NULL);
  fixture_wait_says (window, "Benchmark on lab");
  fixture_wait_says (window, "Memory");
  g_assert_true (is_hidden (stage_find (progress, GTK_TYPE_LIST_BOX)));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    BancoRow figure = cases[i].row;
    g_autoptr (BancoRunRow) row = NULL;

    figure.flags = flags;
    row = figure.unit != NULL ? banco_run_row_new (&figure) : banco_run_row_new_wrong (figure.id);
    banco_run_rows_add (rows, row);
    fixture_wait_says (window, cases[i].says);
  }
  g_assert_cmpfloat (
    gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (stage_find (progress, GTK_TYPE_PROGRESS_BAR))),
    ==, .5);
  banco_operation_cancel (operation);
  fixture_wait ("it is hidden", is_hidden, progress);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/run/dialog", test_run_dialog);
  g_test_add_func ("/run/remark", test_remark);
  g_test_add_func ("/run/progress", test_progress);
  return g_test_run ();
}
