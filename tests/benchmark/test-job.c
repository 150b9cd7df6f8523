/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/watch.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* What a person says of a job, and what is remembered of it. */

static const struct {
  const char *text;
  double seconds; /* 0: no duration */
  double bytes;   /* 0: no size */
} quantities[] = {
  { "12 ms", .012, 0 },
  { "12ms", .012, 0 },
  { " 3 ", 3, 3 },
  { "1.5 H", 5400, 0 },
  { "2 min", 120, 0 },
  { "40 µs", 4e-5, 0 },
  { "40us", 4e-5, 0 },
  { "10 GB", 0, 1e10 },
  { "1 gib", 0, 1073741824 },
  { "3 MiB", 0, 3145728 },
  { "0", 0, 0 },
  { "-1 s", 0, 0 },
  { "nan", 0, 0 },
  { "inf s", 0, 0 },
  { "1e400", 0, 0 },
  { "", 0, 0 },
  { "ms", 0, 0 },
  { "12 ms 3", 0, 0 },
  { "12 mss", 0, 0 },
  { "1,5 s", 1.5, 0 },
  { "0,25ms", .00025, 0 },
  { "1,5 GB", 0, 1.5e9 },
  { "1,5 PB", 0, 1.5e15 },
  { "2 PiB", 0, 2 * 0x1p50 },
  { "3tib", 0, 3 * 0x1p40 },
  { "4 KiB", 0, 4096 },
  /* Thousands in one language, decimals in another. */
  { "1,500 MB", 0, 0 },
  { "1.500,5 MB", 0, 0 },
  { "1,5,5 MB", 0, 0 },
  { ",5 s", .5, 0 },
  { "1, s", 0, 0 },
  { "\xff\xfe", 0, 0 },
};

static void
test_quantities (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (quantities); i++) {
    double seconds = -7, bytes = -7;

    g_assert_cmpint (banco_duration_from_string (quantities[i].text, &seconds), ==,
                     quantities[i].seconds > 0);
    g_assert_cmpint (banco_size_from_string (quantities[i].text, &bytes), ==,
                     quantities[i].bytes > 0);
    g_assert_cmpfloat_with_epsilon (seconds, quantities[i].seconds > 0 ? quantities[i].seconds : -7,
                                    1e-9);
    g_assert_cmpfloat_with_epsilon (bytes, quantities[i].bytes > 0 ? quantities[i].bytes : -7,
                                    1e-9);
  }
}

static const BancoPerformance laptop = {
  .name = "This computer",
  .inner_name = "this computer",
  .processor = BANCO_PROCESSOR_GPU,
  .arithmetic = 5000,
  .memory = 200,
  .count = 1,
};
static const BancoPerformance card = {
  .name = "Card",
  .inner_name = "Card",
  .processor = BANCO_PROCESSOR_GPU,
  .arithmetic = 10000,
  .memory = 400,
  .count = 1,
};
static const char *const command[] = { "python3", "train.py", NULL };

static BancoHistory *
history_new (void)
{
  return banco_history_load ("/nonexistent/history.json");
}

/* A run here is remembered, one there is set against it, and the next guess knows. */
static void
test_learns_from_runs (void)
{
  g_autoptr (BancoHistory) history = history_new ();
  BancoLearnResult learned_result = { .real = 7 };

  g_assert_true (banco_history_learn (
    history, &(BancoStepRecord){ .command = command, .step_seconds = .1 }, &learned_result));
  g_assert_cmpfloat (learned_result.real, ==, 0);
  g_assert_cmpuint (learned_result.calibration.count, ==, 0);
  g_assert_cmpfloat (banco_history_get_step (history, command), ==, .1);
  g_assert_true (banco_history_learn (
    history,
    &(BancoStepRecord){ .command = command, .step_seconds = .025, .here = laptop, .there = card },
    &learned_result));
  g_assert_cmpfloat_with_epsilon (learned_result.real, 4, 1e-9);
  g_assert_cmpfloat_with_epsilon (learned_result.expected, 2, 1e-6);
  g_assert_cmpuint (learned_result.calibration.count, ==, 1);
  g_assert_cmpfloat (learned_result.calibration.shift, >, 0);
  g_assert_cmpfloat (learned_result.calibration.shift, <=, log (2));
  g_assert_cmpfloat (banco_history_get_step (history, command), ==, .1);
}

