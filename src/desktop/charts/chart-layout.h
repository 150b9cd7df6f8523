/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the parts of a bar chart go: pure geometry in pixels, without fonts or colours. */

typedef struct {
  guint group; /* bars of one group follow each other */
  double value;
  gboolean has_spread;
  double low, high;
  gboolean is_range; /* what it is lies anywhere between them */
  guint title_lines; /* of the group's title; 0 is 1 */
} BancoChartBar;

/* What the bars have to share. */
typedef struct {
  double width; /* of all */
  double name;  /* of the widest name: left of the bars, above them where that is too much */
  double label; /* of the widest value, right of its bar */
  double line;  /* height of a line of text */
} BancoChartRoom;

typedef struct {
  double x, y, width, height; /* of the bar */
  double row_y, row_height;   /* of all that belongs to it */
  double name_y, text_height; /* of the name; of the label it is the bar's middle */
  double low_x, high_x;       /* of the whisker; both 0 without one */
  double label_x;
} BancoChartBox;

/* A power of ten on a logarithmic scale. */
typedef struct {
  double x, y, height;
} BancoChartLine;

typedef struct {
  BancoChartBox *boxes; /* one a bar */
  guint n_boxes;
  double *titles;        /* top of each group's title */
  double *title_heights; /* of its text alone */
  gboolean *logarithmic; /* one a group */
  guint n_groups;
  GArray *lines;     /* of BancoChartLine */
  double name_width; /* what names and labels get */
  double label_width;
  double height;
} BancoChartLayout;

/* Each group has its own scale: its longest bar or whisker takes all the room there is. Where one
 * value is 20 times another, the scale is logarithmic. */
BancoChartLayout *banco_chart_layout_new (const BancoChartBar *bars,
                                          guint n_bars,
                                          const BancoChartRoom *room) G_GNUC_WARN_UNUSED_RESULT;
void banco_chart_layout_free (BancoChartLayout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoChartLayout, banco_chart_layout_free)

/* The bar at height @y, -1 none. */
int banco_chart_layout_find (const BancoChartLayout *self, double y);

G_END_DECLS
