/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/report.h"
#include "benchmark/program/line.h"
#include "benchmark/program/system.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Nobody reads any more, or the disk is full: nothing more is worth measuring. */
static void
give_up (void)
{
  if (errno != EPIPE)
    fprintf (stderr, "What is measured cannot be written (%s).\n", strerror (errno));
  _exit (BENCH_EXIT_NOTHING);
}

static void
send (BenchLine *line)
{
  if (!bench_line_send (line))
    give_up ();
}

void
bench_report_flush (void)
{
  if (fflush (stdout) != 0)
    give_up ();
}

static void
start_in_lines (const BenchRun *run)
{
  BenchLine line;
  char text[40];
  time_t now = time (NULL);
  struct tm utc;

  bench_line_begin (&line, "start");
  bench_line_integer (&line, "schema", 1);
  bench_line_text (&line, "program", "banco-bench");
  bench_line_text (&line, "version", BANCO_VERSION);
  bench_line_text (&line, "mode", bench_mode_names[run->options->mode]);
  snprintf (text, sizeof text, "%llu", (unsigned long long) run->options->seed);
  bench_line_text (&line, "seed", text);
  strftime (text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r (&now, &utc));
  bench_line_text (&line, "started", text);
  bench_line_open (&line, "measures", '[');
  for (const BenchMeasure *measure = bench_measures; measure->id != NULL; measure++)
    if (bench_options_wants (run->options, measure->id))
      bench_line_text (&line, NULL, measure->id);
  bench_line_close (&line, ']');
  send (&line);
}

void
bench_report_start (const BenchRun *run)
{
  if (run->options->json)
    start_in_lines (run);
  else
    printf ("banco-bench %s, %s mode, seed %llu\n", BANCO_VERSION,
            bench_mode_names[run->options->mode], (unsigned long long) run->options->seed);
  bench_report_flush ();
}

void
bench_report_progress (const BenchRun *run, double fraction)
{
  BenchLine line;

  if (run->options->json) {
    bench_line_begin (&line, "progress");
    bench_line_text (&line, "id", run->id);
    bench_line_number (&line, "fraction", fraction < 1 ? fraction : 1);
    send (&line);
  } else if (isatty (STDERR_FILENO)) {
    fprintf (stderr, "\r\033[K%3.0f %% %s", fraction * 100, run->id);
  }
}

static void
add_flags (BenchLine *line, unsigned flags)
{
  bench_line_open (line, "flags", '[');
  for (int i = 0; bench_flag_names[i] != NULL; i++)
    if (flags & 1u << i)
      bench_line_text (line, NULL, bench_flag_names[i]);
  bench_line_close (line, ']');
}

static void
add_numbers (BenchLine *line, const BenchMeasure *measure, const BenchSeries *series)
{
  BenchStatistics found;

  bench_statistics (series->samples, series->count, measure->latency, &found);
  bench_line_number (line, "median", found.median);
  bench_line_number (line, "best", found.best);
  bench_line_number (line, "p5", found.p5);
  bench_line_number (line, "p95", found.p95);
  bench_line_integer (line, "count", series->count);
  bench_line_number (line, "spread", found.spread);
  bench_line_integer (line, "repeats", series->repeats);
  bench_line_open (line, "samples", '[');
  for (int i = 0; i < series->count; i++)
    bench_line_number (line, NULL, series->samples[i]);
  bench_line_close (line, ']');
}

/* Many a card keeps its power to itself: what it never said is not told. */
static void
add_track (BenchLine *line, const char *name, const double *values, int count)
{
  double most = 0;

  for (int i = 0; i < count; i++)
    most = values[i] > most ? values[i] : most;
  if (most == 0)
    return;
  bench_line_open (line, name, '[');
  for (int i = 0; i < count; i++)
    bench_line_number (line, NULL, values[i]);
  bench_line_close (line, ']');
}

/* The usual of the first twelfth and of the last sixth of a long measure, how long it was, and
 * what the card said. */
static void
add_course (BenchLine *line, const BenchResult *result)
{
  const BenchSeries *series = &result->series;
  const BenchTrack *track = &result->track;
  int early = series->count / 12 > 0 ? series->count / 12 : 1;
  int late = series->count / 6 > 0 ? series->count / 6 : 1;
  BenchStatistics found;

  bench_statistics (series->samples, early, false, &found);
  bench_line_number (line, "first", found.median);
  bench_statistics (series->samples + series->count - late, late, false, &found);
  bench_line_number (line, "last", found.median);
  bench_line_number (line, "seconds", series->seconds);
  if (track->count == 0)
    return;
  bench_line_open (line, "card", '{');
  add_track (line, "mhz", track->mhz, track->count);
  add_track (line, "celsius", track->celsius, track->count);
  add_track (line, "watts", track->watts, track->count);
  bench_line_close (line, '}');
}

static void
add_link (BenchLine *line, const BenchLink *link)
{
  bench_line_open (line, "pcie", '{');
  bench_line_integer (line, "generation", link->generation);
  bench_line_integer (line, "lanes", link->lanes);
  bench_line_integer (line, "most_generation", link->most_generation);
  bench_line_integer (line, "most_lanes", link->most_lanes);
  bench_line_close (line, '}');
}

