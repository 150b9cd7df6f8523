/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/tab-stop.h"

struct _BancoTabStop {
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (BancoTabStop, banco_tab_stop, ADW_TYPE_BIN)

static gboolean
is_tab (GtkDirectionType direction)
{
  return direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;
}

/* A list remembers where the keyboard was; what is selected in it comes before that. */
static void
forget_focus (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_focus_child (widget);

  if (child == NULL)
    return;
  forget_focus (child);
  gtk_widget_set_focus_child (widget, NULL);
}

static gboolean
is_in_view (GtkWidget *item, GtkWidget *list)
{
  graphene_rect_t box;

  return gtk_widget_get_mapped (item) && gtk_widget_compute_bounds (item, list, &box) &&
         box.origin.y >= 0 && box.origin.y < (float) gtk_widget_get_height (list);
}

/* The item of a list view that is selected, else the first that can be seen: the view itself would
 * go to where the keyboard was, which may be far away. NULL: no view, or nothing in it. */
static GtkWidget *
find_item (GtkWidget *child)
{
  GtkWidget *list = GTK_IS_SCROLLED_WINDOW (child)
                      ? gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (child))
                      : child;
  GtkWidget *first = NULL;

  if (!GTK_IS_LIST_VIEW (list))
    return NULL;
  for (GtkWidget *item = gtk_widget_get_first_child (list); item;
       item = gtk_widget_get_next_sibling (item)) {
    if (gtk_widget_get_state_flags (item) & GTK_STATE_FLAG_SELECTED)
      return item;
    if (first == NULL && is_in_view (item, list))
      first = item;
  }
  return first;
}

static gboolean
banco_tab_stop_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));
  GtkWidget *item;

  if (child == NULL)
    return FALSE;
  if (!is_tab (direction))
    return gtk_widget_child_focus (child, direction);
  if (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_FOCUS_WITHIN)
    return FALSE;
  forget_focus (widget);
  item = find_item (child);
  if (item != NULL)
    return gtk_widget_grab_focus (item);
  /* The same stop from both sides. */
  return gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD);
}

static void
banco_tab_stop_class_init (BancoTabStopClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = banco_tab_stop_focus;
}

static void
banco_tab_stop_init (BancoTabStop *self)
{
}
