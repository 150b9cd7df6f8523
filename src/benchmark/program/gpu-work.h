/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/measures.h"
#include "benchmark/program/narrow.h"

typedef struct BenchGpuWork BenchGpuWork;

/* One measure on a GPU: its memory there and here, how to do it once, and how to tell that the
 * result is right. A measure sets @launch, @kind, @error, @bound and @amount; the rest is cared
 * for. */
struct BenchGpuWork {
  const BenchGpuCalls *calls;
  const BenchCard *card;
  BenchNvml *nvml;
  unsigned flags; /* what held the card back at some time */
  double asked;   /* when the card was last asked */
  uint64_t seed;
  unsigned variant;
  int code; /* the first that was not 0 */
  BenchAddress memory[3];
  size_t bytes; /* of each, or as the measure says */
  void *host;   /* the measure's own */
  void *back;
  long n;

  int (*launch) (BenchGpuWork *work); /* once, onto the stream */
  int (*poison) (
    BenchGpuWork *work); /* spoils the results; NULL where a run cannot hide behind old ones */
  double (*error) (BenchGpuWork *work); /* of what is there now */
  bool sustain;                         /* without a pause, for as long as the run lets it */
  BenchTrack *track;                    /* what the card says meanwhile */
  BenchLink *link;                      /* NULL, or what is asked of it too */
  BenchBatch batch; /* NULL for one that times launch () by the marks of the stream */
  const char *kind;
  double bound;
  double amount;
};

/* False, and a reason in @result, where no GPU is used. */
bool bench_gpu_work_begin (BenchGpuWork *work,
                           BenchRun *run,
                           const BenchMeasure *measure,
                           BenchResult *result);

/* Whether the card multiplies numbers of @kind; if not, a reason in @result. */
bool bench_gpu_work_has (const BenchGpu *gpu, BenchKind kind, BenchResult *result);

/* Whether it has tensor cores, which our kernels of narrow numbers are for; as above. */
bool bench_gpu_work_has_tensor_cores (const BenchGpuWork *work, BenchResult *result);

/* Spoils, runs, checks; spoils, samples, checks. */
void bench_gpu_work_measure (BenchGpuWork *work,
                             BenchRun *run,
                             const BenchMeasure *measure,
                             BenchResult *result);

/* Gives back device memory; a code that is not 0 becomes the reason. */
void bench_gpu_work_end (BenchGpuWork *work, BenchResult *result);

/* Keeps the first code that is not 0. True as long as all went well. */
bool bench_gpu_work_try (BenchGpuWork *work, int code);

/* Launches a kernel; arguments are pointers to the values. */
int bench_gpu_work_launch (BenchGpuWork *work,
                           BenchKernel kernel,
                           size_t blocks,
                           unsigned threads,
                           void **arguments);

/* Seconds between two marks around @repeats launches, negative when something went wrong. */
double bench_gpu_work_timed (void *work, unsigned repeats);

/* Bytes for each of @parts buffers, a multiple of 16 KiB: never more than half of what is free. */
size_t bench_gpu_work_share (BenchGpuWork *work, int parts, size_t most);

/* Calls @visit with the @bytes on the card at @memory, in pieces, and adds up what it returns. NaN
 * when they cannot be read. */
typedef double (*BenchVisit) (BenchGpuWork *work, const void *piece, size_t at, size_t bytes);
double
bench_gpu_work_visit (BenchGpuWork *work, BenchAddress memory, size_t bytes, BenchVisit visit);
