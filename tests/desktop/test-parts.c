/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/run-dialog.h"
#include "desktop/knowledge/facet-bar.h"
#include "desktop/machines/machines-page.h"
#include "desktop/page.h"
#include "desktop/window/banner.h"
#include "desktop/window/operations-button.h"
#include "fixture.h"
#include "identity/identity.h"
#include "machine-stage.h"
#include "machines/machines-private.h"
#include "workspace/federation.h"

#include <string.h>

/* Every error is a sentence, with the one button that the table has for it. */
static void
test_banner (void)
{
  GQuark (*const domains[]) (void) = {
    banco_identity_error_quark,  banco_machines_error_quark, banco_knowledge_error_quark,
    banco_benchmark_error_quark, banco_http_error_quark,     banco_workspace_error_quark,
  };
  BancoBanner *banner = g_object_new (BANCO_TYPE_BANNER, NULL);
  GtkWidget *window = fixture_show (GTK_WIDGET (banner), 360, 200);

  g_assert_false (fixture_says (window, "thing"));
  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    for (int code = 0; code < 9; code++) {
      g_autoptr (GError) error = g_error_new_literal (domains[i](), code, "a <thing> & more");
      const BancoRemedy *remedy = banco_remedy_for_error (error);

      banco_banner_show_error (banner, error);
      fixture_turn (5, NULL);
      fixture_wait_says (window, "A <thing> & more.");
      if (remedy->button)
        g_assert_nonnull (fixture_find_button (window, remedy->button));
      g_assert_cmpint (fixture_find_button (window, "Try Again") != NULL, ==,
                       g_strcmp0 (remedy->button, "Try Again") == 0);
    }
  fixture_press (window, "Close");
  fixture_wait_silent (window, "thing");
  fixture_close_windows ();
}

static gboolean
is_revealed (gpointer revealer)
{
  return gtk_revealer_get_child_revealed (revealer);
}

static gboolean
is_folded (gpointer revealer)
{
  return !is_revealed (revealer);
}

/* While it slides, a text of many lines has the height that it needs at every step. */
static void
test_banner_slides (void)
{
  const char *const texts[] = { "short", "a sentence that is so long that it cannot but wrap, and "
                                         "wraps once more where the window is narrow" };
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *rest = gtk_label_new ("rest");
  BancoBanner *banner = g_object_new (BANCO_TYPE_BANNER, NULL);
  GtkWidget *window;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  gtk_widget_set_vexpand (rest, TRUE);
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (banner));
  gtk_box_append (GTK_BOX (column), rest);
  window = fixture_show (column, 360, 400);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    GtkWidget *revealer = gtk_widget_get_first_child (GTK_WIDGET (banner));

    banco_banner_show (banner, texts[i], "Try Again", "app.refresh");
    fixture_wait ("it is there", is_revealed, revealer);
    fixture_wait_says (window, texts[i]);
    banco_banner_hide (banner);
    fixture_wait ("it is gone", is_folded, revealer);
  }
  fixture_close_windows ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

/* Something that goes on until it is told to stop, and reports what it is told to. */
static gpointer
go_on (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  banco_operation_report (operation, .25, "a quarter <is> done");
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_usleep (5000);
  return NULL;
}

static gboolean
is_at_rest (gpointer operations)
{
  return g_list_model_get_n_items (operations) == 0;
}

