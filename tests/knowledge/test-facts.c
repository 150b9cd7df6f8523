/* SPDX-License-Identifier: Apache-2.0 */
#include "library-fixture.h"
#include "reading.h"

#include <string.h>

#define ROW(heading, value) "<tr><th>" heading "</th><td>" value "</td></tr>"
#define TABLE(rows) "<table><tbody>" rows "</tbody></table>"
#define HEADS(a, b, c) "<tr><th>" a "</th><th>" b "</th><th>" c "</th></tr>"
#define CELLS(a, b, c) "<tr><td>" a "</td><td>" b "</td><td>" c "</td></tr>"
#define ADA "<a href=\"mailto:ada@example.org?subject=hi\">Ada L.</a>"

/* What a page says of its entry. Values by name, joined with "; ". */
static const struct {
  const char *name;
  const char *body;
  const char *technology;
  const char *field;
  const char *tool;
  const char *comment;
  const char *contacts; /* "name <address> role" */
  const char *examples; /* "kind address" */
} facts[] = {
  { "headings at the left",
    TABLE (ROW ("ML technologies", "CNN, lstm") ROW ("Scientific field", "High energy physics")
             ROW ("ML tools", "Keras; ROOT") ROW ("Comments", "realistic application")),
    "CNN; LSTM", "High energy physics", "Keras; ROOT", "realistic application", "", "" },
  { "headings above one row of values",
    TABLE (HEADS ("Technology", "Field", "Tools") CELLS ("CNN", "Astronomy", "Keras")), "CNN",
    "Astronomy", "Keras", "", "", "" },
  { "headings above many rows are an overview",
    TABLE (HEADS ("Name", "Field", "Tools") CELLS ("A", "x", "y") CELLS ("B", "x", "y")), "", "",
    "", "", "", "" },
  { "values on lines of their own", TABLE (ROW ("Technologies", "<p>CNN</p><p>GNN</p>")),
    "CNN; GNN", "", "", "", "", "" },
  { "a heading that is a sentence",
    TABLE (
      ROW ("In which field of tools and technologies and comments and more is this used?", "x")),
    "", "", "", "", "", "" },
  { "a value that is a sentence",
    TABLE (ROW ("Tools", "we use whatever is there as long as it is able to read what we have")),
    "", "", "", "", "", "" },
  { "people with addresses",
    TABLE (ROW ("Contacts", ADA ", <a href=\"mailto:b@example.org\">Bob</a>")
             ROW ("Expert", "Carl; Dora")),
    "", "", "", "",
    "Ada L. <ada@example.org> Contacts; Bob <b@example.org> Contacts; Carl <> Expert; Dora <> "
    "Expert",
    "" },
  { "the first comment counts", TABLE (ROW ("Comment", "one") ROW ("Kind", "two")), "", "", "",
    "one", "", "" },
  { "kind is a comment", TABLE (ROW ("Kind", "tutorial")), "", "", "", "tutorial", "", "" },
  { "repositories and notebooks",
    "<p><a href=\"https://github.com/o/r\">r</a> <a "
    "href=\"https://github.com/o/r/tree/main/x\">t</a>"
    " <a href=\"https://github.com/o/r/issues/4\">no</a> <a href=\"https://github.com/o\">no</a> "
    "<a href=\"https://baltig.infn.it/g/p\">b</a> <a href=\"https://gitlab.example.org/g/p\">g</a> "
    "<a href=\"https://example.org/g/p.git\">e</a> <a href=\"https://example.org/g/p\">no</a> "
    "<a href=\"https://example.org/a.ipynb\">n</a> "
    "<ac:link><ri:attachment ri:filename=\"b.ipynb\"/></ac:link></p>",
    "", "", "", "", "",
    "git https://github.com/o/r; git https://github.com/o/r/tree/main/x; git "
    "https://baltig.infn.it/g/p; git https://gitlab.example.org/g/p; git "
    "https://example.org/g/p.git; notebook https://example.org/a.ipynb; notebook "
    "5/attachment/b.ipynb" },
};

