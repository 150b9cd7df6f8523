/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

G_BEGIN_DECLS

/* Runs the benchmark program anywhere, keeps its results, compares and advises. */

#define BANCO_BENCHMARK_ERROR (banco_benchmark_error_quark ())
typedef enum {
  BANCO_BENCHMARK_ERROR_UNREACHABLE,  /* the connection to the place failed or broke */
  BANCO_BENCHMARK_ERROR_CANNOT_RUN,   /* another architecture, noexec, no space, no program */
  BANCO_BENCHMARK_ERROR_CHECK_FAILED, /* a result was wrong: the hardware or driver is in doubt */
  BANCO_BENCHMARK_ERROR_NOTHING,      /* nothing of what was asked could be measured there */
  BANCO_BENCHMARK_ERROR_NOT_FOUND,    /* no such result or card */
  BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD,
  BANCO_BENCHMARK_ERROR_USAGE, /* an unknown mode, id or back end */
  BANCO_BENCHMARK_ERROR_FAILED,
} BancoBenchmarkError;
GQuark banco_benchmark_error_quark (void);

typedef enum {
  BANCO_SOURCE_MEASURED_HERE,
  BANCO_SOURCE_MEASURED_THERE,
  BANCO_SOURCE_PUBLISHED,
  BANCO_SOURCE_REACHABLE,
  BANCO_SOURCE_DATASHEET,
  BANCO_SOURCE_PREDICTED,
} BancoValueSource;
const char *banco_value_source_to_string (BancoValueSource source); /* "measured-here", … */

/* How a measure went that lasts a minute, unless it was stopped: of double, evenly spaced in time.
 */
typedef struct {
  double seconds;                /* from the beginning to the last of them */
  GArray *values;                /* in the row's unit */
  GArray *mhz, *celsius, *watts; /* of the card; as many as values, or none */
} BancoTimeSeries;

typedef struct {
  char *id;   /* "cpu.gemm32" */
  char *unit; /* "GFLOP/s" */
  double median, best, p5, p95;
  guint count;
  char **flags;  /* never NULL */
  char *library; /* whose product it was, "cuBLAS 12.4.5"; NULL for the program's own */
  BancoValueSource source;
  BancoTimeSeries *series; /* nullable */
} BancoRow;
/* The unit in which people read @value: 41900 GFLOP/s are 41.9 TFLOP/s. @value times @factor is in
 * it. Static, or @unit. */
const char *banco_unit_choose (const char *unit, double value, double *factor);
/* Of a measure in this unit less is better. */
gboolean banco_unit_is_time (const char *unit);

/* How many times as fast @row is as @base, the same measure elsewhere or earlier; 0: nothing
 * follows from these figures. @same (nullable): their spreads overlap, so a difference says
 * nothing. */
double banco_row_compare (const BancoRow *row, const BancoRow *base, gboolean *same);

/* An FPGA card of a machine, as its own tool tells of it. */
typedef struct {
  char *name;     /* of the chip; NULL where nobody told */
  char *shell;    /* nullable: what the card offers a design */
  char *design;   /* the one that is loaded, NULL for none */
  char *unusable; /* a sentence: why it cannot be used; NULL when it can */
  double celsius; /* negative: not known */
  double watts;   /* negative: not known */
} BancoFpga;
/* For people, in one line. */
char *banco_fpga_describe (const BancoFpga *self) G_GNUC_WARN_UNUSED_RESULT;
/* What to look for in the library on how an FPGA is used: "hls4ml", …; static. */
const char *const *banco_fpga_list_topics (void);

/* One run on one place; immutable. */
#define BANCO_TYPE_RESULT (banco_result_get_type ())
G_DECLARE_FINAL_TYPE (BancoResult, banco_result, BANCO, RESULT, GObject)
const char *banco_result_get_id (BancoResult *self);
const char *banco_result_get_host (BancoResult *self);
const char *banco_result_get_place (BancoResult *self); /* place id */
const char *banco_result_get_place_label (BancoResult *self);
gint64 banco_result_get_when (BancoResult *self);
const char *banco_result_get_mode (BancoResult *self);
const char *banco_result_get_backend (BancoResult *self); /* runtime, driver or cpu */
const char *banco_result_get_device (BancoResult *self);  /* GPU or CPU model */
const char *banco_result_get_reason (BancoResult *self);  /* why no GPU, nullable */
/* Such a sentence of the program's in the person's language; itself where it is not known. */
char *banco_reason_translate (const char *reason) G_GNUC_WARN_UNUSED_RESULT;
const char *const *banco_result_get_flags (BancoResult *self);
const GPtrArray *banco_result_get_rows (BancoResult *self);  /* of BancoRow */
const GPtrArray *banco_result_get_fpgas (BancoResult *self); /* of BancoFpga, never NULL */
gboolean banco_result_is_simulated (BancoResult *self);      /* its accelerator was simulated */

