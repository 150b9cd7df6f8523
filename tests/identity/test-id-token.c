/* SPDX-License-Identifier: Apache-2.0 */
/* What an ID token must be like to be believed: one that is good, and everything near it. */
#include "identity/id-token-private.h"
#include "signer.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <string.h>

#define NOW 1795000000
#define ISSUER "https://iam.example/"
#define CLAIMS(rest)                                                                               \
  "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":\"c\",\"exp\":1795000600,\"iat\":1795000000,"     \
  "\"nonce\":\"n\"" rest "}"
#define TIMES(times)                                                                               \
  "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":\"c\",\"nonce\":\"n\"," times "}"
#define HEADER(algorithm, id) "{\"alg\":\"" algorithm "\",\"kid\":\"" id "\"}"

/* What an issuer signs with, what a stranger does, and what is no key of its own. */
enum {
  RSA_KEY,
  STRANGER,
  P256,
  P384,
  P521,
  ED25519,
  SHARED,
  N_KEYS,
};

static EVP_PKEY *keys[N_KEYS];
static BancoJson *published;
static BancoIssuer *issuer;

static void
make_keys (void)
{
  static const char *const ids[] = { "r", NULL, "e", "f", "g", "d" };
  g_autoptr (GString) text = g_string_new ("{\"keys\":[");
  g_autofree char *public = NULL;

  keys[RSA_KEY] = EVP_RSA_gen (2048);
  keys[STRANGER] = EVP_RSA_gen (2048);
  keys[P256] = EVP_EC_gen ("P-256");
  keys[P384] = EVP_EC_gen ("P-384");
  keys[P521] = EVP_EC_gen ("P-521");
  keys[ED25519] = EVP_PKEY_Q_keygen (NULL, NULL, "ED25519");
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autofree char *key = ids[i] != NULL ? signer_publish (keys[i], ids[i], "") : NULL;

    if (key != NULL)
      g_string_append_printf (text, "%s,", key);
  }
  /* The RSA key twice more: for one algorithm only, and for what is no signature. */
  public = signer_publish (keys[RSA_KEY], "p", ",\"use\":\"sig\",\"alg\":\"PS256\"");
  g_string_append_printf (text, "%s,", public);
  g_free (public);
  public = signer_publish (keys[RSA_KEY], "u", ",\"use\":\"enc\"");
  g_string_append_printf (text, "%s]}", public);
  published = banco_json_parse (text->str, -1, NULL);
  /* Every byte of an RSA key is public, so that one who takes it for a shared secret is fooled. */
  keys[SHARED] =
    EVP_PKEY_new_raw_private_key (EVP_PKEY_HMAC, NULL, (const guint8 *) public, strlen (public));
}

/* NULL when @token is believed, else what the error says. */
static char *
doubt (const char *token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoJson) claims =
    banco_id_token_verify (issuer, token, published, "c", "n", NOW, &error);

  if (claims != NULL) {
    g_assert_no_error (error);
    return NULL;
  }
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD);
  g_assert_nonnull (strstr (error->message, "INFN Cloud"));
  return g_strdup (error->message);
}

static gboolean
is_believed (const char *token)
{
  g_autofree char *why = doubt (token);

  return why == NULL;
}

#define NO_PROOF "does not hold"

