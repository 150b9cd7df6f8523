/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/banner.h"
#include "identity/identity.h"
#include "program-stage.h"

#include <string.h>

/* A file that cannot be used says what to change; once it is changed, one button goes on. */
static void
test_try_again (void)
{
  g_autofree char *path = program_write_federation ("mended", "[Issuer a]\nName=A\nUrl=ftp://x\n");
  g_autofree char *mended = NULL;

  program_use (path);
  g_assert_null (program_get_shown ());
  fixture_wait_says (program_get_window (), "This Federation Cannot Be Used");
  fixture_wait_says (program_get_window (), "[Issuer a] Url: “ftp://x” is not allowed");
  fixture_press (program_get_window (), "Try Again");
  g_assert_null (program_get_shown ());
  mended = program_write_federation ("mended", PROGRAM_GROUPS);
  fixture_press (program_get_window (), "Try Again");
  g_assert_cmpstr (program_get_shown (), ==, "mended");
  fixture_close_windows ();
}

/* Nor is it the end for who cannot mend it: any other federation is one button away. */
static void
test_other_federation (void)
{
  program_install ("spare");
  program_use ("/no/such.federation");
  g_assert_null (program_get_shown ());
  fixture_press (program_get_window (), "Use Name of spare");
  g_assert_cmpstr (program_get_shown (), ==, "spare");
  fixture_close_windows ();
}

/* Keys that need a shell do nothing where there is none. */
static void
test_keys_without_a_shell (void)
{
  static const char *const actions[] = { "win.find",     "win.search",  "win.new-terminal",
                                         "win.backward", "win.up",      "app.help",
                                         "app.machines", "app.sign-in", "app.request-machine" };

  program_use ("/no/such.federation");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_activate_action (program_get_window (), actions[i], NULL);
  gtk_widget_activate_action (program_get_window (), "win.page", "s", "machines");
  fixture_wait_says (program_get_window (), "This Federation Cannot Be Used");
  fixture_close_windows ();
}

/* What works stays: a second one that does not is only told about. */
static void
test_keeps_what_works (void)
{
  program_start ("works");
  program_use ("/no/such.federation");
  g_assert_cmpstr (program_get_shown (), ==, "works");
  fixture_wait_says (program_get_window (), "/no/such.federation");
  fixture_close_windows ();
}

/* It was said of the page that was there. */
static void
test_banner_goes (void)
{
  program_start ("works");
  program_use ("/no/such.federation");
  fixture_wait_says (program_get_window (), "/no/such.federation");
  gtk_widget_activate_action (program_get_window (), "win.page", "s", "account");
  fixture_wait_silent (program_get_window (), "/no/such.federation");
  fixture_close_windows ();
}

static GtkWidget *
find_in_banner (const char *button)
{
  return fixture_find_button (fixture_find_one (program_get_window (), BANCO_TYPE_BANNER), button);
}

/* A button that leads to the page that is shown is none. */
static void
test_no_dead_button (void)
{
  static const struct {
    GQuark (*domain) (void);
    int code;
    const char *page, *button;
    gboolean is_shown;
  } cases[] = {
    { banco_identity_error_quark, BANCO_IDENTITY_ERROR_LOCKED, "account", "Account", FALSE },
    { banco_identity_error_quark, BANCO_IDENTITY_ERROR_LOCKED, "machines", "Account", TRUE },
    { banco_identity_error_quark, BANCO_IDENTITY_ERROR_ENDED, "account", "Account", FALSE },
    { banco_http_error_quark, BANCO_HTTP_ERROR_NOT_UNDERSTOOD, "account", "Try Again", TRUE },
  };
  g_autofree char *before = NULL;

  program_start ("works");
  before = g_strdup (banco_shell_get_page (program_get_shell ()));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = g_error_new_literal (cases[i].domain (), cases[i].code, "trouble");

    banco_shell_show (program_get_shell (), cases[i].page, NULL);
    banco_shell_show_error (program_get_shell (), error);
    fixture_wait_says (program_get_window (), "Trouble.");
    fixture_turn (50, NULL);
    g_assert_true ((find_in_banner (cases[i].button) != NULL) == cases[i].is_shown);
  }
  banco_shell_show (program_get_shell (), before, NULL);
  fixture_close_windows ();
}

