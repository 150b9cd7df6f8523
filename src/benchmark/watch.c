/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/activity-private.h"
#include "benchmark/last-lines-private.h"
#include "benchmark/sender-private.h"
#include "benchmark/step-finder-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define SAMPLE_SECONDS 0.2
/* What is read before the clock is looked at again: some print faster than this can be read. */
#define MOST_READS 32
/* Enough to tell a step from its neighbours, so that nobody waits for more. */
#define ENOUGH_STEPS 100
#define ENOUGH_SECONDS 10
/* How long a command may take to end itself, before it is asked less kindly. */
#define GRACE_SECONDS 5

struct _BancoWatch {
  gatomicrefcount references;
  BancoPlace *place;
  char **command;
  char *pattern;
  char *folder; /* nullable */
  double seconds;
  gint stopped; /* atomic */
};

/* A run of it. */
typedef struct {
  BancoWatch *watch;
  BancoOperation *operation;
  GCancellable *cancellable;
  GSubprocess *process;
  BancoProcessTree tree;
  int terminal; /* our end of what it writes to */
  BancoStepFinder *steps;
  BancoActivity *activity;
  BancoObservation *observation;
  GString *tail;
  gint64 begin;
  double sampled;
  gboolean stepping; /* the first step was seen */
} Run;

BancoWatch *
banco_watch_new (BancoPlace *place,
                 const char *const *command,
                 const char *pattern,
                 double seconds,
                 GError **error)
{
  g_autoptr (BancoStepFinder) steps = banco_step_finder_new (pattern, error);
  BancoWatch *self;

  if (steps == NULL)
    return NULL;
  self = g_new0 (BancoWatch, 1);
  g_atomic_ref_count_init (&self->references);
  self->place = banco_place_ref (place);
  self->command = g_strdupv ((char **) command);
  self->pattern = g_strdup (pattern);
  self->seconds = seconds;
  return self;
}

BancoWatch *
banco_watch_ref (BancoWatch *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
banco_watch_unref (BancoWatch *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  banco_place_unref (self->place);
  g_strfreev (self->command);
  g_free (self->pattern);
  g_free (self->folder);
  g_free (self);
}

void
banco_watch_set_folder (BancoWatch *self, const char *folder)
{
  g_free (self->folder);
  self->folder = g_strdup (folder);
}

void
banco_watch_stop (BancoWatch *self)
{
  g_atomic_int_set (&self->stopped, TRUE);
}

static double
now (Run *run)
{
  return (double) (g_get_monotonic_time () - run->begin) / G_USEC_PER_SEC;
}

/* A terminal, because programs that see none keep what they print to themselves for a while. */
static int
open_terminal (int *theirs, GError **error)
{
  const struct winsize size = { .ws_row = 40, .ws_col = 120 };
  int ours = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  const char *name;

  if (ours >= 0 && grantpt (ours) == 0 && unlockpt (ours) == 0 && (name = ptsname (ours)) != NULL &&
      (*theirs = open (name, O_RDWR | O_NOCTTY | O_CLOEXEC)) >= 0) {
    ioctl (ours, TIOCSWINSZ, &size);
    return ours;
  }
  if (ours >= 0)
    close (ours);
  g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_CANNOT_RUN,
               _ ("no terminal can be made for the command: %s"), g_strerror (errno));
  return -1;
}

/* Between fork and exec. A session of its own: what it starts can be found and ended. */
static void
lead_session (gpointer data)
{
  setsid ();
  ioctl (STDOUT_FILENO, TIOCSCTTY, 0);
  banco_process_allow_dumps (NULL);
}

static char **
argv_of (BancoWatch *self)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;

  if (banco_place_is_here (self->place))
    return g_strdupv (self->command);
  g_strv_builder_add (words, "PYTHONUNBUFFERED=1");
  g_strv_builder_addv (words, (const char **) self->command);
  argv = g_strv_builder_end (words);
  return banco_sender_command (self->place, "env", (const char *const *) argv);
}

static void
set_start_error (BancoWatch *self, const GError *detail, GError **error)
{
  gboolean absent = g_error_matches (detail, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);

  if (g_error_matches (detail, G_SPAWN_ERROR, G_SPAWN_ERROR_CHDIR)) {
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_CANNOT_RUN,
                 _ ("the folder “%s” cannot be entered; is it still there?"), self->folder);
    return;
  }
  g_set_error (error, BANCO_BENCHMARK_ERROR,
               absent ? BANCO_BENCHMARK_ERROR_NOT_FOUND : BANCO_BENCHMARK_ERROR_CANNOT_RUN,
               absent ? _ ("there is no command called “%s”") : _ ("“%s” cannot be started"),
               self->command[0]);
}

