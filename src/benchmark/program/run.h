/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/fpga.h"
#include "benchmark/program/gpu.h"
#include "benchmark/program/kernels.h"
#include "benchmark/program/options.h"
#include "benchmark/program/sampler.h"

/* One run of the program: what was asked, how much time there is, and when to stop. */
typedef struct BenchRun {
  const BenchOptions *options;
  const BenchKernels *kernels;
  BenchGpu gpu;
  BenchFpgas fpgas;
  const char *id;
  double begun;
  double limit;  /* seconds; after that the run is out of time */
  double aim;    /* seconds that the measures share */
  double before; /* parts of the whole that are done, and that the present measure is */
  double part;
  double since;  /* when the present measure began */
  double budget; /* seconds it may take, preparing included */
  void (*progress) (const struct BenchRun *run, double fraction); /* nullable: it is not told */
} BenchRun;

enum {
  BENCH_EXIT_MEASURED = 0,
  BENCH_EXIT_WRONG = 3,
  BENCH_EXIT_NOTHING = 4,
  BENCH_EXIT_ARGUMENTS = 5,
  BENCH_EXIT_TIME = 124,
};

/* Installs the handlers. A batch that never ends cannot hold the program: some seconds after a
 * signal or the limit it says `end` and goes. */
void bench_run_begin (BenchRun *run, const BenchOptions *options);

/* From now on time counts: making a card ready, which may mean compiling for it, is over. */
void bench_run_ready (BenchRun *run);

/* All is said. A card that cannot be left does not change how the program ends. */
void bench_run_end (int status);

/* The measure now taken, with its share of the whole. */
void bench_run_next (BenchRun *run, const char *id, double part);

/* How far the run is, by the time that the present measure took. */
void bench_run_tell (const BenchRun *run);

/* Seconds that are left of the present measure's: half of them at least, preparing may be slow. */
double bench_run_left (const BenchRun *run);

bool bench_run_interrupted (void);
bool bench_run_late (const BenchRun *run);

/* Does @batch without a pause, for a minute where there is so much time, and takes a sample for
 * each sixtieth; @watch, if not NULL, is called after each. False when a batch failed. */
bool bench_run_sustain (BenchRun *run,
                        BenchBatch batch,
                        void *data,
                        double amount,
                        void (*watch) (void *data),
                        BenchSeries *series);

/* Samples with the time, the stopping and the progress of this run. */
bool bench_run_sample (BenchRun *run,
                       BenchBatch batch,
                       void *data,
                       double amount,
                       bool latency,
                       BenchSeries *series);
