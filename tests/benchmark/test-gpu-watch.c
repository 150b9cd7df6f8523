/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/activity-private.h"

/* What NVIDIA's management library says of the cards, by one of ours (tests/program/fake-nvml.c),
 * as a watched command sees it. */

typedef struct {
  int utilisation, traffic, used;
} Card;

static void
set (const char *name, int value)
{
  g_autofree char *text = g_strdup_printf ("%d", value);

  g_setenv (name, text, TRUE);
}

static void
say (const Card *first, const Card *second)
{
  set ("FAKE_UTILISATION", first->utilisation);
  set ("FAKE_TRAFFIC", first->traffic);
  set ("FAKE_USED", first->used);
  set ("FAKE_SECOND_UTILISATION", second->utilisation);
  set ("FAKE_SECOND_TRAFFIC", second->traffic);
  set ("FAKE_SECOND_USED", second->used);
}

static const Card idle = { 0, 0, 1000 };
static const Card busy = { 90, 70, 3500 };
static const Card half = { 50, 10, 2000 };
static const Card liar = { 4000, 4000, 1000 };

/* Two looks while it runs, at each of two cards, and what is concluded of the busier one. */
static const struct {
  const char *name;
  const Card *first[2], *second[2];
  double share, memory_share, memory_mib, watts;
} looks[] = {
  { "nothing", { &idle, &idle }, { &idle, &idle }, 0, 0, 0, 69.5 },
  { "first", { &busy, &busy }, { &idle, &idle }, 0.9, 0.7, 2500, 69.5 },
  { "second", { &idle, &idle }, { &busy, &busy }, 0.9, 0.7, 2500, 120 },
  { "busier", { &half, &half }, { &busy, &half }, 0.7, 0.4, 2500, 120 },
  { "on average", { &busy, &half }, { &idle, &idle }, 0.7, 0.4, 2500, 69.5 },
  { "more than all", { &liar, &liar }, { &idle, &idle }, 1, 1, 0, 69.5 },
};

static void
test_look (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (BancoObservation) seen = banco_observation_new ();
  BancoGpuWatch *watch;

  set ("FAKE_CARDS", 2);
  say (&idle, &idle);
  watch = banco_gpu_watch_new ();
  g_assert_nonnull (watch);
  /* Importing and compiling do not count, but for the memory that stays. */
  say (&half, &half);
  banco_gpu_watch_restart (watch);
  for (guint look = 0; look < 2; look++) {
    say (looks[i].first[look], looks[i].second[look]);
    banco_gpu_watch_sample (watch);
  }
  banco_gpu_watch_summarize (watch, seen);
  g_assert_true (seen->has_gpu);
  g_assert_cmpfloat_with_epsilon (seen->gpu_share, looks[i].share, 1e-9);
  g_assert_cmpfloat_with_epsilon (seen->gpu_memory_share, looks[i].memory_share, 1e-9);
  g_assert_cmpfloat_with_epsilon (seen->gpu_memory_mib, looks[i].memory_mib, 1e-9);
  g_assert_cmpfloat_with_epsilon (seen->gpu_watts, looks[i].watts, 1e-9);
  banco_gpu_watch_free (watch);
}

/* No sample, no claim; and what a card does not tell is not known, not nought point something. */
static void
test_silence (void)
{
  g_autoptr (BancoObservation) seen = banco_observation_new ();
  BancoGpuWatch *watch;

  set ("FAKE_CARDS", 1);
  say (&busy, &idle);
  watch = banco_gpu_watch_new ();
  banco_gpu_watch_summarize (watch, seen);
  g_assert_false (seen->has_gpu);
  set ("FAKE_NO_POWER", 1);
  banco_gpu_watch_sample (watch);
  banco_gpu_watch_summarize (watch, seen);
  g_assert_true (seen->has_gpu);
  g_assert_cmpfloat (seen->gpu_watts, ==, 0);
  g_assert_cmpfloat (seen->gpu_memory_mib, ==, 0); /* it was taken before we looked */
  set ("FAKE_BROKEN", 1);
  banco_gpu_watch_restart (watch);
  banco_gpu_watch_sample (watch);
  banco_gpu_watch_summarize (watch, seen);
  g_assert_cmpfloat (seen->gpu_share, ==, 0);
  banco_gpu_watch_free (watch);
  g_unsetenv ("FAKE_BROKEN");
  g_unsetenv ("FAKE_NO_POWER");
}

/* A library without a card, one that does not start, and a card that is gone from the bus. */
static void
test_no_card (void)
{
  BancoGpuWatch *watch;

  set ("FAKE_CARDS", 0);
  g_assert_null (banco_gpu_watch_new ());
  set ("FAKE_CARDS", 1);
  set ("FAKE_NVML", 9);
  g_assert_null (banco_gpu_watch_new ());
  g_unsetenv ("FAKE_NVML");
  set ("FAKE_CARDS", 5);
  say (&idle, &busy);
  watch = banco_gpu_watch_new ();
  g_assert_nonnull (watch);
  banco_gpu_watch_sample (watch);
  banco_gpu_watch_free (watch);
}

/* The whole: a command is watched while a card is busy, and is said to be bound by it. */
static void
test_command (void)
{
  const char *const command[] = {
    "sh", "-c",
    "i=0; while [ $i -lt 30 ]; do i=$((i+1)); printf '\\r %d/30 [=>.]' $i; sleep 0.1; done", NULL
  };
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autoptr (BancoWatch) watch = banco_watch_new (here, command, NULL, 60, NULL);
  g_autoptr (BancoObservation) seen = NULL;

  set ("FAKE_CARDS", 2);
  say (&idle, &busy);
  seen = banco_watch_run (watch, NULL, NULL, NULL);
  g_assert_nonnull (seen);
  if (!seen->sampled) {
    g_test_skip ("this machine was too busy to look often enough");
    return;
  }
  g_assert_true (seen->has_gpu);
  g_assert_cmpfloat_with_epsilon (seen->gpu_share, 0.9, 1e-9);
  g_assert_cmpfloat_with_epsilon (seen->gpu_watts, 120, 1e-9);
  g_assert_cmpstr (banco_bound_to_string (seen->bound), ==,
                   banco_bound_to_string (BANCO_BOUND_MEMORY));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++) {
    g_autofree char *path = g_strdup_printf ("/gpu-watch/look-%s", looks[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_look);
  }
  g_test_add_func ("/gpu-watch/silence", test_silence);
  g_test_add_func ("/gpu-watch/no-card", test_no_card);
  g_test_add_func ("/gpu-watch/command", test_command);
  return g_test_run ();
}
