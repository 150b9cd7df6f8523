/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/operations-button.h"

#include <glib/gi18n.h>

struct _BancoOperationsButton {
  AdwBin parent_instance;
  GtkMenuButton *button;
  GtkSpinner *spinner;
  GtkLabel *count;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (BancoOperationsButton, banco_operations_button, ADW_TYPE_BIN)

enum {
  PROP_RUNNING = 1, /* how many; bound to the operations */
};

static GtkWidget *
new_label (const char *text, gboolean dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
  if (dim) {
    gtk_widget_add_css_class (label, "dim-label");
    gtk_widget_add_css_class (label, "caption");
  }
  return label;
}

static gboolean
is_known (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_boolean (to, g_value_get_double (from) >= 0);
  return TRUE;
}

static gboolean
show_fraction (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_double (to, CLAMP (g_value_get_double (from), 0, 1));
  return TRUE;
}

static void
cancel_action (GSimpleAction *action, GVariant *parameter, gpointer operation)
{
  banco_operation_cancel (operation);
}

static const GActionEntry actions[] = { { .name = "cancel", .activate = cancel_action } };

static gboolean
show_message (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_take_string (to, banco_visible_line (g_value_get_string (from)));
  return TRUE;
}

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  BancoOperation *operation = item;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *message = new_label ("", TRUE);
  GtkWidget *bar = gtk_progress_bar_new ();
  GtkWidget *cancel = gtk_button_new_from_icon_name ("process-stop-symbolic");
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autofree char *title = banco_visible_line (banco_operation_get_title (operation));
  g_autofree char *name = g_strdup_printf (_ ("Cancel %s"), title);

  gtk_box_append (GTK_BOX (words), new_label (title, FALSE));
  gtk_box_append (GTK_BOX (words), message);
  gtk_box_append (GTK_BOX (words), bar);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (cancel, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (cancel, "flat");
  gtk_widget_add_css_class (cancel, "circular");
  gtk_widget_set_tooltip_text (cancel, _ ("Cancel"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (cancel), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), cancel);
  gtk_widget_add_css_class (line, "operation");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);

  g_object_bind_property_full (operation, "message", message, "label", G_BINDING_SYNC_CREATE,
                               show_message, NULL, NULL, NULL);
  g_object_bind_property_full (operation, "fraction", bar, "visible", G_BINDING_SYNC_CREATE,
                               is_known, NULL, NULL, NULL);
  g_object_bind_property_full (operation, "fraction", bar, "fraction", G_BINDING_SYNC_CREATE,
                               show_fraction, NULL, NULL, NULL);
  /* The row is there for as long as its operation runs. */
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions),
                                   operation);
  gtk_widget_insert_action_group (row, "operation", G_ACTION_GROUP (group));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "operation.cancel");
  return row;
}

static void
banco_operations_button_set_property (GObject *object,
                                      guint id,
                                      const GValue *value,
                                      GParamSpec *pspec)
{
  BancoOperationsButton *self = BANCO_OPERATIONS_BUTTON (object);
  guint n = g_value_get_uint (value);
  g_autofree char *text = g_strdup_printf ("%u", n);
  g_autofree char *name =
    g_strdup_printf (ngettext ("%u running operation", "%u running operations", n), n);

  gtk_label_set_label (self->count, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  gtk_spinner_set_spinning (self->spinner, n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  if (n == 0)
    gtk_menu_button_popdown (self->button);
}

static void
banco_operations_button_class_init (BancoOperationsButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = banco_operations_button_set_property;
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_RUNNING,
                                   g_param_spec_uint ("running", NULL, NULL, 0, G_MAXUINT, 0,
                                                      G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/it/infn/ml/Banco/operations-button.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoOperationsButton, button);
  gtk_widget_class_bind_template_child (widget_class, BancoOperationsButton, spinner);
  gtk_widget_class_bind_template_child (widget_class, BancoOperationsButton, count);
  gtk_widget_class_bind_template_child (widget_class, BancoOperationsButton, list);
}

static void
banco_operations_button_init (BancoOperationsButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
banco_operations_button_set_operations (BancoOperationsButton *self, BancoOperations *operations)
{
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (operations), create_row, NULL, NULL);
  g_object_bind_property (operations, "n-items", self, "running", G_BINDING_SYNC_CREATE);
}
