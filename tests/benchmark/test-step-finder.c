/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/activity-private.h"
#include "benchmark/step-finder-private.h"

#include <string.h>

/* What frameworks print: a line for each step, "@" standing for the step's number and "#" for the
 * epoch's; twenty steps an epoch, three epochs, 0.1 s a step. */
static const struct {
  const char *name;
  const char *epoch; /* before each epoch, nullable */
  const char *step;  /* nullable */
  const char *pattern;
  BancoStepKind found;
  double seconds; /* of a step */
  guint64 steps_per_epoch;
  guint64 steps;
} outputs[] = {
  { "keras", "Epoch #/3\n", "\r@/20 [=====>......] - ETA: 3s - loss: 0.53", NULL,
    BANCO_STEP_PROGRESS, 0.1, 20, 60 },
  { "keras 2, with backspaces", "Epoch #/3\n",
    "\b\b\b\b\b\b\b\b\b\b\r@/20 [===>...] - ETA: 0s - loss: 1.0", NULL, BANCO_STEP_PROGRESS, 0.1,
    20, 60 },
  { "keras 3", "Epoch #/3\n",
    "\r\033[1m@/20\033[0m \033[32m━━━━\033[0m\033[37m━━━━\033[0m \033[1m2s\033[0m "
    "3ms/step - loss: 0.5",
    NULL, BANCO_STEP_PROGRESS, 0.1, 20, 60 },
  { "tqdm", NULL, "\r 45%|████▌     | @/20 [00:01<00:01, 35.20it/s]", NULL, BANCO_STEP_PROGRESS,
    0.1, 20, 20 },
  { "lightning", NULL,
    "\rEpoch #:  45%|████▌     | @/20 [00:01<00:01, 35.20it/s, loss=0.5, v_num=3]", NULL,
    BANCO_STEP_PROGRESS, 0.1, 20, 20 },
  { "words", "--- epoch # ---\n", "step @: loss 0.5, lr 1e-3\n", NULL, BANCO_STEP_COUNTER, 0.1, 0,
    0 },
  { "equals", NULL, "2026-11-23 10:00:00 global_step=@ loss=0.5\n", NULL, BANCO_STEP_COUNTER, 0.1,
    0, 0 },
  { "iter", NULL, "iter @: train loss 4.17, val loss 4.18\n", NULL, BANCO_STEP_COUNTER, 0.1, 0, 0 },
  { "batch of", "Epoch #\n", "  Batch    @  of    20.    Elapsed: 0:00:12.\n", NULL,
    BANCO_STEP_COUNTER, 0.1, 20, 20 },
  { "imagenet example", NULL, "Epoch: [#][ @/20]\tTime  0.100 (0.1)\tLoss 6.9\n", NULL,
    BANCO_STEP_PROGRESS, 0.1, 20, 20 },
  { "step of", NULL, "Epoch [#/3], Step [@/20], Loss: 2.3\n", NULL, BANCO_STEP_COUNTER, 0.1, 20,
    60 },
  { "lightning, with rich", NULL,
    "\rEpoch #/9  ━━━━━━━━╺━━━━ @/20 0:00:01 • 0:00:10 85.32it/s v_num: 3", NULL,
    BANCO_STEP_PROGRESS, 0.1, 20, 180 },
  { "tqdm without an end", NULL, "\r@it [00:01, 35.20it/s]", NULL, BANCO_STEP_COUNTER, 0.1, 0, 0 },
  { "lightning without an end", NULL, "\rEpoch #: : @it [00:01, 35.20it/s, v_num=3]", NULL,
    BANCO_STEP_COUNTER, 0.1, 0, 0 },
  { "xgboost", NULL, "[@]\ttrain-rmse:0.53120\ttest-rmse:0.61200\n", NULL, BANCO_STEP_COUNTER, 0.1,
    0, 0 },
  { "lightgbm", "[LightGBM] [Info] Total Bins 6132\n", "[@]\tvalid_0's binary_logloss: 0.62\n",
    NULL, BANCO_STEP_COUNTER, 0.1, 0, 0 },
  { "catboost", NULL, "@:\tlearn: 0.6931\ttotal: 4.2ms\tremaining: 3.1s\n", NULL,
    BANCO_STEP_COUNTER, 0.1, 0, 0 },
  { "gradient boosting", "      Iter       Train Loss   Remaining Time \n",
    "         @           1.2613            1.23s\n", NULL, BANCO_STEP_COUNTER, 0.1, 0, 0 },
  { "random forest", NULL, "building tree @ of 20\n", NULL, BANCO_STEP_COUNTER, 0.1, 20, 20 },
  { "joblib", NULL, "[Parallel(n_jobs=2)]: Done  @ tasks      | elapsed:    1.2s\n", NULL,
    BANCO_STEP_COUNTER, 0.1, 0, 0 },
  { "perceptron", NULL, "Iteration @, loss = 0.53\n", NULL, BANCO_STEP_COUNTER, 0.1, 0, 0 },
  { "quasi-Newton", NULL, "At iterate    @    f=  6.93D-01    |proj g|=  1.2D-01\n", NULL,
    BANCO_STEP_COUNTER, 0.1, 0, 0 },
  { "a table of epochs", "epoch     train_loss  valid_loss  time\n",
    "@         0.53  0.61  00:03\n", NULL, BANCO_STEP_EPOCH, 0.1, 0, 0 },
  { "per cent are no steps", NULL, "done: @% \n", NULL, BANCO_STEP_NOTHING, 0, 0, 0 },
  { "times are no steps", NULL, "12:30:@ loading\n[12:30:@] more\n@.5 s\n", NULL,
    BANCO_STEP_NOTHING, 0, 0, 0 },
  { "numbers outside of a table", NULL, "  @  0.5  0.6\n", NULL, BANCO_STEP_NOTHING, 0, 0, 0 },
  { "the title of a window", NULL, "\033]0;step @/20\007\302\2333@mloss\n", NULL,
    BANCO_STEP_NOTHING, 0, 0, 0 },
  { "epochs only", "Epoch #/3 - loss 0.5\n", NULL, NULL, BANCO_STEP_NOTHING, 0, 0, 0 },
  { "own pattern", NULL, "loss[@] = 0.4\n", "loss\\[(\\d+)\\]", BANCO_STEP_PATTERN, 0.1, 0, 0 },
  { "own pattern without a group", NULL, "tick 3/20\n", "^tick", BANCO_STEP_PATTERN, 0.1, 0, 0 },
  { "dates and paths are no progress", NULL, "23/11/2026 saved a/@/20/b v1/20.3 http://x/@/20\n",
    NULL, BANCO_STEP_NOTHING, 0, 0, 0 },
  { "a log with numbers", NULL, "loss 0.@ acc 0.20 batch_size=32 lr=1e-3 steps/s 10\n", NULL,
    BANCO_STEP_NOTHING, 0, 0, 0 },
};

