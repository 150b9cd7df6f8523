/* SPDX-License-Identifier: Apache-2.0 */
#include "base/http-private.h"

#include "base/clock.h"

#include <glib/gi18n.h>
#include <string.h>

#define TIME_OUT 30 /* seconds without a byte */
#define MOST_REDIRECTS 10
#define HTTPS_PORT 443
#define MOST_BYTES (64 * 1024 * 1024)

struct _BancoHttp {
  GObject parent_instance;
  SoupSession *session;
  char *unusable; /* the file of certificates that could not be read, nullable */
  GMutex mutex;
  guint64 requests;
  guint64 bytes;
};

G_DEFINE_FINAL_TYPE (BancoHttp, banco_http, G_TYPE_OBJECT)

/* One request on its way: where it stands after redirects. */
typedef struct {
  BancoHttp *http;
  const BancoHttpRequest *request;
  GCancellable *cancellable;
  GUri *origin;
  GUri *uri;
  const char *method;
  gboolean with_body;
  SoupMessage *sent; /* the last one */
} Exchange;

static void
banco_http_finalize (GObject *object)
{
  BancoHttp *self = BANCO_HTTP (object);

  g_clear_object (&self->session);
  g_free (self->unusable);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (banco_http_parent_class)->finalize (object);
}

static void
banco_http_class_init (BancoHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_http_finalize;
}

static void
banco_http_init (BancoHttp *self)
{
  g_mutex_init (&self->mutex);
  self->session = soup_session_new_with_options ("user-agent", "Banco/" BANCO_VERSION, "timeout",
                                                 TIME_OUT, "idle-timeout", 60, NULL);
}

/* GnuTLS takes a file without a single certificate for an empty store, so it is looked into first.
 */
static GTlsDatabase *
read_certificates (const char *path)
{
  g_autoptr (GError) error = NULL;
  GList *certificates = g_tls_certificate_list_new_from_file (path, &error);
  GTlsDatabase *database = certificates != NULL ? g_tls_file_database_new (path, &error) : NULL;

  if (error != NULL)
    g_debug ("certificates in %s: %s", path, error->message);
  g_list_free_full (certificates, g_object_unref);
  return database;
}

BancoHttp *
banco_http_new (const char *ca_file)
{
  BancoHttp *self = g_object_new (BANCO_TYPE_HTTP, NULL);
  g_autoptr (GTlsDatabase) database = ca_file != NULL ? read_certificates (ca_file) : NULL;

  if (database != NULL)
    soup_session_set_tls_database (self->session, database);
  else
    self->unusable = g_strdup (ca_file);
  return self;
}

void
banco_http_response_free (BancoHttpResponse *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->json, banco_json_free);
  g_free (self->uri);
  g_free (self);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0;
}

static gboolean
is_allowed (GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  if (host == NULL || host[0] == '\0')
    return FALSE;
  if (strcmp (g_uri_get_scheme (uri), "https") == 0)
    return TRUE;
  return strcmp (g_uri_get_scheme (uri), "http") == 0 && is_loopback (host);
}

gboolean
banco_http_uri_is_allowed (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);

  return parsed != NULL && is_allowed (parsed);
}

static gboolean
may_follow (GUri *from, GUri *to)
{
  return is_allowed (to) && (strcmp (g_uri_get_scheme (from), "https") != 0 ||
                             strcmp (g_uri_get_scheme (to), "https") == 0);
}

gboolean
banco_http_uri_may_follow (const char *from, const char *to)
{
  g_autoptr (GUri) first = g_uri_parse (from, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) second = g_uri_parse (to, SOUP_HTTP_URI_FLAGS, NULL);

  return first != NULL && second != NULL && may_follow (first, second);
}

char *
banco_http_dup_host (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);
  g_autofree char *ascii = NULL;
  g_autofree char *host = NULL;

  if (parsed == NULL || !is_allowed (parsed))
    return NULL;
  /* A name that only looks like another one shows itself in this form. */
  ascii = g_hostname_to_ascii (g_uri_get_host (parsed));
  if (ascii == NULL)
    return NULL;
  host = strchr (ascii, ':') != NULL ? g_strdup_printf ("[%s]", ascii) : g_strdup (ascii);
  if (strcmp (g_uri_get_scheme (parsed), "https") == 0 && g_uri_get_port (parsed) == HTTPS_PORT)
    return g_steal_pointer (&host);
  return g_strdup_printf ("%s:%d", host, g_uri_get_port (parsed));
}