/* Its standard input is a pipe of ours there, so that a cut connection ends it; here nothing. */
static gboolean
start (Run *run, GError **error)
{
  gboolean here = banco_place_is_here (run->watch->place);
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (here ? G_SUBPROCESS_FLAGS_NONE : G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_auto (GStrv) argv = argv_of (run->watch);
  g_autoptr (GError) detail = NULL;
  const char *identifier;
  int theirs = -1;

  run->terminal = open_terminal (&theirs, error);
  if (run->terminal < 0)
    return FALSE;
  g_subprocess_launcher_take_stdout_fd (launcher, theirs);
  g_subprocess_launcher_take_stderr_fd (launcher, fcntl (theirs, F_DUPFD_CLOEXEC, 3));
  if (here && run->watch->folder != NULL)
    g_subprocess_launcher_set_cwd (launcher, run->watch->folder);
  g_subprocess_launcher_set_child_setup (launcher, lead_session, NULL, NULL);
  if (here)
    g_subprocess_launcher_setenv (launcher, BANCO_WATCH_MARK, strchr (run->tree.mark, '=') + 1,
                                  TRUE);
  run->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &detail);
  if (run->process == NULL) {
    set_start_error (run->watch, detail, error);
    return FALSE;
  }
  identifier = g_subprocess_get_identifier (run->process);
  if (identifier != NULL)
    banco_process_tree_begin (&run->tree, atoi (identifier));
  return TRUE;
}

/* FALSE when it has closed its end: it is over. */
static gboolean
read_output (Run *run)
{
  char bytes[8192];
  struct pollfd waiting = { .fd = run->terminal, .events = POLLIN };
  ssize_t length = 1;

  if (poll (&waiting, 1, (int) (SAMPLE_SECONDS * 1000)) <= 0)
    return TRUE;
  for (guint i = 0; i < MOST_READS && length > 0; i++) {
    length = read (run->terminal, bytes, sizeof bytes);
    if (length <= 0)
      break;
    banco_step_finder_feed (run->steps, bytes, (gsize) length, now (run));
    banco_last_lines_keep (run->tail, bytes, (gsize) length);
  }
  return length > 0 || (length < 0 && (errno == EAGAIN || errno == EINTR));
}

static void
report (Run *run)
{
  g_autofree char *message = NULL;
  double part = now (run) / run->watch->seconds;

  banco_step_finder_summarize (run->steps, run->observation);
  /* Importing and compiling are over. */
  if (!run->stepping && run->observation->found != BANCO_STEP_NOTHING) {
    run->stepping = TRUE;
    if (run->activity != NULL)
      banco_activity_restart (run->activity);
  }
  if (run->operation == NULL)
    return;
  if (run->stepping)
    message = g_strdup_printf (_ ("%" G_GUINT64_FORMAT " steps, %.3g ms each"),
                               run->observation->steps_seen, run->observation->step_seconds * 1000);
  banco_operation_report (run->operation, CLAMP (part, 0, 1),
                          message != NULL ? message : _ ("Looking for a step in what it prints"));
}

static gboolean
is_enough (Run *run)
{
  const BancoObservation *seen = run->observation;

  return now (run) >= run->watch->seconds ||
         (seen->steps_seen >= ENOUGH_STEPS && now (run) >= ENOUGH_SECONDS &&
          (double) seen->steps_seen * seen->step_seconds >= ENOUGH_SECONDS / 2.0);
}

static void
follow (Run *run)
{
  while (read_output (run)) {
    if (now (run) - run->sampled >= SAMPLE_SECONDS) {
      run->sampled = now (run);
      if (run->activity != NULL && run->tree.session > 0)
        banco_activity_sample (run->activity, &run->tree, now (run));
      report (run);
    }
    run->observation->interrupted = g_atomic_int_get (&run->watch->stopped);
    if (run->observation->interrupted || g_cancellable_is_cancelled (run->cancellable) ||
        is_enough (run))
      return;
  }
  run->observation->ended = TRUE;
}

/* Until nothing of it is left, or too much time is over. What it still prints is taken, so that it
 * does not wait for that. */
