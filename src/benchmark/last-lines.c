/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/last-lines-private.h"

#include "base/visible.h"

#include <string.h>

#define MOST_BYTES 8192 /* five lines of a progress bar, every cell in a colour of its own */
#define MOST_LINES 5

void
banco_last_lines_keep (GString *tail, const char *bytes, gsize length)
{
  g_string_append_len (tail, bytes, (gssize) length);
  if (tail->len > MOST_BYTES)
    g_string_erase (tail, 0, (gssize) (tail->len - MOST_BYTES));
}

/* Where the first whole line starts if the beginning is lost; in a very long line, the first whole
 * character. */
static const char *
skip_part (const GString *tail)
{
  const char *begin = tail->str, *end;

  if (tail->len < MOST_BYTES)
    return begin;
  end = strpbrk (begin, "\r\n");
  if (end != NULL && end - begin < MOST_BYTES / 2)
    return end;
  while ((*begin & 0xc0) == 0x80)
    begin++;
  return begin;
}

char *
banco_last_lines_show (const GString *tail)
{
  const char *begin = skip_part (tail);
  g_autofree char *valid = g_utf8_make_valid (begin, tail->str + tail->len - begin);
  g_autofree char *text = banco_visible_text (valid);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_autoptr (GString) shown = g_string_new (NULL);
  guint n = 0;

  for (guint i = g_strv_length (lines); i-- > 0 && n < MOST_LINES;) {
    if (lines[i][0] == '\0')
      continue;
    g_string_prepend (shown, n++ > 0 ? "\n" : "");
    g_string_prepend (shown, lines[i]);
  }
  return g_string_free (g_steal_pointer (&shown), FALSE);
}
