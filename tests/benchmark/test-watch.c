/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/watch.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Real commands, here and at a place that is a shell of its own. */

#define COUNTING(pause)                                                                            \
  "i=0; while [ $i -lt 30 ]; do i=$((i+1)); printf '\\r %d/30 [==>..]' $i; " pause "; done"

static const struct {
  const char *name;
  const char *script;
  BancoStepKind found;
  BancoBound bound;
  int exit_code;
  const char *says; /* in its last lines, nullable */
} commands[] = {
  { "waits", COUNTING ("sleep 0.1"), BANCO_STEP_PROGRESS, BANCO_BOUND_DATA, 0, "30/30" },
  { "computes", COUNTING ("j=0; while [ $j -lt 40000 ]; do j=$((j+1)); done"), BANCO_STEP_PROGRESS,
    BANCO_BOUND_CPU, 0, NULL },
  { "computes in a session of its own",
    "setsid -w sh -c 'for i in $(seq 30); do j=0; while [ $j -lt 40000 ]; do j=$((j+1)); done; "
    "echo step $i; done'; true",
    BANCO_STEP_COUNTER, BANCO_BOUND_CPU, 0, NULL },
  { "says nothing", "sleep 0.4", BANCO_STEP_WHOLE, BANCO_BOUND_UNKNOWN, 0, NULL },
  { "fails", "echo no such data >&2; exit 3", BANCO_STEP_NOTHING, BANCO_BOUND_UNKNOWN, 3,
    "no such data" },
  { "crashes", "kill -SEGV $$", BANCO_STEP_NOTHING, BANCO_BOUND_UNKNOWN, 139, NULL },
  { "prints much", "yes 'loss 0.5' | head -c 10000000", BANCO_STEP_WHOLE, BANCO_BOUND_UNKNOWN, 0,
    "loss 0.5" },
  { "says why at the end", "for i in 1 2 3 4 5 6; do echo line $i; done; exit 1",
    BANCO_STEP_NOTHING, BANCO_BOUND_UNKNOWN, 1, "line 2\nline 3\nline 4\nline 5\nline 6" },
  { "is killed", "kill -KILL $$", BANCO_STEP_NOTHING, BANCO_BOUND_UNKNOWN, 137, NULL },
  { "writes to terminals", "printf 'a\\033]0;b\\007\\016\\302\\2331mc\\177\\n'; exit 1",
    BANCO_STEP_NOTHING, BANCO_BOUND_UNKNOWN, 1, "ac" },
  { "draws", "printf '\\a\\342\\234\\223 perch\\303\\251\\t\\033[1m1/2\\033[0m\\n'; exit 1",
    BANCO_STEP_NOTHING, BANCO_BOUND_UNKNOWN, 1, "\342\234\223 perch\303\251\t1/2" },
  { "leaves a child behind", "sleep 1000 & exit 4", BANCO_STEP_NOTHING, BANCO_BOUND_UNKNOWN, 4,
    NULL },
  { "prints no text", "printf '\\377\\376\\000\\033[31m'; exit 1", BANCO_STEP_NOTHING,
    BANCO_BOUND_UNKNOWN, 1, NULL },
};

static BancoWatch *
watch_new (BancoPlace *place, const char *script, double seconds)
{
  const char *const command[] = { "sh", "-c", script, NULL };

  return banco_watch_new (place, command, NULL, seconds, NULL);
}

