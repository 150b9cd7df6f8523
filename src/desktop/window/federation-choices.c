/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/federation-choices.h"

#include "base/base.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of BancoFederation, by path. Not a setting: a file like the demo's ends with its servers. */
static GHashTable *shown;

static gboolean
is_listed (GPtrArray *list, const char *path)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((BancoFederation *) list->pdata[i])->path, path))
      return TRUE;
  return FALSE;
}

GPtrArray *
banco_federation_choices_list (void)
{
  GPtrArray *list = banco_federation_list ();
  g_autoptr (GList) paths = shown ? g_hash_table_get_keys (shown) : NULL;

  paths = g_list_sort (paths, (GCompareFunc) strcmp);
  for (GList *at = paths; at; at = at->next)
    if (!is_listed (list, at->data))
      g_ptr_array_add (list, banco_federation_ref (g_hash_table_lookup (shown, at->data)));
  return list;
}

void
banco_federation_choices_add (BancoFederation *federation)
{
  if (shown == NULL)
    shown = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                   (GDestroyNotify) banco_federation_unref);
  g_hash_table_replace (shown, federation->path, banco_federation_ref (federation));
}

const char *
banco_federation_choices_get_target (BancoFederation *federation)
{
  return federation->origin == BANCO_FEDERATION_FILE ? federation->path : federation->id;
}

char *
banco_federation_choices_dup_label (BancoFederation *federation)
{
  g_autofree char *file = g_path_get_basename (federation->path);

  if (federation->origin != BANCO_FEDERATION_FILE)
    return banco_visible_line (federation->name);
  /* Translators: a federation's name, and the name of its file */
  return banco_visible_printf (_ ("%s (%s)"), federation->name, file);
}
