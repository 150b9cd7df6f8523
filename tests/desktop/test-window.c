/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/application.h"
#include "desktop/preferences.h"
#include "desktop/window.h"
#include "fixture.h"

#include <string.h>

#define ISSUER "[Issuer a]\nName=A\nUrl=http://127.0.0.1:9/\n"

/* The program as a person starts it, once for all tests: there is one of it on a bus. */
static BancoApplication *application;

static char *
write_federation (const char *id, const char *rest)
{
  g_autofree char *name = g_strconcat (id, ".federation", NULL);
  g_autofree char *text =
    g_strdup_printf ("[Federation]\nFormat=1\nId=%s\nName=Name of %s\n%s", id, id, rest);
  char *path = g_build_filename (g_get_home_dir (), name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static GtkWidget *
get_window (void)
{
  return fixture_find_window (BANCO_TYPE_WINDOW);
}

static void
use (const char *path)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), "use-federation",
                                  g_variant_new_string (path));
  fixture_turn (50, NULL);
}

/* The id of the federation that is shown; NULL: none is. */
static const char *
get_shown (void)
{
  BancoShell *shell = get_window () ? banco_window_get_shell (BANCO_WINDOW (get_window ())) : NULL;

  return shell ? banco_workspace_get_federation (banco_shell_get_workspace (shell))->id : NULL;
}

static void
use_good (const char *id)
{
  g_autofree char *path = write_federation (id, ISSUER);

  use (path);
  g_assert_cmpstr (get_shown (), ==, id);
}

/* A file that cannot be used says what to change; once it is changed, one button goes on. */
static void
test_try_again (void)
{
  g_autofree char *path = write_federation ("mended", "[Issuer a]\nName=A\nUrl=ftp://x\n");
  g_autofree char *mended = NULL;

  use (path);
  g_assert_null (get_shown ());
  fixture_wait_says (get_window (), "This Federation Cannot Be Used");
  fixture_wait_says (get_window (), "[Issuer a] Url: “ftp://x” is not allowed");
  fixture_press (get_window (), "Try Again");
  g_assert_null (get_shown ());
  mended = write_federation ("mended", ISSUER);
  fixture_press (get_window (), "Try Again");
  g_assert_cmpstr (get_shown (), ==, "mended");
  fixture_close_windows ();
}

/* Nor is it the end for who cannot mend it: any other federation is one button away. */
static void
test_other_federation (void)
{
  g_autofree char *path = write_federation ("spare", ISSUER);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoFederation) spare = banco_federation_install (path, &error);

  g_assert_no_error (error);
  use ("/no/such.federation");
  g_assert_null (get_shown ());
  fixture_press (get_window (), "Use Name of spare");
  g_assert_cmpstr (get_shown (), ==, "spare");
  fixture_close_windows ();
}

/* Keys that need a shell do nothing where there is none. */
static void
test_keys_without_a_shell (void)
{
  static const char *const actions[] = { "win.find",     "win.search",  "win.new-terminal",
                                         "win.backward", "win.up",      "app.help",
                                         "app.machines", "app.sign-in", "app.request-machine" };

  use ("/no/such.federation");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_activate_action (get_window (), actions[i], NULL);
  gtk_widget_activate_action (get_window (), "win.page", "s", "machines");
  fixture_wait_says (get_window (), "This Federation Cannot Be Used");
  fixture_close_windows ();
}

/* What works stays: a second one that does not is only told about. */
static void
test_keeps_what_works (void)
{
  use_good ("works");
  use ("/no/such.federation");
  g_assert_cmpstr (get_shown (), ==, "works");
  fixture_wait_says (get_window (), "/no/such.federation");
  fixture_close_windows ();
}

/* It was said of the page that was there. */
static void
test_banner_goes (void)
{
  use_good ("works");
  use ("/no/such.federation");
  fixture_wait_says (get_window (), "/no/such.federation");
  gtk_widget_activate_action (get_window (), "win.page", "s", "account");
  fixture_wait_silent (get_window (), "/no/such.federation");
  fixture_close_windows ();
}

static GtkWidget *
show_preferences (void)
{
  GtkWidget *window;

  gtk_widget_activate_action (get_window (), "app.preferences", NULL);
  window = fixture_find_window (ADW_TYPE_PREFERENCES_WINDOW);
  g_assert_nonnull (window);
  fixture_turn (50, NULL);
  return window;
}

/* Chosen in the preferences, which then have the keyboard: the window behind them changes. */
static void
test_preferences_federation (void)
{
  g_autofree char *path = write_federation ("chosen", ISSUER);
  g_autoptr (BancoFederation) chosen = banco_federation_install (path, NULL);
  AdwComboRow *row;
  GListModel *names;

  use_good ("works");
  row = ADW_COMBO_ROW (fixture_find_row (show_preferences (), "Work With"));
  names = adw_combo_row_get_model (row);
  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (names), i), "Name of chosen"))
      adw_combo_row_set_selected (row, i);
  fixture_turn (50, NULL);
  g_assert_cmpstr (get_shown (), ==, "chosen");
  fixture_close_windows ();
}

