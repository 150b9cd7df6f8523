/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/charts/chart-layout.h"
#include "desktop/charts/figure.h"

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* Draws BancoFigures as bars: one group a measure, one colour a machine, whiskers for the spread,
 * hollow bars for a datasheet, hatched ones for what was predicted. Knows no widget. */

BancoChartLayout *banco_chart_arrange (GListModel *figures,
                                       PangoContext *pango,
                                       double width) G_GNUC_WARN_UNUSED_RESULT;

/* What bars and whiskers of @figures mean, in sentences, and what each mark warns of, one a line.
 * Free with g_free(). */
char *banco_chart_make_key (GListModel *figures) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  GdkRGBA ink;
  GdkRGBA paper;
  gboolean mirrored; /* right to left */
  gboolean contrast; /* high: edges and lines are as strong as the text */
} BancoChartLook;
/* The colour of series @series, as the pen's. */
void banco_chart_set_colour (cairo_t *cairo, guint series);
/* @layout: of the same figures at this @width. */
void banco_chart_draw (cairo_t *cairo,
                       PangoContext *pango,
                       GListModel *figures,
                       const BancoChartLayout *layout,
                       double width,
                       const BancoChartLook *look);

G_END_DECLS
