/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/charts/curve-draw.h"

#include "desktop/benchmark-words.h"
#include "desktop/charts/curve-layout.h"

#include <math.h>

#define PLOT_HEIGHT 190.0
#define GAP 8.0
#define MARK 3.5          /* half of a mark's size */
#define TICK_ROOM 64.0    /* between values on the axis below */
#define MOST_MARKS 24     /* more would hide the line */
#define TITLE_OF_LINE 1.6 /* a title and the air below it */

typedef struct {
  cairo_t *cairo; /* NULL: only to measure */
  PangoLayout *text;
  const BancoCurve *curve;
  const BancoChartLook *look; /* NULL: only to measure */
  double width, line;
  double left, top;   /* of the plot */
  double first, last; /* x of the outermost points */
  BancoScale x, y;
} Plot;

static double
width_of (Plot *plot, const char *string)
{
  int width;

  pango_layout_set_width (plot->text, -1);
  pango_layout_set_text (plot->text, string, -1);
  pango_layout_get_pixel_size (plot->text, &width, NULL);
  return width;
}

static void
set_ink (Plot *plot, double alpha)
{
  GdkRGBA ink = plot->look->ink;

  ink.alpha *= (float) alpha;
  gdk_cairo_set_source_rgba (plot->cairo, &ink);
}

static void
draw_text (Plot *plot, const char *string, double x, double y, double width)
{
  pango_layout_set_text (plot->text, string, -1);
  pango_layout_set_width (plot->text, (int) (MAX (0, width) * PANGO_SCALE));
  cairo_move_to (plot->cairo, round (x), round (y));
  pango_cairo_show_layout (plot->cairo, plot->text);
}

static void
find_ends (const BancoCurve *curve, double ends[4])
{
  ends[0] = ends[2] = INFINITY;
  ends[1] = ends[3] = -INFINITY;
  for (guint i = 0; i < curve->traces->len; i++) {
    const GArray *points = ((BancoCurveTrace *) curve->traces->pdata[i])->points;

    for (guint j = 0; j < points->len; j++) {
      const BancoCurvePoint *point = &g_array_index (points, BancoCurvePoint, j);

      ends[0] = MIN (ends[0], point->x);
      ends[1] = MAX (ends[1], point->x);
      ends[2] = MIN (ends[2], point->high > 0 ? point->low : point->y);
      ends[3] = MAX (ends[3], MAX (point->y, point->high));
    }
  }
}

static void
init_scales (Plot *plot)
{
  double ends[4];

  find_ends (plot->curve, ends);
  plot->first = ends[0];
  plot->last = ends[1];
  banco_scale_init (
    &plot->x, plot->curve->axis == BANCO_CURVE_BYTES ? BANCO_SCALE_DOUBLES : BANCO_SCALE_LINEAR,
    ends[0], ends[1]);
  /* Dates and seconds begin where the first one is, not at a round number. */
  if (plot->curve->axis != BANCO_CURVE_BYTES && ends[1] > ends[0]) {
    plot->x.low = plot->curve->axis == BANCO_CURVE_SECONDS ? 0 : ends[0];
    plot->x.high = ends[1];
  }
  banco_scale_init (&plot->y, plot->curve->log_y ? BANCO_SCALE_DECADES : BANCO_SCALE_LINEAR,
                    plot->curve->log_y ? ends[2] : MIN (0, ends[2]), ends[3]);
}

static double
x_of (Plot *plot, double value)
{
  double place = banco_scale_place (&plot->x, value);

  if (plot->look->mirrored)
    place = 1 - place;
  return plot->left + place * (plot->width - plot->left - GAP);
}

static double
y_of (Plot *plot, double value)
{
  return plot->top + PLOT_HEIGHT * (1 - CLAMP (banco_scale_place (&plot->y, value), 0, 1));
}

