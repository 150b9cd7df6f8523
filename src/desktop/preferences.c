/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/preferences.h"

#include <glib/gi18n.h>

static void
reader_toggled (BancoSettings *settings, GParamSpec *pspec, GtkSwitch *toggle)
{
  banco_settings_set_reader_view (settings, gtk_switch_get_active (toggle));
}

static void
federation_selected (AdwComboRow *row, GParamSpec *pspec, GPtrArray *federations)
{
  guint selected = adw_combo_row_get_selected (row);
  BancoFederation *federation = selected < federations->len ? federations->pdata[selected] : NULL;

  if (federation)
    gtk_widget_activate_action (GTK_WIDGET (row), "app.federation", "s", federation->id);
}

static void
federations_free (gpointer data, GClosure *closure)
{
  g_ptr_array_unref (data);
}

/* @current: NULL while none can be used. */
static void
show_federations (AdwComboRow *row, BancoFederation *current)
{
  g_autoptr (GPtrArray) federations = banco_federation_list ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < federations->len; i++) {
    BancoFederation *federation = federations->pdata[i];

    gtk_string_list_append (names, federation->name);
    if (current && g_str_equal (federation->id, current->id))
      selected = i;
  }
  if (current && selected == GTK_INVALID_LIST_POSITION) {
    selected = federations->len;
    g_ptr_array_add (federations, banco_federation_ref (current));
    gtk_string_list_append (names, current->name);
  }
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (row, selected);
  g_signal_connect_data (row, "notify::selected", G_CALLBACK (federation_selected),
                         g_steal_pointer (&federations), federations_free, 0);
}

void
banco_preferences_show (BancoWindow *window)
{
  g_autoptr (GtkBuilder) builder =
    gtk_builder_new_from_resource ("/it/infn/ml/Banco/preferences.ui");
  GtkWindow *preferences = GTK_WINDOW (gtk_builder_get_object (builder, "preferences"));
  GtkSwitch *reader = GTK_SWITCH (gtk_builder_get_object (builder, "reader"));
  AdwComboRow *federation = ADW_COMBO_ROW (gtk_builder_get_object (builder, "federation"));
  BancoSettings *settings = banco_window_get_settings (window);
  BancoShell *shell = banco_window_get_shell (window);

  gtk_switch_set_active (reader, banco_settings_get_reader_view (settings));
  g_signal_connect_object (reader, "notify::active", G_CALLBACK (reader_toggled), settings,
                           G_CONNECT_SWAPPED);
  show_federations (
    federation, shell ? banco_workspace_get_federation (banco_shell_get_workspace (shell)) : NULL);
  gtk_window_set_transient_for (preferences, GTK_WINDOW (window));
  gtk_window_set_application (preferences, gtk_window_get_application (GTK_WINDOW (window)));
  gtk_window_present (preferences);
}
