/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/charts/chart.h"

#include <adwaita.h>
#include <math.h>

#define LEAST_WIDTH 280
#define NATURAL_WIDTH 560

struct _BancoChart {
  GtkWidget parent_instance;
  GListModel *figures; /* nullable */
};

G_DEFINE_FINAL_TYPE (BancoChart, banco_chart, GTK_TYPE_WIDGET)

void
banco_chart_look_init (BancoChartLook *look, GtkWidget *widget)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  *look = (BancoChartLook){ .mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL };
  gtk_style_context_get_color (style, &look->ink);
  if (!gtk_style_context_lookup_color (style, "view_bg_color", &look->paper))
    look->paper = (GdkRGBA){ 1, 1, 1, 1 };
  look->contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
}

static BancoChartLayout *
arrange (BancoChart *self, int width)
{
  return banco_chart_arrange (self->figures, gtk_widget_get_pango_context (GTK_WIDGET (self)),
                              width);
}

static void
banco_chart_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  BancoChart *self = BANCO_CHART (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = LEAST_WIDTH;
    *natural = NATURAL_WIDTH;
  } else if (self->figures) {
    g_autoptr (BancoChartLayout) layout = arrange (self, for_size < 0 ? NATURAL_WIDTH : for_size);

    *minimum = *natural = (int) ceil (layout->height);
  }
}

static void
banco_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BancoChart *self = BANCO_CHART (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  BancoChartLook look;
  g_autoptr (BancoChartLayout) layout = NULL;
  cairo_t *cairo;

  if (self->figures == NULL || width <= 0 || height <= 0)
    return;
  banco_chart_look_init (&look, widget);
  layout = arrange (self, width);
  cairo =
    gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  banco_chart_draw (cairo, gtk_widget_get_pango_context (widget), self->figures, layout, width,
                    &look);
  cairo_destroy (cairo);
}

static gboolean
banco_chart_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  BancoChart *self = BANCO_CHART (widget);
  g_autoptr (BancoChartLayout) layout = NULL;
  g_autoptr (BancoFigure) figure = NULL;
  g_autofree char *text = NULL;
  int nth;

  if (self->figures == NULL || keyboard)
    return FALSE;
  layout = arrange (self, gtk_widget_get_width (widget));
  nth = banco_chart_layout_find (layout, y);
  if (nth < 0)
    return FALSE;
  figure = g_list_model_get_item (self->figures, (guint) nth);
  text = banco_figure_describe (figure);
  gtk_tooltip_set_text (tooltip, text);
  gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle){ 0, (int) layout->boxes[nth].row_y,
                                                      gtk_widget_get_width (widget),
                                                      (int) layout->boxes[nth].row_height });
  return TRUE;
}

static GtkSizeRequestMode
banco_chart_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
banco_chart_dispose (GObject *object)
{
  g_clear_object (&BANCO_CHART (object)->figures);
  G_OBJECT_CLASS (banco_chart_parent_class)->dispose (object);
}

static void
banco_chart_class_init (BancoChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = banco_chart_dispose;
  widget_class->measure = banco_chart_measure;
  widget_class->snapshot = banco_chart_snapshot;
  widget_class->query_tooltip = banco_chart_query_tooltip;
  widget_class->get_request_mode = banco_chart_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
banco_chart_init (BancoChart *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

void
banco_chart_set_figures (BancoChart *self, GListModel *figures, const char *sentence)
{
  g_set_object (&self->figures, figures);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
