/* SPDX-License-Identifier: Apache-2.0 */
#include "bench-frame.h"

/* What every application of the toolkit has to pay. */
static void
activate (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);

  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 760);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), adw_header_bar_new ());
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application =
    adw_application_new ("it.infn.ml.Banco.Bare", G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect (application, "activate", G_CALLBACK (activate), NULL);
  bench_frame_watch (G_APPLICATION (application));
  return g_application_run (G_APPLICATION (application), argc, argv);
}
