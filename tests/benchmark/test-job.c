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
  { "1,5 s", 0, 0 },
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

static const BancoStrength laptop = {
  .name = "This computer",
  .inner_name = "this computer",
  .processor = BANCO_PROCESSOR_GPU,
  .arithmetic = 5000,
  .memory = 200,
  .count = 1,
};
static const BancoStrength card = {
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
  BancoLesson lesson = { .real = 7 };

  g_assert_true (banco_history_learn (
    history, &(BancoExperience){ .command = command, .step_seconds = .1 }, &lesson));
  g_assert_cmpfloat (lesson.real, ==, 0);
  g_assert_cmpuint (lesson.calibration.count, ==, 0);
  g_assert_cmpfloat (banco_history_get_step (history, command), ==, .1);
  g_assert_true (banco_history_learn (
    history,
    &(BancoExperience){ .command = command, .step_seconds = .025, .here = laptop, .there = card },
    &lesson));
  g_assert_cmpfloat_with_epsilon (lesson.real, 4, 1e-9);
  g_assert_cmpfloat_with_epsilon (lesson.expected, 2, 1e-6);
  g_assert_cmpuint (lesson.calibration.count, ==, 1);
  g_assert_cmpfloat (lesson.calibration.shift, >, 0);
  g_assert_cmpfloat (lesson.calibration.shift, <=, log (2));
  g_assert_cmpfloat (banco_history_get_step (history, command), ==, .1);
}

/* What the person says a step took outranks what is remembered of the command. */
static void
test_learns_what_is_said (void)
{
  g_autoptr (BancoHistory) history = history_new ();
  BancoLesson lesson;

  g_assert_true (banco_history_learn (
    history,
    &(BancoExperience){ .step_seconds = .05, .here_seconds = .1, .here = laptop, .there = card },
    &lesson));
  g_assert_cmpfloat_with_epsilon (lesson.real, 2, 1e-9);
  g_assert_cmpuint (lesson.calibration.count, ==, 1);
}

/* Nothing to compare with is nothing to learn, and nothing to save. */
static void
test_learns_nothing (void)
{
  const BancoExperience experiences[] = {
    { .step_seconds = 1 },
    { .command = command, .step_seconds = 1, .here = laptop, .there = card },
    { .command = command, .step_seconds = 1, .here_seconds = 2, .there = card },
    { .command = command, .here_seconds = 2, .here = laptop, .there = card },
  };

  for (guint i = 0; i < G_N_ELEMENTS (experiences); i++) {
    g_autoptr (BancoHistory) history = history_new ();
    BancoLesson lesson = { .real = 7, .expected = 7 };

    g_assert_false (banco_history_learn (history, &experiences[i], &lesson));
    g_assert_cmpfloat (lesson.real, ==, 0);
    g_assert_cmpfloat (lesson.expected, ==, 0);
    g_assert_cmpuint (lesson.calibration.count, ==, 0);
  }
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
  g_test_add_func ("/job/completes", test_completes);
  g_test_add_func ("/job/folder", test_folder);
  return g_test_run ();
}
