/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/confluence-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* A listing of the whole space is cheap (200 pages per request) and tells versions, labels and
 * ancestors; it is compared every time, because dates in Confluence queries have minutes and no
 * zone, and labels and moves raise no version. */

#define PER_LISTING 200
#define PER_BODIES 50 /* what a server gives at most when bodies are asked for */
#define MOST_PAGES 20000

const char *
banco_confluence_nested (BancoJson *json, JsonObject *object, const char *member, const char *inner)
{
  JsonObject *outer = banco_json_object_or_null (json, object, member);

  return outer != NULL ? banco_json_string_or (json, outer, inner, NULL) : NULL;
}

/* Relative links start at _links.base of the answer, for people. What is asked for starts at our
 * own base: behind a proxy, servers are known to tell an address that nobody can reach. */
static char *
absolute (const char *base, const char *link)
{
  if (link == NULL || g_str_has_prefix (link, "http"))
    return g_strdup (link);
  return link[0] == '/' ? g_strconcat (base, link, NULL) : NULL;
}

/* Text; older servers write some of them as numbers. NULL none. */
static char *
dup_id (JsonObject *object)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, "id") : NULL;
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : 0;

  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return type == G_TYPE_STRING ? json_node_dup_string (node) : NULL;
}

static void
read_labels (BancoConfluence *self,
             BancoJson *json,
             JsonObject *page,
             BancoDraft *draft,
             GString *version)
{
  JsonObject *metadata = banco_json_object_or_null (json, page, "metadata");
  JsonObject *labels =
    metadata != NULL ? banco_json_object_or_null (json, metadata, "labels") : NULL;
  JsonArray *results = labels != NULL ? banco_json_array_or_null (json, labels, "results") : NULL;

  for (guint i = 0; i < banco_json_length (results); i++) {
    JsonObject *label = banco_json_element_object (json, results, i);
    const char *name = banco_json_string_or (json, label, "name", "");
    const char *prefix = banco_json_string_or (json, label, "prefix", "global");
    BancoDimension dimension;
    const char *display = banco_dimensions_find (self->dimensions, name, &dimension);

    if (strcmp (prefix, "global") != 0)
      continue;
    g_string_append_printf (version, ",%s", name);
    if (display != NULL)
      banco_draft_add_label (draft, dimension, name, display);
  }
}

static void
read_ancestors (BancoJson *json, JsonObject *page, GString *version)
{
  JsonArray *ancestors = banco_json_array_or_null (json, page, "ancestors");
  guint count = banco_json_length (ancestors);

  if (count > 0)
    g_string_append_printf (
      version, ";%s",
      banco_json_string_or (json, banco_json_element_object (json, ancestors, count - 1), "id",
                            ""));
}

void
banco_confluence_read_body (BancoJson *json, JsonObject *page, BancoDraft *draft)
{
  JsonObject *body = banco_json_object_or_null (json, page, "body");
  const char *value =
    body != NULL ? banco_confluence_nested (json, body, "storage", "value") : NULL;

  if (value != NULL && draft->body == NULL)
    draft->body = g_bytes_new (value, strlen (value));
}

static BancoDraft *
read_page (BancoConfluence *self, BancoJson *json, JsonObject *page, const char *base)
{
  g_autofree char *id = dup_id (page);
  JsonObject *change = banco_json_object_or_null (json, page, "version");
  g_autoptr (GString) version = g_string_new (NULL);
  BancoDraft *draft;

  if (id == NULL) {
    banco_json_refuse (json, page, "id", "expected text");
    return NULL;
  }
  draft = banco_draft_new (id, BANCO_FORMAT_STORAGE);
  draft->title = g_strdup (banco_json_string (json, page, "title"));
  draft->url = absolute (base != NULL && banco_http_uri_is_allowed (base) ? base : self->base,
                         banco_confluence_nested (json, page, "_links", "webui"));
  g_string_append_printf (version, "%s;%" G_GINT64_FORMAT,
                          banco_dimensions_get_digest (self->dimensions),
                          change != NULL ? banco_json_int_or (json, change, "number", 0) : 0);
  if (change != NULL)
    draft->updated = banco_clock_parse (banco_json_string_or (json, change, "when", NULL));
  read_labels (self, json, page, draft, version);
  read_ancestors (json, page, version);
  banco_confluence_read_body (json, page, draft);
  draft->version = g_string_free (g_steal_pointer (&version), FALSE);
  return draft;
}

