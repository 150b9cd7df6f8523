/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/oauth-private.h"

#include <string.h>

#define ID_TOKEN_LIFETIME 600

void
demo_code_free (DemoCode *code)
{
  demo_consent_clear (&code->consent);
  g_free (code->redirect_uri);
  g_free (code->challenge);
  g_free (code);
}

void
demo_grant_free (DemoGrant *grant)
{
  demo_consent_clear (&grant->consent);
  g_free (grant->id);
  g_free (grant->refresh_token);
  g_free (grant);
}

static gboolean
is_of_grant (gpointer key, gpointer value, gpointer id)
{
  return g_str_equal (value, id);
}

void
demo_grant_revoke (DemoIssuer *self, DemoGrant *grant)
{
  demo_state_revoke_grant (self->state, grant->id);
  g_hash_table_foreach_remove (self->refresh_tokens, is_of_grant, grant->id);
  g_hash_table_remove (self->grants, grant->id);
}

static JsonObject *
new_claims (DemoIssuer *self, const DemoConsent *consent, gint64 lifetime)
{
  JsonObject *claims = json_object_new ();
  g_autofree char *url = demo_issuer_make_url (self);
  g_autofree char *id = demo_state_random_uuid (self->state);
  gint64 now = demo_state_now (self->state);

  json_object_set_string_member (claims, "iss", url);
  json_object_set_string_member (claims, "sub", consent->user->subject);
  json_object_set_string_member (claims, "jti", id);
  json_object_set_int_member (claims, "iat", now);
  json_object_set_int_member (claims, "exp", now + lifetime);
  return claims;
}

static char *
sign (DemoIssuer *self, JsonObject *claims)
{
  DemoKey *key = g_ptr_array_index (self->keys, self->keys->len - 1);

  return demo_key_sign (key, claims);
}

static void
set_audience (JsonObject *claims, const char *audience)
{
  g_auto (GStrv) words = g_strsplit (audience, " ", -1);

  if (g_strv_length (words) == 1)
    json_object_set_string_member (claims, "aud", audience);
  else
    json_object_set_array_member (claims, "aud", demo_json_words (words));
}

static char *
make_access_token (DemoIssuer *self,
                   const DemoGrant *grant,
                   const char *scope,
                   const char *audience)
{
  const DemoConsent *consent = &grant->consent;
  g_autoptr (JsonObject) claims = new_claims (self, consent, self->quirks.access_lifetime);
  gboolean wlcg = g_str_equal (self->quirks.profile, "wlcg");
  gint64 now = demo_state_now (self->state);
  DemoToken record = {
    .user = consent->user,
    .client_id = consent->client_id,
    .grant_id = grant->id,
    .scope = (char *) scope,
    .issued_at = now,
    .expires_at = now + self->quirks.access_lifetime,
  };
  char *token;

  json_object_set_string_member (claims, "client_id", consent->client_id);
  if (audience == NULL)
    audience = consent->audience;
  if (audience != NULL)
    set_audience (claims, audience);
  else if (wlcg)
    set_audience (claims, "https://wlcg.cern.ch/jwt/v1/any");
  if (self->quirks.access_token_claims || wlcg) {
    json_object_set_string_member (claims, "scope", scope);
    json_object_set_int_member (claims, "nbf", now);
  }
  if (self->quirks.access_token_claims)
    demo_claims_add_groups (self, claims, consent->user);
  token = sign (self, claims);
  demo_state_add_token (self->state, token, &record);
  return token;
}

static char *
make_id_token (DemoIssuer *self, const DemoConsent *consent, const char *scope)
{
  g_autoptr (JsonObject) claims = new_claims (self, consent, ID_TOKEN_LIFETIME);

  json_object_set_string_member (claims, "aud", consent->client_id);
  if (consent->nonce != NULL)
    json_object_set_string_member (claims, "nonce", consent->nonce);
  demo_claims_add_person (self, claims, consent->user, scope);
  return sign (self, claims);
}

static void
renew_refresh_token (DemoIssuer *self, DemoGrant *grant)
{
  g_autoptr (JsonObject) claims = json_object_new ();
  g_autofree char *id = demo_state_random_uuid (self->state);

  json_object_set_string_member (claims, "jti", id);
  json_object_set_int_member (claims, "exp", grant->refresh_expires_at);
  g_free (grant->refresh_token);
  grant->refresh_token = demo_key_unsigned (claims);
  g_hash_table_replace (self->refresh_tokens, g_strdup (grant->refresh_token),
                        g_strdup (grant->id));
}

