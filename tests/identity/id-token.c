/* SPDX-License-Identifier: Apache-2.0 */
/* What an ID token must be like to be believed: one that is good, and everything near it. */
#include "identity/id-token-private.h"

#include "identity/secret-private.h"

#include <cjose/cjose.h>
#include <string.h>

#define NOW 1795000000
#define ISSUER "https://iam.example/"
#define CLAIMS(rest)                                                                               \
  "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":\"c\",\"exp\":1795000600,\"iat\":1795000000,"     \
  "\"nonce\":\"n\"" rest "}"

static cjose_jwk_t *rsa, *other_rsa, *ec, *secret;
static BancoProvider *provider;

static cjose_jwk_t *
named (cjose_jwk_t *key, const char *id)
{
  g_assert_true (cjose_jwk_set_kid (key, id, strlen (id), NULL));
  return key;
}

static char *
sign (cjose_jwk_t *key, const char *algorithm, const char *id, const char *claims)
{
  cjose_header_t *header = cjose_header_new (NULL);
  cjose_jws_t *jws;
  const char *text;
  char *copy;

  g_assert_true (cjose_header_set (header, "alg", algorithm, NULL));
  if (id != NULL)
    g_assert_true (cjose_header_set (header, "kid", id, NULL));
  jws = cjose_jws_sign (key, header, (const uint8_t *) claims, strlen (claims), NULL);
  g_assert_nonnull (jws);
  g_assert_true (cjose_jws_export (jws, &text, NULL));
  copy = g_strdup (text);
  cjose_jws_release (jws);
  cjose_header_release (header);
  return copy;
}

static BancoJson *
public_keys (void)
{
  char *one = cjose_jwk_to_json (rsa, false, NULL);
  char *two = cjose_jwk_to_json (ec, false, NULL);
  g_autofree char *text = g_strdup_printf ("{\"keys\":[%s,%s]}", one, two);

  free (one);
  free (two);
  return banco_json_parse (text, -1, NULL);
}

static gboolean
is_believed (const char *token)
{
  g_autoptr (BancoJson) keys = public_keys ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoJson) claims =
    banco_id_token_verify (provider, token, keys, "c", "n", NOW, &error);

  if (claims == NULL)
    g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
  return claims != NULL;
}

static void
test_good (void)
{
  g_autofree char *by_rsa = sign (rsa, "RS256", "r", CLAIMS (""));
  g_autofree char *by_ec = sign (ec, "ES256", "e", CLAIMS (""));
  g_autofree char *unnamed = sign (rsa, "RS256", NULL, CLAIMS (""));

  g_assert_true (is_believed (by_rsa));
  g_assert_true (is_believed (by_ec));
  g_assert_true (is_believed (unnamed));
}