void
banco_http_get_totals (BancoHttp *self, guint64 *requests, guint64 *bytes)
{
  g_mutex_lock (&self->mutex);
  if (requests != NULL)
    *requests = self->requests;
  if (bytes != NULL)
    *bytes = self->bytes;
  g_mutex_unlock (&self->mutex);
}

static gboolean
is_same_origin (GUri *a, GUri *b)
{
  return strcmp (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 &&
         g_uri_get_port (a) == g_uri_get_port (b);
}

static void
set_body (SoupMessage *message, const BancoHttpRequest *request)
{
  g_autoptr (GBytes) bytes = NULL;
  const char *type = request->body_type;

  if (request->json != NULL) {
    char *text = json_to_string (request->json, FALSE);

    bytes = g_bytes_new_take (text, strlen (text));
    type = "application/json";
  } else if (request->form != NULL) {
    char *text = banco_http_encode_form (request->form);

    bytes =
      g_bytes_new_with_free_func (text, strlen (text), (GDestroyNotify) banco_secret_free, text);
    type = SOUP_FORM_MIME_TYPE_URLENCODED;
  } else if (request->body != NULL) {
    bytes = g_bytes_ref (request->body);
  }
  if (bytes != NULL)
    soup_message_set_request_body_from_bytes (message, type, bytes);
}

/* Beyond the first origin a request carries nothing of ours: no credentials, no headers, no body.
 */
static SoupMessage *
make_message (Exchange *exchange, GError **error)
{
  const BancoHttpRequest *request = exchange->request;
  g_autoptr (SoupMessage) message = soup_message_new_from_uri (exchange->method, exchange->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  soup_message_disable_feature (message, SOUP_TYPE_COOKIE_JAR);
  /* A decoder leaves what it unpacked in its window. */
  if (request->flags & BANCO_HTTP_SECRET)
    soup_message_disable_feature (message, SOUP_TYPE_CONTENT_DECODER);
  if (request->flags & BANCO_HTTP_JSON)
    soup_message_headers_replace (headers, "Accept", "application/json");
  if (!is_same_origin (exchange->origin, exchange->uri))
    return g_steal_pointer (&message);

  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i += 2)
    if (!banco_http_set_header (message, request->headers[i], request->headers[i + 1], error))
      return NULL;
  if (exchange->with_body)
    set_body (message, request);
  if (request->authorizer != NULL &&
      !banco_authorizer_authorize (request->authorizer, message, exchange->cancellable, error))
    return NULL;
  return g_steal_pointer (&message);
}

static GBytes *
read_all (Exchange *exchange, GInputStream *stream, GError **error)
{
  gboolean secret = (exchange->request->flags & BANCO_HTTP_SECRET) != 0;
  gsize limit = exchange->request->max_bytes > 0 ? exchange->request->max_bytes : MOST_BYTES;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  BancoSecretText text = { 0 };
  guint8 chunk[16384];
  gsize total = 0;
  gssize got;

  while ((got = g_input_stream_read (stream, chunk, sizeof chunk, exchange->cancellable, error)) >
         0) {
    total += (gsize) got;
    if (total > limit) {
      g_set_error_literal (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_NOT_UNDERSTOOD,
                           _ ("the answer is larger than anything expected"));
      got = -1;
      break;
    }
    if (secret)
      banco_secret_text_append (&text, (const char *) chunk, got);
    else
      g_byte_array_append (bytes, chunk, (guint) got);
  }
  if (got < 0)
    g_clear_pointer (&text.text, banco_secret_free);
  if (got < 0)
    return NULL;
  return secret ? g_bytes_new_with_free_func (text.text, text.length,
                                              (GDestroyNotify) banco_secret_free, text.text)
                : g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* libsoup takes what a connection that closes brought for the whole, whatever was announced. */
static gboolean
is_whole (SoupMessage *message, GBytes *body)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  goffset announced = soup_message_headers_get_content_length (headers);

  return soup_message_get_status (message) != SOUP_STATUS_OK ||
         soup_message_get_method (message) == SOUP_METHOD_HEAD ||
         soup_message_headers_get_one (headers, "Content-Encoding") != NULL ||
         (goffset) g_bytes_get_size (body) >= announced;
}

static BancoHttpResponse *
send_once (Exchange *exchange, GError **error)
{
  BancoHttp *self = exchange->http;
  g_autoptr (GError) cause = NULL;
  g_autoptr (SoupMessage) message = make_message (exchange, error);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) body = NULL;
  BancoHttpResponse *response;

  if (message == NULL)
    return NULL;
  g_set_object (&exchange->sent, message);
  stream = soup_session_send (self->session, message, exchange->cancellable, &cause);
  if (stream != NULL)
    body = read_all (exchange, stream, &cause);
  if (body != NULL && !is_whole (message, body)) {
    cause = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "less than was announced");
    g_clear_pointer (&body, g_bytes_unref);
  }
  g_mutex_lock (&self->mutex);
  self->requests++;
  self->bytes += body != NULL ? g_bytes_get_size (body) : 0;
  g_mutex_unlock (&self->mutex);
  if (body == NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  response = g_new0 (BancoHttpResponse, 1);
  response->status = soup_message_get_status (message);
  response->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  response->body = g_steal_pointer (&body);
  response->uri = g_uri_to_string (exchange->uri);
  return response;
}

