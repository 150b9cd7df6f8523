/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/charts/chart-draw.h"

#include "desktop/benchmark-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* Okabe and Ito's, in an order that keeps neighbours apart on light and on dark ground. */
static const double palette[][3] = {
  { 0.000, 0.447, 0.698 }, { 0.902, 0.624, 0.000 }, { 0.000, 0.620, 0.451 },
  { 0.800, 0.475, 0.655 }, { 0.835, 0.369, 0.000 }, { 0.337, 0.706, 0.914 },
};

#define HATCH 5.0    /* between the lines of a hatched bar */
#define CORNER 2.0   /* of a bar */
#define CAP 3.0      /* of a whisker, to either side */
#define EDGE 0.55    /* how strong the edge of a bar is */
#define BOLD 1.25    /* wider than the same text in normal weight, about */
#define GRID 0.3     /* how strong a line of the scale is */
#define SMALLEST 1.0 /* width of a bar of a value above 0 */

void
banco_chart_set_colour (cairo_t *cairo, guint series)
{
  const double *colour = palette[series % G_N_ELEMENTS (palette)];

  cairo_set_source_rgb (cairo, colour[0], colour[1], colour[2]);
}

typedef struct {
  cairo_t *cairo;
  PangoLayout *text;
  const BancoChartLook *look;
  double width;
  double line;
} Pen;

static PangoLayout *
new_text (PangoContext *pango)
{
  PangoLayout *text = pango_layout_new (pango);

  pango_layout_set_single_paragraph_mode (text, TRUE);
  pango_layout_set_ellipsize (text, PANGO_ELLIPSIZE_END);
  return text;
}

static void
measure_text (PangoLayout *text, const char *string, double *width, double *height)
{
  int natural, line;

  pango_layout_set_width (text, -1);
  pango_layout_set_text (text, string, -1);
  pango_layout_get_pixel_size (text, &natural, &line);
  *width = MAX (*width, natural);
  *height = MAX (*height, line);
}

/* The flags of all @figures, each once: the first is marked by the first mark, … */
static GPtrArray *
list_flags (GListModel *figures)
{
  GPtrArray *flags = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (figures); i++) {
    g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, i);

    for (char **flag = figure->flags; *flag != NULL; flag++)
      if (!g_ptr_array_find_with_equal_func (flags, *flag, g_str_equal, NULL))
        g_ptr_array_add (flags, g_strdup (*flag));
  }
  return flags;
}

static const char *
mark_of (guint nth)
{
  static const char *const marks[] = { "*", "†", "‡", "§", "¶" };

  return marks[MIN (nth, G_N_ELEMENTS (marks) - 1)];
}

/* A flag must be seen where the figure is; the key has the words. */
static char *
label_of (BancoFigure *figure, const GPtrArray *flags)
{
  GString *label = g_string_new (NULL);
  g_autofree char *value = banco_figure_get_text (figure, BANCO_FIGURE_VALUE);

  g_string_append (label, value);
  for (guint i = 0; i < flags->len; i++)
    if (g_strv_contains ((const char *const *) figure->flags, flags->pdata[i]))
      g_string_append_printf (label, "\u00a0%s", mark_of (i));
  return g_string_free (label, FALSE);
}

static gboolean
same_group (GListModel *figures, guint nth)
{
  g_autoptr (BancoFigure) before = g_list_model_get_item (figures, nth - 1);
  g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, nth);

  return g_str_equal (before->measure, figure->measure);
}

static BancoChartBar *
list_bars (GListModel *figures)
{
  guint n = g_list_model_get_n_items (figures);
  BancoChartBar *bars = g_new0 (BancoChartBar, n + 1);

  for (guint i = 0; i < n; i++) {
    g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, i);

    bars[i] = (BancoChartBar){
      .group = i == 0 ? 0 : bars[i - 1].group + !same_group (figures, i),
      .value = figure->value,
      .has_spread = figure->has_spread,
      .low = figure->low,
      .high = figure->high,
      .is_range = figure->has_spread && figure->source == BANCO_SOURCE_PREDICTED,
    };
  }
  return bars;
}

BancoChartLayout *
banco_chart_arrange (GListModel *figures, PangoContext *pango, double width)
{
  guint n = g_list_model_get_n_items (figures);
  g_autofree BancoChartBar *bars = list_bars (figures);
  g_autoptr (PangoLayout) text = new_text (pango);
  g_autoptr (GPtrArray) flags = list_flags (figures);
  BancoChartRoom room = { .width = width };

  for (guint i = 0; i < n; i++) {
    g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, i);
    g_autofree char *label = label_of (figure, flags);
    g_autofree char *title = banco_figure_make_title (figure, TRUE);
    double title_width = 0;

    measure_text (text, title, &title_width, &room.line);
    bars[i].title_lines = title_width * BOLD > width ? 2 : 1;
    measure_text (text, figure->machine, &room.name, &room.line);
    measure_text (text, label, &room.label, &room.line);
  }
  return banco_chart_layout_new (bars, n, &room);
}

