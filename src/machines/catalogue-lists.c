/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#include <string.h>

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

BancoKeyedList *
banco_offers_new (void)
{
  static const BancoKeyedListKind kind = { banco_offer_get_type, banco_offer_get_key,
                                           is_equal_offer };

  return banco_keyed_list_new (&kind);
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

BancoKeyedList *
banco_images_new (void)
{
  static const BancoKeyedListKind kind = { banco_image_get_type, banco_image_get_key,
                                           is_equal_image };

  return banco_keyed_list_new (&kind);
}

static gboolean
is_equal_limit (gpointer a, gpointer b)
{
  return banco_limit_get_used (a) == banco_limit_get_used (b) &&
         banco_limit_get_limit (a) == banco_limit_get_limit (b);
}

BancoKeyedList *
banco_limits_new (void)
{
  static const BancoKeyedListKind kind = { banco_limit_get_type, banco_limit_get_key,
                                           is_equal_limit };

  return banco_keyed_list_new (&kind);
}
