/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/authorizer.h"
#include "base/json.h"

G_BEGIN_DECLS

/* What a person can do about a failed exchange; sentences never carry a server's own text. */
#define BANCO_HTTP_ERROR (banco_http_error_quark ())
typedef enum {
  BANCO_HTTP_ERROR_UNREACHABLE,    /* offline, DNS, TLS, time out, 429/5xx after retries, portal */
  BANCO_HTTP_ERROR_SIGN_IN,        /* 401, also with renewed credentials */
  BANCO_HTTP_ERROR_FORBIDDEN,      /* 403 */
  BANCO_HTTP_ERROR_NOT_FOUND,      /* 404, 410 */
  BANCO_HTTP_ERROR_REFUSED,        /* any other 4xx, or nothing was sent */
  BANCO_HTTP_ERROR_NOT_UNDERSTOOD, /* bad JSON, or HTML where JSON is due */
} BancoHttpError;
GQuark banco_http_error_quark (void);

typedef enum {
  BANCO_HTTP_NONE = 0,
  BANCO_HTTP_JSON = 1 << 0,          /* the answer must be JSON; HTML is refused */
  BANCO_HTTP_CLIENT_ERRORS = 1 << 1, /* a 4xx (but 429) is an answer, not an error */
  BANCO_HTTP_NO_REDIRECTS = 1 << 2,  /* a 3xx is an answer */
  BANCO_HTTP_NO_RETRY = 1 << 3,      /* one try whatever happens */
  BANCO_HTTP_SECRET = 1 << 4,        /* both bodies are secret memory, and the JSON is wiped */
} BancoHttpFlags;

/* One exchange to be made; everything borrowed. A body of @json, @form or @body, at most one. */
typedef struct {
  const char *method; /* NULL: GET, or POST with a body */
  const char *uri;
  BancoAuthorizer *authorizer; /* nullable */
  const char *const *headers;  /* name, value, …, NULL; nullable */
  JsonNode *json;
  GHashTable *form; /* char * to char *, sent urlencoded */
  GBytes *body;
  const char *body_type;
  BancoHttpFlags flags;
  gsize max_bytes; /* 0: 64 MiB */
} BancoHttpRequest;

typedef struct {
  guint status;
  SoupMessageHeaders *headers;
  GBytes *body;
  BancoJson *json; /* with BANCO_HTTP_JSON and a body that is JSON, else NULL */
  char *uri;       /* where redirects led */
} BancoHttpResponse;

void banco_http_response_free (BancoHttpResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoHttpResponse, banco_http_response_free)

#define BANCO_TYPE_HTTP (banco_http_get_type ())
G_DECLARE_FINAL_TYPE (BancoHttp, banco_http, BANCO, HTTP, GObject)

/* Made on the main thread; sends from any worker. @ca_file: trusted in place of the system's
 * certificates (PEM), nullable; when it cannot be used, nothing is sent: REFUSED. */
BancoHttp *banco_http_new (const char *ca_file) G_GNUC_WARN_UNUSED_RESULT;

/* Blocks until the answer is whole. Follows redirects (credentials stay with the first origin),
 * renews credentials once on 401, waits and tries again on 429 and (GET, HEAD, DELETE, PUT) 5xx
 * and broken connections. Errors: BANCO_HTTP_ERROR, the authorizer's, G_IO_ERROR_CANCELLED. */
BancoHttpResponse *banco_http_send (BancoHttp *self,
                                    const BancoHttpRequest *request,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* TRUE for https, and for http on a loopback address: all that Banco talks to. */
gboolean banco_http_uri_is_allowed (const char *uri);

/* TRUE when @from may lead to @to: it is allowed, and no plain http behind https. */
gboolean banco_http_uri_may_follow (const char *from, const char *to);

/* The host of @uri in ASCII, with the port where it is not that of https: what a token is sent to,
 * and what a user agrees to. NULL when banco_http_uri_is_allowed() refuses @uri. */
char *banco_http_dup_host (const char *uri) G_GNUC_WARN_UNUSED_RESULT;

/* Visible ASCII and nothing else, at least one character: a token. @text nullable. */
gboolean banco_http_is_token (const char *text);

/* The one way to put a value from outside (a token, say) into a header: words of visible ASCII.
 * Errors: BANCO_HTTP_ERROR_NOT_UNDERSTOOD, which does not tell @value. */
gboolean
banco_http_set_header (SoupMessage *message, const char *name, const char *value, GError **error);

/* "/servers/a%2Fb/action": the one way to put ids from outside into a path. The segments end with
 * NULL. NULL when one is "", "." or "..", which would lead to another resource. */
char *banco_http_path (const char *first, ...) G_GNUC_NULL_TERMINATED G_GNUC_WARN_UNUSED_RESULT;

/* The address of @link ("/download/x", or absolute) that a server gave, when it is below @base,
 * which ends without a slash; else NULL. */
char *banco_http_link_below (const char *base, const char *link) G_GNUC_WARN_UNUSED_RESULT;

/* Requests sent and body bytes received so far, for reports. */
void banco_http_get_totals (BancoHttp *self, guint64 *requests, guint64 *bytes);

G_END_DECLS
