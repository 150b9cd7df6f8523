/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/benchmark.h"
#include "fixture/server.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

/* The real program, here and at a place that is a shell of its own: what ssh gives, without ssh.
 * "env" in front stands for what is particular about that place. */

typedef struct {
  char *folder;
  char *user; /* what the place calls the person */
  BancoResults *results;
  BancoOperations *operations;
  BancoBenchmark *benchmark;
  guint lines;
  char *last_line;
  char *remark; /* the last one */
} Fixture;

static void
count_line (const char *json, gpointer data)
{
  Fixture *fixture = data;

  fixture->lines++;
  g_free (fixture->last_line);
  fixture->last_line = g_strdup (json);
}

static void
keep_remark (BancoBenchmark *benchmark, const char *sentence, gpointer data)
{
  Fixture *fixture = data;

  g_free (fixture->remark);
  fixture->remark = g_strdup (sentence);
}

static void
write_command (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "bin", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *temporary = NULL, *home = NULL, *script = NULL;

  fixture->folder = g_dir_make_tmp ("banco-runner-XXXXXX", NULL);
  fixture->user = g_path_get_basename (fixture->folder);
  script = g_strdup_printf ("#!/bin/sh\necho %s\n", fixture->user);
  temporary = g_build_filename (fixture->folder, "tmp", NULL);
  home = g_build_filename (fixture->folder, "home", NULL);
  g_mkdir (temporary, 0700);
  g_mkdir (home, 0700);
  /* The last resort is a folder that all of a machine share. */
  write_command (fixture, "id", script);
  fixture->results = banco_results_new (fixture->folder);
  fixture->operations = banco_operations_new ();
  fixture->benchmark = banco_benchmark_new (fixture->results, fixture->operations);
  g_signal_connect (fixture->benchmark, "remark", G_CALLBACK (keep_remark), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *shared = g_strdup_printf ("/var/tmp/banco-%s", fixture->user);
  const char *const argv[] = { "rm", "-rf", fixture->folder, shared, NULL };

  g_assert_finalize_object (fixture->benchmark);
  g_assert_finalize_object (fixture->results);
  g_assert_finalize_object (fixture->operations);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_free (fixture->folder);
  g_free (fixture->user);
  g_free (fixture->remark);
  g_free (fixture->last_line);
}

/* @login: what its login makes of what ssh hands it; nullable. */
static BancoPlace *
place_new (Fixture *fixture, const char *login)
{
  g_autofree char *home = g_strdup_printf ("HOME=%s/home", fixture->folder);
  g_autofree char *cache = g_strdup_printf ("XDG_CACHE_HOME=%s/home/cache", fixture->folder);
  g_autofree char *temporary = g_strdup_printf ("TMPDIR=%s/tmp", fixture->folder);
  g_autofree char *search =
    g_strdup_printf ("PATH=%s/bin:/usr/local/bin:/usr/bin:/bin", fixture->folder);
  const char *const prefix[] = { "env",  home, cache, temporary,
                                 search, "sh", "-c",  login != NULL ? login : "eval \"$*\"",
                                 "ssh",  NULL };

  return banco_place_new ("lab", "lab", prefix);
}

static BancoOperation *
start_run (Fixture *fixture, BancoPlace *place, const char *mode, const char *only)
{
  return banco_benchmark_run (
    fixture->benchmark,
    &(BancoRun){
      .place = place, .mode = mode, .only = only, .line = count_line, .line_data = fixture });
}

static BancoOperation *
run_to_end (Fixture *fixture, BancoPlace *place, const char *only)
{
  BancoOperation *operation = start_run (fixture, place, "quick", only);

  test_wait (operation);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return operation;
}

/* A page that shows the run had the same figures while it went on. */
static void
assert_published (Fixture *fixture, BancoResult *result)
{
  GListModel *published = banco_benchmark_get_rows (fixture->benchmark);
  const GPtrArray *rows = banco_result_get_rows (result);

  g_assert_cmpuint (g_list_model_get_n_items (published), ==, rows->len);
  for (guint i = 0; i < rows->len; i++) {
    g_autoptr (BancoRunRow) row = g_list_model_get_item (published, i);
    const BancoRow *kept = rows->pdata[i];

    g_assert_cmpstr (banco_run_row_get_measure (row), ==, kept->id);
    g_assert_cmpstr (banco_run_row_get_unit (row), ==, kept->unit);
    g_assert_cmpfloat (banco_run_row_get_median (row), ==, kept->median);
  }
}

static void
assert_measured (Fixture *fixture, BancoPlace *place)
{
  g_autoptr (BancoOperation) operation = run_to_end (fixture, place, "cpu.gemm32.one");
  BancoResult *result = banco_operation_get_result (operation);

  g_assert_no_error (banco_operation_get_error (operation));
  g_assert_cmpuint (banco_result_get_rows (result)->len, ==, 1);
  g_assert_cmpstr (banco_result_get_place (result), ==, banco_place_get_id (place));
  g_assert_cmpuint (fixture->lines, >=, 4);
  assert_published (fixture, result);
  g_assert_true (banco_results_find (fixture->results, "latest") == result);
}

static void
test_here (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) here = banco_place_new_here ();

  assert_measured (fixture, here);
}

