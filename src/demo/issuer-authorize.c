/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/oauth-private.h"

#include "base/http.h"
#include "demo/html-page-private.h"

#include <string.h>

#define CODE_LIFETIME 60

/* The fields of an authorization request that travel through our pages. */
static const char *const fields[] = {
  "client_id", "redirect_uri", "response_type",  "scope",
  "state",     "nonce",        "code_challenge", "code_challenge_method",
  "aud",       "audience",     "resource",       "prompt",
  NULL
};

/* An authorization request that may be answered at its redirect address. Borrowed strings. */
typedef struct {
  DemoClient *client;
  const char *redirect_uri;
  const char *state;
  const char *scope;
  const char *challenge;
  gboolean plain;
} Ask;

/* "http://127.0.0.1:49152/x" with another port is the same address, RFC 8252 §7.3. */
static gboolean
differs_by_port (const char *registered, const char *asked)
{
  g_autoptr (GUri) one = g_uri_parse (registered, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) other = g_uri_parse (asked, G_URI_FLAGS_NONE, NULL);

  return one != NULL && other != NULL && g_strcmp0 (g_uri_get_scheme (one), "http") == 0 &&
         g_strcmp0 (g_uri_get_scheme (other), "http") == 0 &&
         g_strcmp0 (g_uri_get_host (one), "127.0.0.1") == 0 &&
         g_strcmp0 (g_uri_get_host (other), "127.0.0.1") == 0 &&
         g_strcmp0 (g_uri_get_path (one), g_uri_get_path (other)) == 0 &&
         g_strcmp0 (g_uri_get_query (one), g_uri_get_query (other)) == 0;
}

static gboolean
redirect_is_registered (DemoIssuer *self, const DemoClient *client, const char *redirect_uri)
{
  /* It goes into a header. */
  for (guint i = 0; banco_http_is_token (redirect_uri) && client->redirect_uris[i] != NULL; i++) {
    const char *registered = client->redirect_uris[i];

    if (g_str_equal (registered, redirect_uri) ||
        (!self->quirks.exact_redirect && differs_by_port (registered, redirect_uri)))
      return TRUE;
  }
  return FALSE;
}

static void
add_parameter (GString *address, const char *name, const char *value)
{
  g_autofree char *escaped = NULL;

  if (value == NULL)
    return;
  escaped = g_uri_escape_string (value, NULL, FALSE);
  g_string_append_c (address, strchr (address->str, '?') != NULL ? '&' : '?');
  g_string_append_printf (address, "%s=%s", name, escaped);
}

static void
redirect (DemoIssuer *self,
          DemoRequest *request,
          const Ask *ask,
          const char *name,
          const char *value)
{
  g_autoptr (GString) address = g_string_new (ask->redirect_uri);
  g_autofree char *url = demo_issuer_make_url (self);

  add_parameter (address, name, value);
  add_parameter (address, "state", ask->state);
  if (self->quirks.iss_parameter)
    add_parameter (address, "iss", url);
  demo_reply_redirect (request, address->str);
}

/* Without a client and its address there is nobody to redirect to: a page, as IAM shows one. */
static gboolean
read_client (DemoIssuer *self, DemoRequest *request, Ask *ask)
{
  const char *id = demo_request_value (request, "client_id");

  ask->client = id != NULL ? g_hash_table_lookup (self->clients, id) : NULL;
  ask->redirect_uri = demo_request_value (request, "redirect_uri");
  if (ask->client == NULL)
    demo_html_page_reply (request, 400, "Error",
                          "<p>The program that sent you is not known here.</p>");
  else if (!redirect_is_registered (self, ask->client, ask->redirect_uri))
    demo_html_page_reply (
      request, 400, "Error",
      "<p>Invalid redirect: the address to go back to is not a registered one.</p>");
  else
    return TRUE;
  return FALSE;
}

/* What is wrong with the request, as an OAuth error; NULL nothing. */
static const char *
find_fault (DemoIssuer *self, DemoRequest *request, const Ask *ask)
{
  const char *type = demo_request_value (request, "response_type");
  const char *method = demo_request_value (request, "code_challenge_method");

  if (type == NULL)
    return "invalid_request";
  if (!g_str_equal (type, "code"))
    return "unsupported_response_type";
  if (!demo_client_may (ask->client, DEMO_GRANT_CODE))
    return "unauthorized_client";
  if (!demo_scope_within (ask->scope, ask->client->scope))
    return "invalid_scope";
  if (ask->challenge != NULL && !ask->plain && g_strcmp0 (method, "S256") != 0)
    return "invalid_request";
  if (self->quirks.require_pkce && (ask->challenge == NULL || ask->plain))
    return "invalid_request";
  return NULL;
}

