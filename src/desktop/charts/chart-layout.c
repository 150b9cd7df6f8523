/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/charts/chart-layout.h"

#include <math.h>

#define GAP 8.0              /* between name, bar and label */
#define LEAST_BAR 24.0       /* what a full bar has, however narrow it is */
#define LARGEST_NAME 0.36    /* of the width, beside the bars */
#define LARGEST_LABEL 0.40   /* of the width */
#define BAR_OF_LINE 0.72     /* how high a bar is beside its text */
#define ROW_OF_LINE 1.35     /* from bar to bar */
#define TITLE_OF_LINE 1.6    /* a title and the air below it */
#define BETWEEN_OF_LINE 0.85 /* groups */

static double
end_of (const BancoChartBar *bar)
{
  return bar->has_spread ? MAX (bar->value, bar->high) : bar->value;
}

/* What the full width stands for in the group that begins at @first. */
static double
scale_of (const BancoChartBar *bars, guint n_bars, guint first)
{
  double most = 0;

  for (guint i = first; i < n_bars && bars[i].group == bars[first].group; i++)
    most = MAX (most, end_of (&bars[i]));
  return most;
}

/* @box has its row; @full is the width that stands for @most. */
static void
place_bar (BancoChartBox *box, const BancoChartBar *bar, double x, double full, double most)
{
  double per_unit = most > 0 ? full / most : 0;

  box->x = x;
  box->width = bar->value * per_unit;
  if (bar->has_spread) {
    box->low_x = x + CLAMP (bar->low * per_unit, 0, full);
    box->high_x = x + CLAMP (bar->high * per_unit, 0, full);
  }
  box->label_x = x + CLAMP (end_of (bar) * per_unit, 0, full) + GAP;
}

/* Returns where the next row begins. */
static double
place_row (BancoChartBox *box, double y, double line, gboolean name_above)
{
  double text = line * ROW_OF_LINE;
  double bar_y = name_above ? y + line : y;

  box->row_y = y;
  box->row_height = bar_y + text - y;
  box->name_y = y;
  box->text_height = name_above ? line : text;
  box->height = round (line * BAR_OF_LINE);
  box->y = bar_y + (text - box->height) / 2;
  return y + box->row_height;
}

BancoChartLayout *
banco_chart_layout_new (const BancoChartBar *bars, guint n_bars, const BancoChartRoom *room)
{
  BancoChartLayout *self = g_new0 (BancoChartLayout, 1);
  gboolean name_above = room->name > room->width * LARGEST_NAME;
  double most = 0, x, full, y = 0;

  self->boxes = g_new0 (BancoChartBox, n_bars);
  self->titles = g_new0 (double, n_bars);
  self->n_boxes = n_bars;
  self->name_width = name_above ? room->width : room->name;
  self->label_width = MIN (room->label, room->width * LARGEST_LABEL);
  x = name_above ? 0 : self->name_width + GAP;
  full = MAX (LEAST_BAR, room->width - x - GAP - self->label_width);
  for (guint i = 0; i < n_bars; i++) {
    if (i == 0 || bars[i].group != bars[i - 1].group) {
      y += i > 0 ? room->line * BETWEEN_OF_LINE : 0;
      most = scale_of (bars, n_bars, i);
      self->titles[self->n_groups++] = y;
      y += room->line * TITLE_OF_LINE;
    }
    y = place_row (&self->boxes[i], y, room->line, name_above);
    place_bar (&self->boxes[i], &bars[i], x, full, most);
  }
  self->height = y;
  return self;
}

void
banco_chart_layout_free (BancoChartLayout *self)
{
  g_free (self->boxes);
  g_free (self->titles);
  g_free (self);
}

int
banco_chart_layout_find (const BancoChartLayout *self, double y)
{
  for (guint i = 0; i < self->n_boxes; i++) {
    const BancoChartBox *box = &self->boxes[i];

    if (y >= box->row_y && y < box->row_y + box->row_height)
      return (int) i;
  }
  return -1;
}
