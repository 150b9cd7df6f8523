/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_PROBES 8
#define CONNECT_SECONDS 3
#define PATIENT_SECONDS 8 /* it answered before: it may only be busy, or far away */
#define YOUNG 180         /* seconds in which a machine may be silent, and announce its key */

/* One address of a machine. */
typedef struct _Candidate Candidate;
typedef struct {
  Candidate *candidate;
  const char *address; /* borrowed */
  BancoProbeOutcome outcome;
  char **shown; /* nullable */
} AddressAttempt;

/* One machine that may be reachable. Workers fill in what is below @pending, under the lock of the
 * check; the rest does not change while they run. */
struct _Candidate {
  struct _ReachCheck *check;
  BancoMachineRecord *record; /* borrowed */
  BancoPin *pin;              /* what it must show; no keys: whatever it shows first */
  gboolean pinned;            /* @pin is on disk */
  gboolean cut;               /* @pin may lack keys that the console wanted to announce */
  gint64 asked;               /* in an earlier run */
  gboolean patient;           /* it answered when it was last asked, so it is waited for */
  guint seconds;              /* for one attempt */
  GCancellable *cancellable;  /* of what is still to be found out about it */
  gulong chained;

  guint pending; /* attempts, or the one to read what it announces */
  AddressAttempt *attempts;
  guint n_attempts;
  gboolean answered;
};

typedef struct _ReachCheck {
  BancoProvider *provider;
  GCancellable *cancellable; /* ends when the time is over */
  GThreadPool *pool;
  GMutex mutex;
  GCond ended;
  guint pending; /* candidates */
  guint patient; /* ... that are waited for */
} ReachCheck;

void
banco_reached_free (BancoReached *self)
{
  g_free (self->address);
  g_free (self->reason);
  g_free (self);
}

static void
candidate_free (Candidate *self)
{
  g_cancellable_disconnect (self->check->cancellable, self->chained);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->pin, banco_pin_free);
  for (guint i = 0; i < self->n_attempts; i++)
    g_strfreev (self->attempts[i].shown);
  g_free (self->attempts);
  g_free (self);
}

