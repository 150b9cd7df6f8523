/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/charts/curve.h"

G_BEGIN_DECLS

typedef enum {
  BANCO_PICTURE_SVG,
  BANCO_PICTURE_PNG,
} BancoPictureFormat;

/* Bars (of BancoFigure), what they mean, and below them @curves (of BancoCurve), on white paper,
 * for a page or a talk. @title: above all of it. NULL when there is no memory for it. */
GBytes *banco_picture_new (GListModel *bars,
                           const GPtrArray *curves,
                           const char *title,
                           BancoPictureFormat format) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
