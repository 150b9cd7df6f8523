/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/run.h"
#include "benchmark/program/system.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t json;
static volatile sig_atomic_t exit_status = BENCH_EXIT_TIME;

/* Only what a signal handler may do. */
static void
give_up (int number)
{
  static const char stopped[] =
    "{\"event\":\"end\",\"exit\":124,\"interrupted\":true,\"stuck\":true}\n";
  static const char late[] = "{\"event\":\"end\",\"exit\":124,\"stuck\":true}\n";

  if (json) {
    ssize_t wrote = interrupted ? write (STDOUT_FILENO, stopped, sizeof stopped - 1)
                                : write (STDOUT_FILENO, late, sizeof late - 1);
    (void) wrote;
  }
  _exit (exit_status);
}

static void
ask_to_stop (int number)
{
  interrupted = 1;
  alarm (3);
}

void
bench_run_begin (BenchRun *run, const BenchOptions *options)
{
  static const double limits[] = { 20, 90, 300 };
  static const int stops[] = { SIGTERM, SIGINT, SIGHUP };
  struct sigaction action = { .sa_handler = ask_to_stop };
  const char *limit = getenv ("BANCO_BENCH_LIMIT"), *aim = getenv ("BANCO_BENCH_AIM");

  *run = (BenchRun){
    .options = options,
    .kernels = bench_kernels (),
    .begun = bench_system_now (),
    .limit = limit != NULL ? strtod (limit, NULL) : limits[options->mode],
  };
  run->aim = aim != NULL ? strtod (aim, NULL) : 0.55 * run->limit;
  json = options->json;
  for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
    sigaction (stops[i], &action, NULL);
  signal (SIGXFSZ, SIG_IGN); /* writing fails instead, and that is told */
  action.sa_handler = give_up;
  sigaction (SIGALRM, &action, NULL);
  alarm (60 + (unsigned) run->limit);
}

void
bench_run_ready (BenchRun *run)
{
  run->begun = bench_system_now ();
  if (!interrupted)
    alarm ((unsigned) run->limit + 10);
}

void
bench_run_end (int status)
{
  json = false;
  exit_status = status;
  alarm (3);
}

/* A share of the time that is left, so that what was slow to prepare costs all who follow a little
 * and nobody everything. */
void
bench_run_next (BenchRun *run, const char *id, double part)
{
  double now = bench_system_now (), left = run->aim - (now - run->begun), rest, least;

  run->before += run->part;
  rest = 1 - run->before;
  least = 0.3 * run->aim * rest;
  run->part = part;
  run->id = id;
  run->since = now;
  run->budget = (left > least ? left : least) * (rest > part ? part / rest : 1);
  if (run->progress != NULL)
    run->progress (run, run->before < 1 ? run->before : 1);
}

double
bench_run_left (const BenchRun *run)
{
  double left = run->budget - (bench_system_now () - run->since);

  return left > run->budget / 2 ? left : run->budget / 2;
}

bool
bench_run_interrupted (void)
{
  return interrupted;
}

bool
bench_run_late (const BenchRun *run)
{
  return bench_system_now () - run->begun > run->limit;
}

static bool
is_stopping (void *data)
{
  return interrupted || bench_run_late (data);
}

void
bench_run_tell (const BenchRun *run)
{
  double part = (bench_system_now () - run->since) / run->budget;

  if (run->progress != NULL)
    run->progress (run, run->before + run->part * (part < 1 ? part : 1));
}

static void
tell (void *data)
{
  bench_run_tell (data);
}

bool
bench_run_sample (BenchRun *run,
                  BenchBatch batch,
                  void *data,
                  double amount,
                  bool latency,
                  BenchSeries *series)
{
  BenchPlan plan = {
    .batch = batch,
    .data = data,
    .amount = amount,
    .latency = latency,
    .budget = bench_run_left (run),
    .stopping = is_stopping,
    .tell = tell,
    .context = run,
  };

  return bench_sample (&plan, series);
}

bool
bench_run_sustain (BenchRun *run,
                   BenchBatch batch,
                   void *data,
                   double amount,
                   void (*watch) (void *data),
                   BenchSeries *series)
{
  double begin = bench_system_now (), whole = run->budget < 60 ? run->budget : 60;

  series->repeats = 1;
  while (series->count < BENCH_SLOTS && !is_stopping (run)) {
    double until = begin + whole * (series->count + 1) / BENCH_SLOTS, busy = 0, done = 0;

    do {
      double seconds = batch (data, series->repeats);

      if (seconds < 0)
        return false;
      busy += seconds;
      done += series->repeats;
      if (seconds < 0.01)
        series->repeats *= 2;
    } while (bench_system_now () < until && !is_stopping (run));
    series->samples[series->count++] = amount * done / busy;
    series->seconds = bench_system_now () - begin;
    if (watch != NULL)
      watch (data);
    tell (run);
  }
  return series->count > 0;
}
