/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-private.h"

#include <string.h>

#define BEGIN "-----BEGIN SSH HOST KEY KEYS-----"
#define END "-----END SSH HOST KEY KEYS-----"
#define LONGEST_KEY 4096
#define MOST_KEYS 16

static const char *const types[] = { "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
                                     "ecdsa-sha2-nistp521", "ssh-rsa" };

/* The blob of a key begins with the length and the name of its type. */
static gboolean
is_key_of_type (const char *text, gsize length, const char *type)
{
  g_autofree char *copy = g_strndup (text, length);
  g_autofree guchar *blob = NULL;
  gsize blob_length, type_length = strlen (type);
  guint32 stated;

  if (length == 0 || length > LONGEST_KEY || length % 4 != 0)
    return FALSE;
  blob = g_base64_decode (copy, &blob_length);
  if (blob_length <= sizeof stated + type_length)
    return FALSE;
  memcpy (&stated, blob, sizeof stated);
  return GUINT32_FROM_BE (stated) == type_length &&
         memcmp (blob + sizeof stated, type, type_length) == 0;
}

/* Consoles put a time or a name in front of lines, and keys have comments: both are passed over. */
char *
banco_host_key_parse_line (const char *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    const char *found = strstr (line, types[i]);
    const char *key;
    gsize length;

    if (found == NULL || (found > line && !g_ascii_isspace (found[-1])))
      continue;
    key = found + strlen (types[i]);
    if (*key != ' ')
      continue;
    key++;
    length = strspn (key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
    if (is_key_of_type (key, length, types[i]))
      return g_strdup_printf ("%s %.*s", types[i], (int) length, key);
  }
  return NULL;
}

char **
banco_host_keys_parse (const char *log)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  const char *begin = g_strrstr (log, BEGIN);
  const char *end = begin != NULL ? strstr (begin, END) : NULL;
  guint found = 0;

  /* A block that has not ended is still being printed; one before it belongs to an earlier boot. */
  if (end != NULL) {
    g_autofree char *block =
      g_strndup (begin + strlen (BEGIN), (gsize) (end - begin) - strlen (BEGIN));
    g_auto (GStrv) lines = g_strsplit_set (block, "\r\n", -1);

    for (guint i = 0; lines[i] != NULL && found < MOST_KEYS; i++) {
      g_autofree char *key = banco_host_key_parse_line (lines[i]);

      if (key == NULL)
        continue;
      g_strv_builder_add (keys, key);
      found++;
    }
  }
  return g_strv_builder_end (keys);
}