static char *
fill_in (const char *text, guint step, guint epoch)
{
  g_auto (GStrv) parts = g_strsplit (text, "@", -1);
  g_autofree char *number = g_strdup_printf ("%u", step);
  g_autofree char *once = g_strjoinv (number, parts);
  g_auto (GStrv) more = g_strsplit (once, "#", -1);
  g_autofree char *other = g_strdup_printf ("%u", epoch);

  return g_strjoinv (other, more);
}

/* In pieces of three bytes, as a pipe may cut them. */
static void
feed (BancoStepFinder *steps, const char *text, double seconds)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i += 3)
    banco_step_finder_feed (steps, text + i, MIN (3, length - i), seconds);
}

static void
test_output (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (BancoStepFinder) steps = banco_step_finder_new (outputs[i].pattern, NULL);
  g_autoptr (BancoObservation) seen = banco_observation_new ();
  double seconds = 0;

  for (guint epoch = 1; epoch <= 3; epoch++) {
    if (outputs[i].epoch != NULL) {
      g_autofree char *text = fill_in (outputs[i].epoch, 0, epoch);
      feed (steps, text, seconds);
    }
    /* The first one compiles. */
    for (guint step = 1; step <= 20; step++) {
      g_autofree char *text =
        outputs[i].step != NULL ? fill_in (outputs[i].step, step, epoch) : g_strdup ("");
      seconds += step == 1 && epoch == 1 ? 3 : 0.1;
      feed (steps, text, seconds);
    }
  }
  banco_step_finder_finish (steps, seconds);
  banco_step_finder_summarize (steps, seen);
  g_assert_cmpstr (banco_step_kind_to_string (seen->found), ==,
                   banco_step_kind_to_string (outputs[i].found));
  g_assert_cmpfloat_with_epsilon (seen->step_seconds, outputs[i].seconds, 1e-6);
  g_assert_cmpuint (seen->steps_per_epoch, ==, outputs[i].steps_per_epoch);
  g_assert_cmpuint (seen->steps, ==, outputs[i].steps);
}