/* What the person says a step took outranks what is remembered of the command. */
static void
test_learns_what_is_said (void)
{
  g_autoptr (BancoHistory) history = history_new ();
  BancoLearnResult learned_result;

  g_assert_true (banco_history_learn (
    history,
    &(BancoStepRecord){ .step_seconds = .05, .here_seconds = .1, .here = laptop, .there = card },
    &learned_result));
  g_assert_cmpfloat_with_epsilon (learned_result.real, 2, 1e-9);
  g_assert_cmpuint (learned_result.calibration.count, ==, 1);
}

/* Nothing to compare with is nothing to learn, and nothing to save. */
static void
test_learns_nothing (void)
{
  const BancoStepRecord experiences[] = {
    { .step_seconds = 1 },
    { .command = command, .step_seconds = 1, .here = laptop, .there = card },
    { .command = command, .step_seconds = 1, .here_seconds = 2, .there = card },
    { .command = command, .here_seconds = 2, .here = laptop, .there = card },
  };

  for (guint i = 0; i < G_N_ELEMENTS (experiences); i++) {
    g_autoptr (BancoHistory) history = history_new ();
    BancoLearnResult learned_result = { .real = 7, .expected = 7 };

    g_assert_false (banco_history_learn (history, &experiences[i], &learned_result));
    g_assert_cmpfloat (learned_result.real, ==, 0);
    g_assert_cmpfloat (learned_result.expected, ==, 0);
    g_assert_cmpuint (learned_result.calibration.count, ==, 0);
  }
}

/* What is kept between runs of the program, and what is not: the command itself. */
static void
test_kept (void)
{
  g_autofree char *folder = g_dir_make_tmp ("banco-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "history.json", NULL);
  g_autoptr (BancoHistory) first = banco_history_load (path);
  g_autoptr (BancoHistory) second = NULL;
  g_autofree char *text = NULL;
  const char *const other[] = { "python3", "train.py --secret", NULL };
  GStatBuf info;

  for (guint i = 0; i < 60; i++)
    banco_history_add (first, &laptop, &card, 1, i < 10 ? 1e-3 : 0.5);
  banco_history_add (first, &laptop, &card, 1, 0);
  banco_history_set_step (first, other, 3);
  banco_history_set_step (first, other, 4);
  g_assert_true (banco_history_save (first, NULL));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, "train.py"));
  second = banco_history_load (path);
  /* The fifty newest; those before, which were wild, are forgotten. */
  g_assert_cmpuint (banco_history_calibrate (second).count, ==, 50);
  g_assert_cmpfloat_with_epsilon (banco_history_calibrate (second).shift, 0, 1e-6);
  g_assert_cmpfloat (banco_history_get_step (second, other), ==, 4);
  g_assert_cmpfloat (banco_history_get_step (second, command), ==, 0);
  g_unlink (path);
  g_rmdir (folder);
}

/* What the file may be, how many runs and whether the step are read from it, and whether it may be
 * written over. */
static const struct {
  const char *text;
  guint runs;
  gboolean writes;
} histories[] = {
  { "", 0, TRUE },
  { "{", 0, TRUE },
  { "[]", 0, TRUE },
  { "{\"format\":1}", 0, TRUE },
  { "{\"format\":1,\"runs\":[{\"ratio\":2},{\"ratio\":3}],\"steps\":[]}", 2, TRUE },
  { "{\"format\":1,\"runs\":[{\"ratio\":2},{\"ratio\":-3},{\"ratio\":0}],\"steps\":[]}", 1, TRUE },
  { "{\"format\":1,\"runs\":[{\"ratio\":2},{\"ratio\":\"3\"}],\"steps\":[]}", 0, TRUE },
  { "{\"format\":1,\"runs\":[{\"ratio\":1e999}],\"steps\":[]}", 0, TRUE },
  { "{\"format\":1,\"runs\":[{\"ratio\":2}],\"steps\":[7]}", 0, TRUE },
  { "{\"format\":2,\"runs\":{},\"more\":1}", 0, FALSE },
};

