/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/preferences.h"

#include "desktop/window/federation-choices.h"

#include <glib/gi18n.h>

/* NULL: none is shown. */
static BancoFederation *
get_shown (AdwComboRow *row)
{
  GtkRoot *preferences = gtk_widget_get_root (GTK_WIDGET (row));
  GtkWindow *window = preferences ? gtk_window_get_transient_for (GTK_WINDOW (preferences)) : NULL;
  BancoShell *shell = window ? banco_window_get_shell (BANCO_WINDOW (window)) : NULL;

  return shell ? banco_workspace_get_federation (banco_shell_get_workspace (shell)) : NULL;
}

static const char *
get_target (BancoFederation *shown)
{
  return shown ? banco_federation_choices_get_target (shown) : "";
}

/* One that was chosen may not be shown: it cannot be used, or the person was asked and kept the old
 * one. The row says what is; the target "" is none. */
static void
show_shown (AdwComboRow *row)
{
  const char *const *targets = g_object_get_data (G_OBJECT (row), "targets");
  BancoFederation *shown = get_shown (row);

  for (guint i = 0; targets[i]; i++)
    if (g_str_equal (targets[i], get_target (shown)))
      adw_combo_row_set_selected (row, i);
}

static gboolean
show_state (GBinding *binding, const GValue *from, GValue *to, gpointer row)
{
  show_shown (row);
  g_value_set_uint (to, adw_combo_row_get_selected (row));
  return TRUE;
}

static void
federation_selected (AdwComboRow *row)
{
  const char *const *targets = g_object_get_data (G_OBJECT (row), "targets");
  BancoFederation *shown = get_shown (row);
  guint selected = adw_combo_row_get_selected (row);
  const char *target = selected != GTK_INVALID_LIST_POSITION ? targets[selected] : "";

  if (target[0] == '\0' || g_str_equal (target, get_target (shown)))
    return;
  gtk_widget_activate_action (GTK_WIDGET (row), "app.federation", "s", target);
  show_shown (row);
}

/* GTK 4.18 keeps something selected in such a row, so no federation is an entry, too. */
static void
show_federations (AdwComboRow *row, GtkApplication *application)
{
  g_autoptr (GPtrArray) federations = banco_federation_choices_list ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GPtrArray) targets = g_ptr_array_new ();

  if (get_shown (row) == NULL) {
    gtk_string_list_append (names, _ ("None"));
    g_ptr_array_add (targets, g_strdup (""));
  }
  for (guint i = 0; i < federations->len; i++) {
    gtk_string_list_take (names, banco_federation_choices_dup_label (federations->pdata[i]));
    g_ptr_array_add (targets,
                     g_strdup (banco_federation_choices_get_target (federations->pdata[i])));
  }
  g_ptr_array_add (targets, NULL);
  g_object_set_data_full (G_OBJECT (row), "targets", g_ptr_array_steal (targets, NULL),
                          (GDestroyNotify) g_strfreev);
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  show_shown (row);
  /* The user's choice is a wish: it may be refused, so that the row goes back. */
  g_signal_connect (row, "notify::selected", G_CALLBACK (federation_selected), NULL);
  g_object_bind_property_full (
    g_action_map_lookup_action (G_ACTION_MAP (application), "federation"), "state", row, "selected",
    G_BINDING_DEFAULT, show_state, NULL, row, NULL);
}

void
banco_preferences_show (BancoWindow *window)
{
  g_autoptr (GtkBuilder) builder =
    gtk_builder_new_from_resource ("/it/infn/ml/Banco/preferences.ui");
  GtkWindow *preferences = GTK_WINDOW (gtk_builder_get_object (builder, "preferences"));
  GtkSwitch *reader = GTK_SWITCH (gtk_builder_get_object (builder, "reader"));
  GtkSwitch *keep = GTK_SWITCH (gtk_builder_get_object (builder, "keep"));
  AdwComboRow *federation = ADW_COMBO_ROW (gtk_builder_get_object (builder, "federation"));
  BancoSettings *settings = banco_window_get_settings (window);

  g_object_bind_property (settings, "reader-view", reader, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (settings, "keep-terminals", keep, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  gtk_window_set_transient_for (preferences, GTK_WINDOW (window));
  gtk_window_set_application (preferences, gtk_window_get_application (GTK_WINDOW (window)));
  show_federations (federation, gtk_window_get_application (preferences));
  gtk_window_present (preferences);
}
