/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/json-tree.h"

#include <stdlib.h>
#include <string.h>

enum {
  DEEPEST = 32
};

static bool read_value (BenchJson *json, int depth);

static void
skip_blanks (BenchJson *json)
{
  json->next += strspn (json->next, " \t\r\n");
}

static bool
take (BenchJson *json, char character)
{
  skip_blanks (json);
  if (*json->next != character)
    return false;
  json->next++;
  return true;
}

/* The number of a new node; -1 when memory is short. */
static int
add (BenchJson *json, char kind)
{
  if (json->count == json->room) {
    int room = json->room > 0 ? 2 * json->room : 64;
    BenchJsonNode *grown = realloc (json->nodes, (size_t) room * sizeof *grown);

    if (grown == NULL)
      return -1;
    json->nodes = grown;
    json->room = room;
  }
  json->nodes[json->count] = (BenchJsonNode){ .kind = kind };
  return json->count++;
}

/* The character that "\@letter" means, 0 for none. What lies beyond ASCII becomes '?': nothing that
 * is looked for here does. */
static char
unescape (BenchJson *json, char letter)
{
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *found = letter != '\0' ? strchr (letters, letter) : NULL;
  char digits[5] = "", *end;

  if (found != NULL)
    return meanings[found - letters];
  if (letter != 'u' || strspn (json->next, "0123456789abcdefABCDEF") < 4)
    return 0;
  memcpy (digits, json->next, 4);
  json->next += 4;
  long code = strtol (digits, &end, 16);
  return code > 0 && code < 128 ? (char) code : '?';
}

static bool
read_text (BenchJson *json)
{
  int node = add (json, '"');
  char *to = json->next;

  if (node < 0)
    return false;
  json->nodes[node].text = to;
  while (*json->next != '"') {
    char character = *json->next;

    if ((unsigned char) character < 0x20) /* the end of everything, too */
      return false;
    json->next++;
    if (character == '\\') {
      char letter = *json->next;

      if (letter == '\0')
        return false;
      json->next++;
      character = unescape (json, letter);
      if (character == '\0')
        return false;
    }
    *to++ = character;
  }
  json->nodes[node].length = (size_t) (to - json->nodes[node].text);
  json->nodes[node].end = json->count;
  json->next++;
  return true;
}

static bool
read_word (BenchJson *json)
{
  static const char *const words[] = { "true", "false", "null" };
  size_t length = strcspn (json->next, " \t\r\n,]}");
  int node = add (json, 'v');
  bool known = false;
  char *end;

  if (node < 0 || length == 0)
    return false;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    known |= strlen (words[i]) == length && strncmp (json->next, words[i], length) == 0;
  if (strchr ("-0123456789", json->next[0]) != NULL) {
    strtod (json->next, &end);
    known = end == json->next + length && memchr (json->next, 'x', length) == NULL;
  }
  json->nodes[node].text = json->next;
  json->nodes[node].length = length;
  json->nodes[node].end = json->count;
  json->next += length;
  return known;
}

static bool
read_members (BenchJson *json, bool named, char closing, int depth)
{
  int node = add (json, named ? '{' : '[');

  if (node < 0 || depth > DEEPEST)
    return false;
  if (!take (json, closing)) {
    do {
      if (named && !(take (json, '"') && read_text (json) && take (json, ':')))
        return false;
      if (!read_value (json, depth))
        return false;
    } while (take (json, ','));
    if (!take (json, closing))
      return false;
  }
  json->nodes[node].end = json->count;
  return true;
}

static bool
read_value (BenchJson *json, int depth)
{
  if (take (json, '{'))
    return read_members (json, true, '}', depth + 1);
  if (take (json, '['))
    return read_members (json, false, ']', depth + 1);
  if (take (json, '"'))
    return read_text (json);
  return read_word (json);
}

bool
bench_json_read (BenchJson *json, char *text)
{
  *json = (BenchJson){ .next = text };
  bool whole = read_value (json, 0);

  skip_blanks (json);
  if (!whole || *json->next != '\0') {
    bench_json_clear (json);
    return false;
  }
  /* What ended a text or a word was read, so its place is free. */
  for (int i = 0; i < json->count; i++)
    if (json->nodes[i].text != NULL)
      text[json->nodes[i].text - text + (ptrdiff_t) json->nodes[i].length] = '\0';
  return true;
}

void
bench_json_clear (BenchJson *json)
{
  free (json->nodes);
  *json = (BenchJson){ 0 };
}

static bool
is_kind (const BenchJson *json, int node, char kind)
{
  return node >= 0 && node < json->count && json->nodes[node].kind == kind;
}

int
bench_json_member (const BenchJson *json, int object, const char *name)
{
  if (!is_kind (json, object, '{'))
    return -1;
  for (int i = object + 1; i < json->nodes[object].end; i = json->nodes[i + 1].end)
    if (strcmp (json->nodes[i].text, name) == 0)
      return i + 1;
  return -1;
}

int
bench_json_item (const BenchJson *json, int array, int which)
{
  if (!is_kind (json, array, '['))
    return -1;
  for (int i = array + 1; i < json->nodes[array].end; i = json->nodes[i].end)
    if (which-- == 0)
      return i;
  return -1;
}

int
bench_json_find (const BenchJson *json, int node, const char *name)
{
  if (node < 0 || node >= json->count)
    return -1;
  for (int i = node; i < json->nodes[node].end; i++) {
    int found = bench_json_member (json, i, name);

    if (found >= 0)
      return found;
  }
  return -1;
}

const char *
bench_json_text (const BenchJson *json, int node)
{
  return is_kind (json, node, '"') || is_kind (json, node, 'v') ? json->nodes[node].text : NULL;
}

double
bench_json_number (const BenchJson *json, int node, double otherwise)
{
  const char *text = bench_json_text (json, node);
  char *end;

  if (text == NULL)
    return otherwise;
  double number = strtod (text, &end);

  return end == text || !__builtin_isfinite (number) ? otherwise : number;
}
