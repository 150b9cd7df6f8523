/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/about.h"

#include <glib/gi18n.h>

void
banco_about_show (GtkWindow *parent)
{
  const char *developers[] = { "Banco", NULL };

  adw_show_about_window (
    parent, "application-name", "Banco", "application-icon", "it.infn.ml.Banco", "version",
    BANCO_VERSION, "developer-name", _ ("The Banco developers"), "developers", developers,
    "comments",
    _ (
      "A workbench for machine learning at INFN: read, request a machine, work on it, measure it."),
    "license-type", GTK_LICENSE_APACHE_2_0, "destroy-with-parent", TRUE, "application",
    g_application_get_default (), NULL);
}

void
banco_shortcuts_show (GtkWindow *parent)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/it/infn/ml/Banco/shortcuts.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (window, parent);
  gtk_window_set_application (window, GTK_APPLICATION (g_application_get_default ()));
  gtk_window_set_destroy_with_parent (window, TRUE);
  gtk_window_present (window);
}