/* A result of a listing, put where it belongs; @data is the listing's. */
typedef void (*TakeResult) (BancoConfluence *self,
                            BancoJson *json,
                            JsonObject *result,
                            const char *base,
                            gpointer data);

/* Follows _links.next to the end: answers may come short, so their length says nothing. Some
 * servers never end: the last answer is the one that brings nothing new. */
static gboolean
follow (BancoConfluence *self,
        const char *first,
        TakeResult take,
        gpointer data,
        GCancellable *cancellable,
        GError **error)
{
  g_autofree char *next = g_strdup (first);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint requests = 0; next != NULL && requests < MOST_PAGES; requests++) {
    g_autoptr (BancoHttpResponse) response =
      banco_confluence_get (self, next, 0, cancellable, error);
    BancoJson *json = response != NULL ? response->json : NULL;
    JsonObject *root = json != NULL ? banco_json_root (json) : NULL;
    JsonArray *results = root != NULL ? banco_json_array (json, root, "results") : NULL;
    const char *base = root != NULL ? banco_confluence_nested (json, root, "_links", "base") : NULL;
    guint before = g_hash_table_size (seen);
    GError *cause = NULL;

    if (response == NULL)
      return FALSE;
    for (guint i = 0; i < banco_json_length (results); i++) {
      JsonObject *result = banco_json_element_object (json, results, i);
      char *id = dup_id (result);

      if (id == NULL || g_hash_table_add (seen, id))
        take (self, json, result, base, data);
    }
    g_clear_pointer (&next, g_free);
    if (g_hash_table_size (seen) > before)
      next = g_strdup (banco_confluence_nested (json, root, "_links", "next"));
    if (!banco_json_check (json, &cause)) {
      banco_confluence_translate (error, cause);
      return FALSE;
    }
  }
  if (next == NULL)
    return TRUE;
  g_set_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD,
               _ ("the wiki's list does not end after %u pages"), MOST_PAGES);
  return FALSE;
}

/* The pages of a space while they are listed. */
typedef struct {
  GPtrArray *drafts;
  GHashTable *by_id; /* char *id to BancoDraft: a page that comes twice is one */
} PageListing;

static void
take_page (BancoConfluence *self,
           BancoJson *json,
           JsonObject *result,
           const char *base,
           gpointer data)
{
  PageListing *listing = data;
  BancoDraft *draft = read_page (self, json, result, base);

  if (draft == NULL)
    return;
  if (g_hash_table_contains (listing->by_id, draft->id)) {
    banco_draft_free (draft);
    return;
  }
  g_hash_table_insert (listing->by_id, draft->id, draft);
  g_ptr_array_add (listing->drafts, draft);
}

/* A file of a page; a notebook is an entry of its own besides. */
static void
take_attachment (BancoConfluence *self,
                 BancoJson *json,
                 JsonObject *result,
                 const char *base,
                 gpointer data)
{
  PageListing *listing = data;
  const char *page_id = banco_confluence_nested (json, result, "container", "id");
  BancoDraft *page = page_id != NULL ? g_hash_table_lookup (listing->by_id, page_id) : NULL;
  JsonObject *change = banco_json_object_or_null (json, result, "version");
  JsonObject *extensions = banco_json_object_or_null (json, result, "extensions");
  const char *title = banco_json_string (json, result, "title");
  g_autofree char *version = NULL;
  BancoFile *file;

  if (page == NULL || title == NULL)
    return;
  file = banco_file_new (title);
  file->url = absolute (self->base, banco_confluence_nested (json, result, "_links", "download"));
  file->media_type =
    g_strdup (extensions != NULL ? banco_json_string_or (json, extensions, "mediaType", "") : "");
  file->bytes =
    extensions != NULL ? (guint64) banco_json_int_or (json, extensions, "fileSize", 0) : 0;
  file->version = g_strdup_printf (
    "%" G_GINT64_FORMAT, change != NULL ? banco_json_int_or (json, change, "number", 0) : 0);
  if (change != NULL)
    file->updated = banco_clock_parse (banco_json_string_or (json, change, "when", NULL));
  g_ptr_array_add (page->files, file);
  version = g_strdup_printf ("%s;%s@%s", page->version, title, file->version);
  g_free (page->version);
  page->version = g_steal_pointer (&version);
}

