/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"

G_BEGIN_DECLS

/* @row: of a result, copied. */
BancoRunRow *banco_run_row_new (const BancoRow *row) G_GNUC_WARN_UNUSED_RESULT;
/* A figure that was wrong. */
BancoRunRow *banco_run_row_new_wrong (const char *measure) G_GNUC_WARN_UNUSED_RESULT;

/* An empty list. A figure that comes twice is listed once. */
BancoKeyedList *banco_run_rows_new (void) G_GNUC_WARN_UNUSED_RESULT;
void banco_run_rows_add (BancoKeyedList *rows, BancoRunRow *row);

G_END_DECLS
