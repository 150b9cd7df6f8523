/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/error-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define REMEMBERED (3600 * (gint64) G_USEC_PER_SEC)

/* The address under @member, copied, or NULL when there is none that may be used. */
static char *
read_address (BancoIssuer *issuer, JsonObject *object, const char *member)
{
  const char *uri = banco_json_lenient_string (object, member);

  if (uri == NULL || banco_issuer_trusts (issuer, uri))
    return g_strdup (uri);
  g_debug ("discovery of %s: %s is not safe to use", issuer->id, member);
  return NULL;
}

static char **
read_scopes (BancoJson *json, JsonObject *object)
{
  JsonArray *array = banco_json_array_or_null (json, object, "scopes_supported");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < banco_json_length (array); i++) {
    const char *scope = banco_json_element_string (json, array, i);

    if (scope != NULL)
      g_strv_builder_add (builder, scope);
  }
  return g_strv_builder_end (builder);
}

/* Letter by letter, the last slash too: an issuer with another address is another issuer. */
static gboolean
check_issuer (BancoIssuer *issuer, const char *named, GError **error)
{
  gsize length = strlen (issuer->url) - (g_str_has_suffix (issuer->url, "/") ? 1 : 0);

  if (strcmp (named, issuer->url) == 0)
    return TRUE;
  /* With or without a slash is the one difference that is safe to show, and often made. */
  if (strncmp (named, issuer->url, length) == 0 && strspn (named + length, "/") <= 1 &&
      named[length + strspn (named + length, "/")] == '\0')
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD,
                 _ ("%s calls itself %s, but the federation file says Url=%s; correct the file"),
                 issuer->name, named, issuer->url);
  else
    banco_identity_set_not_understood (
      error, issuer, _ ("calls itself by another address than the federation file gives it"));
  return FALSE;
}

/* Of all members only the name has to be as it should, and a place that gives tokens: an address
 * that cannot be used counts as not offered. */
static BancoMetadata *
read_metadata (BancoIssuer *issuer, BancoJson *json, GError **error)
{
  JsonObject *root = banco_json_root (json);
  g_autoptr (BancoMetadata) self = g_atomic_rc_box_new0 (BancoMetadata);
  g_autoptr (GError) cause = NULL;
  const char *named = banco_json_string (json, root, "issuer");

  if (!banco_json_check (json, &cause)) {
    g_debug ("discovery of %s: %s", issuer->id, cause->message);
    banco_identity_set_not_understood (error, issuer,
                                       _ ("describes itself in a way that cannot be used"));
    return NULL;
  }
  if (!check_issuer (issuer, named, error))
    return NULL;
  self->authorization = read_address (issuer, root, "authorization_endpoint");
  self->token = read_address (issuer, root, "token_endpoint");
  self->device = read_address (issuer, root, "device_authorization_endpoint");
  self->userinfo = read_address (issuer, root, "userinfo_endpoint");
  self->keys = read_address (issuer, root, "jwks_uri");
  self->registration = read_address (issuer, root, "registration_endpoint");
  self->revocation = read_address (issuer, root, "revocation_endpoint");
  self->scim = read_address (issuer, root, "scim_endpoint");
  self->scopes = read_scopes (json, root);
  self->names_itself =
    banco_json_boolean_or (json, root, "authorization_response_iss_parameter_supported", FALSE);
  if (self->token == NULL) {
    banco_identity_set_not_understood (error, issuer, _ ("does not say where it gives tokens"));
    return NULL;
  }
  return g_steal_pointer (&self);
}

/* Asks the issuer, whatever is remembered. */
static BancoMetadata *
fetch (BancoIssuer *issuer, GCancellable *cancellable, GError **error)
{
  g_autofree char *uri = g_strconcat (issuer->url, g_str_has_suffix (issuer->url, "/") ? "" : "/",
                                      ".well-known/openid-configuration", NULL);
  g_autoptr (BancoHttpResponse) response = banco_issuer_get (issuer, uri, NULL, cancellable, error);

  if (response == NULL)
    return NULL;
  if (response->status >= 400 || response->json == NULL) {
    banco_identity_set_not_understood (error, issuer,
                                       _ ("is not an address where one can sign in"));
    return NULL;
  }
  return read_metadata (issuer, response->json, error);
}

BancoMetadata *
banco_issuer_discover (BancoIssuer *self, GCancellable *cancellable, GError **error)
{
  BancoMetadata *metadata = NULL;

  g_mutex_lock (&self->mutex);
  if (self->metadata != NULL && g_get_monotonic_time () - self->discovered < REMEMBERED)
    metadata = banco_metadata_ref (self->metadata);
  g_mutex_unlock (&self->mutex);
  if (metadata != NULL)
    return metadata;

  metadata = fetch (self, cancellable, error);
  if (metadata == NULL)
    return NULL;
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->metadata, banco_metadata_unref);
  self->metadata = banco_metadata_ref (metadata);
  self->discovered = g_get_monotonic_time ();
  g_mutex_unlock (&self->mutex);
  return metadata;
}
