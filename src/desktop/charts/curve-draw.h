/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/charts/chart-draw.h"
#include "desktop/charts/curve.h"

G_BEGIN_DECLS

/* Draws a BancoCurve: title, a key of marks and names, axes, traces. Knows no widget. */

/* How high it is at @width. */
double banco_curve_get_height (const BancoCurve *curve, PangoContext *pango, double width);
void banco_curve_draw (cairo_t *cairo,
                       PangoContext *pango,
                       const BancoCurve *curve,
                       double width,
                       const BancoChartLook *look);

G_END_DECLS
