/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/http-request-private.h"

#include "base/clock.h"

#include <string.h>

/* Fields whose values may stand in the log; of all others only the name. */
static const char *const harmless[] = {
  "aud",    "audience",      "client_id",       "code_challenge_method",
  "cql",    "expand",        "grant_type",      "limit",
  "marker", "response_type", "scope",           "spaceKey",
  "start",  "status",        "token_type_hint", "type",
  NULL
};

static GHashTable *
new_fields (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static GHashTable *
decode_fields (const char *text)
{
  GHashTable *fields = text != NULL ? soup_form_decode (text) : NULL;

  return fields != NULL ? fields : new_fields ();
}

static void
read_body (DemoRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  SoupMessageBody *body = soup_server_message_get_request_body (request->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);

  if (type != NULL && g_str_equal (type, SOUP_FORM_MIME_TYPE_URLENCODED)) {
    request->form = decode_fields (text);
  } else if (size > 0) {
    if (g_strchug (text)[0] == '{')
      request->reader = banco_json_parse (text, -1, NULL);
    request->json = request->reader != NULL ? banco_json_root (request->reader) : NULL;
  }
  if (request->form == NULL)
    request->form = new_fields ();
}

void
demo_request_init (DemoRequest *request,
                   DemoServer *server,
                   DemoState *state,
                   SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  const char *authorization;

  request->server = server;
  request->state = state;
  request->message = g_object_ref (message);
  request->method = soup_server_message_get_method (message);
  request->path = g_uri_get_path (uri);
  request->query = decode_fields (g_uri_get_query (uri));
  request->params = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  read_body (request);
  authorization = demo_request_header (request, "Authorization");
  if (authorization != NULL && g_ascii_strncasecmp (authorization, "Bearer ", 7) == 0)
    request->bearer = authorization + 7;
}

void
demo_request_clear (DemoRequest *request)
{
  g_clear_pointer (&request->query, g_hash_table_unref);
  g_clear_pointer (&request->form, g_hash_table_unref);
  g_clear_pointer (&request->params, g_hash_table_unref);
  g_clear_pointer (&request->reader, banco_json_free);
  g_clear_object (&request->message);
}

const char *
demo_request_param (DemoRequest *request, const char *name)
{
  return g_hash_table_lookup (request->params, name);
}

const char *
demo_request_header (DemoRequest *request, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (request->message),
                                       name);
}

const char *
demo_request_value (DemoRequest *request, const char *name)
{
  const char *value = g_hash_table_lookup (request->form, name);

  return value != NULL ? value : g_hash_table_lookup (request->query, name);
}

char *
demo_request_cookie (DemoRequest *request, const char *name)
{
  const char *header = demo_request_header (request, "Cookie");
  g_auto (GStrv) pairs = g_strsplit (header != NULL ? header : "", ";", -1);
  gsize length = strlen (name);

  for (guint i = 0; pairs[i] != NULL; i++) {
    const char *pair = g_strstrip (pairs[i]);

    if (strncmp (pair, name, length) == 0 && pair[length] == '=')
      return g_strdup (pair + length + 1);
  }
  return NULL;
}

static JsonObject *
describe_fields (GHashTable *fields)
{
  JsonObject *object = json_object_new ();
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (fields), (GCompareFunc) strcmp);

  for (GList *at = names; at != NULL; at = at->next) {
    const char *name = at->data;
    const char *value = g_hash_table_lookup (fields, name);

    if (g_utf8_validate (name, -1, NULL) && g_utf8_validate (value, -1, NULL))
      json_object_set_string_member (object, name, g_strv_contains (harmless, name) ? value : "…");
  }
  return object;
}

/* A path can hold a secret only where a client put one by mistake: it is kept, a query is not. */
JsonObject *
demo_request_describe (DemoRequest *request, const char *server_name)
{
  JsonObject *entry = json_object_new ();
  const char *authorization = demo_request_header (request, "Authorization");
  g_auto (GStrv) words = g_strsplit (authorization != NULL ? authorization : "none", " ", 2);
  g_autofree char *scheme = g_ascii_strdown (words[0] != NULL ? words[0] : "none", -1);
  g_autofree char *when = banco_clock_format (demo_state_now (request->state));
  g_autofree char *method = g_utf8_make_valid (request->method, -1);
  g_autofree char *path = g_utf8_make_valid (request->path, -1);

  json_object_set_string_member (entry, "server", server_name);
  json_object_set_string_member (entry, "when", when);
  json_object_set_string_member (entry, "method", method);
  json_object_set_string_member (entry, "path", path);
  json_object_set_int_member (entry, "status", soup_server_message_get_status (request->message));
  json_object_set_string_member (entry, "authorization",
                                 g_str_equal (scheme, "bearer") || g_str_equal (scheme, "basic")
                                   ? scheme
                                 : authorization != NULL ? "other"
                                                         : "none");
  json_object_set_object_member (entry, "query", describe_fields (request->query));
  json_object_set_object_member (entry, "form", describe_fields (request->form));
  return entry;
}

JsonNode *
demo_json (const char *format, ...)
{
  g_autoptr (GVariant) value = NULL;
  va_list holes;

  va_start (holes, format);
  value = g_variant_ref_sink (g_variant_new_parsed_va (format, &holes));
  va_end (holes);
  return json_gvariant_serialize (value);
}

JsonArray *
demo_json_words (char **words)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    json_array_add_string_element (array, words[i]);
  return array;
}

void
demo_reply_bytes (DemoRequest *request, guint status, const char *content_type, GBytes *bytes)
{
  SoupMessageBody *body = soup_server_message_get_response_body (request->message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (demo_state_now (request->state));

  soup_server_message_set_status (request->message, status, NULL);
  soup_message_body_truncate (body);
  if (bytes != NULL && g_bytes_get_size (bytes) > 0)
    soup_message_body_append_bytes (body, bytes);
  soup_message_body_complete (body);
  if (content_type != NULL)
    soup_message_headers_replace (headers, "Content-Type", content_type);
  if (now != NULL) {
    g_autofree char *date = soup_date_time_to_string (now, SOUP_DATE_HTTP);

    soup_message_headers_replace (headers, "Date", date);
  }
}

void
demo_reply_json (DemoRequest *request, guint status, JsonNode *node)
{
  char *text = json_to_string (node, FALSE);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  demo_reply_bytes (request, status, "application/json", bytes);
  json_node_unref (node);
}

void
demo_reply_object (DemoRequest *request, guint status, JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  demo_reply_json (request, status, node);
}

void
demo_reply_html (DemoRequest *request, guint status, const char *html)
{
  g_autoptr (GBytes) bytes = g_bytes_new (html, strlen (html));

  demo_reply_bytes (request, status, "text/html;charset=UTF-8", bytes);
}

void
demo_reply_empty (DemoRequest *request, guint status)
{
  demo_reply_bytes (request, status, NULL, NULL);
}

void
demo_reply_redirect (DemoRequest *request, const char *location)
{
  demo_reply_empty (request, 302);
  demo_reply_header (request, "Location", location);
}

void
demo_reply_header (DemoRequest *request, const char *name, const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message), name,
                                value);
}

void
demo_request_apply_fault (DemoRequest *request, const DemoFault *fault)
{
  g_autoptr (GBytes) bytes = g_bytes_new (fault->body, strlen (fault->body));

  demo_reply_bytes (request, fault->status != 0 ? (guint) fault->status : 500, fault->content_type,
                    bytes);
  for (guint i = 0; i + 1 < fault->headers->len; i += 2)
    demo_reply_header (request, fault->headers->pdata[i], fault->headers->pdata[i + 1]);
}
