/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/run-dialog.h"
#include "desktop/machines/log-window.h"
#include "desktop/machines/request-dialog.h"
#include "desktop/window/about.h"
#include "program-stage.h"

/* What ends with what: nothing that runs without a question, and no window after its own. */

static gboolean
shows_other (gpointer data)
{
  return g_str_equal (program_get_shown (), "other");
}

/* What was kept is what the preferences say, and what the next start shows. */
static void
test_federation (void)
{
  g_autoptr (BancoSettings) settings = banco_settings_new ();
  g_autofree char *before = banco_settings_dup_federation (settings);
  g_autofree char *kept = NULL;
  AdwComboRow *row;
  guint selected;

  program_start ("one");
  program_make_busy ();
  row = program_find_federations (program_show_preferences ());
  selected = adw_combo_row_get_selected (row);
  program_choose (row, "Name of other");
  g_assert_cmpstr (program_get_shown (), ==, "one");
  program_answer ("Keep It");
  g_assert_cmpstr (program_get_shown (), ==, "one");
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, selected);
  kept = banco_settings_dup_federation (settings);
  g_assert_cmpstr (kept, ==, before);
  program_choose (row, "Name of other");
  program_answer ("Change");
  fixture_wait ("the other one", shows_other, NULL);
  g_assert_cmpuint (adw_combo_row_get_selected (row), !=, selected);
  fixture_close_windows ();
}

static void
nothing_to_send (const BancoRequest *request, gpointer data)
{
  g_assert_not_reached ();
}

static void
nothing_to_run (const BancoRun *run, gpointer data)
{
  g_assert_not_reached ();
}

/* The page on which it was asked for. */
static BancoPage *
find_page (void)
{
  banco_shell_show (program_get_shell (), "machines", NULL);
  return BANCO_PAGE (fixture_find_one (program_get_window (), BANCO_TYPE_PAGE));
}

static void
show_window (void)
{
}

static void
show_preferences (void)
{
  program_show_preferences ();
}

static void
show_request (void)
{
  banco_request_dialog_show (find_page (), nothing_to_send, NULL);
}

static void
show_run (void)
{
  banco_run_dialog_show (find_page (), nothing_to_run, NULL);
}

static void
show_log (void)
{
  banco_log_window_show (GTK_WINDOW (program_get_window ()), "gpu-1", "It boots.");
}

/* GTK 4.8 complains about the labels of its own window. */
static void
show_shortcuts (void)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  banco_shortcuts_show (GTK_WINDOW (program_get_window ()));
}

static void
show_about (void)
{
  banco_about_show (GTK_WINDOW (program_get_window ()), NULL);
}

static const struct {
  const char *name;
  void (*show) (void);
} windows[] = {
  { "window", show_window },   { "preferences", show_preferences },
  { "request", show_request }, { "run", show_run },
  { "log", show_log },         { "shortcuts", show_shortcuts },
  { "about", show_about },
};

static guint
count_windows (void)
{
  return g_list_model_get_n_items (gtk_window_get_toplevels ());
}

static GtkWidget *
get_newest (void)
{
  g_autoptr (GtkWidget) window =
    g_list_model_get_item (gtk_window_get_toplevels (), count_windows () - 1);

  return window;
}

static void
assert_application (GtkWidget *window)
{
  g_assert_true (gtk_window_get_application (GTK_WINDOW (window)) ==
                 GTK_APPLICATION (g_application_get_default ()));
}

/* By the application a desktop finds the name and the icon of a window. */
static void
test_application (gconstpointer data)
{
  program_start ("one");
  windows[GPOINTER_TO_UINT (data)].show ();
  assert_application (get_newest ());
  fixture_close_windows ();
}

/* Ctrl+Q is the end, whichever window has the keyboard; nothing stays behind. */
static void
test_quit (gconstpointer data)
{
  const guint nth = GPOINTER_TO_UINT (data);

  program_start ("one");
  windows[nth].show ();
  g_assert_cmpuint (count_windows (), ==, nth == 0 ? 1 : 2);
  g_assert_true (program_press_key (get_newest (), GDK_KEY_q, GDK_CONTROL_MASK));
  program_wait_closed ();
}

/* But not while something runs: one question, before all that is there, however often. */
static void
test_quit_asks (gconstpointer data)
{
  const guint nth = GPOINTER_TO_UINT (data);
  GtkWidget *asked_in, *question;

  program_start ("one");
  program_make_busy ();
  windows[nth].show ();
  asked_in = get_newest ();
  g_assert_true (program_press_key (asked_in, GDK_KEY_q, GDK_CONTROL_MASK));
  question = fixture_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (question)) == GTK_WINDOW (asked_in));
  assert_application (question);
  g_assert_true (program_press_key (question, GDK_KEY_q, GDK_CONTROL_MASK));
  g_assert_cmpuint (count_windows (), ==, nth == 0 ? 2 : 3);
  program_answer ("Keep It");
  g_assert_cmpuint (count_windows (), ==, nth == 0 ? 1 : 2);
  g_assert_true (program_press_key (asked_in, GDK_KEY_q, GDK_CONTROL_MASK));
  program_answer ("Close");
  program_wait_closed ();
}

/* Ctrl+W ends the one that has the keyboard, and no other. */
static void
test_close (gconstpointer data)
{
  const guint nth = GPOINTER_TO_UINT (data);

  program_start ("one");
  windows[nth].show ();
  g_assert_true (program_press_key (get_newest (), GDK_KEY_w, GDK_CONTROL_MASK));
  fixture_turn (100, NULL);
  g_assert_cmpuint (count_windows (), ==, nth == 0 ? 0 : 1);
  fixture_close_windows ();
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  program_install ("one");
  program_install ("other");
  g_test_add_func ("/ending/federation", test_federation);
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++) {
    g_autofree char *application = g_strconcat ("/ending/application/", windows[i].name, NULL);
    g_autofree char *quit = g_strconcat ("/ending/quit/", windows[i].name, NULL);
    g_autofree char *asks = g_strconcat ("/ending/quit-asks/", windows[i].name, NULL);
    g_autofree char *close = g_strconcat ("/ending/close/", windows[i].name, NULL);

    g_test_add_data_func (application, GUINT_TO_POINTER (i), test_application);
    g_test_add_data_func (quit, GUINT_TO_POINTER (i), test_quit);
    g_test_add_data_func (asks, GUINT_TO_POINTER (i), test_quit_asks);
    g_test_add_data_func (close, GUINT_TO_POINTER (i), test_close);
  }
  return program_run_tests ();
}
