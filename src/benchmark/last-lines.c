/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/last-lines-private.h"

#include <string.h>

#define MOST_BYTES 8192 /* five lines of a progress bar, every cell in a colour of its own */
#define MOST_LINES 5

/* What a terminal obeys and does not show: CSI, then OSC and the other strings, then the rest. A
 * sequence may lack its end, because the command or our reading ended there. */
#define SEQUENCES                                                                                  \
  "\\x1b(?:\\[[0-?]*[ -/]*[@-~]?|[]PX^_][^\\x00-\\x1f]*(?:\\x07|\\x1b\\\\)?|[ -/]*[0-~]?)"

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

/* Moves the cursor to another line, or back in its own. */
static gboolean
ends_line (gunichar letter)
{
  return (letter >= '\b' && letter <= '\r' && letter != '\t') || letter == 0x85;
}

char *
banco_last_lines_show (const GString *tail)
{
  const char *begin = skip_part (tail);
  gsize skipped = (gsize) (begin - tail->str);
  g_autofree char *valid = g_utf8_make_valid (begin, (gssize) (tail->len - skipped));
  g_autoptr (GRegex) sequences = g_regex_new (SEQUENCES, 0, 0, NULL);
  g_autofree char *plain = g_regex_replace_literal (sequences, valid, -1, 0, "", 0, NULL);
  g_autoptr (GString) shown = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;
  guint n;

  for (const char *at = plain; at != NULL && *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar letter = g_utf8_get_char (at);

    if (letter == '\t' || !g_unichar_iscntrl (letter))
      g_string_append_unichar (shown, letter);
    else if (ends_line (letter) && shown->len > 0 && shown->str[shown->len - 1] != '\n')
      g_string_append_c (shown, '\n');
  }
  lines = g_strsplit (g_strchomp (shown->str), "\n", -1);
  n = g_strv_length (lines);
  return g_strjoinv ("\n", lines + (n > MOST_LINES ? n - MOST_LINES : 0));
}
