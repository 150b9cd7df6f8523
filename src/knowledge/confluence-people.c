/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/confluence-private.h"
#include "knowledge/storage-private.h"

#include <string.h>

/* Pages name people by keys that only their wiki knows; the names are written beside them while it
 * can be asked. */

#define MOST_PEOPLE 500 /* asked for in one run */

typedef struct {
  BancoConfluence *wiki;
  GCancellable *cancellable;
  gboolean complete; /* FALSE: another run may know more */
} NameLookup;

/* The name of the person whose @kind ("userkey") is @value; "" when it is not told. Borrowed. */
static const char *
find_name (NameLookup *lookup, const char *kind, const char *value)
{
  BancoConfluence *self = lookup->wiki;
  const char *parameter = strcmp (kind, "userkey") == 0      ? "key"
                          : strcmp (kind, "account-id") == 0 ? "accountId"
                                                             : "username";
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/rest/api/user?%s=%s", parameter, escaped);
  const char *known = g_hash_table_lookup (self->people, path);
  g_autoptr (BancoHttpResponse) response = NULL;
  g_autoptr (GError) failure = NULL;
  const char *name = NULL;

  if (known != NULL)
    return known;
  if (g_hash_table_size (self->people) >= MOST_PEOPLE) {
    lookup->complete = FALSE;
    return "";
  }
  response = banco_confluence_get (self, path, 0, lookup->cancellable, &failure);
  if (response != NULL)
    name =
      banco_json_string_or (response->json, banco_json_root (response->json), "displayName", "");
  else if (g_error_matches (failure, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_UNREACHABLE))
    lookup->complete = FALSE;
  known = g_strdup (name != NULL ? name : "");
  g_hash_table_insert (self->people, g_steal_pointer (&path), (gpointer) known);
  return known;
}

static gboolean
add_name (const GMatchInfo *match, GString *result, gpointer data)
{
  NameLookup *lookup = data;
  g_autofree char *whole = g_match_info_fetch (match, 0);
  g_autofree char *kind = g_match_info_fetch (match, 1);
  g_autofree char *value = g_match_info_fetch (match, 2);
  const char *name =
    g_cancellable_is_cancelled (lookup->cancellable) ? "" : find_name (lookup, kind, value);
  g_autofree char *safe = g_markup_escape_text (name, -1);

  g_string_append (result, whole);
  if (name[0] != '\0')
    g_string_append_printf (result, " " BANCO_CONFLUENCE_NAME "=\"%s\"", safe);
  return FALSE;
}

gboolean
banco_confluence_name_people (BancoConfluence *self, BancoDraft *draft, GCancellable *cancellable)
{
  gsize size = 0;
  const char *body = g_bytes_get_data (draft->body, &size);
  NameLookup lookup = { self, cancellable, TRUE };
  g_autoptr (GRegex) person = NULL;
  char *named;

  if (size == 0 || g_strstr_len (body, (gssize) size, "<ri:user ") == NULL)
    return TRUE;
  person = g_regex_new ("<ri:user ri:(userkey|username|account-id)=\"([^\"<>]{1,200})\"",
                        G_REGEX_DEFAULT, 0, NULL);
  named = g_regex_replace_eval (person, body, (gssize) size, 0, 0, add_name, &lookup, NULL);
  if (named != NULL) {
    g_bytes_unref (draft->body);
    draft->body = g_bytes_new_take (named, strlen (named));
  }
  return lookup.complete;
}
