/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The seam to the web view, which is a module that is loaded when a page is first shown. It speaks
 * GTK and GLib only: neither side links the other. */

typedef struct {
  /* What a kb: address means; NULL: nothing. @media_type: g_free(). */
  GBytes *(*read) (const char *uri, char **media_type, gpointer data);
  void (*link) (const char *uri, gpointer data);  /* one was clicked */
  void (*counted) (guint matches, gpointer data); /* what web_find found */
} WebHost;

typedef struct {
  /* @data must outlive the view. */
  GtkWidget *(*create) (const WebHost *host, gpointer data);
  /* A kb: address, perhaps with a #fragment; @again: where it was left. */
  void (*show) (GtkWidget *view, const char *uri, gboolean again);
  void (*find) (GtkWidget *view, const char *text, gboolean forward); /* "": ends it */
  void (*print) (GtkWidget *view);
} WebModule;

#define WEB_MODULE_SYMBOL "web_module"

G_END_DECLS
