/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/draft-private.h"
#include "knowledge/markdown-private.h"
#include "reading.h"

#include <string.h>

/* How Markdown is written in notebooks and README files, construct by construct. */
static const ReadingCase constructs[] = {
  { "underlined headings", "One\n===\n\nTwo\n---\n\nx", "One\n===\n\nTwo\n---\n\nx" },
  { "a closed heading", "## Two ##\n", "Two\n---" },
  { "seven marks are a heading of none", "####### x", "####### x" },
  { "an escaped heading", "\\# not one", "# not one" },
  { "emphasis", "*a* __b__ ***c*** a_b_c", "a b c a_b_c" },
  { "code with a backtick", "`` a`b ``", "`a`b`" },
  { "hard breaks", "a  \nb\\\nc\nd", "a\nb\nc d" },
  { "a rule", "a\n\n***\n\nb", "a\n\n────────\n\nb" },
  { "a quote in a quote", "> a\n> > b", "> a\n>\n> > b" },
  { "code by indent", "    x = 1\n\n    y\n", "    x = 1\n\n    y" },
  { "fences of waves", "~~~py\na\n```\n~~~", "    a\n    ```" },
  { "an open fence", "```\nnever closed", "    never closed" },
  { "a list in a list", "- a\n  - b\n    - c\n- d", "• a\n\n  • b\n\n    • c\n• d" },
  { "numbers", "3. c\n4. d\n", "3. c\n4. d" },
  { "numbers go on, whatever is typed", "7) a\n7) b", "7. a\n8. b" },
  { "numbers from nought", "0. a\n1. b", "0. a\n1. b" },
  { "a year is no list", "1984\\. It was.", "1984. It was." },
  { "ten digits are no list", "1234567890. x", "1234567890. x" },
  { "a list with code", "1. run\n\n   ```\n   ls\n   ```\n2. look",
    "1. run\n\n       ls\n2. look" },
  { "a table with marks", "| **a** | `b` |\n|:--|--:|\n| [w](https://e.org) | x\\|y |",
    "a │ `b`\nw │ x|y" },
  { "a table short of a cell", "|a|b|\n|---|---|\n|1|\n|1|2|3|", "a │ b\n1 │\n1 │ 2" },
  { "a table with short rules", "|a|b|\n|-|:-:|\n|1|2|", "a │ b\n1 │ 2" },
  { "a table of one column", "|a|\n|-|\n|1|", "a\n1" },
  { "a table without edges", "a|b\n-|-\n1|2", "a │ b\n1 │ 2" },
  { "a rule in code", "```\n|-|-|\n```\n\n`|-|`", "    |-|-|\n\n`|-|`" },
  { "a rule in code by indent", "x\n\n    |-|-|", "x\n\n    |-|-|" },
  { "what a site generator writes above", "---\ntitle: \"A net\"\ntags:\n  - cnn\n---\n\nwords",
    "A net\n=====\n\nwords" },
  { "above a heading of its own", "---\r\ntitle: 'Net'\r\n---\r\n# Own\r\n\r\nwords",
    "Own\n===\n\nwords" },
  { "above, without a title", "---\nlayout: page\n...\nwords", "words" },
  { "above, and nothing below", "---\ntitle: T\n---", "T\n=" },
  { "above, never closed", "---\ntitle: T\n\nwords", "────────\n\ntitle: T\n\nwords" },
  { "a rule above", "---\n\nwords\n\n---\n\nx", "────────\n\nwords\n\n────────\n\nx" },
  { "a rule above words", "---\nwords here: x\n\nmore", "────────\n\nwords here: x\n\nmore" },
  { "only a rule", "---", "────────" },
  { "a bare address", "see https://example.org/a_b_c.", "see https://example.org/a_b_c." },
  { "a bare mail", "to ml@example.org!", "to ml@example.org!" },
  { "an address in angles", "<https://example.org/?q=1&r=2>", "https://example.org/?q=1&r=2" },
  { "a link by name", "[w][n] and [n]\n\n[n]: https://example.org/n \"Title\"",
    "w <https://example.org/n> and n <https://example.org/n>" },
  { "a link to nowhere", "[w][gone]", "[w][gone]" },
  { "a picture", "![loss](loss.png \"the loss\")", "[picture: loss]" },
  { "a picture that is a link", "[![b](https://e.org/b.svg)](https://e.org)", "[picture: b]" },
  { "raised and lowered",
    "10<sup>-6</sup> m<sup>2</sup>, CO<sub>2</sub>, E<sub>T</sub><sup>miss</sup>",
    "10⁻⁶ m², CO₂, E_T^miss" },
  { "an ordinal", "the 2<sup>nd</sup> run", "the 2nd run" },
  { "raised and never closed", "x<sup>2 and\n\nnext", "x^2 and\n\nnext" },
  { "raised emphasis", "x<sup>*a*</sup>", "x^a" },
  { "raised in a list", "- m<sup>2</sup>\n- s", "• m²\n• s" },
  { "raised in a cell", "|a|\n|---|\n|10<sup>3</sup>|", "a\n10³" },
  { "an address in a tag", "<a href=\"https://example.org/x\" target=_blank>w</a> on",
    "w <https://example.org/x> on" },
  { "a script in a tag", "<a href=\"javascript:x()\">w</a> on", "w on" },
  { "a tag that is never closed", "<a href=\"https://e.org/\">w\n\nnext",
    "w <https://e.org/>\n\nnext" },
  { "code in tags", "press <kbd>Ctrl</kbd>, <code>x</code>", "press `Ctrl`, `x`" },
  { "breaks in a cell", "|a|\n|---|\n|x<br/>y|", "a\nx y" },
  { "a comment", "a <!-- hidden --> b\n\n<!-- hidden\ntoo -->\n\nc", "a b\n\nc" },
  { "an unknown tag", "a <blink>b</blink>", "a b" },
  { "not a tag", "a < b and c > d, <3", "a < b and c > d, <3" },
  { "entities", "&copy; &#65; &#x42; &nonsense; &amp;lt;", "© A B &nonsense; &lt;" },
  { "math in a heading", "# The $\\chi^2$ test", "The \\chi^2 test\n===============" },
  { "math in a list", "- $a_1$\n- \\\\(b\\\\)", "• $a_1$\n• $b$" },
  { "math in brackets", "so\n\\\\[\nx\n\\\\]\nend", "so\n\n    x\n\nend" },
  { "math in a link's words", "[$x$](https://e.org)", "$x$ <https://e.org>" },
  { "math in a picture's words", "![of $x$](a.png)", "[picture: of $x$]" },
  { "math that is never closed", "it is $x and more", "it is $x and more" },
  { "stars in math", "$a*b*c$ *d*", "$a*b*c$ d" },
  { "a dollar that is escaped", "\\$5 and \\$6", "$5 and $6" },
  { "lines of Windows", "# a\r\n\r\n- b\r\n- c\r\n", "a\n=\n\n• b\n• c" },
  { "tabs", "-\ta\n\n\tb", "• a\n\n  b" },
  { "a byte order mark", "\xEF\xBB\xBF# a", "a\n=" },
  { "blanks only", " \n\t\n", "" },
};

