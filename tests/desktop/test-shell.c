/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/page.h"
#include "fixture.h"
#include "machines/fake-cloud.h"

#include <string.h>

typedef struct {
  BancoWorkspace *workspace;
  BancoSettings *settings;
  BancoShell *shell;
  GtkWidget *window;
} Fixture;

static void
open_shell (Fixture *fixture, int width)
{
  fixture->workspace = fixture_workspace_new ();
  fixture->settings = banco_settings_new ();
  fixture->shell = banco_shell_new (fixture->workspace, fixture->settings);
  fixture->window = fixture_window_new (GTK_WIDGET (fixture->shell), width, 640);
}

static void
close_shell (Fixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture_turn (50, NULL);
  g_object_unref (fixture->settings);
  g_object_unref (fixture->workspace);
}

static AdwLeaflet *
outer_leaflet (BancoShell *shell)
{
  g_autoptr (GPtrArray) leaflets = fixture_find_all (GTK_WIDGET (shell), ADW_TYPE_LEAFLET);

  return leaflets->pdata[0];
}

static gboolean
button_is_visible (BancoShell *shell, const char *tooltip)
{
  g_autoptr (GPtrArray) buttons = fixture_find_all (GTK_WIDGET (shell), GTK_TYPE_BUTTON);

  for (guint i = 0; i < buttons->len; i++)
    if (g_strcmp0 (gtk_widget_get_tooltip_text (buttons->pdata[i]), tooltip) == 0)
      return gtk_widget_get_mapped (buttons->pdata[i]);
  return FALSE;
}

static void
test_wide (void)
{
  Fixture fixture;

  open_shell (&fixture, 1100);
  g_assert_false (adw_leaflet_get_folded (outer_leaflet (fixture.shell)));
  g_assert_false (button_is_visible (fixture.shell, "Back"));
  g_assert_true (button_is_visible (fixture.shell, "Previous Page"));
  close_shell (&fixture);
}

static void
test_narrow (void)
{
  Fixture fixture;

  open_shell (&fixture, 360);
  g_assert_true (adw_leaflet_get_folded (outer_leaflet (fixture.shell)));
  g_assert_true (button_is_visible (fixture.shell, "Back"));
  banco_shell_up (fixture.shell);
  fixture_turn (600, NULL);
  g_assert_false (button_is_visible (fixture.shell, "Back"));
  close_shell (&fixture);
}

static gboolean
is_folded (gpointer shell)
{
  return adw_leaflet_get_folded (outer_leaflet (shell));
}

/* Every page fits a telephone, which shows one column. */
static void
test_fits (void)
{
  Fixture fixture;

  open_shell (&fixture, 360);
  fixture_wait ("one column", is_folded, fixture.shell);
  for (guint i = 0; i < 9; i++) {
    int minimum;

    banco_shell_show_nth (fixture.shell, i);
    gtk_widget_measure (GTK_WIDGET (fixture.shell), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                        NULL, NULL);
    g_test_message ("%s needs %d", banco_shell_get_page (fixture.shell), minimum);
    g_assert_cmpint (minimum, <=, 360);
  }
  banco_shell_show (fixture.shell, "knowledge", "first-ten-minutes.xml");
  {
    int minimum;

    gtk_widget_measure (GTK_WIDGET (fixture.shell), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                        NULL, NULL);
    g_assert_cmpint (minimum, <=, 360);
  }
  close_shell (&fixture);
}

static void
test_history (void)
{
  Fixture fixture;

  open_shell (&fixture, 1100);
  banco_shell_show (fixture.shell, "machines", NULL);
  banco_shell_show (fixture.shell, "account", NULL);
  banco_shell_show (fixture.shell, "no-such-page", NULL);
  g_assert_cmpstr (banco_shell_get_page (fixture.shell), ==, "account");
  banco_shell_go (fixture.shell, -1);
  g_assert_cmpstr (banco_shell_get_page (fixture.shell), ==, "machines");
  banco_shell_go (fixture.shell, -1);
  banco_shell_go (fixture.shell, -1);
  g_assert_cmpstr (banco_shell_get_page (fixture.shell), ==, "knowledge");
  banco_shell_go (fixture.shell, 1);
  g_assert_cmpstr (banco_shell_get_page (fixture.shell), ==, "machines");
  /* A new way ends the old one. */
  banco_shell_show (fixture.shell, "terminals", NULL);
  banco_shell_go (fixture.shell, 1);
  g_assert_cmpstr (banco_shell_get_page (fixture.shell), ==, "terminals");
  close_shell (&fixture);
}

