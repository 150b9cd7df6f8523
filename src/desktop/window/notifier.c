/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/notifier.h"

#include "desktop/minute-clock.h"
#include "desktop/words.h"
#include "identity/identity.h"
#include "knowledge/knowledge.h"
#include "machines/machines.h"

#include <glib/gi18n.h>

#define SERVICE "org.freedesktop.Notifications"
#define FAILURES_TOLD 2

typedef enum {
  MACHINE_READY,
  MACHINE_FAILED,
  BENCHMARK_DONE,
  SYNC_FAILED,
  ACCOUNT_ENDS,
  LEASE_ENDS,
} Event;

/* All that is ever told. */
static const struct {
  const char *id; /* of the notification, with a key behind it */
  const char *title;
  const char *body; /* %s: a name; a second one: when */
  const char *action;
  gboolean
    is_end; /* told also in an active window, and once for each step; stays until it is over */
} events[] = {
  [MACHINE_READY] = { "machine-ready", N_ ("Machine Ready"), N_ ("%s is ready."), "app.machines" },
  [MACHINE_FAILED] = { "machine-failed", N_ ("Machine Failed"), N_ ("%s did not start."),
                       "app.machines" },
  [BENCHMARK_DONE] = { "benchmark-done", N_ ("Benchmark Done"),
                       N_ ("The results are on the Benchmarks page."), "app.benchmarks" },
  [SYNC_FAILED] = { "sync-failed", N_ ("Sync Failed Twice"),
                    N_ ("The library stays as it was. Check the network and sync again."),
                    "app.knowledge" },
  [ACCOUNT_ENDS] = { "account-ends", N_ ("Your Account Ends Soon"),
                     N_ ("Your account at %s ends %s. Copy what you want to keep before that."),
                     "app.account", TRUE },
  [LEASE_ENDS] = { "lease-ends", N_ ("Machine Ends Soon"),
                   N_ ("The time of %s ends %s. Copy what you want to keep before that."),
                   "app.machines", TRUE },
};

/* Seconds before an end. */
static const gint64 steps[] = { 7 * 24 * 3600, 24 * 3600, 3600, 600 };

struct _BancoNotifier {
  GObject parent_instance;
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GHashTable *told; /* id → GNotification, or NULL: an earlier Banco sent it */
  gboolean active;
  guint n_results;
  guint watch; /* of who shows notifications; 0: a sandbox, where the portal does */
  gboolean served;
};

G_DEFINE_FINAL_TYPE (BancoNotifier, banco_notifier, G_TYPE_OBJECT)

/* Bound, to hear of each change. */
typedef enum {
  PROP_ACTIVE = 1,
  PROP_RESULTS,
  PROP_FAILURES,
  PROP_ACCOUNT,
  PROP_NOW,
  N_PROPS,
} Property;

static void
withdraw (BancoNotifier *self, Event event, const char *key)
{
  g_autofree char *id = g_strconcat (events[event].id, "/", key, NULL);

  if (g_hash_table_remove (self->told, id) && self->served)
    g_application_withdraw_notification (g_application_get_default (), id);
}

static void
tell (BancoNotifier *self, Event event, const char *key, const char *name, const char *when)
{
  GNotification *notification;
  g_autofree char *body = NULL;
  char *id;

  if (self->active && !events[event].is_end)
    return;
  id = g_strconcat (events[event].id, "/", key, NULL);
  notification = g_notification_new (_ (events[event].title));
  body = banco_visible_printf (_ (events[event].body), name, when);
  g_notification_set_body (notification, body);
  g_notification_set_default_action (notification, events[event].action);
  if (events[event].is_end)
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_hash_table_replace (self->told, id, notification);
  if (self->served)
    g_application_send_notification (g_application_get_default (), id, notification);
}

/* To take it back, too. */
static void
remember (BancoNotifier *self, Event event, const char *key)
{
  char *id = g_strconcat (events[event].id, "/", key, NULL);

  if (g_hash_table_contains (self->told, id))
    g_free (id);
  else
    g_hash_table_insert (self->told, id, NULL);
}

/* The user is here: what brought them back needs no notification any more. */
static void
withdraw_seen (BancoNotifier *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, &id, NULL)) {
    gboolean is_end = FALSE;

    for (guint i = 0; i < G_N_ELEMENTS (events); i++)
      is_end = is_end || (events[i].is_end && g_str_has_prefix (id, events[i].id));
    if (is_end)
      continue;
    if (self->served)
      g_application_withdraw_notification (g_application_get_default (), id);
    g_hash_table_iter_remove (&iter);
  }
}