/* All results, newest first: a GListModel of BancoResult, kept as files in the user's data. */
#define BANCO_TYPE_RESULTS (banco_results_get_type ())
G_DECLARE_FINAL_TYPE (BancoResults, banco_results, BANCO, RESULTS, BancoKeyedList)
BancoResults *banco_results_new (const char *folder) G_GNUC_WARN_UNUSED_RESULT;
BancoResult *banco_results_find (BancoResults *self, const char *id); /* borrowed */
/* Bytes a second to another machine, as the newest run that measured it ("net.up") has it; 0 when
 * none did. */
double banco_results_find_upload_rate (BancoResults *self);
gboolean banco_results_remove (BancoResults *self, BancoResult *result, GError **error);
/* Takes a removed one back, file and all. */
gboolean banco_results_restore (BancoResults *self, BancoResult *result, GError **error);

/* The results called @ids as one file to share: JSON with a check sum. Errors: NOT_FOUND. */
char *banco_results_export (BancoResults *self,
                            const char *const *ids,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes such a file in: all of it or nothing. What another computer measured of itself becomes a
 * place of its own. The result is a GPtrArray of the BancoResult that were not there yet.
 * Errors: NOT_FOUND (no such file), NOT_UNDERSTOOD (cut, changed, newer, no results). */
BancoOperation *banco_results_import (BancoResults *self,
                                      const char *path,
                                      BancoOperations *operations) G_GNUC_WARN_UNUSED_RESULT;
/* The same, blocking and without adding them: of BancoResult, read from @text. */
GPtrArray *banco_results_read_export (const char *text,
                                      gssize length,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One machine over time: what @measure was in each of its runs. */
typedef struct {
  BancoResult *result; /* owned */
  const BancoRow *row; /* of it */
} BancoMoment;
/* Of BancoMoment, the oldest first: results of @place (nullable: "here") on the device that the
 * newest of them was on. */
GPtrArray *banco_results_list_moments (BancoResults *self,
                                       const char *place,
                                       const char *measure) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  BANCO_PROCESSOR_CPU,
  BANCO_PROCESSOR_GPU,
  BANCO_PROCESSOR_FPGA,
} BancoProcessor;

/* A card of the catalogue: datasheet and what was published as reachable. */
typedef struct {
  char *id;   /* "t4" */
  char *name; /* "Tesla T4" */
  BancoProcessor processor;
  gboolean nominal; /* a laptop part, sold with very different power limits under one name */
  guint memory_gib;
  gboolean requestable; /* among what INFN Cloud offers */
  GPtrArray *rows;      /* of BancoRow, with count 0 */
  char *source;
} BancoCard;
/* The catalogue read from @path (gpus.csv), of BancoCard. */
GPtrArray *banco_catalogue_read (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  const char *id;
  const char *name; /* for people: "Matrix product, 32 bit, all cores" */
  const char *unit;
  const char *meaning; /* what it tells, a sentence */
  double seconds;      /* how long in this mode, about; the fewer there are, the longer each */
} BancoMeasure;
/* What @mode runs, of BancoMeasure: asked of nobody, known here. "named" is what none runs unless
 * BancoRun.only names it: disks and FPGA cards. "elsewhere" is what any mode adds
 * on another machine: net.rtt, net.up and net.down, which banco_benchmark_run() measures itself
 * over the connection that the place has. */
GPtrArray *banco_benchmark_list_measures (const char *mode) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  BancoPlace *place;
  const char *mode;    /* quick, standard, thorough */
  const char *only;    /* nullable: ids by comma */
  const char *backend; /* nullable: auto */
  const char *device;  /* nullable: the GPU of this number, also while others use it */
  const char *folder;  /* nullable: on the disk to measure; taken as the place understands it */
  gboolean simulated;  /* the place's accelerator is only simulated */
  /* Nullable: gets each line of the program, JSON, on the main thread. @line_data outlives it. */
  void (*line) (const char *json, gpointer line_data);
  gpointer line_data;
} BancoRun;

