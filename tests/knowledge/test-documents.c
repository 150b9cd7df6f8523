/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture/visible.h"
#include "knowledge/draft-private.h"
#include "knowledge/markdown-private.h"
#include "knowledge/notebook-private.h"
#include "reading.h"

#include <string.h>

static const ReadingCase storage[] = {
  { "entities and blanks", "<p>caf&eacute;&nbsp;&mdash;\n  a &amp; b</p>", "café\u00a0— a & b" },
  { "heading", "<h2>Idea</h2><p>x</p>", "Idea\n----\n\nx" },
  { "code keeps its lines",
    "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">c</ac:parameter>"
    "<ac:plain-text-body><![CDATA[if (a < b)\n  &nbsp;;]]></ac:plain-text-body>"
    "</ac:structured-macro>",
    "    if (a < b)\n      &nbsp;;" },
  { "code with its own end mark",
    "<ac:structured-macro ac:name=\"noformat\"><ac:plain-text-body><![CDATA[a]]]]><![CDATA[>b]]>"
    "</ac:plain-text-body></ac:structured-macro>",
    "    a]]>b" },
  { "note",
    "<ac:structured-macro ac:name=\"warning\"><ac:parameter ac:name=\"title\">Mind</ac:parameter>"
    "<ac:rich-text-body><p>the gap</p></ac:rich-text-body></ac:structured-macro>",
    "WARNING: Mind\n│ the gap" },
  { "a list and its code do not run together",
    "<ul><li>one<ul><li>two</li></ul></li><li>three</li></ul>", "• one\n\n  • two\n• three" },
  { "cells stay apart",
    "<table><tbody><tr><th>a</th><td>bb</td></tr><tr><td>ccc</td><td>d</td></tr>"
    "</tbody></table>",
    "a   │ bb\nccc │ d" },
  { "link to a page", "<p><ac:link><ri:page ri:content-title=\"LUMIN\" /></ac:link></p>",
    "LUMIN <kb:77>" },
  { "link to a page with words",
    "<p><ac:link><ri:page ri:content-title=\"lumin\" /><ac:plain-text-link-body><![CDATA[see]]>"
    "</ac:plain-text-link-body></ac:link></p>",
    "see <kb:77>" },
  { "link to a page that is not here",
    "<p><ac:link><ri:page ri:content-title=\"Gone\" /></ac:link></p>", "Gone" },
  { "link to a file", "<p><ac:link><ri:attachment ri:filename=\"a b.ipynb\" /></ac:link></p>",
    "a b.ipynb <kb:5/attachment/a%20b.ipynb>" },
  { "the wiki's own addresses",
    "<p><a href=\"https://wiki.example.org/pages/viewpage.action?pageId=12\">by id</a> "
    "<a href=\"/display/ML/LUMIN\">by title</a></p>",
    "by id <kb:12> by title <kb:77>" },
  { "picture",
    "<p><ac:image ac:alt=\"loss\"><ri:attachment ri:filename=\"l.png\" /></ac:image></p>",
    "[picture: loss]" },
  { "tasks",
    "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-uuid>u-u</ac:task-uuid>"
    "<ac:task-status>complete</ac:task-status><ac:task-body>done</ac:task-body></ac:task>"
    "<ac:task><ac:task-status>incomplete</ac:task-status><ac:task-body>open</ac:task-body>"
    "</ac:task></ac:task-list>",
    "• ☑ done\n• ☐ open" },
  { "an unknown macro keeps its body",
    "<ac:structured-macro ac:name=\"roadmap\"><ac:rich-text-body><p>kept</p></ac:rich-text-body>"
    "</ac:structured-macro>",
    "[roadmap]\nkept" },
  { "a macro without a name",
    "<ac:structured-macro><ac:rich-text-body><p>kept</p>"
    "</ac:rich-text-body></ac:structured-macro>",
    "[without a name]\nkept" },
  { "mathematics",
    "<p>so <ac:structured-macro ac:name=\"mathinline\"><ac:parameter ac:name=\"body\">x_1"
    "</ac:parameter></ac:structured-macro> is</p><ac:structured-macro ac:name=\"mathblock\">"
    "<ac:plain-text-body><![CDATA[\\sum_i x_i]]></ac:plain-text-body></ac:structured-macro>",
    "so $x_1$ is\n\n    \\sum_i x_i" },
  { "comments of reviewers are words",
    "<p>a <ac:inline-comment-marker ac:ref=\"r\">marked</ac:inline-comment-marker> word</p>",
    "a marked word" },
  { "layout",
    "<ac:layout><ac:layout-section><ac:layout-cell>left</ac:layout-cell><ac:layout-cell>"
    "right</ac:layout-cell></ac:layout-section></ac:layout>",
    "left\n\nright" },
  { "an exported file", "<?xml version=\"1.0\"?><!DOCTYPE p [<!ENTITY x \"y\">]><p>a</p>", "a" },
  { "what does not belong there",
    "<ul><pre>x</pre>y</ul><table><tr><p>z</p></tr></table><td>w</td>", "    x\ny\n\nz\n\nw" },
  { "empty", "", "" },
};

