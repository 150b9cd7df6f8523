/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/others.h"
#include "benchmark/program/system.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double least_cores = 0.05;

/* "PID (NAME) STATE …", where NAME may hold anything, blanks and brackets too. */
static bool
look_at (int pid, BenchProcess *process)
{
  unsigned long long user, system;
  char path[32], text[1024];

  snprintf (path, sizeof path, "/proc/%d/stat", pid);
  if (!bench_system_read (path, text, sizeof text))
    return false;
  char *begin = strchr (text, '('), *end = strrchr (text, ')');
  if (begin == NULL || end == NULL || end < begin ||
      sscanf (end + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user, &system) !=
        2)
    return false;
  *process = (BenchProcess){ .pid = pid, .ticks = user + system };
  snprintf (process->name, sizeof process->name, "%.*s", (int) (end - begin - 1), begin + 1);
  return true;
}

void
bench_others_look (BenchProcesses *processes)
{
  DIR *folder = opendir ("/proc");
  struct dirent *entry;

  processes->count = 0;
  processes->at = bench_system_now ();
  while (folder != NULL && processes->count < BENCH_MOST_PROCESSES &&
         (entry = readdir (folder)) != NULL) {
    int pid = atoi (entry->d_name);

    if (pid > 0 && pid != getpid () && look_at (pid, &processes->processes[processes->count]))
      processes->count++;
  }
  if (folder != NULL)
    closedir (folder);
}

/* Ticks it had; a process that is new had none. A number that was given anew counts as new. */
static uint64_t
ticks_before (const BenchProcesses *before, const BenchProcess *process)
{
  for (int i = 0; i < before->count; i++)
    if (before->processes[i].pid == process->pid)
      return before->processes[i].ticks <= process->ticks ? before->processes[i].ticks : 0;
  return 0;
}

int
bench_others_compare (const BenchProcesses *before,
                      const BenchProcesses *after,
                      BenchOther others[BENCH_MOST_OTHERS])
{
  double seconds = after->at - before->at, per_second = (double) sysconf (_SC_CLK_TCK);
  int count = 0;

  for (int i = 0; i < after->count && seconds > 0; i++) {
    const BenchProcess *process = &after->processes[i];
    double cores =
      (double) (process->ticks - ticks_before (before, process)) / per_second / seconds;
    int at = count;

    if (cores < least_cores)
      continue;
    for (; at > 0 && others[at - 1].cores < cores; at--)
      if (at < BENCH_MOST_OTHERS)
        others[at] = others[at - 1];
    if (at == BENCH_MOST_OTHERS)
      continue;
    bench_system_copy (others[at].name, sizeof others[at].name, process->name);
    others[at].cores = cores;
    count += count < BENCH_MOST_OTHERS;
  }
  return count;
}
