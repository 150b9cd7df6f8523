/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmarks-stage.h"
#include "desktop/knowledge/facet-bar.h"
#include "desktop/knowledge/reader.h"
#include "desktop/machines/request-dialog.h"
#include "desktop/window/federation-dialog.h"
#include "keyboard-stage.h"
#include "machines/fake-cloud.h"
#include "program-stage.h"
#include "workspace/federation.h"

typedef struct {
  FixtureScene scene;
  GtkWidget *window;
  BancoShell *shell;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  BancoWindow *window;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  stage_store ("there-1", "cloud/gpu-1", "gpu-1", FALSE, "900");
  fixture_scene_open (&fixture->scene);
  banco_settings_set_reader_view (fixture->scene.settings, TRUE);
  banco_settings_set_page (fixture->scene.settings, "knowledge");
  fixture_scene_write (&fixture->scene, "reading.md",
                       "# Reading\n\nA page about [reading](https://example.org/) and "
                       "[more](https://example.net/).\n");
  fixture_scene_sync (&fixture->scene);
  fixture_scene_sign_in (&fixture->scene);
  fake_cloud_set_server (fixture->scene.cloud,
                         &(FakeServer){ .id = "gpu-1", .name = "gpu-1", .status = "ACTIVE" });
  fixture_scene_refresh (&fixture->scene);
  window =
    banco_window_new (ADW_APPLICATION (g_application_get_default ()), fixture->scene.settings);
  banco_window_set_workspace (window, fixture->scene.workspace);
  fixture->window = GTK_WIDGET (window);
  fixture->shell = banco_window_get_shell (window);
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 700);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (fixture->window);
  fixture_turn (300, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  banco_settings_set_reader_view (fixture->scene.settings, FALSE);
  fixture_scene_close (&fixture->scene);
}

/* Every page by Tab and back, as far as it goes without a dialog. */
static void
test_pages (Fixture *fixture, gconstpointer data)
{
  static const char *const pages[] = { "knowledge", "machines", "terminals", "benchmarks",
                                       "account" };

  if (!keyboard_start ())
    return;
  keyboard_enter (fixture->window);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    banco_shell_show (fixture->shell, pages[i], NULL);
    if (g_str_equal (pages[i], "machines"))
      fixture_wait_says (fixture->window, "gpu-1");
    fixture_turn (300, NULL);
    g_assert_cmpuint (keyboard_walk (pages[i]), >, 3);
  }
}

static const char *
get_page (Fixture *fixture)
{
  return banco_shell_get_page (fixture->shell);
}

static void
show (Fixture *fixture, const char *page, const char *location)
{
  banco_shell_show (fixture->shell, page, location);
  fixture_turn (200, NULL);
}

/* One press, one page, wherever the keyboard is; the buttons of a mouse do the same. */
static void
test_back (Fixture *fixture, gconstpointer data)
{
  if (!keyboard_start ())
    return;
  keyboard_enter (fixture->window);
  show (fixture, "machines", NULL);
  show (fixture, "account", NULL);
  keyboard_press ("alt+Left");
  g_assert_cmpstr (get_page (fixture), ==, "machines");
  keyboard_press ("alt+Left");
  g_assert_cmpstr (get_page (fixture), ==, "knowledge");
  keyboard_press ("alt+Right");
  g_assert_cmpstr (get_page (fixture), ==, "machines");
  keyboard_click (GTK_WIDGET (fixture->shell), 8);
  g_assert_cmpstr (get_page (fixture), ==, "knowledge");
  keyboard_click (GTK_WIDGET (fixture->shell), 9);
  g_assert_cmpstr (get_page (fixture), ==, "machines");
}

/* In a narrow window it is the button that can be seen: from an entry to the list. */
static void
test_back_narrow (Fixture *fixture, gconstpointer data)
{
  if (!keyboard_start ())
    return;
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  fixture_turn (500, NULL);
  keyboard_enter (fixture->window);
  show (fixture, "knowledge", "reading.md");
  g_assert_false (fixture_says (fixture->window, "entries"));
  keyboard_press ("alt+Left");
  fixture_wait_says (fixture->window, "entries");
  show (fixture, "knowledge", "reading.md");
  g_assert_false (fixture_says (fixture->window, "entries"));
  keyboard_click (GTK_WIDGET (fixture->shell), 8);
  fixture_wait_says (fixture->window, "entries");
}