static void
test_storage (void)
{
  reading_check (BANCO_FORMAT_STORAGE, storage, G_N_ELEMENTS (storage));
}

static void
test_not_xml (void)
{
  g_autoptr (BancoDocument) document = reading_read (
    BANCO_FORMAT_STORAGE,
    "<p>first <b>bold</p><ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[x < y"
    " && z]]></ac:plain-text-body></ac:structured-macro><p>last &eacute; <table><tr><td>cell");
  g_autofree char *text = banco_document_to_text (document, 0);

  g_assert_nonnull (strstr (text, "first bold"));
  g_assert_nonnull (strstr (text, "x < y && z"));
  g_assert_nonnull (strstr (text, "last é"));
  g_assert_nonnull (strstr (text, "cell"));
  g_assert_null (strstr (text, "CDATA"));
  g_assert_cmpuint (banco_document_get_problems (document)->len, ==, 1);
}

static const ReadingCase markdown[] = {
  { "heading without a blank", "#Title\n\ntext", "Title\n=====\n\ntext" },
  { "inline math", "Let $x_1 * y$ and $z_2 * w$ be.", "Let $x_1 * y$ and $z_2 * w$ be." },
  { "prices", "It costs $5 or $ 6.", "It costs $5 or $ 6." },
  { "block math", "so\n$$\na \\\\ b\n$$\nand", "so\n\n    a \\\\ b\n\nand" },
  { "environment", "\\begin{align}\na &= b \\\\\n\\end{align}",
    "    \\begin{align}\n    a &= b \\\\\n    \\end{align}" },
  { "no math in code", "`$x$` and\n\n```\n$y$\n```", "`$x$` and\n\n    $y$" },
  { "table", "|a|b|\n|---|---|\n|$|x|$|2|", "a     │ b\n$|x|$ │ 2" },
  { "html is dropped to its text", "<font color=\"red\">warn</font> me<br>now", "warn me\nnow" },
  { "html block", "<div><p>one</p><script>alert(1)</script></div>", "one" },
  { "entity", "a &lt; b &eacute;", "a < b é" },
  { "tasks and strike", "- [x] ~~a~~\n- [ ] b", "• ☑ a\n• ☐ b" },
  { "link", "[w](https://example.org/?a=1&amp;b=2)", "w <https://example.org/?a=1&b=2>" },
};

static void
test_markdown (void)
{
  reading_check (BANCO_FORMAT_MARKDOWN, markdown, G_N_ELEMENTS (markdown));
}

