/* SPDX-License-Identifier: Apache-2.0 */
#include "scripted-wiki.h"

#include <string.h>

static char *
page_json (const WikiPage *page, gboolean with_body)
{
  g_autofree char *storage =
    with_body ? g_strdup_printf (",\"body\":{\"storage\":{\"value\":\"%s\",\"representation\":"
                                 "\"storage\"}}",
                                 page->body)
              : g_strdup ("");
  g_autofree char *labels =
    page->label != NULL
      ? g_strdup_printf ("{\"prefix\":\"global\",\"name\":\"%s\"},{\"name\":\"favourite\","
                         "\"prefix\":\"my\"}",
                         page->label)
      : g_strdup ("");

  return g_strdup_printf (
    "{\"id\":\"%u\",\"type\":\"page\",\"title\":\"%s\",\"version\":{\"number\":%u,\"when\":"
    "\"2026-01-02T03:04:05.000Z\"},\"ancestors\":[{\"id\":\"1\"}],\"space\":{\"key\":\"%s\"},"
    "\"metadata\":{\"labels\":{\"results\":[%s]}},\"_links\":{\"webui\":\"/display/ML/%u\"}%s}",
    page->id, page->title, page->version, page->space != NULL ? page->space : "ML", labels,
    page->id, storage);
}

static char *
file_json (const WikiFile *file)
{
  return g_strdup_printf (
    "{\"id\":\"att%u%s\",\"title\":\"%s\",\"version\":{\"number\":%u},\"container\":{\"id\":"
    "\"%u\"},\"extensions\":{\"mediaType\":\"%s\",\"fileSize\":%" G_GUINT64_FORMAT
    ",\"position\":\"none\"},\"_links\":{\"download\":\"/download/attachments/%u/%s?version=%u\"}}",
    file->page, file->name, file->name, file->version, file->page, file->type,
    file->bytes > 0 ? file->bytes : strlen (file->content), file->page, file->name, file->version);
}

static const char *
value_of (GHashTable *query, const char *name)
{
  const char *value = query != NULL ? g_hash_table_lookup (query, name) : NULL;

  return value != NULL ? value : "";
}

/* @results from "start" on, as many as one answer holds. next is relative to base. */
static char *
answer_json (Wiki *self, const char *path, GHashTable *query, GPtrArray *results)
{
  guint start = (guint) g_ascii_strtoull (value_of (query, "start"), NULL, 10);
  g_autoptr (GString) text = g_string_new ("{\"results\":[");
  g_autofree char *cql = g_uri_escape_string (value_of (query, "cql"), NULL, FALSE);
  guint i;

  for (i = start; i < results->len && i < start + self->per_answer; i++)
    g_string_append_printf (text, "%s%s", i > start ? "," : "", (char *) results->pdata[i]);
  g_string_append_printf (
    text, "],\"start\":%u,\"limit\":50,\"size\":%u,\"_links\":{\"base\":\"%s\"", start, i - start,
    self->base != NULL ? self->base : self->server->address);
  if (i < results->len)
    g_string_append_printf (text, ",\"next\":\"%s?cql=%s&start=%u&expand=%s\"", path, cql, i,
                            value_of (query, "expand"));
  return g_strconcat (text->str, "}}", NULL);
}

static char *
list_pages (Wiki *self, const char *path, GHashTable *query)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (g_free);
  gboolean with_body = strstr (value_of (query, "expand"), "body") != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (self->pages); i++)
    if (self->pages[i].id != 0 && !self->pages[i].unlisted)
      g_ptr_array_add (results, page_json (&self->pages[i], with_body));
  return answer_json (self, path, query, results);
}

/* @page 0: of all pages that are listed. */
static char *
list_files (Wiki *self, const char *path, GHashTable *query, guint page)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (g_free);
  const char *name = value_of (query, "filename");

  for (guint i = 0; i < G_N_ELEMENTS (self->files); i++)
    if (self->files[i].page != 0 && (page == 0 || self->files[i].page == page) &&
        (name[0] == '\0' || strcmp (name, self->files[i].name) == 0))
      g_ptr_array_add (results, file_json (&self->files[i]));
  return answer_json (self, path, query, results);
}

static WikiPage *
find_page (Wiki *self, const char *path)
{
  const char *id = strstr (path, "/content/");
  guint number = id != NULL ? (guint) g_ascii_strtoull (id + strlen ("/content/"), NULL, 10) : 0;

  for (guint i = 0; number != 0 && i < G_N_ELEMENTS (self->pages); i++)
    if (self->pages[i].id == number)
      return &self->pages[i];
  return NULL;
}

static gboolean
answer_fault (Wiki *self, SoupServerMessage *message, const char *address)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->faults); i++) {
    WikiFault *fault = &self->faults[i];

    if (fault->at == NULL || strstr (address, fault->at) == NULL)
      continue;
    if (fault->retry_after != NULL)
      soup_message_headers_append (soup_server_message_get_response_headers (message),
                                   "Retry-After", fault->retry_after);
    test_server_respond (message, fault->status, fault->type, fault->body);
    if (fault->times > 0 && --fault->times == 0)
      fault->at = NULL;
    return TRUE;
  }
  return FALSE;
}

static void
serve_file (Wiki *self, SoupServerMessage *message, const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->files); i++) {
    g_autofree char *own =
      g_strdup_printf ("/download/attachments/%u/%s", self->files[i].page, self->files[i].name);

    if (self->files[i].page != 0 && strcmp (own, path) == 0) {
      test_server_respond (message, 200, "application/octet-stream", self->files[i].content);
      return;
    }
  }
  test_server_respond (message, 404, NULL, NULL);
}