/* It has said by now what it has to say. */
static gboolean
is_silent (const BancoMachineRecord *record)
{
  return banco_clock_now () - record->created > YOUNG;
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

static BancoPin *
read_pin (Candidate *self)
{
  char **announced =
    read_announced (self->record, self->check->provider, &self->cut, self->cancellable);
  BancoPin *pin;

  if (announced == NULL)
    return NULL;
  pin = g_new0 (BancoPin, 1);
  pin->keys = announced;
  pin->trust = announced[0] != NULL ? BANCO_HOST_KEY_VERIFIED : BANCO_HOST_KEY_FIRST_USE;
  return pin;
}

static BancoProbeOutcome
probe (Candidate *self, const char *address, char **keys, char ***shown, GCancellable *cancellable)
{
  const BancoProbe facts = { address, self->record->port, self->record->login, self->seconds };

  return banco_probe_run (&facts, keys, shown, cancellable);
}

/* Whether an answer settles it: one with a key that is known does, from any address. One that is to
 * be trusted at first sight does from the likeliest address alone, until that has failed: another
 * computer may have the same private address here. */
static gboolean
settles (const Candidate *self)
{
  for (guint i = 0; i < self->n_attempts; i++) {
    if (self->attempts[i].outcome == BANCO_PROBE_ANSWERED)
      return TRUE;
    if (self->attempts[i].outcome == BANCO_PROBE_NONE && self->pin->keys[0] == NULL)
      return FALSE;
  }
  return FALSE;
}

/* One task is over: the first answer ends the others. */
static void
end_task (Candidate *self)
{
  ReachCheck *check = self->check;

  self->pending--;
  if (!self->answered && self->pin != NULL && settles (self)) {
    self->answered = TRUE;
    g_cancellable_cancel (self->cancellable);
  }
  if (self->pending > 0)
    return;
  check->pending--;
  check->patient -= self->patient ? 1 : 0;
  g_cond_signal (&check->ended);
}

static void
start_attempts (Candidate *self)
{
  for (guint i = 0; i < self->n_attempts; i++)
    g_thread_pool_push (self->check->pool, &self->attempts[i], NULL);
}

static void
run_attempt (gpointer data, gpointer unused)
{
  AddressAttempt *attempt = data;
  Candidate *self = attempt->candidate;
  char **shown = NULL;
  BancoPin *pin = NULL;
  BancoProbeOutcome outcome = BANCO_PROBE_NONE;
  gboolean reads = self->pin == NULL;

  if (reads && !g_cancellable_is_cancelled (self->check->cancellable))
    pin = read_pin (self);
  else if (!reads && !g_cancellable_is_cancelled (self->check->cancellable) &&
           !g_cancellable_is_cancelled (self->cancellable))
    outcome = probe (self, attempt->address, self->pin->keys, &shown, self->cancellable);
  g_mutex_lock (&self->check->mutex);
  if (reads && pin != NULL) {
    self->pin = pin;
    self->pending += self->n_attempts;
    start_attempts (self);
  } else if (!reads) {
    attempt->outcome = outcome;
    attempt->shown = shown;
  }
  end_task (self);
  g_mutex_unlock (&self->check->mutex);
}

static void
set_reached (Candidate *self, const char *address)
{
  BancoMachineRecord *record = self->record;
  const char *cloud = banco_provider_get_cloud (self->check->provider);
  g_autofree char *host = banco_pins_host (address, record->port);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&record->reason, g_free);
  if (!self->pinned || g_strcmp0 (self->pin->host, host) != 0) {
    g_free (self->pin->host);
    self->pin->host = g_steal_pointer (&host);
    if (!banco_pins_set (cloud, record->id, self->pin, &error)) {
      record->state = BANCO_MACHINE_FAILED;
      record->reason = g_strdup (error->message);
      return;
    }
  }
  record->state = BANCO_MACHINE_READY;
  g_free (record->address);
  record->address = g_strdup (address);
  record->host_key = self->pin->trust;
}

static void
set_pin (Candidate *self, char **keys, BancoHostKey trust, const char *address)
{
  g_strfreev (self->pin->keys);
  self->pin->keys = keys;
  self->pin->trust = trust;
  self->pinned = FALSE;
  set_reached (self, address);
}

/* "10:04" of today, else with its day. */
static char *
describe_time (gint64 when)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (when);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (banco_clock_now ());
  gboolean today = g_date_time_get_year (then) == g_date_time_get_year (now) &&
                   g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now);

  return g_date_time_format (then, today ? "%H:%M" : "%F %H:%M");
}

static char *
describe_silence (const BancoMachineRecord *record, BancoSilence silence)
{
  g_autofree char *since = describe_time (silence.since);
  const char *address = record->addresses[0];

  switch ((BancoProbeOutcome) silence.outcome) {
  case BANCO_PROBE_SILENT:
    return g_strdup_printf (_ ("no answer on port %u since %s"), record->port, since);
  case BANCO_PROBE_REFUSED:
    return g_strdup_printf (_ ("connections to port %u are refused since %s"), record->port, since);
  case BANCO_PROBE_NO_ROUTE:
    return g_strdup_printf (_ ("no route to %s from here since %s"), address, since);
  case BANCO_PROBE_BLOCKED:
  case BANCO_PROBE_OTHER_TYPE:
    return g_strdup_printf (_ ("ssh does not get through to it since %s; “ssh -v -p %u %s” says "
                               "why"),
                            since, record->port, address);
  case BANCO_PROBE_OTHER_KEY:
    return g_strdup_printf (_ ("%s shows a host key that the machine's console does not confirm, "
                               "since %s; read its log, or start it anew"),
                            address, since);
  case BANCO_PROBE_NONE:
  case BANCO_PROBE_ANSWERED:
    break;
  }
  return NULL;
}