/* The program is told the card and the folder, here and there, whatever the folder is called. */
static void
test_named (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) here = banco_place_new_here (), lab = place_new (fixture, NULL);
  g_autofree char *folder = g_build_filename (fixture->folder, "a  b's; exit 1", NULL);
  BancoRun run = { .mode = "quick", .only = "io.small-files", .device = "7", .folder = folder };

  for (int way = 0; way < 4; way++) {
    g_autoptr (BancoOperation) operation = NULL;
    gboolean exists = way & 1 && g_mkdir_with_parents (folder, 0700) == 0;

    run.place = way & 2 ? here : lab;
    operation = banco_benchmark_run (fixture->benchmark, &run);
    test_wait (operation);
    g_assert_cmpint (banco_operation_get_error (operation) == NULL, ==, exists);
    if (!exists)
      g_assert_nonnull (strstr (banco_operation_get_error (operation)->message, folder));
    g_assert_cmpint (g_rmdir (folder), ==, exists ? 0 : -1);
  }
}

static guint
count_files (Fixture *fixture, const char *name)
{
  g_autofree char *folder = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

/* All that is there of it, half-sent ones too. */
static guint
count_programs (Fixture *fixture)
{
  return count_files (fixture, "home/cache/banco") + count_files (fixture, "tmp");
}

static void
assert_runs (Fixture *fixture, BancoPlace *place)
{
  g_autoptr (BancoOperation) operation = run_to_end (fixture, place, "inv");

  g_assert_no_error (banco_operation_get_error (operation));
  g_assert_nonnull (banco_result_get_host (banco_operation_get_result (operation)));
  g_assert_cmpuint (count_programs (fixture), ==, 1);
}

static void
test_sends_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) lab = place_new (fixture, NULL);

  assert_measured (fixture, lab);
  g_assert_cmpuint (count_programs (fixture), ==, 1);
  assert_runs (fixture, lab);
}