/* The step before an end that has come, or -1; only those that lie after @since. */
static int
find_step (gint64 since, gint64 until, gint64 now)
{
  int found = -1;

  if (now >= until)
    return -1;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (until - now <= steps[i] && until - steps[i] > since)
      found = (int) i;
  return found;
}

/* Each step of each end once, also when Banco starts after it. */
static void
check_end (BancoNotifier *self,
           Event event,
           const char *key,
           const char *name,
           gint64 since,
           gint64 until)
{
  gint64 now = banco_clock_now ();
  int step = until != 0 ? find_step (since, until, now) : -1;
  g_autofree char *when = banco_words_until (until, now);
  g_autofree char *note = NULL;

  if (step < 0) {
    withdraw (self, event, key);
    return;
  }
  note = g_strdup_printf ("%s/%s %" G_GINT64_FORMAT " %d", events[event].id, key, until, step);
  if (banco_settings_note_once (self->settings, note))
    tell (self, event, key, name, when);
  else
    remember (self, event, key);
}

static void
check_accounts (BancoNotifier *self)
{
  GListModel *accounts = G_LIST_MODEL (banco_workspace_get_accounts (self->workspace));

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++) {
    g_autoptr (BancoAccount) account = g_list_model_get_item (accounts, i);
    gboolean is_known = banco_account_get_state (account) != BANCO_ACCOUNT_SIGNED_OUT;

    check_end (self, ACCOUNT_ENDS, banco_account_get_issuer_url (account),
               banco_account_get_issuer_name (account), 0,
               is_known ? banco_account_get_account_until (account) : 0);
  }
}

static void
check_lease (BancoNotifier *self, BancoMachine *machine)
{
  gboolean is_held = banco_machine_get_state (machine) != BANCO_MACHINE_RELEASING;

  check_end (self, LEASE_ENDS, banco_machine_get_key (machine), banco_machine_get_name (machine),
             banco_machine_get_created (machine), is_held ? banco_machine_get_until (machine) : 0);
}

static void
check_leases (BancoNotifier *self)
{
  GListModel *machines = G_LIST_MODEL (banco_workspace_get_machines (self->workspace));

  for (guint i = 0; i < g_list_model_get_n_items (machines); i++) {
    g_autoptr (BancoMachine) machine = g_list_model_get_item (machines, i);

    check_lease (self, machine);
  }
}

/* What the user asked for and waits for; a machine that was ready when it was first seen is no
 * news. */
static void
machine_changed (BancoNotifier *self, GParamSpec *pspec, BancoMachine *machine)
{
  const char *key = banco_machine_get_key (machine);
  BancoMachineState state = banco_machine_get_state (machine);
  BancoMachineState before =
    GPOINTER_TO_INT (g_object_get_data (G_OBJECT (machine), "notifier-state"));
  gboolean was_awaited = before == BANCO_MACHINE_ASKED || before == BANCO_MACHINE_BUILDING;

  g_object_set_data (G_OBJECT (machine), "notifier-state", GINT_TO_POINTER (state));
  check_lease (self, machine);
  if (state == before)
    return;
  withdraw (self, MACHINE_READY, key);
  withdraw (self, MACHINE_FAILED, key);
  if (was_awaited && (state == BANCO_MACHINE_READY || state == BANCO_MACHINE_FAILED))
    tell (self, state == BANCO_MACHINE_READY ? MACHINE_READY : MACHINE_FAILED, key,
          banco_machine_get_name (machine), NULL);
}

static void
machines_changed (BancoNotifier *self, guint position, guint removed, guint added, GListModel *list)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (BancoMachine) machine = g_list_model_get_item (list, i);

    g_signal_handlers_disconnect_by_data (machine, self);
    /* News is the change, which a binding does not keep. */
    g_signal_connect_object (machine, "notify::state", G_CALLBACK (machine_changed), self,
                             G_CONNECT_SWAPPED);
    machine_changed (self, NULL, machine);
  }
}

static void
service_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  BancoNotifier *self = data;
  GHashTableIter iter;
  gpointer id, notification;

  self->served = TRUE;
  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, &id, &notification))
    if (notification != NULL)
      g_application_send_notification (g_application_get_default (), id, notification);
}

