/* SPDX-License-Identifier: Apache-2.0 */
#include "scripted-wiki.h"

#include <stdlib.h>
#include <string.h>

/* One run of a sync after another: what is asked for again, and what is not. */

static gboolean
has_file (BancoLibrary *library, const char *address)
{
  g_autoptr (GBytes) bytes = banco_library_read_resource (library, address, NULL, NULL);

  return bytes != NULL;
}

static void
test_only_what_changed (void)
{
  static const struct {
    const char *what;
    guint page_version, label, notebook_version, picture_version;
    guint pages, notebooks, pictures; /* asked for */
    guint changed;
  } cases[] = {
    { "nothing", 1, 0, 1, 1, 0, 0, 0, 0 },
    { "the page is saved again", 2, 0, 1, 1, 1, 0, 0, 0 },
    { "its notebook is another", 2, 0, 2, 1, 1, 1, 0, 2 },
    { "its picture is another", 2, 0, 2, 2, 1, 0, 1, 1 },
    { "its label is another", 2, 1, 2, 2, 1, 1, 0, 2 },
    { "nothing again", 2, 1, 2, 2, 0, 0, 0, 0 },
  };
  static const char *const labels[] = { "cnn", "gnn" };
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;

  wiki_init (&wiki);
  library = wiki_open (&wiki);
  wiki_sync (&wiki, library, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const BancoSyncReport *report;

    g_test_message ("%s", cases[i].what);
    wiki.pages[0].version = cases[i].page_version;
    wiki.pages[0].label = labels[cases[i].label];
    wiki.files[0].version = cases[i].notebook_version;
    wiki.files[1].version = cases[i].picture_version;
    report = wiki_sync (&wiki, library, FALSE);
    g_assert_cmpuint (wiki_count (&wiki, "/content/11?"), ==, cases[i].pages);
    g_assert_cmpuint (wiki_count (&wiki, "run.ipynb"), ==, cases[i].notebooks);
    g_assert_cmpuint (wiki_count (&wiki, "p.png"), ==, cases[i].pictures);
    g_assert_cmpuint (wiki_count (&wiki, "/content/12?"), ==, 0);
    g_assert_cmpuint (report->changed, ==, cases[i].changed);
    g_assert_cmpuint (report->unchanged, ==, 3 - cases[i].changed);
    g_assert_true (has_file (library, "kb:11/attachment/p.png"));
  }
  wiki_clear (&wiki);
}

/* Everything is read again, and what did not change is not called changed. */
static void
test_full (void)
{
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  const BancoSyncReport *report;

  wiki_init (&wiki);
  library = wiki_open (&wiki);
  wiki_sync (&wiki, library, FALSE);
  wiki.pages[1].body = "<p>a yak</p>"; /* the same version: a server that was restored */
  report = wiki_sync (&wiki, library, TRUE);
  g_assert_cmpuint (report->changed, ==, 1);
  g_assert_cmpuint (report->unchanged, ==, 2);
  g_assert_cmpuint (report->added + report->removed, ==, 0);
  g_assert_cmpuint (wiki_count (&wiki, "/download/"), ==, 2);
  g_assert_cmpuint (wiki_count (&wiki, "/content/1"), ==, 0); /* bodies come with the listing */
  wiki_clear (&wiki);
}

/* A picture that cannot be had now may come later; one that never can is not asked for again. */
static void
test_pictures (void)
{
  static const struct {
    WikiFault fault;
    gboolean again;
  } cases[] = {
    { { "p.png", 500, NULL, NULL, "0", 0 }, TRUE },
    { { "p.png", 200, "text/html", "<html>Log in</html>", NULL, 0 }, TRUE },
    { { "p.png", 404, NULL, NULL, NULL, 0 }, FALSE },
    { { "p.png", 403, NULL, NULL, NULL, 0 }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Wiki wiki;
    g_autoptr (BancoLibrary) library = NULL;

    g_test_message ("case %u", i);
    wiki_init (&wiki);
    wiki.faults[0] = cases[i].fault;
    library = wiki_open (&wiki);
    g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->added, ==, 3);
    g_assert_false (has_file (library, "kb:11/attachment/p.png"));
    wiki.faults[0].at = NULL;
    g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->changed, ==, cases[i].again);
    g_assert_cmpuint (wiki_count (&wiki, "p.png"), ==, cases[i].again);
    g_assert_true (has_file (library, "kb:11/attachment/p.png") == cases[i].again);
    g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->changed, ==, 0);
    g_assert_cmpuint (wiki_count (&wiki, "p.png"), ==, 0);
    wiki_clear (&wiki);
  }
}

