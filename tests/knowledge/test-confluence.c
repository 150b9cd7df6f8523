/* SPDX-License-Identifier: Apache-2.0 */
#include "scripted-wiki.h"

#include <string.h>

static void
test_first (void)
{
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoEntry) entry = NULL;
  g_autoptr (GBytes) picture = NULL;
  g_autofree char *type = NULL;
  g_autofree char *html = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  const BancoSyncReport *report;

  wiki_init (&wiki);
  library = wiki_open (&wiki);
  wiki.files[2] = (WikiFile){ 11, "huge.png", "image/png", "", 1, 99000000 };
  report = wiki_sync (&wiki, library, FALSE);
  g_assert_cmpuint (report->added, ==, 3);
  g_assert_cmpuint (wiki_count (&wiki, "/content/1"), ==, 0); /* bodies came along */
  g_assert_cmpuint (wiki_count (&wiki, "/download/"), ==, 2); /* not the huge one */

  address = g_strconcat (wiki.server->address, "/pages/viewpage.action?pageId=11", NULL);
  entry = banco_library_read (library, address, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (banco_entry_get_id (entry), ==, "11");
  /* The label decides; the table is for what has none. */
  g_assert_cmpuint (g_strv_length ((char **) banco_entry_get_facets (entry, 0)), ==, 1);
  g_assert_cmpstr (banco_entry_get_facets (entry, 0)[0], ==, "CNN");
  g_assert_cmpstr (banco_entry_get_comment (entry), ==, "a tutorial");
  g_assert_cmpstr (((BancoContact *) banco_entry_get_contacts (entry)->pdata[0])->email, ==,
                   "ada@example.org");
  g_assert_cmpstr (((BancoExample *) banco_entry_get_examples (entry)->pdata[0])->path, ==,
                   "11/attachment/run.ipynb");
  g_assert_cmpstr (((BancoExample *) banco_entry_get_examples (entry)->pdata[1])->url, ==,
                   "https://github.com/example/repo");
  g_assert_cmpuint (banco_entry_get_attachments (entry)->len, ==, 3);
  html = banco_document_to_html (banco_entry_get_document (entry), "t");
  g_assert_nonnull (strstr (html, "<a href=\"kb:12\">Other</a>"));
  picture = banco_library_read_resource (library, "kb:11/attachment/p.png", &type, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (type, ==, "image/png");
  g_clear_object (&entry);
  entry = banco_library_read (library, "11/attachment/run.ipynb", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (banco_entry_get_title (entry), ==, "Runs");
  wiki_clear (&wiki);
}

static void
test_changes (void)
{
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  const BancoSyncReport *report;

  wiki_init (&wiki);
  library = wiki_open (&wiki);
  wiki_sync (&wiki, library, FALSE);
  report = wiki_sync (&wiki, library, FALSE);
  g_assert_cmpuint (report->unchanged, ==, 3);
  /* The space, two listings of pages, two of files. */
  g_assert_cmpuint (report->requests, ==, 5);

  wiki.pages[0].version = 2; /* the same words saved again */
  report = wiki_sync (&wiki, library, FALSE);
  g_assert_cmpuint (report->changed, ==, 0);
  g_assert_cmpuint (wiki_count (&wiki, "/content/11?"), ==, 1);
  g_assert_cmpuint (wiki_count (&wiki, "/content/12?"), ==, 0);
  wiki.pages[0].label = "gnn"; /* raises no version */
  report = wiki_sync (&wiki, library, FALSE);
  g_assert_cmpuint (report->changed, ==, 2); /* the page, and its notebook has its labels */

  wiki.pages[1].unlisted = TRUE; /* not listed, but still there: it stays */
  g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->removed, ==, 0);
  wiki.pages[1].id = 0;
  g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->removed, ==, 1);
  g_assert_cmpuint (banco_library_count (library), ==, 2);
  wiki_clear (&wiki);
}