static void
service_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  BANCO_NOTIFIER (data)->served = FALSE;
}

/* GLib warns of each notification that no one shows. */
static void
find_service (BancoNotifier *self)
{
  GApplication *application = g_application_get_default ();
  GDBusConnection *bus = application ? g_application_get_dbus_connection (application) : NULL;

  if (bus != NULL && g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    self->served = TRUE;
  else if (bus != NULL)
    self->watch = g_bus_watch_name_on_connection (bus, SERVICE, G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                                  service_appeared, service_vanished, self, NULL);
}

static void
banco_notifier_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BancoNotifier *self = BANCO_NOTIFIER (object);

  switch ((Property) id) {
  case PROP_ACTIVE:
    self->active = g_value_get_boolean (value);
    if (self->active)
      withdraw_seen (self);
    break;
  case PROP_RESULTS:
    if (g_value_get_uint (value) > self->n_results)
      tell (self, BENCHMARK_DONE, "last", NULL, NULL);
    self->n_results = g_value_get_uint (value);
    break;
  case PROP_FAILURES:
    if (g_value_get_uint (value) == 0)
      withdraw (self, SYNC_FAILED, "library");
    else if (g_value_get_uint (value) == FAILURES_TOLD)
      tell (self, SYNC_FAILED, "library", NULL, NULL);
    break;
  case PROP_ACCOUNT:
    check_accounts (self);
    break;
  case PROP_NOW:
    check_accounts (self);
    check_leases (self);
    break;
  case N_PROPS:
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_notifier_dispose (GObject *object)
{
  BancoNotifier *self = BANCO_NOTIFIER (object);

  /* Of a federation that is shown no more; an end comes all the same. */
  if (self->told != NULL)
    withdraw_seen (self);
  g_clear_pointer (&self->told, g_hash_table_unref);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (banco_notifier_parent_class)->dispose (object);
}

static void
banco_notifier_class_init (BancoNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;
  GParamSpec *properties[N_PROPS] = {
    [PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags),
    [PROP_RESULTS] = g_param_spec_uint ("results", NULL, NULL, 0, G_MAXUINT, 0, flags),
    [PROP_FAILURES] = g_param_spec_uint ("failures", NULL, NULL, 0, G_MAXUINT, 0, flags),
    [PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, BANCO_TYPE_ACCOUNT, flags),
    [PROP_NOW] = g_param_spec_int64 ("now", NULL, NULL, 0, G_MAXINT64, 0, flags),
  };

  object_class->dispose = banco_notifier_dispose;
  object_class->set_property = banco_notifier_set_property;
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
notification_free (gpointer notification)
{
  g_clear_object (&notification);
}

static void
banco_notifier_init (BancoNotifier *self)
{
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, notification_free);
}

BancoNotifier *
banco_notifier_new (BancoWorkspace *workspace, BancoSettings *settings, GtkWindow *window)
{
  BancoNotifier *self = g_object_new (BANCO_TYPE_NOTIFIER, NULL);
  g_autoptr (BancoMinuteClock) clock = banco_minute_clock_dup (NULL);
  GListModel *machines = G_LIST_MODEL (banco_workspace_get_machines (workspace));
  gpointer results = banco_workspace_get_results (workspace);

  self->workspace = g_object_ref (workspace);
  self->settings = g_object_ref (settings);
  self->n_results = g_list_model_get_n_items (results);
  find_service (self);
  /* A list of models that come and go is no property. */
  g_signal_connect_object (machines, "items-changed", G_CALLBACK (machines_changed), self,
                           G_CONNECT_SWAPPED);
  machines_changed (self, 0, 0, g_list_model_get_n_items (machines), machines);
  g_object_bind_property (window, "is-active", self, "active", G_BINDING_SYNC_CREATE);
  g_object_bind_property (results, "n-items", self, "results", G_BINDING_DEFAULT);
  g_object_bind_property (banco_workspace_get_library (workspace), "failures", self, "failures",
                          G_BINDING_DEFAULT);
  g_object_bind_property (banco_workspace_get_accounts (workspace), "default", self, "account",
                          G_BINDING_DEFAULT);
  g_object_bind_property (clock, "now", self, "now", G_BINDING_SYNC_CREATE);
  return self;
}
