/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <libsoup/soup.h>

#include "base/json.h"
#include "demo/state-private.h"

G_BEGIN_DECLS

/* An HTTP server on a free loopback port that routes requests, applies the faults that the control
 * port ordered, writes the log, and answers. Main thread only. */
typedef struct _DemoServer DemoServer;
typedef struct _DemoRequest DemoRequest;
typedef void (*DemoHandler) (DemoRequest *request, gpointer data);

/* One request while its handler runs. Everything borrowed. */
struct _DemoRequest {
  DemoServer *server;
  DemoState *state;
  SoupServerMessage *message;
  const char *method;
  const char *path;   /* as sent, still percent-encoded, without query */
  GHashTable *query;  /* char * to char *; never NULL */
  GHashTable *form;   /* the same of a urlencoded body; never NULL */
  BancoJson *reader;  /* of a body that is a JSON object, else NULL */
  JsonObject *json;   /* that object, else NULL */
  const char *bearer; /* the token of "Authorization: Bearer …", else NULL */
  GHashTable *params;
};

/* @name is how faults and the log call it; @state is borrowed. */
DemoServer *demo_server_new (DemoState *state, const char *name, GError **error);
void demo_server_free (DemoServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoServer, demo_server_free)

/* "http://127.0.0.1:PORT", no slash at the end. */
const char *demo_server_get_url (DemoServer *self);

/* @method NULL: any; HEAD goes where GET goes. @pattern: "/servers/:id/action"; a last segment
 * "*name" takes the rest of the path. The first route that fits wins. */
void demo_server_route (DemoServer *self,
                        const char *method,
                        const char *pattern,
                        DemoHandler handler,
                        gpointer data);

/* What answers when no route fits; without one: 404, or 405 when another method would fit. */
void demo_server_set_fallback (DemoServer *self, DemoHandler handler, gpointer data);

/* Requests are not written to the log, and no fault applies (the control port itself). */
void demo_server_set_private (DemoServer *self);

/* NULL when absent. A param is a decoded segment, by its name without the colon; a value is a form
 * field or else a query field. */
const char *demo_request_param (DemoRequest *request, const char *name);
const char *demo_request_header (DemoRequest *request, const char *name);
const char *demo_request_value (DemoRequest *request, const char *name);
/* Free it; NULL when absent. */
char *demo_request_cookie (DemoRequest *request, const char *name);

/* JSON from GVariant text with holes: demo_json ("{'name': <%s>, 'ids': <%^as>}", name, ids).
 * Members of mixed kinds are boxed in <>; objects are a{sv}. */
JsonNode *demo_json (const char *format, ...) G_GNUC_WARN_UNUSED_RESULT;

/* The same words as a list. */
JsonArray *demo_json_words (char **words) G_GNUC_WARN_UNUSED_RESULT;

/* Answers; the last one called counts. json takes @node. */
void demo_reply_json (DemoRequest *request, guint status, JsonNode *node);
void demo_reply_object (DemoRequest *request, guint status, JsonObject *object);
void demo_reply_html (DemoRequest *request, guint status, const char *html);
void demo_reply_bytes (DemoRequest *request, guint status, const char *content_type, GBytes *bytes);
void demo_reply_empty (DemoRequest *request, guint status);
void demo_reply_redirect (DemoRequest *request, const char *location);
void demo_reply_header (DemoRequest *request, const char *name, const char *value);

G_END_DECLS
