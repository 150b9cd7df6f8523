/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/charts/picture.h"

#include "desktop/charts/curve-draw.h"

#include <cairo-svg.h>
#include <math.h>

#define WIDTH 720.0
#define MARGIN 24.0
#define FONT "Sans 10"
#define PIXELS 2.0 /* of a PNG, for each of ours */

static const BancoChartLook look = { .ink = { 0, 0, 0, 1 }, .paper = { 1, 1, 1, 1 } };

typedef struct {
  PangoContext *pango;
  PangoLayout *title, *key;
  GListModel *bars;
  const GPtrArray *curves;
  BancoChartLayout *layout;
  double title_height, key_height, height;
} Sheet;

static cairo_status_t
append (void *bytes, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* @height: with the air beside it; 0 without a text. */
static PangoLayout *
paragraph_new (PangoContext *pango, const char *text, double *height)
{
  PangoLayout *self = pango_layout_new (pango);
  int natural;

  pango_layout_set_width (self, (int) WIDTH * PANGO_SCALE);
  pango_layout_set_wrap (self, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (self, text, -1);
  pango_layout_get_pixel_size (self, NULL, &natural);
  *height = text[0] != '\0' ? natural + MARGIN : 0;
  return self;
}

static void
arrange (Sheet *sheet, const char *title)
{
  PangoFontDescription *font = pango_font_description_from_string (FONT);
  gboolean any = g_list_model_get_n_items (sheet->bars) > 0;
  g_autofree char *key = any ? banco_chart_make_key (sheet->bars) : g_strdup ("");

  pango_context_set_font_description (sheet->pango, font);
  pango_font_description_free (font);
  sheet->title = paragraph_new (sheet->pango, title, &sheet->title_height);
  sheet->key = paragraph_new (sheet->pango, key, &sheet->key_height);
  sheet->layout = banco_chart_arrange (sheet->bars, sheet->pango, WIDTH);
  sheet->height = 2 * MARGIN + sheet->title_height + sheet->layout->height + sheet->key_height;
  for (guint i = 0; i < sheet->curves->len; i++)
    sheet->height += MARGIN + banco_curve_get_height (sheet->curves->pdata[i], sheet->pango, WIDTH);
}

static void
draw (Sheet *sheet, cairo_t *cairo)
{
  gdk_cairo_set_source_rgba (cairo, &look.paper);
  cairo_paint (cairo);
  cairo_translate (cairo, MARGIN, MARGIN);
  gdk_cairo_set_source_rgba (cairo, &look.ink);
  cairo_move_to (cairo, 0, 0);
  pango_cairo_show_layout (cairo, sheet->title);
  cairo_translate (cairo, 0, sheet->title_height);
  banco_chart_draw (cairo, sheet->pango, sheet->bars, sheet->layout, WIDTH, &look);
  cairo_translate (cairo, 0, sheet->layout->height);
  gdk_cairo_set_source_rgba (cairo, &look.ink);
  cairo_move_to (cairo, 0, MARGIN);
  pango_cairo_show_layout (cairo, sheet->key);
  cairo_translate (cairo, 0, sheet->key_height);
  for (guint i = 0; i < sheet->curves->len; i++) {
    const BancoCurve *curve = sheet->curves->pdata[i];

    cairo_translate (cairo, 0, MARGIN);
    banco_curve_draw (cairo, sheet->pango, curve, WIDTH, &look);
    cairo_translate (cairo, 0, banco_curve_get_height (curve, sheet->pango, WIDTH));
  }
}

static cairo_surface_t *
surface_new (const Sheet *sheet, BancoPictureFormat format, GByteArray *bytes)
{
  double width = WIDTH + 2 * MARGIN;
  cairo_surface_t *surface;

  if (format == BANCO_PICTURE_SVG)
    return cairo_svg_surface_create_for_stream (append, bytes, width, sheet->height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (width * PIXELS),
                                        (int) ceil (sheet->height * PIXELS));
  cairo_surface_set_device_scale (surface, PIXELS, PIXELS);
  return surface;
}

GBytes *
banco_picture_new (GListModel *bars,
                   const GPtrArray *curves,
                   const char *title,
                   BancoPictureFormat format)
{
  Sheet sheet = {
    .pango = pango_font_map_create_context (pango_cairo_font_map_get_default ()),
    .bars = bars,
    .curves = curves,
  };
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_t *cairo;
  cairo_status_t status;

  arrange (&sheet, title);
  surface = surface_new (&sheet, format, bytes);
  cairo = cairo_create (surface);
  draw (&sheet, cairo);
  cairo_destroy (cairo);
  if (format == BANCO_PICTURE_PNG)
    cairo_surface_write_to_png_stream (surface, append, bytes);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  banco_chart_layout_free (sheet.layout);
  g_object_unref (sheet.title);
  g_object_unref (sheet.key);
  g_object_unref (sheet.pango);
  if (status == CAIRO_STATUS_SUCCESS && bytes->len > 0)
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);
  return NULL;
}
