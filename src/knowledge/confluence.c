/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/source-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* A space of a Confluence Data Center, by REST v1. A listing of the whole space is cheap (200 pages
 * per request) and tells versions, labels and ancestors; it is compared every time, because dates
 * in Confluence queries have minutes and no zone, and labels and moves raise no version. */

#define PER_LISTING 200
#define PER_BODIES 50 /* what a server gives at most when bodies are asked for */
#define MOST_PAGES 20000
#define MOST_PICTURE (8 * 1024 * 1024)
#define MOST_NOTEBOOK (48 * 1024 * 1024)
#define MOST_PICTURES (256 * 1024 * 1024) /* in one run; the rest comes with the next */

struct _BancoConfluence {
  GObject parent_instance;
  BancoHttp *http;
  BancoAuthorizer *authorizer;
  BancoDimensions *dimensions; /* borrowed */
  char *base;                  /* no slash at its end */
  char *space;
  guint64 pictures; /* bytes so far */
};

#define BANCO_TYPE_CONFLUENCE (banco_confluence_get_type ())
G_DECLARE_FINAL_TYPE (BancoConfluence, banco_confluence, BANCO, CONFLUENCE, GObject)
static void source_init (BancoSourceInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (BancoConfluence,
                               banco_confluence,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BANCO_TYPE_SOURCE, source_init))

static void
banco_confluence_finalize (GObject *object)
{
  BancoConfluence *self = BANCO_CONFLUENCE (object);

  g_clear_object (&self->http);
  g_clear_object (&self->authorizer);
  g_free (self->base);
  g_free (self->space);
  G_OBJECT_CLASS (banco_confluence_parent_class)->finalize (object);
}

static void
banco_confluence_class_init (BancoConfluenceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_confluence_finalize;
}

static void
banco_confluence_init (BancoConfluence *self)
{
}

BancoSource *
banco_confluence_new (const BancoSourceSetup *setup, BancoHttp *http, BancoDimensions *dimensions)
{
  BancoConfluence *self = g_object_new (BANCO_TYPE_CONFLUENCE, NULL);

  self->http = g_object_ref (http);
  g_set_object (&self->authorizer, setup->authorizer);
  self->dimensions = dimensions;
  self->base = g_strdup (setup->url);
  for (gsize length = strlen (self->base); length > 0 && self->base[length - 1] == '/'; length--)
    self->base[length - 1] = '\0';
  self->space = g_strdup (setup->space);
  return BANCO_SOURCE (self);
}

/* What an error of the exchange means here; those of the authorizer stay as they are. */
static void
translate (GError **error, GError *cause)
{
  static const BancoKnowledgeError codes[] = {
    [BANCO_HTTP_ERROR_UNREACHABLE] = BANCO_KNOWLEDGE_ERROR_UNREACHABLE,
    [BANCO_HTTP_ERROR_SIGN_IN] = BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED,
    [BANCO_HTTP_ERROR_FORBIDDEN] = BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED,
    [BANCO_HTTP_ERROR_NOT_FOUND] = BANCO_KNOWLEDGE_ERROR_NOT_FOUND,
    [BANCO_HTTP_ERROR_REFUSED] = BANCO_KNOWLEDGE_ERROR_FAILED,
    [BANCO_HTTP_ERROR_NOT_UNDERSTOOD] = BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD,
  };

  if (cause->domain == BANCO_JSON_ERROR)
    g_set_error_literal (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD,
                         _ ("the knowledge base answered in a way that is not Confluence's"));
  else if (cause->domain == BANCO_HTTP_ERROR)
    g_set_error (error, BANCO_KNOWLEDGE_ERROR, codes[cause->code], _ ("the knowledge base: %s"),
                 cause->message);
  else
    g_propagate_error (error, g_error_copy (cause));
  g_debug ("confluence: %s", cause->message);
  g_error_free (cause);
}