/* People are asked for once a run; one that cannot be told now may be later. */
static void
test_people (void)
{
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoEntry) entry = NULL;
  g_autofree char *text = NULL;
  const GPtrArray *contacts;

  wiki_init (&wiki);
  wiki.pages[1].body =
    "<p>By <ac:link><ri:user ri:userkey=\\\"k1\\\" /></ac:link>, <ac:link><ri:user "
    "ri:userkey=\\\"k2\\\" /></ac:link> and <ac:link><ri:user ri:userkey=\\\"k1\\\" /></ac:link>."
    "</p><table><tbody><tr><th>Contact</th><td><ac:link><ri:user ri:username=\\\"bob\\\" />"
    "</ac:link></td></tr></tbody></table>";
  wiki.faults[0] = (WikiFault){ "key=k1", 500, NULL, NULL, "0", 0 };
  library = wiki_open (&wiki);
  g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->added, ==, 3);
  wiki.faults[0].at = NULL;
  g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->changed, ==, 1);
  g_assert_cmpuint (wiki_count (&wiki, "key=k1"), ==, 1);
  g_assert_cmpuint (wiki_count (&wiki, "key=k2"), ==, 1);
  g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->changed, ==, 0);
  g_assert_cmpuint (wiki_count (&wiki, "/user?"), ==, 0);
  entry = banco_library_read (library, "12", NULL);
  text = banco_document_to_text (banco_entry_get_document (entry), 0);
  g_assert_nonnull (strstr (text, "By Ada <Lovelace> & \"co\", and Ada <Lovelace> & \"co\".\n"));
  contacts = banco_entry_get_contacts (entry);
  g_assert_cmpuint (contacts->len, ==, 1);
  g_assert_cmpstr (((BancoContact *) contacts->pdata[0])->name, ==, "Bob");
  wiki_clear (&wiki);
}

/* By its name where the server has no type for it; what is no picture stays where it is. */
static void
test_kinds_of_files (void)
{
  static const struct {
    const char *name;
    const char *type;
    guint64 bytes;
    gboolean fetched;
  } cases[] = {
    { "plot.PNG", "application/octet-stream", 0, TRUE },
    { "plot.jpeg", "application/binary", 0, TRUE },
    { "figure", "image/gif", 0, TRUE },
    { "notes.pdf", "application/pdf", 0, FALSE },
    { "data.root", "application/octet-stream", 0, FALSE },
    { "map.png", "image/png", 9 * 1024 * 1024, FALSE },
  };
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoEntry) entry = NULL;

  wiki_init (&wiki);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    wiki.files[i] =
      (WikiFile){ 12, cases[i].name, cases[i].type, "GIF89a and so on", 1, cases[i].bytes };
  library = wiki_open (&wiki);
  wiki_sync (&wiki, library, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (wiki_count (&wiki, cases[i].name), ==, cases[i].fetched);
  entry = banco_library_read (library, "12", NULL);
  g_assert_cmpuint (banco_entry_get_attachments (entry)->len, ==, G_N_ELEMENTS (cases));
  wiki_clear (&wiki);
}

