/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/network.h"
#include "benchmark/program/pool.h"
#include "benchmark/program/run.h"

typedef enum {
  BENCH_SKIPPED,
  BENCH_LATE,  /* skipped, because there was no time left */
  BENCH_WRONG, /* it ran, and the result is not right: no number */
  BENCH_MEASURED,
} BenchStatus;

typedef enum {
  BENCH_FLAG_CONTENDED = 1 << 0,
  BENCH_FLAG_ON_BATTERY = 1 << 1,
  BENCH_FLAG_INCOMPLETE = 1 << 2,
  BENCH_FLAG_CACHE_RESIDENT = 1 << 3,
  BENCH_FLAG_FEW_THREADS = 1 << 4,
  BENCH_FLAG_GPU_BUSY = 1 << 5,
  BENCH_FLAG_POWER_CAPPED = 1 << 6,
  BENCH_FLAG_THERMAL = 1 << 7,
  BENCH_FLAG_PCIE_REDUCED = 1 << 8,
  BENCH_FLAG_MIG_SLICE = 1 << 9,
  BENCH_FLAG_CLOCK_LOW = 1 << 10,
  BENCH_FLAG_CACHE_UNKNOWN = 1 << 11,
} BenchFlags;

extern const char *const bench_flag_names[]; /* in the order of the bits */

typedef struct {
  BenchStatus status;
  char reason[200];
  BenchSeries series;
  BenchTrack track;
  const char *check; /* what kind of check, and how it came out */
  double error, bound;
  const char *backend;
  const char *isa;
  int threads;
  int device; /* -1 for the CPU */
  long n;
  int batch;    /* samples that one pass goes through */
  int launches; /* of kernels, for one pass */
  uint64_t bytes;
  const char *file_system;
  BenchLink link;        /* over which it went */
  char code[BENCH_CODE]; /* of the kernels, as the back end says */
  char library[64];      /* whose product it was, with its version; empty for our own */
  unsigned flags;
} BenchResult;

typedef struct BenchMeasure {
  const char *id;
  const char *unit;
  const char *title;
  bool latency; /* lower is better */
  bool gpu;
  bool either;   /* on the GPU where one is used, else on the CPU */
  bool sustain;  /* goes on for a minute, so only in the longest mode or when it is named */
  bool disk;     /* writes files, so only where and when a person says so */
  bool fpga;     /* replaces what is loaded on an FPGA, so only when it is named */
  bool library;  /* of NVIDIA's: takes seconds to load, so not in the shortest mode unless named */
  double weight; /* of the time that all measures share */
  void (*take) (BenchRun *run, const struct BenchMeasure *measure, BenchResult *result);
  unsigned variant; /* what distinguishes measures with the same take () */
} BenchMeasure;

extern const BenchMeasure bench_measures[]; /* ends with a NULL id */

enum {
  BENCH_ONE_THREAD = 1,
  BENCH_DOUBLE = 2,
  BENCH_PAST_CACHES = 4
};

/* A pool of @threads, or of one for each core for 0, and in @result what is to be said of it. */
BenchPool *bench_take_pool (int threads, BenchRun *run, BenchResult *result);

void bench_take_cpu_product (BenchRun *run, const BenchMeasure *measure, BenchResult *result);
void bench_take_cpu_triad (BenchRun *run, const BenchMeasure *measure, BenchResult *result);

enum {
  BENCH_COPY,
  BENCH_READ,
  BENCH_WRITE,
  BENCH_TRIAD,
  BENCH_SWEEP = 256 /* and n: a triad through 2ⁿ KiB */
};
enum {
  BENCH_TO_HOST = 1,
  BENCH_PAGEABLE = 2,
  BENCH_BOTH_WAYS = 4,
  BENCH_LITTLE = 8 /* so little that it is waiting that takes the time */
};
enum {
  BENCH_HANDING = 1,
  BENCH_GRAPH = 2
};

void bench_take_gpu_memory (BenchRun *run, const BenchMeasure *measure, BenchResult *result);
void bench_take_gpu_transfer (BenchRun *run, const BenchMeasure *measure, BenchResult *result);
void bench_take_sustain (BenchRun *run, const BenchMeasure *measure, BenchResult *result);
/* A product has a BenchKind as variant, and whose it is. */
enum {
  BENCH_KIND = 15,
  BENCH_BY_CUBLAS = 16,
  BENCH_BY_CUBLASLT = 32,
  BENCH_NARROW_SUMS = 64
};

void bench_take_gpu_product (BenchRun *run, const BenchMeasure *measure, BenchResult *result);
/* The same by a library of NVIDIA's, in a process of its own. */
void bench_take_library_product (BenchRun *run, const BenchMeasure *measure, BenchResult *result);
void bench_take_gpu_peak (BenchRun *run, const BenchMeasure *measure, BenchResult *result);
void bench_take_gpu_launch (BenchRun *run, const BenchMeasure *measure, BenchResult *result);

/* A step of training has its BenchNetwork as variant, and whether its products take halves; a pass
 * forward has BENCH_FORWARD times the batch. */
enum {
  BENCH_MIXED = 8,
  BENCH_FORWARD = 16
};

void bench_step_script (const BenchMeasure *measure, BenchScript *script);
double bench_step_amount (const BenchMeasure *measure);
void bench_take_gpu_step (BenchRun *run,
                          const BenchMeasure *measure,
                          BenchPool *pool,
                          BenchResult *result);
void bench_take_step (BenchRun *run, const BenchMeasure *measure, BenchResult *result);

enum {
  BENCH_DIRECT = 1,
  BENCH_4K = 2,
  BENCH_128K = 4
};

void bench_take_disk (BenchRun *run, const BenchMeasure *measure, BenchResult *result);
void bench_take_small_files (BenchRun *run, const BenchMeasure *measure, BenchResult *result);

enum {
  BENCH_FPGA_WRITE,
  BENCH_FPGA_READ,
  BENCH_FPGA_MEMORY,
  BENCH_FPGA_CHANNEL,
  BENCH_FPGA_COMMANDS
};

void bench_take_fpga (BenchRun *run, const BenchMeasure *measure, BenchResult *result);

/* Puts a sentence into @result that says why there is no number. */
void bench_result_skip (BenchResult *result, const char *format, ...)
  __attribute__ ((format (printf, 2, 3)));

/* The same, when it is for want of time. */
void bench_result_late (BenchResult *result);

/* Takes in the outcome of a check. True when it passed. */
bool bench_result_check (BenchResult *result, const char *kind, double error, double bound);