static void
answer_grant (DemoIssuer *self, DemoRequest *request, DemoGrant *grant, const char *scope)
{
  g_autofree char *access_token =
    make_access_token (self, grant, scope, demo_oauth_audience (request));
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "access_token", access_token);
  json_object_set_string_member (object, "token_type", "Bearer");
  if (grant->refresh_token != NULL)
    json_object_set_string_member (object, "refresh_token", grant->refresh_token);
  json_object_set_int_member (object, "expires_in", self->quirks.access_lifetime);
  json_object_set_string_member (object, "scope", scope);
  if (demo_scope_has (scope, "openid")) {
    g_autofree char *id_token = make_id_token (self, &grant->consent, scope);

    json_object_set_string_member (object, "id_token", id_token);
  }
  demo_reply_object (request, 200, object);
  demo_reply_header (request, "Cache-Control", "no-store");
}

void
demo_token_answer (DemoIssuer *self, DemoRequest *request, const DemoConsent *consent)
{
  DemoClient *client = g_hash_table_lookup (self->clients, consent->client_id);
  DemoGrant *grant = g_new0 (DemoGrant, 1);

  grant->id = demo_state_random_uuid (self->state);
  demo_consent_copy (&grant->consent, consent);
  g_free (grant->consent.scope);
  grant->consent.scope = demo_scope_granted (self, consent->scope);
  grant->refresh_expires_at = demo_state_now (self->state) + self->quirks.refresh_lifetime;
  g_hash_table_replace (self->grants, g_strdup (grant->id), grant);
  if (demo_scope_has (grant->consent.scope, "offline_access") &&
      demo_client_may (client, DEMO_GRANT_REFRESH))
    renew_refresh_token (self, grant);
  answer_grant (self, request, grant, grant->consent.scope);
}

static gboolean
challenge_fits (const DemoCode *code, const char *verifier)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  if (code->challenge == NULL)
    return TRUE;
  if (verifier == NULL)
    return FALSE;
  if (code->plain)
    return g_str_equal (code->challenge, verifier);
  g_checksum_update (sum, (const guchar *) verifier, strlen (verifier));
  g_checksum_get_digest (sum, digest, &length);
  text = g_base64_encode (digest, length);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  *strchrnul (text, '=') = '\0';
  return g_str_equal (code->challenge, text);
}

static void
grant_code (DemoIssuer *self, DemoRequest *request, DemoClient *client)
{
  const char *name = demo_request_value (request, "code");
  const char *redirect_uri = demo_request_value (request, "redirect_uri");
  g_autofree char *key = NULL;
  DemoCode *code = NULL;

  if (name == NULL) {
    demo_oauth_error (request, 400, "invalid_request", "An authorization code must be supplied.");
    return;
  }
  /* A code works once, whatever comes of it. */
  if (!g_hash_table_steal_extended (self->codes, name, (gpointer *) &key, (gpointer *) &code)) {
    demo_oauth_error (request, 400, "invalid_grant", "Invalid authorization code");
    return;
  }
  if (demo_state_now (self->state) >= code->expires_at)
    demo_oauth_error (request, 400, "invalid_grant", "Authorization code expired");
  else if (!g_str_equal (code->consent.client_id, client->id))
    demo_oauth_error (request, 400, "invalid_grant", "Client ID mismatch");
  else if (g_strcmp0 (code->redirect_uri, redirect_uri) != 0)
    demo_oauth_error (request, 400, "invalid_grant", "Redirect URI mismatch.");
  else if (!challenge_fits (code, demo_request_value (request, "code_verifier")))
    demo_oauth_error (request, 400, self->quirks.require_pkce ? "invalid_grant" : "invalid_request",
                      "Code challenge and verifier do not match");
  else
    demo_token_answer (self, request, &code->consent);
  demo_code_free (code);
}

static void
refuse_refresh (DemoIssuer *self, DemoRequest *request, const char *token)
{
  g_autofree char *text =
    g_strdup_printf ("Refresh token for value %s was not found",
                     self->quirks.leaky_descriptions && token != NULL ? token : "given");

  if (self->quirks.refresh_error_401)
    demo_oauth_error (request, 401, "invalid_token", text);
  else
    demo_oauth_error (request, 400, "invalid_grant", text);
}

/* The account behind the grant may still come back; the refresh token is kept for that. */
static gboolean
account_stands (DemoIssuer *self, DemoRequest *request, const DemoUser *user)
{
  g_autofree char *text = NULL;

  if (!demo_user_is_active (user, demo_state_now (self->state))) {
    text = g_strdup_printf ("User %s is not active.", user->username);
    if (self->quirks.refresh_error_401)
      demo_oauth_error (request, 401, "unauthorized", text);
    else
      demo_oauth_error (request, 400, "invalid_grant", text);
    return FALSE;
  }
  if (demo_terms_are_due (self, user)) {
    text = g_strdup_printf ("User %s needs to sign AUP for this organization in order to proceed.",
                            user->username);
    demo_oauth_error (request, 400, "invalid_grant", text);
    return FALSE;
  }
  return TRUE;
}

