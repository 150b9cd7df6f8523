/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/charts/chart-layout.h"

#include <math.h>

#define GAP 8.0              /* between name, bar and label */
#define LEAST_BAR 24.0       /* what a full bar has, however narrow it is */
#define LARGEST_NAME 0.36    /* of the width, beside the bars */
#define LARGEST_LABEL 0.40   /* of the width */
#define BAR_OF_LINE 0.72     /* how high a bar is beside its text */
#define ROW_OF_LINE 1.35     /* from bar to bar */
#define BELOW_TITLE 0.6      /* of a line */
#define BETWEEN_OF_LINE 0.85 /* groups */
#define LARGEST_RATIO 20.0   /* on a scale that begins at 0 */
#define SHORTEST 1.5  /* the shortest bar of a logarithmic scale is this many times its end */
#define MOST_LINES 12 /* more would be a grey area */

static double
end_of (const BancoChartBar *bar)
{
  return bar->has_spread ? MAX (bar->value, bar->high) : bar->value;
}

/* The scale of a group. */
typedef struct {
  double least, most; /* what no width and the full width stand for */
  gboolean logarithmic;
  double x, full;
} Scale;

/* The scale of the group that begins at @first, and @n, how many bars it has. */
static Scale
find_scale (const BancoChartBar *bars, guint n_bars, guint first, guint *n)
{
  Scale scale = { 0 };
  double smallest = G_MAXDOUBLE, largest = 0, least;
  guint i;

  for (i = first; i < n_bars && bars[i].group == bars[first].group; i++) {
    double low = bars[i].is_range && bars[i].low > 0 ? bars[i].low : bars[i].value;

    scale.most = MAX (scale.most, end_of (&bars[i]));
    largest = MAX (largest, bars[i].is_range ? bars[i].high : bars[i].value);
    if (low > 0)
      smallest = MIN (smallest, low);
  }
  *n = i - first;
  if (!(largest / smallest > LARGEST_RATIO))
    return scale;
  /* The smallest bar has a width, too. */
  least = pow (10, floor (log10 (smallest / SHORTEST)));
  scale.logarithmic = least > 0 && isfinite (log (scale.most / least));
  scale.least = scale.logarithmic ? least : 0;
  return scale;
}

static double
width_of (const Scale *scale, double value)
{
  double share = 0;

  if (scale->logarithmic)
    share =
      value > scale->least ? log (value / scale->least) / log (scale->most / scale->least) : 0;
  else if (scale->most > 0)
    share = value / scale->most;
  return CLAMP (share, 0, 1) * scale->full;
}

/* @box has its row. */
static void
place_bar (BancoChartBox *box, const BancoChartBar *bar, const Scale *scale)
{
  box->x = scale->x;
  box->width = width_of (scale, bar->value);
  if (bar->has_spread) {
    box->low_x = scale->x + width_of (scale, bar->low);
    box->high_x = scale->x + width_of (scale, bar->high);
  }
  box->label_x = scale->x + width_of (scale, end_of (bar)) + GAP;
}

static void
add_lines (BancoChartLayout *self, const Scale *scale, double y, double height)
{
  if (!scale->logarithmic || log10 (scale->most / scale->least) > MOST_LINES)
    return;
  for (double value = scale->least; value <= scale->most; value *= 10) {
    BancoChartLine line = { scale->x + width_of (scale, value), y, height };

    g_array_append_val (self->lines, line);
  }
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
  Scale scale = { 0 };
  double x, full, y = 0, first_y = 0;
  guint left = 0;

  self->boxes = g_new0 (BancoChartBox, n_bars);
  self->titles = g_new0 (double, n_bars);
  self->title_heights = g_new0 (double, n_bars);
  self->logarithmic = g_new0 (gboolean, n_bars);
  self->lines = g_array_new (FALSE, FALSE, sizeof (BancoChartLine));
  self->n_boxes = n_bars;
  self->name_width = name_above ? room->width : room->name;
  self->label_width = MIN (room->label, room->width * LARGEST_LABEL);
  x = name_above ? 0 : self->name_width + GAP;
  full = MAX (LEAST_BAR, room->width - x - GAP - self->label_width);
  for (guint i = 0; i < n_bars; i++) {
    if (left == 0) {
      y += i > 0 ? room->line * BETWEEN_OF_LINE : 0;
      scale = find_scale (bars, n_bars, i, &left);
      scale.x = x;
      scale.full = full;
      self->logarithmic[self->n_groups] = scale.logarithmic;
      self->title_heights[self->n_groups] = room->line * MAX (1, bars[i].title_lines);
      self->titles[self->n_groups] = y;
      y += self->title_heights[self->n_groups++] + room->line * BELOW_TITLE;
      first_y = y;
    }
    y = place_row (&self->boxes[i], y, room->line, name_above);
    place_bar (&self->boxes[i], &bars[i], &scale);
    if (--left == 0)
      add_lines (self, &scale, first_y, y - first_y);
  }
  self->height = y;
  return self;
}

void
banco_chart_layout_free (BancoChartLayout *self)
{
  g_free (self->boxes);
  g_free (self->titles);
  g_free (self->title_heights);
  g_free (self->logarithmic);
  g_array_unref (self->lines);
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