static gboolean
read_ask (DemoIssuer *self, DemoRequest *request, Ask *ask)
{
  const char *method = demo_request_value (request, "code_challenge_method");
  const char *fault;

  if (!read_client (self, request, ask))
    return FALSE;
  ask->state = demo_request_value (request, "state");
  ask->scope = demo_request_value (request, "scope");
  if (ask->scope == NULL || ask->scope[0] == '\0')
    ask->scope = ask->client->scope;
  ask->challenge = demo_request_value (request, "code_challenge");
  ask->plain = method == NULL || g_str_equal (method, "plain");
  fault = find_fault (self, request, ask);
  if (fault != NULL)
    redirect (self, request, ask, "error", fault);
  return fault == NULL;
}

static void
give_code (DemoIssuer *self, DemoRequest *request, const Ask *ask, DemoUser *user)
{
  DemoConsent consent = {
    .client_id = ask->client->id,
    .user = user,
    .scope = (char *) ask->scope,
    .audience = (char *) demo_oauth_audience (request),
    .nonce = (char *) demo_request_value (request, "nonce"),
  };
  g_autofree char *name = demo_state_random_hex (self->state, 12);
  DemoCode *code = g_new0 (DemoCode, 1);

  demo_consent_copy (&code->consent, &consent);
  code->redirect_uri = g_strdup (ask->redirect_uri);
  code->challenge = g_strdup (ask->challenge);
  code->plain = ask->plain;
  code->expires_at = demo_state_now (self->state) + CODE_LIFETIME;
  g_hash_table_replace (self->codes, g_strdup (name), code);
  redirect (self, request, ask, "code", name);
}

static char *
describe_scope (const char *scope)
{
  static const struct {
    const char *word, *text;
  } words[] = {
    { "openid", "know who you are" },
    { "profile", "read your name and your groups" },
    { "email", "read your e-mail address" },
    { "offline_access", "stay signed in for up to 30 days" },
    { "wlcg.groups", "read your groups" },
  };
  GString *list = g_string_new ("<ul>");

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (demo_scope_has (scope, words[i].word))
      g_string_append_printf (list, "<li>%s</li>", words[i].text);
  g_string_append (list, "</ul>");
  return g_string_free (list, FALSE);
}

static void
ask_consent (DemoRequest *request, const Ask *ask, const DemoSession *session)
{
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char *list = describe_scope (ask->scope);
  g_autofree char *intro =
    g_markup_printf_escaped ("<p><b>%s</b> asks to act for you, <b>%s</b>. It may then:</p>",
                             ask->client->name, session->user->full_name);

  g_string_append_printf (body, "%s%s<form method='post' action='/authorize'>", intro, list);
  for (guint i = 0; fields[i] != NULL; i++) {
    const char *value = demo_request_value (request, fields[i]);
    g_autofree char *field =
      value != NULL
        ? g_markup_printf_escaped ("<input type='hidden' name='%s' value='%s'>", fields[i], value)
        : NULL;

    if (field != NULL)
      g_string_append (body, field);
  }
  g_string_append_printf (body,
                          "<input type='hidden' name='form_token' value='%s'>"
                          "<button class='main' name='decision' value='approve'>Authorize</button>"
                          "<button name='decision' value='deny'>Deny</button></form>",
                          session->form_token);
  demo_html_page_reply (request, 200, "Sign in to a program", body->str);
}

static void
on_authorize (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  const char *query = g_uri_get_query (soup_server_message_get_uri (request->message));
  g_autofree char *next = g_strconcat ("/authorize?", query != NULL ? query : "", NULL);
  DemoUser *user = demo_issuer_auto_user (self);
  DemoSession *session;
  Ask ask = { 0 };

  if (!read_ask (self, request, &ask))
    return;
  if (user != NULL && demo_user_is_active (user, demo_state_now (self->state))) {
    give_code (self, request, &ask, user);
    return;
  }
  if (g_strcmp0 (demo_request_value (request, "prompt"), "none") == 0) {
    redirect (self, request, &ask, "error", "interaction_required");
    return;
  }
  session = demo_login_require (self, request, next);
  if (session != NULL)
    ask_consent (request, &ask, session);
}

static void
on_decision (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  DemoSession *session = NULL;
  Ask ask = { 0 };

  if (!demo_login_form_is_ours (self, request, &session) || !read_ask (self, request, &ask))
    return;
  if (g_strcmp0 (demo_request_value (request, "decision"), "approve") == 0)
    give_code (self, request, &ask, session->user);
  else
    redirect (self, request, &ask, "error", "access_denied");
}

void
demo_authorize_attach (DemoIssuer *self)
{
  demo_server_route (self->server, "GET", "/authorize", on_authorize, self);
  demo_server_route (self->server, "POST", "/authorize", on_decision, self);
}
