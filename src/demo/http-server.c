/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/http-server-private.h"

#include "demo/http-request-private.h"

#include <string.h>

typedef struct {
  char *method;
  char **segments;
  DemoHandler handler;
  gpointer data;
} Route;

struct _DemoServer {
  DemoState *state;
  SoupServer *soup;
  char *name;
  char *url;
  GPtrArray *routes;
  GPtrArray *waiting; /* requests held back by a fault */
  DemoHandler fallback;
  gpointer fallback_data;
  gboolean is_private;
};

/* A request that a fault holds back for a while. */
typedef struct {
  DemoServer *server;
  SoupServerMessage *message;
  DemoFault *fault;
  guint timer;
  gulong finished;
} DelayedRequest;

static void
route_free (Route *route)
{
  g_free (route->method);
  g_strfreev (route->segments);
  g_free (route);
}

static void
waiting_free (DelayedRequest *waiting)
{
  g_clear_handle_id (&waiting->timer, g_source_remove);
  g_signal_handler_disconnect (waiting->message, waiting->finished);
  g_object_unref (waiting->message);
  demo_fault_free (waiting->fault);
  g_free (waiting);
}

/* Fills @params when the pattern fits; %2F inside a segment stays inside it. */
static gboolean
route_fits (const Route *route, char **segments, GHashTable *params)
{
  guint i;

  g_hash_table_remove_all (params);
  for (i = 0; route->segments[i] != NULL; i++) {
    const char *pattern = route->segments[i];

    if (segments[i] == NULL)
      return FALSE;
    if (pattern[0] == '*') {
      g_autofree char *rest = g_strjoinv ("/", segments + i);
      char *decoded = g_uri_unescape_string (rest, NULL);

      if (decoded == NULL)
        return FALSE;
      g_hash_table_insert (params, (char *) pattern + 1, decoded);
      return TRUE;
    }
    if (pattern[0] == ':') {
      char *decoded = g_uri_unescape_string (segments[i], NULL);

      if (decoded == NULL || decoded[0] == '\0') {
        g_free (decoded);
        return FALSE;
      }
      g_hash_table_insert (params, (char *) pattern + 1, decoded);
    } else if (!g_str_equal (pattern, segments[i])) {
      return FALSE;
    }
  }
  return segments[i] == NULL;
}

static void
dispatch (DemoServer *self, DemoRequest *request)
{
  g_auto (GStrv) segments = g_strsplit (request->path, "/", -1);
  const char *method = g_str_equal (request->method, "HEAD") ? "GET" : request->method;
  gboolean other_method = FALSE;

  for (guint i = 0; i < self->routes->len; i++) {
    Route *route = g_ptr_array_index (self->routes, i);

    if (!route_fits (route, segments, request->params))
      continue;
    if (route->method == NULL || g_str_equal (route->method, method)) {
      route->handler (request, route->data);
      return;
    }
    other_method = TRUE;
  }
  if (other_method)
    demo_reply_html (request, 405, "<h1>Method Not Allowed</h1>");
  else if (self->fallback != NULL)
    self->fallback (request, self->fallback_data);
  else
    demo_reply_html (request, 404, "<h1>Not Found</h1>");
}

static void
answer (DemoServer *self, SoupServerMessage *message, const DemoFault *fault)
{
  DemoRequest request = { 0 };

  /* Before 3.4 libsoup keeps a connection that the client closed while it was idle, for ever
   * (gitlab.gnome.org/GNOME/libsoup, commit d20c6601): there the server closes it. */
  if (!soup_check_version (3, 4, 0))
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                  "close");
  demo_request_init (&request, self, self->state, message);
  if (fault != NULL && fault->status >= 0)
    demo_request_apply_fault (&request, fault);
  else
    dispatch (self, &request);
  if (!self->is_private)
    demo_state_log (self->state, demo_request_describe (&request, self->name));
  demo_request_clear (&request);
  /* Status 0 cuts the connection: the client sees it end without an answer. */
  if (fault != NULL && fault->status == 0) {
    g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

    if (stream != NULL)
      g_io_stream_close (stream, NULL, NULL);
  }
}

static gboolean
on_waited (gpointer data)
{
  DelayedRequest *waiting = data;
  DemoServer *self = waiting->server;
  g_autoptr (SoupServerMessage) message = g_object_ref (waiting->message);
  g_autoptr (DemoFault) fault = g_steal_pointer (&waiting->fault);

  waiting->timer = 0;
  g_ptr_array_remove_fast (self->waiting, waiting);
  soup_server_message_unpause (message);
  answer (self, message, fault);
  return G_SOURCE_REMOVE;
}

static void
on_finished_waiting (SoupServerMessage *message, gpointer data)
{
  DelayedRequest *waiting = data;

  g_ptr_array_remove_fast (waiting->server->waiting, waiting);
}

static void
on_request (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  DemoServer *self = data;
  g_autoptr (DemoFault) fault = NULL;
  DelayedRequest *waiting;

  if (!self->is_private)
    fault = demo_state_take_fault (self->state, self->name,
                                   soup_server_message_get_method (message), path);
  if (fault == NULL || fault->delay <= 0) {
    answer (self, message, fault);
    return;
  }
  soup_server_message_pause (message);
  waiting = g_new0 (DelayedRequest, 1);
  waiting->server = self;
  waiting->message = g_object_ref (message);
  waiting->timer = g_timeout_add ((guint) (fault->delay * 1000), on_waited, waiting);
  waiting->fault = g_steal_pointer (&fault);
  waiting->finished =
    g_signal_connect (message, "finished", G_CALLBACK (on_finished_waiting), waiting);
  g_ptr_array_add (self->waiting, waiting);
}

DemoServer *
demo_server_new (DemoState *state, const char *name, GError **error)
{
  g_autoptr (DemoServer) self = g_new0 (DemoServer, 1);
  g_autoslist (GUri) uris = NULL;

  self->state = state;
  self->name = g_strdup (name);
  self->routes = g_ptr_array_new_with_free_func ((GDestroyNotify) route_free);
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) waiting_free);
  self->soup =
    g_object_new (SOUP_TYPE_SERVER, "raw-paths", TRUE, "server-header", "banco-demo", NULL);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
  if (!soup_server_listen_local (self->soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return NULL;
  uris = soup_server_get_uris (self->soup);
  self->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  return g_steal_pointer (&self);
}

void
demo_server_free (DemoServer *self)
{
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  g_clear_pointer (&self->routes, g_ptr_array_unref);
  g_free (self->name);
  g_free (self->url);
  g_free (self);
}

const char *
demo_server_get_url (DemoServer *self)
{
  return self->url;
}

void
demo_server_route (DemoServer *self,
                   const char *method,
                   const char *pattern,
                   DemoHandler handler,
                   gpointer data)
{
  Route *route = g_new0 (Route, 1);

  route->method = g_strdup (method);
  route->segments = g_strsplit (pattern, "/", -1);
  route->handler = handler;
  route->data = data;
  g_ptr_array_add (self->routes, route);
}

void
demo_server_set_fallback (DemoServer *self, DemoHandler handler, gpointer data)
{
  self->fallback = handler;
  self->fallback_data = data;
}

void
demo_server_set_private (DemoServer *self)
{
  self->is_private = TRUE;
}