static BancoDimensions *
load_dimensions (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "dimensions.ini", NULL);

  fixture_write (fixture, "dimensions.ini",
                 "[technology]\ncnn=CNN\nlstm=LSTM\ngnn=GNN\n[field]\nhep=High energy physics\n"
                 "[tool]\nkeras=Keras\nroot=ROOT\n");
  return banco_dimensions_load (path);
}

static char *
labels_of (BancoDraft *draft, BancoDimension dimension)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < draft->labels->len; i++) {
    const BancoLabel *label = draft->labels->pdata[i];

    if (label->dimension == dimension)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", label->name);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
contacts_of (BancoDraft *draft)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < draft->contacts->len; i++) {
    const BancoContact *contact = draft->contacts->pdata[i];

    g_string_append_printf (text, "%s%s <%s> %s", i > 0 ? "; " : "", contact->name,
                            contact->email != NULL ? contact->email : "", contact->role);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
examples_of (BancoDraft *draft)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < draft->examples->len; i++) {
    const BancoExample *example = draft->examples->pdata[i];

    g_string_append_printf (text, "%s%s %s", i > 0 ? "; " : "", example->kind,
                            example->url != NULL ? example->url : example->path);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_facts (void)
{
  Fixture fixture;
  g_autoptr (BancoDimensions) dimensions = NULL;

  fixture_init (&fixture);
  dimensions = load_dimensions (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++) {
    g_autoptr (BancoDraft) draft = banco_draft_new ("5", BANCO_FORMAT_STORAGE);
    g_autoptr (BancoDocument) document = reading_read (BANCO_FORMAT_STORAGE, facts[i].body);
    g_autofree char *technology = NULL, *field = NULL, *tool = NULL, *contacts = NULL,
                    *examples = NULL;

    g_test_message ("%s", facts[i].name);
    banco_facts_complete (draft, document, dimensions);
    technology = labels_of (draft, BANCO_DIMENSION_TECHNOLOGY);
    field = labels_of (draft, BANCO_DIMENSION_FIELD);
    tool = labels_of (draft, BANCO_DIMENSION_TOOL);
    contacts = contacts_of (draft);
    examples = examples_of (draft);
    g_assert_cmpstr (technology, ==, facts[i].technology);
    g_assert_cmpstr (field, ==, facts[i].field);
    g_assert_cmpstr (tool, ==, facts[i].tool);
    g_assert_cmpstr (draft->comment != NULL ? draft->comment : "", ==, facts[i].comment);
    g_assert_cmpstr (contacts, ==, facts[i].contacts);
    g_assert_cmpstr (examples, ==, facts[i].examples);
  }
  fixture_clear (&fixture);
}

/* An overview speaks for entries that are silent, and only for those; what it says goes with it. */
static void
test_overview (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoEntry) silent = NULL;
  g_autoptr (BancoEntry) outspoken = NULL;
  g_autoptr (GPtrArray) facets = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture);
  banco_dimensions_free (load_dimensions (&fixture));
  fixture_write (&fixture, "a.xml", "<h1>3. Silent page</h1><p>words</p>");
  fixture_write (&fixture, "b.xml",
                 "<h1>Outspoken</h1>" TABLE (ROW ("Technology", "GNN") ROW ("Comment", "mine")));
  fixture_write (&fixture, "overview.xml",
                 "<h1>All</h1><table><tbody><tr><th>Entry</th><th>ML technologies</th>"
                 "<th>Comments</th></tr>" CELLS ("Silent page", "CNN, LSTM", "a tutorial")
                   CELLS ("Outspoken", "CNN", "theirs") CELLS ("", "CNN", "nobody's")
                     CELLS ("Not here", "CNN", "x") "</tbody></table>");
  library = fixture_open (&fixture, NULL);
  g_assert_nonnull (fixture_sync (library, FALSE, &error));
  silent = banco_library_read (library, "a.xml", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (banco_entry_get_facets (silent, BANCO_DIMENSION_TECHNOLOGY)[0], ==, "CNN");
  g_assert_cmpstr (banco_entry_get_facets (silent, BANCO_DIMENSION_TECHNOLOGY)[1], ==, "LSTM");
  g_assert_cmpstr (banco_entry_get_comment (silent), ==, "a tutorial");
  outspoken = banco_library_read (library, "b.xml", &error);
  g_assert_cmpstr (banco_entry_get_facets (outspoken, BANCO_DIMENSION_TECHNOLOGY)[0], ==, "GNN");
  g_assert_null (banco_entry_get_facets (outspoken, BANCO_DIMENSION_TECHNOLOGY)[1]);
  g_assert_cmpstr (banco_entry_get_comment (outspoken), ==, "mine");
  facets = banco_library_list_facets (library, BANCO_DIMENSION_TECHNOLOGY, NULL);
  g_assert_cmpuint (facets->len, ==, 3);
  fixture_clear (&fixture);
}

