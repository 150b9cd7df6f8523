/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/estimate.h"

G_BEGIN_DECLS

/* Fills in the processor, what it reaches, and whether that was measured; a GPU before a CPU.
 * @others (nullable) have what @rows have not. */
gboolean banco_performance_read (const GPtrArray *rows,
                                 const GPtrArray *others,
                                 BancoPrecision precision,
                                 BancoPerformance *performance);

/* What a step there is made of, in seconds. */
typedef struct {
  double guess;  /* how many times as fast the device is */
  double factor; /* by which that may be wrong, either way */
  double device;
  double data;
  guint kernels; /* that a step starts */
  double launch_least, launch_most;
} BancoParts;

BancoParts banco_estimate_split (const BancoJob *job,
                                 const BancoPerformance *here,
                                 const BancoPerformance *there,
                                 const BancoCalibration *calibration);
void
banco_estimate_add_times (BancoEstimate *estimate, const BancoJob *job, const BancoParts *parts);

/* Whether the memory rather than the arithmetic makes the difference between the two. */
gboolean banco_performance_follows_memory (const BancoPerformance *from,
                                           const BancoPerformance *to);

/* "2.4", "40", "300": more figures would claim more than is known. */
char *banco_times_format (double times) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