static void
set_ink (Pen *pen, double alpha)
{
  GdkRGBA ink = pen->look->ink;

  ink.alpha *= (float) (pen->look->contrast ? MIN (1, 1.8 * alpha) : alpha);
  gdk_cairo_set_source_rgba (pen->cairo, &ink);
}

static double
mirror (Pen *pen, double x, double width)
{
  return pen->look->mirrored ? pen->width - x - width : x;
}

/* Centred on the height @y + @height / 2, never wider than @width. */
static void
draw_text (Pen *pen, const char *string, double x, double y, double width, double height)
{
  int natural, line;

  pango_layout_set_width (pen->text, (int) (MAX (0, width) * PANGO_SCALE));
  pango_layout_set_text (pen->text, string, -1);
  pango_layout_get_pixel_size (pen->text, &natural, &line);
  cairo_move_to (pen->cairo, round (mirror (pen, x, MIN (natural, width))),
                 round (y + (height - line) / 2));
  pango_cairo_show_layout (pen->cairo, pen->text);
}

/* In as many lines as the layout has for it. */
static void
draw_title (Pen *pen, const char *title, double y, double height)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (pen->text, attributes);
  pango_attr_list_unref (attributes);
  set_ink (pen, 1);
  pango_layout_set_single_paragraph_mode (pen->text, FALSE);
  pango_layout_set_height (pen->text, (int) (height * PANGO_SCALE));
  draw_text (pen, title, 0, y, pen->width, height);
  pango_layout_set_height (pen->text, -1);
  pango_layout_set_single_paragraph_mode (pen->text, TRUE);
  pango_layout_set_attributes (pen->text, NULL);
}

static void
trace_bar (Pen *pen, double x, double y, double width, double height)
{
  double corner = MIN (CORNER, width / 2);

  cairo_new_sub_path (pen->cairo);
  cairo_arc (pen->cairo, x + width - corner, y + corner, corner, -G_PI_2, 0);
  cairo_arc (pen->cairo, x + width - corner, y + height - corner, corner, 0, G_PI_2);
  cairo_arc (pen->cairo, x + corner, y + height - corner, corner, G_PI_2, G_PI);
  cairo_arc (pen->cairo, x + corner, y + corner, corner, G_PI, 1.5 * G_PI);
  cairo_close_path (pen->cairo);
}

static void
hatch_bar (Pen *pen, double x, double y, double width, double height)
{
  cairo_save (pen->cairo);
  trace_bar (pen, x, y, width, height);
  cairo_clip (pen->cairo);
  for (double at = x - height; at < x + width; at += HATCH) {
    cairo_move_to (pen->cairo, at, y + height);
    cairo_line_to (pen->cairo, at + height, y);
  }
  cairo_set_line_width (pen->cairo, 1.5);
  cairo_stroke (pen->cairo);
  cairo_restore (pen->cairo);
}

static void
draw_bar (Pen *pen, const BancoFigure *figure, const BancoChartBox *box)
{
  double width = figure->value > 0 ? MAX (SMALLEST, box->width) : 0;
  double x = mirror (pen, box->x, width);
  cairo_t *cairo = pen->cairo;

  if (width <= 0)
    return;
  banco_chart_set_colour (cairo, figure->series);
  if (figure->source == BANCO_SOURCE_DATASHEET || figure->source == BANCO_SOURCE_PREDICTED) {
    if (figure->source == BANCO_SOURCE_PREDICTED)
      hatch_bar (pen, x, box->y, width, box->height);
    trace_bar (pen, x + 1, box->y + 1, MAX (0, width - 2), box->height - 2);
    if (pen->look->contrast)
      set_ink (pen, 1);
    cairo_set_line_width (cairo, 2);
    cairo_stroke (cairo);
    return;
  }
  trace_bar (pen, x, box->y, width, box->height);
  cairo_fill (cairo);
  /* A colour alone may be too faint for the ground. */
  trace_bar (pen, x + .5, box->y + .5, MAX (0, width - 1), box->height - 1);
  set_ink (pen, EDGE);
  cairo_set_line_width (cairo, pen->look->contrast ? 2 : 1);
  cairo_stroke (cairo);
}