static void
test_command (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autoptr (BancoWatch) watch = watch_new (here, commands[i].script, 60);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoObservation) seen = banco_watch_run (watch, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (seen->ended);
  g_assert_false (seen->interrupted);
  g_assert_cmpint (seen->exit_code, ==, commands[i].exit_code);
  g_assert_cmpstr (banco_step_kind_to_string (seen->found), ==,
                   banco_step_kind_to_string (commands[i].found));
  if (seen->sampled && commands[i].bound != BANCO_BOUND_UNKNOWN)
    g_assert_cmpstr (banco_bound_to_string (seen->bound), ==,
                     banco_bound_to_string (commands[i].bound));
  if (commands[i].says != NULL)
    g_assert_nonnull (strstr (seen->last_lines, commands[i].says));
  g_assert_true (g_utf8_validate (seen->last_lines, -1, NULL));
  for (const char *at = seen->last_lines; *at != '\0'; at = g_utf8_next_char (at))
    g_assert_true (*at == '\n' || *at == '\t' || !g_unichar_iscntrl (g_utf8_get_char (at)));
}

static void
test_no_such_command (void)
{
  const char *const command[] = { "no-such-command-anywhere", NULL };
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autoptr (BancoWatch) watch = banco_watch_new (here, command, NULL, 10, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (banco_watch_run (watch, NULL, NULL, &error));
  g_assert_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, command[0]));
}

static void
test_not_executable (void)
{
  const char *const command[] = { "/proc/self/status", NULL };
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autoptr (BancoWatch) watch = banco_watch_new (here, command, NULL, 10, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (banco_watch_run (watch, NULL, NULL, &error));
  g_assert_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_CANNOT_RUN);
}

/* A command that writes who it is, then steps for ever. */
typedef struct {
  char *folder;
  char *file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("banco-watch-XXXXXX", NULL);
  fixture->file = g_build_filename (fixture->folder, "pid", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *const argv[] = { "rm", "-rf", fixture->folder, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_free (fixture->folder);
  g_free (fixture->file);
}

static char *
endless (Fixture *fixture, const char *before)
{
  return g_strdup_printf ("%s sleep 1000 & echo $! > %s; i=0; while :; do i=$((i+1)); "
                          "echo step $i; sleep 0.02; done",
                          before, fixture->file);
}

/* A process that has ended and that nobody has collected yet has no command line. */
static gboolean
runs (const char *pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/cmdline", pid);
  g_autofree char *words = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &words, &length, NULL) && length > 0;
}

/* Nothing of it is left, also not what it started. */
static void
assert_gone (Fixture *fixture)
{
  g_autofree char *pid = NULL;

  g_assert_true (g_file_get_contents (fixture->file, &pid, NULL, NULL));
  g_strchomp (pid);
  g_assert_cmpint (atoi (pid), >, 1);
  for (guint i = 0; i < 1000 && runs (pid); i++)
    g_usleep (50000);
  g_assert_false (runs (pid));
}

static void
test_time_is_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autofree char *script = endless (fixture, data);
  g_autoptr (BancoWatch) watch = watch_new (here, script, 1.5);
  g_autoptr (BancoObservation) seen = banco_watch_run (watch, NULL, NULL, NULL);

  g_assert_false (seen->ended);
  g_assert_cmpint (seen->found, ==, BANCO_STEP_COUNTER);
  g_assert_cmpfloat (seen->step_seconds, >, 0.015);
  assert_gone (fixture);
}

/* Faster than it can be read: the time, the person and the cancelling are heard all the same. */
static void
test_flood (void)
{
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autoptr (BancoWatch) watch = watch_new (here, "trap '' INT; yes", 1);
  g_autoptr (BancoObservation) seen = banco_watch_run (watch, NULL, NULL, NULL);

  g_assert_false (seen->ended);
  g_assert_cmpint (seen->found, ==, BANCO_STEP_NOTHING);
  g_assert_true (g_str_has_prefix (seen->last_lines, "y\ny"));
}

