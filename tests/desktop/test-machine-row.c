/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/machines/machine-row.h"
#include "fixture.h"
#include "machines/machines-private.h"

#include <string.h>

static BancoMachineRecord *
record_new (BancoMachineState state)
{
  BancoMachineRecord *record = banco_machine_record_new ();

  record->id = g_strdup ("id-1");
  record->name = g_strdup ("gpu-1");
  record->state = state;
  record->accelerator = (BancoAccelerator){
    .kind = BANCO_ACCELERATOR_GPU,
    .model = g_strdup ("Tesla T4"),
    .count = 2,
  };
  g_free (record->image);
  record->image = g_strdup ("ubuntu");
  g_free (record->offer);
  record->offer = g_strdup ("gpu.t4");
  g_free (record->group);
  record->group = g_strdup ("alpha");
  record->created = banco_clock_now () - 3 * 3600;
  return record;
}

static BancoMachine *
machine_new (BancoMachineState state)
{
  g_autoptr (BancoMachineRecord) record = record_new (state);

  return banco_machine_new ("cloud", record);
}

/* What a row is asked to do, by the actions that its page would have. */
typedef struct {
  GtkWidget *window;
  GtkWidget *row;
  char *asked; /* "action:target" of the last one */
} Scene;

static void
asked (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Scene *scene = data;

  g_free (scene->asked);
  scene->asked = g_strdup_printf ("%s:%s", g_action_get_name (G_ACTION (action)),
                                  g_variant_get_string (parameter, NULL));
}

static void
add_group (Scene *scene, const char *prefix, const GActionEntry *entries, int n)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, n, scene);
  gtk_widget_insert_action_group (scene->window, prefix, G_ACTION_GROUP (group));
}

static void
open_row (Scene *scene, BancoMachine *machine)
{
  static const GActionEntry here[] = {
    { .name = "give-back", .activate = asked, .parameter_type = "s" },
    { .name = "log", .activate = asked, .parameter_type = "s" },
    { .name = "copy-ssh", .activate = asked, .parameter_type = "s" },
  };
  static const GActionEntry window[] = {
    { .name = "terminal", .activate = asked, .parameter_type = "s" },
  };
  GtkWidget *list = gtk_list_box_new ();

  scene->asked = NULL;
  scene->row = banco_machine_row_new (machine);
  gtk_list_box_append (GTK_LIST_BOX (list), scene->row);
  scene->window = fixture_show (list, 360, 300);
  add_group (scene, "machines", here, G_N_ELEMENTS (here));
  add_group (scene, "win", window, G_N_ELEMENTS (window));
}

static void
close_row (Scene *scene)
{
  gtk_window_destroy (GTK_WINDOW (scene->window));
  fixture_turn (20, NULL);
  g_free (scene->asked);
}

/* Each state has its word, says whether one can work there, and what may still be done. */
static void
test_states (void)
{
  static const struct {
    BancoMachineState state;
    const char *words;
    gboolean terminal, give_back;
    const char *step; /* nullable */
  } cases[] = {
    { BANCO_MACHINE_UNKNOWN, "State not known", FALSE, TRUE, NULL },
    { BANCO_MACHINE_ASKED, "Asked for", FALSE, TRUE, "Usually less than a minute" },
    { BANCO_MACHINE_BUILDING, "Starting", FALSE, TRUE, "Usually one or two minutes" },
    { BANCO_MACHINE_READY, "Ready", TRUE, TRUE, NULL },
    { BANCO_MACHINE_STOPPED, "Stopped", FALSE, TRUE, NULL },
    { BANCO_MACHINE_SHELVED, "Shelved", FALSE, TRUE, NULL },
    { BANCO_MACHINE_FAILED, "Failed", FALSE, TRUE, NULL },
    { BANCO_MACHINE_RELEASING, "Going back", FALSE, FALSE, NULL },
  };
  g_autoptr (BancoMachine) machine = machine_new (BANCO_MACHINE_UNKNOWN);
  Scene scene;

  open_row (&scene, machine);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BancoMachineRecord) record = record_new (cases[i].state);
    GtkWidget *give_back = fixture_find_button (scene.row, "Give Back");

    banco_machine_apply (machine, record);
    fixture_turn (20, NULL);
    fixture_wait_says (scene.row, cases[i].words);
    g_assert_cmpint (fixture_find_button (scene.row, "Open Terminal") != NULL, ==,
                     cases[i].terminal);
    g_assert_cmpint (gtk_widget_is_sensitive (give_back), ==, cases[i].give_back);
    g_assert_cmpint (fixture_says (scene.row, "1 Asked for"), ==, cases[i].step != NULL);
    if (cases[i].step)
      fixture_wait_says (scene.row, cases[i].step);
  }
  close_row (&scene);
}

