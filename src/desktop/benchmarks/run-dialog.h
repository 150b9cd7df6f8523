/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"
#include "desktop/page.h"

G_BEGIN_DECLS

/* Asks where to run the benchmark and how thoroughly, and says what each test tells. */
#define BANCO_TYPE_RUN_DIALOG (banco_run_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BancoRunDialog, banco_run_dialog, BANCO, RUN_DIALOG, AdwWindow)

typedef void (*BancoRunStart) (const BancoRun *run, gpointer data);

/* Calls @start when the person chose to; @data must outlive @page's window. */
void banco_run_dialog_show (BancoPage *page, BancoRunStart start, gpointer data);

G_END_DECLS
