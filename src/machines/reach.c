/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-private.h"

#include <string.h>

#define SCAN_SECONDS "3"
#define PINNED_SCAN_SECONDS "8" /* it answered before: it may only be busy */
#define SILENCE                                                                                    \
  180 /* seconds after which a machine that announces no key is taken to have none                 \
       */

/* One machine that may be reachable. */
typedef struct {
  BancoMachineRecord *record; /* borrowed */
  BancoPin *pin;              /* what it must show; no keys: whatever it shows first */
  gboolean pinned;            /* @pin is on disk */
  gboolean cut;               /* @pin may lack keys that the console wanted to announce */
  GPtrArray *scans;           /* of GSubprocess, beside record->addresses */
} Candidate;

static void
candidate_free (Candidate *self)
{
  g_clear_pointer (&self->pin, banco_pin_free);
  g_clear_pointer (&self->scans, g_ptr_array_unref);
  g_free (self);
}

void
banco_reached_free (BancoReached *self)
{
  g_free (self->address);
  g_free (self);
}

/* It has said by now what it has to say. */
static gboolean
is_silent (const BancoMachineRecord *record)
{
  return banco_clock_now () - record->created > SILENCE;
}

/* The keys that the machine's own console announces. NULL: not yet; empty: it never will. */
static char **
read_announced (BancoMachineRecord *record,
                BancoProvider *provider,
                gboolean *cut,
                GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *log =
    banco_provider_read_log (provider, record->id, record->group, cancellable, &error);
  g_auto (GStrv) keys = log != NULL ? banco_host_keys_parse (log, cut) : NULL;

  if (keys != NULL && keys[0] != NULL)
    return g_steal_pointer (&keys);
  if (error != NULL &&
      !g_error_matches (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND) &&
      !g_error_matches (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_ALLOWED))
    return NULL;
  return is_silent (record) ? g_new0 (char *, 1) : NULL;
}

/* "ed25519,rsa" for the types of @keys; each type is a connection, so no more than needed. */
static char *
scan_types (char **keys, gboolean all)
{
  static const struct {
    const char *prefix;
    const char *name;
  } names[] = { { "ssh-ed25519 ", "ed25519" }, { "ecdsa-sha2-", "ecdsa" }, { "ssh-rsa ", "rsa" } };
  g_autoptr (GString) types = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    gboolean wanted = all || keys[0] == NULL;

    for (guint j = 0; keys[j] != NULL; j++)
      wanted = wanted || g_str_has_prefix (keys[j], names[i].prefix);
    if (wanted)
      g_string_append_printf (types, "%s%s", types->len > 0 ? "," : "", names[i].name);
  }
  return g_string_free (g_steal_pointer (&types), FALSE);
}

static void
start_scans (Candidate *candidate)
{
  g_autofree char *types = scan_types (candidate->pin->keys, candidate->cut);
  g_autofree char *port = g_strdup_printf ("%u", candidate->record->port);
  const char *seconds = candidate->pinned ? PINNED_SCAN_SECONDS : SCAN_SECONDS;

  candidate->scans = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; candidate->record->addresses[i] != NULL; i++) {
    const char *argv[] = { "ssh-keyscan", "-T",  seconds,
                           "-t",          types, "-p",
                           port,          "--",  candidate->record->addresses[i],
                           NULL };
    g_autoptr (GError) error = NULL;
    GSubprocess *scan = banco_process_start (
      argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);

    if (scan == NULL) {
      g_debug ("reach: %s", error->message);
      return;
    }
    g_ptr_array_add (candidate->scans, scan);
  }
}

/* What a machine needs to be asked; NULL when it cannot be reached yet. */
static Candidate *
consider (BancoMachineRecord *record, BancoProvider *provider, GCancellable *cancellable)
{
  g_autoptr (BancoPin) pin = banco_pins_find (banco_provider_get_cloud (provider), record->id);
  Candidate *candidate;
  gboolean pinned = pin != NULL, cut = FALSE;

  if (record->addresses[0] == NULL)
    return NULL;
  if (!pinned) {
    char **announced = read_announced (record, provider, &cut, cancellable);

    if (announced == NULL)
      return NULL;
    pin = g_new0 (BancoPin, 1);
    pin->keys = announced;
    pin->trust = announced[0] != NULL ? BANCO_HOST_KEY_VERIFIED : BANCO_HOST_KEY_FIRST_USE;
  }
  candidate = g_new0 (Candidate, 1);
  candidate->record = record;
  candidate->pin = g_steal_pointer (&pin);
  candidate->pinned = pinned;
  candidate->cut = cut;
  start_scans (candidate);
  return candidate;
}

static char **
read_scan (GSubprocess *scan, GCancellable *cancellable)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_subprocess_communicate_utf8 (scan, NULL, cancellable, &output, NULL, NULL))
    g_subprocess_force_exit (scan);
  lines = g_strsplit (output != NULL ? output : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *key = banco_host_key_parse_line (lines[i]);

    if (key != NULL)
      g_strv_builder_add (keys, key);
  }
  return g_strv_builder_end (keys);
}

