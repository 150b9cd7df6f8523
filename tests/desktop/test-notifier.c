/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/notifier.h"

#include "benchmark/result-private.h"
#include "fixture.h"
#include "identity/account-private.h"
#include "knowledge/knowledge.h"
#include "machine-stage.h"
#include "machines/machines-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define DAY (24 * 3600)

/* What shows notifications: it keeps "title: body" by its own number. */
static GHashTable *seen;
static guint last_number;
static guint n_sent;

static const char interface_xml[] =
  "<node><interface name='org.freedesktop.Notifications'>"
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/>"
  "<arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
  "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
  "<method name='GetServerInformation'><arg type='s' direction='out'/>"
  "<arg type='s' direction='out'/><arg type='s' direction='out'/>"
  "<arg type='s' direction='out'/></method></interface></node>";

static void
call (GDBusConnection *bus,
      const char *sender,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters,
      GDBusMethodInvocation *invocation,
      gpointer data)
{
  if (g_str_equal (method, "Notify")) {
    const char *title, *body;
    guint number;

    g_variant_get_child (parameters, 1, "u", &number);
    g_variant_get_child (parameters, 3, "&s", &title);
    g_variant_get_child (parameters, 4, "&s", &body);
    number = number != 0 ? number : ++last_number;
    n_sent++;
    g_hash_table_insert (seen, GUINT_TO_POINTER (number), g_strdup_printf ("%s: %s", title, body));
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", number));
  } else if (g_str_equal (method, "CloseNotification")) {
    guint number;

    g_variant_get_child (parameters, 0, "u", &number);
    g_hash_table_remove (seen, GUINT_TO_POINTER (number));
    g_dbus_method_invocation_return_value (invocation, NULL);
  } else if (g_str_equal (method, "GetCapabilities")) {
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(as)", NULL));
  } else {
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(ssss)", "fake", "t", "1", "1.2"));
  }
}

static void
serve (void)
{
  static const GDBusInterfaceVTable methods = { .method_call = call };
  g_autoptr (GError) error = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  GDBusConnection *bus = g_dbus_connection_new_for_address_sync (
    address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, &error);

  g_assert_no_error (error);
  seen = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_dbus_connection_register_object (bus, "/org/freedesktop/Notifications", node->interfaces[0],
                                     &methods, NULL, NULL, &error);
  g_assert_no_error (error);
  g_bus_own_name_on_connection (bus, "org.freedesktop.Notifications", G_BUS_NAME_OWNER_FLAGS_NONE,
                                NULL, NULL, NULL, NULL);
}

static gboolean
shows (gpointer text)
{
  GHashTableIter iter;
  gpointer shown;

  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, NULL, &shown))
    if (strstr (shown, text) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
shows_nothing (gpointer unused)
{
  return g_hash_table_size (seen) == 0;
}

static void
wait_shows (const char *text)
{
  fixture_wait (text, shows, (gpointer) text);
}

static void
wait_shows_nothing (void)
{
  fixture_wait ("what was told is taken back", shows_nothing, NULL);
}

typedef struct {
  FixtureScene scene;
  GtkWidget *window;
  BancoNotifier *notifier;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_scene_open (&fixture->scene);
  /* It is never active, for it is not presented. */
  fixture->window = gtk_window_new ();
  fixture->notifier = banco_notifier_new (fixture->scene.workspace, fixture->scene.settings,
                                          GTK_WINDOW (fixture->window));
  g_assert_cmpuint (g_hash_table_size (seen), ==, 0);
  n_sent = 0;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->notifier);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture_scene_close (&fixture->scene);
  wait_shows_nothing ();
}

/* News is what becomes of a machine that the user waits for. */
static void
test_machine (Fixture *fixture, gconstpointer data)
{
  static const struct {
    BancoMachineState state;
    const char *told; /* NULL: nothing */
  } cases[] = {
    { BANCO_MACHINE_READY, "Machine Ready: gpu <1> is ready." },
    { BANCO_MACHINE_FAILED, "Machine Failed: gpu <1> did not start." },
    { BANCO_MACHINE_STOPPED, NULL },
  };
  BancoMachine *machine;

  machine_stage_add (&fixture->scene, "old", BANCO_MACHINE_READY, FALSE);
  machine = machine_stage_add (&fixture->scene, "gpu <1>", BANCO_MACHINE_BUILDING, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    banco_machine_set_state (machine, BANCO_MACHINE_BUILDING);
    banco_machine_set_state (machine, cases[i].state);
    if (cases[i].told)
      wait_shows (cases[i].told);
    fixture_turn (100, NULL);
    g_assert_cmpuint (g_hash_table_size (seen), ==, cases[i].told ? 1 : 0);
    banco_machine_set_state (machine, BANCO_MACHINE_RELEASING);
    wait_shows_nothing ();
  }
}

