/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef enum {
  BENCH_QUICK,
  BENCH_STANDARD,
  BENCH_THOROUGH,
} BenchMode;

typedef enum {
  BENCH_BACKEND_AUTO,
  BENCH_BACKEND_RUNTIME,
  BENCH_BACKEND_DRIVER,
  BENCH_BACKEND_CPU,
} BenchBackend;

typedef struct {
  BenchMode mode;
  BenchBackend backend;
  const char *only;      /* ids and families, comma separated; NULL for all */
  const char *directory; /* where disk measures write */
  bool directory_given;
  bool device_given;
  int device;
  uint64_t seed;
  bool json;
  bool list;
  bool help;
  unsigned
    child; /* milliseconds that a process of our own may take for the one in only; see child.h */
} BenchOptions;

extern const char *const bench_mode_names[];
extern const char *const bench_backend_names[];

/* False with one sentence in @problem when an argument cannot be understood. */
bool bench_options_read (BenchOptions *options, int argc, char **argv, char problem[200]);

/* Whether @id was asked for: it is named, or a family it belongs to is; without names, all are but
 * those that write files, for which a folder must be named. */
bool bench_options_wants (const BenchOptions *options, const char *id);
