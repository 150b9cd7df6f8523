/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret-memory.h"

#include <malloc.h>
#include <openssl/crypto.h>
#include <string.h>

#define POOL (256 * 1024) /* some tokens of every account, and an answer that brings new ones */
#define SMALLEST 32
#define WIPED_STACK (96 * 1024)

/* OpenSSL keeps the pool out of core dumps, and locks it where the limit of locked memory allows.
 */
static gboolean
has_pool (void)
{
  static gsize initialised;

  if (g_once_init_enter (&initialised)) {
    CRYPTO_secure_malloc_init (POOL, SMALLEST);
    g_once_init_leave (&initialised, 1);
  }
  return CRYPTO_secure_malloc_initialized ();
}

char *
banco_secret_alloc (gsize size)
{
  char *memory = has_pool () ? OPENSSL_secure_zalloc (size) : NULL;

  return memory != NULL ? memory : g_malloc0 (size);
}

char *
banco_secret_dup (const char *text)
{
  gsize size;

  if (text == NULL)
    return NULL;
  size = strlen (text) + 1;
  return memcpy (banco_secret_alloc (size), text, size);
}

char *
banco_secret_join (const char *first, const char *second)
{
  BancoSecretText joined = { 0 };

  banco_secret_text_append (&joined, first, -1);
  banco_secret_text_append (&joined, second, -1);
  return joined.text;
}

void
banco_secret_free (char *secret)
{
  if (secret == NULL)
    return;
  if (CRYPTO_secure_allocated (secret)) {
    OPENSSL_secure_free (secret);
    return;
  }
  explicit_bzero (secret, malloc_usable_size (secret));
  g_free (secret);
}

/* Grows into a new place: realloc() would leave the old one as it is. */
void
banco_secret_text_append (BancoSecretText *self, const char *bytes, gssize length)
{
  gsize more = length < 0 ? strlen (bytes) : (gsize) length;

  if (self->length + more >= self->size) {
    gsize size = MAX (2 * self->size, self->length + more + 1);
    char *text = banco_secret_alloc (size);

    if (self->text != NULL)
      memcpy (text, self->text, self->length);
    banco_secret_free (self->text);
    self->text = text;
    self->size = size;
  }
  memcpy (self->text + self->length, bytes, more);
  self->length += more;
  self->text[self->length] = '\0';
}

void
banco_secret_text_append_json (BancoSecretText *self, const char *value)
{
  banco_secret_text_append (self, "\"", 1);
  for (; *value != '\0'; value++) {
    char code[8];

    if ((guchar) *value < 0x20) {
      g_snprintf (code, sizeof code, "\\u%04x", (guint) *value);
      banco_secret_text_append (self, code, -1);
      continue;
    }
    if (*value == '"' || *value == '\\')
      banco_secret_text_append (self, "\\", 1);
    banco_secret_text_append (self, value, 1);
  }
  banco_secret_text_append (self, "\"", 1);
}

void __attribute__ ((noinline)) banco_secret_wipe_stack (void)
{
  char used[WIPED_STACK];

  explicit_bzero (used, sizeof used);
}