static void
test_epochs (void)
{
  g_autoptr (BancoStepFinder) steps = banco_step_finder_new (NULL, NULL);
  g_autoptr (BancoObservation) seen = banco_observation_new ();

  for (guint epoch = 1; epoch <= 6; epoch++) {
    g_autofree char *text = g_strdup_printf ("Epoch %u/100 - loss 0.5\n", epoch);
    feed (steps, text, epoch * 2.0);
  }
  banco_step_finder_summarize (steps, seen);
  g_assert_cmpint (seen->found, ==, BANCO_STEP_EPOCH);
  g_assert_cmpfloat_with_epsilon (seen->step_seconds, 2, 1e-9);
  g_assert_cmpuint (seen->steps, ==, 100);
}

/* Who counts from nought, like Lightning, has one more epoch than it says. */
static void
test_epochs_from_zero (void)
{
  g_autoptr (BancoStepFinder) steps = banco_step_finder_new (NULL, NULL);
  g_autoptr (BancoObservation) seen = banco_observation_new ();

  for (guint step = 0; step < 40; step++) {
    g_autofree char *text =
      g_strdup_printf ("\rEpoch %u/9 ━━━━ %u/20 0:00:01", step / 20, step % 20 + 1);
    feed (steps, text, step * 0.1);
  }
  banco_step_finder_finish (steps, 4);
  banco_step_finder_summarize (steps, seen);
  g_assert_cmpuint (seen->steps_per_epoch, ==, 20);
  g_assert_cmpuint (seen->steps, ==, 200);
}

/* A list of layers, printed at once, has more numbers than there are epochs, and is no training. */
static void
test_list (void)
{
  g_autoptr (BancoStepFinder) steps = banco_step_finder_new (NULL, NULL);
  g_autoptr (BancoObservation) seen = banco_observation_new ();

  for (guint i = 0; i < 60; i++) {
    g_autofree char *text = g_strdup_printf ("%u: Dense (128)\n", i);
    feed (steps, text, 1 + i * 1e-5);
  }
  for (guint i = 0; i < 5; i++) {
    g_autofree char *text = g_strdup_printf ("Epoch %u/10 loss 0.5\n", i + 1);
    feed (steps, text, 2.0 * (i + 1));
  }
  banco_step_finder_summarize (steps, seen);
  g_assert_cmpint (seen->found, ==, BANCO_STEP_EPOCH);
  g_assert_cmpfloat_with_epsilon (seen->step_seconds, 2, 1e-9);
}

/* On a slow machine, or of a fast job, several lines are read at once: the time is theirs together.
 */
static void
test_together (void)
{
  g_autoptr (BancoStepFinder) steps = banco_step_finder_new (NULL, NULL);
  g_autoptr (BancoObservation) seen = banco_observation_new ();

  for (guint step = 1; step <= 200; step++) {
    g_autofree char *text = g_strdup_printf ("step %u\n", step);
    feed (steps, text, (step + 9) / 10);
  }
  banco_step_finder_summarize (steps, seen);
  g_assert_cmpfloat_with_epsilon (seen->step_seconds, 0.1, 1e-9);
  g_assert_cmpfloat_with_epsilon (seen->step_low, 0.1, 1e-9);
  /* Those of the first reading began before anybody looked. */
  g_assert_cmpuint (seen->steps_seen, ==, 190);
}