/* @path: what comes after the base, or a whole address of the same server. */
static BancoHttpResponse *
get (BancoConfluence *self, const char *path, gsize most, GCancellable *cancellable, GError **error)
{
  g_autofree char *uri =
    g_str_has_prefix (path, "http") ? g_strdup (path) : g_strconcat (self->base, path, NULL);
  GError *cause = NULL;
  BancoHttpResponse *response =
    banco_http_send (self->http,
                     &(BancoHttpRequest){
                       .uri = uri,
                       .authorizer = self->authorizer,
                       .headers = (const char *const[]){ "X-Atlassian-Token", "no-check", NULL },
                       .flags = most == 0 ? BANCO_HTTP_JSON : BANCO_HTTP_NONE,
                       .max_bytes = most,
                     },
                     cancellable, &cause);

  if (response != NULL && most == 0 && response->json == NULL) {
    banco_http_response_free (response);
    response = NULL;
    g_set_error_literal (&cause, BANCO_JSON_ERROR, BANCO_JSON_ERROR_SYNTAX, _ ("an empty answer"));
  }
  if (response == NULL)
    translate (error, cause);
  return response;
}

static const char *
nested (BancoJson *json, JsonObject *object, const char *member, const char *inner)
{
  JsonObject *outer = banco_json_object_or_null (json, object, member);

  return outer != NULL ? banco_json_string_or (json, outer, inner, NULL) : NULL;
}

