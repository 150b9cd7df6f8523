/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/entry-view.h"
#include "desktop/knowledge/knowledge-page.h"
#include "desktop/knowledge/reader.h"
#include "desktop/knowledge/web-loader.h"
#include "desktop/page.h"
#include "fixture.h"
#include "machine-stage.h"

#define NOTEBOOK "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":\"1 + 1\"}]}"

#define INDEX                                                                                      \
  "{\"format\":1,\"entries\":[{\"path\":\"repository.md\",\"title\":\"R\","                        \
  "\"examples\":[{\"kind\":\"git\",\"url\":\"https://example.org/it's.git\"}]}]}"

typedef struct {
  FixtureScene scene;
  BancoPage *page;
  GtkWidget *window;
  GSimpleActionGroup *actions; /* what the window around it would do */
  char *terminal;              /* what was to be opened in one; NULL: nothing */
} Fixture;

static void
open_terminal (GSimpleAction *action, GVariant *target, gpointer data)
{
  Fixture *fixture = data;

  g_assert_null (fixture->terminal);
  fixture->terminal = g_variant_dup_string (target, NULL);
}

/* A page so long that its end is not on any screen. */
static void
write_long (Fixture *fixture)
{
  g_autoptr (GString) text = g_string_new ("# First\n\nA Zebra & a zebra.\n\n");

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (text, "Paragraph %u of many.\n\n", i);
  g_string_append (text, "## Last & first\n\nThe end, with a ZEBRA.\n");
  fixture_scene_write (&fixture->scene, "long.md", text->str);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const GActionEntry entries[] = {
    { .name = "terminal", .activate = open_terminal, .parameter_type = "s" },
  };

  fixture_scene_open (&fixture->scene);
  banco_settings_set_reader_view (fixture->scene.settings, TRUE);
  fixture_scene_write (&fixture->scene, "run.ipynb", NOTEBOOK);
  fixture_scene_write (&fixture->scene, "words.md", "# Only words\n");
  fixture_scene_write (&fixture->scene, "repository.md", "# R\n");
  fixture_scene_write (&fixture->scene, "index.json", INDEX);
  write_long (fixture);
  fixture_scene_sync (&fixture->scene);
  fixture->page = g_object_new (BANCO_TYPE_KNOWLEDGE_PAGE, "workspace", fixture->scene.workspace,
                                "settings", fixture->scene.settings, NULL);
  fixture->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (fixture->actions), entries, G_N_ELEMENTS (entries),
                                   fixture);
  fixture->window = fixture_show (GTK_WIDGET (fixture->page), 1000, 640);
  gtk_widget_insert_action_group (fixture->window, "win", G_ACTION_GROUP (fixture->actions));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  banco_settings_set_reader_view (fixture->scene.settings, FALSE);
  fixture_scene_close (&fixture->scene);
  g_object_unref (fixture->actions);
  g_free (fixture->terminal);
}

static GtkWidget *
find_view (Fixture *fixture)
{
  return fixture_find_one (fixture->window, BANCO_TYPE_ENTRY_VIEW);
}

/* The menu button of that label or tooltip; NULL: it cannot be seen. */
static GtkMenuButton *
find_menu (Fixture *fixture, const char *name)
{
  g_autoptr (GPtrArray) buttons = fixture_find_all (find_view (fixture), GTK_TYPE_MENU_BUTTON);

  for (guint i = 0; i < buttons->len; i++)
    if (gtk_widget_get_mapped (buttons->pdata[i]) &&
        (g_strcmp0 (gtk_menu_button_get_label (buttons->pdata[i]), name) == 0 ||
         g_strcmp0 (gtk_widget_get_tooltip_text (buttons->pdata[i]), name) == 0))
      return buttons->pdata[i];
  return NULL;
}

typedef struct {
  Fixture *fixture;
  const char *name;
} Sought;

static gboolean
is_offered (gpointer data)
{
  Sought *sought = data;

  return find_menu (sought->fixture, sought->name) != NULL;
}

static gboolean
is_not_offered (gpointer data)
{
  return !is_offered (data);
}

/* What can be run is offered to a machine, and nothing else is. */
static void
test_offered (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *entry;
    gboolean offered;
  } cases[] = { { "run.ipynb", TRUE }, { "words.md", FALSE }, { "repository.md", TRUE } };
  Sought sought = { fixture, "Open on a Machine" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    banco_page_open (fixture->page, cases[i].entry);
    fixture_wait (cases[i].entry, cases[i].offered ? is_offered : is_not_offered, &sought);
  }
}

static gboolean
is_asked_for (gpointer fixture)
{
  return ((Fixture *) fixture)->terminal != NULL;
}

/* Only a machine that is ready takes it; what starts it is typed there, for the person to confirm.
 */
