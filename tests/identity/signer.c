/* SPDX-License-Identifier: Apache-2.0 */
#include "signer.h"

#include "identity/secret-private.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <string.h>

/* One number of @key, base64url, as long as its kind wants it. */
static char *
encode_number (EVP_PKEY *key, const char *name, int length)
{
  g_autofree guint8 *bytes = g_malloc ((gsize) length);
  BIGNUM *number = NULL;

  g_assert_true (EVP_PKEY_get_bn_param (key, name, &number));
  g_assert_cmpint (BN_bn2binpad (number, bytes, length), ==, length);
  BN_free (number);
  return banco_secret_encode (bytes, (gsize) length);
}

static char *
publish_ec (EVP_PKEY *key, const char *id, const char *more)
{
  int bits = EVP_PKEY_get_bits (key);
  g_autofree char *x = encode_number (key, OSSL_PKEY_PARAM_EC_PUB_X, (bits + 7) / 8);
  g_autofree char *y = encode_number (key, OSSL_PKEY_PARAM_EC_PUB_Y, (bits + 7) / 8);

  return g_strdup_printf (
    "{\"kty\":\"EC\",\"crv\":\"P-%d\",\"kid\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"%s}", bits, id, x, y,
    more);
}

static char *
publish_rsa (EVP_PKEY *key, const char *id, const char *more)
{
  g_autofree char *n = encode_number (key, OSSL_PKEY_PARAM_RSA_N, EVP_PKEY_get_size (key));
  g_autofree char *e = encode_number (key, OSSL_PKEY_PARAM_RSA_E, 3);

  return g_strdup_printf ("{\"kty\":\"RSA\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"%s}", id, n, e,
                          more);
}

static char *
publish_ed25519 (EVP_PKEY *key, const char *id, const char *more)
{
  guint8 bytes[32];
  size_t length = sizeof bytes;
  g_autofree char *x = NULL;

  g_assert_true (EVP_PKEY_get_raw_public_key (key, bytes, &length));
  x = banco_secret_encode (bytes, length);
  return g_strdup_printf ("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"x\":\"%s\"%s}", id,
                          x, more);
}

char *
signer_publish (EVP_PKEY *key, const char *id, const char *more)
{
  switch (EVP_PKEY_get_base_id (key)) {
  case EVP_PKEY_RSA:
    return publish_rsa (key, id, more);
  case EVP_PKEY_EC:
    return publish_ec (key, id, more);
  case EVP_PKEY_ED25519:
    return publish_ed25519 (key, id, more);
  default:
    g_assert_not_reached ();
  }
}

/* OpenSSL writes both numbers as ASN.1, JWS one after the other. */
static gsize
flatten (guint8 *signature, gsize length, int half)
{
  const guint8 *from = signature;
  ECDSA_SIG *pair = d2i_ECDSA_SIG (NULL, &from, (long) length);

  g_assert_nonnull (pair);
  BN_bn2binpad (ECDSA_SIG_get0_r (pair), signature, half);
  BN_bn2binpad (ECDSA_SIG_get0_s (pair), signature + half, half);
  ECDSA_SIG_free (pair);
  return 2 * (gsize) half;
}

static char *
make_signature (EVP_PKEY *key, const char *algorithm, const char *text)
{
  g_autofree char *hash = g_strconcat ("SHA", algorithm + 2, NULL);
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *details = NULL;
  guint8 signature[1024];
  size_t length = sizeof signature;

  g_assert_true (EVP_DigestSignInit_ex (
    context, &details, strcmp (algorithm, "EdDSA") == 0 ? NULL : hash, NULL, NULL, key, NULL));
  if (algorithm[0] == 'P') {
    EVP_PKEY_CTX_set_rsa_padding (details, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen (details, RSA_PSS_SALTLEN_DIGEST);
  }
  g_assert_true (
    EVP_DigestSign (context, signature, &length, (const guint8 *) text, strlen (text)));
  EVP_MD_CTX_free (context);
  if (EVP_PKEY_get_base_id (key) == EVP_PKEY_EC)
    length = flatten (signature, length, (EVP_PKEY_get_bits (key) + 7) / 8);
  return banco_secret_encode (signature, length);
}

char *
signer_sign (EVP_PKEY *key, const char *algorithm, const char *header, const char *claims)
{
  g_autofree char *one = banco_secret_encode ((const guint8 *) header, strlen (header));
  g_autofree char *two = banco_secret_encode ((const guint8 *) claims, strlen (claims));
  g_autofree char *text = g_strconcat (one, ".", two, NULL);
  g_autofree char *signature =
    algorithm[0] != '\0' ? make_signature (key, algorithm, text) : g_strdup ("");

  return g_strconcat (text, ".", signature, NULL);
}
