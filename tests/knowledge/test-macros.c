/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/draft-private.h"
#include "reading.h"

#include <string.h>

#define MACRO(name, inside)                                                                        \
  "<ac:structured-macro ac:name=\"" name "\">" inside "</ac:structured-macro>"
#define PARAMETER(name, value) "<ac:parameter ac:name=\"" name "\">" value "</ac:parameter>"
#define PLAIN(text) "<ac:plain-text-body><![CDATA[" text "]]></ac:plain-text-body>"
#define RICH(inside) "<ac:rich-text-body>" inside "</ac:rich-text-body>"

/* What Confluence's own elements become: each kind of macro, link, picture and list. */
static const ReadingCase macros[] = {
  { "code with a title and a language",
    MACRO ("code",
           PARAMETER ("title", "train.py") PARAMETER ("language", "py") PLAIN ("x = 1\n\ny")),
    "train.py\n\n    x = 1\n\n    y" },
  { "paste-code-macro", MACRO ("paste-code-macro", PARAMETER ("", "cpp") PLAIN ("int x;")),
    "    int x;" },
  { "text that begins on its own line", MACRO ("noformat", PLAIN ("\n  a\n b\n")),
    "      a\n     b" },
  { "picture in a cell",
    "<table><tr><td><ac:image><ri:url ri:value=\"https://example.org/l.png\"/></ac:image></td><td>"
    "<ac:image ac:alt=\"loss\"><ri:attachment ri:filename=\"l.png\"/></ac:image></td></tr></table>",
    "[picture] │ [picture: loss]" },
  { "two quoted paragraphs", "<blockquote><p>one</p><p>two</p></blockquote><p>out</p>",
    "> one\n>\n> two\n\nout" },
  { "code without a body", MACRO ("code", PARAMETER ("language", "py")), "" },
  { "markdown", MACRO ("markdown", PLAIN ("## Set up\n\n- `pip`\n- **now**")),
    "Set up\n------\n\n• `pip`\n• now" },
  { "tip", MACRO ("tip", RICH ("<p>try</p>")), "TIP\n│ try" },
  { "note in a note", MACRO ("note", RICH ("<p>a</p>" MACRO ("info", RICH ("<p>b</p>")))),
    "NOTE\n│ a\n│\n│ INFO\n│ │ b" },
  { "panel",
    MACRO ("panel", PARAMETER ("title", "Data") PARAMETER ("bgColor", "#fff") RICH ("<p>here</p>")),
    "INFO: Data\n│ here" },
  { "expand",
    MACRO ("expand", PARAMETER ("title", "More") RICH ("<p>inside</p><ul><li>x</li></ul>")),
    "INFO: More\n│ inside\n│\n│ • x" },
  { "details and excerpt",
    MACRO ("details", RICH ("<p>a</p>"))
      MACRO ("excerpt", PARAMETER ("hidden", "true") RICH ("<p>b</p>")),
    "a\n\nb" },
  { "section and columns",
    MACRO ("section",
           RICH (MACRO ("column", PARAMETER ("width", "50%") RICH ("<p>left</p>"))
                   MACRO ("column", RICH ("<p>right</p>")))),
    "left\n\nright" },
  { "what only a wiki can show",
    MACRO ("toc", PARAMETER ("maxLevel", "2"))
      MACRO ("anchor", PARAMETER ("", "top")) "<p>text</p>" MACRO (
        "profile",
        PARAMETER ("user", "<ri:user ri:userkey=\"u1\"/>")),
    "text" },
  { "status in a sentence",
    "<p>It is " MACRO ("status",
                       PARAMETER ("colour", "Green") PARAMETER ("title", "DONE")) " now.</p>",
    "It is DONE now." },
  { "jira",
    "<p>" MACRO ("jira", PARAMETER ("server", "J") PARAMETER ("key", "ML-7")) " and " MACRO (
      "jiraissues",
      PARAMETER ("jqlQuery", "project = ML")) "</p>",
    "ML-7 and project = ML" },
  { "view-file",
    MACRO ("view-file", PARAMETER ("name", "<ri:attachment ri:filename=\"run 1.pdf\"/>")),
    "run 1.pdf <kb:5/attachment/run%201.pdf>" },
  { "viewpdf by name", MACRO ("viewpdf", PARAMETER ("name", "a.pdf")),
    "a.pdf <kb:5/attachment/a.pdf>" },
  { "multimedia",
    MACRO ("multimedia", PARAMETER ("name", "<ri:attachment ri:filename=\"run 1.pdf\"/>")),
    "run 1.pdf <kb:5/attachment/run%201.pdf>" },
  { "widget", MACRO ("widget", PARAMETER ("url", "<ri:url ri:value=\"https://youtu.be/x\"/>")),
    "https://youtu.be/x" },
  { "iframe", MACRO ("iframe", PARAMETER ("src", "https://example.org/a?b=1&amp;c=2")),
    "https://example.org/a?b=1&c=2" },
  { "iframe of a script", MACRO ("iframe", PARAMETER ("src", "javascript:alert(1)")),
    "javascript:alert(1)" },
  { "drawio", MACRO ("drawio", PARAMETER ("diagramName", "net")), "[picture: net]" },
  { "gliffy", MACRO ("gliffy", PARAMETER ("name", "flow")), "[picture: flow]" },
  { "drawing without a name", MACRO ("drawio", PARAMETER ("width", "3")) "<p>x</p>", "x" },
  { "include",
    MACRO (
      "include",
      PARAMETER ("", "<ac:link><ri:page ri:content-title=\"LUMIN\"/></ac:link>")) "<p>after</p>",
    "LUMIN <kb:77>\n\nafter" },
  { "children", MACRO ("children", PARAMETER ("all", "true")), "[children]" },
  { "attachments", MACRO ("attachments", ""), "[attachments]" },
  { "the macros of before", "<ac:macro ac:name=\"info\">" RICH ("<p>old</p>") "</ac:macro>",
    "INFO\n│ old" },
  { "easy-math-block", MACRO ("easy-math-block", PARAMETER ("body", "a^2")), "    a^2" },
  { "eazy-math-inline", "<p>so " MACRO ("eazy-math-inline", PARAMETER ("body", "a^2")) "</p>",
    "so $a^2$" },
  { "cloud's extension",
    "<ac:adf-extension><ac:adf-node type=\"panel\"><ac:adf-attribute key=\"panel-type\">"
    "note</ac:adf-attribute></ac:adf-node><ac:adf-fallback><p>fallen back</p>"
    "</ac:adf-fallback></ac:adf-extension>",
    "fallen back" },
  { "emoticons",
    "<p><ac:emoticon ac:name=\"tick\"/> "
    "<ac:emoticon ac:name=\"blue-star\" ac:emoji-fallback=\"⭐\"/> "
    "<ac:emoticon ac:name=\"none\"/>x</p>",
    "✔ ⭐ x" },
  { "placeholder", "<p>a<ac:placeholder>type here</ac:placeholder>b</p>", "ab" },
  { "link with a rich body",
    "<p><ac:link><ri:page ri:content-title=\"LUMIN\"/><ac:link-body>the <strong>one"
    "</strong></ac:link-body></ac:link> after</p>",
    "the one <kb:77> after" },
  { "link to a part",
    "<p><ac:link ac:anchor=\"data\"><ac:plain-text-link-body><![CDATA[data]]>"
    "</ac:plain-text-link-body></ac:link> <ac:link ac:anchor=\"x\"/></p>",
    "data x" },
  { "link to content by id",
    "<p><ac:link><ri:content-entity ri:content-id=\"12\"/><ac:plain-text-link-body>"
    "<![CDATA[w]]></ac:plain-text-link-body></ac:link></p>",
    "w <kb:12>" },
  { "link to a user", "<p><ac:link><ri:user ri:userkey=\"k\"/></ac:link>by</p>", "by" },
  { "link to a file of another page",
    "<p><ac:link><ri:attachment ri:filename=\"d.csv\">"
    "<ri:page ri:content-title=\"LUMIN\"/></ri:attachment></ac:link></p>",
    "d.csv <kb:77/attachment/d.csv>" },
  { "link to a file of a page that is not here",
    "<p><ac:link><ri:attachment ri:filename=\"d.csv\">"
    "<ri:page ri:content-title=\"Gone\"/></ri:attachment></ac:link></p>",
    "d.csv" },
  { "picture of another place",
    "<p><ac:image ac:alt=\"logo\"><ri:url ri:value=\"https://example.org/l.png\"/>"
    "</ac:image></p>",
    "[picture: logo]" },
  { "picture with a caption",
    "<ac:image><ri:attachment ri:filename=\"loss.png\"/><ac:caption><p>The loss</p>"
    "</ac:caption></ac:image>",
    "[picture: loss.png]\n\nThe loss" },
  { "tasks in tasks",
    "<ac:task-list><ac:task><ac:task-status>incomplete</ac:task-status><ac:task-body>a"
    "<ac:task-list><ac:task><ac:task-status>complete</ac:task-status><ac:task-body>b"
    "</ac:task-body></ac:task></ac:task-list></ac:task-body></ac:task></ac:task-list>",
    "• ☐ a\n\n  • ☑ b" },
  { "time", "<p>on <time datetime=\"2026-11-23\"/></p>", "on 2026-11-23" },
  { "raised and lowered",
    "<p>10<sup>-6</sup> m<sup>2</sup>, x<sub>12</sub>, E<sub>T</sub><sup>miss</sup>, 2"
    "<sup>nd</sup></p>",
    "10⁻⁶ m², x₁₂, E_T^miss, 2nd" },
  { "struck, keyed", "<p><del>old</del> <kbd>Ctrl</kbd></p>", "old `Ctrl`" },
  { "rule", "<p>a</p><hr/><p>b</p>", "a\n\n────────\n\nb" },
  { "quote", "<blockquote><p>said</p></blockquote>", "> said" },
  { "definition", "<dl><dt>GNN</dt><dd>graph network</dd></dl>", "• GNN\n• graph network" },
  { "numbered from", "<ol start=\"3\"><li>c</li><li>d</li></ol>", "3. c\n4. d" },
  { "numbered from nothing", "<ol start=\"many\"><li>c</li></ol>", "1. c" },
  { "numbered from far below", "<ol start=\"-3\"><li>c</li></ol>", "1. c" },
  { "an unordered list has no start", "<ul start=\"7\"><li>c</li></ul>", "• c" },
  { "macro in a cell",
    "<table><tr><td>" MACRO ("code", PLAIN ("a\nb")) "</td><td>" MACRO (
      "status",
      PARAMETER ("title", "OK")) "</td></tr></table>",
    "a b │ OK" },
  { "head and foot",
    "<table><thead><tr><th>h</th></tr></thead><tfoot><tr><td>f</td></tr></tfoot><tbody>"
    "<tr><td>b</td></tr></tbody></table>",
    "h\nf\nb" },
};