/* Relative links of Confluence start at _links.base of the answer. */
static char *
absolute (BancoConfluence *self, const char *base, const char *link)
{
  if (link == NULL)
    return NULL;
  if (g_str_has_prefix (link, "http"))
    return g_strdup (link);
  return g_strconcat (base != NULL ? base : self->base, link, NULL);
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

static void
read_body (BancoJson *json, JsonObject *page, BancoDraft *draft)
{
  JsonObject *body = banco_json_object_or_null (json, page, "body");
  const char *value = body != NULL ? nested (json, body, "storage", "value") : NULL;

  if (value != NULL && draft->body == NULL)
    draft->body = g_bytes_new (value, strlen (value));
}

static BancoDraft *
read_page (BancoConfluence *self, BancoJson *json, JsonObject *page, const char *base)
{
  const char *id = banco_json_string (json, page, "id");
  JsonObject *change = banco_json_object_or_null (json, page, "version");
  g_autoptr (GString) version = g_string_new (NULL);
  BancoDraft *draft;

  if (id == NULL)
    return NULL;
  draft = banco_draft_new (id, BANCO_FORMAT_STORAGE);
  draft->title = g_strdup (banco_json_string (json, page, "title"));
  draft->url = absolute (self, base, nested (json, page, "_links", "webui"));
  g_string_append_printf (version, "%s;%" G_GINT64_FORMAT,
                          banco_dimensions_get_digest (self->dimensions),
                          change != NULL ? banco_json_int_or (json, change, "number", 0) : 0);
  if (change != NULL)
    draft->updated = banco_clock_parse (banco_json_string_or (json, change, "when", NULL));
  read_labels (self, json, page, draft, version);
  read_ancestors (json, page, version);
  read_body (json, page, draft);
  draft->version = g_string_free (g_steal_pointer (&version), FALSE);
  return draft;
}

/* A result of a listing, put where it belongs; @data is the listing's. */
typedef void (*TakeResult) (BancoConfluence *self,
                            BancoJson *json,
                            JsonObject *result,
                            const char *base,
                            gpointer data);

/* Follows _links.next to the end: pages may come short, so their length says nothing. */
static gboolean
follow (BancoConfluence *self,
        const char *first,
        TakeResult take,
        gpointer data,
        GCancellable *cancellable,
        GError **error)
{
  g_autofree char *next = g_strdup (first);

  for (guint requests = 0; next != NULL && requests < MOST_PAGES; requests++) {
    g_autoptr (BancoHttpResponse) response = get (self, next, 0, cancellable, error);
    BancoJson *json = response != NULL ? response->json : NULL;
    JsonObject *root = json != NULL ? banco_json_root (json) : NULL;
    JsonArray *results = root != NULL ? banco_json_array (json, root, "results") : NULL;
    g_autofree char *base = NULL;
    GError *cause = NULL;

    if (response == NULL)
      return FALSE;
    base = g_strdup (nested (json, root, "_links", "base"));
    for (guint i = 0; i < banco_json_length (results); i++)
      take (self, json, banco_json_element_object (json, results, i), base, data);
    g_clear_pointer (&next, g_free);
    if (banco_json_length (results) > 0)
      next = absolute (self, base, nested (json, root, "_links", "next"));
    if (!banco_json_check (json, &cause)) {
      translate (error, cause);
      return FALSE;
    }
  }
  return TRUE;
}

/* The pages of a space while they are listed. */
typedef struct {
  GPtrArray *drafts;
  GHashTable *by_id; /* char *id to BancoDraft: a page that comes twice is one */
} Listing;

static void
take_page (BancoConfluence *self,
           BancoJson *json,
           JsonObject *result,
           const char *base,
           gpointer data)
{
  Listing *listing = data;
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
  Listing *listing = data;
  const char *page_id = nested (json, result, "container", "id");
  BancoDraft *page = page_id != NULL ? g_hash_table_lookup (listing->by_id, page_id) : NULL;
  JsonObject *change = banco_json_object_or_null (json, result, "version");
  JsonObject *extensions = banco_json_object_or_null (json, result, "extensions");
  const char *title = banco_json_string (json, result, "title");
  g_autofree char *version = NULL;
  BancoFile *file;

  if (page == NULL || title == NULL)
    return;
  file = banco_file_new (title);
  file->url = absolute (self, base, nested (json, result, "_links", "download"));
  file->media_type =
    g_strdup (extensions != NULL ? banco_json_string_or (json, extensions, "mediaType", "") : "");
  file->bytes =
    extensions != NULL ? (guint64) banco_json_int_or (json, extensions, "fileSize", 0) : 0;
  file->version = g_strdup_printf (
    "%" G_GINT64_FORMAT, change != NULL ? banco_json_int_or (json, change, "number", 0) : 0);
  g_ptr_array_add (page->files, file);
  version = g_strdup_printf ("%s;%s@%s", page->version, title, file->version);
  g_free (page->version);
  page->version = g_steal_pointer (&version);
}

static void
add_notebooks (Listing *listing)
{
  guint pages = listing->drafts->len;

  for (guint i = 0; i < pages; i++) {
    BancoDraft *page = listing->drafts->pdata[i];

    for (guint j = 0; j < page->files->len; j++) {
      const BancoFile *file = page->files->pdata[j];
      g_autofree char *id = g_strdup_printf ("%s/attachment/%s", page->id, file->name);
      BancoDraft *notebook;

      if (!g_str_has_suffix (file->name, ".ipynb") || file->url == NULL)
        continue;
      notebook = banco_draft_new (id, BANCO_FORMAT_NOTEBOOK);
      notebook->url = g_strdup (file->url);
      notebook->version = g_strdup (page->version);
      notebook->updated = page->updated;
      for (guint k = 0; k < page->labels->len; k++) {
        const BancoLabel *label = page->labels->pdata[k];

        banco_draft_add_label (notebook, label->dimension, label->label, label->name);
      }
      banco_draft_add_example (page, "notebook", NULL, id);
      g_ptr_array_add (listing->drafts, notebook);
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

/* By search; a server that refuses it is asked for its plain listing. */
static gboolean
list_pages (BancoConfluence *self,
            Listing *listing,
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
  if (g_error_matches (failure, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_FAILED) ||
      g_error_matches (failure, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND))
    return follow (self, plain, take_page, listing, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The space itself is asked for first: a listing of one that is not open to us is just empty. */
static gboolean
check_space (BancoConfluence *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (self->space, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/rest/api/space/", escaped, NULL);
  g_autoptr (GError) failure = NULL;
  g_autoptr (BancoHttpResponse) response = get (self, path, 0, cancellable, &failure);

  if (response != NULL)
    return TRUE;
  if (g_error_matches (failure, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND))
    g_set_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED,
                 _ ("the space %s does not exist there, or is not open to you"), self->space);
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
draft_free (gpointer data)
{
  banco_draft_free (data);
}

static GPtrArray *
list_entries (BancoSource *source, gboolean fresh, GCancellable *cancellable, GError **error)
{
  BancoConfluence *self = BANCO_CONFLUENCE (source);
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func (draft_free);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  Listing listing = { drafts, by_id };
  g_autofree char *files = search_path (self, "attachment", "version,container", PER_LISTING);

  if (!check_space (self, cancellable, error) ||
      !list_pages (self, &listing, fresh, cancellable, error) ||
      !follow (self, files, take_attachment, &listing, cancellable, error))
    return NULL;
  add_notebooks (&listing);
  return g_steal_pointer (&drafts);
}

static gboolean
fetch_page (BancoConfluence *self, BancoDraft *draft, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/rest/api/content/%s?expand=body.storage", draft->id);
  g_autoptr (BancoHttpResponse) response = get (self, path, 0, cancellable, error);
  JsonObject *page = response != NULL ? banco_json_root (response->json) : NULL;
  GError *cause = NULL;

  if (response == NULL)
    return FALSE;
  read_body (response->json, page, draft);
  if (!banco_json_check (response->json, &cause)) {
    translate (error, cause);
    return FALSE;
  }
  if (draft->body == NULL)
    draft->body = g_bytes_new_static ("", 0);
  return TRUE;
}

/* A picture that cannot be had is no reason to lose the page; being cancelled is. */
static gboolean
fetch_pictures (BancoConfluence *self, BancoDraft *draft, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < draft->files->len; i++) {
    BancoFile *file = draft->files->pdata[i];
    g_autoptr (BancoHttpResponse) response = NULL;

    if (!g_str_has_prefix (file->media_type, "image/") || file->url == NULL ||
        file->bytes > MOST_PICTURE || self->pictures > MOST_PICTURES)
      continue;
    response = get (self, file->url, MOST_PICTURE, cancellable, NULL);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (response == NULL)
      continue;
    file->data = g_bytes_ref (response->body);
    file->bytes = g_bytes_get_size (file->data);
    self->pictures += file->bytes;
  }
  return TRUE;
}

static gboolean
fetch (BancoSource *source, BancoDraft *draft, GCancellable *cancellable, GError **error)
{
  BancoConfluence *self = BANCO_CONFLUENCE (source);
  g_autoptr (BancoHttpResponse) response = NULL;

  if (draft->format == BANCO_FORMAT_STORAGE)
    return (draft->body != NULL || fetch_page (self, draft, cancellable, error)) &&
           fetch_pictures (self, draft, cancellable, error);
  response = get (self, draft->url, MOST_NOTEBOOK, cancellable, error);
  if (response == NULL)
    return FALSE;
  draft->body = g_bytes_ref (response->body);
  return TRUE;
}

static gboolean
is_gone (BancoSource *source, const char *id, GCancellable *cancellable)
{
  BancoConfluence *self = BANCO_CONFLUENCE (source);
  g_autofree char *path = NULL;
  g_autoptr (BancoHttpResponse) response = NULL;
  g_autoptr (GError) failure = NULL;
  const char *space;

  if (strchr (id, '/') != NULL)
    return TRUE;
  path = g_strdup_printf ("/rest/api/content/%s?expand=space", id);
  response = get (self, path, 0, cancellable, &failure);
  if (response == NULL)
    return g_error_matches (failure, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND) ||
           g_error_matches (failure, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED);
  space = nested (response->json, banco_json_root (response->json), "space", "key");
  return space != NULL && g_ascii_strcasecmp (space, self->space) != 0;
}

static void
source_init (BancoSourceInterface *iface)
{
  iface->list = list_entries;
  iface->fetch = fetch;
  iface->is_gone = is_gone;
}