/* An entry of its own, with the labels of its page; it changes when the file or they do. */
static BancoDraft *
notebook_new (BancoConfluence *self, const BancoDraft *page, const BancoFile *file, const char *id)
{
  BancoDraft *notebook = banco_draft_new (id, BANCO_FORMAT_NOTEBOOK);
  g_autoptr (GString) version = g_string_new (banco_dimensions_get_digest (self->dimensions));

  g_string_append_printf (version, ";%s", file->version);
  for (guint i = 0; i < page->labels->len; i++) {
    const BancoLabel *label = page->labels->pdata[i];

    banco_draft_add_label (notebook, label->dimension, label->label, label->name);
    g_string_append_printf (version, ",%s", label->label);
  }
  notebook->url = g_strdup (file->url);
  notebook->version = g_string_free (g_steal_pointer (&version), FALSE);
  notebook->updated = file->updated > 0 ? file->updated : page->updated;
  return notebook;
}

/* One that is too large to be kept is told by its address. */
static void
add_notebooks (BancoConfluence *self, PageListing *listing)
{
  guint pages = listing->drafts->len;

  for (guint i = 0; i < pages; i++) {
    BancoDraft *page = listing->drafts->pdata[i];

    for (guint j = 0; j < page->files->len; j++) {
      const BancoFile *file = page->files->pdata[j];
      g_autofree char *id = g_strdup_printf ("%s/attachment/%s", page->id, file->name);

      if (!g_str_has_suffix (file->name, ".ipynb") || file->url == NULL)
        continue;
      if (file->bytes > BANCO_CONFLUENCE_MOST_NOTEBOOK) {
        banco_draft_add_example (page, "notebook", file->url, NULL);
        continue;
      }
      banco_draft_add_example (page, "notebook", NULL, id);
      g_ptr_array_add (listing->drafts, notebook_new (self, page, file, id));
    }
  }
}

static char *
search_path (BancoConfluence *self, const char *type, const char *expand, guint limit)
{
  g_autofree char *query =
    g_strdup_printf ("space = \"%s\" and type = %s order by id", self->space, type);
  g_autofree char *escaped = g_uri_escape_string (query, NULL, FALSE);

  return g_strdup_printf ("/rest/api/content/search?cql=%s&expand=%s&limit=%u", escaped, expand,
                          limit);
}

/* Some administrators close the search. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_FAILED) ||
         g_error_matches (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND);
}

/* By search; a server that refuses it is asked for its plain listing. */
static gboolean
list_pages (BancoConfluence *self,
            PageListing *listing,
            gboolean fresh,
            GCancellable *cancellable,
            GError **error)
{
  const char *expand =
    fresh ? "version,ancestors,metadata.labels,body.storage" : "version,ancestors,metadata.labels";
  guint limit = fresh ? PER_BODIES : PER_LISTING;
  g_autofree char *search = search_path (self, "page", expand, limit);
  g_autofree char *space = g_uri_escape_string (self->space, NULL, FALSE);
  g_autofree char *plain = g_strdup_printf (
    "/rest/api/content?spaceKey=%s&type=page&expand=%s&limit=%u", space, expand, limit);
  g_autoptr (GError) failure = NULL;

  if (follow (self, search, take_page, listing, cancellable, &failure))
    return TRUE;
  if (is_refusal (failure))
    return follow (self, plain, take_page, listing, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* By search, else page by page. */
static gboolean
list_files (BancoConfluence *self, PageListing *listing, GCancellable *cancellable, GError **error)
{
  g_autofree char *search = search_path (self, "attachment", "version,container", PER_LISTING);
  g_autoptr (GError) failure = NULL;
  gboolean done = follow (self, search, take_attachment, listing, cancellable, &failure);

  if (!done && !is_refusal (failure)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  for (guint i = 0; !done && i < listing->drafts->len; i++) {
    const BancoDraft *page = listing->drafts->pdata[i];
    g_autofree char *content = banco_http_path ("rest", "api", "content", page->id, NULL);
    g_autofree char *path = g_strconcat (content,
                                         "/child/attachment?expand=version,container"
                                         "&limit=" G_STRINGIFY (PER_LISTING),
                                         NULL);

    if (!follow (self, path, take_attachment, listing, cancellable, error))
      return FALSE;
  }
  return TRUE;
}

static void
draft_free (gpointer data)
{
  banco_draft_free (data);
}

GPtrArray *
banco_confluence_list (BancoConfluence *self,
                       gboolean fresh,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func (draft_free);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  PageListing listing = { drafts, by_id };

  if (!list_pages (self, &listing, fresh, cancellable, error) ||
      !list_files (self, &listing, cancellable, error))
    return NULL;
  add_notebooks (self, &listing);
  return g_steal_pointer (&drafts);
}
