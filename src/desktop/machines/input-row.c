/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/machines/input-row.h"

#include <glib/gi18n.h>

struct _BancoInputRow {
  AdwComboRow parent_instance;
  char *cloud; /* that was asked, nullable */
  BancoOperation *asking;
  char *name;     /* of the input, NULL: none */
  char **choices; /* behind the first of the row */
};

G_DEFINE_FINAL_TYPE (BancoInputRow, banco_input_row, ADW_TYPE_COMBO_ROW)

static void
banco_input_row_dispose (GObject *object)
{
  BancoInputRow *self = BANCO_INPUT_ROW (object);

  g_clear_object (&self->asking);
  g_clear_pointer (&self->cloud, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->choices, g_strfreev);
  G_OBJECT_CLASS (banco_input_row_parent_class)->dispose (object);
}

static void
banco_input_row_class_init (BancoInputRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = banco_input_row_dispose;
}

static void
banco_input_row_init (BancoInputRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
show (BancoInputRow *self, const BancoInput *input)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new ((const char *[]){ _ ("Automatic"), NULL });

  self->name = g_strdup (input->name);
  self->choices = g_strsplit (input->constraint, "|", -1);
  for (guint i = 0; self->choices[i]; i++)
    gtk_string_list_take (names, banco_visible_line (self->choices[i]));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 input->title ? input->title : input->name);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
answered (BancoInputRow *self)
{
  GPtrArray *inputs = banco_operation_get_state (self->asking) == BANCO_OPERATION_DONE
                        ? banco_operation_get_result (self->asking)
                        : NULL;

  for (guint i = 0; inputs && self->name == NULL && i < inputs->len; i++)
    if (((const BancoInput *) inputs->pdata[i])->type == BANCO_INPUT_CHOICE)
      show (self, inputs->pdata[i]);
}

void
banco_input_row_ask (BancoInputRow *self, BancoMachines *machines, const char *cloud)
{
  if (g_strcmp0 (cloud, self->cloud) == 0)
    return;
  g_free (self->cloud);
  self->cloud = g_strdup (cloud);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->choices, g_strfreev);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (self->asking)
    g_signal_handlers_disconnect_by_func (self->asking, answered, self);
  g_clear_object (&self->asking);
  self->asking = banco_machines_list_inputs (machines, cloud, NULL);
  g_signal_connect_object (self->asking, "notify::state", G_CALLBACK (answered), self,
                           G_CONNECT_SWAPPED);
}

char *
banco_input_row_dup_setting (BancoInputRow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (self->name == NULL || selected == 0 || selected > g_strv_length (self->choices))
    return NULL;
  return g_strconcat (self->name, "=", self->choices[selected - 1], NULL);
}
