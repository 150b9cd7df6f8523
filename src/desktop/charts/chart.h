/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/charts/chart-draw.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* BancoFigures as bars; a tooltip on each. Its twin for those who cannot see it is the table. */
#define BANCO_TYPE_CHART (banco_chart_get_type ())
G_DECLARE_FINAL_TYPE (BancoChart, banco_chart, BANCO, CHART, GtkWidget)

/* @figures: of BancoFigure. @sentence: what the chart says, for assistive technology. */
void banco_chart_set_figures (BancoChart *self, GListModel *figures, const char *sentence);

/* How @widget looks now: light or dark, left to right or mirrored. */
void banco_chart_look_init (BancoChartLook *look, GtkWidget *widget);

G_END_DECLS
