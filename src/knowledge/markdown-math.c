/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/markdown-private.h"

#include <string.h>

#define MARK_START "\xEE\x80\x80"
#define MARK_END "\xEE\x80\x81"

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Up to and with @end, on the way no empty line; NULL when there is none. */
static const char *
find_end (const char *at, const char *end)
{
  for (; *at != '\0'; at++) {
    if (g_str_has_prefix (at, end))
      return at + strlen (end);
    if (at[0] == '\n' && at[1 + strspn (at + 1, " \t\r")] == '\n')
      return NULL;
    if (at[0] == '\\' && at[1] != '\0' && end[0] != '\\')
      at++;
  }
  return NULL;
}

/* Pandoc's rule, which leaves prices alone: no blank after the first $, none before the last, no
 * digit behind it. */
static const char *
end_of_inline (const char *at)
{
  const char *end = is_blank (at[1]) || at[1] == '$' ? NULL : find_end (at + 1, "$");

  if (end == NULL || is_blank (end[-2]) || g_ascii_isdigit (*end))
    return NULL;
  return end;
}

static const char *
end_of_environment (const char *at)
{
  static const char *const names[] = { "equation", "align",   "eqnarray", "gather", "multline",
                                       "matrix",   "pmatrix", "cases",    NULL };
  gsize length = strcspn (at + 7, "}\n");
  g_autofree char *name = g_strndup (at + 7, MIN (length, 20));
  g_autofree char *closing = NULL;

  if (at[7 + length] != '}')
    return NULL;
  closing = g_strdup_printf ("\\end{%s}", name);
  if (g_str_has_suffix (name, "*"))
    name[strlen (name) - 1] = '\0';
  return g_strv_contains (names, name) ? find_end (at + 7, closing) : NULL;
}

/* The end of the formula that starts at @at, NULL when none does. */
static const char *
end_of_formula (const char *at)
{
  if (at[0] == '$')
    return at[1] == '$' ? find_end (at + 2, "$$") : end_of_inline (at);
  if (g_str_has_prefix (at, "\\\\("))
    return find_end (at + 3, "\\\\)");
  if (g_str_has_prefix (at, "\\\\["))
    return find_end (at + 3, "\\\\]");
  if (g_str_has_prefix (at, "\\begin{"))
    return end_of_environment (at);
  return NULL;
}

/* Behind the code that starts at @at: a fenced block at the start of a line, or a span. */
static const char *
skip_code (const char *at, gboolean at_line_start)
{
  gsize run = strspn (at, "`");
  g_autofree char *fence = NULL;
  const char *end;

  if (at_line_start && run < 3 && g_str_has_prefix (at, "~~~"))
    run = strspn (at, "~");
  if (run == 0)
    return at;
  fence =
    at_line_start && run >= 3 ? g_strdup_printf ("\n%.*s", (int) run, at) : g_strndup (at, run);
  end = strstr (at + run, fence);
  if (end == NULL)
    return at_line_start && run >= 3 ? at + strlen (at) : at + run;
  return end + strlen (fence);
}

/* The end of the line below a table's head ("|-|:-:|"), or NULL. */
static const char *
end_of_rule (const char *line)
{
  gsize length = strcspn (line, "\r\n");
  gsize marks = strspn (line, " \t|:-");
  gsize indent = strspn (line, " ");

  if (marks != length || indent > 3 || memchr (line, '|', length) == NULL ||
      memchr (line, '-', length) == NULL)
    return NULL;
  return line + length;
}

/* md4c wants three dashes a column where others take one. */
static void
append_rule (GString *result, const char *line, const char *end)
{
  while (line < end) {
    gsize dashes = MIN (strspn (line, "-"), (gsize) (end - line));

    if (dashes > 0)
      g_string_append (result, "---");
    else
      g_string_append_c (result, *line);
    line += MAX (dashes, 1);
  }
}

char *
banco_markdown_cut_math (const char *text, GPtrArray *formulas)
{
  GString *result = g_string_sized_new (strlen (text));
  gboolean at_line_start = TRUE;

  while (*text != '\0') {
    const char *end = skip_code (text, at_line_start);
    gboolean at_line = result->len == 0 || result->str[result->len - 1] == '\n';
    const char *rule = end == text && at_line ? end_of_rule (text) : NULL;

    if (rule != NULL) {
      append_rule (result, text, rule);
      at_line_start = FALSE;
      text = rule;
      continue;
    }
    if (end == text) {
      end = end_of_formula (text);
      if (end != NULL) {
        g_string_append_printf (result, MARK_START "%u" MARK_END, formulas->len);
        g_ptr_array_add (formulas, g_strndup (text, end - text));
        at_line_start = FALSE;
        text = end;
        continue;
      }
      end = text[0] == '\\' && text[1] != '\0' && (guchar) text[1] < 0x80 ? text + 2 : text + 1;
    }
    /* The marks are ours alone. */
    if (g_str_has_prefix (text, MARK_START) || g_str_has_prefix (text, MARK_END))
      end = text + strlen (MARK_START);
    else
      g_string_append_len (result, text, end - text);
    at_line_start = end[-1] == '\n' || (at_line_start && end[-1] == ' ');
    text = end;
  }
  return g_string_free (result, FALSE);
}