/* A notebook that is not given to us: the rest comes, and what was there of it stays. */
static void
test_notebook_is_not_given (void)
{
  static const WikiFault faults[] = {
    { "run.ipynb", 404, NULL, NULL, NULL, 0 },
    { "run.ipynb", 403, NULL, NULL, NULL, 0 },
    { "run.ipynb", 400, "text/html", "<html>no</html>", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    Wiki wiki;
    g_autoptr (BancoLibrary) library = NULL;
    g_autoptr (BancoEntry) entry = NULL;
    const BancoSyncReport *report;

    wiki_init (&wiki);
    wiki.faults[0] = faults[i];
    library = wiki_open (&wiki);
    report = wiki_sync (&wiki, library, FALSE);
    g_assert_cmpuint (report->added, ==, 2);
    g_assert_cmpuint (report->entries, ==, 2);
    g_assert_cmpuint (report->unchanged, ==, 0);
    wiki.faults[0].at = NULL;
    g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->added, ==, 1);
    wiki.faults[0] = faults[i];
    wiki.files[0].version = 2;
    report = wiki_sync (&wiki, library, FALSE);
    g_assert_cmpuint (report->entries, ==, 3);
    entry = banco_library_read (library, "11/attachment/run.ipynb", NULL);
    g_assert_cmpstr (banco_entry_get_title (entry), ==, "Runs");
    wiki_clear (&wiki);
  }
}

/* A page to log in is not a notebook: nothing is overwritten with it. */
static void
test_notebook_is_a_page (void)
{
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoEntry) entry = NULL;

  wiki_init (&wiki);
  library = wiki_open (&wiki);
  wiki_sync (&wiki, library, FALSE);
  wiki.faults[0] = (WikiFault){ "run.ipynb", 200, "text/html", "<html>Log in</html>", NULL, 0 };
  wiki.files[0].version = 2;
  wiki_fail (&wiki, library, BANCO_KNOWLEDGE_ERROR_UNREACHABLE);
  entry = banco_library_read (library, "11/attachment/run.ipynb", NULL);
  g_assert_cmpstr (banco_entry_get_title (entry), ==, "Runs");
  wiki_clear (&wiki);
}

/* Too large to be kept: told of by its address, and never asked for. */
static void
test_notebook_is_huge (void)
{
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoEntry) entry = NULL;
  const BancoExample *example;

  wiki_init (&wiki);
  wiki.files[0].bytes = 60 * 1024 * 1024;
  library = wiki_open (&wiki);
  g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->added, ==, 2);
  g_assert_cmpuint (wiki_count (&wiki, "run.ipynb"), ==, 0);
  entry = banco_library_read (library, "11", NULL);
  example = banco_entry_get_examples (entry)->pdata[0];
  g_assert_cmpstr (example->kind, ==, "notebook");
  g_assert_null (example->path);
  g_assert_true (g_str_has_suffix (example->url, "/download/attachments/11/run.ipynb?version=1"));
  wiki_clear (&wiki);
}

/* A page is deleted while the space is listed, so that the next one slips through between two
 * answers: it stays, with its notebook, and the deleted one goes with the next run. */
static void
test_listing_moves (void)
{
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  const BancoSyncReport *report;

  wiki_init (&wiki);
  wiki.pages[2] = wiki.pages[0];
  wiki.pages[0] = (WikiPage){ .id = 10, .title = "First", .body = "<p>x</p>", .version = 1 };
  library = wiki_open (&wiki);
  wiki_sync (&wiki, library, FALSE);
  g_assert_cmpuint (banco_library_count (library), ==, 4);
  wiki.vanishes = 12;
  report = wiki_sync (&wiki, library, FALSE);
  g_assert_cmpuint (wiki_count (&wiki, "/content/11?"), ==, 1); /* is it gone? */
  g_assert_cmpuint (report->removed, ==, 0);
  g_assert_cmpuint (banco_library_count (library), ==, 4);
  report = wiki_sync (&wiki, library, FALSE);
  g_assert_cmpuint (report->removed, ==, 1);
  g_assert_cmpuint (report->added + report->changed, ==, 0);
  g_assert_cmpuint (banco_library_count (library), ==, 3);
  wiki_clear (&wiki);
}

