/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/wiki-private.h"

#include "demo/content-private.h"
#include "demo/cql-private.h"
#include "demo/html-page-private.h"
#include "demo/space-folder-private.h"

#include <string.h>

#define DEFAULT_LIMIT 25

struct _DemoWiki {
  DemoState *state;
  DemoServer *server;
  DemoSpace *space;
  gint64 zone_minutes; /* of the server, which reads the times of queries */
};

/* Where a list begins, how many it may hold, and what was asked for with each. */
typedef struct {
  guint start;
  guint limit;
  const char *expand;
} Paging;

/* Also for what the reader may not see: a Data Center does not tell the two apart. */
static void
reply_error (DemoRequest *request, guint status, const char *message)
{
  demo_reply_json (
    request, status,
    demo_json ("{'statusCode': <%u>, 'data': <{'authorized': <false>, 'valid': <true>,"
               " 'errors': <@as []>, 'notSuccessful': <true>, 'successful': <false>}>,"
               " 'message': <%s>}",
               status, message));
}

static void
reply_no_content (DemoRequest *request, const char *id)
{
  g_autofree char *safe = g_utf8_make_valid (id, -1);
  g_autofree char *text = g_strdup_printf ("No content found with id: ContentId{id=%s}", safe);

  reply_error (request, 404, text);
}

/* Bodies are heavy, so at most 50 of them; 200 of anything else that is opened; 1000 plain. */
static Paging
read_paging (DemoRequest *request)
{
  const char *start = demo_request_value (request, "start");
  const char *limit = demo_request_value (request, "limit");
  Paging paging = { .limit = DEFAULT_LIMIT, .expand = demo_request_value (request, "expand") };
  guint cap = demo_content_expands_body (paging.expand)           ? 50
              : paging.expand != NULL && paging.expand[0] != '\0' ? 200
                                                                  : 1000;

  if (start != NULL)
    paging.start = MIN (g_ascii_strtoull (start, NULL, 10), G_MAXINT);
  if (limit != NULL)
    paging.limit = MIN (g_ascii_strtoull (limit, NULL, 10), G_MAXINT);
  paging.limit = CLAMP (paging.limit, 1, cap);
  return paging;
}

/* The same request again, further on. */
static char *
make_next (DemoRequest *request, const Paging *paging)
{
  GString *next = g_string_new (request->path);
  GHashTableIter at;
  gpointer name, value;

  g_string_append_printf (next, "?limit=%u&start=%u", paging->limit, paging->start + paging->limit);
  g_hash_table_iter_init (&at, request->query);
  while (g_hash_table_iter_next (&at, &name, &value)) {
    g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

    if (!g_str_equal (name, "limit") && !g_str_equal (name, "start"))
      g_string_append_printf (next, "&%s=%s", (char *) name, escaped);
  }
  return g_string_free (next, FALSE);
}

/* Takes @results; @total counts what there was before it was cut. */
static void
reply_list (DemoWiki *self,
            DemoRequest *request,
            const Paging *paging,
            JsonArray *results,
            guint total)
{
  JsonObject *list =
    demo_content_list (self->server, request->path, results, paging->start, paging->limit);

  if (paging->start + paging->limit < total) {
    g_autofree char *next = make_next (request, paging);

    json_object_set_string_member (json_object_get_object_member (list, "_links"), "next", next);
  }
  demo_reply_object (request, 200, list);
}

/* Cuts first and leaves out afterwards what may not be read: pages of a list may come short. */
static void
reply_pages (DemoWiki *self, DemoRequest *request, GPtrArray *pages)
{
  Paging paging = read_paging (request);
  JsonArray *results = json_array_new ();

  for (guint i = paging.start; i < pages->len && i - paging.start < paging.limit; i++) {
    const DemoPage *page = g_ptr_array_index (pages, i);

    if (!page->restricted)
      json_array_add_object_element (results, demo_content_page (self->space, page, paging.expand));
  }
  reply_list (self, request, &paging, results, pages->len);
}

static void
on_current_user (DemoRequest *request, gpointer data)
{
  demo_reply_json (request, 200,
                   demo_json ("{'type': <'anonymous'>, 'displayName': <'Anonymous'>,"
                              " 'profilePicture': <{'path': <'/images/icons/profilepics/"
                              "anonymous.svg'>, 'width': <48>, 'height': <48>,"
                              " 'isDefault': <true>}>}"));
}

static void
on_spaces (DemoRequest *request, gpointer data)
{
  DemoWiki *self = data;
  const char *key = demo_request_value (request, "spaceKey");
  Paging paging = read_paging (request);
  JsonArray *results = json_array_new ();

  if (paging.start == 0 && (key == NULL || g_ascii_strcasecmp (key, DEMO_WIKI_SPACE) == 0))
    json_array_add_object_element (results, demo_content_space (self->space));
  reply_list (self, request, &paging, results, 1);
}

static gboolean
space_is_known (DemoRequest *request, const char *key)
{
  g_autofree char *text = NULL;
  g_autofree char *safe = NULL;

  if (key == NULL || g_ascii_strcasecmp (key, DEMO_WIKI_SPACE) == 0)
    return TRUE;
  safe = g_utf8_make_valid (key, -1);
  text = g_strdup_printf ("No space with key : %s", safe);
  reply_error (request, 404, text);
  return FALSE;
}