static gboolean
share_a_key (char **a, char **b)
{
  for (guint i = 0; a[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) b, a[i]))
      return TRUE;
  return FALSE;
}

static void
set_reached (Candidate *candidate, const char *cloud, const char *address)
{
  BancoMachineRecord *record = candidate->record;
  g_autofree char *host = banco_pins_host (address, record->port);
  g_autoptr (GError) error = NULL;

  if (!candidate->pinned || g_strcmp0 (candidate->pin->host, host) != 0) {
    g_free (candidate->pin->host);
    candidate->pin->host = g_steal_pointer (&host);
    if (!banco_pins_set (cloud, record->id, candidate->pin, &error)) {
      record->state = BANCO_MACHINE_FAILED;
      record->reason = g_strdup (error->message);
      return;
    }
  }
  record->state = BANCO_MACHINE_READY;
  record->address = g_strdup (address);
  record->host_key = candidate->pin->trust;
}

/* It answers with keys that are not the pinned ones. A rebuilt or rebooted machine may have new
 * ones: then its console says so, unless other messages cut what it says. */
static void
check_other_keys (Candidate *candidate,
                  char **shown,
                  const char *address,
                  BancoProvider *provider,
                  GCancellable *cancellable)
{
  BancoMachineRecord *record = candidate->record;
  gboolean cut = FALSE;
  g_auto (GStrv) announced =
    candidate->pinned ? read_announced (record, provider, &cut, cancellable) : NULL;

  if (announced != NULL && share_a_key (announced, shown)) {
    g_strfreev (candidate->pin->keys);
    candidate->pin->keys = g_steal_pointer (&announced);
    candidate->pin->trust = BANCO_HOST_KEY_VERIFIED;
    candidate->pinned = FALSE;
    set_reached (candidate, banco_provider_get_cloud (provider), address);
    return;
  }
  if (cut && (announced == NULL || !banco_host_keys_differ (announced, shown)))
    return;
  record->state = BANCO_MACHINE_FAILED;
  record->reason = g_strdup_printf (
    "%s shows another host key than the machine announced; something else may be answering there. "
    "Do not connect; give the machine back, or ask the cloud's manager",
    address);
}

/* What it shows is as good as anything: it announced nothing, or nothing that could be read. */
static void
trust_first_use (Candidate *candidate, char **shown, const char *cloud, const char *address)
{
  g_strfreev (candidate->pin->keys);
  candidate->pin->keys = g_strdupv (shown);
  candidate->pin->trust = BANCO_HOST_KEY_FIRST_USE;
  set_reached (candidate, cloud, address);
}

static void
conclude (Candidate *candidate, BancoProvider *provider, GCancellable *cancellable)
{
  BancoMachineRecord *record = candidate->record;
  const char *cloud = banco_provider_get_cloud (provider);

  for (guint i = 0; i < candidate->scans->len; i++) {
    g_auto (GStrv) shown = read_scan (candidate->scans->pdata[i], cancellable);

    if (shown[0] == NULL || record->state != BANCO_MACHINE_BUILDING)
      continue;
    if (candidate->pin->keys[0] == NULL)
      trust_first_use (candidate, shown, cloud, record->addresses[i]);
    else if (share_a_key (candidate->pin->keys, shown))
      set_reached (candidate, cloud, record->addresses[i]);
    else if (banco_host_keys_differ (candidate->pin->keys, shown))
      check_other_keys (candidate, shown, record->addresses[i], provider, cancellable);
    else if (is_silent (record)) /* the keys that it announced are of types that it does not show */
      trust_first_use (candidate, shown, cloud, record->addresses[i]);
  }
}

static gboolean
was_reached (BancoMachineRecord *record, GHashTable *reached)
{
  BancoReached *before = g_hash_table_lookup (reached, record->id);

  if (before == NULL || before->port != record->port ||
      !g_strv_contains ((const char *const *) record->addresses, before->address))
    return FALSE;
  record->address = g_strdup (before->address);
  record->host_key = before->host_key;
  return TRUE;
}

void
banco_reach_check (GPtrArray *records,
                   BancoProvider *provider,
                   GHashTable *reached,
                   GCancellable *cancellable)
{
  g_autoptr (GPtrArray) candidates =
    g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);

  for (guint i = 0; i < records->len; i++) {
    BancoMachineRecord *record = records->pdata[i];
    Candidate *candidate;

    if (record->reach != BANCO_REACH_SSH || record->state != BANCO_MACHINE_READY ||
        was_reached (record, reached))
      continue;
    record->state = BANCO_MACHINE_BUILDING;
    candidate = consider (record, provider, cancellable);
    if (candidate != NULL)
      g_ptr_array_add (candidates, candidate);
  }
  /* All scans are under way by now. */
  for (guint i = 0; i < candidates->len; i++)
    conclude (candidates->pdata[i], provider, cancellable);
}
