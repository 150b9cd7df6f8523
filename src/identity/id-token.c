/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/id-token-private.h"

#include "identity/error-private.h"
#include "identity/secret-private.h"

#include <cjose/cjose.h>
#include <glib/gi18n.h>
#include <string.h>

#define MOST_CHARACTERS (64 * 1024)
#define SKEW 300 /* s by which two clocks may differ */

#define MOST_KEY_CHARACTERS 2048

typedef struct {
  const char *name;
  const char *type;
  const char *curve;
  const char *members[3];
} Algorithm;

/* IAM also advertises "none" and HS256: whoever takes those takes anything. */
static const Algorithm algorithms[] = {
  { "RS256", "RSA", NULL, { "n", "e", NULL } },
  { "ES256", "EC", "P-256", { "x", "y", NULL } },
};

BancoJson *
banco_jwt_peek (const char *jwt)
{
  const char *payload = strchr (jwt, '.');
  g_autofree char *text = NULL;
  gsize size;

  if (payload == NULL || strlen (jwt) > MOST_CHARACTERS)
    return NULL;
  payload++;
  text = (char *) banco_secret_decode (payload, strcspn (payload, "."), &size);
  return banco_json_parse (text, (gssize) size, NULL);
}

gint64
banco_jwt_peek_time (const char *jwt, const char *claim)
{
  g_autoptr (BancoJson) json = banco_jwt_peek (jwt);

  return json != NULL ? banco_json_int_or (json, banco_json_root (json), claim, 0) : 0;
}

static const Algorithm *
find_algorithm (cjose_jws_t *jws)
{
  cjose_header_t *header = cjose_jws_get_protected (jws);
  const char *name = header != NULL ? cjose_header_get (header, "alg", NULL) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++) {
    if (g_strcmp0 (name, algorithms[i].name) == 0)
      return &algorithms[i];
  }
  return NULL;
}

static gboolean
fits (BancoJson *keys, JsonObject *key, const Algorithm *algorithm, const char *id)
{
  const char *key_id = banco_json_string_or (keys, key, "kid", NULL);
  const char *use = banco_json_string_or (keys, key, "use", "sig");
  const char *only = banco_json_string_or (keys, key, "alg", algorithm->name);
  const char *curve = banco_json_string_or (keys, key, "crv", NULL);

  return g_strcmp0 (banco_json_string_or (keys, key, "kty", NULL), algorithm->type) == 0 &&
         strcmp (use, "sig") == 0 && strcmp (only, algorithm->name) == 0 &&
         g_strcmp0 (curve, algorithm->curve) == 0 && (id == NULL || g_strcmp0 (key_id, id) == 0);
}

/* cjose ends the program over text that is not base64url, so nothing else may reach it. */
static gboolean
is_base64url (const char *text, gsize length)
{
  static const char characters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  return length > 0 && length % 4 != 1 && strspn (text, characters) >= length;
}

static gboolean
is_compact (const char *token)
{
  for (guint part = 0; part < 3; part++) {
    gsize length = strcspn (token, ".");

    if (!is_base64url (token, length) || token[length] != (part < 2 ? '.' : '\0'))
      return FALSE;
    token += length + 1;
  }
  return TRUE;
}

/* Only the members that a public key of its kind needs, or NULL when one is not as it should be. */
static char *
describe_key (BancoJson *keys, JsonObject *key, const Algorithm *algorithm)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) plain = json_object_new ();

  for (guint i = 0; algorithm->members[i] != NULL; i++) {
    const char *value = banco_json_string_or (keys, key, algorithm->members[i], NULL);

    if (value == NULL || strlen (value) > MOST_KEY_CHARACTERS ||
        !is_base64url (value, strlen (value)))
      return NULL;
    json_object_set_string_member (plain, algorithm->members[i], value);
  }
  json_object_set_string_member (plain, "kty", algorithm->type);
  if (algorithm->curve != NULL)
    json_object_set_string_member (plain, "crv", algorithm->curve);
  json_node_set_object (node, plain);
  return json_to_string (node, FALSE);
}

static gboolean
verify_with (cjose_jws_t *jws, BancoJson *keys, JsonObject *key, const Algorithm *algorithm)
{
  g_autofree char *text = describe_key (keys, key, algorithm);
  cjose_jwk_t *jwk = text != NULL ? cjose_jwk_import (text, strlen (text), NULL) : NULL;
  gboolean valid = jwk != NULL && cjose_jws_verify (jws, jwk, NULL);

  if (jwk != NULL)
    cjose_jwk_release (jwk);
  return valid;
}

