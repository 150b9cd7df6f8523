/* SPDX-License-Identifier: Apache-2.0 */
#include "program-stage.h"

#include "workspace/federation-private.h"

static BancoApplication *application;

int
program_run_tests (void)
{
  g_autoptr (GError) error = NULL;
  int status;

  application = banco_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_assert_true (g_application_get_default () == G_APPLICATION (application));
  status = g_test_run ();
  g_object_unref (application);
  return status;
}

GtkWidget *
program_get_window (void)
{
  return fixture_find_window (BANCO_TYPE_WINDOW);
}

BancoShell *
program_get_shell (void)
{
  GtkWidget *window = program_get_window ();

  return window != NULL ? banco_window_get_shell (BANCO_WINDOW (window)) : NULL;
}

const char *
program_get_shown (void)
{
  BancoShell *shell = program_get_shell ();

  return shell != NULL ? banco_workspace_get_federation (banco_shell_get_workspace (shell))->id
                       : NULL;
}

char *
program_write_federation (const char *id, const char *groups)
{
  g_autofree char *name = g_strconcat (id, ".federation", NULL);
  g_autofree char *text =
    g_strdup_printf ("[Federation]\nFormat=1\nId=%s\nName=Name of %s\n%s", id, id, groups);
  char *path = g_build_filename (g_get_home_dir (), name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

void
program_install (const char *id)
{
  g_autofree char *path = program_write_federation (id, PROGRAM_GROUPS);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoFederation) federation = banco_federation_load (path, &error);
  g_autoptr (BancoFederation) copy =
    federation != NULL ? banco_federation_install (federation, &error) : NULL;

  g_assert_no_error (error);
}

void
program_use (const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), "use-federation",
                                  g_variant_new_string (name));
  fixture_turn (50, NULL);
}

void
program_start (const char *id)
{
  g_autofree char *path = program_write_federation (id, PROGRAM_GROUPS);

  program_use (path);
  g_assert_cmpstr (program_get_shown (), ==, id);
  gtk_test_widget_wait_for_draw (program_get_window ());
}

GtkWidget *
program_show_preferences (void)
{
  GtkWidget *preferences;

  gtk_widget_activate_action (program_get_window (), "app.preferences", NULL);
  preferences = fixture_find_window (ADW_TYPE_PREFERENCES_WINDOW);
  g_assert_nonnull (preferences);
  gtk_test_widget_wait_for_draw (preferences);
  return preferences;
}

AdwComboRow *
program_find_federations (GtkWidget *preferences)
{
  return ADW_COMBO_ROW (fixture_find_row (preferences, "Work With"));
}

void
program_choose (AdwComboRow *row, const char *name)
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
  gboolean goes_on;
  g_autofree char *work = banco_shell_get_work (program_get_shell (), &goes_on);

  return work != NULL;
}

void
program_make_busy (void)
{
  banco_shell_show (program_get_shell (), "terminals", "here\nsleep 1000\n");
  fixture_wait ("a command runs", is_busy, NULL);
}

static gboolean
is_asking (gpointer data)
{
  return fixture_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

static gboolean
is_answered (gpointer data)
{
  return !is_asking (data);
}

void
program_answer (const char *button)
{
  fixture_wait ("it asks", is_asking, NULL);
  fixture_press (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG), button);
  fixture_wait ("that is the answer", is_answered, NULL);
}

static gboolean
try_keys (GtkWidget *window, GListModel *shortcuts, guint key, GdkModifierType modifiers)
{
  for (guint i = 0; i < g_list_model_get_n_items (shortcuts); i++) {
    g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, i);
    GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

    if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
        gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key &&
        gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == modifiers)
      return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, window,
                                           gtk_shortcut_get_arguments (shortcut));
  }
  return FALSE;
}

/* The toolkit has no way to press one: what a key is bound to is activated. */
gboolean
program_press_key (GtkWidget *window, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (window);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_SHORTCUT_CONTROLLER (controller) &&
        try_keys (window, G_LIST_MODEL (controller), key, modifiers))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_all_closed (gpointer data)
{
  return g_list_model_get_n_items (gtk_window_get_toplevels ()) == 0;
}

void
program_wait_closed (void)
{
  fixture_wait ("nothing is left", is_all_closed, NULL);
}