/* Shapes tell them apart as colours do. */
static void
draw_mark (Plot *plot, guint series, double x, double y)
{
  cairo_t *cairo = plot->cairo;

  cairo_new_path (cairo);
  switch (series % 4) {
  case 0:
    cairo_arc (cairo, x, y, MARK, 0, 2 * G_PI);
    break;
  case 1:
    cairo_rectangle (cairo, x - MARK, y - MARK, 2 * MARK, 2 * MARK);
    break;
  case 2:
    cairo_move_to (cairo, x, y - MARK * 1.2);
    cairo_line_to (cairo, x + MARK * 1.2, y + MARK);
    cairo_line_to (cairo, x - MARK * 1.2, y + MARK);
    break;
  default:
    cairo_move_to (cairo, x, y - MARK * 1.4);
    cairo_line_to (cairo, x + MARK * 1.4, y);
    cairo_line_to (cairo, x, y + MARK * 1.4);
    cairo_line_to (cairo, x - MARK * 1.4, y);
    break;
  }
  cairo_close_path (cairo);
  banco_chart_set_colour (cairo, series);
  cairo_fill_preserve (cairo);
  set_ink (plot, .55);
  cairo_set_line_width (cairo, .75);
  cairo_stroke (cairo);
}

/* Marks and names in as many rows as they need, from @y. Returns where they end. */
static double
draw_key (Plot *plot, double y)
{
  double x = 0;

  for (guint i = 0; i < plot->curve->traces->len; i++) {
    const BancoCurveTrace *trace = plot->curve->traces->pdata[i];
    double needed = 4 * MARK + MIN (width_of (plot, trace->name), plot->width - 4 * MARK);

    if (x > 0 && x + needed > plot->width) {
      x = 0;
      y += plot->line * 1.2;
    }
    if (plot->cairo != NULL) {
      draw_mark (plot, trace->series, x + MARK + 1, y + plot->line / 2);
      set_ink (plot, .85);
      draw_text (plot, trace->name, x + 4 * MARK, y, needed - 4 * MARK + 1);
    }
    x += needed + 2 * GAP;
  }
  return y + plot->line * 1.5;
}

static void
draw_rule (Plot *plot, double x, double y, double to_x, double to_y, double alpha)
{
  cairo_move_to (plot->cairo, round (x) + .5, round (y) + .5);
  cairo_line_to (plot->cairo, round (to_x) + .5, round (to_y) + .5);
  cairo_set_line_width (plot->cairo, 1);
  set_ink (plot, alpha);
  cairo_stroke (plot->cairo);
}

static void
draw_values (Plot *plot)
{
  g_autoptr (GArray) ticks = banco_scale_list_ticks (&plot->y, 6);

  for (guint i = 0; i < ticks->len; i++) {
    double value = g_array_index (ticks, double, i);
    g_autofree char *text = value == 0 ? g_strdup ("0") : g_strdup_printf ("%.4g", value);
    double y = y_of (plot, value);

    draw_rule (plot, plot->left, y, plot->width - GAP, y, i == 0 ? .4 : .15);
    set_ink (plot, .7);
    draw_text (plot, text, plot->left - GAP - width_of (plot, text), y - plot->line / 2,
               plot->left);
  }
}

static void
draw_axis (Plot *plot)
{
  guint most = (guint) ((plot->width - plot->left) / TICK_ROOM);
  g_autoptr (GArray) ticks = banco_scale_list_ticks (&plot->x, CLAMP (most, 2, 8));
  double bottom = plot->top + PLOT_HEIGHT;

  if (plot->curve->axis == BANCO_CURVE_DATE) {
    g_array_set_size (ticks, 0);
    g_array_append_val (ticks, plot->first);
    if (plot->last > plot->first)
      g_array_append_val (ticks, plot->last);
  }
  for (guint i = 0; i < ticks->len; i++) {
    double value = g_array_index (ticks, double, i);
    g_autofree char *text = banco_curve_format_x (plot->curve, value);
    double x = x_of (plot, value);
    double width = width_of (plot, text);

    draw_rule (plot, x, bottom, x, bottom + 4, .4);
    set_ink (plot, .7);
    draw_text (plot, text, CLAMP (x - width / 2, 0, MAX (0, plot->width - width)), bottom + 5,
               width + 1);
  }
}

