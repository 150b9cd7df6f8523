/* SPDX-License-Identifier: Apache-2.0 */
#include "base/http-private.h"

#include <glib/gi18n.h>

G_DEFINE_QUARK (banco_http_error, banco_http_error)

/* The words are ours: what a server wrote may hold a token or a code. */
void
banco_http_set_status_error (GError **error, guint status, const char *host)
{
  switch (status) {
  case SOUP_STATUS_UNAUTHORIZED:
    g_set_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_SIGN_IN,
                 _ ("%s does not accept the session any more"), host);
    break;
  case SOUP_STATUS_FORBIDDEN:
    g_set_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_FORBIDDEN,
                 _ ("%s does not allow this account to do that"), host);
    break;
  case SOUP_STATUS_NOT_FOUND:
  case SOUP_STATUS_GONE:
    g_set_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_NOT_FOUND, _ ("%s has no such thing"),
                 host);
    break;
  case BANCO_HTTP_TOO_MANY_REQUESTS:
    g_set_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_UNREACHABLE,
                 _ ("%s is busy and asks to be left alone for a while"), host);
    break;
  default:
    if (status >= 500)
      g_set_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_UNREACHABLE,
                   _ ("%s has trouble of its own (HTTP %u)"), host, status);
    else
      g_set_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_REFUSED,
                   _ ("%s refused the request (HTTP %u)"), host, status);
  }
}

static const char *
transport_sentence (const GError *cause)
{
  if (cause->domain == G_TLS_ERROR)
    return _ (
      "the secure connection to %s failed; the clock, or a network that reads along, may be "
      "the reason");
  if (cause->domain == G_RESOLVER_ERROR)
    return _ ("the address of %s was not found; this computer may be offline");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return _ ("%s did not answer in time");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return _ ("nothing answers at %s");
  return _ ("%s cannot be reached");
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
void
banco_http_set_transport_error (GError **error, const GError *cause, const char *host)
{
  g_debug ("http: %s: %s", host, cause->message);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  else
    g_set_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_UNREACHABLE, transport_sentence (cause),
                 host);
}
#pragma GCC diagnostic pop