static void
on_space (DemoRequest *request, gpointer data)
{
  DemoWiki *self = data;

  if (space_is_known (request, demo_request_param (request, "key")))
    demo_reply_object (request, 200, demo_content_space (self->space));
}

static void
list_space (DemoWiki *self, DemoRequest *request)
{
  const char *status = demo_request_value (request, "status");
  const char *title = demo_request_value (request, "title");
  const char *type = demo_request_value (request, "type");
  gboolean trashed = g_strcmp0 (status, "trashed") == 0;
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();

  for (guint i = 0; i < self->space->pages->len; i++) {
    DemoPage *page = g_ptr_array_index (self->space->pages, i);

    if (page->trashed == trashed && (title == NULL || g_str_equal (title, page->title)) &&
        (type == NULL || g_str_equal (type, "page")))
      g_ptr_array_add (pages, page);
  }
  reply_pages (self, request, pages);
}

static void
on_contents (DemoRequest *request, gpointer data)
{
  if (space_is_known (request, demo_request_value (request, "spaceKey")))
    list_space (data, request);
}

static void
on_space_pages (DemoRequest *request, gpointer data)
{
  if (space_is_known (request, demo_request_param (request, "key")))
    list_space (data, request);
}

static int
compare_pages (gconstpointer a, gconstpointer b, gpointer cql)
{
  return demo_cql_compare (cql, *(DemoPage *const *) a, *(DemoPage *const *) b);
}

static void
search_pages (DemoWiki *self, DemoRequest *request, DemoCql *cql)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();

  for (guint i = 0; i < self->space->pages->len; i++) {
    DemoPage *page = g_ptr_array_index (self->space->pages, i);

    if (!page->trashed && demo_cql_fits (cql, self->space, page, NULL))
      g_ptr_array_add (pages, page);
  }
  g_ptr_array_sort_with_data (pages, compare_pages, cql);
  reply_pages (self, request, pages);
}

/* One of a list: @count runs over all, and those within the bounds are taken. */
static void
list_attachment (DemoWiki *self,
                 const Paging *paging,
                 const DemoPage *page,
                 const DemoAttachment *attachment,
                 JsonArray *results,
                 guint *count)
{
  if (*count >= paging->start && *count - paging->start < paging->limit)
    json_array_add_object_element (
      results, demo_content_attachment (self->space, page, attachment, paging->expand));
  (*count)++;
}

static void
search_attachments (DemoWiki *self, DemoRequest *request, DemoCql *cql)
{
  Paging paging = read_paging (request);
  JsonArray *results = json_array_new ();
  guint count = 0;

  for (guint i = 0; i < self->space->pages->len; i++) {
    DemoPage *page = g_ptr_array_index (self->space->pages, i);

    for (guint at = 0; demo_page_is_readable (page) && at < page->attachments->len; at++) {
      DemoAttachment *attachment = g_ptr_array_index (page->attachments, at);

      if (demo_cql_fits (cql, self->space, page, attachment))
        list_attachment (self, &paging, page, attachment, results, &count);
    }
  }
  reply_list (self, request, &paging, results, count);
}

static void
on_search (DemoRequest *request, gpointer data)
{
  DemoWiki *self = data;
  const char *text = demo_request_value (request, "cql");
  g_autoptr (GError) error = NULL;
  g_autoptr (DemoCql) cql = NULL;

  if (text == NULL || !g_utf8_validate (text, -1, NULL)) {
    reply_error (request, 400, "cql query parameter is required");
    return;
  }
  cql = demo_cql_parse (text, self->zone_minutes, demo_state_now (self->state), &error);
  if (cql == NULL)
    reply_error (request, 400, error->message);
  else if (demo_cql_wants_attachments (cql))
    search_attachments (self, request, cql);
  else
    search_pages (self, request, cql);
}

static DemoPage *
require_page (DemoWiki *self, DemoRequest *request)
{
  const char *id = demo_request_param (request, "id");
  DemoPage *page = demo_space_find_readable (self->space, id);

  if (page == NULL)
    reply_no_content (request, id);
  return page;
}

static void
on_content (DemoRequest *request, gpointer data)
{
  DemoWiki *self = data;
  DemoPage *page = require_page (self, request);

  if (page != NULL)
    demo_reply_object (
      request, 200, demo_content_page (self->space, page, demo_request_value (request, "expand")));
}

static void
on_labels (DemoRequest *request, gpointer data)
{
  DemoWiki *self = data;
  DemoPage *page = require_page (self, request);

  if (page != NULL)
    demo_reply_object (request, 200, demo_content_labels (page));
}

static void
on_attachments (DemoRequest *request, gpointer data)
{
  DemoWiki *self = data;
  DemoPage *page = require_page (self, request);
  const char *name = demo_request_value (request, "filename");
  Paging paging = read_paging (request);
  JsonArray *results;
  guint count = 0;

  if (page == NULL)
    return;
  results = json_array_new ();
  for (guint i = 0; i < page->attachments->len; i++) {
    DemoAttachment *attachment = g_ptr_array_index (page->attachments, i);

    if (name == NULL || g_str_equal (name, attachment->name))
      list_attachment (self, &paging, page, attachment, results, &count);
  }
  reply_list (self, request, &paging, results, count);
}