/* What a terminal cannot show: how it stands in the page. */
static const struct {
  const char *body;
  const char *html;
} pages[] = {
  { "<p><strong>a " MACRO ("status", PARAMETER ("title", "OK")) " b</strong></p>",
    "<strong>a OK b</strong>" },
  { "<p><ac:link><ri:page ri:content-title=\"LUMIN\"/><ac:link-body>the <em>one</em>"
    "</ac:link-body></ac:link> after</p>",
    "<a href=\"kb:77\">the </a><a href=\"kb:77\"><em>one</em></a> after" },
  { "<ac:image><ri:attachment ri:filename=\"a b.png\"/><ac:caption><p>It <b>falls</b></p>"
    "</ac:caption></ac:image>",
    "<img src=\"kb:5/attachment/a%20b.png\" alt=\"a b.png\"></p>\n<p>It "
    "<strong>falls</strong></p>" },
  { "<ac:image><ri:url ri:value=\"https://example.org/l.png\"/></ac:image>",
    "<a href=\"https://example.org/l.png\">" },
  { MACRO ("iframe", PARAMETER ("src", "javascript:alert(1)")), "<p>javascript:alert(1)</p>" },
  { MACRO ("code", PARAMETER ("title", "a&lt;b") PLAIN ("</pre><script>")),
    "<p><strong>a&#60;b</strong></p>\n<div class=\"cell\"><pre>\n&#60;/pre&#62;&#60;script&#62;" },
  { "<p>the 2<sup>nd</sup> <sup><a href=\"#n1\">1</a></sup></p>", "the 2nd <a href=\"#n1\">1</a>" },
  { "<p style=\"background:url(http://a)\" onclick=\"x()\">plain</p>", "<p>plain</p>" },
};