/* Chosen in the preferences, which then have the keyboard: the window behind them changes. */
static void
test_preferences_federation (void)
{
  program_install ("chosen");
  program_start ("works");
  program_choose (program_find_federations (program_show_preferences ()), "Name of chosen");
  fixture_turn (50, NULL);
  g_assert_cmpstr (program_get_shown (), ==, "chosen");
  fixture_close_windows ();
}

/* The targets of the sidebar's federation menu, and what else it does. */
static GHashTable *
read_federation_menu (void)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GtkMenuButton *button = NULL;
  g_autoptr (GPtrArray) buttons = fixture_find_all (program_get_window (), GTK_TYPE_MENU_BUTTON);
  GMenuModel *menu;

  for (guint i = 0; i < buttons->len; i++)
    if (g_strcmp0 (gtk_widget_get_tooltip_text (buttons->pdata[i]), "Federation") == 0)
      button = buttons->pdata[i];
  g_assert_nonnull (button);
  gtk_menu_button_popup (button);
  menu = gtk_menu_button_get_menu_model (button);
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++) {
    g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);

    for (int j = 0; j < g_menu_model_get_n_items (section); j++) {
      char *label = NULL, *action = NULL, *target = NULL;

      g_menu_model_get_item_attribute (section, j, "label", "s", &label);
      if (!g_menu_model_get_item_attribute (section, j, "target", "s", &target))
        g_menu_model_get_item_attribute (section, j, "action", "s", &action);
      g_hash_table_insert (found, label, target ? target : action);
    }
  }
  gtk_menu_button_popdown (button);
  return found;
}

/* A file that is not installed can be chosen again after another federation, but the next start
 * does not show it. */
static void
test_file_stays (void)
{
  static const char label[] = "Name of works (works.federation)";
  g_autoptr (BancoSettings) settings = banco_settings_new ();
  g_autoptr (GHashTable) before = NULL, after = NULL;
  g_autofree char *kept = NULL;
  AdwComboRow *row;

  program_install ("spare");
  program_start ("works");
  before = read_federation_menu ();
  g_assert_true (g_str_has_suffix (g_hash_table_lookup (before, label), "/works.federation"));
  gtk_widget_activate_action (program_get_window (), "app.federation", "s", "spare");
  g_assert_cmpstr (program_get_shown (), ==, "spare");
  after = read_federation_menu ();
  g_assert_cmpstr (g_hash_table_lookup (after, label), ==, g_hash_table_lookup (before, label));
  g_assert_cmpstr (g_hash_table_lookup (after, "Name of spare"), ==, "spare");
  row = program_find_federations (program_show_preferences ());
  program_choose (row, label);
  fixture_turn (50, NULL);
  g_assert_cmpstr (program_get_shown (), ==, "works");
  g_assert_cmpstr (gtk_string_object_get_string (adw_combo_row_get_selected_item (row)), ==, label);
  kept = banco_settings_dup_federation (settings);
  g_assert_cmpstr (kept, ==, "spare");
  fixture_close_windows ();
}

/* The same where none can be used: the row says so, and any can be chosen. */
static void
test_preferences_without_a_shell (void)
{
  AdwComboRow *row;

  program_use ("/no/such.federation");
  row = program_find_federations (program_show_preferences ());
  g_assert_cmpstr (gtk_string_object_get_string (adw_combo_row_get_selected_item (row)), ==,
                   "None");
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (row)), >, 1);
  adw_combo_row_set_selected (row, 1);
  fixture_turn (50, NULL);
  g_assert_nonnull (program_get_shown ());
  fixture_close_windows ();
}

/* With nothing to lose it closes at once, and the next start is as large. */
static void
test_closes (void)
{
  g_autoptr (BancoSettings) settings = banco_settings_new ();
  int width, height;
  gboolean maximized;

  program_start ("works");
  gtk_window_set_default_size (GTK_WINDOW (program_get_window ()), 777, 555);
  fixture_turn (50, NULL);
  gtk_window_close (GTK_WINDOW (program_get_window ()));
  program_wait_closed ();
  banco_settings_get_window (settings, &width, &height, &maximized);
  g_assert_cmpint (width, ==, 777);
  g_assert_cmpint (height, ==, 555);
}

static void
open_file (const char *uri)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);

  g_application_open (g_application_get_default (), &file, 1, "");
  fixture_turn (50, NULL);
}

