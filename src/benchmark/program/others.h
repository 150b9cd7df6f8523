/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Who else computed on this machine while we measured: of all that is said of a busy machine, what
 * a person can do something about. */

enum {
  BENCH_MOST_OTHERS = 3,
  BENCH_MOST_PROCESSES = 4096
};

typedef struct {
  int pid;
  uint64_t ticks; /* of processor time, all its threads */
  char name[32];
} BenchProcess;

typedef struct {
  double at; /* seconds of the monotonic clock */
  int count;
  BenchProcess processes[BENCH_MOST_PROCESSES];
} BenchProcesses;

typedef struct {
  char name[32];
  double cores; /* that it kept busy, on average */
} BenchOther;

/* Looks once at everybody but ourselves, some milliseconds for hundreds of processes. */
void bench_others_look (BenchProcesses *processes);

/* The heaviest between two looks, the heaviest first, from a twentieth of a core on. How many. */
int bench_others_compare (const BenchProcesses *before,
                          const BenchProcesses *after,
                          BenchOther others[BENCH_MOST_OTHERS]);
