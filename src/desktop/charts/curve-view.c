/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/charts/curve-view.h"

#include "desktop/charts/chart.h"
#include "desktop/charts/curve-draw.h"

#define LEAST_WIDTH 280
#define NATURAL_WIDTH 560

struct _BancoCurveView {
  GtkWidget parent_instance;
  BancoCurve *curve;
};

G_DEFINE_FINAL_TYPE (BancoCurveView, banco_curve_view, GTK_TYPE_WIDGET)

static void
banco_curve_view_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  BancoCurveView *self = BANCO_CURVE_VIEW (widget);

  *minimum = LEAST_WIDTH;
  *natural = NATURAL_WIDTH;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = (int) banco_curve_get_height (
      self->curve, gtk_widget_get_pango_context (widget), for_size < 0 ? NATURAL_WIDTH : for_size);
}

static GtkSizeRequestMode
banco_curve_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
banco_curve_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BancoCurveView *self = BANCO_CURVE_VIEW (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  BancoChartLook look;
  cairo_t *cairo;

  if (width <= 0 || height <= 0)
    return;
  banco_chart_look_init (&look, widget);
  cairo = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  banco_curve_draw (cairo, gtk_widget_get_pango_context (widget), self->curve, width, &look);
  cairo_destroy (cairo);
}

static void
banco_curve_view_finalize (GObject *object)
{
  g_clear_pointer (&BANCO_CURVE_VIEW (object)->curve, banco_curve_free);
  G_OBJECT_CLASS (banco_curve_view_parent_class)->finalize (object);
}

static void
banco_curve_view_class_init (BancoCurveViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = banco_curve_view_finalize;
  widget_class->measure = banco_curve_view_measure;
  widget_class->get_request_mode = banco_curve_view_get_request_mode;
  widget_class->snapshot = banco_curve_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
banco_curve_view_init (BancoCurveView *self)
{
}

GtkWidget *
banco_curve_view_new (BancoCurve *curve)
{
  BancoCurveView *self = g_object_new (BANCO_TYPE_CURVE_VIEW, NULL);
  g_autofree char *sentence = banco_curve_describe (curve);

  self->curve = curve;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  return GTK_WIDGET (self);
}

const BancoCurve *
banco_curve_view_get_curve (BancoCurveView *self)
{
  return self->curve;
}
