/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/activity-private.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FEWEST_SAMPLES 5
/* Less than this of one core in a sample: it computes on nothing. */
#define IDLE_CORES 0.3

typedef struct {
  guint64 ticks;
  guint64 read;
  guint64 queued; /* nanoseconds that it waited for a processor which others used */
} Process;

struct _BancoActivity {
  GHashTable *processes; /* PID → Process, also of those that ended */
  BancoGpuWatch *gpu;    /* nullable */
  double begin, last;    /* < 0: no sample yet */
  guint64 ticks, first_ticks;
  guint64 read, first_read;
  guint64 resident;
  guint64 queued;
  guint samples;
  double idle; /* seconds */
};

BancoActivity *
banco_activity_new (void)
{
  BancoActivity *self = g_new0 (BancoActivity, 1);

  self->processes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->gpu = banco_gpu_watch_new ();
  self->last = -1;
  return self;
}

void
banco_activity_free (BancoActivity *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->processes);
  banco_gpu_watch_free (self->gpu);
  g_free (self);
}

/* The second field is the command's name in parentheses, which may itself have any character. */
gboolean
banco_process_state_parse (const char *text, BancoProcessState *state)
{
  const char *behind = strrchr (text, ')');
  guint64 user, system;

  if (behind == NULL ||
      sscanf (behind + 1,
              " %c %*d %*d %d %*d %*d %*u %*u %*u %*u %*u %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
              " %*d %*d %*d %*d %*d %*d %" G_GUINT64_FORMAT " %*u %" G_GUINT64_FORMAT,
              &state->what, &state->session, &user, &system, &state->begin, &state->resident) != 6)
    return FALSE;
  state->ticks = user + system;
  return TRUE;
}

static guint64
bytes_read (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "io", NULL);
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  line = strstr (text, "\nread_bytes: ");
  return line != NULL ? g_ascii_strtoull (line + strlen ("\nread_bytes: "), NULL, 10) : 0;
}

/* "cpu-time wait-time slices" of its first thread; 0 where the kernel does not count. */
static guint64
time_queued (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "schedstat", NULL);
  g_autofree char *text = NULL;
  guint64 queued = 0;

  if (g_file_get_contents (path, &text, NULL, NULL))
    sscanf (text, "%*u %" G_GUINT64_FORMAT, &queued);
  return queued;
}

static gboolean
read_state (const char *pid, BancoProcessState *state)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "stat", NULL);
  g_autofree char *text = NULL;

  return g_ascii_isdigit (pid[0]) && g_file_get_contents (path, &text, NULL, NULL) &&
         banco_process_state_parse (text, state);
}

/* What is another person's cannot be read, and is not of the tree. */
static gboolean
has_mark (const char *pid, const char *mark)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "environ", NULL);
  g_autofree char *text = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return FALSE;
  for (gsize at = 0; at < length; at += strlen (text + at) + 1)
    if (g_str_equal (text + at, mark))
      return TRUE;
  return FALSE;
}

/* Only what began later can descend from it; that spares most environments from being read. */
static gboolean
is_of (const BancoProcessTree *tree, const char *pid, BancoProcessState *state)
{
  return read_state (pid, state) && (state->session == tree->session ||
                                     (state->begin >= tree->begin && has_mark (pid, tree->mark)));
}

void
banco_process_tree_begin (BancoProcessTree *self, int session)
{
  g_autofree char *pid = g_strdup_printf ("%d", session);
  BancoProcessState state;

  self->session = session;
  self->begin = read_state (pid, &state) ? state.begin : 0;
}

guint
banco_process_tree_signal (const BancoProcessTree *self, int signal)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc", 0, NULL);
  BancoProcessState state;
  const char *name;
  guint count = 0;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (is_of (self, name, &state) && state.what != 'Z' && state.what != 'X') {
      kill (atoi (name), signal);
      count++;
    }
  return count;
}

static void
look_at (BancoActivity *self, const char *pid, const BancoProcessTree *tree, guint64 *resident)
{
  BancoProcessState state;
  Process *process;
  gpointer key = GINT_TO_POINTER (atoi (pid));

  if (!is_of (tree, pid, &state))
    return;
  process = g_hash_table_lookup (self->processes, key);
  if (process == NULL)
    g_hash_table_insert (self->processes, key, process = g_new0 (Process, 1));
  process->ticks = state.ticks;
  process->read = MAX (process->read, bytes_read (pid));
  process->queued = MAX (process->queued, time_queued (pid));
  *resident += state.resident;
}

static void
look_at_all (BancoActivity *self, const BancoProcessTree *tree)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc", 0, NULL);
  guint64 resident = 0;
  const char *name;
  GHashTableIter iter;
  gpointer value;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    look_at (self, name, tree, &resident);
  self->resident = MAX (self->resident, resident);
  self->ticks = self->read = self->queued = 0;
  g_hash_table_iter_init (&iter, self->processes);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    self->ticks += ((Process *) value)->ticks;
    self->read += ((Process *) value)->read;
    self->queued += ((Process *) value)->queued;
  }
}

void
banco_activity_sample (BancoActivity *self, const BancoProcessTree *tree, double seconds)
{
  guint64 before = self->ticks, queued_before = self->queued;

  if (self->gpu != NULL)
    banco_gpu_watch_sample (self->gpu);
  look_at_all (self, tree);
  if (self->last < 0) {
    self->begin = seconds;
    self->first_ticks = self->ticks;
    self->first_read = self->read;
  } else if (seconds > self->last) {
    double busy = (double) (self->ticks - before) / (double) sysconf (_SC_CLK_TCK) +
                  (double) (self->queued - queued_before) / 1e9;

    self->samples++;
    /* What waits for a processor that others use is not idle. */
    if (busy < IDLE_CORES * (seconds - self->last))
      self->idle += seconds - self->last;
  }
  self->last = seconds;
}

void
banco_activity_restart (BancoActivity *self)
{
  self->last = -1;
  self->samples = 0;
  self->idle = 0;
  if (self->gpu != NULL)
    banco_gpu_watch_restart (self->gpu);
}

gboolean
banco_activity_summarize (BancoActivity *self, BancoObservation *observation)
{
  double seconds = self->last - self->begin;

  if (self->samples < FEWEST_SAMPLES || seconds <= 0)
    return FALSE;
  observation->sampled = TRUE;
  observation->n_cores = g_get_num_processors ();
  observation->cores =
    (double) (self->ticks - self->first_ticks) / (double) sysconf (_SC_CLK_TCK) / seconds;
  observation->idle_share = self->idle / seconds;
  observation->memory_mib = (double) self->resident * (double) sysconf (_SC_PAGESIZE) / 1048576;
  observation->read_bytes_per_second = (double) (self->read - self->first_read) / seconds;
  if (self->gpu != NULL)
    banco_gpu_watch_summarize (self->gpu, observation);
  return TRUE;
}