/* One that was made a moment ago is only starting. */
static void
set_silent (BancoMachineRecord *record, BancoSilence silence, gboolean pinned)
{
  record->state = BANCO_MACHINE_BUILDING;
  record->host_key = BANCO_HOST_KEY_UNKNOWN;
  g_clear_pointer (&record->address, g_free);
  g_clear_pointer (&record->reason, g_free);
  if (silence.since > 0 && (pinned || is_silent (record)))
    record->reason = describe_silence (record, silence);
}

static void
set_other_key (Candidate *self, const char *address)
{
  BancoMachineRecord *record = self->record;

  set_silent (record, (BancoSilence){ 0 }, FALSE);
  record->state = BANCO_MACHINE_FAILED;
  record->reason = g_strdup_printf (
    _ ("%s shows another host key than the machine announced; something else may be answering "
       "there. Do not connect; give the machine back, or ask the cloud's manager"),
    address);
}

/* It answers with a key that is not the pinned one. A rebuilt machine has a new one: then its
 * console says so. FALSE while the console has not said all of it, or other messages cut it. */
static gboolean
judge_other_key (Candidate *self, const AddressAttempt *attempt, GCancellable *cancellable)
{
  gboolean cut = FALSE;
  g_auto (GStrv) announced = NULL;
  g_auto (GStrv) shown = NULL;
  BancoProbeOutcome outcome = attempt->outcome;

  if (self->pinned) {
    announced = read_announced (self->record, self->check->provider, &cut, cancellable);
    if (announced == NULL)
      return FALSE;
    if (announced[0] != NULL)
      outcome = probe (self, attempt->address, announced, &shown, cancellable);
    else if (cut)
      return FALSE;
    if (outcome == BANCO_PROBE_ANSWERED) {
      set_pin (self, g_steal_pointer (&announced), BANCO_HOST_KEY_VERIFIED, attempt->address);
      return TRUE;
    }
    if (cut && outcome != BANCO_PROBE_OTHER_KEY)
      return FALSE;
  }
  set_other_key (self, attempt->address);
  return TRUE;
}

/* The keys that it announced are of types that it does not show: what it shows is cut away. */
static gboolean
trust_other_type (Candidate *self, const AddressAttempt *attempt, GCancellable *cancellable)
{
  char *none[] = { NULL };
  char **shown = NULL;

  if (!is_silent (self->record) ||
      probe (self, attempt->address, none, &shown, cancellable) != BANCO_PROBE_ANSWERED)
    return FALSE;
  set_pin (self, shown, BANCO_HOST_KEY_FIRST_USE, attempt->address);
  return TRUE;
}

static const AddressAttempt *
find_attempt (const Candidate *self, BancoProbeOutcome outcome)
{
  for (guint i = 0; i < self->n_attempts; i++)
    if (self->attempts[i].outcome == outcome)
      return &self->attempts[i];
  return NULL;
}

/* FALSE when nothing was found out that ends its silence. */
static gboolean
judge_answer (Candidate *self, GCancellable *cancellable)
{
  const AddressAttempt *answered = find_attempt (self, BANCO_PROBE_ANSWERED);
  const AddressAttempt *other_key = find_attempt (self, BANCO_PROBE_OTHER_KEY);
  const AddressAttempt *other_type = find_attempt (self, BANCO_PROBE_OTHER_TYPE);

  if (answered != NULL && self->pin->keys[0] == NULL) {
    if (!self->answered)
      return FALSE;
    set_pin (self, g_strdupv (answered->shown), BANCO_HOST_KEY_FIRST_USE, answered->address);
    return TRUE;
  }
  if (answered != NULL) {
    set_reached (self, answered->address);
    return TRUE;
  }
  if (other_key == NULL && other_type != NULL && self->cut)
    return trust_other_type (self, other_type, cancellable);
  if (other_key == NULL && self->pinned)
    other_key = other_type; /* its types are known */
  return other_key != NULL && judge_other_key (self, other_key, cancellable);
}

