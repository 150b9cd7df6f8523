/* SPDX-License-Identifier: Apache-2.0 */
/* A Secret Service that misbehaves: nothing may wait for it for ever. Runs on a bus of its own
 * (dbus-run-session), where it takes the name before anybody else. */
#include "identity/keyring-private.h"

#include <string.h>

#define NAME "org.freedesktop.secrets"
#define SERVICE "/org/freedesktop/secrets"
#define COLLECTION SERVICE "/collection/login"
#define PROMPT SERVICE "/prompt/p1"
#define LIMIT 10.0 /* s that a call may take */

typedef enum {
  SILENT,    /* takes every call and answers none */
  DISMISSED, /* locked, and the person closes the prompt */
  STUCK,     /* locked, and the prompt shows itself nowhere */
} Temper;

static Temper temper;
static GDBusConnection *service;

static const char interfaces[] =
  "<node>"
  "<interface name='org.freedesktop.Secret.Service'>"
  "<method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
  "<arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
  "<method name='SearchItems'><arg type='a{ss}' direction='in'/><arg type='ao' direction='out'/>"
  "<arg type='ao' direction='out'/></method>"
  "<method name='Unlock'><arg type='ao' direction='in'/><arg type='ao' direction='out'/>"
  "<arg type='o' direction='out'/></method>"
  "<method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' direction='out'/></method>"
  "<property name='Collections' type='ao' access='read'/>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Collection'>"
  "<method name='CreateItem'><arg type='a{sv}' direction='in'/><arg type='(oayays)' "
  "direction='in'/><arg type='b' direction='in'/><arg type='o' direction='out'/><arg type='o' "
  "direction='out'/></method>"
  "<property name='Items' type='ao' access='read'/>"
  "<property name='Label' type='s' access='read'/>"
  "<property name='Locked' type='b' access='read'/>"
  "<property name='Created' type='t' access='read'/>"
  "<property name='Modified' type='t' access='read'/>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Prompt'>"
  "<method name='Prompt'><arg type='s' direction='in'/></method>"
  "<method name='Dismiss'/>"
  "<signal name='Completed'><arg type='b'/><arg type='v'/></signal>"
  "</interface>"
  "</node>";

static void
call (GDBusConnection *connection,
      const char *sender,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters,
      GDBusMethodInvocation *invocation,
      gpointer data)
{
  GVariant *answer = NULL;

  if (strcmp (method, "OpenSession") == 0) {
    const char *algorithm;

    g_variant_get_child (parameters, 0, "&s", &algorithm);
    if (strcmp (algorithm, "plain") != 0) {
      g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR,
                                                     G_DBUS_ERROR_NOT_SUPPORTED, "plain only");
      return;
    }
    answer = g_variant_new ("(vo)", g_variant_new_string (""), SERVICE "/session/s1");
  } else if (strcmp (method, "SearchItems") == 0) {
    answer = g_variant_new_parsed ("(@ao [], [%o])", COLLECTION "/1");
  } else if (strcmp (method, "Unlock") == 0) {
    answer = g_variant_new_parsed ("(@ao [], %o)", PROMPT);
  } else if (strcmp (method, "ReadAlias") == 0) {
    answer = g_variant_new ("(o)", COLLECTION);
  } else if (strcmp (method, "CreateItem") == 0) {
    g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.Secret.Error.IsLocked",
                                                "locked");
    return;
  } else if (strcmp (method, "Prompt") == 0 && temper == DISMISSED) {
    g_dbus_connection_emit_signal (
      connection, NULL, PROMPT, "org.freedesktop.Secret.Prompt", "Completed",
      g_variant_new ("(bv)", TRUE, g_variant_new_parsed ("@ao []")), NULL);
  }
  g_dbus_method_invocation_return_value (invocation, answer);
}

static GVariant *
get_property (GDBusConnection *connection,
              const char *sender,
              const char *path,
              const char *interface,
              const char *name,
              GError **error,
              gpointer data)
{
  if (strcmp (name, "Locked") == 0)
    return g_variant_new_boolean (TRUE);
  if (strcmp (name, "Label") == 0)
    return g_variant_new_string ("Login");
  if (strcmp (name, "Collections") == 0)
    return g_variant_new_parsed ("[%o]", COLLECTION);
  if (strcmp (name, "Items") == 0)
    return g_variant_new_parsed ("@ao []");
  return g_variant_new_uint64 (0);
}

