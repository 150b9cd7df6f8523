/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/grant-private.h"

#define FORMAT 2
#define FIRST_FORMAT 1 /* Banco 0.1: with the whole registration, without hosts */

static char **
empty_list (void)
{
  return g_new0 (char *, 1);
}

void
banco_grant_set_secret (char **place, const char *value)
{
  char *copy = banco_secret_dup (value);

  banco_secret_free (*place);
  *place = copy;
}

void
banco_client_clear (BancoClient *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->secret, banco_secret_free);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->scope, g_free);
  g_clear_pointer (&self->management_uri, g_free);
  g_clear_pointer (&self->management_token, banco_secret_free);
}

void
banco_client_copy (BancoClient *self, const BancoClient *other)
{
  BancoClient copy = {
    .id = g_strdup (other->id),
    .secret = banco_secret_dup (other->secret),
    .method = g_strdup (other->method),
    .scope = g_strdup (other->scope),
    .management_uri = g_strdup (other->management_uri),
    .management_token = banco_secret_dup (other->management_token),
  };

  banco_client_clear (self);
  *self = copy;
}

BancoGrant *
banco_grant_new (void)
{
  BancoGrant *self = g_new0 (BancoGrant, 1);

  self->scopes = empty_list ();
  self->audiences = empty_list ();
  self->groups = empty_list ();
  return self;
}

BancoGrant *
banco_grant_copy (const BancoGrant *self)
{
  BancoGrant *copy = g_new0 (BancoGrant, 1);

  banco_client_copy (&copy->client, &self->client);
  copy->access_token = banco_secret_dup (self->access_token);
  copy->refresh_token = banco_secret_dup (self->refresh_token);
  copy->expires_at = self->expires_at;
  copy->doubtful = self->doubtful;
  copy->scopes = g_strdupv (self->scopes);
  copy->audiences = g_strdupv (self->audiences);
  copy->subject = g_strdup (self->subject);
  copy->username = g_strdup (self->username);
  copy->full_name = g_strdup (self->full_name);
  copy->email = g_strdup (self->email);
  copy->groups = g_strdupv (self->groups);
  copy->session_until = self->session_until;
  copy->account_until = self->account_until;
  copy->terms_until = self->terms_until;
  copy->hosts = g_strdupv (self->hosts);
  copy->certificates = g_strdup (self->certificates);
  return copy;
}

void
banco_grant_free (BancoGrant *self)
{
  if (self == NULL)
    return;
  banco_client_clear (&self->client);
  banco_secret_free (self->access_token);
  banco_secret_free (self->refresh_token);
  g_strfreev (self->scopes);
  g_strfreev (self->audiences);
  g_free (self->subject);
  g_free (self->username);
  g_free (self->full_name);
  g_free (self->email);
  g_strfreev (self->groups);
  g_strfreev (self->hosts);
  g_free (self->certificates);
  g_free (self);
}

BancoAccountState
banco_grant_get_state (const BancoGrant *self)
{
  if (self->refresh_token != NULL || banco_grant_is_good (self, 0))
    return BANCO_ACCOUNT_SIGNED_IN;
  return self->subject != NULL ? BANCO_ACCOUNT_EXPIRED : BANCO_ACCOUNT_SIGNED_OUT;
}

gboolean
banco_grant_is_good (const BancoGrant *self, guint seconds)
{
  return self->access_token != NULL && self->expires_at > banco_clock_now () + (gint64) seconds;
}

char *
banco_grant_dup_audience (const BancoGrant *self)
{
  return self->audiences[0] != NULL ? g_strjoinv (" ", self->audiences) : NULL;
}

void
banco_grant_drop_tokens (BancoGrant *self)
{
  g_clear_pointer (&self->access_token, banco_secret_free);
  g_clear_pointer (&self->refresh_token, banco_secret_free);
  self->expires_at = 0;
  self->doubtful = FALSE;
}

/* Not by json-glib, which leaves copies of every text behind. */
static void
add_name (BancoSecretText *to, const char *name)
{
  banco_secret_text_append (to, ",", to->text[to->length - 1] != '{');
  banco_secret_text_append_json (to, name);
  banco_secret_text_append (to, ":", 1);
}

static void
add_text (BancoSecretText *to, const char *name, const char *value)
{
  if (value == NULL)
    return;
  add_name (to, name);
  banco_secret_text_append_json (to, value);
}

static void
add_time (BancoSecretText *to, const char *name, gint64 value)
{
  char number[24];

  if (value == 0)
    return;
  g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, value);
  add_name (to, name);
  banco_secret_text_append (to, number, -1);
}

static void
add_list (BancoSecretText *to, const char *name, char **list)
{
  add_name (to, name);
  banco_secret_text_append (to, "[", 1);
  for (guint i = 0; list[i] != NULL; i++) {
    banco_secret_text_append (to, ",", i > 0);
    banco_secret_text_append_json (to, list[i]);
  }
  banco_secret_text_append (to, "]", 1);
}

static void
add_client (BancoSecretText *to, const BancoClient *client)
{
  add_text (to, "id", client->id);
  add_text (to, "secret", client->secret);
  add_text (to, "method", client->method);
  add_text (to, "scope", client->scope);
}