/* Nobody has to see the colour: every state has an icon and a word of its own. */
static void
test_states_differ (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());

  gtk_icon_theme_add_resource_path (theme, "/it/infn/ml/Banco/icons");
  for (int state = BANCO_MACHINE_UNKNOWN; state <= BANCO_MACHINE_RELEASING; state++) {
    const char *icon = NULL, *style = NULL;

    g_assert_true (g_hash_table_add (
      seen, (gpointer) banco_machine_words_state ((BancoMachineState) state, &icon, &style)));
    g_assert_true (gtk_icon_theme_has_icon (theme, icon));
    g_assert_nonnull (style);
  }
}

static void
test_facts (void)
{
  g_autoptr (BancoMachineRecord) record = record_new (BANCO_MACHINE_READY);
  g_autoptr (BancoMachine) machine = NULL;
  Scene scene;

  record->address = g_strdup ("127.0.0.9");
  record->until = banco_clock_now () + 26 * 3600;
  machine = banco_machine_new ("cloud", record);
  open_row (&scene, machine);
  fixture_wait_says (scene.row, "gpu-1");
  fixture_wait_says (scene.row, "2 × Tesla T4");
  g_assert_false (fixture_says (scene.row, "simulated"));
  fixture_wait_says (scene.row, "gpu.t4 · ubuntu\nalpha · 127.0.0.9 · ");
  fixture_wait_says (scene.row, " · 3 hours ago · ends in 26 hours");
  fixture_pass (2 * 3600);
  fixture_wait_says (scene.row, " · 5 hours ago · ends in 24 hours");
  g_free (record->name);
  record->name = g_strdup ("another");
  record->until = 0;
  banco_machine_apply (machine, record);
  fixture_wait_says (scene.row, "another");
  fixture_wait_silent (scene.row, " · ends ");
  g_assert_true (
    gtk_test_accessible_has_property (GTK_ACCESSIBLE (scene.row), GTK_ACCESSIBLE_PROPERTY_LABEL));
  close_row (&scene);
}

/* Every place that shows a simulated accelerator says so. */
static void
test_accelerators (void)
{
  static const struct {
    BancoAccelerator accelerator;
    const char *words;
  } cases[] = {
    { { .kind = BANCO_ACCELERATOR_NONE }, "No accelerator" },
    { { BANCO_ACCELERATOR_GPU, (char *) "A30", 1, 0, FALSE }, "1 × A30" },
    { { BANCO_ACCELERATOR_GPU, (char *) "A30", 4, 0, TRUE }, "4 × A30 (simulated)" },
    { { BANCO_ACCELERATOR_FPGA, (char *) "U250", 1, 0, TRUE }, "1 × U250 (simulated)" },
  };
  g_autofree char *none = banco_machine_words_accelerator (NULL);

  g_assert_cmpstr (none, ==, "No accelerator");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *words = banco_machine_words_accelerator (&cases[i].accelerator);

    g_assert_cmpstr (words, ==, cases[i].words);
  }
}

