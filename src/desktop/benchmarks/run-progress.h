/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A benchmark while it runs: what is measured, how far it is, each figure as it comes, and
 * Cancel. Visible while it runs. Properties "operation" (of the run, nullable) and "rows" (a
 * GListModel of BancoRunRow, nullable). */
#define BANCO_TYPE_RUN_PROGRESS (banco_run_progress_get_type ())
G_DECLARE_FINAL_TYPE (BancoRunProgress, banco_run_progress, BANCO, RUN_PROGRESS, AdwBin)

G_END_DECLS
