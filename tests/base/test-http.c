/* SPDX-License-Identifier: Apache-2.0 */
#include "base/http-private.h"
#include "fixture/server.h"

#include <glib/gstdio.h>
#include <string.h>

/* A server that plays a list of answers, and notes what every request carried. */
typedef struct {
  guint status;
  const char *type; /* NULL: JSON */
  const char *body;
  const char *header; /* "Name: value", nullable; %s in it: the other server's address */
} Answer;

typedef struct {
  TestServer *http;
  const char *other;
  const Answer *answers;
  guint played;
  GPtrArray *seen; /* "METHOD /path authorization body" */
} Server;

static void
answer (SoupServer *soup,
        SoupServerMessage *message,
        const char *path,
        GHashTable *query,
        gpointer data)
{
  Server *server = data;
  const Answer *next = &server->answers[server->played];
  SoupMessageHeaders *request = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *reply = soup_server_message_get_response_headers (message);
  const char *authorization = soup_message_headers_get_one (request, "Authorization");
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  g_ptr_array_add (server->seen,
                   g_strdup_printf ("%s %s %s %.*s", soup_server_message_get_method (message), path,
                                    authorization != NULL ? authorization : "-", (int) body->length,
                                    body->length > 0 ? body->data : ""));
  server->played++;
  if (next->status == 0) {
    GSocket *socket = soup_server_message_get_socket (message);

    g_socket_shutdown (socket, TRUE, TRUE, NULL);
    return;
  }
  if (next->header != NULL) {
    g_auto (GStrv) parts = g_strsplit (next->header, ": ", 2);
    g_auto (GStrv) around = g_strsplit (parts[1], "%s", 2);
    g_autofree char *value = g_strjoinv (server->other != NULL ? server->other : "", around);

    soup_message_headers_replace (reply, parts[0], value);
  }
  test_server_respond (message, next->status, next->type, next->body);
}

static Server *
server_new (const Answer *answers, const char *other)
{
  Server *server = g_new0 (Server, 1);

  server->answers = answers;
  server->other = other;
  server->seen = g_ptr_array_new_with_free_func (g_free);
  server->http = test_server_new_in_thread (answer, server);
  return server;
}

static void
server_free (Server *server)
{
  test_server_free (server->http);
  g_ptr_array_unref (server->seen);
  g_free (server);
}

/* Gives a first and then, when that was refused, a second credential. */
typedef struct {
  GObject parent_instance;
  gboolean second;
} TestAuthorizer;
typedef GObjectClass TestAuthorizerClass;

static gboolean
authorize (BancoAuthorizer *self, SoupMessage *message, GCancellable *cancellable, GError **error)
{
  gboolean second = ((TestAuthorizer *) self)->second;

  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                second ? "Bearer second" : "Bearer first");
  return TRUE;
}

static gboolean
renew (BancoAuthorizer *self, SoupMessage *refused, GCancellable *cancellable, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (refused);
  gboolean first =
    g_strcmp0 (soup_message_headers_get_one (headers, "Authorization"), "Bearer first") == 0;

  ((TestAuthorizer *) self)->second = first;
  return first;
}

static void
test_authorizer_iface_init (BancoAuthorizerInterface *iface)
{
  iface->authorize = authorize;
  iface->renew = renew;
}

GType test_authorizer_get_type (void);
G_DEFINE_TYPE_WITH_CODE (TestAuthorizer,
                         test_authorizer,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BANCO_TYPE_AUTHORIZER, test_authorizer_iface_init))

static void
test_authorizer_class_init (TestAuthorizerClass *klass)
{
}

static void
test_authorizer_init (TestAuthorizer *self)
{
}

#define NOTHING_ELSE                                                                               \
  {                                                                                                \
    500, NULL, "{}", NULL                                                                          \
  }