/* Why it failed is shown as long as it has failed, as a sentence and not as markup. */
static void
test_reason (void)
{
  g_autoptr (BancoMachineRecord) failed = record_new (BANCO_MACHINE_FAILED);
  g_autoptr (BancoMachineRecord) ready = record_new (BANCO_MACHINE_READY);
  g_autoptr (BancoMachine) machine = NULL;
  Scene scene;

  failed->reason = g_strdup ("no valid host <b>was</b> found & tried");
  ready->reason = g_strdup ("an old one");
  machine = banco_machine_new ("cloud", failed);
  open_row (&scene, machine);
  fixture_wait_says (scene.row, "No valid host <b>was</b> found & tried.");
  banco_machine_apply (machine, ready);
  fixture_turn (20, NULL);
  g_assert_false (fixture_says (scene.row, "valid host"));
  g_assert_false (fixture_says (scene.row, "an old one"));
  close_row (&scene);
}

/* A name of a cloud's is only shown, and a long one leaves room for the buttons. */
static void
test_odd_names (void)
{
  g_autofree char *long_name = g_strnfill (4000, 'W');
  const char *names[] = { "<b>R&D</b>", "&", long_name, "" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (BancoMachineRecord) record = record_new (BANCO_MACHINE_READY);
    g_autoptr (BancoMachine) machine = NULL;
    Scene scene;
    int minimum;

    g_free (record->name);
    record->name = g_strdup (names[i]);
    g_free (record->image);
    record->image = g_strdup (names[i]);
    g_free (record->accelerator.model);
    record->accelerator.model = g_strdup (names[i]);
    machine = banco_machine_new ("cloud", record);
    open_row (&scene, machine);
    fixture_wait_says (scene.row, names[i]);
    gtk_widget_measure (scene.row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
    g_assert_cmpint (minimum, <=, 336);
    close_row (&scene);
  }
}

/* Every button is about this machine, by its id: names need not be unique. */
static void
test_actions (void)
{
  g_autoptr (BancoMachine) machine = machine_new (BANCO_MACHINE_READY);
  g_autoptr (GPtrArray) menus = NULL;
  GMenuModel *menu;
  Scene scene;

  open_row (&scene, machine);
  fixture_press (scene.row, "Open Terminal");
  g_assert_cmpstr (scene.asked, ==, "terminal:cloud/id-1");
  fixture_press (scene.row, "Give Back");
  g_assert_cmpstr (scene.asked, ==, "give-back:cloud/id-1");
  menus = fixture_find_all (scene.row, GTK_TYPE_MENU_BUTTON);
  g_assert_cmpuint (menus->len, ==, 1);
  menu = gtk_menu_button_get_menu_model (menus->pdata[0]);
  g_assert_cmpint (g_menu_model_get_n_items (menu), >, 0);
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++) {
    g_autofree char *action = NULL;
    g_autofree char *target = NULL;

    g_assert_true (g_menu_model_get_item_attribute (menu, i, "action", "s", &action));
    g_assert_true (g_menu_model_get_item_attribute (menu, i, "target", "s", &target));
    g_assert_cmpstr (target, ==, "cloud/id-1");
    g_assert_true (gtk_widget_activate_action (scene.row, action, "s", target));
  }
  close_row (&scene);
}

/* A row that is gone hears no more of its machine. */
static void
test_goes (void)
{
  g_autoptr (BancoMachine) machine = machine_new (BANCO_MACHINE_BUILDING);
  GtkWidget *row = g_object_ref_sink (banco_machine_row_new (machine));

  g_assert_finalize_object (row);
  banco_machine_set_state (machine, BANCO_MACHINE_READY);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/machine-row/states", test_states);
  g_test_add_func ("/machine-row/states-differ", test_states_differ);
  g_test_add_func ("/machine-row/facts", test_facts);
  g_test_add_func ("/machine-row/accelerators", test_accelerators);
  g_test_add_func ("/machine-row/reason", test_reason);
  g_test_add_func ("/machine-row/odd-names", test_odd_names);
  g_test_add_func ("/machine-row/actions", test_actions);
  g_test_add_func ("/machine-row/goes", test_goes);
  return g_test_run ();
}
