/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/child.h"
#include "benchmark/program/report.h"
#include "benchmark/program/system.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
  "banco-bench [--mode quick|standard|thorough] [--only ID[,ID]…] [--backend "
  "auto|runtime|driver|cpu]\n"
  "            [--device N] [--dir DIR] [--seed N] [--json] [--list]\n"
  "\n"
  "Measures this machine and checks every result. --list shows what can be measured.\n";

/* What cannot be measured takes no time from the rest. */
static double
weight (const BenchRun *run, const BenchMeasure *measure)
{
  if (!bench_options_wants (run->options, measure->id))
    return 0;
  return measure->gpu && run->gpu.calls == NULL ? 0 : measure->weight;
}

static double
total_weight (const BenchRun *run)
{
  double total = 0;

  for (const BenchMeasure *measure = bench_measures; measure->id != NULL; measure++)
    total += weight (run, measure);
  return total > 0 ? total : 1;
}

/* A context on a card takes time and memory, so only who will measure something on it makes one. */
static bool
wants_gpu (const BenchOptions *options)
{
  for (const BenchMeasure *measure = bench_measures; measure->id != NULL; measure++)
    if ((measure->gpu || measure->either) && bench_options_wants (options, measure->id))
      return true;
  return false;
}

static void
add_flags (const BenchMeasure *measure, BenchResult *result)
{
  BenchStatistics found;

  bench_statistics (result->series.samples, result->series.count, measure->latency, &found);
  if (!measure->sustain &&
      (measure->latency ? found.best < 0.85 * found.median : found.median < 0.85 * found.best))
    result->flags |= BENCH_FLAG_CONTENDED;
  if (result->series.count < BENCH_LEAST_SAMPLES)
    result->flags |= BENCH_FLAG_INCOMPLETE;
  if (bench_system_on_battery ())
    result->flags |= BENCH_FLAG_ON_BATTERY;
}

static void
take (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  *result = (BenchResult){ .device = -1, .backend = "cpu" };
  if (bench_run_interrupted ())
    bench_result_skip (result, "The run was stopped.");
  else if (measure->gpu && run->gpu.calls == NULL)
    bench_result_skip (result, "%s", run->gpu.reason);
  else if (bench_run_late (run))
    bench_result_late (result);
  else
    measure->take (run, measure, result);
  if (result->status == BENCH_MEASURED)
    add_flags (measure, result);
}

/* How the program ends, by what the measures came to. */
static int
run_measures (BenchRun *run, int *measured)
{
  static BenchResult result;
  double total = total_weight (run);
  int came[BENCH_MEASURED + 1] = { 0 }, asked = 0;

  for (const BenchMeasure *measure = bench_measures; measure->id != NULL; measure++) {
    if (!bench_options_wants (run->options, measure->id))
      continue;
    bench_run_next (run, measure->id, weight (run, measure) / total);
    take (run, measure, &result);
    bench_report_result (run, measure, &result);
    came[result.status]++;
    asked++;
  }
  *measured = came[BENCH_MEASURED];
  if (came[BENCH_WRONG] > 0)
    return BENCH_EXIT_WRONG;
  if (came[BENCH_LATE] > 0 && !bench_run_interrupted ())
    return BENCH_EXIT_TIME;
  return *measured == 0 && asked > 0 ? BENCH_EXIT_NOTHING : BENCH_EXIT_MEASURED;
}

/* Measures, and looks before and after at what else goes on; neither is worth its time when nothing
 * is measured. */
static int
measure (BenchRun *run)
{
  static BenchProcesses before, after;
  BenchOther others[BENCH_MOST_OTHERS];
  uint64_t stolen = 0, ticks = 0, stolen_then = 0, ticks_then = 0;
  bool asked = run->options->only == NULL || strcmp (run->options->only, "inv") != 0;
  bool counted = bench_system_steal (&stolen, &ticks);
  int measured = 0, count = 0;

  if (asked)
    bench_others_look (&before);
  int status = run_measures (run, &measured);
  counted = counted && bench_system_steal (&stolen_then, &ticks_then) && ticks_then > ticks;
  if (asked) {
    bench_others_look (&after);
    count = bench_others_compare (&before, &after, others);
  }
  bench_report_end (
    run, status, measured,
    counted ? 100.0 * (double) (stolen_then - stolen) / (double) (ticks_then - ticks) : -1, others,
    count);
  return status;
}

int
main (int argc, char **argv)
{
  BenchOptions options;
  BenchRun run;
  char problem[200];

  if (!bench_options_read (&options, argc, argv, problem)) {
    fprintf (stderr, "%s\n", problem);
    return BENCH_EXIT_ARGUMENTS;
  }
  if (options.help) {
    printf ("%s", usage);
    bench_report_flush ();
    return 0;
  }
  if (options.list) {
    bench_report_list (&options);
    return 0;
  }
  if (options.child > 0)
    return bench_child_main (&options, bench_measures);
  signal (SIGPIPE, SIG_IGN);
  bench_run_begin (&run, &options);
  run.progress = bench_report_progress;
  bench_report_start (&run);
  bench_gpu_choose (&run.gpu, &options);
  if (wants_gpu (&options))
    bench_gpu_open (&run.gpu, &options);
  bench_fpga_find (&run.fpgas);
  bench_run_ready (&run);
  bench_report_inventory (&run);
  int status = measure (&run);

  bench_run_end (status);
  bench_gpu_close (&run.gpu);
  return status;
}
