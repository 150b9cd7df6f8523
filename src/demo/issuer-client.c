/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/oauth-private.h"

#include <string.h>

/* "Basic base64(id:secret)", both parts urlencoded. */
static gboolean
read_basic (DemoRequest *request, char **id, char **secret)
{
  const char *header = demo_request_header (request, "Authorization");
  g_autofree char *text = NULL;
  gsize length = 0;
  char *colon;

  if (header == NULL || g_ascii_strncasecmp (header, "Basic ", 6) != 0)
    return FALSE;
  text = (char *) g_base64_decode (header + 6, &length);
  text = g_realloc (text, length + 1);
  text[length] = '\0';
  colon = strchr (text, ':');
  if (colon == NULL)
    return FALSE;
  *colon = '\0';
  *id = g_uri_unescape_string (text, NULL);
  *secret = g_uri_unescape_string (colon + 1, NULL);
  return *id != NULL && *secret != NULL;
}

DemoClient *
demo_client_authenticate (DemoIssuer *self, DemoRequest *request)
{
  g_autofree char *id = NULL;
  g_autofree char *secret = NULL;
  DemoClient *client;

  if (!read_basic (request, &id, &secret)) {
    g_clear_pointer (&id, g_free);
    g_clear_pointer (&secret, g_free);
    id = g_strdup (demo_request_value (request, "client_id"));
    secret = g_strdup (demo_request_value (request, "client_secret"));
  }
  client = id != NULL ? g_hash_table_lookup (self->clients, id) : NULL;
  if (client != NULL && self->quirks.suspend_clients) {
    g_autofree char *text = g_strconcat ("Client is suspended: ", client->id, NULL);

    demo_oauth_error (request, 401, "invalid_client", text);
    return NULL;
  }
  if (client != NULL && (client->secret == NULL || g_strcmp0 (client->secret, secret) == 0))
    return client;
  demo_oauth_error (request, 401, "invalid_client", "Bad client credentials");
  demo_reply_header (request, "WWW-Authenticate", "Basic realm=\"banco-demo\"");
  return NULL;
}
