/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/oauth-private.h"

#include "demo/html-page-private.h"

#include <gio/gio.h>

static void
add_words (JsonObject *object, const char *name, const char *words)
{
  g_auto (GStrv) each = g_strsplit (words, " ", -1);

  json_object_set_array_member (object, name, demo_json_words (each));
}

static void
add_address (DemoIssuer *self, JsonObject *object, const char *name, const char *path)
{
  g_autofree char *address = g_strconcat (demo_server_get_url (self->server), path, NULL);

  json_object_set_string_member (object, name, address);
}

static void
add_addresses (DemoIssuer *self, JsonObject *object)
{
  add_address (self, object, "authorization_endpoint", "/authorize");
  add_address (self, object, "token_endpoint", "/token");
  add_address (self, object, "userinfo_endpoint", "/userinfo");
  add_address (self, object, "jwks_uri", "/jwk");
  add_address (self, object, "registration_endpoint", "/iam/api/client-registration");
  add_address (self, object, "introspection_endpoint", "/introspect");
  add_address (self, object, "revocation_endpoint", "/revoke");
  add_address (self, object, "device_authorization_endpoint", "/devicecode");
  add_address (self, object, "op_policy_uri", "/about");
  add_address (self, object, "op_tos_uri", "/about");
  add_address (self, object, "scim_endpoint", "/scim");
}

static void
add_abilities (DemoIssuer *self, JsonObject *object)
{
  gboolean strict = self->quirks.require_pkce;
  g_autofree char *scopes = demo_scope_all (self);

  add_words (object, "scopes_supported", scopes);
  add_words (object, "response_types_supported", strict ? "code" : "code token");
  add_words (object, "grant_types_supported",
             strict ? "authorization_code refresh_token " DEMO_GRANT_DEVICE
                    : "authorization_code refresh_token " DEMO_GRANTS_OF_SERVICES
                      " " DEMO_GRANT_DEVICE);
  add_words (object, "subject_types_supported", "public pairwise");
  /* The real one names none and HS256, too: a client must not take that as an offer. */
  add_words (object, "id_token_signing_alg_values_supported",
             strict ? "RS256" : "HS256 HS384 HS512 RS256 RS384 RS512 ES256 ES384 ES512 none");
  add_words (object, "token_endpoint_auth_methods_supported",
             "client_secret_basic client_secret_post client_secret_jwt private_key_jwt none");
  add_words (object, "claims_supported",
             "sub name preferred_username given_name family_name email email_verified "
             "organisation_name updated_at groups wlcg.groups external_authn");
  add_words (object, "code_challenge_methods_supported", strict ? "S256" : "plain S256");
  json_object_set_boolean_member (object, "claims_parameter_supported", TRUE);
  json_object_set_boolean_member (object, "request_parameter_supported", TRUE);
  if (self->quirks.iss_parameter)
    json_object_set_boolean_member (object, "authorization_response_iss_parameter_supported", TRUE);
}

static void
on_discovery (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  g_autofree char *url = demo_issuer_make_url (self);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "issuer", url);
  add_addresses (self, object);
  add_abilities (self, object);
  demo_reply_object (request, 200, object);
  demo_reply_header (request, "Access-Control-Allow-Origin", "*");
}

static void
on_keys (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  JsonArray *keys = json_array_new ();
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < self->keys->len; i++)
    json_array_add_element (keys, demo_key_publish (g_ptr_array_index (self->keys, i)));
  json_object_set_array_member (object, "keys", keys);
  demo_reply_object (request, 200, object);
  demo_reply_header (request, "Cache-Control", "max-age=21600");
}

static void
on_unknown (DemoRequest *request, gpointer data)
{
  demo_html_page_reply (request, 404, "Not found", "<p>There is no such page here.</p>");
}

static void
on_home (DemoRequest *request, gpointer data)
{
  DemoIssuer *self = data;
  g_autofree char *body = g_markup_printf_escaped (
    "<p>This is the demo's <b>%s</b>, an identity provider that lives only as long as the demo.</p>"
    "<p><a href='/device'>Enter a code</a></p>",
    self->name);

  demo_html_page_reply (request, 200, self->name, body);
}

static void
on_health (DemoRequest *request, gpointer data)
{
  demo_reply_json (request, 200, demo_json ("{'status': <'UP'>}"));
}

static GHashTable *
new_table (GDestroyNotify free_value)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_value);
}

static void
attach (DemoIssuer *self)
{
  demo_server_route (self->server, "GET", "/.well-known/openid-configuration", on_discovery, self);
  demo_server_route (self->server, "GET", "/jwk", on_keys, self);
  demo_server_route (self->server, "GET", "/actuator/health", on_health, self);
  demo_server_route (self->server, "GET", "/", on_home, self);
  demo_server_route (self->server, "GET", "/about", on_home, self);
  demo_server_set_fallback (self->server, on_unknown, self);
  demo_register_attach (self);
  demo_authorize_attach (self);
  demo_device_code_attach (self);
  demo_token_attach (self);
  demo_account_attach (self);
  demo_login_attach (self);
}

DemoIssuer *
demo_issuer_new (DemoState *state,
                 const char *id,
                 const char *name,
                 const char *mode,
                 GError **error)
{
  g_autoptr (DemoIssuer) self = g_new0 (DemoIssuer, 1);

  self->state = state;
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->started_at = demo_state_now (state);
  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) demo_key_free);
  self->clients = new_table ((GDestroyNotify) demo_client_free);
  self->codes = new_table ((GDestroyNotify) demo_code_free);
  self->devices = new_table ((GDestroyNotify) demo_device_code_free);
  self->grants = new_table ((GDestroyNotify) demo_grant_free);
  self->refresh_tokens = new_table (g_free);
  self->sessions = new_table ((GDestroyNotify) demo_session_free);
  if (!demo_quirks_init (&self->quirks, mode, g_str_equal (id, "hackathon"))) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "“%s” is not a mode: use iam-1.12, iam-1.15 or strict", mode);
    return NULL;
  }
  self->server = demo_server_new (state, id, error);
  if (self->server == NULL)
    return NULL;
  demo_issuer_change_key (self);
  attach (self);
  return g_steal_pointer (&self);
}

void
demo_issuer_free (DemoIssuer *self)
{
  g_clear_pointer (&self->server, demo_server_free);
  g_ptr_array_unref (self->keys);
  g_hash_table_unref (self->clients);
  g_hash_table_unref (self->codes);
  g_hash_table_unref (self->devices);
  g_hash_table_unref (self->grants);
  g_hash_table_unref (self->refresh_tokens);
  g_hash_table_unref (self->sessions);
  demo_quirks_clear (&self->quirks);
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

const char *
demo_issuer_get_id (DemoIssuer *self)
{
  return self->id;
}

const char *
demo_issuer_get_name (DemoIssuer *self)
{
  return self->name;
}

DemoQuirks *
demo_issuer_get_quirks (DemoIssuer *self)
{
  return &self->quirks;
}

void
demo_issuer_change_key (DemoIssuer *self)
{
  g_autofree char *id = g_strdup_printf ("rsa%u", self->keys->len + 1);

  g_ptr_array_add (self->keys, demo_key_new (id));
}

void
demo_issuer_forget_clients (DemoIssuer *self)
{
  g_hash_table_remove_all (self->clients);
}