static GDBusMessage *
swallow (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer data)
{
  if (temper == SILENT && incoming &&
      g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL) {
    g_object_unref (message);
    return NULL;
  }
  return message;
}

/* The service lives in a thread of its own, so that the tests may block. */
static gpointer
serve (gpointer context)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);

  g_main_context_push_thread_default (context);
  g_main_loop_run (loop);
  return NULL;
}

static gboolean export(gpointer data)
{
  static const GDBusInterfaceVTable table = { call, get_property, NULL, { NULL } };
  static const char *const paths[] = { SERVICE, COLLECTION, PROMPT };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interfaces, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_cmpuint (g_dbus_connection_register_object (service, paths[i], node->interfaces[i],
                                                         &table, NULL, NULL, NULL),
                      !=, 0);
  g_atomic_int_set ((int *) data, TRUE);
  return G_SOURCE_REMOVE;
}

static void
start_service (const char *address)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GVariant) owned = NULL;
  int exported = FALSE;

  service = g_dbus_connection_new_for_address_sync (
    address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, NULL);
  g_assert_nonnull (service);
  g_dbus_connection_add_filter (service, swallow, NULL, NULL);
  g_thread_unref (g_thread_new ("service", serve, g_main_context_ref (context)));
  g_main_context_invoke (context, export, &exported);
  while (!g_atomic_int_get (&exported))
    g_usleep (1000);
  owned = g_dbus_connection_call_sync (
    service, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
    g_variant_new ("(su)", NAME, 4), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (owned);
}

static double
time_lookup (GCancellable *cancellable, BancoKeyringAnswer *answer)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  char *text = NULL;

  *answer = banco_keyring_lookup ("test", "https://iam.example/", &text, cancellable);
  g_assert_null (text);
  return g_timer_elapsed (timer, NULL);
}

static gpointer
store (gpointer data)
{
  g_autoptr (GTimer) timer = g_timer_new ();

  g_assert_false (banco_keyring_store ("test", "https://iam.example/", "Banco", "text", NULL));
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, 2 * LIMIT + 3);
  return NULL;
}

/* Two at once: the second one waits for its turn, and then as long. */
static void
test_silent (void)
{
  BancoKeyringAnswer answer;
  GThread *thread;

  temper = SILENT;
  thread = g_thread_new ("store", store, NULL);
  g_assert_cmpfloat (time_lookup (NULL, &answer), <, 2 * LIMIT + 3);
  g_assert_cmpint (answer, ==, BANCO_KEYRING_UNAVAILABLE);
  g_thread_join (thread);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (100 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancelled (void)
{
  for (int before = 0; before < 2; before++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    BancoKeyringAnswer answer;
    GThread *thread = NULL;

    temper = SILENT;
    if (before)
      g_cancellable_cancel (cancellable);
    else
      thread = g_thread_new ("cancel", cancel_soon, cancellable);
    g_assert_cmpfloat (time_lookup (cancellable, &answer), <, 3);
    g_assert_cmpint (answer, ==, BANCO_KEYRING_UNAVAILABLE);
    g_clear_pointer (&thread, g_thread_join);
  }
}

static void
test_dismissed (void)
{
  BancoKeyringAnswer answer;

  temper = DISMISSED;
  g_assert_cmpfloat (time_lookup (NULL, &answer), <, 5);
  g_assert_cmpint (answer, ==, BANCO_KEYRING_UNAVAILABLE);
  g_assert_false (banco_keyring_store ("test", "https://iam.example/", "Banco", "text", NULL));
}

static void
test_stuck (void)
{
  BancoKeyringAnswer answer;

  temper = STUCK;
  g_assert_cmpfloat (time_lookup (NULL, &answer), <, LIMIT + 3);
  g_assert_cmpint (answer, ==, BANCO_KEYRING_UNAVAILABLE);
}

int
main (int argc, char **argv)
{
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");

  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("SECRET_BACKEND");
  start_service (address);
  g_test_add_func ("/secret-service/dismissed", test_dismissed);
  g_test_add_func ("/secret-service/cancelled", test_cancelled);
  g_test_add_func ("/secret-service/stuck", test_stuck);
  g_test_add_func ("/secret-service/silent", test_silent);
  return g_test_run ();
}
