/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"

G_BEGIN_DECLS

/* One thing that is compared: a result or a card; everything borrowed. */
typedef struct {
  const char *id;
  const char *name;
  const GPtrArray *rows; /* of BancoRow */
  gboolean simulated;
  gboolean here;         /* measured on this computer */
  const BancoCard *card; /* NULL for a result */
  gboolean fpga;         /* a card that is one, or a result of a machine with one */
  const char *reason;    /* of a result: why it has no GPU's figures; nullable */
  double memory_gib;     /* of its card; 0: not known */
  const char *place;     /* of a result: what it is a run of, with @device */
  const char *device;
} BancoComparedColumn;

/* A row of @found (of BancoRow or NULL, one a column): with their ratios to the first. */
BancoComparedRow *banco_compared_row_new (const char *id,
                                          const char *unit,
                                          const BancoComparedColumn *columns,
                                          const BancoRow *const *found,
                                          guint n_columns) G_GNUC_WARN_UNUSED_RESULT;
void banco_compared_row_free (gpointer row);

/* Appends to @list (of BancoComparedRow) each kind of work of which a card and a processor tell. */
void banco_scales_add (GPtrArray *list, const BancoComparedColumn *columns, guint n_columns);
/* What @column has of scale @id; NULL: nothing. */
const BancoRow *banco_scale_find_row (const BancoComparedColumn *column, const char *id);
/* A step of training in column @nth, guessed from one that another column measured: count 0, and
 * p5 to p95 is what it may be. NULL: it has one, or nothing follows. */
BancoRow *banco_scales_predict (const BancoComparedColumn *columns,
                                guint n_columns,
                                guint nth) G_GNUC_WARN_UNUSED_RESULT;

/* What follows from @columns, the first being what the person has; of BancoAdvice. */
GPtrArray *banco_advice_new (const BancoComparedColumn *columns,
                             guint n_columns) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
