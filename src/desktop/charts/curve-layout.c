/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/charts/curve-layout.h"

#include <math.h>

#define SMALLEST 1e-12

static gboolean
is_log (const BancoScale *self)
{
  return self->kind != BANCO_SCALE_LINEAR;
}

/* 1, 2 or 5 times a power of ten, not below @value. */
static double
round_step (double value)
{
  double power = pow (10, floor (log10 (value)));
  double part = value / power;

  return power * (part <= 1 + 1e-9 ? 1 : part <= 2 + 1e-9 ? 2 : part <= 5 + 1e-9 ? 5 : 10);
}

static double
round_down (double value)
{
  double power = pow (10, floor (log10 (value) + 1e-9));

  return power * (value / power >= 5 - 1e-9 ? 5 : value / power >= 2 - 1e-9 ? 2 : 1);
}

void
banco_scale_init (BancoScale *self, BancoScaleKind kind, double low, double high)
{
  *self = (BancoScale){ .kind = kind };
  if (!isfinite (low) || !isfinite (high) || high < low)
    low = high = 1;
  if (kind == BANCO_SCALE_DECADES) {
    self->low = round_down (MAX (low, SMALLEST));
    self->high = round_step (MAX (high, SMALLEST));
  } else if (kind == BANCO_SCALE_DOUBLES) {
    self->low = exp2 (floor (log2 (MAX (low, SMALLEST)) + 1e-9));
    self->high = exp2 (ceil (log2 (MAX (high, SMALLEST)) - 1e-9));
  } else {
    double step = round_step (MAX ((high - low) / 4, MAX (fabs (high), SMALLEST) * 1e-9));

    self->low = floor (low / step + 1e-9) * step;
    self->high = ceil (high / step - 1e-9) * step;
  }
  if (self->high - self->low <= fabs (self->low) * 1e-9)
    self->high = is_log (self) ? self->low * 2 : self->low + MAX (1, fabs (self->low));
}

double
banco_scale_place (const BancoScale *self, double value)
{
  if (!is_log (self))
    return (value - self->low) / (self->high - self->low);
  return log (MAX (value, SMALLEST) / self->low) / log (self->high / self->low);
}

static void
list_linear (const BancoScale *self, guint most, GArray *ticks)
{
  double step = round_step ((self->high - self->low) / (most - 1));

  for (double at = ceil (self->low / step - 1e-9) * step + 0.0; at <= self->high + step * 1e-6;
       at += step)
    g_array_append_val (ticks, at);
}

static void
list_doubles (const BancoScale *self, guint most, GArray *ticks)
{
  double all = log2 (self->high / self->low);
  double step = MAX (1, ceil (all / (most - 1) - 1e-9));

  for (double power = 0; power <= all + 1e-9; power += step) {
    double at = self->low * exp2 (power);

    g_array_append_val (ticks, at);
  }
}

/* 1, 2, 5 in every decade; where that is too many 1 and 5, then 1, then every other. */
static void
list_decades (const BancoScale *self, guint most, GArray *ticks)
{
  static const struct {
    double parts[3];
    guint n_parts;
  } finenesses[] = { { { 1, 2, 5 }, 3 }, { { 1, 5 }, 2 }, { { 1 }, 1 } };
  double first = floor (log10 (self->low) + 1e-9);

  for (guint fineness = 0; fineness < 100; fineness++) {
    guint nth = MIN (fineness, G_N_ELEMENTS (finenesses) - 1);
    double stride = fineness < G_N_ELEMENTS (finenesses) ? 1 : fineness - 1;

    g_array_set_size (ticks, 0);
    for (double decade = first; pow (10, decade) <= self->high * (1 + 1e-9); decade += stride)
      for (guint i = 0; i < finenesses[nth].n_parts; i++) {
        double at = finenesses[nth].parts[i] * pow (10, decade);

        if (at >= self->low * (1 - 1e-9) && at <= self->high * (1 + 1e-9))
          g_array_append_val (ticks, at);
      }
    if (ticks->len <= most)
      return;
  }
}

GArray *
banco_scale_list_ticks (const BancoScale *self, guint most)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (double));

  most = MAX (most, 2);
  if (self->kind == BANCO_SCALE_LINEAR)
    list_linear (self, most, ticks);
  else if (self->kind == BANCO_SCALE_DOUBLES)
    list_doubles (self, most, ticks);
  else
    list_decades (self, most, ticks);
  /* A short scale may have no round value but one. */
  if (ticks->len < 2 || ticks->len > most) {
    g_array_set_size (ticks, 0);
    g_array_append_val (ticks, self->low);
    g_array_append_val (ticks, self->high);
  }
  return ticks;
}
