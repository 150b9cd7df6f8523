/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"
#include "fixture/server.h"

#include <string.h>

/* A small Confluence in this process, with the traps that real ones have. */
typedef struct {
  Fixture fixture;
  TestServer *server;
  const char *url; /* the server's */
  BancoHttp *http;
  guint version;       /* of page 11 */
  gboolean without_12; /* page 12 is not listed */
  gboolean gone_12;    /* and cannot be had either */
  const char *label;   /* of page 11 */
  guint status;        /* 0: as it should be */
  guint failures;      /* how often status is given; 0: always */
  gboolean html;       /* a page to log in where JSON is due */
  gboolean refuse_search;
  guint bodies; /* asked for one by one */
  guint files;  /* downloads */
} Wiki;

static char *
page_json (Wiki *wiki, guint id, gboolean with_body)
{
  static const char body[] =
    "<table><tbody><tr><th>ML Technologies</th><td>GNN, Transformer</td></tr><tr><th>Contact</th>"
    "<td><a href='mailto:ada@example.org'>Ada</a></td></tr><tr><th>Comments</th><td>a tutorial</td>"
    "</tr></tbody></table><p>About <ac:link><ri:page ri:content-title='Other' /></ac:link> and a "
    "<a href='https://github.com/example/repo'>repository</a>.</p>";
  g_autofree char *storage =
    with_body ? g_strdup_printf (",\"body\":{\"storage\":{\"value\":\"%s\",\"representation\":"
                                 "\"storage\"}}",
                                 id == 11 ? body : "<p>not &closed <b>zebra")
              : g_strdup ("");
  g_autofree char *labels =
    id == 11 && wiki->label != NULL
      ? g_strdup_printf (
          "{\"prefix\":\"global\",\"name\":\"%s\"},{\"name\":\"favourite\",\"prefix\":"
          "\"my\"}",
          wiki->label)
      : g_strdup ("");

  return g_strdup_printf (
    "{\"id\":\"%u\",\"type\":\"page\",\"title\":\"%s\",\"version\":{\"number\":%u,\"when\":"
    "\"2026-01-02T03:04:05.000Z\"},\"ancestors\":[{\"id\":\"1\"}],\"space\":{\"key\":\"ML\"},"
    "\"metadata\":{\"labels\":{\"results\":[%s]}},\"_links\":{\"webui\":\"/display/ML/%u\"}%s}",
    id, id == 11 ? "1. Entry" : "Other", id == 11 ? wiki->version : 1, labels, id, storage);
}

/* Pages come short, one per answer, and next is relative to base. */
static char *
listing_json (Wiki *wiki, GHashTable *query)
{
  const char *cql = query != NULL ? g_hash_table_lookup (query, "cql") : NULL;
  const char *start = query != NULL ? g_hash_table_lookup (query, "start") : NULL;
  const char *expand = query != NULL ? g_hash_table_lookup (query, "expand") : "";
  gboolean second = start != NULL && strcmp (start, "1") == 0;
  g_autofree char *page = NULL;
  g_autofree char *next = NULL;

  if (cql != NULL && strstr (cql, "type = attachment") != NULL)
    return g_strdup_printf (
      "{\"results\":[{\"id\":\"att1\",\"title\":\"run.ipynb\",\"version\":{\"number\":1},"
      "\"container\""
      ":{\"id\":\"11\"},\"extensions\":{\"mediaType\":\"application/"
      "x-ipynb+json\",\"fileSize\":60},"
      "\"_links\":{\"download\":\"/download/attachments/11/"
      "run.ipynb\"}},{\"id\":\"att2\",\"title\":"
      "\"p.png\",\"version\":{\"number\":1},\"container\":{\"id\":\"11\"},\"extensions\":{"
      "\"mediaType\""
      ":\"image/png\",\"fileSize\":12},\"_links\":{\"download\":\"/download/attachments/11/"
      "p.png\"}},"
      "{\"id\":\"att3\",\"title\":\"huge.png\",\"version\":{\"number\":1},\"container\":{\"id\":"
      "\"11\"},"
      "\"extensions\":{\"mediaType\":\"image/png\",\"fileSize\":99000000},\"_links\":{\"download\":"
      "\"/download/attachments/11/huge.png\"}}],\"size\":3,\"_links\":{\"base\":\"%s\"}}",
      wiki->url);
  page = page_json (wiki, second ? 12 : 11, expand != NULL && strstr (expand, "body") != NULL);
  next = !second && !wiki->without_12
           ? g_strdup_printf ("\"next\":\"/rest/api/content/search?start=1&expand=%s\",", expand)
           : g_strdup ("");
  return g_strdup_printf ("{\"results\":[%s],\"start\":0,\"limit\":50,\"size\":1,\"_links\":{%s"
                          "\"base\":\"%s\"}}",
                          page, next, wiki->url);
}