/* What runs is counted, named, shown with its progress, and can be stopped one by one. */
static void
test_operations (void)
{
  g_autoptr (BancoOperations) operations = banco_operations_new ();
  BancoOperationsButton *button = g_object_new (BANCO_TYPE_OPERATIONS_BUTTON, NULL);
  GtkWidget *window = fixture_show (GTK_WIDGET (button), 360, 200);
  g_autoptr (BancoOperation) first = NULL;
  g_autoptr (BancoOperation) second = NULL;

  banco_operations_button_set_operations (button, operations);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (button)));
  first = banco_operation_start (operations,
                                 &(BancoOperationPlan){ .title = "First & <one>", .work = go_on });
  second =
    banco_operation_start (operations, &(BancoOperationPlan){ .title = "Second", .work = go_on });
  fixture_wait_says (window, "2");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (fixture_find_one (window, GTK_TYPE_MENU_BUTTON)),
                   ==, "2 running operations");
  gtk_menu_button_popup (GTK_MENU_BUTTON (fixture_find_one (window, GTK_TYPE_MENU_BUTTON)));
  fixture_wait_says (window, "First & <one>");
  fixture_wait_says (window, "a quarter <is> done");
  fixture_press (window, "Cancel");
  fixture_wait_says (window, "1");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (operations)), ==, 1);
  g_assert_cmpint (banco_operation_get_state (second), ==, BANCO_OPERATION_RUNNING);
  fixture_press (window, "Cancel");
  fixture_wait ("nothing runs", is_at_rest, operations);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (button)));
  fixture_close_windows ();
}

static void
count_up (guint *changes)
{
  ++*changes;
}

/* A chosen chip stays with nothing left to count, an unchosen one goes; clearing tells once. */
static void
test_facets (void)
{
  BancoFacet first = { .name = (char *) "R&D <b>", .count = 3 };
  BancoFacet second = { .name = (char *) "Plain", .count = 1 };
  BancoFacet *all[] = { &first, &second };
  g_autoptr (GPtrArray) both = g_ptr_array_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  BancoFacetBar *bar = BANCO_FACET_BAR (banco_facet_bar_new ("Tool"));
  GtkWidget *window = fixture_show (GTK_WIDGET (bar), 360, 100);
  g_auto (GStrv) chosen = NULL;
  guint changes = 0;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_ptr_array_add (both, all[i]);
  g_signal_connect_swapped (bar, "notify::chosen", G_CALLBACK (count_up), &changes);
  banco_facet_bar_set_facets (bar, both, G_MAXUINT);
  fixture_wait_says (window, "R&D <b> 3");
  banco_facet_bar_choose (bar, "R&D <b>");
  banco_facet_bar_choose (bar, "no such");
  g_assert_cmpuint (changes, ==, 1);
  chosen = banco_facet_bar_dup_chosen (bar);
  g_assert_cmpstrv (chosen, ((const char *[]){ "R&D <b>", NULL }));
  banco_facet_bar_set_facets (bar, none, G_MAXUINT);
  fixture_wait_says (window, "R&D <b> 0");
  g_assert_false (fixture_says (window, "Plain"));
  banco_facet_bar_clear (bar);
  g_assert_cmpuint (changes, ==, 2);
  g_assert_null (banco_facet_bar_dup_chosen (bar));
  fixture_close_windows ();
}

/* The dialog that asks where to measure, over a page with machines in each state. */
typedef struct {
  FixtureScene scene;
  BancoPage *page;
  GtkWidget *window, *dialog;
  char *place, *mode; /* what was started; NULL: nothing */
  char *only;         /* of it; NULL: all */
  gboolean simulated;
} Running;

static void
started (const BancoRun *run, gpointer data)
{
  Running *running = data;

  g_assert_null (running->place);
  running->place = g_strdup (banco_place_get_label (run->place));
  running->mode = g_strdup (run->mode);
  running->only = g_strdup (run->only);
  running->simulated = run->simulated;
}

static void
open_run (Running *running, gconstpointer data)
{
  fixture_scene_open (&running->scene);
  running->page = g_object_new (BANCO_TYPE_MACHINES_PAGE, "workspace", running->scene.workspace,
                                "settings", running->scene.settings, NULL);
  running->window = fixture_show (GTK_WIDGET (running->page), 360, 400);
}

static void
close_run (Running *running, gconstpointer data)
{
  fixture_scene_close (&running->scene);
  g_free (running->place);
  g_free (running->mode);
  g_free (running->only);
}

static void
ask (Running *running)
{
  banco_run_dialog_show (running->page, started, running);
  running->dialog = fixture_find_window (BANCO_TYPE_RUN_DIALOG);
  gtk_test_widget_wait_for_draw (running->dialog);
}

