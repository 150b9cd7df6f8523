/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/web-loader.h"
#include "fixture.h"

#include <libsoup/soup.h>
#include <string.h>

/* Everything that makes a page load something, or run something. */
static const char hostile[] =
  "<!doctype html><html><head><title>t</title>"
  "<link rel=stylesheet href=@/css><link rel=preconnect href=@><link rel=prefetch href=@/prefetch>"
  "<link rel=preload as=image href=@/preload><link rel=icon href=@/icon>"
  "<link rel=dns-prefetch href=@><link rel=modulepreload href=@/module>"
  "<style>@import '@/import'; body{background:url(@/bg)}"
  "@font-face{font-family:f;src:url(@/font)} p{font-family:f}</style>"
  "<meta http-equiv=refresh content='0;url=@/refresh'><base href=@/base/>"
  "<script src=@/script></script><script>fetch('@/fetch')</script></head>"
  "<body onload=\"new Image().src='@/onload'\"><p>text</p><img src=@/img srcset='@/srcset 2x'>"
  "<img src=x onerror=\"this.src='@/onerror'\"><iframe src=@/iframe></iframe>"
  "<object data=@/object></object><embed src=@/embed><video src=@/video poster=@/poster></video>"
  "<audio src=@/audio autoplay></audio><svg><image href=@/svg /></svg>"
  "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image "
  "href='@/datasvg'/></svg>\"><form action=@/form><input type=image src=@/input></form>"
  "<a ping=@/ping href=#here>here</a><img src='kb:entry/picture'></body></html>";

typedef struct {
  char *page;
  guint pages, pictures;
  guint counted, count;
  char *link;
  gboolean done;
} Host;

static GBytes *
serve (const char *uri, char **media_type, gpointer data)
{
  Host *host = data;

  if (g_str_has_prefix (uri, "kb:entry/picture")) {
    host->pictures++;
    return NULL;
  }
  if (!g_str_equal (uri, "kb:entry"))
    return NULL;
  host->pages++;
  *media_type = g_strdup ("text/html");
  return g_bytes_new (host->page, strlen (host->page));
}

static void
follow_link (const char *uri, gpointer data)
{
  Host *host = data;

  g_free (host->link);
  host->link = g_strdup (uri);
}

static void
counted (guint matches, gpointer data)
{
  Host *host = data;

  host->counted++;
  host->count = matches;
  host->done = TRUE;
}

static const WebHost web_host = { serve, follow_link, counted };

static gboolean
count_connection (GSocketService *service, GSocketConnection *connection, GObject *from, guint *n)
{
  (*n)++;
  return TRUE;
}

static const WebModule *
require_module (void)
{
  const WebModule *module = banco_web_load ();

  if (module == NULL)
    g_test_skip ("the web view is not built");
  return module;
}

static void
test_nothing_leaves (void)
{
  const WebModule *module = require_module ();
  g_autoptr (GSocketService) listener = g_socket_service_new ();
  g_auto (GStrv) pieces = g_strsplit (hostile, "@", -1);
  g_autofree char *address = NULL;
  Host host = { 0 };
  GtkWidget *view, *window;
  guint connections = 0;
  guint16 port;

  if (module == NULL)
    return;
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (listener), NULL, NULL);
  g_signal_connect (listener, "incoming", G_CALLBACK (count_connection), &connections);
  g_socket_service_start (listener);
  address = g_strdup_printf ("http://127.0.0.1:%u", port);
  host.page = g_strjoinv (address, pieces);
  view = module->create (&web_host, &host);
  window = fixture_window_new (view, 600, 500);
  module->show (view, "kb:entry");
  for (guint i = 0; i < 100 && host.pages == 0; i++)
    fixture_turn (100, NULL);
  fixture_turn (2500, NULL);
  g_assert_cmpuint (host.pages, ==, 1);
  g_assert_cmpuint (host.pictures, >=, 1); /* its own picture was asked for: the page did load */
  g_assert_cmpuint (connections, ==, 0);
  g_assert_null (host.link); /* nobody clicked */
  gtk_window_destroy (GTK_WINDOW (window));
  g_socket_service_stop (listener);
  g_free (host.page);
}

static void
test_find (void)
{
  const WebModule *module = require_module ();
  Host host = { .page = (char *) "<p>one two one</p>" };
  GtkWidget *view, *window;

  if (module == NULL)
    return;
  view = module->create (&web_host, &host);
  window = fixture_window_new (view, 600, 500);
  module->show (view, "kb:entry");
  module->find (view, "ONE", TRUE); /* before there is a page to find it in */
  for (guint i = 0; i < 300 && host.count != 2; i++)
    fixture_turn (100, NULL);
  g_assert_cmpuint (host.count, ==, 2);
  host.done = FALSE;
  module->find (view, "three", TRUE);
  fixture_turn (5000, &host.done);
  g_assert_cmpuint (host.count, ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/web/nothing-leaves", test_nothing_leaves);
  g_test_add_func ("/web/find", test_find);
  return g_test_run ();
}