static void
on_child_pages (DemoRequest *request, gpointer data)
{
  DemoWiki *self = data;
  DemoPage *parent = require_page (self, request);
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();

  if (parent == NULL)
    return;
  for (guint i = 0; i < self->space->pages->len; i++) {
    DemoPage *page = g_ptr_array_index (self->space->pages, i);

    if (!page->trashed && g_strcmp0 (page->parent_id, parent->id) == 0)
      g_ptr_array_add (pages, page);
  }
  reply_pages (self, request, pages);
}

static void
reply_nothing_here (DemoRequest *request, gpointer data)
{
  demo_html_page_reply (request, 404, "Page Not Found",
                        "<p>The page you were looking for has not been found in this wiki.</p>");
}

static void
on_download (DemoRequest *request, gpointer data)
{
  DemoWiki *self = data;
  DemoPage *page = demo_space_find_readable (self->space, demo_request_param (request, "id"));
  DemoAttachment *attachment =
    page != NULL ? demo_page_find_attachment (page, demo_request_param (request, "name")) : NULL;

  if (attachment == NULL)
    reply_nothing_here (request, NULL);
  else
    demo_reply_bytes (request, 200, attachment->media_type, attachment->bytes);
}

/* For a person in a browser: that the page is there, and its source. */
static void
show_page (DemoWiki *self, DemoRequest *request, const char *id_or_title)
{
  DemoPage *page = id_or_title != NULL ? demo_space_find (self->space, id_or_title) : NULL;
  g_autofree char *body = NULL;

  if (page == NULL || !demo_page_is_readable (page)) {
    reply_nothing_here (request, NULL);
    return;
  }
  body = g_markup_printf_escaped ("<p class='soft'>Version %u. This demo wiki shows a page's "
                                  "source; Banco shows the page.</p>"
                                  "<pre style='white-space:pre-wrap;font-size:.8rem'>%s</pre>",
                                  page->version, page->body);
  demo_html_page_reply (request, 200, page->title, body);
}

static void
on_display (DemoRequest *request, gpointer data)
{
  DemoWiki *self = data;
  const DemoPage *home = g_ptr_array_index (self->space->pages, 0);
  const char *title = demo_request_param (request, "title");
  g_autofree char *spaced = g_strdelimit (g_strdup (title != NULL ? title : home->id), "+", ' ');

  show_page (self, request, spaced);
}

static void
on_view (DemoRequest *request, gpointer data)
{
  show_page (data, request, demo_request_value (request, "pageId"));
}

DemoSpace *
demo_wiki_get_space (DemoWiki *self)
{
  return self->space;
}

static void
attach (DemoWiki *self)
{
  static const struct {
    const char *pattern;
    DemoHandler handler;
  } routes[] = {
    { "/rest/api/user/current", on_current_user },
    { "/rest/api/space", on_spaces },
    { "/rest/api/space/:key", on_space },
    { "/rest/api/space/:key/content/page", on_space_pages },
    { "/rest/api/content", on_contents },
    { "/rest/api/content/search", on_search },
    { "/rest/api/content/:id", on_content },
    { "/rest/api/content/:id/label", on_labels },
    { "/rest/api/content/:id/child/attachment", on_attachments },
    { "/rest/api/content/:id/child/page", on_child_pages },
    { "/download/attachments/:id/:name", on_download },
    { "/display/:space", on_display },
    { "/display/:space/:title", on_display },
    { "/pages/viewpage.action", on_view },
    { "/", on_display },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    demo_server_route (self->server, "GET", routes[i].pattern, routes[i].handler, self);
  demo_server_set_fallback (self->server, reply_nothing_here, self);
}

DemoWiki *
demo_wiki_new (DemoState *state, GError **error)
{
  DemoServer *server = demo_server_new (state, "wiki", error);
  DemoWiki *self;

  if (server == NULL)
    return NULL;
  self = g_new0 (DemoWiki, 1);
  self->state = state;
  self->server = server;
  self->space = demo_space_new ();
  demo_space_fill (self->space, demo_state_now (state));
  self->zone_minutes = 60;
  attach (self);
  return self;
}

void
demo_wiki_free (DemoWiki *self)
{
  demo_server_free (self->server);
  demo_space_free (self->space);
  g_free (self);
}

const char *
demo_wiki_get_url (DemoWiki *self)
{
  return demo_server_get_url (self->server);
}

gint64
demo_wiki_read_zone (BancoJson *reader, JsonObject *object, const char *name)
{
  gint64 minutes = banco_json_int (reader, object, name);

  if (minutes < -14 * 60 || minutes > 14 * 60)
    banco_json_refuse (reader, object, name, "expected -840 to 840");
  return minutes;
}

void
demo_wiki_set_zone (DemoWiki *self, gint64 minutes)
{
  self->zone_minutes = minutes;
}
