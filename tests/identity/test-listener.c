/* SPDX-License-Identifier: Apache-2.0 */
/* The loopback address that a browser comes back to, on ports of the tests' own. */
#include "identity/listener-private.h"

#include "identity/identity.h"

#include <string.h>

/* Two ports beside each other that nobody has right now. */
static guint
free_ports (void)
{
  for (guint port = 20000 + (guint) g_random_int_range (0, 10000);; port++) {
    g_autoptr (SoupServer) one = soup_server_new (NULL, NULL);
    g_autoptr (SoupServer) two = soup_server_new (NULL, NULL);

    if (soup_server_listen_local (one, port, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL) &&
        soup_server_listen_local (two, port + 1, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL)) {
      soup_server_disconnect (one);
      soup_server_disconnect (two);
      return port;
    }
  }
}

static void
test_ports (void)
{
  guint port = free_ports ();
  g_autoptr (BancoListener) one = banco_listener_new (port, 2, "/banco/a", NULL);
  g_autoptr (BancoListener) two = banco_listener_new (port, 2, "/banco/b", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (banco_listener_get_port (one), ==, port);
  g_assert_cmpuint (banco_listener_get_port (two), ==, port + 1);
  g_assert_null (banco_listener_new (port, 2, "/banco/c", &error));
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_FAILED);
  g_clear_pointer (&one, banco_listener_free);
  one = banco_listener_new (port, 2, "/banco/c", NULL);
  g_assert_nonnull (one);
}

static void
test_nobody (void)
{
  g_autoptr (BancoListener) listener = banco_listener_new (free_ports (), 1, "/banco/a", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (banco_listener_wait (listener, "state", 1, NULL, &error));
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_null (banco_listener_wait (listener, "state", 100, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  banco_listener_answer (listener, TRUE);
}

/* Another computer never gets to it: no address but one answers, not even another of this one. */
static void
test_loopback (void)
{
  static const char *const others[] = { "127.0.0.2", "::1" };
  g_autoptr (BancoListener) listener = banco_listener_new (free_ports (), 1, "/banco/a", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autoptr (GSocketConnectable) address = G_SOCKET_CONNECTABLE (
      g_inet_socket_address_new_from_string (others[i], banco_listener_get_port (listener)));
    g_autoptr (GSocketClient) client = g_socket_client_new ();
    g_autoptr (GSocketConnection) connection =
      g_socket_client_connect (client, address, NULL, NULL);

    g_test_message ("%s", others[i]);
    g_assert_null (connection);
  }
}

typedef struct {
  guint port;
  const char *request;
  char *answer;
} Caller;

/* Speaks to the listener byte by byte, as no library would. */
static gpointer
call (gpointer data)
{
  Caller *caller = data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection =
    g_socket_client_connect_to_host (client, "127.0.0.1", caller->port, NULL, NULL);
  g_autoptr (GString) answer = g_string_new (NULL);
  char chunk[4096];
  gssize got;

  g_assert_nonnull (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             caller->request, strlen (caller->request), NULL, NULL, NULL);
  while ((got = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), chunk,
                                     sizeof chunk, NULL, NULL)) > 0)
    g_string_append_len (answer, chunk, got);
  caller->answer = g_string_free (g_steal_pointer (&answer), FALSE);
  return NULL;
}

#define GET(target) "GET " target " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"

static void
test_requests (void)
{
  static const struct {
    const char *request;
    const char *answer;
  } cases[] = {
    { GET ("/banco/a?state=state&code=c"), "HTTP/1.1 200" },
    { GET ("/banco/a?state=state&code=%3Cscript%3E"), "HTTP/1.1 200" },
    { GET ("/banco/a?state=other&code=c"), "HTTP/1.1 400" },
    { GET ("/banco/a"), "HTTP/1.1 400" },
    { GET ("/banco/b?state=state&code=c"), "HTTP/1.1 404" },
    { GET ("/banco/a/?state=state&code=c"), "HTTP/1.1 404" },
    { GET ("/"), "HTTP/1.1 404" },
    { "POST /banco/a?state=state&code=c HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
      "0\r\nConnection: close\r\n\r\n",
      "HTTP/1.1 405" },
    { "nonsense\r\n\r\n", "HTTP/1.0 400" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BancoListener) listener = banco_listener_new (free_ports (), 1, "/banco/a", NULL);
    Caller caller = { banco_listener_get_port (listener), cases[i].request, NULL };
    GThread *thread = g_thread_new ("caller", call, &caller);
    GHashTable *query = banco_listener_wait (listener, "state", 1, NULL, NULL);

    banco_listener_answer (listener, TRUE);
    g_clear_pointer (&listener, banco_listener_free);
    g_thread_join (thread);
    g_test_message ("%u: %.20s", i, caller.answer);
    g_assert_true (g_str_has_prefix (caller.answer, cases[i].answer));
    g_assert_cmpint (query != NULL, ==, strstr (cases[i].answer, "200") != NULL);
    if (query != NULL) {
      g_assert_null (strstr (caller.answer, "script>"));
      g_assert_nonnull (strstr (caller.answer, "default-src 'none'"));
      /* The address has the code in it: it is neither kept nor passed on. */
      g_assert_nonnull (strstr (caller.answer, "Referrer-Policy: no-referrer\r\n"));
      g_assert_nonnull (strstr (caller.answer, "Cache-Control: no-store\r\n"));
    }
    g_free (caller.answer);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/listener/ports", test_ports);
  g_test_add_func ("/listener/nobody", test_nobody);
  g_test_add_func ("/listener/loopback", test_loopback);
  g_test_add_func ("/listener/requests", test_requests);
  return g_test_run ();
}