static AdwComboRow *
find_combo (Running *running, const char *title)
{
  return ADW_COMBO_ROW (fixture_find_row (running->dialog, title));
}

/* This computer first and proposed, the quick run, how long it takes, and what each test tells. */
static void
test_run_here (Running *running, gconstpointer data)
{
  g_autofree char *quick = NULL;

  ask (running);
  g_assert_cmpuint (adw_combo_row_get_selected (find_combo (running, "Where")), ==, 0);
  quick = g_strdup (
    adw_action_row_get_subtitle (ADW_ACTION_ROW (find_combo (running, "How Thoroughly"))));
  g_assert_true (g_str_has_prefix (quick, "Takes "));
  adw_combo_row_set_selected (find_combo (running, "How Thoroughly"), 2);
  g_assert_cmpstr (
    adw_action_row_get_subtitle (ADW_ACTION_ROW (find_combo (running, "How Thoroughly"))), !=,
    quick);
  fixture_press (running->dialog, "Run");
  g_assert_cmpstr (running->place, ==, "This computer");
  g_assert_cmpstr (running->mode, ==, "thorough");
  g_assert_null (running->only);
  g_assert_false (running->simulated);
}

/* Only what is ready can be measured; what is simulated says what it is worth. */
static void
test_run_there (Running *running, gconstpointer data)
{
  machine_stage_add (&running->scene, "starting", BANCO_MACHINE_BUILDING, FALSE);
  machine_stage_add (&running->scene, "real", BANCO_MACHINE_READY, FALSE);
  machine_stage_add (&running->scene, "stopped", BANCO_MACHINE_STOPPED, FALSE);
  machine_stage_add (&running->scene, "model", BANCO_MACHINE_READY, TRUE);
  ask (running);
  g_assert_cmpuint (
    g_list_model_get_n_items (adw_combo_row_get_model (find_combo (running, "Where"))), ==, 3);
  for (guint i = 1; i < 3; i++) {
    const char *name;

    adw_combo_row_set_selected (find_combo (running, "Where"), i);
    name = gtk_string_object_get_string (
      adw_combo_row_get_selected_item (find_combo (running, "Where")));
    fixture_turn (20, NULL);
    g_assert_cmpint (fixture_says (running->dialog, "accelerator is simulated"), ==,
                     g_str_equal (name, "model"));
    if (g_str_equal (name, "model"))
      break;
  }
  fixture_press (running->dialog, "Run");
  g_assert_cmpstr (running->place, ==, "model");
  g_assert_true (running->simulated);
}

static void
check (Running *running, const char *title)
{
  GtkWidget *row = fixture_find_row (running->dialog, title);

  g_assert_true (gtk_widget_get_visible (row));
  gtk_check_button_set_active (
    GTK_CHECK_BUTTON (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row))), TRUE);
}

/* One may choose among the tests; with none there is nothing to run. */
static void
test_run_some (Running *running, gconstpointer data)
{
  GtkWidget *minute;

  ask (running);
  minute = fixture_find_row (running->dialog, "Matrix products for a minute");
  g_assert_false (gtk_widget_get_visible (minute));
  fixture_press (running->dialog, "None");
  g_assert_false (gtk_widget_is_sensitive (fixture_find_button (running->dialog, "Run")));
  check (running, "Memory, all cores");
  check (running, "Training step on images");
  adw_combo_row_set_selected (find_combo (running, "How Thoroughly"), 2);
  g_assert_true (gtk_widget_get_visible (minute));
  fixture_press (running->dialog, "Run");
  g_assert_cmpstr (running->only, ==, "cpu.triad,step.cnn");
}

static GtkWidget *
find_measure (Running *running, const char *title)
{
  GtkWidget *row = fixture_find_row (running->dialog, title);

  g_assert_true (gtk_widget_get_mapped (row));
  return row;
}