/* What was asked for on the way is not asked for again, and what shows nothing else is no stop. */
static void
test_back_skips (Fixture *fixture, gconstpointer data)
{
  show (fixture, "knowledge", "reading.md");
  show (fixture, "knowledge", "");
  show (fixture, "knowledge", "?page");
  show (fixture, "knowledge", NULL);
  show (fixture, "machines", "request");
  gtk_window_destroy (GTK_WINDOW (fixture_find_window (BANCO_TYPE_REQUEST_DIALOG)));
  show (fixture, "account", NULL);
  banco_shell_go (fixture->shell, -1);
  g_assert_cmpstr (get_page (fixture), ==, "machines");
  fixture_turn (100, NULL);
  g_assert_null (fixture_find_window (BANCO_TYPE_REQUEST_DIALOG));
  banco_shell_go (fixture->shell, -1);
  g_assert_cmpstr (get_page (fixture), ==, "knowledge");
  banco_shell_go (fixture->shell, -1);
  banco_shell_go (fixture->shell, 1);
  g_assert_cmpstr (get_page (fixture), ==, "machines");
}

static GtkAdjustment *
get_scroll (Fixture *fixture)
{
  GtkWidget *reader = fixture_find_one (fixture->window, BANCO_TYPE_READER);

  return gtk_scrolled_window_get_vadjustment (
    GTK_SCROLLED_WINDOW (adw_bin_get_child (ADW_BIN (reader))));
}

static gboolean
is_laid_out (gpointer fixture)
{
  return gtk_adjustment_get_upper (get_scroll (fixture)) > 3000;
}

static gboolean
is_far_down (gpointer fixture)
{
  return gtk_adjustment_get_value (get_scroll (fixture)) > 1000;
}

static gboolean
is_at_the_top (gpointer fixture)
{
  return gtk_adjustment_get_value (get_scroll (fixture)) < 100;
}

/* A page is where it was left; one that is chosen anew begins at its beginning. */
static void
test_back_scrolls (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("# Long\n\n");

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (text, "Paragraph %u of many.\n\n", i);
  fixture_scene_write (&fixture->scene, "long.md", text->str);
  fixture_scene_write (&fixture->scene, "other.md", "# Other\n\nNothing.\n");
  fixture_scene_sync (&fixture->scene);
  show (fixture, "knowledge", "long.md");
  fixture_wait ("the page", is_laid_out, fixture);
  gtk_adjustment_set_value (get_scroll (fixture), 2000);
  show (fixture, "knowledge", "other.md");
  fixture_wait ("the other one", is_at_the_top, fixture);
  banco_shell_go (fixture->shell, -1);
  fixture_wait ("where it was left", is_far_down, fixture);
  show (fixture, "machines", NULL);
  banco_shell_go (fixture->shell, -1);
  fixture_turn (200, NULL);
  fixture_wait ("where it still is", is_far_down, fixture);
  show (fixture, "knowledge", "long.md");
  fixture_wait ("its beginning", is_at_the_top, fixture);
}

static gboolean
has_dialog (gpointer type)
{
  return fixture_find_window (GPOINTER_TO_SIZE (type)) != NULL;
}

static GtkWidget *
wait_dialog (GType type)
{
  GtkWidget *dialog;

  fixture_wait (g_type_name (type), has_dialog, GSIZE_TO_POINTER (type));
  dialog = fixture_find_window (type);
  gtk_test_widget_wait_for_draw (dialog);
  fixture_turn (300, NULL);
  return dialog;
}

static void
walk_dialog (Fixture *fixture, GType type)
{
  GtkWidget *dialog = wait_dialog (type);

  keyboard_enter (dialog);
  g_assert_cmpuint (keyboard_walk (g_type_name (type)), >, 0);
  gtk_window_destroy (GTK_WINDOW (dialog));
  fixture_turn (50, NULL);
}

