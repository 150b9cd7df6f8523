/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/oauth-private.h"

#include "base/clock.h"

#include <string.h>

/* The terms are older than anyone's signature. */
#define TERMS_AGE (30 * 24 * 60 * 60)

/* The token of this request, or an answer. Spring echoes a bad token, and so does IAM. */
static const DemoToken *
require_token (DemoIssuer *self, DemoRequest *request)
{
  const DemoToken *token = demo_state_find_token (self->state, request->bearer);
  g_autofree char *text = NULL;

  if (token != NULL && g_str_equal (token->user->issuer_id, self->id))
    return token;
  if (request->bearer == NULL) {
    demo_oauth_error (request, 401, "unauthorized",
                      "Full authentication is required to access this resource");
  } else {
    text = g_strconcat ("Invalid access token: ",
                        self->quirks.leaky_descriptions && g_utf8_validate (request->bearer, -1, 0)
                          ? request->bearer
                          : "it is not one of ours",
                        NULL);
    demo_oauth_error (request, 401, "invalid_token", text);
  }
  demo_reply_header (request, "WWW-Authenticate", "Bearer realm=\"banco-demo\"");
  return NULL;
}

static void
on_userinfo (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  const DemoToken *token = require_token (self, request);
  JsonObject *object;

  if (token == NULL)
    return;
  if (token->user->deleted) {
    g_autofree char *text = g_strdup_printf ("User '%s' not found", token->user->username);

    demo_oauth_error (request, 404, text, NULL);
    return;
  }
  if (!demo_scope_has (token->scope, "openid")) {
    demo_oauth_error (request, 403, "insufficient_scope", "Insufficient scope for this resource");
    return;
  }
  object = json_object_new ();
  json_object_set_string_member (object, "sub", token->user->subject);
  demo_claims_add_person (self, object, token->user, token->scope);
  if (demo_scope_has (token->scope, "profile"))
    json_object_set_string_member (object, "scope", token->scope);
  demo_reply_object (request, 200, object);
}

static void
on_introspect (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  const char *name = demo_request_value (request, "token");
  const DemoToken *token = demo_state_find_token (self->state, name);
  g_autofree char *url = demo_issuer_make_url (self);
  JsonObject *object;

  if (demo_client_authenticate (self, request) == NULL)
    return;
  object = json_object_new ();
  json_object_set_boolean_member (object, "active", token != NULL);
  if (token != NULL) {
    json_object_set_string_member (object, "iss", url);
    json_object_set_string_member (object, "sub", token->user->subject);
    json_object_set_string_member (object, "user_id", token->user->username);
    json_object_set_string_member (object, "client_id", token->client_id);
    json_object_set_string_member (object, "token_type", "Bearer");
    json_object_set_string_member (object, "scope", token->scope);
    json_object_set_int_member (object, "iat", token->issued_at);
    json_object_set_int_member (object, "exp", token->expires_at);
    demo_claims_add_person (self, object, token->user, token->scope);
  }
  demo_reply_object (request, 200, object);
}

static void
on_revoke (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  DemoClient *client = demo_client_authenticate (self, request);
  const char *name = demo_request_value (request, "token");
  const char *id = name != NULL ? g_hash_table_lookup (self->refresh_tokens, name) : NULL;
  DemoGrant *grant = id != NULL ? g_hash_table_lookup (self->grants, id) : NULL;
  const DemoToken *token = demo_state_find_token (self->state, name);
  const char *owner = grant != NULL   ? grant->consent.client_id
                      : token != NULL ? token->client_id
                                      : NULL;

  if (client == NULL)
    return;
  if (owner != NULL && !g_str_equal (owner, client->id)) {
    demo_oauth_error (request, 403, "invalid_client", "Client does not own this token");
    return;
  }
  if (grant != NULL)
    demo_grant_revoke (self, grant);
  else if (token != NULL)
    demo_state_revoke_token (self->state, name);
  demo_reply_empty (request, 200);
}

