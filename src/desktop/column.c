/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/column.h"

struct _BancoColumn {
  AdwBin parent_instance;
  int preferred_width;
};

G_DEFINE_FINAL_TYPE (BancoColumn, banco_column, ADW_TYPE_BIN)

enum {
  PROP_PREFERRED_WIDTH = 1,
};

static void
banco_column_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BANCO_COLUMN (object)->preferred_width = g_value_get_int (value);
  gtk_widget_queue_resize (GTK_WIDGET (object));
}

static void
banco_column_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, BANCO_COLUMN (object)->preferred_width);
}

static void
banco_column_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  *minimum = *natural = 0;
  if (child)
    gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*minimum, BANCO_COLUMN (widget)->preferred_width);
}

static void
banco_column_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  if (child)
    gtk_widget_allocate (child, width, height, baseline, NULL);
}

static GtkSizeRequestMode
banco_column_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
banco_column_class_init (BancoColumnClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = banco_column_get_property;
  G_OBJECT_CLASS (klass)->set_property = banco_column_set_property;
  widget_class->measure = banco_column_measure;
  widget_class->size_allocate = banco_column_size_allocate;
  widget_class->get_request_mode = banco_column_get_request_mode;
  /* The leaflet around it would take this key for itself. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.backward",
                                       NULL);
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_PREFERRED_WIDTH,
                                   g_param_spec_int ("preferred-width", NULL, NULL, 0, G_MAXINT, 0,
                                                     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
}

static void
banco_column_init (BancoColumn *self)
{
  /* AdwBin's own layout manager would answer instead of measure(). */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
}