static gboolean
is_idempotent (const char *method)
{
  return strcmp (method, "POST") != 0 && strcmp (method, "PATCH") != 0;
}

static gboolean
is_broken_connection (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}

static gboolean
is_own_error (const GError *error)
{
  return error->domain != G_IO_ERROR && error->domain != G_TLS_ERROR &&
         error->domain != G_RESOLVER_ERROR && error->domain != SOUP_SESSION_ERROR;
}

static gint64
delay_before_retry (Exchange *exchange,
                    BancoHttpResponse *response,
                    const GError *cause,
                    guint attempt)
{
  gboolean again;

  if (exchange->request->flags & BANCO_HTTP_NO_RETRY)
    return -1;
  if (response == NULL)
    again = is_idempotent (exchange->method) && is_broken_connection (cause);
  else
    again = response->status == BANCO_HTTP_TOO_MANY_REQUESTS ||
            (response->status >= 500 && is_idempotent (exchange->method));
  if (!again)
    return -1;
  return banco_http_retry_delay (
    attempt, response == NULL ? -1
                              : banco_http_parse_retry_after (
                                  soup_message_headers_get_one (response->headers, "Retry-After"),
                                  banco_clock_now ()));
}

/* Until there is an answer that another try would not improve. */
static BancoHttpResponse *
send_with_retries (Exchange *exchange, GError **error)
{
  for (guint attempt = 0;; attempt++) {
    g_autoptr (GError) cause = NULL;
    g_autoptr (BancoHttpResponse) response = send_once (exchange, &cause);
    gint64 delay = delay_before_retry (exchange, response, cause, attempt);

    if (delay >= 0 && banco_clock_wait (delay, exchange->cancellable, error))
      continue;
    if (delay >= 0)
      return NULL;
    if (response != NULL)
      return g_steal_pointer (&response);
    g_assert (cause != NULL);
    if (is_own_error (cause))
      g_propagate_error (error, g_steal_pointer (&cause));
    else
      banco_http_set_transport_error (error, cause, g_uri_get_host (exchange->uri));
    return NULL;
  }
}

static gboolean
is_redirect (guint status)
{
  return status == SOUP_STATUS_MOVED_PERMANENTLY || status == SOUP_STATUS_FOUND ||
         status == SOUP_STATUS_SEE_OTHER || status == SOUP_STATUS_TEMPORARY_REDIRECT ||
         status == SOUP_STATUS_PERMANENT_REDIRECT;
}

static gboolean
follow (Exchange *exchange, BancoHttpResponse *response, GError **error)
{
  const char *location = soup_message_headers_get_one (response->headers, "Location");
  g_autoptr (GUri) next =
    location != NULL ? g_uri_parse_relative (exchange->uri, location, SOUP_HTTP_URI_FLAGS, NULL)
                     : NULL;

  if (next == NULL || !may_follow (exchange->uri, next)) {
    g_set_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_NOT_UNDERSTOOD,
                 _ ("%s points to an address that is not safe to follow"),
                 g_uri_get_host (exchange->uri));
    return FALSE;
  }
  if (response->status == SOUP_STATUS_SEE_OTHER ||
      (!is_idempotent (exchange->method) && response->status < SOUP_STATUS_TEMPORARY_REDIRECT)) {
    exchange->method = SOUP_METHOD_GET;
    exchange->with_body = FALSE;
  }
  g_uri_unref (exchange->uri);
  exchange->uri = g_steal_pointer (&next);
  return TRUE;
}