/* A command of the place that behaves otherwise, and what comes of it. */
static const struct {
  const char *name;
  const char *command;
  const char *text;
  BancoBenchmarkError code;
  const char *says;
} troubles[] = {
  { "other-processor", "uname", "#!/bin/sh\necho riscv64\n", BANCO_BENCHMARK_ERROR_CANNOT_RUN,
    "another kind of processor (riscv64)" },
  { "no-room", "cat", "#!/bin/sh\nexit 1\n", BANCO_BENCHMARK_ERROR_CANNOT_RUN, "no room" },
  { "may-not-run", "chmod", "#!/bin/sh\nexit 1\n", BANCO_BENCHMARK_ERROR_CANNOT_RUN,
    "no program run" },
  { "other-library", "chmod",
    "#!/bin/sh\nfor f; do :; done; echo exit 7 > \"$f\"; exec /bin/chmod \"$@\"\n",
    BANCO_BENCHMARK_ERROR_CANNOT_RUN, "glibc" },
  { "other-command", "sh", "#!/bin/sh\necho Lab\n", BANCO_BENCHMARK_ERROR_CANNOT_RUN,
    "does not run what" },
  { "no-login", "sh", "#!/bin/sh\nexit 1\n", BANCO_BENCHMARK_ERROR_CANNOT_RUN,
    "does not run what" },
  { "connection", "sh", "#!/bin/sh\nexit 255\n", BANCO_BENCHMARK_ERROR_UNREACHABLE, "connection" },
};

static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (BancoPlace) lab = NULL;
  g_autoptr (BancoOperation) operation = NULL;

  write_command (fixture, troubles[i].command, troubles[i].text);
  lab = place_new (fixture, NULL);
  operation = run_to_end (fixture, lab, "inv");
  g_assert_error (banco_operation_get_error (operation), BANCO_BENCHMARK_ERROR,
                  (int) troubles[i].code);
  g_assert_nonnull (strstr (banco_operation_get_error (operation)->message, troubles[i].says));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->results)), ==, 0);
  g_assert_cmpuint (count_programs (fixture), ==, 0);
}

/* What logins do that a program has to live with. */
static const struct {
  const char *name;
  const char *login;
} logins[] = {
  { "greeting", "echo Welcome; echo; echo '/usr is full'; eval \"$*\"" },
  { "title", "printf '\\033]0;lab\\007{'; eval \"$*\"" },
  { "greeting and goodbye", "echo '{ Lab }'; eval \"$*\"; r=$?; echo '{ Goodbye'; exit $r" },
};

static void
test_login (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (BancoPlace) lab = place_new (fixture, logins[i].login);

  assert_runs (fixture, lab);
  g_assert_nonnull (strstr (fixture->last_line, "\"end\""));
  assert_runs (fixture, lab);
}

/* No folder for temporary files, or one that is full: another is found. */
static const struct {
  const char *name;
  const char *mktemp;
} rooms[] = {
  { "none", "case \"$*\" in \"\"|*\"-p $TMPDIR\"*) exit 1 ;; esac\n" },
  { "full",
    "case \"$*\" in \"\"|*\"-p $TMPDIR\"*) ln -s /dev/full \"$TMPDIR/f\"; echo \"$TMPDIR/f\"; "
    "exit ;; esac\n" },
};

static void
test_temporary (Fixture *fixture, gconstpointer data)
{
  g_autofree char *script = g_strconcat ("#!/bin/sh\n", data, "exec /bin/mktemp \"$@\"\n", NULL);
  g_autoptr (BancoPlace) lab = place_new (fixture, NULL);

  write_command (fixture, "mktemp", script);
  assert_runs (fixture, lab);
}

/* A connection that broke while the program was sent leaves nothing that could be taken for it. */
static void
test_cut_while_sending (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) lab = place_new (
    fixture, "case \"$*\" in *mktemp*) head -c -100 | eval \"$*\" ;; *) eval \"$*\" ;; esac");
  g_autoptr (BancoOperation) operation = run_to_end (fixture, lab, "inv");

  g_assert_error (banco_operation_get_error (operation), BANCO_BENCHMARK_ERROR,
                  BANCO_BENCHMARK_ERROR_CANNOT_RUN);
  g_assert_cmpuint (count_programs (fixture), ==, 0);
}

