/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/fake-secrets.h"

#include <string.h>

#define NAME "org.freedesktop.secrets"
#define SERVICE "/org/freedesktop/secrets"
#define COLLECTION SERVICE "/collection/login"
#define ALIAS SERVICE "/aliases/default"
#define ITEM COLLECTION "/1"
#define PROMPT SERVICE "/prompt/p1"

static int temper = FAKE_SECRETS_DISMISSED; /* atomic */
static int open;                            /* atomic; somebody unlocked it */
static int prompts;                         /* atomic */
static GMutex mutex;
static char *text;
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
  "<method name='GetSecrets'><arg type='ao' direction='in'/><arg type='o' direction='in'/>"
  "<arg type='a{o(oayays)}' direction='out'/></method>"
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
  "<interface name='org.freedesktop.Secret.Item'>"
  "<method name='GetSecret'><arg type='o' direction='in'/>"
  "<arg type='(oayays)' direction='out'/></method>"
  "<property name='Attributes' type='a{ss}' access='read'/>"
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

static gboolean
is_locked (void)
{
  return !g_atomic_int_get (&open);
}

char *
fake_secrets_dup_text (void)
{
  char *copy;

  g_mutex_lock (&mutex);
  copy = g_strdup (text);
  g_mutex_unlock (&mutex);
  return copy;
}

void
fake_secrets_set (FakeSecretsTemper wanted)
{
  g_atomic_int_set (&temper, wanted);
  g_atomic_int_set (&open, FALSE);
}

static GVariant *
paths_of (GVariant *parameters, gboolean given)
{
  return given ? g_variant_get_child_value (parameters, 0) : g_variant_new_parsed ("@ao []");
}

static GVariant *
open_session (GVariant *parameters)
{
  const char *algorithm;

  g_variant_get_child (parameters, 0, "&s", &algorithm);
  if (strcmp (algorithm, "plain") != 0)
    return NULL;
  return g_variant_new ("(vo)", g_variant_new_string (""), SERVICE "/session/s1");
}

/* Of the attributes, the kind alone decides. */
static gboolean
is_grant (GVariant *attributes)
{
  const char *kind = NULL;

  return g_variant_lookup (attributes, "kind", "&s", &kind) && strcmp (kind, "grant") == 0;
}

static GVariant *
search_items (GVariant *parameters)
{
  g_autoptr (GVariant) attributes = g_variant_get_child_value (parameters, 0);
  g_autofree char *held = is_grant (attributes) ? fake_secrets_dup_text () : NULL;

  if (is_locked ())
    return g_variant_new_parsed ("(@ao [], [%o])", ITEM);
  return held != NULL ? g_variant_new_parsed ("([%o], @ao [])", ITEM)
                      : g_variant_new_parsed ("(@ao [], @ao [])");
}

static GVariant *
unlock (GVariant *parameters)
{
  gboolean willing = g_atomic_int_get (&temper) == FAKE_SECRETS_WILLING;

  if (willing)
    g_atomic_int_set (&open, TRUE);
  return g_variant_new ("(@aoo)", paths_of (parameters, willing), willing ? "/" : PROMPT);
}

static GVariant *
get_secrets (void)
{
  g_autofree char *held = fake_secrets_dup_text ();

  return g_variant_new ("(@a{o(oayays)})",
                        g_variant_new_parsed ("{%o: (%o, @ay [], %^ay, 'text/plain')}", ITEM,
                                              SERVICE "/session/s1", held));
}

static GVariant *
get_secret (void)
{
  g_autofree char *held = fake_secrets_dup_text ();

  return g_variant_new_parsed ("((%o, @ay [], %^ay, 'text/plain'),)", SERVICE "/session/s1", held);
}

