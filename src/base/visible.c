/* SPDX-License-Identifier: Apache-2.0 */
#include "base/visible.h"

#include <string.h>

enum {
  BELL = 0x07,
  ESCAPE = 0x1b,
  NEXT_LINE = 0x85,
  DEVICE_CONTROL = 0x90,
  START_OF_STRING = 0x98,
  CONTROL_SEQUENCE = 0x9b,
  STRING_END = 0x9c,
  SYSTEM_COMMAND = 0x9d,
  APPLICATION_COMMAND = 0x9f,
  NON_JOINER = 0x200c,
  JOINER = 0x200d,
  EMOJI_STYLE = 0xfe0f,
};

/* Controls, Unicode's Default_Ignorable_Code_Point (which has the bidi controls in it), and the
 * marks of lines, paragraphs and annotations. */
static const struct {
  gunichar first, last;
} hidden[] = {
  { 0x0, 0x1f },        { 0x7f, 0x9f },       { 0xad, 0xad },       { 0x34f, 0x34f },
  { 0x61c, 0x61c },     { 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },   { 0x180b, 0x180f },
  { 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x206f },   { 0x3164, 0x3164 },
  { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb },
  { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

static gboolean
is_hidden (gunichar c)
{
  for (guint i = 0; i < G_N_ELEMENTS (hidden) && c >= hidden[i].first; i++)
    if (c <= hidden[i].last)
      return TRUE;
  return FALSE;
}

static gboolean
is_selector (gunichar c)
{
  return (c >= 0xfe00 && c <= EMOJI_STYLE) || (c >= 0xe0100 && c <= 0xe01ef) ||
         (c >= 0x180b && c <= 0x180d) || c == 0x180f;
}

/* Letters of scripts in which a hidden character decides about the shape, and symbols. */
static gboolean
takes_shape (gunichar c)
{
  static const GUnicodeScript scripts[] = {
    G_UNICODE_SCRIPT_ARABIC,    G_UNICODE_SCRIPT_SYRIAC,   G_UNICODE_SCRIPT_MONGOLIAN,
    G_UNICODE_SCRIPT_NKO,       G_UNICODE_SCRIPT_HAN,      G_UNICODE_SCRIPT_MYANMAR,
    G_UNICODE_SCRIPT_KHMER,     G_UNICODE_SCRIPT_SINHALA,  G_UNICODE_SCRIPT_DEVANAGARI,
    G_UNICODE_SCRIPT_BENGALI,   G_UNICODE_SCRIPT_GURMUKHI, G_UNICODE_SCRIPT_GUJARATI,
    G_UNICODE_SCRIPT_ORIYA,     G_UNICODE_SCRIPT_TAMIL,    G_UNICODE_SCRIPT_TELUGU,
    G_UNICODE_SCRIPT_MALAYALAM, G_UNICODE_SCRIPT_KANNADA,
  };
  GUnicodeType type = g_unichar_type (c);

  if (c < 0x80 || is_hidden (c))
    return FALSE;
  if (type == G_UNICODE_OTHER_SYMBOL || type == G_UNICODE_MODIFIER_SYMBOL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    if (g_unichar_get_script (c) == scripts[i])
      return TRUE;
  return FALSE;
}

/* Emoji and Persian words need it; it stays where it changes the character @before, and only once.
 */
static gboolean
is_needed (gunichar c, gunichar before)
{
  if (c == JOINER && before == EMOJI_STYLE)
    return TRUE;
  return (c == JOINER || c == NON_JOINER || is_selector (c)) && takes_shape (before);
}

static const char *
skip_range (const char *at, char first, char last)
{
  while (*at >= first && *at <= last)
    at++;
  return at;
}

/* The text in a sequence ends at its end mark, and at every other control: a sequence that is never
 * ended must not hide the next line. */
static const char *
skip_string (const char *at)
{
  while (*at != '\0' && g_unichar_type (g_utf8_get_char (at)) != G_UNICODE_CONTROL)
    at = g_utf8_next_char (at);
  if (*at == BELL)
    return at + 1;
  if (at[0] == ESCAPE && at[1] == '\\')
    return at + 2;
  return g_utf8_get_char (at) == STRING_END ? g_utf8_next_char (at) : at;
}

/* ECMA-48. */
const char *
banco_visible_skip_sequence (const char *at)
{
  gunichar c = g_utf8_get_char (at);
  const char *next = g_utf8_next_char (at);

  if (c != ESCAPE && (c < DEVICE_CONTROL || c > APPLICATION_COMMAND))
    return at;
  if (c == ESCAPE && *next >= '@' && *next <= '_')
    c = (gunichar) *next++ + 0x40;
  if (c == CONTROL_SEQUENCE)
    next = skip_range (next, 0x20, 0x3f);
  else if (c == DEVICE_CONTROL || c == START_OF_STRING || c >= SYSTEM_COMMAND)
    return skip_string (next);
  else if (c == ESCAPE)
    next = skip_range (next, 0x20, 0x2f);
  else
    return next;
  /* Its last character; a sequence that was cut has none. */
  return *next >= (c == ESCAPE ? '0' : '@') && *next <= '~' ? next + 1 : next;
}

/* A line ends once, however that is written, and one that is written over (by a progress bar, say)
 * ends before the text that takes its place. */
static gboolean
is_line_end (gunichar c, const char *next, gunichar before)
{
  if (c == '\r' || c == '\b')
    return *next != '\0' && strchr ("\n\r\b", *next) == NULL && before != 0 && before != '\n';
  return c == '\n' || c == '\v' || c == '\f' || c == NEXT_LINE || c == 0x2028 || c == 0x2029;
}

static char *
clean (const char *text, const char *line_end, const char *tab)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *result = g_string_sized_new (strlen (valid));
  gunichar before = 0;

  for (const char *at = valid, *next; *at != '\0'; at = next) {
    gunichar c = g_utf8_get_char (at);
    gboolean ends;

    next = banco_visible_skip_sequence (at);
    if (next > at)
      continue;
    next = g_utf8_next_char (at);
    ends = is_line_end (c, next, before);
    if (ends)
      g_string_append (result, line_end);
    else if (c == '\t')
      g_string_append (result, tab);
    else if (!is_hidden (c) || is_needed (c, before))
      g_string_append_len (result, at, next - at);
    else
      continue;
    before = ends ? '\n' : c;
  }
  return g_string_free (result, FALSE);
}

char *
banco_visible_line (const char *text)
{
  return text != NULL ? clean (text, " ", " ") : NULL;
}

char *
banco_visible_text (const char *text)
{
  return text != NULL ? clean (text, "\n", "\t") : NULL;
}

/* Where the next conversion of @format begins, and where it ends; NULL when there is none left. */
static const char *
find_conversion (const char *format, const char **end)
{
  const char *begin = strchr (format, '%');

  if (begin != NULL) {
    *end = begin + 1 + strcspn (begin + 1, "diouxXeEfFgGaAcsp%");
    *end += **end != '\0';
  }
  return begin;
}

/* @format with @mark behind every conversion. */
static char *
mark_ends (const char *format, char mark)
{
  GString *marked = g_string_new (NULL);
  const char *end;

  while (find_conversion (format, &end) != NULL) {
    g_string_append_len (marked, format, end - format);
    g_string_append_c (marked, mark);
    format = end;
  }
  g_string_append (marked, format);
  return g_string_free (marked, FALSE);
}

/* As g_markup_vprintf_escaped() does it: made with two marks, the texts differ in no other place
 * than behind each argument. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
char *
banco_visible_vprintf (const char *format, va_list arguments)
{
  g_autofree char *one_format = mark_ends (format, 'X');
  g_autofree char *other_format = mark_ends (format, 'Y');
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;
  GString *result = g_string_new (NULL);
  const char *begin, *end;
  va_list again;
  gsize at = 0;

  va_copy (again, arguments);
  one = g_strdup_vprintf (one_format, arguments);
  other = g_strdup_vprintf (other_format, again);
  va_end (again);
  while ((begin = find_conversion (format, &end)) != NULL) {
    gsize start = at + (gsize) (begin - format);
    g_autofree char *argument = NULL;
    g_autofree char *shown = NULL;

    for (at = start; one[at] == other[at]; at++)
      ;
    argument = g_strndup (one + start, at++ - start);
    shown = banco_visible_line (argument);
    g_string_append_len (result, format, begin - format);
    g_string_append (result, shown);
    format = end;
  }
  g_string_append (result, format);
  return g_string_free (result, FALSE);
}
#pragma GCC diagnostic pop

char *
banco_visible_printf (const char *format, ...)
{
  va_list arguments;
  char *text;

  va_start (arguments, format);
  text = banco_visible_vprintf (format, arguments);
  va_end (arguments);
  return text;
}

/* Outside of its texts JSON has no such character but the white space that a blank can replace. */
char *
banco_visible_json (const char *json)
{
  GString *result = g_string_sized_new (strlen (json));

  for (const char *at = json; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (c == '\n' || c == '\r' || c == '\t')
      g_string_append_c (result, ' ');
    else if (!is_hidden (c))
      g_string_append_unichar (result, c);
    else if (c < 0x10000)
      g_string_append_printf (result, "\\u%04x", c);
    else
      g_string_append_printf (result, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
                              0xdc00 + (c & 0x3ff));
  }
  return g_string_free (result, FALSE);
}