/* The last answer after redirects and one renewal of credentials. */
static BancoHttpResponse *
send_until_settled (Exchange *exchange, GError **error)
{
  BancoAuthorizer *authorizer = exchange->request->authorizer;
  gboolean renewed = FALSE;
  guint redirects = 0;

  for (;;) {
    g_autoptr (BancoHttpResponse) response = send_with_retries (exchange, error);
    g_autoptr (GError) cause = NULL;

    if (response == NULL)
      return NULL;
    if (is_redirect (response->status) && !(exchange->request->flags & BANCO_HTTP_NO_REDIRECTS)) {
      if (redirects++ == MOST_REDIRECTS) {
        g_set_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_NOT_UNDERSTOOD,
                     _ ("%s redirects in a circle"), g_uri_get_host (exchange->uri));
        return NULL;
      }
      if (!follow (exchange, response, error))
        return NULL;
      continue;
    }
    if (response->status == SOUP_STATUS_UNAUTHORIZED && authorizer != NULL && !renewed &&
        is_same_origin (exchange->origin, exchange->uri)) {
      renewed = banco_authorizer_renew (authorizer, exchange->sent, exchange->cancellable, &cause);
      if (renewed)
        continue;
    }
    if (cause == NULL)
      return g_steal_pointer (&response);
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
}

static gboolean
is_html (BancoHttpResponse *response)
{
  const char *type = soup_message_headers_get_content_type (response->headers, NULL);

  return type != NULL && (g_ascii_strcasecmp (type, "text/html") == 0 ||
                          g_ascii_strcasecmp (type, "application/xhtml+xml") == 0);
}

static gboolean
read_json (Exchange *exchange, BancoHttpResponse *response, GError **error)
{
  const char *host = g_uri_get_host (exchange->uri);
  gsize length;
  const char *text = g_bytes_get_data (response->body, &length);
  gboolean lenient = response->status >= 400;

  if (length == 0)
    return TRUE;
  if (!is_html (response)) {
    response->json = banco_json_parse (text, (gssize) length, NULL);
    if (response->json != NULL && (exchange->request->flags & BANCO_HTTP_SECRET))
      banco_json_set_secret (response->json);
    if (response->json != NULL || lenient)
      return TRUE;
    g_set_error (
      error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_NOT_UNDERSTOOD,
      _ ("%s sent an answer that Banco cannot read; its server may have a fault, so try later"),
      host);
    return FALSE;
  }
  if (lenient)
    return TRUE;
  if (is_same_origin (exchange->origin, exchange->uri))
    g_set_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_NOT_UNDERSTOOD,
                 _ ("%s sent a web page where data was due"), host);
  else
    g_set_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_UNREACHABLE,
                 _ ("the network answered in place of %s; it may want you to log in to it first"),
                 g_uri_get_host (exchange->origin));
  return FALSE;
}

static gboolean
is_answer (BancoHttpResponse *response, BancoHttpFlags flags)
{
  if (response->status < 300)
    return TRUE;
  if (response->status < 400)
    return (flags & BANCO_HTTP_NO_REDIRECTS) != 0;
  return response->status < 500 && response->status != BANCO_HTTP_TOO_MANY_REQUESTS &&
         (flags & BANCO_HTTP_CLIENT_ERRORS);
}

static gboolean
has_body (const BancoHttpRequest *request)
{
  return request->json != NULL || request->form != NULL || request->body != NULL;
}

BancoHttpResponse *
banco_http_send (BancoHttp *self,
                 const BancoHttpRequest *request,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GUri) origin = NULL;
  g_autoptr (BancoHttpResponse) response = NULL;
  Exchange exchange = { .http = self, .request = request, .cancellable = cancellable };

  g_return_val_if_fail (BANCO_IS_HTTP (self), NULL);

  if (self->unusable != NULL) {
    g_set_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_REFUSED,
                 _ ("%s cannot be used: it is not a readable file of certificates (PEM); correct "
                    "CaFile= in the federation file"),
                 self->unusable);
    return NULL;
  }
  origin = g_uri_parse (request->uri, SOUP_HTTP_URI_FLAGS, NULL);
  if (origin == NULL || !is_allowed (origin)) {
    g_set_error_literal (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_REFUSED,
                         _ ("only https addresses are used (http on this computer alone)"));
    return NULL;
  }
  exchange.origin = origin;
  exchange.uri = g_uri_ref (origin);
  exchange.with_body = has_body (request);
  exchange.method =
    request->method != NULL ? request->method : (exchange.with_body ? "POST" : "GET");
  response = send_until_settled (&exchange, error);
  if (response != NULL && !is_answer (response, request->flags)) {
    banco_http_set_status_error (error, response->status, g_uri_get_host (exchange.uri));
    g_clear_pointer (&response, banco_http_response_free);
  }
  if (response != NULL && (request->flags & BANCO_HTTP_JSON) &&
      !read_json (&exchange, response, error))
    g_clear_pointer (&response, banco_http_response_free);
  g_clear_object (&exchange.sent);
  g_uri_unref (exchange.uri);
  if (request->flags & BANCO_HTTP_SECRET)
    banco_secret_wipe_stack ();
  return g_steal_pointer (&response);
}
