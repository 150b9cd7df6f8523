/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/oauth-private.h"

#include "demo/html-page-private.h"

#include <string.h>

void
demo_device_code_free (DemoDeviceCode *device)
{
  demo_consent_clear (&device->consent);
  g_free (device->user_code);
  g_free (device);
}

/* People type codes in any case, with spaces and dashes. */
static char *
tidy (const char *user_code)
{
  GString *text = g_string_new (NULL);

  for (; *user_code != '\0'; user_code++)
    if (g_ascii_isalnum (*user_code))
      g_string_append_c (text, g_ascii_toupper (*user_code));
  return g_string_free (text, FALSE);
}

DemoDeviceCode *
demo_device_code_find (DemoIssuer *self, const char *user_code)
{
  g_autofree char *wanted = tidy (user_code);
  GHashTableIter at;
  gpointer value;

  g_hash_table_iter_init (&at, self->devices);
  while (g_hash_table_iter_next (&at, NULL, &value)) {
    DemoDeviceCode *device = value;
    g_autofree char *code = tidy (device->user_code);

    if (g_str_equal (code, wanted))
      return device;
  }
  return NULL;
}

static char *
make_user_code (DemoIssuer *self)
{
  gboolean is_short = self->quirks.short_user_code;
  const char *letters = is_short ? "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" : "BCDFGHJKLMNPQRSTVWXZ";
  GString *code = g_string_new (NULL);

  for (guint i = 0; i < (is_short ? 6 : 8); i++) {
    if (i == 4 && !is_short)
      g_string_append_c (code, '-');
    g_string_append_c (code, letters[demo_state_random_int (self->state, strlen (letters))]);
  }
  return g_string_free (code, FALSE);
}

/* The client that asks, or an answer: IAM says 404 and nothing else to one it does not know. */
static DemoClient *
find_client (DemoIssuer *self, DemoRequest *request)
{
  const char *id = demo_request_value (request, "client_id");
  DemoClient *client = id != NULL ? g_hash_table_lookup (self->clients, id) : NULL;

  if (self->quirks.unknown_client_404 && id != NULL && client == NULL) {
    demo_reply_empty (request, id[0] != '\0' ? 404 : 400);
    return NULL;
  }
  client = demo_client_authenticate (self, request);
  if (client != NULL && !demo_client_may (client, DEMO_GRANT_DEVICE)) {
    demo_oauth_error (request, 401, "invalid_client",
                      "Unauthorized grant type: " DEMO_GRANT_DEVICE);
    return NULL;
  }
  return client;
}

static void
on_devicecode (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  DemoClient *client = find_client (self, request);
  const char *scope = demo_request_value (request, "scope");
  g_autofree char *code = NULL, *page = NULL, *complete = NULL;
  DemoDeviceCode *device;
  JsonObject *object;

  if (client == NULL)
    return;
  if (scope == NULL || scope[0] == '\0')
    scope = client->scope;
  if (!demo_scope_within (scope, client->scope)) {
    demo_oauth_error (request, 400, "invalid_scope", "Scope not allowed for this client");
    return;
  }
  device = g_new0 (DemoDeviceCode, 1);
  device->consent.client_id = g_strdup (client->id);
  device->consent.scope = g_strdup (scope);
  device->consent.audience = g_strdup (demo_oauth_audience (request));
  device->consent.user = demo_issuer_auto_user (self);
  device->user_code = make_user_code (self);
  device->expires_at = demo_state_now (self->state) + self->quirks.device_lifetime;
  device->interval = self->quirks.interval;
  code = demo_state_random_uuid (self->state);
  g_hash_table_replace (self->devices, g_strdup (code), device);

  page = g_strconcat (demo_server_get_url (self->server), "/device", NULL);
  complete = g_strconcat (page, "?user_code=", device->user_code, NULL);
  object = json_object_new ();
  json_object_set_string_member (object, "device_code", code);
  json_object_set_string_member (object, "user_code", device->user_code);
  json_object_set_string_member (object, "verification_uri", page);
  json_object_set_string_member (object, "verification_uri_complete", complete);
  json_object_set_int_member (object, "expires_in", self->quirks.device_lifetime);
  if (self->quirks.interval > 0)
    json_object_set_int_member (object, "interval", self->quirks.interval);
  demo_reply_object (request, 200, object);
  demo_reply_header (request, "Cache-Control", "no-store");
}