static void
test_bring (Fixture *fixture, gconstpointer data)
{
  GtkMenuButton *bring;

  machine_stage_add (&fixture->scene, "starting", BANCO_MACHINE_BUILDING, FALSE);
  machine_stage_add (&fixture->scene, "gpu-1", BANCO_MACHINE_READY, FALSE);
  banco_page_open (fixture->page, "repository.md");
  fixture_wait ("the button", is_offered, &(Sought){ fixture, "Open on a Machine" });
  bring = find_menu (fixture, "Open on a Machine");
  gtk_menu_button_popup (bring);
  fixture_wait_says (GTK_WIDGET (bring), "gpu-1");
  fixture_wait_says (GTK_WIDGET (bring), "Request a Machine");
  g_assert_false (fixture_says (GTK_WIDGET (bring), "starting"));
  gtk_menu_button_popdown (bring);
  /* The popover fades; without its surface the pointer cannot be asked for. */
  fixture_turn (300, NULL);
  gtk_widget_activate_action (GTK_WIDGET (bring), "entry.bring", "s", "gone");
  gtk_widget_activate_action (GTK_WIDGET (bring), "entry.bring", "s", "gpu-1");
  fixture_wait ("a terminal", is_asked_for, fixture);
  g_assert_cmpstr (fixture->terminal, ==,
                   "cloud/gpu-1\nmkdir -p ~/banco && cd ~/banco && "
                   "git clone --depth 1 'https://example.org/it'\\''s.git'");
}

static gboolean
was_opened (gpointer opened)
{
  return (*(char **) opened = fixture_take_opened ()) != NULL;
}

/* An address is an address, and says nothing more to the mail program. */
static void
test_mail (Fixture *fixture, gconstpointer data)
{
  g_autofree char *opened = NULL;

  banco_page_open (fixture->page, "words.md");
  gtk_widget_activate_action (find_view (fixture), "entry.mail", "s", "a@b.example?attach=/etc&x");
  fixture_wait ("the mail program", was_opened, &opened);
  g_assert_cmpstr (opened, ==, "mailto:a@b.example%3Fattach%3D%2Fetc%26x");
}

static GtkEditable *
find_sought (Fixture *fixture)
{
  return GTK_EDITABLE (fixture_find_one (find_view (fixture), GTK_TYPE_SEARCH_ENTRY));
}

/* Every match is counted whatever its case; Escape ends it, and nothing of it stays. */
static void
test_find (Fixture *fixture, gconstpointer data)
{
  banco_page_open (fixture->page, "long.md");
  g_assert_true (banco_page_can_find (fixture->page));
  banco_page_find (fixture->page);
  gtk_editable_set_text (find_sought (fixture), "zebra");
  fixture_wait_says (find_view (fixture), "3 matches");
  fixture_press (find_view (fixture), "Next Match");
  fixture_press (find_view (fixture), "Previous Match");
  fixture_wait_says (find_view (fixture), "3 matches");
  gtk_editable_set_text (find_sought (fixture), "no such thing");
  fixture_wait_says (find_view (fixture), "0 matches");
  gtk_editable_set_text (find_sought (fixture), "");
  fixture_wait_silent (find_view (fixture), "matches");
  g_assert_true (banco_page_back (fixture->page));
  banco_page_find (fixture->page);
  g_assert_cmpstr (gtk_editable_get_text (find_sought (fixture)), ==, "");
}

static double
get_scroll (Fixture *fixture)
{
  GtkWidget *reader = fixture_find_one (find_view (fixture), BANCO_TYPE_READER);

  return gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (
    GTK_SCROLLED_WINDOW (adw_bin_get_child (ADW_BIN (reader)))));
}

static gboolean
is_far_down (gpointer fixture)
{
  return get_scroll (fixture) > 1000;
}

/* Headings as they are, and a press goes there; one heading is no outline. */
static void
test_outline (Fixture *fixture, gconstpointer data)
{
  Sought sought = { fixture, "Outline" };
  GtkMenuButton *outline;
  GtkListBox *headings;

  banco_page_open (fixture->page, "words.md");
  fixture_wait ("no outline", is_not_offered, &sought);
  banco_page_open (fixture->page, "long.md");
  fixture_wait ("an outline", is_offered, &sought);
  outline = find_menu (fixture, "Outline");
  gtk_menu_button_popup (outline);
  fixture_wait_says (GTK_WIDGET (outline), "Last & first");
  g_assert_cmpfloat (get_scroll (fixture), <, 100);
  headings = GTK_LIST_BOX (fixture_find_one (GTK_WIDGET (outline), GTK_TYPE_LIST_BOX));
  g_signal_emit_by_name (headings, "row-activated", gtk_list_box_get_row_at_index (headings, 1));
  fixture_wait ("it is shown", is_far_down, fixture);
}

static gboolean
is_reading (gpointer fixture)
{
  g_autoptr (GPtrArray) readers = fixture_find_all (find_view (fixture), BANCO_TYPE_READER);

  return gtk_widget_get_mapped (readers->pdata[0]);
}