static void
test_constructs (void)
{
  reading_check (BANCO_FORMAT_MARKDOWN, constructs, G_N_ELEMENTS (constructs));
}

/* What a terminal does not show: how it stands in the page. */
static const struct {
  const char *body;
  const char *html;
} pages[] = {
  { "3. c\n4. d", "<ol start=\"3\">" },
  { "1. c", "<ol>\n<li>" },
  { "*a* **b** ~~c~~ `d`", "<em>a</em> <strong>b</strong> <del>c</del> <code>d</code>" },
  { "<b>a</b> <i>b</i> <s>c</s> <code>d</code>",
    "<strong>a</strong> <em>b</em> <del>c</del> <code>d</code>" },
  { "<strong>a\n\nb", "<p><strong>a</strong></p>\n<p>b</p>" },
  { "<b>a *c* d</b>", "<strong>a </strong><strong><em>c</em></strong><strong> d</strong>" },
  { "[w](page.md#part)", "w" },
  { "[w](#part)", "<a href=\"#part\">w</a>" },
  { "<a href=\"https://e.org/?a=1&amp;b=2\">w</a>",
    "<a href=\"https://e.org/?a=1&#38;b=2\">w</a>" },
  { "```python\nx < 1\n```", "x &#60; 1" },
  { "a & b < c", "a &#38; b &#60; c" },
  { "|a|\n|---|\n|b|", "<th>a</th>" },
  { "# A b\n\n# A b", "<h1" },
  { "- [ ] a", "☐ a" },
};

