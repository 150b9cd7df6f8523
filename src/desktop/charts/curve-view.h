/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/charts/curve.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A BancoCurve on the screen. Its twin for those who cannot see it is the table. */
#define BANCO_TYPE_CURVE_VIEW (banco_curve_view_get_type ())
G_DECLARE_FINAL_TYPE (BancoCurveView, banco_curve_view, BANCO, CURVE_VIEW, GtkWidget)

/* Takes @curve. */
GtkWidget *banco_curve_view_new (BancoCurve *curve);
const BancoCurve *banco_curve_view_get_curve (BancoCurveView *self);

G_END_DECLS