static gboolean
is_on_the_web (gpointer fixture)
{
  return !is_reading (fixture);
}

static gboolean
can_print (Fixture *fixture)
{
  return g_action_group_get_action_enabled (
    banco_entry_view_get_actions (BANCO_ENTRY_VIEW (find_view (fixture))), "print");
}

/* The same page in either view; only a page as it is meant to look can be printed. */
static void
test_views (Fixture *fixture, gconstpointer data)
{
  GActionGroup *actions;
  g_autoptr (GVariant) state = NULL;

  if (banco_web_load () == NULL) {
    g_test_skip ("the web view is not built");
    return;
  }
  banco_page_open (fixture->page, "long.md");
  fixture_wait ("the reader", is_reading, fixture);
  g_assert_false (can_print (fixture));
  actions = banco_entry_view_get_actions (BANCO_ENTRY_VIEW (find_view (fixture)));
  g_action_group_change_action_state (actions, "reader", g_variant_new_boolean (FALSE));
  fixture_wait ("the web view", is_on_the_web, fixture);
  g_assert_false (banco_settings_get_reader_view (fixture->scene.settings));
  g_assert_true (can_print (fixture));
  banco_page_find (fixture->page);
  gtk_editable_set_text (find_sought (fixture), "zebra");
  fixture_wait_says (find_view (fixture), "3 matches");
  banco_settings_set_reader_view (fixture->scene.settings, TRUE);
  fixture_wait ("the reader", is_reading, fixture);
  g_assert_false (can_print (fixture));
  state = g_action_group_get_action_state (actions, "reader");
  g_assert_true (g_variant_get_boolean (state));
}

/* How old it is stays true while it is read. */
static void
test_age (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint seconds;
    const char *says;
  } ages[] = { { 0, "Updated just now" }, { 7200, "Updated 2 hours ago" } };

  banco_page_open (fixture->page, "long.md");
  for (guint i = 0; i < G_N_ELEMENTS (ages); i++) {
    fixture_pass (ages[i].seconds);
    fixture_wait_says (find_view (fixture), ages[i].says);
  }
}

static const char status_xml[] =
  "<node><interface name='org.a11y.Status'>"
  "<property name='ScreenReaderEnabled' type='b' access='read'/></interface></node>";

static gboolean speaks;

static GVariant *
get_status (GDBusConnection *bus,
            const char *sender,
            const char *path,
            const char *interface,
            const char *property,
            GError **error,
            gpointer data)
{
  return g_variant_new_boolean (speaks);
}

static void
set_speaking (GDBusConnection *bus, gboolean speaking)
{
  GVariantBuilder changed;

  speaks = speaking;
  g_variant_builder_init (&changed, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&changed, "{sv}", "ScreenReaderEnabled", g_variant_new_boolean (speaking));
  g_dbus_connection_emit_signal (
    bus, NULL, "/org/a11y/bus", "org.freedesktop.DBus.Properties", "PropertiesChanged",
    g_variant_new ("(sa{sv}as)", "org.a11y.Status", &changed, NULL), NULL);
}

/* Before GTK 4.14 a screen reader has nothing of the page: it gets the text, as long as it runs. */
static void
test_screen_reader (Fixture *fixture, gconstpointer data)
{
  static const GDBusInterfaceVTable table = { .get_property = get_status };
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (status_xml, NULL);
  guint object, name;

  if (banco_web_load () == NULL || gtk_get_minor_version () >= 14) {
    g_test_skip ("the page itself is there");
    return;
  }
  object = g_dbus_connection_register_object (bus, "/org/a11y/bus", node->interfaces[0], &table,
                                              NULL, NULL, NULL);
  name = g_bus_own_name_on_connection (bus, "org.a11y.Bus", G_BUS_NAME_OWNER_FLAGS_REPLACE, NULL,
                                       NULL, NULL, NULL);
  speaks = TRUE;
  banco_settings_set_reader_view (fixture->scene.settings, FALSE);
  banco_page_open (fixture->page, "long.md");
  fixture_wait ("the reader", is_reading, fixture);
  g_assert_false (banco_settings_get_reader_view (fixture->scene.settings));
  set_speaking (bus, FALSE);
  fixture_wait ("the web view", is_on_the_web, fixture);
  set_speaking (bus, TRUE);
  fixture_wait ("the reader", is_reading, fixture);
  g_bus_unown_name (name);
  g_dbus_connection_unregister_object (bus, object);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/entry/offered", test_offered);
  ADD ("/entry/age", test_age);
  ADD ("/entry/bring", test_bring);
  ADD ("/entry/mail", test_mail);
  ADD ("/entry/find", test_find);
  ADD ("/entry/outline", test_outline);
  ADD ("/entry/views", test_views);
  ADD ("/entry/screen-reader", test_screen_reader);
  return g_test_run ();
}