static void
vanish (Wiki *self, const char *json)
{
  g_autofree char *listed = g_strdup_printf ("{\"id\":\"%u\"", self->vanishes);
  g_autofree char *address = g_strdup_printf ("/content/%u", self->vanishes);
  WikiPage *page = find_page (self, address);

  if (page != NULL && json != NULL && strstr (json, listed) != NULL)
    page->id = 0;
}

static void
serve (SoupServer *server,
       SoupServerMessage *message,
       const char *path,
       GHashTable *query,
       gpointer data)
{
  Wiki *self = data;
  g_autofree char *address = g_uri_to_string (soup_server_message_get_uri (message));
  g_autofree char *json = NULL;
  WikiPage *page = find_page (self, path);

  g_ptr_array_add (self->asked, g_strdup (address));
  if (answer_fault (self, message, address))
    return;
  if (strstr (path, "/space/") != NULL)
    json = g_strdup ("{\"key\":\"ML\",\"name\":\"Machine learning\"}");
  else if (strstr (path, "/rest/api/user") != NULL && strcmp (value_of (query, "key"), "k1") == 0)
    json = g_strdup ("{\"type\":\"known\",\"displayName\":\"Ada <Lovelace> & \\\"co\\\"\"}");
  else if (strstr (path, "/rest/api/user") != NULL &&
           strcmp (value_of (query, "username"), "bob") == 0)
    json = g_strdup ("{\"type\":\"known\",\"displayName\":\"Bob\"}");
  else if (strstr (path, "/download/") != NULL)
    serve_file (self, message, path);
  else if (strstr (value_of (query, "cql"), "type = attachment") != NULL)
    json = list_files (self, path, query, 0);
  else if (page != NULL && strstr (path, "/child/attachment") != NULL)
    json = list_files (self, path, query, page->id);
  else if (page != NULL)
    json = page_json (page, strstr (value_of (query, "expand"), "body") != NULL);
  else if (g_str_has_suffix (path, "/search") || g_str_has_suffix (path, "/content"))
    json = list_pages (self, path, query);
  else /* Restricted and deleted look the same. */
    test_server_respond (message, 404, NULL, "{\"statusCode\":404,\"message\":\"no\"}");
  if (json != NULL)
    test_server_respond (message, 200, NULL, json);
  vanish (self, json);
}

void
wiki_init (Wiki *self)
{
  *self = (Wiki){
    .pages = { { 11, "1. Entry",
                 "<table><tbody><tr><th>ML Technologies</th><td>GNN, Transformer</td></tr><tr><th>"
                 "Contact</th><td><a href='mailto:ada@example.org'>Ada</a></td></tr><tr><th>"
                 "Comments</th><td>a tutorial</td></tr></tbody></table><p>About <ac:link><ri:page "
                 "ri:content-title='Other' /></ac:link> and a "
                 "<a href='https://github.com/example/repo'>repository</a>.</p>",
                 "cnn", 1, FALSE, NULL },
               { 12, "Other", "<p>not &closed <b>zebra", NULL, 1, FALSE, NULL } },
    .files = { { 11, "run.ipynb", "application/x-ipynb+json",
                 "{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"# Runs\\n\\nhere\"}]}", 1,
                 0 },
               { 11, "p.png", "image/png", "\x89PNG\r\n\x1a\nxxxx", 1, 0 } },
    .per_answer = 1,
  };
  fixture_init (&self->fixture);
  fixture_write (&self->fixture, "dimensions.ini",
                 "[technology]\ncnn=CNN\ngnn=Graph network\n[tool]\nkeras=Keras\n");
  self->asked = g_ptr_array_new_with_free_func (g_free);
  self->server = test_server_new (serve, self);
  self->http = banco_http_new (NULL);
}

void
wiki_clear (Wiki *self)
{
  test_server_free (self->server);
  g_object_unref (self->http);
  g_ptr_array_unref (self->asked);
  fixture_clear (&self->fixture);
}

BancoLibrary *
wiki_open (Wiki *self)
{
  g_autofree char *dimensions = g_build_filename (self->fixture.folder, "dimensions.ini", NULL);
  const BancoSourceSetup source = {
    .id = "mlinfn",
    .kind = "confluence",
    .url = self->server->address,
    .space = "ML",
    .dimensions = dimensions,
    .authorizer = self->authorizer,
  };
  g_autoptr (GError) error = NULL;
  BancoLibrary *library =
    banco_library_new (self->fixture.database, self->http, &source, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  return library;
}

const BancoSyncReport *
wiki_sync (Wiki *self, BancoLibrary *library, gboolean full)
{
  g_autoptr (GError) error = NULL;
  const BancoSyncReport *report;

  g_ptr_array_set_size (self->asked, 0);
  report = fixture_sync (library, full, &error);
  g_assert_no_error (error);
  g_assert_nonnull (report);
  return report;
}

void
wiki_fail (Wiki *self, BancoLibrary *library, int code)
{
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (self->asked, 0);
  g_assert_null (fixture_sync (library, FALSE, &error));
  g_assert_error (error, BANCO_KNOWLEDGE_ERROR, code);
  /* What is not there may be a folder. */
  g_assert_true (code == BANCO_KNOWLEDGE_ERROR_NOT_FOUND ||
                 strstr (error->message, "wiki") != NULL);
}

guint
wiki_count (Wiki *self, const char *what)
{
  guint count = 0;

  for (guint i = 0; i < self->asked->len; i++)
    count += strstr (self->asked->pdata[i], what) != NULL;
  return count;
}