static gboolean
has_name (GtkWidget *widget)
{
  if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return TRUE;
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)))
    return TRUE;
  if (GTK_IS_MENU_BUTTON (widget) && gtk_menu_button_get_label (GTK_MENU_BUTTON (widget)))
    return TRUE;
  return FALSE;
}

/* Parts of a named control, and what the toolkit itself brings along. */
static gboolean
is_inner (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return GTK_IS_MENU_BUTTON (parent) || GTK_IS_WINDOW_CONTROLS (parent) ||
         GTK_IS_COLUMN_VIEW (parent) || gtk_widget_get_ancestor (widget, GTK_TYPE_POPOVER) ||
         gtk_widget_get_ancestor (widget, GTK_TYPE_SEARCH_BAR) ||
         gtk_widget_get_ancestor (widget, ADW_TYPE_TAB_BAR);
}

/* Every control tells assistive technology what it is. */
static void
test_names (void)
{
  Fixture fixture;
  const GType types[] = { GTK_TYPE_BUTTON, GTK_TYPE_MENU_BUTTON, GTK_TYPE_SEARCH_ENTRY,
                          GTK_TYPE_LIST_BOX, GTK_TYPE_LIST_VIEW };

  open_shell (&fixture, 1100);
  for (guint i = 0; i < 9; i++)
    banco_shell_show_nth (fixture.shell, i);
  for (guint t = 0; t < G_N_ELEMENTS (types); t++) {
    g_autoptr (GPtrArray) widgets = fixture_find_all (GTK_WIDGET (fixture.shell), types[t]);

    for (guint i = 0; i < widgets->len; i++) {
      GtkWidget *widget = widgets->pdata[i];

      if (!gtk_widget_get_visible (widget) || is_inner (widget) || has_name (widget) ||
          gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_GROUP))
        continue;
      g_test_message ("%s (%s) below %s in %s has no name", G_OBJECT_TYPE_NAME (widget),
                      gtk_widget_get_tooltip_text (widget),
                      G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)),
                      G_OBJECT_TYPE_NAME (gtk_widget_get_parent (gtk_widget_get_parent (widget))));
      g_test_fail ();
    }
  }
  close_shell (&fixture);
}

/* What is in the federation file is not ours: an entry that is gone is a sentence, not an end. */
static void
test_unknown_entry (void)
{
  Fixture fixture;
  g_autoptr (GPtrArray) labels = NULL;
  gboolean said = FALSE;

  open_shell (&fixture, 1100);
  banco_shell_show (fixture.shell, "knowledge", "no-such-entry");
  fixture_turn (400, NULL);
  labels = fixture_find_all (GTK_WIDGET (fixture.shell), GTK_TYPE_LABEL);
  for (guint i = 0; i < labels->len; i++)
    said = said || strstr (gtk_label_get_label (labels->pdata[i]), "no-such-entry");
  g_assert_true (said);
  close_shell (&fixture);
}

static gboolean
has_badge (gpointer window)
{
  g_autoptr (GPtrArray) labels = fixture_find_all (window, GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_has_css_class (labels->pdata[i], "badge") &&
        gtk_widget_get_mapped (labels->pdata[i]) &&
        g_str_equal (gtk_label_get_text (labels->pdata[i]), "1"))
      return TRUE;
  return FALSE;
}

static gboolean
has_machine (gpointer machines)
{
  return g_list_model_get_n_items (machines) == 1;
}

#define LIST "GET /compute/v2.1/servers/detail"

/* After a restart, whatever page is shown: one look, and more only while a machine moves. */
static void
test_knows_machines (void)
{
  FixtureScene scene = { 0 };
  g_autoptr (BancoSettings) settings = banco_settings_new ();
  GtkWidget *window;

  fixture_scene_open (&scene);
  fake_cloud_set_server (scene.cloud,
                         &(FakeServer){ .id = "a", .name = "gpu-1", .status = "SHUTOFF" });
  fixture_scene_sign_in (&scene);
  window = fixture_show (GTK_WIDGET (banco_shell_new (scene.workspace, settings)), 1100, 640);
  fixture_wait ("the machines are known", has_machine, scene.machines);
  fixture_wait ("the sidebar counts them", has_badge, window);
  fixture_turn (300, NULL);
  g_assert_cmpuint (fake_cloud_count (scene.cloud, LIST), ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_scene_close (&scene);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/shell/wide", test_wide);
  g_test_add_func ("/shell/narrow", test_narrow);
  g_test_add_func ("/shell/fits-a-telephone", test_fits);
  g_test_add_func ("/shell/history", test_history);
  g_test_add_func ("/shell/names", test_names);
  g_test_add_func ("/shell/unknown-entry", test_unknown_entry);
  g_test_add_func ("/shell/knows-machines", test_knows_machines);
  return g_test_run ();
}
