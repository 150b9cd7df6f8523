/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/first-frame.h"

typedef struct {
  GtkWidget *widget;
  BancoAfterFrame call;
} AfterFrame;

static void
frame_is_out (gpointer data)
{
  AfterFrame *waiting = data;

  waiting->call (waiting->widget);
  g_object_unref (waiting->widget);
  g_free (waiting);
}

/* A tick comes before its frame is drawn, an idle callback after it. */
static gboolean
frame_begins (GtkWidget *widget, GdkFrameClock *clock, gpointer call)
{
  AfterFrame *waiting = g_new (AfterFrame, 1);

  waiting->widget = g_object_ref (widget);
  waiting->call = (BancoAfterFrame) call;
  g_idle_add_once (frame_is_out, waiting);
  return G_SOURCE_REMOVE;
}

void
banco_after_first_frame (GtkWidget *widget, BancoAfterFrame call)
{
  gtk_widget_add_tick_callback (widget, frame_begins, (gpointer) call, NULL);
}
