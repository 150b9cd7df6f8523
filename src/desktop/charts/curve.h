/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/charts/figure.h"

G_BEGIN_DECLS

/* What a line chart shows: one trace a machine over one axis. Knows no pixel. */

typedef enum {
  BANCO_CURVE_BYTES,   /* logarithmic */
  BANCO_CURVE_SECONDS, /* since the beginning */
  BANCO_CURVE_DATE,    /* seconds since 1970 */
} BancoCurveAxis;

typedef struct {
  double x, y;
  double low, high; /* both 0: no spread */
} BancoCurvePoint;

typedef struct {
  char *name;
  guint series;   /* its colour and mark */
  GArray *points; /* of BancoCurvePoint, x rising */
} BancoCurveTrace;

typedef struct {
  char *title;
  char *unit; /* of y */
  BancoCurveAxis axis;
  gboolean log_y;
  GPtrArray *traces; /* of BancoCurveTrace */
} BancoCurve;
void banco_curve_free (BancoCurve *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoCurve, banco_curve_free)

BancoCurve *banco_curve_new (const char *title,
                             const char *unit,
                             BancoCurveAxis axis,
                             gboolean log_y) G_GNUC_WARN_UNUSED_RESULT;
/* Its points are still to be added. */
BancoCurveTrace *banco_curve_add (BancoCurve *self, const char *name, guint series);

/* "64 KiB", "30 s", "21 Nov": @x as people say it. Free with g_free(). */
char *banco_curve_format_x (const BancoCurve *self, double x) G_GNUC_WARN_UNUSED_RESULT;
/* All of it in a sentence, for those who cannot see it. Free with g_free(). */
char *banco_curve_describe (const BancoCurve *self) G_GNUC_WARN_UNUSED_RESULT;
/* Every point as a BancoFigure, for the table; appended to @store. */
void banco_curve_list (const BancoCurve *self, GListStore *store);

/* How much memory the measure @id goes through, in bytes; 0: it is none of those. */
double banco_curve_sweep_bytes (const char *id);
/* The sweep among @figures (of BancoFigure); NULL when nobody has two points of it. */
BancoCurve *banco_curve_new_sweep (GListModel *figures) G_GNUC_WARN_UNUSED_RESULT;
/* What @figures' machines kept up for as long as it was measured, and their cards' clock,
 * temperature and power: of BancoCurve, without those that nobody has. @results: where the minutes
 * are. */
GPtrArray *banco_curves_new_minute (GListModel *figures,
                                    BancoResults *results) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
