/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/secret-private.h"

#include <string.h>
#include <sys/random.h>

char *
banco_secret_encode (const guint8 *bytes, gsize length)
{
  char *text = g_base64_encode (bytes, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

guint8 *
banco_secret_decode (const char *text, gsize length, gsize *size)
{
  g_autofree char *padded = g_malloc (length + 4);
  guint8 *bytes;

  memcpy (padded, text, length);
  padded[length] = '\0';
  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  while (length % 4 != 0)
    padded[length++] = '=';
  padded[length] = '\0';
  bytes = g_base64_decode (padded, size);
  explicit_bzero (padded, length);
  return bytes;
}

char *
banco_secret_random (void)
{
  guint8 bytes[32];
  char *text;

  /* Up to 256 bytes come whole once the kernel has seeded itself. */
  while (getrandom (bytes, sizeof bytes, 0) != (ssize_t) sizeof bytes)
    continue;
  text = banco_secret_encode (bytes, sizeof bytes);
  explicit_bzero (bytes, sizeof bytes);
  return text;
}

char *
banco_secret_challenge (const char *verifier)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (sum, (const guchar *) verifier, (gssize) strlen (verifier));
  g_checksum_get_digest (sum, digest, &length);
  return banco_secret_encode (digest, length);
}