/* Changed there, and it would still start: the name alone is not believed. */
static void
test_changed_there (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "home/cache/banco", NULL);
  g_autofree char *path = NULL, *before = NULL, *after = NULL;
  g_autoptr (BancoPlace) lab = place_new (fixture, NULL);
  g_autoptr (GDir) dir = NULL;
  gsize length;

  assert_runs (fixture, lab);
  dir = g_dir_open (folder, 0, NULL);
  path = g_build_filename (folder, g_dir_read_name (dir), NULL);
  g_assert_true (g_file_get_contents (path, &before, &length, NULL));
  g_assert_true (
    g_file_set_contents_full (path, "#!/bin/sh\necho '{}'; exit 0\n", -1, 0, 0700, NULL));
  assert_runs (fixture, lab);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpmem (before, length, after, length);
}

/* Two of them at once, each of which finds no program there, and the first is the slower one. */
static void
test_two_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) lab = place_new (fixture, NULL);
  const BancoRun run = { .place = lab, .mode = "quick", .only = "inv" };
  g_autoptr (BancoOperation) first = NULL, second = NULL;

  write_command (
    fixture, "cp",
    "#!/bin/sh\n/bin/cp \"$@\" && { mkdir \"$HOME/first\" 2>/dev/null && sleep 2; : ; }\n");
  first = banco_benchmark_run (fixture->benchmark, &run);
  second = banco_benchmark_run (fixture->benchmark, &run);
  test_wait (first);
  test_wait (second);
  g_assert_no_error (banco_operation_get_error (first));
  g_assert_no_error (banco_operation_get_error (second));
  g_assert_null (fixture->remark);
  g_assert_cmpuint (count_programs (fixture), ==, 1);
  g_assert_cmpstr (banco_result_get_id (banco_operation_get_result (first)), !=,
                   banco_result_get_id (banco_operation_get_result (second)));
}

/* A home that is mounted noexec: another folder is taken, and that is said. */
static void
test_home_without_programs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *runtime = g_build_filename (fixture->folder, "runtime", NULL);
  g_autoptr (BancoPlace) lab = NULL;

  write_command (
    fixture, "chmod",
    "#!/bin/sh\ncase \"$*\" in */home/cache/*) exit 1 ;; esac\nexec /bin/chmod \"$@\"\n");
  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);
  lab = place_new (fixture, NULL);
  assert_measured (fixture, lab);
  g_assert_nonnull (fixture->remark);
  g_assert_nonnull (strstr (fixture->remark, runtime));
  g_unsetenv ("XDG_RUNTIME_DIR");
}

/* Sent when it is not there as it is here, and only then; the versions of before are gone. */
static void
test_sends_when_it_differs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "home", "cache", "banco", NULL);
  g_autofree char *old = g_build_filename (folder, "banco-bench-0123456789abcdef", NULL);
  g_autoptr (BancoPlace) lab = place_new (fixture, NULL);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (old, "#!/bin/sh\nexit 0\n", -1, NULL));
  g_assert_cmpint (g_chmod (old, 0700), ==, 0);
  assert_runs (fixture, lab);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_programs (fixture), ==, 1);
  g_assert_null (fixture->remark);
}

static void
test_unknown_measure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autoptr (BancoOperation) operation = run_to_end (fixture, here, "nonsense");

  g_assert_error (banco_operation_get_error (operation), BANCO_BENCHMARK_ERROR,
                  BANCO_BENCHMARK_ERROR_USAGE);
}

