/* SPDX-License-Identifier: Apache-2.0 */
/* How long and how often is sampled, on a clock that only batches and naps move. */
#include "benchmark/program/sampler.h"
#include "benchmark/program/system.h"

#include <glib.h>
#include <time.h>

static double now, asleep;

double
bench_system_now (void)
{
  return now;
}

int
nanosleep (const struct timespec *span, struct timespec *left)
{
  double seconds = (double) span->tv_sec + 1e-9 * (double) span->tv_nsec;

  now += seconds;
  asleep += seconds;
  return 0;
}

typedef struct {
  const double *seconds; /* of a pass, in turn; negative fails, 0 begins again */
  int at, told;
  double stop;  /* when the run ends for another reason */
  double spell; /* until when all takes twice as long */
} Work;

static double
pass (void *data, unsigned repeats)
{
  Work *work = data;

  if (work->seconds[work->at] == 0)
    work->at = 0;
  double seconds = work->seconds[work->at++] * repeats * (now < work->spell ? 2 : 1);

  now += seconds > 0 ? seconds : 0;
  return seconds;
}

static bool
stopping (void *data)
{
  return now >= ((Work *) data)->stop;
}

static void
tell (void *data)
{
  ((Work *) data)->told++;
}

static bool
sample (Work *work, double budget, bool latency, BenchSeries *series)
{
  BenchPlan plan = {
    .batch = pass,
    .data = work,
    .amount = 1,
    .latency = latency,
    .budget = budget,
    .stopping = stopping,
    .tell = tell,
    .context = work,
  };

  now = 1000;
  asleep = 0;
  *series = (BenchSeries){ 0 };
  return bench_sample (&plan, series);
}

static const double quiet[] = { 0.003, 0 };
static const double busy[] = { 0.003, 0.005, 0.0045, 0.006, 0.0055, 0 };
static const double brief[] = { 0.000003, 0 };
static const double slow[] = { 2, 3, 0 };
static const double broken[] = { 0.003, 0.003, 0.003, 0.003, -1, 0 };
static const double hopeless[] = { -1, 0 };

static const struct {
  const char *name;
  const double *seconds;
  double budget, stop;
  bool fails;
  int least, most;          /* samples */
  double shortest, longest; /* seconds that it took */
  bool rests;
} cases[] = {
  { "quiet: a quarter of a second", quiet, 40, 1e9, false, 80, 90, 0.25, 0.3, false },
  { "passes too short are repeated", brief, 40, 1e9, false, 80, 130, 0.25, 0.3, false },
  { "others at work: the whole budget", busy, 2, 1e9, false, 160, 300, 2, 2.1, true },
  { "and all of a long one, though no more is kept", busy, 60, 1e9, false, 1000, 1000, 56, 60,
    true },
  { "slow: at least three", slow, 4, 1e9, false, 3, 3, 7, 15, false },
  { "slow: as many as say something", slow, 30, 1e9, false, 13, 16, 30, 45, true },
  { "stopped meanwhile", busy, 60, 1010, false, 100, 400, 10, 10.3, true },
  { "stopped before", busy, 60, 1000, false, 0, 0, 0, 0.1, false },
  { "a pass that fails", broken, 40, 1e9, true, 0, 5, 0, 0.1, false },
  { "none that works", hopeless, 40, 1e9, true, 0, 0, 0, 0.1, false },
};

static void
test_pace (void)
{
  static BenchSeries series;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Work work = { .seconds = cases[i].seconds, .stop = cases[i].stop };
    bool sampled = sample (&work, cases[i].budget, false, &series);
    double took = now - 1000;

    g_test_message ("%s: %d samples, %.2f s, %.2f s asleep", cases[i].name, series.count, took,
                    asleep);
    g_assert_cmpint (sampled, ==, !cases[i].fails && cases[i].least > 0);
    g_assert_cmpint (series.count, >=, cases[i].least);
    g_assert_cmpint (series.count, <=, cases[i].most);
    g_assert_cmpfloat (took, >=, cases[i].shortest);
    g_assert_cmpfloat (took, <=, cases[i].longest);
    g_assert_cmpint (asleep > 0, ==, cases[i].rests);
    g_assert_cmpint (work.told, <=, (int) (took / 0.15) + 1);
  }
}

/* Others who stay for half a minute do not decide on the best. */
static void
test_spell (void)
{
  static BenchSeries series;
  BenchStatistics found;

  for (int latency = 0; latency < 2; latency++) {
    Work work = { .seconds = busy, .stop = 1e9, .spell = 1030 };

    g_assert_true (sample (&work, 50, latency, &series));
    bench_statistics (series.samples, series.count, latency, &found);
    g_assert_cmpfloat_with_epsilon (found.best, latency ? 0.003 : 1 / 0.003, 1e-9);
  }
}

static void
test_statistics (void)
{
  static const double samples[] = { 5, 1, 4, 2, 3 };
  BenchStatistics found;

  bench_statistics (samples, 5, false, &found);
  g_assert_cmpfloat (found.best, ==, 5);
  g_assert_cmpfloat (found.median, ==, 3);
  g_assert_cmpfloat_with_epsilon (found.p5, 1.2, 1e-9);
  g_assert_cmpfloat_with_epsilon (found.p95, 4.8, 1e-9);
  g_assert_cmpfloat_with_epsilon (found.spread, 1.2, 1e-9);
  bench_statistics (samples, 5, true, &found);
  g_assert_cmpfloat (found.best, ==, 1);
  bench_statistics (samples, 1, true, &found);
  g_assert_cmpfloat (found.median, ==, 5);
  g_assert_cmpfloat (found.spread, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sampler/pace", test_pace);
  g_test_add_func ("/sampler/spell", test_spell);
  g_test_add_func ("/sampler/statistics", test_statistics);
  return g_test_run ();
}