static gboolean
wait_for_end (Run *run)
{
  double until = now (run) + GRACE_SECONDS;

  while (banco_process_tree_signal (&run->tree, 0) > 0) {
    if (now (run) >= until)
      return FALSE;
    if (!read_output (run))
      g_usleep (20000);
  }
  return TRUE;
}

/* As a person would: Ctrl+C, then less kindly. All of its tree, not just the first of it. */
static void
end (Run *run)
{
  static const int signals[] = { SIGINT, SIGTERM, SIGKILL };
  GOutputStream *input = g_subprocess_get_stdin_pipe (run->process);

  if (input != NULL)
    g_output_stream_close (input, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (signals) && run->tree.session > 0; i++) {
    banco_process_tree_signal (&run->tree, signals[i]);
    if (wait_for_end (run))
      break;
  }
  g_subprocess_wait (run->process, NULL, NULL);
}

static void
conclude (Run *run)
{
  BancoObservation *seen = run->observation;

  banco_step_finder_finish (run->steps, now (run));
  banco_step_finder_summarize (run->steps, seen);
  seen->seconds = now (run);
  seen->last_lines = banco_last_lines_show (run->tail);
  if (seen->ended && g_subprocess_get_if_exited (run->process))
    seen->exit_code = g_subprocess_get_exit_status (run->process);
  else if (seen->ended)
    seen->exit_code = 128 + g_subprocess_get_term_sig (run->process);
  if (run->activity != NULL)
    banco_activity_summarize (run->activity, seen);
  if (seen->found == BANCO_STEP_NOTHING && seen->ended && seen->exit_code == 0) {
    seen->found = BANCO_STEP_WHOLE;
    seen->step_seconds = seen->step_low = seen->step_high = seen->seconds;
    seen->steps_seen = seen->steps = 1;
  }
  banco_observation_find_bound (seen);
}

static void
run_clear (Run *run)
{
  g_clear_object (&run->process);
  g_free (run->tree.mark);
  if (run->terminal >= 0)
    close (run->terminal);
  banco_step_finder_free (run->steps);
  banco_activity_free (run->activity);
  banco_observation_free (run->observation);
  g_string_free (run->tail, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* What ssh, and env there, mean by how they end. */
static gboolean
set_place_error (BancoWatch *self, const BancoObservation *seen, GError **error)
{
  if (seen->exit_code == 255)
    banco_sender_set_error (error, self->place, 255);
  else if (seen->exit_code == 127)
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND,
                 _ ("there is no command called “%s” on %s"), self->command[0],
                 banco_place_get_label (self->place));
  else
    return FALSE;
  return TRUE;
}

BancoObservation *
banco_watch_run (BancoWatch *self,
                 BancoOperation *operation,
                 GCancellable *cancellable,
                 GError **error)
{
  g_auto (Run) run = {
    .watch = self,
    .operation = operation,
    .cancellable = cancellable,
    .terminal = -1,
    .steps = banco_step_finder_new (self->pattern, NULL),
    .activity = banco_place_is_here (self->place) ? banco_activity_new () : NULL,
    .observation = banco_observation_new (),
    .tail = g_string_new (NULL),
    .tree.mark = g_strdup_printf (BANCO_WATCH_MARK "=%d.%" G_GINT64_FORMAT, getpid (),
                                  g_get_monotonic_time ()),
    .begin = g_get_monotonic_time (),
  };

  if (!start (&run, error))
    return NULL;
  follow (&run);
  if (run.observation->ended)
    g_subprocess_wait (run.process, NULL, NULL);
  else
    end (&run);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  conclude (&run);
  if (!banco_place_is_here (self->place) && set_place_error (self, run.observation, error))
    return NULL;
  return g_steal_pointer (&run.observation);
}

static gpointer
watch_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  return banco_watch_run (input, operation, cancellable, error);
}

BancoOperation *
banco_watch_start (BancoWatch *self, BancoOperations *operations)
{
  g_autofree char *title = g_strdup_printf (_ ("Watching %s"), self->command[0]);

  return banco_operation_start (operations,
                                &(BancoOperationPlan){
                                  .title = title,
                                  .work = watch_work,
                                  .input = banco_watch_ref (self),
                                  .input_free = (GDestroyNotify) banco_watch_unref,
                                  .result_free = (GDestroyNotify) banco_observation_free,
                                });
}