static void
serve_page (Wiki *wiki, SoupServerMessage *message, const char *id)
{
  g_autofree char *json = NULL;

  if (wiki->gone_12 && strcmp (id, "12") == 0) {
    /* Restricted and deleted look the same. */
    test_server_respond (message, 404, NULL, "{\"statusCode\":404,\"message\":\"no\"}");
    return;
  }
  wiki->bodies++;
  json = page_json (wiki, (guint) g_ascii_strtoull (id, NULL, 10), TRUE);
  test_server_respond (message, 200, NULL, json);
}

static gboolean
is_page_search (GHashTable *query)
{
  const char *cql = query != NULL ? g_hash_table_lookup (query, "cql") : NULL;

  return cql != NULL && strstr (cql, "type = page") != NULL;
}

static void
serve (SoupServer *server,
       SoupServerMessage *message,
       const char *path,
       GHashTable *query,
       gpointer data)
{
  Wiki *wiki = data;
  g_autofree char *json = NULL;

  if (wiki->status != 0) {
    soup_server_message_set_status (message, wiki->status, NULL);
    soup_message_headers_append (soup_server_message_get_response_headers (message), "Retry-After",
                                 "0");
    if (wiki->failures > 0 && --wiki->failures == 0)
      wiki->status = 0;
  } else if (wiki->html) {
    test_server_respond (message, 200, "text/html", "<html>Log in</html>");
  } else if (strstr (path, "/space/") != NULL) {
    test_server_respond (message, 200, NULL, "{\"key\":\"ML\",\"name\":\"Machine learning\"}");
  } else if (strstr (path, "/download/") != NULL) {
    wiki->files++;
    test_server_respond (
      message, 200, "application/octet-stream",
      g_str_has_suffix (path, ".png")
        ? "\x89PNG\r\n\x1a\nxxxx"
        : "{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"# Runs\\n\\nhere\"}]}");
  } else if (wiki->refuse_search && is_page_search (query)) {
    soup_server_message_set_status (message, 400, NULL);
  } else if (g_str_has_suffix (path, "/search") || g_str_has_suffix (path, "/content")) {
    json = listing_json (wiki, query);
    test_server_respond (message, 200, NULL, json);
  } else {
    serve_page (wiki, message, strrchr (path, '/') + 1);
  }
}

static void
wiki_init (Wiki *wiki)
{
  *wiki = (Wiki){ .version = 1, .label = "cnn" };
  fixture_init (&wiki->fixture);
  fixture_write (&wiki->fixture, "dimensions.ini",
                 "[technology]\ncnn=CNN\ngnn=Graph network\n[tool]\nkeras=Keras\n");
  wiki->server = test_server_new (serve, wiki);
  wiki->url = wiki->server->address;
  wiki->http = banco_http_new (NULL);
}

static void
wiki_clear (Wiki *wiki)
{
  test_server_free (wiki->server);
  g_object_unref (wiki->http);
  fixture_clear (&wiki->fixture);
}

static BancoLibrary *
wiki_open (Wiki *wiki)
{
  g_autofree char *dimensions = g_build_filename (wiki->fixture.folder, "dimensions.ini", NULL);
  const BancoSourceSetup source = {
    .id = "mlinfn", .kind = "confluence", .url = wiki->url, .space = "ML", .dimensions = dimensions
  };
  g_autoptr (GError) error = NULL;
  BancoLibrary *library =
    banco_library_new (wiki->fixture.database, wiki->http, &source, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  return library;
}

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
  report = fixture_sync (library, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->added, ==, 3);
  g_assert_cmpuint (wiki.bodies, ==, 0); /* they came along */
  g_assert_cmpuint (wiki.files, ==, 2);  /* not the huge one */

  address = g_strconcat (wiki.url, "/pages/viewpage.action?pageId=11", NULL);
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
  g_autoptr (GError) error = NULL;
  const BancoSyncReport *report;

  wiki_init (&wiki);
  library = wiki_open (&wiki);
  fixture_sync (library, FALSE, &error);
  report = fixture_sync (library, FALSE, &error);
  g_assert_cmpuint (report->unchanged, ==, 3);
  g_assert_cmpuint (report->requests, ==, 4); /* the space, two listings of pages, the files */

  wiki.version = 2; /* the same words saved again */
  report = fixture_sync (library, FALSE, &error);
  g_assert_cmpuint (report->changed, ==, 0);
  g_assert_cmpuint (wiki.bodies, ==, 1);
  wiki.label = "gnn"; /* raises no version */
  report = fixture_sync (library, FALSE, &error);
  g_assert_cmpuint (report->changed, ==, 2); /* the page, and its notebook has its labels */

  wiki.without_12 = TRUE; /* not listed, but still there: it stays */
  report = fixture_sync (library, FALSE, &error);
  g_assert_cmpuint (report->removed, ==, 0);
  wiki.gone_12 = TRUE;
  report = fixture_sync (library, FALSE, &error);
  g_assert_cmpuint (report->removed, ==, 1);
  g_assert_cmpuint (banco_library_count (library), ==, 2);
  wiki_clear (&wiki);
}

static void
test_failures (void)
{
  static const struct {
    guint status;
    gboolean html;
    int code;
  } cases[] = {
    { 500, FALSE, BANCO_KNOWLEDGE_ERROR_UNREACHABLE },
    { 429, FALSE, BANCO_KNOWLEDGE_ERROR_UNREACHABLE },
    { 403, FALSE, BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED },
    { 404, FALSE, BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED },
    { 0, TRUE, BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD },
  };
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoHits) hits = NULL;
  const BancoSyncReport *report;

  wiki_init (&wiki);
  library = wiki_open (&wiki);
  g_assert_nonnull (fixture_sync (library, FALSE, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    wiki.status = cases[i].status;
    wiki.html = cases[i].html;
    g_assert_null (fixture_sync (library, FALSE, &error));
    g_assert_error (error, BANCO_KNOWLEDGE_ERROR, cases[i].code);
    /* What was there stays. */
    g_assert_cmpuint (banco_library_count (library), ==, 3);
  }
  wiki.html = FALSE;
  wiki.status = 429; /* twice, then it answers */
  wiki.failures = 2;
  report = fixture_sync (library, FALSE, NULL);
  g_assert_nonnull (report);
  g_assert_cmpuint (report->unchanged, ==, 3);
  soup_server_disconnect (wiki.server->soup);
  g_assert_null (fixture_sync (library, FALSE, NULL));
  hits = fixture_search (library, "zebra");
  g_assert_cmpuint (banco_hits_get_total (hits), ==, 1);
  wiki_clear (&wiki);
}

static void
test_without_search (void)
{
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (GError) error = NULL;

  wiki_init (&wiki);
  wiki.refuse_search = TRUE;
  library = wiki_open (&wiki);
  g_assert_nonnull (fixture_sync (library, FALSE, &error));
  g_assert_cmpuint (banco_library_count (library), ==, 3);
  wiki_clear (&wiki);
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
  g_test_add_func ("/knowledge/confluence/cancelled", test_cancelled);
  return g_test_run ();
}