/* The connection is measured beside what the program measures, alone too; the end stays the end. */
static void
test_connection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) lab = place_new (fixture, NULL);
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autoptr (BancoOperation) both = run_to_end (fixture, lab, "cpu.gemm32.one,net.rtt");
  g_autoptr (BancoOperation) alone = NULL, ours = NULL;
  const GPtrArray *rows;

  g_assert_no_error (banco_operation_get_error (both));
  rows = banco_result_get_rows (banco_operation_get_result (both));
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpstr (((BancoRow *) rows->pdata[1])->id, ==, "net.rtt");
  g_assert_cmpint (((BancoRow *) rows->pdata[1])->source, ==, BANCO_SOURCE_MEASURED_THERE);
  assert_published (fixture, banco_operation_get_result (both));
  g_assert_nonnull (strstr (fixture->last_line, "\"end\""));

  alone = run_to_end (fixture, lab, "net.rtt");
  g_assert_no_error (banco_operation_get_error (alone));
  g_assert_cmpuint (banco_result_get_rows (banco_operation_get_result (alone))->len, ==, 1);

  ours = run_to_end (fixture, here, "net.rtt");
  g_assert_error (banco_operation_get_error (ours), BANCO_BENCHMARK_ERROR,
                  BANCO_BENCHMARK_ERROR_USAGE);
}

static gboolean
runs (Fixture *fixture)
{
  g_autofree char *pattern = g_strdup_printf ("%s/home/cache/banco/banco-bench", fixture->folder);
  const char *const argv[] = { "pgrep", "-f", pattern, NULL };
  g_autofree char *output = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL,
                NULL);
  return output != NULL && output[0] != '\0';
}

static void
assert_nothing_runs (Fixture *fixture)
{
  for (guint i = 0; i < 300 && runs (fixture); i++)
    g_usleep (100000);
  g_assert_false (runs (fixture));
}

/* The connection breaks before the first figure: no empty result, and nothing goes on there. */
static void
test_breaks_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) lab = place_new (
    fixture, "case \"$*\" in *--json*) eval \"$*\" | head -n 4; exit 255 ;; esac; eval \"$*\"");
  g_autoptr (BancoOperation) operation = run_to_end (fixture, lab, "cpu");

  g_assert_error (banco_operation_get_error (operation), BANCO_BENCHMARK_ERROR,
                  BANCO_BENCHMARK_ERROR_UNREACHABLE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->results)), ==, 0);
  assert_nothing_runs (fixture);
}

/* It breaks after two figures: they are kept, and say so. */
static void
test_keeps_figures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) lab = place_new (
    fixture,
    "case \"$*\" in *--json*) eval \"$*\" | awk '{ print } /\"sample\"/ { if (++n == 2) exit }';"
    "exit 255 ;; esac; eval \"$*\"");
  g_autoptr (BancoOperation) operation = run_to_end (fixture, lab, "cpu");
  const GError *error = banco_operation_get_error (operation);
  g_autoptr (BancoResult) kept = NULL;

  g_assert_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "the 2 figures that came before are kept"));
  kept = g_list_model_get_item (G_LIST_MODEL (fixture->results), 0);
  g_assert_nonnull (kept);
  g_assert_cmpuint (banco_result_get_rows (kept)->len, ==, 2);
  g_assert_true (g_strv_contains (banco_result_get_flags (kept), "connection_lost"));
  assert_nothing_runs (fixture);
}

/* Somebody ends it there after the first sample, kindly: what was measured until then is kept, and
 * marked. */
static void
test_ended_there (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf (
    "case \"$*\" in *--json*) ;; *) eval \"$*\"; exit ;; esac;"
    "eval \"$*\" | while IFS= read -r line; do printf '%%s\\n' \"$line\"; case $line in"
    " *'\"sample\"'*) pkill -TERM -f '^%s/home/cache/banco/banco-bench' ;; esac; done; true",
    fixture->folder);
  g_autoptr (BancoPlace) lab = place_new (fixture, command);
  g_autoptr (BancoOperation) operation = run_to_end (fixture, lab, "cpu");
  BancoResult *result = banco_operation_get_result (operation);

  g_assert_no_error (banco_operation_get_error (operation));
  g_assert_true (g_strv_contains (banco_result_get_flags (result), "interrupted"));
  g_assert_cmpuint (banco_result_get_rows (result)->len, >, 0);
}

/* A command of the place's that says when it is reached, and then waits a little. */
static const struct {
  const char *name;
  const char *command;
} phases[] = {
  { "looking", "uname" },
  { "sending", "cat" },
};

