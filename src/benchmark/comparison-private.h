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

/* What follows from @columns, the first being what the person has; of BancoAdvice. */
GPtrArray *banco_advice_new (const BancoComparedColumn *columns,
                             guint n_columns) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
