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

/* IAM also advertises "none" and HS256: a client that takes those takes anything. */
static const Algorithm algorithms[] = {
  { "RS256", "RSA", NULL, { "n", "e", NULL } },   { "RS384", "RSA", NULL, { "n", "e", NULL } },
  { "RS512", "RSA", NULL, { "n", "e", NULL } },   { "PS256", "RSA", NULL, { "n", "e", NULL } },
  { "PS384", "RSA", NULL, { "n", "e", NULL } },   { "PS512", "RSA", NULL, { "n", "e", NULL } },
  { "ES256", "EC", "P-256", { "x", "y", NULL } }, { "ES384", "EC", "P-384", { "x", "y", NULL } },
  { "ES512", "EC", "P-521", { "x", "y", NULL } },
};

/* Algorithms that cjose lacks or that prove nothing. An error names these and no other: the name
 * in a token is the server's text. */
static const char *const not_checked[] = { "EdDSA", "Ed25519", "Ed448", "ES256K",
                                           "HS256", "HS384",   "HS512", NULL };

/* Part 0 (header) or 1 (claims) of @jwt, NULL when it has none. */
static BancoJson *
read_part (const char *jwt, guint part)
{
  const char *start = strlen (jwt) <= MOST_CHARACTERS ? jwt : NULL;
  g_autofree char *text = NULL;
  gsize size;

  for (; start != NULL && part > 0; part--) {
    start = strchr (start, '.');
    start = start != NULL ? start + 1 : NULL;
  }
  if (start == NULL)
    return NULL;
  text = (char *) banco_secret_decode (start, strcspn (start, "."), &size);
  return banco_json_parse (text, (gssize) size, NULL);
}

BancoJson *
banco_jwt_peek (const char *jwt)
{
  return read_part (jwt, 1);
}

gint64
banco_jwt_peek_time (const char *jwt, const char *claim)
{
  g_autoptr (BancoJson) json = banco_jwt_peek (jwt);
  double time = json != NULL ? banco_json_double_or (json, banco_json_root (json), claim, 0) : 0;

  return (gint64) CLAMP (time, 0, G_MAXUINT32);
}

static const Algorithm *
find_algorithm (const char *name)
{
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
is_signed (cjose_jws_t *jws, BancoJson *keys, const Algorithm *algorithm, const char *id)
{
  JsonArray *array = banco_json_array_or_null (keys, banco_json_root (keys), "keys");

  for (guint i = 0; i < banco_json_length (array); i++) {
    JsonObject *key = banco_json_element_object (keys, array, i);

    if (key != NULL && fits (keys, key, algorithm, id) && verify_with (jws, keys, key, algorithm))
      return TRUE;
  }
  return FALSE;
}

/* The claims of @token when one of @keys signed it. A client has to understand what "crit" lists
 * (RFC 7515 §4.1.11), and this one understands none of it. */
static BancoJson *
read_signed (const char *token, BancoJson *header, BancoJson *keys, const Algorithm *algorithm)
{
  JsonObject *root = banco_json_root (header);
  const char *id = banco_json_string_or (header, root, "kid", NULL);
  cjose_jws_t *jws = !json_object_has_member (root, "crit") && is_compact (token)
                       ? cjose_jws_import (token, strlen (token), NULL)
                       : NULL;
  BancoJson *claims = NULL;
  uint8_t *text;
  size_t length;

  if (jws != NULL && is_signed (jws, keys, algorithm, id) &&
      cjose_jws_get_plaintext (jws, &text, &length, NULL))
    claims = banco_json_parse ((const char *) text, (gssize) length, NULL);
  if (jws != NULL)
    cjose_jws_release (jws);
  return claims;
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
are_good_claims (BancoJson *json, BancoIssuer *issuer, const char *client_id, const char *nonce)
{
  JsonObject *root = banco_json_root (json);
  const char *named = banco_json_string (json, root, "iss");
  const char *subject = banco_json_string (json, root, "sub");
  gboolean ours = is_for (json, root, client_id);

  if (nonce != NULL && g_strcmp0 (banco_json_string (json, root, "nonce"), nonce) != 0)
    return FALSE;
  return banco_json_check (json, NULL) && ours && strcmp (named, issuer->url) == 0 &&
         subject[0] != '\0';
}

/* Times may have a fraction (RFC 7519 §2, NumericDate). */
static gboolean
is_timely (BancoJson *json, gint64 now)
{
  JsonObject *root = banco_json_root (json);
  double until = banco_json_double (json, root, "exp");
  double since = banco_json_double (json, root, "iat");
  double not_before = banco_json_double_or (json, root, "nbf", 0);

  return until > (double) (now - SKEW) && since < (double) (now + SKEW) &&
         not_before < (double) (now + SKEW);
}

static void
set_not_checked (GError **error, BancoIssuer *issuer, const char *algorithm)
{
  if (algorithm != NULL && g_strv_contains (not_checked, algorithm))
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD,
                 _ ("%s signs with %s, which Banco cannot check; ask its administrators to sign "
                    "with RS256 or ES256"),
                 issuer->name, algorithm);
  else
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD,
                 _ ("%s signs in a way that Banco cannot check; ask its administrators to sign "
                    "with RS256 or ES256"),
                 issuer->name);
}

BancoJson *
banco_id_token_verify (BancoIssuer *issuer,
                       const char *id_token,
                       BancoJson *keys,
                       const char *client_id,
                       const char *nonce,
                       gint64 now,
                       GError **error)
{
  g_autoptr (BancoJson) header = read_part (id_token, 0);
  JsonObject *root = header != NULL ? banco_json_root (header) : NULL;
  const char *name = banco_json_string_or (header, root, "alg", NULL);
  const Algorithm *algorithm = find_algorithm (name);
  g_autoptr (BancoJson) claims =
    algorithm != NULL ? read_signed (id_token, header, keys, algorithm) : NULL;
  gboolean timely = claims != NULL && is_timely (claims, now);

  if (algorithm == NULL)
    set_not_checked (error, issuer, name);
  else if (claims == NULL || !are_good_claims (claims, issuer, client_id, nonce))
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD,
                 _ ("the proof of identity from %s does not hold; try again, and tell its "
                    "administrators if that does not help"),
                 issuer->name);
  else if (!timely)
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD,
                 _ ("the proof of identity from %s is for another time; check the clock of this "
                    "computer"),
                 issuer->name);
  else
    return g_steal_pointer (&claims);
  return NULL;
}

BancoJson *
banco_id_token_check (BancoIssuer *issuer,
                      const BancoMetadata *metadata,
                      const char *id_token,
                      const char *client_id,
                      const char *nonce,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (BancoHttpResponse) response = NULL;

  if (metadata->keys == NULL) {
    banco_identity_set_not_understood (error, issuer, _ ("does not say what it signs with"));
    return NULL;
  }
  response = banco_issuer_get (issuer, metadata->keys, NULL, cancellable, error);
  if (response == NULL)
    return NULL;
  if (response->status >= 400 || response->json == NULL) {
    banco_identity_set_error (error, issuer, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
    return NULL;
  }
  return banco_id_token_verify (issuer, id_token, response->json, client_id, nonce,
                                banco_clock_now (), error);
}
