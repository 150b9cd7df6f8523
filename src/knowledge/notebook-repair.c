/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/notebook-private.h"

#include <string.h>

#define DEEPEST 190

/* Where the text could end, if the brackets open there were closed. */
typedef struct {
  gsize length;
  guint depth;
  char open[DEEPEST];
} Place;

/* Behind a string that starts at @at; NULL when it does not end. */
static const char *
skip_string (const char *at)
{
  for (at++; *at != '\0'; at++) {
    if (*at == '"')
      return at + 1;
    if (*at == '\\' && at[1] != '\0')
      at++;
  }
  return NULL;
}

/* What JSON has no place for in a string is written as it was meant. */
static void
append_string (GString *into, const char *at, const char *end)
{
  for (; at < end; at++) {
    if ((guchar) *at < 0x20) {
      g_string_append_printf (into, "\\u%04x", (guint) *at);
    } else if (*at != '\\') {
      g_string_append_c (into, *at);
    } else if (strchr ("\"\\/bfnrtu", at[1]) != NULL) {
      g_string_append_len (into, at, 2);
      at++;
    }
  }
}

#define PAIR "\\\\u[dD][89abAB][[:xdigit:]]{2}\\\\u[dD][c-fC-F][[:xdigit:]]{2}"
#define HALF "\\\\u[dD][89a-fA-F][[:xdigit:]]{2}"

/* Half a surrogate pair, where a program cut a text between the two, as a replacement character. */
static char *
replace_halves (const char *text)
{
  g_autoptr (GRegex) halves =
    g_regex_new ("(?:\\\\\\\\|" PAIR ")(*SKIP)(*FAIL)|" HALF, G_REGEX_RAW, 0, NULL);

  return g_regex_replace_literal (halves, text, -1, 0, "\\ufffd", 0, NULL);
}

static const char *
skip_word (const char *at, GString *into)
{
  static const char *const foreign[] = { "NaN", "Infinity", "-Infinity" };

  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++) {
    if (g_str_has_prefix (at, foreign[i])) {
      g_string_append (into, "null");
      return at + strlen (foreign[i]);
    }
  }
  g_string_append_c (into, *at);
  return at + 1;
}

/* FALSE when the brackets do not match, or nest too deep. */
static gboolean
follow_bracket (Place *now, char c)
{
  if (c == '{' || c == '[') {
    if (now->depth == DEEPEST)
      return FALSE;
    now->open[now->depth++] = c;
    return TRUE;
  }
  return now->depth > 0 && now->open[--now->depth] == (c == '}' ? '{' : '[');
}

static char *
repair (const char *text, gboolean *was_cut)
{
  GString *result = g_string_sized_new (strlen (text) + 16);
  Place now = { 0 };
  Place safe = { 0 };

  *was_cut = FALSE;
  while (*text != '\0') {
    const char *end = text;

    if (*text == '"') {
      end = skip_string (text);
      if (end == NULL)
        break;
      append_string (result, text, end);
      text = end;
      continue;
    }
    if (strchr ("{}[]", *text) != NULL) {
      if (!follow_bracket (&now, *text))
        break;
      g_string_append_c (result, *text++);
      if (now.depth == 0)
        return g_string_free (result, FALSE);
    } else {
      if (*text == ',') {
        safe = now;
        safe.length = result->len;
      }
      text = skip_word (text, result);
    }
  }
  *was_cut = TRUE;
  g_string_truncate (result, safe.length);
  while (safe.depth > 0)
    g_string_append_c (result, safe.open[--safe.depth] == '{' ? '}' : ']');
  if (result->len > 0)
    return g_string_free (result, FALSE);
  g_string_free (result, TRUE);
  return NULL;
}

char *
banco_notebook_repair (const char *text, gboolean *was_cut)
{
  g_autofree char *repaired = repair (text, was_cut);

  return repaired != NULL ? replace_halves (repaired) : NULL;
}

char *
banco_notebook_plain (const char *terminal)
{
  GString *result = g_string_sized_new (strlen (terminal));
  gsize line = 0;

  for (const char *at = terminal, *next; *at != '\0'; at = next) {
    next = banco_visible_skip_sequence (at);
    if (next > at)
      continue;
    next = g_utf8_next_char (at);
    if (at[0] == '\r' && at[1] != '\n' && at[1] != '\0')
      g_string_truncate (result, line);
    else if (*at == '\b' && result->len > line)
      g_string_truncate (
        result, (gsize) (g_utf8_find_prev_char (result->str + line, result->str + result->len) -
                         result->str));
    else if ((guchar) *at >= 0x20 || *at == '\n' || *at == '\t')
      g_string_append_len (result, at, next - at);
    if (*at == '\n')
      line = result->len;
  }
  return g_string_free (result, FALSE);
}
