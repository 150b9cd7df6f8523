/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/beside.h"

#define FIRST_WIDTH 300
#define SPACING 24

struct _BancoBeside {
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (BancoBeside, banco_beside, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
height_of (GtkWidget *child, int width)
{
  int minimum = 0;

  if (gtk_widget_should_layout (child))
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  return minimum;
}

static void
measure (GtkLayoutManager *manager,
         GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *second = gtk_widget_get_last_child (widget);
  int one, other;

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    gtk_widget_measure (first, orientation, -1, &one, NULL, NULL, NULL);
    gtk_widget_measure (second, orientation, -1, &other, NULL, NULL, NULL);
    *minimum = MAX (one, other);
    *natural = MAX (*minimum, 3 * FIRST_WIDTH);
  } else if (for_size < 0 || for_size >= BANCO_BESIDE_WIDTH) {
    int rest = for_size < 0 ? -1 : for_size - FIRST_WIDTH - SPACING;

    *minimum = *natural =
      MAX (height_of (first, for_size < 0 ? -1 : FIRST_WIDTH), height_of (second, rest));
  } else {
    *minimum = *natural = height_of (first, for_size) + SPACING + height_of (second, for_size);
  }
}

static void
allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *second = gtk_widget_get_last_child (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  if (width >= BANCO_BESIDE_WIDTH) {
    int rest = width - FIRST_WIDTH - SPACING;

    gtk_widget_size_allocate (
      first, &(GtkAllocation){ mirrored ? rest + SPACING : 0, 0, FIRST_WIDTH, height }, -1);
    gtk_widget_size_allocate (
      second, &(GtkAllocation){ mirrored ? 0 : FIRST_WIDTH + SPACING, 0, rest, height }, -1);
  } else {
    int above = height_of (first, width);

    gtk_widget_size_allocate (first, &(GtkAllocation){ 0, 0, width, above }, -1);
    gtk_widget_size_allocate (
      second, &(GtkAllocation){ 0, above + SPACING, width, MAX (0, height - above - SPACING) }, -1);
  }
}

static void
banco_beside_class_init (BancoBesideClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = get_request_mode;
  manager_class->measure = measure;
  manager_class->allocate = allocate;
}

static void
banco_beside_init (BancoBeside *self)
{
}