/* One exchange: what the server answers, what comes of it, how many requests it took. */
static const struct {
  const char *name;
  const char *method;
  BancoHttpFlags flags;
  Answer answers[6];
  int error; /* -1: none */
  guint status;
  guint requests;
} exchanges[] = {
  { "json", NULL, BANCO_HTTP_JSON, { { 200, NULL, "{}", NULL } }, -1, 200, 1 },
  { "bad json",
    NULL,
    BANCO_HTTP_JSON,
    { { 200, NULL, "{", NULL } },
    BANCO_HTTP_ERROR_NOT_UNDERSTOOD,
    0,
    1 },
  { "html where json is due",
    NULL,
    BANCO_HTTP_JSON,
    { { 200, "text/html", "<p>", NULL } },
    BANCO_HTTP_ERROR_NOT_UNDERSTOOD,
    0,
    1 },
  { "no body", "DELETE", BANCO_HTTP_JSON, { { 204, NULL, "", NULL } }, -1, 204, 1 },
  { "not found", NULL, 0, { { 404, NULL, "{}", NULL } }, BANCO_HTTP_ERROR_NOT_FOUND, 0, 1 },
  { "forbidden", NULL, 0, { { 403, NULL, "{}", NULL } }, BANCO_HTTP_ERROR_FORBIDDEN, 0, 1 },
  { "refused", NULL, 0, { { 400, NULL, "{}", NULL } }, BANCO_HTTP_ERROR_REFUSED, 0, 1 },
  { "400 as an answer",
    "POST",
    BANCO_HTTP_JSON | BANCO_HTTP_CLIENT_ERRORS,
    { { 400, NULL, "{\"error\": \"x\"}", NULL } },
    -1,
    400,
    1 },
  { "html 401 as an answer",
    NULL,
    BANCO_HTTP_JSON | BANCO_HTTP_CLIENT_ERRORS,
    { { 401, "text/html", "<p>", NULL } },
    -1,
    401,
    1 },
  { "500 once", NULL, 0, { { 500, NULL, "", NULL }, { 200, NULL, "{}", NULL } }, -1, 200, 2 },
  { "500 for ever",
    NULL,
    0,
    { { 500, NULL, "", NULL },
      { 500, NULL, "", NULL },
      { 500, NULL, "", NULL },
      { 500, NULL, "", NULL },
      { 200, NULL, "", NULL } },
    BANCO_HTTP_ERROR_UNREACHABLE,
    0,
    4 },
  { "500 on POST is not repeated",
    "POST",
    0,
    { { 500, NULL, "", NULL } },
    BANCO_HTTP_ERROR_UNREACHABLE,
    0,
    1 },
  { "429 on POST is",
    "POST",
    0,
    { { 429, NULL, "", "Retry-After: 0" }, { 200, NULL, "{}", NULL } },
    -1,
    200,
    2 },
  { "429 for hours",
    NULL,
    0,
    { { 429, NULL, "", "Retry-After: 7200" } },
    BANCO_HTTP_ERROR_UNREACHABLE,
    0,
    1 },
  { "429 for centuries",
    NULL,
    0,
    { { 429, NULL, "", "Retry-After: 9999999999999" } },
    BANCO_HTTP_ERROR_UNREACHABLE,
    0,
    1 },
  { "one try when asked",
    NULL,
    BANCO_HTTP_NO_RETRY,
    { { 500, NULL, "", NULL } },
    BANCO_HTTP_ERROR_UNREACHABLE,
    0,
    1 },
  { "redirect",
    NULL,
    0,
    { { 302, NULL, "", "Location: /there" }, { 200, NULL, "{}", NULL } },
    -1,
    200,
    2 },
  { "redirect as an answer",
    NULL,
    BANCO_HTTP_NO_REDIRECTS,
    { { 302, NULL, "", "Location: /there" } },
    -1,
    302,
    1 },
  { "redirect to a foreign http address",
    NULL,
    0,
    { { 302, NULL, "", "Location: http://192.0.2.1/" } },
    BANCO_HTTP_ERROR_NOT_UNDERSTOOD,
    0,
    1 },
};

static BancoHttpResponse *
exchange (Server *server, const BancoHttpRequest *model, GError **error)
{
  g_autoptr (BancoHttp) http = banco_http_new (NULL);
  g_autofree char *uri = g_strconcat (server->http->address, "/play", NULL);
  BancoHttpRequest request = *model;

  request.uri = uri;
  return banco_http_send (http, &request, NULL, error);
}

static void
test_exchange (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Server *server = server_new (exchanges[i].answers, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoHttpResponse) response = exchange (
    server, &(BancoHttpRequest){ .method = exchanges[i].method, .flags = exchanges[i].flags },
    &error);

  if (exchanges[i].error >= 0) {
    g_assert_error (error, BANCO_HTTP_ERROR, exchanges[i].error);
  } else {
    g_assert_no_error (error);
    g_assert_cmpuint (response->status, ==, exchanges[i].status);
  }
  g_assert_cmpuint (server->played, ==, exchanges[i].requests);
  server_free (server);
}

