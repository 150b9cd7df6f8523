/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/application.h"
#include "desktop/request-dialog.h"
#include "desktop/run-dialog.h"
#include "desktop/window.h"
#include "fixture.h"

/* What ends with what: nothing that runs without a question, and no window after its own. */

static BancoApplication *application;

static GtkWidget *
get_window (void)
{
  return fixture_find_window (BANCO_TYPE_WINDOW);
}

static BancoShell *
get_shell (void)
{
  return banco_window_get_shell (BANCO_WINDOW (get_window ()));
}

static const char *
get_shown (void)
{
  return banco_workspace_get_federation (banco_shell_get_workspace (get_shell ()))->id;
}

/* One that the person has, and its name in every list. */
static void
install (const char *id)
{
  g_autofree char *name = g_strconcat (id, ".federation", NULL);
  g_autofree char *path = g_build_filename (g_get_home_dir (), name, NULL);
  g_autofree char *text =
    g_strdup_printf ("[Federation]\nFormat=1\nId=%s\nName=Name of %s\n"
                     "[Issuer a]\nName=A\nUrl=http://127.0.0.1:9/\n"
                     "[Cloud c]\nKind=openstack\nUrl=http://127.0.0.1:9/v3\nIdentityProvider=i\n"
                     "Protocol=openid\nIssuers=a;\n",
                     id, id);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoFederation) federation = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  federation = banco_federation_install (path, &error);
  g_assert_no_error (error);
}

static void
start (const char *id)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), "use-federation",
                                  g_variant_new_string (id));
  gtk_test_widget_wait_for_draw (get_window ());
  g_assert_cmpstr (get_shown (), ==, id);
}

static GtkWidget *
show_preferences (void)
{
  GtkWidget *preferences;

  gtk_widget_activate_action (get_window (), "app.preferences", NULL);
  preferences = fixture_find_window (ADW_TYPE_PREFERENCES_WINDOW);
  g_assert_nonnull (preferences);
  gtk_test_widget_wait_for_draw (preferences);
  return preferences;
}

static void
choose (AdwComboRow *row, const char *name)
{
  GListModel *names = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (names), i), name)) {
      adw_combo_row_set_selected (row, i);
      return;
    }
  g_error ("“%s” is not there to choose", name);
}

static gboolean
is_busy (gpointer data)
{
  return banco_shell_is_busy (get_shell ());
}

static gboolean
is_asking (gpointer data)
{
  return fixture_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

static void
answer (const char *response)
{
  fixture_wait ("it asks", is_asking, NULL);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG)),
                               response);
}

static gboolean
shows_other (gpointer data)
{
  return g_str_equal (get_shown (), "other");
}

static gboolean
is_all_closed (gpointer data)
{
  return g_list_model_get_n_items (gtk_window_get_toplevels ()) == 0;
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

  start ("one");
  banco_shell_show (get_shell (), "terminals", "here\nsleep 1000\n");
  fixture_wait ("a command runs", is_busy, NULL);
  row = ADW_COMBO_ROW (fixture_find_row (show_preferences (), "Work With"));
  selected = adw_combo_row_get_selected (row);
  choose (row, "Name of other");
  g_assert_cmpstr (get_shown (), ==, "one");
  answer ("keep");
  g_assert_cmpstr (get_shown (), ==, "one");
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, selected);
  kept = banco_settings_dup_federation (settings);
  g_assert_cmpstr (kept, ==, before);
  choose (row, "Name of other");
  answer ("close");
  fixture_wait ("the other one", shows_other, NULL);
  g_assert_cmpuint (adw_combo_row_get_selected (row), !=, selected);
  fixture_close_windows ();
}

static void
quit_from (GtkWidget *window)
{
  g_assert_nonnull (window);
  gtk_test_widget_wait_for_draw (window);
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
  fixture_wait ("nothing is left", is_all_closed, NULL);
}

static void
test_quit_from_preferences (void)
{
  start ("one");
  quit_from (show_preferences ());
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
  return BANCO_PAGE (fixture_find_one (get_window (), BANCO_TYPE_PAGE));
}

static void
test_quit_from_dialogs (void)
{
  start ("one");
  banco_shell_show (get_shell (), "machines", NULL);
  banco_request_dialog_show (find_page (), nothing_to_send, NULL);
  quit_from (fixture_find_window (BANCO_TYPE_REQUEST_DIALOG));
  start ("one");
  banco_shell_show (get_shell (), "machines", NULL);
  banco_run_dialog_show (find_page (), nothing_to_run, NULL);
  quit_from (fixture_find_window (BANCO_TYPE_RUN_DIALOG));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  fixture_init (&argc, &argv);
  application = banco_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  install ("one");
  install ("other");
  g_test_add_func ("/ending/federation", test_federation);
  g_test_add_func ("/ending/quit-from-preferences", test_quit_from_preferences);
  g_test_add_func ("/ending/quit-from-dialogs", test_quit_from_dialogs);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
