/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The axes of a line chart: pure numbers, without fonts or colours. */

typedef enum {
  BANCO_SCALE_LINEAR,
  BANCO_SCALE_DECADES, /* logarithmic, ticks at 1, 2, 5, 10 */
  BANCO_SCALE_DOUBLES, /* logarithmic, ticks at powers of two */
} BancoScaleKind;

typedef struct {
  BancoScaleKind kind;
  double low, high; /* low < high; logarithmic: both > 0 */
} BancoScale;

/* Holds @low to @high with a round end on either side; what cannot be held is left out of it. */
void banco_scale_init (BancoScale *self, BancoScaleKind kind, double low, double high);
/* 0 at its low end, 1 at its high one; beyond them for what lies beyond. */
double banco_scale_place (const BancoScale *self, double value);
/* Round values within it, of double, rising: @most at most, two at least. */
GArray *banco_scale_list_ticks (const BancoScale *self, guint most) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
