/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

enum {
  BENCH_MOST_SAMPLES = 1000,
  BENCH_LEAST_SAMPLES = 15,
  BENCH_SLOTS = 60 /* samples of a long measure */
};

typedef struct {
  double samples[BENCH_MOST_SAMPLES]; /* in the order taken, in the unit of the measure */
  int count;
  unsigned repeats; /* in one batch */
  double seconds;   /* that a long measure went on, evenly sampled; else 0 */
} BenchSeries;

/* What a card said of itself, once for each sample of a long measure. */
typedef struct {
  int count;
  double mhz[BENCH_SLOTS], celsius[BENCH_SLOTS], watts[BENCH_SLOTS];
} BenchTrack;

typedef struct {
  double median, best, p5, p95, spread;
} BenchStatistics;

/* Does the work @repeats times and returns the seconds it took, negative when it cannot. */
typedef double (*BenchBatch) (void *data, unsigned repeats);

/* How to turn seconds of one repeat into the unit: amount / seconds (a rate), or, with
 * @latency, seconds × amount. */
typedef struct {
  BenchBatch batch;
  void *data;
  double amount;
  bool latency;
  double budget;                    /* seconds this may take, warm-up included */
  bool (*stopping) (void *context); /* asked between batches */
  void (*tell) (void *context);     /* a fifth of a second went by */
  void *context;
} BenchPlan;

/* Warms up until two batches agree, then takes batches of at least 2 ms: 15 at least and for a
 * quarter of a second, and more while the best is not confirmed or the median lies far from it,
 * spread over the budget. False when a batch failed or not one was finished. */
bool bench_sample (const BenchPlan *plan, BenchSeries *series);

void
bench_statistics (const double *samples, int count, bool lower_is_better, BenchStatistics *out);