static void
test_cancel_before_it_runs (Fixture *fixture, gconstpointer data)
{
  const char *command = data;
  g_autofree char *reached = g_build_filename (fixture->folder, "reached", NULL);
  g_autofree char *script =
    g_strdup_printf ("#!/bin/sh\ntouch %s\nsleep 1\nexec /bin/%s \"$@\"\n", reached, command);
  g_autoptr (BancoPlace) lab = NULL;
  g_autoptr (BancoOperation) operation = NULL;

  write_command (fixture, command, script);
  lab = place_new (fixture, NULL);
  operation = start_run (fixture, lab, "quick", "cpu");
  while (!g_file_test (reached, G_FILE_TEST_EXISTS))
    g_usleep (10000);
  banco_operation_cancel (operation);
  test_wait (operation);
  g_assert_cmpint (banco_operation_get_state (operation), ==, BANCO_OPERATION_CANCELLED);
  for (guint i = 0; i < 300 && count_programs (fixture) > 0; i++)
    g_usleep (100000);
  g_assert_cmpuint (count_programs (fixture), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->results)), ==, 0);
  g_assert_cmpuint (fixture->lines, ==, 0);
}

static void
test_cancel_stops_it_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoPlace) lab = place_new (fixture, NULL);
  g_autoptr (BancoOperation) operation = start_run (fixture, lab, "thorough", "cpu");

  while (fixture->lines < 3 && banco_operation_get_state (operation) == BANCO_OPERATION_RUNNING)
    g_main_context_iteration (NULL, TRUE);
  banco_operation_cancel (operation);
  test_wait (operation);
  g_assert_cmpint (banco_operation_get_state (operation), ==, BANCO_OPERATION_CANCELLED);
  assert_nothing_runs (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->results)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* As in every program: a place that closes its end is no end of ours. */
  signal (SIGPIPE, SIG_IGN);
#define ADD(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)
  ADD ("/runner/here", NULL, test_here);
  ADD ("/runner/named", NULL, test_named);
  ADD ("/runner/sends-once", NULL, test_sends_once);
  ADD ("/runner/home-without-programs", NULL, test_home_without_programs);
  ADD ("/runner/sends-when-it-differs", NULL, test_sends_when_it_differs);
  ADD ("/runner/unknown-measure", NULL, test_unknown_measure);
  ADD ("/runner/connection", NULL, test_connection);
  ADD ("/runner/cancel/running", NULL, test_cancel_stops_it_there);
  ADD ("/runner/cut-while-sending", NULL, test_cut_while_sending);
  ADD ("/runner/changed-there", NULL, test_changed_there);
  ADD ("/runner/two-at-once", NULL, test_two_at_once);
  ADD ("/runner/breaks-off", NULL, test_breaks_off);
  ADD ("/runner/keeps-figures", NULL, test_keeps_figures);
  ADD ("/runner/ended-there", NULL, test_ended_there);
  for (guint i = 0; i < G_N_ELEMENTS (logins); i++) {
    g_autofree char *path = g_strdup_printf ("/runner/login/%s", logins[i].name);
    ADD (path, GUINT_TO_POINTER (i), test_login);
  }
  for (guint i = 0; i < G_N_ELEMENTS (rooms); i++) {
    g_autofree char *path = g_strdup_printf ("/runner/temporary/%s", rooms[i].name);
    ADD (path, rooms[i].mktemp, test_temporary);
  }
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++) {
    g_autofree char *path = g_strdup_printf ("/runner/cancel/%s", phases[i].name);
    ADD (path, phases[i].command, test_cancel_before_it_runs);
  }
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++) {
    g_autofree char *path = g_strdup_printf ("/runner/trouble/%s", troubles[i].name);
    ADD (path, GUINT_TO_POINTER (i), test_trouble);
  }
  return g_test_run ();
}
