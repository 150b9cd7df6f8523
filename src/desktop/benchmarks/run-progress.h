/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A benchmark while it runs: what is measured, how far it is, each figure as it comes, and
 * Cancel. Hidden when nothing runs. */
#define BANCO_TYPE_RUN_PROGRESS (banco_run_progress_get_type ())
G_DECLARE_FINAL_TYPE (BancoRunProgress, banco_run_progress, BANCO, RUN_PROGRESS, AdwBin)

void banco_run_progress_follow (BancoRunProgress *self,
                                BancoBenchmark *benchmark,
                                BancoOperation *operation);

/* A line of the benchmark program; one that is no figure is passed over. */
void banco_run_progress_read (BancoRunProgress *self, const char *line);

G_END_DECLS
