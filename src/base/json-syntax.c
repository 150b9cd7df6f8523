/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json-private.h"

#include <string.h>

#define DEEPEST 200

/* json-glib takes more than JSON: comments, assignments, several roots, half a surrogate pair. It
 * recurses without a limit, and its versions differ in what they make of such a text; some end the
 * program. So it only sees JSON. */
typedef struct {
  const char *at; /* stays where a fault is */
  const char *end;
  guint depth;
  gboolean deep;
} Reading;

static gboolean read_value (Reading *self);

static gboolean
take (Reading *self, char c)
{
  if (self->at == self->end || *self->at != c)
    return FALSE;
  self->at++;
  return TRUE;
}

static void
skip_blanks (Reading *self)
{
  while (self->at < self->end && strchr (" \t\r\n", *self->at) != NULL)
    self->at++;
}

/* "XXXX" of "\uXXXX". */
static gboolean
read_unit (Reading *self, guint *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++, self->at++) {
    if (self->at == self->end || !g_ascii_isxdigit (*self->at))
      return FALSE;
    *unit = *unit << 4 | (guint) g_ascii_xdigit_value (*self->at);
  }
  return TRUE;
}

static gboolean
read_escape (Reading *self)
{
  guint unit;

  if (!take (self, 'u'))
    return self->at < self->end && strchr ("\"\\/bfnrt", *self->at++) != NULL;
  if (!read_unit (self, &unit))
    return FALSE;
  if (unit < 0xd800 || unit > 0xdfff)
    return TRUE;
  return unit < 0xdc00 && take (self, '\\') && take (self, 'u') && read_unit (self, &unit) &&
         unit >= 0xdc00 && unit <= 0xdfff;
}

static gboolean
read_string (Reading *self)
{
  if (!take (self, '"'))
    return FALSE;
  while (self->at < self->end && *self->at != '"') {
    if (take (self, '\\')) {
      if (!read_escape (self))
        return FALSE;
    } else if ((guchar) *self->at++ < 0x1f) { /* json-glib 1.6 writes U+001F as it is */
      return FALSE;
    }
  }
  return take (self, '"');
}

static gboolean
read_digits (Reading *self)
{
  const char *begin = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;
  return self->at > begin;
}

static gboolean
read_number (Reading *self)
{
  take (self, '-');
  if (!take (self, '0') && !read_digits (self))
    return FALSE;
  if (take (self, '.') && !read_digits (self))
    return FALSE;
  if (!take (self, 'e') && !take (self, 'E'))
    return TRUE;
  if (!take (self, '-'))
    take (self, '+');
  return read_digits (self);
}

static gboolean
read_word (Reading *self)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize length = strlen (words[i]);

    if ((gsize) (self->end - self->at) >= length && memcmp (self->at, words[i], length) == 0) {
      self->at += length;
      return TRUE;
    }
  }
  return FALSE;
}

/* What is between the brackets of an object or array, and the one that closes it. */
static gboolean
read_members (Reading *self, char close)
{
  self->deep = ++self->depth > DEEPEST;
  if (self->deep)
    return FALSE;
  skip_blanks (self);
  if (!take (self, close)) {
    do {
      skip_blanks (self);
      if (close == '}') {
        if (!read_string (self))
          return FALSE;
        skip_blanks (self);
        if (!take (self, ':'))
          return FALSE;
      }
      if (!read_value (self))
        return FALSE;
    } while (take (self, ','));
    if (!take (self, close))
      return FALSE;
  }
  self->depth--;
  return TRUE;
}

static gboolean
read_value (Reading *self)
{
  gboolean read;

  skip_blanks (self);
  if (take (self, '{'))
    read = read_members (self, '}');
  else if (take (self, '['))
    read = read_members (self, ']');
  else
    read = read_string (self) || read_word (self) || read_number (self);
  skip_blanks (self);
  return read;
}

const char *
banco_json_find_fault (const char *text, gsize length, gboolean *deep)
{
  Reading reading = { .at = text, .end = text + length };
  gboolean read = read_value (&reading);

  *deep = reading.deep;
  return read && reading.at == reading.end ? NULL : reading.at;
}