static void
test_macros (void)
{
  reading_check (BANCO_FORMAT_STORAGE, macros, G_N_ELEMENTS (macros));
}

static void
test_pages (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autoptr (BancoDocument) document = reading_read (BANCO_FORMAT_STORAGE, pages[i].body);
    g_autofree char *html = banco_document_to_html (document, "T");

    if (strstr (html, pages[i].html) == NULL)
      g_error ("no “%s” in %s", pages[i].html, strstr (html, "<body"));
    g_assert_null (strstr (html, "<script"));
    g_assert_null (strstr (html, "onclick"));
  }
}

/* A macro in a macro, a list in a list, a cell in a cell, a thousand times: a page still comes of
 * it, and its words are there. */
static void
test_deep (void)
{
  static const char *const pairs[][2] = {
    { "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body>",
      "</ac:rich-text-body></ac:structured-macro>" },
    { "<ac:structured-macro ac:name=\"new\"><ac:rich-text-body>",
      "</ac:rich-text-body></ac:structured-macro>" },
    { "<ul><li>", "</li></ul>" },
    { "<table><tr><td>", "</td></tr></table>" },
    { "<blockquote>", "</blockquote>" },
    { "<ac:task-list><ac:task><ac:task-body>", "</ac:task-body></ac:task></ac:task-list>" },
    { "<strong>", "</strong>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    for (guint depth = 20; depth <= 2000; depth *= 10) {
      g_autoptr (GString) body = g_string_new (NULL);
      g_autoptr (BancoDocument) document = NULL;
      g_autofree char *text = NULL;
      g_autofree char *html = NULL;

      for (guint k = 0; k < depth; k++)
        g_string_append (body, pairs[i][0]);
      g_string_append (body, "needle");
      for (guint k = 0; k < depth; k++)
        g_string_append (body, pairs[i][1]);
      document = reading_read (BANCO_FORMAT_STORAGE, body->str);
      text = banco_document_to_words (document, NULL, NULL);
      html = banco_document_to_html (document, "T");
      g_assert_true (depth > 20 || strstr (text, "needle") != NULL);
      g_assert_true (strstr (text, "needle") != NULL ||
                     banco_document_get_problems (document)->len > 0);
      g_assert_nonnull (html);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/knowledge/macros/text", test_macros);
  g_test_add_func ("/knowledge/macros/pages", test_pages);
  g_test_add_func ("/knowledge/macros/deep", test_deep);
  return g_test_run ();
}