static void
test_pages (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autoptr (BancoDocument) document = reading_read (BANCO_FORMAT_MARKDOWN, pages[i].body);
    g_autofree char *html = banco_document_to_html (document, "T");

    if (strstr (html, pages[i].html) == NULL)
      g_error ("no “%s” in %s", pages[i].html, strstr (html, "<body"));
  }
}

/* A tag's state belongs to its paragraph, in whatever order tags are opened and closed. */
static void
test_tags_in_any_order (void)
{
  static const char *const tags[] = { "<b>",
                                      "</b>",
                                      "<i>",
                                      "</i>",
                                      "<sup>",
                                      "</sup>",
                                      "<sub>",
                                      "</sub>",
                                      "<br>",
                                      "</a>",
                                      "<img>",
                                      "<code>",
                                      "[l](u:",
                                      "*",
                                      "`",
                                      "$",
                                      "<a href='https://e.org'>" };
  guint n = G_N_ELEMENTS (tags);

  for (guint i = 0; i < n * n * n; i++) {
    g_autofree char *body =
      g_strdup_printf ("a%sb%sc%sd\n\nafter *all*", tags[i % n], tags[i / n % n], tags[i / n / n]);
    g_autoptr (BancoDocument) document = reading_read (BANCO_FORMAT_MARKDOWN, body);
    const GPtrArray *blocks = banco_document_get_blocks (document);
    const BancoBlock *last = blocks->pdata[blocks->len - 1];
    const BancoSpan *after = last->spans->pdata[0], *all = last->spans->pdata[1];

    g_test_message ("%s", body);
    g_assert_cmpstr (after->text, ==, "after ");
    g_assert_false (after->bold || after->italic || after->code || after->strike || after->link);
    g_assert_true (all->italic && !all->bold && all->link == NULL);
  }
}

/* Not text at all: what can be read is, and it is told. */
static void
test_not_text (void)
{
  static const char *const bodies[] = { "a\xff\xfe b", "\x80", "# \xc3\x28", "ok \xf0\x9f\x98" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (BancoDocument) document = reading_read (BANCO_FORMAT_MARKDOWN, bodies[i]);
    g_autofree char *text = banco_document_to_text (document, 0);

    g_assert_true (g_utf8_validate (text, -1, NULL));
    g_assert_cmpuint (banco_document_get_problems (document)->len, ==, 1);
  }
}

/* What would take a careless reader for ever, or too deep. */
static void
test_worst (void)
{
  static const char *const repeated[] = { "> ",           "- ", "[",     "![", "**",  "*a _b ", "`",
                                          "<b>",          "$",  "<sup>", "|",  "\\[", "(((",    "&",
                                          "<a href='x'>", "1. " };

  for (guint i = 0; i < G_N_ELEMENTS (repeated); i++) {
    GString *body = g_string_new (NULL);
    g_autofree char *whole = NULL;
    g_autoptr (BancoDocument) document = NULL;
    g_autofree char *html = NULL;

    for (guint k = 0; k < 3000; k++)
      g_string_append (body, repeated[i]);
    whole = g_string_free (body, FALSE);
    document = reading_read (BANCO_FORMAT_MARKDOWN, whole);
    html = banco_document_to_html (document, "T");
    g_assert_cmpuint (strlen (html), <, 4 * 1024 * 1024);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/knowledge/markdown/constructs", test_constructs);
  g_test_add_func ("/knowledge/markdown/pages", test_pages);
  g_test_add_func ("/knowledge/markdown/tags-in-any-order", test_tags_in_any_order);
  g_test_add_func ("/knowledge/markdown/not-text", test_not_text);
  g_test_add_func ("/knowledge/markdown/worst", test_worst);
  return g_test_run ();
}