/* Every header is signed afresh with a real key, so that nothing but the header is at fault. */
static const struct {
  const char *name;
  int key;
  const char *algorithm; /* the one that was used */
  const char *header;
  const char *doubt; /* NULL: believed */
} headers[] = {
  { "rs256", RSA_KEY, "RS256", HEADER ("RS256", "r"), NULL },
  { "rs384", RSA_KEY, "RS384", HEADER ("RS384", "r"), NULL },
  { "rs512", RSA_KEY, "RS512", HEADER ("RS512", "r"), NULL },
  { "ps256", RSA_KEY, "PS256", HEADER ("PS256", "r"), NULL },
  { "ps384", RSA_KEY, "PS384", HEADER ("PS384", "r"), NULL },
  { "ps512", RSA_KEY, "PS512", HEADER ("PS512", "r"), NULL },
  { "es256", P256, "ES256", HEADER ("ES256", "e"), NULL },
  { "es384", P384, "ES384", HEADER ("ES384", "f"), NULL },
  { "es512", P521, "ES512", HEADER ("ES512", "g"), NULL },
  { "no-kid", RSA_KEY, "RS256", "{\"alg\":\"RS256\"}", NULL },
  { "more", RSA_KEY, "RS256", "{\"alg\":\"RS256\",\"kid\":\"r\",\"typ\":\"JWT\",\"x\":[1.5,null]}",
    NULL },
  { "own-algorithm", RSA_KEY, "PS256", HEADER ("PS256", "p"), NULL },

  { "crit", RSA_KEY, "RS256", "{\"alg\":\"RS256\",\"kid\":\"r\",\"crit\":[\"b64\"],\"b64\":true}",
    NO_PROOF },
  { "crit-exp", RSA_KEY, "RS256",
    "{\"alg\":\"RS256\",\"kid\":\"r\",\"crit\":[\"exp\"],\"exp\":1795000600}", NO_PROOF },
  { "crit-empty", RSA_KEY, "RS256", "{\"alg\":\"RS256\",\"kid\":\"r\",\"crit\":[]}", NO_PROOF },
  { "crit-text", P256, "ES256", "{\"alg\":\"ES256\",\"kid\":\"e\",\"crit\":\"b64\"}", NO_PROOF },
  { "crit-null", P256, "ES256", "{\"alg\":\"ES256\",\"kid\":\"e\",\"crit\":null}", NO_PROOF },

  { "none", RSA_KEY, "", "{\"alg\":\"none\"}", "cannot check" },
  { "none-signed", RSA_KEY, "RS256", HEADER ("none", "r"), "cannot check" },
  { "none-other-case", RSA_KEY, "", HEADER ("None", "r"), "cannot check" },
  { "no-algorithm", RSA_KEY, "RS256", "{\"kid\":\"r\"}", "cannot check" },
  { "algorithm-number", RSA_KEY, "RS256", "{\"alg\":256,\"kid\":\"r\"}", "cannot check" },
  { "not-an-object", RSA_KEY, "RS256", "[]", "cannot check" },
  { "not-json", RSA_KEY, "RS256", "x", "cannot check" },
  { "hs256", SHARED, "HS256", HEADER ("HS256", "r"), "signs with HS256, which Banco cannot check" },
  { "hs256-as-rs256", SHARED, "HS256", HEADER ("RS256", "r"), NO_PROOF },
  { "eddsa", ED25519, "EdDSA", HEADER ("EdDSA", "d"),
    "signs with EdDSA, which Banco cannot check" },
  { "unheard-of", RSA_KEY, "RS256", HEADER ("my-secret", "r"), "in a way that Banco cannot check" },

  { "unsigned", RSA_KEY, "", HEADER ("RS256", "r"), NO_PROOF },
  { "rs256-as-ps256", RSA_KEY, "RS256", HEADER ("PS256", "r"), NO_PROOF },
  { "rs512-as-rs256", RSA_KEY, "RS512", HEADER ("RS256", "r"), NO_PROOF },
  { "es384-of-p256", P256, "ES384", HEADER ("ES384", "e"), NO_PROOF },
  { "es256-of-p384", P384, "ES256", HEADER ("ES256", "f"), NO_PROOF },
  { "stranger", STRANGER, "RS256", HEADER ("RS256", "r"), NO_PROOF },
  { "stranger-no-kid", STRANGER, "RS256", "{\"alg\":\"RS256\"}", NO_PROOF },
  { "other-kid", RSA_KEY, "RS256", HEADER ("RS256", "x"), NO_PROOF },
  { "kid-of-another", RSA_KEY, "RS256", HEADER ("RS256", "e"), NO_PROOF },
  { "key-for-another", RSA_KEY, "RS256", HEADER ("RS256", "p"), NO_PROOF },
  { "key-to-encrypt", RSA_KEY, "RS256", HEADER ("RS256", "u"), NO_PROOF },
};