/* Only a plain "not there", or another space, takes an entry away. */
static void
test_gone (void)
{
  static const struct {
    WikiFault fault;
    const char *space;
    guint removed;
  } cases[] = {
    { { "/content/12?", 500, NULL, NULL, "0", 0 }, NULL, 0 },
    { { "/content/12?", 401, NULL, NULL, NULL, 0 }, NULL, 0 },
    { { "/content/12?", 403, "text/html", "<html>no</html>", NULL, 0 }, NULL, 0 },
    { { "/content/12?", 200, "text/html", "<html>Log in</html>", NULL, 0 }, NULL, 0 },
    { { "/content/12?", 200, NULL, "[]", NULL, 0 }, NULL, 0 },
    { { NULL }, NULL, 0 },
    { { NULL }, "ml", 0 },
    { { NULL }, "OTHER", 1 },
    { { "/content/12?", 200, NULL, "{\"id\":\"12\",\"status\":\"trashed\"}", NULL, 0 }, NULL, 1 },
    { { "/content/12?", 404, NULL, NULL, NULL, 0 }, NULL, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Wiki wiki;
    g_autoptr (BancoLibrary) library = NULL;

    g_test_message ("case %u", i);
    wiki_init (&wiki);
    library = wiki_open (&wiki);
    wiki_sync (&wiki, library, FALSE);
    wiki.pages[1].unlisted = TRUE;
    wiki.pages[1].space = cases[i].space;
    wiki.faults[0] = cases[i].fault;
    g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->removed, ==, cases[i].removed);
    wiki_clear (&wiki);
  }
}

/* An attached notebook goes when it is no longer attached, and with its page. */
static void
test_notebook_goes (void)
{
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;

  wiki_init (&wiki);
  wiki.files[2] = (WikiFile){ 12, "more.ipynb", "x", "{\"cells\":[]}", 1, 0 };
  library = wiki_open (&wiki);
  wiki_sync (&wiki, library, FALSE);
  g_assert_cmpuint (banco_library_count (library), ==, 4);
  wiki.files[0].page = 0;
  g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->removed, ==, 1);
  wiki.files[2].page = 0;
  wiki.pages[1].id = 0;
  g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->removed, ==, 2);
  wiki_clear (&wiki);
}

/* A server that never says that a listing ends. */
static void
test_endless (void)
{
  static const char again[] =
    "{\"results\":[{\"id\":12,\"title\":\"Other\",\"version\":{\"number\":1},\"body\":{\"storage\":"
    "{\"value\":\"x\"}}}],\"_links\":{\"next\":\"/rest/api/content/search?cql=again\"}}";
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;

  wiki_init (&wiki);
  wiki.faults[0] = (WikiFault){ "cql=again", 200, NULL, again, NULL, 0 };
  wiki.faults[1] = (WikiFault){ "start=1", 200, NULL, again, NULL, 1 };
  library = wiki_open (&wiki);
  g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->entries, ==, 3);
  g_assert_cmpuint (wiki_count (&wiki, "cql=again"), ==, 1);
  wiki_clear (&wiki);
}

/* Behind a proxy, servers are known to call themselves by a name that nobody else knows. */
static void
test_base (void)
{
  Wiki wiki;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoEntry) entry = NULL;
  g_autofree char *own = NULL;

  wiki_init (&wiki);
  wiki.base = "http://wiki.internal:8090";
  library = wiki_open (&wiki);
  g_assert_cmpuint (wiki_sync (&wiki, library, FALSE)->entries, ==, 3);
  g_assert_true (has_file (library, "kb:11/attachment/p.png"));
  own = g_strconcat (wiki.server->address, "/display/ML/11", NULL);
  entry = banco_library_read (library, "11", NULL);
  g_assert_cmpstr (banco_entry_get_url (entry), ==, own);
  g_clear_object (&entry);
  /* Another name that people can use is theirs to see. */
  wiki.base = "https://wiki.example.org";
  wiki_sync (&wiki, library, TRUE);
  entry = banco_library_read (library, "11", NULL);
  g_assert_cmpstr (banco_entry_get_url (entry), ==, "https://wiki.example.org/display/ML/11");
  wiki_clear (&wiki);
}

/* Notes the hosts that credentials were sent to. */
typedef struct {
  GObject parent_instance;
  GPtrArray *ports; /* of GINT_TO_POINTER */
} Keys;
typedef GObjectClass KeysClass;