/* Where a link leads, from a page of a wiki and from a file in a folder. */
static const struct {
  const char *link;
  const char *of_wiki; /* NULL: nowhere */
  const char *of_folder;
} links[] = {
  { "https://example.org/a", "https://example.org/a", "https://example.org/a" },
  { "HTTP://example.org/a", "HTTP://example.org/a", "HTTP://example.org/a" },
  { " https://example.org/a ", "https://example.org/a", "https://example.org/a" },
  { "mailto:a@example.org", "mailto:a@example.org", "mailto:a@example.org" },
  { "javascript:alert(1)", NULL, NULL },
  { "JavaScript:alert(1)", NULL, NULL },
  { "java\nscript:alert(1)", NULL, NULL },
  { "data:text/html,x", NULL, NULL },
  { "file:///etc/passwd", NULL, NULL },
  { "vbscript:x", NULL, NULL },
  { "#part", "#part", "#part" },
  { "#Part two", "#part-two", "#part-two" },
  { "kb:9", "kb:9", "kb:9" },
  { "/display/ML/LUMIN", "kb:77", NULL },
  { "/spaces/ML/pages/12/Anything", "kb:12", NULL },
  { "/pages/viewpage.action?pageId=12", "kb:12", NULL },
  { "/pages/viewpage.action?pageId=13", "https://wiki.example.org/pages/viewpage.action?pageId=13",
    NULL },
  { "https://WIKI.example.org/display/ML/LUMIN", "kb:77",
    "https://WIKI.example.org/display/ML/LUMIN" },
  { "https://wiki.example.org.evil.example/display/ML/LUMIN",
    "https://wiki.example.org.evil.example/display/ML/LUMIN",
    "https://wiki.example.org.evil.example/display/ML/LUMIN" },
  { "other.md", "https://wiki.example.org/display/ML/other.md", "kb:deep/other.md" },
  { "../top%20page.md#x", "https://wiki.example.org/display/top%20page.md#x", "kb:top%20page.md" },
  { "../top page.md#x", "https://wiki.example.org/display/top%20page.md#x", "kb:top%20page.md" },
  { "https://example.org/a b?c d", "https://example.org/a%20b?c%20d",
    "https://example.org/a%20b?c%20d" },
  { "https://wiki.example.org/pages/viewpage.action?x=a b&pageId=12", "kb:12",
    "https://wiki.example.org/pages/viewpage.action?x=a%20b&pageId=12" },
  { "java script:alert(1)", "https://wiki.example.org/display/ML/java%20script:alert(1)", NULL },
  { "kb:top page.md", "kb:top%20page.md", "kb:top%20page.md" },
  { "../../../etc/passwd", "https://wiki.example.org/etc/passwd", NULL },
  { "", NULL, NULL },
};

static char *
find_file (BancoFindBy by, const char *value, gpointer data)
{
  static const char *const there[] = { "deep/other.md", "top page.md", NULL };

  return by == BANCO_FIND_ID && g_strv_contains (there, value) ? g_strdup (value) : NULL;
}

static void
test_links (void)
{
  const BancoScope folder = { .id = "deep/page.md", .find = find_file };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++) {
    g_autofree char *of_wiki = banco_scope_link (reading_scope (), links[i].link);
    g_autofree char *of_folder = banco_scope_link (&folder, links[i].link);

    g_test_message ("%s", links[i].link);
    g_assert_cmpstr (of_wiki, ==, links[i].of_wiki);
    g_assert_cmpstr (of_folder, ==, links[i].of_folder);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/knowledge/facts/page", test_facts);
  g_test_add_func ("/knowledge/facts/overview", test_overview);
  g_test_add_func ("/knowledge/facts/links", test_links);
  return g_test_run ();
}