static void
test_header (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *token =
    signer_sign (keys[headers[i].key], headers[i].algorithm, headers[i].header, CLAIMS (""));
  g_autofree char *why = doubt (token);

  if (headers[i].doubt == NULL) {
    g_assert_null (why);
    return;
  }
  g_assert_nonnull (why);
  g_test_message ("%s", why);
  g_assert_nonnull (strstr (why, headers[i].doubt));
  g_assert_null (strstr (why, "clock"));
  g_assert_null (strstr (why, "my-secret"));
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
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":[\"d\"],\"exp\":1795000600,\"iat\":1795000000,"
      "\"nonce\":\"n\"}",
      FALSE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":[\"d\",\"e\"],\"azp\":\"c\",\"exp\":"
      "1795000600,\"iat\":1795000000,\"nonce\":\"n\"}",
      FALSE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":[],\"azp\":\"c\",\"exp\":1795000600,\"iat\":"
      "1795000000,\"nonce\":\"n\"}",
      FALSE },
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
    { "{\"iss\":\"" ISSUER
      "\",\"aud\":\"c\",\"exp\":1795000600,\"iat\":1795000000,\"nonce\":\"n\"}",
      FALSE },
    { "{\"iss\":\"" ISSUER "\",\"sub\":\"\",\"aud\":\"c\",\"exp\":1795000600,\"iat\":1795000000,"
      "\"nonce\":\"n\"}",
      FALSE },
    { "[]", FALSE },
    { "not JSON", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *token =
      signer_sign (keys[RSA_KEY], "RS256", HEADER ("RS256", "r"), cases[i].claims);

    g_test_message ("%u", i);
    g_assert_cmpint (is_believed (token), ==, cases[i].believed);
  }
}

/* A time may have a fraction (RFC 7519, NumericDate); only a wrong time is put down to the clock.
 */
static void
test_times (void)
{
  static const struct {
    const char *claims;
    const char *doubt; /* NULL: believed */
  } cases[] = {
    { TIMES ("\"exp\":1795000600,\"iat\":1795000000"), NULL },
    { TIMES ("\"exp\":1795000600.25,\"iat\":1795000000.75,\"nbf\":1794999999.5"), NULL },
    { TIMES ("\"exp\":1.7950006e9,\"iat\":1.795e9"), NULL },
    { TIMES ("\"exp\":1794999700.5,\"iat\":1794999000"), NULL },
    { TIMES ("\"exp\":1794999700,\"iat\":1794999000"), "clock" },
    { TIMES ("\"exp\":1795009600,\"iat\":1795000299.5"), NULL },
    { TIMES ("\"exp\":1795009600,\"iat\":1795000300"), "clock" },
    { TIMES ("\"exp\":1795009600,\"iat\":1795000000,\"nbf\":1795000300.5"), "clock" },
    { TIMES ("\"exp\":-1e300,\"iat\":0"), "clock" },
    { TIMES ("\"exp\":\"1795000600\",\"iat\":1795000000"), NO_PROOF },
    { TIMES ("\"exp\":null,\"iat\":1795000000"), NO_PROOF },
    { TIMES ("\"exp\":1795000600"), NO_PROOF },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *token =
      signer_sign (keys[P256], "ES256", HEADER ("ES256", "e"), cases[i].claims);
    g_autofree char *why = doubt (token);

    g_test_message ("%u: %s", i, why);
    g_assert_cmpint (why == NULL, ==, cases[i].doubt == NULL);
    if (why != NULL)
      g_assert_nonnull (strstr (why, cases[i].doubt));
  }
}

