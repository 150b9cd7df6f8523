/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/scope-private.h"

#include <string.h>

#define LONGEST_LINK 4096
#define ATTACHMENT "/attachment/"

char *
banco_scope_address (const char *id, const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (id, "/", TRUE);
  g_autofree char *file = NULL;

  if (name == NULL)
    return g_strconcat ("kb:", escaped, NULL);
  file = g_uri_escape_string (name, "/", TRUE);
  return g_strconcat ("kb:", escaped, ATTACHMENT, file, NULL);
}

gboolean
banco_scope_parse_address (const char *uri, char **id, char **name)
{
  g_autofree char *whole = NULL;
  g_autofree char *bare = NULL;
  const char *cut;

  if (!g_str_has_prefix (uri, "kb:"))
    return FALSE;
  bare = g_strndup (uri + 3, strcspn (uri + 3, "#?"));
  whole = g_uri_unescape_string (bare[0] == '/' ? bare + strspn (bare, "/") : bare, NULL);
  if (whole == NULL || whole[0] == '\0')
    return FALSE;
  /* The last one: an attached notebook is an entry with pictures of its own. */
  cut = g_strrstr (whole, ATTACHMENT);
  *name = cut != NULL ? g_strdup (cut + strlen (ATTACHMENT)) : NULL;
  *id = cut != NULL ? g_strndup (whole, cut - whole) : g_steal_pointer (&whole);
  return TRUE;
}

/* Browsers skip blanks and controls inside a scheme ("java\nscript:"); here they end the link. */
static char *
clean (const char *href)
{
  g_autofree char *text = g_strstrip (g_strdup (href));

  if (text[0] == '\0' || strlen (text) > LONGEST_LINK || !g_utf8_validate (text, -1, NULL))
    return NULL;
  for (const char *c = text; *c != '\0'; c++)
    if ((guchar) *c < 0x20 || *c == 0x7f || *c == '\\')
      return NULL;
  return g_steal_pointer (&text);
}

static char *
find (const BancoScope *scope, BancoFindBy by, const char *value)
{
  g_autofree char *id =
    scope->find != NULL && value != NULL ? scope->find (by, value, scope->data) : NULL;

  return id != NULL ? banco_scope_address (id, NULL) : NULL;
}

char *
banco_scope_page (const BancoScope *scope, const char *title)
{
  return find (scope, BANCO_FIND_TITLE, title);
}

gboolean
banco_scope_parse_wiki (const char *address, BancoFindBy *by, char **value)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED_QUERY, NULL);
  g_autoptr (GHashTable) query = NULL;
  g_auto (GStrv) parts = NULL;
  const char *path = uri != NULL ? g_uri_get_path (uri) : "";
  const char *display = strstr (path, "/display/");
  const char *page;

  *by = BANCO_FIND_ID;
  if (uri != NULL && g_uri_get_query (uri) != NULL) {
    query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
    page = query != NULL ? g_hash_table_lookup (query, "pageId") : NULL;
    *value = g_strdup (page);
    if (page != NULL)
      return TRUE;
  }
  if (display == NULL)
    display = strstr (path, "/spaces/");
  if (display == NULL)
    return FALSE;
  parts = g_strsplit (display + 1, "/", 0);
  if (strcmp (parts[0], "spaces") == 0)
    page = g_strv_length (parts) >= 4 ? parts[3] : NULL;
  else
    page = g_strv_length (parts) >= 3 ? g_strdelimit (parts[2], "+", ' ') : NULL;
  if (strcmp (parts[0], "display") == 0)
    *by = BANCO_FIND_TITLE;
  *value = g_strdup (page);
  return page != NULL;
}

/* A page of the same wiki by one of the addresses that Confluence gives it. */
static char *
find_wiki_page (const BancoScope *scope, const char *address)
{
  g_autoptr (GUri) own =
    scope->url != NULL ? g_uri_parse (scope->url, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED_QUERY, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autofree char *value = NULL;
  BancoFindBy by;

  if (own == NULL || host == NULL || g_uri_get_host (own) == NULL ||
      g_ascii_strcasecmp (host, g_uri_get_host (own)) != 0)
    return NULL;
  return banco_scope_parse_wiki (address, &by, &value) ? find (scope, by, value) : NULL;
}

static gboolean
is_web (const char *scheme)
{
  return scheme != NULL &&
         (g_ascii_strcasecmp (scheme, "http") == 0 || g_ascii_strcasecmp (scheme, "https") == 0);
}

char *
banco_scope_beside (const char *id, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (id);
  g_autofree char *joined = g_build_filename ("/", folder, path, NULL);
  g_autofree char *whole = g_canonicalize_filename (joined, "/");

  return g_strdup (whole + 1);
}

/* The same for a relative link: escaped, perhaps with a fragment. */
static char *
beside_by_link (const char *id, const char *link)
{
  g_autofree char *plain = g_strndup (link, strcspn (link, "#?"));
  g_autofree char *path = g_uri_unescape_string (plain, NULL);

  return path != NULL && path[0] != '\0' ? banco_scope_beside (id, path) : NULL;
}

char *
banco_scope_link (const BancoScope *scope, const char *href)
{
  g_autofree char *text = href != NULL ? clean (href) : NULL;
  const char *scheme = text != NULL ? g_uri_peek_scheme (text) : NULL;
  g_autofree char *path = NULL;
  char *found;

  if (text == NULL)
    return NULL;
  if (text[0] == '#' || g_str_has_prefix (text, "kb:"))
    return g_steal_pointer (&text);
  if (is_web (scheme)) {
    found = find_wiki_page (scope, text);
    return found != NULL ? found : g_steal_pointer (&text);
  }
  if (scheme != NULL)
    return g_strcmp0 (scheme, "mailto") == 0 ? g_steal_pointer (&text) : NULL;
  if (scope->url != NULL) {
    g_autofree char *absolute =
      g_uri_resolve_relative (scope->url, text, G_URI_FLAGS_ENCODED, NULL);

    if (absolute == NULL || !is_web (g_uri_peek_scheme (absolute)))
      return NULL;
    found = find_wiki_page (scope, absolute);
    return found != NULL ? found : g_steal_pointer (&absolute);
  }
  path = scope->id != NULL ? beside_by_link (scope->id, text) : NULL;
  return path != NULL ? find (scope, BANCO_FIND_ID, path) : NULL;
}

char *
banco_scope_picture (const BancoScope *scope, const char *src)
{
  g_autofree char *text = src != NULL ? clean (src) : NULL;
  const char *scheme = text != NULL ? g_uri_peek_scheme (text) : NULL;
  g_autofree char *path = NULL;

  if (text == NULL || text[0] == '#')
    return NULL;
  if (is_web (scheme) || g_str_has_prefix (text, "kb:"))
    return g_steal_pointer (&text);
  if (scheme != NULL)
    return NULL;
  if (scope->url != NULL) {
    g_autofree char *absolute =
      g_uri_resolve_relative (scope->url, text, G_URI_FLAGS_ENCODED, NULL);

    return absolute != NULL && is_web (g_uri_peek_scheme (absolute)) ? g_steal_pointer (&absolute)
                                                                     : NULL;
  }
  path = scope->id != NULL && text[0] != '/' ? g_uri_unescape_string (text, NULL) : NULL;
  return path != NULL ? banco_scope_address (scope->id, path) : NULL;
}