static const ReadingCase notebooks[] = {
  { "version 4",
    "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"execution_count\":2,\"source\":[\"a\\n\","
    "\"b\"],\"outputs\":[{\"output_type\":\"stream\",\"text\":\"\\u001b[31mred\\u001b[0m\\n\"},"
    "{\"output_type\":\"execute_result\",\"data\":{\"text/plain\":[\"7\"]}}]}]}",
    "In [2]:\n    a\n    b\n\n  red\n\n  7" },
  { "version 3",
    "{\"nbformat\":3,\"worksheets\":[{\"cells\":[{\"cell_type\":\"heading\",\"level\":2,\"source\":"
    "\"Head\"},{\"cell_type\":\"code\",\"input\":\"x\",\"prompt_number\":1,\"language\":\"python\","
    "\"outputs\":[{\"output_type\":\"pyout\",\"text\":[\"y\"]}]}]}]}",
    "Head\n----\n\nIn [1]:\n    x\n\n  y" },
  { "a progress bar",
    "{\"cells\":[{\"cell_type\":\"code\",\"outputs\":[{\"output_type\":\"stream\",\"text\":"
    "\" 10%\\r 50%\\r100%\\nab\\bc\\n\"}]}]}",
    "  100%\n  ac" },
  { "an error",
    "{\"cells\":[{\"cell_type\":\"code\",\"source\":\"1/"
    "0\",\"outputs\":[{\"output_type\":\"error\","
    "\"ename\":\"ZeroDivisionError\",\"evalue\":\"division by zero\",\"traceback\":[]}]}]}",
    "    1/0\n\n  ZeroDivisionError: division by zero" },
  { "a table of pandas",
    "{\"cells\":[{\"cell_type\":\"code\",\"outputs\":[{\"output_type\":\"execute_result\",\"data\":"
    "{\"text/html\":\"<style>td{}</style><table><tr><th>a</th></tr><tr><td>1</td></tr></table>\","
    "\"text/plain\":\"no\"}}]}]}",
    "  a\n  1" },
  { "an empty page that a progress bar left",
    "{\"cells\":[{\"cell_type\":\"code\",\"source\":\"x\",\"outputs\":[{\"output_type\":"
    "\"display_data\",\"data\":{\"text/html\":\"\",\"text/plain\":\"<IPython.core.display.HTML "
    "object>\"}}]}]}",
    "    x" },
  { "what needs a kernel",
    "{\"cells\":[{\"cell_type\":\"code\",\"outputs\":[{\"output_type\":\"display_data\",\"data\":"
    "{\"application/vnd.jupyter.widget-view+json\":{\"model_id\":1},\"text/plain\":\"x\"}}]}]}",
    "  (an interactive element; it needs a running notebook)" },
  { "what Python writes for no number",
    "{\"metadata\":{\"x\":NaN,\"y\":-Infinity},\"cells\":[{\"cell_type\":\"markdown\",\"source\":"
    "\"NaN stays\"}]}",
    "NaN stays" },
};

static void
test_notebook (void)
{
  reading_check (BANCO_FORMAT_NOTEBOOK, notebooks, G_N_ELEMENTS (notebooks));
}

/* Cut after every byte: what came before is read, and the cut is told. */
static void
test_cut_notebook (void)
{
  const char *whole = notebooks[0].body;
  gsize length = strlen (whole);

  for (gsize i = 0; i < length; i++) {
    g_autofree char *cut = g_strndup (whole, i);
    g_autoptr (BancoDocument) document = reading_read (BANCO_FORMAT_NOTEBOOK, cut);
    g_autofree char *text = banco_document_to_text (document, 0);

    g_assert_cmpuint (banco_document_get_problems (document)->len, >, 0);
    if (i > 100)
      g_assert_nonnull (strstr (text, "    a\n    b"));
  }
}

static void
test_wrong_members (void)
{
  static const char *const wrong[] = {
    "[]",
    "{\"cells\":5}",
    "{\"cells\":[1,null,{},{\"cell_type\":3},{\"cell_type\":\"code\",\"source\":{}}]}",
    "{\"metadata\":1,\"cells\":[{\"cell_type\":\"code\",\"outputs\":[4,{\"output_type\":\"x\"}]}]}",
    "{\"cells\":[{\"cell_type\":\"hologram\",\"source\":\"s\"}]}",
    "not a notebook",
    "\xff\xfe\x00",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (BancoDocument) document = reading_read (BANCO_FORMAT_NOTEBOOK, wrong[i]);
    g_autofree char *html = banco_document_to_html (document, "t");

    g_assert_cmpuint (banco_document_get_problems (document)->len, >, 0);
    g_assert_nonnull (strstr (html, "Not all of this could be read"));
  }
}