/* One line for ten steps is ten steps. */
static void
test_every_tenth (void)
{
  g_autoptr (BancoStepFinder) steps = banco_step_finder_new (NULL, NULL);
  g_autoptr (BancoObservation) seen = banco_observation_new ();

  for (guint step = 0; step <= 200; step += 10) {
    g_autofree char *text = g_strdup_printf ("step %u\n", step);
    feed (steps, text, step * 0.05);
  }
  banco_step_finder_summarize (steps, seen);
  g_assert_cmpfloat_with_epsilon (seen->step_seconds, 0.05, 1e-9);
  g_assert_cmpuint (seen->steps_seen, ==, 200);
}

static void
test_bad_pattern (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (banco_step_finder_new ("(", &error));
  g_assert_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_USAGE);
}

/* What was seen, and what follows. */
static const struct {
  const char *name;
  BancoObservation seen;
  BancoBound bound;
  double data_share;
} cases[] = {
  { "not looked at", { .step_seconds = 1 }, BANCO_BOUND_UNKNOWN, 0 },
  { "computes", { .sampled = TRUE, .cores = 7, .step_seconds = 1 }, BANCO_BOUND_CPU, 0 },
  { "waits", { .sampled = TRUE, .cores = 0.2, .idle_share = 0.8 }, BANCO_BOUND_DATA, 0.8 },
  { "gpu", { .sampled = TRUE, .has_gpu = TRUE, .gpu_share = 0.95 }, BANCO_BOUND_GPU, 0 },
  { "gpu's memory",
    { .sampled = TRUE, .has_gpu = TRUE, .gpu_share = 0.95, .gpu_memory_share = 0.7 },
    BANCO_BOUND_MEMORY,
    0 },
  { "gpu unused",
    { .sampled = TRUE, .has_gpu = TRUE, .gpu_share = 0.01, .cores = 4 },
    BANCO_BOUND_CPU,
    0 },
  { "loaders are busy",
    { .sampled = TRUE, .has_gpu = TRUE, .gpu_share = 0.4, .cores = 6, .step_seconds = 0.02 },
    BANCO_BOUND_DATA,
    0.6 },
  { "small kernels",
    { .sampled = TRUE, .has_gpu = TRUE, .gpu_share = 0.4, .cores = 1, .step_seconds = 0.002 },
    BANCO_BOUND_LAUNCH,
    0 },
};

static void
test_bound (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  BancoObservation seen = cases[i].seen;

  banco_observation_find_bound (&seen);
  g_assert_cmpstr (banco_bound_to_string (seen.bound), ==, banco_bound_to_string (cases[i].bound));
  g_assert_cmpfloat_with_epsilon (seen.data_share, cases[i].data_share, 1e-9);
}

static const struct {
  const char *text;
  gboolean good;
} states[] = {
  { "12 (sh) S 1 12 77 34816 12 4194304 1 2 3 4 5 6 7 8 20 0 1 0 100 2000 300 18446744073709551615",
    TRUE },
  { "12 (a) b (c)) R 1 12 77 34816 12 4194304 1 2 3 4 5 6 7 8 20 0 1 0 100 2000 300 1", TRUE },
  { "12 (sh) S 1 12", FALSE },
  { "12 sh", FALSE },
  { "", FALSE },
};

static void
test_process_state (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    BancoProcessState state = { 0 };

    g_assert_cmpint (banco_process_state_parse (states[i].text, &state), ==, states[i].good);
    if (!states[i].good)
      continue;
    g_assert_cmpint (state.session, ==, 77);
    g_assert_cmpuint (state.begin, ==, 100);
    g_assert_cmpuint (state.ticks, ==, 11);
    g_assert_cmpuint (state.resident, ==, 300);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (outputs); i++) {
    g_autofree char *path = g_strdup_printf ("/steps/output/%s", outputs[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_output);
  }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/steps/bound/%s", cases[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bound);
  }
  g_test_add_func ("/steps/epochs", test_epochs);
  g_test_add_func ("/steps/epochs-from-zero", test_epochs_from_zero);
  g_test_add_func ("/steps/list", test_list);
  g_test_add_func ("/steps/together", test_together);
  g_test_add_func ("/steps/every-tenth", test_every_tenth);
  g_test_add_func ("/steps/bad-pattern", test_bad_pattern);
  g_test_add_func ("/steps/process-state", test_process_state);
  return g_test_run ();
}
