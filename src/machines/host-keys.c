/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-private.h"

#include <string.h>

#define BEGIN "-----BEGIN SSH HOST KEY KEYS-----"
#define END "-----END SSH HOST KEY KEYS-----"
#define FRAME "SSH HOST KEY KEYS"
#define LONGEST_KEY 4096
#define MOST_KEYS 16

#define MOST_FIELDS 3

/* A key is a sequence of fields, each behind its length: its type first, then these, by their
 * sizes; ANY: of any size. */
#define ANY G_MAXUINT32
static const struct {
  const char *name;
  guint32 fields[MOST_FIELDS + 1];
} types[] = {
  { "ssh-ed25519", { 32 } },
  { "ecdsa-sha2-nistp256", { 8, 65 } },
  { "ecdsa-sha2-nistp384", { 8, 97 } },
  { "ecdsa-sha2-nistp521", { 8, 133 } },
  { "ssh-rsa", { ANY, ANY } },
  { "sk-ssh-ed25519@openssh.com", { 32, ANY } },
  { "sk-ecdsa-sha2-nistp256@openssh.com", { 8, 65, ANY } },
};

/* The next field of a key, which ends before @end; NULL if it is not whole. */
static const guchar *
next_field (const guchar *at, const guchar *end, guint32 *length)
{
  if (end - at < (gssize) sizeof *length)
    return NULL;
  memcpy (length, at, sizeof *length);
  *length = GUINT32_FROM_BE (*length);
  at += sizeof *length;
  return *length > 0 && *length <= (gsize) (end - at) ? at : NULL;
}

/* A console may cut a key anywhere, and the beginning of a key is none. */
static gboolean
is_key_of_type (const char *text, gsize text_length, guint type)
{
  g_autofree char *copy = g_strndup (text, text_length);
  g_autofree char *again = NULL;
  g_autofree guchar *blob = NULL;
  const guchar *field, *end;
  gsize size;
  guint32 length;

  if (text_length == 0 || text_length > LONGEST_KEY)
    return FALSE;
  blob = g_base64_decode (copy, &size);
  again = g_base64_encode (blob, size);
  if (strcmp (copy, again) != 0)
    return FALSE;
  end = blob + size;
  field = next_field (blob, end, &length);
  if (field == NULL || length != strlen (types[type].name) ||
      memcmp (field, types[type].name, length) != 0)
    return FALSE;
  for (guint i = 0; types[type].fields[i] != 0; i++) {
    field = next_field (field + length, end, &length);
    if (field == NULL || (types[type].fields[i] != ANY && length != types[type].fields[i]))
      return FALSE;
  }
  return field + length == end;
}

/* Consoles put a time or a name in front of lines, and keys have comments: both are passed over. */
char *
banco_host_key_parse_line (const char *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    const char *found = strstr (line, types[i].name);
    const char *key;
    gsize length;

    if (found == NULL || (found > line && !g_ascii_isspace (found[-1])))
      continue;
    key = found + strlen (types[i].name);
    if (*key != ' ')
      continue;
    key++;
    length = strspn (key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
    if (is_key_of_type (key, length, i))
      return g_strdup_printf ("%s %.*s", types[i].name, (int) length, key);
  }
  return NULL;
}

/* Every line of @block that is no key may have been one. */
static char **
read_block (const char *block, gboolean *cut)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_auto (GStrv) lines = g_strsplit_set (block, "\r\n", -1);
  guint found = 0;

  for (guint i = 0; lines[i] != NULL && found < MOST_KEYS; i++) {
    g_autofree char *key = banco_host_key_parse_line (lines[i]);

    if (key == NULL) {
      *cut = *cut || g_strchomp (lines[i])[0] != '\0';
      continue;
    }
    g_strv_builder_add (keys, key);
    found++;
  }
  return g_strv_builder_end (keys);
}

char **
banco_host_keys_parse (const char *log, gboolean *cut)
{
  const char *begin = g_strrstr (log, BEGIN);
  const char *end = begin != NULL ? strstr (begin, END) : NULL;
  g_autofree char *block = NULL;

  /* A block that has not ended is still being printed, and one before it belongs to an earlier
   * boot; so does one that is followed by part of a frame. */
  *cut = end != NULL ? strstr (end + strlen (END), FRAME) != NULL : strstr (log, FRAME) != NULL;
  if (end == NULL || *cut)
    return g_new0 (char *, 1);
  begin += strlen (BEGIN);
  block = g_strndup (begin, (gsize) (end - begin));
  return read_block (block, cut);
}
