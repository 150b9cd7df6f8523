/* SPDX-License-Identifier: Apache-2.0 */
#include "bench-frame.h"

#include <unistd.h>

static void
painted (GdkFrameClock *clock)
{
  static gboolean once;

  if (!once && write (STDOUT_FILENO, "painted\n", 8) == 8)
    once = TRUE;
}

static void
mapped (GtkWidget *window)
{
  g_signal_connect_after (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted),
                          NULL);
}

static void
window_added (GtkApplication *application, GtkWindow *window)
{
  g_signal_connect_after (window, "map", G_CALLBACK (mapped), NULL);
}

void
bench_frame_watch (GApplication *application)
{
  g_signal_connect (application, "window-added", G_CALLBACK (window_added), NULL);
}