/* Every dialog, too. */
static void
test_dialogs (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *page, *location, *action, *type;
  } dialogs[] = {
    { "machines", "request", NULL, "BancoRequestDialog" },
    { "benchmarks", "run", NULL, "BancoRunDialog" },
    { "knowledge", NULL, "app.preferences", "AdwPreferencesWindow" },
    { "knowledge", NULL, "app.shortcuts", "GtkShortcutsWindow" },
    { "knowledge", NULL, "app.about", "AdwAboutWindow" },
  };

  if (!keyboard_start ())
    return;
  /* GTK 4.8 complains about the labels of its own window of shortcuts. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++) {
    show (fixture, dialogs[i].page, dialogs[i].location);
    if (dialogs[i].action != NULL)
      gtk_widget_activate_action (fixture->window, dialogs[i].action, NULL);
    walk_dialog (fixture, g_type_from_name (dialogs[i].type));
  }
  banco_federation_dialog_show (GTK_WINDOW (fixture->window),
                                banco_workspace_get_federation (fixture->scene.workspace), NULL,
                                NULL);
  walk_dialog (fixture, ADW_TYPE_MESSAGE_DIALOG);
}

/* An entry that is read, as a page and as text: past its last link is the window again. */
static void
test_entries (Fixture *fixture, gconstpointer data)
{
  if (!keyboard_start ())
    return;
  keyboard_enter (fixture->window);
  for (guint i = 0; i < 2; i++) {
    banco_settings_set_reader_view (fixture->scene.settings, i == 0);
    show (fixture, "knowledge", "reading.md");
    fixture_turn (1500, NULL);
    g_assert_cmpuint (keyboard_walk (i == 0 ? "reader" : "web"), >, 5);
  }
}

/* Enter on what was found leads into its text, which can be seen; Ctrl+F searches it. */
static void
test_enter (Fixture *fixture, gconstpointer data)
{
  static const int widths[] = { 1100, 360 };

  if (!keyboard_start ())
    return;
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
    gtk_window_set_default_size (GTK_WINDOW (fixture->window), widths[i], 640);
    fixture_turn (500, NULL);
    show (fixture, "knowledge", "");
    keyboard_enter (fixture->window);
    keyboard_press ("Down");
    keyboard_press ("Return");
    fixture_turn (300, NULL);
    g_assert_nonnull (gtk_widget_get_ancestor (keyboard_get_focus (), BANCO_TYPE_READER));
    g_assert_true (keyboard_is_seen (keyboard_get_focus ()));
    keyboard_press ("ctrl+f");
    g_assert_nonnull (gtk_widget_get_ancestor (keyboard_get_focus (), GTK_TYPE_SEARCH_ENTRY));
    keyboard_press ("Escape");
  }
}

/* Chips that there is no room for: a wheel and the arrows lead to them, their row keeps its name.
 */
static void
test_chips (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) bars = fixture_find_all (fixture->window, BANCO_TYPE_FACET_BAR);
  g_autoptr (GPtrArray) scrollers = fixture_find_all (bars->pdata[0], GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *across = gtk_scrolled_window_get_hadjustment (scrollers->pdata[0]);
  double turned;

  if (!keyboard_start ())
    return;
  keyboard_enter (fixture->window);
  keyboard_click (scrollers->pdata[0], 5);
  turned = gtk_adjustment_get_value (across);
  g_assert_cmpfloat (turned, >, 0);
  keyboard_click (scrollers->pdata[0], 4);
  g_assert_cmpfloat (gtk_adjustment_get_value (across), <, turned);
  keyboard_press ("Tab");
  for (guint i = 0; i < 8; i++)
    keyboard_press ("Right");
  fixture_turn (100, NULL);
  g_assert_cmpfloat (gtk_adjustment_get_value (across), >, 100);
  g_assert_true (keyboard_is_seen (keyboard_get_focus ()));
  g_assert_null (gtk_widget_get_ancestor (
    gtk_widget_get_first_child (gtk_widget_get_first_child (bars->pdata[0])),
    GTK_TYPE_SCROLLED_WINDOW));
}

/* Help is an entry, and the one that is marked. */
static void
test_help (Fixture *fixture, gconstpointer data)
{
  GtkListView *list;
  BancoHit *hit;

  if (!keyboard_start ())
    return;
  keyboard_enter (fixture->window);
  keyboard_press ("r");
  keyboard_press ("F1");
  fixture_turn (300, NULL);
  list = GTK_LIST_VIEW (fixture_find_one (fixture->window, GTK_TYPE_LIST_VIEW));
  hit =
    gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (gtk_list_view_get_model (list)));
  g_assert_nonnull (hit);
  g_assert_cmpstr (banco_hit_get_id (hit), ==, "first-ten-minutes.xml");
  fixture_wait_says (fixture->window, banco_hit_get_title (hit));
}

