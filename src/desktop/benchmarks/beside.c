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

static int
width_of (GtkWidget *child)
{
  int minimum = 0;

  if (gtk_widget_should_layout (child))
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* Large text needs more than the usual width; where both do not fit then, they do not overlap. */
static gboolean
is_beside (GtkWidget *first, GtkWidget *second, int width, int *first_width)
{
  *first_width = MAX (FIRST_WIDTH, width_of (first));
  return width >= BANCO_BESIDE_WIDTH && width >= *first_width + SPACING + width_of (second);
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
  int first_width;

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = MAX (width_of (first), width_of (second));
    *natural = MAX (*minimum, 3 * FIRST_WIDTH);
  } else if (for_size < 0) {
    *minimum = *natural = MAX (height_of (first, -1), height_of (second, -1));
  } else if (is_beside (first, second, for_size, &first_width)) {
    *minimum = *natural =
      MAX (height_of (first, first_width), height_of (second, for_size - first_width - SPACING));
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
  int first_width;

  if (is_beside (first, second, width, &first_width)) {
    int rest = width - first_width - SPACING;

    gtk_widget_size_allocate (
      first, &(GtkAllocation){ mirrored ? rest + SPACING : 0, 0, first_width, height }, -1);
    gtk_widget_size_allocate (
      second, &(GtkAllocation){ mirrored ? 0 : first_width + SPACING, 0, rest, height }, -1);
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