/* A user who looks at Banco sees it there, and what was told before is seen then. */
static void
test_active (Fixture *fixture, gconstpointer data)
{
  BancoMachine *machine =
    machine_stage_add (&fixture->scene, "gpu-1", BANCO_MACHINE_BUILDING, TRUE);

  banco_machine_set_state (machine, BANCO_MACHINE_READY);
  wait_shows ("gpu-1 is ready.");
  g_object_set (fixture->notifier, "active", TRUE, NULL);
  wait_shows_nothing ();
  banco_machine_set_state (machine, BANCO_MACHINE_BUILDING);
  banco_machine_set_state (machine, BANCO_MACHINE_READY);
  fixture_turn (200, NULL);
  g_assert_cmpuint (n_sent, ==, 1);
}

static void
set_end (Fixture *fixture, gint64 until)
{
  BancoGrantStore *store = banco_account_get_store (fixture->scene.account);
  g_autoptr (BancoGrant) grant = NULL;

  fixture_scene_sign_in (&fixture->scene);
  grant = banco_grant_store_peek (store);
  grant->account_until = until;
  banco_grant_store_write (store, grant);
  banco_account_publish (fixture->scene.account);
}

/* Each step once, also in an active window and after a new start; over is over. */
static void
test_account_end (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint pass;
    const char *told;
    guint n_sent;
  } steps[] = {
    { 0, NULL, 0 },
    { 3 * DAY, "R&D <issuer> ends in 6 days", 1 },
    { 2 * DAY, "R&D <issuer> ends in 6 days", 1 },
    { 3 * DAY + 3600, "ends in 23 hours", 2 },
    { 22 * 3600 + 1800, "ends in 40 minutes", 3 },
    { 1900, "ends in 8 minutes", 4 },
    { 60, "ends in 8 minutes", 4 },
    { 600, NULL, 4 },
  };

  g_object_set (fixture->notifier, "active", TRUE, NULL);
  set_end (fixture, banco_clock_now () + 9 * DAY + 600);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    fixture_pass (steps[i].pass);
    if (steps[i].told)
      wait_shows (steps[i].told);
    else
      wait_shows_nothing ();
    fixture_turn (100, NULL);
    g_assert_cmpuint (n_sent, ==, steps[i].n_sent);
    g_object_unref (fixture->notifier);
    fixture->notifier = banco_notifier_new (fixture->scene.workspace, fixture->scene.settings,
                                            GTK_WINDOW (fixture->window));
    fixture_turn (100, NULL);
    g_assert_cmpuint (n_sent, ==, steps[i].n_sent);
  }
}

/* A user who signed out, or has more time now, is not warned any more. */
static void
test_account_end_gone (Fixture *fixture, gconstpointer data)
{
  set_end (fixture, banco_clock_now () + 2 * DAY);
  wait_shows ("Your Account Ends Soon");
  banco_account_leave (fixture->scene.account);
  wait_shows_nothing ();
  banco_account_stay (fixture->scene.account);
  set_end (fixture, banco_clock_now () + 3 * DAY);
  wait_shows ("Your Account Ends Soon");
  set_end (fixture, banco_clock_now () + 30 * DAY);
  wait_shows_nothing ();
}

/* One failure may be the network's; a second one in a row is told until a sync goes well. */
static void
test_sync (Fixture *fixture, gconstpointer data)
{
  BancoLibrary *library = banco_workspace_get_library (fixture->scene.workspace);
  g_autofree char *hidden = g_strconcat (fixture->scene.folder, ".hidden", NULL);

  g_assert_cmpint (g_rename (fixture->scene.folder, hidden), ==, 0);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (BancoOperation) operation = banco_library_sync (library, FALSE);

    g_assert_cmpuint (n_sent, ==, 0);
    while (banco_operation_get_state (operation) == BANCO_OPERATION_RUNNING)
      fixture_turn (20, NULL);
    g_assert_cmpint (banco_operation_get_state (operation), ==, BANCO_OPERATION_FAILED);
  }
  wait_shows ("Sync Failed Twice");
  g_assert_cmpint (g_rename (hidden, fixture->scene.folder), ==, 0);
  fixture_scene_sync (&fixture->scene);
  wait_shows_nothing ();
}

/* Results that come while the user looks elsewhere. */
static void
test_benchmark (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoResult) result = banco_result_new ();

  result->id = g_strdup ("here-1");
  result->place = g_strdup ("here");
  banco_results_add (banco_workspace_get_results (fixture->scene.workspace), result);
  wait_shows ("Benchmark Done");
  g_object_set (fixture->notifier, "active", TRUE, NULL);
  wait_shows_nothing ();
}

int
main (int argc, char **argv)
{
  g_autoptr (GApplication) application = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&argc, &argv);
  serve ();
  application = G_APPLICATION (gtk_application_new ("it.infn.ml.Banco", 0));
  g_assert_true (g_application_register (application, NULL, &error));
  g_application_set_default (application);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/notifier/machine", test_machine);
  ADD ("/notifier/active", test_active);
  ADD ("/notifier/account-end", test_account_end);
  ADD ("/notifier/account-end/gone", test_account_end_gone);
  ADD ("/notifier/sync", test_sync);
  ADD ("/notifier/benchmark", test_benchmark);
  return g_test_run ();
}