static void
test_renews_once (void)
{
  static const Answer twice[] = { { 401, NULL, "{}", NULL },
                                  { 401, NULL, "{}", NULL },
                                  NOTHING_ELSE };
  Server *server = server_new (twice, NULL);
  g_autoptr (BancoAuthorizer) authorizer = g_object_new (test_authorizer_get_type (), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (exchange (server, &(BancoHttpRequest){ .authorizer = authorizer }, &error));
  g_assert_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_SIGN_IN);
  g_assert_cmpuint (server->seen->len, ==, 2);
  g_assert_cmpstr (server->seen->pdata[0], ==, "GET /play Bearer first ");
  g_assert_cmpstr (server->seen->pdata[1], ==, "GET /play Bearer second ");
  /* Where there are no better ones, the same are not sent again. */
  server->played = 1;
  g_assert_null (exchange (server, &(BancoHttpRequest){ .authorizer = authorizer }, NULL));
  g_assert_cmpuint (server->seen->len, ==, 3);
  server_free (server);
}

static void
test_credentials_stay_with_their_origin (gconstpointer data)
{
  guint status = GPOINTER_TO_UINT (data);
  static const Answer fine[] = { { 200, NULL, "{}", NULL }, NOTHING_ELSE };
  const Answer away[] = { { status, NULL, "", "Location: %s/elsewhere" }, NOTHING_ELSE };
  Server *other = server_new (fine, NULL);
  Server *server = server_new (away, other->http->address);
  g_autoptr (BancoAuthorizer) authorizer = g_object_new (test_authorizer_get_type (), NULL);
  g_autoptr (GHashTable) form = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoHttpResponse) response = NULL;
  const char *const headers[] = { "Authorization", "mine", NULL };

  g_hash_table_insert (form, (gpointer) "secret", (gpointer) "word");
  response = exchange (
    server, &(BancoHttpRequest){ .authorizer = authorizer, .form = form, .headers = headers },
    &error);
  g_assert_no_error (error);
  g_assert_cmpstr (server->seen->pdata[0], ==, "POST /play Bearer first secret=word");
  g_assert_cmpuint (other->seen->len, ==, 1);
  g_assert_nonnull (strstr (other->seen->pdata[0], " /elsewhere - "));
  g_assert_null (strstr (other->seen->pdata[0], "word"));
  server_free (server);
  server_free (other);
}

/* A network that answers in place of the server is not a server that misbehaves. */
static void
test_captive_portal (void)
{
  static const Answer page[] = { { 200, "text/html", "<h1>Welcome</h1>", NULL }, NOTHING_ELSE };
  static const Answer away[] = { { 302, NULL, "", "Location: %s/login" }, NOTHING_ELSE };
  Server *portal = server_new (page, NULL);
  Server *server = server_new (away, portal->http->address);
  g_autoptr (GError) error = NULL;

  g_assert_null (exchange (server, &(BancoHttpRequest){ .flags = BANCO_HTTP_JSON }, &error));
  g_assert_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_UNREACHABLE);
  server_free (server);
  server_free (portal);
}