static void
draw_whisker (Pen *pen, const BancoChartBox *box)
{
  double low = mirror (pen, box->low_x, 0);
  double high = mirror (pen, box->high_x, 0);
  double middle = box->y + box->height / 2;
  GdkRGBA halo = pen->look->paper;
  cairo_t *cairo = pen->cairo;

  cairo_move_to (cairo, low, middle);
  cairo_line_to (cairo, high, middle);
  cairo_move_to (cairo, low, middle - CAP);
  cairo_line_to (cairo, low, middle + CAP);
  cairo_move_to (cairo, high, middle - CAP);
  cairo_line_to (cairo, high, middle + CAP);
  halo.alpha = .7f;
  gdk_cairo_set_source_rgba (cairo, &halo);
  cairo_set_line_width (cairo, 3.5);
  cairo_stroke_preserve (cairo);
  set_ink (pen, 1);
  cairo_set_line_width (cairo, 1.25);
  cairo_stroke (cairo);
}

static void
draw_row (Pen *pen,
          BancoFigure *figure,
          const BancoChartLayout *layout,
          guint nth,
          const GPtrArray *flags)
{
  const BancoChartBox *box = &layout->boxes[nth];
  g_autofree char *label = label_of (figure, flags);

  draw_bar (pen, figure, box);
  if (figure->has_spread && box->high_x - box->low_x >= 1)
    draw_whisker (pen, box);
  set_ink (pen, .85);
  draw_text (pen, figure->machine, 0, box->name_y, layout->name_width, box->text_height);
  set_ink (pen, 1);
  draw_text (pen, label, box->label_x, box->y, MAX (layout->label_width, 1), box->height);
}

static gboolean
is_logarithmic (GListModel *figures)
{
  g_autofree BancoChartBar *bars = list_bars (figures);
  g_autoptr (BancoChartLayout) layout =
    banco_chart_layout_new (bars, g_list_model_get_n_items (figures), &(BancoChartRoom){ 0 });

  for (guint i = 0; i < layout->n_groups; i++)
    if (layout->logarithmic[i])
      return TRUE;
  return FALSE;
}

static gboolean
has_source (GListModel *figures, BancoValueSource source)
{
  for (guint i = 0; i < g_list_model_get_n_items (figures); i++) {
    g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, i);

    if (figure->source == source)
      return TRUE;
  }
  return FALSE;
}

char *
banco_chart_make_key (GListModel *figures)
{
  g_autoptr (GPtrArray) flags = list_flags (figures);
  GString *key = g_string_new (
    _ ("Every measure has its own scale; longer is faster, but for times. Filled bars were "
       "measured, outlined ones are from a datasheet. The thin line holds nine of ten "
       "measurements."));

  if (has_source (figures, BANCO_SOURCE_PREDICTED))
    g_string_append_printf (
      key, " %s", _ ("Hatched bars are predicted: the value may be anywhere on the thin line."));
  if (is_logarithmic (figures))
    g_string_append_printf (key, " %s",
                            _ ("Where values differ by more than 20 times, the scale is "
                               "logarithmic: each line is ten times the one before it."));
  for (guint i = 0; i < flags->len; i++)
    g_string_append_printf (key, "\n%s %s", mark_of (i),
                            banco_benchmark_words_flag (flags->pdata[i]));
  return g_string_free (key, FALSE);
}

static void
draw_lines (Pen *pen, const BancoChartLayout *layout)
{
  for (guint i = 0; i < layout->lines->len; i++) {
    const BancoChartLine *line = &g_array_index (layout->lines, BancoChartLine, i);
    double x = round (mirror (pen, line->x, 0)) + .5;

    cairo_move_to (pen->cairo, x, line->y);
    cairo_line_to (pen->cairo, x, line->y + line->height);
  }
  set_ink (pen, GRID);
  cairo_set_line_width (pen->cairo, 1);
  cairo_stroke (pen->cairo);
}

void
banco_chart_draw (cairo_t *cairo,
                  PangoContext *pango,
                  GListModel *figures,
                  const BancoChartLayout *layout,
                  double width,
                  const BancoChartLook *look)
{
  g_autoptr (PangoLayout) text = new_text (pango);
  g_autoptr (GPtrArray) flags = list_flags (figures);
  Pen pen = { .cairo = cairo, .text = text, .look = look, .width = width };
  double ignored = 0;
  guint group = 0;

  measure_text (text, " ", &ignored, &pen.line);
  draw_lines (&pen, layout);
  for (guint i = 0; i < layout->n_boxes; i++) {
    g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, i);

    if (i == 0 || !same_group (figures, i)) {
      g_autofree char *title = banco_figure_make_title (figure, layout->logarithmic[group]);

      draw_title (&pen, title, layout->titles[group], layout->title_heights[group]);
      group++;
    }
    draw_row (&pen, figure, layout, i, flags);
  }
}