static gboolean
is_signed (cjose_jws_t *jws, BancoJson *keys)
{
  const Algorithm *algorithm = find_algorithm (jws);
  cjose_header_t *header = cjose_jws_get_protected (jws);
  JsonArray *array = banco_json_array_or_null (keys, banco_json_root (keys), "keys");
  const char *id;

  if (algorithm == NULL || cjose_header_get (header, "crit", NULL) != NULL)
    return FALSE;
  id = cjose_header_get (header, "kid", NULL);
  for (guint i = 0; i < banco_json_length (array); i++) {
    JsonObject *key = banco_json_element_object (keys, array, i);

    if (key != NULL && fits (keys, key, algorithm, id) && verify_with (jws, keys, key, algorithm))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_for (BancoJson *json, JsonObject *root, const char *client_id)
{
  JsonNode *audience = root != NULL ? json_object_get_member (root, "aud") : NULL;
  const char *party = banco_json_string_or (json, root, "azp", NULL);
  gboolean found = FALSE;
  JsonArray *array;

  if (party != NULL && strcmp (party, client_id) != 0)
    return FALSE;
  if (audience == NULL || !JSON_NODE_HOLDS_ARRAY (audience))
    return g_strcmp0 (banco_json_string (json, root, "aud"), client_id) == 0;
  array = json_node_get_array (audience);
  for (guint i = 0; i < banco_json_length (array); i++)
    found |= g_strcmp0 (banco_json_element_string (json, array, i), client_id) == 0;
  return found && (banco_json_length (array) == 1 || party != NULL);
}

static gboolean
are_good_claims (BancoJson *json,
                 BancoProvider *provider,
                 const char *client_id,
                 const char *nonce,
                 gint64 now)
{
  JsonObject *root = banco_json_root (json);
  const char *issuer = banco_json_string (json, root, "iss");
  const char *subject = banco_json_string (json, root, "sub");
  gint64 until = banco_json_int (json, root, "exp");
  gint64 since = banco_json_int (json, root, "iat");
  gint64 not_before = banco_json_int_or (json, root, "nbf", 0);
  gboolean ours = is_for (json, root, client_id);

  if (nonce != NULL && g_strcmp0 (banco_json_string (json, root, "nonce"), nonce) != 0)
    return FALSE;
  return banco_json_check (json, NULL) && ours && strcmp (issuer, provider->url) == 0 &&
         subject[0] != '\0' && until > now - SKEW && since < now + SKEW && not_before < now + SKEW;
}

static BancoJson *
read_claims (cjose_jws_t *jws)
{
  uint8_t *text;
  size_t length;

  if (!cjose_jws_get_plaintext (jws, &text, &length, NULL))
    return NULL;
  return banco_json_parse ((const char *) text, (gssize) length, NULL);
}

BancoJson *
banco_id_token_verify (BancoProvider *provider,
                       const char *id_token,
                       BancoJson *keys,
                       const char *client_id,
                       const char *nonce,
                       gint64 now,
                       GError **error)
{
  gsize length = strlen (id_token);
  cjose_jws_t *jws = length <= MOST_CHARACTERS && is_compact (id_token)
                       ? cjose_jws_import (id_token, length, NULL)
                       : NULL;
  g_autoptr (BancoJson) claims = NULL;
  gboolean good = FALSE;

  if (jws != NULL && is_signed (jws, keys)) {
    claims = read_claims (jws);
    good = claims != NULL && are_good_claims (claims, provider, client_id, nonce, now);
  }
  if (jws != NULL)
    cjose_jws_release (jws);
  if (!good) {
    banco_identity_set_not_understood (error, provider,
                                       _ ("says who signed in, but the proof does not hold; look "
                                          "whether the clock of this computer is "
                                          "right"));
    return NULL;
  }
  return g_steal_pointer (&claims);
}

BancoJson *
banco_id_token_check (BancoProvider *provider,
                      const BancoMetadata *metadata,
                      const char *id_token,
                      const char *client_id,
                      const char *nonce,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (BancoHttpResponse) response = NULL;

  if (metadata->keys == NULL) {
    banco_identity_set_not_understood (error, provider, _ ("does not say what it signs with"));
    return NULL;
  }
  response = banco_provider_get (provider, metadata->keys, NULL, cancellable, error);
  if (response == NULL)
    return NULL;
  if (response->status >= 400 || response->json == NULL) {
    banco_identity_set_error (error, provider, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
    return NULL;
  }
  return banco_id_token_verify (provider, id_token, response->json, client_id, nonce,
                                banco_clock_now (), error);
}