static void
sample_in_lines (const BenchMeasure *measure, const BenchResult *result)
{
  BenchLine line;

  bench_line_begin (&line, "sample");
  bench_line_text (&line, "id", measure->id);
  bench_line_text (&line, "unit", measure->unit);
  bench_line_text (&line, "better", measure->latency ? "lower" : "higher");
  bench_line_bool (&line, "checked", result->status == BENCH_MEASURED);
  bench_line_open (&line, "check", '{');
  bench_line_text (&line, "kind", result->check);
  bench_line_number (&line, "error", result->error);
  bench_line_number (&line, "bound", result->bound);
  bench_line_close (&line, '}');
  if (result->status == BENCH_MEASURED)
    add_numbers (&line, measure, &result->series);
  else
    bench_line_text (&line, "reason", result->reason);
  if (result->status == BENCH_MEASURED && measure->sustain)
    add_course (&line, result);
  add_flags (&line, result->flags);
  bench_line_text (&line, "backend", result->backend);
  if (result->device >= 0)
    bench_line_integer (&line, "device", result->device);
  if (result->isa != NULL)
    bench_line_text (&line, "isa", result->isa);
  if (result->threads > 0)
    bench_line_integer (&line, "threads", result->threads);
  if (result->n > 0)
    bench_line_integer (&line, "n", result->n);
  if (result->batch > 0)
    bench_line_integer (&line, "batch", result->batch);
  if (result->launches > 0)
    bench_line_integer (&line, "launches", result->launches);
  if (result->bytes > 0)
    bench_line_integer (&line, "bytes", (int64_t) result->bytes);
  if (result->file_system != NULL)
    bench_line_text (&line, "file_system", result->file_system);
  if (result->library[0] != '\0')
    bench_line_text (&line, "library", result->library);
  if (result->code[0] != '\0')
    bench_line_text (&line, "code", result->code);
  if (result->link.lanes > 0)
    add_link (&line, &result->link);
  send (&line);
}

static void
skipped_in_lines (const BenchMeasure *measure, const BenchResult *result)
{
  BenchLine line;

  bench_line_begin (&line, "skipped");
  bench_line_text (&line, "id", measure->id);
  bench_line_text (&line, "reason", result->reason);
  send (&line);
}

static void
result_in_words (const BenchMeasure *measure, const BenchResult *result)
{
  BenchStatistics found;

  if (isatty (STDERR_FILENO))
    fprintf (stderr, "\r\033[K");
  printf ("%-22s ", measure->id);
  if (result->status != BENCH_MEASURED) {
    printf ("%s%s\n", result->status == BENCH_WRONG ? "withheld. " : "skipped. ", result->reason);
    return;
  }
  bench_statistics (result->series.samples, result->series.count, measure->latency, &found);
  printf ("%8.3g %-8s best %.3g, %.3g to %.3g in %d", found.median, measure->unit, found.best,
          found.p5, found.p95, result->series.count);
  for (int i = 0; bench_flag_names[i] != NULL; i++)
    if (result->flags & 1u << i)
      printf (" %s", bench_flag_names[i]);
  printf ("%s%s\n", result->library[0] != '\0' ? " by " : "", result->library);
}

void
bench_report_result (const BenchRun *run, const BenchMeasure *measure, const BenchResult *result)
{
  if (!run->options->json)
    result_in_words (measure, result);
  else if (result->status <= BENCH_LATE)
    skipped_in_lines (measure, result);
  else
    sample_in_lines (measure, result);
  bench_report_flush ();
}

void
bench_report_end (const BenchRun *run,
                  int status,
                  int measured,
                  double steal_percent,
                  const BenchOther *others,
                  int count)
{
  BenchLine line;

  if (!run->options->json) {
    if (isatty (STDERR_FILENO))
      fprintf (stderr, "\r\033[K");
    if (status == BENCH_EXIT_TIME)
      printf ("The time of this mode is over.\n");
    for (int i = 0; i < count; i++)
      printf ("Meanwhile %s kept %.1f cores busy.\n", others[i].name, others[i].cores);
    bench_report_flush ();
    return;
  }
  bench_line_begin (&line, "end");
  bench_line_integer (&line, "exit", status);
  bench_line_number (&line, "seconds", bench_system_now () - run->begun);
  bench_line_integer (&line, "measured", measured);
  if (bench_run_interrupted ())
    bench_line_bool (&line, "interrupted", true);
  if (steal_percent >= 0)
    bench_line_number (&line, "steal_percent", steal_percent);
  if (count > 0) {
    bench_line_open (&line, "others", '[');
    for (int i = 0; i < count; i++) {
      bench_line_open (&line, NULL, '{');
      bench_line_text (&line, "name", others[i].name);
      bench_line_number (&line, "cores", others[i].cores);
      bench_line_close (&line, '}');
    }
    bench_line_close (&line, ']');
  }
  send (&line);
}

static const char *
needs (const BenchMeasure *measure)
{
  return measure->gpu ? "gpu" : measure->disk ? "disk" : measure->fpga ? "fpga" : "cpu";
}

void
bench_report_list (const BenchOptions *options)
{
  for (const BenchMeasure *measure = bench_measures; measure->id != NULL; measure++) {
    BenchLine line;

    if (options->only != NULL && !bench_options_wants (options, measure->id))
      continue;
    if (!options->json) {
      printf ("%-22s %-8s %s\n", measure->id, measure->unit, measure->title);
      continue;
    }
    bench_line_begin (&line, "measure");
    bench_line_text (&line, "id", measure->id);
    bench_line_text (&line, "unit", measure->unit);
    bench_line_text (&line, "better", measure->latency ? "lower" : "higher");
    bench_line_text (&line, "needs", needs (measure));
    bench_line_text (&line, "title", measure->title);
    send (&line);
  }
  bench_report_flush ();
}