static void
test_claims (void)
{
  static const struct {
    const char *claims;
    gboolean believed;
  } cases[] = {
    { CLAIMS (",\"azp\":\"c\""), TRUE },
    { CLAIMS (",\"azp\":\"d\""), FALSE },
    { "{\"iss\":\"https://iam.example\",\"sub\":\"s\",\"aud\":\"c\",\"exp\":1795000600,\"iat\":"
      "1795000000,\"nonce\":\"n\"}",
      FALSE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":[\"c\"],\"exp\":1795000600,\"iat\":1795000000,"
      "\"nonce\":\"n\"}",
      TRUE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":[\"c\",\"d\"],\"exp\":1795000600,\"iat\":"
      "1795000000,\"nonce\":\"n\"}",
      FALSE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":[\"c\",\"d\"],\"azp\":\"c\",\"exp\":"
      "1795000600,\"iat\":1795000000,\"nonce\":\"n\"}",
      TRUE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":\"d\",\"exp\":1795000600,\"iat\":1795000000,"
      "\"nonce\":\"n\"}",
      FALSE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"exp\":1795000600,\"iat\":1795000000,\"nonce\":"
      "\"n\"}",
      FALSE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":\"c\",\"exp\":1794999800,\"iat\":1794999000,"
      "\"nonce\":\"n\"}",
      TRUE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":\"c\",\"exp\":1794999600,\"iat\":1794999000,"
      "\"nonce\":\"n\"}",
      FALSE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":\"c\",\"exp\":1795009600,\"iat\":1795009000,"
      "\"nonce\":\"n\"}",
      FALSE },
    { CLAIMS (",\"nbf\":1795001000"), FALSE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":\"c\",\"iat\":1795000000,\"nonce\":\"n\"}",
      FALSE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":\"c\",\"exp\":\"1795000600\",\"iat\":"
      "1795000000,\"nonce\":\"n\"}",
      FALSE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":\"c\",\"exp\":1795000600,\"iat\":1795000000,"
      "\"nonce\":\"m\"}",
      FALSE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":\"c\",\"exp\":1795000600,\"iat\":1795000000}",
      FALSE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"\",\"aud\":\"c\",\"exp\":1795000600,\"iat\":1795000000,"
      "\"nonce\":\"n\"}",
      FALSE },
    { "[]", FALSE },
    { "not JSON", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *token = sign (rsa, "RS256", "r", cases[i].claims);

    g_assert_cmpint (is_believed (token), ==, cases[i].believed);
  }
}

static void
test_keys (void)
{
  g_autofree char *stranger = sign (other_rsa, "RS256", "r", CLAIMS (""));
  g_autofree char *other_name = sign (rsa, "RS256", "x", CLAIMS (""));
  g_autofree char *mixed_up = sign (rsa, "RS256", "e", CLAIMS (""));
  g_autofree char *shared = sign (secret, "HS256", "r", CLAIMS (""));
  g_autofree char *longer = sign (rsa, "RS512", "r", CLAIMS (""));

  g_assert_false (is_believed (stranger));
  g_assert_false (is_believed (other_name));
  g_assert_false (is_believed (mixed_up));
  g_assert_false (is_believed (shared));
  g_assert_false (is_believed (longer));
}

/* HEADER.CLAIMS.SIGNATURE put together by hand. */
static char *
assemble (const char *header, const char *claims, const char *signature)
{
  g_autofree char *one = banco_secret_encode ((const guint8 *) header, strlen (header));
  g_autofree char *two = banco_secret_encode ((const guint8 *) claims, strlen (claims));

  return g_strconcat (one, ".", two, ".", signature, NULL);
}

static void
test_forged (void)
{
  g_autofree char *good = sign (rsa, "RS256", "r", CLAIMS (""));
  const char *signature = strrchr (good, '.') + 1;
  static const char *const headers[] = { "{\"alg\":\"none\"}",
                                         "{\"alg\":\"None\",\"kid\":\"r\"}",
                                         "{\"alg\":\"HS256\",\"kid\":\"r\"}",
                                         "{\"alg\":\"RS256\",\"kid\":\"r\",\"crit\":[\"b64\"]}",
                                         "{\"kid\":\"r\"}",
                                         "{}",
                                         "x" };
  g_autofree char *other_claims = NULL;
  g_autofree char *huge = g_strnfill (1024 * 1024, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++) {
    g_autofree char *unsigned_token = assemble (headers[i], CLAIMS (""), "");
    g_autofree char *signed_token = assemble (headers[i], CLAIMS (""), signature);

    g_assert_false (is_believed (unsigned_token));
    g_assert_false (is_believed (signed_token));
  }
  other_claims = assemble ("{\"alg\":\"RS256\",\"kid\":\"r\"}", CLAIMS (",\"x\":1"), signature);
  g_assert_false (is_believed (other_claims));
  g_assert_false (is_believed (""));
  g_assert_false (is_believed ("."));
  g_assert_false (is_believed (".."));
  g_assert_false (is_believed ("a.b.c.d"));
  g_assert_false (is_believed (huge));
}

/* A token that was cut or has one bit changed anywhere is never believed, and never crashes. */
static void
test_damaged (void)
{
  g_autofree char *good = sign (ec, "ES256", "e", CLAIMS (""));
  gsize length = strlen (good);

  for (gsize i = 0; i < length; i++) {
    g_autofree char *cut = g_strndup (good, i);
    g_autofree char *bent = g_strdup (good);

    g_assert_false (is_believed (cut));
    /* The last character of a part may carry bits that mean nothing. */
    bent[i] = (char) (bent[i] ^ 0x04);
    if (strcmp (bent, good) != 0 && good[i + 1] != '.' && good[i + 1] != '\0')
      g_assert_false (is_believed (bent));
  }
}

/* What calls itself a key. */
static void
test_foreign_keys (void)
{
  g_autofree char *token = sign (rsa, "RS256", "r", CLAIMS (""));
  static const char *const texts[] = {
    "{}",
    "[]",
    "{\"keys\":{}}",
    "{\"keys\":[null,1,\"x\",[],{}]}",
    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"r\"}]}",
    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"A\",\"e\":\"AQAB\"}]}",
    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"AAAAA\",\"e\":\"AQAB\"}]}",
    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"\",\"e\":\"\"}]}",
    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"AA==\",\"e\":\"AQAB\"}]}",
    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"AAAA\",\"e\":\"AAAA\"}]}",
    "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"r\",\"k\":\"AAAA\"}]}",
    "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"r\",\"x\":\"AA\",\"y\":\"AA\"}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (BancoJson) keys = banco_json_parse (texts[i], -1, NULL);

    g_assert_null (banco_id_token_verify (provider, token, keys, "c", "n", NOW, NULL));
  }
}

static void
test_peek (void)
{
  g_autofree char *plain = assemble ("{\"alg\":\"none\"}", "{\"exp\":1795000600}", "");
  static const char *const others[] = { "", "opaque", "a.b", "..", "a.e30.", "a.W10.", "a.!.b" };

  g_assert_cmpint (banco_jwt_peek_time (plain, "exp"), ==, 1795000600);
  g_assert_cmpint (banco_jwt_peek_time (plain, "iat"), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_cmpint (banco_jwt_peek_time (others[i], "exp"), ==, 0);
}

int
main (int argc, char **argv)
{
  BancoIssuer issuer = { .id = "official", .name = "INFN Cloud", .url = ISSUER };
  int status;

  g_test_init (&argc, &argv, NULL);
  provider = banco_provider_new (&issuer);
  rsa = named (cjose_jwk_create_RSA_random (2048, NULL, 0, NULL), "r");
  other_rsa = named (cjose_jwk_create_RSA_random (2048, NULL, 0, NULL), "r");
  ec = named (cjose_jwk_create_EC_random (CJOSE_JWK_EC_P_256, NULL), "e");
  secret = named (cjose_jwk_create_oct_random (256, NULL), "r");
  g_test_add_func ("/id-token/good", test_good);
  g_test_add_func ("/id-token/claims", test_claims);
  g_test_add_func ("/id-token/keys", test_keys);
  g_test_add_func ("/id-token/forged", test_forged);
  g_test_add_func ("/id-token/damaged", test_damaged);
  g_test_add_func ("/id-token/foreign-keys", test_foreign_keys);
  g_test_add_func ("/id-token/peek", test_peek);
  status = g_test_run ();
  cjose_jwk_release (rsa);
  cjose_jwk_release (other_rsa);
  cjose_jwk_release (ec);
  cjose_jwk_release (secret);
  banco_provider_unref (provider);
  return status;
}