/* Whatever fails, and wherever: what was there stays, whole. */
static void
test_failures (void)
{
  static const char html[] = "<html>Log in</html>";
  static const struct {
    WikiFault fault;
    int code;
  } cases[] = {
    { { "/", 500, NULL, NULL, "0", 0 }, BANCO_KNOWLEDGE_ERROR_UNREACHABLE },
    { { "/", 429, NULL, NULL, "0", 0 }, BANCO_KNOWLEDGE_ERROR_UNREACHABLE },
    /* What a server says to one that it has locked out for good. */
    { { "/", 429, NULL, NULL, "9223372036854775807", 0 }, BANCO_KNOWLEDGE_ERROR_UNREACHABLE },
    { { "/", 403, NULL, NULL, NULL, 0 }, BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED },
    { { "/", 401, NULL, NULL, NULL, 0 }, BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED },
    { { "/", 404, NULL, NULL, NULL, 0 }, BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED },
    { { "/", 200, "text/html", html, NULL, 0 }, BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    /* In the middle: the second answer of a listing, the files, the body of a page. */
    { { "start=1", 500, NULL, NULL, "0", 0 }, BANCO_KNOWLEDGE_ERROR_UNREACHABLE },
    { { "start=1", 200, "text/html", html, NULL, 0 }, BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    { { "start=1", 200, NULL, "{\"results\":[{\"id\":\"1", NULL, 0 },
      BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    { { "start=1", 200, NULL, "{\"results\":{}}", NULL, 0 }, BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    { { "start=1", 200, NULL, "{\"results\":[7]}", NULL, 0 },
      BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    { { "start=1", 200, NULL, "{\"results\":[{\"title\":\"x\"}]}", NULL, 0 },
      BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    { { "start=1", 200, NULL, "[]", NULL, 0 }, BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    { { "start=1", 200, NULL, "", NULL, 0 }, BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    { { "attachment%20", 403, NULL, NULL, NULL, 0 }, BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED },
    { { "/content/11?", 500, NULL, NULL, "0", 0 }, BANCO_KNOWLEDGE_ERROR_UNREACHABLE },
    { { "/content/11?", 200, "text/html", html, NULL, 0 }, BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    { { "/content/11?", 200, NULL, "{\"body\":7}", NULL, 0 },
      BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
  };
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoHits) hits = NULL;

  wiki_init (&wiki);
  library = wiki_open (&wiki);
  wiki_sync (&wiki, library, FALSE);
  wiki.pages[0].version = 2;
  wiki.pages[0].body = "<p>other words</p>";
  wiki.pages[2] = (WikiPage){ .id = 13, .title = "Third", .body = "<p>x</p>", .version = 1 };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("case %u", i);
    wiki.faults[0] = cases[i].fault;
    wiki_fail (&wiki, library, cases[i].code);
    g_assert_cmpuint (banco_library_count (library), ==, 3);
  }
  hits = fixture_search (library, "zebra");
  g_assert_cmpuint (banco_hits_get_total (hits), ==, 1);
  g_clear_object (&hits);
  hits = fixture_search (library, "repository");
  g_assert_cmpuint (banco_hits_get_total (hits), ==, 1);
  wiki.faults[0] = (WikiFault){ "/", 429, NULL, NULL, "0", 2 }; /* twice, then it answers */
  g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->changed, ==, 1);
  g_assert_cmpuint (banco_library_count (library), ==, 4);
  soup_server_disconnect (wiki.server->soup);
  wiki_fail (&wiki, library, BANCO_KNOWLEDGE_ERROR_UNREACHABLE);
  wiki_clear (&wiki);
}

/* A search that is closed: plain listings, and files page by page. */
static void
test_without_search (void)
{
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoEntry) entry = NULL;

  wiki_init (&wiki);
  wiki.faults[0] = (WikiFault){ "/search?", 400, "text/html", "<html>no</html>", NULL, 0 };
  library = wiki_open (&wiki);
  wiki_sync (&wiki, library, FALSE);
  g_assert_cmpuint (banco_library_count (library), ==, 3);
  entry = banco_library_read (library, "11", NULL);
  g_assert_cmpuint (banco_entry_get_attachments (entry)->len, ==, 2);
  wiki_clear (&wiki);
}

#define PAGES(more)                                                                                \
  "{\"results\":[{\"id\":\"11\",\"title\":\"One\",\"body\":{\"storage\":{\"value\":\"x\"}}}],"     \
  "\"_links\":{" more "}}"
#define FILE_AT(link)                                                                              \
  "{\"results\":[{\"id\":\"a\",\"title\":\"p.png\",\"container\":{\"id\":\"11\"},\"extensions\":{" \
  "\"mediaType\":\"image/png\"},\"_links\":{\"download\":\"" link "\"}}]}"

/* The ids and links that a wiki gives lead nowhere but below its own address. */
static void
test_outside (void)
{
  static const struct {
    const char *at;
    const char *body;
    const char *never; /* is not asked for */
    int code;          /* of the sync; -1: it works */
  } cases[] = {
    { "20page%20", "{\"results\":[{\"id\":\"../admin\",\"title\":\"t\"}]}", "/admin",
      BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    { "20page%20", "{\"results\":[{\"id\":\"..\",\"title\":\"t\"}]}", "/api/?",
      BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    { "20page%20", PAGES ("\"next\":\"/../admin\""), "/admin",
      BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    { "20page%20", PAGES ("\"next\":\"@192.0.2.1/x\""), "192.0.2.1",
      BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    { "20page%20", PAGES ("\"next\":\"https://192.0.2.1/x\""), "192.0.2.1",
      BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
    { "20attachment%20", FILE_AT ("/../admin"), "/admin", -1 },
    { "20attachment%20", FILE_AT ("/x/%2e%2e/%2e%2e/admin"), "/admin", -1 },
    { "20attachment%20", FILE_AT ("@192.0.2.1/x"), "192.0.2.1", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Wiki wiki;
    g_autoptr (BancoLibrary) library = NULL;

    wiki_init (&wiki);
    library = wiki_open (&wiki);
    wiki.faults[0] = (WikiFault){ cases[i].at, 200, NULL, cases[i].body, NULL, 0 };
    g_test_message ("case %u", i);
    if (cases[i].code < 0)
      wiki_sync (&wiki, library, FALSE);
    else
      wiki_fail (&wiki, library, cases[i].code);
    g_assert_cmpuint (wiki_count (&wiki, cases[i].at), >, 0);
    g_assert_cmpuint (wiki_count (&wiki, cases[i].never), ==, 0);
    wiki_clear (&wiki);
  }
}

static void
test_cancelled (void)
{
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoOperation) operation = NULL;

  wiki_init (&wiki);
  library = wiki_open (&wiki);
  operation = banco_library_sync (library, FALSE);
  banco_operation_cancel (operation);
  test_wait (operation);
  g_assert_cmpint (banco_operation_get_state (operation), ==, BANCO_OPERATION_CANCELLED);
  g_assert_cmpuint (banco_library_count (library), ==, 0);
  g_assert_nonnull (fixture_sync (library, FALSE, NULL));
  wiki_clear (&wiki);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/knowledge/confluence/first", test_first);
  g_test_add_func ("/knowledge/confluence/changes", test_changes);
  g_test_add_func ("/knowledge/confluence/failures", test_failures);
  g_test_add_func ("/knowledge/confluence/without-search", test_without_search);
  g_test_add_func ("/knowledge/confluence/outside", test_outside);
  g_test_add_func ("/knowledge/confluence/cancelled", test_cancelled);
  return g_test_run ();
}