static void
conclude (Candidate *self, BancoReachMemory *memory, GCancellable *cancellable)
{
  BancoMachineRecord *record = self->record;
  BancoProbeOutcome first = self->attempts[0].outcome;

  if (self->pin == NULL || g_cancellable_is_cancelled (cancellable))
    return;
  if (judge_answer (self, cancellable)) {
    record->unsure = FALSE;
    banco_reach_memory_note (memory, record->id, BANCO_PROBE_ANSWERED);
    return;
  }
  for (guint i = 0; i < self->n_attempts; i++) /* what is more than silence says more */
    if (self->attempts[i].outcome == BANCO_PROBE_NONE)
      return;
    else if (self->attempts[i].outcome == BANCO_PROBE_OTHER_KEY)
      first = BANCO_PROBE_OTHER_KEY;
  banco_reach_memory_note (memory, record->id, first);
  set_silent (record, banco_reach_memory_get (memory, record->id), self->pinned);
}

static gboolean
recall_known (BancoMachineRecord *record, const BancoReached *known)
{
  if (known == NULL || known->port != record->port ||
      (known->state != BANCO_MACHINE_READY && known->state != BANCO_MACHINE_BUILDING &&
       known->state != BANCO_MACHINE_FAILED) ||
      (known->address != NULL &&
       !g_strv_contains ((const char *const *) record->addresses, known->address)))
    return FALSE;
  record->state = known->state;
  record->address = known->state == BANCO_MACHINE_READY ? g_strdup (known->address) : NULL;
  record->host_key = known->host_key;
  record->reason = g_strdup (known->reason);
  record->unsure = known->unsure || known->state != BANCO_MACHINE_READY;
  return TRUE;
}

static const char *
find_pinned_address (const BancoMachineRecord *record, const BancoPin *pin)
{
  for (guint i = 0; pin != NULL && record->addresses[i] != NULL; i++) {
    g_autofree char *host = banco_pins_host (record->addresses[i], record->port);

    if (strcmp (host, pin->host) == 0)
      return record->addresses[i];
  }
  return NULL;
}

void
banco_reach_recall (GPtrArray *records, BancoProvider *provider, GHashTable *reached)
{
  const char *cloud = banco_provider_get_cloud (provider);
  g_autoptr (BancoReachMemory) memory = banco_reach_memory_new (cloud);

  banco_reach_memory_keep_only (memory, records);
  for (guint i = 0; i < records->len; i++) {
    BancoMachineRecord *record = records->pdata[i];
    g_autoptr (BancoPin) pin = NULL;
    BancoSilence silence;
    const char *address;

    if (record->reach != BANCO_REACH_SSH || record->state != BANCO_MACHINE_READY ||
        recall_known (record, g_hash_table_lookup (reached, record->id)))
      continue;
    silence = banco_reach_memory_get (memory, record->id);
    pin = banco_pins_find (cloud, record->id);
    address = find_pinned_address (record, pin);
    record->unsure = TRUE;
    if (address == NULL || silence.since > 0) {
      set_silent (record, silence, address != NULL);
      continue;
    }
    record->address = g_strdup (address);
    record->host_key = pin->trust;
  }
}

static void
pass_on (GCancellable *cancelled, GCancellable *other)
{
  g_cancellable_cancel (other);
}

static Candidate *
consider (ReachCheck *check,
          BancoMachineRecord *record,
          guint milliseconds,
          BancoReachMemory *memory)
{
  Candidate *self = g_new0 (Candidate, 1);
  BancoSilence silence = banco_reach_memory_get (memory, record->id);

  self->check = check;
  self->record = record;
  self->pin = banco_pins_find (banco_provider_get_cloud (check->provider), record->id);
  self->pinned = self->pin != NULL;
  self->patient = self->pinned && silence.since == 0;
  self->asked = silence.asked;
  self->seconds = CLAMP (milliseconds / 1000, 1, self->pinned ? PATIENT_SECONDS : CONNECT_SECONDS);
  self->cancellable = g_cancellable_new ();
  self->chained =
    g_cancellable_connect (check->cancellable, G_CALLBACK (pass_on), self->cancellable, NULL);
  self->n_attempts = g_strv_length (record->addresses);
  self->attempts = g_new0 (AddressAttempt, self->n_attempts);
  for (guint i = 0; i < self->n_attempts; i++)
    self->attempts[i] = (AddressAttempt){ .candidate = self, .address = record->addresses[i] };
  return self;
}

