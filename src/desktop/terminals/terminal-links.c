/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/terminals/terminal-links.h"

#define PCRE2_CASELESS 0x00000008u
#define PCRE2_MULTILINE 0x00000400u

/* It does not end in what ends a sentence. */
#define ADDRESS "\\bhttps?://[^\\s<>\"'`{}|\\\\^]*[^\\s<>\"'`{}|\\\\^.,;:!?()\\[\\]]"

void
banco_terminal_links_mark (VteTerminal *terminal)
{
  g_autoptr (VteRegex) regex =
    vte_regex_new_for_match (ADDRESS, -1, PCRE2_CASELESS | PCRE2_MULTILINE, NULL);

  vte_terminal_match_set_cursor_name (terminal, vte_terminal_match_add_regex (terminal, regex, 0),
                                      "pointer");
}

/* A program can mark any text as a link to anything: only what a browser shows is opened. */
char *
banco_terminal_links_find (VteTerminal *terminal, double x, double y)
{
  static const char *const schemes[] = { "http", "https", NULL };
  g_autofree char *link = vte_terminal_check_hyperlink_at (terminal, x, y);
  g_autofree char *scheme = NULL;

  if (link == NULL)
    link = vte_terminal_check_match_at (terminal, x, y, NULL);
  scheme = link ? g_uri_parse_scheme (link) : NULL;
  return scheme && g_strv_contains (schemes, scheme) ? g_steal_pointer (&link) : NULL;
}
