/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/federation-reader-private.h"

#include "identity/identity.h"

#include <glib/gi18n.h>
#include <string.h>

/* TRUE when @group is about services that tokens of @issuer are for: the issuer itself, or a group
 * of whatever sort that names it, or no issuer at all. */
static gboolean
is_about (BancoFederationReader *reader, const char *group, const char *issuer)
{
  const char *named = banco_federation_reader_get_text (reader, group, "Issuers");

  if (g_str_has_prefix (group, "Issuer "))
    return strcmp (group + strlen ("Issuer "), issuer) == 0;
  return named == NULL ||
         g_strv_contains (banco_federation_reader_split_list (reader, named), issuer);
}

static gboolean
add_audiences (BancoFederationReader *reader, GPtrArray *audiences, const char *group)
{
  const char *const *words = banco_federation_reader_split_list (
    reader, banco_federation_reader_get_text (reader, group, "Audience"));

  for (guint i = 0; words[i] != NULL; i++) {
    /* They are sent as words of one value. */
    if (!banco_http_is_token (words[i]))
      return banco_federation_reader_refuse (
        reader, group, "Audience", _ ("“%s” is not allowed; an audience is one word"), words[i]);
    if (!g_ptr_array_find_with_equal_func (audiences, words[i], g_str_equal, NULL))
      g_ptr_array_add (audiences, (gpointer) words[i]);
  }
  return TRUE;
}

gboolean
banco_federation_reader_set_audiences (BancoFederationReader *reader)
{
  g_auto (GStrv) groups = g_key_file_get_groups (reader->file, NULL);

  for (guint i = 0; i < reader->issuers->len; i++) {
    BancoIssuerSetup *issuer = &g_array_index (reader->issuers, BancoIssuerSetup, i);
    GPtrArray *audiences = g_ptr_array_new ();
    gboolean good = TRUE;

    for (guint j = 0; good && groups[j] != NULL; j++)
      good =
        !is_about (reader, groups[j], issuer->id) || add_audiences (reader, audiences, groups[j]);
    g_ptr_array_add (audiences, NULL);
    issuer->audiences = banco_federation_reader_own (reader, g_ptr_array_free (audiences, FALSE));
    if (!good)
      return FALSE;
  }
  return TRUE;
}