static void
ask_code (DemoRequest *request, const char *complaint)
{
  g_autofree char *body = g_strconcat (
    complaint != NULL ? complaint : "",
    "<form action='/device'><label for='code'>The code that the program shows you</label>"
    "<input id='code' class='code' name='user_code' autofocus autocomplete='off' required>"
    "<button class='main'>Continue</button></form>",
    NULL);

  demo_html_page_reply (request, complaint != NULL ? 404 : 200, "Connect a program", body);
}

/* NULL, and the page answered, when the code is not or no longer one. */
static DemoDeviceCode *
find_asked (DemoIssuer *self, DemoRequest *request)
{
  const char *user_code = demo_request_value (request, "user_code");
  DemoDeviceCode *device;

  if (user_code == NULL || user_code[0] == '\0') {
    ask_code (request, NULL);
    return NULL;
  }
  device = demo_device_code_find (self, user_code);
  if (device != NULL && device->consent.user == NULL && !device->denied &&
      demo_state_now (self->state) < device->expires_at)
    return device;
  ask_code (request, "<p class='bad'>This code is not known, or it was used, or it is over.</p>");
  return NULL;
}

static void
on_device (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  const char *user_code = demo_request_value (request, "user_code");
  g_autofree char *escaped =
    user_code != NULL ? g_uri_escape_string (user_code, NULL, FALSE) : NULL;
  g_autofree char *next =
    escaped != NULL ? g_strconcat ("/device?user_code=", escaped, NULL) : g_strdup ("/device");
  DemoSession *session = demo_login_require (self, request, next);
  DemoDeviceCode *device = session != NULL ? find_asked (self, request) : NULL;
  DemoClient *client;
  g_autofree char *body = NULL;

  if (device == NULL)
    return;
  client = g_hash_table_lookup (self->clients, device->consent.client_id);
  body = g_markup_printf_escaped (
    "<p><b>%s</b> asks to act for you, <b>%s</b>.</p><p class='code'>%s</p>"
    "<p class='soft'>Approve only if this very code stands on your own screen.</p>"
    "<form method='post' action='/device/approve'>"
    "<input type='hidden' name='user_code' value='%s'>"
    "<input type='hidden' name='form_token' value='%s'>"
    "<button class='main' name='decision' value='approve'>Approve</button>"
    "<button name='decision' value='deny'>Deny</button></form>",
    client != NULL ? client->name : "A program", session->user->full_name, device->user_code,
    device->user_code, session->form_token);
  demo_html_page_reply (request, 200, "Connect a program", body);
}

static void
on_approve (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  DemoSession *session = NULL;
  DemoDeviceCode *device;

  if (!demo_login_form_is_ours (self, request, &session))
    return;
  device = find_asked (self, request);
  if (device == NULL)
    return;
  if (g_strcmp0 (demo_request_value (request, "decision"), "approve") == 0) {
    device->consent.user = session->user;
    demo_html_page_reply (request, 200, "Connected",
                          "<p>The program is signed in. You can close this page.</p>");
  } else {
    device->denied = TRUE;
    demo_html_page_reply (request, 200, "Denied",
                          "<p>The program got nothing. You can close this page.</p>");
  }
}

gboolean
demo_issuer_settle_device (DemoIssuer *self,
                           const char *user_code,
                           const char *username,
                           const char *action)
{
  DemoDeviceCode *device = demo_device_code_find (self, user_code);
  DemoUser *user = demo_state_find_user (self->state, self->id, username);

  if (device == NULL)
    return FALSE;
  if (g_strcmp0 (action, "deny") == 0)
    device->denied = TRUE;
  else if (g_strcmp0 (action, "expire") == 0)
    device->expires_at = 0;
  else if (user != NULL)
    device->consent.user = user;
  else
    return FALSE;
  return TRUE;
}

void
demo_device_code_attach (DemoIssuer *self)
{
  demo_server_route (self->server, "POST", "/devicecode", on_devicecode, self);
  demo_server_route (self->server, "GET", "/device", on_device, self);
  demo_server_route (self->server, "POST", "/device/approve", on_approve, self);
}
