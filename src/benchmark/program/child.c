/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/child.h"
#include "benchmark/program/gpu-work.h"
#include "benchmark/program/system.h"
#include "benchmark/program/vendor-library.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* For loading and for making the card ready; a library on a network's disk takes its time. */
static const double longest_start = 20;

static bool
write_all (int file, const void *bytes, size_t size)
{
  for (size_t done = 0; done < size;) {
    ssize_t wrote = write (file, (const char *) bytes + done, size - done);

    if (wrote < 0 && errno != EINTR)
      return false;
    done += wrote > 0 ? (size_t) wrote : 0;
  }
  return true;
}

static const BenchMeasure *
find_measure (const BenchMeasure *measure, const char *id)
{
  while (measure->id != NULL && strcmp (measure->id, id) != 0)
    measure++;
  return measure->id != NULL ? measure : NULL;
}

/* Who started us knows whether somebody else uses the card; to us it is somebody else. */
static bool
open_card (BenchRun *run)
{
  run->gpu.busy = false;
  bench_gpu_open (&run->gpu, run->options);
  bench_run_ready (run);
  return run->gpu.calls != NULL;
}

static void
take_in_child (BenchRun *run, const BenchMeasure *measure, BenchResult *result, int out)
{
  BenchLibraryName name =
    measure->variant & BENCH_BY_CUBLASLT ? BENCH_LIBRARY_CUBLASLT : BENCH_LIBRARY_CUBLAS;
  char reason[sizeof result->reason];

  bench_gpu_choose (&run->gpu, run->options);
  if (!bench_library_load (name, run->gpu.driver_version, result->library, reason)) {
    bench_result_skip (result, "%s", reason);
    return;
  }
  /* Should it not get further, it is known what did not. */
  write_all (out, result, sizeof *result);
  if (!open_card (run)) {
    bench_result_skip (result, "%s", run->gpu.reason);
    return;
  }
  run->budget = run->options->child / 1000.0;
  run->since = bench_system_now ();
  bench_take_gpu_product (run, measure, result);
}

int
bench_child_main (const BenchOptions *options, const BenchMeasure *measures)
{
  const BenchMeasure *measure = find_measure (measures, options->only != NULL ? options->only : "");
  int out = dup (STDOUT_FILENO), nowhere = open ("/dev/null", O_RDWR);
  static BenchResult result;
  BenchRun run;

  if (measure == NULL || !measure->library || out < 0 || nowhere < 0)
    return BENCH_EXIT_ARGUMENTS;
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  dup2 (nowhere, STDOUT_FILENO);
  dup2 (nowhere, STDERR_FILENO);
  bench_run_begin (&run, options);
  result = (BenchResult){ .device = -1, .backend = "cpu" };
  take_in_child (&run, measure, &result, out);
  return write_all (out, &result, sizeof result) ? BENCH_EXIT_MEASURED : BENCH_EXIT_NOTHING;
}

/* The process number, and the end of the pipe it writes to; negative when it cannot be had. */
static pid_t
start (const BenchRun *run, const BenchMeasure *measure, int *from)
{
  char device[16], seed[24], child[16];
  char *arguments[] = {
    "banco-bench", "--child", child, "--only",    (char *) measure->id,          "--device",
    device,        "--seed",  seed,  "--backend", (char *) run->gpu.calls->name, NULL,
  };
  posix_spawn_file_actions_t actions;
  int ends[2];
  pid_t pid = -1;

  if (pipe (ends) != 0)
    return -1;
  snprintf (device, sizeof device, "%d", run->gpu.device);
  snprintf (seed, sizeof seed, "%llu", (unsigned long long) run->options->seed);
  snprintf (child, sizeof child, "%u", (unsigned) (run->budget * 1000));
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_adddup2 (&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose (&actions, ends[0]);
  posix_spawn_file_actions_addclose (&actions, ends[1]);
  if (posix_spawn (&pid, "/proc/self/exe", &actions, NULL, arguments, environ) != 0)
    pid = -1;
  posix_spawn_file_actions_destroy (&actions);
  close (ends[1]);
  *from = ends[0];
  if (pid < 0)
    close (ends[0]);
  return pid;
}

/* The last whole answer it gives until it ends, or until there is no time. True when it ended by
 * itself. */
static bool
listen (BenchRun *run, int from, BenchResult *answer)
{
  double until = bench_system_now () + run->budget + longest_start;
  struct pollfd waiting = { .fd = from, .events = POLLIN };
  static char bytes[sizeof (BenchResult)];
  size_t got = 0;

  while (bench_system_now () < until && !bench_run_late (run) && !bench_run_interrupted ()) {
    int ready = poll (&waiting, 1, 200);

    if (ready <= 0) {
      bench_run_tell (run);
      continue;
    }
    ssize_t count = read (from, bytes + got, sizeof bytes - got);

    if (count == 0)
      return true;
    got += count > 0 ? (size_t) count : 0;
    if (got == sizeof bytes) {
      memcpy (answer, bytes, sizeof bytes);
      got = 0;
    }
  }
  return false;
}

/* It comes from a process that ran foreign code: its numbers are looked at, its pointers are not
 * even that. */
static bool
is_sound (const BenchResult *answer)
{
  if (memchr (answer->reason, '\0', sizeof answer->reason) == NULL ||
      memchr (answer->library, '\0', sizeof answer->library) == NULL || answer->series.count < 0 ||
      answer->series.count > BENCH_MOST_SAMPLES)
    return false;
  for (int i = 0; i < answer->series.count; i++)
    if (!(answer->series.samples[i] > 0) || !__builtin_isfinite (answer->series.samples[i]))
      return false;
  switch (answer->status) {
  case BENCH_SKIPPED:
  case BENCH_LATE:
  case BENCH_WRONG:
    return answer->reason[0] != '\0';
  case BENCH_MEASURED:
    return answer->series.count > 0 && answer->error <= answer->bound;
  }
  return false;
}

static void
say_what_happened (BenchRun *run, bool ended, int status, BenchResult *result)
{
  const char *who = result->library[0] != '\0' ? result->library : "The library";

  if (bench_run_interrupted ())
    bench_result_skip (result, "The run was stopped.");
  else if (!ended && bench_run_late (run))
    bench_result_late (result);
  else if (!ended)
    bench_result_skip (result, "%s did not come to an end.", who);
  else if (WIFSIGNALED (status))
    bench_result_skip (result, "%s crashed (signal %d).", who, WTERMSIG (status));
  else
    bench_result_skip (result, "%s ended the process in the middle (status %d).", who,
                       WEXITSTATUS (status));
}

void
bench_take_library_product (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  static BenchResult answer;
  int from = -1, status = 0;
  bool ended;
  pid_t pid;

  if (!bench_gpu_work_has (&run->gpu, (BenchKind) (measure->variant & BENCH_KIND), result))
    return;
  pid = start (run, measure, &from);
  if (pid < 0) {
    bench_result_skip (result, "No process can be started for it.");
    return;
  }
  answer = (BenchResult){ 0 };
  ended = listen (run, from, &answer);
  close (from);
  kill (pid, SIGKILL);
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  if (is_sound (&answer)) {
    *result = answer;
    result->check = "freivalds";
    result->isa = result->file_system = NULL;
  } else {
    memcpy (result->library, answer.library, sizeof result->library - 1);
    say_what_happened (run, ended, status, result);
  }
  result->backend = run->gpu.calls->name;
  result->device = run->gpu.device;
  result->flags |= run->gpu.busy ? BENCH_FLAG_GPU_BUSY : 0;
}
