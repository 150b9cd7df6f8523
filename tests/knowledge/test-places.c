/* SPDX-License-Identifier: Apache-2.0 */
#include "reading.h"
#include "scripted-wiki.h"

#include <string.h>

/* Where the links of a page lead to: its own places, other pages, the web, and nowhere. */

static void
test_links (void)
{
  static const struct {
    const char *href;
    const char *link; /* NULL: none */
  } cases[] = {
    { "https://wiki.example.org/display/ML/LUMIN", "kb:77" },
    { "https://WIKI.example.org/display/ml/lumin", "kb:77" },
    { "https://wiki.example.org/display/ML/LUMIN.", "kb:77" }, /* the sentence's full stop */
    { "https://wiki.example.org/spaces/ML/pages/12/Any+title", "kb:12" },
    { "https://wiki.example.org/pages/viewpage.action?pageId=12", "kb:12" },
    { "https://wiki.example.org/pages/viewpage.action?x=1&pageId=12.", "kb:12" },
    { "https://wiki.example.org/x/DA", "kb:12" }, /* tiny links hold the number */
    { "https://wiki.example.org/wiki/x/DAAAAA", "kb:12" },
    { "/display/ML/LUMIN", "kb:77" },
    { "../ML/LUMIN", "kb:77" },
    /* A page of that name in another space, on another wiki, or not here at all. */
    { "https://wiki.example.org/display/OTHER/LUMIN",
      "https://wiki.example.org/display/OTHER/LUMIN" },
    { "https://other.example.org/display/ML/LUMIN", "https://other.example.org/display/ML/LUMIN" },
    { "https://wiki.example.org/display/ML/Gone", "https://wiki.example.org/display/ML/Gone" },
    { "https://wiki.example.org/display/ML", "https://wiki.example.org/display/ML" },
    { "https://wiki.example.org/x/", "https://wiki.example.org/x/" },
    { "https://wiki.example.org/x/D(A", "https://wiki.example.org/x/D(A" },
    { "https://wiki.example.org/x/DADADADADADADA", "https://wiki.example.org/x/DADADADADADADA" },
    { "https://wiki.example.org/x/_-__", "https://wiki.example.org/x/_-__" },
    { "/wiki/Other", "https://wiki.example.org/wiki/Other" },
    { "//cdn.example.org/a", "https://cdn.example.org/a" },
    { "#Load-the-data", "#load-the-data" },
    { "#Step 2: Go", "#step-2-go" },
    { "#%C3%80-propos", "#à-propos" },
    { "#%zz", "#zz" },
    { "mailto:ada@example.org", "mailto:ada@example.org" },
    { "  https://example.org/a b ", "https://example.org/a%20b" },
    { "javascript:alert(1)", NULL },
    { " JavaScript:alert(1)", NULL },
    { "java\nscript:alert(1)", NULL },
    { "data:text/html,x", NULL },
    { "file:///etc/passwd", NULL },
    { "https:\\\\example.org", NULL },
    { "", NULL },
    { "   ", NULL },
    { "a\xff", NULL },
  };
  g_autofree char *longest = g_strnfill (5000, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *link = banco_scope_link (reading_scope (), cases[i].href);

    g_test_message ("case %u", i);
    g_assert_cmpstr (link, ==, cases[i].link);
  }
  g_assert_null (banco_scope_link (reading_scope (), longest));
  g_assert_null (banco_scope_link (reading_scope (), NULL));
}

