/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/result-private.h"
#include "benchmark/run-row-private.h"

G_BEGIN_DECLS

/* What the lines of one run of banco-bench (its README: schema 1) add up to. */
typedef struct {
  BancoResult *result; /* owned; without id */
  gboolean started, ended;
  int exit_code; /* of the end line */
  guint failed_checks;
  double fraction;  /* of the whole run */
  char *measure;    /* being taken, nullable */
  BancoRunRow *row; /* of the last line; NULL where it told of no new figure */
} BancoLines;

void banco_lines_init (BancoLines *self, BancoPlace *place, const char *mode);
void banco_lines_clear (BancoLines *self);

/* FALSE and NOT_UNDERSTOOD for a line that is not one of the program's. */
gboolean banco_lines_read (BancoLines *self, const char *line, GError **error);

G_END_DECLS