static GtkWidget *
wait_question (const char *text)
{
  GtkWidget *dialog = fixture_find_window (ADW_TYPE_MESSAGE_DIALOG);

  g_assert_nonnull (dialog);
  fixture_wait_says (dialog, text);
  return dialog;
}

static gboolean
is_shown (gpointer id)
{
  return g_strcmp0 (program_get_shown (), id) == 0;
}

/* A file that the user opens is kept and used once the user agrees to its hosts; until then
 * nothing is written. */
static void
test_opens (void)
{
  g_autofree char *path = program_write_federation ("opened", PROGRAM_GROUPS);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *folder = banco_paths_user_config ("federations");
  g_autofree char *copy = g_build_filename (folder, "opened.federation", NULL);
  GtkWidget *dialog;

  program_start ("works");
  open_file (uri);
  dialog = wait_question ("Add Name of opened?");
  g_assert_true (fixture_says (dialog, "127.0.0.1:9/v3"));
  g_assert_true (fixture_says (dialog, "New"));
  fixture_press (dialog, "Cancel");
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_cmpstr (program_get_shown (), ==, "works");

  open_file (uri);
  fixture_press (wait_question ("Add Name of opened?"), "Add");
  fixture_wait ("the federation is shown", is_shown, "opened");
  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS));
  fixture_close_windows ();
}

/* Asks about a federation with @clouds whose addresses need two lines; TRUE: all rows are seen at
 * once. */
static gboolean
is_seen_whole (guint clouds)
{
  g_autoptr (GString) groups = g_string_new ("[Issuer a]\nName=A\nUrl=http://127.0.0.1:9/\n");
  g_autofree char *path = NULL, *uri = NULL;
  g_autoptr (GPtrArray) scrollers = NULL;
  gboolean is_whole = TRUE;
  GtkWidget *dialog;

  for (guint i = 0; i < clouds; i++)
    g_string_append_printf (
      groups,
      "[Cloud c%u]\nKind=openstack\nUrl=https://keystone.cloud%u.example.org:5000/"
      "v3\nIdentityProvider=i\nProtocol=openid\nIssuers=a;\n",
      i, i);
  path = program_write_federation ("opened-whole", groups->str);
  uri = g_filename_to_uri (path, NULL, NULL);
  open_file (uri);
  dialog = wait_question ("Add Name of opened-whole?");
  fixture_turn (300, NULL);
  g_assert_cmpint (gtk_widget_get_height (dialog), <, 700);
  scrollers = fixture_find_all (dialog, GTK_TYPE_SCROLLED_WINDOW);
  for (guint i = 0; i < scrollers->len; i++) {
    GtkAdjustment *down = gtk_scrolled_window_get_vadjustment (scrollers->pdata[i]);

    is_whole = is_whole && gtk_adjustment_get_upper (down) <= gtk_adjustment_get_page_size (down);
  }
  fixture_press (dialog, "Cancel");
  return is_whole;
}

/* The user reads each host before agreeing; only a list that is too long for a screen scrolls. */
static void
test_opens_whole (void)
{
  program_start ("works");
  g_assert_true (is_seen_whole (1));
  g_assert_true (is_seen_whole (4));
  g_assert_false (is_seen_whole (12));
  fixture_close_windows ();
}

/* Another file of that id says what it changes. */
static void
test_opens_change (void)
{
  static const char groups[] = "[Issuer a]\nName=A\nUrl=http://127.0.0.1:9/\n"
                               "[Cloud c]\nKind=openstack\nUrl=https://evil.example.org/v3\n"
                               "IdentityProvider=i\nProtocol=openid\nIssuers=a;\n";
  g_autofree char *path = NULL, *uri = NULL;
  GtkWidget *dialog;

  program_install ("changed");
  program_start ("works");
  path = program_write_federation ("changed", groups);
  uri = g_filename_to_uri (path, NULL, NULL);
  open_file (uri);
  dialog = wait_question ("Change Name of changed?");
  g_assert_true (fixture_says (dialog, "evil.example.org/v3"));
  g_assert_true (fixture_says (dialog, "until now: 127.0.0.1:9/v3"));
  g_assert_true (fixture_says (dialog, "Changed"));
  fixture_press (dialog, "Cancel");
  fixture_close_windows ();
}

static gboolean
is_choosing (gpointer data)
{
  return fixture_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG) != NULL;
}