static void
set_time (JsonObject *object, const char *name, gint64 seconds)
{
  g_autoptr (GDateTime) time = seconds != 0 ? g_date_time_new_from_unix_utc (seconds) : NULL;
  g_autofree char *text =
    time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.000+00:00") : NULL;

  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static JsonArray *
describe_groups (DemoIssuer *self, const DemoUser *user)
{
  JsonArray *groups = json_array_new ();

  for (guint i = 0; user->groups[i] != NULL; i++) {
    JsonObject *group = json_object_new ();
    g_autofree char *id = g_compute_checksum_for_string (G_CHECKSUM_MD5, user->groups[i], -1);
    g_autofree char *address =
      g_strconcat (demo_server_get_url (self->server), "/scim/Groups/", id, NULL);

    json_object_set_string_member (group, "display", user->groups[i]);
    json_object_set_string_member (group, "value", id);
    json_object_set_string_member (group, "$ref", address);
    json_array_add_object_element (groups, group);
  }
  return groups;
}

static void
on_me (DemoRequest *request, gpointer data)
{
  static const char *const schemas[] = { "urn:ietf:params:scim:schemas:core:2.0:User",
                                         "urn:indigo-dc:scim:schemas:IndigoUser", NULL };
  DemoIssuer *self = data;
  const DemoToken *token = require_token (self, request);
  const DemoUser *user;
  g_autofree char *location = NULL;
  JsonObject *object, *more = json_object_new ();
  JsonNode *node;

  if (token == NULL) {
    json_object_unref (more);
    return;
  }
  user = token->user;
  location = g_strconcat (demo_server_get_url (self->server), "/scim/Users/", user->subject, NULL);
  node = demo_json ("{'id': <%s>, 'schemas': <%^as>, 'userName': <%s>, 'displayName': <%s>,"
                    " 'active': <%b>, 'name': <{'formatted': <%s>}>,"
                    " 'emails': <[{'type': <'work'>, 'value': <%s>, 'primary': <true>}]>,"
                    " 'meta': <{'location': <%s>, 'resourceType': <'User'>}>}",
                    user->subject, schemas, user->username, user->username,
                    demo_user_is_active (user, demo_state_now (self->state)), user->full_name,
                    user->email, location);
  object = json_node_get_object (node);
  json_object_set_array_member (object, "groups", describe_groups (self, user));
  set_time (more, "aupSignatureTime", user->terms_time);
  set_time (more, "endTime", user->end_time);
  json_object_set_boolean_member (more, "serviceAccount", FALSE);
  json_object_set_object_member (object, schemas[1], more);
  demo_reply_json (request, 200, node);
  demo_reply_header (request, "Content-Type", "application/scim+json");
}

static JsonObject *
describe_terms (DemoIssuer *self)
{
  JsonObject *object = json_object_new ();
  g_autofree char *address = g_strconcat (demo_server_get_url (self->server), "/about", NULL);

  json_object_set_string_member (object, "url", address);
  json_object_set_null_member (object, "text");
  json_object_set_string_member (object, "description", "Terms of use of the demo");
  json_object_set_int_member (object, "signatureValidityInDays", DEMO_TERMS_DAYS);
  json_object_set_string_member (object, "aupRemindersInDays", "30,15,1");
  set_time (object, "creationTime", self->started_at - TERMS_AGE);
  set_time (object, "lastUpdateTime", self->started_at - TERMS_AGE);
  return object;
}

static void
on_terms (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;

  if (self->quirks.terms)
    demo_reply_object (request, 200, describe_terms (self));
  else
    demo_reply_json (request, 404, demo_json ("{'error': <'AUP is not defined'>}"));
}

static void
on_signature (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  const DemoToken *token = require_token (self, request);
  gboolean sign = g_str_equal (request->method, "POST");
  JsonObject *object, *account;
  DemoUser *user;

  if (token == NULL)
    return;
  user = (DemoUser *) token->user;
  if (sign)
    user->terms_time = demo_state_now (self->state);
  if (!self->quirks.terms || user->terms_time == 0) {
    g_autofree char *text =
      g_strdup_printf ("AUP signature not found for user '%s'", user->username);

    demo_oauth_error (request, 404, text, NULL);
    return;
  }
  object = json_object_new ();
  account = json_object_new ();
  json_object_set_string_member (account, "uuid", user->subject);
  json_object_set_string_member (account, "username", user->username);
  json_object_set_string_member (account, "name", user->full_name);
  json_object_set_object_member (object, "aup", describe_terms (self));
  json_object_set_object_member (object, "account", account);
  set_time (object, "signatureTime", user->terms_time);
  demo_reply_object (request, sign ? 201 : 200, object);
}

static void
on_authorities (DemoRequest *request, gpointer data)
{
  if (require_token (data, request) != NULL)
    demo_reply_json (request, 200, demo_json ("{'authorities': <['ROLE_USER']>}"));
}

static void
on_sign_up (DemoRequest *request, gpointer data)
{
  demo_reply_json (request, 200,
                   demo_json ("{'showRegistrationButtonInLoginPage': <false>,"
                              " 'requireExternalAuthentication': <false>,"
                              " 'fields': <@a{sv} {}>, 'defaultGroups': <@as []>}"));
}

void
demo_account_attach (DemoIssuer *self)
{
  demo_server_route (self->server, NULL, "/userinfo", on_userinfo, self);
  demo_server_route (self->server, "POST", "/introspect", on_introspect, self);
  demo_server_route (self->server, "POST", "/revoke", on_revoke, self);
  demo_server_route (self->server, "GET", "/scim/Me", on_me, self);
  demo_server_route (self->server, "GET", "/iam/aup", on_terms, self);
  demo_server_route (self->server, NULL, "/iam/aup/signature", on_signature, self);
  demo_server_route (self->server, "GET", "/iam/me/authorities", on_authorities, self);
  demo_server_route (self->server, "GET", "/registration/config", on_sign_up, self);
}
