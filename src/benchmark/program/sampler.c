/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/sampler.h"
#include "benchmark/program/system.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double shortest_batch = 0.002;
static const int burst = 50;                /* samples */
static const double shortest_series = 0.25; /* a blink says little */
static const double longest_warm_up = 0.5;  /* and never more than a third of the budget */

static int
ascending (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Linear between the two neighbours, so that the median of an even count is the usual one. */
static double
quantile (const double *sorted, int count, double part)
{
  double position = part * (count - 1);
  int below = (int) position;
  int above = below + 1 < count ? below + 1 : below;

  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

void
bench_statistics (const double *samples, int count, bool lower_is_better, BenchStatistics *out)
{
  double sorted[BENCH_MOST_SAMPLES];

  memcpy (sorted, samples, (size_t) count * sizeof *samples);
  qsort (sorted, (size_t) count, sizeof *sorted, ascending);
  out->median = quantile (sorted, count, 0.5);
  out->p5 = quantile (sorted, count, 0.05);
  out->p95 = quantile (sorted, count, 0.95);
  out->best = lower_is_better ? sorted[0] : sorted[count - 1];
  out->spread = (out->p95 - out->p5) / out->median;
}

/* Quiet enough: the best was seen three times, and the usual is near it. On a machine that others
 * use this is what makes two runs agree on the best. */
static bool
is_settled (const BenchPlan *plan, const BenchSeries *series)
{
  BenchStatistics found;
  int near = 0;

  if (series->count < BENCH_LEAST_SAMPLES)
    return false;
  bench_statistics (series->samples, series->count, plan->latency, &found);
  for (int i = 0; i < series->count; i++) {
    double ratio = series->samples[i] / found.best;

    near += plan->latency ? ratio < 1.01 : ratio > 0.99;
  }
  return near >= 3 &&
         (plan->latency ? found.median < 1.03 * found.best : found.median > 0.97 * found.best);
}

/* The budget may be overdrawn for the least number of batches, but not by much: the others wait. */
static bool
is_over (const BenchPlan *plan, const BenchSeries *series, double seconds)
{
  return seconds > plan->budget && (series->count >= BENCH_LEAST_SAMPLES ||
                                    (series->count >= 3 && seconds > 1.25 * plan->budget + 0.2) ||
                                    seconds > 2 * plan->budget + 0.5);
}

static unsigned
repeats_for (double seconds, unsigned repeats)
{
  double needed = 1.2 * shortest_batch / (seconds > 1e-9 ? seconds : 1e-9) * repeats;

  return needed > 1e8 ? 100000000 : needed > repeats ? (unsigned) needed + 1 : repeats;
}

/* Finds the repeats of a batch and warms up. Negative when a batch failed. */
static double
warm_up (const BenchPlan *plan, BenchSeries *series)
{
  double begin = bench_system_now (), before = 0, seconds = 0, longest = plan->budget / 3;

  if (longest > longest_warm_up)
    longest = longest_warm_up;
  series->repeats = 1;
  do {
    before = seconds;
    seconds = plan->batch (plan->data, series->repeats);
    if (seconds < 0)
      return seconds;
    if (seconds < shortest_batch) {
      series->repeats = repeats_for (seconds, series->repeats);
      seconds = 0;
    }
  } while (!plan->stopping (plan->context) && bench_system_now () - begin < longest &&
           (before <= 0 || seconds < 0.98 * before || seconds > 1.02 * before));
  return seconds;
}

/* Others were at work during the last batch. Who has rested is let in first and for a whole turn,
 * so that the next one may meet nobody; on a quiet machine nobody rests. */
static void
rest_after_others (const BenchPlan *plan, const BenchSeries *series, double *best)
{
  double last = series->samples[series->count - 1];
  bool first = series->count == 1;

  if (plan->latency ? first || last < *best : first || last > *best)
    *best = last;
  else if (plan->latency ? last > 1.05 * *best : last < 0.95 * *best)
    nanosleep (&(struct timespec){ .tv_nsec = 5000000 }, NULL);
}

/* Others come and go in spells of seconds, so what may be sampled is spread over the whole budget,
 * in bursts that keep the clocks up. Where the budget ends first, nobody waits. */
static void
await_burst (const BenchPlan *plan, const BenchSeries *series, double begin)
{
  double due = begin + plan->budget * series->count / BENCH_MOST_SAMPLES;

  while (series->count % burst == 0 && bench_system_now () < due &&
         !plan->stopping (plan->context)) {
    nanosleep (&(struct timespec){ .tv_nsec = 200000000 }, NULL);
    plan->tell (plan->context);
  }
}

bool
bench_sample (const BenchPlan *plan, BenchSeries *series)
{
  double begin = bench_system_now (), told = begin, best = 0, measured = 0;

  series->count = 0;
  if (warm_up (plan, series) < 0)
    return false;
  while (series->count < BENCH_MOST_SAMPLES && !plan->stopping (plan->context)) {
    if (measured >= shortest_series)
      await_burst (plan, series, begin);
    double seconds = plan->batch (plan->data, series->repeats);
    double now = bench_system_now ();

    if (seconds < 0)
      return false;
    double each = seconds / series->repeats;
    measured += seconds;
    series->samples[series->count++] = plan->latency ? each * plan->amount : plan->amount / each;
    if (now - told > 0.2) {
      plan->tell (plan->context);
      told = now;
    }
    if ((measured >= shortest_series && is_settled (plan, series)) ||
        is_over (plan, series, now - begin))
      break;
    rest_after_others (plan, series, &best);
  }
  return series->count > 0;
}