char *
banco_client_to_text (const BancoClient *self)
{
  BancoSecretText to = { 0 };

  banco_secret_text_append (&to, "{", 1);
  add_time (&to, "format", FORMAT);
  add_client (&to, self);
  add_text (&to, "management_uri", self->management_uri);
  add_text (&to, "management_token", self->management_token);
  banco_secret_text_append (&to, "}", 1);
  return to.text;
}

char *
banco_grant_to_text (const BancoGrant *self)
{
  BancoSecretText to = { 0 };

  banco_secret_text_append (&to, "{", 1);
  add_time (&to, "format", FORMAT);
  add_name (&to, "client");
  banco_secret_text_append (&to, "{", 1);
  add_client (&to, &self->client);
  banco_secret_text_append (&to, "}", 1);
  add_text (&to, "access_token", self->access_token);
  add_text (&to, "refresh_token", self->refresh_token);
  add_time (&to, "expires_at", self->expires_at);
  add_time (&to, "doubtful", self->doubtful);
  add_list (&to, "scopes", self->scopes);
  add_list (&to, "audiences", self->audiences);
  add_text (&to, "subject", self->subject);
  add_text (&to, "username", self->username);
  add_text (&to, "full_name", self->full_name);
  add_text (&to, "email", self->email);
  add_list (&to, "groups", self->groups);
  add_time (&to, "session_until", self->session_until);
  add_time (&to, "account_until", self->account_until);
  add_time (&to, "terms_until", self->terms_until);
  if (self->hosts != NULL)
    add_list (&to, "hosts", self->hosts);
  add_text (&to, "certificates", self->certificates);
  banco_secret_text_append (&to, "}", 1);
  return to.text;
}

static char *
read_text (BancoJson *json, JsonObject *object, const char *name)
{
  return g_strdup (banco_json_string_or (json, object, name, NULL));
}

static char *
read_secret (BancoJson *json, JsonObject *object, const char *name)
{
  return banco_secret_dup (banco_json_string_or (json, object, name, NULL));
}

static void
read_list (BancoJson *json, JsonObject *object, const char *name, char ***list)
{
  JsonArray *array = banco_json_array_or_null (json, object, name);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < banco_json_length (array); i++) {
    const char *text = banco_json_element_string (json, array, i);

    if (text != NULL)
      g_strv_builder_add (builder, text);
  }
  g_strfreev (*list);
  *list = g_strv_builder_end (builder);
}

static void
read_client (BancoJson *json, JsonObject *object, BancoClient *client)
{
  client->id = read_text (json, object, "id");
  client->secret = read_secret (json, object, "secret");
  client->method = read_text (json, object, "method");
  client->scope = read_text (json, object, "scope");
  client->management_uri = read_text (json, object, "management_uri");
  client->management_token = read_secret (json, object, "management_token");
}

static gboolean
is_known_format (BancoJson *json, JsonObject *root)
{
  gint64 format = banco_json_int (json, root, "format");

  return format >= FIRST_FORMAT && format <= FORMAT;
}

gboolean
banco_client_from_text (BancoClient *self, const char *text)
{
  g_autoptr (BancoJson) json = banco_json_parse (text, -1, NULL);
  JsonObject *root = json != NULL ? banco_json_root (json) : NULL;

  if (json != NULL)
    banco_json_set_secret (json);
  if (root == NULL || !is_known_format (json, root))
    return FALSE;
  banco_client_clear (self);
  /* Banco 0.1 kept it inside of the account. */
  if (json_object_has_member (root, "client"))
    root = banco_json_object (json, root, "client");
  read_client (json, root, self);
  return banco_json_check (json, NULL) && self->id != NULL;
}

BancoGrant *
banco_grant_from_text (const char *text)
{
  g_autoptr (BancoJson) json = banco_json_parse (text, -1, NULL);
  g_autoptr (BancoGrant) self = banco_grant_new ();
  JsonObject *root;

  if (json == NULL)
    return NULL;
  banco_json_set_secret (json);
  root = banco_json_root (json);
  if (!is_known_format (json, root))
    return NULL;
  read_client (json, banco_json_object (json, root, "client"), &self->client);
  self->access_token = read_secret (json, root, "access_token");
  self->refresh_token = read_secret (json, root, "refresh_token");
  self->expires_at = banco_json_int_or (json, root, "expires_at", 0);
  self->doubtful = banco_json_int_or (json, root, "doubtful", 0) != 0;
  read_list (json, root, "scopes", &self->scopes);
  if (banco_json_array_or_null (json, root, "audiences") != NULL)
    read_list (json, root, "audiences", &self->audiences);
  self->subject = read_text (json, root, "subject");
  self->username = read_text (json, root, "username");
  self->full_name = read_text (json, root, "full_name");
  self->email = read_text (json, root, "email");
  read_list (json, root, "groups", &self->groups);
  self->session_until = banco_json_int_or (json, root, "session_until", 0);
  self->account_until = banco_json_int_or (json, root, "account_until", 0);
  self->terms_until = banco_json_int_or (json, root, "terms_until", 0);
  if (banco_json_array_or_null (json, root, "hosts") != NULL)
    read_list (json, root, "hosts", &self->hosts);
  self->certificates = read_text (json, root, "certificates");
  return banco_json_check (json, NULL) ? g_steal_pointer (&self) : NULL;
}
