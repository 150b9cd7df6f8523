/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/confluence-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* A space of a Confluence Data Center, by REST v1: what is asked for, and what an answer means. */

#define MOST_PICTURE (8 * 1024 * 1024)
#define MOST_PICTURES (256 * 1024 * 1024) /* in one run; the rest comes with the next */
#define MOST_MISSES 5 /* pictures in a row that could not be reached: no more in this run */

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
  g_hash_table_unref (self->people);
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
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
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

/* The bytes of a file. A page to sign in, answered in its place, is not the file. */
static BancoHttpResponse *
download (BancoConfluence *self,
          const char *uri,
          gsize most,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (BancoHttpResponse) response =
    banco_confluence_get (self, uri, most, cancellable, error);
  const char *type =
    response != NULL ? soup_message_headers_get_content_type (response->headers, NULL) : NULL;

  if (g_strcmp0 (type, "text/html") != 0)
    return g_steal_pointer (&response);
  g_set_error_literal (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_UNREACHABLE,
                       _ ("the wiki answered with a page where a file was asked for"));
  return NULL;
}

/* The space itself is asked for first: a listing of one that is not open to us is just empty. */
static gboolean
check_space (BancoConfluence *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = banco_http_path ("rest", "api", "space", self->space, NULL);
  g_autoptr (GError) failure = NULL;
  g_autoptr (BancoHttpResponse) response =
    banco_confluence_get (self, path, 0, cancellable, &failure);

  if (response != NULL)
    return TRUE;
  if (g_error_matches (failure, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND))
    g_set_error (
      error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED,
      _ ("the wiki has no space %s, or does not show it to everyone; ask the people who run it"),
      self->space);
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static GPtrArray *
list_entries (BancoSource *source, gboolean fresh, GCancellable *cancellable, GError **error)
{
  BancoConfluence *self = BANCO_CONFLUENCE (source);

  return check_space (self, cancellable, error)
           ? banco_confluence_list (self, fresh, cancellable, error)
           : NULL;
}

static gboolean
fetch_page (BancoConfluence *self, BancoDraft *draft, GCancellable *cancellable, GError **error)
{
  g_autofree char *content = banco_http_path ("rest", "api", "content", draft->id, NULL);
  g_autofree char *path = g_strconcat (content, "?expand=body.storage", NULL);
  g_autoptr (BancoHttpResponse) response = banco_confluence_get (self, path, 0, cancellable, error);
  JsonObject *page = response != NULL ? banco_json_root (response->json) : NULL;
  GError *cause = NULL;

  if (response == NULL)
    return FALSE;
  banco_confluence_read_body (response->json, page, draft);
  if (!banco_json_check (response->json, &cause)) {
    banco_confluence_translate (error, cause);
    return FALSE;
  }
  if (draft->body == NULL)
    draft->body = g_bytes_new_static ("", 0);
  return TRUE;
}

static gboolean
is_picture (const BancoFile *file)
{
  static const char *const endings[] = { ".png", ".jpg", ".jpeg", ".gif", ".webp" };
  g_autofree char *lower = g_ascii_strdown (file->name, -1);

  /* What programs upload often has no type of its own. */
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return g_str_has_prefix (file->media_type, "image/");
}

/* FALSE: it may come with another run. */
static gboolean
fetch_picture (BancoConfluence *self, BancoFile *file, GCancellable *cancellable)
{
  g_autoptr (BancoHttpResponse) response = NULL;
  g_autoptr (GError) failure = NULL;

  if (self->pictures > MOST_PICTURES || self->misses >= MOST_MISSES)
    return FALSE;
  response = download (self, file->url, MOST_PICTURE, cancellable, &failure);
  if (response == NULL) {
    if (!g_error_matches (failure, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_UNREACHABLE))
      return TRUE;
    self->misses++;
    return FALSE;
  }
  self->misses = 0;
  file->data = g_bytes_ref (response->body);
  file->bytes = g_bytes_get_size (file->data);
  self->pictures += file->bytes;
  return TRUE;
}

/* What is missing of a page may come with another run: its version is one that no listing has. */
static void
mark_incomplete (BancoDraft *draft)
{
  char *unlike = g_strconcat (draft->version, ";incomplete", NULL);

  g_free (draft->version);
  draft->version = unlike;
}

/* A picture or name that cannot be had is no reason to lose the page; being cancelled is. */
static gboolean
complete_page (BancoConfluence *self, BancoDraft *draft, GCancellable *cancellable, GError **error)
{
  gboolean complete = banco_confluence_name_people (self, draft, cancellable);

  for (guint i = 0; i < draft->files->len; i++) {
    BancoFile *file = draft->files->pdata[i];

    if (file->kept || !is_picture (file) || file->url == NULL || file->bytes > MOST_PICTURE)
      continue;
    complete = fetch_picture (self, file, cancellable) && complete;
    if (g_cancellable_is_cancelled (cancellable))
      break;
  }
  if (!complete)
    mark_incomplete (draft);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* A notebook that is not given to us is no reason to lose everything else. */
static gboolean
fetch_notebook (BancoConfluence *self, BancoDraft *draft, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (BancoHttpResponse) response =
    download (self, draft->url, BANCO_CONFLUENCE_MOST_NOTEBOOK, cancellable, &failure);

  if (response != NULL) {
    draft->body = g_bytes_ref (response->body);
    return TRUE;
  }
  if (failure->domain == BANCO_KNOWLEDGE_ERROR &&
      failure->code != BANCO_KNOWLEDGE_ERROR_UNREACHABLE)
    failure->code = BANCO_KNOWLEDGE_ERROR_NOT_FOUND;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
fetch (BancoSource *source, BancoDraft *draft, GCancellable *cancellable, GError **error)
{
  BancoConfluence *self = BANCO_CONFLUENCE (source);

  if (draft->format == BANCO_FORMAT_NOTEBOOK)
    return fetch_notebook (self, draft, cancellable, error);
  return (draft->body != NULL || fetch_page (self, draft, cancellable, error)) &&
         complete_page (self, draft, cancellable, error);
}

/* Deleted and restricted look the same, and neither is to be had any more. Any other failure says
 * nothing about the entry. */
static gboolean
is_gone (BancoSource *source, const char *id, GCancellable *cancellable)
{
  BancoConfluence *self = BANCO_CONFLUENCE (source);
  const char *cut = strchr (id, '/');
  g_autofree char *page = cut != NULL ? g_strndup (id, cut - id) : g_strdup (id);
  g_autofree char *content = banco_http_path ("rest", "api", "content", page, NULL);
  g_autofree char *file =
    g_uri_escape_string (cut != NULL ? strrchr (id, '/') + 1 : "", NULL, FALSE);
  g_autofree char *path = cut != NULL
                            ? g_strconcat (content, "/child/attachment?filename=", file, NULL)
                            : g_strconcat (content, "?expand=space", NULL);
  g_autoptr (GError) failure = NULL;
  g_autoptr (BancoHttpResponse) response =
    banco_confluence_get (self, path, 0, cancellable, &failure);
  JsonObject *root;
  const char *space;

  if (response == NULL)
    return g_error_matches (failure, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND);
  root = banco_json_root (response->json);
  if (root == NULL)
    return FALSE;
  if (cut != NULL)
    return json_object_has_member (root, "results") &&
           banco_json_length (banco_json_array (response->json, root, "results")) == 0;
  space = banco_confluence_nested (response->json, root, "space", "key");
  return (space != NULL && g_ascii_strcasecmp (space, self->space) != 0) ||
         g_strcmp0 (banco_json_string_or (response->json, root, "status", NULL), "trashed") == 0;
}

static void
source_init (BancoSourceInterface *iface)
{
  iface->list = list_entries;
  iface->fetch = fetch;
  iface->is_gone = is_gone;
}