/* Parts of one good token with parts of another, and what is no token at all. */
static void
test_forged (void)
{
  g_autofree char *good = signer_sign (keys[RSA_KEY], "RS256", HEADER ("RS256", "r"), CLAIMS (""));
  g_autofree char *other =
    signer_sign (keys[RSA_KEY], "RS256", HEADER ("RS256", "r"), CLAIMS (",\"x\":1"));
  g_autofree char *no_kid =
    signer_sign (keys[RSA_KEY], "RS256", "{\"alg\":\"RS256\"}", CLAIMS (""));
  g_auto (GStrv) of_good = g_strsplit (good, ".", -1);
  g_auto (GStrv) of_other = g_strsplit (other, ".", -1);
  g_auto (GStrv) of_no_kid = g_strsplit (no_kid, ".", -1);
  g_autofree char *claims = g_strjoin (".", of_good[0], of_other[1], of_good[2], NULL);
  g_autofree char *header = g_strjoin (".", of_no_kid[0], of_good[1], of_good[2], NULL);
  g_autofree char *huge = g_strnfill (1024 * 1024, 'a');
  const char *const forged[] = { claims, header, huge, "", ".", "..", "a.b.c.d" };
  /* After a good header, what is no base64url (cjose ends the program over some of it). */
  static const char *const rests[] = { ".",          "..",         ".e30.",     ".e30.AAAA.AAAA",
                                       ".e30=.AAAA", ".e3 0.AAAA", ".*.AAAA",   ".e30.*",
                                       ".e30.A",     ".e.AAAA",    ".e30.AA==", ".e30.AA+/",
                                       "\n.e30.AAAA" };

  g_assert_true (is_believed (good));
  g_assert_true (is_believed (other));
  g_assert_true (is_believed (no_kid));
  for (guint i = 0; i < G_N_ELEMENTS (forged); i++)
    g_assert_false (is_believed (forged[i]));
  for (guint i = 0; i < G_N_ELEMENTS (rests); i++) {
    g_autofree char *token = g_strconcat (of_good[0], rests[i], NULL);

    g_test_message ("%s", rests[i]);
    g_assert_false (is_believed (token));
  }
}

/* A token that was cut or has one bit changed anywhere is never believed, and never crashes. */
static void
test_damaged (void)
{
  g_autofree char *good = signer_sign (keys[P256], "ES256", HEADER ("ES256", "e"), CLAIMS (""));
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
  g_autofree char *token = signer_sign (keys[RSA_KEY], "RS256", HEADER ("RS256", "r"), CLAIMS (""));
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
    g_autoptr (BancoJson) foreign = banco_json_parse (texts[i], -1, NULL);

    g_assert_null (banco_id_token_verify (issuer, token, foreign, "c", "n", NOW, NULL));
  }
}

static void
test_peek (void)
{
  g_autofree char *plain = signer_sign (NULL, "", "{\"alg\":\"none\"}", "{\"exp\":1795000600.5}");
  static const char *const others[] = { "", "opaque", "a.b", "..", "a.e30.", "a.W10.", "a.!.b" };

  g_assert_cmpint (banco_jwt_peek_time (plain, "exp"), ==, 1795000600);
  g_assert_cmpint (banco_jwt_peek_time (plain, "iat"), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_cmpint (banco_jwt_peek_time (others[i], "exp"), ==, 0);
}

int
main (int argc, char **argv)
{
  BancoIssuerSetup setup = { .id = "official", .name = "INFN Cloud", .url = ISSUER };
  int status;

  g_test_init (&argc, &argv, NULL);
  issuer = banco_issuer_new (&setup);
  make_keys ();
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++) {
    g_autofree char *path = g_strconcat ("/id-token/header/", headers[i].name, NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_header);
  }
  g_test_add_func ("/id-token/claims", test_claims);
  g_test_add_func ("/id-token/times", test_times);
  g_test_add_func ("/id-token/forged", test_forged);
  g_test_add_func ("/id-token/damaged", test_damaged);
  g_test_add_func ("/id-token/foreign-keys", test_foreign_keys);
  g_test_add_func ("/id-token/peek", test_peek);
  status = g_test_run ();
  for (guint i = 0; i < N_KEYS; i++)
    EVP_PKEY_free (keys[i]);
  banco_json_free (published);
  banco_issuer_unref (issuer);
  return status;
}
