/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/oauth-private.h"

#include "demo/html-page-private.h"

#include <string.h>

void
demo_session_free (DemoSession *session)
{
  g_free (session->form_token);
  g_free (session);
}

gboolean
demo_terms_are_due (DemoIssuer *self, const DemoUser *user)
{
  gint64 end = user->terms_time + (gint64) DEMO_TERMS_DAYS * 24 * 60 * 60;

  return self->quirks.terms && end <= demo_state_now (self->state);
}

/* Cookies do not know ports: the name keeps the issuers of one address apart. */
static char *
cookie_name (DemoIssuer *self)
{
  return g_strconcat ("banco-demo-", self->id, NULL);
}

static DemoSession *
find_session (DemoIssuer *self, DemoRequest *request)
{
  g_autofree char *name = cookie_name (self);
  g_autofree char *cookie = demo_request_cookie (request, name);

  return cookie != NULL ? g_hash_table_lookup (self->sessions, cookie) : NULL;
}

/* Only a path of ours: "//host" and "/\host" lead elsewhere. */
static const char *
own_path (const char *next)
{
  if (next == NULL || next[0] != '/' || next[1] == '/' || strpbrk (next, "\\\r\n") != NULL)
    return "/";
  return next;
}

/* One click for each kind of person there is here. */
static char *
offer_people (DemoIssuer *self, const char *next)
{
  static const char *const official[] = { "researcher", "fpga", "manager", "newcomer", NULL };
  static const char *const hackathon[] = { "attendee1", "tutor1", "ended", NULL };
  const char *const *people = g_str_equal (self->id, "official") ? official : hackathon;
  g_autofree char *start =
    g_markup_printf_escaped ("<form method='post' action='/login' class='people'>"
                             "<input type='hidden' name='next' value='%s'>",
                             next);
  GString *form = g_string_new (start);

  for (guint i = 0; people[i] != NULL; i++)
    g_string_append_printf (form, "<button name='person' value='%s'>%s</button>", people[i],
                            people[i]);
  g_string_append (form, "</form>");
  return g_string_free (form, FALSE);
}

static void
ask_login (DemoIssuer *self, DemoRequest *request, const char *next, const char *complaint)
{
  g_autofree char *title = g_strdup_printf ("Sign in to %s", self->name);
  g_autofree char *people = offer_people (self, next);
  g_autofree char *form = g_markup_printf_escaped (
    "<p class='bad' role='alert'>%s</p><form method='post' action='/login'>"
    "<input type='hidden' name='next' value='%s'>"
    "<label for='username'>User name</label>"
    "<input id='username' name='username' autocomplete='username' autofocus required>"
    "<label for='password'>Password</label>"
    "<input id='password' name='password' type='password' autocomplete='current-password' required>"
    "<button class='main'>Sign In</button></form>"
    "<p class='soft'>This is a demo: the password is the user name, and one click signs you in "
    "as</p>",
    complaint, next);
  g_autofree char *body = g_strconcat (form, people, NULL);

  demo_html_page_reply (request, complaint[0] != '\0' ? 401 : 200, title, body);
}

static void
ask_terms (DemoSession *session, DemoRequest *request, const char *next)
{
  g_autofree char *body = g_markup_printf_escaped (
    "<p>Before you go on, %s: computers here are for research, are shared, and are for you alone "
    "to use under your name.</p><form method='post' action='/iam/aup/sign'>"
    "<input type='hidden' name='next' value='%s'>"
    "<input type='hidden' name='form_token' value='%s'>"
    "<button class='main'>Accept</button></form>",
    session->user->full_name, next, session->form_token);

  demo_html_page_reply (request, 200, "Terms of use", body);
}

DemoSession *
demo_login_require (DemoIssuer *self, DemoRequest *request, const char *next)
{
  DemoSession *session = find_session (self, request);

  if (session == NULL || !demo_user_is_active (session->user, demo_state_now (self->state))) {
    ask_login (self, request, next, "");
    return NULL;
  }
  if (demo_terms_are_due (self, session->user)) {
    ask_terms (session, request, next);
    return NULL;
  }
  return session;
}

gboolean
demo_login_form_is_ours (DemoIssuer *self, DemoRequest *request, DemoSession **session)
{
  *session = find_session (self, request);
  if (*session != NULL &&
      g_strcmp0 ((*session)->form_token, demo_request_value (request, "form_token")) == 0)
    return TRUE;
  demo_html_page_reply (request, 403, "Not from here",
                        "<p>Go back, reload the page, try again.</p>");
  return FALSE;
}

static void
on_login_page (DemoRequest *request, gpointer data)
{
  ask_login (data, request, own_path (demo_request_value (request, "next")), "");
}

static void
on_login (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  const char *person = demo_request_value (request, "person");
  const char *username = person != NULL ? person : demo_request_value (request, "username");
  const char *password = person != NULL ? person : demo_request_value (request, "password");
  const char *next = own_path (demo_request_value (request, "next"));
  DemoUser *user = demo_state_find_user (self->state, self->id, username);
  g_autofree char *name = cookie_name (self);
  g_autofree char *cookie = NULL;
  g_autofree char *header = NULL;
  DemoSession *session;

  if (user == NULL || user->deleted || g_strcmp0 (username, password) != 0) {
    ask_login (self, request, next, "Invalid username or password.");
    return;
  }
  if (!demo_user_is_active (user, demo_state_now (self->state))) {
    ask_login (self, request, next, "Your account is suspended.");
    return;
  }
  session = g_new0 (DemoSession, 1);
  session->user = user;
  session->form_token = demo_state_random_hex (self->state, 16);
  cookie = demo_state_random_hex (self->state, 24);
  g_hash_table_replace (self->sessions, g_strdup (cookie), session);
  header = g_strdup_printf ("%s=%s; Path=/; HttpOnly; SameSite=Lax", name, cookie);
  demo_reply_redirect (request, next);
  demo_reply_header (request, "Set-Cookie", header);
}

static void
on_logout (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  g_autofree char *name = cookie_name (self);
  g_autofree char *cookie = demo_request_cookie (request, name);

  if (cookie != NULL)
    g_hash_table_remove (self->sessions, cookie);
  demo_html_page_reply (request, 200, "Signed out", "<p>You can close this page.</p>");
}

static void
on_terms_page (DemoRequest *request, gpointer data)
{
  if (demo_login_require (data, request, "/iam/aup/sign") != NULL)
    demo_html_page_reply (request, 200, "Terms of use",
                          "<p>You have accepted them. Thank you.</p>");
}

static void
on_accept (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  DemoSession *session = NULL;

  if (!demo_login_form_is_ours (self, request, &session))
    return;
  session->user->terms_time = demo_state_now (self->state);
  demo_reply_redirect (request, own_path (demo_request_value (request, "next")));
}

void
demo_login_attach (DemoIssuer *self)
{
  demo_server_route (self->server, "GET", "/login", on_login_page, self);
  demo_server_route (self->server, "POST", "/login", on_login, self);
  demo_server_route (self->server, NULL, "/logout", on_logout, self);
  demo_server_route (self->server, "GET", "/iam/aup/sign", on_terms_page, self);
  demo_server_route (self->server, "POST", "/iam/aup/sign", on_accept, self);
}
