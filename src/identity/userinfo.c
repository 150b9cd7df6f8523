/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/userinfo-private.h"

#include "identity/error-private.h"
#include "identity/groups-private.h"
#include "identity/id-token-private.h"

#include <glib/gi18n.h>

#define INDIGO_USER "urn:indigo-dc:scim:schemas:IndigoUser"

static void
take_text (char **place, BancoJson *json, JsonObject *object, const char *name)
{
  const char *value = banco_json_string_or (json, object, name, NULL);

  if (value == NULL || value[0] == '\0')
    return;
  g_free (*place);
  *place = g_strdup (value);
}

static gboolean
take_groups (BancoGrant *grant, BancoJson *json)
{
  JsonObject *root = banco_json_root (json);
  char **groups = root != NULL ? banco_groups_read (root) : NULL;

  if (groups == NULL)
    return FALSE;
  g_strfreev (grant->groups);
  grant->groups = groups;
  return TRUE;
}

static void
take_names (BancoGrant *grant, BancoJson *json)
{
  JsonObject *root = banco_json_root (json);

  take_text (&grant->subject, json, root, "sub");
  take_text (&grant->username, json, root, "preferred_username");
  take_text (&grant->full_name, json, root, "name");
  take_text (&grant->email, json, root, "email");
}

void
banco_userinfo_take_claims (BancoGrant *grant, BancoJson *claims)
{
  take_names (grant, claims);
  take_groups (grant, claims);
}

/* Beside the standard: whatever goes wrong here, the rest is still true. */
static BancoHttpResponse *
ask_indigo (BancoIssuer *issuer,
            const char *base,
            const char *path,
            const BancoGrant *grant,
            GCancellable *cancellable)
{
  g_autofree char *uri = g_strconcat (base, g_str_has_suffix (base, "/") ? "" : "/", path, NULL);
  g_autoptr (BancoHttpResponse) response =
    banco_issuer_get (issuer, uri, grant->access_token, cancellable, NULL);

  if (response == NULL || response->status >= 300 || response->json == NULL)
    return NULL;
  return g_steal_pointer (&response);
}

static void
take_end (BancoIssuer *issuer,
          const BancoMetadata *metadata,
          BancoGrant *grant,
          GCancellable *cancellable)
{
  g_autoptr (BancoHttpResponse) response =
    ask_indigo (issuer, metadata->scim, "Me", grant, cancellable);
  JsonObject *extension;

  if (response == NULL)
    return;
  extension =
    banco_json_object_or_null (response->json, banco_json_root (response->json), INDIGO_USER);
  grant->account_until =
    banco_clock_parse (banco_json_string_or (response->json, extension, "endTime", NULL));
}

static void
take_terms (BancoIssuer *issuer, BancoGrant *grant, GCancellable *cancellable)
{
  g_autoptr (BancoHttpResponse) response =
    ask_indigo (issuer, issuer->url, "iam/aup/signature", grant, cancellable);
  JsonObject *root, *terms;
  gint64 signed_at, days;

  if (response == NULL)
    return;
  root = banco_json_root (response->json);
  terms = banco_json_object_or_null (response->json, root, "aup");
  signed_at =
    banco_clock_parse (banco_json_string_or (response->json, root, "signatureTime", NULL));
  days = banco_json_int_or (response->json, terms, "signatureValidityInDays", 0);
  grant->terms_until = signed_at > 0 && days > 0 && days < 36500 ? signed_at + days * 24 * 3600 : 0;
}

static gboolean
take_answer (BancoIssuer *issuer, BancoGrant *grant, BancoJson *json, GError **error)
{
  const char *subject = banco_json_string (json, banco_json_root (json), "sub");
  g_autoptr (BancoJson) hint = NULL;

  if (!banco_json_check (json, NULL) ||
      (grant->subject != NULL && g_strcmp0 (subject, grant->subject) != 0)) {
    banco_identity_set_not_understood (error, issuer,
                                       _ ("answered about somebody else than who signed in"));
    return FALSE;
  }
  take_names (grant, json);
  if (take_groups (grant, json))
    return TRUE;
  hint = banco_jwt_peek (grant->access_token);
  if (hint != NULL)
    take_groups (grant, hint);
  return TRUE;
}

gboolean
banco_userinfo_update (BancoIssuer *issuer,
                       const BancoMetadata *metadata,
                       BancoGrant *grant,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (BancoHttpResponse) response = NULL;

  if (metadata->userinfo != NULL) {
    response =
      banco_issuer_get (issuer, metadata->userinfo, grant->access_token, cancellable, error);
    if (response == NULL)
      return FALSE;
    if (!banco_issuer_is_answer (response)) {
      banco_identity_set_error (error, issuer, BANCO_IDENTITY_ERROR_UNREACHABLE);
      return FALSE;
    }
    /* 404: INDIGO IAM about an account that was deleted. */
    if (response->status >= 400) {
      banco_identity_set_error (error, issuer, BANCO_IDENTITY_ERROR_SIGN_IN);
      return FALSE;
    }
    if (response->json == NULL) {
      banco_identity_set_error (error, issuer, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
      return FALSE;
    }
    if (!take_answer (issuer, grant, response->json, error))
      return FALSE;
  }
  if (metadata->scim != NULL) {
    take_end (issuer, metadata, grant, cancellable);
    take_terms (issuer, grant, cancellable);
  }
  return TRUE;
}

/* An issuer that cannot be asked has said nothing against it, and 403 is about a scope. */
gboolean
banco_userinfo_accepts (BancoIssuer *issuer, const char *token, GCancellable *cancellable)
{
  g_autoptr (BancoMetadata) metadata = banco_issuer_discover (issuer, cancellable, NULL);
  g_autoptr (BancoHttpResponse) response = NULL;

  if (metadata == NULL || metadata->userinfo == NULL)
    return TRUE;
  response = banco_issuer_get (issuer, metadata->userinfo, token, cancellable, NULL);
  return response == NULL || !banco_issuer_is_answer (response) ||
         (response->status != SOUP_STATUS_UNAUTHORIZED &&
          response->status != SOUP_STATUS_NOT_FOUND);
}