/* A link within a page finds its place, however its kind of file names it. */
static void
test_within (void)
{
  static const struct {
    const char *what;
    BancoFormat format;
    const char *body;
    const char *place;
  } cases[] = {
    { "as notebooks name headings", BANCO_FORMAT_MARKDOWN,
      "[go](#Step-2:-Load-the-data)\n\n## Step 2: Load the data", "step-2-load-the-data" },
    { "as Markdown does", BANCO_FORMAT_MARKDOWN,
      "[go](#step-2-load-the-data)\n\n## Step 2: Load the data", "step-2-load-the-data" },
    { "a place with a name", BANCO_FORMAT_MARKDOWN,
      "[go](#Data)\n\n<a name=\"data\"></a>\n## Where it is from", "data" },
    { "with an id, among words", BANCO_FORMAT_MARKDOWN,
      "[go](#Data)\n\nHere <a id='data'></a>it is.", "data" },
    { "in HTML", BANCO_FORMAT_STORAGE,
      "<p><a href=\"#Data\">go</a></p><a id=\"data\"></a><h2>D</h2>", "data" },
    { "a heading with an id", BANCO_FORMAT_STORAGE,
      "<p><a href=\"#Data\">go</a></p><h2 id=\"Data\">The data</h2>", "data" },
    { "a wiki's heading", BANCO_FORMAT_STORAGE,
      "<p><ac:link ac:anchor=\"The data\"><ac:link-body>go</ac:link-body></ac:link></p><h2>The "
      "data</h2>",
      "the-data" },
    { "a footnote", BANCO_FORMAT_STORAGE,
      "<p>Said <ac:link ac:anchor=\"note-1\"><ac:link-body>1</ac:link-body></ac:link></p><ol><li>"
      "<ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">note-1</ac:parameter>"
      "</ac:structured-macro>By whom.</li></ol>",
      "note-1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BancoDocument) document = reading_read (cases[i].format, cases[i].body);
    g_autofree char *html = banco_document_to_html (document, "t");
    g_autofree char *link = g_strdup_printf ("href=\"#%s\"", cases[i].place);
    g_autofree char *place = g_strdup_printf (" id=\"%s\"", cases[i].place);

    g_test_message ("%s", cases[i].what);
    g_assert_nonnull (strstr (html, link));
    g_assert_nonnull (strstr (html, place));
    g_assert_null (strstr (strstr (html, place) + 1, place));
  }
}

/* What a wiki's own links become. */
static void
test_wiki_links (void)
{
  static const ReadingCase cases[] = {
    { "a page of another space",
      "<p><ac:link><ri:page ri:space-key=\"OPS\" ri:content-title=\"LUMIN\"/></ac:link></p>",
      "LUMIN <https://wiki.example.org/display/OPS/LUMIN>" },
    { "of another space, with blanks and more",
      "<p><ac:link><ri:page ri:space-key=\"OPS\" ri:content-title=\"Who? We &amp; you\"/></ac:link>"
      "</p>",
      "Who? We & you\n<https://wiki.example.org/display/OPS/Who%3F%20We%20%26%20you>" },
    { "the same space, named",
      "<p><ac:link><ri:page ri:space-key=\"ml\" ri:content-title=\"LUMIN\"/></ac:link></p>",
      "LUMIN <kb:77>" },
    { "a page that is not here", "<p><ac:link><ri:page ri:content-title=\"Gone\"/></ac:link></p>",
      "Gone" },
    { "content that is not here",
      "<p><ac:link><ri:content-entity ri:content-id=\"99\"/><ac:link-body>w</ac:link-body>"
      "</ac:link></p>",
      "w" },
    { "a space", "<p>See <ac:link><ri:space ri:space-key=\"OPS\"/></ac:link>.</p>", "See OPS." },
    { "a post",
      "<p><ac:link><ri:blog-post ri:content-title=\"News\" "
      "ri:posting-day=\"2026/01/02\"/></ac:link>"
      "</p>",
      "News" },
    { "a file of a page of another space",
      "<p><ac:link><ri:attachment ri:filename=\"d.csv\"><ri:page ri:space-key=\"OPS\" "
      "ri:content-title=\"LUMIN\"/></ri:attachment></ac:link></p>",
      "d.csv" },
    { "a file of another page, shown",
      "<ac:structured-macro ac:name=\"view-file\"><ac:parameter ac:name=\"name\"><ri:attachment "
      "ri:filename=\"a.pdf\"><ri:page ri:content-title=\"LUMIN\"/></ri:attachment></ac:parameter>"
      "</ac:structured-macro>",
      "a.pdf <kb:77/attachment/a.pdf>" },
    { "a file of this page", "<p><ac:link><ri:attachment ri:filename=\"d.csv\"/></ac:link></p>",
      "d.csv <kb:5/attachment/d.csv>" },
  };

  reading_check (BANCO_FORMAT_STORAGE, cases, G_N_ELEMENTS (cases));
}

/* What a person pastes from a browser. */
static void
test_addresses (void)
{
  static const struct {
    const char *path;
    const char *id; /* NULL: no such entry */
  } cases[] = {
    { "/display/ML/11", "11" }, /* as the wiki gave it */
    { "/display/ML/1.+Entry", "11" },
    { "/display/ML/1.+entry.", "11" },
    { "/pages/viewpage.action?pageId=12", "12" },
    { "/spaces/ML/pages/12/Other", "12" },
    { "/x/DA", "12" },
    { "/download/attachments/11/run.ipynb?version=1", "11/attachment/run.ipynb" },
    { "/pages/viewpage.action?pageId=13", NULL },
    { "/display/ML/Nothing", NULL },
    { "/display/ML", NULL },
    { "/", NULL },
  };
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (GError) elsewhere = NULL;

  wiki_init (&wiki);
  library = wiki_open (&wiki);
  wiki_sync (&wiki, library, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *address = g_strconcat (wiki.server->address, cases[i].path, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (BancoEntry) entry = banco_library_read (library, address, &error);

    g_test_message ("%s", cases[i].path);
    g_assert_cmpstr (entry != NULL ? banco_entry_get_id (entry) : NULL, ==, cases[i].id);
    if (cases[i].id == NULL)
      g_assert_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND);
  }
  /* Another wiki has a page 12 of its own. */
  g_assert_null (banco_library_read (
    library, "https://wiki.example.org/pages/viewpage.action?pageId=12", &elsewhere));
  g_assert_error (elsewhere, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND);
  wiki_clear (&wiki);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/knowledge/places/links", test_links);
  g_test_add_func ("/knowledge/places/within", test_within);
  g_test_add_func ("/knowledge/places/wiki-links", test_wiki_links);
  g_test_add_func ("/knowledge/places/addresses", test_addresses);
  return g_test_run ();
}