static void
test_history_file (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *folder = g_dir_make_tmp ("banco-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "history.json", NULL);
  g_autofree char *after = NULL;
  g_autoptr (BancoHistory) history = NULL;

  g_assert_true (g_file_set_contents (path, histories[i].text, -1, NULL));
  history = banco_history_load (path);
  g_assert_cmpuint (banco_history_calibrate (history).count, ==, histories[i].runs);
  banco_history_set_step (history, command, 1);
  g_assert_true (banco_history_save (history, NULL));
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpint (g_str_equal (after, histories[i].text), ==, !histories[i].writes);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_history_no_room (void)
{
  g_autoptr (BancoHistory) history = banco_history_load ("/proc/nowhere/history.json");
  g_autoptr (GError) error = NULL;

  g_assert_false (banco_history_save (history, &error));
  g_assert_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_FAILED);
}

/* What the person said stands; the step is always the one that was seen. */
static void
test_completes (void)
{
  g_autoptr (BancoObservation) seen = banco_observation_new ();
  BancoJob job = { .step_seconds = 9, .steps = 500, .memory_gib = 3 };
  BancoJob empty = { 0 };

  seen->found = BANCO_STEP_PROGRESS;
  seen->step_seconds = .02;
  seen->steps = 100;
  seen->steps_per_epoch = 50;
  seen->has_gpu = TRUE;
  seen->gpu_memory_mib = 2048;
  seen->data_share = .4;
  banco_observation_complete (seen, &job);
  g_assert_cmpfloat (job.step_seconds, ==, .02);
  g_assert_cmpfloat (job.data_share, ==, .4);
  g_assert_cmpuint (job.steps, ==, 500);
  g_assert_cmpuint (job.steps_per_epoch, ==, 50);
  g_assert_cmpfloat (job.memory_gib, ==, 3);
  banco_observation_complete (seen, &empty);
  g_assert_cmpuint (empty.steps, ==, 100);
  g_assert_cmpfloat (empty.memory_gib, ==, 2);
}

static BancoObservation *
watch_in (const char *folder, GError **error)
{
  const char *const where[] = { "sh", "-c", "pwd; exit 1", NULL };
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autoptr (BancoWatch) watch = banco_watch_new (here, where, NULL, 60, NULL);

  banco_watch_set_folder (watch, folder);
  return banco_watch_run (watch, NULL, NULL, error);
}

static void
test_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("banco-XXXXXX", NULL);
  g_autoptr (BancoObservation) seen = watch_in (folder, &error);
  g_autoptr (BancoObservation) nothing = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (strstr (seen->last_lines, folder));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  nothing = watch_in (folder, &error);
  g_assert_null (nothing);
  g_assert_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_CANNOT_RUN);
  g_assert_nonnull (strstr (error->message, folder));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/quantities", test_quantities);
  g_test_add_func ("/job/learns/runs", test_learns_from_runs);
  g_test_add_func ("/job/learns/what-is-said", test_learns_what_is_said);
  g_test_add_func ("/job/learns/nothing", test_learns_nothing);
  g_test_add_func ("/job/history/kept", test_kept);
  g_test_add_func ("/job/history/no-room", test_history_no_room);
  for (guint i = 0; i < G_N_ELEMENTS (histories); i++) {
    g_autofree char *path = g_strdup_printf ("/job/history/%u", i);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_history_file);
  }
  g_test_add_func ("/job/completes", test_completes);
  g_test_add_func ("/job/folder", test_folder);
  return g_test_run ();
}
