/* SPDX-License-Identifier: Apache-2.0 */
#include "base/http.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a server, a file or the keyring says, on its way into a request. */

gboolean
banco_http_is_token (const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  while (g_ascii_isgraph (*text))
    text++;
  return *text == '\0';
}

/* "Bearer abc", or one word. Without a copy of it, which could be a secret. */
static gboolean
is_header_value (const char *value)
{
  gboolean in_word = FALSE;

  for (; *value != '\0'; value++) {
    if (*value == ' ' ? !in_word : !g_ascii_isgraph (*value))
      return FALSE;
    in_word = *value != ' ';
  }
  return in_word;
}

gboolean
banco_http_set_header (SoupMessage *message, const char *name, const char *value, GError **error)
{
  if (is_header_value (value)) {
    soup_message_headers_replace (soup_message_get_request_headers (message), name, value);
    return TRUE;
  }
  g_set_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_NOT_UNDERSTOOD,
               _ ("the value of the header %s has characters that cannot be sent; sign in again"),
               name);
  return FALSE;
}

static gboolean
is_segment (const char *text)
{
  return text[0] != '\0' && strcmp (text, ".") != 0 && strcmp (text, "..") != 0;
}

char *
banco_http_path (const char *first, ...)
{
  g_autoptr (GString) path = g_string_new (NULL);
  gboolean good = TRUE;
  va_list segments;

  va_start (segments, first);
  for (const char *segment = first; segment != NULL; segment = va_arg (segments, const char *)) {
    g_autofree char *escaped = g_uri_escape_string (segment, NULL, FALSE);

    good = good && is_segment (segment);
    g_string_append_printf (path, "/%s", escaped);
  }
  va_end (segments);
  return good ? g_string_free (g_steal_pointer (&path), FALSE) : NULL;
}

/* However it is written: servers take "%2e%2e%2f" for "../". */
static gboolean
climbs (const char *link)
{
  g_autofree char *path = g_strndup (link, strcspn (link, "?#"));
  g_autofree char *plain = g_uri_unescape_string (path, NULL);
  g_auto (GStrv) segments = g_strsplit_set (plain != NULL ? plain : "..", "/\\", -1);

  return g_strv_contains ((const char *const *) segments, ".") ||
         g_strv_contains ((const char *const *) segments, "..");
}

char *
banco_http_link_below (const char *base, const char *link)
{
  const char *rest = g_str_has_prefix (link, base) ? link + strlen (base) : link;

  return rest[0] == '/' && !climbs (rest) ? g_strconcat (base, rest, NULL) : NULL;
}
