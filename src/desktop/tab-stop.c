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
banco_tab_stop_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  if (child == NULL)
    return FALSE;
  if (!is_tab (direction))
    return gtk_widget_child_focus (child, direction);
  if (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_FOCUS_WITHIN)
    return FALSE;
  forget_focus (widget);
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