static void
draw_spread (Plot *plot, const BancoCurvePoint *point, double x)
{
  if (point->high <= 0 || y_of (plot, point->low) - y_of (plot, point->high) < 2)
    return;
  cairo_move_to (plot->cairo, x, y_of (plot, point->low));
  cairo_line_to (plot->cairo, x, y_of (plot, point->high));
  set_ink (plot, .6);
  cairo_set_line_width (plot->cairo, 1.25);
  cairo_stroke (plot->cairo);
}

static void
draw_trace (Plot *plot, const BancoCurveTrace *trace)
{
  const BancoCurvePoint *points = (const BancoCurvePoint *) (gpointer) trace->points->data;
  guint stride = trace->points->len / MOST_MARKS + 1;

  /* Text leaves the pen where it was written. */
  cairo_new_path (plot->cairo);
  for (guint i = 0; i < trace->points->len; i++)
    cairo_line_to (plot->cairo, x_of (plot, points[i].x), y_of (plot, points[i].y));
  banco_chart_set_colour (plot->cairo, trace->series);
  cairo_set_line_width (plot->cairo, 2);
  cairo_set_line_join (plot->cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (plot->cairo);
  for (guint i = 0; i < trace->points->len; i += stride) {
    double x = x_of (plot, points[i].x);

    draw_spread (plot, &points[i], x);
    draw_mark (plot, trace->series, x, y_of (plot, points[i].y));
  }
}

static void
draw_title (Plot *plot)
{
  PangoAttrList *attributes = pango_attr_list_new ();
  g_autofree char *title = g_strdup_printf ("%s (%s)", plot->curve->title, plot->curve->unit);

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (plot->text, attributes);
  pango_attr_list_unref (attributes);
  set_ink (plot, 1);
  draw_text (plot, title, 0, 0, plot->width);
  pango_layout_set_attributes (plot->text, NULL);
}

static double
find_left (Plot *plot)
{
  g_autoptr (GArray) ticks = banco_scale_list_ticks (&plot->y, 6);
  double widest = 0;

  for (guint i = 0; i < ticks->len; i++) {
    g_autofree char *text = g_strdup_printf ("%.4g", g_array_index (ticks, double, i));

    widest = MAX (widest, width_of (plot, text));
  }
  return widest + GAP;
}

static void
plot_init (Plot *plot, PangoContext *pango)
{
  int height;

  plot->text = pango_layout_new (pango);
  pango_layout_set_single_paragraph_mode (plot->text, TRUE);
  pango_layout_set_ellipsize (plot->text, PANGO_ELLIPSIZE_END);
  pango_layout_set_text (plot->text, " ", -1);
  pango_layout_get_pixel_size (plot->text, NULL, &height);
  plot->line = height;
}

double
banco_curve_get_height (const BancoCurve *curve, PangoContext *pango, double width)
{
  Plot plot = { .curve = curve, .width = width };
  double top;

  plot_init (&plot, pango);
  top = draw_key (&plot, plot.line * TITLE_OF_LINE);
  g_object_unref (plot.text);
  return ceil (top + PLOT_HEIGHT + plot.line + GAP);
}

void
banco_curve_draw (cairo_t *cairo,
                  PangoContext *pango,
                  const BancoCurve *curve,
                  double width,
                  const BancoChartLook *look)
{
  Plot plot = { .cairo = cairo, .curve = curve, .width = width, .look = look };

  plot_init (&plot, pango);
  init_scales (&plot);
  plot.left = find_left (&plot);
  draw_title (&plot);
  plot.top = draw_key (&plot, plot.line * TITLE_OF_LINE);
  draw_values (&plot);
  draw_axis (&plot);
  for (guint i = 0; i < curve->traces->len; i++)
    draw_trace (&plot, curve->traces->pdata[i]);
  g_object_unref (plot.text);
}