static gboolean
authorize (BancoAuthorizer *self, SoupMessage *message, GCancellable *cancellable, GError **error)
{
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                "Bearer key");
  g_ptr_array_add (((Keys *) self)->ports,
                   GINT_TO_POINTER (g_uri_get_port (soup_message_get_uri (message))));
  return TRUE;
}

static void
authorizer_init (BancoAuthorizerInterface *iface)
{
  iface->authorize = authorize;
}

GType keys_get_type (void);
G_DEFINE_TYPE_WITH_CODE (Keys,
                         keys,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BANCO_TYPE_AUTHORIZER, authorizer_init))

static void
keys_class_init (KeysClass *klass)
{
}

static void
keys_init (Keys *self)
{
}

static void
serve_elsewhere (SoupServer *server,
                 SoupServerMessage *message,
                 const char *path,
                 GHashTable *query,
                 gpointer data)
{
  const char *key = soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                                  "Authorization");

  g_assert_null (key);
  ++*(guint *) data;
  test_server_respond (message, 200, "image/png", "\x89PNG\r\n\x1a\nxxxx");
}

/* A file may lie with somebody else; our credentials do not go there. */
static void
test_credentials (void)
{
  Wiki wiki;
  guint asked = 0;
  TestServer *elsewhere = test_server_new (serve_elsewhere, &asked);
  Keys *keys = g_object_new (keys_get_type (), NULL);
  g_autoptr (BancoLibrary) library = NULL;
  g_autofree char *files = NULL;
  int port;

  keys->ports = g_ptr_array_new ();
  wiki_init (&wiki);
  wiki.authorizer = BANCO_AUTHORIZER (keys);
  files = g_strdup_printf (
    "{\"results\":[{\"id\":\"att9\",\"title\":\"q.png\",\"container\":{\"id\":\"12\"},"
    "\"_links\":{\"download\":\"%s/q.png\"}}],\"_links\":{}}",
    elsewhere->address);
  wiki.faults[0] = (WikiFault){ "attachment%20", 200, NULL, files, NULL, 0 };
  library = wiki_open (&wiki);
  wiki_sync (&wiki, library, FALSE);
  g_assert_true (has_file (library, "kb:12/attachment/q.png"));
  g_assert_cmpuint (asked, ==, 1);
  port = atoi (strrchr (wiki.server->address, ':') + 1);
  g_assert_cmpuint (keys->ports->len, ==, wiki.asked->len);
  for (guint i = 0; i < keys->ports->len; i++)
    g_assert_cmpint (GPOINTER_TO_INT (keys->ports->pdata[i]), ==, port);
  g_clear_object (&library);
  wiki_clear (&wiki);
  test_server_free (elsewhere);
  g_ptr_array_unref (keys->ports);
  g_object_unref (keys);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/knowledge/confluence-runs/only-what-changed", test_only_what_changed);
  g_test_add_func ("/knowledge/confluence-runs/full", test_full);
  g_test_add_func ("/knowledge/confluence-runs/pictures", test_pictures);
  g_test_add_func ("/knowledge/confluence-runs/people", test_people);
  g_test_add_func ("/knowledge/confluence-runs/kinds-of-files", test_kinds_of_files);
  g_test_add_func ("/knowledge/confluence-runs/notebook-is-not-given", test_notebook_is_not_given);
  g_test_add_func ("/knowledge/confluence-runs/notebook-is-a-page", test_notebook_is_a_page);
  g_test_add_func ("/knowledge/confluence-runs/notebook-is-huge", test_notebook_is_huge);
  g_test_add_func ("/knowledge/confluence-runs/listing-moves", test_listing_moves);
  g_test_add_func ("/knowledge/confluence-runs/gone", test_gone);
  g_test_add_func ("/knowledge/confluence-runs/notebook-goes", test_notebook_goes);
  g_test_add_func ("/knowledge/confluence-runs/endless", test_endless);
  g_test_add_func ("/knowledge/confluence-runs/base", test_base);
  g_test_add_func ("/knowledge/confluence-runs/credentials", test_credentials);
  return g_test_run ();
}