/* Enter in a fresh dialog sends what it proposes; it never takes it back. */
static void
test_request_enter (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  if (!keyboard_start ())
    return;
  show (fixture, "machines", "request");
  dialog = wait_dialog (BANCO_TYPE_REQUEST_DIALOG);
  keyboard_enter (dialog);
  g_assert_true (keyboard_get_focus () == fixture_find_button (dialog, "Request"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  fake_cloud_answer (fixture->scene.cloud, "GET /compute/v2.1/flavors/detail", 200, NULL,
                     "{\"flavors\": []}");
  fixture_scene_refresh (&fixture->scene);
  show (fixture, "machines", "request");
  dialog = wait_dialog (BANCO_TYPE_REQUEST_DIALOG);
  keyboard_enter (dialog);
  keyboard_press ("Return");
  fixture_turn (100, NULL);
  g_assert_true (fixture_find_window (BANCO_TYPE_REQUEST_DIALOG) == dialog);
}

static char *
dup_visible (GtkWidget *widget)
{
  g_autoptr (GPtrArray) labels = fixture_find_all (widget, GTK_TYPE_LABEL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_get_mapped (labels->pdata[i]) &&
        gtk_label_get_text (labels->pdata[i])[0] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "",
                              gtk_label_get_text (labels->pdata[i]));
  return g_string_free (text, FALSE);
}

/* What can be pressed is called what is written on it; where nothing is, as its tooltip says. A
 * link lies over its words. */
static void
check_name (const char *where, GtkWidget *widget)
{
  g_autofree char *visible = dup_visible (widget);
  g_autofree char *name = keyboard_dup_name (widget);
  g_auto (GStrv) lines = g_strsplit (visible, "\n", -1);
  const char *tooltip = gtk_widget_get_tooltip_text (widget);
  const char *expected = lines[0] != NULL ? lines[0] : tooltip;

  if (g_strcmp0 (name, "labelled") == 0 || expected == NULL ||
      gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)) == GTK_ACCESSIBLE_ROLE_LINK ||
      gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL ||
      GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)))
    return;
  /* "Delete" can be meant of many things: its name says of which. */
  if (g_strcmp0 (name, visible) != 0 && (name == NULL || !g_str_has_prefix (name, expected))) {
    g_test_message ("%s: %s is called “%s”, and says “%s”", where, G_OBJECT_TYPE_NAME (widget),
                    name, expected);
    g_test_fail ();
  }
}

static void
test_labels (Fixture *fixture, gconstpointer data)
{
  const GType types[] = { GTK_TYPE_BUTTON, GTK_TYPE_MENU_BUTTON, GTK_TYPE_CHECK_BUTTON,
                          GTK_TYPE_LIST_BOX_ROW };
  static const char *const pages[] = { "knowledge", "machines", "terminals", "benchmarks",
                                       "account" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    show (fixture, pages[i], i == 0 ? "reading.md" : NULL);
    for (guint t = 0; t < G_N_ELEMENTS (types); t++) {
      g_autoptr (GPtrArray) widgets = fixture_find_all (fixture->window, types[t]);

      for (guint j = 0; j < widgets->len; j++)
        if (gtk_widget_get_mapped (widgets->pdata[j]))
          check_name (pages[i], widgets->pdata[j]);
    }
  }
}

int
main (int argc, char **argv)
{
  int status;

  fixture_init (&argc, &argv);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/keys/back", test_back);
  ADD ("/keys/back/narrow", test_back_narrow);
  ADD ("/keys/back/skips", test_back_skips);
  ADD ("/keys/back/scrolls", test_back_scrolls);
  ADD ("/keys/chips", test_chips);
  ADD ("/keys/dialogs", test_dialogs);
  ADD ("/keys/enter", test_enter);
  ADD ("/keys/entries", test_entries);
  ADD ("/keys/help", test_help);
  ADD ("/keys/labels", test_labels);
  ADD ("/keys/pages", test_pages);
  ADD ("/keys/request-enter", test_request_enter);
  status = program_run_tests ();
  keyboard_stop ();
  return status;
}
