/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#include <string.h>

/* What makes two records the same thing, and whether they say the same about it. */
typedef struct {
  gboolean (*is_same) (gpointer a, gpointer b);
  gboolean (*is_equal) (gpointer a, gpointer b);
  gboolean (*is_concerned) (gpointer item, const char *cloud, const char *group);
} Kind;

static gpointer
find (GPtrArray *items, gpointer item, const Kind *kind)
{
  for (guint i = 0; i < items->len; i++)
    if (kind->is_same (items->pdata[i], item))
      return items->pdata[i];
  return NULL;
}

static gboolean
store_has (GListStore *store, gpointer item, const Kind *kind)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++) {
    g_autoptr (GObject) old = g_list_model_get_item (G_LIST_MODEL (store), i);

    if (kind->is_same (old, item))
      return TRUE;
  }
  return FALSE;
}

static void
merge (GListStore *store, const char *cloud, const char *group, GPtrArray *items, const Kind *kind)
{
  guint i = 0;

  while (i < g_list_model_get_n_items (G_LIST_MODEL (store))) {
    g_autoptr (GObject) old = g_list_model_get_item (G_LIST_MODEL (store), i);
    gpointer item = find (items, old, kind);

    if (item == NULL && kind->is_concerned (old, cloud, group)) {
      g_list_store_remove (store, i);
      continue;
    }
    if (item != NULL && !kind->is_equal (old, item))
      g_list_store_splice (store, i, 1, &item, 1);
    i++;
  }
  for (i = 0; i < items->len; i++)
    if (!store_has (store, items->pdata[i], kind))
      g_list_store_append (store, items->pdata[i]);
}

static gboolean
is_same_offer (gpointer a, gpointer b)
{
  return strcmp (banco_offer_get_id (a), banco_offer_get_id (b)) == 0 &&
         strcmp (banco_offer_get_cloud (a), banco_offer_get_cloud (b)) == 0;
}

static gboolean
is_equal_offer (gpointer a, gpointer b)
{
  const BancoAccelerator *x = banco_offer_get_accelerator (a);
  const BancoAccelerator *y = banco_offer_get_accelerator (b);

  return strcmp (banco_offer_get_name (a), banco_offer_get_name (b)) == 0 &&
         banco_offer_get_vcpus (a) == banco_offer_get_vcpus (b) &&
         banco_offer_get_memory_mib (a) == banco_offer_get_memory_mib (b) &&
         banco_offer_get_disk_gib (a) == banco_offer_get_disk_gib (b) &&
         g_strcmp0 (banco_offer_get_disk_kind (a), banco_offer_get_disk_kind (b)) == 0 &&
         banco_offer_get_available (a) == banco_offer_get_available (b) &&
         g_strcmp0 (banco_offer_get_why_not (a), banco_offer_get_why_not (b)) == 0 &&
         x->kind == y->kind && x->count == y->count && x->memory_mib == y->memory_mib &&
         x->simulated == y->simulated && g_strcmp0 (x->model, y->model) == 0;
}

static gboolean
is_concerned_offer (gpointer item, const char *cloud, const char *group)
{
  return strcmp (banco_offer_get_cloud (item), cloud) == 0;
}

void
banco_merge_offers (GListStore *store, const char *cloud, GPtrArray *offers)
{
  static const Kind kind = { is_same_offer, is_equal_offer, is_concerned_offer };

  merge (store, cloud, NULL, offers, &kind);
}

static gboolean
is_same_image (gpointer a, gpointer b)
{
  return strcmp (banco_image_get_id (a), banco_image_get_id (b)) == 0 &&
         strcmp (banco_image_get_cloud (a), banco_image_get_cloud (b)) == 0;
}

static gboolean
is_equal_image (gpointer a, gpointer b)
{
  return strcmp (banco_image_get_name (a), banco_image_get_name (b)) == 0 &&
         strcmp (banco_image_get_os (a), banco_image_get_os (b)) == 0 &&
         strcmp (banco_image_get_os_version (a), banco_image_get_os_version (b)) == 0 &&
         g_strcmp0 (banco_image_get_cuda (a), banco_image_get_cuda (b)) == 0 &&
         banco_image_get_min_disk_gib (a) == banco_image_get_min_disk_gib (b) &&
         g_strcmp0 (banco_image_get_login (a), banco_image_get_login (b)) == 0;
}

static gboolean
is_concerned_image (gpointer item, const char *cloud, const char *group)
{
  return strcmp (banco_image_get_cloud (item), cloud) == 0;
}

void
banco_merge_images (GListStore *store, const char *cloud, GPtrArray *images)
{
  static const Kind kind = { is_same_image, is_equal_image, is_concerned_image };

  merge (store, cloud, NULL, images, &kind);
}

static gboolean
is_same_limit (gpointer a, gpointer b)
{
  return strcmp (banco_limit_get_resource (a), banco_limit_get_resource (b)) == 0 &&
         strcmp (banco_limit_get_group (a), banco_limit_get_group (b)) == 0 &&
         strcmp (banco_limit_get_cloud (a), banco_limit_get_cloud (b)) == 0;
}

static gboolean
is_equal_limit (gpointer a, gpointer b)
{
  return banco_limit_get_used (a) == banco_limit_get_used (b) &&
         banco_limit_get_limit (a) == banco_limit_get_limit (b);
}

static gboolean
is_concerned_limit (gpointer item, const char *cloud, const char *group)
{
  return strcmp (banco_limit_get_cloud (item), cloud) == 0 &&
         (group == NULL || strcmp (banco_limit_get_group (item), group) == 0);
}

void
banco_merge_limits (GListStore *store, const char *cloud, const char *group, GPtrArray *limits)
{
  static const Kind kind = { is_same_limit, is_equal_limit, is_concerned_limit };

  merge (store, cloud, group, limits, &kind);
}