static void
grant_refresh (DemoIssuer *self, DemoRequest *request, DemoClient *client)
{
  const char *token = demo_request_value (request, "refresh_token");
  const char *scope = demo_request_value (request, "scope");
  const char *id = token != NULL ? g_hash_table_lookup (self->refresh_tokens, token) : NULL;
  DemoGrant *grant = id != NULL ? g_hash_table_lookup (self->grants, id) : NULL;

  if (grant == NULL || grant->consent.user->deleted ||
      demo_state_now (self->state) >= grant->refresh_expires_at) {
    refuse_refresh (self, request, token);
    return;
  }
  if (!g_str_equal (grant->consent.client_id, client->id)) {
    demo_grant_revoke (self, grant);
    demo_oauth_error (request, 401, "invalid_client", "Client does not own refresh token");
    return;
  }
  /* One that was replaced comes again: someone else has it. */
  if (!g_str_equal (grant->refresh_token, token)) {
    demo_grant_revoke (self, grant);
    refuse_refresh (self, request, token);
    return;
  }
  if (!account_stands (self, request, grant->consent.user))
    return;
  if (scope != NULL && !demo_scope_within (scope, grant->consent.scope)) {
    demo_oauth_error (request, 400, "invalid_scope", "Up-scoping is not allowed.");
    return;
  }
  if (self->quirks.clear_on_refresh)
    demo_state_revoke_grant (self->state, grant->id);
  if (self->quirks.rotate)
    renew_refresh_token (self, grant);
  answer_grant (self, request, grant, scope != NULL ? scope : grant->consent.scope);
}

/* Pending, denied, over or approved: RFC 8628 §3.5, and what IAM makes of it. */
static void
grant_device (DemoIssuer *self, DemoRequest *request, DemoClient *client)
{
  const char *name = demo_request_value (request, "device_code");
  DemoDeviceCode *device = name != NULL ? g_hash_table_lookup (self->devices, name) : NULL;
  gint64 now = demo_state_now (self->state);
  gboolean early;

  if (device == NULL || !g_str_equal (device->consent.client_id, client->id)) {
    demo_oauth_error (request, 400, "invalid_grant", "Invalid device code");
    return;
  }
  early = device->polled_at != 0 && now < device->polled_at + device->interval;
  device->polled_at = now;
  if (now >= device->expires_at) {
    demo_oauth_error (request, 400, "expired_token", "The device code has expired");
    if (self->quirks.expired_once)
      g_hash_table_remove (self->devices, name);
  } else if (device->denied && self->quirks.access_denied) {
    demo_oauth_error (request, 400, "access_denied", "The user denied the request");
  } else if (self->quirks.slow_down && early) {
    device->interval += 5;
    demo_oauth_error (request, 400, "slow_down", NULL);
  } else if (device->consent.user == NULL || device->denied) {
    g_autofree char *text = g_strdup_printf ("Authorization pending for code: %s",
                                             self->quirks.leaky_descriptions ? name : "given");

    demo_oauth_error (request, 400, "authorization_pending", text);
  } else if (account_stands (self, request, device->consent.user)) {
    demo_token_answer (self, request, &device->consent);
    g_hash_table_remove (self->devices, name);
  }
}

static void
refuse_grant (DemoRequest *request, const char *type)
{
  g_autofree char *text = g_strdup_printf ("Unauthorized grant type: %s", type);

  demo_oauth_error (request, 401, "invalid_client", text);
}

static void
on_token (DemoRequest *request, gpointer data)
{
  static const struct {
    const char *type;
    void (*answer) (DemoIssuer *, DemoRequest *, DemoClient *);
  } grants[] = {
    { DEMO_GRANT_CODE, grant_code },
    { DEMO_GRANT_REFRESH, grant_refresh },
    { DEMO_GRANT_DEVICE, grant_device },
  };
  DemoIssuer *self = data;
  const char *type = demo_request_value (request, "grant_type");
  DemoClient *client = demo_client_authenticate (self, request);

  if (client == NULL)
    return;
  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (grants); i++) {
    if (!g_str_equal (grants[i].type, type))
      continue;
    if (demo_client_may (client, type))
      grants[i].answer (self, request, client);
    else
      refuse_grant (request, type);
    return;
  }
  if (type != NULL && !self->quirks.require_pkce && demo_scope_has (DEMO_GRANTS_OF_SERVICES, type))
    refuse_grant (request, type);
  else
    demo_oauth_error (request, 400, type != NULL ? "unsupported_grant_type" : "invalid_request",
                      NULL);
}

void
demo_token_attach (DemoIssuer *self)
{
  demo_server_route (self->server, "POST", "/token", on_token, self);
}
