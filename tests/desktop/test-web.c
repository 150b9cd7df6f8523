/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/web-loader.h"
#include "fixture.h"
#include "keyboard-stage.h"

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

#define OTHER "<body style='background: #0000ff'>"
#define LONG                                                                                       \
  "<body style='margin: 0'><div style='height: 5000px; background: #ff0000'></div>"                \
  "<div style='height: 5000px; background: #00ff00'></div>"

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
  *media_type = g_strdup ("text/html");
  if (g_str_equal (uri, "kb:other"))
    return g_bytes_new_static (OTHER, strlen (OTHER));
  if (!g_str_equal (uri, "kb:entry"))
    return NULL;
  host->pages++;
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
  module->show (view, "kb:entry", FALSE);
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
  module->show (view, "kb:entry", FALSE);
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

typedef struct {
  GtkWidget *view;
  guint32 colour;
} Sight;

/* What is in the middle of the view. */
static gboolean
is_seen (gpointer data)
{
  Sight *sight = data;
  int width = gtk_widget_get_width (sight->view), height = gtk_widget_get_height (sight->view);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (sight->view);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree guint32 *pixels = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return FALSE;
  texture =
    gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (sight->view)),
                                 node, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  pixels = g_new0 (guint32, (gsize) (width * height));
  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  return (pixels[height / 2 * width + width / 2] & 0xffffff) == sight->colour;
}

static void
wait_seen (GtkWidget *view, const char *what, guint32 colour)
{
  fixture_wait (what, is_seen, &(Sight){ view, colour });
}

/* A page that is shown again is where it was left; one that is shown anew is not. */
static void
test_again (void)
{
  const WebModule *module = require_module ();
  Host host = { .page = (char *) LONG };
  GtkWidget *view, *window;

  if (module == NULL || !keyboard_start ())
    return;
  view = module->create (&web_host, &host);
  window = fixture_window_new (view, 600, 500);
  keyboard_enter (window);
  module->show (view, "kb:entry", FALSE);
  wait_seen (view, "its beginning", 0xff0000);
  gtk_widget_grab_focus (view);
  keyboard_press ("End");
  wait_seen (view, "its end", 0x00ff00);
  module->show (view, "kb:other", FALSE);
  wait_seen (view, "the other one", 0x0000ff);
  module->show (view, "kb:entry", TRUE);
  wait_seen (view, "where it was left", 0x00ff00);
  module->show (view, "kb:entry", TRUE);
  fixture_turn (500, NULL);
  wait_seen (view, "where it is", 0x00ff00);
  module->show (view, "kb:other", FALSE);
  wait_seen (view, "the other one", 0x0000ff);
  module->show (view, "kb:entry", FALSE);
  wait_seen (view, "its beginning", 0xff0000);
  gtk_window_destroy (GTK_WINDOW (window));
  keyboard_stop ();
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/web/nothing-leaves", test_nothing_leaves);
  g_test_add_func ("/web/find", test_find);
  g_test_add_func ("/web/again", test_again);
  return g_test_run ();
}
