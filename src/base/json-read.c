/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json-private.h"

#include <errno.h>
#include <string.h>

#define DEEPEST 200

/* json-glib's trees, but not its parser. That takes more than JSON (comments, assignments, several
 * roots, half a surrogate pair), recurses without a limit, and its versions differ in what they
 * make of such a text; some end the program. */
typedef struct {
  const char *at; /* stays where a fault is */
  const char *end;
  guint depth;
  gboolean deep;
} ParseState;

static JsonNode *read_value (ParseState *self);

static gboolean
take (ParseState *self, char c)
{
  if (self->at == self->end || *self->at != c)
    return FALSE;
  self->at++;
  return TRUE;
}

static void
skip_blanks (ParseState *self)
{
  while (self->at < self->end && strchr (" \t\r\n", *self->at) != NULL)
    self->at++;
}

/* "XXXX" of "\uXXXX". */
static gboolean
read_unit (ParseState *self, gunichar *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++, self->at++) {
    if (self->at == self->end || !g_ascii_isxdigit (*self->at))
      return FALSE;
    *unit = *unit << 4 | (gunichar) g_ascii_xdigit_value (*self->at);
  }
  return TRUE;
}

/* Behind the backslash; what it means is appended at @to. */
static gboolean
read_escape (ParseState *self, char **to)
{
  static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *escape = self->at < self->end ? strchr (escapes, *self->at) : NULL;
  gunichar unit, second;

  if (escape != NULL) {
    *(*to)++ = meanings[escape - escapes];
    self->at++;
    return TRUE;
  }
  if (!take (self, 'u') || !read_unit (self, &unit) || (unit >= 0xdc00 && unit <= 0xdfff))
    return FALSE;
  if (unit >= 0xd800 && unit <= 0xdbff) {
    if (!take (self, '\\') || !take (self, 'u') || !read_unit (self, &second) || second < 0xdc00 ||
        second > 0xdfff)
      return FALSE;
    unit = 0x10000 + ((unit & 0x3ff) << 10) + (second & 0x3ff);
  }
  /* A text of C ends with NUL: what comes behind must not get lost. */
  *to += g_unichar_to_utf8 (unit != 0 ? unit : 0xfffd, *to);
  return TRUE;
}

static gsize
measure_string (const ParseState *self)
{
  const char *at = self->at;

  while (at < self->end && *at != '"')
    at += *at == '\\' ? 2 : 1;
  return (gsize) (at - self->at);
}

/* NULL on a fault. No escape is shorter than what it means. */
static char *
read_string (ParseState *self)
{
  g_auto (BancoSecret) text = NULL;
  char *to;

  if (!take (self, '"'))
    return NULL;
  to = text = g_malloc0 (measure_string (self) + 1);
  while (self->at < self->end && *self->at != '"') {
    if (take (self, '\\')) {
      if (!read_escape (self, &to))
        return NULL;
    } else if ((guchar) *self->at < 0x1f) { /* json-glib 1.6 writes U+001F as it is */
      return NULL;
    } else {
      *to++ = *self->at++;
    }
  }
  return take (self, '"') ? g_steal_pointer (&text) : NULL;
}

static JsonNode *
read_text (ParseState *self)
{
  g_auto (BancoSecret) text = read_string (self);

  return text != NULL ? json_node_init_string (json_node_alloc (), text) : NULL;
}

static gboolean
skip_digits (ParseState *self)
{
  const char *begin = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;
  return self->at > begin;
}

static JsonNode *
read_number (ParseState *self)
{
  const char *begin = self->at;
  g_autofree char *text = NULL;
  gboolean whole = TRUE;
  gint64 number;

  take (self, '-');
  if (!take (self, '0') && !skip_digits (self))
    return NULL;
  if (take (self, '.')) {
    whole = FALSE;
    if (!skip_digits (self))
      return NULL;
  }
  if (take (self, 'e') || take (self, 'E')) {
    whole = FALSE;
    if (!take (self, '-'))
      take (self, '+');
    if (!skip_digits (self))
      return NULL;
  }
  text = g_strndup (begin, (gsize) (self->at - begin));
  errno = 0;
  number = whole ? g_ascii_strtoll (text, NULL, 10) : 0;
  if (whole && errno == 0)
    return json_node_init_int (json_node_alloc (), number);
  return json_node_init_double (json_node_alloc (), g_ascii_strtod (text, NULL));
}

static JsonNode *
read_word (ParseState *self)
{
  static const char *const words[] = { "false", "true", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize length = strlen (words[i]);

    if ((gsize) (self->end - self->at) < length || memcmp (self->at, words[i], length) != 0)
      continue;
    self->at += length;
    return i < 2 ? json_node_init_boolean (json_node_alloc (), i == 1)
                 : json_node_init_null (json_node_alloc ());
  }
  return NULL;
}

static JsonNode *
read_object (ParseState *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  skip_blanks (self);
  if (take (self, '}'))
    return json_node_init_object (json_node_alloc (), object);
  do {
    g_auto (BancoSecret) name = NULL;
    JsonNode *member = NULL;

    skip_blanks (self);
    name = read_string (self);
    skip_blanks (self);
    if (name != NULL && take (self, ':'))
      member = read_value (self);
    if (member == NULL)
      return NULL;
    json_object_set_member (object, name, member);
  } while (take (self, ','));
  return take (self, '}') ? json_node_init_object (json_node_alloc (), object) : NULL;
}

static JsonNode *
read_array (ParseState *self)
{
  g_autoptr (JsonArray) array = json_array_new ();

  skip_blanks (self);
  if (take (self, ']'))
    return json_node_init_array (json_node_alloc (), array);
  do {
    JsonNode *element = read_value (self);

    if (element == NULL)
      return NULL;
    json_array_add_element (array, element);
  } while (take (self, ','));
  return take (self, ']') ? json_node_init_array (json_node_alloc (), array) : NULL;
}

/* With the blanks around it; NULL on a fault. */
static JsonNode *
read_value (ParseState *self)
{
  char first;
  JsonNode *node;

  skip_blanks (self);
  first = self->at < self->end ? *self->at : '\0';
  if (first == '{' || first == '[') {
    self->deep = self->deep || self->depth == DEEPEST;
    if (self->deep)
      return NULL;
    self->at++;
    self->depth++;
    node = first == '{' ? read_object (self) : read_array (self);
    self->depth--;
  } else if (first == '"') {
    node = read_text (self);
  } else {
    node = g_ascii_isalpha (first) ? read_word (self) : read_number (self);
  }
  skip_blanks (self);
  return node;
}

JsonNode *
banco_json_read (const char *text, gsize length, const char **fault, gboolean *deep)
{
  ParseState reading = { .at = text, .end = text + length };
  JsonNode *root = read_value (&reading);

  if (reading.at < reading.end)
    g_clear_pointer (&root, json_node_unref);
  *fault = root == NULL ? reading.at : NULL;
  *deep = reading.deep;
  return root;
}