static void
test_too_large (void)
{
  static const Answer large[] = { { 200, NULL, "{\"a\": \"0123456789\"}", NULL }, NOTHING_ELSE };
  Server *server = server_new (large, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (exchange (server, &(BancoHttpRequest){ .max_bytes = 10 }, &error));
  g_assert_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_NOT_UNDERSTOOD);
  server_free (server);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (50000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* While it waits for a busy server, and before it begins. */
static void
test_cancel (gconstpointer when)
{
  static const Answer busy[] = { { 429, NULL, "", "Retry-After: 20" }, NOTHING_ELSE };
  Server *server = server_new (busy, NULL);
  g_autoptr (BancoHttp) http = banco_http_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = NULL;

  if (when != NULL)
    thread = g_thread_new ("cancel", cancel_soon, cancellable);
  else
    g_cancellable_cancel (cancellable);
  g_assert_null (banco_http_send (http, &(BancoHttpRequest){ .uri = server->http->address },
                                  cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_pointer (&thread, g_thread_join);
  server_free (server);
}

static void
test_offline (void)
{
  g_autoptr (BancoHttp) http = banco_http_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (
    banco_http_send (http, &(BancoHttpRequest){ .uri = "http://127.0.0.1:9/" }, NULL, &error));
  g_assert_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_UNREACHABLE);
}

/* Without its certificates nothing is asked, least of all with those of the system. */
static void
test_ca_file (void)
{
  static const Answer good[] = { { 200, NULL, "{}", NULL }, NOTHING_ELSE };
  g_autofree char *folder = g_dir_make_tmp ("banco-http-XXXXXX", NULL);
  const struct {
    const char *name;
    const char *text; /* NULL: there is no such file */
  } cases[] = {
    { "missing.pem", NULL },
    { "", NULL }, /* the folder */
    { "empty.pem", "" },
    { "words.pem", "not a certificate\n" },
    { "cut.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_build_filename (folder, cases[i].name, NULL);
    Server *server = server_new (good, NULL);
    g_autoptr (BancoHttp) http = NULL;
    g_autoptr (GError) error = NULL;

    if (cases[i].text != NULL)
      g_assert_true (g_file_set_contents (path, cases[i].text, -1, NULL));
    http = banco_http_new (path);
    g_assert_null (
      banco_http_send (http, &(BancoHttpRequest){ .uri = server->http->address }, NULL, &error));
    g_assert_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_REFUSED);
    g_assert_nonnull (strstr (error->message, path));
    g_assert_nonnull (strstr (error->message, "CaFile="));
    g_assert_cmpuint (server->played, ==, 0);
    server_free (server);
    if (cases[i].text != NULL)
      g_unlink (path);
  }
  g_rmdir (folder);
}

static void
test_circle (void)
{
  static const Answer round[] = {
    { 302, NULL, "", "Location: /play" }, { 302, NULL, "", "Location: /play" },
    { 302, NULL, "", "Location: /play" }, { 302, NULL, "", "Location: /play" },
    { 302, NULL, "", "Location: /play" }, { 302, NULL, "", "Location: /play" },
    { 302, NULL, "", "Location: /play" }, { 302, NULL, "", "Location: /play" },
    { 302, NULL, "", "Location: /play" }, { 302, NULL, "", "Location: /play" },
    { 302, NULL, "", "Location: /play" }, { 302, NULL, "", "Location: /play" },
    { 302, NULL, "", "Location: /play" }, { 302, NULL, "", "Location: /play" },
    { 302, NULL, "", "Location: /play" }, { 302, NULL, "", "Location: /play" },
    { 302, NULL, "", "Location: /play" }, { 302, NULL, "", "Location: /play" },
    { 302, NULL, "", "Location: /play" }, { 302, NULL, "", "Location: /play" },
    { 302, NULL, "", "Location: /play" }, { 200, NULL, "{}", NULL },
  };
  Server *server = server_new (round, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (exchange (server, &(BancoHttpRequest){ .flags = BANCO_HTTP_JSON }, &error));
  g_assert_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_NOT_UNDERSTOOD);
  g_assert_cmpuint (server->played, <=, 21);
  server_free (server);
}

/* Who says 401 elsewhere does not get the credentials, nor a new one made for it. */
static void
test_refused_elsewhere (void)
{
  static const Answer refusal[] = { { 401, NULL, "{}", NULL }, NOTHING_ELSE };
  static const Answer away[] = { { 302, NULL, "", "Location: %s/elsewhere" }, NOTHING_ELSE };
  Server *other = server_new (refusal, NULL);
  Server *server = server_new (away, other->http->address);
  g_autoptr (BancoAuthorizer) authorizer = g_object_new (test_authorizer_get_type (), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (exchange (server, &(BancoHttpRequest){ .authorizer = authorizer }, &error));
  g_assert_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_SIGN_IN);
  g_assert_cmpuint (other->seen->len, ==, 1);
  g_assert_cmpstr (other->seen->pdata[0], ==, "GET /elsewhere - ");
  server_free (server);
  server_free (other);
}

/* A redirect within a server keeps the credentials; one that changes the method drops the body. */
static void
test_moved (void)
{
  const struct {
    guint status;
    const char *again;
  } cases[] = {
    { 301, "GET /there Bearer first " },     { 302, "GET /there Bearer first " },
    { 303, "GET /there Bearer first " },     { 307, "POST /there Bearer first a=b" },
    { 308, "POST /there Bearer first a=b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Answer answers[] = { { cases[i].status, NULL, "", "Location: /there" },
                               { 200, NULL, "{}", NULL },
                               NOTHING_ELSE };
    Server *server = server_new (answers, NULL);
    g_autoptr (BancoAuthorizer) authorizer = g_object_new (test_authorizer_get_type (), NULL);
    g_autoptr (GHashTable) form = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GError) error = NULL;
    g_autoptr (BancoHttpResponse) response = NULL;

    g_hash_table_insert (form, (gpointer) "a", (gpointer) "b");
    response =
      exchange (server, &(BancoHttpRequest){ .authorizer = authorizer, .form = form }, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (server->seen->pdata[1], ==, cases[i].again);
    server_free (server);
  }
}

static GLogWriterOutput
keep_log (GLogLevelFlags level, const GLogField *fields, gsize count, gpointer data)
{
  for (gsize i = 0; i < count; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0)
      g_string_append_printf (data, "%s\n", (const char *) fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

/* Codes and tokens travel in queries and bodies. In a process of its own, whose log is kept whole.
 */
static void
test_keeps_secrets (void)
{
  static const Answer answers[][2] = {
    { { 400, NULL, "{\"error\": \"s3cret\"}", NULL }, NOTHING_ELSE },
    { { 404, "text/html", "<p>s3cret", NULL }, NOTHING_ELSE },
    { { 500, NULL, "s3cret", NULL }, NOTHING_ELSE },
    { { 200, NULL, "{\"access_token\": \"s3cret", NULL }, NOTHING_ELSE },
    { { 200, NULL, "{\"access_token\": s3cret}", NULL }, NOTHING_ELSE },
    { { 302, NULL, "", "Location: http://192.0.2.1/?code=s3cret" }, NOTHING_ELSE },
    { { 0, NULL, "", NULL }, NOTHING_ELSE },
  };
  g_autoptr (GString) log = g_string_new (NULL);

  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed ();
    return;
  }
  g_log_set_writer_func (keep_log, log, NULL);
  g_debug ("this is kept");
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    Server *server = server_new (answers[i], NULL);
    g_autoptr (BancoHttp) http = banco_http_new (NULL);
    g_autofree char *uri = g_strconcat (server->http->address, "/play?code=s3cret", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_null (banco_http_send (
      http, &(BancoHttpRequest){ .uri = uri, .flags = BANCO_HTTP_JSON | BANCO_HTTP_NO_RETRY }, NULL,
      &error));
    g_assert_nonnull (error);
    g_assert_null (strstr (error->message, "s3cret"));
    g_assert_null (strstr (error->message, "code="));
    server_free (server);
  }
  g_assert_nonnull (strstr (log->str, "this is kept"));
  g_assert_null (strstr (log->str, "s3cret"));
}

int
main (int argc, char **argv)
{
  static const guint redirects[] = { 301, 302, 303, 307, 308 };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (exchanges); i++) {
    g_autofree char *path = g_strdup_printf ("/http/exchange/%s", exchanges[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_exchange);
  }
  for (guint i = 0; i < G_N_ELEMENTS (redirects); i++) {
    g_autofree char *path = g_strdup_printf ("/http/other-origin/%u", redirects[i]);
    g_test_add_data_func (path, GUINT_TO_POINTER (redirects[i]),
                          test_credentials_stay_with_their_origin);
  }
  g_test_add_func ("/http/renews-once", test_renews_once);
  g_test_add_func ("/http/captive-portal", test_captive_portal);
  g_test_add_func ("/http/too-large", test_too_large);
  g_test_add_data_func ("/http/cancel/before", NULL, test_cancel);
  g_test_add_data_func ("/http/cancel/while-waiting", "soon", test_cancel);
  g_test_add_func ("/http/offline", test_offline);
  g_test_add_func ("/http/ca-file", test_ca_file);
  g_test_add_func ("/http/circle", test_circle);
  g_test_add_func ("/http/refused-elsewhere", test_refused_elsewhere);
  g_test_add_func ("/http/moved", test_moved);
  g_test_add_func ("/http/keeps-secrets", test_keeps_secrets);
  return g_test_run ();
}
