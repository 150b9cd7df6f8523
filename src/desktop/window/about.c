/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/about.h"

#include "workspace/problem-report.h"

#include <glib/gi18n.h>

/* libadwaita's button with the version in it has no name of its own. */
static void
name_buttons (GtkWidget *widget)
{
  GtkWidget *inner = GTK_IS_BUTTON (widget) ? gtk_button_get_child (GTK_BUTTON (widget)) : NULL;

  if (GTK_IS_LABEL (inner))
    gtk_accessible_update_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                    inner, NULL, -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    name_buttons (child);
}

void
banco_about_show (GtkWindow *parent, BancoFederation *federation)
{
  const char *developers[] = { "Banco", NULL };
  g_autofree char *front_end =
    g_strdup_printf ("GTK %u.%u.%u, libadwaita %u.%u.%u", gtk_get_major_version (),
                     gtk_get_minor_version (), gtk_get_micro_version (), adw_get_major_version (),
                     adw_get_minor_version (), adw_get_micro_version ());
  g_autoptr (BancoReport) report = banco_report_new (federation, front_end);
  g_autofree char *text = banco_report_to_text (report);
  GtkWidget *window = g_object_new (
    ADW_TYPE_ABOUT_WINDOW, "transient-for", parent, "application-name", "Banco", "application-icon",
    "it.infn.ml.Banco", "version", BANCO_VERSION, "developer-name", _ ("The Banco developers"),
    "developers", developers, "comments",
    _ (
      "A workbench for machine learning at INFN: read, request a machine, work on it, measure it."),
    "license-type", GTK_LICENSE_APACHE_2_0, "destroy-with-parent", TRUE, "debug-info", text,
    "debug-info-filename", "banco-report.txt", "application", g_application_get_default (), NULL);

  name_buttons (window);
  gtk_window_present (GTK_WINDOW (window));
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
