/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/listener-private.h"

#include "identity/identity.h"

#include <glib/gi18n.h>
#include <string.h>

#define ANSWER_LIMIT 2 /* s for the browser to take its page */

struct _BancoListener {
  GMainContext *context;
  SoupServer *server;
  char *path;
  guint port;
  const char *state; /* only while waiting */
  SoupServerMessage *message;
  GHashTable *query;
  gboolean sent;
};

#define PAGE                                                                                       \
  "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Banco</title>"                  \
  "<style>body{font:1.2rem system-ui,sans-serif;max-width:30rem;margin:20vh auto;padding:0 1rem;"  \
  "text-align:center;color-scheme:light dark}</style><h1>%s</h1><p>%s</p></html>"

static void
respond (SoupServerMessage *message, guint status, const char *title, const char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *page = g_strdup_printf (PAGE, title, text);

  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_COPY, page,
                                    strlen (page));
}

static void
handle (SoupServer *server,
        SoupServerMessage *message,
        const char *path,
        GHashTable *query,
        gpointer data)
{
  BancoListener *self = data;
  const char *state = query != NULL ? g_hash_table_lookup (query, "state") : NULL;

  if (soup_server_message_get_method (message) != SOUP_METHOD_GET) {
    respond (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "Banco", "Nothing to send here.");
  } else if (strcmp (path, self->path) != 0) {
    respond (message, SOUP_STATUS_NOT_FOUND, "Banco", "Nothing is here.");
  } else if (self->query != NULL || self->state == NULL || g_strcmp0 (state, self->state) != 0) {
    respond (message, SOUP_STATUS_BAD_REQUEST, "This is not what Banco waits for",
             "Go back to Banco and sign in from there.");
  } else {
    self->query = g_hash_table_ref (query);
    self->message = g_object_ref (message);
    soup_server_message_pause (message);
  }
}

BancoListener *
banco_listener_new (guint first_port, guint n_ports, const char *path, GError **error)
{
  g_autoptr (BancoListener) self = g_new0 (BancoListener, 1);

  self->context = g_main_context_new ();
  self->path = g_strdup (path);
  self->server = soup_server_new ("server-header", "Banco", NULL);
  soup_server_add_handler (self->server, NULL, handle, self, NULL);
  g_main_context_push_thread_default (self->context);
  for (guint i = 0; i < n_ports && self->port == 0; i++) {
    if (soup_server_listen_local (self->server, first_port + i, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL))
      self->port = first_port + i;
  }
  g_main_context_pop_thread_default (self->context);
  if (self->port == 0) {
    g_set_error (
      error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_FAILED,
      _ ("other programs use the ports %u to %u of this computer, one of which the browser "
         "has to come back to; close one of them, or sign in with a code"),
      first_port, first_port + n_ports - 1);
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
banco_listener_free (BancoListener *self)
{
  g_main_context_push_thread_default (self->context);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  g_main_context_pop_thread_default (self->context);
  g_clear_object (&self->message);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_main_context_unref (self->context);
  g_free (self->path);
  g_free (self);
}

guint
banco_listener_get_port (BancoListener *self)
{
  return self->port;
}

/* What ends the serving early, and whom it has to wake. */
typedef struct {
  GMainContext *context;
  int over;
} Limit;

static gboolean
time_is_up (gpointer data)
{
  ((Limit *) data)->over = TRUE;
  return G_SOURCE_REMOVE;
}

static void
was_cancelled (GCancellable *cancellable, gpointer data)
{
  Limit *limit = data;

  g_atomic_int_set (&limit->over, TRUE);
  g_main_context_wakeup (limit->context);
}

/* Serves until it @is_done, time is up or it is cancelled. The cancellable is connected to rather
 * than made a source of: that source may outlive its context when it is cancelled at the end. */
static void
serve (BancoListener *self,
       gboolean (*is_done) (BancoListener *),
       guint seconds,
       GCancellable *cancellable)
{
  g_autoptr (GSource) timer = g_timeout_source_new_seconds (seconds);
  Limit limit = { .context = self->context };
  gulong handler = 0;

  g_source_set_callback (timer, time_is_up, &limit, NULL);
  g_source_attach (timer, self->context);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (was_cancelled), &limit, NULL);
  g_main_context_push_thread_default (self->context);
  while (!is_done (self) && !g_atomic_int_get (&limit.over))
    g_main_context_iteration (self->context, TRUE);
  g_main_context_pop_thread_default (self->context);
  g_cancellable_disconnect (cancellable, handler);
  g_source_destroy (timer);
}

static gboolean
has_query (BancoListener *self)
{
  return self->query != NULL;
}

static gboolean
is_sent (BancoListener *self)
{
  return self->sent;
}

GHashTable *
banco_listener_wait (BancoListener *self,
                     const char *state,
                     guint seconds,
                     GCancellable *cancellable,
                     GError **error)
{
  self->state = state;
  serve (self, has_query, seconds, cancellable);
  self->state = NULL;
  if (self->query == NULL)
    g_cancellable_set_error_if_cancelled (cancellable, error);
  return self->query;
}

static void
message_finished (SoupServerMessage *message, gpointer data)
{
  ((BancoListener *) data)->sent = TRUE;
}

void
banco_listener_answer (BancoListener *self, gboolean signed_in)
{
  gulong handler;

  if (self->message == NULL)
    return;
  if (signed_in)
    respond (self->message, SOUP_STATUS_OK, "You are signed in",
             "You can close this tab and go back to Banco.");
  else
    respond (self->message, SOUP_STATUS_OK, "You are not signed in",
             "Go back to Banco: it says why.");
  handler = g_signal_connect (self->message, "finished", G_CALLBACK (message_finished), self);
  soup_server_message_unpause (self->message);
  serve (self, is_sent, ANSWER_LIMIT, NULL);
  g_signal_handler_disconnect (self->message, handler);
}