/* Those that were not asked for longest are first: the time may not be enough for all. */
static int
compare_asked (gconstpointer a, gconstpointer b)
{
  const Candidate *x = *(const Candidate *const *) a, *y = *(const Candidate *const *) b;

  return (x->asked > y->asked) - (x->asked < y->asked);
}

/* Those that answered before are waited for longer, once: then it is known that they do not. Of
 * many that would be too long. */
static void
choose_patient (ReachCheck *check, GPtrArray *candidates)
{
  for (guint i = 0; i < candidates->len; i++)
    check->patient += ((Candidate *) candidates->pdata[i])->patient ? 1 : 0;
  for (guint i = 0; i < candidates->len; i++) {
    Candidate *candidate = candidates->pdata[i];

    candidate->patient = candidate->patient && check->patient <= MOST_PROBES;
    if (candidate->patient)
      candidate->seconds = PATIENT_SECONDS;
  }
  if (check->patient > MOST_PROBES)
    check->patient = 0;
}

static void
run (ReachCheck *check, GPtrArray *candidates, guint milliseconds)
{
  gint64 start = g_get_monotonic_time ();
  gint64 end = start + milliseconds * G_TIME_SPAN_MILLISECOND;
  gint64 last = MAX (end, start + PATIENT_SECONDS * G_TIME_SPAN_SECOND + G_TIME_SPAN_SECOND / 2);
  gboolean over = FALSE;

  choose_patient (check, candidates);
  check->pool = g_thread_pool_new (run_attempt, NULL, MOST_PROBES, FALSE, NULL);
  g_mutex_lock (&check->mutex);
  check->pending = candidates->len;
  for (guint i = 0; i < candidates->len; i++) {
    Candidate *candidate = candidates->pdata[i];

    candidate->pending = candidate->pin != NULL ? candidate->n_attempts : 1;
    if (candidate->pin != NULL)
      start_attempts (candidate);
    else
      g_thread_pool_push (check->pool, &candidate->attempts[0], NULL);
  }
  while (check->pending > 0 && !over) {
    gint64 until = check->patient > 0 ? last : end;

    over = g_get_monotonic_time () >= until;
    if (!over)
      g_cond_wait_until (&check->ended, &check->mutex, until);
  }
  g_mutex_unlock (&check->mutex);
  if (over)
    g_cancellable_cancel (check->cancellable);
  g_thread_pool_free (check->pool, FALSE, TRUE); /* each ends soon */
}

void
banco_reach_check (GPtrArray *records,
                   BancoProvider *provider,
                   guint milliseconds,
                   GCancellable *cancellable)
{
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  gulong chained =
    cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (pass_on), stop, NULL) : 0;
  ReachCheck check = { .provider = provider, .cancellable = stop };
  g_autoptr (GPtrArray) candidates =
    g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
  g_autoptr (BancoReachMemory) memory =
    banco_reach_memory_new (banco_provider_get_cloud (provider));

  g_mutex_init (&check.mutex);
  g_cond_init (&check.ended);
  for (guint i = 0; i < records->len; i++) {
    BancoMachineRecord *record = records->pdata[i];

    if (record->unsure && record->addresses[0] != NULL)
      g_ptr_array_add (candidates, consider (&check, record, milliseconds, memory));
  }
  g_ptr_array_sort (candidates, compare_asked);
  if (candidates->len > 0)
    run (&check, candidates, milliseconds);
  for (guint i = 0; i < candidates->len; i++)
    conclude (candidates->pdata[i], memory, cancellable);
  g_cancellable_disconnect (cancellable, chained);
  g_ptr_array_set_size (candidates, 0);
  g_mutex_clear (&check.mutex);
  g_cond_clear (&check.ended);
}