static void
test_pictures (void)
{
  static const char png[] = "\x89PNG\r\n\x1a\n....";
  g_autofree char *base64 = g_base64_encode ((const guchar *) png, strlen (png));
  g_autofree char *body = g_strdup_printf (
    "{\"cells\":[{\"cell_type\":\"markdown\",\"attachments\":{\"a.png\":{\"image/png\":\"%s\"}},"
    "\"source\":\"![one](attachment:a.png)\\n![two](data:image/png;base64,%s)\\n![three](data:text/"
    "html;base64,PHNjcmlwdD4=)\"},{\"cell_type\":\"code\",\"outputs\":[{\"output_type\":"
    "\"display_data\",\"data\":{\"image/png\":\"%s\"}},{\"output_type\":\"display_data\",\"data\":"
    "{\"image/svg+xml\":\"<svg onload='x()'/>\"}}]}]}",
    base64, base64, base64);
  g_autoptr (BancoDocument) document = reading_read (BANCO_FORMAT_NOTEBOOK, body);
  g_autofree char *html = banco_document_to_html (document, "t");
  guint pictures = 0;

  for (const char *at = html; (at = strstr (at, "<img src=\"data:image/png;base64,")) != NULL; at++)
    pictures++;
  g_assert_cmpuint (pictures, ==, 3);
  g_assert_null (strstr (html, "data:text"));
  g_assert_null (strstr (html, "<svg"));
  g_assert_nonnull (strstr (html, "three"));
}

static void
test_long_output (void)
{
  GString *body =
    g_string_new ("{\"cells\":[{\"cell_type\":\"code\",\"source\":\"x\",\"outputs\":[{"
                  "\"output_type\":\"stream\",\"text\":[");
  g_autoptr (BancoDocument) document = NULL;
  g_autofree char *html = NULL;
  g_autofree char *whole = NULL;

  for (guint i = 0; i < 412; i++)
    g_string_append_printf (body, "%s\"line %u\\n\"", i > 0 ? "," : "", i);
  g_string_append (body, "]}]}]}");
  whole = g_string_free (body, FALSE);
  document = reading_read (BANCO_FORMAT_NOTEBOOK, whole);
  html = banco_document_to_html (document, "t");
  g_assert_nonnull (strstr (html, "<details><summary>show 412 lines</summary>"));
}

/* Nothing that loads, runs or leads astray may come out, by whichever way it went in. */
static void
test_hostile (void)
{
  static const char hostile[] =
    "<p onclick=\"steal()\">x</p><script>steal()</script><img src=\"x\" onerror=\"steal()\">"
    "<a href=\"javascript:steal()\">a</a><a href=\" jAvA&#10;script:steal()\">b</a>"
    "<a href=\"data:text/html,steal\">c</a><a href=\"file:///etc/passwd\">d</a>"
    "<a href=\"vbscript:x\">e</a><iframe src=\"https://evil.example/\"></iframe>"
    "<meta http-equiv=\"refresh\" content=\"0;url=https://evil.example/r\">"
    "<link rel=\"preconnect\" href=\"https://evil.example/p\"><base "
    "href=\"https://evil.example/b\">"
    "<object data=\"https://evil.example/o\"></object><embed src=\"https://evil.example/e\">"
    "<form action=\"https://evil.example/f\"><input></form><style>@import 'https://evil.example/s';"
    "</style><svg onload=\"steal()\"><image href=\"https://evil.example/i\"/></svg>"
    "<video src=\"https://evil.example/v\"></video><p "
    "style=\"background:url(https://evil.example/u)\""
    ">y</p><img src=\"https://evil.example/pixel.png\" srcset=\"https://evil.example/set\">";
  static const char *const never[] = {
    "<script",   "onclick", "onerror", "onload",     "javascript:", "vbscript:",
    "data:text", "file:",   "refresh", "preconnect", "<link",       "<base",
    "<iframe",   "<object", "<embed",  "<form",      "<svg",        "@import",
    "<video",    "srcset",  "url(",    "src=\"http", "steal",       "style=\"",
  };
  g_autofree char *quoted = g_strescape (hostile, NULL);
  g_autofree char *notebook = g_strdup_printf (
    "{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"%s\"},{\"cell_type\":\"code\","
    "\"outputs\":["
    "{\"output_type\":\"display_data\",\"data\":{\"text/html\":\"%s\",\"application/javascript\":"
    "\"x\"}}]}]}",
    quoted, quoted);
  const char *const bodies[] = { hostile, notebook, hostile };

  for (guint format = 0; format < G_N_ELEMENTS (bodies); format++) {
    g_autoptr (BancoDocument) document = reading_read ((BancoFormat) format, bodies[format]);
    g_autofree char *html = banco_document_to_html (document, "</title><script>x</script>");

    g_assert_nonnull (strstr (html, "default-src 'none'"));
    for (guint i = 0; i < G_N_ELEMENTS (never); i++) {
      g_test_message ("format %u: %s", format, never[i]);
      g_assert_null (strstr (html, never[i]));
    }
  }
}