/* A figure of a run that goes on; immutable. Properties: "measure" (id), "checked" (FALSE: it was
 * wrong, and there is no value), "median", "unit", "count" (of samples), "flags" (GStrv,
 * plain text). */
#define BANCO_TYPE_RUN_ROW (banco_run_row_get_type ())
G_DECLARE_FINAL_TYPE (BancoRunRow, banco_run_row, BANCO, RUN_ROW, GObject)
const char *banco_run_row_get_measure (BancoRunRow *self);
gboolean banco_run_row_is_checked (BancoRunRow *self);
double banco_run_row_get_median (BancoRunRow *self);
const char *banco_run_row_get_unit (BancoRunRow *self);
const char *const *banco_run_row_get_flags (BancoRunRow *self);

/* Runs banco-bench. Property "rows": a GListModel of BancoRunRow, the figures of the run that was
 * started last, as they come. On the main thread signal "remark" (char *sentence) for what a person
 * should know of how it runs there. */
#define BANCO_TYPE_BENCHMARK (banco_benchmark_get_type ())
G_DECLARE_FINAL_TYPE (BancoBenchmark, banco_benchmark, BANCO, BENCHMARK, GObject)
BancoBenchmark *banco_benchmark_new (BancoResults *results,
                                     BancoOperations *operations) G_GNUC_WARN_UNUSED_RESULT;
/* Sends the program where its hash differs, runs it, adds a result; the result is the
 * BancoResult, also when a check failed (flag "check_failed", without the number that was wrong).
 * Where the connection breaks, it fails, and adds what came before (flag "connection_lost").
 * Cancelling stops it there and keeps nothing. */
BancoOperation *banco_benchmark_run (BancoBenchmark *self,
                                     const BancoRun *run) G_GNUC_WARN_UNUSED_RESULT;
/* Borrowed; never NULL. */
GListModel *banco_benchmark_get_rows (BancoBenchmark *self);

typedef struct {
  char *result;  /* result or card id */
  char *measure; /* id; of a scale not the row's */
  double median;
  gboolean has_spread;
  double low, high; /* p5, p95 */
  double ratio;     /* to the first value of the row; 0: none (missing, or not to be derived) */
  gboolean same;    /* the two spreads overlap: the ratio means nothing */
  double ratio_low, ratio_high; /* of the ratio, from both spreads; 0: a spread is missing */
  char **flags;                 /* never NULL */
  BancoValueSource source;
} BancoComparedValue;

typedef struct {
  char *id;
  char *unit;
  GPtrArray *values; /* of BancoComparedValue or NULL, in the order asked */
} BancoComparedRow;

typedef struct {
  char *text;
  char *certainty; /* "measured", "likely", "rough" */
} BancoAdvice;

/* Columns side by side. */
typedef struct {
  GPtrArray *names;  /* of char *, what to call each column */
  GPtrArray *scales; /* of BancoComparedRow: one kind of work under two measures, "scale.memory" */
  GPtrArray *rows;   /* of BancoComparedRow */
  GPtrArray *advice; /* of BancoAdvice */
} BancoComparison;
void banco_comparison_free (BancoComparison *self);
/* For people; NULL for what is no scale. */
const char *banco_scale_get_name (const char *id);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoComparison, banco_comparison_free)

/* As a file: one line a row and column, or a table for a page. */
char *banco_comparison_to_csv (const BancoComparison *self) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *banco_comparison_to_json (const BancoComparison *self) G_GNUC_WARN_UNUSED_RESULT;
char *banco_comparison_to_markdown (const BancoComparison *self) G_GNUC_WARN_UNUSED_RESULT;

/* @ids: results ("latest" and "latest:PLACE" work too), cards of @catalogue, or places: what is
 * newest there. */
BancoComparison *banco_comparison_new (BancoResults *results,
                                       const GPtrArray *catalogue,
                                       const char *const *ids,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