static gpointer
stop_soon (gpointer data)
{
  g_usleep (800000);
  banco_watch_stop (data);
  return NULL;
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autofree char *script = endless (fixture, "");
  g_autoptr (BancoWatch) watch = watch_new (here, script, 60);
  GThread *thread = g_thread_new ("stop", stop_soon, watch);
  g_autoptr (BancoObservation) seen = banco_watch_run (watch, NULL, NULL, NULL);

  g_thread_join (thread);
  g_assert_true (seen->interrupted);
  g_assert_cmpint (seen->found, ==, BANCO_STEP_COUNTER);
  g_assert_cmpfloat (seen->seconds, <, 30);
  assert_gone (fixture);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (800000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autofree char *script = endless (fixture, "");
  g_autoptr (BancoWatch) watch = watch_new (here, script, 60);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);

  g_assert_null (banco_watch_run (watch, NULL, cancellable, &error));
  g_thread_join (thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_gone (fixture);
}

/* What ssh gives, without ssh: what runs there is no child of what runs here, and is only told that
 * its standard input has closed. */
static BancoPlace *
lab_new (void)
{
  const char *const prefix[] = { "sh", "-c", "cat | setsid sh -c 'eval \"$*\"' ssh \"$@\"", "ssh",
                                 NULL };

  return banco_place_new ("lab", "lab", prefix);
}

static void
test_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) lab = lab_new ();
  g_autofree char *script = endless (fixture, data);
  g_autoptr (BancoWatch) watch = watch_new (lab, script, 1.5);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoObservation) seen = banco_watch_run (watch, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_false (seen->sampled);
  g_assert_cmpint (seen->bound, ==, BANCO_BOUND_UNKNOWN);
  g_assert_cmpint (seen->found, ==, BANCO_STEP_COUNTER);
  assert_gone (fixture);
}

static void
test_no_such_command_there (void)
{
  const char *const prefix[] = { "sh", "-c", "eval \"$*\"", "ssh", NULL };
  const char *const command[] = { "no-such-command-anywhere", NULL };
  g_autoptr (BancoPlace) lab = banco_place_new ("lab", "lab", prefix);
  g_autoptr (BancoWatch) watch = banco_watch_new (lab, command, NULL, 10, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (banco_watch_run (watch, NULL, NULL, &error));
  g_assert_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND);
}

static void
test_operation (void)
{
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autoptr (BancoWatch) watch = watch_new (here, COUNTING ("sleep 0.05"), 60);
  g_autoptr (BancoOperations) operations = banco_operations_new ();
  g_autoptr (BancoOperation) operation = banco_watch_start (watch, operations);
  const BancoObservation *seen;
  BancoJob job = { 0 };

  while (banco_operation_get_state (operation) == BANCO_OPERATION_RUNNING)
    g_main_context_iteration (NULL, TRUE);
  seen = banco_operation_get_result (operation);
  g_assert_cmpint (seen->found, ==, BANCO_STEP_PROGRESS);
  banco_observation_to_job (seen, &job);
  g_assert_cmpfloat (job.step_seconds, >, 0);
  g_assert_cmpuint (job.steps, ==, 30);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* As in every program: a place that closes its end is no end of ours. */
  signal (SIGPIPE, SIG_IGN);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *path = g_strdup_printf ("/watch/command/%s", commands[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_command);
  }
#define ADD(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)
  ADD ("/watch/time-is-over", "", test_time_is_over);
  ADD ("/watch/deaf-to-interrupts", "trap '' INT;", test_time_is_over);
  ADD ("/watch/stop", NULL, test_stop);
  ADD ("/watch/cancel", NULL, test_cancel);
  ADD ("/watch/jobs-of-their-own", "set -m;", test_time_is_over);
  ADD ("/watch/left-its-session", "setsid", test_time_is_over);
  ADD ("/watch/there", "", test_there);
  ADD ("/watch/there-and-deaf", "trap '' INT TERM;", test_there);
  g_test_add_func ("/watch/flood", test_flood);
  g_test_add_func ("/watch/no-such-command", test_no_such_command);
  g_test_add_func ("/watch/not-executable", test_not_executable);
  g_test_add_func ("/watch/no-such-command-there", test_no_such_command_there);
  g_test_add_func ("/watch/operation", test_operation);
  return g_test_run ();
}