/* What nobody can see, or what turns text around, is not in the page, wherever it comes from. */
static void
test_hidden (void)
{
  static const char cells[] =
    "{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"# h\\u202e\\n\\np\\u200b "
    "`c\\u2066` [l\\u009b](https://a.example/) ![i\\u202e](https://a.example/i) $m\\u2069$\\n\\n- "
    "x\\u202e\\n\\n|a\\u200b|b|\\n|-|-|\\n|c\\u202e|d|\\n\\n$$k\\u2066$$\"},{\"cell_type\":"
    "\"code\","
    "\"source\":\"x\\u202e = "
    "1\\u2066\",\"outputs\":[{\"output_type\":\"stream\",\"text\":\"o\\u202e"
    "\\u009b31m\\n\"}]}]}";
  static const char page[] =
    "<h1>h\u202e</h1><ac:structured-macro ac:name=\"info\"><ac:parameter ac:name=\"title\">t\u200b"
    "</ac:parameter><ac:rich-text-body><p>b\302\2337m</p></ac:rich-text-body></ac:structured-macro>"
    "<ac:structured-macro ac:name=\"odd\u202e\"></ac:structured-macro><p>x &closed\u202e <b>";
  const struct {
    BancoFormat format;
    const char *body;
  } cases[] = { { BANCO_FORMAT_NOTEBOOK, cells }, { BANCO_FORMAT_STORAGE, page } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BancoDocument) document = reading_read (cases[i].format, cases[i].body);
    g_autofree char *html = banco_document_to_html (document, HOSTILE);

    g_assert_true (test_is_visible (html, TRUE));
    g_assert_nonnull (strstr (html, "a\nb\tc\nde&#60;b&#62;"));
  }
}

static void
test_deep_nesting (void)
{
  static const char *const pairs[][2] = {
    { "<ul><li>", "</li></ul>" },
    { "<blockquote>", "</blockquote>" },
    { "<table><tr><td>", "</td></tr></table>" },
    { "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body>",
      "</ac:rich-text-body></ac:structured-macro>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    for (guint depth = 30; depth < 3000; depth *= 4) {
      GString *body = g_string_new (NULL);
      g_autofree char *text = NULL;
      g_autoptr (BancoDocument) document = NULL;
      g_autofree char *html = NULL;

      for (guint k = 0; k < depth; k++)
        g_string_append (body, pairs[i][0]);
      g_string_append (body, "core");
      for (guint k = 0; k < depth; k++)
        g_string_append (body, pairs[i][1]);
      text = g_string_free (body, FALSE);
      document = reading_read (BANCO_FORMAT_STORAGE, text);
      html = banco_document_to_html (document, "t");
      if (depth < 60)
        g_assert_nonnull (strstr (html, "core"));
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/knowledge/documents/storage", test_storage);
  g_test_add_func ("/knowledge/documents/not-xml", test_not_xml);
  g_test_add_func ("/knowledge/documents/markdown", test_markdown);
  g_test_add_func ("/knowledge/documents/notebook", test_notebook);
  g_test_add_func ("/knowledge/documents/cut-notebook", test_cut_notebook);
  g_test_add_func ("/knowledge/documents/wrong-members", test_wrong_members);
  g_test_add_func ("/knowledge/documents/pictures", test_pictures);
  g_test_add_func ("/knowledge/documents/long-output", test_long_output);
  g_test_add_func ("/knowledge/documents/hostile", test_hostile);
  g_test_add_func ("/knowledge/documents/hidden", test_hidden);
  g_test_add_func ("/knowledge/documents/deep-nesting", test_deep_nesting);
  return g_test_run ();
}