/* What a place has not can be read about, but not chosen. */
static void
test_run_elsewhere (Running *running, gconstpointer data)
{
  static const struct {
    const char *title;
    gboolean here, model, plain; /* can be chosen there */
  } cases[] = {
    { "Memory, all cores", TRUE, TRUE, TRUE },
    { "Training step on images", TRUE, TRUE, TRUE },
    { "Matrix product on the GPU, 32 bit", TRUE, FALSE, FALSE },
    { "To the FPGA card", TRUE, FALSE, FALSE },
    { "Small files", TRUE, TRUE, TRUE },
    { "There and back", FALSE, TRUE, TRUE },
  };

  machine_stage_add (&running->scene, "model", BANCO_MACHINE_READY, TRUE);
  machine_stage_add (&running->scene, "plain", BANCO_MACHINE_READY, FALSE);
  ask (running);
  for (guint i = 0; i < 3; i++) {
    GtkStringObject *place;
    gboolean is_model;

    adw_combo_row_set_selected (find_combo (running, "Where"), i);
    place = adw_combo_row_get_selected_item (find_combo (running, "Where"));
    is_model = g_str_equal (gtk_string_object_get_string (place), "model");
    for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
      g_assert_cmpint (gtk_widget_is_sensitive (find_measure (running, cases[j].title)), ==,
                       i == 0     ? cases[j].here
                       : is_model ? cases[j].model
                                  : cases[j].plain);
    g_assert_cmpint (fixture_says (running->dialog, "On a machine with a GPU you would"), ==,
                     i > 0);
  }
}

/* A disk is written to only by who chose that: then it runs beside all else. */
static void
test_run_named (Running *running, gconstpointer data)
{
  ask (running);
  check (running, "Small files");
  fixture_press (running->dialog, "Run");
  g_assert_true (g_str_has_suffix (running->only, ",io.small-files"));
  g_assert_nonnull (strstr (running->only, "cpu.triad,"));
  g_assert_null (strstr (running->only, "io.seq"));
  g_assert_null (strstr (running->only, "fpga."));
  g_assert_null (strstr (running->only, "net."));
}

static gboolean
is_closed (gpointer data)
{
  return fixture_find_window (BANCO_TYPE_RUN_DIALOG) == NULL;
}

/* Nothing starts unasked, nor on a machine that has gone while one chose. */
static void
test_run_not (Running *running, gconstpointer data)
{
  BancoMachine *machine = machine_stage_add (&running->scene, "real", BANCO_MACHINE_READY, FALSE);
  guint told = 0;

  ask (running);
  fixture_press (running->dialog, "Cancel");
  fixture_wait ("it closes", is_closed, NULL);
  g_assert_null (running->place);
  ask (running);
  g_signal_connect_swapped (running->page, "toast", G_CALLBACK (count_up), &told);
  adw_combo_row_set_selected (find_combo (running, "Where"), 1);
  banco_machine_set_state (machine, BANCO_MACHINE_RELEASING);
  fixture_press (running->dialog, "Run");
  fixture_wait ("it closes", is_closed, NULL);
  g_assert_null (running->place);
  g_assert_cmpuint (told, ==, 1);
}

/* The federation was changed under it. */
static void
test_run_page_goes (Running *running, gconstpointer data)
{
  ask (running);
  adw_window_set_content (ADW_WINDOW (running->window), gtk_label_new (NULL));
  fixture_wait ("it closes", is_closed, NULL);
  g_assert_null (running->place);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/parts/banner/errors", test_banner);
  g_test_add_func ("/parts/banner/slides", test_banner_slides);
  g_test_add_func ("/parts/operations", test_operations);
  g_test_add_func ("/parts/facets", test_facets);
#define ADD(path, function) g_test_add (path, Running, NULL, open_run, function, close_run)
  ADD ("/parts/run/here", test_run_here);
  ADD ("/parts/run/there", test_run_there);
  ADD ("/parts/run/some", test_run_some);
  ADD ("/parts/run/elsewhere", test_run_elsewhere);
  ADD ("/parts/run/named", test_run_named);
  ADD ("/parts/run/not", test_run_not);
  ADD ("/parts/run/page-goes", test_run_page_goes);
  return g_test_run ();
}
