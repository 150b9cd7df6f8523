/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/scope-private.h"

#include <string.h>

#define LONGEST_LINK 4096
#define ATTACHMENT "/attachment/"
#define TINY_CODE "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

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

/* Browsers skip controls inside a scheme ("java\nscript:"); here they end the link. A blank, which
 * people type, is written as addresses have it; the name of a place in the page stays as it is. */
static char *
clean (const char *href)
{
  g_autofree char *text = g_strstrip (g_strdup (href));
  GString *escaped;

  if (text[0] == '\0' || strlen (text) > LONGEST_LINK || !g_utf8_validate (text, -1, NULL))
    return NULL;
  for (const char *c = text; *c != '\0'; c++)
    if ((guchar) *c < 0x20 || *c == 0x7f || *c == '\\')
      return NULL;
  escaped = g_string_new (text);
  if (text[0] != '#')
    g_string_replace (escaped, " ", "%20", 0);
  return g_string_free (escaped, FALSE);
}

static char *
find (const BancoScope *scope, BancoFindBy by, const char *value)
{
  g_autofree char *id =
    scope->find != NULL && value != NULL ? scope->find (by, value, scope->data) : NULL;

  return id != NULL ? banco_scope_address (id, NULL) : NULL;
}

char *
banco_scope_anchor (const char *name)
{
  g_autofree char *plain = g_uri_unescape_string (name, NULL);
  g_autofree char *valid = g_utf8_make_valid (plain != NULL ? plain : name, -1);
  g_autofree char *lower = g_utf8_strdown (g_strstrip (valid), -1);
  GString *anchor = g_string_new (NULL);

  for (const char *at = lower; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);

    if (g_unichar_isspace (character))
      g_string_append_c (anchor, '-');
    else if (g_unichar_isalnum (character) || g_unichar_ismark (character) || *at == '-' ||
             *at == '_')
      g_string_append_unichar (anchor, character);
  }
  return g_string_free (anchor, FALSE);
}

/* "/x/CODE": the bytes of the page's number, the lowest first, in base64 without its end. */
static char *
id_of_tiny (const char *code)
{
  g_autofree char *base64 = g_strndup (code, strspn (code, TINY_CODE));
  g_autofree guchar *bytes = NULL;
  gsize length = strlen (base64);
  guint64 number = 0;

  if (length == 0 || length > 11 || code[length] != '\0')
    return NULL;
  base64 = g_realloc (base64, 13);
  memset (base64 + length, 'A', 12 - length);
  base64[12] = '\0';
  for (char *c = base64; *c != '\0'; c++)
    *c = *c == '-' ? '/' : (*c == '_' ? '+' : *c);
  bytes = g_base64_decode (base64, &length);
  for (gsize i = MIN (length, sizeof number); i > 0; i--)
    number = number << 8 | bytes[i - 1];
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

static char *
page_id (GUri *uri)
{
  const char *query = uri != NULL ? g_uri_get_query (uri) : NULL;
  g_autoptr (GHashTable) values =
    query != NULL ? g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;

  return values != NULL ? g_strdup (g_hash_table_lookup (values, "pageId")) : NULL;
}

gboolean
banco_scope_parse_wiki (const char *address, BancoFindBy *by, char **value, char **space)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED_QUERY, NULL);
  const char *path = uri != NULL ? g_uri_get_path (uri) : "";
  const char *display = strstr (path, "/display/");
  const char *tiny = strstr (path, "/x/");
  g_auto (GStrv) parts = NULL;
  guint count;

  *by = BANCO_FIND_ID;
  *space = NULL;
  *value = page_id (uri);
  if (display == NULL)
    display = strstr (path, "/spaces/");
  if (*value == NULL && display == NULL && tiny != NULL)
    *value = id_of_tiny (tiny + strlen ("/x/"));
  if (*value != NULL || display == NULL)
    return *value != NULL;
  parts = g_strsplit (display + 1, "/", 0);
  count = g_strv_length (parts);
  *space = g_strdup (parts[1]);
  if (strcmp (parts[0], "spaces") == 0) {
    *value = count >= 4 ? g_strdup (parts[3]) : NULL;
  } else {
    *by = BANCO_FIND_TITLE;
    *value = count >= 3 ? g_strdup (g_strdelimit (parts[2], "+", ' ')) : NULL;
  }
  return *value != NULL;
}

gboolean
banco_scope_is_same_host (const char *address, const char *other)
{
  g_autoptr (GUri) a = address != NULL ? g_uri_parse (address, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autoptr (GUri) b = other != NULL ? g_uri_parse (other, G_URI_FLAGS_NONE, NULL) : NULL;

  return a != NULL && b != NULL && g_uri_get_host (a) != NULL && g_uri_get_host (b) != NULL &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0;
}

/* Whether @space is known not to be the one that the scope's own page is in. */
static gboolean
is_other_space (const BancoScope *scope, const char *space)
{
  g_autofree char *value = NULL;
  g_autofree char *own = NULL;
  BancoFindBy by;

  if (scope->url != NULL)
    banco_scope_parse_wiki (scope->url, &by, &value, &own);
  return space != NULL && own != NULL && g_ascii_strcasecmp (space, own) != 0;
}

/* Sentences end in a full stop, and with them addresses do. */
static char *
without_stop (const char *address)
{
  gsize length = strlen (address);

  return length > 0 && address[length - 1] == '.' ? g_strndup (address, length - 1) : NULL;
}

/* A page of the same wiki by one of the addresses that Confluence gives it. */
static char *
find_wiki_page (const BancoScope *scope, const char *address)
{
  g_autofree char *shorter = without_stop (address);
  g_autofree char *value = NULL;
  g_autofree char *space = NULL;
  char *found = NULL;
  BancoFindBy by;

  if (banco_scope_is_same_host (scope->url, address) &&
      banco_scope_parse_wiki (address, &by, &value, &space) && !is_other_space (scope, space))
    found = find (scope, by, value);
  return found != NULL || shorter == NULL ? found : find_wiki_page (scope, shorter);
}

char *
banco_scope_page (const BancoScope *scope, const char *title, const char *space)
{
  const char *display = scope->url != NULL ? strstr (scope->url, "/display/") : NULL;
  g_autofree char *root = NULL;
  g_autofree char *name = NULL;

  if (!is_other_space (scope, space))
    return find (scope, BANCO_FIND_TITLE, title);
  if (display == NULL || title == NULL)
    return NULL;
  root = g_strndup (scope->url, display - scope->url);
  name = g_uri_escape_string (title, NULL, TRUE);
  return g_strdup_printf ("%s/display/%s/%s", root, space, name);
}

char *
banco_scope_page_by_id (const BancoScope *scope, const char *id)
{
  return find (scope, BANCO_FIND_ID, id);
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
  if (text[0] == '#') {
    g_autofree char *anchor = banco_scope_anchor (text + 1);

    return g_strconcat ("#", anchor, NULL);
  }
  if (g_str_has_prefix (text, "kb:"))
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