/* The same where none can be used: nothing is chosen yet, anything can be. */
static void
test_preferences_without_a_shell (void)
{
  AdwComboRow *row;

  use ("/no/such.federation");
  row = ADW_COMBO_ROW (fixture_find_row (show_preferences (), "Work With"));
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, GTK_INVALID_LIST_POSITION);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (row)), >, 0);
  adw_combo_row_set_selected (row, 0);
  fixture_turn (50, NULL);
  g_assert_nonnull (get_shown ());
  fixture_close_windows ();
}

static gboolean
is_asking (gpointer data)
{
  return fixture_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

static gboolean
is_busy (gpointer data)
{
  return banco_shell_is_busy (banco_window_get_shell (BANCO_WINDOW (get_window ())));
}

static gboolean
is_closed (gpointer data)
{
  return get_window () == NULL;
}

/* A command that runs is not ended by a slip of the hand. */
static void
test_close_asks (void)
{
  BancoShell *shell;

  use_good ("busy");
  shell = banco_window_get_shell (BANCO_WINDOW (get_window ()));
  banco_shell_show (shell, "terminals", "here\nsleep 1000\n");
  fixture_wait ("a command runs", is_busy, NULL);
  gtk_window_close (GTK_WINDOW (get_window ()));
  fixture_wait ("it asks", is_asking, NULL);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG)),
                               "keep");
  fixture_turn (100, NULL);
  g_assert_nonnull (get_window ());
  gtk_window_close (GTK_WINDOW (get_window ()));
  fixture_wait ("it asks", is_asking, NULL);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG)),
                               "close");
  fixture_wait ("it closes", is_closed, NULL);
}

/* With nothing to lose it closes at once, and the next start is as large. */
static void
test_closes (void)
{
  g_autoptr (BancoSettings) settings = banco_settings_new ();
  int width, height;
  gboolean maximized;

  use_good ("works");
  gtk_window_set_default_size (GTK_WINDOW (get_window ()), 777, 555);
  fixture_turn (50, NULL);
  gtk_window_close (GTK_WINDOW (get_window ()));
  fixture_wait ("it closes", is_closed, NULL);
  banco_settings_get_window (settings, &width, &height, &maximized);
  g_assert_cmpint (width, ==, 777);
  g_assert_cmpint (height, ==, 555);
}

static void
open_file (const char *uri)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);

  g_application_open (G_APPLICATION (application), &file, 1, "");
  fixture_turn (50, NULL);
}

/* A file that the person opens is kept and used; one that is not here, or is none, is told about.
 */
static void
test_opens (void)
{
  g_autofree char *path = write_federation ("opened", ISSUER);
  g_autofree char *bad = write_federation ("opened-bad", "[Issuer a]\n");
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *bad_uri = g_filename_to_uri (bad, NULL, NULL);

  use_good ("works");
  open_file (uri);
  g_assert_cmpstr (get_shown (), ==, "opened");
  open_file ("http://127.0.0.1:9/far.federation");
  fixture_wait_says (get_window (), "opened from this computer");
  open_file (bad_uri);
  fixture_wait_says (get_window (), "opened-bad.federation");
  g_assert_cmpstr (get_shown (), ==, "opened");
  fixture_close_windows ();
}

/* Started once more: the window that is there comes forward, no second one. */
static void
test_starts_once (void)
{
  use_good ("works");
  g_application_activate (G_APPLICATION (application));
  g_application_activate (G_APPLICATION (application));
  g_assert_cmpuint (g_list_length (gtk_application_get_windows (GTK_APPLICATION (application))), ==,
                    1);
  g_assert_cmpstr (get_shown (), ==, "works");
  fixture_close_windows ();
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  fixture_init (&argc, &argv);
  application = banco_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_test_add_func ("/window/try-again", test_try_again);
  g_test_add_func ("/window/other-federation", test_other_federation);
  g_test_add_func ("/window/keys-without-a-shell", test_keys_without_a_shell);
  g_test_add_func ("/window/keeps-what-works", test_keeps_what_works);
  g_test_add_func ("/window/banner-goes", test_banner_goes);
  g_test_add_func ("/window/preferences/federation", test_preferences_federation);
  g_test_add_func ("/window/preferences/without-a-shell", test_preferences_without_a_shell);
  g_test_add_func ("/window/close-asks", test_close_asks);
  g_test_add_func ("/window/closes", test_closes);
  g_test_add_func ("/window/opens", test_opens);
  g_test_add_func ("/window/starts-once", test_starts_once);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
