/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/open-uri.h"

#include "base/base.h"

typedef struct {
  void (*opened) (gboolean, gpointer);
  gpointer data;
} Opening;

static void
show_ended (GObject *window, GAsyncResult *result, gpointer data)
{
  g_autofree Opening *opening = data;
  gboolean good = gtk_show_uri_full_finish (GTK_WINDOW (window), result, NULL);

  banco_process_disallow_dumps ();
  if (opening->opened)
    opening->opened (good, opening->data);
}

/* The program is started somewhere inside of this call and inherits our limits: until it is, they
 * are the user's. */
void
banco_open_uri (GtkWidget *widget,
                const char *uri,
                void (*opened) (gboolean, gpointer),
                gpointer data)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->opened = opened;
  opening->data = data;
  banco_process_allow_dumps (NULL);
  gtk_show_uri_full (GTK_WINDOW (gtk_widget_get_root (widget)), uri, GDK_CURRENT_TIME, NULL,
                     show_ended, opening);
}