static GVariant *
create_item (GVariant *parameters)
{
  g_autoptr (GVariant) properties = g_variant_get_child_value (parameters, 0);
  g_autoptr (GVariant) attributes =
    g_variant_lookup_value (properties, "org.freedesktop.Secret.Item.Attributes", NULL);
  g_autoptr (GVariant) secret = NULL, value = NULL;
  gconstpointer bytes;
  gsize length;

  if (is_locked ())
    return NULL;
  if (!is_grant (attributes))
    return g_variant_new ("(oo)", ITEM, "/");
  secret = g_variant_get_child_value (parameters, 1);
  value = g_variant_get_child_value (secret, 2);
  bytes = g_variant_get_fixed_array (value, &length, 1);
  g_mutex_lock (&mutex);
  g_free (text);
  text = g_strndup (bytes, length);
  g_mutex_unlock (&mutex);
  return g_variant_new ("(oo)", ITEM, "/");
}

guint
fake_secrets_count_prompts (void)
{
  return (guint) g_atomic_int_get (&prompts);
}

static void
prompt (GDBusConnection *connection)
{
  g_atomic_int_inc (&prompts);
  if (g_atomic_int_get (&temper) == FAKE_SECRETS_DISMISSED)
    g_dbus_connection_emit_signal (
      connection, NULL, PROMPT, "org.freedesktop.Secret.Prompt", "Completed",
      g_variant_new ("(bv)", TRUE, g_variant_new_parsed ("@ao []")), NULL);
}

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

  if (strcmp (method, "OpenSession") == 0)
    answer = open_session (parameters);
  else if (strcmp (method, "SearchItems") == 0)
    answer = search_items (parameters);
  else if (strcmp (method, "Unlock") == 0)
    answer = unlock (parameters);
  else if (strcmp (method, "GetSecrets") == 0)
    answer = get_secrets ();
  else if (strcmp (method, "GetSecret") == 0)
    answer = get_secret ();
  else if (strcmp (method, "ReadAlias") == 0)
    answer = g_variant_new ("(o)", COLLECTION);
  else if (strcmp (method, "CreateItem") == 0)
    answer = create_item (parameters);
  else if (strcmp (method, "Prompt") == 0)
    prompt (connection);
  if (answer == NULL && strcmp (method, "OpenSession") == 0)
    g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR,
                                                   G_DBUS_ERROR_NOT_SUPPORTED, "plain only");
  else if (answer == NULL && strcmp (method, "CreateItem") == 0)
    g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.Secret.Error.IsLocked",
                                                "locked");
  else
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
    return g_variant_new_boolean (is_locked ());
  if (strcmp (name, "Label") == 0)
    return g_variant_new_string ("Login");
  if (strcmp (name, "Collections") == 0)
    return g_variant_new_parsed ("[%o]", COLLECTION);
  if (strcmp (name, "Attributes") == 0)
    return g_variant_new_parsed ("@a{ss} {}");
  if (strcmp (name, "Items") == 0)
    return g_variant_new_parsed ("@ao []");
  return g_variant_new_uint64 (0);
}

static GDBusMessage *
swallow (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer data)
{
  if (g_atomic_int_get (&temper) == FAKE_SECRETS_SILENT && incoming &&
      g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL) {
    g_object_unref (message);
    return NULL;
  }
  return message;
}

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
  static const struct {
    const char *path;
    guint interface;
  } objects[] = { { SERVICE, 0 }, { COLLECTION, 1 }, { ALIAS, 1 }, { ITEM, 2 }, { PROMPT, 3 } };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interfaces, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    g_assert_cmpuint (g_dbus_connection_register_object (service, objects[i].path,
                                                         node->interfaces[objects[i].interface],
                                                         &table, NULL, NULL, NULL),
                      !=, 0);
  g_atomic_int_set ((int *) data, TRUE);
  return G_SOURCE_REMOVE;
}

void
fake_secrets_start (const char *held)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GVariant) owned = NULL;
  int exported = FALSE;

  text = g_strdup (held);
  service = g_dbus_connection_new_for_address_sync (
    g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
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