/* The list of federations also opens a file, with the same question. */
static void
test_opens_from_menu (void)
{
  g_autofree char *path = program_write_federation ("opened-here", PROGRAM_GROUPS);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GHashTable) menu = NULL;
  GtkWidget *chooser;

  program_start ("works");
  menu = read_federation_menu ();
  g_assert_cmpstr (g_hash_table_lookup (menu, "Open Federation File…"), ==, "app.open-federation");
  gtk_widget_activate_action (program_get_window (), "app.open-federation", NULL);
  fixture_wait ("a file is asked for", is_choosing, NULL);
  chooser = fixture_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG);
  gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), file, NULL);
  fixture_turn (500, NULL);
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  fixture_turn (100, NULL);
  fixture_press (wait_question ("Add Name of opened-here?"), "Cancel");
  fixture_close_windows ();
}

/* What is not here, or is no federation file, is told about. */
static void
test_opens_nothing (void)
{
  g_autofree char *bad = program_write_federation ("opened-bad", "[Issuer a]\n");
  g_autofree char *bad_uri = g_filename_to_uri (bad, NULL, NULL);

  program_start ("works");
  open_file ("http://127.0.0.1:9/far.federation");
  fixture_wait_says (program_get_window (), "opened from this computer");
  open_file (bad_uri);
  fixture_wait_says (program_get_window (), "opened-bad.federation");
  g_assert_cmpstr (program_get_shown (), ==, "works");
  fixture_close_windows ();
}

/* About has the report, with a button that copies it and one that saves it; it names no one. */
static void
test_about_report (void)
{
  const char *text;
  GtkWidget *about;

  program_start ("works");
  gtk_widget_activate_action (program_get_window (), "app.about", NULL);
  about = fixture_find_window (ADW_TYPE_ABOUT_WINDOW);
  text = adw_about_window_get_debug_info (ADW_ABOUT_WINDOW (about));
  g_assert_nonnull (strstr (text, "libadwaita 1."));
  g_assert_nonnull (strstr (text, "Federation: a file; issuers: 1"));
  g_assert_null (strstr (text, "Name of"));
  g_assert_null (strstr (text, g_get_home_dir ()));
  g_assert_null (strstr (text, "127.0.0.1"));
  fixture_close_windows ();
}

/* Started once more: the window that is there comes forward, no second one. */
static void
test_starts_once (void)
{
  program_start ("works");
  g_application_activate (g_application_get_default ());
  g_application_activate (g_application_get_default ());
  g_assert_cmpuint (
    g_list_length (gtk_application_get_windows (GTK_APPLICATION (g_application_get_default ()))),
    ==, 1);
  g_assert_cmpstr (program_get_shown (), ==, "works");
  fixture_close_windows ();
}

static gboolean
may_search (gpointer data)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (program_get_window ()));

  return focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_SEARCH_ENTRY) != NULL;
}

/* What one types first is what one looks for. */
static void
test_search_at_once (void)
{
  g_autoptr (BancoSettings) settings = banco_settings_new ();

  banco_settings_set_page (settings, "knowledge");
  program_start ("works");
  fixture_wait ("the search has the keyboard", may_search, NULL);
  fixture_close_windows ();
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/window/try-again", test_try_again);
  g_test_add_func ("/window/other-federation", test_other_federation);
  g_test_add_func ("/window/keys-without-a-shell", test_keys_without_a_shell);
  g_test_add_func ("/window/keeps-what-works", test_keeps_what_works);
  g_test_add_func ("/window/banner-goes", test_banner_goes);
  g_test_add_func ("/window/no-dead-button", test_no_dead_button);
  g_test_add_func ("/window/preferences/federation", test_preferences_federation);
  g_test_add_func ("/window/file-stays", test_file_stays);
  g_test_add_func ("/window/preferences/without-a-shell", test_preferences_without_a_shell);
  g_test_add_func ("/window/closes", test_closes);
  g_test_add_func ("/window/opens", test_opens);
  g_test_add_func ("/window/opens/whole", test_opens_whole);
  g_test_add_func ("/window/opens/change", test_opens_change);
  g_test_add_func ("/window/opens/from-menu", test_opens_from_menu);
  g_test_add_func ("/window/opens/nothing", test_opens_nothing);
  g_test_add_func ("/window/about-report", test_about_report);
  g_test_add_func ("/window/starts-once", test_starts_once);
  g_test_add_func ("/window/search-at-once", test_search_at_once);
  return program_run_tests ();
}
